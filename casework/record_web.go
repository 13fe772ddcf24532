package casework

import (
	"net/url"

	"neove/access"
	"neove/internal/clock"
	"neove/internal/errs"
	"neove/internal/ui"
	"neove/internal/vntext"
	"neove/internal/web"
)

type kindsView struct {
	Head
	Groups []kindGroup
}

type kindGroup struct {
	Name  string
	Kinds []ui.Option // Hint says what it is for
}

type recordFormView struct {
	Head
	ui.RecordForm
	Title, About string
}

// newRecordPage offers the kinds of records, or the form of one.
func (s *Service) newRecordPage(by access.Actor, x *web.Exchange) error {
	k, ok := KindOf(x.Query().Raw("kind"))
	if ok {
		return s.showRecordForm(by, x, k, "", url.Values{"on": {vntext.Date(clock.DateOf(s.db.Now()))}, "in": {InCore}}, nil)
	}
	v, err := s.View(x.R.Context(), by, x.Path("id"))
	if err != nil {
		return err
	}
	t, err := s.org.Tree(x.R.Context())
	if err != nil {
		return err
	}
	if v.Seat.Part == Broken {
		return nothing()
	}
	b := kindsView{Head: s.head(x, t, v, "timeline")}
	for _, g := range Groups {
		group := kindGroup{Name: x.T("casework.group." + g)}
		for _, k := range Kinds {
			if k.Group == g && k.refuse(by, moment{Case: v.Case}, v.Seat) == nil && b.MayRecord {
				group.Kinds = append(group.Kinds, ui.Option{Value: k.Code, Text: x.T("casework.kind." + k.Code), Hint: x.T("casework.kind." + k.Code + ".about")})
			}
		}
		if len(group.Kinds) > 0 {
			b.Groups = append(b.Groups, group)
		}
	}
	return x.Page(200, "casework/kinds", ui.Page{Title: x.T("casework.record.new"), Body: b})
}

// showRecordForm draws the form of a kind, or a refused one as it was typed.
func (s *Service) showRecordForm(by access.Actor, x *web.Exchange, k Kind, amends string, values url.Values, refused error) error {
	var v View
	var options map[string][]ui.Option
	err := s.read(x.R.Context(), by, "casework.case.view", x.Path("id"), func(d desk, c Case, seat Seat) (err error) {
		if v, err = d.view(c, seat); err != nil {
			return err
		}
		options, err = d.choices(k, moment{Case: c, Core: v.Core, Today: v.Today, Done: v.Records, Facts: v.Facts})
		return err
	})
	if err != nil {
		return err
	}
	if err := k.refuse(by, moment{Case: v.Case}, v.Seat); err != nil || v.Seat.Part == Broken {
		return errOr(err, nothing())
	}
	t, err := s.org.Tree(x.R.Context())
	if err != nil {
		return err
	}
	for i, o := range options["regimes"] {
		options["regimes"][i].Text = x.T("regime.name." + o.Value)
	}
	b := recordFormView{Head: s.head(x, t, v, "timeline"), Title: x.T("casework.kind." + k.Code), About: x.T("casework.kind." + k.Code + ".about")}
	b.Action, b.Cancel = b.Path+"/records?kind="+k.Code, b.Path+"/timeline"
	if amends != "" {
		b.Action = b.Path + "/records/" + amends
	}
	var first, more []ui.Control
	for _, f := range k.fields() {
		if c := f.control(x, options); f.More {
			more = append(more, c)
		} else {
			first = append(first, c)
		}
	}
	e := x.Errors(refused)
	b.Controls, b.More = x.Controls("casework", first, values, e), x.Controls("casework", more, values, e)
	page := ui.Page{Title: b.Title, Body: b}
	if refused != nil {
		return x.Again(refused, "casework/record_form", page)
	}
	return x.Page(200, "casework/record_form", page)
}

func (s *Service) recordPost(by access.Actor, x *web.Exchange) error {
	k, ok := KindOf(x.Query().Raw("kind"))
	if !ok {
		return nothing()
	}
	return s.saveRecord(by, x, k, "")
}

func (s *Service) saveRecord(by access.Actor, x *web.Exchange, k Kind, amends string) error {
	f, err := x.Form()
	if err != nil {
		return err
	}
	v := typed(f, k.fields())
	if err = f.Err(); err == nil {
		_, err = s.Write(x.R.Context(), by, x.Path("id"), k.Code, amends, v)
	}
	if err != nil {
		return s.showRecordForm(by, x, k, amends, f.Values(), err)
	}
	x.Notice("casework.done.record")
	return x.See(listPath + "/" + x.Path("id"))
}

