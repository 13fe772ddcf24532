package org

import (
	"context"
	"regexp"
	"slices"

	"neove/access"
	"neove/internal/clock"
	"neove/internal/db"
	"neove/internal/errs"
	"neove/internal/vntext"
)

// Founding is a unit that no official list has, and what it stands below.
type Founding struct {
	Unit
	Parent string
}

// Keys of the official lists are one letter and digits: no made-up unit takes
// one that a later list could bring.
var (
	foundedKey = regexp.MustCompile(`^[A-Z]{2}[0-9]{0,4}$`)
	order      = []Level{Nation, Province, District, Commune}
)

// Found adds units that exist for an exercise or a demo only; in one call the
// upper ones come first. A real unit comes with the official lists (Load) and
// never here. Errors: Forbidden, Invalid, Conflict for a key that is taken.
func (s *Service) Found(ctx context.Context, by access.Actor, list ...Founding) error {
	return s.db.Write(ctx, by, "org.unit.found", func(tx *db.Tx) error {
		t, err := s.TreeIn(tx)
		if err != nil {
			return err
		}
		known := map[string]Unit{}
		for i, f := range list {
			if err := by.NeedAt("org.setting.admin", f.Parent); err != nil {
				return err
			}
			parent, ok := known[f.Parent]
			if !ok {
				if parent, ok = t.Unit(f.Parent); !ok {
					return errs.New(errs.NotFound, "org.err.unit", "unit", f.Parent)
				}
			}
			if _, taken := t.Unit(f.ID); taken || known[f.ID].ID != "" {
				return errs.New(errs.Conflict, "org.err.founded", "unit", f.ID)
			}
			if err := f.check(i+1, parent); err != nil {
				return err
			}
			known[f.ID] = f.Unit
			if err := tx.Insert("org_units", f.Unit); err != nil {
				return err
			}
			if err := tx.Insert("org_parents", Link{f.ID, f.Parent, f.From, f.To}); err != nil {
				return err
			}
			tx.Event(db.Event{Subject: "org.unit", ID: f.ID, Unit: f.Parent, Detail: map[string]any{"name": f.Name, "level": string(f.Level)}})
		}
		return bumpTree(tx)
	})
}

// check brings a unit into its stored form and says what is wrong.
func (f *Founding) check(row int, parent Unit) error {
	if f.To == 0 {
		f.To = clock.Max
	}
	f.Name = vntext.Clean(f.Name)
	f.Code, f.Key = f.ID, vntext.Fold(f.Name)
	var c errs.Check
	if !foundedKey.MatchString(f.ID) {
		c.AddAt(row, "unit", "org.err.founded_key")
	}
	if f.Name == "" || len([]rune(f.Name)) > maxText {
		c.AddAt(row, "name", "web.err.required")
	}
	if slices.Index(order, f.Level) <= slices.Index(order, parent.Level) {
		c.AddAt(row, "level", "web.err.choice")
	}
	if f.To <= f.From || f.From < parent.From || parent.To < f.To {
		c.AddAt(row, "valid_from", "org.err.range")
	}
	return c.Err()
}
