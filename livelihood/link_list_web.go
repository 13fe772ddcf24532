package livelihood

import (
	"neove/access"
	"neove/internal/ui"
	"neove/internal/vntext"
	"neove/internal/web"
	"neove/org"
)

func (s *Service) linksPage(by access.Actor, x *web.Exchange) error {
	l := x.List(pageSize)
	unit := org.WorkUnit(by, x)
	list, total, err := s.Links(x.R.Context(), by, unit, filterOf(l, "programme"))
	if err != nil {
		return err
	}
	p, err := s.placeOf(by, x, supportRead, unit)
	if err != nil {
		return err
	}
	v := listView{Beside: beside(by, x, unit), Facts: x.T("livelihood.links.facts", "unit", p.name, "n", total)}
	v.Listing = ui.Listing{Action: linkPath, Unit: p.fixed(), Clear: l.Clear(), Empty: x.T("livelihood.links.empty"),
		Filters: s.filters(x, p, l, ui.Control{Name: "programme", Options: x.Options("livelihood.programme", Programmes...)})}
	v.Listing.Chips = l.Chips
	if by.MayAt(linkRecord, unit) {
		v.Listing.First = ui.Link{Href: with(linkPath+"/new", unit), Text: x.T("livelihood.links.first")}
		v.Buttons = []button{{with(linkPath+"/new", unit, "programme", l.Query.Get("programme")), "plus", x.T("livelihood.link.new"), ""},
			{with(linkPath+"/import", unit), "doc", x.T("ui.word.import"), "sec"}}
	}
	v.Buttons = append(v.Buttons, button{l.Sheet(), "download", x.T("ui.word.xlsx"), "sec"})
	v.Listing.Table = linkTable(x, p, list)
	v.Listing.Pager = l.Pager(len(list), total)
	return x.Page(200, "livelihood/list", ui.Page{Title: x.T("livelihood.links"), Body: &v})
}

func linkTable(x *web.Exchange, p place, list []Link) ui.Table {
	t := ui.Table{Label: x.T("livelihood.links"), Columns: []ui.Column{{Label: x.T("livelihood.field.programme")}, {Label: x.T("livelihood.column.day")}}}
	many := len(p.options) > 0
	if many {
		t.Columns = append(t.Columns, ui.Column{Label: x.T("ui.word.unit")})
	}
	t.Columns = append(t.Columns, ui.Column{Label: x.T("livelihood.field.agency")}, ui.Column{Label: x.T("livelihood.field.reached"), Num: true})
	for _, r := range list {
		first := ui.TD{Text: x.T("livelihood.programme." + r.Programme), Href: linkPath + "/" + r.ID, Hidden: vntext.Date(r.To), Note: short(r.Content)}
		row := []ui.TD{first, {Text: days(r.From, r.To)}}
		if many {
			row = append(row, ui.TD{Text: p.tree.Name(r.Unit)})
		}
		t.Rows = append(t.Rows, append(row, ui.TD{Text: r.Agency}, ui.TD{Text: count(r.People)}))
	}
	return t
}

// short keeps a description to what a row of a list can hold.
func short(s string) string {
	const most = 160
	if r := []rune(s); len(r) > most {
		return string(r[:most]) + "…"
	}
	return s
}

func (s *Service) linkPage(by access.Actor, x *web.Exchange) error { return s.showLink(by, x, nil) }

func (s *Service) showLink(by access.Actor, x *web.Exchange, refused error) error {
	l, err := s.Link(x.R.Context(), by, x.Path("id"))
	if err != nil {
		return err
	}
	p, err := s.placeOf(by, x, supportRead, l.Unit)
	if err != nil {
		return err
	}
	main, more := linkSpec(x)
	v := recordView{Facts: []string{p.name, x.T("livelihood.counts_on", "day", vntext.Date(l.To))},
		Rows:     ui.Summary(x.Controls("livelihood", append(main, more...), l.values(), web.Errors{}), x.T("ui.word.yes")),
		Withdraw: linkPath + "/" + l.ID + "/withdraw", Version: l.Version, MayChange: by.MayAt(linkRecord, l.Unit) && !l.Withdrawn}
	if v.MayChange {
		v.Buttons = []button{{linkPath + "/" + l.ID + "/amend", "", x.T("ui.word.amend"), ""}}
	}
	if l.Withdrawn {
		v.Withdrawn = x.T("ui.word.withdrawn")
	}
	if v.History, err = s.history(x, linkKind, l.ID); err != nil {
		return err
	}
	title := x.T("livelihood.programme." + l.Programme)
	return showRecord(x, ui.Page{Title: title, Crumbs: crumbs(x.T("livelihood.links"), with(linkPath, l.Unit), title)}, &v, refused)
}
