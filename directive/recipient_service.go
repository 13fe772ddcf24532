package directive

import (
	"context"
	"errors"
	"slices"
	"strconv"

	"neove/access"
	"neove/internal/clock"
	"neove/internal/db"
	"neove/internal/errs"
	"neove/internal/vntext"
	"neove/measure"
	"neove/org"
)

func itoa(n int) string { return strconv.Itoa(n) }

// validate notes what is wrong with an address.
func (a Address) validate(c *errs.Check, d Document) {
	if !slices.Contains(Requirements, a.Require) {
		c.Add("require", "directive.err.require")
	}
	if a.Due != 0 && a.Due < d.On {
		c.Add("due_on", "directive.err.due", "day", vntext.Date(d.On))
	}
	if d.Draft() || d.Incoming {
		c.Add("to", "directive.err.draft")
	}
	for _, r := range a.Roles {
		if !slices.Contains(org.AgencyRoles, r) {
			c.Add("roles", "web.err.choice")
		}
	}
}

// Address sends an issued document to more recipients. Who has it already keeps
// what they were asked. Errors: Invalid, Forbidden, NotFound, Conflict.
func (s *Service) Address(ctx context.Context, by access.Actor, document string, to Address) (int, error) {
	n := 0
	err := s.db.Write(ctx, by, "directive.document.address", func(tx *db.Tx) error {
		d, err := s.owned(tx, by, document, mayIssue)
		if err != nil {
			return err
		}
		var c errs.Check
		if to.validate(&c, d); to.Empty() {
			c.Add("to", "directive.err.nobody")
		}
		if err := c.Err(); err != nil {
			return err
		}
		n, err = s.send(tx, d, to)
		if err == nil && n == 0 {
			c.Add("to", "directive.err.addressed")
			err = c.Err()
		}
		return err
	})
	return n, err
}

// send stores the recipients, with their facts, and says how many are new.
func (s *Service) send(tx *db.Tx, d Document, to Address) (int, error) {
	t, err := s.org.TreeIn(tx)
	if err != nil {
		return 0, err
	}
	rows, unknown := to.expand(t, d)
	if unknown != "" {
		var c errs.Check
		c.Add("to", "directive.err.unit_then", "unit", t.Name(unknown), "day", vntext.Date(d.On))
		return 0, c.Err()
	}
	have, err := recipientsOf(tx, d.ID)
	if err != nil {
		return 0, err
	}
	rows = slices.DeleteFunc(rows, func(r Recipient) bool {
		return slices.ContainsFunc(have, func(o Recipient) bool { return o.Unit == r.Unit && o.Role == r.Role && o.Agency == r.Agency })
	})
	for i := range rows {
		rows[i].ID = tx.ID()
	}
	if len(rows) == 0 {
		return 0, nil
	}
	if err := db.InsertAll(tx, "directive_recipients", rows); err != nil {
		return 0, err
	}
	tx.Event(db.Event{Action: "directive.document.address", Subject: documentKind, ID: d.ID, Unit: d.Unit,
		Detail: withDay(map[string]any{"recipients": len(rows)}, to.Due)})
	return len(rows), replaceFacts(tx, d, rows...)
}

// withDay adds the day by which something is due, where one is set.
func withDay(detail map[string]any, due clock.Date) map[string]any {
	if due != 0 {
		detail["due_on"] = due
	}
	return detail
}

func replaceFacts(tx *db.Tx, d Document, list ...Recipient) error {
	entries := make([]measure.Entry, len(list))
	for i, r := range list {
		entries[i] = measure.Entry{ID: r.ID, Facts: r.facts(d)}
	}
	return measure.Replace(tx, recipientKind, entries...)
}

// onRecipient runs a change of one recipient by who may answer for it, or by
// the issuing side. Errors: NotFound, Forbidden, Conflict.
func (s *Service) onRecipient(ctx context.Context, by access.Actor, command, id, permission string, issuer bool,
	fn func(*db.Tx, Document, *Recipient) (db.Event, error)) error {
	return s.db.Write(ctx, by, command, func(tx *db.Tx) error {
		return s.onRecipientIn(tx, by, command, id, permission, issuer, fn)
	})
}

func (s *Service) onRecipientIn(tx *db.Tx, by access.Actor, command, id, permission string, issuer bool,
	fn func(*db.Tx, Document, *Recipient) (db.Event, error)) error {
	d, r, err := readable(tx, by, id)
	if err != nil {
		return err
	}
	if issuer && !s.runs(by, permission, d) || !issuer && !s.answers(by, r) {
		return denied()
	}
	if d.Withdrawn {
		return changed()
	}
	e, err := fn(tx, d, &r)
	if err != nil {
		return err
	}
	if err := updateRecipients(tx, r); err != nil {
		return err
	}
	e.Action, e.Subject, e.ID, e.Unit = command, recipientKind, r.ID, r.Unit
	tx.Event(e)
	return replaceFacts(tx, d, r)
}

