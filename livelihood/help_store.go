package livelihood

import (
	"neove/internal/db"
	"neove/internal/errs"
)

// checkInside keeps named people in their batch: what is counted there is
// counted nowhere else. Errors: Conflict.
func checkInside(tx *db.Tx, old, now Support) error {
	if !now.Withdrawn && now.Kind == old.Kind {
		return nil
	}
	n, err := db.Get[int64](tx, "SELECT COUNT(*) FROM livelihood_helps WHERE batch=? AND withdrawn=?", old.ID, false)
	if err == nil && n > 0 {
		err = errs.New(errs.Conflict, "livelihood.err.inside", "n", n)
	}
	return err
}
