package seal

import (
	"bytes"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"neove/internal/errs"
)

func TestField(t *testing.T) {
	t.Parallel()
	// Products from FIPS 197, section 4.2.
	for _, c := range []struct{ a, b, want byte }{{0x57, 0x83, 0xc1}, {0x57, 0x13, 0xfe}, {0x57, 0x02, 0xae}, {0, 0x83, 0}, {1, 0x83, 0x83}} {
		if got := mul(c.a, c.b); got != c.want {
			t.Errorf("%02x·%02x = %02x, want %02x", c.a, c.b, got, c.want)
		}
	}
	for a := 1; a < 256; a++ {
		if got := mul(byte(a), inverse(byte(a))); got != 1 {
			t.Errorf("%02x·%02x⁻¹ = %02x", a, a, got)
		}
	}
}

// A known split of one byte: 0x42 + 0x0f·x.
func TestCombineKnown(t *testing.T) {
	t.Parallel()
	at := func(x byte) point { return point{x, []byte{0x42 ^ mul(0x0f, x)}} }
	for _, pair := range [][2]byte{{1, 2}, {1, 3}, {2, 3}, {3, 1}, {7, 200}} {
		if got, err := combine([]point{at(pair[0]), at(pair[1])}); err != nil || got[0] != 0x42 {
			t.Errorf("%v: %x, %v", pair, got, err)
		}
	}
	for _, bad := range [][]point{nil, {at(1), at(1)}, {at(0), at(1)}, {at(1), {2, []byte{1, 2}}}} {
		if _, err := combine(bad); err == nil {
			t.Errorf("%v is combined", bad)
		}
	}
}

func TestSplit(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		secret := rapid.SliceOfN(rapid.Byte(), 1, 40).Draw(t, "secret")
		n := rapid.IntRange(2, 9).Draw(t, "n")
		k := rapid.IntRange(2, n).Draw(t, "k")
		shares := rapid.Permutation(split(secret, k, n)).Draw(t, "order")
		got, err := combine(shares[:k])
		if err != nil || !bytes.Equal(got, secret) {
			t.Fatalf("%d of %d: %x, want %x, %v", k, n, got, secret, err)
		}
	})
	// Fewer shares than needed tell nothing: over many splits of one secret
	// byte, one share of two takes every value about equally often.
	var seen [256]int
	for range 256 * 200 {
		seen[split([]byte{0x42}, 2, 3)[0].y[0]]++
	}
	for v, n := range seen {
		if n < 100 || n > 300 {
			t.Errorf("share value %02x came %d times, about 200 expected", v, n)
		}
	}
}

func TestShareText(t *testing.T) {
	t.Parallel()
	p := point{2, bytes.Repeat([]byte{0xa7}, 32)}
	text := shareText([]byte{1, 2, 3, 4}, p)
	for _, typed := range []string{text, strings.ToLower(text), strings.ReplaceAll(text, "-", " "), " " + strings.ReplaceAll(text, "0", "o") + "\n"} {
		id, got, err := parseShare(typed)
		if err != nil || id != "01020304" || got.x != 2 || !bytes.Equal(got.y, p.y) {
			t.Errorf("%q: %v %v %v", typed, id, got, err)
		}
	}
	for i, c := range text {
		other := "7"
		if c == '7' {
			other = "8"
		}
		if _, _, err := parseShare(text[:i] + other + text[i+1:]); c != '-' && !errs.Is(err, errs.Invalid) {
			t.Errorf("a slip at %d is not noticed", i)
		}
	}
	if _, _, err := parseShare(text[:len(text)-1]); !errs.Is(err, errs.Invalid) {
		t.Error("a missing end is not noticed")
	}
}

func FuzzShare(f *testing.F) {
	f.Add(shareText([]byte{1, 2, 3, 4}, point{2, bytes.Repeat([]byte{0xa7}, 32)}))
	f.Add("")
	f.Fuzz(func(t *testing.T, text string) { parseShare(text) })
}

func FuzzKit(f *testing.F) {
	f.Add("neove-kit 1 01020304\nAAAA\n")
	f.Fuzz(func(t *testing.T, text string) {
		if _, _, err := OpenKit(text); err == nil {
			t.Error("opens without shares")
		}
	})
}
