package inspection

import (
	"context"

	"neove/access"
	"neove/internal/clock"
	"neove/internal/db"
	"neove/internal/errs"
	"neove/internal/vntext"
	"neove/measure"
)

// RecordCheck stores the record of a check that has taken place. In a month
// that is signed off it needs a reason.
// Errors: Invalid, Forbidden, NotFound (establishment).
func (s *Service) RecordCheck(ctx context.Context, by access.Actor, in Check, reason string) (Check, error) {
	var out Check
	err := s.db.Write(ctx, by, "inspection.check.record", func(tx *db.Tx) (err error) {
		out, err = s.RecordCheckIn(tx, by, in, reason)
		return err
	})
	return out, err
}

// RecordChecks stores many checks at once, all or none.
func (s *Service) RecordChecks(ctx context.Context, by access.Actor, in []Check, reason string) ([]Check, error) {
	out := make([]Check, len(in))
	err := s.db.Write(ctx, by, "inspection.check.record", func(tx *db.Tx) error {
		for i, k := range in {
			var err error
			if out[i], err = s.admit(tx, by, k, reason); err != nil {
				return err
			}
		}
		if err := db.InsertAll(tx, "inspection_checks", out); err != nil {
			return err
		}
		return count(tx, out...)
	})
	return out, err
}

// RecordCheckIn is RecordCheck inside a transaction of the caller.
func (s *Service) RecordCheckIn(tx *db.Tx, by access.Actor, in Check, reason string) (Check, error) {
	k, err := s.admit(tx, by, in, reason)
	if err != nil {
		return in, err
	}
	if err := tx.Insert("inspection_checks", k); err != nil {
		return k, err
	}
	return k, count(tx, k)
}

// admit checks a new record and tells the history of it.
func (s *Service) admit(tx *db.Tx, by access.Actor, k Check, reason string) (Check, error) {
	if err := by.NeedAt(recordCheck, k.Unit); err != nil {
		return k, err
	}
	k.clean()
	k.ID, k.Version, k.Withdrawn, k.CreatedBy, k.CreatedAt, k.ChangedAt = tx.ID(), 1, false, by.ActorName(), tx.Now, tx.Now
	t, err := s.org.TreeIn(tx)
	if err != nil {
		return k, err
	}
	k.Office = t.Recorder(by, recordCheck, k.Unit)
	if err := s.examine(tx, by, &k); err != nil {
		return k, err
	}
	if err := s.signoff.Touch(tx, by, Topic, k.Unit, k.On, reason); err != nil {
		return k, err
	}
	tx.Event(db.Event{Action: "inspection.check.record", Subject: checkKind, ID: k.ID, Unit: k.Unit, Reason: reason,
		Detail: map[string]any{"on": vntext.Date(k.On), "violations": len(k.Violations)}})
	return k, nil
}

// examine notes everything that is wrong with a check, and where it took place.
func (s *Service) examine(tx *db.Tx, by access.Actor, k *Check) error {
	e, err := s.establishmentFor(tx, by, k.Establishment)
	if err != nil {
		return err
	}
	v, err := vocabulary(tx)
	if err != nil {
		return err
	}
	t, err := s.org.TreeIn(tx)
	if err != nil {
		return err
	}
	var c errs.Check
	u, ok := t.Unit(k.Unit)
	switch {
	case !ok:
		c.Add("unit", "org.err.unit", "unit", k.Unit)
	case k.On != 0 && !u.On(k.On):
		c.Add("on", "inspection.err.unit_day", "unit", u.Name)
	case !t.Covers(k.Unit, e.Unit):
		c.Add("unit", "inspection.err.not_covered", "unit", u.Name, "place", t.Name(e.Unit))
	}
	if k.Version == 1 {
		k.Place = e.Unit
		if e.Withdrawn {
			c.Add("establishment", "inspection.err.withdrawn")
		}
	}
	k.validate(&c, v, e.Type, tx.Today())
	if err := s.checkPlan(tx, &c, *k); err != nil {
		return err
	}
	k.trim()
	return c.Err()
}

