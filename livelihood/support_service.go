package livelihood

import (
	"context"
	"slices"

	"neove/access"
	"neove/audit"
	"neove/internal/db"
	"neove/internal/errs"
	"neove/internal/ui"
	"neove/internal/web"
	"neove/measure"
)

const (
	supportRead   = "livelihood.support.read"
	supportRecord = "livelihood.support.record"
)

// Record stores a batch of support that was given.
// Errors: Invalid (also a signed month without a reason), Forbidden.
func (s *Service) Record(ctx context.Context, by access.Actor, in Support, reason string) (Support, error) {
	out, err := s.RecordAll(ctx, by, []Support{in}, reason)
	if err != nil {
		return in, web.Single(err)
	}
	return out[0], nil
}

// RecordAll stores all batches or none; errors name the rows from 1.
func (s *Service) RecordAll(ctx context.Context, by access.Actor, in []Support, reason string) ([]Support, error) {
	var out []Support
	if err := s.checkPartners(ctx, by, in...); err != nil {
		return nil, err
	}
	err := s.db.Write(ctx, by, "livelihood.support.record", func(tx *db.Tx) (err error) {
		out, err = s.recordIn(tx, by, in, reason)
		return err
	})
	return out, err
}

// checkPartners refuses a partner that is not in the register of the unit. The
// register is asked before the writing begins. Errors: Invalid.
func (s *Service) checkPartners(ctx context.Context, by access.Actor, list ...Support) error {
	var c errs.Check
	for i, r := range list {
		if r.Partner == "" {
			continue
		}
		var options []ui.Option
		if s.Partners != nil {
			var err error
			if options, err = s.Partners(ctx, by, r.Unit); err != nil {
				return err
			}
		}
		if !slices.ContainsFunc(options, func(o ui.Option) bool { return o.Value == r.Partner }) {
			c.AddAt(i+1, "partner", "web.err.choice")
		}
	}
	return c.Err()
}

// recordIn is RecordAll inside a transaction of the caller (import, API).
func (s *Service) recordIn(tx *db.Tx, by access.Actor, in []Support, reason string) ([]Support, error) {
	w, err := s.open(tx, by)
	if err != nil {
		return nil, err
	}
	out := make([]Support, len(in))
	days := make([]day, len(in))
	var c errs.Check
	for i, r := range in {
		r.clean()
		r.ID, r.Version, r.CreatedBy, r.CreatedAt, r.ChangedAt = tx.ID(), 1, by.ActorName(), tx.Now, tx.Now
		if err := w.checkSupport(&c, i+1, r); err != nil {
			return nil, err
		}
		out[i], days[i] = r, day{r.Unit, r.To}
	}
	if err := c.Err(); err != nil {
		return nil, err
	}
	if err := w.touch(reason, days...); err != nil {
		return nil, err
	}
	if err := w.numberAll(out); err != nil {
		return nil, err
	}
	if err := db.InsertAll(tx, "livelihood_supports", out); err != nil {
		return nil, err
	}
	entries := make([]measure.Entry, len(out))
	for i, r := range out {
		entries[i] = measure.Entry{ID: r.ID, Facts: r.facts(w.kinds[r.Kind])}
		tx.Event(db.Event{Action: "livelihood.support.record", Subject: supportKind, ID: r.ID, Unit: r.Unit, Reason: reason, Detail: r.summary(w.kinds[r.Kind])})
	}
	return out, measure.Replace(tx, supportKind, entries...)
}

// checkSupport notes what is wrong with a batch; missing rights end the command.
func (w *desk) checkSupport(c *errs.Check, row int, r Support) error {
	if err := w.checkUnit(c, row, supportRecord, r.Unit, "to", r.To); err != nil {
		return err
	}
	k, ok := w.kinds[r.Kind]
	if !ok {
		c.AddAt(row, "kind", "livelihood.err.kind")
	}
	r.validate(c, row, k, w.tx.Today())
	return nil
}

// numberAll gives each batch the next number of its unit and year.
func (w *desk) numberAll(list []Support) error {
	type book struct {
		unit string
		year int
	}
	last := map[book]int64{}
	for i := range list {
		r := &list[i]
		r.Year = r.To.Year()
		b := book{r.Unit, r.Year}
		if _, known := last[b]; !known {
			n, err := lastNumber(w.tx, r.Unit, r.Year)
			if err != nil {
				return err
			}
			last[b] = n
		}
		last[b]++
		r.Number = last[b]
	}
	return nil
}

