package directive

import (
	"net/url"
	"slices"
	"strconv"
	"strings"

	"neove/access"
	"neove/audit"
	"neove/internal/clock"
	"neove/internal/db"
	"neove/internal/errs"
	"neove/internal/ui"
	"neove/internal/upload"
	"neove/internal/vntext"
	"neove/internal/web"
	"neove/org"
)

// documentView is the page of a document.
type documentView struct {
	View
	Title, UnitName string
	Rows            []ui.SummaryRow
	Tags            []ui.TD
	Files           []File
	Mine            []ui.Todo // what the reader must answer
	Words           string    // after "15/15"
	States          []ui.Link
	Table           ui.Table
	Waiting         int64
	LastReminder    *Reminder
	To              []ui.Control
	ToOpen          bool
	Tasks           []taskRow
	TaskWords       string
	TasksDone       int64
	TasksAll        int64
	ChildTable      ui.Table
	History         []ui.Event
	MayIssue        bool
	MayWork         bool
	Reason          string
	Errors          web.Errors
}

// bar is a figure beside what it should become.
type bar struct {
	Words         string
	Value, Target int64
}

// taskRow is a task in its plan.
type taskRow struct {
	Task
	Href, Tag, Kind, About string
	Bar                    *bar
}

func (s *Service) documentPage(by access.Actor, x *web.Exchange) error {
	return s.showDocument(by, x, nil, nil)
}

// showDocument shows a document; values and refused are of a form on the page
// that was not taken.
func (s *Service) showDocument(by access.Actor, x *web.Exchange, values url.Values, refused error) error {
	d, err := s.Document(x.R.Context(), by, x.Path("id"))
	if err != nil {
		return err
	}
	v := documentView{View: d, UnitName: d.Tree.Name(d.Unit), Title: title(x, d.KindOf, d.Document), Errors: x.Errors(refused), Reason: values.Get("reason")}
	v.MayIssue = by.MayAt(mayIssue, d.Unit) && !d.Withdrawn
	v.MayWork = by.MayAt(mayWork, d.Unit) && !d.Withdrawn && d.KindOf.Plan
	v.describe(x)
	v.listRecipients(by, x)
	if v.MayIssue && d.Counts() {
		main, more := addressSpec(x, d.Tree, d.Unit, d.On)
		v.To = x.Controls("directive", append(main, more...), values, v.Errors)
		v.ToOpen = values.Has("require") || v.Errors.Of("to") != ""
	}
	if d.KindOf.Plan {
		if err := s.listTasks(by, x, &v); err != nil {
			return err
		}
	}
	if err := s.listChildren(x, &v); err != nil {
		return err
	}
	if d.Issuing {
		if v.History, err = s.history(x, documentKind, d.ID); err != nil {
			return err
		}
	}
	page := ui.Page{Title: v.Title, Body: &v, Crumbs: crumbs(x, d.Unit, v.Title)}
	if refused != nil {
		return x.Again(refused, "directive/document", page)
	}
	return x.Page(200, "directive/document", page)
}

func (s *Service) history(x *web.Exchange, kind, id string) ([]ui.Event, error) {
	var events []audit.Event
	err := s.db.View(x.R.Context(), func(tx *db.Tx) (err error) {
		events, err = audit.Of(tx, kind, id)
		return err
	})
	return audit.History(x, events), err
}

// describe writes the facts of the document in words.
func (v *documentView) describe(x *web.Exchange) {
	row := func(key, value string) {
		if value != "" {
			v.Rows = append(v.Rows, ui.SummaryRow{Label: x.T("directive.field." + key), Value: value})
		}
	}
	row("subject", v.Subject)
	row("issued_on", dateText(v.On))
	for n, i := range v.Issuers {
		value := i.Agency
		if signed := i.Signed(); signed != "" {
			value += " – " + signed
		}
		if n > 0 {
			row("issuers", value)
			continue
		}
		row("agency", value)
	}
	if v.KindOf.Plan {
		row("for_year", strconv.FormatInt(v.ForYear, 10))
	}
	row("effective_on", dateText(v.Effective))
	row("ended_on", dateText(v.Ended))
	if p := v.ParentOf; p != nil {
		v.Rows = append(v.Rows, ui.SummaryRow{Label: x.T("directive.field.parent"), Value: p.Code + " – " + p.Subject, Href: documentPath + "/" + p.ID, Action: x.T("directive.open")})
	}
	row("note", v.Note)
	tag := func(key, kind string) { v.Tags = append(v.Tags, ui.TD{Tag: x.T(key), Kind: kind}) }
	switch {
	case v.Withdrawn:
		tag("ui.word.withdrawn", "bad")
	case v.Ended != 0 && v.Ended <= v.Today:
		tag("directive.ended", "")
	}
	if v.Incoming {
		tag("directive.incoming", "info")
	}
	for _, f := range v.View.Files {
		if f.Recipient == "" {
			v.Files = append(v.Files, f)
		}
	}
}

