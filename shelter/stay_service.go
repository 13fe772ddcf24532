package shelter

import (
	"context"
	"slices"

	"neove/access"
	"neove/internal/db"
	"neove/internal/errs"
	"neove/internal/vntext"
	"neove/measure"
)

// StayOf is where a case stays now; false when it stays nowhere. The caller has
// opened the case: no permission is asked for.
func (s *Service) StayOf(tx *db.Tx, caseID string) (Stay, bool, error) {
	st, err := openStay(tx, caseID)
	if errs.Is(err, errs.NotFound) {
		return Stay{}, false, nil
	}
	return st, err == nil, err
}

// StaysOf are all stays of a case, oldest first; like StayOf.
func (s *Service) StaysOf(tx *db.Tx, caseID string) ([]Stay, error) { return staysOfCase(tx, caseID) }

// FacilityCode is how people call a facility; "" for none.
func (s *Service) FacilityCode(tx *db.Tx, id string) (string, error) {
	f, err := facilityByID(tx, id)
	if errs.Is(err, errs.NotFound) {
		return "", nil
	}
	return f.Code, err
}

// Admit takes a case into a facility. Errors: NotFound (not the actor's
// facility), Invalid (no free bed of the kind, unless Over), Conflict (the case
// stays somewhere already; the facility takes nobody in).
func (s *Service) Admit(tx *db.Tx, by access.Actor, in AdmitInput) (Stay, error) {
	d, err := s.desk(tx, by)
	if err != nil {
		return Stay{}, err
	}
	f, _, err := d.facility(stayRecord, in.Facility)
	if err != nil {
		return Stay{}, err
	}
	in.clean(d.today)
	var c errs.Check
	in.validate(&c, d.today)
	inUse, err := used(tx)
	if err != nil {
		return Stay{}, err
	}
	if r := f.rooms(inUse[f.ID]); f.State == Open && f.bed(in.Bed) != nil && r.FreeOf(in.Bed) == 0 && !in.Over {
		c.Add("bed", "shelter.err.full")
		c.Add("over", "shelter.err.over")
	}
	if err := c.Err(); err != nil {
		return Stay{}, err
	}
	if f.State != Open {
		return Stay{}, errs.New(errs.Conflict, "shelter.err.not_open")
	}
	if _, here, err := s.StayOf(tx, in.Case); err != nil || here {
		if err == nil {
			err = errs.New(errs.Conflict, "shelter.err.here")
		}
		return Stay{}, err
	}
	st := Stay{ID: tx.ID(), Facility: f.ID, Case: in.Case, Code: in.Code, Bed: in.Bed, From: in.From, ReviewOn: in.ReviewOn,
		CreatedBy: by.ActorName(), CreatedAt: tx.Now}
	if st.DaysUntil, st.MonthsUntil, err = s.limits(tx, st.From); err != nil {
		return st, err
	}
	if err := s.keys.Grant(tx, st.ID, sealNotes, f.Office); err != nil {
		return st, err
	}
	if err := d.putStay(&st, f, "shelter.stay.admit", map[string]any{"facility": f.Code, "bed": st.Bed}); err != nil {
		return st, err
	}
	return st, d.moved(st)
}

// putStay stores the next version of a stay with its facts.
func (d desk) putStay(st *Stay, f Facility, action string, detail map[string]any) error {
	st.Version, st.ChangedAt = st.Version+1, d.tx.Now
	d.event(action, stayKind, st.ID, f.Unit, detail)
	if err := storeStay(d.tx, *st); err != nil {
		return err
	}
	return d.count(*st, f.Unit)
}

// count brings the facts of a stay in line: itself on the day it began, and its
// nights by half months. Every entry has a name of its own that leads to no
// case, and not from one to the other.
func (d desk) count(st Stay, unit string) error {
	id, err := d.s.factID(st.ID)
	if err != nil {
		return err
	}
	entries := []measure.Entry{{ID: id, Facts: []measure.Fact{{Unit: unit, Day: st.From, Measure: "shelter.stay.count", Value: 1}}}}
	begins := st.halves(d.today)
	for i, first := range begins[:len(begins)-1] {
		e := measure.Entry{}
		if e.ID, err = d.s.factID(st.ID + " " + first.String()); err != nil {
			return err
		}
		if n := st.nights(first, begins[i+1], d.today); n > 0 {
			e.Facts = []measure.Fact{{Unit: unit, Day: first, Measure: "shelter.stay.days", Value: n}}
		}
		entries = append(entries, e)
	}
	return measure.Replace(d.tx, stayKind, entries...)
}

// stay finds a stay at a facility of the actor's.
func (d desk) stay(permission, id string) (Stay, Facility, access.Office, error) {
	st, err := stayByID(d.tx, id)
	if err != nil {
		return st, Facility{}, access.Office{}, err
	}
	f, o, err := d.facility(permission, st.Facility)
	if err != nil {
		return Stay{}, f, o, err
	}
	if not, err := d.barred(); err != nil {
		return Stay{}, f, o, err
	} else if slices.Contains(not, st.Case) {
		return Stay{}, Facility{}, o, nothing()
	}
	return st, f, o, nil
}

