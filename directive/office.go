package directive

import (
	"slices"

	"neove/access"
	"neove/org"
)

// as is the actor with the rights of one office: those of an agency's role, or,
// with none, those of the authority of a unit. The program itself has no rights
// of its own and stays what it is.
func as(by access.Actor, office access.Role) access.Actor {
	if len(by.Grants) == 0 {
		return by
	}
	by.Grants = slices.DeleteFunc(slices.Clone(by.Grants), func(g access.Grant) bool {
		if office != "" {
			return g.Role != office
		}
		return slices.Contains(org.AgencyRoles, g.Role)
	})
	return by
}

// everyOffice are those that may stand at one unit: its authority, its agencies.
var everyOffice = append([]access.Role{""}, org.AgencyRoles...)

// officesAt are the offices at a unit, or at one above it, with whose eyes the
// actor looks.
func officesAt(by access.Actor, permission, unit string) []access.Role {
	var out []access.Role
	for _, o := range everyOffice {
		if as(by, o).MayAt(permission, unit) {
			out = append(out, o)
		}
	}
	return out
}

// speaks reports whether the actor acts for an office of a unit: officers of its
// authority, also those above that bring in what came on paper; a leader and an
// agency for their own unit only, or for the one that it took the place of.
func (s *Service) speaks(by access.Actor, permission string, office access.Role, unit string) bool {
	if len(by.Grants) == 0 {
		return by.MayAt(permission, unit)
	}
	return slices.ContainsFunc(as(by, office).Held(permission), func(o access.Office) bool {
		if office == "" && o.Role != access.Leader {
			return s.org.Covers(o.Unit, unit)
		}
		return s.org.InPlaceOf(o, unit)
	})
}

// officeAt is the office in whose name the actor issues at a unit: the authority
// where they may, else their agency; false when they speak for none there.
func (s *Service) officeAt(by access.Actor, unit string) (access.Role, bool) {
	i := slices.IndexFunc(everyOffice, func(o access.Role) bool { return s.speaks(by, mayIssue, o, unit) })
	if i < 0 {
		return "", false
	}
	return everyOffice[i], true
}

// mayPlan reports whether the actor issues plans with tasks at a unit.
func (s *Service) mayPlan(by access.Actor, unit string) bool {
	office, ok := s.officeAt(by, unit)
	return ok && s.speaks(by, mayWork, office, unit)
}

// runs reports whether the actor may change a document: an agency its own ones,
// the authority those of the unit. Neither speaks for the other, though both
// stand at one unit.
func (s *Service) runs(by access.Actor, permission string, d Document) bool {
	return s.speaks(by, permission, d.Office, d.Unit)
}

// answers reports whether the actor answers for a recipient: an agency for
// itself, the authority of the unit, or of one above it that brings in what
// came on paper, for the unit.
func (s *Service) answers(by access.Actor, r Recipient) bool {
	return s.speaks(by, mayAnswer, r.Role, r.Unit)
}

// settles reports whether the actor says how a task stands: who runs the plan,
// and the authority of the unit whose work it is.
func (s *Service) settles(by access.Actor, t Task, plan Document) bool {
	return s.runs(by, mayWork, plan) || t.OwnerUnit != "" && s.speaks(by, mayWork, "", t.OwnerUnit)
}

// follows reports whether the actor says what came of a finding: who carried out
// the survey, and the authority of the locality.
func (s *Service) follows(by access.Actor, v Survey) bool {
	return s.speaks(by, maySurvey, "", v.Unit) || s.speaks(by, mayWork, "", v.Visited)
}
