package partner

import (
	"strings"

	"neove/access"
	"neove/internal/clock"
	"neove/internal/ui"
	"neove/internal/vntext"
	"neove/internal/web"
	"neove/org"
)

// offerFilter reads the directory's state from the address.
func offerFilter(x *web.Exchange, l *web.List) (OfferFilter, error) {
	q := x.Query()
	f := OfferFilter{Category: q.Text("category", 40), Part: q.Choice("part", Parts...), Text: q.Text("q", 100), Stale: q.Bool("stale"), Paused: q.Bool("paused"),
		Limit: l.Size, Offset: l.Offset()}
	return f, q.Err()
}

// servicesPage is the directory: for somebody in a hurry whom to call now.
func (s *Service) servicesPage(by access.Actor, x *web.Exchange) error {
	l := x.List(pageSize)
	f, err := offerFilter(x, l)
	if err != nil {
		return err
	}
	unit := org.WorkUnit(by, x)
	found, err := s.Offers(x.R.Context(), by, unit, f)
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
	v := listView{Facts: x.T("partner.services.facts", "unit", t.Name(unit), "n", found.Total), Note: x.T("partner.services.note")}
	v.Listing = ui.Listing{Action: servicePath, Filters: s.offerFilters(by, x, t, list, unit, l), Clear: l.Clear(), Empty: x.T("partner.services.empty"),
		Table: s.offerTable(x, t, list, found, true), Pager: l.Pager(len(found.Offers), found.Total)}
	v.Listing.Chips = l.Chips
	v.Buttons = s.offerButtons(by, x, unit, l)
	if by.MayAt(mayRecord, unit) {
		v.Listing.First = ui.Link{Href: with(servicePath+"/new", unit, "category", f.Category), Text: x.T("partner.service.new")}
	}
	return x.Page(200, "partner/list", ui.Page{Title: x.T("partner.services"), Body: &v})
}

func (s *Service) offerButtons(by access.Actor, x *web.Exchange, unit string, l *web.List) []button {
	var out []button
	if by.MayAt(mayRecord, unit) {
		out = []button{{with(servicePath+"/new", unit, "category", l.Query.Get("category")), "plus", x.T("partner.service.new"), ""},
			{with(servicePath+"/import", unit), "doc", x.T("ui.word.import"), "sec"}}
	}
	return append(out, button{with(partnerPath, unit), "people", x.T("partner.partners"), "sec"}, button{l.Sheet(), "download", x.T("ui.word.xlsx"), "sec"},
		button{directoryPath, "folder", x.T("partner.public.open"), "sec"})
}

func (s *Service) offerFilters(by access.Actor, x *web.Exchange, t *org.Tree, list Terms, unit string, l *web.List) []ui.Control {
	spec := []ui.Control{{Kind: "select", Name: "category", Options: list.options(Category, l.Query.Get("category"), string(x.Lang)), Blank: x.T("ui.word.all")},
		{Kind: "select", Name: "unit", Options: provinceOptions(t, unit, s.today())}, {Kind: "text", Name: "q", Label: x.T("ui.word.search"), Max: 100}}
	if by.May(maySecret) {
		spec = append(spec, ui.Control{Kind: "select", Name: "part", Options: x.Options("partner.part", Parts...), Blank: x.T("ui.word.all")})
	}
	if by.May(mayRecord) {
		spec = append(spec, ui.Control{Kind: "check", Name: "stale"})
	}
	spec = append(spec, ui.Control{Kind: "check", Name: "paused"})
	out := x.Controls("partner", spec, l.Query, web.Errors{})
	out[1].Value = unit
	l.ControlChips(out)
	return out
}

