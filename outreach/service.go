package outreach

import (
	"context"

	"neove/access"
	"neove/audit"
	"neove/internal/clock"
	"neove/internal/db"
	"neove/internal/errs"
	"neove/internal/seal"
	"neove/internal/web"
	"neove/measure"
	"neove/org"
	"neove/signoff"
)

// Service holds the commands and queries of the slice.
type Service struct {
	signoff.Calendar
	// Keys seal files of evidence; without them none is kept.
	Keys *seal.Keys
	db   *db.DB
	org  *org.Service
}

// NewService makes the service.
func NewService(d *db.DB, o *org.Service) *Service {
	return &Service{Calendar: signoff.Calendar{Org: o}, db: d, org: o}
}

// Entry kinds of facts.
const (
	activityKind = "outreach.activity"
	monthKind    = "outreach.month"
)

// Channels lists the channels in order.
func (s *Service) Channels(ctx context.Context) ([]Channel, error) {
	var out []Channel
	err := s.db.View(ctx, func(tx *db.Tx) (err error) {
		out, err = channels(tx)
		return err
	})
	return out, err
}

// Record stores an activity that has taken place. In a month that is approved
// it needs a reason and opens the next version.
// Errors: Invalid, Forbidden, Conflict (month sent and waiting).
func (s *Service) Record(ctx context.Context, by access.Actor, in Activity, reason string) (Activity, error) {
	out, err := s.RecordAll(ctx, by, []Activity{in}, reason)
	if err != nil {
		return in, web.Single(err)
	}
	return out[0], nil
}

// RecordAll stores all activities or none; errors name the rows from 1.
func (s *Service) RecordAll(ctx context.Context, by access.Actor, in []Activity, reason string) ([]Activity, error) {
	var out []Activity
	err := s.db.Write(ctx, by, "outreach.activity.record", func(tx *db.Tx) (err error) {
		out, err = s.RecordIn(tx, by, in, reason)
		return err
	})
	return out, err
}

// RecordIn is RecordAll inside a transaction of the caller (import, API).
func (s *Service) RecordIn(tx *db.Tx, by access.Actor, in []Activity, reason string) ([]Activity, error) {
	book, err := s.open(tx, by)
	if err != nil {
		return nil, err
	}
	out := make([]Activity, len(in))
	var c errs.Check
	for i, a := range in {
		a.clean()
		a.ID, a.Version, a.CreatedBy, a.CreatedAt, a.ChangedAt = tx.ID(), 1, by.ActorName(), tx.Now, tx.Now
		if err := book.check(&c, i+1, a); err != nil {
			return nil, err
		}
		a.Office = book.tree.Recorder(by, mayRecord, a.Unit)
		out[i] = a
	}
	if err := c.Err(); err != nil {
		return nil, err
	}
	if err := book.touch(reason, out...); err != nil {
		return nil, err
	}
	if err := db.InsertAll(tx, "outreach_activities", out); err != nil {
		return nil, err
	}
	entries := make([]measure.Entry, len(out))
	for i, a := range out {
		entries[i] = measure.Entry{ID: a.ID, Facts: a.facts(book.channels[a.Channel])}
		tx.Event(db.Event{Action: "outreach.activity.record", Subject: activityKind, ID: a.ID, Unit: a.Unit, Reason: reason, Detail: summary(a)})
	}
	if err := measure.Replace(tx, activityKind, entries...); err != nil {
		return nil, err
	}
	return out, book.settle()
}

// Amend replaces an activity by a corrected version. version is the one the
// officer saw. Errors: Invalid, Forbidden, NotFound, Conflict (changed
// meanwhile, withdrawn, month waiting).
func (s *Service) Amend(ctx context.Context, by access.Actor, id string, version int64, in Activity, reason string) (Activity, error) {
	return s.change(ctx, by, "outreach.activity.amend", id, version, reason, func(old Activity) Activity {
		in.ID, in.Unit, in.Office, in.Source, in.Withdrawn = old.ID, old.Unit, old.Office, old.Source, false
		in.CreatedBy, in.CreatedAt = old.CreatedBy, old.CreatedAt
		return in
	})
}

