package livelihood

import (
	"context"

	"neove/access"
	"neove/audit"
	"neove/internal/db"
	"neove/internal/errs"
	"neove/internal/web"
	"neove/measure"
)

// Links are read by whoever reads supports.
const linkRecord = "livelihood.link.record"

// RecordLink stores work done inside another programme.
// Errors: Invalid (also a signed month without a reason), Forbidden.
func (s *Service) RecordLink(ctx context.Context, by access.Actor, in Link, reason string) (Link, error) {
	out, err := s.RecordLinks(ctx, by, []Link{in}, reason)
	if err != nil {
		return in, web.Single(err)
	}
	return out[0], nil
}

// RecordLinks stores all or none; errors name the rows from 1.
func (s *Service) RecordLinks(ctx context.Context, by access.Actor, in []Link, reason string) ([]Link, error) {
	var out []Link
	err := s.db.Write(ctx, by, "livelihood.link.record", func(tx *db.Tx) (err error) {
		out, err = s.recordLinksIn(tx, by, in, reason)
		return err
	})
	return out, err
}

func (s *Service) recordLinksIn(tx *db.Tx, by access.Actor, in []Link, reason string) ([]Link, error) {
	w, err := s.open(tx, by)
	if err != nil {
		return nil, err
	}
	out, days, entries := make([]Link, len(in)), make([]day, len(in)), make([]measure.Entry, len(in))
	var c errs.Check
	for i, l := range in {
		l.clean()
		l.ID, l.Version, l.CreatedBy, l.CreatedAt, l.ChangedAt = tx.ID(), 1, by.ActorName(), tx.Now, tx.Now
		if err := w.checkUnit(&c, i+1, linkRecord, l.Unit, "to", l.To); err != nil {
			return nil, err
		}
		l.validate(&c, i+1, tx.Today())
		out[i], days[i], entries[i] = l, day{l.Unit, l.To}, measure.Entry{ID: l.ID, Facts: l.facts()}
	}
	if err := c.Err(); err != nil {
		return nil, err
	}
	if err := w.touch(reason, days...); err != nil {
		return nil, err
	}
	if err := db.InsertAll(tx, "livelihood_links", out); err != nil {
		return nil, err
	}
	for _, l := range out {
		tx.Event(db.Event{Action: "livelihood.link.record", Subject: linkKind, ID: l.ID, Unit: l.Unit, Reason: reason,
			Detail: map[string]any{"programme": l.Programme, "to": l.To, "content": l.Content}})
	}
	return out, measure.Replace(tx, linkKind, entries...)
}

// AmendLink replaces a link by a corrected version.
// Errors: Invalid, NotFound, Conflict (changed meanwhile, withdrawn).
func (s *Service) AmendLink(ctx context.Context, by access.Actor, id string, version int64, in Link, reason string) (Link, error) {
	return s.changeLink(ctx, by, "livelihood.link.amend", id, version, reason, func(old Link) Link {
		in.ID, in.Unit, in.Source, in.Withdrawn, in.CreatedBy, in.CreatedAt = old.ID, old.Unit, old.Source, false, old.CreatedBy, old.CreatedAt
		return in
	})
}

// WithdrawLink takes a link back; it stays in the history.
func (s *Service) WithdrawLink(ctx context.Context, by access.Actor, id string, version int64, reason string) error {
	if reason == "" {
		return noReason()
	}
	_, err := s.changeLink(ctx, by, "livelihood.link.withdraw", id, version, reason, func(old Link) Link {
		old.Withdrawn = true
		return old
	})
	return err
}

func (s *Service) changeLink(ctx context.Context, by access.Actor, command, id string, version int64, reason string, edit func(Link) Link) (Link, error) {
	var l Link
	err := s.db.Write(ctx, by, command, func(tx *db.Tx) error {
		old, err := linkByID(tx, id)
		if err != nil {
			return err
		}
		if !by.MayAt(linkRecord, old.Unit) {
			return hidden()
		}
		if old.Version != version || old.Withdrawn {
			return errs.New(errs.Conflict, "web.err.changed")
		}
		w, err := s.open(tx, by)
		if err != nil {
			return err
		}
		l = edit(old)
		l.clean()
		l.Version, l.ChangedAt = old.Version+1, tx.Now
		var c errs.Check
		if err := w.checkUnit(&c, 0, linkRecord, l.Unit, "to", l.To); err != nil {
			return err
		}
		l.validate(&c, 0, tx.Today())
		if err := c.Err(); err != nil {
			return err
		}
		if err := w.touch(reason, day{old.Unit, old.To}, day{l.Unit, l.To}); err != nil {
			return err
		}
		if err := replaceRow(tx, "livelihood_links", l.ID, l); err != nil {
			return err
		}
		tx.Event(db.Event{Subject: linkKind, ID: l.ID, Unit: l.Unit, Reason: reason, Detail: audit.Diff(old, l, "unit")})
		return measure.Replace(tx, linkKind, measure.Entry{ID: l.ID, Facts: l.facts()})
	})
	return l, err
}

// Link is one record. Errors: NotFound, also when the reader may not see it.
func (s *Service) Link(ctx context.Context, by access.Actor, id string) (Link, error) {
	var l Link
	err := s.db.View(ctx, func(tx *db.Tx) (err error) {
		l, err = linkByID(tx, id)
		return err
	})
	if err == nil && !by.MayAt(supportRead, l.Unit) {
		return Link{}, hidden()
	}
	return l, err
}

// Links lists what lies under root and fits the filter, newest first, with the
// number of all that fit.
func (s *Service) Links(ctx context.Context, by access.Actor, root string, f Filter) (list []Link, total int64, err error) {
	if err := by.NeedAt(supportRead, root); err != nil {
		return nil, 0, err
	}
	err = s.db.View(ctx, func(tx *db.Tx) error {
		if f.Units, err = s.under(tx, root); err != nil {
			return err
		}
		if total, err = countLinks(tx, f); err != nil {
			return err
		}
		list, err = links(tx, f)
		return err
	})
	return list, total, err
}
