package org

import (
	"slices"
	"strings"

	"neove/internal/clock"
	"neove/internal/errs"
	"neove/internal/vntext"
)

// levelWords stand before names and may be left out by people.
var levelWords = []string{"thanh pho ", "thi xa ", "thi tran ", "dac khu ", "phuong ", "huyen ", "quan ", "tinh ", "xa ", "tp ", "tx ", "tt ", "p ", "x ", "h "}

// bare is a folded name without the word for the level. Numbered wards keep it:
// "1" alone names nothing.
func bare(key string) string {
	for _, w := range levelWords {
		if rest, ok := strings.CutPrefix(key, w); ok && (rest[0] < '0' || rest[0] > '9') {
			return rest
		}
	}
	return key
}

// Search lists units whose key, code or name fits the text, best first: exact,
// then beginning, then anywhere. Without marks and with either tone placement.
func (t *Tree) Search(text string, limit int) []Unit {
	q := vntext.Fold(text)
	if q == "" {
		return nil
	}
	type hit struct {
		u    Unit
		rank int
	}
	var hits []hit
	for _, u := range t.units {
		if r := rank(u, text, q); r > 0 {
			hits = append(hits, hit{u, r})
		}
	}
	slices.SortFunc(hits, func(a, b hit) int {
		if a.rank != b.rank {
			return b.rank - a.rank
		}
		if a.u.To != b.u.To { // what still exists comes first
			return int(b.u.To - a.u.To)
		}
		return strings.Compare(a.u.ID, b.u.ID)
	})
	var out []Unit
	for _, h := range hits[:min(limit, len(hits))] {
		out = append(out, h.u)
	}
	return out
}

func rank(u Unit, text, q string) int {
	switch {
	case strings.EqualFold(u.ID, strings.TrimSpace(text)):
		return 5
	case u.Key == q || u.Code == q:
		return 4
	case bare(u.Key) == bare(q):
		return 3
	case strings.HasPrefix(u.Key, q) || strings.HasPrefix(bare(u.Key), q):
		return 2
	case strings.Contains(u.Key, q):
		return 1
	}
	return 0
}

// Match finds the one unit that a person means, among those that root covers
// and that exist on the day. A name of a unit that has ended leads to its only
// successor. Errors: NotFound; Conflict naming the candidates.
func (t *Tree) Match(text, root string, day clock.Date) (Unit, error) {
	best, found := 0, map[string]Unit{}
	q := vntext.Fold(text)
	for _, u := range t.units {
		r := rank(u, text, q)
		if r < 3 || r < best || !t.Covers(root, u.ID) {
			continue
		}
		now := u
		if !u.On(day) {
			at := t.Place(u.ID, day)
			if len(at) != 1 || !at[0].Allocated() {
				continue
			}
			now = t.units[at[0].Units[0]]
		}
		if r > best {
			best, found = r, map[string]Unit{}
		}
		found[now.ID] = now
	}
	switch len(found) {
	case 0:
		return Unit{}, errs.New(errs.NotFound, "org.err.unit", "unit", text)
	case 1:
		for _, u := range found {
			return u, nil
		}
	}
	var names []string
	for _, u := range found {
		names = append(names, u.Name+" ("+u.ID+")")
	}
	slices.Sort(names)
	return Unit{}, errs.New(errs.Conflict, "org.err.ambiguous", "unit", text, "units", strings.Join(names, ", "))
}
