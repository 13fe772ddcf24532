package tip

import (
	"slices"
	"strings"

	"neove/access"
	"neove/internal/clock"
	"neove/org"
)

// Office is a role at a unit: who receives, hands over and reads tips.
type Office struct {
	Kind access.Role
	Unit string
}

// String is the stored form, "police:L80"; "" for no office.
func (o Office) String() string {
	if o.Unit == "" {
		return ""
	}
	return string(o.Kind) + ":" + o.Unit
}

// ParseOffice reads the stored form; false for anything else.
func ParseOffice(s string) (Office, bool) {
	kind, unit, ok := strings.Cut(s, ":")
	o := Office{access.Role(kind), unit}
	return o, ok && unit != "" && slices.Contains(access.Roles, o.Kind)
}

// Receives reports whether tips may be handed over to offices of this kind.
func (o Office) Receives() bool { return access.Allows(o.Kind, "tip.handle") }

// officesOf are the offices in whose name the actor may act for tips: those of
// the actor's own rights, exactly at their units, and what those succeeded.
// Covering a unit from above gives nothing.
func officesOf(by access.Actor, t *org.Tree, day clock.Date) []Office {
	var out []Office
	for _, s := range by.Held("tip.record") {
		out = append(out, succeeded(t, Office{s.Role, s.Unit}, day)...)
	}
	slices.SortStableFunc(out, func(a, b Office) int { return strings.Compare(a.String(), b.String()) })
	return slices.Compact(out)
}

// succeeded is the office and those of the same kind that ended and whose units
// went whole into its own. A unit that was divided needs a human decision.
func succeeded(t *org.Tree, o Office, day clock.Date) []Office {
	out := []Office{o}
	for _, e := range t.Predecessors(o.Unit) {
		if old, ok := t.Unit(e.Old); ok && e.Kind == org.Whole && e.Old != o.Unit && old.To <= day {
			out = append(out, succeeded(t, Office{o.Kind, e.Old}, day)...)
		}
	}
	return out
}

// seat finds the office through which one of the actor's offices reads a tip:
// the holder first, then the origin. None means that the tip does not exist for
// the actor.
func (t Tip) seat(mine []Office) (Office, bool) {
	for _, s := range []string{t.Holder, t.Origin} {
		if o, ok := ParseOffice(s); ok && slices.Contains(mine, o) {
			return o, true
		}
	}
	return Office{}, false
}
