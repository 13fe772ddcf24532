package shelter

import (
	"neove/internal/clock"
	"neove/internal/db"
)

const checkColumns = "SELECT id,unit,office,kind,on_day,hour,count,amount,answered,phone,document,note,withdrawn,version,created_by,created_at,changed_at FROM shelter_checks"

func checkByID(tx *db.Tx, id string) (Check, error) {
	return db.Get[Check](tx, checkColumns+" WHERE id=?", id)
}

func storeCheck(tx *db.Tx, k Check) error {
	return db.UpsertAll(tx, "shelter_checks", "id", []Check{k})
}

// latest are the newest facts of every office and kind, oldest first.
func latest(tx *db.Tx) ([]Check, error) {
	return db.Select[Check](tx, checkColumns+` k WHERE NOT withdrawn AND NOT EXISTS (SELECT 1 FROM shelter_checks n WHERE n.unit=k.unit AND n.office=k.office
		AND n.kind=k.kind AND NOT n.withdrawn AND (n.on_day>k.on_day OR n.on_day=k.on_day AND n.id>k.id)) ORDER BY on_day, id`)
}

// checksOf are the facts of an office of a unit, newest first.
func checksOf(tx *db.Tx, unit, office string, limit int) ([]Check, error) {
	return db.Select[Check](tx, checkColumns+" WHERE unit=? AND office=? ORDER BY on_day DESC, id DESC LIMIT ?", unit, office, limit)
}

const dutyColumns = "SELECT id,unit,office,on_day,shift,name,phone,created_by,created_at FROM shelter_duties"

// dutiesOf are who is on duty in an office on the days [from, to).
func dutiesOf(tx *db.Tx, unit, office string, from, to clock.Date) ([]Duty, error) {
	return db.Select[Duty](tx, dutyColumns+" WHERE unit=? AND office=? AND on_day>=? AND on_day<? ORDER BY on_day, shift", unit, office, from, to)
}

// dutiesAt are who is on duty everywhere on a shift.
func dutiesAt(tx *db.Tx, day clock.Date, shift string) ([]Duty, error) {
	return db.Select[Duty](tx, dutyColumns+" WHERE on_day=? AND shift=? ORDER BY unit, office", day, shift)
}

func replaceDuties(tx *db.Tx, unit, office string, from, to clock.Date, list []Duty) error {
	if _, err := tx.Exec("DELETE FROM shelter_duties WHERE unit=? AND office=? AND on_day>=? AND on_day<?", unit, office, from, to); err != nil {
		return err
	}
	return db.InsertAll(tx, "shelter_duties", list)
}
