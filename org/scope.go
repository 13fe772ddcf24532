package org

import (
	"net/url"
	"time"

	"neove/access"
	"neove/internal/clock"
	"neove/internal/ui"
	"neove/internal/web"
)

// WorkUnit is the unit that a page is about: the one asked for, or the actor's
// own.
func WorkUnit(by access.Actor, x *web.Exchange) string {
	if u := x.R.FormValue("unit"); u != "" {
		return u
	}
	_, unit := by.Home()
	return unit
}

// ListLink leads to the list of a unit; to the actor's own one when what they
// look at was shared with them from outside of their area.
func ListLink(by access.Actor, permission, path, unit string) string {
	if !by.MayAt(permission, unit) {
		return path
	}
	return path + "?unit=" + url.QueryEscape(unit)
}

// UnitOptions are the units that an actor may record for: nothing to choose
// for a commune; itself, the districts and the communes below for a higher
// level.
func (t *Tree) UnitOptions(by access.Actor, permission string, day clock.Date) []ui.Option {
	var out []ui.Option
	for _, root := range by.Units(permission) {
		u, ok := t.Unit(root)
		if !ok || u.Level == Commune {
			continue
		}
		on := Lived(u, day) // an area of an earlier tree still shows its own communes
		out = append(out, ui.Option{Value: u.ID, Text: u.Name})
		for _, d := range t.Children(root, on) {
			if d.Level == District {
				out = append(out, ui.Option{Value: d.ID, Text: d.Name})
			}
		}
		for _, c := range t.CommunesOn(root, on) {
			out = append(out, ui.Option{Value: c.ID, Text: c.Name + " (" + t.Name(t.Parent(c.ID, on)) + ")"})
		}
	}
	return out
}

// WorkYear is the year of work on a day: until mid-January it is the one whose
// account is being written.
func WorkYear(day clock.Date) int {
	if day.Month() == time.January && day.Day() <= 15 {
		return day.Year() - 1
	}
	return day.Year()
}
