package app

import (
	"context"
	"net/url"
	"strconv"
	"time"

	"neove/access"
	"neove/indicator"
	"neove/internal/clock"
	"neove/internal/errs"
	"neove/internal/i18n"
	"neove/internal/ui"
	"neove/internal/web"
	"neove/measure"
	"neove/org"
	"neove/outreach"
	"neove/report"
)

// home sends each role to its first page.
func (a *App) home(by access.Actor, x *web.Exchange) error {
	role, unit := by.Home()
	switch {
	case role == "":
		return errs.New(errs.Forbidden, "app.err.no_rights")
	case role == access.Administrator:
		return x.See("/access/users")
	case role == access.CommuneOfficer:
		return a.communeHome(by, x, unit)
	case !by.May("outreach.month.read"): // police, border guard, coast guard
		return a.agencyHome(by, x, unit)
	}
	return a.provinceHome(by, x, unit)
}

// agencyView is the first page of an agency that reports nothing here: what
// waits for it.
type agencyView struct {
	UnitName string
	Todo     []ui.Todo
}

func (a *App) agencyHome(_ access.Actor, x *web.Exchange, unit string) error {
	list, err := a.waiting(x)
	if err != nil {
		return err
	}
	return x.Page(200, "app/agency", ui.Page{Title: x.T("app.nav.work"), Body: agencyView{a.unitName(unit), list}})
}

// provinceView is the overview of mock 01.
type provinceView struct {
	Unit, UnitName string
	Period         string
	Window         measure.Window
	Now            time.Time
	Compared       bool
	Seg            []ui.Link
	Sentences      []ui.Sentence
	Notes          []string
	Todo           []ui.Todo
	Sent           sentCard
	Questions      []ui.Todo
	Map            ui.TileMap
	Table          []indicator.UnitFigures
	Defs           []indicator.Def
	Totals         []indicator.Figure
	Multiples      []ui.Multiple
	YearLink       string
	AccountLink    string
}

type sentCard struct {
	Period                  string
	Done, Of, Waiting, Late int
	Due                     time.Time
	Link                    string
}

// homePeriod reads the chosen period; at the turn of the year it is the year
// whose account is being written.
func homePeriod(x *web.Exchange, day clock.Date) measure.Period {
	if p, err := measure.ParsePeriod(measure.Calendar, x.R.URL.Query().Get("period")); err == nil {
		return p
	}
	return measure.Period{Kind: measure.Calendar, Span: measure.Year, Year: org.WorkYear(day), N: 1}
}

func (a *App) provinceHome(by access.Actor, x *web.Exchange, unit string) error {
	if u := x.R.URL.Query().Get("unit"); u != "" {
		unit = u
	}
	ctx := x.R.Context()
	p := homePeriod(x, today(a.DB))
	tree, err := a.Org.Tree(ctx)
	if err != nil {
		return err
	}
	v := provinceView{Unit: unit, UnitName: tree.Name(unit), Period: periodName(x, p), Window: p.Window(), Now: a.DB.Now()}
	day := treeDay(tree, unit, p.Window())
	results, err := a.Report.Results(ctx, by, report.ResultsQuery{Unit: unit, Window: p.Window(), Tree: day, Lang: x.Lang})
	if err != nil {
		return err
	}
	codes, err := a.outreachHeadlines(ctx)
	if err != nil {
		return err
	}
	months, err := a.Indicator.Figures(ctx, by, indicator.Query{Unit: unit, Window: yearOf(p), Tree: day, By: indicator.ByMonth, Indicators: codes})
	if err != nil {
		return err
	}
	communes, err := a.Indicator.Figures(ctx, by, indicator.Query{Unit: unit, Window: p.Window(), Tree: day, By: indicator.ByCommune, Indicators: codes})
	if err != nil {
		return err
	}
	v.Defs, v.Totals, v.Table = communes.Defs, communes.Figures, communes.Units
	link := func(code string) string { return figureLink(code, unit, p.Window(), day) }
	v.Sentences, v.Compared = sentences(x, results, months, link)
	v.Notes = results.Notes
	v.Multiples = multiples(x, months, link)
	v.Map = tiles(x, tree, communes, day)
	v.Seg = segments(x, p, unit)
	v.AccountLink = "/report/year?" + url.Values{"unit": {unit}, "year": {strconv.Itoa(p.Year)}, "tree": {day.String()}}.Encode()
	if err := a.work(by, x, &v, tree); err != nil {
		return err
	}
	return x.Page(200, "app/province", ui.Page{Title: x.T("app.overview", "period", v.Period), Body: &v})
}

