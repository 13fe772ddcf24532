package report

import (
	"context"
	"embed"
	"net/http"
	"net/url"
	"strconv"

	"github.com/danielgtaylor/huma/v2"

	"neove/access"
	"neove/indicator"
	"neove/internal/clock"
	"neove/internal/errs"
	"neove/internal/i18n"
	"neove/internal/module"
	"neove/internal/ui"
	"neove/internal/web"
	"neove/measure"
	"neove/org"
)

//go:embed messages/*.json templates/*.html
var files embed.FS

// note is dated configuration: a sentence at the end of every account whose
// last day it covers, such as how figures were gathered.
const note = "report.note"

// Keys are the dated configuration of the slice.
var Keys = []org.Key{{Name: note, Fits: func(v string) bool { return len([]rune(v)) <= 500 }}}

// Module lists the pages, operations and texts of the slice.
func Module(s *Service) module.Module {
	page := func(path string, fn func(access.Actor, *web.Exchange) error) web.Route {
		return web.Route{Method: "GET", Path: path, Permission: "report.read", Handle: access.Page(fn)}
	}
	return module.Module{Name: "report", Messages: files, Templates: files,
		Routes: []web.Route{page("/report/year", s.yearPage), page("/report/year.txt", s.yearText)},
		API: []web.Operation{access.Op("report.read", huma.Operation{OperationID: "year-account", Method: http.MethodGet, Path: "/report/year",
			Summary: "The year account of a unit"}, s.yearOp)}}
}

type yearView struct {
	Account
	Unit, Agency string
	Year         int
	Window, Tree string
	Windows      []ui.Link
	Text, Prev   string
	Next         string
	Incomplete   bool
	Open         bool // some figures have no place yet
	Links        map[string]string
}

// yearQuery reads the address; what is missing comes from the reader's own unit
// and the year whose account is due.
func (s *Service) yearQuery(by access.Actor, x *web.Exchange) (YearQuery, error) {
	f := x.Query()
	_, home := by.Home()
	day := clock.DateOf(s.DB.Now())
	q := YearQuery{Unit: f.Text("unit", 40), Year: org.WorkYear(day), Kind: measure.Calendar, Lang: x.Lang}
	if q.Unit == "" {
		q.Unit = home
	}
	if raw := f.Text("year", 10); raw != "" {
		n, err := strconv.Atoi(raw)
		if err != nil {
			f.Bad("year", "report.err.year")
		}
		q.Year = n
	}
	if k := f.Choice("window", string(measure.Calendar), string(measure.Administrative)); k != "" {
		q.Kind = measure.Kind(k)
	}
	q.By = indicator.Grouping(f.Choice("by", string(indicator.ByUnit), string(indicator.ByCommune)))
	if d, ok := f.Date("tree"); ok {
		q.Tree = d
	} else if t, err := s.Org.Tree(x.R.Context()); err == nil {
		// A unit that has ended is shown on the last tree that had it.
		if u, known := t.Unit(q.Unit); known {
			w := measure.Period{Kind: q.Kind, Span: measure.Year, Year: q.Year, N: 1}.Window()
			q.Tree = max(u.From, min(w.Last(), u.To-1))
		}
	}
	return q, f.Err()
}

func (s *Service) yearPage(by access.Actor, x *web.Exchange) error {
	q, err := s.yearQuery(by, x)
	if err != nil {
		return err
	}
	a, err := s.Year(x.R.Context(), by, q)
	if err != nil {
		return err
	}
	v := yearView{Account: a, Unit: q.Unit, Year: q.Year, Window: string(q.Kind), Tree: q.Tree.String(), Links: map[string]string{}}
	link := func(path string, year int, kind measure.Kind) string {
		return path + "?" + url.Values{"unit": {q.Unit}, "year": {strconv.Itoa(year)}, "window": {string(kind)}}.Encode()
	}
	v.Text, v.Prev, v.Next = link("/report/year.txt", q.Year, q.Kind), link("/report/year", q.Year-1, q.Kind), link("/report/year", q.Year+1, q.Kind)
	for _, k := range []measure.Kind{measure.Calendar, measure.Administrative} {
		v.Windows = append(v.Windows, ui.Link{Href: link("/report/year", q.Year, k), Text: x.T("report.window." + string(k)), Current: k == q.Kind})
	}
	for _, f := range a.Answer.Figures {
		v.Incomplete = v.Incomplete || f.Complete < f.Expected
		v.Open = v.Open || f.Unallocated != 0
		v.Links[f.Indicator] = "/indicator/figures/" + f.Indicator + "?" + url.Values{"unit": {q.Unit}, "from": {a.Answer.Window.From.String()},
			"to": {a.Answer.Window.To.String()}, "tree": {a.Answer.Tree.String()}}.Encode()
	}
	return x.Page(200, "report/year", ui.Page{Title: x.T("report.year.page", "year", strconv.Itoa(q.Year)), Wide: true, Body: &v})
}

func (s *Service) yearText(by access.Actor, x *web.Exchange) error {
	q, err := s.yearQuery(by, x)
	if err != nil {
		return err
	}
	a, err := s.Year(x.R.Context(), by, q)
	if err != nil {
		return err
	}
	x.Attachment("bao-cao-nam-"+q.Unit+"-"+strconv.Itoa(q.Year)+".txt", "text/plain; charset=utf-8")
	return a.WriteText(x.W, s.Bundle)
}

type yearInput struct {
	Unit   string `query:"unit" required:"true" example:"L80"`
	Year   int    `query:"year" required:"true" minimum:"1990" maximum:"2200"`
	Window string `query:"window" enum:"calendar,administrative" default:"calendar"`
	Tree   string `query:"tree" format:"date" doc:"Day whose units are used; the last day of the window when absent"`
	By     string `query:"by" enum:"unit,commune,month"`
}

type yearOutput struct{ Body indicator.Answer }

func (s *Service) yearOp(ctx context.Context, by access.Actor, in *yearInput) (*yearOutput, error) {
	q := YearQuery{Unit: in.Unit, Year: in.Year, Kind: measure.Kind(in.Window), By: indicator.Grouping(in.By), Lang: i18n.Vi}
	if in.Tree != "" {
		d, err := clock.Parse(in.Tree)
		if err != nil {
			return nil, errs.Wrap(errs.Invalid, err, "report.err.tree")
		}
		q.Tree = d
	}
	a, err := s.Year(ctx, by, q)
	return &yearOutput{a.Answer}, err
}
