package livelihood

import (
	"context"

	"neove/access"
	"neove/internal/clock"
	"neove/internal/db"
	"neove/internal/errs"
	"neove/internal/seal"
	"neove/internal/ui"
	"neove/org"
	"neove/signoff"
)

// Service holds the commands and queries of the slice.
type Service struct {
	db   *db.DB
	org  *org.Service
	sign *signoff.Service

	// Keys seals what says who a person is; without it people are refused.
	Keys *seal.Keys
	// Partners lists the register of partners for a unit's form; nil leaves
	// the control out. app fills it: the register stands on the same floor.
	Partners func(ctx context.Context, by access.Actor, unit string) ([]ui.Option, error)
}

// NewService makes the service.
func NewService(d *db.DB, o *org.Service, s *signoff.Service) *Service {
	return &Service{db: d, org: o, sign: s}
}

// topic is what units sign off.
const topic = "livelihood"

// Kinds of facts and subjects of the history.
const (
	supportKind = "livelihood.support"
	linkKind    = "livelihood.link"
	personKind  = "livelihood.person"
	helpKind    = "livelihood.help"
)

// Kinds lists the kinds of support in order.
func (s *Service) Kinds(ctx context.Context) ([]Kind, error) {
	var out []Kind
	err := s.db.View(ctx, func(tx *db.Tx) (err error) {
		out, err = kinds(tx)
		return err
	})
	return out, err
}

// desk is what one command needs to know of units and kinds.
type desk struct {
	s     *Service
	tx    *db.Tx
	by    access.Actor
	tree  *org.Tree
	kinds map[string]Kind
}

func (s *Service) open(tx *db.Tx, by access.Actor) (*desk, error) {
	t, err := s.org.TreeIn(tx)
	if err != nil {
		return nil, err
	}
	list, err := kinds(tx)
	return &desk{s, tx, by, t, byCode(list)}, err
}

// checkUnit notes that the unit does not exist on a day; missing rights end the
// command.
func (w *desk) checkUnit(c *errs.Check, row int, permission, unit, field string, day clock.Date) error {
	if err := w.by.NeedAt(permission, unit); err != nil {
		return err
	}
	u, ok := w.tree.Unit(unit)
	if !ok {
		return errs.New(errs.NotFound, "org.err.unit", "unit", unit)
	}
	if day != 0 && !u.On(day) {
		c.AddAt(row, field, "livelihood.err.unit_day", "unit", u.Name)
	}
	return nil
}

// day is a day of a unit on which something changes.
type day struct {
	unit string
	on   clock.Date
}

// touch tells the sign-off of every day that changes, once each.
func (w *desk) touch(reason string, days ...day) error {
	done := map[day]bool{}
	for _, d := range days {
		if done[d] {
			continue
		}
		done[d] = true
		if err := w.s.sign.Touch(w.tx, w.by, topic, d.unit, d.on, reason); err != nil {
			return err
		}
	}
	return nil
}

// hidden is the answer about a record that the reader may not see.
func hidden() error { return errs.New(errs.NotFound, "web.err.not_found") }

// under lists root and every unit whose data belongs to its area.
func (s *Service) under(tx *db.Tx, root string) ([]string, error) {
	t, err := s.org.TreeIn(tx)
	if err != nil {
		return nil, err
	}
	return append(t.Under(root), root), nil
}
