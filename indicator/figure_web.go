package indicator

import (
	"net/url"
	"strings"

	"neove/access"
	"neove/internal/clock"
	"neove/internal/i18n"
	"neove/internal/ui"
	"neove/internal/vntext"
	"neove/internal/web"
	"neove/measure"
)

// unitRow is a unit of the table; Part tells how many of its communes have
// everything approved.
type unitRow struct {
	Name, Href         string
	Value              string
	Unallocated        int64
	Complete, Expected int
}

type monthRow struct {
	Name, Href string
	Value      int64
	Before     *int64
}

type targetRow struct {
	Window, Source, By string
	Value              int64
	Reached            int64
	Percent            string
	Same               bool // for exactly the window of the page
}

type measureRow struct{ Code, Name string }

type figureView struct {
	Name, Unit, Place, Period, Span string
	Figure                          Figure
	Value                           string // with its unit of count
	Say                             ui.Sentence
	Before                          string // the year before, in words; "" when unknown
	Tree                            clock.Date
	TreeNamed                       bool
	Chooser                         chooserView
	Total                           string // under the rows
	By                              []ui.Link
	ByTitle                         string
	Rows                            []unitRow
	Own                             *int64
	OwnHref, Splits, Entries, Sheet string
	Series                          []ui.Multiple
	Months                          []monthRow
	SeriesTitle                     string
	Compared                        bool
	Targets                         []targetRow
	Target                          *targetRow
	TargetForm                      *targetForm
	Basis                           string
	Measures                        []measureRow
}

func (p pages) figure(by access.Actor, x *web.Exchange) error {
	code, sheet := strings.CutSuffix(x.Path("code"), ".xlsx")
	q, err := p.ask(by, x)
	if err != nil {
		return err
	}
	if q.By == Total {
		q.By = ByUnit
	}
	d, err := p.s.Detail(x.R.Context(), by, code, q.Query, q.kind)
	if err != nil {
		return err
	}
	if sheet {
		return writeSheet(x, q, d)
	}
	return p.showFigure(by, x, q, d, nil, nil)
}

func (p pages) showFigure(by access.Actor, x *web.Exchange, q question, d Detail, form *targetForm, refused error) error {
	v := p.figureViewOf(by, x, q, d)
	if form != nil {
		v.TargetForm = form
	}
	name := d.Def.Name(string(x.Lang))
	page := ui.Page{Title: name, Body: v, Crumbs: q.crumbs(x, by, "/indicator/figures/"+d.Def.Code, name)}
	if refused != nil {
		return x.Again(refused, "indicator/figure", page)
	}
	return x.Page(200, "indicator/figure", page)
}

func (p pages) figureViewOf(by access.Actor, x *web.Exchange, q question, d Detail) figureView {
	path := "/indicator/figures/" + d.Def.Code
	v := figureView{
		Name: d.Def.Name(string(x.Lang)), Unit: d.Def.Unit(string(x.Lang)), Place: q.units.Name(q.Unit), Period: q.name(x), Span: span(x, q.Window),
		Figure: d.Figure, Value: figureText(x, d.Def, d.Figure), Tree: d.Answer.Tree, TreeNamed: q.Tree != q.Window.Last(),
		Chooser: q.chooser(x, path), Sheet: q.href(path + ".xlsx"), Basis: d.Def.Basis, Compared: d.Before != nil,
		Splits: "/org/splits?" + url.Values{"root": {q.Unit}, "tree": {d.Answer.Tree.String()}}.Encode(),
	}
	if p.s.secret(d.Def) == "" {
		v.Entries = q.entries(d.Def.Code, q.Unit)
	}
	v.Say = ui.Sentence{Parts: []ui.Part{say(x, v, d)}}
	if d.Before != nil {
		v.Before = x.T("indicator.before", "figure", counted(x, d.Def, *d.Before), "span", span(x, q.Window.YearBefore()))
	}
	v.addUnits(x, q, d)
	v.addMonths(x, q, d)
	v.addTargets(x, q, d)
	if by.MayAt("indicator.target.set", q.Unit) {
		v.TargetForm = newTargetForm(q, d.Def.Code)
	}
	for _, m := range d.Def.Measures() {
		v.Measures = append(v.Measures, measureRow{Code: m})
	}
	return v
}

// say is the figure with its change from the year before.
func say(x *web.Exchange, v figureView, d Detail) ui.Part {
	part := ui.Part{Text: v.Value}
	if d.Before != nil {
		part.Delta = percent(x.Lang, d.Figure.Value-*d.Before, *d.Before)
		part.Up, part.Down = d.Figure.Value > *d.Before, d.Figure.Value < *d.Before
	}
	return part
}

