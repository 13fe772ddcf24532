package backup

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"filippo.io/age"
	"github.com/klauspost/compress/zstd"

	"neove/access"
	"neove/audit"
	"neove/internal/db"
	"neove/internal/dbtest"
	"neove/internal/errs"
	"neove/internal/seal"
	"neove/migrations"
)

var (
	ctx      = context.Background()
	operator = access.System("test")
)

const canary = "CANARY Lò Thị Pành 7f3a"

// column stands in for a slice's sealed column: the kits' table has what it
// needs and no references.
var column = seal.Column{Table: "seal_kits", Row: "id", Subject: "root", Column: "test", Compartment: seal.Identity}

// site is an installation with its keys, and two people who keep backups.
type site struct {
	*Service
	t     *testing.T
	dir   string
	one   *age.HybridIdentity
	two   *age.HybridIdentity
	fault func() error
}

func newSite(t *testing.T, d *db.DB) *site {
	t.Helper()
	s := &site{t: t, dir: t.TempDir()}
	k, err := seal.Create(seal.Source{File: filepath.Join(s.dir, "root.key")}, dbtest.Now)
	if err != nil {
		t.Fatal(err)
	}
	k.Columns = []seal.Column{column}
	s.Service = NewService(Config{DB: d, Keys: k, Program: "test", Open: s.open, Prove: prove})
	var err1, err2 error
	s.one, err1 = age.GenerateHybridIdentity()
	s.two, err2 = age.GenerateHybridIdentity()
	if err := errors.Join(err1, err2); err != nil {
		t.Fatal(err)
	}
	return s
}

func (s *site) open(ctx context.Context, url string, loading bool) (*db.DB, error) {
	c := db.Config{URL: url, Clock: func() time.Time { return dbtest.Now }, Audit: audit.Append, Bookkeeping: migrations.Bookkeeping, Fragile: loading, Fault: s.fault}
	if loading {
		c.Audit = func(*db.Tx, db.By, []db.Event) error { return nil }
	}
	return db.Open(ctx, c)
}

func prove(ctx context.Context, d *db.DB) (string, error) {
	r, err := audit.NewService(d).Verify(ctx, audit.Held{})
	if err == nil && len(r.Findings) > 0 {
		err = fmt.Errorf("audit: %v", r.Findings)
	}
	return fmt.Sprint(r.Size, " ", r.Root), err
}

func (s *site) file(name string) string { return filepath.Join(s.dir, name) }

func (s *site) make(to, keysTo string) Made {
	s.t.Helper()
	in := Make{To: s.file(to), Recipients: []string{s.one.Recipient().String(), s.two.Recipient().String()}}
	if keysTo != "" {
		in.KeysTo = s.file(keysTo)
	}
	out, err := s.Make(ctx, operator, in)
	if err != nil {
		s.t.Fatal(err)
	}
	return out
}

func (s *site) write(fn func(*db.Tx) error) {
	s.t.Helper()
	err := s.DB.Write(ctx, operator, "test.write", func(tx *db.Tx) error {
		tx.Event(db.Event{Subject: "test"})
		return fn(tx)
	})
	if err != nil {
		s.t.Fatal(err)
	}
}

// keep seals the canary for a subject.
func (s *site) keep(subject string) {
	s.t.Helper()
	s.write(func(tx *db.Tx) error {
		if err := s.Keys.Grant(tx, subject, column.Compartment, "A"); err != nil {
			return err
		}
		box, err := s.Keys.Seal(tx, refOf(subject), []byte(canary))
		if err != nil {
			return err
		}
		return tx.Insert("seal_kits", seal.Kit{ID: "row-" + subject, Root: subject, Test: box, Made: tx.Now})
	})
}

func refOf(subject string) seal.Ref {
	return seal.Ref{Table: column.Table, Row: "row-" + subject, Column: column.Column, Subject: subject, Compartment: column.Compartment}
}

// reads opens the canary in a database, and returns what kind of error it met.
func (s *site) reads(d *db.DB, subject string) (text string, err error) {
	err = d.View(ctx, func(tx *db.Tx) error {
		box, err := db.Get[[]byte](tx, "SELECT test FROM seal_kits WHERE id=?", "row-"+subject)
		if err != nil {
			return err
		}
		plain, err := s.Keys.Open(tx, "A", refOf(subject), box)
		text = string(plain)
		return err
	})
	return text, err
}