// readable is a recipient of a document that the actor may see.
func readable(tx *db.Tx, by access.Actor, id string) (Document, Recipient, error) {
	r, err := recipientByID(tx, id)
	if err != nil {
		return Document{}, r, err
	}
	d, err := documentByID(tx, r.Document)
	if err == nil && !by.MayAt(mayRead, r.Unit) && !issuing(by, d) {
		err = notFound()
	}
	return d, r, err
}

// Acknowledge says that the recipient has seen the document; where nothing else
// is asked, that is the answer. Seeing twice changes nothing.
// Errors: NotFound, Forbidden, Conflict (taken back).
func (s *Service) Acknowledge(ctx context.Context, by access.Actor, recipient string) error {
	err := s.onRecipient(ctx, by, "directive.recipient.acknowledge", recipient, mayAnswer, false, func(tx *db.Tx, _ Document, r *Recipient) (db.Event, error) {
		before := *r
		see(tx, by, r)
		if r.Require == Acknowledge && r.State != Answered {
			r.State, r.AnsweredAt = Answered, tx.Now
		}
		if *r == before {
			return db.Event{}, errSeen
		}
		return db.Event{}, nil
	})
	if errors.Is(err, errSeen) {
		err = nil
	}
	return err
}

// errSeen ends a command that has nothing to change.
var errSeen = errors.New("directive: it was seen before")

func see(tx *db.Tx, by access.Actor, r *Recipient) {
	if r.SeenAt.IsZero() {
		r.SeenBy, r.SeenAt = by.ActorName(), tx.Now
	}
	if r.State == Sent {
		r.State = Seen
	}
}

// Return says that an answer is not accepted, and why; the recipient waits
// again. Errors: Invalid (no reason), NotFound, Forbidden, Conflict.
func (s *Service) Return(ctx context.Context, by access.Actor, recipient, reason string) error {
	if err := needReason(reason); err != nil {
		return err
	}
	return s.onRecipient(ctx, by, "directive.recipient.return", recipient, mayIssue, true, func(tx *db.Tx, _ Document, r *Recipient) (db.Event, error) {
		if r.State != Answered {
			return db.Event{}, changed()
		}
		r.State, r.Reason = Returned, reason
		_, err := tx.Exec("UPDATE directive_answers SET returned=?, reason=? WHERE recipient=? AND returned=?", true, reason, r.ID, false)
		return db.Event{Reason: reason}, err
	})
}

// Drop takes a recipient off that was addressed by mistake and has not
// answered. Errors: Invalid (no reason), NotFound, Forbidden, Conflict.
func (s *Service) Drop(ctx context.Context, by access.Actor, recipient, reason string) error {
	if err := needReason(reason); err != nil {
		return err
	}
	return s.db.Write(ctx, by, "directive.recipient.drop", func(tx *db.Tx) error {
		d, r, err := readable(tx, by, recipient)
		if err != nil {
			return err
		}
		if !s.runs(by, mayIssue, d) {
			return denied()
		}
		answers, err := answersBy(tx, r.ID)
		if err != nil {
			return err
		}
		if len(answers) > 0 || r.Done() {
			return errs.New(errs.Conflict, "directive.err.has_answered")
		}
		if _, err := tx.Exec("DELETE FROM directive_recipients WHERE id=?", r.ID); err != nil {
			return err
		}
		tx.Event(db.Event{Subject: documentKind, ID: d.ID, Unit: r.Unit, Reason: reason})
		return measure.Replace(tx, recipientKind, measure.Entry{ID: r.ID})
	})
}

// Remind puts the document on the first page of those who have not answered;
// only narrows it to some of them. It returns how many were reminded.
// Errors: NotFound, Forbidden, Conflict (nobody is left to remind).
func (s *Service) Remind(ctx context.Context, by access.Actor, document string, only []string, note string) (int, error) {
	n := 0
	err := s.db.Write(ctx, by, "directive.document.remind", func(tx *db.Tx) error {
		d, err := s.owned(tx, by, document, mayIssue)
		if err != nil {
			return err
		}
		list, err := recipientsOf(tx, d.ID)
		if err != nil {
			return err
		}
		list = slices.DeleteFunc(list, func(r Recipient) bool { return r.Done() || len(only) > 0 && !slices.Contains(only, r.ID) })
		if n = len(list); n == 0 {
			return errs.New(errs.Conflict, "directive.err.nobody_waits")
		}
		for i := range list {
			list[i].Reminded, list[i].RemindedAt = list[i].Reminded+1, tx.Now
		}
		tx.Event(db.Event{Subject: documentKind, ID: d.ID, Unit: d.Unit, Detail: map[string]any{"count": n}, Reason: note})
		if err := updateRecipients(tx, list...); err != nil {
			return err
		}
		return tx.Insert("directive_reminders", Reminder{tx.ID(), d.ID, tx.Now, by.ActorName(), int64(n), note})
	})
	return n, err
}
