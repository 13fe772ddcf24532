package directive

import (
	"neove/internal/clock"
	"neove/internal/db"
	"neove/internal/vntext"
)

const surveyColumns = `SELECT id,unit,kind,held_on,visited,team,topics,conclusion,document,search_key,version,created_by,created_at,changed_at,withdrawn
	FROM directive_surveys`

const findingColumns = `SELECT id,survey,position,content,severity,follow,due_on,state,result,settled_on,settled_by,version FROM directive_findings`

func surveyByID(tx *db.Tx, id string) (Survey, error) {
	return db.Get[Survey](tx, surveyColumns+" WHERE id=?", id)
}

func findingsOf(tx *db.Tx, survey string) ([]Finding, error) {
	return db.Select[Finding](tx, findingColumns+" WHERE survey=? ORDER BY position, id", survey)
}

func findingByID(tx *db.Tx, id string) (Finding, error) {
	return db.Get[Finding](tx, findingColumns+" WHERE id=?", id)
}

// SurveyFilter selects surveys that a unit carried out or received.
type SurveyFilter struct {
	Unit   string
	Units  []string // more units, for the whole area
	Kind   string
	Year   int
	Open   bool // with findings that are not settled
	Text   string
	Limit  int
	Offset int
}

func (f SurveyFilter) where() (string, []any) {
	area := append([]string{f.Unit}, f.Units...)
	did, args := oneOf("unit", area)
	had, more := oneOf("visited", area)
	q := " WHERE withdrawn=? AND (" + did + " OR " + had + ")"
	args = append(append([]any{false}, args...), more...)
	add := func(cond string, v ...any) {
		q += " AND " + cond
		args = append(args, v...)
	}
	if f.Kind != "" {
		add("kind=?", f.Kind)
	}
	if f.Year != 0 {
		add("held_on>=? AND held_on<?", clock.On(f.Year, 1, 1), clock.On(f.Year+1, 1, 1))
	}
	if f.Open {
		add("EXISTS (SELECT 1 FROM directive_findings g WHERE g.survey=directive_surveys.id AND g.state='open')")
	}
	if key := vntext.Fold(f.Text); key != "" {
		add("search_key LIKE ?", "%"+key+"%")
	}
	return q, args
}

func surveys(tx *db.Tx, f SurveyFilter) ([]Survey, error) {
	q, args := f.where()
	return db.Select[Survey](tx, surveyColumns+q+" ORDER BY held_on DESC, id DESC LIMIT ? OFFSET ?", append(args, f.Limit, f.Offset)...)
}

func countSurveys(tx *db.Tx, f SurveyFilter) (int64, error) {
	q, args := f.where()
	return db.Get[int64](tx, "SELECT COUNT(*) FROM directive_surveys"+q, args...)
}

// findingCount is how many findings a survey has, and how many are open.
type findingCount struct {
	Survey string `db:"survey"`
	Total  int64  `db:"total"`
	Open   int64  `db:"open"`
}

func countFindings(tx *db.Tx, ids []string) (map[string]findingCount, error) {
	out := map[string]findingCount{}
	err := eachChunk(ids, func(part []string) error {
		in, args := oneOf("survey", part)
		rows, err := db.Select[findingCount](tx, "SELECT survey, COUNT(*) AS total, CAST(SUM(CASE WHEN state='open' THEN 1 ELSE 0 END) AS BIGINT) AS open FROM directive_findings WHERE "+in+" GROUP BY survey", args...)
		for _, r := range rows {
			out[r.Survey] = r
		}
		return err
	})
	return out, err
}
