package directive

import (
	"slices"
	"strings"

	"neove/access"
	"neove/internal/db"
	"neove/internal/errs"
	"neove/internal/vntext"
	"neove/internal/web"
)

// bar is a figure beside what it should become.
type bar struct {
	Words         string
	Value, Target int64
}

// taskRow is a task in its plan.
type taskRow struct {
	Task
	Href, Tag, Kind, About string
	Bar                    *bar
}

// figure is how far a task's indicator is in its window; nil where the reader
// may not see figures of the unit or nobody provides them.
func (s *Service) figure(x *web.Exchange, by access.Actor, t Task, plan Document) (*bar, error) {
	if s.Figure == nil || !t.Measured() {
		return nil, nil
	}
	unit := t.OwnerUnit
	if unit == "" {
		unit = plan.Unit
	}
	n, err := s.Figure(x.R.Context(), by, t.Indicator, unit, t.Window(plan))
	if errs.Is(err, errs.Forbidden) || errs.Is(err, errs.NotFound) || errs.Is(err, errs.Invalid) {
		return nil, nil
	}
	return &bar{x.T("directive.of", "n", n, "of", *t.Target), n, *t.Target}, err
}

// listTasks fills in the tasks of a plan, overdue ones first, with the figures
// of those that are measured.
func (s *Service) listTasks(by access.Actor, x *web.Exchange, v *documentView) error {
	var list []Task
	err := s.db.View(x.R.Context(), func(tx *db.Tx) (err error) {
		list, err = tasksOf(tx, v.ID)
		return err
	})
	if err != nil {
		return err
	}
	slices.SortStableFunc(list, func(a, b Task) int { return order(b.Late(v.Today)) - order(a.Late(v.Today)) })
	late := 0
	for _, t := range list {
		if !v.Issuing && (t.OwnerUnit == "" || !by.MayAt(mayRead, t.OwnerUnit)) {
			continue
		}
		row := taskRow{Task: t, Href: taskPath + "/" + t.ID, About: ownerName(v.Tree, t)}
		row.Tag, row.Kind = taskTag(x, t, v.Today)
		if t.Due != 0 {
			row.About = strings.TrimPrefix(row.About+" · "+x.T("directive.due", "day", vntext.Date(t.Due)), " · ")
		}
		if row.Bar, err = s.figure(x, by, t, v.Document); err != nil {
			return err
		}
		v.Tasks = append(v.Tasks, row)
		v.TasksAll += int64(order(t.State != TaskCancelled))
		v.TasksDone += int64(order(t.State == TaskDone))
		late += order(t.Late(v.Today))
	}
	v.TaskWords = x.T("directive.task.words")
	if late > 0 {
		v.TaskWords += x.T("directive.task.words_late", "n", late)
	}
	return nil
}

// order is 1 for what is so, to count and to sort by.
func order(is bool) int {
	if is {
		return 1
	}
	return 0
}
