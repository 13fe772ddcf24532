package outreach

import (
	"net/url"

	"neove/access"
	"neove/internal/ui"
	"neove/internal/web"
	"neove/org"
)

type gridView struct {
	activityForm
	Grid ui.Grid
}

// gridColumns are the pasteable columns, in order.
func (v activityForm) gridColumns(x *web.Exchange) []ui.Control {
	column := func(kind, name string) ui.Control {
		return ui.Control{Kind: kind, Name: name, Label: x.T("outreach.column." + name)}
	}
	return []ui.Control{{Kind: "select", Name: "channel", Options: v.Channels}, {Kind: "text", Name: "from"}, {Kind: "text", Name: "place"},
		column("count", "quantity"), column("count", "people"), column("count", "women"), {Kind: "text", Name: "note"}}
}

func (s *Service) gridPage(by access.Actor, x *web.Exchange) error {
	form, err := s.formView(by, x, org.WorkUnit(by, x))
	if err != nil {
		return err
	}
	v := gridView{form, x.GridOf("outreach", x.T("outreach.grid"), form.gridColumns(x), nil, web.Errors{})}
	return x.Page(200, "outreach/grid", ui.Page{Title: x.T("outreach.grid"), Body: &v})
}

func (s *Service) gridPost(by access.Actor, x *web.Exchange) error {
	f, err := x.Form()
	if err != nil {
		return err
	}
	unit := org.WorkUnit(by, x)
	list, rowOf := web.ReadGrid(f, activityForm{}.gridColumns(x), func(row *web.Form) Activity { return s.readGridRow(row, unit) })
	reason := f.Text("reason", maxText)
	if err = f.Err(); err == nil {
		_, err = s.RecordAll(x.R.Context(), by, list, reason)
		err = web.Renumber(err, rowOf)
	}
	if err != nil {
		return s.gridAgain(by, x, f, unit, err)
	}
	x.Notice("outreach.grid.saved", "count", len(list))
	return x.See(activityPath + "?unit=" + url.QueryEscape(unit) + "&done=grid-" + url.QueryEscape(unit))
}

// readGridRow also takes a channel by its name, as pasted from Excel.
func (s *Service) readGridRow(f *web.Form, unit string) Activity {
	a := Activity{Unit: unit, Channel: f.Text("channel", 100), From: f.NeedDate("from"), Place: f.Text("place", maxText),
		People: f.Count("people"), Women: f.Count("women"), Note: f.Text("note", maxText)}
	if q := f.Count("quantity"); q != nil {
		if a.Quantity = *q; *q == 0 {
			f.Bad("quantity", "outreach.err.quantity")
		}
	}
	return a
}

func (s *Service) gridAgain(by access.Actor, x *web.Exchange, f *web.Form, unit string, refused error) error {
	form, err := s.formView(by, x, unit)
	if err != nil {
		return err
	}
	e := x.Errors(refused)
	v := gridView{form, x.GridOf("outreach", x.T("outreach.grid"), form.gridColumns(x), f, e)}
	v.Errors, v.Values["reason"] = e, f.Raw("reason")
	v.Locked = f.Has("reason") || e.Of("reason") != ""
	return x.Again(refused, "outreach/grid", ui.Page{Title: x.T("outreach.grid"), Body: &v})
}
