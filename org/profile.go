package org

import (
	"context"
	"slices"

	"neove/access"
	"neove/internal/clock"
	"neove/internal/db"
	"neove/internal/errs"
)

// Profile is what is known about a unit, seen on the tree of a day.
type Profile struct {
	Unit
	Day       clock.Date // the asked tree
	Lived     clock.Date // the day nearest to it on which the unit existed
	Ancestors []Unit     // on the day it lived, from the top
	Children  []Unit     // on the day it lived
	Came      []Edge     // predecessors
	Went      []Edge     // successors
	Place     []Portion  // where its data is on the asked tree
	Split     bool       // its data waits for a choice
	Shares    []ShareSet
	Agencies  []Agency

	tree *Tree
}

// Name is the name of any unit that the profile speaks of.
func (p Profile) Name(id string) string { return p.tree.Name(id) }

// Current is the share set in force, nil when there is none.
func (p Profile) Current() *ShareSet {
	for i := range p.Shares {
		if p.Shares[i].EndedAt.IsZero() {
			return &p.Shares[i]
		}
	}
	return nil
}

// Lived is the day nearest to the asked one on which the unit existed.
func Lived(u Unit, day clock.Date) clock.Date { return max(min(day, u.To-1), u.From) }

// Profile describes a unit; day 0 is today. Errors: Forbidden, NotFound.
func (s *Service) Profile(ctx context.Context, by access.Actor, id string, day clock.Date) (Profile, error) {
	if err := by.Need("org.unit.read"); err != nil {
		return Profile{}, err
	}
	var p Profile
	err := s.db.View(ctx, func(tx *db.Tx) error {
		t, err := s.TreeIn(tx)
		if err != nil {
			return err
		}
		u, ok := t.Unit(id)
		if !ok {
			return errs.New(errs.NotFound, "org.err.unit", "unit", id)
		}
		if day == 0 {
			day = tx.Today()
		}
		p = Profile{Unit: u, Day: day, Lived: Lived(u, day), Came: t.Predecessors(id), Went: t.Successors(id),
			Place: t.Place(id, day), Split: t.Split(id), tree: t}
		for _, a := range t.Ancestors(id, p.Lived) {
			above, _ := t.Unit(a)
			p.Ancestors = append([]Unit{above}, p.Ancestors...)
		}
		p.Children = t.Children(id, p.Lived)
		if p.Shares, err = s.ShareSets(tx, id); err != nil {
			return err
		}
		p.Agencies, err = agenciesOf(tx, id)
		return err
	})
	return p, err
}

// Find lists units that fit the text; without a text, those of a level that
// exist today. Errors: Forbidden.
func (s *Service) Find(ctx context.Context, by access.Actor, text string, level Level) ([]Unit, error) {
	if err := by.Need("org.unit.read"); err != nil {
		return nil, err
	}
	t, err := s.Tree(ctx)
	if err != nil {
		return nil, err
	}
	if text != "" {
		found := t.Search(text, len(t.units))
		if level != "" {
			found = slices.DeleteFunc(found, func(u Unit) bool { return u.Level != level })
		}
		return found, nil
	}
	var out []Unit
	today := clock.DateOf(s.db.Now())
	for _, u := range t.units {
		if u.Level == level && u.On(today) {
			out = append(out, u)
		}
	}
	SortUnits(out)
	return out, nil
}

// Unchosen is a unit whose data has no place on a tree yet.
type Unchosen struct {
	Unit
	Candidates []Unit
}

// Splits lists the units of root's area whose data has no place on the tree of
// the day; day 0 is today. Errors: Forbidden, NotFound.
func (s *Service) Splits(ctx context.Context, by access.Actor, root string, day clock.Date) ([]Unchosen, error) {
	if err := by.Need("org.unit.read"); err != nil {
		return nil, err
	}
	t, err := s.Tree(ctx)
	if err != nil {
		return nil, err
	}
	if _, ok := t.Unit(root); !ok {
		return nil, errs.New(errs.NotFound, "org.err.unit", "unit", root)
	}
	if day == 0 {
		day = clock.DateOf(s.db.Now())
	}
	var units []Unit
	for _, id := range append(t.Under(root), root) {
		if t.Split(id) && slices.ContainsFunc(t.Place(id, day), func(p Portion) bool { return !p.Allocated() }) {
			units = append(units, t.units[id])
		}
	}
	SortUnits(units)
	var out []Unchosen
	for _, u := range units {
		x := Unchosen{Unit: u}
		for _, e := range t.Successors(u.ID) {
			x.Candidates = append(x.Candidates, t.units[e.New])
		}
		out = append(out, x)
	}
	return out, nil
}

// Obligations lists which areas owe month reports. Errors: Forbidden.
func (s *Service) Obligations(ctx context.Context, by access.Actor) ([]Reporting, error) {
	if err := by.Need("org.setting.admin"); err != nil {
		return nil, err
	}
	var out []Reporting
	err := s.db.View(ctx, func(tx *db.Tx) (err error) {
		out, err = reportings(tx)
		return err
	})
	return out, err
}

// AgencyName is the authority that signs for a unit on a day: the one of kind
// "lead", or the only one; "" when none is on file.
func (s *Service) AgencyName(tx *db.Tx, unit string, day clock.Date) (string, error) {
	all, err := agenciesOf(tx, unit)
	if err != nil {
		return "", err
	}
	all = slices.DeleteFunc(all, func(a Agency) bool { return day < a.From || a.To <= day })
	for _, a := range all {
		if a.Kind == "lead" || len(all) == 1 {
			return a.Name, nil
		}
	}
	return "", nil
}
