package trust

import (
	"context"
	"math/rand/v2"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"filippo.io/age"

	"neove/app"
	"neove/internal/db"
)

// The restore drill: a backup under write load is restored, and everything that
// was acknowledged before it began is there; the tree recomputes and sealed
// values open. A wrong reader, a wrong root key, a cut file and changed bytes are
// noticed.
func TestRestoreDrill(t *testing.T) {
	if testing.Short() {
		t.Skip("starts the program")
	}
	k := newKiller(t, "")
	at := func(name string) string { return filepath.Join(k.dir, name) }
	reader := identity(t, at("reader.id"))
	identity(t, at("other.id"))
	k.start()
	k.token("commune")
	k.token("province")
	var wg sync.WaitGroup
	done := make(chan struct{})
	for range 3 {
		wg.Go(func() {
			for {
				select {
				case <-done:
					return
				default:
					k.send(k.next())
				}
			}
		})
	}
	for range 20 {
		<-k.answered
	}
	k.mu.Lock()
	before := append([]*write{}, k.acknowledged...)
	k.mu.Unlock()
	out, err := k.run("backup", "--db", k.url, "--key", k.key, "--to", at("b.age"), "--recipient", reader, "--one-recipient")
	close(done)
	wg.Wait()
	k.stop()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	restore := func(name string, want bool, args ...string) {
		t.Helper()
		out, err := k.run(append([]string{"restore"}, args...)...)
		if (err == nil) != want {
			t.Errorf("%s: %v\n%s", name, err, out)
		}
	}
	restore("proof", true, "--from", at("b.age"), "--key", k.key, "--identity", at("reader.id"), "--verify")
	restore("restore", true, "--from", at("b.age"), "--key", k.key, "--identity", at("reader.id"), "--db", "sqlite:"+at("back.db"))
	restore("another reader", false, "--from", at("b.age"), "--key", k.key, "--identity", at("other.id"), "--verify")
	if out, err := k.run("keys", "init", "--key", at("other.key")); err != nil {
		t.Fatal(out)
	}
	restore("another root key", false, "--from", at("b.age"), "--key", at("other.key"), "--identity", at("reader.id"), "--verify")
	whole, err := os.ReadFile(at("b.age"))
	if err != nil {
		t.Fatal(err)
	}
	for i := range 8 {
		bad := append([]byte{}, whole...)
		if i == 0 {
			bad = bad[:len(bad)*2/3]
		} else {
			bad[rand.IntN(len(bad))] ^= 1 << rand.IntN(8)
		}
		if err := os.WriteFile(at("bad.age"), bad, 0o600); err != nil {
			t.Fatal(err)
		}
		restore("damaged", false, "--from", at("bad.age"), "--key", k.key, "--identity", at("reader.id"), "--verify")
	}
	k.url = "sqlite:" + at("back.db")
	k.whole()
	k.with(func(ctx context.Context, a *app.App) {
		err := a.DB.View(ctx, func(tx *db.Tx) error {
			ids, err := db.Select[string](tx, "SELECT id FROM outreach_activities UNION SELECT id FROM tip_tips UNION SELECT id FROM casework_records")
			there := map[string]bool{}
			for _, id := range ids {
				there[id] = true
			}
			for _, w := range before {
				if !there[w.id] {
					t.Errorf("%s was acknowledged before the backup and is not in it", w.key)
				}
			}
			return err
		})
		if err != nil {
			t.Error(err)
		}
	}, nil)
	t.Logf("%d writes before the backup, %d at the end, %d bytes", len(before), len(k.acknowledged), len(whole))
}

// identity writes the private half of a reader and returns the public one.
func identity(t *testing.T, file string) string {
	t.Helper()
	id, err := age.GenerateX25519Identity()
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, []byte(id.String()+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	return id.Recipient().String()
}
