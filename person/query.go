package person

import (
	"math/bits"
	"slices"
	"strings"
)

// Query is what somebody looks for.
type Query struct {
	Name string
	Year int // of birth, one more or less; 0 is any
}

// Shown is how many persons a search shows at most.
const Shown = 20

// Why says why a person was found; each bit has a text person.why.<code>.
type Why uint16

// The reasons, in the order in which they are told.
const (
	whySame Why = 1 << iota
	whyFold
	whySpelling
	whyOrder
	whyPart
	whyMore
	whyTypo
	whyInitials
	whyAlias
	whyPaper
	whyYear
	whyYearOff
	whyYearUnknown
)

var whyCodes = []string{"same", "fold", "spelling", "order", "part", "more", "typo", "initials", "alias", "paper", "year", "year_off", "year_unknown"}

// Codes are the reasons as codes.
func (w Why) Codes() []string {
	var out []string
	for i, c := range whyCodes {
		if w&(1<<i) != 0 {
			out = append(out, c)
		}
	}
	return out
}

// match is a person that fits, the better the lower the cost.
type match struct {
	doc  int32
	cost int
	why  Why
}

// How a word of the query fits a word of a name.
const (
	fitNone uint8 = iota
	fitExact
	fitSound
	fitTypo
)

// reading is a way to read the query: with two words joined, or one split.
type reading struct {
	words []word
	cost  int
	why   Why
}

// search finds persons. allowed is asked before anything is ranked, counted or
// cut: what it refuses is as if it were not there.
func (ix *index) search(q Query, allowed func(id string) bool, limit int) (out []match, more bool) {
	words := spell(q.Name)
	if len(words) == 0 || len(ix.entries) == 0 {
		return nil, false
	}
	best := map[int32]match{}
	see := func(m match) {
		if old, ok := best[m.doc]; !ok || m.cost < old.cost {
			if ok || allowed(ix.docs[m.doc].id) {
				best[m.doc] = m
			}
		}
	}
	for _, r := range ix.readings(words) {
		ix.find(q, r, see)
	}
	ix.findInitials(q, words, see)
	return ix.rank(best, allowed, limit)
}

// readings are the query as typed, with neighbours joined that are one word
// here, and with words split that are two: "Y Moan", "Ymoan", "NguyễnThị".
func (ix *index) readings(words []word) []reading {
	out := []reading{{words: words}}
	for i := range words {
		if i+1 < len(words) {
			w := join(words[i], words[i+1])
			if _, ok := ix.words[w.fold]; ok {
				out = append(out, reading{slices.Concat(words[:i], []word{w}, words[i+2:]), 3, whySpelling})
			}
		}
		if _, ok := ix.words[words[i].fold]; ok || len(words) == maxWords {
			continue
		}
		for cut := 1; cut < len(words[i].fold); cut++ {
			a, b := words[i].fold[:cut], words[i].fold[cut:]
			_, one := ix.words[a]
			_, two := ix.words[b]
			if one && two && len(out) < 8 {
				out = append(out, reading{slices.Concat(words[:i], []word{{a, "", sound(a)}, {b, "", sound(b)}}, words[i+1:]), 4, whySpelling})
			}
		}
	}
	return out
}

func join(a, b word) word { return word{a.fold + b.fold, a.accent + b.accent, a.sound + b.sound} }

// find looks for names that hold the words of a reading.
func (ix *index) find(q Query, r reading, see func(match)) {
	n := len(r.words)
	fits := make([][]uint8, n) // word of the query → number of word → fit
	masks := make([]uint8, len(ix.entries))
	letters := 0 // words that are one letter need not be found
	for i, w := range r.words {
		fits[i] = ix.fits(w, n)
		for num, f := range fits[i] {
			if f != fitNone {
				for _, e := range ix.posts[num] {
					masks[e] |= 1 << i
				}
			}
		}
		if len(w.fold) == 1 {
			letters |= 1 << i
		}
	}
	for e, mask := range masks {
		if mask == 0 {
			continue
		}
		missing := n - bits.OnesCount8(mask|uint8(letters))
		if missing > 1 || missing == 1 && int(ix.entries[e].n) >= n {
			continue
		}
		ix.see(q, r, fits, int32(e), see)
	}
}

func (ix *index) see(q Query, r reading, fits [][]uint8, e int32, see func(match)) {
	d := &ix.docs[ix.entries[e].doc]
	if d.gone {
		return
	}
	year, why, ok := d.year(q.Year)
	if !ok {
		return
	}
	if cost, reasons, ok := ix.compare(r.words, fits, ix.entries[e]); ok {
		if r.why != 0 {
			reasons &^= whySame | whyFold // not as typed
		}
		see(match{ix.entries[e].doc, cost + year + r.cost, reasons | why | r.why})
	}
}

// fits compares a word of the query with every word of the index.
func (ix *index) fits(w word, words int) []uint8 {
	out := make([]uint8, len(ix.folds))
	if len(w.fold) >= 3 || len(w.fold) == 2 && words > 1 {
		for num, f := range ix.folds {
			if len(f) > 1 && len(f)-len(w.fold) <= 1 && len(w.fold)-len(f) <= 1 && within1(w.fold, f) {
				out[num] = fitTypo
			}
		}
	}
	for _, num := range ix.sounds[w.sound] {
		out[num] = fitSound
	}
	if num, ok := ix.words[w.fold]; ok {
		out[num] = fitExact
	}
	return out
}

// year compares the year of birth; known years further away do not fit.
func (d *doc) year(y int) (cost int, why Why, ok bool) {
	switch from, to := int(d.from), int(d.to); {
	case y == 0:
		return 0, 0, true
	case from == 0:
		return 4, whyYearUnknown, true
	case from <= y && y <= to:
		return 0, whyYear, true
	case from-1 <= y && y <= to+1:
		return 2, whyYearOff, true
	}
	return 0, 0, false
}

