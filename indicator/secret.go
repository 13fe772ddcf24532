package indicator

import (
	"slices"
	"strings"

	"neove/access"
	"neove/org"
)

// secret is the permission that goes with a figure of a topic whose records
// nobody may count down to; "" for an open one. Definitions are data, so a
// measure of such a topic makes any indicator secret that adds it up.
func (s *Service) secret(d Def) string {
	for topic, permission := range s.Secret {
		if d.Topic == topic {
			return permission
		}
		for _, m := range d.Measures() {
			if strings.HasPrefix(m, topic+".") {
				return permission
			}
		}
	}
	return ""
}

// apart reports an indicator that adds up a measure of a few people.
func (s *Service) apart(d Def) bool {
	return s.Apart != nil && slices.ContainsFunc(d.Measures(), s.Apart)
}

// hidden reports whether a reader sees no figure of a unit. Below the province
// a secret figure is for the commune that reports it: every value of the others
// is hidden, large ones too, because a reader chooses the days of a window and
// the rows of a table and could take one answer from the other.
func (s *Service) hidden(by access.Actor, tree *org.Tree, d Def, unit string) bool {
	if s.apart(d) {
		return len(by.Grants) > 0 // the program itself adds them up
	}
	permission := s.secret(d)
	u, ok := tree.Unit(unit)
	if permission == "" || !ok || u.Level == org.Nation || u.Level == org.Province {
		return false
	}
	if len(by.Grants) == 0 { // the program itself
		return !by.MayAt(permission, unit)
	}
	return u.Level != org.Commune || !by.MayExactly(permission, unit)
}
