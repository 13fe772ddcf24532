package casework

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func TestConceal(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		in   []int64
		want string
	}{
		{[]int64{0, 0}, "0 0"},
		{[]int64{7, 0}, "7 0"},
		{[]int64{9, 12}, "9 12"},
		{[]int64{9, 3, 0}, "* * 0"},        // one alone would be the rest of the total
		{[]int64{9, 12, 3, 0}, "* 12 * 0"}, // the smallest other one goes with it
		{[]int64{20, 1, 1}, "* * *"},       // two that add up to two are one each
		{[]int64{20, 3, 2}, "20 * *"},
		{[]int64{4, 0}, "* *"}, // nobody else to hide among
		{[]int64{2, 1, 1}, "* * *"},
	} {
		cells, shown := conceal(c.in, false)
		got := ""
		for i, cell := range cells {
			if i > 0 {
				got += " "
			}
			got += cell.String()
			if cell.Hidden && cell.N != 0 {
				t.Errorf("%v: a hidden cell holds %d", c.in, cell.N)
			}
		}
		if got != c.want {
			t.Errorf("%v: %s, want %s", c.in, got, c.want)
		}
		if all := !slices.ContainsFunc(cells, func(c Cell) bool { return !c.Hidden }); !shown != (all && c.in[0]+c.in[1] < 5) {
			t.Errorf("%v: shown %v", c.in, shown)
		}
	}
}

// Whoever knows the total and the rule still has several answers for each
// hidden count, and never one for a small one.
func TestConcealedCountsStayOpen(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		in := rapid.SliceOfN(rapid.Int64Range(0, 9), 2, 4).Draw(t, "counts")
		cells, _ := conceal(in, false)
		var total int64
		for _, n := range in {
			total += n
		}
		possible := make([]map[int64]bool, len(in))
		for i := range in {
			possible[i] = map[int64]bool{}
		}
		try := make([]int64, len(in))
		var each func(i int, left int64)
		each = func(i int, left int64) {
			if i == len(try) {
				if again, _ := conceal(try, false); left == 0 && cmp.Equal(again, cells) {
					for j, n := range try {
						possible[j][n] = true
					}
				}
				return
			}
			for n := range left + 1 {
				try[i] = n
				each(i+1, left-n)
			}
		}
		each(0, total)
		for i, c := range cells {
			if c.Hidden && len(possible[i]) < 2 {
				t.Fatalf("%v: %d can only be %v", in, i, possible[i])
			}
		}
	})
}

// exact figures are not touched, and open ones not invented.
func TestExactFigures(t *testing.T) {
	t.Parallel()
	st := statsOf(map[string]int64{"casework.victim.sex.female": 1, "casework.support.b.money": 3, "casework.support.b.persons": 1, "casework.decision.count": 2, "casework.decision.days": 5}, true)
	if st.Groups[1].Lines[0].N != 1 || st.Support[1].Money.N != 3 || st.Waits[1].Tenths.N != 25 {
		t.Errorf("%+v", st)
	}
}
