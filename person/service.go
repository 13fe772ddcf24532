package person

import (
	"context"
	"slices"
	"strings"
	"sync"

	"neove/access"
	"neove/internal/db"
	"neove/internal/errs"
	"neove/internal/seal"
	"neove/org"
)

// Config of the service.
type Config struct {
	DB   *db.DB
	Org  *org.Service
	Keys *seal.Keys
	// Allowed narrows what the actor's offices hold to what the actor may see,
	// by assignment to a case and without conflict of interest. nil is all.
	Allowed func(tx *db.Tx, by access.Actor) (func(id string) bool, error)
	// Excluded lists persons of whom the actor must not learn that anybody knows
	// them (conflict of interest). nil is none.
	Excluded func(tx *db.Tx, by access.Actor) ([]string, error)
	// Access holds the proposals by which a second person agrees to whereabouts
	// being shown. Without it pages never show them.
	Access *access.Service
}

// Service holds the commands and queries of the slice.
type Service struct {
	Config
	db   *db.DB
	org  *org.Service
	keys *seal.Keys

	mu    sync.Mutex
	books map[string]*book // holder → names in memory
}

// NewService makes the service.
func NewService(c Config) *Service {
	s := &Service{Config: c, db: c.DB, org: c.Org, keys: c.Keys, books: map[string]*book{}}
	if c.Access != nil {
		c.Access.On(kindPlace, mayRead, s.agree)
		c.Access.Narrow(kindPlace, s.sees)
	}
	return s
}

const kind = "person.person" // subject of the history

// Permissions of the slice.
const (
	mayRead   = "person.person.read"
	mayRecord = "person.person.record"
	mayMerge  = "person.person.merge"
	maySearch = "person.search"
)

// desk is who acts in a transaction, on behalf of which holders.
type desk struct {
	s       *Service
	tx      *db.Tx
	by      access.Actor
	mine    []string
	allowed func(id string) bool
}

func (s *Service) desk(tx *db.Tx, by access.Actor, permission string) (desk, error) {
	d := desk{s: s, tx: tx, by: by, allowed: func(string) bool { return true }}
	t, err := s.org.TreeIn(tx)
	if err != nil {
		return d, err
	}
	d.mine = withFormer(ownHolders(by, permission), t, tx.Today())
	if s.Allowed != nil {
		d.allowed, err = s.Allowed(tx, by)
	}
	return d, err
}

// nothing is the answer for whatever is not the actor's: the same as for what
// does not exist.
func nothing() error { return errs.New(errs.NotFound, "web.err.not_found") }

// person finds a person that the actor may open, and on whose behalf.
func (d desk) person(id string) (row, string, error) {
	held, err := heldOf(d.tx, d.mine, []string{id})
	if err != nil {
		return row{}, "", err
	}
	if held[id] == "" || !d.allowed(id) {
		return row{}, "", nothing()
	}
	r, err := personByID(d.tx, id)
	return r, held[id], err
}

// change finds a person for a command on the version that the officer saw.
func (d desk) change(id string, version int64) (row, string, error) {
	r, holder, err := d.person(id)
	if err == nil && r.Version != version {
		err = errs.New(errs.Conflict, "web.err.changed")
	}
	return r, holder, err
}

// hasPlace reports whether a holder may open the whereabouts.
func (d desk) hasPlace(id, holder string) (bool, error) {
	all, err := seal.Holders(d.tx, id, seal.Place)
	return slices.Contains(all, holder), err
}

// codesText is a list as an event keeps it: a pair would read as a change.
func codesText(codes []string) string { return strings.Join(codes, ", ") }

func (d desk) event(action, id, holder string, detail map[string]any) {
	d.tx.Event(db.Event{Action: action, Subject: kind, ID: id, Unit: unitOf(holder), Detail: detail})
}

