package person

import (
	"slices"
	"strings"

	"neove/access"
	"neove/internal/clock"
	"neove/org"
)

// HolderOf names an office: a role at a unit.
func HolderOf(role access.Role, unit string) string { return string(role) + ":" + unit }

// SplitHolder is the role and the unit of an office; false for an agency that
// is no office.
func SplitHolder(holder string) (role access.Role, unit string, ok bool) {
	r, unit, ok := strings.Cut(holder, ":")
	role = access.Role(r)
	return role, unit, ok && unit != "" && slices.Contains(access.Roles, role)
}

// unitOf is where the events about what a holder did are shown.
func unitOf(holder string) string {
	_, unit, _ := SplitHolder(holder)
	return unit
}

// ownHolders are the offices of the actor's own rights with the permission,
// exactly at their units: covering a unit from above gives nothing.
func ownHolders(by access.Actor, permission string) []string {
	var out []string
	for _, seat := range by.Held(permission) {
		out = append(out, HolderOf(seat.Role, seat.Unit))
	}
	return out
}

// withFormer adds the offices of the same kind that ended and whose units went
// whole into an own one. A unit that was divided needs a human decision.
func withFormer(own []string, t *org.Tree, day clock.Date) []string {
	out := slices.Clone(own)
	for i := 0; i < len(out); i++ {
		role, unit, ok := SplitHolder(out[i])
		if !ok {
			continue
		}
		for _, e := range t.Predecessors(unit) {
			old, found := t.Unit(e.Old)
			if h := HolderOf(role, e.Old); found && e.Kind == org.Whole && e.Old != unit && old.To <= day && !slices.Contains(out, h) {
				out = append(out, h)
			}
		}
	}
	return out
}
