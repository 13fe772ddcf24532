package livelihood

import (
	"context"
	"maps"
	"slices"

	"neove/access"
	"neove/internal/db"
	"neove/internal/errs"
	"neove/internal/vntext"
	"neove/measure"
)

// Give stores support given to a person. note is sealed.
// Errors: Invalid (also a signed month without a reason), NotFound, Conflict
// (the person's record is closed).
func (s *Service) Give(ctx context.Context, by access.Actor, person string, in Help, note, reason string) (Help, error) {
	var out Help
	err := s.db.Write(ctx, by, "livelihood.help.give", func(tx *db.Tx) (err error) {
		out, err = s.giveIn(tx, by, person, in, note, reason)
		return err
	})
	return out, err
}

func (s *Service) giveIn(tx *db.Tx, by access.Actor, person string, h Help, note, reason string) (Help, error) {
	p, err := s.mine(tx, by, personRecord, person)
	if err != nil {
		return h, err
	}
	if p.State == Left {
		return h, errs.New(errs.Conflict, "livelihood.err.closed")
	}
	w, err := s.open(tx, by)
	if err != nil {
		return h, err
	}
	var c errs.Check
	k, ok := w.kinds[h.Kind]
	if !ok {
		c.Add("kind", "livelihood.err.kind")
	}
	h.clean(k)
	in, err := w.batch(&c, p.Unit, h.Batch)
	if err != nil {
		return h, err
	}
	if ok {
		h.validate(&c, k, in, tx.Today())
	}
	checkLength(&c, 0, "note", note, maxText)
	if err := c.Err(); err != nil {
		return h, err
	}
	h.ID, h.Person, h.Version, h.CreatedBy, h.CreatedAt, h.ChangedAt = tx.ID(), p.ID, 1, by.ActorName(), tx.Now, tx.Now
	if h.Note, err = s.Keys.SealText(tx, ref("livelihood_helps", h.ID, "note", p.ID), vntext.Clean(note)); err != nil {
		return h, err
	}
	tx.Event(db.Event{Action: "livelihood.help.give", Subject: personKind, ID: p.ID, Unit: p.Unit, Reason: reason, Detail: map[string]any{"kind": w.kinds[h.Kind].NameVi, "on": h.On}})
	return h, w.recount(p, reason, func() error { return tx.Insert("livelihood_helps", h) })
}

// batch finds the support that a help stands in: one of the person's unit or of
// a unit above. nil without one.
func (w *desk) batch(c *errs.Check, unit, id string) (*Support, error) {
	if id == "" {
		return nil, nil
	}
	r, err := supportByID(w.tx, id)
	if errs.Is(err, errs.NotFound) || err == nil && (r.Withdrawn || !w.tree.Covers(r.Unit, unit)) {
		c.Add("batch", "livelihood.err.batch")
		return nil, nil
	}
	return &r, err
}

// recount stores a change of a person's helps and brings their facts in line;
// the first help of a year may count the person that another counted before.
func (w *desk) recount(p personRow, reason string, change func() error) error {
	before, err := helpsOf(w.tx, p.ID)
	if err != nil {
		return err
	}
	if err := change(); err != nil {
		return err
	}
	after, err := helpsOf(w.tx, p.ID)
	if err != nil {
		return err
	}
	was, is := helpFacts(p.Unit, before, w.kinds), helpFacts(p.Unit, after, w.kinds)
	var entries []measure.Entry
	var days []day
	for _, id := range slices.Sorted(maps.Keys(is)) {
		if slices.Equal(was[id], is[id]) {
			continue
		}
		entries = append(entries, measure.Entry{ID: id, Facts: is[id]})
		for _, f := range slices.Concat(was[id], is[id]) {
			days = append(days, day{f.Unit, f.Day})
		}
	}
	if err := w.touch(reason, days...); err != nil {
		return err
	}
	return measure.Replace(w.tx, helpKind, entries...)
}

// WithdrawHelp takes a help back; it stays in the record.
// Errors: NotFound, Conflict (changed meanwhile), Invalid (no reason in a
// signed month).
func (s *Service) WithdrawHelp(ctx context.Context, by access.Actor, id string, version int64, reason string) (person string, err error) {
	err = s.db.Write(ctx, by, "livelihood.help.withdraw", func(tx *db.Tx) error {
		h, err := helpByID(tx, id)
		if err != nil {
			return err
		}
		p, err := s.mine(tx, by, personRecord, h.Person)
		if err != nil {
			return err
		}
		if h.Version != version || h.Withdrawn {
			return errs.New(errs.Conflict, "web.err.changed")
		}
		w, err := s.open(tx, by)
		if err != nil {
			return err
		}
		person = p.ID
		h.Withdrawn, h.Version, h.ChangedAt = true, h.Version+1, tx.Now
		tx.Event(db.Event{Subject: personKind, ID: p.ID, Unit: p.Unit, Reason: reason, Detail: map[string]any{"kind": w.kinds[h.Kind].NameVi, "on": h.On}})
		return w.recount(p, reason, func() error { return withdrawHelp(tx, h) })
	})
	return person, err
}

// Batches are the supports that a person's help may stand in: of the unit and
// of those above, of the last two years. Errors: NotFound.
func (s *Service) Batches(ctx context.Context, by access.Actor, person string) ([]Support, error) {
	var out []Support
	err := s.db.View(ctx, func(tx *db.Tx) error {
		p, err := personByID(tx, person)
		if err != nil {
			return err
		}
		t, err := s.org.TreeIn(tx)
		if err != nil {
			return err
		}
		if !keeps(by, t, personRead, p.Unit) {
			return hidden()
		}
		u, _ := t.Unit(p.Unit)
		day := max(u.From, min(tx.Today(), u.To-1))
		out, err = supports(tx, Filter{Units: append(t.Ancestors(p.Unit, day), p.Unit), From: tx.Today().AddMonths(-24), Limit: 200})
		return err
	})
	return out, err
}

// personOf is the person of a help. Errors: NotFound, also for other units.
func (s *Service) personOf(ctx context.Context, by access.Actor, help string) (string, error) {
	var h Help
	err := s.db.View(ctx, func(tx *db.Tx) (err error) {
		if h, err = helpByID(tx, help); err != nil {
			return err
		}
		_, err = s.mine(tx, by, personRead, h.Person)
		return err
	})
	return h.Person, err
}
