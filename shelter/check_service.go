package shelter

import (
	"context"
	"slices"
	"strings"

	"neove/access"
	"neove/audit"
	"neove/internal/db"
	"neove/internal/errs"
	"neove/measure"
)

// authorities speak for a unit; every other role keeps a readiness of its own.
var authorities = []access.Role{access.CommuneOfficer, access.DistrictOfficer, access.ProvinceOfficer}

// keeper says in whose name the actor records the readiness of a unit: "" for
// its authority, which is the unit itself or a level above that brings in what
// came on paper; else an office of the actor's at that very unit.
func (d desk) keeper(unit string) (string, error) {
	if len(d.by.Grants) == 0 && d.by.MayAt(readinessRecord, unit) {
		return "", nil // the program itself
	}
	office, found := "", false
	for _, o := range d.by.Held(readinessRecord) {
		switch {
		case slices.Contains(authorities, o.Role) && d.tree.Covers(o.Unit, unit):
			return "", nil
		case o.Unit == unit && !slices.Contains(authorities, o.Role) && !found:
			office, found = o.String(), true
		}
	}
	if !found {
		return "", errs.New(errs.Forbidden, "access.err.forbidden")
	}
	return office, nil
}

// RecordCheck stores what was found when somebody looked. Errors: Forbidden,
// Invalid.
func (s *Service) RecordCheck(ctx context.Context, by access.Actor, in Check) (k Check, err error) {
	err = s.db.Write(ctx, by, "shelter.check.record", func(tx *db.Tx) error {
		k, err = s.RecordCheckIn(tx, by, in)
		return err
	})
	return k, err
}

// RecordCheckIn is RecordCheck inside a transaction of the caller.
func (s *Service) RecordCheckIn(tx *db.Tx, by access.Actor, k Check) (Check, error) {
	d, err := s.desk(tx, by)
	if err != nil {
		return k, err
	}
	if k.Office, err = d.keeper(k.Unit); err != nil {
		return k, err
	}
	k.clean(d.today)
	var c errs.Check
	k.validate(&c, d.today)
	if err := c.Err(); err != nil {
		return k, err
	}
	k.ID, k.Version, k.Withdrawn = tx.ID(), 0, false
	k.CreatedBy, k.CreatedAt = by.ActorName(), tx.Now
	return k, d.putCheck(&k, "shelter.check.record", "")
}

func (d desk) putCheck(k *Check, action, reason string) error {
	k.Version, k.ChangedAt = k.Version+1, d.tx.Now
	d.tx.Event(db.Event{Action: action, Subject: checkKind, ID: k.ID, Unit: k.Unit, Reason: reason, Detail: map[string]any{"kind": k.Kind, "on": k.On}})
	if err := storeCheck(d.tx, *k); err != nil {
		return err
	}
	return measure.Replace(d.tx, checkKind, measure.Entry{ID: k.ID, Facts: k.facts()})
}

// WithdrawCheck takes a fact back that was entered by mistake; it stays in the
// record. Errors: NotFound, Forbidden, Conflict, Invalid (no reason).
func (s *Service) WithdrawCheck(ctx context.Context, by access.Actor, id string, version int64, reason string) error {
	return s.db.Write(ctx, by, "shelter.check.withdraw", func(tx *db.Tx) error {
		d, err := s.desk(tx, by)
		if err != nil {
			return err
		}
		k, err := d.check(id)
		if err != nil {
			return err
		}
		office, err := d.keeper(k.Unit)
		if err != nil || office != k.Office {
			return errs.New(errs.Forbidden, "access.err.forbidden")
		}
		if k.Version != version || k.Withdrawn {
			return errs.New(errs.Conflict, "web.err.changed")
		}
		if strings.TrimSpace(reason) == "" {
			var c errs.Check
			c.Add("reason", "web.err.reason")
			return c.Err()
		}
		k.Withdrawn = true
		return d.putCheck(&k, "shelter.check.withdraw", reason)
	})
}

// check finds a fact of a unit that the actor may see.
func (d desk) check(id string) (Check, error) {
	k, err := checkByID(d.tx, id)
	if err == nil && !d.by.MayAt(readinessRead, k.Unit) {
		return Check{}, nothing()
	}
	return k, err
}

// CheckView is a fact with its history.
type CheckView struct {
	Check
	Change bool
	Events []audit.Event
}

// Check is one fact of readiness. Errors: NotFound.
func (s *Service) Check(ctx context.Context, by access.Actor, id string) (v CheckView, err error) {
	err = s.db.View(ctx, func(tx *db.Tx) error {
		d, err := s.desk(tx, by)
		if err != nil {
			return err
		}
		if v.Check, err = d.check(id); err != nil {
			return err
		}
		office, no := d.keeper(v.Unit)
		v.Change = no == nil && office == v.Office && !v.Withdrawn
		if d.staffed(v.Unit, v.Office) {
			v.CreatedBy = ""
			return nil
		}
		v.Events, err = audit.Of(tx, checkKind, id)
		return err
	})
	if err != nil {
		return CheckView{}, err
	}
	return v, nil
}
