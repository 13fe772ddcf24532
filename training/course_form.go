package training

import (
	"cmp"
	"net/url"
	"strconv"
	"strings"

	"neove/access"
	"neove/internal/clock"
	"neove/internal/errs"
	"neove/internal/ui"
	"neove/internal/vntext"
	"neove/internal/web"
	"neove/org"
)

// formView is a form of a course, of a cluster, or of both at once: a course
// with one cluster is recorded as quickly as one cluster.
type formView struct {
	UnitName string
	Form     ui.RecordForm
	Grid     *ui.Grid // people by group; nil where only the course is amended
	Listed   bool     // names count, not the typed numbers
	Import   string   // address of the import page; "" for none
}

// form is what the pages of a form share.
type form struct {
	by    access.Actor
	x     *web.Exchange
	list  Terms
	tree  *org.Tree
	today clock.Date
}

func (s *Service) form(by access.Actor, x *web.Exchange) (*form, error) {
	list, err := s.Terms(x.R.Context())
	if err != nil {
		return nil, err
	}
	t, err := s.org.Tree(x.R.Context())
	return &form{by, x, list, t, s.today()}, err
}

// mayChange reports whether the person may change a course.
func (w *form) mayChange(r Record) bool { return corrects(w.tree, w.by, r, w.today) }

// organiser is whose course it is, and the agency that recorded it.
func (w *form) organiser(x *web.Exchange, r Record) string {
	name := w.tree.Name(r.Unit)
	if r.Office != "" {
		name += " · " + w.tree.OfficeName(x, r.Office)
	}
	return name
}

func (w *form) courseSpec() (front, more []ui.Control) {
	return []ui.Control{{Kind: "text", Name: "subject", Need: true, Max: maxText}},
		[]ui.Control{{Kind: "checks", Name: "topics", Options: w.list.options(Topic, string(w.x.Lang)), Inline: true},
			{Kind: "lines", Name: "trainers", Rows: 3, Max: maxLines}, {Kind: "text", Name: "directing", Max: maxText},
			{Kind: "money", Name: "amount", Half: true}, {Kind: "count", Name: "year", Hint: w.x.T("training.hint.programme_year"), Half: true},
			{Kind: "text", Name: "language", Width: "s", Max: 40}, {Kind: "lines", Name: "note", Rows: 2, Max: maxLines}}
}

func (w *form) clusterSpec() (front, more []ui.Control) {
	return []ui.Control{{Kind: "date", Name: "from", Need: true, Hint: w.x.T("ui.word.date_hint"), Half: true}, {Kind: "date", Name: "to", Half: true},
			{Kind: "text", Name: "place", Max: maxText}},
		[]ui.Control{{Kind: "text", Name: "host", Max: maxText}, {Kind: "lines", Name: "areas", Rows: 2, Max: maxLines},
			{Kind: "count", Name: "sessions", Half: true}, {Kind: "count", Name: "expected", Half: true},
			{Kind: "text", Name: "before", Width: "s", Half: true}, {Kind: "text", Name: "after", Width: "s", Half: true}}
}

// countColumns are the people of a cluster by group.
func (w *form) countColumns() []ui.Control {
	return []ui.Control{{Kind: "select", Name: "group", Options: w.list.options(Group, string(w.x.Lang))},
		{Kind: "select", Name: "level", Options: w.x.Options("training.level", Levels...)}, {Kind: "count", Name: "people"}, {Kind: "count", Name: "women"}}
}

// fill puts described controls with their values into the form, and asks for a
// reason where the answer named it.
func (v *formView) fill(w *form, front, more []ui.Control, values url.Values, e web.Errors) {
	v.Form.Controls = w.x.Controls("training", front, values, e)
	v.Form.More = w.x.Controls("training", more, values, e)
	if values.Has("reason") || e.Of("reason") != "" {
		v.Form.Controls = append(v.Form.Controls, w.x.Controls("training", []ui.Control{{Kind: "text", Name: "reason", Label: w.x.T("ui.word.reason"), Need: true, Max: maxText}}, values, e)...)
	}
}

// countRows are the lines that a form of people by group shows at least.
const countRows = 6

// usual are the groups that a fresh form offers, so that only numbers remain to
// be typed.
var usual = []string{"labour_office", "commune_leader", "labour_officer", "commune_police"}

// grid draws the people by group: what was typed, what is stored, or the usual
// groups without numbers.
func (w *form) grid(f *web.Form, e web.Errors, stored []Headcount, fresh bool) *ui.Grid {
	g := w.x.GridOf("training", w.x.T("training.counts"), w.countColumns(), f, e)
	if f != nil {
		g.Rows = g.Rows[:max(countRows, f.Rows(web.MaxGridRows))]
		return &g
	}
	g.Rows = g.Rows[:max(countRows, min(len(stored)+1, len(g.Rows)))]
	for i, c := range stored {
		if i == len(g.Rows) {
			g.Rows = append(g.Rows, ui.GridRow{N: i + 1, Errors: map[string]string{}})
		}
		g.Rows[i].Values = map[string]string{"group": c.Group, "level": c.Level, "people": vntext.Number(c.People), "women": countText(c.Women)}
	}
	for i, code := range usual {
		if t, ok := w.list.find(Group, code); ok && fresh && !t.Retired {
			g.Rows[i].Values = map[string]string{"group": code, "level": t.Level}
		}
	}
	return &g
}

