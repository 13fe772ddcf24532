package indicator

import (
	"context"
	"slices"

	"neove/access"
	"neove/internal/clock"
	"neove/internal/db"
	"neove/internal/errs"
	"neove/measure"
	"neove/org"
)

// Completer knows the reports behind the figures of a topic: who owes them
// during a window, and who of them has reported all that touches it.
type Completer struct {
	Owing func(tx *db.Tx, w measure.Window) ([]org.Reporter, error)
	Done  func(tx *db.Tx, units []org.Reporter, w measure.Window) (map[string]bool, error)
}

// Config is what the slice needs from others; app fills the func fields.
type Config struct {
	DB       *db.DB
	Org      *org.Service
	Cube     *measure.Cube
	Complete map[string]Completer // topic → completeness

	// EntryLink is the page of the record behind a fact ("outreach.activity",
	// id); nil or "" shows the record without a link.
	EntryLink func(kind, id string) string

	// Secret names topics whose figures below the province are for the commune
	// that reports them, with the permission that its officers hold.
	Secret map[string]string
	// Apart reports measures of a few people each: their slice shows them
	// together, with small ones hidden; asked for one by one, day by day, they
	// would tell of a person.
	Apart func(measure string) bool
	// Personal names kinds of records about one person, with the permission that
	// is needed at their unit to see that there is one.
	Personal map[string]string
}

// Service answers questions about figures.
type Service struct{ Config }

// NewService makes the service.
func NewService(c Config) *Service { return &Service{c} }

// Definitions lists the indicators that people may ask for, in order.
func (s *Service) Definitions(ctx context.Context) ([]Def, error) {
	var out []Def
	err := s.DB.View(ctx, func(tx *db.Tx) error {
		all, err := definitions(tx)
		out = slices.DeleteFunc(all, s.apart)
		return err
	})
	return out, err
}

// Figures answers a query. Errors: Forbidden; NotFound for an unknown indicator
// or a unit that is not on the asked tree (naming its successor there); Invalid
// for an empty window.
func (s *Service) Figures(ctx context.Context, by access.Actor, q Query) (Answer, error) {
	var a Answer
	err := s.DB.View(ctx, func(tx *db.Tx) (err error) {
		a, err = s.FiguresIn(tx, by, q)
		return err
	})
	return a, err
}

// FiguresIn is Figures on the snapshot of a transaction.
func (s *Service) FiguresIn(tx *db.Tx, by access.Actor, q Query) (Answer, error) {
	if err := by.NeedAt("indicator.read", q.Unit); err != nil {
		return Answer{}, err
	}
	if q.Window.To <= q.Window.From {
		return Answer{}, errs.New(errs.Invalid, "indicator.err.window")
	}
	if q.Tree == 0 {
		q.Tree = q.Window.Last()
	}
	tree, err := s.Org.TreeIn(tx)
	if err != nil {
		return Answer{}, err
	}
	if err := onTree(tree, q); err != nil {
		return Answer{}, err
	}
	defs, err := pick(tx, q.Indicators)
	if err != nil {
		return Answer{}, err
	}
	a := Answer{Unit: q.Unit, Window: q.Window, Tree: q.Tree, Defs: defs}
	groups := rowsOf(tree, q)
	figures, err := s.roll(tx, by, tree, q, defs, groups)
	if err != nil {
		return a, err
	}
	a.Figures = figures[0]
	for i, u := range groups[1:] {
		a.Units = append(a.Units, UnitFigures{u, tree.Name(u), figures[i+1]})
	}
	if q.By == ByMonth {
		a.Months, err = s.months(tx, by, tree, q, defs)
	}
	return a, err
}

func onTree(tree *org.Tree, q Query) error {
	u, ok := tree.Unit(q.Unit)
	if !ok {
		return errs.New(errs.NotFound, "org.err.unit", "unit", q.Unit)
	}
	if !u.On(q.Tree) {
		at := "–"
		for _, p := range tree.Place(q.Unit, q.Tree) {
			at = p.Units[0]
		}
		return errs.New(errs.Invalid, "indicator.err.tree", "unit", u.Name, "tree", q.Tree, "successor", at)
	}
	return nil
}

func pick(tx *db.Tx, codes []string) ([]Def, error) {
	all, err := definitions(tx)
	if err != nil {
		return nil, err
	}
	var out []Def
	for _, d := range all {
		if len(codes) == 0 && d.Headline {
			out = append(out, d)
		}
	}
	for _, c := range codes {
		found := false
		for _, d := range all {
			if d.Code == c {
				out, found = append(out, d), true
			}
		}
		if !found {
			return nil, errs.New(errs.NotFound, "indicator.err.unknown", "indicator", c)
		}
	}
	return out, nil
}

