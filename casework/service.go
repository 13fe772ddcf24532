package casework

import (
	"context"
	"slices"

	"neove/access"
	"neove/audit"
	"neove/handoff"
	"neove/internal/db"
	"neove/internal/errs"
	"neove/internal/seal"
	"neove/internal/ui"
	"neove/measure"
	"neove/org"
	"neove/person"
	"neove/shelter"
	"neove/signoff"
)

// Topic is the name under which months are signed and figures are kept.
const Topic = "casework"

// Config of the service.
type Config struct {
	DB      *db.DB
	Org     *org.Service
	Keys    *seal.Keys
	Person  *person.Service
	Access  *access.Service
	Signoff *signoff.Service
	Handoff *handoff.Service
	Shelter *shelter.Service
}

// Service holds the commands and queries of the slice.
type Service struct {
	db      *db.DB
	org     *org.Service
	keys    *seal.Keys
	person  *person.Service
	access  *access.Service
	sign    *signoff.Service
	handoff *handoff.Service
	shelter *shelter.Service
	// Providers are the offers of the directory, for the plan.
	Providers func(ctx context.Context, by access.Actor, unit string) ([]ui.Option, error)
	// Figures are the exact figures of a unit in a window, parallel to the codes.
	Figures func(tx *db.Tx, unit string, w measure.Window, codes []string) ([]Figure, error)
}

// NewService makes the service and takes its place in package person: names
// are shown only to those who work on a case of the person.
func NewService(c Config) *Service {
	s := &Service{db: c.DB, org: c.Org, keys: c.Keys, person: c.Person, access: c.Access, sign: c.Signoff, handoff: c.Handoff, shelter: c.Shelter}
	s.handoff.Subjects[subject] = s.hand()
	s.shelter.CaseLabel, s.shelter.FindCase, s.shelter.Moved, s.shelter.Excluded = s.Label, s.FindCase, s.stayed, s.excludedFrom
	s.person.Allowed, s.person.Excluded = s.allowed, s.excludedPeople
	if s.access != nil {
		s.access.On(kindExport, mayExport, s.agreeExport)
		s.access.Narrow(kindExport, s.seesExport)
	}
	return s
}

// Kinds of history.
const (
	caseKind      = "casework.case"
	receptionKind = "casework.reception"
	personKind    = "person.person"
)

// Permissions; all of them count exactly at the office.
const (
	mayRead    = "casework.case.read"
	mayRecord  = "casework.case.record"
	mayReceive = "casework.reception.record"
	mayDecide  = "casework.decision.record"
	mayBreak   = "casework.case.break_glass"
)

// desk is who acts in a transaction: the actor, in the name of which offices.
type desk struct {
	s    *Service
	tx   *db.Tx
	by   access.Actor
	tree *org.Tree
	mine []string // stored form, with the offices that they succeeded
	bars []string // what an exclusion of the actor may name: mine and their units
}

func (s *Service) desk(tx *db.Tx, by access.Actor) (desk, error) {
	t, err := s.org.TreeIn(tx)
	if err != nil {
		return desk{}, err
	}
	d := desk{s: s, tx: tx, by: by, tree: t}
	for _, o := range t.Offices(by.Held(mayRead), tx.Today()) {
		d.mine = append(d.mine, o.String())
		d.bars = append(d.bars, o.String(), o.Unit)
	}
	return d, nil
}

// nothing is the answer for whatever is not the actor's: the same as for what
// does not exist.
func nothing() error { return errs.New(errs.NotFound, "web.err.not_found") }

// Seat is how an actor came to a case: through which office, and what that
// office may open.
type Seat struct {
	Office string
	Part   string   // owner, member; broken for break-glass
	Open   []string // compartments and identity
}

// Broken is the part of somebody who broke the glass.
const Broken = "broken"

// May reports whether the seat opens a section.
func (s Seat) May(section string) bool { return slices.Contains(s.Open, section) }

// find finds a case that the actor may read, and the seat.
func (d desk) find(key string) (Case, Seat, error) {
	c, missing := caseByKey(d.tx, key)
	if missing != nil && !errs.Is(missing, errs.NotFound) {
		return Case{}, Seat{}, missing
	}
	seat, err := d.seat(c) // also of none, so that both take the same time
	if err != nil || missing != nil {
		return Case{}, Seat{}, errOr(err, missing)
	}
	return c, seat, nil
}

// seat is nothing() for whoever is not on the team, is excluded, or sits in an
// office without the key.
func (d desk) seat(c Case) (Seat, error) {
	if out, err := d.excluded(c.ID); err != nil || out {
		return Seat{}, errOr(err, nothing())
	}
	list, err := membershipsOf(d.tx, d.by.ID, c.ID)
	if err != nil {
		return Seat{}, err
	}
	holders, err := seal.Holders(d.tx, c.ID, InCore)
	if err != nil {
		return Seat{}, err
	}
	for _, m := range list {
		if slices.Contains(d.mine, m.Office) && slices.Contains(holders, m.Office) {
			return d.open(c, Seat{Office: m.Office, Part: m.Part})
		}
	}
	broke, err := d.broken(c.ID)
	if err != nil || !broke {
		return Seat{}, errOr(err, nothing())
	}
	return d.open(c, Seat{Office: c.Office, Part: Broken})
}

