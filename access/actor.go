package access

import (
	"slices"
	"time"

	"neove/internal/clock"
	"neove/internal/errs"
)

// Grant is a role at a unit in [From, To), for some roles in an organisation.
type Grant struct {
	ID     string     `db:"id"`
	User   string     `db:"user_id"`
	Role   Role       `db:"role"`
	Unit   string     `db:"unit"`
	Agency string     `db:"agency"` // of ForAgency roles: id of the partner
	From   clock.Date `db:"valid_from"`
	To     clock.Date `db:"valid_to"`
}

// Office is where the right is held.
func (g Grant) Office() Office { return Office{g.Role, g.Unit, g.Agency} }

// On reports whether the grant counts on the day.
func (g Grant) On(day clock.Date) bool { return g.From <= day && day < g.To }

// Actor is who acts, with the rights of this moment. The zero Actor may do
// nothing.
type Actor struct {
	ID         string
	Account    string
	Name       string
	Lang       string
	Grants     []Grant // valid today
	MustChange bool    // has to choose a password first
	Stage      Stage   // what is missing before the rights count
	Factor     string  // what was shown besides the password
	ProvedAt   time.Time
	Duress     bool // was forced to sign in: sensitive permissions do not exist
	covers     func(root, unit string) bool
	system     bool
	token      string        // hash of the session, to end it
	at         time.Time     // of the request
	keep       func() string // keeps the form of the request, see kept.go
	locked     string        // whose session waits behind the sign-in page; then ID is ""
}

// Stage is what a session still lacks. Until it is empty the actor has no rights.
type Stage string

// The stages.
const (
	AwaitsFactor Stage = "factor" // a second factor has to be shown
	MustEnrol    Stage = "enrol"  // a second factor has to be set up
)

// System is the program itself: the command line, which has the database file
// in its hands anyway, and the demo loader. The name stands in the history.
func System(name string) Actor { return Actor{ID: "system", Name: name, system: true} }

// ActorID and ActorName make an Actor a db.By.
func (a Actor) ActorID() string { return a.ID }

// ActorName is the name in the history.
func (a Actor) ActorName() string { return a.Name }

// May reports whether any right of the actor has the permission. Like every
// question here it panics on a permission that is not in the table: that is a
// mistake in the program.
func (a Actor) May(permission string) bool {
	if mustKnow(permission); a.system {
		return true
	}
	for _, g := range a.Grants {
		if a.holds(g, permission) {
			return true
		}
	}
	return false
}

// MayAt reports whether the actor has the permission for a unit's data.
func (a Actor) MayAt(permission, unit string) bool {
	if mustKnow(permission); a.system {
		return true
	}
	for _, g := range a.Grants {
		if a.holds(g, permission) && (g.Unit == unit || a.covers != nil && a.covers(g.Unit, unit)) {
			return true
		}
	}
	return false
}

// Need is May as an error.
func (a Actor) Need(permission string) error {
	if a.May(permission) {
		return nil
	}
	return errs.New(errs.Forbidden, "access.err.forbidden")
}

// NeedAt is MayAt as an error.
func (a Actor) NeedAt(permission, unit string) error {
	if a.MayAt(permission, unit) {
		return nil
	}
	return errs.New(errs.Forbidden, "access.err.forbidden")
}

// Units lists the roots where the actor has the permission.
func (a Actor) Units(permission string) []string {
	mustKnow(permission)
	var out []string
	for _, g := range a.Grants {
		if a.holds(g, permission) && !slices.Contains(out, g.Unit) {
			out = append(out, g.Unit)
		}
	}
	return out
}

// NeedFresh refuses an act for which the person must have proved within max who
// they are: a page sends them to do so and keeps what they typed. The program
// itself is always fresh.
func (a Actor) NeedFresh(max time.Duration) error {
	if a.system || a.at.Sub(a.ProvedAt) <= max {
		return nil
	}
	return errs.New(errs.Forbidden, keyFresh)
}

// Home is the first right: it decides which first page the person sees.
func (a Actor) Home() (Role, string) {
	if len(a.Grants) == 0 {
		return "", ""
	}
	return a.Grants[0].Role, a.Grants[0].Unit
}
