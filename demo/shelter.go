package demo

import (
	"context"
	"fmt"
	"math/rand/v2"
	"time"

	"neove/access"
	"neove/app"
	"neove/internal/clock"
	"neove/internal/db"
	"neove/org"
	"neove/shelter"
)

// refuge is the partner that runs the province's facility.
const refuge = "Trung tâm Công tác xã hội tỉnh Long An"

// round is a day on which units were looked at.
type round struct {
	on    clock.Date
	kind  string
	share int // of a hundred units
}

// rounds are the simulated checks of readiness of 2024. The account says that
// the conditions to receive victims are always kept ready; when and how they
// were looked at is not published.
var rounds = []round{
	{clock.On(2024, time.February, 20), shelter.Fund, 100}, {clock.On(2024, time.March, 18), shelter.Lodging, 100}, {clock.On(2024, time.March, 19), shelter.Kit, 100},
	{clock.On(2024, time.June, 25), shelter.Drill, 90}, {clock.On(2024, time.November, 12), shelter.Lodging, 94}, {clock.On(2024, time.November, 13), shelter.Kit, 92},
	{clock.On(2024, time.December, 17), shelter.Call, 97},
}

// loadShelter keeps the province ready: one facility without anybody in it,
// because nobody came in 2024, and what units have at hand.
func loadShelter(ctx context.Context, a *app.App, c *Clock, by access.Actor, rng *rand.Rand, tree *org.Tree) error {
	c.Set(evening(clock.On(2024, time.January, 23)))
	if err := loadRefuge(ctx, a, by); err != nil {
		return err
	}
	for _, r := range rounds {
		c.Set(evening(r.on))
		units := append(tree.Children(Root, r.on), tree.CommunesOn(Root, r.on)...)
		err := a.DB.Write(ctx, by, "shelter.check.record", func(tx *db.Tx) error {
			for _, u := range append(units, org.Unit{ID: Root, Level: org.Province}) {
				if u.Level == org.Commune && rng.IntN(100) >= r.share {
					continue
				}
				if _, err := a.Shelter.RecordCheckIn(tx, by, found(rng, r, u)); err != nil {
					return fmt.Errorf("%s: %w", u.ID, err)
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	return loadRosters(ctx, a, c, by, tree)
}

func loadRefuge(ctx context.Context, a *app.App, by access.Actor) error {
	partners, err := a.Partner.Options(ctx, by, Root)
	if err != nil {
		return err
	}
	for _, p := range partners {
		if p.Text != refuge {
			continue
		}
		o := access.Office{Role: access.ServiceOfficer, Unit: Root, Agency: p.Value}
		_, err = a.Shelter.RecordFacility(ctx, by, shelter.FacilityInput{Office: o.String(), Kind: "refuge", Beds: map[string]int64{"women": 6, "children": 4, "family": 2},
			Place: shelter.Place{Address: "Địa chỉ mô phỏng của bản trình diễn", Way: "Gọi trước; xe của trung tâm đón tại điểm hẹn"}})
		return err
	}
	return fmt.Errorf("demo: no partner %s", refuge)
}

// found is what somebody saw in a unit. Phones are not those of anybody.
func found(rng *rand.Rand, r round, u org.Unit) shelter.Check {
	k := shelter.Check{Unit: u.ID, Kind: r.kind, On: r.on, Note: sampleNote}
	n := 2 + rng.Int64N(5)
	switch r.kind {
	case shelter.Fund:
		amount := (10 + 5*rng.Int64N(5)) * 1_000_000
		if u.Level != org.Commune {
			amount *= 4
		}
		k.Amount, k.Document = &amount, "Dự toán năm 2024"
	case shelter.Call:
		k.Phone, k.Hour, k.Answered = phoneOf(u), "14:30", shelter.Answered
		if rng.IntN(25) == 0 {
			k.Answered = shelter.Silent
		}
	case shelter.Drill:
		n += 10
		k.Count = &n
	default:
		k.Count = &n
	}
	return k
}

// phoneOf is a number that nobody has.
func phoneOf(u org.Unit) string { return "0000" + u.ID[1:] }

// loadRosters puts somebody on duty in the demo's present week.
func loadRosters(ctx context.Context, a *app.App, c *Clock, by access.Actor, tree *org.Tree) error {
	c.Set(evening(clock.On(2025, time.January, 3)))
	monday := clock.On(2025, time.January, 6)
	return a.DB.Write(ctx, by, "shelter.duty.set", func(tx *db.Tx) error {
		root, _ := tree.Unit(Root)
		for _, u := range append(tree.Children(Root, monday), append(tree.CommunesOn(Root, monday), root)...) {
			var list []shelter.Duty
			for day := monday; day < monday+7; day++ {
				for _, shift := range shelter.Shifts {
					list = append(list, shelter.Duty{On: day, Shift: shift, Name: "Trực ban (mô phỏng)", Phone: phoneOf(u)})
				}
			}
			if err := a.Shelter.SetDutiesIn(tx, by, u.ID, monday, list); err != nil {
				return err
			}
		}
		return nil
	})
}
