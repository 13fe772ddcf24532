package org

import (
	"context"
	"slices"
	"strings"
	"time"

	"neove/access"
	"neove/internal/clock"
	"neove/internal/db"
	"neove/internal/errs"
	"neove/internal/vntext"
)

// Item is something that can be told of a unit by year: industrial parks, length
// of the border. Values are whole numbers of 10^-Decimals of the unit of count.
type Item struct {
	Code     string `db:"code" json:"code"`
	NameVi   string `db:"name_vi" json:"name_vi"`
	NameEn   string `db:"name_en" json:"name_en"`
	UnitVi   string `db:"unit_vi" json:"unit_vi"`
	UnitEn   string `db:"unit_en" json:"unit_en"`
	Decimals int    `db:"decimals" json:"decimals"`
	Position int    `db:"position" json:"-"`
}

// Name and Count word the item in "vi" or "en".
func (i Item) Name(lang string) string {
	if lang == "en" {
		return i.NameEn
	}
	return i.NameVi
}

// Count is the unit of count.
func (i Item) Count(lang string) string {
	if lang == "en" {
		return i.UnitEn
	}
	return i.UnitVi
}

// Profiled is a unit's figure of a year, with its source.
type Profiled struct {
	Unit   string    `db:"unit" json:"unit"`
	Year   int       `db:"year" json:"year"`
	Item   string    `db:"item" json:"item"`
	Value  int64     `db:"value" json:"value"`
	Source string    `db:"source" json:"source"`
	SetBy  string    `db:"set_by" json:"set_by"`
	SetAt  time.Time `db:"set_at" json:"set_at"`
}

// shippedItems are the figures of the reference year's account.
var shippedItems = []Item{
	{"industrial_parks", "Khu công nghiệp", "Industrial parks", "khu", "parks", 0, 10},
	{"industrial_clusters", "Cụm công nghiệp", "Industrial clusters", "cụm", "clusters", 0, 20},
	{"population", "Dân số", "Population", "người", "people", 0, 30},
	{"workers", "Lao động đang làm việc", "Workers", "người", "people", 0, 40},
	{"migrant_workers", "Lao động từ nơi khác đến", "Workers from elsewhere", "người", "people", 0, 50},
	{"border_length", "Đường biên giới", "Border", "km", "km", 1, 60},
	{"poor_households", "Hộ nghèo", "Poor households", "hộ", "households", 0, 70},
}

// SeedItems brings the shipped items in where they are missing.
func SeedItems(tx *db.Tx) error {
	have, err := db.Select[string](tx, "SELECT code FROM org_figure_items")
	if err != nil {
		return err
	}
	add := slices.DeleteFunc(slices.Clone(shippedItems), func(i Item) bool { return slices.Contains(have, i.Code) })
	if len(add) > 0 {
		tx.Event(db.Event{Action: "org.figure.seed", Subject: "org.figure"})
	}
	return db.InsertAll(tx, "org_figure_items", add)
}

// Items lists what can be told of a unit.
func Items(tx *db.Tx) ([]Item, error) {
	return db.Select[Item](tx, "SELECT code,name_vi,name_en,unit_vi,unit_en,decimals,position FROM org_figure_items ORDER BY position, code")
}

// FiguresOf are a unit's figures, newest year first; year 0 is all years.
func FiguresOf(tx *db.Tx, unit string, year int) ([]Profiled, error) {
	q, args := "SELECT unit,year,item,value,source,set_by,set_at FROM org_figures WHERE unit=?", []any{unit}
	if year != 0 {
		q, args = q+" AND year=?", append(args, year)
	}
	return db.Select[Profiled](tx, q+" ORDER BY year DESC, item", args...)
}

// SetFigures replaces a unit's figures of a year. seen is the instant of the
// newest figure that the person saw (zero for none). Errors: Forbidden, Invalid
// (year, unknown item, negative value, no source), NotFound, Conflict.
func (s *Service) SetFigures(ctx context.Context, by access.Actor, unit string, year int, values map[string]int64, source string, seen time.Time) error {
	if err := by.NeedAt("org.profile.set", unit); err != nil {
		return err
	}
	source = vntext.Clean(source)
	return s.db.Write(ctx, by, "org.figure.set", func(tx *db.Tx) error {
		t, err := s.TreeIn(tx)
		if err != nil {
			return err
		}
		u, ok := t.Unit(unit)
		if !ok {
			return errs.New(errs.NotFound, "org.err.unit", "unit", unit)
		}
		items, err := Items(tx)
		if err != nil {
			return err
		}
		if err := checkFigures(u, year, values, source, items); err != nil {
			return err
		}
		old, err := FiguresOf(tx, unit, year)
		if err != nil {
			return err
		}
		if !newest(old).Equal(seen) {
			return errs.New(errs.Conflict, "web.err.changed")
		}
		if _, err := tx.Exec("DELETE FROM org_figures WHERE unit=? AND year=?", unit, year); err != nil {
			return err
		}
		detail := map[string]any{"year": year, "source": source}
		for _, i := range items {
			v, given := values[i.Code]
			if !given {
				continue
			}
			detail[i.Code] = v
			if err := tx.Insert("org_figures", Profiled{unit, year, i.Code, v, source, by.ActorName(), tx.Now}); err != nil {
				return err
			}
		}
		tx.Event(db.Event{Subject: "org.figure", ID: unit, Unit: unit, Detail: detail})
		return nil
	})
}

func checkFigures(u Unit, year int, values map[string]int64, source string, items []Item) error {
	var c errs.Check
	if year < 1990 || year > 2200 || !u.During(clock.On(year, 1, 1), clock.On(year+1, 1, 1)) {
		c.Add("year", "org.err.figure_year", "unit", u.Name)
	}
	if source == "" {
		c.Add("source", "org.err.source")
	}
	for code, v := range values {
		if !slices.ContainsFunc(items, func(i Item) bool { return i.Code == code }) || v < 0 {
			c.Add(code, "org.err.figure", "item", code)
		}
	}
	return c.Err()
}

// newest is when the youngest figure was set; zero for none.
func newest(list []Profiled) time.Time {
	var at time.Time
	for _, f := range list {
		if f.SetAt.After(at) {
			at = f.SetAt
		}
	}
	return at
}

// Decimal writes a value of the item: 137,7 in Vietnamese.
func (i Item) Decimal(v int64, lang string) string {
	s := vntext.Decimal(v, i.Decimals)
	if lang == "en" {
		return strings.NewReplacer(".", ",", ",", ".").Replace(s)
	}
	return s
}
