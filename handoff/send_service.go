package handoff

import (
	"context"
	"slices"
	"strings"

	"neove/access"
	"neove/internal/db"
	"neove/internal/errs"
)

// Send asks another office for something. Errors: Invalid, also without consent
// or protocol; Forbidden; NotFound for a subject that is not the actor's;
// Conflict when the same is asked already.
func (s *Service) Send(ctx context.Context, by access.Actor, in Input) (r Request, err error) {
	err = s.db.Write(ctx, by, "handoff.request.send", func(tx *db.Tx) error {
		r, err = s.SendIn(tx, by, in)
		return err
	})
	return r, err
}

// SendIn is Send inside a transaction of the caller.
func (s *Service) SendIn(tx *db.Tx, by access.Actor, in Input) (Request, error) {
	d, err := s.desk(tx, by, maySend)
	if err != nil {
		return Request{}, err
	}
	sub, err := s.subject(in.Kind)
	if err != nil {
		return Request{}, err
	}
	from, err := d.office(in.From)
	if err != nil {
		return Request{}, err
	}
	if slices.Contains(d.excluded[in.Kind], in.Subject) {
		return Request{}, nothing()
	}
	r := Request{ID: tx.ID(), Kind: in.Kind, Subject: in.Subject, From: from.String(), FromUnit: from.Unit, To: in.To.String(), Offer: in.Offer,
		Purpose: in.Purpose, Reason: in.Reason, Urgency: in.Urgency, Basis: in.Basis, Parent: in.Parent, AckBy: in.AckBy, ActBy: in.ActBy}
	if r.SubjectCode, _ = sub.Label(tx, by, r); r.SubjectCode == "" {
		return Request{}, nothing() // who may not open it does not learn that it is there
	}
	var c errs.Check
	in.validate(&c)
	r.Shared = strings.Join(in.Sections, ",")
	if err := d.checkReceiver(&c, &r, from, in.To); err != nil {
		return Request{}, err
	}
	if err := d.checkParent(&c, r); err != nil {
		return Request{}, err
	}
	if c.Err() == nil {
		if err := d.clocks(&c, &r); err != nil {
			return Request{}, err
		}
		if r.Protocol, err = d.protocol(&c, from, in.To, in.Purpose, in.Sections); err != nil {
			return Request{}, err
		}
	}
	if err := c.Err(); err != nil {
		return Request{}, err
	}
	if r.Basis, err = sub.Check(tx, by, r); err != nil {
		return Request{}, err
	}
	err = d.send(&r, in.Note)
	return r, err
}

// office is the one in whose name something is asked.
func (d desk) office(want access.Office) (access.Office, error) {
	own := d.by.Held(maySend)
	switch {
	case want == (access.Office{}) && len(own) > 0:
		return own[0], nil
	case slices.Contains(own, want):
		return want, nil
	}
	return want, errs.New(errs.Forbidden, "access.err.forbidden")
}

// send stores a checked request and lets both sides read its texts.
func (d desk) send(r *Request, note string) error {
	waiting, err := db.Get[int64](d.tx, `SELECT COUNT(*) FROM handoff_requests WHERE kind=? AND subject=? AND from_office=? AND to_office=? AND purpose=?
		AND state IN (?,?,?)`, r.Kind, r.Subject, r.From, r.To, r.Purpose, string(Sent), string(Opened), string(Accepted))
	if err != nil {
		return err
	}
	if waiting > 0 {
		return errs.New(errs.Conflict, "handoff.err.twice")
	}
	if r.Code, err = freeCode(d.tx); err != nil {
		return err
	}
	for _, office := range []string{r.From, r.To} {
		if err := d.s.keys.Grant(d.tx, r.ID, compartment, office); err != nil {
			return err
		}
	}
	if r.Note, err = d.s.keys.SealText(d.tx, ref(r.ID, colNote), note); err != nil {
		return err
	}
	r.State, r.SentAt, r.SentBy, r.DueAt = Sent, d.tx.Now, d.by.ActorName(), r.AckBy
	return d.keep(r, "handoff.request.send", r.FromUnit, map[string]any{"to": r.To, "purpose": r.Purpose})
}

// clocks sets what the sender left to the urgency.
func (d desk) clocks(c *errs.Check, r *Request) (err error) {
	if r.AckBy.IsZero() {
		if r.AckBy, err = d.s.due(d.tx, acks[r.Urgency]); err != nil {
			return err
		}
	}
	if r.ActBy.IsZero() {
		if r.ActBy, err = d.s.due(d.tx, acts[r.Urgency]); err != nil {
			return err
		}
		if r.ActBy.Before(r.AckBy) {
			r.ActBy = r.AckBy
		}
	}
	r.AckBy, r.ActBy = r.AckBy.UTC(), r.ActBy.UTC()
	checkClocks(c, *r, d.tx.Now)
	return nil
}

// checkReceiver notes an office that cannot take a request, or a service that
// is not its own.
func (d desk) checkReceiver(c *errs.Check, r *Request, from, to access.Office) error {
	if to == (access.Office{}) {
		return nil
	}
	if to == from {
		c.Add("to", "handoff.err.self")
		return nil
	}
	seats, err := d.s.Seats(d.tx, mayAnswer)
	if err != nil {
		return err
	}
	if !slices.Contains(seats, to) {
		c.Add("to", "handoff.err.receiver")
	}
	if r.Offer == "" {
		return nil
	}
	offers, err := d.offers()
	if !slices.ContainsFunc(offers, func(o Offer) bool { return o.ID == r.Offer && to.Agency != "" && o.Agency == to.Agency }) {
		c.Add("to", "handoff.err.offer")
	}
	return err
}

func (d desk) offers() ([]Offer, error) {
	if d.s.Offers == nil {
		return nil, nil
	}
	return d.s.Offers(d.tx)
}

// checkParent notes a request that does not follow the one it names: the sender
// took part in it, and it was about the same.
func (d desk) checkParent(c *errs.Check, r Request) error {
	if r.Parent == "" {
		return nil
	}
	p, _, err := d.request(r.Parent)
	if err != nil {
		return err
	}
	if p.Kind != r.Kind || p.Subject != r.Subject || p.From != r.From && p.To != r.From {
		c.Add("parent", "web.err.choice")
	}
	return nil
}

// protocol finds the one under which offices may share.
func (d desk) protocol(c *errs.Check, from, to access.Office, purpose string, sections []string) (string, error) {
	all, err := protocols(d.tx)
	if err != nil {
		return "", err
	}
	return covering(c, all, from, to, purpose, sections, d.tx.Today(), d.tree.Covers), nil
}