// Amend replaces a batch by a corrected version. version is the one the officer
// saw. Errors: Invalid, NotFound, Conflict (changed meanwhile, withdrawn, of
// another kind while named people stand in it).
func (s *Service) Amend(ctx context.Context, by access.Actor, id string, version int64, in Support, reason string) (Support, error) {
	old, err := s.Support(ctx, by, id)
	if err != nil {
		return in, err
	}
	if in.Partner != old.Partner { // one that left the register since may stay
		in.Unit = old.Unit
		if err := s.checkPartners(ctx, by, in); err != nil {
			return in, web.Single(err)
		}
	}
	return s.change(ctx, by, "livelihood.support.amend", id, version, reason, func(old Support) Support {
		in.ID, in.Unit, in.Year, in.Number, in.Source, in.Withdrawn = old.ID, old.Unit, old.Year, old.Number, old.Source, false
		in.CreatedBy, in.CreatedAt = old.CreatedBy, old.CreatedAt
		return in
	})
}

// Withdraw takes a batch back; it stays in the history.
// Errors: as Amend; Conflict also while named people stand in it, whose support
// would then be counted nowhere.
func (s *Service) Withdraw(ctx context.Context, by access.Actor, id string, version int64, reason string) error {
	if reason == "" {
		return noReason()
	}
	_, err := s.change(ctx, by, "livelihood.support.withdraw", id, version, reason, func(old Support) Support {
		old.Withdrawn = true
		return old
	})
	return err
}

func noReason() error {
	var c errs.Check
	c.Add("reason", "web.err.reason")
	return c.Err()
}

func (s *Service) change(ctx context.Context, by access.Actor, command, id string, version int64, reason string, edit func(Support) Support) (Support, error) {
	var r Support
	err := s.db.Write(ctx, by, command, func(tx *db.Tx) error {
		old, err := supportByID(tx, id)
		if err != nil {
			return err
		}
		if !by.MayAt(supportRecord, old.Unit) {
			return hidden()
		}
		if old.Version != version || old.Withdrawn {
			return errs.New(errs.Conflict, "web.err.changed")
		}
		w, err := s.open(tx, by)
		if err != nil {
			return err
		}
		r = edit(old)
		r.clean()
		r.Version, r.ChangedAt = old.Version+1, tx.Now
		var c errs.Check
		if err := w.checkSupport(&c, 0, r); err != nil {
			return err
		}
		if err := c.Err(); err != nil {
			return err
		}
		if err := checkInside(tx, old, r); err != nil {
			return err
		}
		if err := w.touch(reason, day{old.Unit, old.To}, day{r.Unit, r.To}); err != nil {
			return err
		}
		if err := replaceRow(tx, "livelihood_supports", r.ID, r); err != nil {
			return err
		}
		tx.Event(db.Event{Subject: supportKind, ID: r.ID, Unit: r.Unit, Reason: reason, Detail: audit.Diff(old, r, "unit", "year", "number")})
		return measure.Replace(tx, supportKind, measure.Entry{ID: r.ID, Facts: r.facts(w.kinds[r.Kind])})
	})
	return r, err
}

// Support is one batch. Errors: NotFound, also when the reader may not see it.
func (s *Service) Support(ctx context.Context, by access.Actor, id string) (Support, error) {
	var r Support
	err := s.db.View(ctx, func(tx *db.Tx) (err error) {
		r, err = supportByID(tx, id)
		return err
	})
	if err == nil && !by.MayAt(supportRead, r.Unit) {
		return Support{}, hidden()
	}
	return r, err
}

// Supports lists what lies under root and fits the filter, newest first, with
// the number of all that fit and their sums.
func (s *Service) Supports(ctx context.Context, by access.Actor, root string, f Filter) (list []Support, total int64, sums Sums, err error) {
	if err := by.NeedAt(supportRead, root); err != nil {
		return nil, 0, sums, err
	}
	err = s.db.View(ctx, func(tx *db.Tx) error {
		if f.Units, err = s.under(tx, root); err != nil {
			return err
		}
		if total, err = countSupports(tx, f); err != nil {
			return err
		}
		if sums, err = sumSupports(tx, f); err != nil {
			return err
		}
		list, err = supports(tx, f)
		return err
	})
	return list, total, sums, err
}
