package livelihood

import (
	"neove/internal/clock"
	"neove/internal/db"
	"neove/internal/seal"
)

// Sealed lists what is stored sealed; app adds it to the columns of the keys.
var Sealed = []seal.Column{
	{Table: "livelihood_people", Row: "id", Subject: "id", Column: "name", Compartment: seal.Identity},
	{Table: "livelihood_people", Row: "id", Subject: "id", Column: "birth", Compartment: seal.Identity},
	{Table: "livelihood_people", Row: "id", Subject: "id", Column: "contact", Compartment: seal.Identity},
	{Table: "livelihood_people", Row: "id", Subject: "id", Column: "reason", Compartment: seal.Identity},
	{Table: "livelihood_helps", Row: "id", Subject: "person", Column: "note", Compartment: seal.Identity},
}

// personRow is a person as stored.
type personRow struct {
	Person
	Name    []byte `db:"name"`
	Birth   []byte `db:"birth"`
	Contact []byte `db:"contact"`
	Reason  []byte `db:"reason"`
}

const personColumns = "SELECT id,code,unit,sex,risks,basis,first_on,review_on,state,left_reason,version,created_by,created_at,changed_at FROM livelihood_people"

const personRowColumns = `SELECT id,code,unit,name,birth,contact,reason,sex,risks,basis,first_on,review_on,state,left_reason,version,created_by,created_at,changed_at
	FROM livelihood_people`

func personByID(tx *db.Tx, id string) (personRow, error) {
	return db.Get[personRow](tx, personRowColumns+" WHERE id=?", id)
}

func codeTaken(tx *db.Tx, code string) (bool, error) {
	n, err := db.Get[int64](tx, "SELECT COUNT(*) FROM livelihood_people WHERE code=?", code)
	return n > 0, err
}

// updatePerson stores a new version over the one that was read; helps refer to
// the row, so it stays.
func updatePerson(tx *db.Tx, p personRow) error {
	_, err := tx.Exec(`UPDATE livelihood_people SET name=?,birth=?,contact=?,reason=?,sex=?,risks=?,basis=?,first_on=?,review_on=?,state=?,left_reason=?,version=?,changed_at=?
		WHERE id=?`, p.Name, p.Birth, p.Contact, p.Reason, p.Sex, p.Risks, p.Basis, p.FirstOn, p.ReviewOn, p.State, p.LeftReason, p.Version, db.Arg(p.ChangedAt), p.ID)
	return err
}

// PersonFilter selects people; zero fields select everything in scope.
type PersonFilter struct {
	Units  []string // exact units; the service fills it
	State  State
	Risk   string
	Due    bool       // whose review date has come
	today  clock.Date // of Due
	Limit  int
	Offset int
}

func (f PersonFilter) where() (string, []any) {
	units := f.Units
	if len(units) == 0 {
		units = []string{""}
	}
	q, args := " WHERE unit IN ("+marks(len(units))+")", values(units)
	if f.State != "" {
		q += " AND state=?"
		args = append(args, f.State)
	}
	if f.Risk != "" { // codes hold no LIKE wildcard but "_", which matches itself
		q += " AND ',' || risks || ',' LIKE ?"
		args = append(args, "%,"+f.Risk+",%")
	}
	if f.Due {
		q += " AND state<>? AND review_on<=?"
		args = append(args, Left, f.today)
	}
	return q, args
}

func people(tx *db.Tx, f PersonFilter) ([]Person, error) {
	q, args := f.where()
	return db.Select[Person](tx, personColumns+q+" ORDER BY first_on DESC, id DESC LIMIT ? OFFSET ?", append(args, f.Limit, f.Offset)...)
}

func countPeople(tx *db.Tx, f PersonFilter) (int64, error) {
	q, args := f.where()
	return db.Get[int64](tx, "SELECT COUNT(*) FROM livelihood_people"+q, args...)
}

// countsOf are the numbers of people who are still on the lists of units.
func countsOf(tx *db.Tx, units []string) ([]keptCount, error) {
	if len(units) == 0 {
		return nil, nil
	}
	return db.Select[keptCount](tx, "SELECT unit, COUNT(*) AS n FROM livelihood_people WHERE state<>? AND unit IN ("+marks(len(units))+") GROUP BY unit", append([]any{Left}, values(units)...)...)
}

// peopleRows are all people of exactly these units, for the search by name.
func peopleRows(tx *db.Tx, units []string) ([]personRow, error) {
	if len(units) == 0 {
		return nil, nil
	}
	return db.Select[personRow](tx, personRowColumns+" WHERE unit IN ("+marks(len(units))+") ORDER BY first_on DESC, id DESC", values(units)...)
}