// checkPlan: a check belongs to a plan of its own unit or of one above it.
func (s *Service) checkPlan(tx *db.Tx, c *errs.Check, k Check) error {
	if k.Plan == "" {
		return nil
	}
	p, err := planOf(tx, k.Plan)
	if err != nil {
		return err
	}
	t, err := s.org.TreeIn(tx)
	if err != nil {
		return err
	}
	if p.ID == "" || p.Withdrawn || !t.Covers(p.Unit, k.Unit) {
		c.Add("plan", "inspection.err.plan")
	}
	return nil
}

// AmendCheck replaces the record by a corrected version; version is the one
// that the officer saw. What was passed, followed up and attached stays.
// Errors: Invalid, NotFound, Conflict (changed meanwhile).
func (s *Service) AmendCheck(ctx context.Context, by access.Actor, id string, version int64, in Check, reason string) (Check, error) {
	return s.changeCheck(ctx, by, "inspection.check.amend", id, version, reason, func(old Check) (Check, error) {
		in.ID, in.Unit, in.Office, in.Place, in.Establishment = old.ID, old.Unit, old.Office, old.Place, old.Establishment
		in.FollowDone, in.FollowResult, in.CreatedBy, in.CreatedAt = old.FollowDone, old.FollowResult, old.CreatedBy, old.CreatedAt
		if in.FollowOn != old.FollowOn { // another day opens the follow-up again
			in.FollowDone = 0
		}
		return in, nil
	})
}

// WithdrawCheck takes a record back; it stays in the history.
// Errors: Invalid (no reason), NotFound, Conflict.
func (s *Service) WithdrawCheck(ctx context.Context, by access.Actor, id string, version int64, reason string) error {
	if err := need(reason); err != nil {
		return err
	}
	_, err := s.changeCheck(ctx, by, "inspection.check.withdraw", id, version, reason, func(old Check) (Check, error) {
		old.Withdrawn = true
		return old, nil
	})
	return err
}

// FollowUp notes what came of a follow-up, and the next day if there is one.
// Errors: Invalid, NotFound, Conflict (nothing open, changed meanwhile).
func (s *Service) FollowUp(ctx context.Context, by access.Actor, id string, version int64, done clock.Date, result string, next clock.Date) (Check, error) {
	return s.changeCheck(ctx, by, "inspection.check.follow_up", id, version, "", func(old Check) (Check, error) {
		if !old.Due() {
			return old, errs.New(errs.Conflict, "inspection.err.no_follow_up")
		}
		var c errs.Check
		if result == "" {
			c.Add("result", "web.err.required")
		}
		text(&c, 0, "result", result, maxText)
		switch {
		case done == 0:
			c.Add("done", "web.err.required")
		case done < old.On || done > clock.DateOf(s.db.Now()):
			c.Add("done", "inspection.err.done_day")
		}
		if next != 0 && next <= done {
			c.Add("next", "inspection.err.next_day")
		}
		if err := c.Err(); err != nil {
			return old, err
		}
		if old.FollowResult != "" {
			old.FollowResult += "\n"
		}
		old.FollowResult += vntext.Date(done) + ": " + result
		old.FollowDone = done
		if next != 0 {
			old.FollowOn, old.FollowDone = next, 0
		}
		return old, nil
	})
}

func (s *Service) changeCheck(ctx context.Context, by access.Actor, command, id string, version int64, reason string, edit func(Check) (Check, error)) (Check, error) {
	var k Check
	err := s.db.Write(ctx, by, command, func(tx *db.Tx) error {
		old, err := s.ownCheck(tx, by, id)
		if err != nil {
			return err
		}
		if old.Version != version || old.Withdrawn {
			return changed()
		}
		if k, err = edit(old); err != nil {
			return err
		}
		k.clean()
		k.Version, k.ChangedAt = old.Version+1, tx.Now
		if command != "inspection.check.follow_up" {
			if !k.Withdrawn {
				if err := s.examine(tx, by, &k); err != nil {
					return err
				}
			}
			for _, day := range []clock.Date{old.On, k.On} {
				if err := s.signoff.Touch(tx, by, Topic, k.Unit, day, reason); err != nil {
					return err
				}
			}
		}
		if err := replaceCheck(tx, k); err != nil {
			return err
		}
		tx.Event(db.Event{Subject: checkKind, ID: k.ID, Unit: k.Unit, Reason: reason, Detail: old.diff(k)})
		return count(tx, old, k)
	})
	return k, err
}

