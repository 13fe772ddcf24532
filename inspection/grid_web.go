package inspection

import (
	"neove/access"
	"neove/internal/errs"
	"neove/internal/ui"
	"neove/internal/web"
)

// gridView is a bulk grid of establishments of one commune.
type gridView struct {
	Unit, UnitName string
	Units          []ui.Option
	Grid           ui.Grid
	Errors         web.Errors
}

func (d desk) gridColumns() []ui.Control {
	return []ui.Control{{Kind: "select", Name: "type", Options: d.options(typeTerm, "")}, {Kind: "text", Name: "name"}, {Kind: "text", Name: "address"},
		{Kind: "text", Name: "owner"}, {Kind: "text", Name: "phone"}, {Kind: "text", Name: "licence"}, {Kind: "count", Name: "rooms"}, {Kind: "count", Name: "workers"}}
}

func (s *Service) gridPage(by access.Actor, x *web.Exchange) error {
	d, err := s.desk(by, x)
	if err != nil {
		return err
	}
	if err := by.NeedAt(recordEstablishment, d.unit); err != nil {
		return err
	}
	return x.Page(200, "inspection/grid", d.gridOf(nil, web.Errors{}))
}

func (d desk) gridOf(f *web.Form, e web.Errors) ui.Page {
	v := gridView{d.unit, d.tree.Name(d.unit), d.communes(), d.x.GridOf("inspection", d.x.T("inspection.establishments.grid"), d.gridColumns(), f, e), e}
	return ui.Page{Title: d.x.T("inspection.establishments.grid"), Body: &v, Crumbs: []ui.Crumb{
		{Text: d.x.T("inspection.establishments"), Href: d.href(establishmentPath)}, {Text: d.x.T("inspection.establishments.grid")}}}
}

func (s *Service) gridPost(by access.Actor, x *web.Exchange) error {
	f, err := x.Form()
	if err != nil {
		return err
	}
	d, err := s.desk(by, x)
	if err != nil {
		return err
	}
	columns := d.gridColumns()
	list, rowOf := web.ReadGrid(f, columns, func(row *web.Form) Establishment {
		return Establishment{Unit: d.unit, Type: row.Text("type", 40), Name: row.NeedText("name", maxName), Address: row.Text("address", maxNote), Owner: row.Text("owner", maxName),
			Phone: row.Text("phone", 30), Licence: row.Text("licence", maxName), Rooms: row.Count("rooms"), Workers: row.Count("workers")}
	})
	if err = f.Err(); err == nil {
		_, err = s.RecordEstablishments(x.R.Context(), by, list, false)
		err = inGrid(web.Renumber(err, rowOf))
	}
	if err != nil {
		return x.Again(err, "inspection/grid", d.gridOf(f, x.Errors(err)))
	}
	x.Notice("inspection.establishments.saved", "n", len(list))
	return x.See(d.href(establishmentPath) + "&done=grid")
}

// inGrid brings what a form asks beside its fields to the name of the row.
func inGrid(err error) error {
	if !errs.Is(err, errs.Invalid) {
		return err
	}
	e := errs.From(err)
	for i, f := range e.Fields {
		switch {
		case f.Name == "same":
			e.Fields[i].Name, e.Fields[i].Key = "name", "inspection.err.same_row"
		case f.Name == "state" || f.Name == "closed_on" || f.Name == "unit" && f.Key == "inspection.err.unit_ended":
			e.Fields[i].Name = "name"
		}
	}
	return e
}
