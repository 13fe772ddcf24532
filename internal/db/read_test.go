package db_test

import (
	"context"
	"errors"
	"testing"

	"neove/internal/db"
	"neove/internal/dbtest"
	"neove/internal/errs"
)

type reader struct{}

func (reader) ActorID() string   { return "u1" }
func (reader) ActorName() string { return "Người đọc" }

var errSink = errors.New("the sink is full")

// Read commits its events before it returns, and shows nothing when it cannot.
func TestRead(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	type outcome struct {
		name   string
		fn     func(tx *db.Tx) error
		full   bool // the audit cannot store
		events int64
		want   func(error) bool
	}
	kind := func(k errs.Kind) func(error) bool { return func(err error) bool { return errs.Is(err, k) } }
	see := func(tx *db.Tx) { tx.Event(db.Event{Subject: "casework.case", ID: "c1"}) }
	outcomes := []outcome{
		{name: "seen", fn: func(tx *db.Tx) error { see(tx); see(tx); return nil }, events: 2, want: func(err error) bool { return err == nil }},
		{name: "no event", fn: func(*db.Tx) error { return nil }, want: func(err error) bool { return errors.Is(err, db.ErrNoEvent) }},
		{name: "refused try", fn: func(tx *db.Tx) error { see(tx); return errs.New(errs.NotFound, "web.err.not_found") }, events: 1, want: kind(errs.NotFound)},
		{name: "not found, not told", fn: func(*db.Tx) error { return errs.New(errs.NotFound, "web.err.not_found") }, want: kind(errs.NotFound)},
		{name: "broken", fn: func(tx *db.Tx) error { see(tx); return errSink }, want: func(err error) bool { return errors.Is(err, errSink) }},
		{name: "audit fails", fn: func(tx *db.Tx) error { see(tx); return nil }, full: true, want: kind(errs.Unavailable)},
		{name: "audit of a refusal fails", fn: func(tx *db.Tx) error { see(tx); return errs.New(errs.NotFound, "web.err.not_found") }, full: true, want: kind(errs.Unavailable)},
		{name: "it writes", fn: func(tx *db.Tx) error {
			see(tx)
			_, err := tx.Exec("DELETE FROM access_users")
			return err
		}, want: func(err error) bool { return err != nil }},
	}
	for _, o := range outcomes {
		t.Run(o.name, func(t *testing.T) {
			t.Parallel()
			sink := func(tx *db.Tx, by db.By, events []db.Event) error {
				for _, e := range events {
					if e.Action != "casework.open" || by.ActorID() != "u1" {
						t.Errorf("%+v by %v", e, by)
					}
					if _, err := tx.Exec("INSERT INTO access_attempts (account,failures,last_at) VALUES (?,1,'')", tx.ID()); err != nil {
						return err
					}
				}
				if o.full {
					return errSink
				}
				return nil
			}
			dbtest.EachWith(t, dbtest.Options{Audit: sink}, func(t *testing.T, d *db.DB) {
				after := false
				err := d.Read(ctx, reader{}, "casework.open", func(tx *db.Tx) error {
					tx.After(func() { after = true })
					return o.fn(tx)
				})
				if !o.want(err) {
					t.Errorf("error %v", err)
				}
				if o.full && (errs.From(err).Key != "web.err.audit" || d.Unaudited() != 1 || after) {
					t.Errorf("%v, %d unaudited, after %v", err, d.Unaudited(), after)
				}
				var n int64
				if err := d.View(ctx, func(tx *db.Tx) (err error) {
					n, err = db.Get[int64](tx, "SELECT COUNT(*) FROM access_attempts")
					return err
				}); err != nil {
					t.Fatal(err)
				}
				if n != o.events {
					t.Errorf("%d events stored, want %d", n, o.events)
				}
			})
		})
	}
}
