package livelihood

import (
	"strings"

	"neove/access"
	"neove/internal/ui"
	"neove/internal/vntext"
	"neove/internal/web"
	"neove/org"
)

// dash stands where a number does not apply; blank is a number nobody gave.
const dash = "–"

func (s *Service) supportsPage(by access.Actor, x *web.Exchange) error {
	l := x.List(pageSize)
	unit := org.WorkUnit(by, x)
	list, total, sums, err := s.Supports(x.R.Context(), by, unit, filterOf(l, "kind"))
	if err != nil {
		return err
	}
	all, err := s.Kinds(x.R.Context())
	if err != nil {
		return err
	}
	p, err := s.placeOf(by, x, supportRead, unit)
	if err != nil {
		return err
	}
	v := listView{Beside: beside(by, x, unit), Facts: x.T("livelihood.supports.facts", "unit", p.name, "n", total), Note: x.T("livelihood.supports.note")}
	v.Listing = ui.Listing{Action: supportPath, Unit: p.fixed(), Clear: l.Clear(), Empty: x.T("livelihood.supports.empty"),
		Filters: s.filters(x, p, l, ui.Control{Name: "kind", Options: kindOptions(x, all, l.Query.Get("kind"))})}
	v.Listing.Chips = l.Chips
	if by.MayAt(supportRecord, unit) {
		v.Listing.First = ui.Link{Href: with(supportPath+"/new", unit), Text: x.T("livelihood.supports.first")}
		v.Buttons = []button{{with(supportPath+"/new", unit, "kind", l.Query.Get("kind")), "plus", x.T("livelihood.support.new"), ""},
			{with(supportPath+"/grid", unit), "table", x.T("ui.word.grid"), "sec"}, {with(supportPath+"/import", unit), "doc", x.T("ui.word.import"), "sec"}}
	}
	v.Buttons = append(v.Buttons, button{l.Sheet(), "download", x.T("ui.word.xlsx"), "sec"})
	v.Listing.Table = supportTable(x, p, byCode(all), list)
	v.Listing.Table.Total = sumRow(x, len(v.Listing.Table.Columns), sums)
	v.Listing.Pager = l.Pager(len(list), total)
	return x.Page(200, "livelihood/list", ui.Page{Title: x.T("livelihood.supports"), Body: &v})
}

func supportTable(x *web.Exchange, p place, all map[string]Kind, list []Support) ui.Table {
	t := ui.Table{Label: x.T("livelihood.supports"), Columns: []ui.Column{{Label: x.T("livelihood.column.what")}, {Label: x.T("livelihood.column.day")}}}
	many := len(p.options) > 0
	if many {
		t.Columns = append(t.Columns, ui.Column{Label: x.T("ui.word.unit")})
	}
	for _, i := range []Item{People, Turns, Amount} {
		t.Columns = append(t.Columns, ui.Column{Label: x.T("livelihood.column." + string(i)), Num: true})
	}
	for _, r := range list {
		k := all[r.Kind]
		first := ui.TD{Text: supportTitle(x, k, r), Href: supportPath + "/" + r.ID, Hidden: vntext.Date(r.To), Note: note(x, r)}
		row := []ui.TD{first, {Text: days(r.From, r.To)}}
		if many {
			row = append(row, ui.TD{Text: p.tree.Name(r.Unit)})
		}
		t.Rows = append(t.Rows, append(row, cell(k, People, r.People), cell(k, Turns, r.Turns), cell(k, Amount, r.Amount)))
	}
	return t
}

// cell is a number of a kind: a dash where the kind does not count it.
func cell(k Kind, i Item, n *int64) ui.TD {
	if k.Measure(i) == "" {
		return ui.TD{Text: dash}
	}
	return ui.TD{Text: count(n)}
}

// sumRow adds each measure up for itself.
func sumRow(x *web.Exchange, columns int, s Sums) []ui.TD {
	row := make([]ui.TD, columns)
	row[0].Text = x.T("livelihood.sum", "n", s.Records)
	for i, n := range []*int64{s.People, s.Turns, s.Amount} {
		row[columns-3+i].Text = count(n)
	}
	return row
}

func supportTitle(x *web.Exchange, k Kind, r Support) string {
	if r.Occupation == "" {
		return k.Name(string(x.Lang))
	}
	return k.Name(string(x.Lang)) + ": " + r.Occupation
}

func note(x *web.Exchange, r Support) string {
	out := []string{x.T("livelihood.number", "label", r.Label())}
	if r.Provider != "" {
		out = append(out, r.Provider)
	}
	return strings.Join(out, " · ")
}

func (s *Service) supportPage(by access.Actor, x *web.Exchange) error {
	return s.showSupport(by, x, nil)
}

func (s *Service) withdrawSupport(by access.Actor, x *web.Exchange) error {
	id := x.Path("id")
	return take(x, supportPath+"/"+id, func(version int64, reason string) error {
		return s.Withdraw(x.R.Context(), by, id, version, reason)
	}, func(err error) error { return s.showSupport(by, x, err) })
}

func (s *Service) showSupport(by access.Actor, x *web.Exchange, refused error) error {
	r, err := s.Support(x.R.Context(), by, x.Path("id"))
	if err != nil {
		return err
	}
	list, err := s.Kinds(x.R.Context())
	if err != nil {
		return err
	}
	p, err := s.placeOf(by, x, supportRead, r.Unit)
	if err != nil {
		return err
	}
	k, may := byCode(list)[r.Kind], by.MayAt(supportRecord, r.Unit)
	values := r.values()
	main, more := supportSpec(x, list, r.Kind, values)
	if more, err = s.withPartners(by, x, r.Unit, more); err != nil {
		return err
	}
	if shown, some := few(r.Victims); some && !may {
		values.Set("victims", x.T("livelihood.few", "n", tooFew))
	} else {
		putCount(values, "victims", shown)
	}
	controls := x.Controls("livelihood", append(main, more...), values, web.Errors{})
	v := recordView{Facts: []string{p.name, x.T("livelihood.number", "label", r.Label()), x.T("livelihood.counts_on", "day", vntext.Date(r.To))},
		Rows: ui.Summary(controls, x.T("ui.word.yes")), Withdraw: supportPath + "/" + r.ID + "/withdraw", Version: r.Version, MayChange: may && !r.Withdrawn}
	if v.MayChange {
		v.Buttons = []button{{supportPath + "/" + r.ID + "/amend", "", x.T("ui.word.amend"), ""}}
	}
	if r.Withdrawn {
		v.Withdrawn = x.T("ui.word.withdrawn")
	}
	if v.History, err = s.history(x, supportKind, r.ID); err != nil {
		return err
	}
	title := supportTitle(x, k, r)
	return showRecord(x, ui.Page{Title: title, Crumbs: crumbs(x.T("livelihood.supports"), with(supportPath, r.Unit), title)}, &v, refused)
}