// rowsOf lists the asked unit and the units of the grouping.
func rowsOf(tree *org.Tree, q Query) []string {
	out := []string{q.Unit}
	var rows []org.Unit
	switch q.By {
	case ByUnit:
		rows = tree.Children(q.Unit, q.Tree)
	case ByCommune:
		rows = tree.CommunesOn(q.Unit, q.Tree)
	}
	for _, u := range rows {
		out = append(out, u.ID)
	}
	return out
}

// amounts adds the facts of the window up per group, without completeness.
func (s *Service) amounts(tx *db.Tx, tree *org.Tree, q Query, defs []Def, groups []string) (*rollup, error) {
	var r *rollup
	err := s.Cube.View(tx, func(reading *measure.Reading) error {
		r = newRollup(tree, q.Tree, columnsOf(reading, defs), groups)
		totals, err := reading.Totals(q.Window)
		if err != nil {
			return err
		}
		for i, u := range reading.Units() {
			r.add(u, totals[i])
		}
		return nil
	})
	return r, err
}

// roll gives figures per group, as the reader may see them.
func (s *Service) roll(tx *db.Tx, by access.Actor, tree *org.Tree, q Query, defs []Def, groups []string) ([][]Figure, error) {
	r, err := s.amounts(tx, tree, q, defs, groups)
	if err != nil {
		return nil, err
	}
	states, err := s.completeness(tx, r, q.Window, defs, len(groups))
	if err != nil {
		return nil, err
	}
	out := make([][]Figure, len(groups))
	for g, unit := range groups {
		for i, d := range defs {
			st := states[d.Topic][g]
			f := Figure{Indicator: d.Code, Complete: st.complete, Expected: st.expected, Hidden: s.hidden(by, tree, d, unit)}
			if !f.Hidden {
				f.Value, f.Unallocated = r.value[g][i], r.open[g][i]
			}
			out[g] = append(out[g], f)
		}
	}
	return out, nil
}

func columnsOf(reading *measure.Reading, defs []Def) [][]int {
	out := make([][]int, len(defs))
	for i, d := range defs {
		for _, m := range d.Measures() {
			if c := reading.Column(m); c >= 0 {
				out[i] = append(out[i], c)
			}
		}
	}
	return out
}

type completeness struct{ complete, expected int }

// completeness counts, per topic and group, the units that owed a report in the
// window and those that have all of theirs approved.
func (s *Service) completeness(tx *db.Tx, r *rollup, w measure.Window, defs []Def, groups int) (map[string][]completeness, error) {
	out := map[string][]completeness{}
	for _, d := range defs {
		if out[d.Topic] != nil {
			continue
		}
		counts := make([]completeness, groups)
		out[d.Topic] = counts
		c, known := s.Complete[d.Topic]
		if !known {
			continue
		}
		units, err := c.Owing(tx, w)
		if err != nil {
			return nil, err
		}
		done, err := c.Done(tx, units, w)
		if err != nil {
			return nil, err
		}
		for _, u := range units {
			for _, g := range r.holding(u.ID) {
				counts[g].expected++
				if done[u.ID] {
					counts[g].complete++
				}
			}
		}
	}
	return out, nil
}

// holding lists the groups that hold any part of a unit's data.
func (r *rollup) holding(unit string) []int {
	var out []int
	seen := map[int]bool{}
	for _, p := range r.tree.Place(unit, r.day) {
		for _, u := range p.Units {
			for _, g := range r.groupsOf(u) {
				if !seen[g] {
					seen[g] = true
					out = append(out, g)
				}
			}
		}
	}
	return out
}

// months answers the same question for each calendar month of the window.
func (s *Service) months(tx *db.Tx, by access.Actor, tree *org.Tree, q Query, defs []Def) ([]MonthFigures, error) {
	var out []MonthFigures
	for from := q.Window.From; from < q.Window.To; {
		next := min(clock.On(from.Year(), from.Month()+1, 1), q.Window.To)
		part := q
		part.Window = measure.Window{From: from, To: next}
		f, err := s.roll(tx, by, tree, part, defs, []string{q.Unit})
		if err != nil {
			return nil, err
		}
		out = append(out, MonthFigures{from.String()[:7], f[0]})
		from = next
	}
	return out, nil
}
