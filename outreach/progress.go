package outreach

import (
	"context"

	"neove/access"
	"neove/internal/clock"
	"neove/internal/db"
	"neove/measure"
	"neove/org"
	"neove/signoff"
)

// Progress is a unit's month reports over a range of months.
type Progress struct {
	Unit   org.Reporter
	Months []*Month // nil where the unit owes nothing; a fresh draft where it has none
}

// Complete says which of the units have every month that touches the window
// approved at least once. A month that has not ended yet is not owed.
func (s *Service) Complete(tx *db.Tx, units []org.Reporter, w measure.Window) (map[string]bool, error) {
	periods, err := s.Months(tx, w)
	if err != nil || len(periods) == 0 {
		return nil, err
	}
	stored, err := db.Select[struct {
		Unit   string `db:"unit"`
		Period string `db:"period"`
	}](tx, "SELECT unit, period FROM outreach_months WHERE approved>0 AND period>=? AND period<=?", periods[0].Code(), periods[len(periods)-1].Code())
	if err != nil {
		return nil, err
	}
	done := map[monthKey]bool{}
	for _, m := range stored {
		done[monthKey{m.Unit, m.Period}] = true
	}
	out := map[string]bool{}
	for _, u := range units {
		all := true
		for _, p := range periods {
			if signoff.Owes(u, p) && !done[monthKey{u.ID, p.Code()}] {
				all = false
				break
			}
		}
		out[u.ID] = all
	}
	return out, nil
}

// Matrix is the state of every reporting unit under root in the months that
// touch the window, with the codes of those months.
func (s *Service) Matrix(ctx context.Context, by access.Actor, root string, w measure.Window) ([]Progress, []measure.Period, error) {
	if err := by.NeedAt("outreach.month.read", root); err != nil {
		return nil, nil, err
	}
	var out []Progress
	var periods []measure.Period
	err := s.db.View(ctx, func(tx *db.Tx) (err error) {
		if periods, err = s.Months(tx, w); err != nil || len(periods) == 0 {
			return err
		}
		units, err := s.org.Reporters(tx, root, periods[0].Window().From, periods[len(periods)-1].Window().To)
		if err != nil {
			return err
		}
		out, err = s.matrix(tx, units, periods)
		return err
	})
	return out, periods, err
}

func (s *Service) matrix(tx *db.Tx, units []org.Reporter, periods []measure.Period) ([]Progress, error) {
	stored, err := monthsOf(tx, periods[0].Code(), periods[len(periods)-1].Code())
	if err != nil {
		return nil, err
	}
	have := map[monthKey]*Month{}
	for i := range stored {
		have[monthKey{stored[i].Unit, stored[i].Period}] = &stored[i]
	}
	fresh := make([]Month, len(periods))
	for i, p := range periods {
		due, err := s.DueAt(tx, p)
		if err != nil {
			return nil, err
		}
		w := p.Window()
		fresh[i] = Month{Period: p.Code(), From: w.From, To: w.To, State: Draft, Version: 1, DueAt: due}
	}
	out := make([]Progress, len(units))
	for i, u := range units {
		out[i] = Progress{u, make([]*Month, len(periods))}
		for j, p := range periods {
			switch m := have[monthKey{u.ID, p.Code()}]; {
			case m != nil:
				out[i].Months[j] = m
			case signoff.Owes(u, p):
				out[i].Months[j] = &fresh[j]
			}
		}
	}
	return out, nil
}

// Current is the month that holds the day, and its report for a unit.
func (s *Service) Current(ctx context.Context, by access.Actor, unit string, day clock.Date) (Report, error) {
	var code string
	err := s.db.View(ctx, func(tx *db.Tx) error {
		p, err := s.MonthOf(tx, day)
		code = p.Code()
		return err
	})
	if err != nil {
		return Report{}, err
	}
	return s.Report(ctx, by, unit, code)
}
