package casework

import (
	"neove/internal/db"
)

// few is up to how many persons are asked about one by one.
const few = 20

// people reports per person whether the actor may see names: the person has no
// case, or the actor works on one of them. It fails closed.
func (d desk) people() func(id string) bool {
	asked := 0
	var hidden map[string]bool
	return func(id string) bool {
		if asked++; asked <= few {
			n, err := d.withheld("c.person=?", id)
			return err == nil && len(n) == 0
		}
		if hidden == nil {
			all, err := d.withheld("c.person<>?", "")
			if err != nil {
				return false
			}
			hidden = map[string]bool{}
			for _, p := range all {
				hidden[p] = true
			}
		}
		return !hidden[id]
	}
}

// withheld lists persons with cases of which the actor works on none, or from
// one of which the actor is excluded.
func (d desk) withheld(where string, args ...any) ([]string, error) {
	today := db.Arg(d.tx.Now)
	return db.Select[string](d.tx, `SELECT DISTINCT c.person FROM casework_cases c WHERE `+where+` AND (
		NOT EXISTS (SELECT 1 FROM casework_team m JOIN casework_cases o ON o.id=m.case_id WHERE o.person=c.person AND m.user_id=? AND m.to_at='')
		AND NOT EXISTS (SELECT 1 FROM casework_breaks b JOIN casework_cases o ON o.id=b.case_id WHERE o.person=c.person AND b.user_id=? AND b.until_at>?)
		OR EXISTS (SELECT 1 FROM casework_exclusions e WHERE e.case_id=c.id AND e.user_id=?))`, append(args, d.by.ID, d.by.ID, today, d.by.ID)...)
}
