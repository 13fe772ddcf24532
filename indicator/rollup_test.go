package indicator

import (
	"fmt"
	"strconv"
	"testing"

	"pgregory.net/rapid"

	"neove/internal/clock"
	"neove/org"
)

// randomTree has one province of communes before and after a reform; some
// communes are split, with or without people, and some splits are decided.
func randomTree(t *rapid.T) (*org.Tree, []string) {
	reform := clock.On(2025, 7, 1)
	units := []org.Unit{{ID: "P", Level: org.Province, From: clock.Min, To: clock.Max}}
	var links []org.Link
	var edges []org.Edge
	var olds, news []string
	add := func(id string, from, to clock.Date) {
		units = append(units, org.Unit{ID: id, Code: id, Level: org.Commune, From: from, To: to})
		links = append(links, org.Link{Unit: id, Parent: "P", From: from, To: to})
	}
	for i := range rapid.IntRange(1, 5).Draw(t, "new") {
		news = append(news, "N"+strconv.Itoa(i))
		add(news[i], reform, clock.Max)
	}
	shares := map[string]map[string]int64{}
	for i := range rapid.IntRange(1, 8).Draw(t, "old") {
		id := "O" + strconv.Itoa(i)
		olds = append(olds, id)
		add(id, clock.Min, reform)
		to := rapid.SliceOfNDistinct(rapid.SampledFrom(news), 1, len(news), rapid.ID[string]).Draw(t, "to")
		people := rapid.Bool().Draw(t, "people")
		for _, n := range to {
			e := org.Edge{Old: id, New: n, Kind: org.Part, On: reform}
			if len(to) == 1 {
				e.Kind = org.Whole
			}
			if people {
				v := rapid.Int64Range(0, 9000).Draw(t, "moved")
				e.People = &v
			}
			edges = append(edges, e)
		}
		if rapid.Bool().Draw(t, "decided") {
			shares[id] = map[string]int64{to[0]: rapid.Int64Range(1, 9).Draw(t, "share")}
		}
	}
	return org.NewTree(units, links, edges, shares), olds
}

// Whatever the reform did, allocated and unallocated add up to what was
// reported, and the rows add up to what is allocated.
func TestNothingIsLost(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		tree, olds := randomTree(t)
		for _, day := range []clock.Date{clock.On(2024, 1, 1), clock.On(2025, 7, 1)} {
			groups := []string{"P"}
			for _, u := range tree.CommunesOn("P", day) {
				groups = append(groups, u.ID)
			}
			r := newRollup(tree, day, [][]int{{0}, {0, 1}}, groups)
			var total [2]int64
			for i, u := range append(olds, "N0") {
				v := []int64{rapid.Int64Range(0, 10_000).Draw(t, fmt.Sprint("a", i)), rapid.Int64Range(0, 10_000).Draw(t, fmt.Sprint("b", i))}
				if u == "N0" && day < clock.On(2025, 7, 1) {
					continue
				}
				r.add(u, v)
				total[0] += v[0]
				total[1] += v[0] + v[1]
			}
			for i := range total {
				var rows int64
				for g := 1; g < len(groups); g++ {
					rows += r.value[g][i]
				}
				if got := r.value[0][i] + r.open[0][i]; got != total[i] || rows != r.value[0][i] {
					t.Fatalf("%v: value %d + open %d ≠ %d, rows %d", day, r.value[0][i], r.open[0][i], total[i], rows)
				}
			}
		}
	})
}
