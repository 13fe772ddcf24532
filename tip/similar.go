package tip

import (
	"strings"

	"neove/internal/vntext"
)

// alike is how much two texts share, 0 to 100: the part of the pairs of words of
// the shorter one that stand in the longer one as well. Texts are compared in
// memory, folded; nothing of it is kept.
func alike(a, b string) int {
	x, y := pairs(a), pairs(b)
	if len(x) > len(y) {
		x, y = y, x
	}
	if len(x) < 3 { // a few words are alike by chance
		return 0
	}
	n := 0
	for p := range x {
		if y[p] {
			n++
		}
	}
	return 100 * n / len(x)
}

// likely is from when a pair is shown as a possible duplicate.
const likely = 45

func pairs(s string) map[string]bool {
	words := strings.Fields(vntext.Fold(s))
	out := map[string]bool{}
	for i := 1; i < len(words); i++ {
		out[words[i-1]+" "+words[i]] = true
	}
	return out
}
