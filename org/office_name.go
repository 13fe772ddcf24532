package org

import (
	"slices"
	"unicode"
	"unicode/utf8"

	"neove/access"
	"neove/internal/clock"
	"neove/internal/web"
)

// Succeeded is an office and those of the same kind that ended and whose units
// went whole into its own. A unit that was divided needs a human decision.
func Succeeded(t *Tree, o access.Office, day clock.Date) []access.Office {
	out := []access.Office{o}
	for i := 0; i < len(out); i++ {
		for _, e := range t.Predecessors(out[i].Unit) {
			was := access.Office{Role: o.Role, Unit: e.Old, Agency: o.Agency}
			if old, ok := t.Unit(e.Old); ok && e.Kind == Whole && old.To <= day && !slices.Contains(out, was) {
				out = append(out, was)
			}
		}
	}
	return out
}

// Offices are those that somebody holds with those that they succeeded: in whose
// name the holder may act, exactly at their units. Covering a unit from above
// gives nothing.
func (t *Tree) Offices(held []access.Office, day clock.Date) []access.Office {
	var out []access.Office
	for _, o := range held {
		for _, was := range Succeeded(t, o, day) {
			if !slices.Contains(out, was) {
				out = append(out, was)
			}
		}
	}
	return out
}

// OfficeName writes the stored form of an office for people: "Công an tỉnh Long
// An", or the name of the organisation; "" for no office.
func (t *Tree) OfficeName(x *web.Exchange, office string) string {
	o, ok := access.ParseOffice(office)
	if !ok {
		return ""
	}
	if o.Agency != "" && t.agencyName != nil {
		return t.agencyName(o.Agency)
	}
	name := t.Name(o.Unit)
	if r, n := utf8.DecodeRuneInString(name); n > 0 && name != "" {
		name = string(unicode.ToLower(r)) + name[n:]
	}
	return x.T("org.office."+string(o.Role), "unit", name)
}
