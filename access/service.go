package access

import (
	"time"

	"neove/internal/clock"
	"neove/internal/db"
)

// Limits of a session, and how often its last use is written down.
const (
	IdleLimit     = 12 * time.Hour
	AbsoluteLimit = 7 * 24 * time.Hour
	touchEvery    = time.Minute
)

// Service holds the commands and queries about people. app fills the func
// fields from org, before the first request.
type Service struct {
	db *db.DB
	// Covers reports whether a right at root reaches the unit.
	Covers func(root, unit string) bool
	// UnitName is what people call a unit on a day.
	UnitName func(id string, day clock.Date) string
	// FindUnit resolves what an administrator typed. Errors: NotFound, Conflict.
	FindUnit func(text string) (id, name string, err error)
	// Secure seals the cookies to TLS.
	Secure bool
}

// NewService makes the service. Without the func fields a right reaches only
// its own unit, and units are shown by their id.
func NewService(d *db.DB) *Service {
	return &Service{
		db:       d,
		Covers:   func(root, unit string) bool { return root == unit },
		UnitName: func(id string, _ clock.Date) string { return id },
		FindUnit: func(text string) (string, string, error) { return text, text, nil },
	}
}
