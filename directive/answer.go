package directive

import (
	"context"
	"strings"

	"neove/access"
	"neove/internal/db"
	"neove/internal/errs"
	"neove/internal/upload"
	"neove/internal/vntext"
)

// Reply is what a recipient answers with: an own document that is in the
// register, a new one, a result in words, a file.
type Reply struct {
	Document string
	New      *Document
	Result   string
	File     *upload.File
	Again    bool // New is another document than the one with the same number
}

// Answer records a recipient's answer. Errors: Invalid, NotFound, Forbidden,
// Conflict (answered already, taken back).
func (s *Service) Answer(ctx context.Context, by access.Actor, recipient string, in Reply) (Answer, error) {
	var out Answer
	err := s.db.Write(ctx, by, "directive.recipient.answer", func(tx *db.Tx) (err error) {
		out, err = s.AnswerIn(tx, by, recipient, in)
		return err
	})
	return out, err
}

// AnswerIn is Answer inside a transaction of the caller.
func (s *Service) AnswerIn(tx *db.Tx, by access.Actor, recipient string, in Reply) (Answer, error) {
	a := Answer{ID: tx.ID(), Recipient: recipient, Result: strings.TrimSpace(in.Result), By: by.ActorName(), At: tx.Now}
	err := s.onRecipientIn(tx, by, "directive.recipient.answer", recipient, mayAnswer, false, func(tx *db.Tx, d Document, r *Recipient) (db.Event, error) {
		if r.State == Answered {
			return db.Event{}, errs.New(errs.Conflict, "directive.err.answered")
		}
		if err := in.validate(*r); err != nil {
			return db.Event{}, err
		}
		child, err := s.answerWith(tx, by, d, *r, in)
		if err != nil {
			return db.Event{}, err
		}
		a.Document = child.ID
		see(tx, by, r)
		r.State, r.AnsweredAt, r.Reason = Answered, tx.Now, ""
		if in.File != nil {
			if err := attach(tx, by, File{Document: d.ID, Recipient: r.ID, Answer: a.ID}, *in.File); err != nil {
				return db.Event{}, err
			}
		}
		return db.Event{Detail: answerDetail(child, a)}, tx.Insert("directive_answers", a)
	})
	return a, err
}

// answerDetail is what the history says of an answer.
func answerDetail(own Document, a Answer) map[string]any {
	out := map[string]any{}
	if own.Code != "" {
		out["code"] = own.Code
	}
	if a.Result != "" {
		out["result"] = a.Result
	}
	return out
}

// validate refuses an answer that says nothing: a plan is answered with a
// document, everything else with a document, words or a file.
func (in Reply) validate(r Recipient) error {
	var c errs.Check
	document := in.Document != "" || in.New != nil
	switch {
	case r.Require == OwnPlan && !document:
		c.Add("code", "directive.err.answer_plan")
	case r.Require != Acknowledge && !document && strings.TrimSpace(in.Result) == "" && in.File == nil:
		c.Add("result", "directive.err.answer_empty")
	case len([]rune(in.Result)) > maxNote:
		c.Add("result", "web.err.long", "max", maxNote)
	}
	return c.Err()
}

// answerWith finds or makes the recipient's own document and ties it to the one
// that asked for it.
func (s *Service) answerWith(tx *db.Tx, by access.Actor, d Document, r Recipient, in Reply) (Document, error) {
	switch {
	case in.New != nil:
		own := *in.New
		own.Unit, own.Parent, own.Incoming = r.Unit, d.ID, false
		if vntext.Clean(own.Code) == "" {
			var c errs.Check
			c.Add("code", "web.err.required")
			return own, c.Err()
		}
		return s.IssueIn(tx, by, own, Address{}, in.Again)
	case in.Document == "":
		return Document{}, nil
	}
	own, err := documentByID(tx, in.Document)
	if err != nil || own.Unit != r.Unit || own.Draft() || own.Withdrawn || own.Incoming || own.ID == d.ID {
		var c errs.Check
		c.Add("document", "directive.err.own_document")
		return own, c.Err()
	}
	if own.Parent != "" {
		return own, nil
	}
	own.Parent, own.Version, own.ChangedAt = d.ID, own.Version+1, tx.Now
	tx.Event(db.Event{Action: "directive.document.amend", Subject: documentKind, ID: own.ID, Unit: own.Unit, Detail: map[string]any{"parent": d.Code}})
	return own, updateDocument(tx, own)
}
