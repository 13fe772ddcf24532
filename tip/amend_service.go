package tip

import (
	"context"
	"slices"

	"neove/access"
	"neove/internal/db"
	"neove/internal/errs"
	"neove/measure"
)

// Amend corrects or completes a tip; only the office that received it may.
// Errors: Invalid, NotFound, Conflict.
func (s *Service) Amend(ctx context.Context, by access.Actor, id string, version int64, in Input) error {
	return s.db.Write(ctx, by, "tip.tip.amend", func(tx *db.Tx) error {
		d, err := s.desk(tx, by)
		if err != nil {
			return err
		}
		t, _, err := d.change(id, version)
		if err != nil {
			return err
		}
		o, ok := access.ParseOffice(t.Origin)
		if !ok || !slices.Contains(d.mine, o) || t.State == Closed || t.State == Withdrawn {
			return errs.New(errs.Conflict, "tip.err.state")
		}
		in.ReceivedAt = t.ReceivedAt // a figure that may be signed
		in.clean(tx.Now)
		var c errs.Check
		in.validate(&c, t.ReceivedAt)
		if (in.Channel == Public) != (t.Channel == Public) {
			c.Add("channel", "web.err.choice")
		}
		if err := d.checkPlace(&c, &in, o); err != nil {
			return err
		}
		if err := c.Err(); err != nil {
			return err
		}
		detail := map[string]any{}
		if t.Channel != in.Channel {
			detail["channel"] = []any{t.Channel, in.Channel}
		}
		t.Channel, t.Minor, t.Anonymous, t.Language, t.Where = in.Channel, in.Minor, in.Anonymous, in.Language, in.Where
		if err := d.hurry(&t, in.Urgency, detail); err != nil {
			return err
		}
		var was Content // what the form does not show stays
		if err := s.keys.OpenJSON(tx, o.String(), ref("tip_tips", "content", t.ID, t.ID), t.Content, &was); err != nil {
			return err
		}
		in.Content.About = was.About
		if err := s.sealInto(tx, &t, in.Content, in.Giver); err != nil {
			return err
		}
		return d.store(&t, "tip.tip.amend", o, detail)
	})
}

// Triage sets the urgency; the clock that runs is set anew from its beginning.
// Errors: Invalid, NotFound, Conflict.
func (s *Service) Triage(ctx context.Context, by access.Actor, id string, version int64, u Urgency) error {
	return s.db.Write(ctx, by, "tip.tip.triage", func(tx *db.Tx) error {
		d, err := s.desk(tx, by)
		if err != nil {
			return err
		}
		t, o, err := d.held(id, version, Received, Opened, Acknowledged, Returned)
		if err != nil {
			return err
		}
		if !slices.Contains(Urgencies, string(u)) {
			var c errs.Check
			c.Add("urgency", "web.err.choice")
			return c.Err()
		}
		detail := map[string]any{}
		if err := d.hurry(&t, u, detail); err != nil {
			return err
		}
		return d.store(&t, "tip.tip.triage", o, detail)
	})
}

// hurry changes the urgency of a tip and the clock that runs by it.
func (d desk) hurry(t *Tip, u Urgency, detail map[string]any) error {
	if t.Urgency == u {
		return nil
	}
	detail["urgency"] = []any{t.Urgency, u}
	t.Urgency = u
	if t.DueAt.IsZero() {
		return nil
	}
	from := t.ReceivedAt
	last, err := d.last(t.ID)
	if err != nil {
		return err
	}
	if last != nil {
		from = last.At
		if !last.EndedAt.IsZero() {
			from = last.EndedAt
		}
	}
	if t.DueAt, err = d.s.dueAt(d.tx, u, from); err != nil || last == nil || last.End != "" {
		return err
	}
	last.DueAt = t.DueAt
	return storeHandover(d.tx, *last)
}

// Withdraw takes back what was entered by mistake and not handed over. why is
// a code; reason is for a signed month and holds no content.
// Errors: Invalid, NotFound, Conflict.
func (s *Service) Withdraw(ctx context.Context, by access.Actor, id string, version int64, why, reason string) error {
	return s.db.Write(ctx, by, "tip.tip.withdraw", func(tx *db.Tx) error {
		d, err := s.desk(tx, by)
		if err != nil {
			return err
		}
		t, o, err := d.held(id, version, Received, Returned)
		if err != nil {
			return err
		}
		if t.Holder != t.Origin {
			return errs.New(errs.Conflict, "tip.err.elsewhere")
		}
		if !slices.Contains(Mistakes, why) {
			var c errs.Check
			c.Add("why", "web.err.choice")
			return c.Err()
		}
		if err := s.sign.Touch(tx, by, topic, t.Unit, t.ReceivedOn, reason); err != nil {
			return err
		}
		t.State, t.DueAt = Withdrawn, zero
		if err := measure.Replace(tx, tipKind, measure.Entry{ID: t.ID, Facts: t.facts()}); err != nil {
			return err
		}
		return d.store(&t, "tip.tip.withdraw", o, map[string]any{"mistake": why})
	})
}
