package training

import (
	"slices"
	"strconv"
	"strings"

	"neove/access"
	"neove/audit"
	"neove/internal/db"
	"neove/internal/i18n"
	"neove/internal/ui"
	"neove/internal/vntext"
	"neove/internal/web"
)

// recordView is the page of a course or of a cluster.
type recordView struct {
	Title, UnitName   string
	Tag, Kind         string
	Path              string // of the record: where its forms go
	Version           int64
	Rows              []ui.SummaryRow
	Buttons           []button
	Notice            *ui.Notice
	Clusters          *ui.Table
	Counts            *ui.Table
	Tests             []ui.SummaryRow
	Names             *ui.Table
	NamesNote         string
	Files             []button // of the names
	Certify           []ui.Control
	History           []ui.Event
	MayCancel, MayEnd bool
	Reason            string
	Errors            web.Errors
}

func (s *Service) coursePage(by access.Actor, x *web.Exchange) error {
	return s.showCourse(by, x, nil)
}

func (s *Service) showCourse(by access.Actor, x *web.Exchange, refused error) error {
	r, err := s.Course(x.R.Context(), by, x.Path("id"))
	if err != nil {
		return err
	}
	w, err := s.form(by, x)
	if err != nil {
		return err
	}
	v := &recordView{Title: r.Subject, UnitName: w.organiser(x, r), Path: coursePath + "/" + r.ID, Version: r.Version}
	v.Kind, v.Tag = s.stateTag(x, r)
	front, more := w.courseSpec()
	v.Rows = ui.Summary(x.Controls("training", append(front, more...), courseValues(r.Course), web.Errors{}), x.T("ui.word.yes"))
	v.Clusters = s.clusterTable(x, r)
	v.Counts = w.countTable(r.Clusters...)
	if v.Tests, err = s.tests(by, x, r, r.Clusters...); err != nil {
		return err
	}
	if w.mayChange(r) && !r.Withdrawn {
		v.MayEnd, v.MayCancel = true, r.State == Planned
		v.Buttons = []button{{v.Path + "/clusters/new", x.T("training.cluster.new"), "plus", ""}, {v.Path + "/amend", x.T("ui.word.amend"), "doc", "sec"}}
	}
	ids := []string{r.ID}
	for _, c := range r.Clusters {
		ids = append(ids, c.ID)
	}
	if v.History, err = s.history(x, ids...); err != nil {
		return err
	}
	return v.show(x, refused, crumbs(x, r)[:1])
}

// show answers with the page, or shows it again with what was refused.
func (v *recordView) show(x *web.Exchange, refused error, path []ui.Crumb) error {
	page := ui.Page{Title: v.Title, Body: v, Crumbs: append(path, ui.Crumb{Text: v.Title})}
	if refused == nil {
		return x.Page(200, "training/record", page)
	}
	v.Errors, v.Reason = x.Errors(refused), x.R.FormValue("reason")
	return x.Again(refused, "training/record", page)
}

// history of the records with these ids together, newest first.
func (s *Service) history(x *web.Exchange, ids ...string) ([]ui.Event, error) {
	var all []audit.Event
	err := s.db.View(x.R.Context(), func(tx *db.Tx) error {
		for i, id := range ids {
			kind := clusterKind
			if i == 0 && len(ids) > 1 {
				kind = courseKind
			}
			list, err := audit.Of(tx, kind, id)
			if err != nil {
				return err
			}
			all = append(all, list...)
		}
		return nil
	})
	slices.SortStableFunc(all, func(a, b audit.Event) int { return a.At.Compare(b.At) })
	// The clusters that came with their course are no news beside it.
	all = slices.DeleteFunc(all, func(e audit.Event) bool {
		return len(ids) > 1 && e.Action == "training.cluster.add" && e.At.Equal(all[0].At)
	})
	return audit.History(x, all), err
}

// clusterName is "Cụm 2", by its place in the course.
func clusterName(x *web.Exchange, r Record, id string) string {
	n := slices.IndexFunc(r.shown(), func(c Cluster) bool { return c.ID == id })
	return x.T("training.cluster.name", "n", strconv.Itoa(n+1))
}

func (s *Service) clusterTable(x *web.Exchange, r Record) *ui.Table {
	out := &ui.Table{Label: x.T("training.clusters"), Columns: []ui.Column{{Label: x.T("training.cluster")}, {Label: x.T("training.field.days")},
		{Label: x.T("training.field.place")}, {Label: x.T("training.field.people"), Num: true}, {Label: x.T("training.field.women"), Num: true}, {Label: x.T("training.field.state")}}}
	for _, c := range r.shown() {
		kind, state := s.clusterTag(x, c)
		row := []ui.TD{{Text: clusterName(x, r, c.ID), Href: clusterPath + "/" + c.ID}, {Text: days([]Cluster{c})}, {Text: c.Place}, {}, {}, {Tag: state, Kind: kind}}
		if c.State == Held {
			row[3], row[4] = ui.TD{Text: i18n.Number(x.Lang, c.People)}, ui.TD{Text: number(x, c.Women)}
		}
		out.Rows = append(out.Rows, row)
	}
	if people, women, held := r.sums(); held > 1 {
		out.Total = []ui.TD{{Text: x.T("ui.word.total")}, {}, {}, {Text: i18n.Number(x.Lang, people)}, {Text: number(x, women)}, {}}
	}
	return out
}

