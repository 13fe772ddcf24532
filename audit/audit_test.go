package audit

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"

	"neove/access"
	"neove/internal/checkpoint"
	"neove/internal/db"
	"neove/internal/dbtest"
	"neove/migrations"
)

var ctx = context.Background()

// ticking is a clock that tests move.
type ticking struct {
	mu  sync.Mutex
	now time.Time
}

func newClock() *ticking { return &ticking{now: dbtest.Now} }

func (c *ticking) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *ticking) pass(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

// world is a log with its key.
type world struct {
	*Service
	clock *ticking
	key   note.Verifier
}

// each runs fn on both engines, with an empty log whose checkpoints are signed.
func each(t *testing.T, o dbtest.Options, fn func(t *testing.T, w *world)) {
	t.Helper()
	t.Parallel()
	for name, open := range map[string]func(*testing.T, dbtest.Options) *db.DB{"sqlite": dbtest.OpenSQLite, "postgres": dbtest.OpenPostgres} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			clock, o := newClock(), o
			o.Clock, o.Audit = clock.Now, Append
			w := &world{Service: NewService(open(t, o)), clock: clock}
			w.Key, w.key = newKey(t, checkpoint.ForLog, "neove.test/so")
			fn(t, w)
		})
	}
}

func newKey(t testing.TB, use checkpoint.Use, name string) (*checkpoint.Key, note.Verifier) {
	t.Helper()
	k, err := checkpoint.NewKey(use, name)
	if err != nil {
		t.Fatal(err)
	}
	v, err := checkpoint.Verifier(k.Public())
	if err != nil {
		t.Fatal(err)
	}
	return k, v
}

var clerk = access.System("Cán bộ thử")

