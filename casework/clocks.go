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
// art. 28.2) and the limits of staying.
func (s *Service) stayed(tx *db.Tx, by access.Actor, st shelter.Stay) error {
	d := desk{s: s, tx: tx, by: by}
	if _, err := caseByKey(tx, st.Case); errs.Is(err, errs.NotFound) {
		return nil // somebody without a case in this program
	} else if err != nil {
		return err
	}
	if st.To != nil {
		return d.meet(st.Case, noon(*st.To), "facility_papers", "facility_stay", "essential_needs_old")
	}
	for _, code := range []string{"facility_papers", "facility_stay", "essential_needs_old"} {
		if err := d.start(st.Case, code, noon(st.From)); err != nil {
			return err
		}
	}
	return nil
}

// noon is when something that is known by its day happened.
func noon(d clock.Date) time.Time {
	y, m, day := d.YMD()
	return time.Date(y, m, day, 12, 0, 0, 0, clock.Vietnam).UTC()
}
