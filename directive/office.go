package directive

import (
	"slices"

	"neove/access"
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
		return slices.Contains(AgencyRoles, g.Role)
	})
	return by
}

// officeAt is the office in whose name the actor issues at a unit: the authority
// where they may, else their agency.
func officeAt(by access.Actor, unit string) access.Role {
	if as(by, "").MayAt(mayIssue, unit) {
		return ""
	}
	for _, role := range AgencyRoles {
		if as(by, role).MayAt(mayIssue, unit) {
			return role
		}
	}
	return ""
}

// runs reports whether the actor may change a document: an agency its own ones,
// the authority those of the unit. Neither speaks for the other, though both
// stand at one unit.
func runs(by access.Actor, permission string, d Document) bool {
	return as(by, d.Office).MayAt(permission, d.Unit)
}

// answers reports whether the actor answers for a recipient: an agency for
// itself, the authority of the unit, or of one above it that brings in what
// came on paper, for the unit.
func answers(by access.Actor, r Recipient) bool { return as(by, r.Role).MayAt(mayAnswer, r.Unit) }