// successor names where a unit that has ended is today.
func successor(x *web.Exchange, t *org.Tree, unit string, today clock.Date) string {
	u, ok := t.Unit(unit)
	if !ok || u.On(today) {
		return ""
	}
	var names []string
	for _, p := range t.Place(unit, today) {
		for _, id := range p.Units {
			if name := t.Name(id); !slices.Contains(names, name) {
				names = append(names, name)
			}
		}
	}
	return x.T("directive.successor", "units", strings.Join(names, ", "))
}

// recipientName is what a recipient is called.
func recipientName(x *web.Exchange, t *org.Tree, r Recipient) string {
	switch {
	case r.Role != "":
		return x.T("directive.role."+string(r.Role)) + " · " + t.Name(r.Unit)
	case r.Agency != "":
		return r.Agency
	}
	return t.Name(r.Unit)
}

// keeps are the filters of the table of recipients.
var keeps = map[string]func(Recipient, clock.Date) bool{
	"all":      func(Recipient, clock.Date) bool { return true },
	"late":     func(r Recipient, today clock.Date) bool { return r.Late(today) },
	"open":     func(r Recipient, _ clock.Date) bool { return !r.Done() },
	"answered": func(r Recipient, _ clock.Date) bool { return r.Done() },
}

// listRecipients fills the table of recipients, late ones first, and what the
// reader must answer.
func (v *documentView) listRecipients(by access.Actor, x *web.Exchange) {
	state := x.R.URL.Query().Get("state")
	if keeps[state] == nil {
		state = "all"
	}
	for _, name := range []string{"all", "open", "late", "answered"} {
		n := 0
		for _, r := range v.Recipients {
			if keeps[name](r, v.Today) {
				n++
			}
		}
		v.States = append(v.States, ui.Link{Href: documentPath + "/" + v.ID + "?state=" + name, Text: x.T("directive.show."+name, "n", n), Current: name == state})
	}
	v.Words = x.T("directive.words")
	v.Waiting = v.Progress.Total - v.Progress.Done
	if len(v.Reminders) > 0 {
		v.LastReminder = &v.Reminders[0]
	}
	roles := agencyRoles(by)
	list := slices.Clone(v.Recipients)
	slices.SortStableFunc(list, func(a, b Recipient) int { return rank(a, v.Today) - rank(b, v.Today) })
	v.Table = ui.Table{Label: x.T("directive.recipients"), Columns: recipientColumnsOf(x)}
	answers := v.answerDocuments()
	for _, r := range list {
		tag, kind := stateTag(x, r, v.Today)
		if !r.Done() && r.Agency == "" && own(by, r, roles) {
			todo := ui.Todo{Href: "/directive/recipients/" + r.ID, Text: recipientName(x, v.Tree, r), Kind: kind, When: tag, Why: x.T("directive.require." + r.Require)}
			v.Mine = append(v.Mine, todo)
		}
		if !keeps[state](r, v.Today) {
			continue
		}
		name := ui.TD{Text: recipientName(x, v.Tree, r), Href: "/directive/recipients/" + r.ID, Note: successor(x, v.Tree, r.Unit, v.Today)}
		answer := ui.TD{Text: answers[r.ID].Code, Tag: tag, Kind: kind}
		if id := answers[r.ID].ID; id != "" {
			answer.Href = documentPath + "/" + id
		}
		switch {
		case r.Done():
			answer.Note = vntext.Date(clock.DateOf(r.AnsweredAt))
		case r.Reminded > 0:
			answer.Note = x.T("directive.reminded", "n", r.Reminded, "day", vntext.Date(clock.DateOf(r.RemindedAt)))
		}
		v.Table.Rows = append(v.Table.Rows, []ui.TD{name, {Text: x.T("directive.require." + r.Require)}, {Text: dateText(r.Due)}, answer})
	}
}

func recipientColumnsOf(x *web.Exchange) []ui.Column {
	var out []ui.Column
	for _, name := range []string{"recipient", "require", "due_on", "answer"} {
		out = append(out, ui.Column{Label: x.T("directive.column." + name)})
	}
	return out
}

// answerDocuments are the documents that answered, by recipient.
func (v *documentView) answerDocuments() map[string]Document {
	byID := map[string]Document{}
	for _, d := range v.Children {
		byID[d.ID] = d
	}
	out := map[string]Document{}
	for _, a := range v.Answers {
		if !a.Returned {
			out[a.Recipient] = byID[a.Document]
		}
	}
	return out
}

// rank puts those who are late first and those who are done last.
func rank(r Recipient, today clock.Date) int {
	switch {
	case r.Late(today):
		return 0
	case r.State == Returned:
		return 1
	case r.Done():
		return 3
	}
	return 2
}

// own reports whether a recipient is the actor's own unit or agency, not only
// one of their area.
func own(by access.Actor, r Recipient, roles []access.Role) bool {
	if r.Role != "" {
		return slices.Contains(roles, r.Role) && by.MayAt(mayAnswer, r.Unit)
	}
	return len(roles) == 0 && slices.Contains(by.Units(mayAnswer), r.Unit)
}