type recordView struct {
	Head
	Title, By, Compartment string
	Record                 Record
	Rows                   []ui.SummaryRow
	Older                  []Entry
	MayAmend, MayWithdraw  bool
	WithdrawPath           string
	Error                  string
}

func (s *Service) recordPage(by access.Actor, x *web.Exchange) error {
	return s.showRecord(by, x, nil)
}

// One opens a record with its earlier versions.
func (s *Service) one(by access.Actor, x *web.Exchange) (v View, r Record, older []Record, err error) {
	err = s.read(x.R.Context(), by, "casework.record.view", x.Path("id"), func(d desk, c Case, seat Seat) error {
		one, err := recordByID(d.tx, c.ID, x.Path("record"))
		if err != nil || !seat.May(one.Compartment) {
			return nothing()
		}
		all, err := versions(d.tx, c.ID, one.Root)
		if err != nil {
			return err
		}
		if all, err = d.opened(c, seat, all); err != nil {
			return err
		}
		why := ""
		if err := s.keys.OpenJSON(d.tx, seat.Office, recordsOf("why", one.Compartment).Ref(one.ID, c.ID), one.Why, &why); err != nil {
			return err
		}
		for _, other := range all {
			if other.ID == one.ID {
				r, r.Reason = other, why
			} else {
				older = append(older, other)
			}
		}
		v, err = d.view(c, seat)
		return err
	})
	return v, r, older, err
}

func (s *Service) showRecord(by access.Actor, x *web.Exchange, refused error) error {
	v, r, older, err := s.one(by, x)
	if err != nil {
		return err
	}
	t, err := s.org.Tree(x.R.Context())
	if err != nil {
		return err
	}
	k, _ := KindOf(r.Kind)
	b := recordView{Head: s.head(x, t, v, "timeline"), Title: x.T("casework.kind." + r.Kind), Record: r, By: r.By + ", " + t.OfficeName(x, r.Office), Compartment: x.T("casework.compartment." + r.Compartment),
		Rows: summary(x, k.Fields, r.Values, nil), Error: x.Errors(refused).Of("reason")}
	b.WithdrawPath = b.Path + "/records/" + r.ID + "/withdraw"
	own := r.Office == v.Seat.Office && r.State == Current && r.Kind != moved && r.Kind != imported && k.refuse(by, moment{Case: v.Case}, v.Seat) == nil
	b.MayAmend, b.MayWithdraw = own && b.MayRecord, own && b.MayRecord && !k.final()
	for _, o := range older {
		b.Older = append(b.Older, line(x, t, v.Code, o))
	}
	page := ui.Page{Title: b.Title, Body: b}
	if refused != nil {
		return x.Again(refused, "casework/record", page)
	}
	return x.Page(200, "casework/record", page)
}

// amended finds a record that the actor's office may amend.
func (s *Service) amended(by access.Actor, x *web.Exchange) (Record, Kind, error) {
	v, r, _, err := s.one(by, x)
	k, ok := KindOf(r.Kind)
	switch {
	case err != nil:
	case !ok || v.Seat.Part == Broken:
		err = nothing()
	case r.Office != v.Seat.Office:
		err = errs.New(errs.Forbidden, "casework.err.other_office")
	}
	return r, k, err
}

func (s *Service) amendPage(by access.Actor, x *web.Exchange) error {
	r, k, err := s.amended(by, x)
	if err != nil {
		return err
	}
	values := shown(k.fields(), r.Values)
	values.Set("on", vntext.Date(r.On))
	return s.showRecordForm(by, x, k, r.ID, values, nil)
}

func (s *Service) amendPost(by access.Actor, x *web.Exchange) error {
	r, k, err := s.amended(by, x)
	if err != nil {
		return err
	}
	return s.saveRecord(by, x, k, r.ID)
}

func (s *Service) withdrawPost(by access.Actor, x *web.Exchange) error {
	f, err := x.Form()
	if err != nil {
		return err
	}
	if err := s.Withdraw(x.R.Context(), by, x.Path("id"), x.Path("record"), f.Text("reason", maxLine)); err != nil {
		return s.showRecord(by, x, err)
	}
	x.Notice("casework.done.withdraw")
	return x.See(listPath + "/" + x.Path("id") + "/timeline")
}
