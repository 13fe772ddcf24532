package inspection

import (
	"neove/access"
	"neove/internal/db"
	"neove/internal/ui"
	"neove/internal/vntext"
	"neove/internal/web"
)

// plansFor are the plans that a check may belong to: those of the unit and of
// the units above that run on the day. The one asked for is chosen, or the only
// one that names the establishment.
func (s *Service) plansFor(x *web.Exchange, d desk, establishment, asked string) ([]ui.Option, Plan, error) {
	var out []ui.Option
	var chosen Plan
	err := s.db.View(x.R.Context(), func(tx *db.Tx) error {
		var w where
		w.in("unit", append(d.tree.Ancestors(d.unit, lastDay(d.tree, d.unit, d.today)), d.unit))
		w.add("withdrawn=?", false)
		w.add("((from_on<=? AND to_on>=?) OR id=?)", d.today, d.today, asked)
		plans, err := db.Select[Plan](tx, planColumns+w.sql+" ORDER BY from_on, id", w.args...)
		if err != nil {
			return err
		}
		with, err := db.Select[string](tx, "SELECT plan FROM inspection_planned WHERE establishment=?", establishment)
		if err != nil {
			return err
		}
		named := map[string]bool{}
		for _, id := range with {
			named[id] = true
		}
		matches := 0
		for _, p := range plans {
			out = append(out, ui.Option{Value: p.ID, Text: p.Name})
			if p.ID == asked {
				chosen, matches = p, -1
			} else if named[p.ID] && matches >= 0 {
				chosen = p
				matches++
			}
		}
		if matches > 1 {
			chosen = Plan{}
		}
		return nil
	})
	return out, chosen, err
}

// checkFilter reads the list's state from the address.
func checkFilter(x *web.Exchange) (CheckFilter, error) {
	q := x.Query()
	f := CheckFilter{Type: q.Text("type", 40), Plan: q.Text("plan", 40), Violations: q.Bool("violations"), Limit: pageSize}
	f.From, _ = q.Date("from")
	if to, ok := q.Date("to"); ok {
		f.To = to + 1
	}
	return f, q.Err()
}

func (d desk) checkFilters() []ui.Control {
	return append(d.unitFilter(readCheck),
		ui.Control{Kind: "select", Name: "type", Options: d.options(typeTerm, ""), Blank: d.x.T("ui.word.all")},
		ui.Control{Kind: "date", Name: "from"}, ui.Control{Kind: "date", Name: "to"},
		ui.Control{Kind: "check", Name: "violations", Label: d.x.T("inspection.filter.violations")})
}

func (s *Service) checksPage(by access.Actor, x *web.Exchange) error {
	d, err := s.desk(by, x)
	if err != nil {
		return err
	}
	f, err := checkFilter(x)
	if err != nil {
		return err
	}
	l := x.List(pageSize)
	f.Offset = l.Offset()
	list, total, err := s.Checks(x.R.Context(), by, d.unit, f)
	if err != nil {
		return err
	}
	v := d.list(checkPath, total)
	filters := x.Controls("inspection", d.checkFilters(), l.Query, web.Errors{})
	l.ControlChips(filters)
	v.Listing = ui.Listing{Action: checkPath, Filters: filters, Chips: l.Chips, Clear: l.Clear(), Table: d.checkTable(list, true),
		Pager: l.Pager(len(list), total), Empty: x.T("inspection.checks.empty")}
	if by.MayAt(recordCheck, d.unit) {
		v.Listing.First = ui.Link{Href: d.href(checkPath + "/new"), Text: x.T("inspection.check.new")}
		v.Buttons = []button{{v.Listing.First.Href, v.Listing.First.Text, "plus", false}}
	}
	v.Buttons = append(v.Buttons, button{l.Sheet(), x.T("ui.word.xlsx"), "download", true})
	return x.Page(200, "inspection/list", ui.Page{Title: x.T("inspection.checks"), Body: &v})
}

