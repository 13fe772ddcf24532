package shelter

import (
	"context"
	"slices"
	"time"

	"neove/access"
	"neove/internal/db"
	"neove/internal/errs"
)

// kindPlace is the proposal to see where a facility is.
const kindPlace = "shelter.place"

// agreedFor is how long an address may be seen after a second person agreed.
const agreedFor = 15 * time.Minute

// PlaceReasons are why somebody asks for an address.
var PlaceReasons = []string{"escort", "danger", "inspect", "supply"}

// AskPlace proposes that the actor sees where a facility is. reason is one of
// the program's texts: others read it. Errors: NotFound, Conflict when the same
// was proposed, Unavailable without proposals.
func (s *Service) AskPlace(ctx context.Context, by access.Actor, id, reason string) error {
	var f Facility
	err := s.db.View(ctx, func(tx *db.Tx) error {
		d, err := s.desk(tx, by)
		if err != nil {
			return err
		}
		f, _, err = d.facility(placeRead, id)
		return err
	})
	if err != nil {
		return err
	}
	if s.access == nil {
		return errs.New(errs.Unavailable, "shelter.err.place")
	}
	return s.access.Propose(ctx, by, access.Proposal{Kind: kindPlace, Unit: f.Unit, Subject: f.ID, SubjectName: f.Code, Reason: reason})
}

// agree carries out what a second person approved, who must have a seat at the
// facility, too: another organisation of the unit has none.
func (s *Service) agree(tx *db.Tx, by access.Actor, p access.Proposal) error {
	d, err := s.desk(tx, by)
	if err != nil {
		return err
	}
	f, _, err := d.facility(placeRead, p.Subject)
	if err != nil {
		return err
	}
	d.event("shelter.place.agree", facilityKind, f.ID, f.Unit, map[string]any{"for": p.ProposedBy})
	return tx.Insert("shelter_agreements", agreement{ID: tx.ID(), Facility: f.ID, Actor: p.ProposedBy, Until: tx.Now.Add(agreedFor)})
}

// PlaceOf shows where a facility is: to the office that runs it, and to an
// authority of its unit while a second person's agreement lasts. The reading is
// recorded before it is shown. Errors: NotFound; Conflict when nobody agreed.
func (s *Service) PlaceOf(ctx context.Context, by access.Actor, id string) (f Facility, p Place, err error) {
	err = s.db.Read(ctx, by, "shelter.place.view", func(tx *db.Tx) error {
		d, err := s.desk(tx, by)
		if err != nil {
			return err
		}
		var seat access.Office
		if f, seat, err = d.facility(placeRead, id); err != nil {
			d.refuse("shelter.place.refuse", facilityKind)
			return err
		}
		if seat.String() != f.Office || len(by.Grants) == 0 { // the program itself has no seat
			until, err := agreements(tx, id, by.ActorID())
			if err != nil {
				return err
			}
			if !slices.ContainsFunc(until, func(t time.Time) bool { return tx.Now.Before(t) }) {
				return errs.New(errs.Conflict, "shelter.err.place")
			}
		}
		d.event("shelter.place.view", facilityKind, f.ID, f.Unit, nil)
		p, err = s.openPlace(tx, f)
		return err
	})
	if err != nil {
		return Facility{}, Place{}, err
	}
	return f, p, nil
}