func (s *Service) clusterTag(x *web.Exchange, c Cluster) (kind, text string) {
	switch {
	case c.Late(s.today()):
		return "warn", x.T("training.state.late")
	case c.Differs():
		return "warn", x.T("training.state.differs")
	}
	return stateKind[c.State], x.T("training.state." + string(c.State))
}

// countTable is the people of held clusters by group and level; nil for nobody.
func (w *form) countTable(clusters ...Cluster) *ui.Table {
	byLevel, women, all := map[string]map[string]int64{}, map[string]*int64{}, Headcount{}
	var order []string
	for _, c := range clusters {
		if c.State != Held {
			continue
		}
		for _, n := range c.Counts() {
			if byLevel[n.Group] == nil {
				byLevel[n.Group], order = map[string]int64{}, append(order, n.Group)
			}
			byLevel[n.Group][n.Level] += n.People
			_, women[n.Group] = sum([]Headcount{{Women: women[n.Group]}, n})
			_, all.Women = sum([]Headcount{all, n})
			all.People += n.People
		}
	}
	if len(order) == 0 {
		return nil
	}
	slices.SortStableFunc(order, func(a, b string) int { return w.position(a) - w.position(b) })
	return w.drawCounts(order, byLevel, women, all)
}

func (w *form) position(group string) int {
	return slices.IndexFunc(w.list, func(t Term) bool { return t.Kind == Group && t.Code == group })
}

func (w *form) drawCounts(order []string, byLevel map[string]map[string]int64, women map[string]*int64, all Headcount) *ui.Table {
	x := w.x
	out := &ui.Table{Label: x.T("training.counts"), Columns: []ui.Column{{Label: x.T("training.field.group")}}}
	var levels []string
	for _, level := range Levels { // columns that hold somebody
		if slices.ContainsFunc(order, func(g string) bool { return byLevel[g][level] > 0 }) {
			levels = append(levels, level)
			out.Columns = append(out.Columns, ui.Column{Label: x.T("training.level." + level), Num: true})
		}
	}
	out.Columns = append(out.Columns, ui.Column{Label: x.T("ui.word.total"), Num: true}, ui.Column{Label: x.T("training.field.women"), Num: true})
	last := []ui.TD{{Text: x.T("ui.word.total")}}
	for _, level := range levels {
		var n int64
		for _, g := range order {
			n += byLevel[g][level]
		}
		last = append(last, ui.TD{Text: i18n.Number(x.Lang, n)})
	}
	for _, g := range order {
		row, n := []ui.TD{{Text: w.list.name(Group, g, string(x.Lang))}}, int64(0)
		for _, level := range levels {
			people := byLevel[g][level]
			n += people
			cell := ui.TD{}
			if people > 0 {
				cell.Text = i18n.Number(x.Lang, people)
			}
			row = append(row, cell)
		}
		out.Rows = append(out.Rows, append(row, ui.TD{Text: i18n.Number(x.Lang, n)}, ui.TD{Text: number(x, women[g])}))
	}
	out.Total = append(last, ui.TD{Text: i18n.Number(x.Lang, all.People)}, ui.TD{Text: number(x, all.Women)})
	return out
}

// tests words what the tests of clusters show: 6,4 → 8,1.
func (s *Service) tests(by access.Actor, x *web.Exchange, r Record, clusters ...Cluster) ([]ui.SummaryRow, error) {
	t, ok, err := s.Result(x.R.Context(), by, r.Unit, clusters...)
	if err != nil || !ok {
		return nil, err
	}
	lang := string(x.Lang)
	return []ui.SummaryRow{{Label: x.T("training.test.mean"), Value: ScoreText(&t.Before, lang) + " → " + ScoreText(&t.After, lang)},
		{Label: x.T("training.test.people"), Value: i18n.Number(x.Lang, t.N)}}, nil
}

func (s *Service) clusterPage(by access.Actor, x *web.Exchange) error {
	return s.showCluster(by, x, nil)
}

