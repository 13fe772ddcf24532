package access

import (
	"context"
	"time"

	"neove/internal/clock"
	"neove/internal/db"
	"neove/internal/ui"
)

// Limits of a session, and how often its last use is written down. A session of
// a browser that is not used is locked after the time of roles.csv; that of a
// program only ends.
const (
	AbsoluteLimit = 12 * time.Hour
	longIdle      = 60 * time.Minute
	waitingLimit  = 10 * time.Minute // to show the second factor
	touchEvery    = time.Minute
)

// Service holds the commands and queries about people. app fills the fields
// before the first request.
type Service struct {
	db *db.DB
	// Covers reports whether a right at root reaches the unit.
	Covers func(root, unit string) bool
	// InPlaceOf reports whether an office took the place of that of its kind at
	// a unit that has ended.
	InPlaceOf func(o Office, unit string) bool
	// OnPanic makes the program forget what it holds in memory; nil for nothing.
	OnPanic func()
	// UnitName is what people call a unit on a day.
	UnitName func(id string, day clock.Date) string
	// Agencies are the partners for whom somebody may hold a role; AgencyName is
	// what people call one.
	Agencies   func(ctx context.Context) []ui.Option
	AgencyName func(id string) string
	// FindUnit resolves what an administrator typed. Errors: NotFound, Conflict.
	FindUnit func(text string) (id, name string, err error)
	// Alert tells whoever watches; nil tells nobody.
	Alert func(tx *db.Tx, kind, subject, unit, detail string) error
	// Secure seals the cookies to TLS.
	Secure bool
	// Origin is the address of the server as browsers write it
	// ("https://neove.example.vn"); "" takes it from the request. Passkeys are
	// bound to it.
	Origin string
	// SecondFactor enforces roles.csv. Without it only those who have set up a
	// second factor are asked for it: demo and tests.
	SecondFactor bool
	// Pepper is the key under passwords and device cookies, kept outside of the
	// database.
	Pepper []byte
	// Secrets seals second factors and kept forms; without it there are none.
	Secrets db.Sealer
	// Provider signs people in elsewhere; nil for none.
	Provider *Provider
	// Wall is the time that authenticator apps live in; nil is the clock of the
	// database. The demo's day is another one.
	Wall func() time.Time
	// Idle is how long a browser's session may rest; nil goes by roles.csv.
	Idle func([]Grant) time.Duration
	// Absolute is the longest life of a session; 0 is AbsoluteLimit.
	Absolute time.Duration

	executors map[string]Executor
}

// NewService makes the service. Without the func fields a right reaches only
// its own unit, and units are shown by their id.
func NewService(d *db.DB) *Service {
	s := &Service{
		db:         d,
		Covers:     func(root, unit string) bool { return root == unit },
		InPlaceOf:  func(o Office, unit string) bool { return o.Unit == unit },
		UnitName:   func(id string, _ clock.Date) string { return id },
		Agencies:   func(context.Context) []ui.Option { return nil },
		AgencyName: func(id string) string { return id },
		FindUnit:   func(text string) (string, string, error) { return text, text, nil },
		executors:  map[string]Executor{},
	}
	s.ownProposals()
	return s
}

func (s *Service) pepper() pepper { return s.Pepper }

func (s *Service) wall(tx *db.Tx) time.Time {
	if s.Wall != nil {
		return s.Wall()
	}
	return tx.Now
}

func (s *Service) idle(grants []Grant) time.Duration {
	if s.Idle != nil {
		return s.Idle(grants)
	}
	return idleOf(grants)
}

func (s *Service) absolute() time.Duration {
	if s.Absolute > 0 {
		return s.Absolute
	}
	return AbsoluteLimit
}

func (s *Service) raise(tx *db.Tx, kind string, u User, detail string) error {
	if s.Alert == nil {
		return nil
	}
	return s.Alert(tx, kind, u.ID, u.Unit, detail)
}

// ownerOf is what the person's new password must not be made of.
func (s *Service) ownerOf(u User, grants []Grant) owner {
	o := owner{account: u.Account, name: u.Name, alone: !NeedsSecondFactor(grants)}
	for _, g := range grants {
		o.units = append(o.units, s.UnitName(g.Unit, clock.DateOf(s.db.Now())))
	}
	return o
}
