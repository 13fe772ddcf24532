// Package vntext knows how Vietnamese is written: folding for search, order
// for people, numbers, money and dates.
package vntext

import (
	"slices"
	"strings"
	"sync"
	"unicode"

	"golang.org/x/text/collate"
	"golang.org/x/text/language"
	"golang.org/x/text/unicode/norm"
)

// NFC brings text into the one stored form; input methods may send combining
// letters ("Unicode tổ hợp").
func NFC(s string) string { return norm.NFC.String(s) }

// Clean is NFC in one line: control characters, characters that nobody sees,
// outer and doubled white space removed, bytes that are no text replaced.
func Clean(s string) string {
	s = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) && !unicode.IsSpace(r) || unseen(r) {
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, "\uFFFD"))
	return strings.Join(strings.Fields(NFC(s)), " ")
}

// unseen reports whether a character has no width or turns the direction of what
// follows: such text reads as something else than it is, or is not found.
func unseen(r rune) bool {
	switch r {
	case '\u00AD', '\u200B', '\u2060', '\uFEFF':
		return true
	}
	return unicode.Is(unicode.Bidi_Control, r)
}

// Fold makes the search key: no case, no marks, đ→d. Both tone placements
// (hòa, hoà) fold to the same key because every mark is dropped. Whatever is
// not a letter or digit separates words.
func Fold(s string) string {
	var b strings.Builder
	space := false
	for _, r := range norm.NFD.String(strings.ToValidUTF8(s, "\uFFFD")) {
		switch {
		case unicode.Is(unicode.Mn, r) || unseen(r):
			continue
		case r == 'đ' || r == 'Đ':
			r = 'd'
		}
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			if space && b.Len() > 0 {
				b.WriteByte(' ')
			}
			space = false
			b.WriteRune(unicode.ToLower(r))
		} else {
			space = true
		}
	}
	return b.String()
}

// A collator keeps buffers, so it is not safe for concurrent use.
var collators = sync.Pool{New: func() any { return collate.New(language.Vietnamese) }}

// Compare orders two texts as a Vietnamese dictionary does.
func Compare(a, b string) int {
	c := collators.Get().(*collate.Collator)
	defer collators.Put(c)
	return c.CompareString(a, b)
}

// SortBy orders items by a Vietnamese text of theirs.
func SortBy[T any](items []T, text func(T) string) {
	slices.SortStableFunc(items, func(a, b T) int { return Compare(text(a), text(b)) })
}
