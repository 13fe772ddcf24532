package inspection

import (
	"cmp"

	"neove/internal/clock"
	"neove/internal/db"
	"neove/internal/errs"
)

const checkFields = `k.id,k.unit,k.office,k.place,k.establishment,k.plan,k.day,k.clock_time,k.team,k.answers,k.findings,k.violations,
	k.violation_count,k.pledge_on,k.decision,k.decision_on,k.decision_by,k.amount,k.paid_on,k.follow_on,k.follow_done,
	k.follow_result,k.version,k.created_by,k.created_at,k.changed_at,k.withdrawn`

func checkByID(tx *db.Tx, id string) (Check, error) {
	return db.Get[Check](tx, "SELECT "+checkFields+" FROM inspection_checks k WHERE k.id=?", id)
}

// replaceCheck stores a new version over the one that was read.
func replaceCheck(tx *db.Tx, k Check) error {
	return db.UpsertAll(tx, "inspection_checks", "id", []Check{k})
}

// CheckRow is a check with the establishment it was made at.
type CheckRow struct {
	Check
	Name string `db:"name" json:"name"`
	Type string `db:"type" json:"type"`
}

// CheckFilter selects checks; zero fields select everything in scope.
type CheckFilter struct {
	Units         []string // that made the check, or where the establishment is
	Own           string   // only those that this unit made itself
	Establishment string
	Plan          string
	Type          string
	From, To      clock.Date // To exclusive
	Violations    bool       // only those with violations
	Follow        bool       // only open follow-ups, the earliest first
	FollowBy      clock.Date // due before this day
	Limit, Offset int
}

func (f CheckFilter) where() where {
	var w where
	made, args := in("k.unit", f.Units)
	at, more := in("k.place", f.Units)
	w.add("("+made+" OR "+at+")", append(args, more...)...)
	w.add("k.withdrawn=?", false)
	for _, c := range []struct {
		cond  string
		value any
		on    bool
	}{{"k.unit=?", f.Own, f.Own != ""}, {"k.establishment=?", f.Establishment, f.Establishment != ""}, {"k.plan=?", f.Plan, f.Plan != ""}, {"e.type=?", f.Type, f.Type != ""},
		{"k.day>=?", f.From, f.From != 0}, {"k.day<?", f.To, f.To != 0}, {"k.violation_count>?", 0, f.Violations},
		{"k.follow_done=?", clock.Date(0), f.Follow}, {"k.follow_on>?", clock.Date(0), f.Follow}, {"k.follow_on<?", f.FollowBy, f.FollowBy != 0}} {
		if c.on {
			w.add(c.cond, c.value)
		}
	}
	return w
}

const fromChecks = " FROM inspection_checks k JOIN inspection_establishments e ON e.id=k.establishment"

func countChecks(tx *db.Tx, f CheckFilter) (int64, error) {
	w := f.where()
	return db.Get[int64](tx, "SELECT COUNT(*)"+fromChecks+w.sql, w.args...)
}

func checks(tx *db.Tx, f CheckFilter) ([]CheckRow, int64, error) {
	n, err := countChecks(tx, f)
	if err != nil {
		return nil, 0, err
	}
	order := " ORDER BY k.day DESC, k.id DESC"
	if f.Follow {
		order = " ORDER BY k.follow_on, k.id"
	}
	w := f.where()
	list, err := db.Select[CheckRow](tx, "SELECT "+checkFields+",e.name,e.type"+fromChecks+w.sql+order+" LIMIT ? OFFSET ?",
		append(w.args, cmp.Or(f.Limit, 1000), f.Offset)...)
	return list, n, err
}

const planColumns = `SELECT id,unit,office,name,from_on,to_on,lead,team,directing,note,version,created_by,created_at,changed_at,withdrawn
	FROM inspection_plans`

func planByID(tx *db.Tx, id string) (Plan, error) {
	p, err := db.Get[Plan](tx, planColumns+" WHERE id=?", id)
	if err != nil {
		return p, err
	}
	p.Establishments, err = db.Select[string](tx, "SELECT establishment FROM inspection_planned WHERE plan=? ORDER BY score DESC, establishment", id)
	return p, err
}

// planOf is the plan with an id; the zero Plan when it is "" or unknown.
func planOf(tx *db.Tx, id string) (Plan, error) {
	if id == "" {
		return Plan{}, nil
	}
	p, err := db.Get[Plan](tx, planColumns+" WHERE id=?", id)
	if errs.Is(err, errs.NotFound) {
		return Plan{}, nil
	}
	return p, err
}

// progress of a plan: how many of its establishments were checked under it.
type progress struct {
	Plan  string `db:"plan"`
	Total int64  `db:"total"`
	Done  int64  `db:"done"`
}

func progressOf(tx *db.Tx, plans []string) (map[string]progress, error) {
	cond, args := in("p.plan", plans)
	rows, err := db.Select[progress](tx, `SELECT p.plan, COUNT(*) AS total, CAST(SUM(CASE WHEN EXISTS (SELECT 1 FROM inspection_checks k
		WHERE k.plan=p.plan AND k.establishment=p.establishment AND k.withdrawn=?) THEN 1 ELSE 0 END) AS BIGINT) AS done
		FROM inspection_planned p WHERE `+cond+" GROUP BY p.plan", append([]any{false}, args...)...)
	out := map[string]progress{}
	for _, r := range rows {
		out[r.Plan] = r
	}
	return out, err
}

const passingColumns = `SELECT id,check_id,to_unit,office,passed_on,number,name,state,passed_by,received_by,received_at,receipt,version,created_at
	FROM inspection_passings`

func passingsOf(tx *db.Tx, check string) ([]Passing, error) {
	return db.Select[Passing](tx, passingColumns+" WHERE check_id=? ORDER BY passed_on, id", check)
}
