package org

import (
	"context"
	"slices"
	"time"

	"neove/access"
	"neove/internal/clock"
	"neove/internal/db"
	"neove/internal/errs"
	"neove/internal/vntext"
)

// PlaceKinds are the kinds of places that the work watches: border gates,
// trails and openings, waterways, routes, hot spots.
var PlaceKinds = []string{"gate", "crossing", "waterway", "route", "hotspot"}

// Place is a border place, a route or a hot spot. Unit is where it is; Quote is
// what a source says of it, so that a report may quote while the key is right.
type Place struct {
	ID        string     `db:"id" json:"id"`
	Unit      string     `db:"unit" json:"unit"`
	Kind      string     `db:"kind" json:"kind"`
	Name      string     `db:"name" json:"name"`
	Key       string     `db:"name_key" json:"-"`
	Detail    string     `db:"detail" json:"detail"`
	Quote     string     `db:"quote" json:"quote"`
	Source    string     `db:"source" json:"source"`
	From      clock.Date `db:"valid_from" json:"from"`
	To        clock.Date `db:"valid_to" json:"to"`
	Version   int64      `db:"version" json:"version"`
	CreatedBy string     `db:"created_by" json:"created_by"`
	CreatedAt time.Time  `db:"created_at" json:"created_at"`
	ChangedAt time.Time  `db:"changed_at" json:"changed_at"`
	Withdrawn bool       `db:"withdrawn" json:"withdrawn"`
}

const placeColumns = `SELECT id,unit,kind,name,name_key,detail,quote,source,valid_from,valid_to,version,created_by,created_at,changed_at,withdrawn FROM org_places`

const maxText = 500

func (p *Place) validate(u Unit) error {
	for _, s := range []*string{&p.Name, &p.Detail, &p.Quote, &p.Source} {
		*s = vntext.Clean(*s)
	}
	p.Key = vntext.Fold(p.Name + " " + p.Detail)
	if p.From == 0 {
		p.From = u.From
	}
	if p.To == 0 {
		p.To = clock.Max
	}
	var c errs.Check
	if p.Name == "" || len([]rune(p.Name)) > maxText {
		c.Add("name", "org.err.place_name")
	}
	if !slices.Contains(PlaceKinds, p.Kind) {
		c.Add("kind", "web.err.choice")
	}
	if p.Source == "" {
		c.Add("source", "org.err.source")
	}
	if p.To <= p.From {
		c.Add("to", "org.err.range")
	}
	for name, s := range map[string]string{"detail": p.Detail, "quote": p.Quote, "source": p.Source} {
		if len([]rune(s)) > 2*maxText {
			c.Add(name, "web.err.long", "max", 2*maxText)
		}
	}
	return c.Err()
}

// RecordPlace stores a new place, or a corrected one when it has an ID; version
// is then the one that the person saw. Errors: Forbidden, Invalid, NotFound,
// Conflict.
func (s *Service) RecordPlace(ctx context.Context, by access.Actor, in Place) (Place, error) {
	if err := by.NeedAt("org.profile.set", in.Unit); err != nil {
		return in, err
	}
	err := s.db.Write(ctx, by, "org.place.record", func(tx *db.Tx) error {
		t, err := s.TreeIn(tx)
		if err != nil {
			return err
		}
		u, ok := t.Unit(in.Unit)
		if !ok {
			return errs.New(errs.NotFound, "org.err.unit", "unit", in.Unit)
		}
		if err := in.validate(u); err != nil {
			return err
		}
		in.ChangedAt = tx.Now
		if in.ID == "" {
			in.ID, in.Version, in.CreatedBy, in.CreatedAt = tx.ID(), 1, by.ActorName(), tx.Now
			tx.Event(db.Event{Subject: "org.place", ID: in.ID, Unit: in.Unit, Detail: map[string]any{"name": in.Name, "kind": in.Kind}})
			return tx.Insert("org_places", in)
		}
		return s.amendPlace(tx, by, &in)
	})
	return in, err
}

func (s *Service) amendPlace(tx *db.Tx, by access.Actor, in *Place) error {
	old, err := db.Get[Place](tx, placeColumns+" WHERE id=?", in.ID)
	if err != nil {
		return err
	}
	if err := by.NeedAt("org.profile.set", old.Unit); err != nil {
		return errs.New(errs.NotFound, "web.err.not_found")
	}
	if old.Version != in.Version || old.Withdrawn {
		return errs.New(errs.Conflict, "web.err.changed")
	}
	in.Version, in.CreatedBy, in.CreatedAt = old.Version+1, old.CreatedBy, old.CreatedAt
	action := "org.place.amend"
	if in.Withdrawn {
		action = "org.place.withdraw"
	}
	tx.Event(db.Event{Action: action, Subject: "org.place", ID: in.ID, Unit: in.Unit,
		Detail: map[string]any{"name": []any{old.Name, in.Name}, "unit": []any{old.Unit, in.Unit}, "quote": []any{old.Quote, in.Quote}}})
	return db.UpsertAll(tx, "org_places", "id", []Place{*in})
}

// WithdrawPlace takes a place off the list; its history stays.
// Errors: Forbidden, NotFound, Conflict.
func (s *Service) WithdrawPlace(ctx context.Context, by access.Actor, id string, version int64) error {
	p, err := s.Place(ctx, by, id)
	if err != nil {
		return err
	}
	p.Version, p.Withdrawn = version, true
	_, err = s.RecordPlace(ctx, by, p)
	return err
}

// Place is one place. Errors: NotFound, also for those of other areas.
func (s *Service) Place(ctx context.Context, by access.Actor, id string) (Place, error) {
	var p Place
	err := s.db.View(ctx, func(tx *db.Tx) (err error) {
		p, err = db.Get[Place](tx, placeColumns+" WHERE id=?", id)
		return err
	})
	if err == nil && !by.MayAt("org.profile.read", p.Unit) {
		return Place{}, errs.New(errs.NotFound, "web.err.not_found")
	}
	return p, err
}

// Places lists the places in an area that exist on a day, by kind and name.
// Errors: Forbidden.
func (s *Service) Places(ctx context.Context, by access.Actor, root, kind string, day clock.Date) ([]Place, error) {
	if err := by.NeedAt("org.profile.read", root); err != nil {
		return nil, err
	}
	var out []Place
	err := s.db.View(ctx, func(tx *db.Tx) (err error) {
		out, err = s.PlacesIn(tx, root, kind, day)
		return err
	})
	return out, err
}

// PlacesIn is Places inside a transaction; the caller has checked the rights.
func (s *Service) PlacesIn(tx *db.Tx, root, kind string, day clock.Date) ([]Place, error) {
	t, err := s.TreeIn(tx)
	if err != nil {
		return nil, err
	}
	all, err := db.Select[Place](tx, placeColumns+" WHERE withdrawn=?", false)
	if err != nil {
		return nil, err
	}
	all = slices.DeleteFunc(all, func(p Place) bool {
		return day < p.From || p.To <= day || kind != "" && p.Kind != kind || !t.Covers(root, p.Unit)
	})
	vntext.SortBy(all, func(p Place) string { return p.Name })
	slices.SortStableFunc(all, func(a, b Place) int { return slices.Index(PlaceKinds, a.Kind) - slices.Index(PlaceKinds, b.Kind) })
	return all, nil
}
