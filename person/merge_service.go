package person

import (
	"context"
	"time"

	"neove/access"
	"neove/internal/db"
	"neove/internal/errs"
)

// MergeReasons are why two records are one person; codes, so that no event
// holds what somebody typed.
var MergeReasons = []string{"same_paper", "same_name_birth", "told", "typed_twice"}

type merge struct {
	ID       string    `db:"id"`
	Person   string    `db:"person"`
	Into     string    `db:"into_id"`
	Reason   string    `db:"reason"`
	At       time.Time `db:"at"`
	By       string    `db:"by_name"`
	UndoneAt time.Time `db:"undone_at"`
	UndoneBy string    `db:"undone_by"`
}

// Merge says that a record is about the same person as another. It sets a
// pointer: nothing is copied, nobody gets a key by it, and Unmerge undoes it.
// Errors: NotFound, Invalid for the reason, Conflict when one is merged already.
func (s *Service) Merge(tx *db.Tx, by access.Actor, kept, merged, reason string) error {
	d, err := s.desk(tx, by, mayMerge)
	if err != nil {
		return err
	}
	into, holder, err := d.person(kept)
	if err != nil {
		return err
	}
	r, other, err := d.person(merged)
	if err != nil {
		return err
	}
	if !one(reason, MergeReasons, false) {
		var c errs.Check
		c.Add("reason", "web.err.choice")
		return c.Err()
	}
	if kept == merged || into.Merged != "" || r.Merged != "" {
		return errs.New(errs.Conflict, "person.err.merged")
	}
	if err := tx.Insert("person_merges", merge{ID: tx.ID(), Person: merged, Into: kept, Reason: reason, At: tx.Now, By: by.ActorName()}); err != nil {
		return err
	}
	d.event("person.person.merge", merged, other, map[string]any{"into": into.Code, "reason": reason})
	d.event("person.person.merge", kept, holder, map[string]any{"with": r.Code, "reason": reason})
	return d.point(&r, kept)
}

// Unmerge makes a merged record one of its own again. Errors: NotFound,
// Conflict when it is not merged.
func (s *Service) Unmerge(tx *db.Tx, by access.Actor, merged string) error {
	d, err := s.desk(tx, by, mayMerge)
	if err != nil {
		return err
	}
	r, holder, err := d.person(merged)
	if err != nil {
		return err
	}
	if r.Merged == "" {
		return errs.New(errs.Conflict, "person.err.not_merged")
	}
	if _, err := tx.Exec("UPDATE person_merges SET undone_at=?, undone_by=? WHERE person=? AND undone_at=''", db.Arg(tx.Now), by.ActorName(), merged); err != nil {
		return err
	}
	d.event("person.person.unmerge", merged, holder, nil)
	d.event("person.person.unmerge", r.Merged, holder, nil)
	return d.point(&r, "")
}

// point sets where a record leads.
func (d desk) point(r *row, to string) error {
	r.Merged, r.ChangedAt = to, d.tx.Now
	r.Version++
	return storePerson(d.tx, r)
}

// MergeOne and UnmergeOne are Merge and Unmerge as commands of their own.
func (s *Service) MergeOne(ctx context.Context, by access.Actor, kept, merged, reason string) error {
	return s.db.Write(ctx, by, "person.person.merge", func(tx *db.Tx) error { return s.Merge(tx, by, kept, merged, reason) })
}

// UnmergeOne is Unmerge as a command.
func (s *Service) UnmergeOne(ctx context.Context, by access.Actor, merged string) error {
	return s.db.Write(ctx, by, "person.person.unmerge", func(tx *db.Tx) error { return s.Unmerge(tx, by, merged) })
}

// Pair opens two records side by side, found by the id of one and the code of
// the other, before they are merged.
func (s *Service) Pair(ctx context.Context, by access.Actor, id, code string) (a, b Person, err error) {
	err = s.db.Read(ctx, by, "person.person.open", func(tx *db.Tx) error {
		codes := Fields()[:len(fields)-1]
		if a, err = s.OpenIn(tx, by, id, "compare", codes...); err != nil {
			return err
		}
		r, missing := personByCode(tx, code)
		if missing == nil && r.ID != id {
			b, missing = s.OpenIn(tx, by, r.ID, "compare", codes...)
		}
		if errs.Is(missing, errs.NotFound) || r.ID == id {
			var c errs.Check
			c.Add("code", "person.err.code")
			missing = c.Err()
		}
		return missing
	})
	if err != nil {
		return Person{}, Person{}, err
	}
	return a, b, nil
}
