package access

import (
	"slices"
	"strings"

	"neove/internal/db"
)

// Office is a role at a unit, of some roles in an organisation: who holds cases,
// tips and keys, whoever sits there.
type Office struct {
	Role   Role   `db:"role"`
	Unit   string `db:"unit"`
	Agency string `db:"agency"` // id of the partner; "" for authorities
}

// String is the stored form, "police:L80" or "service_officer:L80:<partner>";
// "" for no office.
func (o Office) String() string {
	switch {
	case o.Unit == "":
		return ""
	case o.Agency == "":
		return string(o.Role) + ":" + o.Unit
	}
	return string(o.Role) + ":" + o.Unit + ":" + o.Agency
}

// ParseOffice reads the stored form; false for anything else.
func ParseOffice(s string) (Office, bool) {
	part := strings.Split(s, ":")
	if len(part) < 2 || len(part) > 3 || part[1] == "" || part[len(part)-1] == "" {
		return Office{}, false
	}
	o := Office{Role: Role(part[0]), Unit: part[1]}
	if len(part) == 3 {
		o.Agency = part[2]
	}
	return o, slices.Contains(Roles, o.Role) && ForAgency(o.Role) == (o.Agency != "")
}

// Offices lists where somebody with an open account has a permission today, so
// that work is not sent to an office that nobody can enter.
func Offices(tx *db.Tx, permission string) ([]Office, error) {
	mustKnow(permission)
	all, err := db.Select[Office](tx, `SELECT DISTINCT g.role, g.unit, g.agency FROM access_grants g JOIN access_users u ON u.id=g.user_id
		WHERE u.disabled=? AND g.valid_from<=? AND g.valid_to>? ORDER BY g.role, g.unit, g.agency`, false, tx.Today(), tx.Today())
	return slices.DeleteFunc(all, func(o Office) bool { return !Allows(o.Role, permission) }), err
}
