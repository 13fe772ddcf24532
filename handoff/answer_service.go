package handoff

import (
	"context"
	"slices"
	"time"

	"neove/access"
	"neove/internal/db"
	"neove/internal/errs"
)

// never is the clock of a request that waits for nothing.
var never time.Time

// deed is what one act notes in a request; it returns codes for the history.
type deed func(d desk, r *Request) (map[string]any, error)

// step runs one act on a request as a command.
func (s *Service) step(ctx context.Context, by access.Actor, a act, id string, version int64, do deed) error {
	return s.db.Write(ctx, by, a.action(), func(tx *db.Tx) error {
		_, err := s.stepIn(tx, by, a, id, version, do)
		return err
	})
}

func (a act) action() string { return "handoff.request." + string(a) }

func (s *Service) stepIn(tx *db.Tx, by access.Actor, a act, id string, version int64, do deed) (Request, error) {
	permission, sender := mayAnswer, a == actWithdraw
	if sender {
		permission = maySend
	}
	d, err := s.desk(tx, by, permission)
	if err != nil {
		return Request{}, err
	}
	r, to, err := d.change(id, version, a, sender)
	if err != nil {
		return Request{}, err
	}
	before, unit := r, unitOf(r.To)
	if sender {
		unit = r.FromUnit
	}
	detail, err := do(d, &r)
	if err != nil {
		return Request{}, err
	}
	if err := d.turn(&r, before, to); err != nil {
		return Request{}, err
	}
	err = d.keep(&r, a.action(), unit, detail)
	return r, err
}

// turn brings a request into its next state: clock, access, keys.
func (d desk) turn(r *Request, before Request, to State) error {
	r.State = to
	switch to {
	case Sent, Opened:
		return nil
	case Accepted:
		r.DueAt = r.ActBy
	default:
		r.DueAt = never
		r.OverAt, r.OverBy = d.tx.Now, d.by.ActorName()
	}
	sub, err := d.s.subject(r.Kind)
	if err != nil {
		return err
	}
	handed := before.State == Opened && (to == Accepted || to == Ended) // a transfer ends as it is accepted
	switch {
	case handed:
		if err := sub.Begin(d.tx, d.by, *r); err != nil {
			return err
		}
	case before.State == Accepted:
		if err := sub.End(d.tx, d.by, *r); err != nil {
			return err
		}
	}
	if to == Accepted || handed {
		return nil
	}
	return d.s.keys.Revoke(d.tx, r.ID, compartment, r.To)
}

// Accept takes a request on: from here the receiver has access. Errors:
// NotFound, Conflict.
func (s *Service) Accept(ctx context.Context, by access.Actor, id string, version int64) error {
	return s.step(ctx, by, actAccept, id, version, accept)
}

func accept(d desk, r *Request) (map[string]any, error) {
	r.AnsweredAt, r.AnsweredBy = d.tx.Now, d.by.ActorName()
	if r.Purpose == Transfer {
		r.Result = TakenOver
	}
	return nil, nil
}

// Refusal says why a request is declined, and who else might take it.
type Refusal struct {
	Reason  string // one of Refusals
	Why     string // sealed
	Counter access.Office
}

// Decline refuses a request, perhaps naming another office. Errors: Invalid,
// NotFound, Conflict.
func (s *Service) Decline(ctx context.Context, by access.Actor, id string, version int64, in Refusal) error {
	return s.step(ctx, by, actDecline, id, version, in.decline)
}

func (in Refusal) decline(d desk, r *Request) (map[string]any, error) {
	var c errs.Check
	choice(&c, "refusal", in.Reason, Refusals)
	if in.Reason == "other" && in.Why == "" {
		c.Add("why", "web.err.reason")
	}
	long(&c, "why", in.Why)
	if in.Counter != (access.Office{}) {
		seats, err := d.s.Seats(d.tx, mayAnswer)
		if err != nil {
			return nil, err
		}
		if o := in.Counter.String(); !slices.Contains(seats, in.Counter) || o == r.From || o == r.To {
			c.Add("counter", "handoff.err.receiver")
		}
	}
	if err := c.Err(); err != nil {
		return nil, err
	}
	r.AnsweredAt, r.AnsweredBy, r.Refusal, r.Counter = d.tx.Now, d.by.ActorName(), in.Reason, in.Counter.String()
	var err error
	r.Answer, err = d.s.keys.SealText(d.tx, ref(r.ID, colAnswer), in.Why)
	return map[string]any{"reason": in.Reason, "counter": r.Counter}, err
}

