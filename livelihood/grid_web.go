package livelihood

import (
	"neove/access"
	"neove/internal/ui"
	"neove/internal/web"
	"neove/org"
)

// gridColumns are the pasteable columns, in order: what fits a screen. The
// workbook has all of them. A cell whose number does not
// apply to the row's kind must stay blank, and the row says so.
func gridColumns(x *web.Exchange, list []Kind) []ui.Control {
	out := []ui.Control{{Kind: "select", Name: "kind", Options: kindOptions(x, list, "")}, {Kind: "text", Name: "from"}, {Kind: "text", Name: "to"},
		{Kind: "text", Name: "occupation"}, {Kind: "text", Name: "provider"}}
	for _, name := range []string{"people", "women", "turns", "amount"} {
		kind := "count"
		if name == "amount" {
			kind = "money"
		}
		out = append(out, ui.Control{Kind: kind, Name: name, Label: x.T("livelihood.column." + name)})
	}
	return out
}

func (s *Service) supportGrid(by access.Actor, x *web.Exchange) error {
	return s.showGrid(by, x, org.WorkUnit(by, x), nil, nil)
}

func (s *Service) supportGridPost(by access.Actor, x *web.Exchange) error {
	f, err := x.Form()
	if err != nil {
		return err
	}
	all, err := s.Kinds(x.R.Context())
	if err != nil {
		return err
	}
	unit := org.WorkUnit(by, x)
	list, rowOf := web.ReadGrid(f, gridColumns(x, all), func(row *web.Form) Support { return readSupport(row, unit, all) })
	reason := f.Text("reason", maxText)
	if err = f.Err(); err == nil {
		_, err = s.RecordAll(x.R.Context(), by, list, reason)
		err = web.Renumber(err, rowOf)
	}
	if err != nil {
		return s.showGrid(by, x, unit, f, err)
	}
	x.Notice("livelihood.grid.saved", "n", len(list))
	return x.See(with(supportPath, unit, "done", "grid-"+unit))
}

func (s *Service) showGrid(by access.Actor, x *web.Exchange, unit string, f *web.Form, refused error) error {
	list, err := s.Kinds(x.R.Context())
	if err != nil {
		return err
	}
	p, err := s.placeOf(by, x, supportRecord, unit)
	if err != nil {
		return err
	}
	e := x.Errors(refused)
	title := x.T("livelihood.grid")
	v := gridView{UnitName: p.name, Action: with(supportPath+"/grid", unit), Draft: "livelihood/grid-" + unit,
		Buttons: []button{{with(supportPath+"/import", unit), "doc", x.T("ui.word.import"), "sec"}},
		Grid:    x.GridOf("livelihood", title, gridColumns(x, list), f, e)}
	top := askReason(x, p.choose(x), f, e)
	values := map[string][]string{"unit": {unit}}
	if f != nil {
		values["reason"] = []string{f.Raw("reason")}
	}
	v.Top = x.Controls("livelihood", top, values, e)
	page := ui.Page{Title: title, Body: &v, Crumbs: crumbs(x.T("livelihood.supports"), with(supportPath, unit), title)}
	if refused != nil {
		return x.Again(refused, "livelihood/grid", page)
	}
	return x.Page(200, "livelihood/grid", page)
}
