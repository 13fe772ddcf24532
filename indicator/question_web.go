package indicator

import (
	"fmt"
	"net/url"
	"strconv"

	"neove/access"
	"neove/internal/clock"
	"neove/internal/i18n"
	"neove/internal/ui"
	"neove/internal/vntext"
	"neove/internal/web"
	"neove/measure"
	"neove/org"
)

// pages are the handlers of the slice: decode, service, render.
type pages struct{ s *Service }

// question is what the address of a page asks.
type question struct {
	Query
	kind   measure.Kind
	period *measure.Period // nil for a window of free dates
	tree   bool            // the address names the tree
	units  *org.Tree
}

// ask reads unit, window, tree and grouping from the address. Whatever is
// missing gets the value that most people want.
func (p pages) ask(by access.Actor, x *web.Exchange) (question, error) {
	f := x.Query()
	q := question{kind: measure.Calendar}
	q.Unit = f.Text("unit", 20)
	if f.Choice("kind", "calendar", "administrative") == string(measure.Administrative) {
		q.kind = measure.Administrative
	}
	q.By = Grouping(f.Choice("by", string(ByUnit), string(ByCommune)))
	q.askWindow(p.s, f)
	tree, named := f.Date("tree")
	if err := f.Err(); err != nil {
		return q, err
	}
	if q.Unit == "" {
		q.Unit = home(by)
	}
	var err error
	if q.units, err = p.s.Org.Tree(x.R.Context()); err != nil {
		return q, err
	}
	q.Tree, q.tree = tree, named
	if u, known := q.units.Unit(q.Unit); known && !named && q.Window.From < q.Window.To {
		q.Tree = TreeFor(u, q.Window)
	}
	return q, nil
}

// askWindow takes free dates first (to is exclusive, as everywhere), then a
// period code, then the year and part of the chooser.
func (q *question) askWindow(s *Service, f *web.Form) {
	code := f.Text("period", 10)
	if code == "" && f.Raw("year") != "" {
		code = f.Text("year", 4)
		if part := f.Text("part", 2); part != "" {
			code += "-" + part
		}
	}
	switch {
	case f.Has("from") || f.Has("to"):
		q.Window = measure.Window{From: f.NeedDate("from"), To: f.NeedDate("to")}
		if f.Err() == nil && q.Window.To <= q.Window.From {
			f.Bad("to", "indicator.err.window")
		}
		q.recognise()
		return
	case code == "":
		period := s.InView(q.kind)
		q.period = &period
	default:
		period, err := measure.ParsePeriod(q.kind, code)
		if err != nil {
			f.Bad("period", "indicator.err.period", "value", code)
			return
		}
		q.period = &period
	}
	q.Window = q.period.Window()
}

// recognise finds the period that free dates amount to, so that the chooser
// can go on from there.
func (q *question) recognise() {
	for _, kind := range []measure.Kind{measure.Calendar, measure.Administrative} {
		for _, s := range []measure.Span{measure.Month, measure.Quarter, measure.HalfYear, measure.Year} {
			if p := measure.PeriodOf(kind, s, q.Window.Last()); p.Window() == q.Window {
				q.period, q.kind = &p, kind
			}
		}
	}
}

// values are the parts of an address that keep the question.
func (q question) values() url.Values {
	v := url.Values{"unit": {q.Unit}}
	if q.period != nil {
		v.Set("period", q.period.Code())
	} else {
		v.Set("from", q.Window.From.String())
		v.Set("to", q.Window.To.String())
	}
	if q.kind != measure.Calendar {
		v.Set("kind", string(q.kind))
	}
	if q.tree {
		v.Set("tree", q.Tree.String())
	}
	if q.By == ByCommune {
		v.Set("by", string(q.By))
	}
	return v
}

// href is a page with this question; change are name, value pairs, and an empty
// value takes the name out.
func (q question) href(path string, change ...string) string {
	v := q.values()
	for i := 0; i+1 < len(change); i += 2 {
		if change[i+1] == "" {
			v.Del(change[i])
		} else {
			v.Set(change[i], change[i+1])
		}
	}
	return path + "?" + v.Encode()
}

