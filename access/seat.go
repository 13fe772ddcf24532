package access

import (
	"slices"

	"neove/internal/db"
)

// Seat is a role at a unit that somebody holds.
type Seat struct {
	Role Role   `db:"role"`
	Unit string `db:"unit"`
}

// Seats lists where somebody with an open account has a permission today, so
// that work is not sent to an office that nobody can enter.
func Seats(tx *db.Tx, permission string) ([]Seat, error) {
	mustKnow(permission)
	all, err := db.Select[Seat](tx, `SELECT DISTINCT g.role, g.unit FROM access_grants g JOIN access_users u ON u.id=g.user_id
		WHERE u.disabled=? AND g.valid_from<=? AND g.valid_to>? ORDER BY g.role, g.unit`, false, tx.Today(), tx.Today())
	return slices.DeleteFunc(all, func(s Seat) bool { return !Allows(s.Role, permission) }), err
}
