package audit

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"testing"
	"time"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"

	"neove/internal/db"
	"neove/internal/dbtest"
)

const places = 100

// attacker has the database in his hands, but not the key of the log. How far
// he goes: he changes rows; he also makes the tree fit; he also deletes the
// checkpoints that do not fit.
type attacker struct {
	t     *testing.T
	tx    *db.Tx
	size  int64
	depth int
	r     *rand.Rand
}

func (a *attacker) exec(q string, args ...any) int64 { return exec(a.t, a.tx, q, args...) }

// cover hides what was done from entry n on.
func (a *attacker) cover(n int64) {
	if a.depth >= 1 {
		a.rebuild()
	}
	if a.depth >= 2 {
		a.exec("DELETE FROM audit_checkpoints WHERE size>?", n)
	}
}

// rebuild makes the tree of what is there now.
func (a *attacker) rebuild() {
	list, err := db.Select[entry](a.tx, "SELECT "+entryColumns+" FROM audit_events WHERE seq>=0 ORDER BY seq")
	if err != nil {
		a.t.Fatal(err)
	}
	a.exec("DELETE FROM audit_hashes")
	f := newFrontier()
	var rows []hashRow
	for _, e := range list {
		for _, h := range f.add(e.leaf()) {
			rows = append(rows, hashRow{int64(len(rows)), h[:]})
		}
	}
	if err := db.InsertAll(a.tx, "audit_hashes", rows); err != nil {
		a.t.Fatal(err)
	}
}

func (a *attacker) place() int64 { return a.r.Int64N(a.size) }

var committed = []string{"id", "at", "actor", "name", "action", "subject", "object", "unit", "reason", "detail"}

// change alters one thing of one entry, or one hash.
func (a *attacker) change() string {
	n := a.place()
	if a.depth == 0 && a.r.IntN(4) == 0 {
		idx := a.r.Int64N(tlog.StoredHashCount(a.size))
		h, err := db.Get[[]byte](a.tx, "SELECT hash FROM audit_hashes WHERE idx=?", idx)
		if err != nil {
			a.t.Fatal(err)
		}
		h[a.r.IntN(len(h))] ^= 1 << a.r.IntN(8)
		a.exec("UPDATE audit_hashes SET hash=? WHERE idx=?", h, idx)
		return fmt.Sprint("hash ", idx)
	}
	e, err := db.Get[entry](a.tx, "SELECT "+entryColumns+" FROM audit_events WHERE seq=?", n)
	if err != nil {
		a.t.Fatal(err)
	}
	column := committed[a.r.IntN(len(committed))]
	switch {
	case e.erased():
		e.Digest[a.r.IntN(32)] ^= 1
		a.exec("UPDATE audit_events SET digest=? WHERE seq=?", e.Digest, n)
		column = "digest"
	case a.depth == 0 && a.r.IntN(6) == 0:
		e.Salt[a.r.IntN(saltSize)] ^= 1
		a.exec("UPDATE audit_events SET salt=? WHERE seq=?", e.Salt, n)
		column = "salt"
	case a.r.IntN(6) == 0: // details vanish without an erasure
		a.exec("UPDATE audit_events SET digest=?,salt=NULL,detail='',reason='' WHERE seq=?", e.details(), n)
		column = "all details"
	default:
		a.exec("UPDATE audit_events SET "+column+"="+column+"||'x' WHERE seq=?", n)
	}
	a.cover(n)
	return fmt.Sprintf("%s of %d", column, n)
}

// remove deletes an entry; from depth 1 the later ones close the gap.
func (a *attacker) remove() string {
	n := a.place()
	a.exec("DELETE FROM audit_events WHERE seq=?", n)
	if a.depth >= 1 {
		a.exec("UPDATE audit_events SET seq=-seq WHERE seq>?", n)
		a.exec("UPDATE audit_events SET seq=-seq-1 WHERE seq<0")
	}
	a.cover(n)
	return fmt.Sprint(n)
}

// reorder lets two entries change places.
func (a *attacker) reorder() string {
	n, m := a.place(), a.place()
	for n == m {
		m = a.place()
	}
	a.exec("UPDATE audit_events SET seq=-1 WHERE seq=?", n)
	a.exec("UPDATE audit_events SET seq=? WHERE seq=?", n, m)
	a.exec("UPDATE audit_events SET seq=? WHERE seq=-1", m)
	a.cover(min(n, m))
	return fmt.Sprint(n, " and ", m)
}

