package indicator

import (
	"slices"

	"neove/internal/clock"
	"neove/measure"
	"neove/org"
)

// rollup adds the vectors of reporting units up on the tree of a day.
type rollup struct {
	tree    *org.Tree
	day     clock.Date
	columns [][]int // per indicator, the columns that it adds up
	groups  map[string]int
	value   [][]int64 // per group, per indicator
	open    [][]int64 // unallocated
	reach   map[string][]int
}

// newRollup prepares groups: the asked unit first, then the rows.
func newRollup(tree *org.Tree, day clock.Date, columns [][]int, groups []string) *rollup {
	r := &rollup{tree: tree, day: day, columns: columns, groups: map[string]int{}, reach: map[string][]int{}}
	for i, g := range groups {
		if _, dup := r.groups[g]; !dup {
			r.groups[g] = i
		}
		r.value = append(r.value, make([]int64, len(columns)))
		r.open = append(r.open, make([]int64, len(columns)))
	}
	return r
}

// groupsOf lists the groups that hold a unit of the tree.
func (r *rollup) groupsOf(unit string) []int {
	if g, ok := r.reach[unit]; ok {
		return g
	}
	var out []int
	for _, id := range append([]string{unit}, r.tree.Ancestors(unit, r.day)...) {
		if g, ok := r.groups[id]; ok {
			out = append(out, g)
		}
	}
	r.reach[unit] = out
	return out
}

// add takes one unit's vector of measures.
func (r *rollup) add(unit string, vector []int64) {
	portions := r.tree.Place(unit, r.day)
	if len(portions) == 0 {
		return
	}
	if len(portions) == 1 {
		r.put(portions[0], func(i int) int64 { return r.indicator(i, vector) })
		return
	}
	weights := make([]int64, len(portions))
	for i, p := range portions {
		weights[i] = p.Weight
	}
	parts := make([][]int64, len(r.columns))
	for i := range r.columns {
		parts[i] = measure.Apportion(r.indicator(i, vector), weights)
	}
	for k, p := range portions {
		r.put(p, func(i int) int64 { return parts[i][k] })
	}
}

func (r *rollup) indicator(i int, vector []int64) int64 {
	var sum int64
	for _, c := range r.columns[i] {
		sum += vector[c]
	}
	return sum
}

// put adds to every group that surely holds the portion: an undecided one
// belongs to a group only when all of its candidates do.
func (r *rollup) put(p org.Portion, amount func(i int) int64) {
	into, groups := r.value, r.groupsOf(p.Units[0])
	if !p.Allocated() {
		into = r.open
		for _, u := range p.Units[1:] {
			also := r.groupsOf(u)
			groups = slices.DeleteFunc(slices.Clone(groups), func(g int) bool { return !slices.Contains(also, g) })
		}
	}
	for _, g := range groups {
		for i := range r.columns {
			into[g][i] += amount(i)
		}
	}
}
