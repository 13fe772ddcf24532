package directive

import (
	"net/url"

	"neove/access"
	"neove/internal/clock"
	"neove/internal/db"
	"neove/internal/ui"
	"neove/internal/vntext"
	"neove/internal/web"
	"neove/org"
)

// soonDays is how far ahead work is announced.
const soonDays = 14

// shown is how many documents to answer are named one by one; the rest is a
// line that leads to the list.
const shown = 5

// work lists what waits for the signed-in person: documents to answer, own
// documents whose recipients are late, tasks that are due.
func (s *Service) work(x *web.Exchange) ([]ui.Todo, error) {
	by, _ := x.Principal.(access.Actor)
	var out []ui.Todo
	err := s.db.View(x.R.Context(), func(tx *db.Tx) error {
		t, err := s.org.TreeIn(tx)
		if err != nil {
			return err
		}
		list, err := s.toAnswer(tx, by, x, t)
		if err != nil {
			return err
		}
		out = append(out, list...)
		if list, err = s.lateDocuments(tx, by, x); err != nil {
			return err
		}
		out = append(out, list...)
		if list, err = s.dueTasks(tx, by, x); err != nil {
			return err
		}
		out = append(out, list...)
		list, err = s.openFindings(tx, by, x, t)
		out = append(out, list...)
		return err
	})
	return out, err
}

// answering is the condition for recipients r that the actor answers for: a
// commune also for what became part of it; agencies only for themselves.
func (s *Service) answering(by access.Actor, t *org.Tree) (string, []any) {
	var units []string
	for _, root := range by.Units(mayAnswer) {
		units = append(units, root)
		if u, _ := t.Unit(root); u.Level == org.Commune {
			units = append(units, t.Under(root)...)
		}
	}
	in, args := oneOf("r.unit", units)
	role, more := addressed(agencyRoles(by))
	return in + " AND " + role, append(args, more...)
}

func (s *Service) toAnswer(tx *db.Tx, by access.Actor, x *web.Exchange, t *org.Tree) ([]ui.Todo, error) {
	cond, args := s.answering(by, t)
	list, err := waitingAt(tx, cond, args)
	if err != nil {
		return nil, err
	}
	kinds, err := kinds(tx)
	if err != nil {
		return nil, err
	}
	var out []ui.Todo
	for _, r := range list[:min(len(list), shown)] {
		name := title(x, kindByCode(kinds, r.Kind), Document{Code: r.Code})
		todo := ui.Todo{Href: recipientPath + "/" + r.ID, Text: x.T("directive.todo.answer", "document", name), Why: x.T("directive.require." + r.Require)}
		todo.Kind, todo.When = dueTag(x, r.Due, tx.Today())
		if r.State == Returned {
			todo.Kind, todo.When, todo.Why = "bad", x.T("directive.state.returned"), r.Reason
		}
		if r.Reminded > 0 {
			todo.Why += " · " + x.T("directive.reminded", "n", r.Reminded, "day", vntext.Date(clock.DateOf(r.RemindedAt)))
			if todo.Kind == "" {
				todo.Kind = "warn"
			}
		}
		out = append(out, todo)
	}
	if rest := len(list) - shown; rest > 0 {
		out = append(out, ui.Todo{Href: documentPath + "?tab=received", Text: x.T("directive.todo.more", "n", rest)})
	}
	return out, nil
}

// dueTag words a due day: kind and text of a tag.
func dueTag(x *web.Exchange, due, today clock.Date) (kind, text string) {
	switch days := int(due - today); {
	case due == 0:
		return "", ""
	case days < 0:
		return "bad", x.T("directive.late_days", "n", -days)
	case days == 0:
		return "warn", x.T("directive.today")
	case days <= 3:
		return "warn", x.T("directive.left", "n", days)
	default:
		return "", x.T("directive.left", "n", days)
	}
}

// lateDocuments are the own unit's documents with recipients that are late.
func (s *Service) lateDocuments(tx *db.Tx, by access.Actor, x *web.Exchange) ([]ui.Todo, error) {
	list, err := lateOf(tx, by.Units(mayIssue), tx.Today())
	if err != nil {
		return nil, err
	}
	kinds, err := kinds(tx)
	if err != nil {
		return nil, err
	}
	var out []ui.Todo
	for _, d := range list {
		if !s.runs(by, mayIssue, Document{Unit: d.Unit, Office: d.Office}) {
			continue // another office of the unit chases its own
		}
		name := title(x, kindByCode(kinds, d.Kind), Document{Code: d.Code})
		todo := ui.Todo{Href: documentPath + "/" + d.ID + "?state=late", Text: x.T("directive.todo.late", "n", d.Late, "document", name), Why: x.T("directive.todo.late_why")}
		todo.Kind, todo.When = dueTag(x, d.Due, tx.Today())
		out = append(out, todo)
	}
	return out, nil
}

// dueTasks are a line for what is overdue and one for what is due soon.
func (s *Service) dueTasks(tx *db.Tx, by access.Actor, x *web.Exchange) ([]ui.Todo, error) {
	var out []ui.Todo
	for _, unit := range by.Units(mayWork) {
		for _, of := range []ui.Todo{{Href: "late", Kind: "bad", When: x.T("directive.overdue")}, {Href: "soon", When: x.T("directive.soon", "n", soonDays)}} {
			state := of.Href
			n, err := countTasks(tx, TaskFilter{Unit: unit, State: state, soonDay: tx.Today() + soonDays, offices: officesAt(by, mayWork, unit)})
			if err != nil {
				return nil, err
			}
			if n > 0 {
				of.Href, of.Text = taskPath+"?"+url.Values{"unit": {unit}, "state": {state}}.Encode(), x.T("directive.todo.tasks_"+state, "n", n)
				out = append(out, of)
			}
		}
	}
	return out, nil
}

// openFindings say how many surveys of the area still have open findings; they
// are for the authority to settle, not for an agency beside it.
func (s *Service) openFindings(tx *db.Tx, by access.Actor, x *web.Exchange, t *org.Tree) ([]ui.Todo, error) {
	var out []ui.Todo
	for _, unit := range as(by, "").Units(mayWork) {
		n, err := countSurveys(tx, SurveyFilter{Unit: unit, Units: t.Under(unit), Open: true})
		if err != nil {
			return nil, err
		}
		if n > 0 {
			out = append(out, ui.Todo{Href: surveyPath + "?" + url.Values{"unit": {unit}, "open": {"1"}}.Encode(), Text: x.T("directive.todo.findings", "n", n), Why: x.T("directive.todo.findings_why")})
		}
	}
	return out, nil
}
