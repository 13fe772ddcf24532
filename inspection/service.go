package inspection

import (
	"context"
	"slices"

	"neove/access"
	"neove/internal/db"
	"neove/internal/errs"
	"neove/internal/seal"
	"neove/org"
	"neove/signoff"
)

// Service holds the commands and queries of the slice.
type Service struct {
	// Keys seal files of checks; without them none is kept.
	Keys    *seal.Keys
	db      *db.DB
	org     *org.Service
	signoff *signoff.Service
}

// NewService makes the service.
func NewService(d *db.DB, o *org.Service, s *signoff.Service) *Service { return &Service{db: d, org: o, signoff: s} }

// Topic of completeness, see signoff.
const Topic = "inspection"

// Kinds of records: subjects of the history.
const (
	establishmentKind = "inspection.establishment"
	planKind          = "inspection.plan"
	checkKind         = "inspection.check"
)

// Permissions.
const (
	readEstablishment   = "inspection.establishment.read"
	recordEstablishment = "inspection.establishment.record"
	readCheck           = "inspection.check.read"
	recordCheck         = "inspection.check.record"
	recordPlan          = "inspection.plan.record"
	receiveFile         = "inspection.file.receive"
	review              = "signoff.return" // the line above
)

func notFound() error { return errs.New(errs.NotFound, "web.err.not_found") }

// changed is the answer to an amendment of what is no longer there as it was.
func changed() error { return errs.New(errs.Conflict, "web.err.changed") }

// area lists root and everything below it, for a reader who may see it.
func (s *Service) area(tx *db.Tx, by access.Actor, permission, root string) ([]string, *org.Tree, error) {
	if err := by.NeedAt(permission, root); err != nil {
		return nil, nil, err
	}
	t, err := s.org.TreeIn(tx)
	if err != nil {
		return nil, nil, err
	}
	return append(t.Under(root), root), t, nil
}

// corrects refuses those who are neither the office that recorded something of
// a unit nor the line above it: the police does not amend what the commune
// wrote, nor the commune what the police did.
func (s *Service) corrects(tx *db.Tx, by access.Actor, permission, unit, office string) error {
	t, err := s.org.TreeIn(tx)
	if err == nil && !t.Corrects(by, permission, review, unit, office, tx.Today()) {
		err = errs.New(errs.Forbidden, "access.err.forbidden")
	}
	return err
}

// Vocabulary is the dated configuration of the slice.
func (s *Service) Vocabulary(ctx context.Context) (Vocabulary, error) {
	var out Vocabulary
	err := s.db.View(ctx, func(tx *db.Tx) (err error) {
		out, err = vocabulary(tx)
		return err
	})
	return out, err
}

// need asks for a reason where a command cannot do without.
func need(reason string) error {
	var c errs.Check
	switch {
	case reason == "":
		c.Add("reason", "web.err.reason")
	default:
		text(&c, 0, "reason", reason, maxText)
	}
	return c.Err()
}

// sorted are the distinct values in order.
func sorted[T any](list []T, key func(T) string) []string {
	var out []string
	for _, v := range list {
		if k := key(v); k != "" {
			out = append(out, k)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}
