package signoff

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

// Owing are the units under root ("" for everywhere) that owe a topic at any
// time in the window, with the time they owe it.
func (s *Service) Owing(tx *db.Tx, topic, root string, w measure.Window) ([]org.Reporter, error) {
	all, err := topics(tx)
	if err != nil {
		return nil, err
	}
	var out []org.Reporter
	for _, t := range all {
		from, to := max(t.From, w.From), min(t.To, w.To)
		if t.Code != topic || from >= to {
			continue
		}
		units, err := s.Org.ReportersAt(tx, root, t.Level, from, to)
		if err != nil {
			return nil, err
		}
		out = append(out, units...)
	}
	return out, nil
}

// Complete says which units have signed every month of a topic that touches the
// window and that they owe. It has the shape that indicator asks for.
func (s *Service) Complete(topic string) func(tx *db.Tx, units []org.Reporter, w measure.Window) (map[string]bool, error) {
	return func(tx *db.Tx, units []org.Reporter, w measure.Window) (map[string]bool, error) {
		periods, signed, err := s.signed(tx, topic, w)
		if err != nil {
			return nil, err
		}
		out := map[string]bool{}
		for _, u := range units {
			done := true
			for _, p := range periods {
				if Owes(u, p) && !signed[u.ID+"|"+p.Code()] {
					done = false
					break
				}
			}
			out[u.ID] = done
		}
		return out, nil
	}
}

func (s *Service) signed(tx *db.Tx, topic string, w measure.Window) ([]measure.Period, map[string]bool, error) {
	periods, err := s.Months(tx, w)
	if err != nil || len(periods) == 0 {
		return nil, nil, err
	}
	rows, err := db.Select[Month](tx, monthColumns+" WHERE topic=? AND period>=? AND period<=?", topic, periods[0].Code(), periods[len(periods)-1].Code())
	done := map[string]bool{}
	for _, m := range rows {
		done[m.Unit+"|"+m.Period] = m.State == Signed
	}
	return periods, done, err
}

// Owes reports whether a unit owes a month.
func Owes(u org.Reporter, p measure.Period) bool {
	w := p.Window()
	return u.OwesFrom < w.To && w.From < u.OwesTo
}

// Row is a unit's months of a topic; nil where it owes nothing.
type Row struct {
	Unit   org.Reporter
	Months []*Month
}

// Matrix is the state of every unit under root that owes a topic, month by
// month. Errors: Forbidden.
func (s *Service) Matrix(ctx context.Context, by access.Actor, topic, root string, w measure.Window) ([]Row, []measure.Period, error) {
	if err := by.NeedAt("signoff.read", root); err != nil {
		return nil, nil, err
	}
	var out []Row
	var periods []measure.Period
	err := s.db.View(ctx, func(tx *db.Tx) (err error) {
		if periods, err = s.Months(tx, w); err != nil || len(periods) == 0 {
			return err
		}
		all := measure.Window{From: periods[0].Window().From, To: periods[len(periods)-1].Window().To}
		units, err := s.Owing(tx, topic, root, all)
		if err != nil {
			return err
		}
		rows, err := db.Select[Month](tx, monthColumns+" WHERE topic=? AND period>=? AND period<=?", topic, periods[0].Code(), periods[len(periods)-1].Code())
		if err != nil {
			return err
		}
		have := map[string]*Month{}
		for i := range rows {
			have[rows[i].Unit+"|"+rows[i].Period] = &rows[i]
		}
		for _, u := range units {
			r := Row{u, make([]*Month, len(periods))}
			for i, p := range periods {
				if !Owes(u, p) {
					continue
				}
				if r.Months[i] = have[u.ID+"|"+p.Code()]; r.Months[i] == nil {
					r.Months[i] = &Month{Topic: topic, Unit: u.ID, Period: p.Code(), State: Open}
				}
			}
			out = append(out, r)
		}
		return nil
	})
	return out, periods, err
}

// Sheet is what a unit signs for a month: each topic with its figures.
type Sheet struct {
	Month
	Records int64    // 0 or 1 where it is Hidden
	Figures []Figure // none where they are Hidden
	Hidden  bool     // the reader may not see how many
}

// Figure is the sum of a measure in the month at the unit.
type Figure struct {
	Measure string `db:"code"`
	Value   int64  `db:"value"`
}

// Sheets lists the topics that a unit owes for a month, with what it recorded.
// Errors: Forbidden, Invalid (period), NotFound.
func (s *Service) Sheets(ctx context.Context, by access.Actor, unit, period string) ([]Sheet, measure.Period, error) {
	var out []Sheet
	var p measure.Period
	if err := by.NeedAt("signoff.read", unit); err != nil {
		return nil, p, errs.New(errs.NotFound, "web.err.not_found")
	}
	err := s.db.View(ctx, func(tx *db.Tx) (err error) {
		if p, err = s.ParseMonth(tx, period); err != nil {
			return err
		}
		if out, err = s.sheets(tx, unit, p); err != nil {
			return err
		}
		for i := range out {
			if sh := &out[i]; s.secret(by, sh.Topic, unit) {
				sh.Hidden, sh.Records, sh.Figures = true, min(sh.Records, 1), nil
			}
		}
		return nil
	})
	return out, p, err
}

func (s *Service) sheets(tx *db.Tx, unit string, p measure.Period) ([]Sheet, error) {
	all, err := topics(tx)
	if err != nil {
		return nil, err
	}
	w := p.Window()
	var out []Sheet
	for _, code := range codes(all) {
		units, err := s.Owing(tx, code, unit, w)
		if err != nil {
			return nil, err
		}
		if !slices.ContainsFunc(units, func(u org.Reporter) bool { return u.ID == unit }) {
			continue
		}
		sh := Sheet{}
		if sh.Month, err = month(tx, code, unit, p.Code()); err != nil {
			return nil, err
		}
		if sh.Records, err = recorded(tx, code, unit, w); err != nil {
			return nil, err
		}
		sh.Figures, err = db.Select[Figure](tx, `SELECT d.code, CAST(SUM(f.value) AS BIGINT) AS value FROM measure_facts f JOIN measure_defs d ON d.id=f.measure
			WHERE f.unit=? AND f.day>=? AND f.day<? AND f.kind>=? AND f.kind<? GROUP BY d.code ORDER BY d.code`, unit, w.From, w.To, code+".", code+"/")
		if err != nil {
			return nil, err
		}
		out = append(out, sh)
	}
	return out, nil
}

// codes lists the topics once each, in order.
func codes(all []Topic) []string {
	var out []string
	for _, t := range all {
		if !slices.Contains(out, t.Code) {
			out = append(out, t.Code)
		}
	}
	return out
}

// Waiting lists what a unit has not signed of the month before the day.
func (s *Service) Waiting(ctx context.Context, by access.Actor, unit string, day clock.Date) (string, []Sheet, error) {
	var code string
	var open []Sheet
	err := s.db.View(ctx, func(tx *db.Tx) error {
		p, err := s.MonthOf(tx, day)
		if err != nil {
			return err
		}
		code = p.Prev().Code()
		sheets, err := s.sheets(tx, unit, p.Prev())
		open = slices.DeleteFunc(sheets, func(sh Sheet) bool { return sh.State == Signed })
		return err
	})
	return code, open, err
}
