package livelihood

import (
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"neove/org"
)

// No number from 1 to 4 is told, nor can it be worked out from the sum.
func TestCountsHideFew(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		var rows []keptCount
		hidden, shown := int64(0), int64(0)
		for i, n := range rapid.SliceOfN(rapid.Int64Range(1, 9), 0, 12).Draw(t, "counts") {
			if rows = append(rows, keptCount{"X" + strconv.Itoa(i), n}); n < least {
				hidden++
			} else {
				shown += n
			}
		}
		list, sum := told(org.NewTree(nil, nil, nil, nil), rows)
		if len(list) != len(rows) {
			t.Fatalf("%d of %d units", len(list), len(rows))
		}
		for i, c := range list {
			if n := rows[i].N; n < least && c.People != "<5" || n >= least && c.People != strconv.FormatInt(n, 10) {
				t.Fatalf("%d reads %s", n, c.People)
			}
		}
		// With the sum known, the hidden numbers may still be anything from 1 to 4.
		want := strconv.FormatInt(shown, 10)
		if hidden > 0 {
			want = "≥" + strconv.FormatInt(shown+hidden, 10)
		}
		if sum != want || hidden > 0 && !strings.HasPrefix(sum, "≥") {
			t.Fatalf("sum %s, want %s", sum, want)
		}
	})
}
