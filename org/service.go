package org

import (
	"cmp"
	"context"
	"slices"
	"sync"

	"neove/access"
	"neove/internal/clock"
	"neove/internal/db"
	"neove/internal/errs"
)

// Service answers questions about units and keeps what officials decide.
type Service struct {
	db   *db.DB
	keys []Key // of other slices
	// PartnerName is what people call an organisation; app fills it.
	PartnerName func(id string) string

	mu      sync.Mutex
	tree    *Tree
	version int64
}

// NewService makes the service; it loads the tree at the first question.
func NewService(d *db.DB) *Service { return &Service{db: d} }

// Load brings the units of the country into the database (neove migrate).
func (s *Service) Load(ctx context.Context, by access.Actor) error {
	return s.db.Write(ctx, by, "org.unit.load", func(tx *db.Tx) error {
		tx.Event(db.Event{Subject: "org.dataset", ID: datasetVersion()})
		if err := loadDataset(tx); err != nil {
			return err
		}
		return seedSettings(tx)
	})
}

// TreeIn is the tree as the transaction sees it; an unchanged tree is reused.
func (s *Service) TreeIn(tx *db.Tx) (*Tree, error) {
	v, err := treeVersion(tx)
	if err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.tree != nil && s.version == v {
		return s.tree, nil
	}
	t, err := loadTree(tx)
	if err != nil {
		return nil, err
	}
	t.agencyName = s.PartnerName
	s.tree, s.version = t, v
	return t, nil
}

// Tree is the current tree.
func (s *Service) Tree(ctx context.Context) (*Tree, error) {
	var t *Tree
	err := s.db.View(ctx, func(tx *db.Tx) (err error) {
		t, err = s.TreeIn(tx)
		return err
	})
	return t, err
}

// Covers serves access: whether a right at root reaches the unit. On failure
// of the database it says no.
func (s *Service) Covers(root, unit string) bool {
	t, err := s.Tree(context.Background())
	return err == nil && t.Covers(root, unit)
}

// SettingOn is the value of a key on a day. Errors: NotFound when none is set.
func (s *Service) SettingOn(tx *db.Tx, key string, day clock.Date) (Setting, error) {
	return SettingIn(tx, key, day)
}

// SettingIn is SettingOn for those who have no service.
func SettingIn(tx *db.Tx, key string, day clock.Date) (Setting, error) {
	return db.Get[Setting](tx, `SELECT key,value,valid_from,valid_to,source,verified FROM org_settings
		WHERE key=? AND valid_from<=? AND valid_to>?`, key, day, day)
}

// ReportingRoots lists which areas owe month reports, and when.
func (s *Service) ReportingRoots(tx *db.Tx) ([]Reporting, error) { return reportings(tx) }

// Oblige makes the communes under root owe month reports from a day on.
// Errors: Forbidden, NotFound, Conflict when root is already obliged then.
func (s *Service) Oblige(ctx context.Context, by access.Actor, root string, from, to clock.Date) error {
	if err := by.NeedAt("org.setting.admin", root); err != nil {
		return err
	}
	return s.db.Write(ctx, by, "org.reporting.oblige", func(tx *db.Tx) error {
		t, err := s.TreeIn(tx)
		if err != nil {
			return err
		}
		u, ok := t.Unit(root)
		if !ok {
			return errs.New(errs.NotFound, "org.err.unit", "unit", root)
		}
		all, err := reportings(tx)
		if err != nil {
			return err
		}
		for _, r := range all {
			if r.Root == root && r.From < to && from < r.To {
				return errs.New(errs.Conflict, "org.err.obliged", "unit", u.Name)
			}
		}
		tx.Event(db.Event{Subject: "org.unit", ID: root, Unit: root, Detail: map[string]any{"from": from, "to": to}})
		return tx.Insert("org_reporting", Reporting{tx.ID(), root, from, to})
	})
}

// Reporter is a commune that owes month reports in [OwesFrom, OwesTo).
type Reporter struct {
	Unit
	OwesFrom, OwesTo clock.Date
}

// Reporters are the communes whose data belongs to root's area (everywhere when
// "") and that owe a report at any time in [from, to), with the time they owe.
func (s *Service) Reporters(tx *db.Tx, root string, from, to clock.Date) ([]Reporter, error) {
	return s.ReportersAt(tx, root, Commune, from, to)
}

// ReportersAt is Reporters for units of any level: the province itself, its
// districts, or its communes.
func (s *Service) ReportersAt(tx *db.Tx, root string, level Level, from, to clock.Date) ([]Reporter, error) {
	t, err := s.TreeIn(tx)
	if err != nil {
		return nil, err
	}
	all, err := reportings(tx)
	if err != nil {
		return nil, err
	}
	var out []Reporter
	seen := map[string]bool{}
	for _, r := range all {
		since, until := max(from, r.From), min(to, r.To)
		for _, u := range t.At(r.Root, level, since, until) {
			if !seen[u.ID] && (root == "" || t.Covers(root, u.ID)) {
				seen[u.ID] = true
				out = append(out, Reporter{u, max(since, u.From), min(until, u.To)})
			}
		}
	}
	slices.SortFunc(out, func(a, b Reporter) int { return cmp.Compare(a.Code+a.ID, b.Code+b.ID) })
	return out, nil
}
