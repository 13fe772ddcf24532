package inspection

import (
	"context"

	"neove/access"
	"neove/audit"
	"neove/internal/db"
	"neove/internal/errs"
	"neove/internal/web"
)

// RecordEstablishment stores an establishment. same says that it is another one
// although its name is known in the commune.
// Errors: Invalid (also a known name, on the field "same"), Forbidden.
func (s *Service) RecordEstablishment(ctx context.Context, by access.Actor, in Establishment, same bool) (Establishment, error) {
	out, err := s.RecordEstablishments(ctx, by, []Establishment{in}, same)
	if err != nil {
		return in, web.Single(err)
	}
	return out[0], nil
}

// RecordEstablishments stores all or none; errors name the rows from 1.
func (s *Service) RecordEstablishments(ctx context.Context, by access.Actor, in []Establishment, same bool) ([]Establishment, error) {
	var out []Establishment
	err := s.db.Write(ctx, by, "inspection.establishment.record", func(tx *db.Tx) (err error) {
		out, err = s.recordIn(tx, by, in, same)
		return err
	})
	return out, err
}

func (s *Service) recordIn(tx *db.Tx, by access.Actor, in []Establishment, same bool) ([]Establishment, error) {
	t, err := s.org.TreeIn(tx)
	if err != nil {
		return nil, err
	}
	out := make([]Establishment, len(in))
	for i, e := range in {
		if err := by.NeedAt(recordEstablishment, e.Unit); err != nil {
			return nil, err
		}
		e.clean()
		e.ID, e.Version, e.Withdrawn, e.CreatedBy, e.CreatedAt, e.ChangedAt = tx.ID(), 1, false, by.ActorName(), tx.Now, tx.Now
		e.Office = t.Recorder(by, recordEstablishment, e.Unit)
		out[i] = e
	}
	var c errs.Check
	if err := s.checkEstablishments(tx, &c, out, 1); err != nil {
		return nil, err
	}
	if !same {
		if err := checkSame(tx, &c, out, 1); err != nil {
			return nil, err
		}
	}
	if err := c.Err(); err != nil {
		return nil, err
	}
	for _, e := range out {
		tx.Event(db.Event{Action: "inspection.establishment.record", Subject: establishmentKind, ID: e.ID, Unit: e.Unit,
			Detail: map[string]any{"name": e.Name}})
	}
	return out, db.InsertAll(tx, "inspection_establishments", out)
}

// checkEstablishments notes what is wrong; the first row is number first.
func (s *Service) checkEstablishments(tx *db.Tx, c *errs.Check, list []Establishment, first int) error {
	v, err := vocabulary(tx)
	if err != nil {
		return err
	}
	t, err := s.org.TreeIn(tx)
	if err != nil {
		return err
	}
	for i, e := range list {
		u, ok := t.Unit(e.Unit)
		row := i + first
		e.validate(c, row, v, u, ok, tx.Today())
		if ok && e.Version == 1 && !u.On(tx.Today()) { // what is amended may lie in a unit that has ended
			c.AddAt(row, "unit", "inspection.err.unit_ended", "unit", u.Name)
		}
	}
	return nil
}

// checkSame hints at establishments of the same name in the same commune, among
// those that are stored and in the list itself.
func checkSame(tx *db.Tx, c *errs.Check, list []Establishment, first int) error {
	w := where{}
	w.in("unit", sorted(list, func(e Establishment) string { return e.Unit }))
	w.add("withdrawn=?", false)
	stored, err := db.Select[Establishment](tx, establishmentColumns+w.sql, w.args...)
	if err != nil {
		return err
	}
	known := map[string]Establishment{}
	for _, e := range stored {
		known[e.Unit+"|"+e.NameKey] = e
	}
	for i, e := range list {
		key := e.Unit + "|" + e.NameKey
		if old, ok := known[key]; ok && old.ID != e.ID {
			c.AddAt(i+first, "same", "inspection.err.same", "name", old.Name, "address", old.Address)
		}
		known[key] = e
	}
	return nil
}

// AmendEstablishment replaces an establishment by a corrected version; version
// is the one that the officer saw.
// Errors: Invalid, NotFound, Conflict (changed meanwhile).
func (s *Service) AmendEstablishment(ctx context.Context, by access.Actor, id string, version int64, in Establishment, same bool) (Establishment, error) {
	return s.changeEstablishment(ctx, by, "inspection.establishment.amend", id, version, "", same, func(old Establishment) Establishment {
		in.ID, in.Office, in.Source, in.CreatedBy, in.CreatedAt = old.ID, old.Office, old.Source, old.CreatedBy, old.CreatedAt
		if in.Unit == "" {
			in.Unit = old.Unit
		}
		return in
	})
}

