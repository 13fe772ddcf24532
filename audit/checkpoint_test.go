package audit

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"

	"neove/internal/checkpoint"
	"neove/internal/db"
	"neove/internal/dbtest"
	"neove/internal/errs"
)

func (w *world) newest(t *testing.T) Checkpoint {
	t.Helper()
	list, _, err := w.Checkpoints(ctx, clerk, 1, 0)
	if err != nil || len(list) == 0 {
		t.Fatalf("no checkpoint: %v", err)
	}
	return list[0]
}

func (w *world) alerts(t *testing.T) string {
	t.Helper()
	list, err := w.Alerts(ctx, clerk)
	if err != nil {
		t.Fatal(err)
	}
	var kinds []string
	for _, a := range list {
		kinds = append(kinds, strings.TrimSpace(string(a.Kind)+" "+a.Detail))
	}
	slices.Sort(kinds)
	return strings.Join(kinds, ", ")
}

func TestCheckpoint(t *testing.T) {
	each(t, dbtest.Options{}, func(t *testing.T, w *world) {
		w.checkpoint(t) // an empty log has a root, too
		w.act(t, 3)
		for range 4 { // nothing happens: one checkpoint of the size is kept
			w.checkpoint(t)
			w.clock.pass(10 * time.Minute)
		}
		list, total, err := w.Checkpoints(ctx, clerk, 10, 0)
		if err != nil || total != 2 || list[0].Size != 3 || list[1].Size != 0 || !list[0].At.Equal(dbtest.Now.Add(3*time.Second+30*time.Minute)) {
			t.Errorf("%+v %v", list, err)
		}
		c, err := checkpoint.Open([]byte(list[0].Note), w.key)
		if r := w.verified(t); err != nil || c.Root != r.Root || c.Size != 3 || c.Origin != "neove.test/so" {
			t.Errorf("%+v %v", c, err)
		}
		p, err := w.Proof(ctx, clerk, 2)
		if err != nil || p.Old != 2 || len(p.Hashes) == 0 {
			t.Errorf("%+v %v", p, err)
		}
		for _, old := range []int64{-1, 4} {
			if _, err := w.Proof(ctx, clerk, old); !errs.Is(err, errs.NotFound) {
				t.Errorf("proof from %d: %v", old, err)
			}
		}
		w.Key = nil
		w.act(t, 1)
		w.checkpoint(t) // without a key there is none
		if c := w.newest(t); c.Size != 3 {
			t.Errorf("%+v", c)
		}
	})
}

// other is the witness's side of a test.
type other struct {
	checkpoint.Witness
	key note.Verifier
}

func newOther(t *testing.T, w *world) *other {
	o := &other{}
	o.Log, o.State, o.First = w.key, filepath.Join(t.TempDir(), "state.txt"), true
	o.Key, o.key = newKey(t, checkpoint.ForWitness, "chung-kien.test")
	return o
}

func TestWitnessByFolder(t *testing.T) {
	each(t, dbtest.Options{}, func(t *testing.T, w *world) {
		o, folder := newOther(t, w), t.TempDir()
		w.Witness = Witness{Folder: folder, Key: o.Key.Public()}
		read := func(name string) []byte {
			raw, err := os.ReadFile(filepath.Join(folder, name))
			if err != nil {
				t.Fatal(err)
			}
			return raw
		}
		sign := func() error { // what neove-verify does on the other side
			p, err := checkpoint.ParseProof(string(read("proof.txt")))
			if err != nil {
				t.Fatal(err)
			}
			out, err := o.Accept(read("checkpoint.txt"), p)
			if err != nil {
				return err
			}
			return os.WriteFile(filepath.Join(folder, "witnessed.txt"), out, 0o600)
		}
		for round := range 5 {
			w.act(t, 10)
			w.checkpoint(t)
			if err := sign(); err != nil {
				t.Fatalf("round %d: %v", round, err)
			}
			w.clock.pass(10 * time.Minute)
			w.checkpoint(t) // fetches
		}
		c := w.newest(t)
		if _, err := checkpoint.Both([]byte(c.Witness), w.key, o.key); err != nil || c.Size != 50 || !c.WitnessedAt.Equal(w.clock.Now()) {
			t.Errorf("%+v %v", c, err)
		}
		w.clock.pass(10 * time.Minute)
		w.checkpoint(t) // the same file again changes nothing
		if got := get[int64](t, w, "SELECT COUNT(*) FROM audit_checkpoints WHERE witness<>''"); got != 5 {
			t.Errorf("%d witnessed checkpoints", got)
		}
		if r, err := w.Verify(ctx, Held{Keys: []note.Verifier{w.key}, Witness: read("witnessed.txt")}); err != nil || len(r.Findings) > 0 || r.Witnessed != 50 {
			t.Errorf("%+v %v", r, err)
		}
		if got := w.alerts(t); got != "" {
			t.Errorf("alerts %s", got)
		}

		// What somebody else puts there is not taken.
		stranger, _ := newKey(t, checkpoint.ForWitness, "chung-kien.test")
		o.Key = stranger
		w.act(t, 1)
		w.checkpoint(t)
		if err := sign(); err != nil {
			t.Fatal(err)
		}
		w.checkpoint(t)
		if c := w.newest(t); c.Size != 51 || c.Witness != "" {
			t.Errorf("signed by a stranger: %+v", c)
		}
	})
}

