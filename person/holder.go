package person

import (
	"slices"

	"neove/access"
	"neove/internal/clock"
	"neove/org"
)

// unitOf is where the events about what a holder did are shown.
func unitOf(holder string) string {
	o, _ := access.ParseOffice(holder)
	return o.Unit
}

// ownHolders are the offices of the actor's own rights with the permission,
// exactly at their units: covering a unit from above gives nothing.
func ownHolders(by access.Actor, permission string) []string {
	var out []string
	for _, o := range by.Held(permission) {
		out = append(out, o.String())
	}
	return out
}

// withFormer adds the offices of the same kind that ended and whose units went
// whole into an own one.
func withFormer(own []string, t *org.Tree, day clock.Date) []string {
	out := slices.Clone(own)
	for _, h := range own {
		o, ok := access.ParseOffice(h)
		if !ok {
			continue
		}
		for _, was := range org.Succeeded(t, o, day) {
			if h := was.String(); !slices.Contains(out, h) {
				out = append(out, h)
			}
		}
	}
	return out
}