// outreachHeadlines are what every commune does every month: the map, the table
// and the small multiples show these; the other topics are sentences.
func (a *App) outreachHeadlines(ctx context.Context) ([]string, error) {
	defs, err := a.Indicator.Definitions(ctx)
	var codes []string
	for _, d := range defs {
		if d.Headline && d.Topic == "outreach" {
			codes = append(codes, d.Code)
		}
	}
	return codes, err
}

// treeDay is the last day of the window, or the last one on which the unit
// still exists.
func treeDay(t *org.Tree, unit string, w measure.Window) clock.Date {
	u, _ := t.Unit(unit)
	return min(w.Last(), u.To-1)
}

// yearOf is the calendar year of a period, for the series by month.
func yearOf(p measure.Period) measure.Window {
	return measure.Period{Kind: measure.Calendar, Span: measure.Year, Year: p.Year, N: 1}.Window()
}

func figureLink(code, unit string, w measure.Window, tree clock.Date) string {
	return "/indicator/figures/" + code + "?" + url.Values{"unit": {unit}, "from": {w.From.String()}, "to": {w.To.String()}, "tree": {tree.String()}}.Encode()
}

// periodName is "Tháng 6/2024", "Quý II/2024", "6 tháng đầu năm 2024", "Năm 2024".
func periodName(x *web.Exchange, p measure.Period) string {
	key := map[measure.Span]string{measure.Month: "month", measure.Quarter: "quarter", measure.HalfYear: "half", measure.Year: "year"}[p.Span]
	if p.Span == measure.HalfYear {
		key += strconv.Itoa(p.N)
	}
	roman := []string{"", "I", "II", "III", "IV"}
	n := strconv.Itoa(p.N)
	if p.Span == measure.Quarter {
		n = roman[p.N]
	}
	return x.T("app.period."+key, "n", n, "year", strconv.Itoa(p.Year))
}

// segments offer the month, quarter and half-year of the period's end, and the
// year.
func segments(x *web.Exchange, p measure.Period, unit string) []ui.Link {
	last := p.Window().Last()
	var out []ui.Link
	for _, span := range []measure.Span{measure.Month, measure.Quarter, measure.HalfYear, measure.Year} {
		o := measure.PeriodOf(measure.Calendar, span, last)
		out = append(out, ui.Link{Href: "/?" + url.Values{"period": {o.Code()}, "unit": {unit}}.Encode(), Text: periodName(x, o), Current: o == p})
	}
	return out
}

// sentences turn the report's text into the dashboard's.
// sentences shows what was counted, a paragraph per topic; the account also
// says what was nil or is not known.
func sentences(x *web.Exchange, r report.Results, months indicator.Answer, link func(string) string) (out []ui.Sentence, compared bool) {
	for _, p := range r.Paragraphs {
		s := ui.Sentence{Label: x.T("app.label." + p.Topic)}
		counted := false
		for _, part := range p.Parts {
			u := ui.Part{Text: part.Text}
			if part.Indicator != "" {
				counted, u.Href = true, link(part.Indicator)
				if part.Indicator == "outreach.session.attendances" {
					u.Spark = series(months, part.Indicator)
				}
				if part.Before != nil && *part.Before > 0 {
					compared = true
					change := (part.Value - *part.Before) * 1000 / *part.Before
					u.Delta, u.Up, u.Down = permille(x.Lang, change), change > 0, change < 0
					u.DeltaWord = x.T(map[bool]string{true: "app.up", false: "app.down"}[change >= 0])
				}
			}
			s.Parts = append(s.Parts, u)
		}
		if counted {
			out = append(out, s)
		}
	}
	return out, compared
}

// permille writes 84 as 8,4%.
func permille(lang i18n.Lang, n int64) string {
	n = max(n, -n)
	sep := ","
	if lang == i18n.En {
		sep = "."
	}
	return i18n.Number(lang, n/10) + sep + strconv.FormatInt(n%10, 10) + "%"
}

func series(a indicator.Answer, code string) []int64 {
	var out []int64
	for _, m := range a.Months {
		for _, f := range m.Figures {
			if f.Indicator == code {
				out = append(out, f.Value)
			}
		}
	}
	return out
}

func multiples(x *web.Exchange, months indicator.Answer, link func(string) string) []ui.Multiple {
	var out []ui.Multiple
	for i, d := range months.Defs {
		values := series(months, d.Code)
		m := ui.Multiple{Label: d.Name(string(x.Lang)), Values: values, Href: link(d.Code), Value: i18n.Number(x.Lang, months.Figures[i].Value)}
		out = append(out, m)
	}
	return out
}

// communeView is the home of a commune: what is due this week.
type communeView struct {
	Past           []*outreach.Month // own reports, newest first
	Unit, UnitName string
	Todo           []ui.Todo
	Months         []outreach.Progress
	Report         outreach.Report
	Recent         []recent
	Year           int
}

type recent struct {
	outreach.Activity
	ChannelName, ChannelUnit string
}
