package tip

import (
	"context"
	"slices"

	"neove/access"
	"neove/internal/clock"
	"neove/internal/db"
	"neove/internal/errs"
	"neove/internal/seal"
	"neove/measure"
	"neove/org"
	"neove/signoff"
)

// Config of the service. Band is shown on the public form of a demo.
type Config struct {
	DB      *db.DB
	Org     *org.Service
	Signoff *signoff.Service
	Keys    *seal.Keys
	Band    string
	// Seats lists the offices that somebody can enter; nil is access.Offices. A
	// loader of past years, whose people have no accounts, brings its own.
	Seats func(tx *db.Tx, permission string) ([]access.Office, error)
}

// Service holds the commands and queries of the slice.
type Service struct {
	db    *db.DB
	org   *org.Service
	sign  *signoff.Service
	keys  *seal.Keys
	band  string
	seats func(tx *db.Tx, permission string) ([]access.Office, error)
	gate  *gate
}

// NewService makes the service.
func NewService(c Config) *Service {
	if c.Seats == nil {
		c.Seats = access.Offices
	}
	return &Service{c.DB, c.Org, c.Signoff, c.Keys, c.Band, c.Seats, newGate()}
}

// Kinds of facts; tipKind is also the subject of the history.
const (
	topic        = "tip"
	tipKind      = "tip.tip"
	handoverKind = "tip.handover"
	outcomeKind  = "tip.outcome"
)

// desk is who acts in a transaction: the actor, in the name of which offices.
type desk struct {
	s    *Service
	tx   *db.Tx
	by   access.Actor
	tree *org.Tree
	mine []Office
}

func (s *Service) desk(tx *db.Tx, by access.Actor) (desk, error) {
	t, err := s.org.TreeIn(tx)
	if err != nil {
		return desk{}, err
	}
	return desk{s, tx, by, t, officesOf(by, t, tx.Today())}, nil
}

// nothing is the answer for whatever is not the actor's: the same as for what
// does not exist.
func nothing() error { return errs.New(errs.NotFound, "web.err.not_found") }

// tip finds a tip that the actor may read, and through which office.
func (d desk) tip(id string) (Tip, Office, error) {
	t, err := tipByID(d.tx, id)
	if err != nil {
		return t, Office{}, err
	}
	o, ok := t.seat(d.mine)
	if !ok {
		return Tip{}, o, nothing()
	}
	return t, o, nil
}

// change finds a tip for a command on the version that the officer saw.
func (d desk) change(id string, version int64) (Tip, Office, error) {
	t, o, err := d.tip(id)
	if err == nil && t.Version != version {
		err = errs.New(errs.Conflict, "web.err.changed")
	}
	return t, o, err
}

// held is change for the office that has the tip now.
func (d desk) held(id string, version int64, in ...State) (Tip, Office, error) {
	t, o, err := d.change(id, version)
	switch {
	case err != nil:
	case o.String() != t.Holder:
		err = errs.New(errs.Conflict, "tip.err.elsewhere")
	case !slices.Contains(in, t.State):
		err = errs.New(errs.Conflict, "tip.err.state")
	}
	return t, o, err
}

// store keeps the next version of a tip and tells the audit; detail holds codes.
func (d desk) store(t *Tip, action string, o Office, detail map[string]any) error {
	t.Version, t.ChangedAt = t.Version+1, d.tx.Now
	d.tx.Event(db.Event{Action: action, Subject: tipKind, ID: t.ID, Unit: o.Unit, Detail: detail})
	return storeTip(d.tx, *t)
}

// office is the one in whose name something is entered.
func (d desk) office(want Office) (Office, error) {
	own := ownOffices(d.by)
	switch {
	case want == (Office{}) && len(own) > 0:
		return own[0], nil
	case slices.Contains(own, want):
		return want, nil
	}
	return want, errs.New(errs.Forbidden, "access.err.forbidden")
}

// ownOffices are those of the actor's rights, in their order.
func ownOffices(by access.Actor) []Office {
	var out []Office
	for _, s := range by.Held("tip.record") {
		out = append(out, s)
	}
	return out
}

// Record stores a tip and, when an office is named, hands it over at once.
// Errors: Invalid, Forbidden.
func (s *Service) Record(ctx context.Context, by access.Actor, in Input) (Tip, error) {
	var t Tip
	err := s.db.Write(ctx, by, "tip.tip.record", func(tx *db.Tx) (err error) {
		t, err = s.RecordIn(tx, by, in)
		return err
	})
	return t, err
}

// RecordIn is Record inside a transaction of the caller.
func (s *Service) RecordIn(tx *db.Tx, by access.Actor, in Input) (Tip, error) {
	d, err := s.desk(tx, by)
	if err != nil {
		return Tip{}, err
	}
	o, err := d.office(in.Office)
	if err != nil {
		return Tip{}, err
	}
	in.clean(tx.Now)
	var c errs.Check
	in.validate(&c, tx.Now)
	if in.Channel == Public {
		c.Add("channel", "web.err.choice")
	}
	if err := d.checkPlace(&c, &in, o); err != nil {
		return Tip{}, err
	}
	if err := d.checkReceiver(&c, in.To, o.String()); err != nil {
		return Tip{}, err
	}
	if err := c.Err(); err != nil {
		return Tip{}, err
	}
	if err := s.sign.Touch(tx, by, topic, o.Unit, clock.DateOf(in.ReceivedAt), in.Reason); err != nil {
		return Tip{}, err
	}
	t, err := d.begin(in, o, "tip.tip.record")
	if err != nil || in.To == (Office{}) {
		return t, err
	}
	err = d.hand(&t, o, HandInput{To: in.To, Reason: Reasons[0]})
	return t, err
}

// checkPlace notes an unknown unit; without one it is the office's own.
func (d desk) checkPlace(c *errs.Check, in *Input, o Office) error {
	if in.Where == "" {
		in.Where = o.Unit
	}
	if _, ok := d.tree.Unit(in.Where); !ok {
		c.Add("place_unit", "tip.err.unit")
	}
	return nil
}

// begin stores a new tip at the office that received it.
func (d desk) begin(in Input, o Office, action string) (Tip, error) {
	t := Tip{ID: d.tx.ID(), Unit: o.Unit, Origin: o.String(), Holder: o.String(), State: Received, Channel: in.Channel, Urgency: in.Urgency,
		Minor: in.Minor, Anonymous: in.Anonymous, Language: in.Language, Where: in.Where, ReceivedAt: in.ReceivedAt.UTC(),
		ReceivedOn: clock.DateOf(in.ReceivedAt), CreatedBy: d.by.ActorName(), CreatedAt: d.tx.Now, Receipt: in.receipt}
	var err error
	if t.Code, err = freeCode(d.tx, t.ReceivedOn.Year()); err != nil {
		return t, err
	}
	if t.DueAt, err = d.s.dueAt(d.tx, t.Urgency, t.ReceivedAt); err != nil {
		return t, err
	}
	if err := d.s.share(d.tx, t.ID, o); err != nil {
		return t, err
	}
	if err := d.s.sealInto(d.tx, &t, in.Content, in.Giver); err != nil {
		return t, err
	}
	if err := measure.Replace(d.tx, tipKind, measure.Entry{ID: t.ID, Facts: t.facts()}); err != nil {
		return t, err
	}
	return t, d.store(&t, action, o, map[string]any{"channel": t.Channel, "urgency": t.Urgency})
}
