package casework

import (
	"time"

	"neove/access"
	"neove/internal/clock"
	"neove/internal/db"
	"neove/internal/errs"
	"neove/regime"
	"neove/shelter"
)

// Clock is a legal deadline of a case.
type Clock struct {
	regime.Clock
	StartedAt time.Time
	DueAt     time.Time
	WarnAt    time.Time
	MetAt     time.Time
	Stopped   bool
}

// Running reports whether it is still waited for.
func (c Clock) Running() bool { return c.MetAt.IsZero() && !c.Stopped }

// Late reports whether it ran out, or was met too late. At-once clocks are late
// a day after they began: "at once" is for people, not for seconds.
func (c Clock) Late(now time.Time) bool {
	end := c.DueAt
	if c.Unit == regime.AtOnce {
		end = end.Add(24 * time.Hour)
	}
	if !c.MetAt.IsZero() {
		return c.MetAt.After(end)
	}
	return !c.Stopped && now.After(end)
}

// Last is the last day on which it is met in time: a term of days ends with its
// last day, at the midnight after it.
func (c Clock) Last() clock.Date { return clock.DateOf(c.DueAt.Add(-time.Nanosecond)) }

// start begins a clock of the law in force that day; one that runs already goes
// on. A clock that no law of the day knows is not started.
func (d desk) start(caseID, code string, at time.Time) error {
	def, ok := regime.ClockOn(code, clock.DateOf(at))
	if !ok {
		return nil
	}
	n, err := db.Get[int64](d.tx, "SELECT COUNT(*) FROM casework_clocks WHERE case_id=? AND code=? AND met_at='' AND stopped=?", caseID, code, false)
	if err != nil || n > 0 {
		return err
	}
	return d.tx.Insert("casework_clocks", clockRow{ID: d.tx.ID(), Case: caseID, Code: code, StartedAt: at, DueAt: def.Due(at), WarnAt: def.WarnAt(at)})
}

// meet says that what running clocks wait for was done.
func (d desk) meet(caseID string, at time.Time, codes ...string) error {
	for _, code := range codes {
		if _, err := d.tx.Exec("UPDATE casework_clocks SET met_at=? WHERE case_id=? AND code=? AND met_at='' AND stopped=?", db.Arg(at), caseID, code, false); err != nil {
			return err
		}
	}
	return nil
}

// stop ends all running clocks: the case is closed.
func (d desk) stop(caseID string) error {
	_, err := d.tx.Exec("UPDATE casework_clocks SET stopped=? WHERE case_id=? AND met_at=''", true, caseID)
	return err
}

// clocks lists the clocks of a case, the first to run out first.
func clocks(tx *db.Tx, caseID string) ([]Clock, error) {
	rows, err := clocksOf(tx, caseID)
	var out []Clock
	for _, r := range rows {
		c := Clock{StartedAt: r.StartedAt, DueAt: r.DueAt, WarnAt: r.WarnAt, MetAt: r.MetAt, Stopped: r.Stopped}
		c.Clock, _ = regime.ClockOn(r.Code, clock.DateOf(r.StartedAt))
		out = append(out, c)
	}
	return out, err
}

// stayed runs the clocks of a stay: the papers of the intake (Decree 20/2021
// art. 28.2) and the limits of staying, those of the law of the case. A decision
// that extends the stay moves them.
func (s *Service) stayed(tx *db.Tx, by access.Actor, st shelter.Stay) error {
	d := desk{s: s, tx: tx, by: by}
	c, err := caseByKey(tx, st.Case)
	if errs.Is(err, errs.NotFound) {
		return nil // somebody without a case in this program
	} else if err != nil {
		return err
	}
	if st.To != nil {
		return d.meet(c.ID, noon(*st.To), "facility_papers", "facility_stay", "essential_needs_old")
	}
	codes := []string{"facility_papers", "facility_stay"}
	if regime.Choose(regime.Facts{Kind: c.Kind(), IdentifiedOn: c.IdentifiedOn}, tx.Today()).Law == regime.Law2011 {
		codes = append(codes, "essential_needs_old")
	}
	for _, code := range codes {
		if err := d.start(c.ID, code, noon(st.From)); err != nil {
			return err
		}
	}
	return d.extend(c.ID, "facility_stay", st.From, st.MonthsUntil)
}

// extend moves the end of a limit that a decision has moved.
func (d desk) extend(caseID, code string, from, until clock.Date) error {
	def, ok := regime.ClockOn(code, from)
	end := noon(until).Add(12 * time.Hour) // the day is over
	if !ok || !end.After(def.Due(noon(from))) || until == clock.Max {
		return nil
	}
	_, err := d.tx.Exec("UPDATE casework_clocks SET due_at=?, warn_at=? WHERE case_id=? AND code=? AND met_at='' AND stopped=?",
		db.Arg(end), db.Arg(end.Add(-time.Duration(def.Warn)*24*time.Hour)), caseID, code, false)
	return err
}

// noon is when something that is known by its day happened.
func noon(d clock.Date) time.Time {
	y, m, day := d.YMD()
	return time.Date(y, m, day, 12, 0, 0, 0, clock.Vietnam).UTC()
}
