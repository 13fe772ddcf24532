package org

import (
	"net/url"
	"slices"
	"strings"

	"neove/access"
	"neove/internal/clock"
	"neove/internal/db"
	"neove/internal/sheet"
	"neove/internal/ui"
	"neove/internal/vntext"
	"neove/internal/web"
)

const placesPath = "/org/places"

type placesView struct {
	UnitName, New, Sheet string
	List                 ui.Listing
}

// placesOf reads the filters and lists what fits.
func (p pages) placesOf(by access.Actor, x *web.Exchange) ([]Place, string, error) {
	f := x.Query()
	unit, kind, text := WorkUnit(by, x), f.Choice("kind", PlaceKinds...), vntext.Fold(f.Text("q", 100))
	if err := f.Err(); err != nil {
		return nil, unit, err
	}
	list, err := p.s.Places(x.R.Context(), by, unit, kind, clock.DateOf(p.s.db.Now()))
	return slices.DeleteFunc(list, func(pl Place) bool { return !strings.Contains(pl.Key, text) }), unit, err
}

func (p pages) places(by access.Actor, x *web.Exchange) error {
	list, unit, err := p.placesOf(by, x)
	if err != nil {
		return err
	}
	t, err := p.s.Tree(x.R.Context())
	if err != nil {
		return err
	}
	l := x.List(len(list) + 1)
	filters := x.Controls("org", []ui.Control{{Kind: "select", Name: "kind", Options: x.Options("org.place_kind", PlaceKinds...), Blank: x.T("ui.word.all")}, {Kind: "text", Name: "q", Label: x.T("ui.word.search")}}, l.Query, web.Errors{})
	l.ControlChips(filters)
	v := placesView{UnitName: t.Name(unit), Sheet: l.Sheet(), List: ui.Listing{Action: placesPath, Unit: unit, Filters: filters, Chips: l.Chips, Clear: l.Clear(), Empty: x.T("org.places.empty"),
		Table: ui.Table{Label: x.T("org.places"), Columns: []ui.Column{{Label: x.T("org.field.name")}, {Label: x.T("org.field.kind")}, {Label: x.T("ui.word.unit")}, {Label: x.T("org.field.detail")}}}}}
	for _, pl := range list {
		v.List.Table.Rows = append(v.List.Table.Rows, []ui.TD{{Text: pl.Name, Href: placesPath + "/" + pl.ID}, {Text: x.T("org.place_kind." + pl.Kind)}, {Text: t.Name(pl.Unit)}, {Text: pl.Detail, Note: pl.Quote}})
	}
	if by.MayAt("org.profile.set", unit) {
		v.New = placesPath + "/new?unit=" + url.QueryEscape(unit)
		v.List.First = ui.Link{Href: v.New, Text: x.T("org.places.new")}
	}
	return x.Page(200, "org/places", ui.Page{Title: x.T("org.places"), Body: &v})
}

// placesSheet is the list as XLSX.
func (p pages) placesSheet(by access.Actor, x *web.Exchange) error {
	list, unit, err := p.placesOf(by, x)
	if err != nil {
		return err
	}
	t, err := p.s.Tree(x.R.Context())
	if err != nil {
		return err
	}
	x.Attachment("dia-ban-bien-gioi-"+unit+".xlsx", sheet.MIME)
	cols := []sheet.Column{{Field: "name", Vi: "Tên", En: "Name", Width: 28}, {Field: "kind", Vi: "Loại", En: "Kind", Width: 22, Kind: sheet.Choice, Words: sheet.WordsOf(files, "org.place_kind", PlaceKinds...)},
		{Field: "unit", Vi: "Đơn vị", En: "Unit", Width: 26}, {Field: "code", Vi: "Mã đơn vị", En: "Unit code", Width: 12}, {Field: "detail", Vi: "Mô tả", En: "Detail", Width: 50},
		{Field: "quote", Vi: "Nguồn viết", En: "As the source says", Width: 50}, {Field: "source", Vi: "Nguồn", En: "Source", Width: 40}}
	return sheet.WriteList(x.W, x.T("org.places"), cols, string(x.Lang), func(yield func([]any) bool) {
		for _, pl := range list {
			u, _ := t.Unit(pl.Unit)
			if !yield([]any{pl.Name, pl.Kind, u.Name, u.Code, pl.Detail, pl.Quote, pl.Source}) {
				return
			}
		}
	})
}

type placeView struct {
	Place
	UnitName  string
	Rows      []ui.SummaryRow
	Amend     string
	HistoryAt string
	Errors    web.Errors
}

func placeSpec(x *web.Exchange, units []ui.Option) []ui.Control {
	spec := []ui.Control{{Kind: "text", Name: "name", Need: true}, {Kind: "select", Name: "kind", Need: true, Options: x.Options("org.place_kind", PlaceKinds...), Blank: x.T("ui.word.choose")}}
	if len(units) > 0 {
		spec = append(spec, ui.Control{Kind: "select", Name: "unit", Label: x.T("ui.word.unit"), Options: units, Need: true})
	}
	return append(spec, ui.Control{Kind: "lines", Name: "detail", Rows: 3}, ui.Control{Kind: "lines", Name: "quote", Rows: 2}, ui.Control{Kind: "text", Name: "source", Need: true},
		ui.Control{Kind: "date", Name: "from", Half: true}, ui.Control{Kind: "date", Name: "to", Half: true})
}

