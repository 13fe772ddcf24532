package inspection

import (
	"net/url"

	"neove/access"
	"neove/internal/clock"
	"neove/internal/db"
	"neove/internal/ui"
	"neove/internal/vntext"
	"neove/internal/web"
)

// Work is what waits for the signed-in person: follow-ups that are late or due
// this week, plans of this month that are not done, files to acknowledge.
// Its numbers are those of the lists it leads to.
func (s *Service) Work(x *web.Exchange) ([]ui.Todo, error) {
	by, ok := x.Principal.(access.Actor)
	_, unit := by.Home()
	if !ok || unit == "" {
		return nil, nil
	}
	today := clock.DateOf(s.db.Now())
	var out []ui.Todo
	if by.MayAt(receiveFile, unit) {
		_, n, err := s.Passings(x.R.Context(), by, unit, PassingFilter{State: Sent, Incoming: true, Limit: 1})
		if err != nil {
			return nil, err
		}
		if n > 0 {
			out = append(out, ui.Todo{Href: passingPath + "?" + url.Values{"unit": {unit}, "state": {Sent}, "incoming": {"1"}}.Encode(),
				Text: x.T("inspection.todo.files", "n", n), Kind: "warn", When: x.T("inspection.passing.sent"), Why: x.T("inspection.todo.files_why")})
		}
	}
	if !by.MayAt(recordCheck, unit) {
		return out, nil
	}
	for _, due := range []struct {
		key, kind string
		before    clock.Date
	}{{"late", "bad", today}, {"week", "", today + followSoon}} {
		_, n, err := s.Checks(x.R.Context(), by, unit, CheckFilter{Own: unit, Follow: true, FollowBy: due.before, Limit: 1})
		if err != nil {
			return nil, err
		}
		if n > 0 {
			out = append(out, ui.Todo{Href: followPath + "?" + url.Values{"unit": {unit}, "due": {due.key}, "own": {"1"}}.Encode(),
				Text: x.T("inspection.todo.follow", "n", n), Kind: due.kind, When: x.T("inspection.when." + due.key), Why: x.T("inspection.todo.follow_why")})
			break // what is late is part of the week too
		}
	}
	plans, err := s.planWork(x, by, unit, today)
	return append(out, plans...), err
}

// planWork lists the unit's own plans that run in this month and are not done.
func (s *Service) planWork(x *web.Exchange, by access.Actor, unit string, today clock.Date) ([]ui.Todo, error) {
	if !by.MayAt(readCheck, unit) {
		return nil, nil
	}
	y, m, _ := today.YMD()
	first := clock.On(y, m, 1)
	var out []ui.Todo
	err := s.db.View(x.R.Context(), func(tx *db.Tx) error {
		plans, err := db.Select[Plan](tx, planColumns+" WHERE unit=? AND withdrawn=? AND from_on<? AND to_on>=? ORDER BY to_on, id", unit, false, first.AddMonths(1), first)
		if err != nil {
			return err
		}
		done, err := progressOf(tx, sorted(plans, func(p Plan) string { return p.ID }))
		for _, p := range plans {
			left := done[p.ID].Total - done[p.ID].Done
			if left == 0 {
				continue
			}
			t := ui.Todo{Href: planPath + "/" + p.ID, Text: x.T("inspection.todo.plan", "n", left, "name", p.Name), When: x.T("inspection.todo.until", "day", vntext.Date(p.To)), Why: p.Directing}
			if p.To < today {
				t.Kind = "bad"
			}
			out = append(out, t)
		}
		return err
	})
	return out, err
}
