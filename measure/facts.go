package measure

import (
	"neove/internal/clock"
	"neove/internal/db"
)

// Fact is one countable thing that a unit did on a day.
type Fact struct {
	Unit    string
	Day     clock.Date
	Measure string // code, e.g. outreach.session.count
	Value   int64
}

// Entry is a record and the facts it now has; none takes them all back.
type Entry struct {
	ID    string
	Facts []Fact
}

type factRow struct {
	Kind    string     `db:"kind"`
	Entry   string     `db:"entry"`
	Measure int64      `db:"measure"`
	Unit    string     `db:"unit"`
	Day     clock.Date `db:"day"`
	Value   int64      `db:"value"`
}

type cell struct {
	unit    string
	half    Half
	measure int64
}

// Replace sets the facts of entries of a kind ("outreach.activity") and moves
// the kept sums by the difference, in the record's own transaction.
func Replace(tx *db.Tx, kind string, entries ...Entry) error {
	ids, err := measureIDs(tx)
	if err != nil {
		return err
	}
	delta := map[cell]int64{}
	var rows []factRow
	for _, e := range entries {
		if err := takeBack(tx, kind, e.ID, delta); err != nil {
			return err
		}
		for _, f := range e.Facts {
			m, err := ids.of(tx, f.Measure)
			if err != nil {
				return err
			}
			rows = append(rows, factRow{kind, e.ID, m, f.Unit, f.Day, f.Value})
			delta[cell{f.Unit, HalfOf(f.Day), m}] += f.Value
		}
	}
	if err := db.InsertAll(tx, "measure_facts", rows); err != nil {
		return err
	}
	return addSums(tx, delta)
}

// Of lists the facts that an entry has now.
func Of(tx *db.Tx, kind, entry string) ([]Fact, error) {
	rows, err := db.Select[Source](tx, `SELECT f.kind, f.entry, d.code, f.unit, f.day, f.value
		FROM measure_facts f JOIN measure_defs d ON d.id=f.measure WHERE f.kind=? AND f.entry=?`, kind, entry)
	var out []Fact
	for _, r := range rows {
		out = append(out, Fact{Unit: r.Unit, Day: r.Day, Measure: r.Measure, Value: r.Value})
	}
	return out, err
}

func takeBack(tx *db.Tx, kind, entry string, delta map[cell]int64) error {
	old, err := db.Select[factRow](tx, "SELECT kind,entry,measure,unit,day,value FROM measure_facts WHERE kind=? AND entry=?", kind, entry)
	if err != nil || len(old) == 0 {
		return err
	}
	for _, f := range old {
		delta[cell{f.Unit, HalfOf(f.Day), f.Measure}] -= f.Value
	}
	_, err = tx.Exec("DELETE FROM measure_facts WHERE kind=? AND entry=?", kind, entry)
	return err
}

type sumRow struct {
	Unit    string `db:"unit"`
	Half    Half   `db:"half"`
	Measure int64  `db:"measure"`
	Value   int64  `db:"value"`
	Seq     int64  `db:"seq"`
}

func addSums(tx *db.Tx, delta map[cell]int64) error {
	if len(delta) == 0 {
		return nil
	}
	seq, err := db.Get[int64](tx, "UPDATE measure_clock SET seq=seq+1 WHERE id=1 RETURNING seq")
	if err != nil {
		return err
	}
	for c, v := range delta {
		if v == 0 {
			continue
		}
		if _, err := tx.Exec(`INSERT INTO measure_sums (unit,half,measure,value,seq) VALUES (?,?,?,?,?)
			ON CONFLICT (unit,half,measure) DO UPDATE SET value=measure_sums.value+excluded.value, seq=excluded.seq`,
			c.unit, c.half, c.measure, v, seq); err != nil {
			return err
		}
	}
	return nil
}

// idMap knows the measures of the database by code.
type idMap map[string]int64

func measureIDs(tx *db.Tx) (idMap, error) {
	rows, err := db.Select[struct {
		ID   int64  `db:"id"`
		Code string `db:"code"`
	}](tx, "SELECT id, code FROM measure_defs")
	m := idMap{}
	for _, r := range rows {
		m[r.Code] = r.ID
	}
	return m, err
}

// of is the id of a code; a code met for the first time gets the next one, so
// that columns of the cube stay dense.
func (m idMap) of(tx *db.Tx, code string) (int64, error) {
	if id, ok := m[code]; ok {
		return id, nil
	}
	id, err := db.Get[int64](tx, "INSERT INTO measure_defs (id, code) SELECT COALESCE(MAX(id),0)+1, ? FROM measure_defs RETURNING id", code)
	m[code] = id
	return id, err
}

// Source is a fact with the entry that it came from, for drilling down.
type Source struct {
	Kind    string     `db:"kind"`
	Entry   string     `db:"entry"`
	Measure string     `db:"code"`
	Unit    string     `db:"unit"`
	Day     clock.Date `db:"day"`
	Value   int64      `db:"value"`
}

// Sources lists the facts behind a figure of one unit, oldest first.
func Sources(tx *db.Tx, unit, measure string, w Window, limit, offset int) ([]Source, error) {
	return db.Select[Source](tx, `SELECT f.kind, f.entry, d.code, f.unit, f.day, f.value
		FROM measure_facts f JOIN measure_defs d ON d.id=f.measure
		WHERE f.unit=? AND d.code=? AND f.day>=? AND f.day<? ORDER BY f.day, f.entry LIMIT ? OFFSET ?`,
		unit, measure, w.From, w.To, limit, offset)
}
