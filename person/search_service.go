package person

import (
	"context"
	"maps"
	"slices"

	"neove/access"
	"neove/internal/clock"
	"neove/internal/db"
	"neove/internal/errs"
)

// Hit is a person that was found, and why. It holds no name.
type Hit struct {
	Label
	Why []string
}

// Found is the answer to a search; More says that there are further ones.
type Found struct {
	Hits []Hit
	More bool
}

// Search looks for persons of a holder in whose name the actor works, and of
// the offices that went into it. allowed is asked before anything is ranked or
// counted, besides Config.Allowed; nil is all. A number of six and more digits
// is looked for among the papers.
// Errors: NotFound for another's holder, Invalid without a name, Unavailable
// while an index is being built.
func (s *Service) Search(ctx context.Context, by access.Actor, holder string, q Query, allowed func(id string) bool) (Found, error) {
	if len(spell(q.Name)) == 0 {
		var c errs.Check
		c.Add("name", "web.err.required")
		return Found{}, c.Err()
	}
	books, err := s.booksOf(ctx, by, holder)
	if err != nil {
		return Found{}, err
	}
	var out Found
	err = s.db.Read(ctx, by, "person.person.search", func(tx *db.Tx) error {
		d, err := s.desk(tx, by, maySearch)
		if err != nil {
			return err
		}
		d.mine = slices.Sorted(maps.Keys(books))
		may := func(id string) bool { return d.allowed(id) && (allowed == nil || allowed(id)) }
		out, err = d.search(holder, books, q, may)
		if errs.Is(err, errs.Unavailable) { // the keys went
			s.Forget("")
		}
		return err
	})
	if err != nil {
		return Found{}, err
	}
	return out, nil
}

// booksOf are the indexes of a holder and of what went into it.
func (s *Service) booksOf(ctx context.Context, by access.Actor, holder string) (map[string]*book, error) {
	if !slices.Contains(ownHolders(by, maySearch), holder) {
		return nil, nothing()
	}
	t, err := s.org.Tree(ctx)
	if err != nil {
		return nil, err
	}
	out := map[string]*book{}
	for _, h := range withFormer([]string{holder}, t, clock.DateOf(s.db.Now())) {
		if out[h], err = s.ready(ctx, h); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// scored is a person found in one of the indexes.
type scored struct {
	id   string
	cost int
	why  Why
}

func (d desk) search(holder string, books map[string]*book, q Query, may func(id string) bool) (out Found, err error) {
	var list []scored
	if number := paperValue(q.Name); digits(number) {
		list, err = d.byPaper(number, may)
	} else {
		list, out.More, err = d.byName(books, q, may)
	}
	if err != nil {
		return out, err
	}
	ids := make([]string, len(list))
	for i, m := range list {
		ids[i] = m.id
	}
	labels, err := d.labels(ids) // and whoever's key went in between is left out
	if err != nil {
		return out, err
	}
	var shown []string
	for _, m := range list {
		if l, ok := labels[m.id]; ok {
			out.Hits, shown = append(out.Hits, Hit{l, m.why.Codes()}), append(shown, l.Code)
		}
	}
	d.event("person.person.search", "", holder, map[string]any{"shown": codesText(shown)})
	return out, nil
}

func (d desk) byName(books map[string]*book, q Query, may func(id string) bool) (list []scored, more bool, err error) {
	for _, h := range d.mine {
		b := books[h]
		if err := d.s.sync(d.tx, h, b); err != nil {
			return nil, false, err
		}
		b.mu.RLock()
		found, left := b.ix.search(q, may, Shown)
		for _, m := range found {
			list = append(list, scored{b.ix.docs[m.doc].id, m.cost, m.why})
		}
		b.mu.RUnlock()
		more = more || left
	}
	slices.SortStableFunc(list, func(a, b scored) int { return a.cost - b.cost })
	seen := map[string]bool{} // two offices may have held one person
	list = slices.DeleteFunc(list, func(m scored) bool { twice := seen[m.id]; seen[m.id] = true; return twice })
	return list[:min(len(list), Shown)], more || len(list) > Shown, nil
}

// digits reports the number of a paper: six digits and more, perhaps after
// letters.
func digits(number string) bool {
	n := 0
	for _, r := range number {
		if r >= '0' && r <= '9' {
			n++
		}
	}
	return n >= 6 && n >= len(number)-2
}

// byPaper finds persons by the HMAC of a paper's number.
func (d desk) byPaper(number string, may func(id string) bool) (list []scored, err error) {
	mac, err := d.s.keys.HMAC("person/paper", number)
	if err != nil {
		return nil, err
	}
	ids, err := marked(d.tx, mac)
	if err != nil {
		return nil, err
	}
	held, err := heldOf(d.tx, d.mine, ids)
	for _, id := range ids {
		if held[id] != "" && may(id) && len(list) < Shown {
			list = append(list, scored{id, 0, whyPaper})
		}
	}
	return list, err
}
