package livelihood

import (
	"net/url"

	"neove/access"
	"neove/internal/clock"
	"neove/internal/errs"
	"neove/internal/ui"
	"neove/internal/vntext"
	"neove/internal/web"
	"neove/org"
)

const linkPath = "/livelihood/links"

func linkSpec(x *web.Exchange) (main, more []ui.Control) {
	main = []ui.Control{{Kind: "select", Name: "programme", Options: x.Options("livelihood.programme", Programmes...), Blank: x.T("ui.word.choose"), Need: true},
		{Kind: "date", Name: "from", Need: true, Half: true}, {Kind: "date", Name: "to", Half: true},
		{Kind: "lines", Name: "content", Rows: 4, Max: maxContent, Need: true}, {Kind: "text", Name: "agency", Max: maxText}}
	more = []ui.Control{{Kind: "text", Name: "document", Max: maxText},
		{Kind: "count", Name: "people", Label: x.T("livelihood.field.reached"), Half: true}, {Kind: "money", Name: "amount", Half: true}}
	return main, more
}

func (l Link) values() url.Values {
	v := url.Values{"programme": {l.Programme}, "agency": {l.Agency}, "content": {l.Content}, "document": {l.Document}}
	putDays(v, l.From, l.To)
	putCount(v, "people", l.People)
	putCount(v, "amount", l.Amount)
	return v
}

func readLink(f *web.Form, unit string) Link {
	l := Link{Unit: unit, Programme: f.NeedChoice("programme", Programmes...), From: f.NeedDate("from"), Agency: f.Text("agency", maxText),
		Content: f.NeedLines("content", maxContent), Document: f.Text("document", maxText), People: f.Count("people"), Amount: f.Count("amount")}
	l.To, _ = f.Date("to")
	return l
}

func (s *Service) showLinkForm(by access.Actor, x *web.Exchange, old Link, values url.Values, f *web.Form, refused error) error {
	p, err := s.placeOf(by, x, linkRecord, old.Unit)
	if err != nil {
		return err
	}
	e := x.Errors(refused)
	main, more := linkSpec(x)
	v := formView{UnitName: p.name, Form: ui.RecordForm{Action: linkPath, Cancel: with(linkPath, old.Unit), Again: true}}
	title := x.T("livelihood.link.new")
	if old.ID == "" {
		main = append(p.choose(x), main...)
		values.Set("unit", old.Unit)
		v.Form.Unit, v.Form.Draft = p.fixed(), "livelihood/link-"+old.Unit
	} else {
		title = x.T("livelihood.link.amend")
		v.Form.Action, v.Form.Version, v.Form.Again, v.Form.Cancel = linkPath+"/"+old.ID+"/amend", old.Version, false, linkPath+"/"+old.ID
	}
	v.Form.Controls = x.Controls("livelihood", askReason(x, main, f, e), values, e)
	v.Form.More = x.Controls("livelihood", more, values, e)
	page := ui.Page{Title: title, Body: &v, Crumbs: crumbs(x.T("livelihood.links"), with(linkPath, old.Unit), title)}
	if refused != nil {
		return x.Again(refused, "livelihood/form", page)
	}
	return x.Page(200, "livelihood/form", page)
}

func (s *Service) newLink(by access.Actor, x *web.Exchange) error {
	values := url.Values{"programme": {x.R.URL.Query().Get("programme")}, "from": {vntext.Date(clock.DateOf(s.db.Now()))}}
	return s.showLinkForm(by, x, Link{Unit: org.WorkUnit(by, x)}, values, nil, nil)
}

func (s *Service) recordLink(by access.Actor, x *web.Exchange) error {
	f, err := x.Form()
	if err != nil {
		return err
	}
	unit := org.WorkUnit(by, x)
	l := readLink(f, unit)
	reason := f.Text("reason", maxText)
	if err = f.Err(); err == nil {
		l, err = s.RecordLink(x.R.Context(), by, l, reason)
	}
	if err != nil {
		return s.showLinkForm(by, x, Link{Unit: unit}, f.Values(), f, err)
	}
	x.Notice("livelihood.link.saved")
	if x.R.FormValue("then") == "new" {
		return x.See(with(linkPath+"/new", unit, "done", "link-"+unit))
	}
	return x.See(linkPath + "/" + l.ID + "?done=link-" + url.QueryEscape(unit))
}

func (s *Service) amendLink(by access.Actor, x *web.Exchange) error {
	l, err := s.Link(x.R.Context(), by, x.Path("id"))
	if err != nil {
		return err
	}
	if !by.MayAt(linkRecord, l.Unit) || l.Withdrawn {
		return hidden()
	}
	return s.showLinkForm(by, x, l, l.values(), nil, nil)
}

func (s *Service) amendLinkPost(by access.Actor, x *web.Exchange) error {
	old, err := s.Link(x.R.Context(), by, x.Path("id"))
	if err != nil {
		return err
	}
	f, err := x.Form()
	if err != nil {
		return err
	}
	l := readLink(f, old.Unit)
	reason := f.Text("reason", maxText)
	if err = f.Err(); err == nil {
		l, err = s.AmendLink(x.R.Context(), by, old.ID, f.Version(), l, reason)
	}
	if errs.Is(err, errs.Invalid) || errs.Is(err, errs.Conflict) {
		old.Version = f.Version()
		return s.showLinkForm(by, x, old, f.Values(), f, err)
	}
	if err != nil {
		return err
	}
	x.Notice("livelihood.amended")
	return x.See(linkPath + "/" + l.ID)
}

func (s *Service) withdrawLink(by access.Actor, x *web.Exchange) error {
	id := x.Path("id")
	return take(x, linkPath+"/"+id, func(version int64, reason string) error {
		return s.WithdrawLink(x.R.Context(), by, id, version, reason)
	}, func(err error) error { return s.showLink(by, x, err) })
}
