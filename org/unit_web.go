package org

import (
	"net/url"
	"strconv"

	"neove/access"
	"neove/internal/clock"
	"neove/internal/errs"
	"neove/internal/ui"
	"neove/internal/vntext"
	"neove/internal/web"
)

// pages are the handlers of the slice: decode, service, render.
type pages struct{ s *Service }

// unitLink is a unit as a page names it.
type unitLink struct {
	Name, Href, Level, Code, Valid string
}

// stepRow is a predecessor or successor.
type stepRow struct {
	Unit   unitLink
	Kind   string
	On     clock.Date
	People *int64
	Source string
}

// placeRow is a part of the unit's data on the asked tree.
type placeRow struct {
	Units []unitLink
	Share string // "3/5"; "" for all of it
	Open  bool   // nobody has chosen between the units
}

// shareRow of the form: one successor and its weight.
type weightRow struct {
	Field, Label, Value, Error string
}

type shareSetView struct {
	Set   ShareSet
	Parts []weightRow
	Open  bool
}

type agencyRow struct {
	Name, Kind, Valid, Source string
	Verified                  bool
}

type unitView struct {
	ID, Code, Level, Valid string
	Day, Lived             clock.Date
	Ended                  bool
	Children               []unitLink
	Came, Went             []stepRow
	Place                  []placeRow
	Whole                  bool // all data is on the unit itself
	Split                  bool
	Current                bool
	Agencies               []agencyRow
	Shares                 []shareSetView
	MaySet                 bool
	Weights                []weightRow
	Form                   formView
	End                    formView
	Figures, History       string // links; "" without the right
}

// formView keeps what was typed and what is wrong with it.
type formView struct {
	Values map[string]string
	Errors web.Errors
}

// Value is what was typed into a control.
func (f formView) Value(name string) string { return f.Values[name] }

// Error is the text for a control.
func (f formView) Error(name string) string { return f.Errors.Of(name) }

func (p pages) unit(by access.Actor, x *web.Exchange) error {
	q := x.Query()
	day, _ := q.Date("tree")
	if err := q.Err(); err != nil {
		return err
	}
	return p.showUnit(by, x, day, formView{}, formView{}, nil)
}

func (p pages) setShares(by access.Actor, x *web.Exchange) error {
	f, err := x.Form()
	if err != nil {
		return err
	}
	tree, err := p.s.Tree(x.R.Context())
	if err != nil {
		return err
	}
	id, weights, typed := x.Path("id"), map[string]int64{}, map[string]string{}
	for _, e := range tree.Successors(id) {
		name := "share-" + e.New
		typed[name] = f.Raw(name)
		if n := f.Count(name); n != nil {
			weights[e.New] = *n
		}
	}
	reason, document := f.Text("reason", 500), f.Text("document", 200)
	if err = f.Err(); err == nil {
		err = p.s.SetShares(x.R.Context(), by, id, weights, reason, document)
	}
	if err != nil {
		typed["reason"], typed["document"] = f.Raw("reason"), f.Raw("document")
		return p.showUnit(by, x, 0, formView{typed, x.Errors(err)}, formView{}, err)
	}
	x.Notice("org.shares.saved", "unit", tree.Name(id))
	return x.See(unitHref(id, 0))
}

func (p pages) endShares(by access.Actor, x *web.Exchange) error {
	f, err := x.Form()
	if err != nil {
		return err
	}
	id := x.Path("id")
	reason := f.Text("end_reason", 500)
	if err = f.Err(); err == nil {
		err = p.s.EndShares(x.R.Context(), by, id, reason)
	}
	if err != nil {
		e := errs.From(err)
		for i := range e.Fields { // two forms of the page ask for a reason
			e.Fields[i].Name = "end_reason"
		}
		return p.showUnit(by, x, 0, formView{}, formView{map[string]string{"end_reason": f.Raw("end_reason")}, x.Errors(e)}, e)
	}
	x.Notice("org.shares.ended")
	return x.See(unitHref(id, 0))
}