// act stores n events, each in a command of its own.
func (w *world) act(t testing.TB, n int) {
	t.Helper()
	for i := range n {
		w.clock.pass(time.Second)
		err := w.db.Write(ctx, clerk, "outreach.activity.record", func(tx *db.Tx) error {
			tx.Event(db.Event{Subject: "outreach.activity", ID: fmt.Sprint("a", i%7), Unit: "X1", Reason: "vì <thử> & “thế”",
				Detail: map[string]any{"people": i, "place": "Nhà văn hoá ấp " + fmt.Sprint(i)}})
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}

func (w *world) checkpoint(t testing.TB) {
	t.Helper()
	if err := w.Checkpoint(ctx); err != nil {
		t.Fatal(err)
	}
}

// verified fails the test when the log has findings.
func (w *world) verified(t testing.TB) Report {
	t.Helper()
	r, err := w.Verify(ctx, Held{Keys: []note.Verifier{w.key}})
	if err != nil {
		t.Fatal(err)
	}
	if len(r.Findings) > 0 {
		t.Fatalf("%+v", r.Findings)
	}
	return r
}

func (w *world) write(t testing.TB, fn func(tx *db.Tx) error) {
	t.Helper()
	err := w.db.Write(ctx, clerk, "test", func(tx *db.Tx) error {
		tx.Event(db.Event{Subject: "test"})
		return fn(tx)
	})
	if err != nil {
		t.Fatal(err)
	}
}

func exec(t testing.TB, tx *db.Tx, q string, args ...any) int64 {
	t.Helper()
	n, err := tx.Exec(q, args...)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func get[T any](t testing.TB, w *world, q string, args ...any) T {
	t.Helper()
	var v T
	err := w.db.View(ctx, func(tx *db.Tx) (err error) {
		v, err = db.Get[T](tx, q, args...)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// The numbers are dense, the root is that of the plain definition of the tree,
// and history reads as before.
func TestAppend(t *testing.T) {
	each(t, dbtest.Options{}, func(t *testing.T, w *world) {
		w.act(t, 20)
		err := w.db.Write(ctx, clerk, "outreach.sheet.import", func(tx *db.Tx) error {
			for i := range 30 {
				tx.Event(db.Event{Subject: "outreach.activity", ID: "a0", Unit: "X1", Detail: map[string]any{"row": i}})
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		w.act(t, 3)
		w.checkpoint(t)
		r := w.verified(t)
		if r.Size != 53 || r.Checkpoints != 1 || !r.To.After(r.From) {
			t.Errorf("%+v", r)
		}
		var list []entry
		var history []Event
		err = w.db.View(ctx, func(tx *db.Tx) (err error) {
			if list, err = db.Select[entry](tx, "SELECT "+entryColumns+" FROM audit_events ORDER BY seq"); err != nil {
				return err
			}
			history, err = Of(tx, "outreach.activity", "a0")
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		if got := plainRoot(list); got != r.Root {
			t.Errorf("root %s, want %s", r.Root, got)
		}
		if len(history) != 34 || history[0].Detail != `{"people":0,"place":"Nhà văn hoá ấp 0"}` || history[0].Reason != "vì <thử> & “thế”" || history[3].Detail != `{"row":0}` {
			t.Errorf("%d %+v", len(history), history[:4])
		}
		if n := get[int64](t, w, "SELECT COUNT(*) FROM audit_hashes"); n != tlog.StoredHashCount(53) {
			t.Errorf("%d hashes", n)
		}
	})
}

// plainRoot is the recursive definition of RFC 6962.
func plainRoot(list []entry) tlog.Hash {
	if len(list) == 1 {
		return list[0].leaf()
	}
	k := 1
	for 2*k < len(list) {
		k *= 2
	}
	return tlog.NodeHash(plainRoot(list[:k]), plainRoot(list[k:]))
}

// The bytes of a leaf are a promise to other verifiers: docs/security/audit.md
// shows this very example.
func TestLeafText(t *testing.T) {
	t.Parallel()
	e := entry{Seq: 7, ID: "01jgx", At: "2025-01-06T02:00:00.000Z", Actor: "u1", Name: "Nguyễn Thị <A>", Action: "outreach.activity.record",
		Subject: "outreach.activity", Object: "a1", Unit: "L27694", Reason: "", Detail: `{"people":120}`, Salt: []byte("0123456789abcdef")}
	if got := e.leaf().String(); got != "SUjiVaNAgT4ciI5T9z6eyk7B70lKjK3PCoVBf5p5OgI=" {
		t.Errorf("leaf %s", got)
	}
	before := e.leaf()
	e.Digest = e.details()
	e.Salt, e.Detail = nil, ""
	if e.leaf() != before || !e.whole() {
		t.Error("erasing the details changes the leaf")
	}
}

func TestErase(t *testing.T) {
	each(t, dbtest.Options{}, func(t *testing.T, w *world) {
		w.act(t, 20)
		w.checkpoint(t)
		before := w.verified(t)
		err := w.db.Write(ctx, clerk, "casework.case.shred", func(tx *db.Tx) error {
			n, err := Erase(tx, "outreach.activity", "a3", "hết thời hạn lưu trữ")
			if n != 3 {
				t.Errorf("%d erased", n)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		after := w.verified(t)
		if after.Size != before.Size+3 || after.Erased != 3 {
			t.Errorf("%+v", after)
		}
		left := get[int64](t, w, "SELECT COUNT(*) FROM audit_events WHERE object='a3' AND (detail<>'' OR reason<>'' OR salt IS NOT NULL OR digest IS NULL)")
		if left != 0 {
			t.Errorf("%d events keep their details", left)
		}
		err = w.db.View(ctx, func(tx *db.Tx) error {
			list, err := Of(tx, "outreach.activity", "a3")
			if len(list) != 3 || list[0].Name != clerk.Name {
				t.Errorf("%+v", list)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}

// With a key the database holds no word of reason and detail; readers see them.
func TestSealed(t *testing.T) {
	flip := func(b []byte) ([]byte, error) { // stands for a cipher
		out := make([]byte, len(b))
		for i := range b {
			out[i] = b[i] ^ 0x5a
		}
		return out, nil
	}
	each(t, dbtest.Options{Details: db.Sealer{Seal: flip, Open: flip}}, func(t *testing.T, w *world) {
		w.act(t, 9)
		w.checkpoint(t)
		w.verified(t)
		if n := get[int64](t, w, "SELECT COUNT(*) FROM audit_events WHERE reason<>'' OR detail<>'' OR sealed IS NULL"); n != 0 {
			t.Errorf("%d events are not sealed", n)
		}
		err := w.db.View(ctx, func(tx *db.Tx) error {
			list, err := Of(tx, "outreach.activity", "a2")
			if err == nil && (list[0].Reason != "vì <thử> & “thế”" || list[0].Detail != `{"people":2,"place":"Nhà văn hoá ấp 2"}`) {
				t.Errorf("%+v", list)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		if err := w.db.Write(ctx, clerk, "casework.case.shred", func(tx *db.Tx) error {
			_, err := Erase(tx, "outreach.activity", "a2", "")
			return err
		}); err != nil {
			t.Fatal(err)
		}
		w.verified(t)
	})
}

// until are the migrations up to a number.
func until(t *testing.T, last string) fs.FS {
	t.Helper()
	out := fstest.MapFS{}
	list, err := fs.ReadDir(migrations.FS, ".")
	for _, e := range list {
		if e.Name()[:4] <= last {
			raw, rerr := fs.ReadFile(migrations.FS, e.Name())
			err = errors.Join(err, rerr)
			out[e.Name()] = &fstest.MapFile{Data: raw}
		}
	}
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// back takes the migrations of the tree back, as before an upgrade.
func back(t *testing.T, d *db.DB) {
	t.Helper()
	for _, name := range []string{"0027_audit_alert.sql", "0026_audit_checkpoint.sql", "0025_audit_tree.sql"} {
		raw, err := fs.ReadFile(migrations.FS, name)
		if err != nil {
			t.Fatal(err)
		}
		_, down, _ := strings.Cut(string(raw), "-- +goose Down")
		if _, err := d.SQL().Exec(down); err != nil {
			t.Fatal(name, err)
		}
	}
	if _, err := d.SQL().Exec("DELETE FROM db_versions WHERE version_id>=25"); err != nil {
		t.Fatal(err)
	}
}

// A log from before the tree is migrated, and planted by the first write.
func TestUpgrade(t *testing.T) {
	each(t, dbtest.Options{}, func(t *testing.T, w *world) {
		const old = 4321
		back(t, w.db)
		var rows []string
		for i := range old { // as version 0.1.0 stored them
			rows = append(rows, fmt.Sprintf("('%05d','%s','u1','Cán bộ','outreach.month.save','outreach.month','m%d','X1','','{}')", i,
				db.Arg(dbtest.Now.Add(time.Duration(-i)*time.Minute)), i%50))
		}
		if _, err := w.db.SQL().Exec("INSERT INTO audit_events (id,at,actor,name,action,subject,object,unit,reason,detail) VALUES " + strings.Join(rows, ",")); err != nil {
			t.Fatal(err)
		}
		if err := w.db.Migrate(ctx, until(t, "0027")); err != nil {
			t.Fatal(err)
		}
		if r, err := w.Verify(ctx, Held{}); err != nil || len(r.Findings) != 1 || r.Findings[0].Key != "audit.finding.unplanted" {
			t.Errorf("not planted: %+v %v", r, err)
		}
		w.act(t, 1)
		if r := w.verified(t); r.Size != old+2 { // and what planting says
			t.Errorf("%d entries", r.Size)
		}
		if n := get[int64](t, w, "SELECT COUNT(*) FROM audit_events a JOIN audit_events b ON b.seq=a.seq+1 WHERE b.at<a.at"); n != 0 {
			t.Errorf("%d entries are out of order", n)
		}
		planted := get[entry](t, w, "SELECT "+entryColumns+" FROM audit_events WHERE action='audit.tree.plant'")
		if planted.Detail != fmt.Sprintf(`{"events":%d}`, old) || planted.Seq != old {
			t.Errorf("%+v", planted)
		}
		w.act(t, 2)
		w.checkpoint(t)
		w.verified(t)
	})
}

func mustEvent(tx *db.Tx) error {
	tx.Event(db.Event{Subject: "test"})
	return nil
}

// The n-th failing call, for every n, leaves nothing half done.
func TestFaults(t *testing.T) {
	var calls, failAt int
	errFault := errors.New("fault")
	o := dbtest.Options{Fault: func() error {
		if calls++; calls == failAt {
			return errFault
		}
		return nil
	}}
	for name, open := range map[string]func(*testing.T, dbtest.Options) *db.DB{"sqlite": dbtest.OpenSQLite, "postgres": dbtest.OpenPostgres} {
		t.Run(name, func(t *testing.T) { // not parallel: the calls are counted
			clock := newClock()
			o.Clock, o.Audit = clock.Now, Append
			w := &world{Service: NewService(open(t, o)), clock: clock}
			w.Key, w.key = newKey(t, checkpoint.ForLog, "neove.test/so")
			jobs := map[string]func() error{
				"write": func() error {
					return w.db.Write(ctx, clerk, "test", func(tx *db.Tx) error {
						for i := range 5 {
							tx.Event(db.Event{Subject: "test", ID: fmt.Sprint(i)})
						}
						return Raise(tx, Decoy, "c1", "X1", "")
					})
				},
				"read": func() error {
					return w.db.Read(ctx, clerk, "test", func(tx *db.Tx) error {
						tx.Event(db.Event{Subject: "test"})
						_, err := Of(tx, "test", "1")
						return err
					})
				},
				"checkpoint": func() error { return w.Checkpoint(ctx) },
				"erase": func() error {
					return w.db.Write(ctx, clerk, "test", func(tx *db.Tx) error {
						_, err := Erase(tx, "outreach.activity", "a1", "")
						return errors.Join(err, mustEvent(tx))
					})
				},
			}
			failAt = 0
			w.act(t, 12)
			for name, job := range jobs {
				before := counts(t, w)
				n := 1
				for ; ; n++ {
					calls, failAt = 0, n
					err := job()
					failAt = 0
					if err == nil && calls < n {
						break // it made fewer than n calls
					}
					if !errors.Is(err, errFault) {
						t.Fatalf("%s, call %d of %d: %v", name, n, calls, err)
					}
					after := counts(t, w)
					w.verified(t)
					if name == "checkpoint" { // refused commands are an alert, and that is stored
						after, before = strings.Split(after, "alerts")[0], strings.Split(before, "alerts")[0]
						continue
					}
					if after != before {
						t.Fatalf("%s, call %d: %s became %s", name, n, before, after)
					}
				}
				if n < 5 {
					t.Errorf("%s makes only %d calls", name, n)
				}
				w.verified(t)
			}
		})
	}
}

func counts(t *testing.T, w *world) string {
	s := ""
	for _, table := range []string{"events", "hashes", "checkpoints", "alerts"} {
		s += fmt.Sprintf("%s %d ", table, get[int64](t, w, "SELECT COUNT(*) FROM audit_"+table))
	}
	return s + fmt.Sprintf("erased %d", get[int64](t, w, "SELECT COUNT(*) FROM audit_events WHERE digest IS NOT NULL"))
}