func (pl Place) values() url.Values {
	v := url.Values{"name": {pl.Name}, "kind": {pl.Kind}, "unit": {pl.Unit}, "detail": {pl.Detail}, "quote": {pl.Quote}, "source": {pl.Source}}
	for name, d := range map[string]clock.Date{"from": pl.From, "to": pl.To} {
		if d > clock.On(1900, 1, 1) && d < clock.On(2900, 1, 1) && d != 0 {
			v.Set(name, vntext.Date(d))
		}
	}
	return v
}

func (p pages) place(by access.Actor, x *web.Exchange) error {
	pl, err := p.s.Place(x.R.Context(), by, x.Path("id"))
	if err != nil {
		return err
	}
	t, err := p.s.Tree(x.R.Context())
	if err != nil {
		return err
	}
	v := placeView{Place: pl, UnitName: t.Name(pl.Unit)}
	v.Rows = append(ui.Summary(x.Controls("org", placeSpec(x, nil), pl.values(), web.Errors{}), x.T("ui.word.yes")), ui.SummaryRow{Label: x.T("ui.word.unit"), Value: v.UnitName, Href: "/org/units/" + pl.Unit, Action: x.T("org.look")})
	if by.MayAt("org.profile.set", pl.Unit) && !pl.Withdrawn {
		v.Amend = placesPath + "/" + pl.ID + "/amend"
	}
	if by.MayAt("audit.read", pl.Unit) {
		v.HistoryAt = "/audit/events?" + url.Values{"unit": {pl.Unit}, "object": {pl.ID}}.Encode()
	}
	return x.Page(200, "org/place", ui.Page{Title: pl.Name, Body: &v})
}

func (p pages) placeNew(by access.Actor, x *web.Exchange) error {
	return p.placeForm(by, x, Place{Unit: WorkUnit(by, x)}, nil, nil)
}

func (p pages) placeAmend(by access.Actor, x *web.Exchange) error {
	pl, err := p.s.Place(x.R.Context(), by, x.Path("id"))
	if err != nil {
		return err
	}
	return p.placeForm(by, x, pl, nil, nil)
}

// placeForm shows a new, stored or refused place.
func (p pages) placeForm(by access.Actor, x *web.Exchange, pl Place, f *web.Form, refused error) error {
	t, err := p.s.Tree(x.R.Context())
	if err != nil {
		return err
	}
	values, title, action := pl.values(), x.T("org.places.new"), placesPath
	if pl.ID != "" {
		title, action = x.T("ui.word.amend")+": "+pl.Name, placesPath+"/"+pl.ID+"/amend"
	}
	if f != nil {
		values = f.Values()
	}
	form := ui.RecordForm{Action: action, Version: pl.Version, Cancel: placesPath + "?unit=" + url.QueryEscape(pl.Unit),
		Controls: x.Controls("org", placeSpec(x, t.UnitOptions(by, "org.profile.set", clock.DateOf(p.s.db.Now()))), values, x.Errors(refused))}
	page := ui.Page{Title: title, Body: &form}
	if refused != nil {
		return x.Again(refused, "org/place_form", page)
	}
	return x.Page(200, "org/place_form", page)
}

func readPlace(f *web.Form, pl Place) Place {
	pl.Name, pl.Kind, pl.Unit = f.NeedText("name", maxText), f.NeedChoice("kind", PlaceKinds...), f.NeedText("unit", 20)
	pl.Detail, pl.Quote, pl.Source = f.Lines("detail", 2*maxText), f.Lines("quote", 2*maxText), f.NeedText("source", maxText)
	pl.From, _ = f.Date("from")
	pl.To, _ = f.Date("to")
	return pl
}

// placePost stores a new place, or an amended one when the address names it.
func (p pages) placePost(by access.Actor, x *web.Exchange) error {
	f, err := x.Form()
	if err != nil {
		return err
	}
	pl := Place{}
	if id := x.Path("id"); id != "" {
		if pl, err = p.s.Place(x.R.Context(), by, id); err != nil {
			return err
		}
		pl.Version = f.Version()
	}
	pl = readPlace(f, pl)
	stored := pl
	if err = f.Err(); err == nil {
		stored, err = p.s.RecordPlace(x.R.Context(), by, pl)
	}
	if err != nil {
		return p.placeForm(by, x, pl, f, err)
	}
	x.Notice("org.places.saved")
	return x.See(placesPath + "/" + stored.ID)
}

func (p pages) placeWithdraw(by access.Actor, x *web.Exchange) error {
	f, err := x.Form()
	if err != nil {
		return err
	}
	if err := p.s.WithdrawPlace(x.R.Context(), by, x.Path("id"), f.Version()); err != nil {
		return err
	}
	x.Notice("org.places.withdrawn")
	return x.See(placesPath)
}

// SettingLines tell the account what the province is: figures of the year and
// places on its border.
func (s *Service) SettingLines(tx *db.Tx, unit string, year int, lang string, kind func(string) string) ([]string, error) {
	items, err := Items(tx)
	if err != nil {
		return nil, err
	}
	list, err := FiguresOf(tx, unit, year)
	if err != nil {
		return nil, err
	}
	var out []string
	for _, i := range items {
		for _, f := range list {
			if f.Item == i.Code {
				out = append(out, i.Name(lang)+": "+i.Decimal(f.Value, lang)+" "+i.Count(lang)+".")
			}
		}
	}
	places, err := s.PlacesIn(tx, unit, "", clock.On(year, 12, 31))
	if err != nil {
		return nil, err
	}
	for _, k := range PlaceKinds {
		names := ""
		for _, pl := range places {
			if pl.Kind == k {
				if names != "" {
					names += ", "
				}
				names += pl.Name
			}
		}
		if names != "" {
			out = append(out, kind(k)+": "+names+".")
		}
	}
	return out, nil
}
