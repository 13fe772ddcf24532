package access

import (
	_ "embed"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"

	"neove/internal/errs"
	"neove/internal/vntext"
)

// Length counts, and what everybody tries first; there are no rules about kinds
// of characters (NIST SP 800-63B-4). A password that is the only factor is longer.
const (
	minPassword      = 12
	minPasswordAlone = 15
	maxPassword      = 128
)

//go:embed blocked.txt
var blockedText string

// blocked are the words of blocked.txt, long ones first.
var blocked = sync.OnceValue(func() []string {
	var out []string
	for line := range strings.Lines(blockedText) {
		if !strings.HasPrefix(line, "#") {
			out = append(out, strings.Fields(line)...)
		}
	}
	slices.SortFunc(out, func(a, b string) int { return len(b) - len(a) })
	return out
})

// owner is what a password must not be made of.
type owner struct {
	account, name string
	units         []string // names of the units where the person works
	alone         bool     // the password is the only factor
}

func (o owner) shortest() int {
	if o.alone {
		return minPasswordAlone
	}
	return minPassword
}

// checkNew notes why a password is refused.
func (o owner) checkNew(c *errs.Check, field, password string) {
	key := squeezed(password)
	switch n := utf8.RuneCountInString(vntext.NFC(password)); {
	case n < o.shortest():
		c.Add(field, "access.err.short", "min", o.shortest())
	case n > maxPassword:
		c.Add(field, "access.err.long", "max", maxPassword)
	case contains(key, squeezed(o.account)):
		c.Add(field, "access.err.contains_account")
	case contains(key, squeezed(o.name)):
		c.Add(field, "access.err.contains_name")
	case slices.ContainsFunc(o.units, func(u string) bool { return contains(key, unitKey(u)) }):
		c.Add(field, "access.err.contains_unit")
	case common(key):
		c.Add(field, "access.err.common")
	}
}

func squeezed(s string) string { return strings.ReplaceAll(vntext.Fold(s), " ", "") }

func contains(key, part string) bool { return len(part) >= 3 && strings.Contains(key, part) }

// unitKey is the name of a unit without its kind: "Xã Lương Hòa" → "luonghoa".
// Names of fewer than five letters are syllables of many innocent words.
func unitKey(name string) string {
	folded := vntext.Fold(name)
	for _, kind := range []string{"thanh pho ", "thi xa ", "thi tran ", "phuong ", "xa ", "huyen ", "quan ", "tinh ", "dac khu "} {
		folded = strings.TrimPrefix(folded, kind)
	}
	if folded = strings.ReplaceAll(folded, " ", ""); len(folded) < 5 {
		return ""
	}
	return folded
}

// common reports a password made only of blocked words, digits, keyboard walks
// and repetition.
func common(key string) bool {
	for _, w := range blocked() {
		key = strings.ReplaceAll(key, w, "")
	}
	key = withoutWalks(key)
	seen := map[rune]bool{}
	for _, r := range strings.Trim(key, "0123456789") {
		seen[r] = true
	}
	return len(seen) < 4
}

// rows are walks of fingers and of the alphabet, in both directions.
var rows = []string{"qwertyuiop", "asdfghjkl", "zxcvbnm", "abcdefghijklmnopqrstuvwxyz", "01234567890", "qazwsxedcrfvtgbyhnujmikolp", "1q2w3e4r5t6y7u8i9o0p"}

// withoutWalks drops every run of four or more neighbours.
func withoutWalks(key string) string {
	var out strings.Builder
	for i := 0; i < len(key); {
		if n := walk(key[i:]); n >= 4 {
			i += n
			continue
		}
		out.WriteByte(key[i])
		i++
	}
	return out.String()
}

func walk(s string) int {
	longest := 0
	for _, row := range rows {
		for _, r := range []string{row, reversed(row)} {
			for n := min(len(s), len(r)); n > longest; n-- {
				if strings.Contains(r, s[:n]) {
					longest = n
				}
			}
		}
	}
	return longest
}

func reversed(s string) string {
	b := []byte(s)
	slices.Reverse(b)
	return string(b)
}
