package demo

import (
	"context"
	"fmt"
	"time"

	"neove/internal/clock"
	"neove/internal/db"
	"neove/partner"
	"neove/shelter"
)

// ready plans the upkeep that belongs to no case: what units have at hand, and
// the calls by which the directory is checked.
func (m *minhHa) ready(offers []partner.Offer) {
	m.roster()
	for i, kind := range []string{shelter.Fund, shelter.Lodging, shelter.Kit, shelter.Drill, shelter.Call} {
		at := local(2026, time.October, 12+3*i, 16, 0)
		m.queue = append(m.queue, event{at, "ready", func(ctx context.Context) error {
			return m.DB.Write(ctx, m.by, "shelter.check.record", func(tx *db.Tx) error {
				for n := range len(minhHaCommunes) + 1 {
					if kind == shelter.Drill && n == 6 { // one never had a drill
						continue
					}
					if _, err := m.Shelter.RecordCheckIn(tx, m.by, m.check(tx, kind, n)); err != nil {
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

// roster puts somebody on duty in the present week; no name, no phone of anybody.
func (m *minhHa) roster() {
	monday := clock.On(2026, time.November, 23)
	m.queue = append(m.queue, event{local(2026, time.November, 20, 15, 30), "roster", func(ctx context.Context) error {
		return m.DB.Write(ctx, m.by, "shelter.duty.set", func(tx *db.Tx) error {
			for n := range len(minhHaCommunes) + 1 {
				var list []shelter.Duty
				for day := monday; day < monday+7; day++ {
					for _, shift := range shelter.Shifts {
						list = append(list, shelter.Duty{On: day, Shift: shift, Name: "Trực ban (hư cấu)", Phone: nobodysPhone(n)})
					}
				}
				if err := m.Shelter.SetDutiesIn(tx, m.by, unitOf(n), monday, list); err != nil {
					return err
				}
			}
			return nil
		})
	}})
}

// unitOf is the province for 0, else the commune of the number.
func unitOf(n int) string {
	if n == 0 {
		return MinhHa
	}
	return fmt.Sprintf("%s%02d", MinhHa, n)
}

func nobodysPhone(n int) string { return fmt.Sprintf("00009%04d", n) }

// check is what somebody saw in a unit; the phone is nobody's.
func (m *minhHa) check(tx *db.Tx, kind string, n int) shelter.Check {
	k := shelter.Check{Unit: unitOf(n), Kind: kind, On: tx.Today(), Note: fiction}
	count, amount := int64(3+n%4), int64(20_000_000+5_000_000*(n%3))
	switch kind {
	case shelter.Fund:
		k.Amount, k.Document = &amount, "Dự toán năm 2026"
	case shelter.Call:
		k.Phone, k.Hour, k.Answered = nobodysPhone(n), "21:15", shelter.Answered
		if n == 5 {
			k.Answered = shelter.Silent
		}
	default:
		k.Count = &count
	}
	return k
}
