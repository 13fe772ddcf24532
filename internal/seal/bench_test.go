package seal

import (
	"testing"

	"crypto/hpke"
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