// cut removes the tail; from depth 1 without a trace.
func (a *attacker) cut() string {
	n := a.place()
	a.exec("DELETE FROM audit_events WHERE seq>=?", n)
	if a.depth >= 1 {
		a.exec("DELETE FROM audit_hashes WHERE idx>=?", tlog.StoredHashCount(n))
		a.exec("DELETE FROM audit_checkpoints WHERE size>?", n)
	}
	return fmt.Sprint("from ", n)
}

// restore brings back the log as it was, and lets the system go on from there.
func (a *attacker) restore() string {
	was := a.depth
	a.depth = 1
	s := a.cut()
	if a.depth = was; a.depth == 0 {
		return s
	}
	more := make([]db.Event, a.r.IntN(int(a.size))+1)
	if err := Append(a.tx, clerk, more); err != nil {
		a.t.Fatal(err)
	}
	return s + ", gone on"
}

var errUndo = errors.New("undo")

func TestTamper(t *testing.T) {
	began := time.Now()
	t.Cleanup(func() { t.Logf("5 × %d places on two engines in %v", places, time.Since(began)) })
	each(t, dbtest.Options{}, func(t *testing.T, w *world) {
		for i := range 8 {
			w.act(t, 8+i)
			w.checkpoint(t)
		}
		w.write(t, func(tx *db.Tx) error {
			_, err := Erase(tx, "outreach.activity", "a3", "")
			return err
		})
		w.checkpoint(t)
		held := Held{Keys: []note.Verifier{w.key}, Witness: []byte(get[string](t, w, "SELECT note FROM audit_checkpoints ORDER BY size DESC LIMIT 1"))}
		size := w.verified(t).Size
		if r, err := w.Verify(ctx, held); err != nil || len(r.Findings) > 0 || r.Witnessed != size {
			t.Fatalf("%+v %v", r, err)
		}
		attacks := []struct {
			name string
			do   func(*attacker) string
		}{{"change", (*attacker).change}, {"delete", (*attacker).remove}, {"reorder", (*attacker).reorder}, {"cut", (*attacker).cut}, {"restore", (*attacker).restore}}
		for _, attack := range attacks {
			found := 0
			for i := range places {
				seed := rand.Uint64()
				var what string
				err := w.db.Write(ctx, clerk, "attack", func(tx *db.Tx) error {
					a := &attacker{t: t, tx: tx, size: size, depth: i % 3, r: rand.New(rand.NewPCG(seed, uint64(i)))}
					what = attack.do(a)
					r, err := verify(tx, held)
					if err != nil {
						return err
					}
					if len(r.Findings) > 0 {
						found++
					} else {
						t.Errorf("%s, depth %d, %s: not found", attack.name, a.depth, what)
					}
					return errUndo
				})
				if !errors.Is(err, errUndo) {
					t.Fatal(err)
				}
			}
			t.Logf("%s: %d of %d found", attack.name, found, places)
		}
		w.verified(t) // all was undone
	})
}

// An old copy of the file, put back as it was, is perfect in itself: only the
// witness knows better.
func TestOldCopy(t *testing.T) {
	t.Parallel()
	clock := newClock()
	w := &world{Service: NewService(dbtest.OpenSQLite(t, dbtest.Options{Clock: clock.Now, Audit: Append})), clock: clock}
	w.Key, w.key = newKey(t, 1, "neove.test/so")
	dir := t.TempDir()
	w.act(t, 5)
	for i := range places {
		w.act(t, rand.IntN(3))
		w.checkpoint(t)
		if _, err := w.db.SQL().Exec("VACUUM INTO ?", filepath.Join(dir, fmt.Sprint(i))); err != nil {
			t.Fatal(err)
		}
	}
	w.act(t, 1)
	w.checkpoint(t)
	held := Held{Keys: []note.Verifier{w.key}, Witness: []byte(get[string](t, w, "SELECT note FROM audit_checkpoints ORDER BY size DESC LIMIT 1"))}
	for i := range places {
		d, err := db.Open(context.Background(), db.Config{URL: "sqlite:" + filepath.Join(dir, fmt.Sprint(i))})
		if err != nil {
			t.Fatal(err)
		}
		copied := NewService(d)
		alone, err := copied.Verify(ctx, Held{Keys: held.Keys})
		if err != nil || len(alone.Findings) > 0 {
			t.Errorf("copy %d is not whole: %+v %v", i, alone.Findings, err)
		}
		r, err := copied.Verify(ctx, held)
		if err != nil || len(r.Findings) != 1 || r.Findings[0].Key != "audit.finding.witness_cut" {
			t.Errorf("copy %d: %+v %v", i, r.Findings, err)
		}
		d.Close()
	}
}
