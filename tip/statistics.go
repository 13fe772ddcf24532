package tip

import (
	"context"
	"maps"
	"slices"
	"strconv"
	"time"

	"neove/access"
	"neove/internal/clock"
	"neove/internal/db"
	"neove/internal/errs"
)

// least is the smallest count that is shown to whoever is not one of the two
// offices of a tip: fewer could point at a person.
const least = 5

// Cell is a count as a reader may see it.
type Cell struct {
	N      int
	Hidden bool // 1 to 4, or a sum with such a cell
	Least  int  // what a hidden sum is at least, as its shown cells tell anyway
}

// String is the count, "<5", or "≥6" for a sum that would tell a hidden cell. It
// never depends on a number that is hidden.
func (c Cell) String() string {
	switch {
	case c.Hidden && c.Least > 0:
		return "≥" + strconv.Itoa(c.Least)
	case c.Hidden:
		return "<" + strconv.Itoa(least)
	}
	return strconv.Itoa(c.N)
}

// Stats are the figures of a year: channels × months, how fast, what came of it.
type Stats struct {
	Year     int
	Exact    bool // of the reader's own offices
	Channels []Line
	Months   Line // sums
	Outcomes []Named
	Handed   Cell
	Median   *int64 // minutes until the first hand-over; nil when too few
	Waiting  Cell   // clocks that run now, of any year
	Late     Cell   // of which have run out
	LateAt   []Named
}

// Line is a channel with its months and their sum.
type Line struct {
	Name  string
	Cells []Cell
	Sum   Cell
}

// Named is a count of something.
type Named struct {
	Name string
	Cell Cell
}

// Statistics are the counts of the units under root in a year; small cells are
// hidden. A reader sees one table only, that of the unit of their right: from
// those of the units below, hidden cells of one could be worked out.
// Errors: Forbidden.
func (s *Service) Statistics(ctx context.Context, by access.Actor, root string, year int) (Stats, error) {
	if !by.MayExactly("tip.statistics", root) {
		return Stats{}, errs.New(errs.Forbidden, "access.err.forbidden")
	}
	return s.stats(ctx, by, year, false, func(d desk, from, to clock.Date) ([]row, error) {
		return rowsOfUnits(d.tx, append(d.tree.Under(root), root), from, to)
	})
}

// OwnStatistics are the counts of the actor's own offices, exact.
func (s *Service) OwnStatistics(ctx context.Context, by access.Actor, year int) (Stats, error) {
	return s.stats(ctx, by, year, true, func(d desk, from, to clock.Date) ([]row, error) {
		return rowsOfOffices(d.tx, d.mine, from, to)
	})
}

func (s *Service) stats(ctx context.Context, by access.Actor, year int, exact bool, rows func(desk, clock.Date, clock.Date) ([]row, error)) (Stats, error) {
	var all, now []row
	var at time.Time
	err := s.db.View(ctx, func(tx *db.Tx) error {
		d, err := s.desk(tx, by)
		if err != nil {
			return err
		}
		at = tx.Now
		if all, err = rows(d, clock.On(year, 1, 1), clock.On(year+1, 1, 1)); err != nil {
			return err
		}
		now, err = rows(d, clock.Min, clock.Max)
		return err
	})
	if err != nil {
		return Stats{}, err
	}
	return tally(all, now, year, exact, at), nil
}

// tally counts rows; now are those of every year, for the clocks.
func tally(rows, now []row, year int, exact bool, at time.Time) Stats {
	st := Stats{Year: year, Exact: exact}
	by := map[string][]int{}
	outcomes, late := map[string]int{}, map[string]int{}
	var minutes []int64
	for _, r := range rows {
		if by[r.Channel] == nil {
			by[r.Channel] = make([]int, 12)
		}
		by[r.Channel][r.On.Month()-1]++
		if r.Outcome != "" {
			outcomes[r.Outcome]++
		}
		if !r.HandedAt.IsZero() {
			minutes = append(minutes, int64(r.HandedAt.Sub(r.ReceivedAt)/time.Minute))
		}
	}
	waiting, over := 0, 0
	for _, r := range now {
		if r.DueAt.IsZero() {
			continue
		}
		waiting++
		if !at.Before(r.DueAt) {
			over++
			late[r.Holder]++
		}
	}
	st.table(by, exact)
	for _, o := range Outcomes {
		st.Outcomes = append(st.Outcomes, Named{o, cell(outcomes[o], exact)})
	}
	st.Handed, st.Waiting, st.Late = cell(len(minutes), exact), cell(waiting, exact), cell(over, exact)
	if len(minutes) > 0 && (exact || len(minutes) >= least) {
		m := median(minutes)
		st.Median = &m
	}
	var offices []Cell
	for _, o := range slices.Sorted(maps.Keys(late)) {
		offices = append(offices, cell(late[o], exact))
		st.LateAt = append(st.LateAt, Named{o, offices[len(offices)-1]})
	}
	if len(offices) > 0 {
		st.Late = sum(offices)
	}
	return st
}

// table lays out channels × months with sums that give no hidden cell away.
func (st *Stats) table(by map[string][]int, exact bool) {
	months := make([][]Cell, 12)
	var every []Cell
	for _, ch := range Channels {
		counts := by[ch]
		if counts == nil {
			continue
		}
		l := Line{Name: ch}
		for m, n := range counts {
			c := cell(n, exact)
			l.Cells = append(l.Cells, c)
			months[m] = append(months[m], c)
		}
		l.Sum = sum(l.Cells)
		every = append(every, l.Cells...)
		st.Channels = append(st.Channels, l)
	}
	for _, column := range months {
		st.Months.Cells = append(st.Months.Cells, sum(column))
	}
	st.Months.Sum = sum(every)
}

func cell(n int, exact bool) Cell { return Cell{N: n, Hidden: !exact && n > 0 && n < least} }

// sum adds cells. It is hidden as soon as one of them is: sums of rows, of
// columns and of the whole would together tell what each keeps to itself. What
// is said of a hidden sum follows from the cells that are shown.
func sum(cells []Cell) Cell {
	var out Cell
	k, small := 0, 0
	for _, c := range cells {
		out.N += c.N
		if c.Hidden {
			k++
			small += c.N
		}
	}
	out.Least = out.N - small + k
	out.Hidden = k > 0
	return out
}

// median of whole minutes; the lower one of two.
func median(list []int64) int64 {
	slices.Sort(list)
	return list[(len(list)-1)/2]
}

// LateCount is how many tips wait past their clock in the actor's area, for
// those who see counts only.
func (s *Service) LateCount(ctx context.Context, by access.Actor) (Cell, string, error) {
	var n int64
	roots := by.Units("tip.statistics")
	if len(roots) == 0 {
		return Cell{}, "", nil
	}
	err := s.db.View(ctx, func(tx *db.Tx) error {
		d, err := s.desk(tx, by)
		if err != nil {
			return err
		}
		units := append(d.tree.Under(roots[0]), roots[0])
		args := []any{db.Arg(tx.Now)}
		for _, u := range units {
			args = append(args, u)
		}
		n, err = db.Get[int64](tx, "SELECT COUNT(*) FROM tip_tips WHERE due_at<>'' AND due_at<=? AND unit IN "+marks(len(units)), args...)
		return err
	})
	return cell(int(n), false), roots[0], err
}
