package seal

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"testing"

	"neove/internal/db"
	"neove/internal/dbtest"
	"neove/internal/errs"
)

// house is a table with sealed values: two columns of fields and one of files.
type house struct {
	d *db.DB
	k *Keys
	t *testing.T
	n int
}

const houseSchema = `CREATE TABLE seal_test_rows (id TEXT NOT NULL PRIMARY KEY, subject TEXT NOT NULL, name %[1]s, note %[1]s, photo %[1]s)`

var houseColumns = []Column{
	{Table: "seal_test_rows", Row: "id", Subject: "subject", Column: "name", Compartment: Identity}, {Table: "seal_test_rows", Row: "id", Subject: "subject", Column: "note", Compartment: Core}, {Table: "seal_test_rows", Row: "id", Subject: "subject", Column: "photo", Compartment: Identity},
}

func build(t *testing.T, d *db.DB, subjects, rows int) *house {
	t.Helper()
	bytesWord := map[db.Dialect]string{db.SQLite: "BLOB", db.Postgres: "BYTEA"}[d.Dialect()]
	if _, err := d.SQL().Exec(fmt.Sprintf(houseSchema, bytesWord)); err != nil {
		t.Fatal(err)
	}
	k, err := Create(Source{File: filepath.Join(t.TempDir(), "root.key")}, dbtest.Now)
	if err != nil {
		t.Fatal(err)
	}
	k.Columns = houseColumns
	h := &house{d: d, k: k, t: t}
	for i := range subjects {
		s := fmt.Sprintf("s%02d", i)
		grant(t, d, k, s, "agencyA", "agencyB")
		for range rows {
			h.add(s)
		}
	}
	return h
}

type houseRow struct {
	ID      string `db:"id"`
	Subject string `db:"subject"`
	Name    []byte `db:"name"`
	Note    []byte `db:"note"`
	Photo   []byte `db:"photo"`
}

var photo = bytes.Repeat([]byte("ảnh"), chunkSize/3)

func (h *house) add(subject string) {
	h.t.Helper()
	h.n++
	row := houseRow{ID: fmt.Sprintf("r%03d", h.n), Subject: subject}
	write(h.t, h.d, func(tx *db.Tx) (err error) {
		if row.Name, err = h.k.Seal(tx, houseColumns[0].ref(cell{Row: row.ID, Subject: subject}), []byte("name of "+row.ID)); err != nil {
			return err
		}
		if row.Note, err = h.k.Seal(tx, houseColumns[1].ref(cell{Row: row.ID, Subject: subject}), []byte("note of "+row.ID)); err != nil {
			return err
		}
		var buf bytes.Buffer
		w, err := h.k.SealFile(tx, houseColumns[2].ref(cell{Row: row.ID, Subject: subject}), &buf)
		if err != nil {
			return err
		}
		w.Write(photo)
		if err := w.Close(); err != nil {
			return err
		}
		row.Photo = buf.Bytes()
		return tx.Insert("seal_test_rows", row)
	})
}

// check opens every value for the holder with the keys of a fresh process.
func (h *house) check(holder string) {
	h.t.Helper()
	k, err := Load(*h.k.source)
	if err != nil {
		h.t.Fatal(err)
	}
	err = h.d.View(context.Background(), func(tx *db.Tx) error {
		rows, err := db.Select[houseRow](tx, "SELECT id,subject,name,note,photo FROM seal_test_rows ORDER BY id")
		if err != nil {
			return err
		}
		if len(rows) != h.n {
			h.t.Errorf("%d rows of %d", len(rows), h.n)
		}
		for _, r := range rows {
			at := cell{Row: r.ID, Subject: r.Subject}
			name, err1 := k.Open(tx, holder, houseColumns[0].ref(at), r.Name)
			note, err2 := k.Open(tx, holder, houseColumns[1].ref(at), r.Note)
			in, err3 := k.OpenFile(tx, holder, houseColumns[2].ref(at), bytes.NewReader(r.Photo))
			if err := errors.Join(err1, err2, err3); err != nil {
				return fmt.Errorf("%s: %w", r.ID, err)
			}
			pic, err := io.ReadAll(in)
			if string(name) != "name of "+r.ID || string(note) != "note of "+r.ID || !bytes.Equal(pic, photo) || err != nil {
				h.t.Errorf("%s: %q %q %d %v", r.ID, name, note, len(pic), err)
			}
		}
		return nil
	})
	if err != nil {
		h.t.Fatal(err)
	}
}

