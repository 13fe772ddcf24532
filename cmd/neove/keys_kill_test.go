package main

import (
	"bytes"
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"neove/app"
	"neove/audit"
	"neove/internal/db"
	"neove/internal/seal"
)

// TestRotationKilled starts rotations of the root key, of a holder and of stored
// values with the real program, kills it 50 times at random moments, and opens
// everything after each death. The last runs must complete.
func TestRotationKilled(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	bin := filepath.Join(dir, "neove")
	if out, err := exec.Command("go", "build", "-o", bin, ".").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	s := sealed(t, dir)
	neove := func(args ...string) *exec.Cmd {
		return exec.Command(bin, append(append([]string{"keys"}, args...), "--key", s.src.File, "--db", s.url)...)
	}
	jobs := [][]string{{"rotate", "--agency", "A"}, {"rotate", "--root"}, {"rotate"}, {"rotate", "--agency", "B"}, {"rotate"}}
	begin := time.Now()
	if out, err := neove(jobs[0]...).CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	whole := time.Since(begin)
	s.check(t)
	killed := 0
	for i := 0; killed < 50 && i < 400; i++ {
		if job := jobs[i%len(jobs)]; len(job) == 1 {
			s.renew(t) // so that stored values wait to be encrypted again
		}
		cmd := neove(jobs[i%len(jobs)]...)
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Duration(rand.Int64N(int64(whole))))
		cmd.Process.Kill()
		if cmd.Wait() != nil { // it had not finished by itself
			killed++
			s.check(t)
		}
	}
	if killed < 50 {
		t.Errorf("only %d runs were killed", killed)
	}
	for _, j := range jobs {
		if out, err := neove(j...).CombinedOutput(); err != nil {
			t.Fatalf("%v\n%s", err, out)
		}
	}
	s.check(t)
	out, err := neove("show").CombinedOutput()
	if err != nil || strings.Count(string(out), "khoá đơn vị ") != 2 || !strings.Contains(string(out), " 0 ngăn chờ") {
		t.Errorf("each holder has one key pair again, and nothing waits: %v\n%s", err, out)
	}
}

// store is a database of people with sealed names, and further sealed values
// that this test keeps itself.
type store struct {
	url   string
	src   seal.Source
	refs  []seal.Ref
	boxes [][]byte
}

func nameOf(subject string) seal.Ref {
	return seal.Ref{Table: "livelihood_people", Row: subject, Column: "name", Subject: subject, Compartment: seal.Identity}
}

const people = 150

func subject(i int) string { return fmt.Sprintf("s%03d", i) }

func sealed(t *testing.T, dir string) *store {
	ctx := context.Background()
	s := &store{url: "sqlite:" + filepath.Join(dir, "kill.db"), src: seal.Source{File: filepath.Join(dir, "root.key")}}
	k, err := seal.Create(s.src, time.Now())
	if err != nil {
		t.Fatal(err)
	}
	a, err := app.Open(ctx, app.Config{URL: s.url})
	if err != nil {
		t.Fatal(err)
	}
	defer a.Close()
	if err := a.Migrate(ctx); err != nil {
		t.Fatal(err)
	}
	err = a.DB.Write(ctx, operator, "keys.test", func(tx *db.Tx) error {
		tx.Event(db.Event{Subject: "keys.test"})
		for i := range people {
			if err := s.add(tx, k, subject(i)); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func (s *store) add(tx *db.Tx, k *seal.Keys, subject string) error {
	for _, c := range []string{seal.Core, seal.Identity, seal.Testimony} {
		for _, holder := range []string{"A", "B"} {
			if err := k.Grant(tx, subject, c, holder); err != nil {
				return err
			}
		}
		r := seal.Ref{Table: "t", Row: subject, Column: "c", Subject: subject, Compartment: c}
		if c == seal.Identity {
			r = nameOf(subject)
		}
		box, err := k.Seal(tx, r, []byte(subject+c))
		if err != nil {
			return err
		}
		if c != seal.Identity {
			s.refs, s.boxes = append(s.refs, r), append(s.boxes, box)
			continue
		}
		none := []byte{}
		if _, err := tx.Exec(`INSERT INTO livelihood_people (id,code,unit,name,birth,contact,reason,sex,risks,basis,first_on,review_on,state,left_reason,version,created_by,created_at,changed_at)
			VALUES (?,?,'VN',?,?,?,?,'','','','','','','',1,'','','')`, subject, subject, box, none, none, none); err != nil {
			return err
		}
	}
	return nil
}

func (s *store) open(t *testing.T) (*seal.Keys, *db.DB) {
	t.Helper()
	k, err := seal.Load(s.src)
	if err != nil {
		t.Fatal(err)
	}
	d, err := db.Open(context.Background(), db.Config{URL: s.url, Audit: audit.Append})
	if err != nil {
		t.Fatal(err)
	}
	return k, d
}

// renew gives every person's identity a new key.
func (s *store) renew(t *testing.T) {
	t.Helper()
	k, d := s.open(t)
	defer d.Close()
	err := d.Write(context.Background(), operator, "keys.test", func(tx *db.Tx) error {
		tx.Event(db.Event{Subject: "keys.test"})
		for i := range people {
			if err := k.RotateSubject(tx, subject(i), seal.Identity); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

type personName struct {
	ID   string `db:"id"`
	Name []byte `db:"name"`
}

// check opens everything for both holders with a fresh process's eyes.
func (s *store) check(t *testing.T) {
	t.Helper()
	ctx := context.Background()
	k, d := s.open(t)
	defer d.Close()
	items := make([]seal.Item, len(s.refs))
	for i, r := range s.refs {
		items[i] = seal.Item{Ref: r, Box: s.boxes[i]}
	}
	err := d.View(ctx, func(tx *db.Tx) error {
		names, err := db.Select[personName](tx, "SELECT id,name FROM livelihood_people WHERE unit='VN' ORDER BY id")
		if err != nil || len(names) != people {
			return fmt.Errorf("%d people, %w", len(names), err)
		}
		for _, n := range names {
			items = append(items, seal.Item{Ref: nameOf(n.ID), Box: n.Name})
		}
		for _, holder := range []string{"A", "B"} {
			got, err := k.OpenAll(tx, holder, items)
			if err != nil {
				return err
			}
			for i, it := range items {
				r := it.Ref
				if !bytes.Equal(got[i], []byte(r.Subject+r.Compartment)) {
					t.Errorf("%s opens %+v as %q", holder, r, got[i])
				}
			}
		}
		return db.Integrity(tx)
	})
	if err != nil {
		t.Fatal(err)
	}
	stray, _ := filepath.Glob(filepath.Join(filepath.Dir(s.src.File), ".neove-key-*"))
	for _, f := range stray { // a death between writing and renaming; the next run clears it away
		if info, err := os.Stat(f); err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%s: %v", f, err)
		}
	}
}
