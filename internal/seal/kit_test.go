package seal

import (
	"context"
	"path/filepath"
	"strings"
	"testing"

	"neove/internal/db"
	"neove/internal/dbtest"
	"neove/internal/errs"
)

func TestKit(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		k, err := Create(Source{File: filepath.Join(t.TempDir(), "root.key")}, dbtest.Now)
		if err != nil {
			t.Fatal(err)
		}
		grant(t, d, k, "s1", "agencyA")
		r := ref("s1", "r1", "name", Identity)
		box := sealOne(t, d, k, r, "Lò Thị Pành")
		makeKit := func() (kit string, shares []string) {
			write(t, d, func(tx *db.Tx) (err error) {
				kit, shares, err = k.MakeKit(tx)
				return err
			})
			return kit, shares
		}
		kit, shares := makeKit()
		other, otherShares := makeKit()
		if strings.Contains(kit, k.ring.text()[len(ringHead):]) || len(shares) != 3 {
			t.Fatalf("%d shares; the kit shows the key", len(shares))
		}
		for what, given := range map[string][]string{"one": shares[:1], "the same twice": {shares[0], shares[0]}, "none": nil,
			"another kit's": {shares[0], otherShares[1]}, "mistyped": {shares[0], "X" + shares[1][1:]}} {
			if _, _, err := OpenKit(kit, given...); !errs.Is(err, errs.Invalid) {
				t.Errorf("%s: %v", what, err)
			}
		}
		if _, _, err := OpenKit(strings.Replace(kit, kit[30:34], "AAAA", 1), shares...); !errs.Is(err, errs.Invalid) {
			t.Errorf("a damaged kit: %v", err)
		}
		prove := func(kit string, shares ...string) error {
			back, id, err := OpenKit(kit, shares...)
			if err != nil {
				return err
			}
			return tryWrite(d, func(tx *db.Tx) error { return back.Prove(tx, id) })
		}
		for _, pair := range [][2]int{{0, 1}, {1, 2}, {2, 0}} {
			back, _, err := OpenKit(kit, shares[pair[0]], shares[pair[1]])
			if err != nil {
				t.Fatal(err)
			}
			if got, err := open(d, back, "agencyA", r, box); err != nil || got != "Lò Thị Pành" {
				t.Errorf("recovered by %v: %q, %v", pair, got, err)
			}
			if err := prove(kit, shares[pair[0]], shares[pair[1]]); err != nil {
				t.Error(err)
			}
		}
		d.View(context.Background(), func(tx *db.Tx) error {
			kits, err := Kits(tx)
			if err != nil || len(kits) != 2 || kits[0].Proved.IsZero() == kits[1].Proved.IsZero() {
				t.Errorf("one of two kits is proved: %v, %v", kits, err)
			}
			return nil
		})
		src := Source{File: filepath.Join(t.TempDir(), "recovered.key")}
		back, _, _ := OpenKit(other, otherShares[0], otherShares[2])
		if saved, err := back.Save(src); err != nil || saved.Fingerprint() != k.Fingerprint() {
			t.Errorf("saved: %v", err)
		}
		// After a rotation of the root the old kit does not do any more.
		if err := k.AddRoot(dbtest.Now); err != nil {
			t.Fatal(err)
		}
		write(t, d, func(tx *db.Tx) error { _, err := k.ResealRoot(tx, 10); return err })
		if err := prove(kit, shares[0], shares[1]); !errs.Is(err, errs.Conflict) {
			t.Errorf("an old kit after the rotation: %v", err)
		}
		kit, shares = makeKit()
		if err := prove(kit, shares[0], shares[1]); err != nil {
			t.Errorf("a new kit: %v", err)
		}
	})
}