func errOr(err, otherwise error) error {
	if err != nil {
		return err
	}
	return otherwise
}

// open fills what the office of a seat may open.
func (d desk) open(c Case, seat Seat) (Seat, error) {
	for _, name := range Compartments {
		all, err := seal.Holders(d.tx, c.ID, name)
		if err != nil {
			return seat, err
		}
		if slices.Contains(all, seat.Office) && (seat.Part != Broken || name != InPlace) {
			seat.Open = append(seat.Open, name)
		}
	}
	all, err := seal.Holders(d.tx, c.Person, seal.Identity)
	if slices.Contains(all, seat.Office) {
		seat.Open = append(seat.Open, seal.Identity)
	}
	return seat, err
}

// excluded reports whether the actor must not see a case: by name, or with the
// whole office or unit.
func (d desk) excluded(caseID string) (bool, error) {
	list, err := exclusions(d.tx, caseID)
	for _, e := range list {
		if e.User == d.by.ID && e.User != "" || e.Office != "" && slices.Contains(d.bars, e.Office) {
			return true, nil
		}
	}
	return false, err
}

// sits reports whether the actor sits in an office today.
func (d desk) sits(office string) bool {
	return slices.ContainsFunc(d.by.Held(mayRead), func(o access.Office) bool { return o.String() == office })
}

// change finds a case for a command on the version that the officer saw; who
// broke the glass only reads.
func (d desk) change(key string, version int64) (Case, Seat, error) {
	c, seat, err := d.find(key)
	switch {
	case err != nil:
	case seat.Part == Broken || !d.by.May(mayRecord):
		err = errs.New(errs.Forbidden, "access.err.forbidden")
	case version != 0 && c.Version != version:
		err = errs.New(errs.Conflict, "web.err.changed")
	}
	return c, seat, err
}

// store keeps the next version of a case and tells the audit; detail holds codes.
func (d desk) store(c *Case, action string, seat Seat, detail map[string]any) error {
	c.Version, c.ChangedAt = c.Version+1, d.tx.Now
	d.event(action, c.ID, seat, detail)
	return storeCase(d.tx, *c)
}

func (d desk) event(action, caseID string, seat Seat, detail map[string]any) {
	d.tx.Event(db.Event{Action: action, Subject: caseKind, ID: caseID, Unit: unitOf(seat.Office), Detail: detail})
}

func unitOf(office string) string {
	o, _ := access.ParseOffice(office)
	return o.Unit
}

// write runs a command about a case.
func (s *Service) write(ctx context.Context, by access.Actor, command, key string, version int64, fn func(d desk, c *Case, seat Seat) error) error {
	return s.db.Write(ctx, by, command, func(tx *db.Tx) error {
		d, err := s.desk(tx, by)
		if err != nil {
			return err
		}
		c, seat, err := d.change(key, version)
		if err == nil && c.Decoy {
			err = d.alarm(audit.Decoy, c, seat)
		}
		if err != nil {
			return err
		}
		return fn(d, &c, seat)
	})
}

// read runs a query about a case; the reading is stored before it is shown.
func (s *Service) read(ctx context.Context, by access.Actor, command, key string, fn func(d desk, c Case, seat Seat) error) error {
	var found Case
	var at Seat
	err := s.db.Read(ctx, by, command, func(tx *db.Tx) error {
		d, err := s.desk(tx, by)
		if err != nil {
			return err
		}
		c, seat, err := d.find(key)
		if err != nil {
			return err
		}
		found, at = c, seat
		d.event(command, c.ID, seat, map[string]any{"part": seat.Part})
		return fn(d, c, seat)
	})
	if err != nil || !found.Decoy {
		return err
	}
	return s.db.Write(ctx, by, "casework.case.alarm", func(tx *db.Tx) error { // a reading writes nothing itself
		return desk{tx: tx}.alarm(audit.Decoy, found, at)
	})
}

// core opens what the team knows of the person.
func (d desk) core(c Case, seat Seat) (Core, error) {
	var core Core
	err := d.s.keys.OpenJSON(d.tx, seat.Office, caseSealed.Ref(c.ID, c.ID), c.Box, &core)
	return core, err
}

// setCore seals it into the case.
func (d desk) setCore(c *Case, core Core) (err error) {
	c.Box, err = d.s.keys.SealJSON(d.tx, caseSealed.Ref(c.ID, c.ID), core)
	return err
}

// allowed narrows names to persons of cases that the actor works on.
func (s *Service) allowed(tx *db.Tx, by access.Actor) (func(id string) bool, error) {
	d, err := s.desk(tx, by)
	if err != nil {
		return nil, err
	}
	return d.people(), nil
}
