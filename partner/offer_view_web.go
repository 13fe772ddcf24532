package partner

import (
	"slices"

	"neove/access"
	"neove/internal/clock"
	"neove/internal/db"
	"neove/internal/ui"
	"neove/internal/vntext"
	"neove/internal/web"
)

// fresh is the first day whose checks still count.
func (s *Service) fresh(x *web.Exchange) (clock.Date, error) {
	var day clock.Date
	err := s.db.View(x.R.Context(), func(tx *db.Tx) (err error) {
		day, err = s.freshSince(tx)
		return err
	})
	return day, err
}

func (s *Service) servicePage(by access.Actor, x *web.Exchange) error {
	return s.showOffer(by, x, nil)
}

// showOffer is the page of a service.
func (s *Service) showOffer(by access.Actor, x *web.Exchange, refused error) error {
	o, p, err := s.OfferOf(x.R.Context(), by, x.Path("id"))
	if err != nil {
		return err
	}
	list, err := s.Terms(x.R.Context())
	if err != nil {
		return err
	}
	t, err := s.org.Tree(x.R.Context())
	if err != nil {
		return err
	}
	may := o.mayChange(by) && !o.Withdrawn
	v := recordView{Facts: []string{p.Name, list.Name(Category, o.Category, string(x.Lang)), t.Name(o.Unit)}, Rows: s.offerRows(x, list, o, p),
		Calls: calls(x, o), Withdraw: servicePath + "/" + o.ID + "/withdraw", Version: o.Version, MayChange: may}
	if open := s.openCell(x, o); open.Tag != "" {
		v.Tags = append(v.Tags, tag{open.Kind, open.Tag})
	}
	if o.Part == Confidential {
		v.Tags = append(v.Tags, tag{"safe", x.T("partner.part.tag")})
	}
	if o.Withdrawn {
		v.Tags = append(v.Tags, tag{"bad", x.T("ui.word.withdrawn")})
	}
	if may {
		v.Verify = servicePath + "/" + o.ID + "/verify"
		v.Buttons = []button{{servicePath + "/" + o.ID + "/amend", "", x.T("ui.word.amend"), "sec"}}
	}
	if mayOpen(t, by, p.Unit, s.today()) {
		v.Buttons = append(v.Buttons, button{partnerPath + "/" + p.ID, "people", x.T("partner.partner.open"), "sec"})
	}
	fresh, err := s.fresh(x)
	if err != nil {
		return err
	}
	if o.Stale(fresh) && !o.Withdrawn {
		v.Warning = x.T("partner.stale.about")
	}
	if v.History, err = s.history(x, serviceKind, o.ID); err != nil {
		return err
	}
	return showRecord(x, ui.Page{Title: o.Name, Crumbs: crumbs(x.T("partner.services"), with(servicePath, o.Unit), o.Name)}, &v, refused)
}

// offerRows are what a service says, without what stands in the head.
func (s *Service) offerRows(x *web.Exchange, list Terms, o Offer, p Partner) []ui.SummaryRow {
	main, more := offerSpec(x, list, o, []ui.Option{{Value: p.ID, Text: p.Name}}, Parts)
	values := o.values()
	values.Set("hours", o.OpenHours().Text(string(x.Lang)))
	if o.VerifiedOn != nil {
		values.Set("verified_on", x.T("partner.checked", "day", vntext.Date(*o.VerifiedOn), "who", o.VerifiedBy))
	}
	spec := slices.DeleteFunc(append(main, more...), func(c ui.Control) bool {
		return slices.Contains([]string{"partner", "name", "category", "phone", "night_phone"}, c.Name) || c.Name == "state" && o.State == Active
	})
	rows := ui.Summary(x.Controls("partner", spec, values, web.Errors{}), x.T("ui.word.yes"))
	if category, ok := list.Find(Category, o.Category); ok {
		for _, letter := range category.Letters() {
			rows = append(rows, ui.SummaryRow{Label: x.T("partner.field.regime"), Value: x.T("partner.regime", "letter", letter, "name", list.Name(Regime, letter, string(x.Lang)))})
		}
	}
	return rows
}

// calls are the phones of a service, to be dialled at a touch.
func calls(x *web.Exchange, o Offer) []call {
	var out []call
	for _, c := range []call{{Number: o.Phone, Text: x.T("partner.field.phone")}, {Number: o.NightPhone, Text: x.T("partner.field.night_phone")}} {
		if c.Number != "" {
			c.Dial = Dial(c.Number)
			out = append(out, c)
		}
	}
	return out
}

// call is a phone on a page.
type call struct{ Dial, Number, Text string }