// WithdrawEstablishment takes back one that was recorded by mistake; it stays
// in the history. Errors: Invalid (no reason, or it was checked), NotFound, Conflict.
func (s *Service) WithdrawEstablishment(ctx context.Context, by access.Actor, id string, version int64, reason string) error {
	if err := need(reason); err != nil {
		return err
	}
	_, err := s.changeEstablishment(ctx, by, "inspection.establishment.withdraw", id, version, reason, true, func(old Establishment) Establishment {
		old.Withdrawn = true
		return old
	})
	return err
}

func (s *Service) changeEstablishment(ctx context.Context, by access.Actor, command, id string, version int64, reason string, same bool, edit func(Establishment) Establishment) (Establishment, error) {
	var e Establishment
	err := s.db.Write(ctx, by, command, func(tx *db.Tx) error {
		old, err := s.ownEstablishment(tx, by, id)
		if err != nil {
			return err
		}
		if old.Version != version || old.Withdrawn {
			return changed()
		}
		e = edit(old)
		e.clean()
		if err := by.NeedAt(recordEstablishment, e.Unit); err != nil {
			return err
		}
		e.Version, e.ChangedAt = old.Version+1, tx.Now
		if err := s.settle(tx, old, e, same); err != nil {
			return err
		}
		detail := audit.Diff(old, e, private...)
		tx.Event(db.Event{Subject: establishmentKind, ID: e.ID, Unit: e.Unit, Reason: reason, Detail: detail})
		return db.UpsertAll(tx, "inspection_establishments", "id", []Establishment{e})
	})
	return e, web.Single(err)
}

// settle checks a changed establishment.
func (s *Service) settle(tx *db.Tx, old, e Establishment, same bool) error {
	var c errs.Check
	if e.Withdrawn {
		n, err := db.Get[int64](tx, "SELECT COUNT(*) FROM inspection_checks WHERE establishment=? AND withdrawn=?", e.ID, false)
		if err == nil && n > 0 {
			c.Add("reason", "inspection.err.was_checked", "n", n)
		}
		if err != nil {
			return err
		}
		return c.Err()
	}
	if err := s.checkEstablishments(tx, &c, []Establishment{e}, 0); err != nil {
		return err
	}
	if !same && (e.NameKey != old.NameKey || e.Unit != old.Unit) {
		if err := checkSame(tx, &c, []Establishment{e}, 0); err != nil {
			return err
		}
	}
	return c.Err()
}

// Establishment is one record. Errors: NotFound, also when the reader may not
// see it.
func (s *Service) Establishment(ctx context.Context, by access.Actor, id string) (Establishment, error) {
	var e Establishment
	err := s.db.View(ctx, func(tx *db.Tx) (err error) {
		e, err = s.establishmentFor(tx, by, id)
		return err
	})
	return e, err
}

// establishmentFor is the establishment if the reader may see it: they answer
// for its commune, or for a unit that has checked it.
func (s *Service) establishmentFor(tx *db.Tx, by access.Actor, id string) (Establishment, error) {
	e, err := establishmentByID(tx, id)
	if err == nil && !by.MayAt(readEstablishment, e.Unit) {
		return Establishment{}, notFound()
	}
	return e, err
}

// ownEstablishment is one that the actor may change. Errors: NotFound;
// Forbidden for those who may only read it.
func (s *Service) ownEstablishment(tx *db.Tx, by access.Actor, id string) (Establishment, error) {
	e, err := s.establishmentFor(tx, by, id)
	if err == nil {
		err = s.corrects(tx, by, recordEstablishment, e.Unit, e.Office)
	}
	return e, err
}

// Establishments lists what lies under root and fits the filter, by name, with
// the number of all that fit.
func (s *Service) Establishments(ctx context.Context, by access.Actor, root string, f Filter) ([]Establishment, int64, error) {
	var out []Establishment
	var n int64
	err := s.db.View(ctx, func(tx *db.Tx) (err error) {
		if f.Units, _, err = s.area(tx, by, readEstablishment, root); err != nil {
			return err
		}
		out, n, err = establishments(tx, f)
		return err
	})
	return out, n, err
}
