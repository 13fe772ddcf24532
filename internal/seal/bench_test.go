package seal

import (
	"context"
	"crypto/hpke"
	"fmt"
	"path/filepath"
	"testing"

	"neove/internal/db"
	"neove/migrations"
)

var line = []byte("Lò Thị Pành, sinh 2004, bản Nậm Pọng, xã Mường Phăng, Điện Biên")[:64]

func BenchmarkSealField(b *testing.B) {
	key, r := newKey(), ref("s1", "r1", "name", Identity)
	for b.Loop() {
		sealField(key, 1, r, line)
	}
}

func BenchmarkOpenField(b *testing.B) {
	key, r := newKey(), ref("s1", "r1", "name", Identity)
	box := sealField(key, 1, r, line)
	for b.Loop() {
		if _, err := openField(key, 1, r, box); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkWrapKey(b *testing.B) {
	pair, _ := hpke.MLKEM768X25519().GenerateKey()
	a, s := agency{Public: pair.PublicKey().Bytes()}, sealed{Subject: "s1", Compartment: Identity, Holder: "a", Version: 1}
	for b.Loop() {
		if err := s.sealTo(a, [32]byte{}); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(len(s.Sealed)), "stored-bytes")
}

func BenchmarkUnwrapKey(b *testing.B) {
	pair, _ := hpke.MLKEM768X25519().GenerateKey()
	s := sealed{Subject: "s1", Compartment: Identity, Holder: "a", Version: 1}
	if err := s.sealTo(agency{Public: pair.PublicKey().Bytes()}, [32]byte{}); err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if _, err := hpke.Open(pair, hpke.HKDFSHA256(), hpke.AES256GCM(), s.info(), s.Sealed); err != nil {
			b.Fatal(err)
		}
	}
}

// full is a file database with sealed names of n subjects, as an office has it.
func full(b *testing.B, n int) (*db.DB, *Keys, []Item) {
	ctx := context.Background()
	d, err := db.Open(ctx, db.Config{URL: "sqlite:" + filepath.Join(b.TempDir(), "bench.db"), Audit: func(*db.Tx, db.By, []db.Event) error { return nil }})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { d.Close() })
	if err := d.Migrate(ctx, migrations.FS); err != nil {
		b.Fatal(err)
	}
	k, items := ForTest(), make([]Item, n)
	err = tryWrite(d, func(tx *db.Tx) error {
		for i := range items {
			subject := fmt.Sprintf("s%06d", i)
			if err := k.Grant(tx, subject, Identity, "A"); err != nil {
				return err
			}
			items[i].Ref = ref(subject, subject, "name", Identity)
			if items[i].Box, err = k.Seal(tx, items[i].Ref, line); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		b.Fatal(err)
	}
	k.forget()
	return d, k, items
}

// BenchmarkRotateAgency moves 60,000 keys to a holder's new key pair.
func BenchmarkRotateAgency(b *testing.B) {
	const n = 60_000
	d, k, _ := full(b, n)
	for b.Loop() {
		if err := tryWrite(d, func(tx *db.Tx) error { return k.RenewAgency(tx, "A") }); err != nil {
			b.Fatal(err)
		}
		for took := 200; took == 200; {
			if err := tryWrite(d, func(tx *db.Tx) (err error) { took, err = k.ResealAgency(tx, "A", 200); return err }); err != nil {
				b.Fatal(err)
			}
		}
	}
}

// BenchmarkOpenAll opens 100,000 names, first with every key still sealed, as
// after a start, then with the keys in memory.
func BenchmarkOpenAll(b *testing.B) {
	d, k, items := full(b, 100_000)
	run := func(b *testing.B, each func()) {
		for b.Loop() {
			each()
			err := d.View(context.Background(), func(tx *db.Tx) error { _, err := k.OpenAll(tx, "A", items); return err })
			if err != nil {
				b.Fatal(err)
			}
		}
	}
	b.Run("cold", func(b *testing.B) { run(b, k.forget) })
	b.Run("warm", func(b *testing.B) { run(b, func() {}) })
}

// BenchmarkSealOpen is one field with its queries.
func BenchmarkSealOpen(b *testing.B) {
	d, k, items := full(b, 1000)
	err := d.View(context.Background(), func(tx *db.Tx) error {
		b.Run("seal", func(b *testing.B) {
			for b.Loop() {
				if _, err := k.Seal(tx, items[7].Ref, line); err != nil {
					b.Fatal(err)
				}
			}
		})
		b.Run("open", func(b *testing.B) {
			for b.Loop() {
				if _, err := k.Open(tx, "A", items[7].Ref, items[7].Box); err != nil {
					b.Fatal(err)
				}
			}
		})
		return nil
	})
	if err != nil {
		b.Fatal(err)
	}
}
