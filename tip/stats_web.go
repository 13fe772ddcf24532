package tip

import (
	"iter"
	"net/url"
	"slices"
	"strconv"

	"neove/access"
	"neove/internal/clock"
	"neove/internal/sheet"
	"neove/internal/ui"
	"neove/internal/web"
	"neove/org"
)

type statsView struct {
	Stats
	Unit, UnitName                  string
	Seg, Years                      []ui.Link
	Heads                           []string
	Lines                           []statsLine
	Outcome, Offices                ui.Table
	MedianText, Sheet               string
	Any                             bool
	WaitingN, LateN, HandedN, Whole string
}

// statsOf reads which figures are asked for: those of an area, or exact ones of
// the actor's own offices.
func (s *Service) statsOf(by access.Actor, x *web.Exchange, own bool) (*statsView, error) {
	v := &statsView{}
	year := x.Year(org.WorkYear(clock.DateOf(s.db.Now())))
	t, err := s.org.Tree(x.R.Context())
	if err != nil {
		return nil, err
	}
	path, q := ownPath, url.Values{}
	if own {
		v.Stats, err = s.OwnStatistics(x.R.Context(), by, year)
		v.UnitName = x.T("tip.stats.own")
	} else {
		v.Unit = x.R.URL.Query().Get("unit")
		if roots := by.Units("tip.statistics"); v.Unit == "" && len(roots) > 0 {
			v.Unit = roots[0]
		}
		path, v.UnitName = statsPath, t.Name(v.Unit)
		q.Set("unit", v.Unit)
		v.Stats, err = s.Statistics(x.R.Context(), by, v.Unit, year)
	}
	if err != nil {
		return nil, err
	}
	v.Years = ui.Years(path, q, year)
	q.Set("year", strconv.Itoa(year))
	v.Sheet = path + ".xlsx?" + q.Encode()
	return v, nil
}

func (s *Service) statsPage(own bool) func(access.Actor, *web.Exchange) error {
	return func(by access.Actor, x *web.Exchange) error {
		v, err := s.statsOf(by, x, own)
		if err != nil {
			return err
		}
		t, err := s.org.Tree(x.R.Context())
		if err != nil {
			return err
		}
		if by.May("tip.statistics") && by.May("tip.record") {
			v.Seg = []ui.Link{{Href: statsPath, Text: x.T("tip.stats.area"), Current: !own}, {Href: ownPath, Text: x.T("tip.stats.own"), Current: own}}
		}
		v.tables(x, t)
		return x.Page(200, "tip/statistics", ui.Page{Title: x.T("tip.stats"), Body: v})
	}
}

func (v *statsView) tables(x *web.Exchange, t *org.Tree) {
	v.Any = len(v.Channels) > 0
	v.WaitingN, v.LateN, v.HandedN, v.Whole = v.Waiting.String(), v.Late.String(), v.Handed.String(), v.Months.Sum.String()
	if v.Median != nil {
		v.MedianText = minutesText(x, *v.Median)
	}
	for m := 1; m <= 12; m++ {
		v.Heads = append(v.Heads, x.T("tip.stats.month", "n", m))
	}
	for _, l := range v.rows() {
		v.Lines = append(v.Lines, statsLine{lineName(x, l), l.all(), l.Name == ""})
	}
	v.Outcome = named(x.T("tip.field.outcome"), x.T("tip.stats.count"), v.Outcomes, func(n string) string { return x.T("tip.outcome." + n) })
	v.Offices = named(x.T("tip.field.holder"), x.T("tip.stats.late"), v.LateAt, func(n string) string { return t.OfficeName(x, n) })
}

// statsLine is a row of the table; the last one holds the sums.
type statsLine struct {
	Name  string
	Cells []Cell
	Total bool
}

// rows are the channels, then the sums of the months.
func (v *statsView) rows() []Line { return append(slices.Clone(v.Channels), v.Months) }

// all are the months and their sum.
func (l Line) all() []Cell { return append(slices.Clone(l.Cells), l.Sum) }

func lineName(x *web.Exchange, l Line) string {
	if l.Name == "" {
		return x.T("ui.word.total")
	}
	return x.T("tip.channel." + l.Name)
}

func named(a, b string, list []Named, word func(string) string) ui.Table {
	t := ui.Table{Label: a, Columns: []ui.Column{{Label: a}, {Label: b, Num: true}}}
	for _, n := range list {
		t.Rows = append(t.Rows, []ui.TD{{Text: word(n.Name)}, {Text: n.Cell.String()}})
	}
	return t
}

func minutesText(x *web.Exchange, n int64) string {
	switch {
	case n >= 48*60:
		return x.T("tip.span.days", "n", n/(24*60))
	case n >= 2*60:
		return x.T("tip.span.hours", "n", n/60)
	}
	return x.T("tip.span.minutes", "n", n)
}

// statsSheet is the table as XLSX; a hidden cell stays hidden.
func (s *Service) statsSheet(own bool) func(access.Actor, *web.Exchange) error {
	return func(by access.Actor, x *web.Exchange) error {
		v, err := s.statsOf(by, x, own)
		if err != nil {
			return err
		}
		columns := []sheet.Column{{Field: "channel", Vi: "Kênh", En: "Channel", Width: 34}}
		for m := 1; m <= 12; m++ {
			n := strconv.Itoa(m)
			columns = append(columns, sheet.Column{Field: "m" + n, Vi: "Tháng " + n, En: "Month " + n, Kind: sheet.Count, Width: 9})
		}
		columns = append(columns, sheet.Column{Field: "total", Vi: "Tổng số", En: "Total", Kind: sheet.Count, Width: 10})
		x.Attachment("thong-ke-tin-bao-"+strconv.Itoa(v.Year)+".xlsx", sheet.MIME)
		return sheet.WriteList(x.W, x.T("tip.stats"), columns, string(x.Lang), v.sheetRows(x))
	}
}

func (v *statsView) sheetRows(x *web.Exchange) iter.Seq[[]any] {
	value := func(c Cell) any {
		if c.Hidden {
			return c.String()
		}
		return c.N
	}
	return func(yield func([]any) bool) {
		for _, l := range v.rows() {
			row := []any{lineName(x, l)}
			for _, c := range l.all() {
				row = append(row, value(c))
			}
			if !yield(row) {
				return
			}
		}
	}
}
