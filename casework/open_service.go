package casework

import (
	"neove/access"
	"neove/internal/clock"
	"neove/internal/db"
	"neove/internal/errs"
	"neove/internal/seal"
	"neove/person"
)

// Opening is what a case begins with.
type Opening struct {
	Office     string // in whose name; the first lead
	Role       Role
	Main       string // id of the case of the main person
	Person     string // id of somebody known already; "" records Profile
	Profile    person.Profile
	Reception  string
	ReceivedOn clock.Date
	Core       Core
	Decoy      bool
}

// Open opens a case: the person, the keys, the team of one, the first clocks.
// It runs in the caller's transaction. Errors: Forbidden for another's office,
// Invalid, NotFound for a person that the actor does not hold.
func (s *Service) Open(tx *db.Tx, by access.Actor, in Opening) (Case, error) {
	d, err := s.desk(tx, by)
	if err != nil {
		return Case{}, err
	}
	if o, ok := access.ParseOffice(in.Office); !ok || !d.sits(in.Office) || !access.Allows(o.Role, mayReceive) {
		return Case{}, errs.New(errs.Forbidden, "access.err.forbidden")
	}
	c := Case{ID: tx.ID(), Role: in.Role, Main: in.Main, Reception: in.Reception, Office: in.Office, Stage: Reception, Status: Reported, Retention: Active,
		ReceivedOn: in.ReceivedOn, Decoy: in.Decoy, CreatedAt: tx.Now, ChangedAt: tx.Now}
	lead := isLead(in.Office)
	if lead {
		c.Status = Checking
	}
	if c.Code, err = freeCode(tx, "NN", in.ReceivedOn.Year()); err != nil {
		return c, err
	}
	if c.Person, c.Episode, err = d.personOf(in); err != nil {
		return c, err
	}
	in.Core.Repeat = c.Episode > 1
	for _, name := range Compartments {
		if err := s.keys.Grant(tx, c.ID, name, in.Office); err != nil {
			return c, err
		}
	}
	if err := d.setCore(&c, in.Core); err != nil {
		return c, err
	}
	if err := d.store(&c, "casework.case.open", Seat{Office: in.Office}, map[string]any{"role": string(c.Role)}); err != nil {
		return c, err
	}
	if err := d.join(c.ID, by.ID, by.Name, in.Office, Owner); err != nil {
		return c, err
	}
	if err := d.count(c, in.Core); err != nil {
		return c, err
	}
	at := noon(in.ReceivedOn)
	if clock.DateOf(tx.Now) == in.ReceivedOn {
		at = tx.Now
	}
	if in.Decoy {
		return c, nil
	}
	if err := d.start(c.ID, "safety_review", at); err != nil {
		return c, err
	}
	if lead {
		return c, d.notified(&c, at) // the lead itself received
	}
	return c, d.start(c.ID, "notify_lead", at)
}

// isLead reports whether an office leads verification and support of a province
// (Law 53/2024 art. 27.2: the provincial health authority; the labour department
// before): there is nobody to notify when it receives somebody itself.
func isLead(office string) bool {
	o, _ := access.ParseOffice(office)
	return o.Role == access.ProvinceOfficer
}

// personOf records the person, or finds the next episode of a known one.
func (d desk) personOf(in Opening) (id string, episode int64, err error) {
	if in.Person == "" {
		p, err := d.s.person.Record(d.tx, d.by, in.Office, in.Profile)
		return p.ID, 1, err
	}
	held, err := seal.Holders(d.tx, in.Person, seal.Identity)
	if err != nil {
		return "", 0, err
	}
	for _, h := range held {
		if h == in.Office {
			n, err := db.Get[int64](d.tx, "SELECT COUNT(*) FROM casework_cases WHERE person=?", in.Person)
			return in.Person, n + 1, err
		}
	}
	return "", 0, nothing()
}
