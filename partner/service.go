package partner

import (
	"context"
	"slices"

	"neove/access"
	"neove/internal/clock"
	"neove/internal/db"
	"neove/internal/errs"
	"neove/org"
	"neove/signoff"
)

// Permissions of the slice.
const (
	mayRead   = "partner.partner.read"
	mayRecord = "partner.partner.record"
	maySecret = "partner.service.confidential"
)

// Kinds of facts and subjects of the history.
const (
	partnerKind      = "partner.partner"
	contributionKind = "partner.contribution"
	serviceKind      = "partner.service"
)

// topic is what units would sign off.
const topic = "partner"

// Service holds the commands and queries of the slice.
type Service struct {
	db   *db.DB
	org  *org.Service
	sign *signoff.Service

	Band string // text above the public page; "" for none
}

// NewService makes the service.
func NewService(d *db.DB, o *org.Service, s *signoff.Service) *Service {
	return &Service{db: d, org: o, sign: s}
}

func (s *Service) today() clock.Date { return clock.DateOf(s.db.Now()) }

// Terms are the lists of kinds and categories.
func (s *Service) Terms(ctx context.Context) (Terms, error) {
	var out Terms
	err := s.db.View(ctx, func(tx *db.Tx) (err error) {
		out, err = terms(tx)
		return err
	})
	return out, err
}

// desk is what one command needs to know.
type desk struct {
	s     *Service
	tx    *db.Tx
	by    access.Actor
	tree  *org.Tree
	terms Terms
}

func (s *Service) open(tx *db.Tx, by access.Actor) (*desk, error) {
	t, err := s.org.TreeIn(tx)
	if err != nil {
		return nil, err
	}
	list, err := terms(tx)
	return &desk{s, tx, by, t, list}, err
}

// unit is a unit that the actor may record for.
// Errors: Forbidden; NotFound where there is no such unit.
func (w *desk) unit(id string) (org.Unit, error) {
	if err := w.by.NeedAt(mayRecord, id); err != nil {
		return org.Unit{}, err
	}
	u, ok := w.tree.Unit(id)
	if !ok {
		return u, errs.New(errs.NotFound, "org.err.unit", "unit", id)
	}
	return u, nil
}

// hidden is the answer about a record that the reader may not see.
func hidden() error { return errs.New(errs.NotFound, "web.err.not_found") }

func changed() error { return errs.New(errs.Conflict, "web.err.changed") }

func needReason(reason string) error {
	var c errs.Check
	if reason == "" {
		c.Add("reason", "web.err.reason")
	}
	return c.Err()
}

// serves reports whether what works at a unit is of use at another: one covers
// the other. A commune is served by its province, and a province by what its
// communes have. A province stands for the one that took its place: what it
// knew of hotlines and legal aid did not end with it.
func serves(t *org.Tree, at, unit string, today clock.Date) bool {
	at, unit = now(t, at, today), now(t, unit, today)
	return at == unit || t.Covers(at, unit) || t.Covers(unit, at)
}

// now is a province, or the one in whose area it lies today.
func now(t *org.Tree, id string, today clock.Date) string {
	if u, ok := t.Unit(id); ok && u.Level == org.Province && !u.On(today) {
		if p := t.Place(id, today); len(p) == 1 && p[0].Allocated() {
			return p[0].Units[0]
		}
	}
	return id
}

// mayOpen reports whether a partner may be read: by those whose area it lies
// in, and by those it serves.
func mayOpen(t *org.Tree, by access.Actor, unit string, today clock.Date) bool {
	if by.MayAt(mayRead, unit) {
		return true
	}
	at := now(t, unit, today)
	return slices.ContainsFunc(by.Units(mayRead), func(root string) bool { return t.Covers(at, root) })
}
