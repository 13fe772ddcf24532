package shelter

import (
	"strings"
	"time"

	"neove/internal/clock"
	"neove/internal/db"
)

const facilityColumns = "SELECT id,code,province,unit,office,kind,women,men,children,family,state,place,version,created_by,created_at,changed_at FROM shelter_facilities"

func facilityByID(tx *db.Tx, id string) (Facility, error) {
	return db.Get[Facility](tx, facilityColumns+" WHERE id=?", id)
}

func facilities(tx *db.Tx) ([]Facility, error) {
	return db.Select[Facility](tx, facilityColumns+" ORDER BY province, code")
}

func countFacilities(tx *db.Tx, province string) (int64, error) {
	return db.Get[int64](tx, "SELECT COUNT(*) FROM shelter_facilities WHERE province=?", province)
}

func storeFacility(tx *db.Tx, f Facility) error {
	if f.Place == nil { // SQLite gives an empty value back as nil
		f.Place = []byte{}
	}
	return db.UpsertAll(tx, "shelter_facilities", "id", []Facility{f})
}

type usedRow struct {
	Facility string `db:"facility"`
	Bed      string `db:"bed"`
	N        int64  `db:"n"`
}

// used counts who stays, by facility and kind of bed.
func used(tx *db.Tx) (map[string]map[string]int64, error) {
	rows, err := db.Select[usedRow](tx, "SELECT facility, bed, CAST(COUNT(*) AS BIGINT) AS n FROM shelter_stays WHERE to_on IS NULL GROUP BY facility, bed")
	out := map[string]map[string]int64{}
	for _, r := range rows {
		if out[r.Facility] == nil {
			out[r.Facility] = map[string]int64{}
		}
		out[r.Facility][r.Bed] = r.N
	}
	return out, err
}

const stayColumns = "SELECT id,facility,case_id,case_code,bed,from_on,to_on,reason,days_until,months_until,review_on,version,created_by,created_at,changed_at FROM shelter_stays"

func stayByID(tx *db.Tx, id string) (Stay, error) {
	return db.Get[Stay](tx, stayColumns+" WHERE id=?", id)
}

func staysByIDs(tx *db.Tx, ids []string) ([]Stay, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	return db.Select[Stay](tx, stayColumns+" WHERE id IN ("+questions(len(ids))+")", anys(ids)...)
}

func questions(n int) string { return "?" + strings.Repeat(",?", n-1) }

func anys(list []string) []any {
	out := make([]any, len(list))
	for i, v := range list {
		out[i] = v
	}
	return out
}

func openStay(tx *db.Tx, caseID string) (Stay, error) {
	return db.Get[Stay](tx, stayColumns+" WHERE case_id=? AND to_on IS NULL", caseID)
}

func staysOfCase(tx *db.Tx, caseID string) ([]Stay, error) {
	return db.Select[Stay](tx, stayColumns+" WHERE case_id=? ORDER BY from_on, id", caseID)
}

func openStays(tx *db.Tx) ([]Stay, error) {
	return db.Select[Stay](tx, stayColumns+" WHERE to_on IS NULL ORDER BY from_on, id")
}

func storeStay(tx *db.Tx, s Stay) error { return db.UpsertAll(tx, "shelter_stays", "id", []Stay{s}) }

// StayFilter narrows the list of stays; facilities are those that may be seen.
type StayFilter struct {
	Facilities []string
	Group      string // one of Groups; "" is all
	Code       string
	Near       clock.Date // limit before this day, of GroupNear
	Not        []string   // cases that the reader must not know of
	Limit      int
	Offset     int
}

// Groups of stays.
const (
	GroupHere = "here"
	GroupNear = "near"
	GroupLeft = "left"
)

// Groups lists them.
var Groups = []string{GroupHere, GroupNear, GroupLeft}

func stays(tx *db.Tx, f StayFilter) (list []Stay, total int64, err error) {
	if len(f.Facilities) == 0 {
		return nil, 0, nil
	}
	where, args := " WHERE facility IN ("+questions(len(f.Facilities))+")", anys(f.Facilities)
	switch f.Group {
	case GroupHere:
		where += " AND to_on IS NULL"
	case GroupNear:
		where += " AND to_on IS NULL AND (days_until<=? OR months_until<=?)"
		args = append(args, f.Near, f.Near)
	case GroupLeft:
		where += " AND to_on IS NOT NULL"
	}
	if f.Code != "" {
		where, args = where+" AND case_code=?", append(args, f.Code)
	}
	if len(f.Not) > 0 {
		where, args = where+" AND case_id NOT IN ("+questions(len(f.Not))+")", append(args, anys(f.Not)...)
	}
	if total, err = db.Get[int64](tx, "SELECT COUNT(*) FROM shelter_stays"+where, args...); err != nil {
		return nil, 0, err
	}
	list, err = db.Select[Stay](tx, stayColumns+where+" ORDER BY to_on DESC NULLS FIRST, from_on DESC, id LIMIT ? OFFSET ?", append(args, f.Limit, f.Offset)...)
	return list, total, err
}

func extensions(tx *db.Tx, stay string) ([]Extension, error) {
	return db.Select[Extension](tx, "SELECT id,stay,which,was,until,decision,decided_on,body,created_by,created_at FROM shelter_extensions WHERE stay=? ORDER BY created_at, id", stay)
}

type agreement struct {
	ID       string    `db:"id"`
	Facility string    `db:"facility"`
	Actor    string    `db:"actor"`
	Until    time.Time `db:"until"`
}

func agreements(tx *db.Tx, facility, actor string) ([]time.Time, error) {
	return db.Select[time.Time](tx, "SELECT until FROM shelter_agreements WHERE actor=? AND facility=?", actor, facility)
}
