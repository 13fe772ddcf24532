package tip

import (
	"context"
	"slices"
	"time"

	"neove/access"
	"neove/internal/db"
	"neove/internal/errs"
	"neove/measure"
)

// Close records what came of a tip; text is sealed. Errors: Invalid, NotFound,
// Conflict.
func (s *Service) Close(ctx context.Context, by access.Actor, id string, version int64, outcome, text string) error {
	return s.db.Write(ctx, by, "tip.tip.close", func(tx *db.Tx) error {
		d, err := s.desk(tx, by)
		if err != nil {
			return err
		}
		t, o, err := d.held(id, version, Received, Returned, Opened, Acknowledged)
		if err != nil {
			return err
		}
		var c errs.Check
		if !slices.Contains(Outcomes, outcome) {
			c.Add("outcome", "web.err.choice")
		}
		switch {
		case text == "":
			c.Add("finding", "tip.err.finding")
		case len([]rune(text)) > maxStory:
			c.Add("finding", "web.err.long", "max", maxStory)
		}
		if err := c.Err(); err != nil {
			return err
		}
		last, err := d.last(t.ID)
		if err != nil {
			return err
		}
		if last != nil && last.End == "" {
			if last.AckAt.IsZero() { // who gives an outcome has received it
				last.AckAt, last.AckBy = tx.Now, by.ActorName()
			}
			if err := d.end(last, endClosed); err != nil {
				return err
			}
		}
		t.State, t.DueAt, t.Outcome, t.OutcomeAt = Closed, zero, outcome, tx.Now
		if t.Finding, err = s.keys.SealText(tx, ref("tip_tips", "finding", t.ID, t.ID), text); err != nil {
			return err
		}
		if err := s.sign.Touch(tx, by, topic, o.Unit, tx.Today(), ""); err != nil {
			return err
		}
		if err := measure.Replace(tx, outcomeKind, measure.Entry{ID: t.ID, Facts: outcomeFacts(o.Unit, tx.Today(), outcome)}); err != nil {
			return err
		}
		return d.store(&t, "tip.tip.close", o, map[string]any{"outcome": outcome})
	})
}

// Reply records that the giver was told the outcome, how and when: only by the
// way that the giver called safe. Errors: Invalid, NotFound, Conflict.
func (s *Service) Reply(ctx context.Context, by access.Actor, id string, version int64, how string, at time.Time) error {
	return s.db.Write(ctx, by, "tip.tip.reply", func(tx *db.Tx) error {
		d, err := s.desk(tx, by)
		if err != nil {
			return err
		}
		t, o, err := d.change(id, version)
		if err != nil {
			return err
		}
		if t.State != Closed || !t.ReplyAt.IsZero() {
			return errs.New(errs.Conflict, "tip.err.state")
		}
		var g Giver
		if err := s.keys.OpenJSON(tx, o.String(), ref("tip_tips", "giver", t.ID, t.ID), t.Giver, &g); err != nil {
			return err
		}
		var c errs.Check
		switch {
		case !slices.Contains(safeWays(t, g), how):
			c.Add("how", "tip.err.unsafe")
		case at.IsZero() || at.After(tx.Now.Add(time.Minute)) || at.Before(t.ReceivedAt):
			c.Add("reply_on", "tip.err.reply_at")
		}
		if err := c.Err(); err != nil {
			return err
		}
		t.ReplyHow, t.ReplyAt, t.ReplyBy = how, at, by.ActorName()
		return d.store(&t, "tip.tip.reply", o, map[string]any{"way": how})
	})
}

// safeWays are the ways by which the giver may be reached: the one they named,
// and the receipt of the public form. None means that nobody may try.
func safeWays(t Tip, g Giver) []string {
	var out []string
	if g.Way != "" && g.Way != NoWay && g.Way != ByCode {
		out = append(out, g.Way)
	}
	if t.Receipt != "" {
		out = append(out, ByCode)
	}
	return out
}

// LinkKinds say how two tips belong together.
var LinkKinds = []string{"duplicate", "related"}

// Connect links two tips that the actor may both read. Errors: Invalid (the
// other one is unknown to the actor), NotFound, Conflict (linked already).
func (s *Service) Connect(ctx context.Context, by access.Actor, id, code, kind string) error {
	return s.db.Write(ctx, by, "tip.tip.link", func(tx *db.Tx) error {
		d, err := s.desk(tx, by)
		if err != nil {
			return err
		}
		t, o, err := d.tip(id)
		if err != nil {
			return err
		}
		var c errs.Check
		other, err := tipByCode(tx, code)
		if err != nil && !missing(err) {
			return err
		}
		if _, ok := other.seat(d.mine); !ok || other.ID == t.ID {
			c.Add("code", "tip.err.code")
		}
		if !slices.Contains(LinkKinds, kind) {
			c.Add("kind", "web.err.choice")
		}
		if err := c.Err(); err != nil {
			return err
		}
		l := Link{One: min(t.ID, other.ID), Other: max(t.ID, other.ID), Kind: kind, At: tx.Now, By: by.ActorName()}
		if err := tx.Insert("tip_links", l); err != nil {
			if errs.Is(err, errs.Conflict) {
				return errs.New(errs.Conflict, "tip.err.linked")
			}
			return err
		}
		tx.Event(db.Event{Action: "tip.tip.link", Subject: tipKind, ID: t.ID, Unit: o.Unit, Detail: map[string]any{"link": kind}})
		tx.Event(db.Event{Action: "tip.tip.link", Subject: tipKind, ID: other.ID, Unit: o.Unit, Detail: map[string]any{"link": kind}})
		return nil
	})
}
