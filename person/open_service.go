package person

import (
	"context"
	"slices"

	"neove/access"
	"neove/audit"
	"neove/internal/db"
	"neove/internal/errs"
	"neove/internal/seal"
)

// Purposes are why somebody opens a value. Pages offer those of Asked; forms
// and comparisons bring their own.
var (
	Asked    = []string{"identify", "contact", "support", "papers", "protect"}
	Purposes = append(slices.Clone(Asked), "correct", "compare")
)

// OpenIn opens the fields of a person, with those of records merged into it,
// and notes who read what and why. It wants a transaction of db.Read: nothing
// may be shown before the reading is stored. Errors: NotFound, also for whoever
// may not; Invalid for an unknown purpose.
func (s *Service) OpenIn(tx *db.Tx, by access.Actor, id, purpose string, codes ...string) (Person, error) {
	if !one(purpose, Purposes, false) {
		var c errs.Check
		c.Add("reason", "web.err.required")
		return Person{}, c.Err()
	}
	return s.read(tx, by, id, look{"person.person.open", map[string]any{"reason": purpose, "fields": codesText(codes)}, codes, true})
}

// Open is OpenIn as a query of its own.
func (s *Service) Open(ctx context.Context, by access.Actor, id, purpose string, codes ...string) (p Person, err error) {
	err = s.db.Read(ctx, by, "person.person.open", func(tx *db.Tx) error {
		p, err = s.openIn(tx, by, id, purpose, codes)
		return err
	})
	if err != nil {
		return Person{}, err
	}
	return p, nil
}

func (s *Service) openIn(tx *db.Tx, by access.Actor, id, purpose string, codes []string) (Person, error) {
	p, err := s.OpenIn(tx, by, id, purpose, codes...)
	if err == nil && slices.Contains(codes, "whereabouts") {
		err = s.second(tx, by, id)
	}
	return p, err
}

// look is what is read of a person, and how the event calls it.
type look struct {
	action  string
	detail  map[string]any
	codes   []string
	earlier bool // with the values that were replaced
}

func (s *Service) read(tx *db.Tx, by access.Actor, id string, what look) (Person, error) {
	d, err := s.desk(tx, by, mayRead)
	if err != nil {
		return Person{}, err
	}
	p, err := d.read(id, what)
	if errs.Is(err, errs.NotFound) {
		return Person{}, d.refused(id, err)
	}
	if err != nil {
		return Person{}, err
	}
	d.event(what.action, id, p.Holder, what.detail)
	return p, d.same(&p, what)
}

// refused notes the try, whether the person exists or not, so that both take
// the same time. What somebody typed is not repeated.
func (d desk) refused(id string, err error) error {
	holder := ""
	if len(d.mine) > 0 {
		holder = d.mine[0]
	}
	if _, missing := personByID(d.tx, id); missing != nil {
		id = ""
	}
	d.event("person.person.refuse", id, holder, nil)
	return err
}

// read opens one record. Whereabouts are opened only when asked for.
func (d desk) read(id string, what look) (Person, error) {
	r, holder, err := d.person(id)
	if err != nil {
		return Person{}, err
	}
	p := Person{row: r, Holder: holder}
	if p.InPlace, err = d.hasPlace(id, holder); err != nil {
		return p, err
	}
	place := p.InPlace && slices.Contains(what.codes, "whereabouts")
	if err := d.s.open(d.tx, holder, &p.row, &p.Profile, columns(place)...); err != nil {
		return p, err
	}
	p.keep(what.codes...)
	if what.earlier {
		p.Revisions, err = d.s.revisions(d.tx, holder, id, place)
		p.Revisions = slices.DeleteFunc(p.Revisions, func(r Revision) bool { return !slices.Contains(what.codes, r.Field) })
	}
	return p, err
}

// same opens the records below a person; a record that the actor may not open
// stays out.
func (d desk) same(p *Person, what look) error {
	rows, err := mergedInto(d.tx, p.ID)
	if err != nil {
		return err
	}
	for _, r := range rows {
		other, err := d.read(r.ID, what)
		if errs.Is(err, errs.NotFound) {
			continue
		}
		if err != nil {
			return err
		}
		d.event(what.action, r.ID, other.Holder, what.detail)
		if err := d.same(&other, what); err != nil {
			return err
		}
		p.Same = append(p.Same, other)
	}
	return nil
}

// View is a person without values, with what stands around it.
type View struct {
	Person
	AgeLow, AgeHigh int
	AgeKnown        bool
	Minor           Answer
	Label           Label
	Into            Label // the record that this one was merged into
	Relations       []Linked
	Holders         []string
	Events          []audit.Event
}

