package shelter

import (
	"context"
	"fmt"
	"slices"

	"neove/access"
	"neove/audit"
	"neove/internal/db"
	"neove/internal/errs"
	"neove/internal/seal"
	"neove/measure"
)

// RecordFacility stores a new facility under the next code of its province.
// Errors: Forbidden, Invalid.
func (s *Service) RecordFacility(ctx context.Context, by access.Actor, in FacilityInput) (f Facility, err error) {
	err = s.db.Write(ctx, by, "shelter.facility.record", func(tx *db.Tx) error {
		f, err = s.RecordFacilityIn(tx, by, in)
		return err
	})
	return f, err
}

// RecordFacilityIn is RecordFacility inside a transaction of the caller.
func (s *Service) RecordFacilityIn(tx *db.Tx, by access.Actor, in FacilityInput) (Facility, error) {
	d, err := s.desk(tx, by)
	if err != nil {
		return Facility{}, err
	}
	in.clean()
	o, err := d.runner(in.Office)
	if err != nil {
		return Facility{}, err
	}
	f := Facility{ID: tx.ID(), Unit: o.Unit, Office: o.String(), Province: d.province(o.Unit), CreatedBy: by.ActorName(), CreatedAt: tx.Now}
	n, err := countFacilities(tx, f.Province)
	if err != nil {
		return f, err
	}
	f.Code = fmt.Sprintf("CS-%02d", n+1) // none is ever removed
	for _, compartment := range []string{seal.Place, sealNotes} {
		if err := s.keys.Grant(tx, f.ID, compartment, f.Office); err != nil {
			return f, err
		}
	}
	return f, d.putFacility(&f, Facility{Unit: f.Unit}, in, "shelter.facility.record")
}

// runner is the office that will run a facility: one in whose name the actor
// works, or an organisation at the actor's unit.
func (d desk) runner(office string) (access.Office, error) {
	own := d.by.Held(facilityRecord)
	if office == "" && len(own) > 0 {
		return own[0], nil
	}
	o, ok := access.ParseOffice(office)
	if _, seated := d.seat(facilityRecord, Facility{Office: office, Unit: o.Unit}); !ok || !access.Allows(o.Role, stayRecord) {
		var c errs.Check
		c.Add("office", "web.err.choice")
		return o, c.Err()
	} else if !seated {
		return o, errs.New(errs.Forbidden, "access.err.forbidden")
	}
	return o, nil
}

// putFacility checks what was entered, stores it and counts the beds.
func (d desk) putFacility(f *Facility, old Facility, in FacilityInput, action string) error {
	var c errs.Check
	in.validate(&c)
	if err := c.Err(); err != nil {
		return err
	}
	f.Kind, f.State = in.Kind, in.State
	for _, b := range Beds {
		*f.bed(b) = in.Beds[b]
	}
	f.Version, f.ChangedAt = f.Version+1, d.tx.Now
	detail := map[string]any{"kind": f.Kind}
	if old.ID != "" {
		detail = audit.Diff(old, *f, "code", "province", "unit")
	}
	if in.Place != (Place{}) {
		if err := d.s.sealPlace(d.tx, f, in.Place); err != nil {
			return err
		}
		detail["place"] = "changed" // that it is new, not what it is
	}
	d.event(action, facilityKind, f.ID, f.Unit, detail)
	if err := measure.Replace(d.tx, bedKind, measure.Entry{ID: d.tx.ID(), Facts: bedFacts(old, *f, d.today)}); err != nil {
		return err
	}
	return storeFacility(d.tx, *f)
}