// provinceOptions are the places of the province around a unit: whoever looks
// for help may look beyond the own commune.
func provinceOptions(t *org.Tree, unit string, today clock.Date) []ui.Option {
	top, u := unit, org.Unit{}
	for _, id := range append([]string{unit}, t.Ancestors(unit, livedAt(t, unit, today))...) {
		if v, ok := t.Unit(id); ok && v.Level == org.Province {
			top, u = id, v
		}
	}
	if u.ID == "" { // the whole country, or a unit that does not exist
		return []ui.Option{{Value: unit, Text: t.Name(unit)}}
	}
	on := org.Lived(u, today)
	out := []ui.Option{{Value: top, Text: u.Name}}
	for _, d := range t.Children(top, on) {
		if d.Level == org.District {
			out = append(out, ui.Option{Value: d.ID, Text: d.Name})
		}
	}
	for _, c := range t.CommunesOn(top, on) {
		out = append(out, ui.Option{Value: c.ID, Text: c.Name + " (" + t.Name(t.Parent(c.ID, on)) + ")"})
	}
	return out
}

func livedAt(t *org.Tree, unit string, today clock.Date) clock.Date {
	u, _ := t.Unit(unit)
	return org.Lived(u, today)
}

// offerTable lists services with phone and whether somebody is there now.
func (s *Service) offerTable(x *web.Exchange, t *org.Tree, list Terms, found Found, provider bool) ui.Table {
	out := ui.Table{Label: x.T("partner.services"), Columns: []ui.Column{{Label: x.T("partner.field.service")}, {Label: x.T("partner.field.phone")},
		{Label: x.T("partner.field.hours")}, {Label: x.T("partner.field.place")}, {Label: x.T("partner.field.checked")}}}
	for _, o := range found.Offers {
		name := ui.TD{Text: o.Name, Href: servicePath + "/" + o.ID, Note: list.Name(Category, o.Category, string(x.Lang))}
		if provider {
			name.Note += " · " + found.Partners[o.Partner].Name
		}
		if o.Part == Confidential {
			name.Tag, name.Kind = x.T("partner.part.tag"), "safe"
		}
		phone := phoneCell(o.Phone)
		if o.NightPhone != "" {
			phone.Note = x.T("partner.night", "phone", o.NightPhone)
		}
		out.Rows = append(out.Rows, []ui.TD{name, phone, s.openCell(x, o), placeCell(x, t, o), s.checkedCell(x, o, found.Fresh)})
	}
	return out
}

// openCell says whether somebody is there now.
func (s *Service) openCell(x *web.Exchange, o Offer) ui.TD {
	h := o.OpenHours()
	td := ui.TD{Text: h.Text(string(x.Lang))}
	switch {
	case o.State != Active:
		td.Tag, td.Kind = x.T("partner.state."+o.State), "warn"
	case !h.Known():
	case h.Open(s.db.Now()):
		td.Tag, td.Kind = x.T("partner.open"), "ok"
	default:
		td.Tag = x.T("partner.closed")
	}
	if o.Places != nil {
		td.Note = x.T("partner.places", "n", *o.Places)
	}
	return td
}

func placeCell(x *web.Exchange, t *org.Tree, o Offer) ui.TD {
	td := ui.TD{Text: t.Name(o.Unit), Note: o.Address}
	if o.Withheld {
		td.Note = x.T("partner.withheld")
	}
	if langs := languageNames(x, o); langs != "" {
		td.Note = strings.TrimPrefix(td.Note+" · "+langs, " · ")
	}
	return td
}

// languageNames are the languages besides Vietnamese, which goes without saying.
func languageNames(x *web.Exchange, o Offer) string {
	var out []string
	for _, l := range o.Speaks() {
		if l != "vi" {
			out = append(out, x.T("partner.language."+l))
		}
	}
	return strings.Join(out, ", ")
}

func (s *Service) checkedCell(x *web.Exchange, o Offer, fresh clock.Date) ui.TD {
	var td ui.TD
	if o.VerifiedOn != nil {
		td.Text = vntext.Date(*o.VerifiedOn)
	}
	if o.Stale(fresh) {
		td.Tag, td.Kind = x.T("partner.stale"), "warn"
	}
	return td
}