// View shows a person masked: what is known, not what it is. The sex, the span
// of the age and whether a contact is safe are shown.
func (s *Service) View(ctx context.Context, by access.Actor, id string) (View, error) {
	var v View
	err := s.db.Read(ctx, by, "person.person.view", func(tx *db.Tx) (err error) {
		v, err = s.viewIn(tx, by, id)
		return err
	})
	if err != nil {
		return View{}, err
	}
	return v, nil
}

// Show is View with the fields opened for a purpose; whereabouts want the
// agreement of a second person. Errors: those of Open.
func (s *Service) Show(ctx context.Context, by access.Actor, id, purpose string, codes ...string) (v View, p Person, err error) {
	err = s.db.Read(ctx, by, "person.person.open", func(tx *db.Tx) error {
		if p, err = s.openIn(tx, by, id, purpose, codes); err == nil {
			v, err = s.viewIn(tx, by, id)
		}
		return err
	})
	if err != nil {
		return View{}, Person{}, err
	}
	return v, p, nil
}

func (s *Service) viewIn(tx *db.Tx, by access.Actor, id string) (v View, err error) {
	p, err := s.read(tx, by, id, look{action: "person.person.view", codes: Fields()[:len(fields)-1]})
	if err != nil {
		return v, err
	}
	v.AgeLow, v.AgeHigh, v.AgeKnown = p.Age(tx.Today())
	v.Minor, v.Label = p.Minor(tx.Today()), p.label()
	p.mask()
	v.Person = p
	d, err := s.desk(tx, by, mayRead)
	if err != nil {
		return v, err
	}
	if p.Merged != "" {
		labels, err := d.labels([]string{p.Merged})
		if err != nil {
			return v, err
		}
		v.Into = labels[p.Merged]
	}
	if v.Relations, err = d.relations(id); err != nil {
		return v, err
	}
	for i := range v.Relations {
		v.Relations[i].Note = "" // may name somebody
	}
	if v.Holders, err = seal.Holders(tx, id, seal.Identity); err != nil {
		return v, err
	}
	v.Events, err = audit.Of(tx, kind, id)
	return v, err
}

// mask hides all values but the sex, the safe name and what tells whether a
// contact is safe.
func (p *Person) mask() {
	safe := make([]Contact, len(p.Contacts.Value))
	for i, c := range p.Contacts.Value {
		safe[i] = Contact{Kind: c.Kind, Safe: c.Safe}
	}
	p.keep("sex", "safe")
	p.Contacts.Value = safe
	for i := range p.Same {
		p.Same[i].mask()
	}
}

func (p *Person) label() Label {
	return Label{ID: p.ID, Code: p.Code, Safe: p.Safe.Value, Initials: initials(p.Name.Value)}
}

// Names are the labels of persons for a list of a holder's; the caller notes
// that the list was read. What the holder or the actor may not open is left out.
func (s *Service) Names(tx *db.Tx, by access.Actor, holder string, ids []string) (map[string]Label, error) {
	d, err := s.desk(tx, by, mayRead)
	if err != nil {
		return nil, err
	}
	if !slices.Contains(d.mine, holder) {
		return map[string]Label{}, nil
	}
	d.mine = []string{holder}
	return d.labels(ids)
}

// labels opens names of many persons with few queries.
func (d desk) labels(ids []string) (map[string]Label, error) {
	out := map[string]Label{}
	for part := range slices.Chunk(ids, 500) {
		held, err := heldOf(d.tx, d.mine, part)
		if err != nil {
			return nil, err
		}
		rows, err := peopleByIDs(d.tx, part)
		if err != nil {
			return nil, err
		}
		for _, h := range d.mine {
			var mine []row
			for _, r := range rows {
				if held[r.ID] == h && d.allowed(r.ID) {
					mine = append(mine, r)
				}
			}
			if err := d.s.labelsOf(d.tx, h, mine, out); err != nil {
				return nil, err
			}
		}
	}
	return out, nil
}

func (s *Service) labelsOf(tx *db.Tx, holder string, rows []row, out map[string]Label) error {
	plain, err := s.keys.OpenAll(tx, holder, nameItems(rows))
	if err != nil {
		return err
	}
	for i, r := range rows {
		var p Person
		if p.row = r; plain[i] == nil {
			continue
		}
		if err := p.unpack(plain[i]); err != nil {
			return err
		}
		out[r.ID] = p.label()
	}
	return nil
}

func nameItems(rows []row) []seal.Item {
	items := make([]seal.Item, len(rows))
	for i, r := range rows {
		items[i] = seal.Item{Ref: ref("person_people", colNames, r.ID, r.ID), Box: r.Names}
	}
	return items
}