// Check is one record with its establishment. Errors: NotFound, also when the
// reader may not see it.
func (s *Service) Check(ctx context.Context, by access.Actor, id string) (Check, error) {
	var k Check
	err := s.db.View(ctx, func(tx *db.Tx) (err error) {
		k, err = checkFor(tx, by, id)
		return err
	})
	return k, err
}

// ownCheck is a check that the actor may change. Errors: NotFound; Forbidden
// for those who may only read it.
func (s *Service) ownCheck(tx *db.Tx, by access.Actor, id string) (Check, error) {
	k, err := checkFor(tx, by, id)
	if err == nil {
		err = s.corrects(tx, by, recordCheck, k.Unit, k.Office)
	}
	return k, err
}

// checkFor is the check if the reader may see it: they answer for the unit that
// made it, or for the commune of the establishment.
func checkFor(tx *db.Tx, by access.Actor, id string) (Check, error) {
	k, err := checkByID(tx, id)
	if err == nil && !by.MayAt(readCheck, k.Unit) && !by.MayAt(readCheck, k.Place) {
		return Check{}, notFound()
	}
	return k, err
}

// Checks lists what was done by units under root, or at establishments there,
// with the number of all that fit.
func (s *Service) Checks(ctx context.Context, by access.Actor, root string, f CheckFilter) ([]CheckRow, int64, error) {
	var out []CheckRow
	var n int64
	err := s.db.View(ctx, func(tx *db.Tx) (err error) {
		if f.Units, _, err = s.area(tx, by, readCheck, root); err != nil {
			return err
		}
		out, n, err = checks(tx, f)
		return err
	})
	return out, n, err
}

// count brings the facts in line with the checks: those given, and all others
// of the same establishments in the same years, since only the first of a year
// counts the establishment.
func count(tx *db.Tx, list ...Check) error {
	var w where
	w.in("k.establishment", sorted(list, func(k Check) string { return k.Establishment }))
	all, err := db.Select[Check](tx, "SELECT "+checkFields+" FROM inspection_checks k"+w.sql+" ORDER BY k.day, k.id", w.args...)
	if err != nil {
		return err
	}
	passed, err := passedFiles(tx, sorted(all, func(k Check) string { return k.ID }))
	if err != nil {
		return err
	}
	touched, seen := map[yearKey]bool{}, map[yearKey]bool{}
	for _, k := range list {
		touched[yearOf(k)] = true
	}
	var entries []measure.Entry
	for _, k := range all {
		key := yearOf(k)
		first := !k.Withdrawn && !seen[key]
		seen[key] = seen[key] || first
		if touched[key] {
			entries = append(entries, measure.Entry{ID: k.ID, Facts: k.facts(first, passed[k.ID])})
		}
	}
	return measure.Replace(tx, checkKind, entries...)
}

type yearKey struct {
	establishment string
	year          int
}

func yearOf(k Check) yearKey { return yearKey{k.Establishment, k.On.Year()} }

func passedFiles(tx *db.Tx, ids []string) (map[string]int64, error) {
	cond, args := in("check_id", ids)
	rows, err := db.Select[struct {
		ID string `db:"check_id"`
		N  int64  `db:"n"`
	}](tx, "SELECT check_id, COUNT(*) AS n FROM inspection_passings WHERE "+cond+" GROUP BY check_id", args...)
	out := map[string]int64{}
	for _, r := range rows {
		out[r.ID] = r.N
	}
	return out, err
}
