package casework

import (
	"context"
	"slices"

	"neove/access"
	"neove/audit"
	"neove/internal/clock"
	"neove/internal/seal"
	"neove/person"
	"neove/regime"
)

// View is a case as somebody sees it: what the seat may open, and no more.
type View struct {
	Case
	Seat       Seat
	Core       Core
	Label      person.Label // safe name; blank without identity
	Records    []Record     // current, newest first
	Hidden     int          // records of compartments that stay closed
	Clocks     []Clock
	Team       []Member
	Consents   []Consent
	Entitled   []regime.Entitlement
	Law        regime.Choice
	Facts      regime.Facts
	Conditions []Condition
	Breaks     []Break
	StayAt     string
	StayFrom   clock.Date
	Group      []Case // cases of the same group that the actor works on
	Today      clock.Date
}

// View opens a case; the reading is stored before anything is shown. Errors:
// NotFound for whoever is not on the team; Unavailable when the reading cannot
// be stored.
func (s *Service) View(ctx context.Context, by access.Actor, key string) (View, error) {
	var v View
	err := s.read(ctx, by, "casework.case.view", key, func(d desk, c Case, seat Seat) (err error) {
		v, err = d.view(c, seat)
		return err
	})
	if err != nil {
		return View{}, err
	}
	return v, nil
}

func (d desk) view(c Case, seat Seat) (View, error) {
	v := View{Case: c, Seat: seat, Today: d.tx.Today()}
	st, err := d.standing(c, seat)
	if err != nil {
		return v, err
	}
	v.Core, v.Records, v.Hidden = st.Core, st.Done, st.Shut
	v.Conditions = conditions(st, c.Stage.Next())
	v.Facts = st.Facts
	v.Law, v.Entitled = regime.Choose(st.Facts, v.Today), regime.Entitlements(st.Facts, v.Today)
	if seat.May(seal.Identity) {
		labels, err := d.s.person.Names(d.tx, d.by, seat.Office, []string{c.Person})
		if err != nil {
			return v, err
		}
		v.Label = labels[c.Person]
	}
	if err := d.around(&v); err != nil {
		return v, err
	}
	return v, nil
}

// around fills what stands beside the records.
func (d desk) around(v *View) (err error) {
	if v.Clocks, err = clocks(d.tx, v.ID); err != nil {
		return err
	}
	if v.Team, err = team(d.tx, v.ID); err != nil {
		return err
	}
	if err := d.reasons(v); err != nil {
		return err
	}
	st, ok, err := d.s.shelter.StayOf(d.tx, v.ID)
	if err != nil {
		return err
	}
	if ok {
		v.StayFrom = st.From
		if v.StayAt, err = d.s.shelter.FacilityCode(d.tx, st.Facility); err != nil {
			return err
		}
	}
	v.Group, err = d.group(v.Case)
	return err
}

// reasons opens how each consent was given and why somebody broke the glass:
// who judges either has to know.
func (d desk) reasons(v *View) (err error) {
	if v.Consents, err = consents(d.tx, v.ID); err != nil {
		return err
	}
	for i, k := range v.Consents {
		if err := d.s.keys.OpenJSON(d.tx, v.Seat.Office, consentSealed.Ref(k.ID, v.ID), k.Box, &v.Consents[i].How); err != nil {
			return err
		}
	}
	if v.Breaks, err = breaks(d.tx, v.ID); err != nil {
		return err
	}
	for i, b := range v.Breaks {
		raw, err := d.s.keys.Open(d.tx, v.Seat.Office, breakSealed.Ref(b.ID, v.ID), b.Reason)
		if err != nil {
			return err
		}
		v.Breaks[i].Why = string(raw)
	}
	return nil
}

// group lists the other cases of the person's group: accompanying and main
// persons, on whose team the actor is.
func (d desk) group(c Case) ([]Case, error) {
	main := c.Main
	if main == "" {
		main = c.ID
	}
	return d.cases(`(c.main_case=? OR c.id=?) AND c.id<>?`, main, main, c.ID)
}

// Events lists who read and changed a case, for its team: the owner sees who
// opened it.
func (s *Service) Events(ctx context.Context, by access.Actor, key string) (View, []audit.Event, error) {
	var v View
	var list []audit.Event
	err := s.read(ctx, by, "casework.case.log", key, func(d desk, c Case, seat Seat) (err error) {
		if v, err = d.view(c, seat); err != nil {
			return err
		}
		if list, err = audit.Of(d.tx, caseKind, c.ID); err != nil || !seat.May(seal.Identity) {
			return err
		}
		who, err := audit.Of(d.tx, personKind, c.Person) // who looked at the name
		list = append(list, who...)
		slices.SortStableFunc(list, func(a, b audit.Event) int { return a.At.Compare(b.At) })
		return err
	})
	return v, list, err
}
