package person

import (
	"strings"

	"neove/access"
	"neove/internal/db"
)

// FindCode is the id of a person by the code, for another slice that meets the
// person again. Errors: NotFound for whoever may not open the person.
func (s *Service) FindCode(tx *db.Tx, by access.Actor, code string) (string, error) {
	d, err := s.desk(tx, by, mayRead)
	if err != nil {
		return "", err
	}
	r, err := personByCode(tx, strings.ToUpper(strings.TrimSpace(code)))
	if err != nil {
		return "", nothing()
	}
	_, _, err = d.person(r.ID)
	return r.ID, err
}
