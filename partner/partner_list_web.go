package partner

import (
	"slices"
	"strings"

	"neove/access"
	"neove/internal/ui"
	"neove/internal/vntext"
	"neove/internal/web"
	"neove/org"
)

// partnerFilter reads the list's state from the address.
func partnerFilter(x *web.Exchange, l *web.List) (Filter, error) {
	q := x.Query()
	f := Filter{Kind: q.Text("kind", 40), Country: q.Choice("country", append([]string{Abroad}, Countries...)...), Text: q.Text("q", 100), Past: q.Bool("past"),
		Limit: l.Size, Offset: l.Offset()}
	return f, q.Err()
}

func (s *Service) partnersPage(by access.Actor, x *web.Exchange) error {
	l := x.List(pageSize)
	f, err := partnerFilter(x, l)
	if err != nil {
		return err
	}
	unit := org.WorkUnit(by, x)
	list, total, err := s.Partners(x.R.Context(), by, unit, f)
	if err != nil {
		return err
	}
	all, err := s.Terms(x.R.Context())
	if err != nil {
		return err
	}
	p, err := s.placeOf(by, x, mayRead, unit)
	if err != nil {
		return err
	}
	v := listView{Facts: x.T("partner.partners.facts", "unit", p.name, "n", total)}
	v.Listing = ui.Listing{Action: partnerPath, Unit: p.fixed(), Filters: partnerFilters(x, p, all, l), Clear: l.Clear(), Empty: x.T("partner.partners.empty"),
		Table: partnerTable(x, p.tree, all, list), Pager: l.Pager(len(list), total)}
	v.Listing.Chips = l.Chips
	if by.MayAt(mayRecord, unit) {
		v.Listing.First = ui.Link{Href: with(partnerPath+"/new", unit), Text: x.T("partner.partner.new")}
		v.Buttons = []button{{with(partnerPath+"/new", unit), "plus", x.T("partner.partner.new"), ""}}
	}
	v.Buttons = append(v.Buttons, button{with(servicePath, unit), "phone", x.T("partner.services"), "sec"}, button{l.Sheet(), "download", x.T("ui.word.xlsx"), "sec"})
	return x.Page(200, "partner/list", ui.Page{Title: x.T("partner.partners"), Body: &v})
}

// countryOptions begin with all countries but our own.
func countryOptions(x *web.Exchange) []ui.Option {
	return append([]ui.Option{{Value: Home, Text: x.T("partner.country.VN")}, {Value: Abroad, Text: x.T("partner.country.abroad")}},
		x.Options("partner.country", Countries[1:]...)...)
}

func partnerFilters(x *web.Exchange, p place, all Terms, l *web.List) []ui.Control {
	spec := append(p.choose(x, "unit"),
		ui.Control{Kind: "select", Name: "kind", Options: all.options(PartnerKind, l.Query.Get("kind"), string(x.Lang)), Blank: x.T("ui.word.all")},
		ui.Control{Kind: "select", Name: "country", Options: countryOptions(x), Blank: x.T("ui.word.all")},
		ui.Control{Kind: "text", Name: "q", Label: x.T("ui.word.search"), Max: 100}, ui.Control{Kind: "check", Name: "past"})
	out := x.Controls("partner", spec, l.Query, web.Errors{})
	if len(p.options) > 0 {
		out[0].Value = p.unit
	}
	l.ControlChips(out)
	return out
}

func partnerTable(x *web.Exchange, t *org.Tree, all Terms, list []Partner) ui.Table {
	out := ui.Table{Label: x.T("partner.partners"), Columns: []ui.Column{{Label: x.T("partner.partner.name")}, {Label: x.T("partner.field.kind")},
		{Label: x.T("partner.field.gives")}, {Label: x.T("partner.field.unit")}, {Label: x.T("partner.field.phone")}}}
	for _, p := range list {
		name := ui.TD{Text: p.Name, Href: partnerPath + "/" + p.ID, Note: p.Short}
		kind := ui.TD{Text: all.Name(PartnerKind, p.Kind, string(x.Lang))}
		if p.Country != "" && p.Country != Home {
			kind.Note = x.T("partner.country." + p.Country)
		}
		out.Rows = append(out.Rows, []ui.TD{name, kind, {Text: brief(p.Gives)}, {Text: t.Name(p.Unit)}, phoneCell(p.Phone)})
	}
	return out
}

