package casework

import (
	"neove/access"
	"neove/internal/db"
	"neove/internal/ui"
	"neove/internal/web"
)

// work tells how many own cases have a clock that warns or is late; the list
// that it opens has as many.
func (s *Service) work(x *web.Exchange) ([]ui.Todo, error) {
	by, ok := x.Principal.(access.Actor)
	if !ok || !by.May(mayRead) {
		return nil, nil
	}
	var n int64
	err := s.db.View(x.R.Context(), func(tx *db.Tx) error {
		d, err := s.desk(tx, by)
		if err != nil {
			return err
		}
		where, args := d.where(Filter{Due: true})
		n, err = db.Get[int64](tx, "SELECT COUNT(*) FROM casework_cases c WHERE"+where, args...)
		return err
	})
	if err != nil || n == 0 {
		return nil, err
	}
	return []ui.Todo{{Href: listPath + "?due=1", Text: x.T("casework.work.due", "n", n), Kind: "warn", Why: x.T("casework.work.due.why")}}, nil
}
