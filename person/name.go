package person

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"neove/internal/vntext"
)

// word is one word of a name in the forms that are compared.
type word struct {
	fold   string // no case, no marks, đ→d
	accent string // with marks; the tone stands at the end, so hoà and hòa are one
	sound  string // fold without differences of spelling: y and i, c and k
}

// maxWords of a name are compared; longer ones are cut.
const maxWords = 8

// spell splits a name into its words. Whatever is not a letter or digit
// separates: "H'Hen", "Y-Moan", "N.T.Hương".
func spell(name string) []word {
	var out []word
	for _, w := range strings.FieldsFunc(norm.NFD.String(strings.ToValidUTF8(name, " ")), apart) {
		if f := vntext.Fold(w); f != "" && len(out) < maxWords {
			out = append(out, word{f, toneLast(w), sound(f)})
		}
	}
	return out
}

func apart(r rune) bool {
	return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.Is(unicode.Mn, r)
}

// tones are the five marks of a tone; other marks make another vowel.
const tones = "\u0300\u0301\u0303\u0309\u0323"

// toneLast is a decomposed word in lower case with its tone moved to the end.
func toneLast(w string) string {
	var b, tone strings.Builder
	for _, r := range w {
		if strings.ContainsRune(tones, r) {
			tone.WriteRune(r)
		} else {
			b.WriteRune(unicode.ToLower(r))
		}
	}
	return b.String() + tone.String()
}

// sound removes what the spelling of one name varies by: Lý and Lí, Ksor and
// Csor.
func sound(fold string) string { return spellings.Replace(fold) }

var spellings = strings.NewReplacer("y", "i", "k", "c", "w", "v")

// particle reports a word that names of some peoples have or leave out: the
// "A", "Y", "H'" and "K'" before or inside a name.
func particle(fold string) bool { return len(fold) == 1 && strings.Contains("ahiky", fold) }

// within1 reports whether two words differ by at most one letter put in, left
// out or taken for another, or by two neighbours that changed places.
func within1(a, b string) bool {
	x, y := []rune(a), []rune(b)
	for len(x) > 0 && len(y) > 0 && x[0] == y[0] {
		x, y = x[1:], y[1:]
	}
	for len(x) > 0 && len(y) > 0 && x[len(x)-1] == y[len(y)-1] {
		x, y = x[:len(x)-1], y[:len(y)-1]
	}
	switch {
	case len(x) <= 1 && len(y) <= 1:
		return true
	case len(x) == 2 && len(y) == 2:
		return x[0] == y[1] && x[1] == y[0]
	}
	return false
}