func (s *Service) listChildren(x *web.Exchange, v *documentView) error {
	kinds, err := s.Kinds(x.R.Context())
	if err != nil {
		return err
	}
	answers := map[string]bool{}
	for _, a := range v.Answers {
		answers[a.Document] = true
	}
	v.ChildTable = ui.Table{Label: x.T("directive.children")}
	for _, name := range []string{"document", "agency", "issued_on"} {
		v.ChildTable.Columns = append(v.ChildTable.Columns, ui.Column{Label: x.T("directive.column." + name)})
	}
	for _, d := range v.Children {
		if answers[d.ID] { // it stands beside its recipient
			continue
		}
		name := title(x, kindByCode(kinds, d.Kind), d)
		v.ChildTable.Rows = append(v.ChildTable.Rows, []ui.TD{{Text: name, Href: documentPath + "/" + d.ID}, {Text: d.Agencies()}, {Text: dateText(d.On)}})
	}
	return nil
}

// figure is how far a task's indicator is in its window; nil where the reader
// may not see figures of the unit or nobody provides them.
func (s *Service) figure(x *web.Exchange, by access.Actor, t Task, plan Document) (*bar, error) {
	if s.Figure == nil || !t.Measured() {
		return nil, nil
	}
	unit := t.OwnerUnit
	if unit == "" {
		unit = plan.Unit
	}
	n, err := s.Figure(x.R.Context(), by, t.Indicator, unit, t.Window(plan))
	if errs.Is(err, errs.Forbidden) || errs.Is(err, errs.NotFound) || errs.Is(err, errs.Invalid) {
		return nil, nil
	}
	return &bar{x.T("directive.of", "n", n, "of", *t.Target), n, *t.Target}, err
}

// listTasks fills in the tasks of a plan, overdue ones first, with the figures
// of those that are measured.
func (s *Service) listTasks(by access.Actor, x *web.Exchange, v *documentView) error {
	var list []Task
	err := s.db.View(x.R.Context(), func(tx *db.Tx) (err error) {
		list, err = tasksOf(tx, v.ID)
		return err
	})
	if err != nil {
		return err
	}
	slices.SortStableFunc(list, func(a, b Task) int { return order(b.Late(v.Today)) - order(a.Late(v.Today)) })
	late := 0
	for _, t := range list {
		if !v.Issuing && (t.OwnerUnit == "" || !by.MayAt(mayRead, t.OwnerUnit)) {
			continue
		}
		row := taskRow{Task: t, Href: taskPath + "/" + t.ID, About: ownerName(v.Tree, t)}
		row.Tag, row.Kind = taskTag(x, t, v.Today)
		if t.Due != 0 {
			row.About = strings.TrimPrefix(row.About+" · "+x.T("directive.due", "day", vntext.Date(t.Due)), " · ")
		}
		if row.Bar, err = s.figure(x, by, t, v.Document); err != nil {
			return err
		}
		v.Tasks = append(v.Tasks, row)
		v.TasksAll += int64(order(t.State != TaskCancelled))
		v.TasksDone += int64(order(t.State == TaskDone))
		late += order(t.Late(v.Today))
	}
	v.TaskWords = x.T("directive.task.words")
	if late > 0 {
		v.TaskWords += x.T("directive.task.words_late", "n", late)
	}
	return nil
}

// order is 1 for what is so, to count and to sort by.
func order(is bool) int {
	if is {
		return 1
	}
	return 0
}

// filesOfAnswer are the files of one answer.
func filesOfAnswer(list []File, answer string) []File {
	return slices.DeleteFunc(slices.Clone(list), func(f File) bool { return f.Answer != answer })
}

func (s *Service) attachPost(by access.Actor, x *web.Exchange) error {
	f, err := x.Form()
	if err != nil {
		return err
	}
	file, err := upload.FromForm(f, "file")
	if err == nil {
		err = s.Attach(x.R.Context(), by, x.Path("id"), file)
	}
	return s.done(by, x, f, err, "directive.file.saved")
}

// done ends a small form of a document's page.
func (s *Service) done(by access.Actor, x *web.Exchange, f *web.Form, err error, notice string, args ...any) error {
	if err != nil {
		return s.showDocument(by, x, f.Values(), err)
	}
	x.Notice(notice, args...)
	return x.See(documentPath + "/" + x.Path("id"))
}

func (s *Service) addressPost(by access.Actor, x *web.Exchange) error {
	f, err := x.Form()
	if err != nil {
		return err
	}
	d, err := s.Document(x.R.Context(), by, x.Path("id"))
	if err != nil {
		return err
	}
	to, err := s.readAddress(x, f, d.Unit, d.On)
	if err != nil {
		return err
	}
	n := 0
	if err = f.Err(); err == nil {
		n, err = s.Address(x.R.Context(), by, d.ID, to)
	}
	return s.done(by, x, f, err, "directive.recipients.saved", "n", n)
}

func (s *Service) remindPost(by access.Actor, x *web.Exchange) error {
	f, err := x.Form()
	if err != nil {
		return err
	}
	n, err := s.Remind(x.R.Context(), by, x.Path("id"), nil, f.Text("note", maxName))
	return s.done(by, x, f, err, "directive.document.reminded", "n", n, "time", vntext.Date(clock.DateOf(s.db.Now()))+" "+s.db.Now().In(clock.Vietnam).Format("15:04"))
}
