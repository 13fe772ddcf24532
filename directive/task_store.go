package directive

import (
	"neove/access"
	"neove/internal/clock"
	"neove/internal/db"
	"neove/internal/vntext"
)

const taskFields = `t.id,t.document,t.position,t.title,t.title_key,t.owner_unit,t.owner,t.due_on,t.indicator,t.target,t.from_on,t.to_on,
	t.state,t.result,t.settled_on,t.origin,t.version,t.created_by,t.created_at,t.changed_at`

func taskByID(tx *db.Tx, id string) (Task, error) {
	return db.Get[Task](tx, "SELECT "+taskFields+" FROM directive_tasks t WHERE t.id=?", id)
}

// tasksOf are a plan's tasks, in its order.
func tasksOf(tx *db.Tx, document string) ([]Task, error) {
	return db.Select[Task](tx, "SELECT "+taskFields+" FROM directive_tasks t WHERE t.document=? ORDER BY t.position, t.id", document)
}

func updateTasks(tx *db.Tx, list ...Task) error {
	return db.UpsertAll(tx, "directive_tasks", "id", list)
}

// planTask is a task with the plan that it belongs to.
type planTask struct {
	Task
	Code    string `db:"code"`
	Kind    string `db:"kind"`
	Unit    string `db:"unit"`
	ForYear int64  `db:"for_year"`

	Office access.Role `db:"office"`
}

// TaskFilter selects tasks of units.
type TaskFilter struct {
	Unit    string   // whose work it is
	Units   []string // more units, for the whole area
	State   string   // open (default), late, soon, done, cancelled, carried, all
	Year    int      // of the plan; 0 for all
	Text    string
	Limit   int
	Offset  int
	soonDay clock.Date
	offices []access.Role // at the unit, whose work it is
}

func (f TaskFilter) where(today clock.Date) (string, []any) {
	owner, args := oneOf("CASE WHEN t.owner_unit='' THEN d.unit ELSE t.owner_unit END", append([]string{f.Unit}, f.Units...))
	q := " FROM directive_tasks t JOIN directive_documents d ON d.id=t.document WHERE d.withdrawn=? AND " + owner
	office, more := oneOf("CASE WHEN t.owner_unit='' THEN d.office ELSE '' END", f.offices) // a unit's work is that of its authority
	q += " AND " + office
	args = append(append([]any{false}, args...), more...)
	add := func(cond string, v ...any) {
		q += " AND " + cond
		args = append(args, v...)
	}
	switch f.State {
	case "all":
	case "late":
		add("t.state='open' AND t.due_on<>'1970-01-01' AND t.due_on<?", today)
	case "soon":
		add("t.state='open' AND t.due_on>=? AND t.due_on<?", today, f.soonDay)
	case "done", "cancelled", "carried":
		add("t.state=?", f.State)
	default:
		add("t.state='open'")
	}
	if f.Year != 0 {
		add("d.for_year=?", f.Year)
	}
	if key := vntext.Fold(f.Text); key != "" {
		add("t.title_key LIKE ?", "%"+key+"%")
	}
	return q, args
}

func tasks(tx *db.Tx, f TaskFilter) ([]planTask, error) {
	q, args := f.where(tx.Today())
	return db.Select[planTask](tx, "SELECT "+taskFields+",d.code,d.kind,d.unit,d.for_year,d.office"+q+
		" ORDER BY CASE WHEN t.due_on='1970-01-01' THEN 1 ELSE 0 END, t.due_on, t.document, t.position LIMIT ? OFFSET ?", append(args, f.Limit, f.Offset)...)
}

func countTasks(tx *db.Tx, f TaskFilter) (int64, error) {
	q, args := f.where(tx.Today())
	return db.Get[int64](tx, "SELECT COUNT(*)"+q, args...)
}

// tasksForYear are the tasks in the plans of some units for a year, plan by plan.
func tasksForYear(tx *db.Tx, units []string, year int) ([]planTask, error) {
	in, args := oneOf("d.unit", units)
	return db.Select[planTask](tx, "SELECT "+taskFields+`,d.code,d.kind,d.unit,d.for_year,d.office FROM directive_tasks t JOIN directive_documents d ON d.id=t.document
		WHERE `+in+` AND d.for_year=? AND d.withdrawn=? ORDER BY d.issued_on, d.id, t.position, t.id`, append(args, year, false)...)
}

// successorsOf finds where carried tasks went on: task → the task that
// continues it.
func successorsOf(tx *db.Tx, ids []string) (map[string]Task, error) {
	out := map[string]Task{}
	err := eachChunk(ids, func(part []string) error {
		in, args := oneOf("t.origin", part)
		rows, err := db.Select[Task](tx, "SELECT "+taskFields+" FROM directive_tasks t WHERE "+in, args...)
		for _, r := range rows {
			out[r.Origin] = r
		}
		return err
	})
	return out, err
}
