package handoff

import (
	"context"

	"neove/access"
	"neove/audit"
	"neove/internal/db"
	"neove/internal/errs"
)

// Agree records a protocol. Errors: Invalid, Forbidden.
func (s *Service) Agree(ctx context.Context, by access.Actor, p Protocol) (Protocol, error) {
	err := s.db.Write(ctx, by, "handoff.protocol.record", func(tx *db.Tx) (err error) {
		p, err = s.AgreeIn(tx, by, p)
		return err
	})
	return p, err
}

// AgreeIn is Agree inside a transaction of the caller.
func (s *Service) AgreeIn(tx *db.Tx, by access.Actor, p Protocol) (Protocol, error) {
	if err := by.NeedAt(mayAgree, p.Unit); err != nil {
		return p, err
	}
	var c errs.Check
	if p.validate(&c); c.Err() != nil {
		return p, c.Err()
	}
	p.ID, p.Version, p.CreatedBy, p.CreatedAt, p.ChangedAt = tx.ID(), 1, by.ActorName(), tx.Now, tx.Now
	tx.Event(db.Event{Action: "handoff.protocol.record", Subject: protocolKind, ID: p.ID, Unit: p.Unit, Detail: map[string]any{"symbol": p.Symbol}})
	return p, storeProtocol(tx, p)
}

// Amend changes a protocol. What was shared under it stays as it was.
// Errors: Invalid, NotFound, Conflict.
func (s *Service) Amend(ctx context.Context, by access.Actor, id string, version int64, in Protocol) error {
	return s.db.Write(ctx, by, "handoff.protocol.amend", func(tx *db.Tx) error {
		old, err := s.protocolOf(tx, by, id)
		if err != nil {
			return err
		}
		if err := by.NeedAt(mayAgree, old.Unit); err != nil {
			return err
		}
		if old.Version != version {
			return errs.New(errs.Conflict, "web.err.changed")
		}
		p := in
		p.ID, p.Unit, p.CreatedBy, p.CreatedAt, p.Version, p.ChangedAt = old.ID, old.Unit, old.CreatedBy, old.CreatedAt, old.Version+1, tx.Now
		var c errs.Check
		if p.validate(&c); c.Err() != nil {
			return c.Err()
		}
		tx.Event(db.Event{Action: "handoff.protocol.amend", Subject: protocolKind, ID: id, Unit: p.Unit, Detail: audit.Diff(old, p)})
		return storeProtocol(tx, p)
	})
}

// sees reports whether a protocol concerns the actor: it is of their area, or
// holds for it, or names one of their offices.
func (d desk) sees(p Protocol) bool {
	if d.by.MayAt(mayKnow, p.Unit) {
		return true
	}
	for _, o := range d.by.Held(mayKnow) {
		if d.tree.Covers(p.Unit, o.Unit) || p.party(o, d.tree.Covers) {
			return true
		}
	}
	return false
}

func (s *Service) protocolOf(tx *db.Tx, by access.Actor, id string) (Protocol, error) {
	d, err := s.desk(tx, by, mayKnow)
	if err != nil {
		return Protocol{}, err
	}
	p, err := protocolByID(tx, id)
	if err == nil && !d.sees(p) {
		return Protocol{}, nothing()
	}
	return p, err
}

// ProtocolOf is one protocol with its history. Errors: NotFound.
func (s *Service) ProtocolOf(ctx context.Context, by access.Actor, id string) (p Protocol, events []audit.Event, err error) {
	err = s.db.View(ctx, func(tx *db.Tx) error {
		if p, err = s.protocolOf(tx, by, id); err != nil {
			return err
		}
		events, err = audit.Of(tx, protocolKind, id)
		return err
	})
	return p, events, err
}

// Protocols lists those that concern the actor, the longest running first.
func (s *Service) Protocols(ctx context.Context, by access.Actor) (out []Protocol, err error) {
	err = s.db.View(ctx, func(tx *db.Tx) error {
		d, err := s.desk(tx, by, mayKnow)
		if err != nil {
			return err
		}
		all, err := protocols(tx)
		for _, p := range all {
			if d.sees(p) {
				out = append(out, p)
			}
		}
		return err
	})
	return out, err
}
