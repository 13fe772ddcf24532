package shelter

import (
	"neove/access"
	"neove/internal/clock"
	"neove/internal/ui"
	"neove/internal/web"
)

// work lists what waits for the actor: limits that are near, visits of today,
// facts of readiness that are old. Each count is that of the list it opens.
func (s *Service) work(x *web.Exchange) ([]ui.Todo, error) {
	by, ok := x.Principal.(access.Actor)
	if !ok {
		return nil, nil
	}
	var out []ui.Todo
	if by.May(stayRead) {
		list, err := s.stayWork(by, x)
		if err != nil {
			return nil, err
		}
		out = list
	}
	if !s.speaks(by) {
		return out, nil
	}
	_, root := by.Home()
	b, err := s.Readiness(x.R.Context(), by, ReadyFilter{Root: root, Group: ReadyOld})
	if err != nil || len(b.Rows) == 0 {
		return out, err
	}
	t := ui.Todo{Href: readyPath + "?group=" + ReadyOld, Text: x.T("shelter.todo.old", "n", len(b.Rows)), Kind: "", When: x.T("shelter.todo.old_when"), Why: x.T("shelter.todo.old_why")}
	return append(out, t), nil
}

func (s *Service) stayWork(by access.Actor, x *web.Exchange) ([]ui.Todo, error) {
	var out []ui.Todo
	_, n, err := s.Stays(x.R.Context(), by, "", StayFilter{Group: GroupNear, Limit: 1})
	if err != nil {
		return nil, err
	}
	if n > 0 {
		out = append(out, ui.Todo{Href: stayPath + "?group=" + GroupNear, Text: x.T("shelter.todo.near", "n", n), Kind: "warn", When: x.T("shelter.group.near"), Why: x.T("shelter.todo.near_why")})
	}
	if _, n, err = s.Notes(x.R.Context(), by, NoteFilter{Kind: Visit, Planned: true, To: clock.DateOf(s.db.Now()) + 1, Limit: 1}); err != nil || n == 0 {
		return out, err
	}
	return append(out, ui.Todo{Href: notePath + "?kind=" + Visit + "&due=1", Text: x.T("shelter.todo.visits", "n", n), Kind: "warn", When: x.T("shelter.todo.today"), Why: x.T("shelter.todo.visits_why")}), nil
}
