package directive

import (
	"net/url"
	"strconv"

	"neove/access"
	"neove/internal/clock"
	"neove/internal/ui"
	"neove/internal/vntext"
	"neove/internal/web"
	"neove/org"
)

const taskPath = "/directive/tasks"

// taskTag words how a task stands.
func taskTag(x *web.Exchange, t Task, today clock.Date) (text, kind string) {
	if t.Late(today) {
		return x.T("directive.late_days", "n", int(today-t.Due)), "bad"
	}
	text = x.T("directive.task.state." + string(t.State))
	switch t.State {
	case TaskDone:
		kind = "ok"
	case TaskOpen:
		kind = "warn"
	}
	return text, kind
}

// ownerName is who does a task.
func ownerName(t *org.Tree, v Task) string {
	switch {
	case v.OwnerUnit == "":
		return v.Owner
	case v.Owner == "":
		return t.Name(v.OwnerUnit)
	}
	return v.Owner + " · " + t.Name(v.OwnerUnit)
}

// taskListView is the work of a unit by deadline.
type taskListView struct {
	Unit, UnitName string
	Total          int64
	States         []ui.Link
	Listing        ui.Listing
	Sheet, Next    string
}

func (s *Service) tasksPage(by access.Actor, x *web.Exchange) error {
	t, err := s.org.Tree(x.R.Context())
	if err != nil {
		return err
	}
	kinds, err := s.Kinds(x.R.Context())
	if err != nil {
		return err
	}
	l, f := x.List(pageSize), taskFilter(by, x)
	f.Offset = l.Offset()
	list, total, err := s.Tasks(x.R.Context(), by, f)
	if err != nil {
		return err
	}
	today := clock.DateOf(s.db.Now())
	v := taskListView{Unit: f.Unit, UnitName: t.Name(f.Unit), Total: total, Sheet: l.Sheet(),
		Next: nextPath + "?" + url.Values{"unit": {f.Unit}, "year": {strconv.Itoa(org.WorkYear(today))}}.Encode()}
	for _, state := range []string{"open", "late", "soon", "done", "all"} {
		v.States = append(v.States, ui.Link{Href: taskPath + "?" + url.Values{"unit": {f.Unit}, "state": {state}}.Encode(), Text: x.T("directive.task.show." + state), Current: f.State == state})
	}
	q := url.Values{"state": {f.State}, "q": {l.Query.Get("q")}, "year": {l.Query.Get("year")}}
	filters := x.Controls("directive", []ui.Control{{Kind: "hidden", Name: "state"}, {Kind: "text", Name: "year", Width: "s", Label: x.T("directive.field.for_year")}, {Kind: "text", Name: "q", Label: x.T("ui.word.search")}}, q, web.Errors{})
	l.ControlChips(filters)
	table := ui.Table{Label: x.T("directive.tasks")}
	for _, name := range []string{"title", "plan", "due_on", "state"} {
		table.Columns = append(table.Columns, ui.Column{Label: x.T("directive.field." + name)})
	}
	for _, e := range list {
		tag, kind := taskTag(x, e.Task, today)
		plan := title(x, kindByCode(kinds, e.PlanKind), Document{Code: e.Plan})
		table.Rows = append(table.Rows, []ui.TD{{Text: e.Title, Href: taskPath + "/" + e.ID, Note: ownerName(t, e.Task)},
			{Text: plan, Note: strconv.FormatInt(e.ForYear, 10)}, {Text: dateText(e.Due)}, {Tag: tag, Kind: kind, Note: e.Result}})
	}
	v.Listing = ui.Listing{Action: taskPath, Unit: f.Unit, Filters: filters, Chips: l.Chips, Clear: l.Clear() + "&state=" + f.State, Table: table,
		Pager: l.Pager(len(list), total), Empty: x.T("directive.task.empty")}
	return x.Page(200, "directive/tasks", ui.Page{Title: x.T("directive.tasks"), Body: &v})
}

func taskFilter(by access.Actor, x *web.Exchange) TaskFilter {
	q := x.Query()
	f := TaskFilter{Unit: org.WorkUnit(by, x), State: q.Choice("state", "open", "late", "soon", "done", "cancelled", "carried", "all"), Text: q.Text("q", 100), Limit: pageSize}
	f.Year, _ = strconv.Atoi(q.Text("year", 4))
	if f.State == "" {
		f.State = "open"
	}
	return f
}

// gridView is the grid in which tasks are added to a plan.
type gridView struct {
	ID, Title, UnitName string
	Grid                ui.Grid
}

func (s *Service) taskColumns(x *web.Exchange) ([]ui.Control, error) {
	indicators, err := s.indicatorOptions(x)
	return []ui.Control{{Kind: "text", Name: "title"}, {Kind: "text", Name: "owner"}, {Kind: "text", Name: "owner_unit"}, {Kind: "text", Name: "due_on"},
		{Kind: "select", Name: "indicator", Options: indicators}, {Kind: "count", Name: "target"}}, err
}

