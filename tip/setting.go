package tip

import (
	"net/url"
	"strings"
	"time"

	"neove/internal/clock"
	"neove/internal/db"
	"neove/internal/vntext"
	"neove/internal/workday"
	"neove/org"
)

// Keys of dated configuration.
const (
	clockImmediate = "tip.clock.immediate" // minutes
	clockToday     = "tip.clock.today"     // hours
	clockNormal    = "tip.clock.normal"    // working days
	phoneHotline   = "tip.phone.hotline"
	phonePolice    = "tip.phone.police"
	exitPage       = "tip.exit.page"
	publicUnit     = "tip.public.unit"
)

// anyPublic leaves the choice of the office to the program: the only one there
// is; with several provinces in one database the unit must be named.
const anyPublic = "auto"

func number(from, to int64) func(string) bool {
	return func(v string) bool { n, err := vntext.ParseCount(v); return err == nil && n >= from && n <= to }
}

func phone(v string) bool {
	return len(v) >= 3 && len(v) <= 15 && strings.Trim(v, "0123456789+ ") == ""
}

func page(v string) bool {
	u, err := url.Parse(v)
	return err == nil && u.Scheme == "https" && u.Host != "" && u.User == nil
}

// Keys is the dated configuration of the slice. No clock is in the law as a
// number; the values are ours until an authority sets them.
var Keys = []org.Key{
	{Name: clockImmediate, Fits: number(0, 24*60), First: first(clockImmediate, "0",
		"Nghị định 162/2025/NĐ-CP Điều 4, 5: Tổng đài 111 chuyển tin ngay")},
	{Name: clockToday, Fits: number(1, 7*24), First: first(clockToday, "24", "Cấu hình của hệ thống")},
	{Name: clockNormal, Fits: number(1, 30), First: first(clockNormal, "3", "Cấu hình của hệ thống")},
	{Name: phoneHotline, Fits: phone, First: first(phoneHotline, "111", "Nghị định 162/2025/NĐ-CP Điều 4: Tổng đài quốc gia 111")},
	{Name: phonePolice, Fits: phone, First: first(phonePolice, "113", "Số gọi khẩn cấp của công an")},
	{Name: exitPage, Fits: page, First: first(exitPage, "https://nchmf.gov.vn", "Trang thời tiết, nơi nút Thoát nhanh dẫn tới")},
	{Name: publicUnit, Fits: func(v string) bool { return v != "" && len(v) <= 40 }, First: first(publicUnit, anyPublic,
		"Công an tỉnh; nếu chưa có tài khoản thì sở chủ trì")},
}

func first(key, value, source string) []org.Setting {
	return []org.Setting{{Key: key, Value: value, From: clock.Min, To: clock.Max, Source: source}}
}

// Seed brings in the configuration that ships.
func Seed(tx *db.Tx) error { return org.SeedKeys(tx, Keys...) }

// setting is the value of a key today; "" where none is set.
func (s *Service) setting(tx *db.Tx, key string, day clock.Date) (string, error) {
	v, err := s.org.SettingOn(tx, key, day)
	if missing(err) {
		return "", nil
	}
	return v.Value, err
}

// limit is the clock of an urgency on a day, as it is configured.
func (s *Service) limit(tx *db.Tx, u Urgency, day clock.Date) (int64, error) {
	v, err := s.org.SettingOn(tx, map[Urgency]string{Immediate: clockImmediate, Today: clockToday, Normal: clockNormal}[u], day)
	if err != nil {
		return 0, err
	}
	return vntext.ParseCount(v.Value)
}

// dueAt is when a clock that begins at an instant runs out.
func (s *Service) dueAt(tx *db.Tx, u Urgency, from time.Time) (time.Time, error) {
	n, err := s.limit(tx, u, clock.DateOf(from))
	return due(u, n, from), err
}

// closing is the hour at which the last working day ends, in Vietnam.
const closing = 17

// due adds minutes, hours or working days.
func due(u Urgency, n int64, from time.Time) time.Time {
	switch u {
	case Immediate:
		return from.Add(time.Duration(n) * time.Minute)
	case Today:
		return from.Add(time.Duration(n) * time.Hour)
	}
	y, m, d := workday.After(clock.DateOf(from), int(n)).YMD()
	return time.Date(y, m, d, closing, 0, 0, 0, clock.Vietnam).UTC()
}
