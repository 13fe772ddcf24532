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

// Share lets another holder open a compartment (identity or place) of a person;
// the slice that calls it has checked consent and protocol. Errors: NotFound.
func (s *Service) Share(tx *db.Tx, by access.Actor, id, compartment, to string) error {
	return s.grant(tx, by, "person.person.share", id, compartment, to, s.keys.Grant)
}

// Unshare takes it back; what was read has been read. Errors: NotFound, Conflict
// for the last holder.
func (s *Service) Unshare(tx *db.Tx, by access.Actor, id, compartment, from string) error {
	return s.grant(tx, by, "person.person.unshare", id, compartment, from, s.keys.Revoke)
}

// ShareAs is Share on the word of a slice: it knows that the holder agreed, as
// when the receiver of a hand-off accepts what the sender offered. Errors:
// NotFound when the holder has no key.
func (s *Service) ShareAs(tx *db.Tx, by access.Actor, holder, id, compartment, to string) error {
	return s.hand(tx, by, "person.person.share", holder, id, compartment, to, s.keys.Grant)
}

// UnshareAs takes it back on the word of a slice. Errors: NotFound, Conflict for
// the last holder.
func (s *Service) UnshareAs(tx *db.Tx, by access.Actor, holder, id, compartment, from string) error {
	return s.hand(tx, by, "person.person.unshare", holder, id, compartment, from, s.keys.Revoke)
}

type keyChange func(tx *db.Tx, subject, name, holder string) error

func (s *Service) grant(tx *db.Tx, by access.Actor, action, id, compartment, other string, do keyChange) error {
	d, err := s.desk(tx, by, mayRecord)
	if err != nil {
		return err
	}
	_, holder, err := d.person(id)
	if err != nil {
		return err
	}
	return s.hand(tx, by, action, holder, id, compartment, other, do)
}

func (s *Service) hand(tx *db.Tx, by access.Actor, action, holder, id, compartment, other string, do keyChange) error {
	r, err := personByID(tx, id)
	if err != nil {
		return err // a failure told as "not found" would pass for "has no key any more"
	}
	has, err := seal.Holders(tx, id, compartment)
	if err != nil {
		return err
	}
	if !slices.Contains(has, holder) {
		return nothing()
	}
	if err := do(tx, id, compartment, other); err != nil {
		return err
	}
	desk{s: s, tx: tx, by: by}.event(action, id, holder, map[string]any{"compartment": compartment, "holder": other})
	return storePerson(tx, &r) // the number rises: indexes look again
}

// LookupsPerDay is how often one person may ask other offices about somebody.
const LookupsPerDay = 20

// Match lists the other offices that may know the same person: they hold one
// with the same paper, or with the same name, birth day and sex. Nothing of
// their record is told; they see that they were named. Errors: NotFound, TooMany
// after LookupsPerDay questions.
func (s *Service) Match(tx *db.Tx, by access.Actor, id string) ([]string, error) {
	d, err := s.desk(tx, by, mayRecord)
	if err != nil {
		return nil, err
	}
	_, holder, err := d.person(id)
	if err != nil {
		return nil, err
	}
	n, err := lookupsOn(tx, by.ActorID(), tx.Today())
	if err != nil {
		return nil, err
	}
	if n >= LookupsPerDay {
		return nil, errs.New(errs.TooMany, "person.err.lookups", "n", LookupsPerDay)
	}
	if n == LookupsPerDay-1 { // so many on one day are worth a question
		if err := audit.Raise(tx, audit.Pace, id, unitOf(holder), ""); err != nil {
			return nil, err
		}
	}
	ids, err := sharers(tx, id)
	if err != nil {
		return nil, err
	}
	if s.Excluded != nil {
		not, err := s.Excluded(tx, by)
		if err != nil {
			return nil, err
		}
		ids = slices.DeleteFunc(ids, func(id string) bool { return slices.Contains(not, id) })
	}
	mine, err := heldOf(tx, d.mine, ids)
	if err != nil {
		return nil, err
	}
	var found []string
	hits := int64(0)
	for _, other := range ids {
		if mine[other] != "" && d.allowed(other) {
			continue // the search finds it
		}
		holders, err := seal.Holders(tx, other, seal.Identity)
		if err != nil {
			return nil, err
		}
		if len(holders) > 0 {
			d.event("person.person.match", other, holders[0], map[string]any{"holder": holder})
			found, hits = append(found, holders...), hits+1
		}
	}
	slices.Sort(found)
	found = slices.Compact(found)
	d.event("person.person.match", id, holder, map[string]any{"holders": codesText(found)})
	return found, tx.Insert("person_lookups", lookup{ID: tx.ID(), Actor: by.ActorID(), Day: tx.Today(), Person: id, Holder: holder, Hits: hits})
}

// MatchOne is Match as a command.
func (s *Service) MatchOne(ctx context.Context, by access.Actor, id string) (found []string, err error) {
	err = s.db.Write(ctx, by, "person.person.match", func(tx *db.Tx) error {
		found, err = s.Match(tx, by, id)
		return err
	})
	return found, err
}