func (s *Service) indicatorOptions(x *web.Exchange) ([]ui.Option, error) {
	if s.Indicators == nil {
		return nil, nil
	}
	return s.Indicators(x.R.Context(), x.Lang)
}

func (s *Service) taskGridPage(by access.Actor, x *web.Exchange) error {
	return s.showTaskGrid(by, x, nil, nil)
}

func (s *Service) showTaskGrid(by access.Actor, x *web.Exchange, f *web.Form, refused error) error {
	d, err := s.Document(x.R.Context(), by, x.Path("id"))
	if err != nil {
		return err
	}
	if !s.runs(by, mayWork, d.Document) {
		return denied()
	}
	columns, err := s.taskColumns(x)
	if err != nil {
		return err
	}
	v := gridView{ID: d.ID, Title: title(x, d.KindOf, d.Document), UnitName: d.Tree.Name(d.Unit), Grid: x.GridOf("directive", x.T("directive.tasks"), columns, f, x.Errors(refused))}
	page := ui.Page{Title: x.T("directive.task.new"), Body: &v, Crumbs: append(crumbs(by, x, d.Unit, "")[:1], ui.Crumb{Text: v.Title, Href: documentPath + "/" + d.ID}, ui.Crumb{Text: x.T("directive.task.new")})}
	if refused != nil {
		return x.Again(refused, "directive/task_grid", page)
	}
	return x.Page(200, "directive/task_grid", page)
}

// readTask decodes a row of the grid or the form of one task.
func (s *Service) readTask(x *web.Exchange, f *web.Form, plan View) Task {
	t := Task{Title: f.Text("title", maxSubject), Owner: f.Text("owner", maxName), Indicator: f.Text("indicator", 80), Target: f.Count("target")}
	t.Due, _ = f.Date("due_on")
	t.From, _ = f.Date("from")
	if to, ok := f.Date("to"); ok {
		t.To = to + 1 // the form names the last day
	}
	if text := f.Text("owner_unit", maxName); text != "" {
		if u, err := near(plan.Tree, text, plan.Unit, plan.On); err != nil {
			f.Bad("owner_unit", "org.err.unit", "unit", text)
		} else if u.ID != plan.Unit {
			t.OwnerUnit = u.ID
		}
	}
	return t
}

func (s *Service) taskGridPost(by access.Actor, x *web.Exchange) error {
	d, err := s.Document(x.R.Context(), by, x.Path("id"))
	if err != nil {
		return err
	}
	f, err := x.Form()
	if err != nil {
		return err
	}
	columns, err := s.taskColumns(x)
	if err != nil {
		return err
	}
	list, rowOf := web.ReadGrid(f, columns, func(row *web.Form) Task { return s.readTask(x, row, d) })
	if err = f.Err(); err == nil {
		_, err = s.Plan(x.R.Context(), by, d.ID, list)
		err = web.Renumber(err, rowOf)
	}
	if err != nil {
		return s.showTaskGrid(by, x, f, err)
	}
	x.Notice("directive.task.saved", "n", len(list))
	return x.See(documentPath + "/" + d.ID + "?done=tasks-" + d.ID)
}

// taskView is the page of a task.
type taskView struct {
	TaskView
	Name, Kind, Tag string
	PlanTitle       string
	Rows            []ui.SummaryRow
	Bar             *bar
	Settle, Amend   []ui.Control
	AmendOpen       bool
	MaySettle       bool
	History         []ui.Event
	Errors          web.Errors
}

func (s *Service) taskPage(by access.Actor, x *web.Exchange) error {
	return s.showTask(by, x, nil, nil, false)
}

