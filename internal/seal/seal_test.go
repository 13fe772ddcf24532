package seal

import (
	"bytes"
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"neove/internal/db"
	"neove/internal/dbtest"
	"neove/internal/errs"
)

type who struct{}

func (who) ActorID() string   { return "u1" }
func (who) ActorName() string { return "Test" }

func write(t *testing.T, d *db.DB, fn func(*db.Tx) error) {
	t.Helper()
	if err := tryWrite(d, fn); err != nil {
		t.Fatal(err)
	}
}

func tryWrite(d *db.DB, fn func(*db.Tx) error) error {
	return d.Write(context.Background(), who{}, "seal.test", func(tx *db.Tx) error {
		tx.Event(db.Event{Subject: "seal.test"})
		return fn(tx)
	})
}

func grant(t *testing.T, d *db.DB, k *Keys, subject string, holders ...string) {
	t.Helper()
	write(t, d, func(tx *db.Tx) error {
		for _, c := range []string{Core, Identity, Testimony} {
			for _, h := range holders {
				if err := k.Grant(tx, subject, c, h); err != nil {
					return err
				}
			}
		}
		return nil
	})
}

func ref(subject, row, column, compartment string) Ref {
	return Ref{Table: "casework_files", Row: row, Column: column, Subject: subject, Compartment: compartment}
}

func sealOne(t *testing.T, d *db.DB, k *Keys, r Ref, plain string) (box []byte) {
	t.Helper()
	write(t, d, func(tx *db.Tx) (err error) {
		box, err = k.Seal(tx, r, []byte(plain))
		return err
	})
	return box
}

func open(d *db.DB, k *Keys, holder string, r Ref, box []byte) (plain string, err error) {
	err = d.View(context.Background(), func(tx *db.Tx) error {
		p, err := k.Open(tx, holder, r, box)
		plain = string(p)
		return err
	})
	return plain, err
}

func TestSealedFieldOpensForGrantedHoldersOnly(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		k := ForTest()
		grant(t, d, k, "s1", "agencyA", "agencyB")
		for _, text := range []string{"", "Lò Thị Pành", strings.Repeat("đ", 5000)} {
			r := ref("s1", "r1", "name", Identity)
			box := sealOne(t, d, k, r, text)
			if bytes.Contains(box, []byte("Pành")) || (len(box)-headLength-12-tagSize)%32 != 0 {
				t.Errorf("%d stored bytes, padded to 32: %q", len(box), box)
			}
			for _, holder := range []string{"agencyA", "agencyB"} {
				if got, err := open(d, k, holder, r, box); err != nil || got != text {
					t.Errorf("%s opens %q, %v; want %q", holder, got, err, text)
				}
			}
			if _, err := open(d, k, "agencyC", r, box); !errs.Is(err, errs.NotFound) {
				t.Errorf("a holder without a grant: %v", err)
			}
			if _, err := open(d, ForTest(), "agencyA", r, box); !errs.Is(err, errs.Unavailable) {
				t.Errorf("another root key: %v", err)
			}
			if _, err := open(d, nil, "agencyA", r, box); !errs.Is(err, errs.Unavailable) {
				t.Errorf("no root key: %v", err)
			}
		}
		if err := tryWrite(d, func(tx *db.Tx) error { _, err := k.Seal(tx, ref("s2", "r", "c", Core), nil); return err }); !errs.Is(err, errs.NotFound) {
			t.Errorf("sealing for a subject without keys: %v", err)
		}
	})
}

