package audit

import (
	"strconv"
	"testing"
	"time"

	"neove/internal/db"
	"neove/internal/dbtest"
	"neove/internal/errs"
)

type reading string

func (r reading) ActorID() string   { return string(r) }
func (r reading) ActorName() string { return string(r) }

// Opening the same record again is no pace; the alarm sounds once; beyond the
// stop nothing is shown, but every try is in the history.
func TestPacing(t *testing.T) {
	now := dbtest.Now
	limits := func(*db.Tx) (Limits, error) { return Limits{Alarm: 3, Stop: 5}, nil }
	dbtest.EachWith(t, dbtest.Options{Audit: Append, Pace: Pacing(limits), Clock: func() time.Time { return now }}, func(t *testing.T, d *db.DB) {
		open := func(who, record string) error {
			return d.Read(t.Context(), reading(who), "tip.tip.view", func(tx *db.Tx) error {
				tx.Event(db.Event{Subject: "tip.tip", ID: record, Unit: "T1"})
				return nil
			})
		}
		count := func(query string, args ...any) (n int64) {
			t.Helper()
			if err := d.View(t.Context(), func(tx *db.Tx) (err error) { n, err = db.Get[int64](tx, query, args...); return err }); err != nil {
				t.Fatal(err)
			}
			return n
		}
		for range 4 {
			if err := open("an", "r0"); err != nil {
				t.Fatal(err)
			}
		}
		for i := 1; i <= 7; i++ {
			if err := open("an", "r"+strconv.Itoa(i)); errs.Is(err, errs.TooMany) != (i >= 5) || err != nil && i < 5 {
				t.Errorf("record %d: %v", i, err)
			}
		}
		if n := count("SELECT COUNT(*) FROM audit_alerts WHERE kind=? AND subject=?", string(Pace), "an"); n != 1 {
			t.Errorf("%d alarms", n)
		}
		if n := count("SELECT COUNT(*) FROM audit_events WHERE action=? AND actor=?", "tip.tip.view", "an"); n != 11 {
			t.Errorf("%d of 11 tries are in the history", n)
		}
		if err := open("binh", "r9"); err != nil {
			t.Errorf("somebody else: %v", err)
		}
	})
}