func (s *Service) showCluster(by access.Actor, x *web.Exchange, refused error) error {
	r, c, err := s.CourseOf(x.R.Context(), by, x.Path("id"))
	if err != nil {
		return err
	}
	w, err := s.form(by, x)
	if err != nil {
		return err
	}
	v := &recordView{Title: clusterName(x, r, c.ID), UnitName: w.organiser(x, r), Path: clusterPath + "/" + c.ID, Version: c.Version}
	if c.State == Removed {
		v.Title = x.T("training.cluster")
	}
	v.Kind, v.Tag = s.clusterTag(x, c)
	front, more := w.clusterSpec()
	v.Rows = ui.Summary(x.Controls("training", append(front, more...), w.clusterValues(c), web.Errors{}), x.T("ui.word.yes"))
	if c.Reason != "" {
		v.Rows = append(v.Rows, ui.SummaryRow{Label: x.T("ui.word.reason"), Value: c.Reason})
	}
	v.Counts = w.countTable(c)
	if v.Tests, err = s.tests(by, x, r, c); err != nil {
		return err
	}
	v.MayEnd = w.mayChange(r) && !r.Withdrawn && c.State != Removed
	v.MayCancel = v.MayEnd && c.State == Planned
	v.clusterNotice(x, c, s)
	if err := s.names(by, w, v, r, c); err != nil {
		return err
	}
	if v.History, err = s.history(x, c.ID); err != nil {
		return err
	}
	return v.show(x, refused, crumbs(x, r))
}

// clusterNotice says what somebody should look at.
func (v *recordView) clusterNotice(x *web.Exchange, c Cluster, s *Service) {
	switch {
	case c.Late(s.today()):
		v.Notice = &ui.Notice{Kind: "warn", Text: x.T("training.notice.late")}
	case c.Differs():
		typed, _ := sum(c.Typed)
		v.Notice = &ui.Notice{Kind: "warn", Text: x.T("training.notice.differs", "typed", typed, "named", c.People)}
	}
}

// names adds the buttons of a cluster and, for those who may see it, its list.
func (s *Service) names(by access.Actor, w *form, v *recordView, r Record, c Cluster) error {
	x, mayName := w.x, by.MayAt(mayName, r.Unit)
	if v.MayEnd {
		v.Buttons = append(v.Buttons, button{v.Path + "/amend", x.T("training.cluster.counts"), "doc", ""})
		if mayName {
			v.Buttons = append(v.Buttons, button{v.Path + "/participants", x.T("training.names.grid"), "table", "sec"}, button{v.Path + "/import", x.T("ui.word.import"), "doc", "sec"})
		}
	}
	if !mayName {
		if c.Named > 0 {
			v.NamesNote = x.T("training.names.hidden", "n", c.Named)
		}
		return nil
	}
	list, err := s.Participants(x.R.Context(), by, c.ID)
	if err != nil || len(list) == 0 {
		return err
	}
	v.Files = append(v.Files, button{v.Path + "/export?file=attendance", x.T("training.attendance"), "print", "sec small"}, button{v.Path + "/export?file=participants", x.T("ui.word.xlsx"), "download", "sec small"})
	v.Names = w.nameTable(list, c)
	var notes []string
	if n := count(list, func(p Participant) bool { return !p.Came() }); n > 0 {
		notes = append(notes, x.T("training.names.absent", "n", n))
	}
	if n := count(list, func(p Participant) bool { return p.Unit == "" }); n > 0 {
		notes = append(notes, x.T("training.names.unplaced", "n", n))
	}
	if n := count(list, func(p Participant) bool { return p.Certificate != "" }); n > 0 {
		notes = append(notes, x.T("training.names.certified", "n", n))
		v.Files = append(v.Files, button{v.Path + "/export?file=certificates", x.T("training.certificates"), "download", "sec small"})
	}
	v.NamesNote = strings.Join(notes, " ")
	if v.MayEnd && c.State == Held && slices.ContainsFunc(list, func(p Participant) bool { return p.Came() && p.Certificate == "" }) {
		v.Certify = s.certifySpec(x, c)
	}
	return nil
}

func count(list []Participant, is func(Participant) bool) int {
	n := 0
	for _, p := range list {
		if is(p) {
			n++
		}
	}
	return n
}

func (w *form) nameTable(list []Participant, c Cluster) *ui.Table {
	x, lang := w.x, string(w.x.Lang)
	out := &ui.Table{Label: x.T("training.names"), Columns: []ui.Column{{Label: x.T("training.field.name")}, {Label: x.T("training.field.unit_text")},
		{Label: x.T("training.field.group")}, {Label: x.T("training.field.attended"), Num: true}, {Label: x.T("training.test"), Num: true}, {Label: x.T("training.field.certificate")}}}
	for _, p := range list {
		sessions, score := "", ""
		if p.Attended != nil {
			sessions = vntext.Number(*p.Attended) + "/" + vntext.Number(c.Sessions)
		}
		if p.Before != nil || p.After != nil {
			score = orDash(ScoreText(p.Before, lang)) + " → " + orDash(ScoreText(p.After, lang))
		}
		name := ui.TD{Text: p.Name, Note: p.Post}
		if c.State == Held && p.Came() { // others have no history yet
			name.Href = peoplePath + "/" + p.Person
		}
		out.Rows = append(out.Rows, []ui.TD{name, {Text: p.UnitText}, {Text: w.list.name(Group, p.Group, lang)}, {Text: sessions}, {Text: score}, {Text: p.Certificate}})
	}
	return out
}

func orDash(s string) string {
	if s == "" {
		return "–"
	}
	return s
}
