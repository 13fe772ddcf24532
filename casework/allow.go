package casework

import "neove/internal/db"

// few is up to how many persons are asked about one by one.
const few = 20

// people reports per person whether the actor may see names: the actor works on
// a case of the person and is excluded from none, or the person has no case. It
// fails closed.
func (d desk) people() func(id string) bool {
	var mine, out, cased map[string]bool
	asked := 0
	return func(id string) bool {
		if mine == nil {
			var err error
			team, args := d.team()
			if mine, err = d.personSet("SELECT c.person FROM casework_cases c WHERE c.id IN ("+team+") UNION "+brokenPeople, append(args, d.by.ID, db.Arg(d.tx.Now))...); err != nil {
				return false
			}
			barred, args := d.out()
			if out, err = d.personSet("SELECT c.person FROM casework_cases c WHERE c.id IN ("+barred+")", args...); err != nil {
				return false
			}
		}
		if out[id] || mine[id] {
			return !out[id]
		}
		if asked++; asked <= few {
			n, err := db.Get[int64](d.tx, "SELECT COUNT(*) FROM casework_cases WHERE person=?", id)
			return err == nil && n == 0
		}
		if cased == nil {
			var err error
			if cased, err = d.personSet("SELECT DISTINCT person FROM casework_cases"); err != nil {
				return false
			}
		}
		return !cased[id]
	}
}

const brokenPeople = "SELECT c.person FROM casework_breaks b JOIN casework_cases c ON c.id=b.case_id WHERE b.user_id=? AND b.until_at>? AND b.verdict<>'unjustified'"

func (d desk) personSet(query string, args ...any) (map[string]bool, error) {
	list, err := db.Select[string](d.tx, query, args...)
	set := make(map[string]bool, len(list))
	for _, id := range list {
		set[id] = true
	}
	return set, err
}