// phoneCell is a phone that can be dialled at a touch.
func phoneCell(phone string) ui.TD {
	return ui.TD{Text: phone, Tel: Dial(phone)}
}

// brief is the beginning of a long text.
func brief(s string) string {
	s = strings.Join(strings.Fields(s), " ")
	if r := []rune(s); len(r) > 120 {
		return strings.TrimSpace(string(r[:120])) + "…"
	}
	return s
}

func (s *Service) partnerPage(by access.Actor, x *web.Exchange) error {
	return s.showPartner(by, x, nil)
}

// showPartner is the page of a partner: its services and contributions.
func (s *Service) showPartner(by access.Actor, x *web.Exchange, refused error) error {
	p, err := s.Partner(x.R.Context(), by, x.Path("id"))
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
	main, more := partnerSpec(x, list, p.Kind)
	v := recordView{Facts: []string{t.Name(p.Unit)}, Rows: ui.Summary(x.Controls("partner", append(main, more...), p.values(), web.Errors{}), x.T("ui.word.yes")),
		Withdraw: partnerPath + "/" + p.ID + "/withdraw", Version: p.Version, MayChange: by.MayAt(mayRecord, p.Unit) && !p.Withdrawn}
	v.Rows = slices.DeleteFunc(v.Rows, func(r ui.SummaryRow) bool { return r.Label == x.T("partner.partner.name") })
	if v.MayChange {
		v.Buttons = []button{{with(servicePath+"/new", p.Unit, "partner", p.ID), "plus", x.T("partner.service.new"), ""}, {partnerPath + "/" + p.ID + "/amend", "", x.T("ui.word.amend"), "sec"}}
	}
	switch {
	case p.Withdrawn:
		v.Tags = append(v.Tags, tag{"bad", x.T("ui.word.withdrawn")})
	case !p.Active(s.today()):
		v.Tags = append(v.Tags, tag{"warn", x.T("partner.state.past")})
	}
	if v.Sections, err = s.partnerSections(by, x, p, list, t); err != nil {
		return err
	}
	if v.History, err = s.history(x, partnerKind, p.ID); err != nil {
		return err
	}
	return showRecord(x, ui.Page{Title: p.Name, Crumbs: crumbs(x.T("partner.partners"), with(partnerPath, p.Unit), p.Name)}, &v, refused)
}

func (s *Service) partnerSections(by access.Actor, x *web.Exchange, p Partner, list Terms, t *org.Tree) ([]section, error) {
	found, err := s.Offers(x.R.Context(), by, "", OfferFilter{Partner: p.ID, Paused: true, Limit: 200})
	if err != nil {
		return nil, err
	}
	given, err := s.ContributionsOf(x.R.Context(), by, p.ID)
	if err != nil {
		return nil, err
	}
	services := section{Title: x.T("partner.services.of"), Empty: x.T("partner.services.none"), Table: s.offerTable(x, t, list, found, false)}
	gifts := section{Title: x.T("partner.contributions"), Empty: x.T("partner.contributions.none"),
		Table: ui.Table{Label: x.T("partner.contributions"), Columns: []ui.Column{{Label: x.T("partner.field.content")}, {Label: x.T("partner.field.when")},
			{Label: x.T("partner.field.given")}, {Label: x.T("partner.field.amount"), Num: true}}}}
	for _, r := range given {
		gifts.Table.Rows = append(gifts.Table.Rows, []ui.TD{{Text: brief(r.Content), Href: contributionPath + "/" + r.ID, Note: t.Name(r.Unit)}, {Text: r.when()},
			{Text: x.T("partner.given." + r.Kind)}, {Text: money(r.Amount)}})
	}
	if by.MayAt(mayRecord, p.Unit) && !p.Withdrawn {
		gifts.Buttons = []button{{partnerPath + "/" + p.ID + "/contributions/new", "plus", x.T("partner.contribution.new"), "sec small"}}
	}
	return []section{services, gifts}, nil
}

func money(n *int64) string {
	if n == nil {
		return ""
	}
	return vntext.Number(*n)
}
