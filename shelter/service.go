package shelter

import (
	"slices"

	"neove/access"
	"neove/internal/clock"
	"neove/internal/db"
	"neove/internal/errs"
	"neove/internal/seal"
	"neove/org"
)

// Config of the service.
type Config struct {
	DB   *db.DB
	Org  *org.Service
	Keys *seal.Keys
	// Access holds the proposals by which a second person agrees to an address
	// being shown. Without it nobody but the office itself sees one.
	Access *access.Service
}

// Service holds the commands and queries of the slice.
type Service struct {
	db     *db.DB
	org    *org.Service
	keys   *seal.Keys
	access *access.Service

	// CaseLabel writes a case for a reader, who may not be on its team: its code,
	// and the page that they may open. nil is the code that came with the stay.
	CaseLabel func(tx *db.Tx, by access.Actor, caseID string) (text, href string)
	// FindCase is the id of the case that a reader knows by a code. nil takes the
	// code itself.
	FindCase func(tx *db.Tx, by access.Actor, code string) (id string, err error)
	// Excluded lists the cases that a reader must not know of although their office
	// does (conflict of interest). nil is none.
	Excluded func(tx *db.Tx, by access.Actor) ([]string, error)
	// Moved is told when somebody came, stays longer or left (To is set): clocks of the case
	// hang on it. nil is nobody.
	Moved func(tx *db.Tx, by access.Actor, st Stay) error
}

func (d desk) barred() ([]string, error) {
	if d.s.Excluded == nil {
		return nil, nil
	}
	return d.s.Excluded(d.tx, d.by)
}

func (d desk) moved(st Stay) error {
	if d.s.Moved == nil {
		return nil
	}
	return d.s.Moved(d.tx, d.by, st)
}

// NewService makes the service.
func NewService(c Config) *Service {
	s := &Service{db: c.DB, org: c.Org, keys: c.Keys, access: c.Access}
	if c.Access != nil {
		c.Access.On(kindPlace, placeRead, s.agree)
	}
	return s
}

// Permissions of the slice.
const (
	facilityRead    = "shelter.facility.read"
	facilityRecord  = "shelter.facility.record"
	stayRead        = "shelter.stay.read"
	stayRecord      = "shelter.stay.record"
	placeRead       = "shelter.place.read"
	readinessRead   = "shelter.readiness.read"
	readinessRecord = "shelter.readiness.record"
)

// Subjects of the history and kinds of facts. Those of stays and incidents lead
// to no record.
const (
	facilityKind = "shelter.facility"
	bedKind      = "shelter.bed"
	stayKind     = "shelter.stay"
	noteKind     = "shelter.note"
	incidentKind = "shelter.incident"
	checkKind    = "shelter.check"
	dutyKind     = "shelter.duty"
)

// desk is who acts in a transaction.
type desk struct {
	s     *Service
	tx    *db.Tx
	by    access.Actor
	tree  *org.Tree
	today clock.Date
}

func (s *Service) desk(tx *db.Tx, by access.Actor) (desk, error) {
	t, err := s.org.TreeIn(tx)
	return desk{s, tx, by, t, tx.Today()}, err
}

// nothing is the answer for whatever is not the actor's: the same as for what
// does not exist.
func nothing() error { return errs.New(errs.NotFound, "web.err.not_found") }

// seat is the office through which the actor has a permission at a facility: the
// one that runs it, or an authority of its very unit. Rank gives nothing. The
// program itself sits where the office does.
func (d desk) seat(permission string, f Facility) (access.Office, bool) {
	var beside access.Office
	for _, o := range d.tree.Offices(d.by.Held(permission), d.today) {
		switch {
		case o.String() == f.Office:
			return o, true
		case o.Agency == "" && o.Unit == f.Unit:
			beside = o
		}
	}
	if beside == (access.Office{}) && len(d.by.Grants) == 0 && d.by.MayAt(permission, f.Unit) {
		o, _ := access.ParseOffice(f.Office)
		return o, true
	}
	return beside, beside != (access.Office{})
}

// facility finds a facility at which the actor has a permission.
func (d desk) facility(permission, id string) (Facility, access.Office, error) {
	f, err := facilityByID(d.tx, id)
	if err != nil {
		return f, access.Office{}, err
	}
	o, ok := d.seat(permission, f)
	if !ok {
		return Facility{}, o, nothing()
	}
	return f, o, nil
}

// mine are the facilities at which the actor has a permission.
func (d desk) mine(permission string) ([]Facility, error) {
	all, err := facilities(d.tx)
	return slices.DeleteFunc(all, func(f Facility) bool { _, ok := d.seat(permission, f); return !ok }), err
}

// province is the province around a unit, on the tree of the unit's own time.
func (d desk) province(unit string) string {
	u, _ := d.tree.Unit(unit)
	if u.Level == org.Province {
		return unit
	}
	for _, id := range d.tree.Ancestors(unit, org.Lived(u, d.today)) {
		if v, _ := d.tree.Unit(id); v.Level == org.Province {
			return id
		}
	}
	return unit
}

// refuse notes the try of somebody who may not, whether the record exists or
// not; what was asked for is not repeated.
func (d desk) refuse(action, kind string) {
	_, unit := d.by.Home()
	d.event(action, kind, "", unit, nil)
}

func (d desk) event(action, kind, id, unit string, detail map[string]any) {
	d.tx.Event(db.Event{Action: action, Subject: kind, ID: id, Unit: unit, Detail: detail})
}