// pairing says which word of a query stands for which word of a name.
type pairing struct {
	at       [maxWords]int8 // word of the query → word of the name, from 1
	used     int            // words of the name, one bit each
	sounds   int
	typos    int
	initials int
}

// pair pairs the words of a query with those of a name, the best fits first.
func (ix *index) pair(words []word, fits [][]uint8, name []int32) (p pairing) {
	for _, fit := range []uint8{fitExact, fitSound, fitTypo, fitNone} {
		for i, w := range words {
			for j := 0; j < len(name) && p.at[i] == 0; j++ {
				initial := fit == fitNone && len(w.fold) == 1 && strings.HasPrefix(ix.folds[name[j]], w.fold)
				if p.used&(1<<j) != 0 || fits[i][name[j]] != fit || fit == fitNone && !initial {
					continue
				}
				p.at[i], p.used = int8(j+1), p.used|1<<j
				switch fit {
				case fitSound:
					p.sounds++
				case fitTypo:
					p.typos++
				case fitNone:
					p.initials++
				}
			}
		}
	}
	return p
}

// unpaired counts the words that stand on one side only: of the query, of the
// name, and particles on either.
func (ix *index) unpaired(words []word, name []int32, p pairing) (missing, extra, particles int) {
	for i, w := range words {
		switch {
		case p.at[i] != 0:
		case particle(w.fold):
			particles++
		default:
			missing++
		}
	}
	for j, num := range name {
		switch {
		case p.used&(1<<j) != 0:
		case particle(ix.folds[num]):
			particles++
		default:
			extra++
		}
	}
	return missing, extra, particles
}

// compare says what it costs to take a name for that of the query. At most one
// letter may be wrong, and one word may be missing from the name, besides
// particles.
func (ix *index) compare(words []word, fits [][]uint8, e entry) (cost int, why Why, ok bool) {
	name := ix.arena[e.start : e.start+int32(e.n)]
	p := ix.pair(words, fits, name)
	missing, extra, particles := ix.unpaired(words, name, p)
	if p.used == 0 || p.typos > 1 || missing > 1 || missing == 1 && (extra > 0 || e.n < 2 || p.typos > 0) {
		return 0, 0, false
	}
	why = ix.marks(words, p.at, e, &cost)
	add := func(n, each int, reason Why) {
		if n > 0 {
			cost, why = cost+each*n, why|reason
		}
	}
	add(p.sounds, 2, whySpelling)
	add(p.typos, 6, whyTypo)
	add(p.initials, 5, whyInitials)
	add(particles, 2, whySpelling)
	add(extra, 4, whyPart)
	add(missing, 8, whyMore)
	if disorder(p.at, len(words)) {
		add(1, 3, whyOrder)
	}
	if e.alias {
		add(1, 1, whyAlias)
	}
	return cost, why, true
}

// marks compares the marks of the words that fit exactly: all of them are the
// same name, otherwise the same without marks.
func (ix *index) marks(words []word, at [maxWords]int8, e entry, cost *int) Why {
	same, exact := true, true
	for i, w := range words {
		if at[i] == 0 {
			exact = false
			continue
		}
		j := e.start + int32(at[i]) - 1
		if ix.folds[ix.arena[j]] != w.fold {
			exact = false
			continue
		}
		if num, ok := ix.accented[w.accent]; !ok || num != ix.accents[j] {
			same = false
		}
	}
	if !same {
		*cost++
	}
	switch {
	case exact && same && int(e.n) == len(words):
		return whySame
	case exact && int(e.n) == len(words):
		return whyFold
	}
	return 0
}

// disorder reports words that stand in another order than in the name.
func disorder(at [maxWords]int8, n int) bool {
	last := int8(0)
	for _, a := range at[:n] {
		if a != 0 && a < last {
			return true
		}
		last = max(last, a)
	}
	return false
}

// findInitials reads "NTH", "N.T.H." and "n t h" as the first letters of a name.
func (ix *index) findInitials(q Query, words []word, see func(match)) {
	var b strings.Builder
	for _, w := range words {
		if len(words) > 1 && len(w.fold) > 1 {
			return
		}
		b.WriteString(w.fold)
	}
	if len(b.String()) < 2 {
		return
	}
	for _, e := range ix.initials[b.String()] {
		d := &ix.docs[ix.entries[e].doc]
		if year, why, ok := d.year(q.Year); ok && !d.gone {
			see(match{ix.entries[e].doc, 10 + year, whyInitials | why})
		}
	}
}

// rank orders what was found and cuts it. A record merged into another that may
// be shown is shown as that one.
func (ix *index) rank(best map[int32]match, allowed func(id string) bool, limit int) (out []match, more bool) {
	all := make([]match, 0, len(best))
	for _, m := range best {
		all = append(all, m)
	}
	slices.SortFunc(all, func(a, b match) int {
		if a.cost != b.cost {
			return a.cost - b.cost
		}
		return int(b.doc - a.doc) // the newest record first
	})
	seen := map[int32]bool{}
	for _, m := range all {
		m.doc = ix.root(m.doc, allowed)
		if seen[m.doc] {
			continue
		}
		if len(out) == limit {
			return out, true
		}
		seen[m.doc] = true
		out = append(out, m)
	}
	return out, false
}

func (ix *index) root(d int32, allowed func(id string) bool) int32 {
	for range 10 {
		up, ok := ix.live(ix.docs[d].merged)
		if !ok || !allowed(ix.docs[up].id) {
			break
		}
		d = up
	}
	return d
}