func countText(n *int64) string {
	if n == nil {
		return ""
	}
	return vntext.Number(*n)
}

// readCounts reads the lines with a number; a group alone says nothing.
func readCounts(f *web.Form, list Terms) []Headcount {
	var out []Headcount
	for n := 1; n <= f.Rows(web.MaxGridRows); n++ {
		row := f.Row(n)
		if row.Blank("people", "women") {
			continue
		}
		c := Headcount{Group: row.NeedChoice("group", list.codes(Group)...), Level: row.Choice("level", Levels...), People: row.NeedCount("people"), Women: row.Count("women"), Line: n}
		if g, ok := list.find(Group, c.Group); ok {
			c.Level = cmp.Or(c.Level, g.Level)
		}
		out = append(out, c)
	}
	return out
}

func (w *form) readCourse(f *web.Form) Course {
	c := Course{Subject: f.NeedText("subject", maxText), Topics: strings.Join(f.Choices("topics", w.list.codes(Topic)...), ","), Trainers: f.Lines("trainers", maxLines),
		Directing: f.Text("directing", maxText), Amount: f.Count("amount"), Language: f.Text("language", 40), Note: f.Lines("note", maxLines)}
	if y := f.Count("year"); y != nil {
		c.Year = *y
	}
	return c
}

// readCluster reads the controls of a cluster; unit is the organiser, in whose
// area the units that send people are looked for.
func (w *form) readCluster(f *web.Form, unit string) Cluster {
	c := Cluster{From: f.NeedDate("from"), Place: f.Text("place", maxText), Host: f.Text("host", maxText), Expected: f.Count("expected"),
		Before: readScore(f, "before"), After: readScore(f, "after"), Typed: readCounts(f, w.list)}
	c.To, _ = f.Date("to")
	if n := f.Count("sessions"); n != nil {
		c.Sessions = *n
	}
	if text := f.Lines("areas", maxLines); text != "" && c.From != 0 {
		areas, bad := findAreas(gazetteerOf(w.tree, unit, c.From), text)
		if bad != "" {
			f.Bad("areas", "training.err.area", "name", bad)
		}
		c.Areas = areas
	}
	return c
}

// findAreas reads names of units separated by commas or lines; bad is the first
// one that names no unit, or several.
func findAreas(g *gazetteer, text string) (areas, bad string) {
	var ids []string
	for part := range strings.FieldsFuncSeq(text, func(r rune) bool { return strings.ContainsRune(",;\n", r) }) {
		if part = vntext.Clean(part); part == "" {
			continue
		}
		id := g.find(part)
		if id == "" {
			return "", part
		}
		if !known(ids, id) {
			ids = append(ids, id)
		}
	}
	return strings.Join(ids, ","), ""
}

func readScore(f *web.Form, name string) *int64 {
	if f.Blank(name) {
		return nil
	}
	n, ok := ParseScore(f.Raw(name))
	if !ok {
		f.Bad(name, "training.err.score")
		return nil
	}
	return &n
}

// courseValues are a stored course as its form shows it.
func courseValues(c Course) url.Values {
	return url.Values{"subject": {c.Subject}, "topics": strings.Split(c.Topics, ","), "trainers": {c.Trainers}, "directing": {c.Directing},
		"amount": {countText(c.Amount)}, "year": {strconv.FormatInt(c.Year, 10)}, "language": {c.Language}, "note": {c.Note}}
}

func (w *form) clusterValues(c Cluster) url.Values {
	var areas []string
	for _, id := range c.AreaList() {
		areas = append(areas, w.tree.Name(id))
	}
	v := url.Values{"from": {vntext.Date(c.From)}, "place": {c.Place}, "host": {c.Host}, "areas": {strings.Join(areas, ", ")},
		"sessions": {strconv.FormatInt(c.Sessions, 10)}, "expected": {countText(c.Expected)}, "before": {ScoreText(c.Before, "vi")}, "after": {ScoreText(c.After, "vi")}}
	if c.To != c.From {
		v.Set("to", vntext.Date(c.To))
	}
	return v
}

// lineErrors keeps the lines of a form: what is wrong with a count stands in
// its row, everything else at its control.
func lineErrors(err error) error {
	if !errs.Is(err, errs.Invalid) {
		return err
	}
	e := errs.From(err)
	for i, f := range e.Fields {
		if f.Row > 0 && !known([]string{"group", "level", "people", "women"}, f.Name) {
			e.Fields[i].Row = 0
		}
	}
	return e
}
