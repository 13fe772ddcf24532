package person

import "strings"

// index holds the names of the persons of one holder in memory. It finds words
// first (there are few different ones), then names by their words.
type index struct {
	docs     []doc
	at       map[string]int32 // person → newest number in docs
	entries  []entry
	arena    []int32            // numbers of words, entry by entry
	accents  []int32            // numbers of accented words, alike
	words    map[string]int32   // folded word → number
	folds    []string           // number → folded word
	posts    [][]int32          // number → entries that hold the word
	sounds   map[string][]int32 // sound → numbers of words
	accented map[string]int32
	initials map[string][]int32 // first letters → entries
	dead     int
}

// doc is one person.
type doc struct {
	id, merged string
	from, to   int16 // years of birth; 0 when not known
	gone       bool
	entries    int32 // first of its entries
}

// entry is one name of a person.
type entry struct {
	doc   int32
	start int32
	n     uint8
	alias bool
}

// named is a person on the way into an index.
type named struct {
	id, merged string
	from, to   int16
	names      [][]word // the full name first; others are aliases
}

func newIndex(n int) *index {
	return &index{docs: make([]doc, 0, n), at: make(map[string]int32, n), entries: make([]entry, 0, n+n/4),
		arena: make([]int32, 0, 4*n), accents: make([]int32, 0, 4*n),
		words: map[string]int32{}, sounds: map[string][]int32{}, accented: map[string]int32{}, initials: map[string][]int32{}}
}

// namedOf spells the names of a profile.
func namedOf(id, merged string, p *Profile) named {
	n := named{id: id, merged: merged}
	add := func(name string) {
		if w := spell(name); len(w) > 0 {
			n.names = append(n.names, w)
		}
	}
	n.names = append(n.names, spell(p.Name.Value)) // perhaps no words: the first is never an alias
	add(p.Safe.Value)
	for _, a := range p.Aliases.Value {
		add(a.Name)
	}
	if p.Birth.Known() {
		from, to := p.Birth.Value.Range()
		n.from, n.to = int16(from.Year()), int16(to.Year())
	}
	return n
}

// put adds a person, or replaces what the index knew of them.
func (ix *index) put(n named) {
	ix.drop(n.id)
	d := int32(len(ix.docs))
	ix.docs = append(ix.docs, doc{id: n.id, merged: n.merged, from: n.from, to: n.to, entries: int32(len(ix.entries))})
	ix.at[n.id] = d
	for i, name := range n.names {
		if len(name) == 0 {
			continue
		}
		e := int32(len(ix.entries))
		ix.entries = append(ix.entries, entry{doc: d, start: int32(len(ix.arena)), n: uint8(len(name)), alias: i > 0})
		var first strings.Builder
		for j, w := range name {
			num := ix.word(w)
			if !has(ix.arena[len(ix.arena)-j:], num) {
				ix.posts[num] = append(ix.posts[num], e)
			}
			ix.arena, ix.accents = append(ix.arena, num), append(ix.accents, number(ix.accented, w.accent))
			first.WriteString(firstLetter(w.fold))
		}
		ix.initials[first.String()] = append(ix.initials[first.String()], e)
	}
}

func has(list []int32, n int32) bool {
	for _, v := range list {
		if v == n {
			return true
		}
	}
	return false
}

func firstLetter(s string) string {
	for i := range s {
		if i > 0 {
			return s[:i]
		}
	}
	return s
}

func number(of map[string]int32, s string) int32 {
	n, ok := of[s]
	if !ok {
		n = int32(len(of))
		of[s] = n
	}
	return n
}

func (ix *index) word(w word) int32 {
	n, ok := ix.words[w.fold]
	if !ok {
		n = int32(len(ix.folds))
		ix.words[w.fold] = n
		ix.folds, ix.posts = append(ix.folds, w.fold), append(ix.posts, nil)
		ix.sounds[w.sound] = append(ix.sounds[w.sound], n)
	}
	return n
}

// drop forgets a person.
func (ix *index) drop(id string) {
	if d, ok := ix.at[id]; ok {
		ix.docs[d].gone = true
		ix.dead++
		delete(ix.at, id)
	}
}

// live is the number of a person in docs; false when the index has none.
func (ix *index) live(id string) (int32, bool) { d, ok := ix.at[id]; return d, ok }

// stale says that the places of dropped persons are worth a new index.
func (ix *index) stale() bool { return ix.dead > 1000 && ix.dead > len(ix.docs)/2 }
