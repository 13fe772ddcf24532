package directive

import (
	"slices"
	"time"

	"neove/internal/clock"
	"neove/internal/errs"
	"neove/internal/vntext"
	"neove/measure"
)

// TaskState is how a task of a plan stands.
type TaskState string

// The states; a carried task goes on in the next year's plan.
const (
	TaskOpen      TaskState = "open"
	TaskDone      TaskState = "done"
	TaskCancelled TaskState = "cancelled"
	TaskCarried   TaskState = "carried"
)

// Task is something that a plan wants done, by whom and by when. Where it is
// measured, its progress is the value of the indicator in [From, To).
type Task struct {
	ID        string     `db:"id" json:"id"`
	Document  string     `db:"document" json:"document"`
	Position  int64      `db:"position" json:"position"`
	Title     string     `db:"title" json:"title"`
	TitleKey  string     `db:"title_key" json:"-"`
	OwnerUnit string     `db:"owner_unit" json:"owner_unit,omitempty"` // "" is the plan's own unit
	Owner     string     `db:"owner" json:"owner,omitempty"`           // person or agency
	Due       clock.Date `db:"due_on" json:"due_on,omitzero"`
	Indicator string     `db:"indicator" json:"indicator,omitempty"`
	Target    *int64     `db:"target" json:"target,omitempty"`
	From      clock.Date `db:"from_on" json:"from,omitzero"`
	To        clock.Date `db:"to_on" json:"to,omitzero"` // exclusive
	State     TaskState  `db:"state" json:"state"`
	Result    string     `db:"result" json:"result,omitempty"` // or why it was cancelled
	SettledOn clock.Date `db:"settled_on" json:"settled_on,omitzero"`
	Origin    string     `db:"origin" json:"origin,omitempty"`
	Version   int64      `db:"version" json:"version"`
	CreatedBy string     `db:"created_by" json:"created_by"`
	CreatedAt time.Time  `db:"created_at" json:"created_at"`
	ChangedAt time.Time  `db:"changed_at" json:"changed_at"`
}

// Late reports whether an open task is past its day.
func (t Task) Late(today clock.Date) bool {
	return t.State == TaskOpen && t.Due != 0 && t.Due < today
}

// Measured reports whether an indicator tells the progress.
func (t Task) Measured() bool { return t.Indicator != "" && t.Target != nil }

// Window is the time in which the indicator counts: that of the task, or the
// plan's year.
func (t Task) Window(plan Document) measure.Window {
	w := measure.Window{From: t.From, To: t.To}
	if w.From == 0 {
		w.From = clock.On(int(plan.ForYear), 1, 1)
	}
	if w.To == 0 {
		w.To = clock.On(int(plan.ForYear)+1, 1, 1)
	}
	return w
}

func (t *Task) clean() {
	t.Title, t.Owner = vntext.Clean(t.Title), vntext.Clean(t.Owner)
	t.TitleKey = vntext.Fold(t.Title + " " + t.Owner)
}

// validate notes what is wrong; row is 0 for a single form.
func (t Task) validate(c *errs.Check, row int) {
	switch {
	case t.Title == "":
		c.AddAt(row, "title", "web.err.required")
	case len([]rune(t.Title)) > maxSubject:
		c.AddAt(row, "title", "web.err.long", "max", maxSubject)
	}
	if len([]rune(t.Owner)) > maxName {
		c.AddAt(row, "owner", "web.err.long", "max", maxName)
	}
	if (t.Target == nil) != (t.Indicator == "") {
		c.AddAt(row, "target", "directive.err.target")
	}
	if t.From != 0 && t.To != 0 && t.To <= t.From {
		c.AddAt(row, "to", "directive.err.window")
	}
}

// settle moves a task to a state; a result or a reason says why.
func (t Task) settle(c *errs.Check, state TaskState, text string, today clock.Date) Task {
	if !slices.Contains([]TaskState{TaskOpen, TaskDone, TaskCancelled}, state) {
		c.Add("state", "web.err.choice")
	}
	if text == "" && state != TaskOpen {
		c.Add("result", "directive.err.result."+string(state))
	}
	t.State, t.Result, t.SettledOn = state, text, today
	if state == TaskOpen {
		t.SettledOn = 0
	}
	return t
}

// carry is the same task in a later year's plan.
func (t Task) carry(years int) Task {
	move := func(d clock.Date) clock.Date {
		if d == 0 {
			return 0
		}
		return d.AddMonths(12 * years)
	}
	return Task{Title: t.Title, OwnerUnit: t.OwnerUnit, Owner: t.Owner, Due: move(t.Due), Indicator: t.Indicator, Target: t.Target,
		From: move(t.From), To: move(t.To), State: TaskOpen, Origin: t.ID}
}
