package partner

import (
	"neove/internal/clock"
	"neove/internal/db"
	"neove/internal/vntext"
	"neove/org"
)

// verifyMonths is the key of how long a check of a service counts.
const verifyMonths = "partner.verify.months"

// Keys is the dated configuration of the slice. The law sets no such limit; the
// value is ours until an authority sets one.
var Keys = []org.Key{{Name: verifyMonths, Fits: func(v string) bool { n, err := vntext.ParseCount(v); return err == nil && n >= 1 && n <= 60 },
	First: []org.Setting{{Key: verifyMonths, Value: "6", From: clock.Min, To: clock.Max, Source: "Cấu hình của hệ thống, chưa có quy định"}}}}

// Seed brings in terms and configuration that ship.
func Seed(tx *db.Tx) error {
	if err := SeedTerms(tx); err != nil {
		return err
	}
	return org.SeedKeys(tx, Keys...)
}

// freshSince is the first day whose checks still count.
func (s *Service) freshSince(tx *db.Tx) (clock.Date, error) {
	v, err := s.org.SettingOn(tx, verifyMonths, tx.Today())
	if err != nil {
		return 0, err
	}
	n, err := vntext.ParseCount(v.Value)
	return tx.Today().AddMonths(-int(n)), err
}
