package org

import (
	"cmp"
	"slices"
	"strings"
	"sync"

	"neove/internal/clock"
)

// Tree is an immutable picture of all units, links and edges, past and present.
type Tree struct {
	agencyName func(id string) string
	units      map[string]Unit
	parents    map[string][]Link
	kids       map[string][]Link
	succ       map[string][]Edge
	pred       map[string][]Edge
	shares     map[string]map[string]int64 // split unit → new unit → weight

	mu     sync.Mutex
	placed map[clock.Date]map[string][]Portion
	above  map[string]map[string]bool
}

// NewTree builds the picture. shares holds the weights that officials set.
func NewTree(units []Unit, links []Link, edges []Edge, shares map[string]map[string]int64) *Tree {
	t := &Tree{
		units: make(map[string]Unit, len(units)), shares: shares,
		parents: map[string][]Link{}, kids: map[string][]Link{},
		succ: map[string][]Edge{}, pred: map[string][]Edge{},
		placed: map[clock.Date]map[string][]Portion{}, above: map[string]map[string]bool{},
	}
	for _, u := range units {
		t.units[u.ID] = u
	}
	for _, l := range links {
		t.parents[l.Unit] = append(t.parents[l.Unit], l)
		t.kids[l.Parent] = append(t.kids[l.Parent], l)
	}
	for _, e := range edges {
		t.succ[e.Old] = append(t.succ[e.Old], e)
		t.pred[e.New] = append(t.pred[e.New], e)
	}
	return t
}

// Unit looks a unit up by its key.
func (t *Tree) Unit(id string) (Unit, bool) { u, ok := t.units[id]; return u, ok }

// Name is the unit's name, or its key when it is unknown.
func (t *Tree) Name(id string) string {
	if u, ok := t.units[id]; ok {
		return u.Name
	}
	return id
}

// Children are the units directly below on the day, in order.
func (t *Tree) Children(id string, day clock.Date) []Unit {
	return t.below(id, func(l Link) bool { return l.From <= day && day < l.To })
}

func (t *Tree) below(id string, when func(Link) bool) []Unit {
	var out []Unit
	for _, l := range t.kids[id] {
		if when(l) {
			out = append(out, t.units[l.Unit])
		}
	}
	SortUnits(out)
	return out
}

// SortUnits puts units in the order of their official codes, which is the order
// of the state's own lists.
func SortUnits(units []Unit) {
	slices.SortStableFunc(units, func(a, b Unit) int { return cmp.Or(strings.Compare(a.Code, b.Code), strings.Compare(a.ID, b.ID)) })
}

// Parent is the unit directly above on the day; "" at the top.
func (t *Tree) Parent(id string, day clock.Date) string {
	for _, l := range t.parents[id] {
		if l.From <= day && day < l.To {
			return l.Parent
		}
	}
	return ""
}

// Ancestors are the units above on the day, nearest first.
func (t *Tree) Ancestors(id string, day clock.Date) []string {
	var out []string
	for p := t.Parent(id, day); p != ""; p = t.Parent(p, day) {
		out = append(out, p)
	}
	return out
}

// Communes are the commune-level units under root that exist at any time in
// [from, to), in order.
func (t *Tree) Communes(root string, from, to clock.Date) []Unit {
	return t.At(root, Commune, from, to)
}

// At are the units of a level under root, or root itself, that exist at any
// time in [from, to), in order.
func (t *Tree) At(root string, level Level, from, to clock.Date) []Unit {
	if u := t.units[root]; u.Level == level {
		if u.During(from, to) {
			return []Unit{u}
		}
		return nil
	}
	var out []Unit
	for _, u := range t.below(root, func(l Link) bool { return l.From < to && from < l.To }) {
		out = append(out, t.At(u.ID, level, from, to)...)
	}
	return out
}

// CommunesOn are the commune-level units under root on the day.
func (t *Tree) CommunesOn(root string, day clock.Date) []Unit { return t.Communes(root, day, day+1) }

// Covers reports whether data of unit belongs to root's area on any tree: root
// is the unit, stands above it, or stands above what became of it. A rank at
// the new province therefore reaches the records of the old communes.
func (t *Tree) Covers(root, unit string) bool {
	if root == unit {
		return true
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.aboveOf(unit, 0)[root]
}

func (t *Tree) aboveOf(unit string, depth int) map[string]bool {
	if set, ok := t.above[unit]; ok {
		return set
	}
	set := map[string]bool{unit: true}
	if depth < 12 { // a chain of successors is short; a cycle in bad data ends here
		for _, l := range t.parents[unit] {
			for id := range t.aboveOf(l.Parent, depth+1) {
				set[id] = true
			}
		}
		for _, e := range t.succ[unit] {
			for id := range t.aboveOf(e.New, depth+1) {
				set[id] = true
			}
		}
		// A province or district that ended without a successor of its own lies
		// where all of its communes went.
		if u := t.units[unit]; u.Level != Commune && len(t.succ[unit]) == 0 && u.To < clock.Max {
			for _, s := range t.covering(u, u.To, depth) {
				for id := range t.aboveOf(s.units[0], depth+1) {
					set[id] = true
				}
			}
		}
	}
	t.above[unit] = set
	return set
}

// Successors are the edges out of a unit; Predecessors those into it.
func (t *Tree) Successors(id string) []Edge { return t.succ[id] }

// Predecessors are the edges into a unit.
func (t *Tree) Predecessors(id string) []Edge { return t.pred[id] }

// Under lists every unit, past or present, whose data belongs to root's area.
func (t *Tree) Under(root string) []string {
	var out []string
	for id := range t.units {
		if id != root && t.Covers(root, id) {
			out = append(out, id)
		}
	}
	slices.Sort(out)
	return out
}
