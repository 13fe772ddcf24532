package tip

import (
	"slices"
	"strings"

	"neove/access"
	"neove/internal/clock"
	"neove/org"
)

// Office is who receives, hands over and reads tips.
type Office = access.Office

// receives reports whether tips may be handed over to offices of this kind.
func receives(o Office) bool { return access.Allows(o.Role, "tip.handle") }

// officesOf are the offices in whose name the actor may act for tips: those of
// the actor's own rights, exactly at their units, and what those succeeded.
// Covering a unit from above gives nothing.
func officesOf(by access.Actor, t *org.Tree, day clock.Date) []Office {
	var out []Office
	for _, s := range by.Held("tip.record") {
		out = append(out, org.Succeeded(t, s, day)...)
	}
	slices.SortStableFunc(out, func(a, b Office) int { return strings.Compare(a.String(), b.String()) })
	return slices.Compact(out)
}

// seat finds the office through which one of the actor's offices reads a tip:
// the holder first, then the origin. None means that the tip does not exist for
// the actor.
func (t Tip) seat(mine []Office) (Office, bool) {
	for _, s := range []string{t.Holder, t.Origin} {
		if o, ok := access.ParseOffice(s); ok && slices.Contains(mine, o) {
			return o, true
		}
	}
	return Office{}, false
}
