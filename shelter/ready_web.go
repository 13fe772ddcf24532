package shelter

import (
	"net/url"
	"slices"

	"neove/access"
	"neove/audit"
	"neove/internal/clock"
	"neove/internal/ui"
	"neove/internal/vntext"
	"neove/internal/web"
	"neove/org"
)

const readySize = 50

// readyFilter reads which part of the board is asked for.
func readyFilter(by access.Actor, x *web.Exchange) (ReadyFilter, error) {
	q := x.Query()
	f := ReadyFilter{Root: org.WorkUnit(by, x), Group: q.Choice("group", ReadyGroups...), Kind: q.Choice("kind", CheckKinds...)}
	return f, q.Err()
}

// readyPage is the board of readiness: every unit with each fact and its age.
func (s *Service) readyPage(by access.Actor, x *web.Exchange) error {
	f, err := readyFilter(by, x)
	if err != nil {
		return err
	}
	b, err := s.Readiness(x.R.Context(), by, f)
	if err != nil {
		return err
	}
	t, err := s.org.Tree(x.R.Context())
	if err != nil {
		return err
	}
	l := x.List(readySize)
	v := listView{Facts: x.T("shelter.ready.facts", "unit", t.Name(f.Root), "fresh", b.Fresh, "of", b.Of), Note: ageNote(x, b.Ages)}
	v.Action, v.Unit, v.Filters = readyPath, x.R.FormValue("unit"), x.Controls("shelter", []ui.Control{
		{Kind: "select", Name: "group", Label: x.T("shelter.field.ready_group"), Options: x.Options("shelter.ready", ReadyGroups...), Blank: x.T("ui.word.all")},
		{Kind: "select", Name: "kind", Label: x.T("shelter.field.ready_kind"), Options: x.Options("shelter.check", CheckKinds...), Blank: x.T("ui.word.all")}}, l.Query, web.Errors{})
	l.ControlChips(v.Filters)
	shown := b.Rows[min(l.Offset(), len(b.Rows)):min(l.Offset()+l.Size, len(b.Rows))]
	v.Chips, v.Clear, v.Pager, v.Empty = l.Chips, l.Clear(), l.Pager(len(shown), int64(len(b.Rows))), x.T("shelter.ready.empty")
	if len(shown) > 0 {
		v.Table = readyTable(x, t, b, shown)
	}
	if by.May(readinessRecord) {
		_, own := by.Home()
		v.Buttons = []button{{checkPath + "/new?unit=" + own, x.T("shelter.check.new"), "plus", ""}, {dutyPath + "?unit=" + own, x.T("shelter.duty"), "phone", "sec"}}
	}
	v.Buttons = append(v.Buttons, button{l.Sheet(), x.T("ui.word.xlsx"), "download", "sec"})
	return x.Page(200, "shelter/list", ui.Page{Title: x.T("shelter.ready"), Body: &v})
}

func ageNote(x *web.Exchange, ages map[string]int64) string {
	return x.T("shelter.ready.note", "lodging", ages[Lodging], "fund", ages[Fund], "kit", ages[Kit], "drill", ages[Drill], "call", ages[Call])
}

// keeperName is the unit, or the office that keeps a readiness of its own there.
func keeperName(x *web.Exchange, t *org.Tree, unit, office string) string {
	if office == "" {
		return t.Name(unit)
	}
	return t.OfficeName(x, office)
}

func unitHref(unit, office string) string {
	href := unitPath + "/" + url.PathEscape(unit)
	if office != "" {
		href += "?office=" + url.QueryEscape(office)
	}
	return href
}

func readyTable(x *web.Exchange, t *org.Tree, b Board, rows []Ready) ui.Table {
	out := table(x, x.T("shelter.ready"), "unit", Lodging, Fund, Kit, Drill, Call, "on_duty")
	for _, r := range rows {
		first := ui.TD{Text: keeperName(x, t, r.Unit, r.Office), Href: unitHref(r.Unit, r.Office)}
		if r.Free != nil {
			first.Note = x.T("shelter.ready.free", "n", *r.Free)
		}
		row := []ui.TD{first}
		old := r.Old(b.Ages, b.Today)
		for _, k := range CheckKinds {
			cell := factCell(x, r, k, slices.Contains(old, k), b.Today)
			if f, ok := r.Facts[k]; ok { // short, because fifty of them stand below each other
				cell.Note = vntext.Date(f.On)
			}
			row = append(row, cell)
		}
		out.Rows = append(out.Rows, append(row, dutyCell(x, r.Duty)))
	}
	return out
}

// factCell says what was found and when, since a fact without its age says
// nothing about today.
func factCell(x *web.Exchange, r Ready, kind string, old bool, today clock.Date) ui.TD {
	k, ok := r.Facts[kind]
	if !ok {
		return ui.TD{Text: x.T("shelter.ready.never")}
	}
	cell := ui.TD{Text: factText(x, k), Note: x.T("shelter.ready.checked", "day", vntext.Date(k.On))}
	switch {
	case old:
		cell.Tag, cell.Kind = x.T("shelter.ready.age", "n", int64(today-k.On)), "warn"
	case k.Answered == Silent:
		cell.Text, cell.Tag, cell.Kind = "", x.T("shelter.answered.no"), "bad"
	}
	return cell
}

