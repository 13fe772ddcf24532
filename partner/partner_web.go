package partner

import (
	"net/url"

	"neove/access"
	"neove/internal/errs"
	"neove/internal/ui"
	"neove/internal/web"
	"neove/org"
)

const partnerPath = "/partner/partners"

// partnerSpec describes the form; the first part is all that must be said.
func partnerSpec(x *web.Exchange, list Terms, kind string) (main, more []ui.Control) {
	main = []ui.Control{{Kind: "text", Name: "name", Label: x.T("partner.partner.name"), Need: true, Max: maxName},
		{Kind: "select", Name: "kind", Need: true, Half: true, Options: list.options(PartnerKind, kind, string(x.Lang)), Blank: x.T("ui.word.choose")},
		{Kind: "select", Name: "country", Half: true, Options: x.Options("partner.country", Countries...), Blank: x.T("partner.country.unknown")},
		{Kind: "lines", Name: "gives", Rows: 3, Max: maxLong},
		{Kind: "text", Name: "phone", Max: maxPhone, Half: true}, {Kind: "text", Name: "email", Max: maxName, Half: true}}
	more = []ui.Control{{Kind: "text", Name: "short", Max: 60, Half: true}, {Kind: "text", Name: "contact", Max: maxName, Half: true},
		{Kind: "text", Name: "web", Max: maxText}, {Kind: "date", Name: "since", Half: true}, {Kind: "date", Name: "until", Half: true},
		{Kind: "check", Name: "publish"}, {Kind: "lines", Name: "note", Rows: 2, Max: maxLong}}
	return main, more
}

func (p Partner) values() url.Values {
	v := url.Values{"name": {p.Name}, "kind": {p.Kind}, "country": {p.Country}, "gives": {p.Gives}, "phone": {p.Phone}, "email": {p.Email},
		"short": {p.Short}, "contact": {p.Contact}, "web": {p.Web}, "publish": {flag(p.Publish)}, "note": {p.Note}, "unit": {p.Unit}}
	putDay(v, "since", p.Since)
	putDay(v, "until", p.Until)
	return v
}

func readPartner(f *web.Form, unit string) Partner {
	return Partner{Unit: unit, Name: f.NeedText("name", maxName), Kind: f.NeedText("kind", 40), Country: f.Choice("country", Countries...),
		Gives: f.Lines("gives", maxLong), Phone: f.Text("phone", maxPhone), Email: f.Text("email", maxName), Short: f.Text("short", 60),
		Contact: f.Text("contact", maxName), Web: f.Text("web", maxText), Since: optionalDay(f, "since"), Until: optionalDay(f, "until"),
		Publish: f.Bool("publish"), Note: f.Lines("note", maxLong)}
}

// partnerForm draws the form; old.ID is "" for a new partner.
func (s *Service) partnerForm(by access.Actor, x *web.Exchange, old Partner, values url.Values, refused error) error {
	list, err := s.Terms(x.R.Context())
	if err != nil {
		return err
	}
	p, err := s.placeOf(by, x, mayRecord, old.Unit)
	if err != nil {
		return err
	}
	e := x.Errors(refused)
	main, more := partnerSpec(x, list, old.Kind)
	v := formView{Facts: p.name, Form: ui.RecordForm{Action: partnerPath, Cancel: with(partnerPath, old.Unit), Again: true, Unit: p.fixed()}}
	title := x.T("partner.partner.new")
	if old.ID == "" {
		v.Form.Draft = "partner/partner-" + old.Unit
	} else {
		title = x.T("partner.partner.amend")
		v.Form.Action, v.Form.Version, v.Form.Again, v.Form.Cancel = partnerPath+"/"+old.ID+"/amend", old.Version, false, partnerPath+"/"+old.ID
	}
	main = append(main, p.choose(x, "unit")...)
	v.Form.Controls, v.Form.More = x.Controls("partner", main, values, e), x.Controls("partner", more, values, e)
	return showForm(x, ui.Page{Title: title, Body: &v, Crumbs: crumbs(x.T("partner.partners"), with(partnerPath, old.Unit), title)}, refused)
}

func (s *Service) newPartner(by access.Actor, x *web.Exchange) error {
	unit := org.WorkUnit(by, x)
	return s.partnerForm(by, x, Partner{Unit: unit}, url.Values{"unit": {unit}, "country": {Home}}, nil)
}

func (s *Service) recordPartner(by access.Actor, x *web.Exchange) error {
	f, err := x.Form()
	if err != nil {
		return err
	}
	unit := org.WorkUnit(by, x)
	p := readPartner(f, unit)
	if err = f.Err(); err == nil {
		p, err = s.Record(x.R.Context(), by, p)
	}
	if err != nil {
		return s.partnerForm(by, x, Partner{Unit: unit}, f.Values(), err)
	}
	x.Notice("partner.partner.saved", "name", p.Name)
	if f.Raw("then") == "new" {
		return x.See(with(partnerPath+"/new", unit, "done", "partner-"+unit))
	}
	return x.See(partnerPath + "/" + p.ID + "?done=partner-" + url.QueryEscape(unit))
}

// partnerToChange is a partner that the actor may amend.
func (s *Service) partnerToChange(by access.Actor, x *web.Exchange) (Partner, error) {
	p, err := s.Partner(x.R.Context(), by, x.Path("id"))
	if err == nil && (!by.MayAt(mayRecord, p.Unit) || p.Withdrawn) {
		err = hidden()
	}
	return p, err
}

func (s *Service) amendPartner(by access.Actor, x *web.Exchange) error {
	p, err := s.partnerToChange(by, x)
	if err != nil {
		return err
	}
	return s.partnerForm(by, x, p, p.values(), nil)
}

func (s *Service) amendPartnerPost(by access.Actor, x *web.Exchange) error {
	old, err := s.partnerToChange(by, x)
	if err != nil {
		return err
	}
	f, err := x.Form()
	if err != nil {
		return err
	}
	p := readPartner(f, org.WorkUnit(by, x))
	if err = f.Err(); err == nil {
		p, err = s.Amend(x.R.Context(), by, old.ID, f.Version(), p)
	}
	if errs.Is(err, errs.Invalid) || errs.Is(err, errs.Conflict) {
		old.Version = f.Version()
		return s.partnerForm(by, x, old, f.Values(), err)
	}
	if err != nil {
		return err
	}
	x.Notice("partner.amended")
	return x.See(partnerPath + "/" + p.ID)
}

func (s *Service) withdrawPartner(by access.Actor, x *web.Exchange) error {
	id := x.Path("id")
	return take(x, partnerPath+"/"+id, "partner.withdrawn", func(version int64, reason string) error {
		return s.Withdraw(x.R.Context(), by, id, version, reason)
	}, func(err error) error { return s.showPartner(by, x, err) })
}
