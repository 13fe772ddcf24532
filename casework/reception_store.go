package casework

import (
	"strings"

	"neove/internal/db"
)

const arrivalColumns = `SELECT id,code,office,channel,received_at,state,people,box,version,created_by,created_name,created_at,changed_at FROM casework_receptions`

func arrivalByKey(tx *db.Tx, key string) (Arrival, error) {
	return db.Get[Arrival](tx, arrivalColumns+" WHERE code=? OR id=?", key, key)
}

func storeArrival(tx *db.Tx, a Arrival) error {
	if a.Box == nil {
		a.Box = []byte{}
	}
	return db.UpsertAll(tx, "casework_receptions", "id", []Arrival{a})
}

const intakeColumns = "SELECT id,reception,n,state,screening,case_id,done,box,version,author,changed_at FROM casework_intakes"

func intakesOf(tx *db.Tx, reception string) ([]Intake, error) {
	return db.Select[Intake](tx, intakeColumns+" WHERE reception=? ORDER BY n", reception)
}

func storeIntakes(tx *db.Tx, list ...Intake) error {
	for i := range list {
		if list[i].Box == nil {
			list[i].Box = []byte{}
		}
	}
	return db.UpsertAll(tx, "casework_intakes", "id", list)
}

// arrivalsOf are receptions of offices: those that were kept, and the author's
// own drafts that have not run out.
func arrivalsOf(tx *db.Tx, offices []string, author string, limit, offset int) (list []Arrival, total int64, err error) {
	if len(offices) == 0 {
		return nil, 0, nil
	}
	where := " WHERE office IN (?" + strings.Repeat(",?", len(offices)-1) + ") AND (state=? OR created_by=? AND changed_at>?)"
	args := make([]any, 0, len(offices)+5)
	for _, o := range offices {
		args = append(args, o)
	}
	args = append(args, Noted, author, db.Arg(deadline(tx.Now)))
	if total, err = db.Get[int64](tx, "SELECT COUNT(*) FROM casework_receptions"+where, args...); err != nil {
		return nil, 0, err
	}
	list, err = db.Select[Arrival](tx, arrivalColumns+where+" ORDER BY received_at DESC, id DESC LIMIT ? OFFSET ?", append(args, limit, offset)...)
	return list, total, err
}

// Tally is how many persons of a reception there are in a state.
type Tally struct {
	Reception string `db:"reception"`
	State     string `db:"state"`
	N         int64  `db:"n"`
}

func tallies(tx *db.Tx, list []Arrival) ([]Tally, error) {
	if len(list) == 0 {
		return nil, nil
	}
	args := make([]any, len(list))
	for i, a := range list {
		args[i] = a.ID
	}
	return db.Select[Tally](tx, "SELECT reception,state,COUNT(*) AS n FROM casework_intakes WHERE reception IN (?"+strings.Repeat(",?", len(list)-1)+") GROUP BY reception,state ORDER BY reception,state", args...)
}
