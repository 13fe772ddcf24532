package casework

import (
	"context"

	"neove/access"
	"neove/internal/clock"
	"neove/internal/db"
	"neove/internal/ui"
)

// links are the doors to other slices, filled by app.
type links struct {
	// Stay says in which facility a person is, by code; "" for none.
	Stay func(tx *db.Tx, caseID string) (code string, from clock.Date, err error)
	// Providers are the offers of the directory, for the plan.
	Providers func(ctx context.Context, by access.Actor, unit string) ([]ui.Option, error)
	// OpenHandoffs counts the hand-offs of a case that are open.
	OpenHandoffs func(tx *db.Tx, caseID string) (int, error)
	// StopHandoffs ends the open hand-offs of a case to an office at once.
	StopHandoffs func(tx *db.Tx, by access.Actor, caseID, office, why string) (int, error)
}
