package handoff

import (
	"slices"

	"neove/access"
	"neove/internal/clock"
	"neove/internal/db"
	"neove/internal/errs"
	"neove/internal/seal"
	"neove/org"
)

// Subject is what a slice offers for its records to be handed over. Functions
// run in the transaction of the command and write their own events.
type Subject struct {
	// Check reports whether the actor may share these sections of the subject
	// with r.To, and by which basis ("consent:<id>", "duty", "vital"). Errors:
	// NotFound for who may not open it, Invalid with the fields to, sections,
	// purpose, basis.
	Check func(tx *db.Tx, by access.Actor, r Request) (basis string, err error)
	// Begin gives the receiver its keys and the actor a place on the team. For a
	// transfer it also moves the lead.
	Begin func(tx *db.Tx, by access.Actor, r Request) error
	// End takes keys and place back. It runs once for each Begin, but never for
	// a transfer.
	End func(tx *db.Tx, by access.Actor, r Request) error
	// Label is the subject's code and page for who may open it, else "".
	Label func(tx *db.Tx, by access.Actor, r Request) (text, href string)
	// Pack writes the sections of r for a package that leaves the system; r.To is
	// Outside. nil: this kind leaves it never.
	Pack func(tx *db.Tx, by access.Actor, r Request) ([]File, error)
	// Excluded lists ids of which the actor must not know although their office
	// does (conflict of interest). nil is none.
	Excluded func(tx *db.Tx, by access.Actor) ([]string, error)
}

// Offer is a service of an organisation to which a request may go.
type Offer struct{ ID, Agency, Name string }

// Config of the service.
type Config struct {
	DB   *db.DB
	Org  *org.Service
	Keys *seal.Keys
	// Seats lists the offices that somebody can enter; nil is access.Offices.
	Seats func(tx *db.Tx, permission string) ([]access.Office, error)
	// Offers lists services of organisations; nil is none.
	Offers func(tx *db.Tx) ([]Offer, error)
}

// Service holds the commands and queries of the slice.
type Service struct {
	Config
	db   *db.DB
	org  *org.Service
	keys *seal.Keys
	// Subjects are the kinds of records that can be handed over; app fills them.
	Subjects map[string]Subject
	Work     int // log2 of scrypt's cost for passphrases; 0 is age's own. Tests lower it
}

// NewService makes the service.
func NewService(c Config) *Service {
	if c.Seats == nil {
		c.Seats = access.Offices
	}
	return &Service{Config: c, db: c.DB, org: c.Org, keys: c.Keys, Subjects: map[string]Subject{}}
}

// Permissions of the slice.
const (
	mayRead   = "handoff.request.read"
	maySend   = "handoff.request.send"
	mayAnswer = "handoff.request.answer"
	mayLate   = "handoff.late.read"
	mayKnow   = "handoff.protocol.read"
	mayAgree  = "handoff.protocol.record"
)

// Subjects of the history.
const (
	requestKind  = "handoff.request"
	protocolKind = "handoff.protocol"
	packageKind  = "handoff.package"
)

// nothing is the answer for whatever is not the actor's: the same as for what
// does not exist.
func nothing() error { return errs.New(errs.NotFound, "web.err.not_found") }

// desk is who acts in a transaction, in the name of which offices.
type desk struct {
	s        *Service
	tx       *db.Tx
	by       access.Actor
	tree     *org.Tree
	mine     []string            // offices, with those they succeeded
	excluded map[string][]string // kind → subjects the actor must not know of
}

func (s *Service) desk(tx *db.Tx, by access.Actor, permission string) (desk, error) {
	t, err := s.org.TreeIn(tx)
	if err != nil {
		return desk{}, err
	}
	d := desk{s: s, tx: tx, by: by, tree: t, mine: officesOf(by.Held(permission), t, tx.Today()), excluded: map[string][]string{}}
	for kind, sub := range s.Subjects {
		if sub.Excluded == nil {
			continue
		}
		if d.excluded[kind], err = sub.Excluded(tx, by); err != nil {
			return d, err
		}
	}
	return d, nil
}

// officesOf is the stored form of org.Tree.Offices.
func officesOf(held []access.Office, t *org.Tree, day clock.Date) (out []string) {
	for _, o := range t.Offices(held, day) {
		out = append(out, o.String())
	}
	return out
}

// seat is how the actor takes part in a request.
type seat struct{ Sender, Receiver bool }

// office is the one through which the actor reads.
func (s seat) office(r Request) string {
	switch {
	case s.Receiver:
		return r.To
	case s.Sender:
		return r.From
	}
	return ""
}

// request finds a request of the actor's offices.
func (d desk) request(id string) (Request, seat, error) {
	r, err := requestByID(d.tx, id)
	if err != nil {
		return r, seat{}, err
	}
	at := seat{Sender: slices.Contains(d.mine, r.From), Receiver: slices.Contains(d.mine, r.To) && r.Result != Recalled}
	if at == (seat{}) || slices.Contains(d.excluded[r.Kind], r.Subject) {
		return Request{}, seat{}, nothing()
	}
	return r, at, nil
}

// change finds a request for an act on the version that the officer saw.
func (d desk) change(id string, version int64, a act, sender bool) (Request, State, error) {
	r, at, err := d.request(id)
	if err != nil {
		return r, "", err
	}
	to, ok := move(r, a)
	switch {
	case sender && !at.Sender || !sender && !at.Receiver:
		err = errs.New(errs.Conflict, "handoff.err.other_side")
	case r.Version != version:
		err = errs.New(errs.Conflict, "web.err.changed")
	case !ok:
		err = errs.New(errs.Conflict, "handoff.err.state")
	}
	return r, to, err
}

// keep stores the next version of a request and tells the history; detail holds
// codes. unit is that of the office that acts.
func (d desk) keep(r *Request, action, unit string, detail map[string]any) error {
	r.Version, r.ChangedAt = r.Version+1, d.tx.Now
	d.tx.Event(db.Event{Action: action, Subject: requestKind, ID: r.ID, Unit: unit, Detail: detail})
	return storeRequest(d.tx, *r)
}

// unitOf is the unit of a stored office.
func unitOf(office string) string {
	o, _ := access.ParseOffice(office)
	return o.Unit
}

// subject is what the slice of a kind offers. Errors: NotFound.
func (s *Service) subject(kind string) (Subject, error) {
	sub, ok := s.Subjects[kind]
	if !ok {
		return sub, nothing()
	}
	return sub, nil
}