// going is stay for a change of one that lasts, on the version that was seen.
func (d desk) going(id string, version int64) (Stay, Facility, error) {
	st, f, _, err := d.stay(stayRecord, id)
	switch {
	case err != nil:
	case st.Version != version:
		err = errs.New(errs.Conflict, "web.err.changed")
	case st.To != nil:
		err = errs.New(errs.Conflict, "shelter.err.left")
	}
	return st, f, err
}

// Leave ends a stay. Errors: NotFound, Conflict, Invalid.
func (s *Service) Leave(tx *db.Tx, by access.Actor, id string, version int64, in LeaveInput) (Stay, error) {
	d, err := s.desk(tx, by)
	if err != nil {
		return Stay{}, err
	}
	st, f, err := d.going(id, version)
	if err != nil {
		return st, err
	}
	if in.On == 0 {
		in.On = d.today
	}
	var c errs.Check
	in.validate(&c, st, d.today)
	if err := c.Err(); err != nil {
		return st, err
	}
	st.To, st.Reason, st.ReviewOn = &in.On, in.Reason, nil
	if err := d.putStay(&st, f, "shelter.stay.leave", map[string]any{"facility": f.Code}); err != nil {
		return st, err
	}
	return st, d.moved(st)
}

// Extend notes a decision that somebody stays longer under one of the limits.
// Errors: NotFound, Conflict, Invalid.
func (s *Service) Extend(tx *db.Tx, by access.Actor, id string, version int64, in ExtendInput) (Stay, error) {
	d, err := s.desk(tx, by)
	if err != nil {
		return Stay{}, err
	}
	st, f, err := d.going(id, version)
	if err != nil {
		return st, err
	}
	var c errs.Check
	in.validate(&c, st, d.today)
	if err := c.Err(); err != nil {
		return st, err
	}
	at := st.limit(in.Which)
	e := Extension{ID: tx.ID(), Stay: st.ID, Which: in.Which, Was: *at, Until: in.Until, Decision: in.Decision, DecidedOn: in.DecidedOn,
		Body: in.Body, CreatedBy: by.ActorName(), CreatedAt: tx.Now}
	*at = in.Until
	if err := tx.Insert("shelter_extensions", e); err != nil {
		return st, err
	}
	if err := d.putStay(&st, f, "shelter.stay.extend", map[string]any{"which": in.Which, "until": vntext.Date(in.Until)}); err != nil {
		return st, err
	}
	return st, d.moved(st)
}

// AdmitOne, LeaveOne and ExtendOne are commands of their own. AdmitOne finds the
// case by its code.
func (s *Service) AdmitOne(ctx context.Context, by access.Actor, in AdmitInput) (st Stay, err error) {
	err = s.db.Write(ctx, by, "shelter.stay.admit", func(tx *db.Tx) error {
		st, err = s.admitByCode(tx, by, in)
		return err
	})
	return st, err
}

func (s *Service) admitByCode(tx *db.Tx, by access.Actor, in AdmitInput) (Stay, error) {
	in.Code = vntext.Clean(in.Code)
	if in.Case == "" && in.Code != "" {
		in.Case = in.Code
		if s.FindCase != nil {
			id, err := s.FindCase(tx, by, in.Code)
			if err != nil && !errs.Is(err, errs.NotFound) {
				return Stay{}, err
			}
			in.Case = id // "" is refused like a blank one
		}
	}
	return s.Admit(tx, by, in)
}

// LeaveOne is Leave as a command.
func (s *Service) LeaveOne(ctx context.Context, by access.Actor, id string, version int64, in LeaveInput) (st Stay, err error) {
	err = s.db.Write(ctx, by, "shelter.stay.leave", func(tx *db.Tx) error {
		st, err = s.Leave(tx, by, id, version, in)
		return err
	})
	return st, err
}

// ExtendOne is Extend as a command.
func (s *Service) ExtendOne(ctx context.Context, by access.Actor, id string, version int64, in ExtendInput) (st Stay, err error) {
	err = s.db.Write(ctx, by, "shelter.stay.extend", func(tx *db.Tx) error {
		st, err = s.Extend(tx, by, id, version, in)
		return err
	})
	return st, err
}

// CountNights brings the nights of stays that last up to a day behind now; the
// program does so daily, in windows that reports ask for.
func (s *Service) CountNights(tx *db.Tx) error {
	d, err := s.desk(tx, access.System("neove"))
	if err != nil {
		return err
	}
	list, err := openStays(tx)
	if err != nil || len(list) == 0 {
		return err
	}
	for _, st := range list {
		f, err := facilityByID(tx, st.Facility)
		if err != nil {
			return err
		}
		if err := d.count(st, f.Unit); err != nil {
			return err
		}
	}
	d.event("shelter.stay.count", stayKind, "", "", map[string]any{"n": len(list)})
	return nil
}