// versions are the key versions that stored names have.
func (h *house) versions() (out []int64) {
	h.d.View(context.Background(), func(tx *db.Tx) error {
		boxes, err := db.Select[[]byte](tx, "SELECT name FROM seal_test_rows")
		for _, b := range boxes {
			v, _ := versionOf(b, kindField)
			out = append(out, v)
		}
		return err
	})
	slices.Sort(out)
	return slices.Compact(out)
}

// jobs are the rotations, each to be run again until it says done.
var jobs = map[string]struct {
	begin func(*Keys, *db.Tx) error
	batch func(*Keys, *db.Tx) (done bool, err error)
}{
	"root": {func(k *Keys, tx *db.Tx) error {
		if n, err := k.RootPending(tx); n > 0 || err != nil {
			return err
		}
		return k.AddRoot(dbtest.Now)
	}, func(k *Keys, tx *db.Tx) (bool, error) { n, err := k.ResealRoot(tx, 1); return n == 0, err }},
	"agency": {func(k *Keys, tx *db.Tx) error { return k.RenewAgency(tx, "agencyA") },
		func(k *Keys, tx *db.Tx) (bool, error) { n, err := k.ResealAgency(tx, "agencyA", 4); return n < 4, err }},
	"subject": {func(k *Keys, tx *db.Tx) error { return k.RotateSubject(tx, "s00", Identity) },
		func(k *Keys, tx *db.Tx) (bool, error) { _, done, err := k.Reseal(tx, 3); return done, err }},
	"revoke": {func(k *Keys, tx *db.Tx) error {
		if err := k.Revoke(tx, "s00", Identity, "agencyB"); !errs.Is(err, errs.NotFound) {
			return err
		}
		return nil // done before the fault
	}, func(k *Keys, tx *db.Tx) (bool, error) { _, done, err := k.Reseal(tx, 3); return done, err }},
}

func (h *house) run(name string) error {
	j := jobs[name]
	if err := tryWrite(h.d, func(tx *db.Tx) error { return j.begin(h.k, tx) }); err != nil {
		return err
	}
	for done := false; !done; {
		if err := tryWrite(h.d, func(tx *db.Tx) (err error) { done, err = j.batch(h.k, tx); return err }); err != nil {
			return err
		}
	}
	return nil
}

func TestRotation(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := build(t, d, 2, 3)
		first := h.k.Fingerprint()
		for _, name := range []string{"root", "agency", "subject", "revoke"} {
			if err := h.run(name); err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			h.check("agencyA")
			h.add("s00") // work goes on
		}
		if h.k.Fingerprint() == first {
			t.Error("the root key is the old one")
		}
		if diff := h.versions(); !slices.Equal(diff, []int64{1, 3}) { // s01 untouched, s00 rotated and revoked
			t.Errorf("key versions %v", diff)
		}
		d.View(context.Background(), func(tx *db.Tx) error {
			s, err := h.k.State(tx)
			if err != nil {
				t.Fatal(err)
			}
			if len(s.Roots) != 2 || s.Roots[0].Agencies != 2 || s.Roots[1].Agencies != 0 || len(s.Agencies) != 2 || s.Agencies[0].Version != 2 || s.PendingSubjects != 0 {
				t.Errorf("%+v", s)
			}
			if n, err := h.k.Sample(tx, 2); n != 6 || err != nil {
				t.Errorf("sample of %d, %v", n, err)
			}
			return nil
		})
	})
}

// TestFaultAtEveryCall fails the first, the second, the third … call to the
// database until the rotation succeeds. After every failure all values open,
// and the next run completes.
func TestFaultAtEveryCall(t *testing.T) {
	t.Parallel()
	for name := range jobs {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for _, open := range []func(*testing.T, dbtest.Options) *db.DB{dbtest.OpenSQLite, dbtest.OpenPostgres} {
				var calls, failAt int
				boom := errors.New("the engine fails")
				d := open(t, dbtest.Options{Fault: func() error {
					if calls++; calls == failAt {
						return boom
					}
					return nil
				}})
				h := build(t, d, 2, 2)
				for n := 1; ; n++ {
					calls, failAt = 0, n
					err := h.run(name)
					if failAt = 0; err == nil {
						if n < 6 {
							t.Errorf("only %d calls", n)
						}
						break
					}
					if !errors.Is(err, boom) {
						t.Fatalf("call %d: %v", n, err)
					}
					h.check("agencyA")
				}
				if err := h.run(name); err != nil { // begins anew, and runs through
					t.Error(err)
				}
				h.check("agencyA")
			}
		})
	}
}