func TestWitnessByAddress(t *testing.T) {
	each(t, dbtest.Options{}, func(t *testing.T, w *world) {
		o := newOther(t, w)
		down := false
		srv := httptest.NewTLSServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
			if down || r.URL.Path != "/thu/add-checkpoint" {
				http.Error(rw, "bảo trì", http.StatusServiceUnavailable)
				return
			}
			o.ServeHTTP(rw, r)
		}))
		t.Cleanup(srv.Close)
		w.Witness = Witness{URL: srv.URL + "/thu/", Key: o.Key.Public(), Client: srv.Client()}
		if err := w.Witness.Check(); err != nil {
			t.Fatal(err)
		}
		w.act(t, 5)
		w.checkpoint(t)
		if c := w.newest(t); c.Witness == "" {
			t.Fatalf("%+v", c)
		}
		// The answer is lost on the way: the witness holds more than we know.
		w.act(t, 5)
		c, err := w.sign(ctx)
		if err != nil {
			t.Fatal(err)
		}
		p, err := w.prove(ctx, 5, c.Size)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := o.Accept([]byte(c.Note), p); err != nil {
			t.Fatal(err)
		}
		w.act(t, 5)
		w.checkpoint(t)
		if c := w.newest(t); c.Size != 15 || c.Witness == "" {
			t.Errorf("after a lost answer: %+v", c)
		}
		if got := w.alerts(t); got != "" {
			t.Errorf("alerts %s", got)
		}

		// A day without the witness is an alert, and one only.
		down = true
		for range 8 {
			w.clock.pass(6 * time.Hour)
			w.act(t, 1)
			w.checkpoint(t)
		}
		if got := w.alerts(t); !strings.HasPrefix(got, "witness_late 09:00 6/1/2025") || strings.Count(got, "witness_late") != 1 {
			t.Errorf("alerts %s", got)
		}
		down = false
		w.checkpoint(t)
		if c := w.newest(t); c.Size != w.verified(t).Size || c.Witness == "" {
			t.Errorf("after the outage: %+v", c)
		}
	})
}

// The log itself notices at the next checkpoint that it was rewritten, and
// signs no second history. Neither does the witness.
func TestRewrittenLogIsNotSigned(t *testing.T) {
	each(t, dbtest.Options{}, func(t *testing.T, w *world) {
		o := newOther(t, w)
		w.act(t, 20)
		w.checkpoint(t)
		before := w.newest(t)
		if _, err := o.Accept([]byte(before.Note), checkpoint.Proof{}); err != nil {
			t.Fatal(err)
		}
		w.write(t, func(tx *db.Tx) error {
			exec(t, tx, "UPDATE audit_events SET actor='khac' WHERE seq=7")
			(&attacker{t: t, tx: tx}).rebuild()
			return nil
		})
		for range 2 {
			if err := w.Checkpoint(ctx); !errors.Is(err, errForked) {
				t.Fatalf("%v", err)
			}
		}
		if c := w.newest(t); c.ID != before.ID || w.alerts(t) != "tampered" {
			t.Errorf("%+v, alerts %s", c, w.alerts(t))
		}
		w.write(t, func(tx *db.Tx) error { exec(t, tx, "DELETE FROM audit_checkpoints"); return nil })
		w.checkpoint(t) // who removes the checkpoints, too, can have it signed
		p, err := w.Proof(ctx, clerk, before.Size)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := o.Accept([]byte(w.newest(t).Note), p); !errors.Is(err, checkpoint.ErrRewritten) {
			t.Errorf("the witness: %v", err)
		}
	})
}

func TestInspect(t *testing.T) {
	each(t, dbtest.Options{}, func(t *testing.T, w *world) {
		w.act(t, 10)
		w.checkpoint(t)
		if err := w.Inspect(ctx); err != nil || w.alerts(t) != "" {
			t.Fatalf("%v %s", err, w.alerts(t))
		}
		w.write(t, func(tx *db.Tx) error { exec(t, tx, "UPDATE audit_events SET name='x' WHERE seq=2"); return nil })
		w.checkpoint(t) // the tree is still what it was: only a full reading finds it
		for range 2 {
			if err := w.Inspect(ctx); err != nil || w.alerts(t) != "tampered" {
				t.Errorf("%v %s", err, w.alerts(t))
			}
		}
	})
}

