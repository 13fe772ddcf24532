package demo

import (
	"context"
	"fmt"
	"time"

	"neove/internal/db"
	"neove/partner"
	"neove/shelter"
)

// ready plans the upkeep that belongs to no case: what units have at hand, and
// the calls by which the directory is checked.
func (m *minhHa) ready(offers []partner.Offer) {
	for i, kind := range []string{shelter.Fund, shelter.Lodging, shelter.Kit, shelter.Drill, shelter.Call} {
		at := local(2026, time.October, 12+3*i, 16, 0)
		m.queue = append(m.queue, event{at, "ready", func(ctx context.Context) error {
			return m.DB.Write(ctx, m.by, "shelter.check.record", func(tx *db.Tx) error {
				for n := range len(minhHaCommunes) + 1 {
					unit := MinhHa
					if n > 0 {
						unit = fmt.Sprintf("%s%02d", MinhHa, n)
					}
					if kind == shelter.Drill && n == 6 { // one never had a drill
						continue
					}
					if _, err := m.Shelter.RecordCheckIn(tx, m.by, m.check(tx, kind, unit, n)); err != nil {
						return err
					}
				}
				return nil
			})
		}})
	}
	m.queue = append(m.queue, event{local(2026, time.November, 3, 9, 0), "directory", func(ctx context.Context) error {
		for _, o := range offers {
			if _, err := m.Partner.Verify(ctx, m.by, o.ID, o.Version); err != nil {
				return err
			}
		}
		return nil
	}})
}

// check is what somebody saw in a unit; the phone is nobody's.
func (m *minhHa) check(tx *db.Tx, kind, unit string, n int) shelter.Check {
	k := shelter.Check{Unit: unit, Kind: kind, On: tx.Today(), Note: fiction}
	count, amount := int64(3+n%4), int64(20_000_000+5_000_000*(n%3))
	switch kind {
	case shelter.Fund:
		k.Amount, k.Document = &amount, "Dự toán năm 2026"
	case shelter.Call:
		k.Phone, k.Hour, k.Answered = fmt.Sprintf("00009%04d", n), "21:15", shelter.Answered
		if n == 5 {
			k.Answered = shelter.Silent
		}
	default:
		k.Count = &count
	}
	return k
}
