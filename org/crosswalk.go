package org

import (
	"math/big"
	"slices"

	"neove/internal/clock"
)

// Portion is a part of a unit's data on the tree of a day. One unit: the part
// is there. Several: they are the candidates and nobody has chosen, so the part
// is not allocated. Weight is relative to the other portions of the same unit.
type Portion struct {
	Units  []string // ordered
	Weight int64    // > 0
}

// Allocated reports whether the portion has its place.
func (p Portion) Allocated() bool { return len(p.Units) == 1 }

// Place says where the data of a unit is on the tree of the day. The result is
// empty only for an unknown unit, or for one without any trace on that tree.
func (t *Tree) Place(unit string, day clock.Date) []Portion {
	t.mu.Lock()
	defer t.mu.Unlock()
	byUnit := t.placed[day]
	if byUnit == nil {
		byUnit = map[string][]Portion{}
		t.placed[day] = byUnit
	}
	if p, ok := byUnit[unit]; ok {
		return p
	}
	p := reduce(t.place(unit, day, 0))
	byUnit[unit] = p
	return p
}

// Lineage is a unit and every earlier one of its level that became it as a
// whole: what they had begun is the unit's to go on with. A unit that was split
// has no such heir, and a district none among the communes.
func (t *Tree) Lineage(unit string) []string {
	out := []string{unit}
	for _, id := range t.Under(unit) {
		if t.units[id].Level != t.units[unit].Level {
			continue
		}
		if p := t.Place(id, t.units[unit].From); len(p) == 1 && p[0].Allocated() && p[0].Units[0] == unit {
			out = append(out, id)
		}
	}
	return out
}

// share is a portion with an exact weight.
type share struct {
	units  []string
	weight *big.Rat
}

func (t *Tree) place(unit string, day clock.Date, depth int) []share {
	u, known := t.units[unit]
	switch {
	case !known || depth > 12:
		return nil
	case u.On(day):
		return []share{{[]string{unit}, big.NewRat(1, 1)}}
	case u.To <= day && len(t.succ[unit]) > 0:
		return t.forward(unit, day, depth)
	case u.From > day && len(t.pred[unit]) > 0:
		return t.backward(unit, day, depth)
	case u.Level != Commune:
		return t.covering(u, day, depth)
	}
	return nil
}

// forward follows the successors of a unit that has ended.
func (t *Tree) forward(unit string, day clock.Date, depth int) []share {
	edges := t.succ[unit]
	weights := t.weights(unit)
	if weights == nil {
		var candidates []string
		for _, e := range edges {
			candidates = append(candidates, t.places(e.New, day, depth)...)
		}
		return undecided(candidates)
	}
	var total int64
	for _, w := range weights {
		total += w
	}
	var out []share
	for _, e := range edges {
		if weights[e.New] == 0 {
			continue
		}
		r := big.NewRat(weights[e.New], total)
		for _, s := range t.place(e.New, day, depth+1) {
			out = append(out, share{s.units, new(big.Rat).Mul(s.weight, r)})
		}
	}
	return out
}

// weights are the shares of a unit's successors: set by an official, or whole,
// or the people moved along every edge; nil when nothing decides.
func (t *Tree) weights(unit string) map[string]int64 {
	if set := t.shares[unit]; len(set) > 0 {
		return set
	}
	edges := t.succ[unit]
	if len(edges) == 1 && edges[0].Kind == Whole {
		return map[string]int64{edges[0].New: 1}
	}
	out := map[string]int64{}
	var total int64
	for _, e := range edges {
		if e.People == nil {
			return nil
		}
		out[e.New] += *e.People
		total += *e.People
	}
	if total == 0 {
		return nil
	}
	return out
}

// Split reports whether a unit's data needs a choice that nobody has made.
func (t *Tree) Split(unit string) bool { return len(t.succ[unit]) > 0 && t.weights(unit) == nil }

// backward asks an older tree: a unit with one predecessor lay inside it; one
// made from several cannot be divided again.
func (t *Tree) backward(unit string, day clock.Date, depth int) []share {
	var candidates []string
	for _, e := range t.pred[unit] {
		candidates = append(candidates, t.places(e.Old, day, depth)...)
	}
	return undecided(candidates)
}

// covering places a district or province that ended: the nearest unit of that
// tree which holds all of its communes.
func (t *Tree) covering(u Unit, day clock.Date, depth int) []share {
	var common []string
	for i, c := range t.Communes(u.ID, u.From, u.To) {
		for _, at := range t.places(c.ID, day, depth) {
			line := append([]string{at}, t.Ancestors(at, day)...)
			line = slices.DeleteFunc(line, func(id string) bool { return t.units[id].Level == Commune })
			if i == 0 && common == nil {
				common = line
				continue
			}
			common = slices.DeleteFunc(common, func(id string) bool { return !slices.Contains(line, id) })
		}
	}
	if len(common) == 0 {
		return nil
	}
	return undecided(common[:1])
}

// places lists every unit that a unit's data may be on.
func (t *Tree) places(unit string, day clock.Date, depth int) []string {
	var out []string
	for _, s := range t.place(unit, day, depth+1) {
		out = append(out, s.units...)
	}
	return out
}

func undecided(candidates []string) []share {
	slices.Sort(candidates)
	candidates = slices.Compact(candidates)
	if len(candidates) == 0 {
		return nil
	}
	return []share{{candidates, big.NewRat(1, 1)}}
}

// reduce joins shares with the same units and gives integer weights.
func reduce(shares []share) []Portion {
	slices.SortFunc(shares, func(a, b share) int { return slices.Compare(a.units, b.units) })
	den := big.NewInt(1)
	var joined []share
	for _, s := range shares {
		if n := len(joined); n > 0 && slices.Equal(joined[n-1].units, s.units) {
			joined[n-1].weight = new(big.Rat).Add(joined[n-1].weight, s.weight)
			continue
		}
		joined = append(joined, s)
	}
	for _, s := range joined {
		g := new(big.Int).GCD(nil, nil, den, s.weight.Denom())
		den.Mul(den, new(big.Int).Quo(s.weight.Denom(), g))
	}
	out := make([]Portion, 0, len(joined))
	for _, s := range joined {
		w := new(big.Int).Mul(s.weight.Num(), new(big.Int).Quo(den, s.weight.Denom()))
		out = append(out, Portion{s.units, w.Int64()})
	}
	return out
}
