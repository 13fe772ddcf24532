package audit

import (
	"time"

	"neove/internal/db"
	"neove/internal/errs"
)

// Limits of how many different sensitive records one person may open in an
// hour: more than Alarm raises an alert, more than Stop is refused until the
// hour has passed. Zero means no limit.
type Limits struct{ Alarm, Stop int64 }

// ShippedLimits are those of the design; a setting replaces them.
var ShippedLimits = Limits{Alarm: 30, Stop: 60}

const (
	paceHour = time.Hour
	paceKept = 48 * time.Hour
)

// Pacing notes which records an actor opens and refuses a pace that no work
// explains; it is db.Config.Pace. What is refused has been recorded like every
// other try. Searches and lists name no record and do not count.
// Errors: errs.TooMany.
func Pacing(limits func(tx *db.Tx) (Limits, error)) db.PaceFunc {
	return func(tx *db.Tx, by db.By, events []db.Event) error {
		before, err := opened(tx, by.ActorID())
		if err != nil {
			return err
		}
		for _, e := range events {
			if e.ID == "" || e.Subject == eventSubject {
				continue
			}
			if _, err := tx.Exec(`INSERT INTO audit_openings (actor,record,at) VALUES (?,?,?)
				ON CONFLICT (actor,record) DO UPDATE SET at=excluded.at`, by.ActorID(), e.Subject+"|"+e.ID, db.Arg(tx.Now)); err != nil {
				return err
			}
		}
		now, err := opened(tx, by.ActorID())
		if err != nil {
			return err
		}
		l, err := limits(tx)
		if err != nil {
			return err
		}
		if l.Alarm > 0 && before <= l.Alarm && now > l.Alarm {
			if err := Raise(tx, Pace, by.ActorID(), events[0].Unit, ""); err != nil {
				return err
			}
		}
		if l.Stop > 0 && now > l.Stop {
			return errs.New(errs.TooMany, "audit.err.pace", "n", l.Stop)
		}
		return nil
	}
}

// opened counts the different records that an actor opened within the hour.
func opened(tx *db.Tx, actor string) (int64, error) {
	return db.Get[int64](tx, "SELECT COUNT(*) FROM audit_openings WHERE actor=? AND at>?", actor, db.Arg(tx.Now.Add(-paceHour)))
}

// ForgetOpenings drops what is too old to matter; a daily chore.
func ForgetOpenings(tx *db.Tx) error {
	_, err := tx.Exec("DELETE FROM audit_openings WHERE at<?", db.Arg(tx.Now.Add(-paceKept)))
	return err
}