// TestMovedValueDoesNotOpen swaps every pair of sealed values: a value opens
// under its own reference and under no other.
func TestMovedValueDoesNotOpen(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		k := ForTest()
		var refs []Ref
		var boxes [][]byte
		for _, subject := range []string{"s1", "s2"} {
			grant(t, d, k, subject, "agencyA")
			for _, table := range []string{"t1", "t2"} {
				for _, row := range []string{"r1", "r2"} {
					for _, column := range []string{"name", "note"} {
						for _, c := range []string{Core, Identity, Testimony} {
							r := Ref{table, row, column, subject, c}
							refs = append(refs, r)
							boxes = append(boxes, sealOne(t, d, k, r, "same text"))
						}
					}
				}
			}
		}
		err := d.View(context.Background(), func(tx *db.Tx) error {
			for i, r := range refs {
				for j, box := range boxes {
					got, err := k.Open(tx, "agencyA", r, box)
					if i == j && (err != nil || string(got) != "same text") {
						t.Errorf("%+v does not open in its place: %v", r, err)
					}
					if i != j && (err == nil || got != nil) {
						t.Errorf("%+v opens as %+v", refs[j], r)
					}
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}

// TestMovedKeyDoesNotOpen gives agency B the key rows of agency A and one
// subject those of another, as somebody who writes to the database could.
func TestMovedKeyDoesNotOpen(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		k := ForTest()
		grant(t, d, k, "s1", "agencyA")
		grant(t, d, k, "s2", "agencyB")
		r := ref("s1", "r1", "name", Identity)
		box := sealOne(t, d, k, r, "Lò Thị Pành")
		if _, err := open(d, k, "agencyA", r, box); err != nil { // the key is in the cache now
			t.Fatal(err)
		}
		write(t, d, func(tx *db.Tx) error {
			_, err := tx.Exec("INSERT INTO seal_keys (subject,compartment,holder,version,holder_version,sealed) SELECT subject,compartment,'agencyB',version,holder_version,sealed FROM seal_keys WHERE subject='s1'")
			return err
		})
		if got, err := open(d, k, "agencyB", r, box); !errors.Is(err, errOpen) {
			t.Errorf("a copied key row opens %q for another holder: %v", got, err)
		}
		write(t, d, func(tx *db.Tx) error {
			_, err := tx.Exec("UPDATE seal_keys SET sealed=(SELECT sealed FROM seal_keys WHERE subject='s1' AND holder='agencyA' AND compartment='identity') WHERE subject='s2' AND compartment='identity'")
			return err
		})
		if _, err := open(d, k, "agencyB", ref("s2", "r1", "name", Identity), box); !errors.Is(err, errOpen) {
			t.Errorf("a copied key row opens for another subject: %v", err)
		}
	})
}

func TestAnyChangedByteIsNoticed(t *testing.T) {
	t.Parallel()
	key, r := newKey(), ref("s1", "r1", "name", Identity)
	box := sealField(key, 1, r, []byte("Lò Thị Pành"))
	for i := range box {
		bad := bytes.Clone(box)
		bad[i] ^= 0x20
		version, err := versionOf(bad, kindField)
		if err == nil {
			_, err = openField(key, version, r, bad)
		}
		if err == nil {
			t.Errorf("byte %d changed: still opens", i)
		}
	}
	for n := range len(box) {
		version, err := versionOf(box[:n], kindField)
		if err == nil {
			_, err = openField(key, version, r, box[:n])
		}
		if err == nil {
			t.Errorf("cut to %d bytes: still opens", n)
		}
	}
}

func TestPadding(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		plain := rapid.SliceOf(rapid.Byte()).Draw(t, "plain")
		p := pad(plain)
		back, err := unpad(p)
		if err != nil || !bytes.Equal(back, plain) {
			t.Fatalf("%x → %x → %x, %v", plain, p, back, err)
		}
		if n := len(p); n < 32 || n&(n-1) != 0 {
			t.Fatalf("padded to %d", n)
		}
	})
	for _, bad := range [][]byte{nil, {0, 0}, {1, 2}} {
		if _, err := unpad(bad); err == nil {
			t.Errorf("%x is taken for a padded value", bad)
		}
	}
}

func TestBindIsUnambiguous(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		part := rapid.StringMatching(`[ab|]{0,3}`)
		a, b := rapid.SliceOf(part).Draw(t, "a"), rapid.SliceOf(part).Draw(t, "b")
		if same := cmp.Equal(append([]string{}, a...), append([]string{}, b...)); same != bytes.Equal(bind(a...), bind(b...)) {
			t.Fatalf("%q and %q", a, b)
		}
	})
}

func TestGrantRules(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		k := ForTest()
		grant(t, d, k, "s1", "agencyA", "agencyA")
		r := ref("s1", "r1", "name", Identity)
		before := sealOne(t, d, k, r, "before")
		grant(t, d, k, "s1", "agencyB") // a later holder reads what was stored before
		if got, err := open(d, k, "agencyB", r, before); err != nil || got != "before" {
			t.Errorf("a later holder: %q, %v", got, err)
		}
		revoke := func(holder string) error {
			return tryWrite(d, func(tx *db.Tx) error { return k.Revoke(tx, "s1", Identity, holder) })
		}
		if err := revoke("agencyC"); !errs.Is(err, errs.NotFound) {
			t.Errorf("revoking what was not granted: %v", err)
		}
		if err := revoke("agencyB"); err != nil {
			t.Fatal(err)
		}
		after := sealOne(t, d, k, r, "after")
		for _, box := range [][]byte{before, after} {
			if _, err := open(d, k, "agencyB", r, box); !errs.Is(err, errs.NotFound) {
				t.Errorf("the revoked holder opens: %v", err)
			}
			if _, err := open(d, k, "agencyA", r, box); err != nil {
				t.Errorf("the remaining holder, before re-sealing: %v", err)
			}
		}
		if _, err := open(d, k, "agencyB", ref("s1", "r1", "note", Core), sealOne(t, d, k, ref("s1", "r1", "note", Core), "x")); err != nil {
			t.Errorf("another compartment is not touched: %v", err)
		}
		grant(t, d, k, "s1", "agencyC") // between revoke and re-sealing: needs both versions
		for _, box := range [][]byte{before, after} {
			if _, err := open(d, k, "agencyC", r, box); err != nil {
				t.Errorf("granted between: %v", err)
			}
		}
		if err := revoke("agencyC"); err != nil {
			t.Fatal(err)
		}
		if err := revoke("agencyA"); !errs.Is(err, errs.Conflict) {
			t.Errorf("revoking the last holder: %v", err)
		}
	})
}