func (s *Service) showTask(by access.Actor, x *web.Exchange, values url.Values, refused error, amending bool) error {
	t, err := s.Task(x.R.Context(), by, x.Path("id"))
	if err != nil {
		return err
	}
	tree, err := s.org.Tree(x.R.Context())
	if err != nil {
		return err
	}
	kinds, err := s.Kinds(x.R.Context())
	if err != nil {
		return err
	}
	indicators, err := s.indicatorOptions(x)
	if err != nil {
		return err
	}
	v := taskView{TaskView: t, Name: t.Title, PlanTitle: title(x, kindByCode(kinds, t.Plan.Kind), t.Plan), Errors: x.Errors(refused), AmendOpen: amending}
	v.Tag, v.Kind = taskTag(x, t.Task, clock.DateOf(s.db.Now()))
	v.describe(x, tree, indicators)
	if v.Bar, err = s.figure(x, by, t.Task, t.Plan); err != nil {
		return err
	}
	changeable := t.State != TaskCarried && !t.Plan.Withdrawn
	onPlan := s.runs(by, mayWork, t.Plan)
	v.MaySettle = changeable && s.settles(by, t.Task, t.Plan)
	settle, amend := values, values
	if amending || values == nil {
		settle = url.Values{"state": {string(TaskDone)}, "result": {t.Result}}
	}
	if !amending || values == nil {
		amend = taskValues(t.Task, tree)
	}
	v.Settle = x.Controls("directive", []ui.Control{{Kind: "radios", Name: "state", Options: x.Options("directive.task.state", "done", "cancelled", "open"), Inline: true},
		{Kind: "lines", Name: "result", Rows: 3, Max: maxNote}}, settle, v.Errors)
	if changeable && onPlan {
		v.Amend = x.Controls("directive", []ui.Control{{Kind: "text", Name: "title", Need: true, Max: maxSubject}, {Kind: "text", Name: "owner", Half: true, Max: maxName},
			{Kind: "text", Name: "owner_unit", Half: true}, {Kind: "date", Name: "due_on"}, {Kind: "select", Name: "indicator", Options: indicators, Blank: x.T("ui.word.none"), Half: true},
			{Kind: "count", Name: "target", Half: true}, {Kind: "date", Name: "from", Half: true}, {Kind: "date", Name: "to", Label: x.T("directive.field.to_day"), Half: true}}, amend, v.Errors)
	}
	if v.History, err = s.history(x, taskKind, t.ID); err != nil {
		return err
	}
	page := ui.Page{Title: t.Title, Body: &v, Crumbs: append(crumbs(by, x, t.Plan.Unit, "")[:1], ui.Crumb{Text: v.PlanTitle, Href: documentPath + "/" + t.Plan.ID}, ui.Crumb{Text: t.Title})}
	if refused != nil {
		return x.Again(refused, "directive/task", page)
	}
	return x.Page(200, "directive/task", page)
}

func (v *taskView) describe(x *web.Exchange, t *org.Tree, indicators []ui.Option) {
	row := func(key, value string) {
		if value != "" {
			v.Rows = append(v.Rows, ui.SummaryRow{Label: x.T("directive.field." + key), Value: value})
		}
	}
	row("owner", ownerName(t, v.Task))
	row("due_on", dateText(v.Due))
	for _, o := range indicators {
		if o.Value == v.Indicator {
			row("indicator", o.Text)
		}
	}
	if v.Target != nil {
		row("target", vntext.Number(*v.Target))
		w := v.Window(v.Plan)
		row("window", vntext.Date(w.From)+" – "+vntext.Date(w.Last()))
	}
	row("result", v.Result)
	row("settled_on", dateText(v.SettledOn))
	for key, o := range map[string]*Task{"origin": v.Origins, "continues": v.Continues} {
		if o != nil {
			v.Rows = append(v.Rows, ui.SummaryRow{Label: x.T("directive.field." + key), Value: o.Title, Href: taskPath + "/" + o.ID, Action: x.T("directive.open")})
		}
	}
}

func taskValues(t Task, tree *org.Tree) url.Values {
	q := url.Values{"title": {t.Title}, "owner": {t.Owner}, "due_on": {dateText(t.Due)}, "indicator": {t.Indicator}, "from": {dateText(t.From)}}
	if t.OwnerUnit != "" {
		q.Set("owner_unit", tree.Name(t.OwnerUnit))
	}
	if t.Target != nil {
		q.Set("target", vntext.Number(*t.Target))
	}
	if t.To != 0 {
		q.Set("to", dateText(t.To-1))
	}
	return q
}

func (s *Service) settlePost(by access.Actor, x *web.Exchange) error {
	f, err := x.Form()
	if err != nil {
		return err
	}
	state, text := TaskState(f.NeedChoice("state", "done", "cancelled", "open")), f.Lines("result", maxNote)
	if err = f.Err(); err == nil {
		_, err = s.Settle(x.R.Context(), by, x.Path("id"), f.Version(), state, text)
	}
	return s.taskDone(by, x, f, err, false)
}

func (s *Service) taskAmendPost(by access.Actor, x *web.Exchange) error {
	f, err := x.Form()
	if err != nil {
		return err
	}
	t, err := s.Task(x.R.Context(), by, x.Path("id"))
	if err != nil {
		return err
	}
	plan, err := s.Document(x.R.Context(), by, t.Plan.ID)
	if err != nil {
		return err
	}
	in := s.readTask(x, f, plan)
	if err = f.Err(); err == nil {
		_, err = s.AmendTask(x.R.Context(), by, t.ID, f.Version(), in)
	}
	return s.taskDone(by, x, f, err, true)
}

func (s *Service) taskDone(by access.Actor, x *web.Exchange, f *web.Form, err error, amending bool) error {
	if err != nil {
		return s.showTask(by, x, f.Values(), err, amending)
	}
	x.Notice("directive.task.changed")
	return x.See(taskPath + "/" + x.Path("id"))
}
