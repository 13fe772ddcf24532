package partner

import (
	"net/url"
	"slices"
	"strings"

	"neove/access"
	"neove/internal/errs"
	"neove/internal/ui"
	"neove/internal/vntext"
	"neove/internal/web"
	"neove/org"
)

const servicePath = "/partner/services"

// offerSpec describes the form: what a caller needs first, the rest folded.
func offerSpec(x *web.Exchange, list Terms, o Offer, partners []ui.Option, parts []string) (main, more []ui.Control) {
	main = []ui.Control{{Kind: "select", Name: "partner", Label: x.T("partner.field.provider"), Need: true, Options: partners, Blank: x.T("ui.word.choose")},
		{Kind: "text", Name: "name", Label: x.T("partner.field.service"), Need: true, Max: maxName},
		{Kind: "select", Name: "category", Need: true, Half: true, Options: list.options(Category, o.Category, string(x.Lang)), Blank: x.T("ui.word.choose")},
		{Kind: "select", Name: "part", Need: true, Half: true, Options: x.Options("partner.part", parts...), Hint: x.T("partner.part.about")},
		{Kind: "text", Name: "phone", Max: maxPhone, Half: true}, {Kind: "text", Name: "night_phone", Max: maxPhone, Half: true},
		{Kind: "text", Name: "hours", Max: maxHours}, {Kind: "text", Name: "address", Max: maxText}, {Kind: "date", Name: "verified_on"}}
	more = []ui.Control{{Kind: "lines", Name: "description", Rows: 3, Max: maxLong}, {Kind: "lines", Name: "eligibility", Rows: 2, Max: maxLong},
		{Kind: "checks", Name: "languages", Inline: true, Options: x.Options("partner.language", Languages...)},
		{Kind: "text", Name: "cost", Max: maxText, Half: true}, {Kind: "count", Name: "places", Half: true},
		{Kind: "text", Name: "email", Max: maxName, Half: true}, {Kind: "text", Name: "web", Max: maxText, Half: true},
		{Kind: "text", Name: "postal_code", Max: 6, Half: true, Width: "s"}, {Kind: "select", Name: "state", Half: true, Options: x.Options("partner.state", States...)}, {Kind: "check", Name: "withheld"},
		{Kind: "lines", Name: "note", Rows: 2, Max: maxLong}}
	return main, more
}

func (o Offer) values() url.Values {
	v := url.Values{"partner": {o.Partner}, "name": {o.Name}, "category": {o.Category}, "part": {o.Part}, "state": {o.State}, "description": {o.Description},
		"eligibility": {o.Eligibility}, "cost": {o.Cost}, "hours": {o.Hours}, "phone": {o.Phone}, "night_phone": {o.NightPhone}, "email": {o.Email},
		"web": {o.Web}, "address": {o.Address}, "postal_code": {o.PostalCode}, "withheld": {flag(o.Withheld)}, "note": {o.Note}, "unit": {o.Unit},
		"languages": o.Speaks()}
	putCount(v, "places", o.Places)
	putDay(v, "verified_on", o.VerifiedOn)
	return v
}

func readOffer(f *web.Form, unit string) Offer {
	return Offer{Unit: unit, Partner: f.NeedText("partner", 40), Name: f.NeedText("name", maxName), Category: f.NeedText("category", 40),
		Part: f.NeedChoice("part", Parts...), State: f.Choice("state", States...), Description: f.Lines("description", maxLong),
		Eligibility: f.Lines("eligibility", maxLong), Languages: strings.Join(f.Choices("languages", Languages...), ","), Cost: f.Text("cost", maxText),
		Places: f.Count("places"), Hours: f.Text("hours", maxHours), Phone: f.Text("phone", maxPhone), NightPhone: f.Text("night_phone", maxPhone),
		Email: f.Text("email", maxName), Web: f.Text("web", maxText), Address: f.Text("address", maxText), PostalCode: f.Text("postal_code", 6),
		Withheld: f.Bool("withheld"), VerifiedOn: optionalDay(f, "verified_on"), Note: f.Lines("note", maxLong)}
}

// partsFor are the parts of the directory that an actor may write in.
func partsFor(by access.Actor) []string {
	if by.May(maySecret) {
		return Parts
	}
	return Parts[:1]
}

