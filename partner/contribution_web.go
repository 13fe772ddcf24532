package partner

import (
	"net/url"
	"strconv"

	"neove/access"
	"neove/internal/errs"
	"neove/internal/ui"
	"neove/internal/vntext"
	"neove/internal/web"
	"neove/org"
)

const contributionPath = "/partner/contributions"

func contributionSpec(x *web.Exchange) []ui.Control {
	return []ui.Control{{Kind: "radios", Name: "given", Need: true, Inline: true, Options: x.Options("partner.given", Contributions...)},
		{Kind: "lines", Name: "content", Rows: 3, Max: maxLong, Need: true}, {Kind: "money", Name: "amount"},
		{Kind: "date", Name: "on", Half: true}, {Kind: "text", Name: "year", Max: 4, Half: true, Width: "s"}, {Kind: "text", Name: "document", Max: maxText}}
}

func (r Contribution) values() url.Values {
	v := url.Values{"given": {r.Kind}, "content": {r.Content}, "document": {r.Document}, "unit": {r.Unit}}
	putCount(v, "amount", r.Amount)
	if putDay(v, "on", r.On); r.On == nil && r.Year > 0 {
		v.Set("year", strconv.Itoa(r.Year))
	}
	return v
}

// when is the day of the contribution, or its year.
func (r Contribution) when() string {
	if r.On != nil {
		return vntext.Date(*r.On)
	}
	return strconv.Itoa(r.Year)
}

func readContribution(f *web.Form, partner, unit string) Contribution {
	r := Contribution{Partner: partner, Unit: unit, Kind: f.NeedChoice("given", Contributions...), Content: f.NeedLines("content", maxLong), Amount: f.Count("amount"),
		On: optionalDay(f, "on"), Document: f.Text("document", maxText)}
	if y := f.Text("year", 4); y != "" {
		n, err := strconv.Atoi(y)
		if err != nil {
			f.Bad("year", "partner.err.year")
		}
		r.Year = n
	}
	return r
}

func (s *Service) contributionForm(by access.Actor, x *web.Exchange, p Partner, old Contribution, values url.Values, f *web.Form, refused error) error {
	at, err := s.placeOf(by, x, mayRecord, old.Unit)
	if err != nil {
		return err
	}
	e := x.Errors(refused)
	back := partnerPath + "/" + p.ID
	v := formView{Facts: p.Name, Form: ui.RecordForm{Action: back + "/contributions", Cancel: back, Again: true, Unit: at.fixed()}}
	title := x.T("partner.contribution.new")
	if old.ID == "" {
		v.Form.Draft = "partner/contribution-" + p.ID
	} else {
		title = x.T("partner.contribution.amend")
		v.Form.Action, v.Form.Version, v.Form.Again, v.Form.Cancel = contributionPath+"/"+old.ID+"/amend", old.Version, false, contributionPath+"/"+old.ID
	}
	spec := append(contributionSpec(x), at.choose(x, "unit")...)
	v.Form.Controls = x.Controls("partner", askReason(x, spec, f, e), values, e)
	return showForm(x, ui.Page{Title: title, Body: &v, Crumbs: crumbs(p.Name, back, title)}, refused)
}

func (s *Service) newContribution(by access.Actor, x *web.Exchange) error {
	p, err := s.partnerToChange(by, x)
	if err != nil {
		return err
	}
	values := url.Values{"on": {vntext.Date(s.today())}, "unit": {p.Unit}}
	return s.contributionForm(by, x, p, Contribution{Unit: p.Unit}, values, nil, nil)
}

