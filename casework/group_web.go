package casework

import (
	"slices"
	"strings"

	"neove/access"
	"neove/internal/errs"
	"neove/internal/ui"
	"neove/internal/vntext"
	"neove/internal/web"
	"neove/org"
)

// groupView is the page of a reception: one line per person, then the quick
// entry.
type groupView struct {
	Path, Code string
	Facts      []string
	Scene      []ui.SummaryRow
	Table      ui.Table
	Grid       ui.Grid
	Mine       bool
	Version    int64
	Drafts     int
	ToOpen     int
	ToEnd      int
	Elsewhere  int // drafts and cases of persons from other provinces, with signs
	Until      string
	Fresh      bool // nobody was screened yet: the quick entry comes first
}

func (s *Service) receptionPage(by access.Actor, x *web.Exchange) error {
	return s.showGroup(by, x, nil, nil)
}

func (s *Service) showGroup(by access.Actor, x *web.Exchange, f *web.Form, refused error) error {
	v, err := s.Arrival(x.R.Context(), by, x.Path("id"))
	if err != nil {
		return err
	}
	b := groupView{Path: receptionPath + "/" + v.Code, Code: v.Code, Mine: v.Mine, Version: v.Version,
		Facts: []string{momentWords(v.ReceivedAt), x.T("casework.channel." + v.Channel), x.T("casework.people", "n", v.People)}}
	if f != nil {
		b.Version = f.Version()
	}
	places, err := s.places(x.R.Context(), by, v.Office)
	if err != nil {
		return err
	}
	b.Scene = sceneRows(x, v, places)
	b.Table = ui.Table{Label: x.T("casework.field.persons"), Columns: []ui.Column{{Label: x.T("casework.field.person")}, {Label: x.T("casework.field.screening")}, {Label: x.T("casework.ask.field.home")}, {Label: x.T("casework.field.intake_state")}}}
	for _, i := range v.Lines {
		b.line(x, v, i)
	}
	b.Fresh = !slices.ContainsFunc(v.Lines, func(i Intake) bool { return i.Screening != "" || i.State != Drafted })
	if b.Drafts > 0 {
		b.grid(x, v, f, x.Errors(refused))
	}
	page := ui.Page{Title: x.T("casework.reception", "code", v.Code), Body: &b}
	if refused != nil {
		return x.Again(refused, "casework/reception", page)
	}
	return x.Page(200, "casework/reception", page)
}

func sceneRows(x *web.Exchange, v ArrivalView, places []org.Place) []ui.SummaryRow {
	var where []string
	for _, p := range places {
		if p.ID == v.Scene.Place {
			where = append(where, placeName(p))
		}
	}
	if v.Scene.Where != "" {
		where = append(where, v.Scene.Where)
	}
	if v.Scene.Unit != "" {
		where = append(where, v.at.Tree.Name(v.Scene.Unit))
	}
	var agencies []string
	for _, a := range v.Scene.Agencies {
		agencies = append(agencies, x.T("casework.agency."+a))
	}
	var out []ui.SummaryRow
	add := func(label, value string) {
		if value != "" {
			out = append(out, ui.SummaryRow{Label: x.T(label), Value: value})
		}
	}
	add("casework.ask.field.place", strings.Join(where, ", "))
	add("casework.ask.field.handed_by", v.Scene.HandedBy)
	add("casework.ask.field.agencies", strings.Join(agencies, ", "))
	add("casework.field.office", v.at.Tree.OfficeName(x, v.Office))
	return append(out, ui.SummaryRow{Label: x.T("casework.field.recorder"), Value: v.CreatedName})
}

var screeningKinds = map[string]string{Signs: "bad", Unclear: "warn", NoSigns: "ok"}

// line adds a person; what a draft says is there for its author only.
func (b *groupView) line(x *web.Exchange, v ArrivalView, i Intake) {
	path := b.Path + "/people/" + number(i.N) + "/"
	first := ui.TD{Text: x.T("casework.person_no", "n", i.N), Note: who(x, i, v.at)}
	home, state := ui.TD{}, ui.TD{Text: x.T("casework.intake." + i.State)}
	signs := i.Screening == Signs || i.Screening == Unclear
	if code, unit := homeOf(i.Values, v.at); i.State == Drafted && unit != "" {
		home.Text = v.at.Tree.Name(unit)
		if code == "out" {
			home.Tag, home.Kind = x.T("casework.home.out"), "info"
			if signs {
				b.Elsewhere++
			}
		}
	} else if code == abroad {
		home.Tag, home.Kind = x.T("casework.home.abroad"), "info"
	}
	screening := ui.TD{Tag: x.T("casework.screening.todo")}
	if i.Screening != "" {
		screening = ui.TD{Tag: x.T("casework.screening." + i.Screening), Kind: screeningKinds[i.Screening]}
	}
	switch {
	case i.State == Drafted:
		b.Drafts++
		first.Href = path + atSafety
		if b.Until == "" || i.until().Before(v.ChangedAt) {
			b.Until = vntext.Date(clockDay(i))
		}
		if i.Screening == NoSigns {
			b.ToEnd++
			first.Href = path + atCheck
		}
		if signs {
			b.ToOpen++
		}
		state.Text = doneWords(x, i)
	case i.Case != "" && v.Cases[i.Case] != "":
		state = ui.TD{Text: v.Cases[i.Case], Href: listPath + "/" + v.Cases[i.Case], Note: x.T("casework.intake." + i.State)}
	}
	b.Table.Rows = append(b.Table.Rows, []ui.TD{first, screening, home, state})
}

