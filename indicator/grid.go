package indicator

import (
	"context"

	"neove/access"
	"neove/internal/clock"
	"neove/internal/db"
	"neove/internal/errs"
	"neove/measure"
	"neove/org"
)

// YearGrid is a year of communes × months with every headline indicator.
type YearGrid struct {
	Unit   string       `json:"unit"`
	Year   int          `json:"year"`
	Tree   clock.Date   `json:"tree"`
	Months []string     `json:"months"`
	Rows   []GridRow    `json:"rows"`
	Total  [][]int64    `json:"total"` // of the asked unit: indicator × month; null where it is hidden
	Codes  []string     `json:"indicators"`
	Defs   []Def        `json:"-"`
	Window []clock.Date `json:"-"` // first day of each month, and the day after
}

// GridRow is a commune: Values[i][m] is indicator i in month m; Values[i] is
// nil where the reader may not see it.
type GridRow struct {
	Unit   string    `json:"unit"`
	Name   string    `json:"name"`
	Parent string    `json:"parent"`
	Values [][]int64 `json:"values"`
}

// GridQuery asks for a year. Tree 0 is the first day of the year on which the
// unit exists: the communes that reported then.
type GridQuery struct {
	Unit       string
	Year       int
	Tree       clock.Date
	Indicators []string // empty: all headline indicators
}

// YearGrid adds every month up in one reading, without completeness.
// Errors: Forbidden, NotFound (unit, indicator), Invalid (year).
func (s *Service) YearGrid(ctx context.Context, by access.Actor, q GridQuery) (YearGrid, error) {
	g := YearGrid{Unit: q.Unit, Year: q.Year, Tree: q.Tree}
	if err := by.NeedAt("indicator.read", q.Unit); err != nil {
		return g, err
	}
	if q.Year < 1990 || q.Year > 2200 {
		return g, errs.New(errs.Invalid, "indicator.err.period", "value", q.Year)
	}
	err := s.DB.View(ctx, func(tx *db.Tx) (err error) {
		tree, err := s.Org.TreeIn(tx)
		if err != nil {
			return err
		}
		u, ok := tree.Unit(q.Unit)
		if !ok {
			return errs.New(errs.NotFound, "org.err.unit", "unit", q.Unit)
		}
		if g.Tree == 0 {
			g.Tree = org.Lived(u, clock.On(q.Year, 1, 1))
		}
		if err := onTree(tree, Query{Unit: q.Unit, Tree: g.Tree}); err != nil {
			return err
		}
		if g.Defs, err = pick(tx, q.Indicators); err != nil {
			return err
		}
		if err := s.fillGrid(tx, tree, &g); err != nil {
			return err
		}
		s.hideGrid(by, tree, &g)
		return nil
	})
	return g, err
}

func (s *Service) fillGrid(tx *db.Tx, tree *org.Tree, g *YearGrid) error {
	groups := []string{g.Unit}
	for _, d := range g.Defs {
		g.Codes = append(g.Codes, d.Code)
		g.Total = append(g.Total, make([]int64, 12))
	}
	for _, c := range tree.CommunesOn(g.Unit, g.Tree) {
		row := GridRow{Unit: c.ID, Name: c.Name, Parent: tree.Name(tree.Parent(c.ID, g.Tree))}
		for range g.Defs {
			row.Values = append(row.Values, make([]int64, 12))
		}
		g.Rows = append(g.Rows, row)
		groups = append(groups, c.ID)
	}
	return s.Cube.View(tx, func(reading *measure.Reading) error {
		columns := columnsOf(reading, g.Defs)
		for m := range 12 {
			w := measure.Period{Kind: measure.Calendar, Span: measure.Month, Year: g.Year, N: m + 1}.Window()
			g.Months, g.Window = append(g.Months, w.From.String()[:7]), append(g.Window, w.From)
			totals, err := reading.Totals(w)
			if err != nil {
				return err
			}
			r := newRollup(tree, g.Tree, columns, groups)
			for i, u := range reading.Units() {
				r.add(u, totals[i])
			}
			for i := range g.Defs {
				g.Total[i][m] = r.value[0][i]
				for c := range g.Rows {
					g.Rows[c].Values[i][m] = r.value[c+1][i]
				}
			}
		}
		g.Window = append(g.Window, clock.On(g.Year+1, 1, 1))
		return nil
	})
}

// hideGrid takes out what the reader may not see.
func (s *Service) hideGrid(by access.Actor, tree *org.Tree, g *YearGrid) {
	for i, d := range g.Defs {
		if s.hidden(by, tree, d, g.Unit) {
			g.Total[i] = nil
		}
		for c := range g.Rows {
			if s.hidden(by, tree, d, g.Rows[c].Unit) {
				g.Rows[c].Values[i] = nil
			}
		}
	}
}
