package indicator

import (
	"context"
	"net/http"
	"net/url"
	"strconv"

	"github.com/danielgtaylor/huma/v2"

	"neove/access"
	"neove/internal/clock"
	"neove/internal/errs"
	"neove/internal/i18n"
	"neove/internal/sheet"
	"neove/internal/ui"
	"neove/internal/vntext"
	"neove/internal/web"
	"neove/org"
)

const (
	gridPath   = "/indicator/grid"
	everything = "all" // value of the chooser: all headline indicators
)

type gridView struct {
	Place, Sheet               string
	Year                       int
	Prev, Next                 ui.Link
	Choose                     []ui.Option
	Chosen                     string
	Unit, Tree, TreeDay, Named string
	Months                     []string
	Bodies                     []gridBody
	All                        bool
}

// gridBody is a block of rows: a commune with its indicators, or one indicator
// over all communes.
type gridBody struct {
	Heading string
	Rows    []gridLine
}

type gridLine struct {
	Name, Href string
	Cells      []string
	Sum        string
}

// gridQuery reads the address. One indicator is shown at first: the whole grid
// is large for an old machine, so it is one choice away.
func (p pages) gridQuery(by access.Actor, x *web.Exchange) (GridQuery, string, error) {
	f := x.Query()
	q := GridQuery{Unit: org.WorkUnit(by, x), Year: org.WorkYear(clock.DateOf(p.s.DB.Now()))}
	if raw := f.Text("year", 4); raw != "" {
		n, err := strconv.Atoi(raw)
		if err != nil {
			f.Bad("year", "indicator.err.period", "value", raw)
		}
		q.Year = n
	}
	q.Tree, _ = f.Date("tree")
	code := f.Text("indicator", 100)
	if err := f.Err(); err != nil || code == everything {
		return q, code, err
	}
	if code == "" {
		defs, err := p.s.Definitions(x.R.Context())
		if err != nil {
			return q, code, err
		}
		if len(defs) == 0 {
			return q, code, errs.New(errs.NotFound, "web.err.not_found")
		}
		code = defs[0].Code
	}
	q.Indicators = []string{code}
	return q, code, nil
}

func (p pages) grid(by access.Actor, x *web.Exchange) error {
	q, chosen, err := p.gridQuery(by, x)
	if err != nil {
		return err
	}
	g, err := p.s.YearGrid(x.R.Context(), by, q)
	if err != nil {
		return err
	}
	defs, err := p.s.Definitions(x.R.Context())
	if err != nil {
		return err
	}
	tree, err := p.s.Org.Tree(x.R.Context())
	if err != nil {
		return err
	}
	link := func(path string, year int) string {
		v := url.Values{"unit": {q.Unit}, "year": {strconv.Itoa(year)}, "indicator": {chosen}}
		if q.Tree != 0 {
			v.Set("tree", q.Tree.String())
		}
		return path + "?" + v.Encode()
	}
	v := gridView{Place: tree.Name(q.Unit), Year: q.Year, Unit: q.Unit, Tree: g.Tree.String(), TreeDay: vntext.Date(g.Tree), Chosen: chosen, Sheet: link(gridPath+".xlsx", q.Year), All: chosen == everything,
		Prev: ui.Link{Href: link(gridPath, q.Year-1), Text: strconv.Itoa(q.Year - 1)}, Next: ui.Link{Href: link(gridPath, q.Year+1), Text: strconv.Itoa(q.Year + 1)},
		Choose: []ui.Option{{Value: everything, Text: x.T("indicator.grid.all")}}}
	if q.Tree != 0 {
		v.Named = q.Tree.String()
	}
	for _, d := range defs {
		v.Choose = append(v.Choose, ui.Option{Value: d.Code, Text: d.Name(string(x.Lang))})
	}
	for i := range g.Months {
		v.Months = append(v.Months, strconv.Itoa(i+1))
	}
	if v.All {
		v.everything(x, g)
	} else {
		v.single(x, g)
	}
	return x.Page(200, "indicator/grid", ui.Page{Title: x.T("indicator.grid.title", "year", strconv.Itoa(q.Year)), Wide: v.All, Body: &v})
}

// line writes twelve months and their sum; zeros are left quiet.
func line(x *web.Exchange, name, href string, values []int64) gridLine {
	l := gridLine{Name: name, Href: href}
	if values == nil {
		l.Cells, l.Sum = make([]string, 12), x.T("indicator.hidden.short")
		return l
	}
	var sum int64
	for _, n := range values {
		sum += n
		text := ""
		if n != 0 {
			text = i18n.Number(x.Lang, n)
		}
		l.Cells = append(l.Cells, text)
	}
	l.Sum = i18n.Number(x.Lang, sum)
	return l
}