func who(x *web.Exchange, i Intake, at sitting) string {
	var out []string
	c := coreOf(i.Values, at, "")
	if c.Sex != "" {
		out = append(out, x.T("person.sex."+c.Sex)+age(x, c))
	}
	if role := Role(i.Values.Get("role")); role == Accompanying || role == Relative {
		out = append(out, x.T("casework.with", "role", x.T("casework.role."+string(role)), "n", i.Values.Get("with")))
	}
	return strings.Join(out, " · ")
}

func doneWords(x *web.Exchange, i Intake) string {
	n := 0
	for _, c := range chapters {
		if i.has(c.Code) {
			n++
		}
	}
	if n == 0 {
		return x.T("casework.intake.draft")
	}
	return x.T("casework.sections_done", "n", n)
}

// gridColumns are the quick entry's, in the order of a list that was typed
// elsewhere.
func gridColumns(x *web.Exchange) []ui.Control {
	column := func(kind, name string, options []ui.Option) ui.Control {
		return ui.Control{Kind: kind, Name: name, Label: x.T("casework.column." + name), Options: options, Secret: true}
	}
	return []ui.Control{column("select", "sex", x.Options("person.sex", "female", "male", "other")), column("count", "age", nil), column("text", "home", nil),
		column("select", "screening", x.Options("casework.screening", Screenings...)), column("text", "aid", nil)}
}

// grid has a row for every person, so that the numbers stay; rows of persons who
// were decided about are not read.
func (b *groupView) grid(x *web.Exchange, v ArrivalView, f *web.Form, e web.Errors) {
	b.Grid = ui.Grid{Caption: x.T("casework.quick"), Columns: gridColumns(x)}
	rows := int(v.People)
	if f != nil {
		rows = max(rows, f.Rows(maxPeople))
	}
	lines := map[int64]Intake{}
	for _, i := range v.Lines {
		lines[i.N] = i
	}
	for n := 1; n <= rows; n++ {
		i, known := lines[int64(n)]
		if n <= int(v.People) && (!known || i.State != Drafted) {
			continue
		}
		row := ui.GridRow{N: n, Values: map[string]string{"sex": i.Values.Get("sex"), "age": i.Values.Get("age"), "home": i.Values.Get("home"), "screening": i.Screening, "aid": i.Values.Get("aid")}, Errors: map[string]string{}}
		for _, c := range b.Grid.Columns {
			if f != nil {
				row.Values[c.Name] = f.Row(n).Raw(c.Name)
			}
			if msg := e.At(n, c.Name); msg != "" {
				row.Errors[c.Name] = msg
				row.Messages = append(row.Messages, msg)
			}
		}
		b.Grid.Rows = append(b.Grid.Rows, row)
	}
}

func (s *Service) screenPost(by access.Actor, x *web.Exchange) error {
	f, err := x.Form()
	if err != nil {
		return err
	}
	rows := map[int64]Screened{}
	for n := 1; n <= maxPeople; n++ {
		if row := f.Row(n); row.Has("screening") && !row.Blank("sex", "age", "home", "screening", "aid") {
			rows[int64(n)] = Screened{Sex: row.Raw("sex"), Age: row.Count("age"), Home: row.Text("home", maxLine), Screening: row.Raw("screening"), Note: row.Text("aid", maxLine)}
		}
	}
	if err = f.Err(); err == nil {
		err = s.Screen(x.R.Context(), by, x.Path("id"), f.Version(), rows)
	}
	if err != nil {
		return s.showGroup(by, x, f, err)
	}
	x.Notice("casework.done.screening", "n", len(rows))
	return x.See(receptionPath + "/" + x.Path("id"))
}

func (s *Service) endPost(by access.Actor, x *web.Exchange) error {
	f, err := x.Form()
	if err != nil {
		return err
	}
	n, err := s.EndIntakes(x.R.Context(), by, x.Path("id"), f.Version(), 0)
	if errs.Is(err, errs.Invalid) || errs.Is(err, errs.Conflict) {
		return s.showGroup(by, x, nil, err)
	}
	if err != nil {
		return err
	}
	x.Notice("casework.done.ended", "n", n)
	return x.See(receptionPath + "/" + x.Path("id"))
}
