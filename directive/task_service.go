package directive

import (
	"context"
	"slices"

	"neove/access"
	"neove/audit"
	"neove/internal/db"
	"neove/internal/errs"
)

// Plan adds tasks to a plan; errors name the rows from 1.
// Errors: Invalid, NotFound, Forbidden, Conflict (the plan was taken back).
func (s *Service) Plan(ctx context.Context, by access.Actor, document string, list []Task) ([]Task, error) {
	var out []Task
	err := s.db.Write(ctx, by, "directive.task.plan", func(tx *db.Tx) (err error) {
		out, err = s.PlanIn(tx, by, document, list)
		return err
	})
	return out, err
}

// PlanIn is Plan inside a transaction of the caller.
func (s *Service) PlanIn(tx *db.Tx, by access.Actor, document string, list []Task) ([]Task, error) {
	d, err := s.owned(tx, by, document, mayWork)
	if err != nil {
		return nil, err
	}
	if k, err := kindOf(tx, d.Kind); err != nil {
		return nil, err
	} else if !k.Plan {
		return nil, errs.New(errs.Conflict, "directive.err.no_plan")
	}
	have, err := tasksOf(tx, d.ID)
	if err != nil {
		return nil, err
	}
	var c errs.Check
	out := slices.Clone(list)
	for i := range out {
		t := &out[i]
		t.ID, t.Document, t.Position, t.State = tx.ID(), d.ID, int64(len(have)+i+1), TaskOpen
		t.Version, t.CreatedBy, t.CreatedAt, t.ChangedAt = 1, by.ActorName(), tx.Now, tx.Now
		t.clean()
		t.validate(&c, i+1)
		if err := s.checkOwner(tx, &c, i+1, *t); err != nil {
			return nil, err
		}
	}
	if err := c.Err(); err != nil {
		return nil, err
	}
	for _, t := range out {
		tx.Event(db.Event{Action: "directive.task.plan", Subject: taskKind, ID: t.ID, Unit: d.Unit,
			Detail: withDay(map[string]any{"title": t.Title, "owner": t.Owner}, t.Due)})
	}
	return out, db.InsertAll(tx, "directive_tasks", out)
}

func (s *Service) checkOwner(tx *db.Tx, c *errs.Check, row int, t Task) error {
	if t.OwnerUnit == "" {
		return nil
	}
	tree, err := s.org.TreeIn(tx)
	if err != nil {
		return err
	}
	if _, ok := tree.Unit(t.OwnerUnit); !ok {
		c.AddAt(row, "owner_unit", "org.err.unit", "unit", t.OwnerUnit)
	}
	return nil
}

// taskFor is a task that the actor may see, with its plan: those on the issuing
// side of the plan, and those whose work it is. Errors: NotFound.
func taskFor(tx *db.Tx, by access.Actor, id string) (Task, Document, error) {
	t, err := taskByID(tx, id)
	if err != nil {
		return t, Document{}, err
	}
	d, err := documentByID(tx, t.Document)
	if err == nil && !issuing(by, d) && (t.OwnerUnit == "" || d.Draft() || d.Withdrawn || !by.MayAt(mayRead, t.OwnerUnit)) {
		err = notFound()
	}
	return t, d, err
}

// onTask runs a change of a task by who works on the plan; owner also lets those
// whose task it is. Errors: NotFound, Forbidden, Conflict.
func (s *Service) onTask(ctx context.Context, by access.Actor, command, id string, version int64, owner bool, fn func(*db.Tx, Task) (Task, db.Event, error)) (Task, error) {
	var t Task
	err := s.db.Write(ctx, by, command, func(tx *db.Tx) error {
		old, d, err := taskFor(tx, by, id)
		if err != nil {
			return err
		}
		if !s.runs(by, mayWork, d) && (!owner || !s.settles(by, old, d)) {
			return denied()
		}
		if old.Version != version || d.Withdrawn || old.State == TaskCarried {
			return changed()
		}
		var e db.Event
		if t, e, err = fn(tx, old); err != nil {
			return err
		}
		t.Version, t.ChangedAt = old.Version+1, tx.Now
		e.Subject, e.ID, e.Unit = taskKind, t.ID, d.Unit
		tx.Event(e)
		return updateTasks(tx, t)
	})
	return t, err
}