// Closure is what came of an accepted request.
type Closure struct {
	Result string // one of Results
	Report string // sealed
}

// End closes an accepted request with a report for its sender; the receiver's
// access ends. Errors: Invalid, NotFound, Conflict.
func (s *Service) End(ctx context.Context, by access.Actor, id string, version int64, in Closure) error {
	return s.step(ctx, by, actEnd, id, version, in.end)
}

func (in Closure) end(d desk, r *Request) (map[string]any, error) {
	var c errs.Check
	choice(&c, "result", in.Result, Results)
	if in.Report == "" {
		c.Add("report", "handoff.err.report")
	}
	long(&c, "report", in.Report)
	if err := c.Err(); err != nil {
		return nil, err
	}
	r.Result = in.Result
	var err error
	r.Report, err = d.s.keys.SealText(d.tx, ref(r.ID, colReport), in.Report)
	return map[string]any{"result": in.Result}, err
}

// Withdraw takes a request back; what was read has been read. Within ten
// minutes, while nobody has opened it, it is recalled: no reason is needed and
// the receiver never learns of it. Errors: Invalid, NotFound, Conflict.
func (s *Service) Withdraw(ctx context.Context, by access.Actor, id string, version int64, reason string) error {
	return s.step(ctx, by, actWithdraw, id, version, withdrawal(reason))
}

func withdrawal(reason string) deed {
	return func(d desk, r *Request) (map[string]any, error) {
		if r.recallable(d.tx.Now) {
			reason = Recalled
		} else {
			var c errs.Check
			choice(&c, "reason", reason, Withdrawals)
			if err := c.Err(); err != nil {
				return nil, err
			}
		}
		r.Result = reason
		return map[string]any{"reason": reason}, nil
	}
}

// Stop ends every open request about a subject, or those to one office, in the
// transaction of the slice that has decided so; why is one of Stops. It returns
// how many requests there were. Files of packages that still lie here are
// forgotten when all shares stop, or those to Outside.
func (s *Service) Stop(tx *db.Tx, by access.Actor, kind, subject, to, why string) (int, error) {
	return s.StopWhere(tx, by, kind, subject, why, func(r Request) bool { return to == "" || r.To == to })
}

// StopWhere is Stop for those that a condition names: the shares that rested on
// a consent which was withdrawn.
func (s *Service) StopWhere(tx *db.Tx, by access.Actor, kind, subject, why string, which func(Request) bool) (int, error) {
	if !slices.Contains(Stops, why) {
		return 0, errs.New(errs.Internal, "web.err.internal") // a mistake in the program
	}
	all, err := requestsOf(tx, kind, subject)
	if err != nil {
		return 0, err
	}
	d := desk{s: s, tx: tx, by: by}
	if err := d.bar(kind, subject, which); err != nil {
		return 0, err
	}
	n := 0
	for _, r := range all {
		next, ok := move(r, actStop)
		if !ok || !which(r) {
			continue
		}
		before := r
		r.Result = why
		if err := d.turn(&r, before, next); err != nil {
			return n, err
		}
		if err := d.keep(&r, actStop.action(), r.FromUnit, map[string]any{"reason": why, "to": r.To}); err != nil {
			return n, err
		}
		n++
	}
	return n, nil
}

// recallable reports whether a request can vanish as if it had not been sent.
func (r Request) recallable(now time.Time) bool {
	return r.State == Sent && now.Before(r.SentAt.Add(recallTime))
}

func choice(c *errs.Check, name, value string, list []string) {
	if value == "" {
		c.Add(name, "handoff.err."+name)
	} else if !slices.Contains(list, value) {
		c.Add(name, "web.err.choice")
	}
}

func long(c *errs.Check, name, text string) {
	if len([]rune(text)) > maxText {
		c.Add(name, "web.err.long", "max", maxText)
	}
}
