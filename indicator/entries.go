package indicator

import (
	"cmp"
	"context"
	"slices"

	"neove/access"
	"neove/internal/clock"
	"neove/internal/db"
	"neove/internal/errs"
	"neove/measure"
	"neove/org"
)

// maxSources bounds what is read of one reporter and measure.
const maxSources = 20_000

// Reporter is a unit whose facts count for the asked one, in whole or in part.
type Reporter struct {
	Unit string
	Part int64 // Part of Of; equal when all of it counts
	Of   int64
}

// Entries are the facts behind a figure of one unit.
type Entries struct {
	Def       Def
	Rows      []measure.Source
	Total     int
	Sum       int64 // of all rows, before any division
	Reporters []Reporter
	Waiting   []string // units whose facts may belong here and wait for a choice
	Secret    bool     // this figure leads to no record
	Personal  bool     // records about one person are left out; the sum counts them
}

// Divided lists the reporters of which only a part counts.
func (e Entries) Divided() []Reporter {
	return slices.DeleteFunc(slices.Clone(e.Reporters), func(r Reporter) bool { return r.Part == r.Of })
}

// Entries lists the facts that the unit itself reported, or units that became
// it, newest first. Errors: those of Figures.
func (s *Service) Entries(ctx context.Context, by access.Actor, code string, q Query, limit, offset int) (Entries, error) {
	var e Entries
	if err := by.NeedAt("indicator.read", q.Unit); err != nil {
		return e, err
	}
	if q.Window.To <= q.Window.From {
		return e, errs.New(errs.Invalid, "indicator.err.window")
	}
	err := s.DB.View(ctx, func(tx *db.Tx) error {
		defs, err := pick(tx, []string{code})
		if err != nil {
			return err
		}
		tree, err := s.Org.TreeIn(tx)
		if err != nil {
			return err
		}
		if q.Tree == 0 {
			q.Tree = q.Window.Last()
		}
		if err := onTree(tree, q); err != nil {
			return err
		}
		if e.Def = defs[0]; s.secret(e.Def) != "" {
			e.Secret = true
			return nil
		}
		if err := s.Cube.View(tx, func(r *measure.Reading) error {
			e.Reporters, e.Waiting = reporters(tree, r.Units(), q.Unit, q.Tree)
			return nil
		}); err != nil {
			return err
		}
		return e.read(tx, q.Window, limit, offset, func(r measure.Source) bool {
			permission, personal := s.Personal[r.Kind]
			return personal && !by.MayExactly(permission, r.Unit)
		})
	})
	return e, err
}

// reporters finds the units whose data lies on the asked unit of the tree.
func reporters(tree *org.Tree, withFacts []string, unit string, day clock.Date) (in []Reporter, waiting []string) {
	for _, u := range withFacts {
		var of int64
		parts := tree.Place(u, day)
		for _, p := range parts {
			of += p.Weight
		}
		for _, p := range parts {
			switch {
			case !slices.Contains(p.Units, unit):
			case p.Allocated():
				in = append(in, Reporter{u, p.Weight, of})
			default:
				waiting = append(waiting, u)
			}
		}
	}
	slices.SortFunc(in, func(a, b Reporter) int { return cmp.Compare(a.Unit, b.Unit) })
	slices.Sort(waiting)
	return in, waiting
}

// read lists the facts, without those that skip leaves out.
func (e *Entries) read(tx *db.Tx, w measure.Window, limit, offset int, skip func(measure.Source) bool) error {
	var all []measure.Source
	for _, r := range e.Reporters {
		for _, m := range e.Def.Measures() {
			rows, err := measure.Sources(tx, r.Unit, m, w, maxSources, 0)
			if err != nil {
				return err
			}
			all = append(all, rows...)
		}
	}
	slices.SortStableFunc(all, func(a, b measure.Source) int {
		return cmp.Or(cmp.Compare(b.Day, a.Day), cmp.Compare(a.Unit, b.Unit), cmp.Compare(b.Entry, a.Entry))
	})
	for _, r := range all {
		e.Sum += r.Value
	}
	counted := len(all)
	all = slices.DeleteFunc(all, skip)
	e.Personal = len(all) < counted
	e.Total = len(all)
	offset = min(max(offset, 0), len(all))
	e.Rows = all[offset:min(offset+limit, len(all))]
	return nil
}
