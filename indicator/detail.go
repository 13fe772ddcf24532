package indicator

import (
	"context"

	"neove/access"
	"neove/internal/clock"
	"neove/internal/db"
	"neove/measure"
	"neove/org"
)

// maxMonths is the longest series that a page shows.
const maxMonths = 24

// MonthValue is a point of the series, with the same month a year before.
type MonthValue struct {
	Period measure.Period
	Window measure.Window
	Value  int64
	Before *int64 // nil when nothing was reported in the year before
}

// Detail is one figure with everything that explains it.
type Detail struct {
	Def     Def
	Answer  Answer
	Figure  Figure
	Before  *int64 // the same window a year before, where something was reported
	Own     int64  // reported by the unit itself, not by one below; 0 when that would tell a hidden figure
	Months  []MonthValue
	Targets []Target
}

// Detail answers a query about one indicator. Errors: those of Figures.
func (s *Service) Detail(ctx context.Context, by access.Actor, code string, q Query, kind measure.Kind) (Detail, error) {
	var d Detail
	q.Indicators = []string{code}
	err := s.DB.View(ctx, func(tx *db.Tx) (err error) {
		if d.Answer, err = s.FiguresIn(tx, by, q); err != nil {
			return err
		}
		d.Def, d.Figure = d.Answer.Defs[0], d.Answer.Figures[0]
		q.Tree = d.Answer.Tree
		d.Own = d.ownPart()
		if d.Figure.Hidden {
			return nil
		}
		if d.Before, err = s.yearBefore(tx, by, q); err != nil {
			return err
		}
		tree, err := s.Org.TreeIn(tx)
		if err != nil {
			return err
		}
		if d.Months, err = s.series(tx, tree, q, d.Answer.Defs, kind, d.Before != nil); err != nil {
			return err
		}
		all, err := Targets(tx, q.Unit, q.Window.From, q.Window.To)
		for _, t := range all {
			if t.Indicator == code {
				d.Targets = append(d.Targets, t)
			}
		}
		return err
	})
	return d, err
}

// ownPart is what no unit below reported; 0 when one of them is hidden.
func (d Detail) ownPart() int64 {
	own := d.Figure.Value
	for _, u := range d.Answer.Units {
		if u.Figures[0].Hidden {
			return 0
		}
		own -= u.Figures[0].Value
	}
	return own
}

// yearBefore is nil where nobody reported: no data is not zero.
func (s *Service) yearBefore(tx *db.Tx, by access.Actor, q Query) (*int64, error) {
	q.Window, q.By = q.Window.YearBefore(), Total
	old, err := s.FiguresIn(tx, by, q)
	if err != nil {
		return nil, err
	}
	if f := old.Figures[0]; f.Value > 0 && f.Expected > 0 {
		return &f.Value, nil
	}
	return nil, nil
}

// series gives the months of the window; a window shorter than half a year is
// shown at the end of twelve months.
func (s *Service) series(tx *db.Tx, tree *org.Tree, q Query, defs []Def, kind measure.Kind, before bool) ([]MonthValue, error) {
	last := measure.PeriodOf(kind, measure.Month, q.Window.Last())
	first := measure.PeriodOf(kind, measure.Month, q.Window.From)
	n := (last.Year-first.Year)*12 + last.N - first.N + 1
	if n < 6 {
		n = 12
	}
	n = min(n, maxMonths)
	at := func(w measure.Window) (int64, error) {
		part := q
		part.Window = w
		r, err := s.amounts(tx, tree, part, defs, []string{q.Unit})
		if err != nil {
			return 0, err
		}
		return r.value[0][0], nil
	}
	out := make([]MonthValue, n)
	for p := last; n > 0; p = p.Prev() {
		n--
		m := MonthValue{Period: p, Window: p.Window()}
		var err error
		if m.Value, err = at(m.Window); err != nil {
			return nil, err
		}
		if before {
			old, err := at(m.Window.YearBefore())
			if err != nil {
				return nil, err
			}
			m.Before = &old
		}
		out[n] = m
	}
	return out, nil
}

// TreeFor is the tree on which a unit can be asked about a window: the last day
// of the window, or the nearest day on which the unit exists. A province of
// today is thus asked about 2024 on its own tree.
func TreeFor(u org.Unit, w measure.Window) clock.Date { return org.Lived(u, w.Last()) }

// InView is the default period of pages.
func (s *Service) InView(kind measure.Kind) measure.Period {
	return measure.Period{Kind: kind, Span: measure.Year, Year: org.WorkYear(clock.DateOf(s.DB.Now())), N: 1}
}
