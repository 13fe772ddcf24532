package directive

import (
	"context"
	"slices"

	"neove/access"
	"neove/internal/db"
	"neove/internal/errs"
)

// Direction is what a unit means to do in the year after.
type Direction struct {
	Task
	Plan string `json:"plan"` // number and symbol of the plan that holds it; "" for a draft
	Open bool   `json:"open"` // still open this year, not in a plan of the next one yet
}

// NextDirections are the directions for the year after a year: the tasks of the
// unit's plans for it, then this year's open tasks that no plan continues. What
// the units that became this one had begun is among them.
// Errors: Forbidden.
func (s *Service) NextDirections(ctx context.Context, by access.Actor, unit string, year int) ([]Direction, error) {
	if err := by.NeedAt(mayRead, unit); err != nil {
		return nil, err
	}
	var out []Direction
	err := s.db.View(ctx, func(tx *db.Tx) error {
		tree, err := s.org.TreeIn(tx)
		if err != nil {
			return err
		}
		units, offices := tree.Lineage(unit), officesAt(by, mayRead, unit)
		next, err := tasksForYear(tx, units, year+1)
		if err != nil {
			return err
		}
		for _, t := range next {
			if t.State != TaskCancelled && slices.Contains(offices, t.Office) {
				out = append(out, Direction{Task: t.Task, Plan: t.Code})
			}
		}
		open, err := tasksForYear(tx, units, year)
		for _, t := range open {
			if t.State == TaskOpen && slices.Contains(offices, t.Office) {
				out = append(out, Direction{Task: t.Task, Plan: t.Code, Open: true})
			}
		}
		return err
	})
	return out, err
}

// CarryOver makes a plan for a later year out of open tasks, which go on there;
// each new task knows the one that it continues. more are new tasks beside them.
// Errors: Invalid, NotFound, Forbidden, Conflict (a task is not open any more).
func (s *Service) CarryOver(ctx context.Context, by access.Actor, plan Document, ids []string, more ...Task) (Document, error) {
	var out Document
	err := s.db.Write(ctx, by, "directive.task.carry", func(tx *db.Tx) (err error) {
		out, err = s.carryIn(tx, by, plan, ids, more)
		return err
	})
	return out, err
}

func (s *Service) carryIn(tx *db.Tx, by access.Actor, plan Document, ids []string, more []Task) (Document, error) {
	if len(ids)+len(more) == 0 {
		var c errs.Check
		c.Add("tasks", "directive.err.no_tasks")
		return plan, c.Err()
	}
	d, err := s.IssueIn(tx, by, plan, Address{}, false)
	if err != nil {
		return d, err
	}
	tree, err := s.org.TreeIn(tx)
	if err != nil {
		return d, err
	}
	units := tree.Lineage(d.Unit)
	var old, fresh []Task
	for _, id := range ids {
		t, p, err := taskFor(tx, by, id)
		if err != nil {
			return d, err
		}
		if !s.runs(by, mayWork, p) {
			return d, denied()
		}
		if t.State != TaskOpen || !slices.Contains(units, p.Unit) || p.ForYear >= d.ForYear {
			return d, changed()
		}
		fresh = append(fresh, t.carry(int(d.ForYear-p.ForYear)))
		t.State, t.SettledOn, t.Version, t.ChangedAt = TaskCarried, tx.Today(), t.Version+1, tx.Now
		old = append(old, t)
		tx.Event(db.Event{Action: "directive.task.carry", Subject: taskKind, ID: t.ID, Unit: p.Unit, Detail: map[string]any{"for_year": d.ForYear}})
	}
	if err := updateTasks(tx, old...); err != nil {
		return d, err
	}
	_, err = s.PlanIn(tx, by, d.ID, append(fresh, more...))
	return d, err
}