// Record stores a new person for a holder in whose name the actor works; the
// identity is also opened to the further holders. Errors: Invalid, Forbidden.
func (s *Service) Record(tx *db.Tx, by access.Actor, holder string, in Profile, also ...string) (Person, error) {
	if !slices.Contains(ownHolders(by, mayRecord), holder) {
		return Person{}, errs.New(errs.Forbidden, "access.err.forbidden")
	}
	if in.clean(); in.validate(tx.Today()) != nil {
		return Person{}, in.validate(tx.Today())
	}
	p := Person{Profile: in, Holder: holder, InPlace: true}
	p.row = row{ID: tx.ID(), Version: 1, CreatedBy: by.ActorName(), CreatedAt: tx.Now, ChangedAt: tx.Now}
	var err error
	if p.Code, err = freeCode(tx); err != nil {
		return p, err
	}
	if err := s.keys.Grant(tx, p.ID, seal.Place, holder); err != nil {
		return p, err
	}
	for _, h := range append([]string{holder}, also...) {
		if err := s.keys.Grant(tx, p.ID, seal.Identity, h); err != nil {
			return p, err
		}
	}
	var told []string
	for _, f := range fields {
		if v := f.of(&p.Profile); v.state() != NotAsked {
			v.note(by.ActorName(), tx.Now)
			told = append(told, f.code)
		}
	}
	if err := s.put(tx, &p, columns(true)...); err != nil {
		return p, err
	}
	d := desk{s: s, tx: tx, by: by}
	d.event("person.person.record", p.ID, holder, map[string]any{"fields": codesText(told)})
	return p, nil
}

// put seals the profile and stores the person with its marks.
func (s *Service) put(tx *db.Tx, p *Person, cols ...string) error {
	if err := s.sealInto(tx, &p.row, &p.Profile, cols...); err != nil {
		return err
	}
	if err := storePerson(tx, &p.row); err != nil {
		return err
	}
	marks, err := s.marks(p.ID, &p.Profile)
	if err != nil {
		return err
	}
	return storeMarks(tx, p.ID, marks)
}

// Revise changes values of a person; what they replace is kept. change gets the
// profile as far as the actor may open it. Errors: Invalid, NotFound, Conflict.
func (s *Service) Revise(tx *db.Tx, by access.Actor, id string, version int64, change func(*Profile)) (Person, error) {
	d, err := s.desk(tx, by, mayRecord)
	if err != nil {
		return Person{}, err
	}
	r, holder, err := d.change(id, version)
	if err != nil {
		return Person{}, err
	}
	p := Person{row: r, Holder: holder}
	if p.InPlace, err = d.hasPlace(id, holder); err != nil {
		return p, err
	}
	var old Profile
	for _, to := range []*Profile{&old, &p.Profile} {
		if err := s.open(tx, holder, &p.row, to, columns(p.InPlace)...); err != nil {
			return p, err
		}
	}
	change(&p.Profile)
	if p.clean(); p.validate(tx.Today()) != nil {
		return p, p.validate(tx.Today())
	}
	codes := changed(&old, &p.Profile)
	if len(codes) == 0 {
		return p, nil
	}
	if slices.Contains(codes, "whereabouts") && !p.InPlace {
		return p, nothing()
	}
	for _, f := range fields {
		if slices.Contains(codes, f.code) {
			f.of(&p.Profile).note(by.ActorName(), tx.Now)
		}
	}
	p.Version, p.ChangedAt = p.Version+1, tx.Now
	if err := s.sealRevision(tx, &p.row, by.ActorName(), &old, codes); err != nil {
		return p, err
	}
	d.event("person.person.revise", id, holder, map[string]any{"fields": codesText(codes)})
	return p, s.put(tx, &p, columns(p.InPlace)...)
}

// changed lists the fields that differ.
func changed(old, now *Profile) []string {
	var out []string
	for _, f := range fields {
		if !f.of(old).same(f.of(now)) {
			out = append(out, f.code)
		}
	}
	return out
}

// RecordOne and ReviseOne are Record and Revise as commands of their own.
func (s *Service) RecordOne(ctx context.Context, by access.Actor, holder string, in Profile) (p Person, err error) {
	err = s.db.Write(ctx, by, "person.person.record", func(tx *db.Tx) error {
		p, err = s.Record(tx, by, holder, in)
		return err
	})
	return p, err
}

// ReviseOne is Revise as a command.
func (s *Service) ReviseOne(ctx context.Context, by access.Actor, id string, version int64, change func(*Profile)) (p Person, err error) {
	err = s.db.Write(ctx, by, "person.person.revise", func(tx *db.Tx) error {
		p, err = s.Revise(tx, by, id, version, change)
		return err
	})
	return p, err
}