// single lists the communes with one indicator, by district where there are
// districts.
func (v *gridView) single(x *web.Exchange, g YearGrid) {
	d := g.Defs[0]
	for _, r := range g.Rows {
		if k := len(v.Bodies); k == 0 || v.Bodies[k-1].Heading != r.Parent {
			v.Bodies = append(v.Bodies, gridBody{Heading: r.Parent})
		}
		b := &v.Bodies[len(v.Bodies)-1]
		b.Rows = append(b.Rows, line(x, r.Name, v.figure(d.Code, r.Unit), r.Values[0]))
	}
	v.Bodies = append(v.Bodies, gridBody{x.T("ui.word.total"), []gridLine{line(x, v.Place, v.figure(d.Code, g.Unit), g.Total[0])}})
}

// everything lists for each commune the indicators that have any figure.
func (v *gridView) everything(x *web.Exchange, g YearGrid) {
	add := func(name, unit string, values [][]int64) {
		b := gridBody{Heading: name}
		for i, d := range g.Defs {
			if hasAny(values[i]) {
				b.Rows = append(b.Rows, line(x, d.Name(string(x.Lang)), v.figure(d.Code, unit), values[i]))
			}
		}
		v.Bodies = append(v.Bodies, b)
	}
	add(v.Place, g.Unit, g.Total)
	for _, r := range g.Rows {
		add(r.Name, r.Unit, r.Values)
	}
}

func hasAny(values []int64) bool {
	for _, n := range values {
		if n != 0 {
			return true
		}
	}
	return false
}

func (v *gridView) figure(code, unit string) string {
	return "/indicator/figures/" + code + "?" + url.Values{"unit": {unit}, "period": {strconv.Itoa(v.Year)}, "tree": {v.Tree}}.Encode()
}

// gridSheet is the grid as XLSX: a row per commune and indicator.
func (p pages) gridSheet(by access.Actor, x *web.Exchange) error {
	q, _, err := p.gridQuery(by, x)
	if err != nil {
		return err
	}
	g, err := p.s.YearGrid(x.R.Context(), by, q)
	if err != nil {
		return err
	}
	cols := []sheet.Column{{Field: "parent", Vi: "Huyện", En: "District", Width: 22}, {Field: "unit", Vi: "Đơn vị", En: "Unit", Width: 26},
		{Field: "indicator", Vi: "Chỉ tiêu", En: "Indicator", Width: 40}, {Field: "word", Vi: "Đơn vị tính", En: "Counted in", Width: 14}}
	for m := range g.Months {
		n := strconv.Itoa(m + 1)
		cols = append(cols, sheet.Column{Field: "m" + n, Vi: "Tháng " + n, En: "Month " + n, Width: 11, Kind: sheet.Count})
	}
	cols = append(cols, sheet.Column{Field: "sum", Vi: "Cả năm", En: "Year", Width: 13, Kind: sheet.Count})
	x.Attachment("so-lieu-nam-"+q.Unit+"-"+strconv.Itoa(q.Year)+".xlsx", sheet.MIME)
	return sheet.WriteList(x.W, strconv.Itoa(q.Year), cols, string(x.Lang), func(yield func([]any) bool) {
		for _, r := range g.Rows {
			for i, d := range g.Defs {
				row, sum := []any{r.Parent, r.Name, d.Name(string(x.Lang)), d.Unit(string(x.Lang))}, int64(0)
				for _, n := range r.Values[i] {
					sum += n
					row = append(row, n)
				}
				if r.Values[i] == nil {
					for range g.Months {
						row = append(row, "")
					}
					row = append(row, x.T("indicator.hidden.short"))
				} else {
					row = append(row, sum)
				}
				if !yield(row) {
					return
				}
			}
		}
	})
}

type gridInput struct {
	Unit      string   `query:"unit" required:"true" example:"L80"`
	Year      int      `query:"year" required:"true" minimum:"1990" maximum:"2200"`
	Tree      string   `query:"tree" format:"date"`
	Indicator []string `query:"indicator" doc:"Codes; all headline indicators when absent"`
}

type gridOutput struct{ Body YearGrid }

func gridOperation(s *Service) web.Operation {
	return access.Op("indicator.read", huma.Operation{OperationID: "year-grid", Method: http.MethodGet, Path: gridPath,
		Summary: "A year of communes × months with every indicator"}, func(ctx context.Context, by access.Actor, in *gridInput) (*gridOutput, error) {
		q := GridQuery{Unit: in.Unit, Year: in.Year, Indicators: in.Indicator}
		if in.Tree != "" {
			d, err := clock.Parse(in.Tree)
			if err != nil {
				return nil, errs.Wrap(errs.Invalid, err, "indicator.err.date", "value", in.Tree)
			}
			q.Tree = d
		}
		g, err := s.YearGrid(ctx, by, q)
		return &gridOutput{g}, err
	})
}