func TestClock(t *testing.T) {
	each(t, dbtest.Options{}, func(t *testing.T, w *world) {
		steady := func() error { return w.db.View(ctx, Steady) }
		step := func(d time.Duration, alerts string, steadyNow bool) {
			t.Helper()
			w.clock.pass(d)
			if err := steady(); (err == nil) != steadyNow || err != nil && !errs.Is(err, errs.Unavailable) {
				t.Errorf("after %v: steady is %v", d, err)
			}
			w.checkpoint(t)
			if got := w.alerts(t); got != alerts {
				t.Errorf("after %v: alerts %q, want %q", d, got, alerts)
			}
		}
		step(0, "", true)
		w.act(t, 2)
		step(-4*time.Minute, "", true)
		step(-2*time.Minute, "clock back", false)
		step(time.Minute, "clock back", true) // the alert is the last entry now
		step(47*time.Hour, "clock back", true)
		step(47*time.Hour, "clock back", true) // nobody works, but the checkpoints tell that the server does
		step(49*time.Hour, "clock ahead, clock back", false)
		step(10*365*24*time.Hour, "clock ahead, clock ahead, clock back", false)
	})
}

// Commands that could not be audited are counted, and told when it works again.
func TestRefusedCommandsAreAnAlert(t *testing.T) {
	each(t, dbtest.Options{}, func(t *testing.T, w *world) {
		w.act(t, 3)
		w.checkpoint(t)
		taken := tlog.StoredHashCount(w.verified(t).Size) // the place of the next leaf
		if _, err := w.db.SQL().Exec(fmt.Sprintf("INSERT INTO audit_hashes SELECT %d,hash FROM audit_hashes WHERE idx=0", taken)); err != nil {
			t.Fatal(err)
		}
		for range 3 {
			err := w.db.Write(ctx, clerk, "test", mustEvent)
			if !errs.Is(err, errs.Unavailable) || errs.From(err).Key != "web.err.audit" {
				t.Fatalf("%v", err)
			}
			if err := w.db.Read(ctx, clerk, "test", mustEvent); !errs.Is(err, errs.Unavailable) {
				t.Fatalf("%v", err)
			}
		}
		if _, err := w.db.SQL().Exec(fmt.Sprintf("DELETE FROM audit_hashes WHERE idx=%d", taken)); err != nil {
			t.Fatal(err)
		}
		for range 2 {
			w.checkpoint(t)
			if got := w.alerts(t); got != "refused 6" {
				t.Errorf("alerts %s", got)
			}
		}
		w.verified(t)
	})
}

func TestWitnessCheck(t *testing.T) {
	t.Parallel()
	k, _ := newKey(t, checkpoint.ForWitness, "w")
	for _, c := range []struct {
		name string
		w    Witness
		ok   bool
	}{
		{"none", Witness{}, true},
		{"folder", Witness{Folder: "x", Key: k.Public()}, true},
		{"no key", Witness{Folder: "x"}, false},
		{"not a key", Witness{Folder: "x", Key: "w+1+AA=="}, false},
		{"address", Witness{URL: "https://chung-kien.example/", Key: k.Public()}, true},
		{"plain", Witness{URL: "http://chung-kien.example/", Key: k.Public()}, false},
		{"no host", Witness{URL: "https:///x", Key: k.Public()}, false},
	} {
		if err := c.w.Check(); (err == nil) != c.ok {
			t.Errorf("%s: %v", c.name, err)
		}
	}
}

// A witness that never answers holds nobody up for long.
func TestSlowWitness(t *testing.T) {
	t.Parallel()
	w := &world{Service: NewService(dbtest.OpenSQLite(t, dbtest.Options{Audit: Append})), clock: newClock()}
	w.Key, w.key = newKey(t, checkpoint.ForLog, "neove.test/so")
	o := newOther(t, w)
	stop := make(chan struct{})
	srv := httptest.NewTLSServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		<-stop
	}))
	t.Cleanup(srv.Close)
	t.Cleanup(func() { close(stop) })
	client := srv.Client()
	client.Timeout = 50 * time.Millisecond
	w.Witness = Witness{URL: srv.URL, Key: o.Key.Public(), Client: client}
	w.checkpoint(t)
	if c := w.newest(t); !bytes.Contains([]byte(c.Note), []byte("neove.test/so")) || c.Witness != "" {
		t.Errorf("%+v", c)
	}
}
