package tip

import (
	"context"
	"slices"
	"strings"

	"neove/access"
	"neove/internal/db"
	"neove/internal/errs"
	"neove/org"
)

// Receivers are the offices to which the actor may hand a tip over: those of
// police, border guard, coast guard and communes that somebody can enter, in
// the actor's province or above.
func (s *Service) Receivers(ctx context.Context, by access.Actor) ([]Office, error) {
	var out []Office
	err := s.db.View(ctx, func(tx *db.Tx) error {
		d, err := s.desk(tx, by)
		if err != nil {
			return err
		}
		out, err = d.receivers()
		return err
	})
	return out, err
}

// order puts police first: most tips go there.
var order = []access.Role{access.Police, access.BorderGuard, access.CoastGuard, access.CommuneOfficer}

func (d desk) receivers() ([]Office, error) {
	seats, err := d.s.seats(d.tx, "tip.handle")
	if err != nil {
		return nil, err
	}
	var out []Office
	for _, s := range seats {
		if o := s; receives(o) && d.near(s.Unit) {
			out = append(out, o)
		}
	}
	slices.SortStableFunc(out, func(a, b Office) int {
		if i, j := slices.Index(order, a.Role), slices.Index(order, b.Role); i != j {
			return i - j
		}
		return strings.Compare(a.Unit, b.Unit)
	})
	return slices.Compact(out), nil
}

// near reports whether a unit lies in the province of one of the actor's
// offices, on any tree, or above it.
func (d desk) near(unit string) bool {
	for _, o := range d.mine {
		if top := province(d.tree, o.Unit); top == "" || d.tree.Covers(top, unit) || d.tree.Covers(unit, top) {
			return true
		}
	}
	return false
}

// province is the unit of that level above a unit, in the unit's own days.
func province(t *org.Tree, unit string) string {
	u, ok := t.Unit(unit)
	if !ok || u.Level == org.Province {
		return unit
	}
	for _, a := range t.Ancestors(unit, u.To-1) {
		if p, _ := t.Unit(a); p.Level == org.Province {
			return a
		}
	}
	return ""
}

// checkReceiver notes an office that cannot take the tip.
func (d desk) checkReceiver(c *errs.Check, to Office, holder string) error {
	if to == (Office{}) {
		return nil
	}
	list, err := d.receivers()
	if err != nil {
		return err
	}
	if to.String() == holder || !slices.Contains(list, to) {
		c.Add("to", "tip.err.receiver")
	}
	return nil
}