// offerForm draws the form; old.ID is "" for a new service.
func (s *Service) offerForm(by access.Actor, x *web.Exchange, old Offer, values url.Values, f *web.Form, refused error) error {
	list, err := s.Terms(x.R.Context())
	if err != nil {
		return err
	}
	p, err := s.placeOf(by, x, mayRecord, old.Unit)
	if err != nil {
		return err
	}
	providers, err := s.providers(by, x, old)
	if err != nil {
		return err
	}
	e := x.Errors(refused)
	main, more := offerSpec(x, list, old, providers, partsFor(by))
	v := formView{Facts: x.T("partner.service.about"), Form: ui.RecordForm{Action: servicePath, Cancel: with(servicePath, old.Unit), Again: true, Unit: p.fixed()}}
	title := x.T("partner.service.new")
	if old.ID == "" {
		v.Form.Draft = "partner/service-" + old.Unit
	} else {
		title = x.T("partner.service.amend")
		v.Form.Action, v.Form.Version, v.Form.Again, v.Form.Cancel = servicePath+"/"+old.ID+"/amend", old.Version, false, servicePath+"/"+old.ID
	}
	if old.Part == Confidential || values.Get("part") == Confidential {
		v.Form.Draft = "" // nothing of it stays on the device
	}
	for _, c := range p.choose(x, "unit") {
		c.Hint = x.T("partner.unit.about")
		main = slices.Insert(main, len(main)-2, c) // before the address
	}
	v.Form.Controls = x.Controls("partner", askReason(x, main, f, e), values, e)
	v.Form.More = x.Controls("partner", more, values, e)
	return showForm(x, ui.Page{Title: title, Body: &v, Crumbs: crumbs(x.T("partner.services"), with(servicePath, old.Unit), title)}, refused)
}

// providers are the partners that a service can be of.
func (s *Service) providers(by access.Actor, x *web.Exchange, old Offer) ([]ui.Option, error) {
	out, err := s.Options(x.R.Context(), by, old.Unit)
	if err != nil || old.Partner == "" || slices.ContainsFunc(out, func(o ui.Option) bool { return o.Value == old.Partner }) {
		return out, err
	}
	p, err := s.Partner(x.R.Context(), by, old.Partner)
	if errs.Is(err, errs.NotFound) {
		return out, nil
	}
	return append(out, ui.Option{Value: p.ID, Text: p.Name}), err
}

func (s *Service) newOffer(by access.Actor, x *web.Exchange) error {
	unit := org.WorkUnit(by, x)
	q := x.R.URL.Query()
	values := url.Values{"unit": {unit}, "partner": {q.Get("partner")}, "category": {q.Get("category")}, "part": {Public}, "state": {Active},
		"languages": {"vi"}, "verified_on": {vntext.Date(s.today())}}
	return s.offerForm(by, x, Offer{Unit: unit, Partner: q.Get("partner")}, values, nil, nil)
}

func (s *Service) recordOffer(by access.Actor, x *web.Exchange) error {
	f, err := x.Form()
	if err != nil {
		return err
	}
	unit := org.WorkUnit(by, x)
	o, reason := readOffer(f, unit), f.Text("reason", maxText)
	if err = f.Err(); err == nil {
		o, err = s.Offer(x.R.Context(), by, o, reason)
	}
	if err != nil {
		return s.offerForm(by, x, Offer{Unit: unit}, f.Values(), f, err)
	}
	x.Notice("partner.service.saved", "name", o.Name)
	if f.Raw("then") == "new" {
		return x.See(with(servicePath+"/new", unit, "partner", o.Partner, "done", "service-"+unit))
	}
	return x.See(servicePath + "/" + o.ID + "?done=service-" + url.QueryEscape(unit))
}

func (s *Service) offerToChange(by access.Actor, x *web.Exchange) (Offer, error) {
	o, _, err := s.OfferOf(x.R.Context(), by, x.Path("id"))
	if err == nil && (!o.mayChange(by) || o.Withdrawn) {
		err = hidden()
	}
	return o, err
}

func (s *Service) amendOffer(by access.Actor, x *web.Exchange) error {
	o, err := s.offerToChange(by, x)
	if err != nil {
		return err
	}
	return s.offerForm(by, x, o, o.values(), nil, nil)
}

func (s *Service) amendOfferPost(by access.Actor, x *web.Exchange) error {
	old, err := s.offerToChange(by, x)
	if err != nil {
		return err
	}
	f, err := x.Form()
	if err != nil {
		return err
	}
	o, reason := readOffer(f, org.WorkUnit(by, x)), f.Text("reason", maxText)
	if err = f.Err(); err == nil {
		o, err = s.AmendOffer(x.R.Context(), by, old.ID, f.Version(), o, reason)
	}
	if errs.Is(err, errs.Invalid) || errs.Is(err, errs.Conflict) {
		old.Version = f.Version()
		return s.offerForm(by, x, old, f.Values(), f, err)
	}
	if err != nil {
		return err
	}
	x.Notice("partner.amended")
	return x.See(servicePath + "/" + o.ID)
}

func (s *Service) withdrawOffer(by access.Actor, x *web.Exchange) error {
	id := x.Path("id")
	return take(x, servicePath+"/"+id, "partner.withdrawn", func(version int64, reason string) error {
		return s.WithdrawOffer(x.R.Context(), by, id, version, reason)
	}, func(err error) error { return s.showOffer(by, x, err) })
}

func (s *Service) verifyOffer(by access.Actor, x *web.Exchange) error {
	id := x.Path("id")
	return take(x, servicePath+"/"+id, "partner.verified", func(version int64, _ string) error {
		_, err := s.Verify(x.R.Context(), by, id, version)
		return err
	}, func(err error) error { return s.showOffer(by, x, err) })
}