// figureText is the value, or that it is not shown.
func figureText(x *web.Exchange, d Def, f Figure) string {
	if f.Hidden {
		return x.T("indicator.hidden")
	}
	return counted(x, d, f.Value)
}

// cellText is the value in a table.
func cellText(x *web.Exchange, f Figure) string {
	if f.Hidden {
		return x.T("indicator.hidden.short")
	}
	return i18n.Number(x.Lang, f.Value)
}

// counted writes a number with its unit of count.
func counted(x *web.Exchange, d Def, n int64) string {
	if d.UnitVi == "đồng" && x.Lang == i18n.Vi {
		return vntext.Dong(n)
	}
	return i18n.Number(x.Lang, n) + " " + d.Unit(string(x.Lang))
}

// percent writes part/whole without sign, rounded to a tenth: "8,4%".
func percent(lang i18n.Lang, part, whole int64) string {
	if whole == 0 {
		return ""
	}
	if part < 0 {
		part = -part
	}
	tenths := (part*2000 + whole) / (2 * whole)
	point := ","
	if lang == i18n.En {
		point = "."
	}
	return i18n.Number(lang, tenths/10) + point + string(rune('0'+tenths%10)) + "%"
}

// addUnits fills the table of the units below. A commune has none: its figure
// leads to the records themselves.
func (v *figureView) addUnits(x *web.Exchange, q question, d Detail) {
	path := "/indicator/figures/" + d.Def.Code
	for _, u := range d.Answer.Units {
		f := u.Figures[0]
		v.Rows = append(v.Rows, unitRow{u.Name, q.below(path, u.Unit), cellText(x, f), f.Unallocated, f.Complete, f.Expected})
	}
	if len(v.Rows) == 0 {
		return
	}
	v.Total = cellText(x, d.Figure)
	if d.Own != 0 {
		v.Own, v.OwnHref = &d.Own, v.Entries
	}
	v.ByTitle = x.T("indicator.by." + string(q.By))
	kids, communes := q.units.Children(q.Unit, q.Tree), q.units.CommunesOn(q.Unit, q.Tree)
	if len(kids) != len(communes) || len(kids) > 0 && kids[0].ID != communes[0].ID {
		v.By = []ui.Link{{Href: q.href(path, "by", ""), Text: x.T("indicator.by.unit"), Current: q.By == ByUnit},
			{Href: q.href(path, "by", "commune"), Text: x.T("indicator.by.commune"), Current: q.By == ByCommune}}
	}
}

// below is the page of a unit further down: its own figure, and for a commune
// that has nothing below, the same page, which leads to the records.
func (q question) below(path, unit string) string {
	return q.href(path, "unit", unit, "by", "", "tree", q.Tree.String())
}

// entries is the page of the records behind the figure of one unit.
func (q question) entries(code, unit string) string {
	v := url.Values{"indicator": {code}, "unit": {unit}, "from": {q.Window.From.String()}, "to": {q.Window.To.String()}, "tree": {q.Tree.String()}}
	return "/indicator/entries?" + v.Encode()
}

func (v *figureView) addMonths(x *web.Exchange, q question, d Detail) {
	if len(d.Months) == 0 { // the figure is hidden
		return
	}
	path := "/indicator/figures/" + d.Def.Code
	var now, before []int64
	for _, m := range d.Months {
		v.Months = append(v.Months, monthRow{periodName(x, m.Period), q.with(m.Period, path), m.Value, m.Before})
		now = append(now, m.Value)
		if m.Before != nil {
			before = append(before, *m.Before)
		}
	}
	first, last := d.Months[0], d.Months[len(d.Months)-1]
	w := measure.Window{From: first.Window.From, To: last.Window.To}
	v.SeriesTitle = x.T("indicator.months.title", "first", v.Months[0].Name, "last", v.Months[len(v.Months)-1].Name)
	v.Series = []ui.Multiple{multiple(x, span(x, w), now)}
	if len(before) > 0 {
		v.Series = append(v.Series, multiple(x, span(x, w.YearBefore()), before))
	}
}

func multiple(x *web.Exchange, label string, values []int64) ui.Multiple {
	var sum int64
	words := make([]string, len(values))
	for i, n := range values {
		sum += n
		words[i] = i18n.Number(x.Lang, n)
	}
	return ui.Multiple{Label: label, Value: i18n.Number(x.Lang, sum), Alt: ": " + strings.Join(words, "; "), Values: values}
}
