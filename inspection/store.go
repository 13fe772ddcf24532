package inspection

import (
	"strings"

	"neove/internal/clock"
	"neove/internal/db"
	"neove/internal/vntext"
)

// where collects conditions and their arguments.
type where struct {
	sql  string
	args []any
}

func (w *where) add(cond string, args ...any) {
	if w.sql == "" {
		w.sql = " WHERE "
	} else {
		w.sql += " AND "
	}
	w.sql += cond
	w.args = append(w.args, args...)
}

// in is "column IN (…)"; no values select nothing.
func in(column string, values []string) (string, []any) {
	if len(values) == 0 {
		return "1=0", nil
	}
	args := make([]any, len(values))
	for i, v := range values {
		args[i] = v
	}
	return column + " IN (?" + strings.Repeat(",?", len(values)-1) + ")", args
}

func (w *where) in(column string, values []string) {
	cond, args := in(column, values)
	w.add(cond, args...)
}

const establishmentColumns = `SELECT id,unit,office,type,name,name_key,search_key,address,owner,representative,phone,licence,licence_by,
	licence_on,licence_to,rooms,workers,state,closed_on,risks,note,source,version,created_by,created_at,changed_at,withdrawn
	FROM inspection_establishments`

func establishmentByID(tx *db.Tx, id string) (Establishment, error) {
	return db.Get[Establishment](tx, establishmentColumns+" WHERE id=?", id)
}

func establishmentsByID(tx *db.Tx, ids []string) (map[string]Establishment, error) {
	cond, args := in("id", ids)
	rows, err := db.Select[Establishment](tx, establishmentColumns+" WHERE "+cond, args...)
	out := map[string]Establishment{}
	for _, e := range rows {
		out[e.ID] = e
	}
	return out, err
}

// Filter selects establishments; zero fields select everything in scope.
type Filter struct {
	Units     []string
	Type      string
	Risk      string
	State     string
	Text      string     // in name or address; without marks
	Unchecked clock.Date // no check since this day
	Limit     int
	Offset    int
}

func (f Filter) where() where {
	var w where
	w.in("unit", f.Units)
	w.add("withdrawn=?", false)
	if f.Type != "" {
		w.add("type=?", f.Type)
	}
	if f.Risk != "" { // codes hold no LIKE wildcard: the service has checked them
		w.add("(',' || risks || ',') LIKE ?", "%,"+f.Risk+",%")
	}
	if f.State != "" {
		w.add("state=?", f.State)
	}
	if key := vntext.Fold(f.Text); key != "" { // a folded key holds no LIKE wildcard
		w.add("search_key LIKE ?", "%"+key+"%")
	}
	if f.Unchecked != 0 {
		w.add(`NOT EXISTS (SELECT 1 FROM inspection_checks k WHERE k.establishment=inspection_establishments.id AND k.withdrawn=? AND k.day>=?)`,
			false, f.Unchecked)
	}
	return w
}

func establishments(tx *db.Tx, f Filter) ([]Establishment, int64, error) {
	w := f.where()
	n, err := db.Get[int64](tx, "SELECT COUNT(*) FROM inspection_establishments"+w.sql, w.args...)
	if err != nil {
		return nil, 0, err
	}
	list, err := db.Select[Establishment](tx, establishmentColumns+w.sql+" ORDER BY name_key, id LIMIT ? OFFSET ?", append(w.args, f.Limit, f.Offset)...)
	return list, n, err
}

// history of an establishment as plans need it.
type history struct {
	Establishment string     `db:"establishment"`
	Last          clock.Date `db:"last"`
	Violations    int64      `db:"violations"`
	Open          int64      `db:"open"`
}

// histories sums up the checks of the establishments of units; violations count
// from a day on.
func histories(tx *db.Tx, units []string, since clock.Date) (map[string]history, error) {
	cond, args := in("e.unit", units)
	rows, err := db.Select[history](tx, `SELECT k.establishment, MAX(k.day) AS last,
		CAST(SUM(CASE WHEN k.day>=? THEN k.violation_count ELSE 0 END) AS BIGINT) AS violations,
		CAST(SUM(CASE WHEN k.follow_on>? AND k.follow_done=? THEN 1 ELSE 0 END) AS BIGINT) AS open
		FROM inspection_checks k JOIN inspection_establishments e ON e.id=k.establishment
		WHERE k.withdrawn=? AND `+cond+` GROUP BY k.establishment`,
		append([]any{since, clock.Date(0), clock.Date(0), false}, args...)...)
	out := map[string]history{}
	for _, h := range rows {
		out[h.Establishment] = h
	}
	return out, err
}

func lastOf(tx *db.Tx, ids []string) ([]history, error) {
	cond, args := in("establishment", ids)
	return db.Select[history](tx, "SELECT establishment, MAX(day) AS last FROM inspection_checks WHERE withdrawn=? AND "+cond+" GROUP BY establishment",
		append([]any{false}, args...)...)
}
