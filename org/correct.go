package org

import (
	"context"
	"slices"

	"neove/access"
	"neove/internal/clock"
)

// AgencyRoles are the agencies that stand beside the authority of a unit. They
// keep records of their own and do not speak for it.
var AgencyRoles = []access.Role{access.Police, access.BorderGuard, access.CoastGuard}

// Recorder says in whose name the actor records something of a unit: the stored
// form of an agency's office, or "" for the authority, which is the unit itself
// or the level above that brings in what came on paper.
func (t *Tree) Recorder(by access.Actor, permission, unit string) string {
	agency := ""
	for _, o := range by.Held(permission) {
		switch {
		case !t.Covers(o.Unit, unit):
		case !slices.Contains(AgencyRoles, o.Role):
			return ""
		case agency == "":
			agency = o.String()
		}
	}
	return agency
}

// InPlaceOf reports whether an office is the one of its kind at a unit, or took
// its place. On failure of the database it says no.
func (s *Service) InPlaceOf(o access.Office, unit string) bool {
	if o.Unit == unit {
		return true
	}
	t, err := s.Tree(context.Background())
	return err == nil && slices.Contains(Succeeded(t, o, clock.DateOf(s.db.Now())), access.Office{Role: o.Role, Unit: unit, Agency: o.Agency})
}

// Corrects reports whether the actor may amend or take back what an office has
// recorded of a unit: the office itself or the one that it became, and the line
// above that reviews the unit's figures. Rank gives an agency nothing over
// another office.
func (t *Tree) Corrects(by access.Actor, permission, review, unit, office string, today clock.Date) bool {
	if by.MayAt(review, unit) {
		return true
	}
	agency, ok := access.ParseOffice(office)
	return slices.ContainsFunc(by.Held(permission), func(o access.Office) bool {
		if !ok {
			return !slices.Contains(AgencyRoles, o.Role) && t.Covers(o.Unit, unit)
		}
		return slices.Contains(Succeeded(t, o, today), agency)
	})
}
