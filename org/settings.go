package org

import (
	"context"

	"neove/access"
	"neove/internal/clock"
	"neove/internal/db"
	"neove/internal/errs"
	"neove/internal/vntext"
)

// Keys of dated configuration.
const (
	// MonthKind is "calendar" or "administrative" (15th to 14th).
	MonthKind = "outreach.month.kind"
	// MonthDueDays counts working days from the end of the month to the deadline.
	MonthDueDays = "outreach.month.due_days"
	// MonthDueTime is the hour of the deadline, HH:MM in Vietnam.
	MonthDueTime = "outreach.month.due_time"
)

// shipped are the first values; an administrator replaces them by dated ones.
var shipped = []Setting{
	{MonthKind, "calendar", clock.Min, clock.Max, "Kỳ tháng dương lịch của sổ theo dõi; Nghị định 09/2019/NĐ-CP Điều 12 mặc định kỳ 15 đến 14", false},
	{MonthDueDays, "3", clock.Min, clock.Max, "Nghị định 09/2019/NĐ-CP Điều 8 khoản 5: sau ngày chốt số liệu ít nhất 01 ngày làm việc", false},
	{MonthDueTime, "17:00", clock.Min, clock.Max, "Hết giờ làm việc", false},
}

func seedSettings(tx *db.Tx) error {
	n, err := db.Get[int64](tx, "SELECT COUNT(*) FROM org_settings")
	if err != nil || n > 0 {
		return err
	}
	return db.InsertAll(tx, "org_settings", shipped)
}

// choices limits what a key may hold.
var choices = map[string]func(string) bool{
	MonthKind:    func(v string) bool { return v == "calendar" || v == "administrative" },
	MonthDueDays: func(v string) bool { n, err := vntext.ParseCount(v); return err == nil && n >= 1 && n <= 30 },
	MonthDueTime: func(v string) bool { return len(v) == 5 && v[2] == ':' && v >= "00:00" && v <= "23:59" },
}

// Key is dated configuration of another slice: what it may hold and what ships.
type Key struct {
	Name  string
	Fits  func(string) bool
	First []Setting
}

// Declare adds the keys of a slice, so that an administrator finds all
// configuration in one place; app calls it once while wiring.
func (s *Service) Declare(keys ...Key) { s.keys = append(s.keys, keys...) }

// SeedKeys brings in what ships for keys that have no value yet.
func SeedKeys(tx *db.Tx, keys ...Key) error {
	all, err := settings(tx)
	if err != nil {
		return err
	}
	have := map[string]bool{}
	for _, v := range all {
		have[v.Key] = true
	}
	for _, k := range keys {
		if have[k.Name] {
			continue
		}
		tx.Event(db.Event{Action: "org.setting.seed", Subject: "org.setting", ID: k.Name})
		if err := db.InsertAll(tx, "org_settings", k.First); err != nil {
			return err
		}
	}
	return nil
}

// rule is what a key may hold; nil for an unknown key.
func (s *Service) rule(key string) func(string) bool {
	for _, k := range s.keys {
		if k.Name == key {
			return k.Fits
		}
	}
	return choices[key]
}

// Settings lists all dated values.
func (s *Service) Settings(ctx context.Context) ([]Setting, error) {
	var out []Setting
	err := s.db.View(ctx, func(tx *db.Tx) (err error) {
		out, err = settings(tx)
		return err
	})
	return out, err
}

// Configure sets a key from a day on; what was valid before keeps its days.
// Errors: Invalid (unknown key, value that the key cannot hold, no source).
func (s *Service) Configure(ctx context.Context, by access.Actor, in Setting) error {
	if err := by.Need("org.setting.admin"); err != nil {
		return err
	}
	in.Value, in.Source, in.To = vntext.Clean(in.Value), vntext.Clean(in.Source), clock.Max
	var c errs.Check
	if fits := s.rule(in.Key); fits == nil {
		c.Add("key", "org.err.setting_key")
	} else if !fits(in.Value) {
		c.Add("value", "org.err.setting_value")
	}
	if in.Source == "" {
		c.Add("source", "org.err.source")
	}
	if err := c.Err(); err != nil {
		return err
	}
	return s.db.Write(ctx, by, "org.setting.set", func(tx *db.Tx) error {
		if _, err := tx.Exec("DELETE FROM org_settings WHERE key=? AND valid_from>=?", in.Key, in.From); err != nil {
			return err
		}
		if _, err := tx.Exec("UPDATE org_settings SET valid_to=? WHERE key=? AND valid_to>?", in.From, in.Key, in.From); err != nil {
			return err
		}
		tx.Event(db.Event{Subject: "org.setting", ID: in.Key, Detail: map[string]any{"value": in.Value, "from": in.From, "source": in.Source}})
		return tx.Insert("org_settings", in)
	})
}