// periodName says a period in words: "Quý II/2024".
func periodName(x *web.Exchange, p measure.Period) string {
	key := map[measure.Span]string{measure.Month: "month", measure.Quarter: "quarter", measure.HalfYear: "half", measure.Year: "year"}[p.Span]
	n := strconv.Itoa(p.N)
	switch p.Span {
	case measure.Quarter:
		n = []string{"I", "II", "III", "IV"}[p.N-1]
	case measure.HalfYear:
		n = x.T("indicator.period.half." + n)
	}
	return x.T("indicator.period."+key, "n", n, "year", strconv.Itoa(p.Year))
}

// name is the window in words.
func (q question) name(x *web.Exchange) string {
	if q.period != nil {
		return periodName(x, *q.period)
	}
	return span(x, q.Window)
}

// span is a window by its first and last day.
func span(x *web.Exchange, w measure.Window) string {
	return x.T("indicator.span", "from", day(x, w.From), "to", day(x, w.Last()))
}

func day(x *web.Exchange, d clock.Date) string {
	if x.Lang == i18n.En {
		return d.Time().Format("02/01/2006")
	}
	return vntext.Date(d)
}

// chooserView lets people change the window, the tree and the kind of month.
type chooserView struct {
	Path       string
	Unit, By   string
	Spans      []ui.Link
	Prev, Next ui.Link
	Year, Part string
	Parts      []ui.Option
	Kind       string
	Kinds      []ui.Option
	Tree       string
}

func (q question) chooser(x *web.Exchange, path string) chooserView {
	v := chooserView{Path: path, Unit: q.Unit, By: string(q.By), Kind: string(q.kind)}
	at := measure.PeriodOf(q.kind, measure.Month, q.Window.Last())
	for _, s := range []measure.Span{measure.Month, measure.Quarter, measure.HalfYear, measure.Year} {
		p := measure.Period{Kind: q.kind, Span: s, Year: at.Year, N: (at.N-1)/int(s) + 1}
		v.Spans = append(v.Spans, ui.Link{Href: q.with(p, path), Text: periodName(x, p), Current: q.period != nil && *q.period == p})
	}
	v.Year = strconv.Itoa(at.Year)
	if q.period != nil {
		prev, next := q.period.Prev(), q.period.Next()
		v.Prev, v.Next = ui.Link{Href: q.with(prev, path), Text: periodName(x, prev)}, ui.Link{Href: q.with(next, path), Text: periodName(x, next)}
		if code := q.period.Code(); len(code) > 5 {
			v.Part = code[5:]
		}
	}
	v.Parts = parts(x)
	for _, k := range []measure.Kind{measure.Calendar, measure.Administrative} {
		v.Kinds = append(v.Kinds, ui.Option{Value: string(k), Text: x.T("indicator.kind." + string(k))})
	}
	if q.tree {
		v.Tree = vntext.Date(q.Tree)
	}
	return v
}

func (q question) with(p measure.Period, path string) string {
	return q.href(path, "period", p.Code(), "from", "", "to", "")
}

// parts are the pieces of a year that the chooser offers.
func parts(x *web.Exchange) []ui.Option {
	out := []ui.Option{{Value: "", Text: x.T("indicator.part.year")}}
	for n := 1; n <= 2; n++ {
		out = append(out, ui.Option{Value: fmt.Sprintf("H%d", n), Text: x.T(fmt.Sprintf("indicator.part.half.%d", n))})
	}
	for n, roman := range []string{"I", "II", "III", "IV"} {
		out = append(out, ui.Option{Value: fmt.Sprintf("Q%d", n+1), Text: x.T("indicator.part.quarter", "n", roman)})
	}
	for n := 1; n <= 12; n++ {
		out = append(out, ui.Option{Value: fmt.Sprintf("%02d", n), Text: x.T("indicator.part.month", "n", strconv.Itoa(n))})
	}
	return out
}

// crumbs lead from the reader's reach down to the unit.
func (q question) crumbs(x *web.Exchange, by access.Actor, path, last string) []ui.Crumb {
	var out []ui.Crumb
	for _, id := range q.units.Ancestors(q.Unit, q.Tree) {
		if by.MayAt("indicator.read", id) {
			out = append([]ui.Crumb{{Text: q.units.Name(id), Href: q.href(path, "unit", id, "by", "")}}, out...)
		}
	}
	out = append(out, ui.Crumb{Text: q.units.Name(q.Unit), Href: q.href("/indicator/figures", "by", "")})
	return append(out, ui.Crumb{Text: last})
}