// AmendTask corrects what a task says. Errors: Invalid, NotFound, Forbidden,
// Conflict.
func (s *Service) AmendTask(ctx context.Context, by access.Actor, id string, version int64, in Task) (Task, error) {
	return s.onTask(ctx, by, "directive.task.amend", id, version, false, func(tx *db.Tx, old Task) (Task, db.Event, error) {
		t := old
		t.Title, t.OwnerUnit, t.Owner, t.Due, t.Indicator, t.Target, t.From, t.To = in.Title, in.OwnerUnit, in.Owner, in.Due, in.Indicator, in.Target, in.From, in.To
		t.clean()
		var c errs.Check
		t.validate(&c, 0)
		if err := s.checkOwner(tx, &c, 0, t); err != nil {
			return t, db.Event{}, err
		}
		return t, db.Event{Detail: audit.Diff(old, t)}, c.Err()
	})
}

// Settle says that a task is done (with its result), cancelled (with the
// reason) or open again. Errors: Invalid, NotFound, Forbidden, Conflict.
func (s *Service) Settle(ctx context.Context, by access.Actor, id string, version int64, state TaskState, text string) (Task, error) {
	return s.onTask(ctx, by, "directive.task.settle", id, version, true, func(tx *db.Tx, old Task) (Task, db.Event, error) {
		var c errs.Check
		t := old.settle(&c, state, text, tx.Today())
		return t, db.Event{Action: "directive.task." + string(state), Reason: text}, c.Err()
	})
}

// TaskView is a task with its plan, where it came from and where it went.
type TaskView struct {
	Task
	Plan      Document
	Origins   *Task // in an earlier plan
	Continues *Task // in a later plan
}

// Task is one task. Errors: NotFound.
func (s *Service) Task(ctx context.Context, by access.Actor, id string) (TaskView, error) {
	var v TaskView
	err := s.db.View(ctx, func(tx *db.Tx) (err error) {
		if v.Task, v.Plan, err = taskFor(tx, by, id); err != nil {
			return err
		}
		if v.Origin != "" {
			if t, _, err := taskFor(tx, by, v.Origin); err == nil {
				v.Origins = &t
			}
		}
		next, err := successorsOf(tx, []string{id})
		if t, ok := next[id]; ok && issuing(by, v.Plan) {
			v.Continues = &t
		}
		return err
	})
	return v, err
}

// TaskEntry is a line of the list of a unit's work.
type TaskEntry struct {
	Task
	Plan     string `json:"plan"` // number and symbol; "" for a draft
	PlanKind string `json:"plan_kind"`
	PlanUnit string `json:"plan_unit"`
	ForYear  int64  `json:"for_year"`
}

// Tasks lists the work of a unit by deadline. Errors: Forbidden.
func (s *Service) Tasks(ctx context.Context, by access.Actor, f TaskFilter) ([]TaskEntry, int64, error) {
	if err := by.NeedAt(mayRead, f.Unit); err != nil {
		return nil, 0, err
	}
	var out []TaskEntry
	var n int64
	err := s.db.View(ctx, func(tx *db.Tx) (err error) {
		f.soonDay, f.offices = tx.Today()+soonDays, officesAt(by, mayRead, f.Unit)
		if n, err = countTasks(tx, f); err != nil {
			return err
		}
		list, err := tasks(tx, f)
		for _, t := range list {
			out = append(out, TaskEntry{t.Task, t.Code, t.Kind, t.Unit, t.ForYear})
		}
		return err
	})
	return out, n, err
}