// factText is the value of a fact for people.
func factText(x *web.Exchange, k Check) string {
	switch k.Kind {
	case Fund:
		if k.Amount != nil {
			return vntext.Dong(*k.Amount)
		}
	case Call:
		return x.T("shelter.answered." + k.Answered)
	case Drill:
		if k.Count == nil {
			return x.T("shelter.drill.held")
		}
		return x.T("shelter.count.drill", "n", *k.Count)
	case Kit, Lodging:
		if k.Count != nil {
			return x.T("shelter.count."+k.Kind, "n", *k.Count)
		}
	}
	return ""
}

func dutyCell(x *web.Exchange, y *Duty) ui.TD {
	if y == nil {
		return ui.TD{Text: x.T("shelter.duty.none")}
	}
	return ui.TD{Text: y.Phone, Tel: y.Phone, Note: y.Name}
}

// unitView is the readiness of one unit or office.
type unitView struct {
	Name, Unit string
	Rows       []ui.SummaryRow
	List, Week ui.Table
	Buttons    []button
	Note       string
	History    []ui.Event
}

func (s *Service) unitPage(by access.Actor, x *web.Exchange) error {
	r, err := s.UnitReadiness(x.R.Context(), by, x.Path("unit"), x.Query().Text("office", 200))
	if err != nil {
		return err
	}
	t, err := s.org.Tree(x.R.Context())
	if err != nil {
		return err
	}
	v := unitView{Name: keeperName(x, t, r.Unit, r.Office), Note: ageNote(x, r.Ages), History: audit.History(x, r.Events)}
	if r.Office != "" {
		v.Unit = t.Name(r.Unit)
	}
	old := r.Old(r.Ages, r.Today)
	for _, k := range CheckKinds {
		cell := factCell(x, r.Ready, k, slices.Contains(old, k), r.Today)
		v.Rows = append(v.Rows, ui.SummaryRow{Label: x.T("shelter.check." + k), Value: joined(cell.Text, cell.Tag, cell.Note)})
	}
	if r.Free != nil {
		v.Rows = append(v.Rows, ui.SummaryRow{Label: x.T("shelter.field.free"), Value: vntext.Number(*r.Free)})
	}
	v.List = checkTable(x, r.List)
	v.Week = weekTable(x, r.Week)
	if r.Keeper {
		v.Buttons = []button{{checkPath + "/new?unit=" + r.Unit, x.T("shelter.check.new"), "plus", ""}, {dutyPath + "?unit=" + r.Unit, x.T("shelter.duty"), "phone", "sec"}}
	}
	return x.Page(200, "shelter/unit", ui.Page{Title: v.Name, Body: &v, Crumbs: []ui.Crumb{{Text: x.T("shelter.ready"), Href: readyPath}, {Text: v.Name}}})
}

// joined puts what there is side by side.
func joined(parts ...string) string {
	out := ""
	for _, p := range parts {
		if p != "" && out != "" {
			out += " · "
		}
		out += p
	}
	return out
}

func checkTable(x *web.Exchange, list []Check) ui.Table {
	t := table(x, x.T("shelter.checks"), "on", "ready_kind", "found", "document", "created_by")
	for _, k := range list {
		found := ui.TD{Text: factText(x, k), Note: k.Note}
		if k.Kind == Call {
			found.Note = joined(k.Phone, k.Note)
		}
		if k.Withdrawn {
			found.Tag, found.Kind = x.T("ui.word.withdrawn"), "bad"
		}
		t.Rows = append(t.Rows, []ui.TD{{Text: vntext.Date(k.On), Href: checkPath + "/" + k.ID, Note: k.Hour}, {Text: x.T("shelter.check." + k.Kind)}, found, {Text: k.Document}, {Text: k.CreatedBy}})
	}
	return t
}

func weekTable(x *web.Exchange, list []Duty) ui.Table {
	t := table(x, x.T("shelter.duty.week"), "on", "day_shift", "night_shift")
	last := clock.Min
	for _, y := range list {
		if y.On != last { // the list is by day
			last = y.On
			t.Rows = append(t.Rows, []ui.TD{{Text: dayName(x, y.On)}, {Text: "–"}, {Text: "–"}})
		}
		t.Rows[len(t.Rows)-1][1+slices.Index(Shifts, y.Shift)] = dutyCell(x, &y)
	}
	return t
}

// dayName is a day with its name: people plan by weekdays.
func dayName(x *web.Exchange, day clock.Date) string {
	return x.T("shelter.weekday."+plain(int64(day.Time().Weekday()))) + " " + vntext.Date(day)
}
