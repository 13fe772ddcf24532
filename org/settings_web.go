package org

import (
	"neove/access"
	"neove/internal/clock"
	"neove/internal/errs"
	"neove/internal/ui"
	"neove/internal/vntext"
	"neove/internal/web"
)

// settingKeys gives the order of the page; the keys of slices follow.
func (s *Service) settingKeys() []string {
	out := []string{MonthKind, MonthDueDays, MonthDueTime}
	for _, k := range s.keys {
		out = append(out, k.Name)
	}
	return out
}

const reportingForm = "reporting"

type settingRow struct {
	Value, Valid, Source string
	Verified, Now        bool
}

type settingCard struct {
	Key, Name, Hint string
	Rows            []settingRow
	Edit            bool
	Options         []ui.Option // nil for a typed value
}

type obligationRow struct {
	Unit  unitLink
	Valid string
	Now   bool
}

type settingsView struct {
	Cards       []settingCard
	Obligations []obligationRow
	EditArea    bool
	Form        formView
}

func (p pages) settings(by access.Actor, x *web.Exchange) error {
	q := x.Query()
	edit := q.Choice("edit", append([]string{reportingForm}, p.s.settingKeys()...)...)
	if err := q.Err(); err != nil {
		return err
	}
	return p.showSettings(by, x, edit, formView{}, nil)
}

func (p pages) configure(by access.Actor, x *web.Exchange) error {
	f, err := x.Form()
	if err != nil {
		return err
	}
	in := Setting{Key: f.NeedChoice("key", p.s.settingKeys()...), Value: f.NeedText("value", 100), From: f.NeedDate("from"),
		Source: f.NeedText("source", 300), Verified: f.Bool("verified")}
	if err = f.Err(); err == nil {
		err = p.s.Configure(x.R.Context(), by, in)
	}
	if err != nil {
		return p.showSettings(by, x, f.Raw("key"), typed(x, f, err, "value", "from", "source", "verified"), err)
	}
	x.Notice("org.settings.saved", "name", x.T("org.setting."+in.Key), "from", vntext.Date(in.From))
	return x.See("/org/settings")
}

func (p pages) oblige(by access.Actor, x *web.Exchange) error {
	f, err := x.Form()
	if err != nil {
		return err
	}
	name, from := f.NeedText("unit", 100), f.NeedDate("from")
	last, ended := f.Date("last")
	to := clock.Max
	if ended {
		to = last + 1
	}
	if ended && last < from {
		f.Bad("last", "org.err.dates")
	}
	var u Unit
	if err = f.Err(); err == nil {
		u, err = p.area(x, name, from)
	}
	if err == nil {
		err = p.s.Oblige(x.R.Context(), by, u.ID, from, to)
	}
	if err != nil {
		return p.showSettings(by, x, reportingForm, typed(x, f, err, "unit", "from", "last"), err)
	}
	x.Notice("org.reporting.saved", "unit", u.Name, "from", vntext.Date(from))
	return x.See("/org/settings")
}

// area finds the unit that was typed by name or key; what is wrong with it is
// said beside the field.
func (p pages) area(x *web.Exchange, text string, day clock.Date) (Unit, error) {
	tree, err := p.s.Tree(x.R.Context())
	if err != nil {
		return Unit{}, err
	}
	u, err := tree.Match(text, "VN", day)
	if err != nil {
		e := errs.From(err)
		return u, &errs.Error{Kind: errs.Invalid, Key: e.Key, Args: e.Args, Fields: []errs.Field{{Name: "unit", Key: e.Key, Args: e.Args}}}
	}
	return u, nil
}

func typed(x *web.Exchange, f *web.Form, err error, names ...string) formView {
	v := formView{Values: map[string]string{}, Errors: x.Errors(err)}
	for _, n := range names {
		v.Values[n] = f.Raw(n)
	}
	return v
}

func (p pages) showSettings(by access.Actor, x *web.Exchange, edit string, form formView, refused error) error {
	all, err := p.s.Settings(x.R.Context())
	if err != nil {
		return err
	}
	areas, err := p.s.Obligations(x.R.Context(), by)
	if err != nil {
		return err
	}
	tree, err := p.s.Tree(x.R.Context())
	if err != nil {
		return err
	}
	today := clock.DateOf(p.s.db.Now())
	v := settingsView{EditArea: edit == reportingForm, Form: form}
	for _, key := range p.s.settingKeys() {
		v.Cards = append(v.Cards, cardOf(x, key, all, key == edit, today))
	}
	for _, a := range areas {
		u, _ := tree.Unit(a.Root)
		v.Obligations = append(v.Obligations, obligationRow{linkTo(x, u), validity(x, a.From, a.To), a.From <= today && today < a.To})
	}
	page := ui.Page{Title: x.T("org.settings.title"), Body: v}
	if refused != nil {
		return x.Again(refused, "org/settings", page)
	}
	return x.Page(200, "org/settings", page)
}

func cardOf(x *web.Exchange, key string, all []Setting, edit bool, today clock.Date) settingCard {
	c := settingCard{Key: key, Name: x.T("org.setting." + key), Hint: x.T("org.setting." + key + ".hint"), Edit: edit}
	if key == MonthKind {
		for _, k := range []string{"calendar", "administrative"} {
			c.Options = append(c.Options, ui.Option{Value: k, Text: x.T("org.kind." + k)})
		}
	}
	for _, s := range all {
		if s.Key != key {
			continue
		}
		value := s.Value
		if key == MonthKind {
			value = x.T("org.kind." + value)
		}
		c.Rows = append(c.Rows, settingRow{value, validity(x, s.From, s.To), s.Source, s.Verified, s.From <= today && today < s.To})
	}
	return c
}
