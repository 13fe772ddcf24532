package org

import (
	"net/url"
	"strconv"
	"strings"
	"time"

	"neove/access"
	"neove/internal/clock"
	"neove/internal/db"
	"neove/internal/errs"
	"neove/internal/ui"
	"neove/internal/vntext"
	"neove/internal/web"
)

type profileView struct {
	UnitName   string
	Year       int
	Prev, Next ui.Link
	Table      ui.Table
	Form       *ui.RecordForm
	Places     []ui.Todo
	AllPlaces  string
	NewPlace   string
}

// profilePage shows what is told of a unit by year, and its border places.
func (p pages) profilePage(by access.Actor, x *web.Exchange) error {
	return p.showProfile(by, x, nil, nil)
}

func (p pages) showProfile(by access.Actor, x *web.Exchange, f *web.Form, refused error) error {
	unit, year := x.Path("id"), WorkYear(clock.DateOf(p.s.db.Now()))
	if raw := x.R.FormValue("year"); raw != "" {
		if n, err := strconv.Atoi(raw); err == nil && n >= 1990 && n <= 2200 {
			year = n
		}
	}
	if !by.MayAt("org.profile.read", unit) {
		return errs.New(errs.NotFound, "web.err.not_found")
	}
	var items []Item
	var list []Profiled
	v := profileView{Year: year}
	err := p.s.db.View(x.R.Context(), func(tx *db.Tx) error {
		t, err := p.s.TreeIn(tx)
		if err != nil {
			return err
		}
		v.UnitName = t.Name(unit)
		if items, err = Items(tx); err != nil {
			return err
		}
		if list, err = FiguresOf(tx, unit, year); err != nil {
			return err
		}
		places, err := p.s.PlacesIn(tx, unit, "", min(clock.On(year, 12, 31), tx.Today()))
		for _, pl := range places {
			v.Places = append(v.Places, ui.Todo{Href: placesPath + "/" + pl.ID, Text: pl.Name, When: x.T("org.place_kind." + pl.Kind), Why: t.Name(pl.Unit)})
		}
		return err
	})
	if err != nil {
		return err
	}
	at := "/org/profiles/" + unit
	link := func(y int) ui.Link { return ui.Link{Href: at + "?year=" + strconv.Itoa(y), Text: strconv.Itoa(y)} }
	v.Prev, v.Next = link(year-1), link(year+1)
	v.AllPlaces = placesPath + "?unit=" + url.QueryEscape(unit)
	v.Table = figureTable(x, items, list)
	if by.MayAt("org.profile.set", unit) {
		v.Form = figureForm(x, at, year, items, list, f, x.Errors(refused))
		v.NewPlace = placesPath + "/new?unit=" + url.QueryEscape(unit)
	}
	page := ui.Page{Title: x.T("org.profile.title", "unit", v.UnitName), Body: &v}
	if refused != nil {
		return x.Again(refused, "org/profile", page)
	}
	return x.Page(200, "org/profile", page)
}

func figureTable(x *web.Exchange, items []Item, list []Profiled) ui.Table {
	lang := string(x.Lang)
	t := ui.Table{Label: x.T("org.profile.figures"), Columns: []ui.Column{{Label: x.T("org.field.item")}, {Label: x.T("org.field.value"), Num: true}, {Label: x.T("org.field.source")}}}
	for _, i := range items {
		for _, f := range list {
			if f.Item == i.Code {
				t.Rows = append(t.Rows, []ui.TD{{Text: i.Name(lang)}, {Text: i.Decimal(f.Value, lang) + " " + i.Count(lang)}, {Text: f.Source, Note: f.SetBy}})
			}
		}
	}
	return t
}

// figureForm has a control per item; what is left blank is not known.
func figureForm(x *web.Exchange, at string, year int, items []Item, list []Profiled, f *web.Form, e web.Errors) *ui.RecordForm {
	values := url.Values{"year": {strconv.Itoa(year)}, "seen": {newest(list).Format(time.RFC3339Nano)}}
	var spec []ui.Control
	for _, i := range items {
		spec = append(spec, ui.Control{Kind: "text", Name: i.Code, Label: i.Name(string(x.Lang)) + " (" + i.Count(string(x.Lang)) + ")", Width: "s", Half: true})
	}
	for _, p := range list {
		values.Set("source", p.Source)
		for _, i := range items {
			if i.Code == p.Item {
				values.Set(i.Code, vntext.Decimal(p.Value, i.Decimals))
			}
		}
	}
	if f != nil {
		values = f.Values()
	}
	spec = append(spec, ui.Control{Kind: "text", Name: "source", Need: true}, ui.Control{Kind: "hidden", Name: "year"}, ui.Control{Kind: "hidden", Name: "seen"})
	return &ui.RecordForm{Action: at, Controls: x.Controls("org", spec, values, e)}
}

func (p pages) figuresPost(by access.Actor, x *web.Exchange) error {
	f, err := x.Form()
	if err != nil {
		return err
	}
	unit := x.Path("id")
	if !by.MayAt("org.profile.read", unit) {
		return errs.New(errs.NotFound, "web.err.not_found")
	}
	var items []Item
	if err := p.s.db.View(x.R.Context(), func(tx *db.Tx) (err error) { items, err = Items(tx); return err }); err != nil {
		return err
	}
	values := map[string]int64{}
	for _, i := range items {
		raw := strings.TrimSpace(f.Raw(i.Code))
		if raw == "" {
			continue
		}
		v, err := vntext.ParseDecimal(raw, i.Decimals)
		if err != nil {
			key := "org.err.decimal"
			if i.Decimals == 0 {
				key = "web.err.number"
			}
			f.Bad(i.Code, key, "value", f.Text(i.Code, 30), "places", i.Decimals)
			continue
		}
		values[i.Code] = v
	}
	year, _ := strconv.Atoi(f.Text("year", 4))
	source := f.NeedText("source", maxText)
	seen, err := time.Parse(time.RFC3339Nano, f.Raw("seen"))
	if err != nil {
		f.Bad("seen", "web.err.required")
	}
	if err = f.Err(); err == nil {
		err = p.s.SetFigures(x.R.Context(), by, unit, year, values, source, seen)
	}
	if err != nil {
		return p.showProfile(by, x, f, err)
	}
	x.Notice("org.profile.saved")
	return x.See("/org/profiles/" + unit + "?year=" + strconv.Itoa(year))
}
