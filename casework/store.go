package casework

import (
	"crypto/rand"
	"math/big"
	"strconv"
	"time"

	"neove/internal/clock"
	"neove/internal/db"
	"neove/internal/errs"
)

const caseColumns = `SELECT id,code,person,episode,role,main_case,reception,office,stage,status,safety,retention,received_on,identified_on,
	returned_on,closed_on,review_on,decoy,box,version,created_at,changed_at FROM casework_cases`

// caseByKey finds a case by its code, which stands in addresses, or its id.
func caseByKey(tx *db.Tx, key string) (Case, error) {
	return db.Get[Case](tx, caseColumns+" WHERE code=? OR id=?", key, key)
}

func storeCase(tx *db.Tx, c Case) error { return db.UpsertAll(tx, "casework_cases", "id", []Case{c}) }

// freeCode is a code that no case has. Its digits are random: numbers in order
// would tell how many victims there are.
func freeCode(tx *db.Tx, prefix string, year int) (string, error) {
	for try := range 60 {
		size := int64(10_000)
		if try > 20 {
			size = 1_000_000
		}
		n, err := rand.Int(rand.Reader, big.NewInt(size*9/10))
		if err != nil {
			return "", err
		}
		code := prefix + "-" + strconv.Itoa(year) + "-" + strconv.FormatInt(n.Int64()+size/10, 10)
		taken, err := db.Get[int64](tx, "SELECT (SELECT COUNT(*) FROM casework_cases WHERE code=?)+(SELECT COUNT(*) FROM casework_receptions WHERE code=?)", code, code)
		if err != nil || taken == 0 {
			return code, err
		}
	}
	return "", errs.New(errs.Internal, "web.err.internal")
}

// Member is somebody on the team of a case.
type Member struct {
	ID     string    `db:"id" json:"-"`
	Case   string    `db:"case_id" json:"-"`
	User   string    `db:"user_id" json:"-"`
	Name   string    `db:"user_name" json:"name"`
	Office string    `db:"office" json:"office"`
	Part   string    `db:"part" json:"part"` // owner, member
	From   time.Time `db:"from_at" json:"from"`
	To     time.Time `db:"to_at" json:"to,omitzero"`
}

// Parts of a member.
const (
	Owner  = "owner"
	Helper = "member"
)

const memberColumns = "SELECT id,case_id,user_id,user_name,office,part,from_at,to_at FROM casework_team"

func team(tx *db.Tx, caseID string) ([]Member, error) {
	return db.Select[Member](tx, memberColumns+" WHERE case_id=? ORDER BY from_at, id", caseID)
}

func membershipsOf(tx *db.Tx, user, caseID string) ([]Member, error) {
	return db.Select[Member](tx, memberColumns+" WHERE case_id=? AND user_id=? AND to_at='' ORDER BY part DESC, from_at, id", caseID, user)
}

type exclusion struct {
	ID     string    `db:"id"`
	Case   string    `db:"case_id"`
	User   string    `db:"user_id"`
	Office string    `db:"office"` // an office, or a unit with all of its offices
	Box    []byte    `db:"box"`
	By     string    `db:"by_name"`
	At     time.Time `db:"at"`
}

func exclusions(tx *db.Tx, caseID string) ([]exclusion, error) {
	return db.Select[exclusion](tx, "SELECT id,case_id,user_id,office,box,by_name,at FROM casework_exclusions WHERE case_id=? ORDER BY at, id", caseID)
}

// Record is an entry of a case; what it says is sealed.
type Record struct {
	ID          string     `db:"id" json:"id"`
	Case        string     `db:"case_id" json:"-"`
	Kind        string     `db:"kind" json:"kind"`
	Compartment string     `db:"compartment" json:"compartment"`
	State       string     `db:"state" json:"state"`
	Root        string     `db:"root" json:"-"`
	N           int64      `db:"n" json:"n"` // version, from 1
	On          clock.Date `db:"on_day" json:"on"`
	Office      string     `db:"office" json:"office"`
	ByID        string     `db:"by_id" json:"-"`
	By          string     `db:"by_name" json:"by"`
	At          time.Time  `db:"at" json:"at"`
	Box         []byte     `db:"box" json:"-"`
	Why         []byte     `db:"why" json:"-"` // sealed: why it was withdrawn; nil for none
	Reason      string     `db:"-" json:"-"`   // Why, opened
	Values      Values     `db:"-" json:"values"`
}

// States of a record.
const (
	Current   = "current"
	Replaced  = "replaced"
	Withdrawn = "withdrawn"
)

const recordColumns = "SELECT id,case_id,kind,compartment,state,root,n,on_day,office,by_id,by_name,at,box,why FROM casework_records"

func recordByID(tx *db.Tx, caseID, id string) (Record, error) {
	return db.Get[Record](tx, recordColumns+" WHERE id=? AND case_id=?", id, caseID)
}

// records are the entries of a case in a state, newest first.
func records(tx *db.Tx, caseID, state string) ([]Record, error) {
	return db.Select[Record](tx, recordColumns+" WHERE case_id=? AND state=? ORDER BY on_day DESC, at DESC, id DESC", caseID, state)
}

func versions(tx *db.Tx, caseID, root string) ([]Record, error) {
	return db.Select[Record](tx, recordColumns+" WHERE case_id=? AND root=? ORDER BY n DESC", caseID, root)
}

func setState(tx *db.Tx, id, state string) error {
	_, err := tx.Exec("UPDATE casework_records SET state=? WHERE id=?", state, id)
	return err
}

type clockRow struct {
	ID        string    `db:"id"`
	Case      string    `db:"case_id"`
	Code      string    `db:"code"`
	StartedAt time.Time `db:"started_at"`
	DueAt     time.Time `db:"due_at"`
	WarnAt    time.Time `db:"warn_at"`
	MetAt     time.Time `db:"met_at"`
	Stopped   bool      `db:"stopped"`
}

const clockColumns = "SELECT id,case_id,code,started_at,due_at,warn_at,met_at,stopped FROM casework_clocks"

func clocksOf(tx *db.Tx, caseID string) ([]clockRow, error) {
	return db.Select[clockRow](tx, clockColumns+" WHERE case_id=? ORDER BY due_at, code", caseID)
}
