package handoff

import (
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// A code survives being written with other gaps; a wrong digit and two digits
// that changed places are noticed.
func TestCodes(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		code := codeOf(rapid.IntRange(2024, 2060).Draw(t, "year"), rapid.IntRange(0, 999_999).Draw(t, "n"))
		gap := rapid.SampledFrom([]string{" ", "", ".", "-", "\u00a0"}).Draw(t, "gap")
		if got := ReadCode(" " + strings.ToLower(strings.ReplaceAll(code, "-", gap)) + " "); got != code {
			t.Fatalf("%q is read as %q", code, got)
		}
		digits := strings.ReplaceAll(strings.TrimPrefix(code, codePrefix), "-", "")
		i := rapid.IntRange(0, len(digits)-1).Draw(t, "digit")
		other := byte('0' + (int(digits[i]-'0')+rapid.IntRange(1, 9).Draw(t, "by"))%10)
		if got := ReadCode(digits[:i] + string(other) + digits[i+1:]); got != "" {
			t.Fatalf("a wrong digit in %s is read as %q", digits, got)
		}
		if j := i + 1; j < len(digits) && digits[i] != digits[j] {
			if got := ReadCode(digits[:i] + string(digits[j]) + string(digits[i]) + digits[j+1:]); got != "" {
				t.Fatalf("changed places in %s: read as %q", digits, got)
			}
		}
	})
}

func FuzzReadCode(f *testing.F) {
	f.Add("CT-25-483920-17")
	f.Add("ct 25")
	f.Fuzz(func(t *testing.T, s string) {
		if code := ReadCode(s); code != "" && ReadCode(code) != code {
			t.Errorf("%q is read as %q, which is none", s, code)
		}
	})
}

// The QR code of a code is square, has its three corners and a quiet zone.
func TestSquare(t *testing.T) {
	q, err := squareOf("CT-25-483920-17")
	if err != nil || q.Size != 21+2*quiet || !strings.HasPrefix(q.Path, "M4 4h7v1h-7z") {
		t.Errorf("%+v, %v", q, err)
	}
}