// Withdraw takes an activity back; it stays in the history.
func (s *Service) Withdraw(ctx context.Context, by access.Actor, id string, version int64, reason string) error {
	if reason == "" {
		var c errs.Check
		c.Add("reason", "outreach.err.reason")
		return c.Err()
	}
	_, err := s.change(ctx, by, "outreach.activity.withdraw", id, version, reason, func(old Activity) Activity {
		old.Withdrawn = true
		return old
	})
	return err
}

func (s *Service) change(ctx context.Context, by access.Actor, command, id string, version int64, reason string, edit func(Activity) Activity) (Activity, error) {
	var a Activity
	err := s.db.Write(ctx, by, command, func(tx *db.Tx) error {
		old, err := s.owned(tx, by, id)
		if err != nil {
			return err
		}
		if old.Version != version || old.Withdrawn {
			return errs.New(errs.Conflict, "outreach.err.changed")
		}
		book, err := s.open(tx, by)
		if err != nil {
			return err
		}
		a = edit(old)
		a.clean()
		a.Version, a.ChangedAt = old.Version+1, tx.Now
		var c errs.Check
		if err := book.check(&c, 0, a); err != nil {
			return err
		}
		if err := c.Err(); err != nil {
			return err
		}
		if err := book.touch(reason, old, a); err != nil {
			return err
		}
		if err := replaceActivity(tx, a); err != nil {
			return err
		}
		tx.Event(db.Event{Subject: activityKind, ID: a.ID, Unit: a.Unit, Reason: reason, Detail: audit.Diff(old, a, "unit")})
		if err := measure.Replace(tx, activityKind, measure.Entry{ID: a.ID, Facts: a.facts(book.channels[a.Channel])}); err != nil {
			return err
		}
		return book.settle()
	})
	return a, err
}

// Permissions of activities, and of the line above that reviews them.
const (
	mayRead   = "outreach.activity.read"
	mayRecord = "outreach.activity.record"
	mayReview = "outreach.month.approve"
)

// owned is an activity that the actor may change: the office that recorded it
// and the line above. Errors: NotFound; Forbidden for those who may only read.
func (s *Service) owned(tx *db.Tx, by access.Actor, id string) (Activity, error) {
	a, err := activityByID(tx, id)
	if err != nil {
		return a, err
	}
	if !by.MayAt(mayRead, a.Unit) {
		return a, errs.New(errs.NotFound, "web.err.not_found")
	}
	t, err := s.org.TreeIn(tx)
	if err == nil && !t.Corrects(by, mayRecord, mayReview, a.Unit, a.Office, tx.Today()) {
		err = errs.New(errs.Forbidden, "access.err.forbidden")
	}
	return a, err
}

// Activity is one record. Errors: NotFound, also when the reader may not see it.
func (s *Service) Activity(ctx context.Context, by access.Actor, id string) (Activity, error) {
	var a Activity
	err := s.db.View(ctx, func(tx *db.Tx) (err error) {
		a, err = activityByID(tx, id)
		return err
	})
	if err == nil && !by.MayAt(mayRead, a.Unit) {
		return Activity{}, errs.New(errs.NotFound, "web.err.not_found")
	}
	return a, err
}

// Activities lists what lies under root and fits the filter, newest first, with
// the number of all that fit.
func (s *Service) Activities(ctx context.Context, by access.Actor, root string, f Filter) ([]Activity, int64, error) {
	if err := by.NeedAt(mayRead, root); err != nil {
		return nil, 0, err
	}
	var out []Activity
	var n int64
	err := s.db.View(ctx, func(tx *db.Tx) error {
		t, err := s.org.TreeIn(tx)
		if err != nil {
			return err
		}
		f.Units = append(t.Under(root), root)
		if n, err = countActivities(tx, f); err != nil {
			return err
		}
		out, err = activities(tx, f)
		return err
	})
	return out, n, err
}

// today is the last day on which something can have happened.
func today(tx *db.Tx) clock.Date { return tx.Today() }