// AmendFacility changes beds, state or address. Errors: NotFound, Conflict
// (changed meanwhile; closed while somebody stays), Invalid.
func (s *Service) AmendFacility(ctx context.Context, by access.Actor, id string, version int64, in FacilityInput) (f Facility, err error) {
	err = s.db.Write(ctx, by, "shelter.facility.amend", func(tx *db.Tx) error {
		d, err := s.desk(tx, by)
		if err != nil {
			return err
		}
		if f, _, err = d.facility(facilityRecord, id); err != nil {
			return err
		}
		if f.Version != version {
			return errs.New(errs.Conflict, "web.err.changed")
		}
		if in.clean(); in.State == Closed {
			all, err := used(tx)
			if err != nil {
				return err
			}
			if len(all[id]) > 0 {
				var c errs.Check
				c.Add("state", "shelter.err.inhabited")
				return c.Err()
			}
		}
		return d.putFacility(&f, f, in, "shelter.facility.amend")
	})
	return f, err
}

// Rooms is the board of free beds in the provinces of the actor's units: codes
// and beds, nothing else. Errors: Forbidden.
func (s *Service) Rooms(ctx context.Context, by access.Actor) (list []Rooms, err error) {
	err = s.db.View(ctx, func(tx *db.Tx) error {
		list, err = s.RoomsIn(tx, by)
		return err
	})
	return list, err
}

// RoomsIn is Rooms inside a transaction of the caller.
func (s *Service) RoomsIn(tx *db.Tx, by access.Actor) ([]Rooms, error) {
	if err := by.Need(facilityRead); err != nil {
		return nil, err
	}
	d, err := s.desk(tx, by)
	if err != nil {
		return nil, err
	}
	all, err := facilities(tx)
	if err != nil {
		return nil, err
	}
	inUse, err := used(tx)
	var out []Rooms
	for _, f := range all {
		if f.State != Closed && d.around(f) {
			out = append(out, f.rooms(inUse[f.ID]))
		}
	}
	return out, err
}

// around reports whether a facility is in a province of the actor's: whoever
// looks for a bed may look beyond the own commune.
func (d desk) around(f Facility) bool {
	if len(d.by.Grants) == 0 {
		return d.by.MayAt(facilityRead, f.Unit)
	}
	return slices.ContainsFunc(d.by.Units(facilityRead), func(unit string) bool { return d.tree.Covers(d.province(unit), f.Unit) })
}

// View is a facility as somebody sees it. Without Seat they see the board's line
// only.
type View struct {
	Rooms
	Facility Facility
	Seat     access.Office
	Mine     bool // the actor works in the office that runs it
	Change   bool
	Where    bool // the actor may ask for the address
	Events   []audit.Event
}

// Facility is one facility. Errors: NotFound.
func (s *Service) Facility(ctx context.Context, by access.Actor, id string) (v View, err error) {
	err = s.db.View(ctx, func(tx *db.Tx) error {
		d, err := s.desk(tx, by)
		if err != nil {
			return err
		}
		f, err := facilityByID(tx, id)
		if err != nil {
			return err
		}
		if !by.May(facilityRead) || !d.around(f) {
			return nothing()
		}
		inUse, err := used(tx)
		if err != nil {
			return err
		}
		v.Rooms = f.rooms(inUse[id])
		seat, ok := d.seat(stayRead, f)
		if !ok {
			_, v.Where = d.seat(placeRead, f)
			return nil
		}
		v.Facility, v.Seat, v.Mine = f, seat, seat.String() == f.Office
		_, v.Change = d.seat(facilityRecord, f)
		_, v.Where = d.seat(placeRead, f)
		v.Events, err = audit.Of(tx, facilityKind, id)
		return err
	})
	if err != nil {
		return View{}, err
	}
	return v, nil
}

// Runners are the offices that may run a new facility of the actor's: the own
// ones and, for an authority, the organisations of its unit.
func (s *Service) Runners(ctx context.Context, by access.Actor) ([]access.Office, error) {
	out := by.Held(facilityRecord)
	err := s.db.View(ctx, func(tx *db.Tx) error {
		d, err := s.desk(tx, by)
		if err != nil {
			return err
		}
		all, err := access.Offices(tx, stayRecord)
		for _, o := range all {
			if _, ok := d.seat(facilityRecord, Facility{Office: o.String(), Unit: o.Unit}); ok && !slices.Contains(out, o) {
				out = append(out, o)
			}
		}
		return err
	})
	return out, err
}