// blank is the address of a new database on an engine.
func (s *site) blank(engine db.Dialect) string {
	s.t.Helper()
	if engine == db.SQLite {
		return "sqlite:" + s.file(fmt.Sprintf("restored-%d.db", rand.Int64()))
	}
	d := dbtest.OpenPostgres(s.t, dbtest.Options{})
	var name string
	err := d.View(ctx, func(tx *db.Tx) (err error) {
		name, err = db.Get[string](tx, "SELECT current_database()::text")
		return err
	})
	if err := errors.Join(err, d.DropAll(ctx)); err != nil {
		s.t.Fatal(err)
	}
	u, err := url.Parse(os.Getenv("NEOVE_TEST_PG"))
	if err != nil {
		s.t.Fatal(err)
	}
	u.Path = "/" + name
	return u.String()
}

func (s *site) restore(in Restore) (Restored, *db.DB, error) {
	s.t.Helper()
	if in.Identities == nil {
		in.Identities = []age.Identity{s.two}
	}
	out, err := s.Restore(ctx, operator, in)
	if err != nil {
		return out, nil, err
	}
	d, err := s.open(ctx, in.URL, false)
	if err != nil {
		s.t.Fatal(err)
	}
	s.t.Cleanup(func() { d.Close() })
	return out, d, nil
}

func eachSite(t *testing.T, fn func(*testing.T, *site)) {
	dbtest.EachWith(t, dbtest.Options{Audit: audit.Append}, func(t *testing.T, d *db.DB) { fn(t, newSite(t, d)) })
}

