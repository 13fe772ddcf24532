package trust

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"neove/access"
	"neove/app"
	"neove/app/apptest"
	"neove/internal/clock"
	"neove/internal/db"
	"neove/internal/errs"
	"neove/outreach"
)

// smallDisk is a folder that holds a few megabytes.
// TestQuotaReached is the form that needs no rights on the machine.
func smallDisk(t *testing.T, megabytes int) string {
	t.Helper()
	dir := t.TempDir()
	if os.Geteuid() != 0 {
		t.Skip("a file system of a few megabytes needs root")
	}
	if out, err := exec.Command("mount", "-t", "tmpfs", "-o", fmt.Sprintf("size=%dm", megabytes), "tmpfs", dir).CombinedOutput(); err != nil {
		t.Skipf("a file system of a few megabytes cannot be mounted here: %v %s", err, out)
	}
	t.Cleanup(func() {
		if out, err := exec.Command("umount", dir).CombinedOutput(); err != nil {
			t.Errorf("%v %s", err, out)
		}
	})
	return dir
}

// A full disk refuses in words with 503, stores nothing by halves, still shows
// public pages, does not show what must be recorded first, and everything works
// again when there is room.
func TestDiskFull(t *testing.T) {
	if testing.Short() {
		t.Skip("starts the program")
	}
	data := smallDisk(t, 16)
	k := newKiller(t, data)
	ballast := filepath.Join(data, "ballast")
	k.start()
	k.token("commune")
	k.token("province")
	tipID := ""
	for range 8 { // some writes, two of them tips
		k.send(k.next())
	}
	for _, w := range k.acknowledged {
		if strings.Contains(w.path, "tip") {
			tipID = w.id
		}
	}
	fillUp(t, ballast)
	for i := 0; i < 3000 && k.refused < 5 && !t.Failed(); i++ {
		k.send(k.next())
	}
	if k.refused < 5 || k.refusedStatus != http.StatusServiceUnavailable {
		t.Fatalf("the full disk refused %d writes, status %d", k.refused, k.refusedStatus)
	}
	w := k.open[0]
	if _, body, err := k.post(k.tokens[w.account], w.path, w.key, w.body); err != nil || !strings.Contains(string(body), "hết chỗ lưu") {
		t.Errorf("%v %s", err, body)
	}
	k.readUntilFull(tipID)
	for _, public := range []string{"/healthz", "/readyz", "/access/sign-in"} {
		if code, body := k.get(public); code != 200 {
			t.Errorf("%s: %d %s", public, code, body)
		}
	}
	if err := os.Remove(ballast); err != nil {
		t.Fatal(err)
	}
	for len(k.open) > 0 && !t.Failed() { // without a restart
		w := k.open[0]
		k.open = k.open[1:]
		before := len(k.open)
		k.send(w)
		if len(k.open) > before {
			t.Errorf("%s is still refused: status %d", w.key, k.refusedStatus)
		}
	}
	if code, body := k.get("/api/v1/tip/tips/" + tipID); code != 200 || !strings.Contains(body, "Tin số") {
		t.Errorf("after the disk has room: %d %s", code, body)
	}
	k.stop()
	k.once()
	k.whole()
	t.Logf("%d writes acknowledged, %d refused while full", len(k.acknowledged), k.refused)
}

// readUntilFull reads a tip until there is no room for the record of one more
// reading; that one must show nothing.
func (k *killer) readUntilFull(id string) {
	k.t.Helper()
	for range 3000 {
		code, body := k.get("/api/v1/tip/tips/" + id)
		if code == 200 {
			continue
		}
		if code != http.StatusServiceUnavailable || strings.Contains(body, "Tin số") {
			k.t.Errorf("a reading that cannot be recorded: %d %s", code, body)
		}
		return
	}
	k.t.Error("every reading found room")
}

// fillUp leaves a file system about 300 KB of room.
func fillUp(t *testing.T, file string) {
	t.Helper()
	f, err := os.Create(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	block := make([]byte, 64<<10)
	size := int64(0)
	for {
		n, err := f.Write(block)
		size += int64(n)
		if err != nil {
			break
		}
	}
	if err := f.Truncate(max(0, size-300<<10)); err != nil {
		t.Fatal(err)
	}
}

// get asks as the commune's program and returns status and body.
func (p *program) get(path string) (int, string) {
	p.t.Helper()
	r, err := http.NewRequest("GET", p.base+path, nil)
	if err != nil {
		p.t.Fatal(err)
	}
	r.Header.Set("Authorization", "Bearer "+p.tokens["commune"])
	w, err := client.Do(r)
	if err != nil {
		p.t.Fatal(err)
	}
	defer w.Body.Close()
	body, err := io.ReadAll(w.Body)
	if err != nil {
		p.t.Fatal(err)
	}
	return w.StatusCode, string(body)
}

// A database that has reached a limit of its own, such as a quota, behaves like
// a full disk; this form needs no rights on the machine.
func TestQuotaReached(t *testing.T) {
	t.Parallel()
	p := newProgram(t, "")
	p.with(func(ctx context.Context, a *app.App) {
		by := p.actor(ctx, a, "commune")
		count := func() (n int64) {
			err := a.DB.View(ctx, func(tx *db.Tx) (err error) {
				n, err = db.Get[int64](tx, "SELECT (SELECT count(*) FROM outreach_activities)*1000000+(SELECT count(*) FROM audit_events)")
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
			return n
		}
		limit := func(pages int64) { // one that is below the present size means the present size
			err := a.DB.Write(ctx, by, "trust.limit", func(tx *db.Tx) error {
				_, err := db.Get[int64](tx, fmt.Sprintf("PRAGMA max_page_count=%d", pages))
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
		}
		limit(1)
		refused := 0
		for i := 0; i < 500 && refused < 3; i++ {
			before := count()
			if _, err := a.Outreach.RecordAll(ctx, by, sessions(20), ""); err != nil {
				refused++
				if e := errs.From(err); e.Status() != http.StatusServiceUnavailable {
					t.Fatal(err)
				}
				if after := count(); after != before {
					t.Errorf("half stored: %d became %d", before, after)
				}
			}
		}
		if refused == 0 {
			t.Error("nothing was refused")
		}
		limit(1 << 30)
		if _, err := a.Outreach.RecordAll(ctx, by, sessions(20), ""); err != nil {
			t.Errorf("with room again: %v", err)
		}
	}, nil)
	p.whole()
}

// sessions are activities of today in the commune.
func sessions(n int) []outreach.Activity {
	list := make([]outreach.Activity, n)
	for i := range list {
		people := int64(20 + i)
		list[i] = outreach.Activity{Unit: commune, Channel: "session", From: clock.DateOf(time.Now()), Quantity: 1, People: &people, Place: "Nhà văn hoá ấp Bình Trị"}
	}
	return list
}

// actor signs in without the network.
func (p *program) actor(ctx context.Context, a *app.App, account string) access.Actor {
	p.t.Helper()
	token, _, err := a.Access.SignIn(ctx, account, apptest.Password, access.Program)
	if err != nil {
		p.t.Fatal(err)
	}
	by, err := a.Access.ByToken(ctx, token)
	if err != nil {
		p.t.Fatal(err)
	}
	return by
}
