package inspection

import (
	"neove/access"
	"neove/internal/clock"
	"neove/internal/ui"
	"neove/internal/vntext"
	"neove/internal/web"
)

// establishmentFilter reads the list's state from the address.
func establishmentFilter(d desk) (Filter, error) {
	q := d.x.Query()
	f := Filter{Type: q.Text("type", 40), State: q.Choice("state", Open, Closed), Text: q.Text("q", 100), Limit: pageSize}
	var risks []string
	for _, t := range d.words {
		if t.Kind == riskTerm {
			risks = append(risks, t.Code)
		}
	}
	f.Risk = q.Choice("risk", risks...)
	if months, known := uncheckedFor[q.Choice("last", "6", "12", "never")]; known {
		f.Unchecked = d.today.AddMonths(-months)
	}
	return f, q.Err()
}

// uncheckedFor are the choices of the filter "last check", in months.
var uncheckedFor = map[string]int{"6": 6, "12": 12, "never": 12 * 100}

func (d desk) establishmentFilters() []ui.Control {
	last := d.x.Options("inspection.last", "6", "12", "never")
	return append(d.unitFilter(readEstablishment),
		ui.Control{Kind: "select", Name: "type", Options: d.options(typeTerm, ""), Blank: d.x.T("ui.word.all")},
		ui.Control{Kind: "select", Name: "risk", Label: d.x.T("inspection.field.risks"), Options: d.options(riskTerm, ""), Blank: d.x.T("ui.word.all")},
		ui.Control{Kind: "select", Name: "last", Options: last, Blank: d.x.T("ui.word.all")},
		ui.Control{Kind: "select", Name: "state", Options: d.x.Options("inspection.state", Open, Closed), Blank: d.x.T("ui.word.all")},
		ui.Control{Kind: "text", Name: "q", Label: d.x.T("ui.word.search"), Max: 100})
}

func (s *Service) establishmentsPage(by access.Actor, x *web.Exchange) error {
	d, err := s.desk(by, x)
	if err != nil {
		return err
	}
	f, err := establishmentFilter(d)
	if err != nil {
		return err
	}
	l := x.List(pageSize)
	f.Offset = l.Offset()
	list, total, err := s.Establishments(x.R.Context(), by, d.unit, f)
	if err != nil {
		return err
	}
	last, err := s.lastChecks(x.R.Context(), sorted(list, func(e Establishment) string { return e.ID }))
	if err != nil {
		return err
	}
	v := d.list(establishmentPath, total)
	filters := x.Controls("inspection", d.establishmentFilters(), l.Query, web.Errors{})
	l.ControlChips(filters)
	v.Listing = ui.Listing{Action: establishmentPath, Filters: filters, Chips: l.Chips, Clear: l.Clear(),
		Table: d.establishmentTable(list, last), Pager: l.Pager(len(list), total), Empty: x.T("inspection.establishments.empty")}
	if by.MayAt(recordEstablishment, d.unit) {
		v.Listing.First = ui.Link{Href: d.href(establishmentPath + "/new"), Text: x.T("inspection.establishment.new")}
		v.Buttons = []button{{v.Listing.First.Href, v.Listing.First.Text, "plus", false},
			{d.href(establishmentPath + "/grid"), x.T("ui.word.grid"), "table", true}, {d.href(establishmentPath + "/import"), x.T("ui.word.import"), "doc", true}}
	}
	v.Buttons = append(v.Buttons, button{l.Sheet(), x.T("ui.word.xlsx"), "download", true})
	return x.Page(200, "inspection/list", ui.Page{Title: x.T("inspection.establishments"), Body: &v})
}

func (d desk) establishmentTable(list []Establishment, last map[string]clock.Date) ui.Table {
	x := d.x
	t := ui.Table{Label: x.T("inspection.establishments"), Columns: []ui.Column{{Label: x.T("inspection.field.name")}, {Label: x.T("inspection.field.type")}}}
	if d.manyUnits() {
		t.Columns = append(t.Columns, ui.Column{Label: x.T("inspection.field.commune")})
	}
	t.Columns = append(t.Columns, ui.Column{Label: x.T("inspection.field.last")})
	for _, e := range list {
		name := ui.TD{Text: e.Name, Href: establishmentPath + "/" + e.ID, Note: e.Address}
		name.Tag, name.Kind = d.mark(e)
		row := []ui.TD{name, {Text: d.name(typeTerm, e.Type), Note: d.risks(e.RiskCodes())}}
		if d.manyUnits() {
			row = append(row, ui.TD{Text: d.tree.Name(e.Unit)})
		}
		t.Rows = append(t.Rows, append(row, d.lastCell(last[e.ID])))
	}
	return t
}

// mark is what an officer must see of an establishment at once.
func (d desk) mark(e Establishment) (text, kind string) {
	switch {
	case e.Withdrawn:
		return d.x.T("ui.word.withdrawn"), ""
	case e.State == Closed:
		return d.x.T("inspection.state.closed"), ""
	case e.Expired(d.today):
		return d.x.T("inspection.licence.expired"), "warn"
	}
	return "", ""
}

func (d desk) lastCell(last clock.Date) ui.TD {
	if last == 0 {
		return ui.TD{Text: d.x.T("inspection.last.never")}
	}
	return ui.TD{Text: vntext.Date(last)}
}
