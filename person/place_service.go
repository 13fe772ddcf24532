package person

import (
	"context"
	"slices"
	"time"

	"neove/access"
	"neove/internal/db"
	"neove/internal/errs"
)

// kindPlace is the proposal to see whereabouts: a second person of the holder
// has to agree, for whoever asked and for a quarter of an hour.
const (
	kindPlace = "person.place"
	agreedFor = 15 * time.Minute
)

type agreement struct {
	ID     string    `db:"id"`
	Person string    `db:"person"`
	Actor  string    `db:"actor"`
	Until  time.Time `db:"until"`
}

// AskPlace proposes that the actor sees the whereabouts of a person. reason is
// one of the program's texts: others read it. Errors: NotFound, Conflict when
// the same was proposed, Unavailable without proposals.
func (s *Service) AskPlace(ctx context.Context, by access.Actor, id, reason string) error {
	var r row
	var holder string
	err := s.db.View(ctx, func(tx *db.Tx) error {
		d, err := s.desk(tx, by, mayRead)
		if err != nil {
			return err
		}
		r, holder, err = d.withPlace(id)
		return err
	})
	if err != nil {
		return err
	}
	if s.Access == nil {
		return errs.New(errs.Unavailable, "person.err.place")
	}
	return s.Access.Propose(ctx, by, access.Proposal{Kind: kindPlace, Unit: unitOf(holder), Office: holder, Subject: r.ID, SubjectName: r.Code, Reason: reason})
}

// withPlace is person for whoever may open the whereabouts.
func (d desk) withPlace(id string) (row, string, error) {
	r, holder, err := d.person(id)
	if err != nil {
		return r, holder, err
	}
	ok, err := d.hasPlace(id, holder)
	if err == nil && !ok {
		err = nothing()
	}
	return r, holder, err
}

// agree carries out what a second person approved, who must be able to open the
// whereabouts themselves.
func (s *Service) agree(tx *db.Tx, by access.Actor, p access.Proposal) error {
	d, err := s.desk(tx, by, mayRead)
	if err != nil {
		return err
	}
	_, holder, err := d.withPlace(p.Subject)
	if err != nil {
		return err
	}
	d.event("person.person.agree", p.Subject, holder, map[string]any{"for": p.ProposedBy})
	return tx.Insert("person_agreements", agreement{ID: tx.ID(), Person: p.Subject, Actor: p.ProposedBy, Until: tx.Now.Add(agreedFor)})
}

// sees reports whether somebody may know whose whereabouts a proposal is about.
func (s *Service) sees(tx *db.Tx, by access.Actor, p access.Proposal) (bool, error) {
	d, err := s.desk(tx, by, mayRead)
	if err != nil {
		return false, err
	}
	_, _, err = d.withPlace(p.Subject)
	if errs.Is(err, errs.NotFound) {
		return false, nil
	}
	return err == nil, err
}

// second asks whether somebody else agreed.
func (s *Service) second(tx *db.Tx, by access.Actor, id string) error {
	until, err := db.Select[time.Time](tx, "SELECT until FROM person_agreements WHERE actor=? AND person=?", by.ActorID(), id)
	if err == nil && !slices.ContainsFunc(until, func(t time.Time) bool { return tx.Now.Before(t) }) {
		err = errs.New(errs.Conflict, "person.err.place")
	}
	return err
}
