package directive

import (
	"context"

	"neove/access"
	"neove/audit"
	"neove/internal/db"
	"neove/internal/errs"
	"neove/measure"
)

// Issue enters a document into its unit's register and sends it to whom it is
// addressed. again says that it is another document than the one with the same
// number, symbol and agency.
// Errors: Invalid, Forbidden, NotFound (parent), Conflict.
func (s *Service) Issue(ctx context.Context, by access.Actor, in Document, to Address, again bool) (Document, error) {
	var out Document
	err := s.db.Write(ctx, by, "directive.document.issue", func(tx *db.Tx) (err error) {
		out, err = s.IssueIn(tx, by, in, to, again)
		return err
	})
	return out, err
}

// IssueIn is Issue inside a transaction of the caller.
func (s *Service) IssueIn(tx *db.Tx, by access.Actor, d Document, to Address, again bool) (Document, error) {
	var ok bool
	if d.Office, ok = s.officeAt(by, d.Unit); !ok {
		return d, denied()
	}
	d.ID, d.Version, d.Withdrawn, d.CreatedBy, d.CreatedAt, d.ChangedAt = tx.ID(), 1, false, by.ActorName(), tx.Now, tx.Now
	d.clean()
	if err := s.check(tx, by, d, again, func(c *errs.Check) {
		if to.Empty() {
			return
		}
		to.validate(c, d)
	}); err != nil {
		return d, err
	}
	if err := insertDocument(tx, d); err != nil {
		return d, err
	}
	detail := map[string]any{"subject": d.Subject, "agency": d.Agencies(), "issued_on": d.On}
	if !d.Draft() {
		detail["code"] = d.Code
	}
	tx.Event(db.Event{Action: "directive.document.issue", Subject: documentKind, ID: d.ID, Unit: d.Unit, Detail: detail})
	if err := measure.Replace(tx, documentKind, measure.Entry{ID: d.ID, Facts: d.facts()}); err != nil || to.Empty() {
		return d, err
	}
	_, err := s.send(tx, d, to)
	return d, err
}

// check refuses a document that breaks a rule; more notes what else is wrong.
func (s *Service) check(tx *db.Tx, by access.Actor, d Document, again bool, more func(*errs.Check)) error {
	var c errs.Check
	d.validate(&c, 0, tx.Today())
	if err := s.checkPlace(tx, by, &c, 0, d); err != nil {
		return err
	}
	if more != nil {
		more(&c)
	}
	if !d.Draft() && !again {
		same, err := twin(tx, d)
		if err != nil {
			return err
		}
		if same != "" {
			c.Add("again", "directive.err.twin", "code", d.Code, "agency", d.Issuer(), "year", itoa(d.On.Year()))
		}
	}
	return c.Err()
}

// checkPlace notes a kind, unit or parent that does not fit.
func (s *Service) checkPlace(tx *db.Tx, by access.Actor, c *errs.Check, row int, d Document) error {
	t, err := s.org.TreeIn(tx)
	if err != nil {
		return err
	}
	u, ok := t.Unit(d.Unit)
	if !ok {
		return errs.New(errs.NotFound, "org.err.unit", "unit", d.Unit)
	}
	if d.On != 0 && !u.On(d.On) {
		c.AddAt(row, "issued_on", "directive.err.unit_day", "unit", u.Name)
	}
	if k, err := kindOf(tx, d.Kind); errs.Is(err, errs.NotFound) || err == nil && k.Retired {
		c.AddAt(row, "kind", "web.err.choice")
	} else if err != nil {
		return err
	}
	for _, i := range d.Issuers {
		if _, ok := t.Unit(i.Unit); i.Unit != "" && !ok {
			c.AddAt(row, "agency", "org.err.unit", "unit", i.Unit)
		}
	}
	if d.Parent == "" {
		return nil
	}
	if _, err := seen(tx, by, d.Parent); errs.Is(err, errs.NotFound) || d.Parent == d.ID {
		c.AddAt(row, "parent", "directive.err.parent")
	} else if err != nil {
		return err
	}
	return nil
}

// Amend replaces a document by a corrected version; version is the one the
// officer saw. A draft that gets its number is issued by it.
// Errors: Invalid, Forbidden, NotFound, Conflict.
func (s *Service) Amend(ctx context.Context, by access.Actor, id string, version int64, in Document, again bool) (Document, error) {
	return s.change(ctx, by, "directive.document.amend", id, version, "", func(tx *db.Tx, old Document) (Document, error) {
		in.ID, in.Unit, in.Source, in.Withdrawn, in.Incoming = old.ID, old.Unit, old.Source, false, old.Incoming
		in.Office, in.CreatedBy, in.CreatedAt = old.Office, old.CreatedBy, old.CreatedAt
		in.clean()
		if old.Code != "" && in.Draft() {
			var c errs.Check
			c.Add("code", "directive.err.number_kept")
			return in, c.Err()
		}
		same := in.CodeKey == old.CodeKey && in.Issuer() == old.Issuer() // it was accepted before
		if err := s.check(tx, by, in, again || same, nil); err != nil || in.Parent != "" || old.Parent == "" {
			return in, err
		}
		if _, err := seen(tx, by, old.Parent); errs.Is(err, errs.NotFound) {
			in.Parent = old.Parent // the officer could not have kept what they do not see
		}
		return in, nil
	})
}

// Withdraw takes a document back; it stays in the history, and nobody has to
// answer it any more. Errors: Invalid (no reason), Forbidden, NotFound, Conflict.
func (s *Service) Withdraw(ctx context.Context, by access.Actor, id string, version int64, reason string) error {
	if err := needReason(reason); err != nil {
		return err
	}
	_, err := s.change(ctx, by, "directive.document.withdraw", id, version, reason, func(_ *db.Tx, old Document) (Document, error) {
		old.Withdrawn = true
		return old, nil
	})
	return err
}

func (s *Service) change(ctx context.Context, by access.Actor, command, id string, version int64, reason string,
	edit func(*db.Tx, Document) (Document, error)) (Document, error) {
	var d Document
	err := s.db.Write(ctx, by, command, func(tx *db.Tx) error {
		old, err := s.owned(tx, by, id, mayIssue)
		if err != nil {
			return err
		}
		if old.Version != version {
			return changed()
		}
		if d, err = edit(tx, old); err != nil {
			return err
		}
		d.Version, d.ChangedAt = old.Version+1, tx.Now
		if err := updateDocument(tx, d); err != nil {
			return err
		}
		detail := audit.Diff(old, d, "unit", "issuers")
		if old.Agencies() != d.Agencies() {
			detail["agency"] = []any{old.Agencies(), d.Agencies()}
		}
		tx.Event(db.Event{Subject: documentKind, ID: d.ID, Unit: d.Unit, Reason: reason, Detail: detail})
		if err := measure.Replace(tx, documentKind, measure.Entry{ID: d.ID, Facts: d.facts()}); err != nil {
			return err
		}
		list, err := recipientsOf(tx, d.ID)
		if err != nil {
			return err
		}
		return replaceFacts(tx, d, list...)
	})
	return d, err
}
