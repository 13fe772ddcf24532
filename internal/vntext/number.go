package vntext

import (
	"errors"
	"strconv"
	"strings"
)

// ErrNumber says that a text is not a whole number, ErrThousands that it uses
// a comma where Vietnamese writes a point ("1,920"): nothing is guessed.
var (
	ErrNumber    = errors.New("not a whole number")
	ErrThousands = errors.New("comma in a whole number")
)

// Group writes n with a separator between thousands.
func Group(n int64, sep string) string {
	s := strconv.FormatInt(n, 10)
	sign := ""
	if s[0] == '-' {
		sign, s = "-", s[1:]
	}
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + sep + s[i:]
	}
	return sign + s
}

// Number writes n as Vietnamese does: 172.830.
func Number(n int64) string { return Group(n, ".") }

// Document writes n as official documents do: a leading zero below ten (05).
func Document(n int64) string {
	if n > 0 && n < 10 {
		return "0" + strconv.FormatInt(n, 10)
	}
	return Number(n)
}

// Dong writes an amount of đồng in running text: 2,55 tỷ đồng, 950 triệu đồng.
// What the short form would round away is written in full.
func Dong(n int64) string {
	for _, u := range []struct {
		size int64
		name string
	}{{1e9, " tỷ đồng"}, {1e6, " triệu đồng"}} {
		if n >= u.size && n%(u.size/100) == 0 {
			return Decimal(n/(u.size/100), 2) + u.name
		}
	}
	return Number(n) + " đồng"
}

// Decimal writes n / 10^places without trailing zeros: 137,7.
func Decimal(n int64, places int) string {
	pow := power(places)
	whole, frac := Number(n/pow), n%pow
	if frac == 0 {
		return whole
	}
	f := strconv.FormatInt(pow+frac, 10)[1:]
	return whole + "," + strings.TrimRight(f, "0")
}

func power(places int) int64 {
	pow := int64(1)
	for range places {
		pow *= 10
	}
	return pow
}

// ParseDecimal reads a number ≥ 0 with at most places decimals after a comma,
// as whole 10^-places: "137,7" with one place is 1377. Errors: ErrNumber.
func ParseDecimal(s string, places int) (int64, error) {
	whole, frac, _ := strings.Cut(strings.TrimSpace(s), ",")
	n, err := ParseCount(whole)
	if err != nil || len(frac) > places {
		return 0, ErrNumber
	}
	f := int64(0)
	if frac != "" {
		u, err := strconv.ParseUint(frac, 10, 32)
		if err != nil {
			return 0, ErrNumber
		}
		f = int64(u) * power(places-len(frac))
	}
	if n > 1e15/power(places) {
		return 0, ErrNumber
	}
	return n*power(places) + f, nil
}

// ParseCount reads a whole number ≥ 0 as people type it: 1920, 1.920, 1 920.
func ParseCount(s string) (int64, error) {
	s = strings.Map(func(r rune) rune {
		if r == ' ' || r == '\u00a0' || r == '\u202f' || r == '\t' {
			return -1
		}
		return r
	}, s)
	if strings.Contains(s, ",") {
		return 0, ErrThousands
	}
	if strings.Contains(s, ".") {
		parts := strings.Split(s, ".")
		for i, p := range parts {
			if i == 0 && (len(p) == 0 || len(p) > 3) || i > 0 && len(p) != 3 {
				return 0, ErrNumber
			}
		}
		s = strings.Join(parts, "")
	}
	n, err := strconv.ParseUint(s, 10, 63)
	if err != nil || n > 1e15 {
		return 0, ErrNumber
	}
	return int64(n), nil
}