// showUnit renders the page, again with its texts when a form was refused.
func (p pages) showUnit(by access.Actor, x *web.Exchange, day clock.Date, form, end formView, refused error) error {
	profile, err := p.s.Profile(x.R.Context(), by, x.Path("id"), day)
	if err != nil {
		return err
	}
	v := unitViewOf(x, by, profile)
	v.Form, v.End = form, end
	page := ui.Page{Title: profile.Unit.Name, Body: v}
	for _, a := range profile.Ancestors {
		page.Crumbs = append(page.Crumbs, ui.Crumb{Text: a.Name, Href: unitHref(a.ID, 0)})
	}
	page.Crumbs = append(page.Crumbs, ui.Crumb{Text: profile.Unit.Name})
	if refused != nil {
		return x.Again(refused, "org/unit", page)
	}
	return x.Page(200, "org/unit", page)
}

func unitHref(id string, day clock.Date) string {
	href := "/org/units/" + url.PathEscape(id)
	if day != 0 {
		href += "?tree=" + day.String()
	}
	return href
}

func linkTo(x *web.Exchange, u Unit) unitLink {
	return unitLink{Name: u.Name, Href: unitHref(u.ID, 0), Level: x.T("org.level." + string(u.Level)), Code: u.Code, Valid: validity(x, u.From, u.To)}
}

// validity says when something was in force: open ends are left out.
func validity(x *web.Exchange, from, to clock.Date) string {
	switch {
	case from == clock.Min && to == clock.Max:
		return x.T("org.valid.always")
	case to == clock.Max:
		return x.T("org.valid.from", "from", vntext.Date(from))
	case from == clock.Min:
		return x.T("org.valid.to", "to", vntext.Date(to-1))
	}
	return x.T("org.valid.between", "from", vntext.Date(from), "to", vntext.Date(to-1))
}

func unitViewOf(x *web.Exchange, by access.Actor, p Profile) unitView {
	v := unitView{
		ID: p.ID, Code: p.Code, Level: x.T("org.level." + string(p.Level)), Valid: validity(x, p.From, p.To),
		Day: p.Day, Lived: p.Lived, Ended: !p.On(p.Day), Split: p.Split, Current: p.Current() != nil,
		Whole:  len(p.Place) == 1 && p.Place[0].Allocated() && p.Place[0].Units[0] == p.ID,
		MaySet: by.MayAt("org.share.set", p.ID) && len(p.Went) > 1 && (p.Split || p.Current() != nil),
		Came:   steps(x, p, p.Came, func(e Edge) string { return e.Old }), Went: steps(x, p, p.Went, func(e Edge) string { return e.New }),
		Place: places(x, p),
	}
	for _, c := range p.Children {
		v.Children = append(v.Children, linkTo(x, c))
	}
	for _, a := range p.Agencies {
		v.Agencies = append(v.Agencies, agencyRow{a.Name, a.Kind, validity(x, a.From, a.To), a.Source, a.Verified})
	}
	for _, e := range p.Went {
		v.Weights = append(v.Weights, weightRow{Field: "share-" + e.New, Label: p.Name(e.New)})
	}
	for _, set := range p.Shares {
		s := shareSetView{Set: set, Open: set.EndedAt.IsZero()}
		for _, e := range p.Went {
			s.Parts = append(s.Parts, weightRow{Label: p.Name(e.New), Value: strconv.FormatInt(set.Weights[e.New], 10)})
		}
		v.Shares = append(v.Shares, s)
	}
	if by.MayAt("indicator.read", p.ID) {
		v.Figures = "/indicator/figures?unit=" + url.QueryEscape(p.ID)
	}
	if by.MayAt("audit.read", p.ID) {
		v.History = "/audit/events?unit=" + url.QueryEscape(p.ID)
	}
	return v
}

func steps(x *web.Exchange, p Profile, edges []Edge, other func(Edge) string) []stepRow {
	var out []stepRow
	for _, e := range edges {
		u, _ := p.tree.Unit(other(e))
		out = append(out, stepRow{linkTo(x, u), x.T("org.edge." + e.Detail), e.On, e.People, e.Source})
	}
	return out
}

func places(x *web.Exchange, p Profile) []placeRow {
	var total int64
	for _, part := range p.Place {
		total += part.Weight
	}
	var out []placeRow
	for _, part := range p.Place {
		row := placeRow{Open: !part.Allocated()}
		if len(p.Place) > 1 {
			row.Share = strconv.FormatInt(part.Weight, 10) + "/" + strconv.FormatInt(total, 10)
		}
		for _, id := range part.Units {
			u, _ := p.tree.Unit(id)
			row.Units = append(row.Units, linkTo(x, u))
		}
		out = append(out, row)
	}
	return out
}
