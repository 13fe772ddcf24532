package directive

import (
	"context"
	"slices"

	"neove/access"
	"neove/internal/db"
	"neove/internal/errs"
	"neove/internal/i18n"
	"neove/internal/ui"
	"neove/measure"
	"neove/org"
)

// Service holds the commands and queries of the slice. app fills the func
// fields from the indicators; without them plans show no figures.
type Service struct {
	db  *db.DB
	org *org.Service

	// Figure is the value of an indicator of a unit in a window.
	Figure func(ctx context.Context, by access.Actor, indicator, unit string, w measure.Window) (int64, error)
	// Indicators lists what a task can be measured by.
	Indicators func(ctx context.Context, lang i18n.Lang) ([]ui.Option, error)
}

// NewService makes the service.
func NewService(d *db.DB, o *org.Service) *Service { return &Service{db: d, org: o} }

// Permissions of the slice.
const (
	mayRead   = "directive.document.read"
	mayIssue  = "directive.document.issue"
	mayAnswer = "directive.document.answer"
	mayWork   = "directive.task.work"
	maySurvey = "directive.survey.record"
)

// Kinds of records in the history and of facts.
const (
	documentKind  = "directive.document"
	recipientKind = "directive.recipient"
	taskKind      = "directive.task"
	surveyKind    = "directive.survey"
	findingKind   = "directive.finding"
)

func notFound() error { return errs.New(errs.NotFound, "web.err.not_found") }

// denied is the answer to whoever may read a document and not change it.
func denied() error { return errs.New(errs.Forbidden, "access.err.forbidden") }

func changed() error { return errs.New(errs.Conflict, "web.err.changed") }

// needReason is the refusal of a command without a reason.
func needReason(reason string) error {
	if reason != "" {
		return nil
	}
	var c errs.Check
	c.Add("reason", "web.err.reason")
	return c.Err()
}

// agencyRoles are the agencies for which an actor answers; none for those who
// answer for the unit itself.
func agencyRoles(by access.Actor) []access.Role {
	var out []access.Role
	for _, g := range by.Grants {
		if slices.Contains(org.AgencyRoles, g.Role) {
			out = append(out, g.Role)
		}
	}
	return out
}

// Kinds lists the kinds of documents in order.
func (s *Service) Kinds(ctx context.Context) ([]Kind, error) {
	var out []Kind
	err := s.db.View(ctx, func(tx *db.Tx) (err error) {
		out, err = kinds(tx)
		return err
	})
	return out, err
}

// issuing reports whether the actor stands on the side of those who issued the
// document: they see every recipient, others only those of their own area.
func issuing(by access.Actor, d Document) bool {
	if d.Draft() { // what an office has not issued yet is for itself
		by = as(by, d.Office)
	}
	if by.MayAt(mayRead, d.Unit) {
		return true
	}
	return slices.ContainsFunc(d.Issuers, func(i Issuer) bool { return i.Unit != "" && by.MayAt(mayRead, i.Unit) })
}

// visible decides who sees a document: whose register it stands in or who
// issued it, and those it is addressed to. A draft is for its own office only.
func visible(tx *db.Tx, by access.Actor, d Document) (bool, error) {
	if issuing(by, d) {
		return true, nil
	}
	if d.Draft() || d.Withdrawn {
		return false, nil
	}
	list, err := recipientsOf(tx, d.ID)
	return slices.ContainsFunc(list, func(r Recipient) bool { return by.MayAt(mayRead, r.Unit) }), err
}

// seen is a document that the actor may see. Errors: NotFound.
func seen(tx *db.Tx, by access.Actor, id string) (Document, error) {
	d, err := documentByID(tx, id)
	if err != nil {
		return d, err
	}
	ok, err := visible(tx, by, d)
	if err == nil && !ok {
		err = notFound()
	}
	return d, err
}

// owned is a document that the actor may change. Errors: NotFound; Forbidden
// for those who may only read it; Conflict when it was taken back.
func (s *Service) owned(tx *db.Tx, by access.Actor, id, permission string) (Document, error) {
	d, err := seen(tx, by, id)
	if err != nil {
		return d, err
	}
	if !s.runs(by, permission, d) {
		return d, denied()
	}
	if d.Withdrawn {
		return d, changed()
	}
	return d, nil
}