func counts(t *testing.T, d *db.DB, queries ...string) (out []int64) {
	t.Helper()
	err := d.View(ctx, func(tx *db.Tx) error {
		for _, q := range queries {
			n, err := db.Get[int64](tx, q)
			if err != nil {
				return err
			}
			out = append(out, n)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// TestBackupWhileWorkGoesOn backs up between writes that each add a person with
// one right, and restores into both engines: no half of a pair, every audit
// leaf, and the sealed canary.
func TestBackupWhileWorkGoesOn(t *testing.T) {
	t.Parallel()
	eachSite(t, func(t *testing.T, s *site) {
		s.keep("s1")
		var stop atomic.Bool
		var wg, began sync.WaitGroup
		var done atomic.Int64
		began.Add(3)
		for w := range 3 {
			wg.Go(func() {
				for i := 0; !stop.Load(); i++ {
					id := fmt.Sprintf("u%d-%d", w, i)
					err := s.DB.Write(ctx, operator, "test.pair", func(tx *db.Tx) error {
						tx.Event(db.Event{Subject: "test", ID: id, Detail: map[string]any{"text": "“đ”\t\\\"\n" + id}})
						if err := tx.Insert("access_users", access.User{ID: id, Account: id, Name: "Nguyễn “" + id + "”\\\"\n\t\u2028😀", Lang: "vi", Epoch: 1, CreatedAt: tx.Now}); err != nil {
							return err
						}
						return tx.Insert("access_grants", access.Grant{ID: "g" + id, User: id, Role: access.Leader, Unit: "VN", To: 99991231})
					})
					if i == 0 {
						began.Done()
					}
					if err != nil {
						t.Error(err)
						return
					}
					done.Add(1)
				}
			})
		}
		began.Wait() // every writer has a record in the copy, whoever gets the lock more often
		for done.Load() < 20 {
			time.Sleep(time.Millisecond)
		}
		before := done.Load()
		made := s.make("a.backup", "")
		stop.Store(true)
		wg.Wait()
		for _, engine := range []db.Dialect{db.SQLite, db.Postgres} {
			out, d, err := s.restore(Restore{From: s.file("a.backup"), URL: s.blank(engine)})
			if err != nil {
				t.Fatal(err)
			}
			n := counts(t, d, "SELECT COUNT(*) FROM access_users", "SELECT COUNT(*) FROM access_grants", "SELECT COUNT(*) FROM access_users u JOIN access_grants g ON g.user_id=u.id",
				"SELECT COUNT(*) FROM audit_events WHERE action='test.pair'", "SELECT COUNT(*) FROM audit_events WHERE action='backup.copy.restore'")
			if n[0] != n[1] || n[0] != n[2] || n[0] != n[3] || n[0] < before || n[4] != 1 {
				t.Errorf("%s: %v, at least %d", engine, n, before)
			}
			if out.Rows != made.Rows || out.Tables != made.Tables || out.Opened != 1 || !out.Origin || out.Audit == "" {
				t.Errorf("%s: %+v of %+v", engine, out, made)
			}
			if got, err := s.reads(d, "s1"); got != canary || err != nil {
				t.Errorf("%s: the canary reads %q, %v", engine, got, err)
			}
			if d.Dialect() == s.DB.Dialect() {
				continue
			}
			if texts := func() (out []string) {
				d.View(ctx, func(tx *db.Tx) (err error) {
					out, err = db.Select[string](tx, "SELECT name FROM access_users WHERE id='u0-0'")
					return err
				})
				return out
			}(); len(texts) != 1 || texts[0] != "Nguyễn “u0-0”\\\"\n\t\u2028😀" {
				t.Errorf("a text with everything in it: %q", texts)
			}
		}
		if out, err := s.Verify(ctx, operator, Restore{From: s.file("a.backup"), Identities: []age.Identity{s.one}}); err != nil || out.Opened != 1 {
			t.Errorf("verify: %+v %v", out, err)
		}
		if n := counts(t, s.DB, "SELECT COUNT(*) FROM audit_events WHERE action='backup.copy.make'")[0]; n != 1 {
			t.Errorf("%d events of the backup", n)
		}
	})
}

// TestDamageIsNoticed flips a byte at 200 random places, cuts at 50, and looks
// that every try says so and leaves nothing.
func TestDamageIsNoticed(t *testing.T) {
	t.Parallel()
	s := newSite(t, dbtest.OpenSQLite(t, dbtest.Options{Audit: audit.Append}))
	s.keep("s1")
	s.make("a.backup", "")
	whole, err := os.ReadFile(s.file("a.backup"))
	if err != nil {
		t.Fatal(err)
	}
	target := s.file("new.db")
	try := func(what string, body []byte) {
		t.Helper()
		os.WriteFile(s.file("bad.backup"), body, 0o600)
		_, err := s.Restore(ctx, operator, Restore{From: s.file("bad.backup"), URL: "sqlite:" + target, Identities: []age.Identity{s.one}})
		if !errs.Is(err, errs.Invalid) {
			t.Errorf("%s: %v", what, err)
		}
		if left, _ := filepath.Glob(target + "*"); len(left) > 0 {
			t.Fatalf("%s: left %v", what, left)
		}
	}
	for range 200 {
		bad, at := bytes.Clone(whole), rand.IntN(len(whole))
		bad[at] ^= byte(1 + rand.IntN(255))
		try(fmt.Sprint("byte ", at), bad)
	}
	for range 50 {
		n := rand.IntN(len(whole))
		try(fmt.Sprint("cut to ", n), whole[:n])
	}
	try("one byte cut", whole[:len(whole)-1])
	try("one byte more", append(bytes.Clone(whole), 0))
	try("empty", nil)
}

func TestRefusals(t *testing.T) {
	t.Parallel()
	eachSite(t, func(t *testing.T, s *site) {
		s.keep("s1")
		s.make("a.backup", "")
		stranger, err := age.GenerateHybridIdentity()
		if err != nil {
			t.Fatal(err)
		}
		classic, err := age.GenerateX25519Identity()
		if err != nil {
			t.Fatal(err)
		}
		ours := []string{s.one.Recipient().String(), s.two.Recipient().String()}
		for what, c := range map[string]struct {
			in   Make
			kind errs.Kind
		}{
			"nobody":           {Make{To: s.file("b")}, errs.Invalid},
			"one reader":       {Make{To: s.file("b"), Recipients: ours[:1]}, errs.Invalid},
			"one reader twice": {Make{To: s.file("b"), Recipients: []string{ours[0], ours[0]}}, errs.Invalid},
			"no key":           {Make{To: s.file("b"), Recipients: []string{"age1", ours[0]}}, errs.Invalid},
			"mixed kinds":      {Make{To: s.file("b"), Recipients: []string{ours[0], classic.Recipient().String()}}, errs.Invalid},
			"file exists":      {Make{To: s.file("a.backup"), Recipients: ours}, errs.Conflict},
			"keys file exists": {Make{To: s.file("b"), KeysTo: s.file("a.backup"), Recipients: ours}, errs.Conflict},
			"same file":        {Make{To: s.file("b"), KeysTo: s.file("b"), Recipients: ours}, errs.Invalid},
		} {
			if _, err := s.Make(ctx, operator, c.in); !errs.Is(err, c.kind) {
				t.Errorf("%s: %v", what, err)
			}
		}
		if left, _ := filepath.Glob(s.file(".neove-backup-*")); len(left) > 0 || exists(s.file("b")) {
			t.Errorf("left: %v", left)
		}
		if _, err := s.Make(ctx, operator, Make{To: s.file("c"), Recipients: ours[:1], OneRecipient: true}); err != nil {
			t.Errorf("one reader who is asked for: %v", err)
		}
		engine := s.DB.Dialect()
		ids := []age.Identity{s.one}
		for what, c := range map[string]struct {
			in   Restore
			kind errs.Kind
		}{
			"wrong identity":       {Restore{From: s.file("a.backup"), URL: s.blank(engine), Identities: []age.Identity{stranger}}, errs.Invalid},
			"keys of a whole file": {Restore{From: s.file("a.backup"), Keys: s.file("c"), URL: s.blank(engine), Identities: ids}, errs.Invalid},
		} {
			if _, err := s.Restore(ctx, operator, c.in); !errs.Is(err, c.kind) {
				t.Errorf("%s: %v", what, err)
			}
		}
		at := s.blank(engine)
		if _, _, err := s.restore(Restore{From: s.file("a.backup"), URL: at}); err != nil {
			t.Fatal(err)
		}
		if _, err := s.Restore(ctx, operator, Restore{From: s.file("a.backup"), URL: at, Identities: ids}); !errs.Is(err, errs.Conflict) {
			t.Errorf("into a database that is not new: %v", err)
		}
		// A file that somebody else made for the same readers is not taken.
		other := newSite(t, s.DB)
		other.dir, other.one, other.two = s.dir, s.one, s.two
		other.make("forged.backup", "")
		if _, err := s.Restore(ctx, operator, Restore{From: s.file("forged.backup"), URL: s.blank(engine), Identities: ids}); !errs.Is(err, errs.Invalid) {
			t.Errorf("a forged backup: %v", err)
		}
		none := NewService(Config{Open: s.open})
		if _, err := none.Restore(ctx, operator, Restore{From: s.file("a.backup"), URL: s.blank(engine), Identities: ids}); !errs.Is(err, errs.Unavailable) {
			t.Errorf("without the root key: %v", err)
		}
		if out, err := none.Restore(ctx, operator, Restore{From: s.file("a.backup"), URL: s.blank(engine), Identities: ids, WithoutKey: true}); err != nil || out.Origin || out.Opened != 0 {
			t.Errorf("without the root key, as asked for: %+v %v", out, err)
		}
		admin := access.Actor{ID: "u1", Grants: []access.Grant{{Role: access.Administrator, Unit: "VN", To: 99991231}}}
		if _, err := s.Make(ctx, admin, Make{}); !errs.Is(err, errs.Forbidden) {
			t.Error(err)
		}
		if _, err := s.Restore(ctx, admin, Restore{}); !errs.Is(err, errs.Forbidden) {
			t.Error(err)
		}
	})
}

func exists(file string) bool { _, err := os.Stat(file); return err == nil }

// TestSealedStaysSealed looks for the canary in the database's files, in the
// backup and in what the backup's readers see.
func TestSealedStaysSealed(t *testing.T) {
	t.Parallel()
	s := newSite(t, nil)
	d, err := s.open(ctx, "sqlite:"+s.file("live.db"), false)
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	if err := d.Migrate(ctx, migrations.FS); err != nil {
		t.Fatal(err)
	}
	s.DB = d
	s.keep("s1")
	s.make("a.backup", "")
	raw, err := os.Open(s.file("a.backup"))
	if err != nil {
		t.Fatal(err)
	}
	defer raw.Close()
	opened, err := age.Decrypt(raw, s.one)
	if err != nil {
		t.Fatal(err)
	}
	z, err := zstd.NewReader(opened)
	if err != nil {
		t.Fatal(err)
	}
	defer z.Close()
	inside, err := io.ReadAll(z)
	if err != nil || !bytes.Contains(inside, []byte("row-s1")) {
		t.Fatalf("the reader does not see the row at all: %v", err)
	}
	key, err := os.ReadFile(s.file("root.key"))
	if err != nil {
		t.Fatal(err)
	}
	secrets := [][]byte{[]byte("CANARY"), []byte("Pành")}
	for _, f := range strings.Fields(string(key)) {
		if len(f) == 44 { // base64 of a key
			secrets = append(secrets, []byte(f))
		}
	}
	if len(secrets) != 4 {
		t.Fatalf("%d secrets", len(secrets))
	}
	places := map[string][]byte{"inside the backup": inside}
	for _, name := range []string{"live.db", "live.db-wal", "a.backup"} {
		if places[name], err = os.ReadFile(s.file(name)); err != nil || len(places[name]) == 0 {
			t.Fatal(name, err)
		}
	}
	for name, body := range places {
		for _, secret := range secrets {
			if bytes.Contains(body, secret) {
				t.Errorf("%s holds %q", name, secret)
			}
		}
	}
}

// TestShredIsRepeated restores copies from before a shred: the subject does not
// open, the others do.
func TestShredIsRepeated(t *testing.T) {
	t.Parallel()
	eachSite(t, func(t *testing.T, s *site) {
		for _, subject := range []string{"s1", "s2", "s3"} {
			s.keep(subject)
		}
		s.make("whole.backup", "")
		s.make("data.backup", "keys.backup")
		s.write(func(tx *db.Tx) error { return s.Keys.Shred(tx, "s1") })
		s.write(func(tx *db.Tx) error { return s.Keys.RotateSubject(tx, "s3", column.Compartment) })
		for done := false; !done; {
			s.write(func(tx *db.Tx) (err error) { _, done, err = s.Keys.Reseal(tx, 10); return err })
		}
		check := func(what string, in Restore, shreds int) {
			t.Helper()
			in.URL = s.blank(s.DB.Dialect())
			out, d, err := s.restore(in)
			if err != nil {
				t.Fatalf("%s: %v", what, err)
			}
			if _, err := s.reads(d, "s1"); !errs.Is(err, errs.NotFound) {
				t.Errorf("%s: the shredded subject: %v", what, err)
			}
			for _, subject := range []string{"s2", "s3"} {
				if got, err := s.reads(d, subject); got != canary || err != nil {
					t.Errorf("%s: %s reads %q, %v", what, subject, got, err)
				}
			}
			// A holder who comes now can read whatever version the data has.
			err = d.Write(ctx, operator, "test.grant", func(tx *db.Tx) error {
				tx.Event(db.Event{Subject: "test"})
				if err := s.Keys.Grant(tx, "s3", column.Compartment, "B"); err != nil {
					return err
				}
				box, err := db.Get[[]byte](tx, "SELECT test FROM seal_kits WHERE id='row-s3'")
				if err == nil {
					_, err = s.Keys.Open(tx, "B", refOf("s3"), box)
				}
				return err
			})
			if err != nil {
				t.Errorf("%s: a new holder: %v", what, err)
			}
			if out.Shreds != shreds {
				t.Errorf("%s: %d shreds repeated, want %d", what, out.Shreds, shreds)
			}
		}
		// The next backup notes the shred beside the key file, as keys shred does.
		s.make("later-data.backup", "later-keys.backup")
		check("an older whole copy", Restore{From: s.file("whole.backup")}, 1)
		check("older data with older keys", Restore{From: s.file("data.backup"), Keys: s.file("keys.backup")}, 1)
		check("older data with newer keys", Restore{From: s.file("data.backup"), Keys: s.file("later-keys.backup")}, 0)
		check("newer data with newer keys", Restore{From: s.file("later-data.backup"), Keys: s.file("later-keys.backup")}, 0)
		record := s.file("root.key.shreds")
		if err := os.Rename(record, s.file("kept.shreds")); err != nil {
			t.Fatal(err)
		}
		check("with a record from elsewhere", Restore{From: s.file("whole.backup"), Shreds: s.file("kept.shreds")}, 1)
		// Even without any record newer keys know the subject no more.
		check("newer keys alone", Restore{From: s.file("data.backup"), Keys: s.file("later-keys.backup")}, 0)
		for what, in := range map[string]Restore{"data alone": {From: s.file("data.backup")}, "keys alone": {From: s.file("keys.backup")},
			"keys and data swapped": {From: s.file("keys.backup"), Keys: s.file("data.backup")}, "two whole": {From: s.file("whole.backup"), Keys: s.file("whole.backup")}} {
			in.URL = s.blank(s.DB.Dialect())
			if _, _, err := s.restore(in); !errs.Is(err, errs.Invalid) {
				t.Errorf("%s: %v", what, err)
			}
		}
	})
}

// TestOlderSchema restores a backup of a program whose schema was older.
func TestOlderSchema(t *testing.T) {
	t.Parallel()
	s := newSite(t, nil)
	d, err := s.open(ctx, "sqlite:"+s.file("old.db"), true)
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	if err := d.MigrateTo(ctx, migrations.FS, 20); err != nil {
		t.Fatal(err)
	}
	s.DB = d
	s.keep("s1")
	s.make("old.backup", "")
	_, back, err := s.restore(Restore{From: s.file("old.backup"), URL: s.blank(db.SQLite)})
	if err != nil {
		t.Fatal(err)
	}
	if got, err := s.reads(back, "s1"); got != canary || err != nil {
		t.Errorf("%q, %v", got, err)
	}
	if n := counts(t, back, "SELECT COUNT(*) FROM audit_events WHERE action='backup.copy.restore' AND seq IS NOT NULL")[0]; n != 1 {
		t.Error("the restored database is not of the newest schema")
	}
}

// TestFailuresLeaveNothing fails a call to the database here and there.
func TestFailuresLeaveNothing(t *testing.T) {
	t.Parallel()
	boom := errors.New("the engine fails")
	var calls, failAt int
	fault := func() error {
		if calls++; calls == failAt {
			return boom
		}
		return nil
	}
	s := newSite(t, dbtest.OpenSQLite(t, dbtest.Options{Audit: audit.Append, Fault: fault}))
	s.keep("s1")
	for n := 1; ; n += 5 {
		calls, failAt = 0, n
		_, err := s.Make(ctx, operator, Make{To: s.file("a.backup"), Recipients: []string{s.one.Recipient().String()}, OneRecipient: true})
		if failAt = 0; err == nil {
			if n < 50 {
				t.Errorf("only %d calls", n)
			}
			break
		}
		left, _ := filepath.Glob(s.file(".neove-backup-*"))
		if !errors.Is(err, boom) || len(left) > 0 || exists(s.file("a.backup")) {
			t.Fatalf("call %d: %v, left %v", n, err, left)
		}
	}
	s.fault = fault
	target := s.file("new.db")
	for n := 1; ; n += 23 {
		calls, failAt = 0, n
		_, err := s.Restore(ctx, operator, Restore{From: s.file("a.backup"), URL: "sqlite:" + target, Identities: []age.Identity{s.one}})
		if failAt = 0; err == nil {
			if n < 100 {
				t.Errorf("only %d calls", n)
			}
			break
		}
		if left, _ := filepath.Glob(target + "*"); !errors.Is(err, boom) || len(left) > 0 {
			t.Fatalf("call %d: %v, left %v", n, err, left)
		}
	}
}

// TestPostgresIsEmptiedAgain fails in the middle of a restore into PostgreSQL.
func TestPostgresIsEmptiedAgain(t *testing.T) {
	t.Parallel()
	s := newSite(t, dbtest.OpenPostgres(t, dbtest.Options{Audit: audit.Append}))
	s.keep("s1")
	s.make("a.backup", "")
	at, calls := s.blank(db.Postgres), 0
	s.fault = func() error {
		if calls++; calls == 100 {
			return errors.New("the engine fails")
		}
		return nil
	}
	if _, err := s.Restore(ctx, operator, Restore{From: s.file("a.backup"), URL: at, Identities: []age.Identity{s.one}}); err == nil || calls < 100 {
		t.Fatalf("after %d calls: %v", calls, err)
	}
	d, err := s.open(ctx, at, false)
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	if blank, err := d.Blank(ctx); !blank || err != nil {
		t.Errorf("something is left: %v", err)
	}
}