func TestShred(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		k := ForTest()
		grant(t, d, k, "s1", "agencyA", "agencyB")
		grant(t, d, k, "s2", "agencyA")
		r1, r2 := ref("s1", "r1", "name", Identity), ref("s2", "r2", "name", Identity)
		box1, box2 := sealOne(t, d, k, r1, "one"), sealOne(t, d, k, r2, "two")
		open(d, k, "agencyA", r1, box1) // warm the cache
		shred := func(tx *db.Tx) error { return k.Shred(tx, "s1") }
		write(t, d, func(tx *db.Tx) error { return Hold(tx, "s1") })
		if err := tryWrite(d, shred); !errs.Is(err, errs.Conflict) {
			t.Errorf("under a legal hold: %v", err)
		}
		write(t, d, func(tx *db.Tx) error { return Release(tx, "s1") })
		write(t, d, shred)
		if _, err := open(d, k, "agencyA", r1, box1); !errs.Is(err, errs.NotFound) {
			t.Errorf("after the shred: %v", err)
		}
		if _, err := open(d, k, "agencyA", r2, box2); err != nil {
			t.Errorf("another subject: %v", err)
		}
		if err := tryWrite(d, shred); !errs.Is(err, errs.NotFound) {
			t.Errorf("a second time: %v", err)
		}
		if err := tryWrite(d, func(tx *db.Tx) error { return k.Grant(tx, "s1", Core, "agencyA") }); !errs.Is(err, errs.Conflict) {
			t.Errorf("a grant after the shred: %v", err)
		}
		write(t, d, func(tx *db.Tx) error { // what a restore of an older backup does
			if n, err := Replay(tx, []Shredding{{"s1", tx.Now}, {"s2", tx.Now}, {"s9", tx.Now}}); n != 1 || err != nil {
				t.Errorf("replayed %d, %v; want s2 only", n, err)
			}
			all, err := Shreddings(tx)
			if len(all) != 3 {
				t.Errorf("recorded: %v", all)
			}
			return err
		})
		if _, err := open(d, k, "agencyA", r2, box2); !errs.Is(err, errs.NotFound) {
			t.Errorf("after the replay: %v", err)
		}
	})
}

func TestOpenAll(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		k := ForTest()
		grant(t, d, k, "s1", "agencyA")
		grant(t, d, k, "s2", "agencyB")
		var items []Item
		for _, s := range []string{"s1", "s2", "s1"} {
			r := ref(s, "r"+s, "name", Identity)
			items = append(items, Item{r, sealOne(t, d, k, r, "of "+s)})
		}
		openAll := func() (out [][]byte, err error) {
			err = d.View(context.Background(), func(tx *db.Tx) error {
				out, err = k.OpenAll(tx, "agencyA", items)
				return err
			})
			return out, err
		}
		got, err := openAll()
		if diff := cmp.Diff([][]byte{[]byte("of s1"), nil, []byte("of s1")}, got); diff != "" || err != nil {
			t.Error(err, diff)
		}
		items[0].Ref, items[2].Ref = items[2].Ref, Ref{"other", "r", "name", "s1", Identity}
		if _, err := openAll(); !errors.Is(err, errOpen) {
			t.Errorf("a moved value in a list: %v", err)
		}
	})
}

func TestSubKeysAreApart(t *testing.T) {
	t.Parallel()
	k := ForTest()
	sub := func(k *Keys, label string) string {
		b, err := k.Sub(label)
		if err != nil || len(b) != 32 {
			t.Fatal(len(b), err)
		}
		return string(b)
	}
	if sub(k, "pepper") == sub(k, "audit") || sub(k, "pepper") != sub(k, "pepper") || sub(k, "pepper") == sub(ForTest(), "pepper") {
		t.Error("a sub key hangs on its label and on the root file, and on nothing else")
	}
	box, err := k.Wrap("totp", []byte("secret"), "u1")
	if err != nil {
		t.Fatal(err)
	}
	if got, err := k.Unwrap("totp", box, "u1"); err != nil || string(got) != "secret" {
		t.Errorf("%q, %v", got, err)
	}
	if _, err := k.Unwrap("totp", box, "u2"); err == nil {
		t.Error("a wrapped value moved to another row opens")
	}
	if _, err := k.Unwrap("draft", box, "u1"); err == nil {
		t.Error("a wrapped value opens under another label")
	}
	var none *Keys
	if _, err := none.Wrap("totp", nil); !errs.Is(err, errs.Unavailable) {
		t.Error(err)
	}
}
