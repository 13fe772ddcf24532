package shelter

import (
	"neove/internal/clock"
	"neove/internal/db"
	"neove/internal/errs"
	"neove/internal/vntext"
	"neove/org"
)

// Keys of dated configuration.
const (
	limitDays   = "shelter.limit.days"
	limitMonths = "shelter.limit.months"
	limitWarn   = "shelter.limit.warn" // days before the nearer limit
)

// newLaw is when Law 53/2024/QH15 and Decree 162/2025 came into force.
var newLaw = clock.MustParse("2025-07-01")

func number(from, to int64) func(string) bool {
	return func(v string) bool { n, err := vntext.ParseCount(v); return err == nil && n >= from && n <= to }
}

const ours = "Cấu hình của hệ thống, chưa có văn bản quy định"

// Keys is the dated configuration of the slice. The limits come from decrees
// whose text was not checked; the ages after which a fact is old are ours.
var Keys = []org.Key{
	{Name: limitDays, Fits: number(1, 1000), First: []org.Setting{
		{Key: limitDays, Value: "60", From: clock.Min, To: newLaw, Source: "Nghị định 09/2013/NĐ-CP: ăn, ở tối đa 60 ngày; chưa đối chiếu với văn bản gốc"},
		{Key: limitDays, Value: "120", From: newLaw, To: clock.Max, Source: "Nghị định 162/2025/NĐ-CP Điều 17: không quá 120 ngày; chưa đối chiếu với văn bản gốc"}}},
	{Name: limitMonths, Fits: number(1, 60), First: first(limitMonths, "3", "Nghị định 20/2021/NĐ-CP Điều 24 khoản 4: tối đa 03 tháng; chưa đối chiếu với văn bản gốc")},
	{Name: limitWarn, Fits: number(0, 90), First: first(limitWarn, "14", ours)},
	{Name: ageKey(Fund), Fits: number(1, 2000), First: first(ageKey(Fund), "365", ours)},
	{Name: ageKey(Kit), Fits: number(1, 2000), First: first(ageKey(Kit), "90", ours)},
	{Name: ageKey(Lodging), Fits: number(1, 2000), First: first(ageKey(Lodging), "90", ours)},
	{Name: ageKey(Drill), Fits: number(1, 2000), First: first(ageKey(Drill), "365", ours)},
	{Name: ageKey(Call), Fits: number(1, 2000), First: first(ageKey(Call), "30", ours)},
}

// ageKey is the key of how many days a fact of readiness holds.
func ageKey(kind string) string { return "shelter.age." + kind }

func first(key, value, source string) []org.Setting {
	return []org.Setting{{Key: key, Value: value, From: clock.Min, To: clock.Max, Source: source}}
}

// Seed brings in the configuration that ships.
func Seed(tx *db.Tx) error { return org.SeedKeys(tx, Keys...) }

// setting is a number of the configuration on a day; 0 where none is set.
func (s *Service) setting(tx *db.Tx, key string, day clock.Date) (int64, error) {
	v, err := s.org.SettingOn(tx, key, day)
	if errs.Is(err, errs.NotFound) {
		return 0, nil
	}
	if err != nil {
		return 0, err
	}
	return vntext.ParseCount(v.Value)
}

// limits are the two ends of a stay that begins on a day, under what was in
// force then.
func (s *Service) limits(tx *db.Tx, from clock.Date) (days, months clock.Date, err error) {
	n, err := s.setting(tx, limitDays, from)
	if err != nil {
		return 0, 0, err
	}
	m, err := s.setting(tx, limitMonths, from)
	days, months = clock.Max, clock.Max // no limit is set
	if n > 0 {
		days = from + clock.Date(n)
	}
	if m > 0 {
		months = from.AddMonths(int(m))
	}
	return days, months, err
}
