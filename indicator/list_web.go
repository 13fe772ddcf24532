package indicator

import (
	"net/url"
	"strconv"

	"neove/access"
	"neove/internal/clock"
	"neove/internal/ui"
	"neove/internal/web"
	"neove/measure"
)

type listRow struct {
	Name, Href, Unit, Basis string
	Figure                  Figure
}

type listView struct {
	Place, Period, Span string
	Tree                clock.Date
	TreeNamed           bool
	Chooser             chooserView
	Headline, Other     []listRow
	Complete, Expected  int
	Unallocated         bool
	Splits, Report      string
}

// list shows every indicator for a unit and a window.
func (p pages) list(by access.Actor, x *web.Exchange) error {
	q, err := p.ask(by, x)
	if err != nil {
		return err
	}
	defs, err := p.s.Definitions(x.R.Context())
	if err != nil {
		return err
	}
	q.By, q.Indicators = Total, nil
	for _, d := range defs {
		q.Indicators = append(q.Indicators, d.Code)
	}
	a, err := p.s.Figures(x.R.Context(), by, q.Query)
	if err != nil {
		return err
	}
	v := listView{Place: q.units.Name(q.Unit), Period: q.name(x), Span: span(x, q.Window), Tree: a.Tree, TreeNamed: a.Tree != q.Window.Last(),
		Chooser: q.chooser(x, "/indicator/figures"),
		Splits:  "/org/splits?" + url.Values{"root": {q.Unit}, "tree": {a.Tree.String()}}.Encode()}
	if q.period != nil && q.period.Span == measure.Year && by.MayAt("report.read", q.Unit) {
		v.Report = "/report/year?" + url.Values{"unit": {q.Unit}, "year": {strconv.Itoa(q.period.Year)}, "window": {string(q.kind)}, "tree": {a.Tree.String()}}.Encode()
	}
	for i, d := range a.Defs {
		f := a.Figures[i]
		row := listRow{d.Name(string(x.Lang)), q.href("/indicator/figures/"+d.Code, "by", ""), d.Unit(string(x.Lang)), d.Basis, f}
		if d.Headline {
			v.Headline = append(v.Headline, row)
		} else {
			v.Other = append(v.Other, row)
		}
		v.Complete, v.Expected = f.Complete, f.Expected
		v.Unallocated = v.Unallocated || f.Unallocated != 0
	}
	crumbs := q.crumbs(x, by, "/indicator/figures", x.T("indicator.list.title"))
	return x.Page(200, "indicator/list", ui.Page{Title: x.T("indicator.list.of", "unit", v.Place), Body: v, Crumbs: crumbs})
}
