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

// officesOf are the offices in whose name the actor may act for tips, in order.
func officesOf(by access.Actor, t *org.Tree, day clock.Date) []Office {
	out := t.Offices(by.Held("tip.record"), day)
	slices.SortFunc(out, func(a, b Office) int { return strings.Compare(a.String(), b.String()) })
	return out
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