// checkTable lists checks; named says that rows name their establishment.
func (d desk) checkTable(list []CheckRow, named bool) ui.Table {
	x := d.x
	t := ui.Table{Label: x.T("inspection.checks"), Columns: []ui.Column{{Label: x.T("inspection.field.on")}}}
	if named {
		t.Columns = append(t.Columns, ui.Column{Label: x.T("inspection.field.establishment")})
	}
	t.Columns = append(t.Columns, ui.Column{Label: x.T("inspection.field.doer")}, ui.Column{Label: x.T("inspection.field.violations"), Num: true},
		ui.Column{Label: x.T("inspection.field.amount_dong"), Num: true}, ui.Column{Label: x.T("inspection.field.pledge")})
	for _, k := range list {
		first := ui.TD{Text: vntext.Date(k.On), Href: checkPath + "/" + k.ID, Hidden: k.Name}
		if k.Due() {
			first.Tag, first.Kind = d.due(k.Check)
		}
		cells := []ui.TD{first}
		if named {
			cells = append(cells, ui.TD{Text: k.Name, Note: d.name(typeTerm, k.Type) + " · " + d.tree.Name(k.Place)})
		}
		pledge := ""
		if k.PledgeOn != 0 {
			pledge = x.T("inspection.pledge.signed")
		}
		t.Rows = append(t.Rows, append(cells, ui.TD{Text: d.tree.Name(k.Unit)}, ui.TD{Text: vntext.Number(k.ViolationCount)}, ui.TD{Text: number(k.Amount)}, ui.TD{Text: pledge}))
	}
	return t
}

// due words when a follow-up is due.
func (d desk) due(k Check) (text, kind string) {
	switch late := k.Late(d.today); {
	case late > 0:
		return d.x.T("inspection.due.late", "n", late), "bad"
	case k.FollowOn == d.today:
		return d.x.T("inspection.due.today"), "warn"
	default:
		return d.x.T("inspection.due.left", "n", int(k.FollowOn-d.today)), ""
	}
}

// followPage lists open follow-ups, the earliest first.
func (s *Service) followPage(by access.Actor, x *web.Exchange) error {
	d, err := s.desk(by, x)
	if err != nil {
		return err
	}
	l := x.List(pageSize)
	q := x.Query()
	f := CheckFilter{Follow: true, Limit: pageSize, Offset: l.Offset()}
	switch q.Choice("due", "late", "week") {
	case "late":
		f.FollowBy = d.today
	case "week":
		f.FollowBy = d.today + followSoon
	}
	if q.Bool("own") {
		f.Own = d.unit
	}
	if err := q.Err(); err != nil {
		return err
	}
	list, total, err := s.Checks(x.R.Context(), by, d.unit, f)
	if err != nil {
		return err
	}
	v := d.list(followPath, total)
	filters := x.Controls("inspection", append(d.unitFilter(readCheck), ui.Control{Kind: "select", Name: "due", Options: x.Options("inspection.when", "late", "week"),
		Label: x.T("inspection.field.follow_on"), Blank: x.T("ui.word.all")}, ui.Control{Kind: "check", Name: "own", Label: x.T("inspection.filter.own")}), l.Query, web.Errors{})
	l.ControlChips(filters)
	t := ui.Table{Label: x.T("inspection.follow_ups"), Columns: []ui.Column{{Label: x.T("inspection.field.establishment")}, {Label: x.T("inspection.field.follow_on")},
		{Label: x.T("inspection.field.on")}, {Label: x.T("inspection.field.doer")}, {Label: x.T("inspection.field.violations"), Num: true}}}
	for _, k := range list {
		when := ui.TD{Text: vntext.Date(k.FollowOn)}
		when.Tag, when.Kind = d.due(k.Check)
		t.Rows = append(t.Rows, []ui.TD{{Text: k.Name, Href: checkPath + "/" + k.ID, Note: d.tree.Name(k.Place)}, when, {Text: vntext.Date(k.On)},
			{Text: d.tree.Name(k.Unit)}, {Text: vntext.Number(k.ViolationCount)}})
	}
	v.Listing = ui.Listing{Action: followPath, Filters: filters, Chips: l.Chips, Clear: l.Clear(), Table: t, Pager: l.Pager(len(list), total), Empty: x.T("inspection.follow_ups.empty")}
	return x.Page(200, "inspection/list", ui.Page{Title: x.T("inspection.follow_ups"), Body: &v})
}

// followSoon is how far ahead a follow-up is work of this week, in days.
const followSoon = 8