func (s *Service) recordContribution(by access.Actor, x *web.Exchange) error {
	p, err := s.partnerToChange(by, x)
	if err != nil {
		return err
	}
	f, err := x.Form()
	if err != nil {
		return err
	}
	unit := org.WorkUnit(by, x)
	r, reason := readContribution(f, p.ID, unit), f.Text("reason", maxText)
	if err = f.Err(); err == nil {
		r, err = s.Contribute(x.R.Context(), by, r, reason)
	}
	if err != nil {
		return s.contributionForm(by, x, p, Contribution{Unit: unit}, f.Values(), f, err)
	}
	x.Notice("partner.contribution.saved")
	if f.Raw("then") == "new" {
		return x.See(partnerPath + "/" + p.ID + "/contributions/new?done=contribution-" + p.ID)
	}
	return x.See(partnerPath + "/" + p.ID + "?done=contribution-" + p.ID)
}

func (s *Service) contributionToChange(by access.Actor, x *web.Exchange) (Contribution, Partner, error) {
	r, p, err := s.Contribution(x.R.Context(), by, x.Path("id"))
	if err == nil && (!by.MayAt(mayRecord, r.Unit) || r.Withdrawn) {
		err = hidden()
	}
	return r, p, err
}

func (s *Service) amendContribution(by access.Actor, x *web.Exchange) error {
	r, p, err := s.contributionToChange(by, x)
	if err != nil {
		return err
	}
	return s.contributionForm(by, x, p, r, r.values(), nil, nil)
}

func (s *Service) amendContributionPost(by access.Actor, x *web.Exchange) error {
	old, p, err := s.contributionToChange(by, x)
	if err != nil {
		return err
	}
	f, err := x.Form()
	if err != nil {
		return err
	}
	r, reason := readContribution(f, p.ID, org.WorkUnit(by, x)), f.Text("reason", maxText)
	if err = f.Err(); err == nil {
		r, err = s.AmendContribution(x.R.Context(), by, old.ID, f.Version(), r, reason)
	}
	if errs.Is(err, errs.Invalid) || errs.Is(err, errs.Conflict) {
		old.Version = f.Version()
		return s.contributionForm(by, x, p, old, f.Values(), f, err)
	}
	if err != nil {
		return err
	}
	x.Notice("partner.amended")
	return x.See(contributionPath + "/" + r.ID)
}

func (s *Service) contributionPage(by access.Actor, x *web.Exchange) error {
	return s.showContribution(by, x, nil)
}

func (s *Service) showContribution(by access.Actor, x *web.Exchange, refused error) error {
	r, p, err := s.Contribution(x.R.Context(), by, x.Path("id"))
	if err != nil {
		return err
	}
	t, err := s.org.Tree(x.R.Context())
	if err != nil {
		return err
	}
	v := recordView{Facts: []string{p.Name, t.Name(r.Unit)}, Rows: ui.Summary(x.Controls("partner", contributionSpec(x), r.values(), web.Errors{}), x.T("ui.word.yes")),
		Withdraw: contributionPath + "/" + r.ID + "/withdraw", Version: r.Version, MayChange: by.MayAt(mayRecord, r.Unit) && !r.Withdrawn}
	if v.MayChange {
		v.Buttons = []button{{contributionPath + "/" + r.ID + "/amend", "", x.T("ui.word.amend"), ""}}
	}
	if r.Withdrawn {
		v.Tags = []tag{{"bad", x.T("ui.word.withdrawn")}}
	}
	if v.History, err = s.history(x, contributionKind, r.ID); err != nil {
		return err
	}
	title := x.T("partner.contribution.title", "kind", x.T("partner.given."+r.Kind), "when", r.when())
	return showRecord(x, ui.Page{Title: title, Crumbs: crumbs(p.Name, partnerPath+"/"+p.ID, title)}, &v, refused)
}

func (s *Service) withdrawContribution(by access.Actor, x *web.Exchange) error {
	id := x.Path("id")
	return take(x, contributionPath+"/"+id, "partner.withdrawn", func(version int64, reason string) error {
		return s.WithdrawContribution(x.R.Context(), by, id, version, reason)
	}, func(err error) error { return s.showContribution(by, x, err) })
}
