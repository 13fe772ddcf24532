package shelter

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"neove/access"
	"neove/internal/clock"
	"neove/internal/db"
	"neove/internal/errs"
	"neove/measure"
)

// SetDuties stores who is on duty in a week; what stood there goes. Errors:
// Forbidden, Invalid with rows from 1.
func (s *Service) SetDuties(ctx context.Context, by access.Actor, unit string, week clock.Date, list []Duty) error {
	return s.db.Write(ctx, by, "shelter.duty.set", func(tx *db.Tx) error { return s.SetDutiesIn(tx, by, unit, week, list) })
}

// SetDutiesIn is SetDuties inside a transaction of the caller.
func (s *Service) SetDutiesIn(tx *db.Tx, by access.Actor, unit string, week clock.Date, list []Duty) error {
	d, err := s.desk(tx, by)
	if err != nil {
		return err
	}
	office, err := d.keeper(unit)
	if err != nil {
		return err
	}
	week = weekOf(week)
	var c errs.Check
	if week < d.today-oldest || week > d.today+ahead {
		c.Add("week", "web.err.choice")
	}
	seen := map[string]bool{}
	for i := range list {
		y := &list[i]
		y.clean()
		y.validate(&c, i+1)
		if key := fmt.Sprint(y.On, y.Shift); y.On < week || y.On >= week+7 || !slices.Contains(Shifts, y.Shift) || seen[key] {
			c.AddAt(i+1, "name", "web.err.choice")
		} else {
			seen[key] = true
		}
		y.ID, y.Unit, y.Office, y.CreatedBy, y.CreatedAt = tx.ID(), unit, office, by.ActorName(), tx.Now
	}
	if err := c.Err(); err != nil {
		return err
	}
	d.event("shelter.duty.set", dutyKind, dutyID(unit, office), unit, map[string]any{"week": week, "n": len(list)})
	if err := replaceDuties(tx, unit, office, week, week+7, list); err != nil {
		return err
	}
	return measure.Replace(tx, dutyKind, dutyEntries(unit, office, week, list)...)
}

// dutyID is what the history of an office's roster stands under.
func dutyID(unit, office string) string { return strings.TrimSuffix(unit+"/"+office, "/") }

// dutyEntries count the shifts of each day of a week that somebody is on.
func dutyEntries(unit, office string, week clock.Date, list []Duty) []measure.Entry {
	out := make([]measure.Entry, 7)
	for i := range out {
		day := week + clock.Date(i)
		out[i].ID = dutyID(unit, office) + "/" + day.String()
		n := int64(0)
		for _, y := range list {
			if y.On == day {
				n++
			}
		}
		if n > 0 {
			out[i].Facts = []measure.Fact{{Unit: unit, Day: day, Measure: "shelter.readiness.duty", Value: n}}
		}
	}
	return out
}

// Week is who is on duty in a week, in an office of a unit.
func (s *Service) Week(ctx context.Context, by access.Actor, unit, office string, week clock.Date) (list []Duty, err error) {
	err = s.db.View(ctx, func(tx *db.Tx) error {
		if err := by.NeedAt(readinessRead, unit); err != nil {
			return err
		}
		d, err := s.desk(tx, by)
		if err != nil {
			return err
		}
		list, err = dutiesOf(tx, unit, office, weekOf(week), weekOf(week)+7)
		d.hideNames(list)
		return err
	})
	return list, err
}

// staffed reports whether an office is an organisation with which the actor has
// nothing to do: who works in a shelter is not told, staff are threatened, too.
func (d desk) staffed(unit, office string) bool {
	o, ok := access.ParseOffice(office)
	if !ok || o.Agency == "" {
		return false
	}
	_, seated := d.seat(stayRead, Facility{Office: office, Unit: unit})
	return !seated
}

// hideNames leaves the phone only of whoever works in a facility.
func (d desk) hideNames(list []Duty) {
	for i, y := range list {
		if d.staffed(y.Unit, y.Office) {
			list[i].Name = ""
		}
	}
}

// Keeper says in whose name the actor records the readiness of a unit. Errors:
// Forbidden.
func (s *Service) Keeper(ctx context.Context, by access.Actor, unit string) (office string, err error) {
	err = s.db.View(ctx, func(tx *db.Tx) error {
		d, err := s.desk(tx, by)
		if err != nil {
			return err
		}
		office, err = d.keeper(unit)
		return err
	})
	return office, err
}
