package outreach

import (
	"context"

	"neove/access"
	"neove/internal/db"
	"neove/internal/errs"
	"neove/internal/vntext"
)

// Answer is the officer's word that a questioned number is right.
type Answer struct {
	Channel string
	Item    Item
	Rule    string
	Value   int64
	Text    string
}

// AnswerQuestion keeps an answer; it counts while the number stays the same.
func (s *Service) AnswerQuestion(ctx context.Context, by access.Actor, unit, period string, a Answer) error {
	return s.onMonth(ctx, by, "outreach.month.answer", "outreach.month.send", unit, period, anyEdition, func(tx *db.Tx, r *Report) (map[string]any, error) {
		r.Edition-- // an answer does not make an open page stale
		return map[string]any{"rule": a.Rule, "channel": a.Channel, "value": a.Value}, tx.Insert("outreach_remarks",
			Remark{tx.ID(), unit, period, a.Channel, a.Item, AnswerRemark, a.Rule, &a.Value, vntext.Clean(a.Text), by.ActorName(), tx.Now})
	})
}

// DeclareNil says that nothing happened in the month: every count is zero.
// Errors: Conflict when the book or the totals hold something.
func (s *Service) DeclareNil(ctx context.Context, by access.Actor, unit, period string, isNil bool) error {
	return s.onMonth(ctx, by, "outreach.month.nil", "outreach.month.send", unit, period, anyEdition, func(tx *db.Tx, r *Report) (map[string]any, error) {
		if !r.Open() {
			return nil, errs.New(errs.Conflict, "outreach.err.not_open")
		}
		for _, l := range r.Lines {
			if v := l.Cells[Quantity].Value(); isNil && !r.Nil && v != nil && *v > 0 {
				return nil, errs.New(errs.Conflict, "outreach.err.not_nil", "channel", l.Channel.NameVi, "value", *v)
			}
		}
		r.Nil = isNil
		return map[string]any{"nil": isNil}, nil
	})
}

// Send hands the month to the level above. Errors: Conflict (not open), Invalid
// (errors in cells, questions without an answer, nothing reported).
func (s *Service) Send(ctx context.Context, by access.Actor, unit, period string, edition int64) error {
	return s.onMonth(ctx, by, "outreach.month.send", "outreach.month.send", unit, period, edition, s.send(by))
}

func (s *Service) send(by access.Actor) func(*db.Tx, *Report) (map[string]any, error) {
	return func(tx *db.Tx, r *Report) (map[string]any, error) {
		if !r.Open() {
			return nil, errs.New(errs.Conflict, "outreach.err.not_open")
		}
		if tx.Today() < r.From {
			return nil, errs.New(errs.Invalid, "outreach.err.too_early")
		}
		if err := sendable(r); err != nil {
			return nil, err
		}
		r.State, r.SentBy, r.SentAt = Sent, by.ActorName(), tx.Now
		return map[string]any{"version": r.Version, "filled": r.Filled(), "nil": r.Nil}, nil
	}
}

func sendable(r *Report) error {
	if r.Filled() == 0 {
		return errs.New(errs.Invalid, "outreach.err.empty")
	}
	var c errs.Check
	for _, q := range r.Questions {
		if q.Answer == nil {
			c.Add(string(q.Item)+"-"+q.Channel, q.key(), q.args()...)
		}
	}
	return c.Err()
}

// Recall takes a sent month back before anybody decided.
func (s *Service) Recall(ctx context.Context, by access.Actor, unit, period string) error {
	return s.onMonth(ctx, by, "outreach.month.recall", "outreach.month.send", unit, period, anyEdition, func(tx *db.Tx, r *Report) (map[string]any, error) {
		if r.State != Sent {
			return nil, errs.New(errs.Conflict, "outreach.err.not_sent")
		}
		r.State = Draft
		return nil, nil
	})
}

// Approve accepts a sent month and locks it. Errors: Forbidden (also one's own
// report), Conflict (not sent, or changed since the page was read).
func (s *Service) Approve(ctx context.Context, by access.Actor, unit, period string, edition int64) error {
	return s.onMonth(ctx, by, "outreach.month.approve", "outreach.month.approve", unit, period, edition, s.approve(by))
}

func (s *Service) approve(by access.Actor) func(*db.Tx, *Report) (map[string]any, error) {
	return func(tx *db.Tx, r *Report) (map[string]any, error) {
		if r.State != Sent {
			return nil, errs.New(errs.Conflict, "outreach.err.not_sent")
		}
		r.State, r.Approved, r.Reason, r.DecidedBy, r.DecidedAt = Approved, r.Version, "", by.ActorName(), tx.Now
		return map[string]any{"version": r.Version}, keepEdition(tx, by, r)
	}
}

// ApproveAll accepts many sent months of one period at once; those with an
// answered question are left for a look and reported back as skipped.
func (s *Service) ApproveAll(ctx context.Context, by access.Actor, units []string, period string) (approved int, skipped []string, err error) {
	err = s.db.Write(ctx, by, "outreach.month.approve", func(tx *db.Tx) error {
		approved, skipped = 0, nil
		for _, u := range units {
			err := s.onMonthIn(tx, by, "outreach.month.approve", u, period, anyEdition, func(tx *db.Tx, r *Report) (map[string]any, error) {
				if len(r.Questions) > 0 {
					return nil, errs.New(errs.Conflict, "outreach.err.look")
				}
				return s.approve(by)(tx, r)
			})
			switch {
			case errs.Is(err, errs.Conflict):
				skipped = append(skipped, u)
			case err != nil:
				return err
			default:
				approved++
			}
		}
		return nil
	})
	return approved, skipped, err
}

// Return sends a month back with a reason, and a reason per cell where given.
// Errors: Invalid without any reason, Forbidden, Conflict (not sent).
func (s *Service) Return(ctx context.Context, by access.Actor, unit, period, reason string, cells []Remark) error {
	reason = vntext.Clean(reason)
	if reason == "" && len(cells) == 0 {
		var c errs.Check
		c.Add("reason", "outreach.err.reason")
		return c.Err()
	}
	return s.onMonth(ctx, by, "outreach.month.return", "outreach.month.approve", unit, period, anyEdition, func(tx *db.Tx, r *Report) (map[string]any, error) {
		if r.State != Sent {
			return nil, errs.New(errs.Conflict, "outreach.err.not_sent")
		}
		for _, c := range cells {
			c.ID, c.Unit, c.Period, c.Kind, c.By, c.At = tx.ID(), unit, period, ReturnRemark, by.ActorName(), tx.Now
			c.Text = vntext.Clean(c.Text)
			if err := tx.Insert("outreach_remarks", c); err != nil {
				return nil, err
			}
		}
		r.State, r.Reason, r.DecidedBy, r.DecidedAt = Returned, reason, by.ActorName(), tx.Now
		return map[string]any{"cells": len(cells)}, keepEdition(tx, by, r)
	})
}

// Reopen starts the next version of an approved month, with a reason.
func (s *Service) Reopen(ctx context.Context, by access.Actor, unit, period, reason string) error {
	if reason = vntext.Clean(reason); reason == "" {
		var c errs.Check
		c.Add("reason", "outreach.err.reason")
		return c.Err()
	}
	return s.onMonth(ctx, by, "outreach.month.reopen", "outreach.month.send", unit, period, anyEdition, func(tx *db.Tx, r *Report) (map[string]any, error) {
		if r.State != Approved {
			return nil, errs.New(errs.Conflict, "outreach.err.not_approved")
		}
		r.State, r.Version, r.Reason = Draft, r.Version+1, reason
		return map[string]any{"version": r.Version}, nil
	})
}
