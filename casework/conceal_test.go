package casework

import (
	"strconv"
	"strings"
	"testing"
)

// display is what a reader sees of a table.
func display(values []int64, order []int) string {
	var out []string
	cells, _ := conceal(values, order)
	for _, c := range cells {
		out = append(out, c.String())
	}
	return strings.Join(out, " ")
}

func TestConceal(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		in    []int64
		order []int
		want  string
	}{
		{[]int64{0, 0}, []int{0, 1}, "0 0"},
		{[]int64{7, 0}, []int{0, 1}, "7 0"},
		{[]int64{9, 12}, []int{0, 1}, "9 12"},
		{[]int64{9, 3, 0}, []int{0, 1, 2}, "* * *"}, // nobody else would be shown
		{[]int64{9, 12, 3, 0}, []int{3, 2, 1, 0}, "9 * * 0"},
		{[]int64{9, 12, 3, 0}, []int{0, 1, 2, 3}, "* 12 * 0"},
		{[]int64{9, 12, 3, 2}, []int{0, 1, 2, 3}, "* 12 * *"},
		{[]int64{4, 4}, []int{0, 1}, "* *"},
		{[]int64{4, 1, 7}, nil, "4 1 7"}, // exact
	} {
		if got := display(c.in, c.order); got != c.want {
			t.Errorf("%v in the order %v: %s, want %s", c.in, c.order, got, c.want)
		}
		cells, _ := conceal(c.in, c.order)
		for _, cell := range cells {
			if cell.Hidden && cell.N != 0 {
				t.Errorf("%v: a hidden cell holds %d", c.in, cell.N)
			}
		}
	}
}

// tables are all tables of n counts with up to most persons.
func tables(n int, most int64, yield func([]int64)) {
	table := make([]int64, n)
	var fill func(i int, left int64)
	fill = func(i int, left int64) {
		if i == n {
			yield(table)
			return
		}
		for v := range left + 1 {
			table[i] = v
			fill(i+1, left-v)
		}
	}
	fill(0, most)
}

// Whoever knows the total, the rule and what is shown, but not the order, has
// several answers for each hidden count.
func TestConcealedCountsStayOpen(t *testing.T) {
	t.Parallel()
	orders := map[int][][]int{2: {{0, 1}, {1, 0}}, 3: {{0, 1, 2}, {0, 2, 1}, {1, 0, 2}, {1, 2, 0}, {2, 0, 1}, {2, 1, 0}}, 4: {{0, 1, 2, 3}, {1, 0, 2, 3}, {2, 0, 1, 3}, {3, 0, 1, 2}, {3, 2, 1, 0}, {2, 3, 1, 0}, {1, 3, 2, 0}, {0, 3, 2, 1}, {1, 2, 3, 0}, {0, 2, 1, 3}}}
	for n, all := range orders {
		answers := map[string][]map[int64]bool{} // by what is shown, per count
		each := func(fn func(key string, in []int64, order []int)) {
			tables(n, 24, func(in []int64) {
				var total int64
				for _, v := range in {
					total += v
				}
				for _, o := range all {
					fn(strconv.FormatInt(total, 10)+": "+display(in, o), in, o)
				}
			})
		}
		each(func(key string, in []int64, _ []int) {
			if answers[key] == nil {
				answers[key] = make([]map[int64]bool, n)
				for i := range in {
					answers[key][i] = map[int64]bool{}
				}
			}
			for i, v := range in {
				answers[key][i][v] = true
			}
		})
		each(func(key string, in []int64, order []int) {
			cells, _ := conceal(in, order)
			for i, c := range cells {
				if c.Hidden && len(answers[key][i]) < 2 {
					t.Errorf("%s: number %d can only be %v", key, i, answers[key][i])
				}
			}
		})
	}
}

// Exact figures are not touched.
func TestExactFigures(t *testing.T) {
	t.Parallel()
	st := statsOf(map[string]int64{"casework.victim.sex.female": 1, "casework.support.b.money": 3, "casework.support.b.persons": 1, "casework.decision.count": 2, "casework.decision.days": 5}, nil)
	if st.Groups[1].Lines[0].N != 1 || st.Support[1].Money.N != 3 || st.Waits[1].Tenths.N != 25 {
		t.Errorf("%+v", st)
	}
}
