package shelter

import (
	"context"

	"neove/access"
	"neove/internal/db"
)

// Day is what is going on in a facility today.
type Day struct {
	View
	Here      []Labelled
	Visits    []Noted // planned until today
	Incidents []Noted // of the last week
	Due       []Labelled
	Duty      *Duty
}

// daysBack is how far back incidents are shown on the page of today.
const daysBack = 7

// Day is the page of today of a facility: who is here, what limits are near,
// which visits and reviews are due. Errors: NotFound.
func (s *Service) Day(ctx context.Context, by access.Actor, id string) (v Day, err error) {
	f, err := s.Facility(ctx, by, id)
	if err != nil || f.Seat == (access.Office{}) {
		if err == nil {
			err = nothing()
		}
		return Day{}, err
	}
	err = s.db.View(ctx, func(tx *db.Tx) error {
		d, err := s.desk(tx, by)
		if err != nil {
			return err
		}
		v, err = d.day(f)
		return err
	})
	return v, err
}

func (d desk) day(f View) (Day, error) {
	v := Day{View: f}
	not, err := d.barred()
	if err != nil {
		return v, err
	}
	list, _, err := stays(d.tx, StayFilter{Facilities: []string{f.ID}, Group: GroupHere, Not: not, Limit: 1000})
	if err != nil {
		return v, err
	}
	if v.Here, err = d.label(list); err != nil {
		return v, err
	}
	for _, st := range v.Here {
		if st.ReviewOn != nil && *st.ReviewOn <= d.today {
			v.Due = append(v.Due, st)
		}
	}
	mine := []Facility{f.Facility}
	if v.Visits, _, err = d.notes(mine, NoteFilter{Kind: Visit, Planned: true, To: d.today + 1, Limit: 50}); err != nil {
		return v, err
	}
	if v.Incidents, _, err = d.notes(mine, NoteFilter{Kind: Incident, From: d.today - daysBack, Limit: 50}); err != nil {
		return v, err
	}
	day, shift := shiftAt(d.tx.Now)
	duties, err := dutiesAt(d.tx, day, shift)
	for _, y := range duties {
		if y.Unit == f.Facility.Unit && y.Office == f.Facility.Office {
			v.Duty = &y
		}
	}
	return v, err
}
