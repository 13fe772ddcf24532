package org

import (
	"net/url"
	"strconv"

	"neove/access"
	"neove/internal/clock"
	"neove/internal/errs"
	"neove/internal/ui"
	"neove/internal/web"
)

const perPage = 100

type unitsView struct {
	Query, Level string
	Levels       []ui.Option
	Rows         []unitLink
	Asked        bool
	Pages        pagerView
}

// pagerView is what the partial "pager" wants.
type pagerView struct {
	From, To, Total int
	Prev, Next      string
}

func (p pages) units(by access.Actor, x *web.Exchange) error {
	q := x.Query()
	text := q.Text("q", 100)
	level := q.Choice("level", string(Nation), string(Province), string(District), string(Commune))
	page := pageNumber(q)
	if err := q.Err(); err != nil {
		return err
	}
	v := unitsView{Query: text, Level: level, Asked: text != "" || level != ""}
	for _, l := range []Level{Province, District, Commune} {
		v.Levels = append(v.Levels, ui.Option{Value: string(l), Text: x.T("org.level." + string(l))})
	}
	shown := Level(level)
	if !v.Asked {
		shown = Province
	}
	found, err := p.s.Find(x.R.Context(), by, text, shown)
	if err != nil {
		return err
	}
	from, to := v.Pages.cut(len(found), page, "/org/units?"+url.Values{"q": {text}, "level": {level}}.Encode())
	for _, u := range found[from:to] {
		v.Rows = append(v.Rows, linkTo(x, u))
	}
	return x.Page(200, "org/units", ui.Page{Title: x.T("org.units.title"), SearchQuery: text, Body: v})
}

func pageNumber(q *web.Form) int {
	n := q.Count("page")
	if n == nil {
		return 1
	}
	return int(min(max(*n, 1), 10000))
}

// cut fills the pager and gives the range of rows of a page; a page beyond the
// end is the last one.
func (v *pagerView) cut(total, page int, href string) (from, to int) {
	last := max((total+perPage-1)/perPage, 1)
	page = min(page, last)
	from = (page - 1) * perPage
	to = min(from+perPage, total)
	v.From, v.To, v.Total = min(from+1, total), to, total
	if page > 1 {
		v.Prev = href + "&page=" + strconv.Itoa(page-1)
	}
	if page < last {
		v.Next = href + "&page=" + strconv.Itoa(page+1)
	}
	return from, to
}

type splitRow struct {
	Unit       unitLink
	Candidates []unitLink
	May        bool
}

type splitsView struct {
	Root unitLink
	Day  clock.Date
	Rows []splitRow
}

func (p pages) splits(by access.Actor, x *web.Exchange) error {
	q := x.Query()
	root := q.Text("root", 20)
	day, _ := q.Date("tree")
	if err := q.Err(); err != nil {
		return err
	}
	if root == "" {
		_, root = by.Home()
	}
	tree, err := p.s.Tree(x.R.Context())
	if err != nil {
		return err
	}
	u, known := tree.Unit(root)
	if !known {
		return errs.New(errs.NotFound, "org.err.unit", "unit", root)
	}
	if day == 0 {
		day = clock.DateOf(p.s.db.Now())
	}
	rows, err := p.s.Splits(x.R.Context(), by, root, day)
	if err != nil {
		return err
	}
	v := splitsView{Root: linkTo(x, u), Day: day}
	for _, r := range rows {
		row := splitRow{Unit: linkTo(x, r.Unit), May: by.MayAt("org.share.set", r.ID)}
		for _, c := range r.Candidates {
			row.Candidates = append(row.Candidates, linkTo(x, c))
		}
		v.Rows = append(v.Rows, row)
	}
	return x.Page(200, "org/splits", ui.Page{Title: x.T("org.splits.title"), Body: v,
		Crumbs: []ui.Crumb{{Text: u.Name, Href: unitHref(root, 0)}, {Text: x.T("org.splits.title")}}})
}
