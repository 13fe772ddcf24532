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

// zero is the instant of what has not happened, or of a clock that stands.
var zero time.Time

// HandInput is a hand-over as an officer orders it.
type HandInput struct {
	To     Office
	Reason string // one of Reasons
	Note   string // for the receiver; sealed
}

// HandOver gives a tip to another office; its clock begins. An office in
// between loses the content. Errors: Invalid, NotFound, Conflict.
func (s *Service) HandOver(ctx context.Context, by access.Actor, id string, version int64, in HandInput) (Tip, error) {
	var t Tip
	err := s.db.Write(ctx, by, "tip.tip.hand_over", func(tx *db.Tx) (err error) {
		t, err = s.HandOverIn(tx, by, id, version, in)
		return err
	})
	return t, err
}

// HandOverIn is HandOver inside a transaction of the caller.
func (s *Service) HandOverIn(tx *db.Tx, by access.Actor, id string, version int64, in HandInput) (Tip, error) {
	d, err := s.desk(tx, by)
	if err != nil {
		return Tip{}, err
	}
	t, o, err := d.held(id, version, Received, Returned, Opened, Acknowledged)
	if err != nil {
		return t, err
	}
	var c errs.Check
	if in.To == (Office{}) {
		c.Add("to", "web.err.required")
	}
	if !slices.Contains(Reasons, in.Reason) {
		c.Add("reason", "web.err.choice")
	}
	if len([]rune(in.Note)) > maxStory {
		c.Add("note", "web.err.long", "max", maxStory)
	}
	if err := d.checkReceiver(&c, in.To, t.Holder); err != nil {
		return t, err
	}
	if err := c.Err(); err != nil {
		return t, err
	}
	return t, d.hand(&t, o, in)
}

// hand moves a tip from the office that has it to the next one.
func (d desk) hand(t *Tip, from Office, in HandInput) error {
	steps, err := handovers(d.tx, t.ID)
	if err != nil {
		return err
	}
	since, first := t.ReceivedAt, true
	for i := range steps {
		if steps[i].From == from.String() {
			first = false
		}
		if steps[i].To == from.String() {
			since = steps[i].At
		}
		if steps[i].End == "" {
			if err := d.end(&steps[i], endPassed); err != nil {
				return err
			}
		}
	}
	h := Handover{ID: d.tx.ID(), Tip: t.ID, N: int64(len(steps) + 1), From: from.String(), To: in.To.String(), Reason: in.Reason,
		Urgency: t.Urgency, At: d.tx.Now, By: d.by.ActorName()}
	if err := d.move(t, from, in.To); err != nil {
		return err
	}
	if h.DueAt, err = d.s.dueAt(d.tx, t.Urgency, d.tx.Now); err != nil {
		return err
	}
	if h.Note, err = d.s.keys.SealText(d.tx, ref("tip_handovers", "note", h.ID, t.ID), in.Note); err != nil {
		return err
	}
	if err := storeHandover(d.tx, h); err != nil {
		return err
	}
	if first {
		// Today's month is never signed, so no reason is asked for.
		if err := d.s.sign.Touch(d.tx, d.by, topic, from.Unit, d.tx.Today(), ""); err != nil {
			return err
		}
		if err := measure.Replace(d.tx, handoverKind, measure.Entry{ID: h.ID, Facts: h.facts(from.Unit, h.At.Sub(since))}); err != nil {
			return err
		}
	}
	t.State, t.DueAt = Handed, h.DueAt
	if t.HandedAt.IsZero() {
		t.HandedAt = h.At
	}
	return d.store(t, "tip.tip.hand_over", from, map[string]any{"urgency": t.Urgency})
}

// move changes who may read: the origin always, the holder, nobody in between.
func (d desk) move(t *Tip, from, to Office) error {
	if err := d.s.share(d.tx, t.ID, to); err != nil {
		return err
	}
	t.Holder = to.String()
	if from.String() == t.Origin {
		return nil
	}
	return d.s.unshare(d.tx, t.ID, from)
}

func (d desk) end(h *Handover, how string) error {
	h.End, h.EndedAt = how, d.tx.Now
	return storeHandover(d.tx, *h)
}

// last is the newest step of a tip; nil when there is none.
func (d desk) last(id string) (*Handover, error) {
	steps, err := handovers(d.tx, id)
	if err != nil || len(steps) == 0 {
		return nil, err
	}
	return &steps[len(steps)-1], nil
}

// Acknowledge confirms that the receiver works on the tip; the clock stops.
// Errors: NotFound, Conflict.
func (s *Service) Acknowledge(ctx context.Context, by access.Actor, id string, version int64) error {
	return s.db.Write(ctx, by, "tip.tip.acknowledge", func(tx *db.Tx) error {
		d, err := s.desk(tx, by)
		if err != nil {
			return err
		}
		t, o, err := d.held(id, version, Opened)
		if err != nil {
			return err
		}
		last, err := d.last(t.ID)
		if err != nil {
			return err
		}
		last.AckAt, last.AckBy = tx.Now, by.ActorName()
		if err := storeHandover(tx, *last); err != nil {
			return err
		}
		t.State, t.DueAt = Acknowledged, zero
		return d.store(&t, "tip.tip.acknowledge", o, nil)
	})
}

// Return gives a tip back to its sender, who hands it to the right office. why
// is sealed. Errors: Invalid, NotFound, Conflict.
func (s *Service) Return(ctx context.Context, by access.Actor, id string, version int64, why string) error {
	return s.db.Write(ctx, by, "tip.tip.return", func(tx *db.Tx) error {
		d, err := s.desk(tx, by)
		if err != nil {
			return err
		}
		t, o, err := d.held(id, version, Opened, Acknowledged)
		if err != nil {
			return err
		}
		last, err := d.last(t.ID)
		if err != nil {
			return err
		}
		var c errs.Check
		switch {
		case why == "":
			c.Add("why", "web.err.reason")
		case len([]rune(why)) > maxStory:
			c.Add("why", "web.err.long", "max", maxStory)
		}
		if err := c.Err(); err != nil {
			return err
		}
		sender, ok := access.ParseOffice(last.From)
		if !ok {
			return errs.New(errs.Internal, "web.err.internal")
		}
		if err := d.move(&t, o, sender); err != nil {
			return err
		}
		if last.Answer, err = s.keys.SealText(tx, ref("tip_handovers", "answer", last.ID, t.ID), why); err != nil {
			return err
		}
		if err := d.end(last, endReturned); err != nil {
			return err
		}
		t.State = Returned
		if t.DueAt, err = s.dueAt(tx, t.Urgency, tx.Now); err != nil {
			return err
		}
		return d.store(&t, "tip.tip.return", o, nil)
	})
}
