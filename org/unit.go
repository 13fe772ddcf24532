package org

import (
	"neove/internal/clock"
)

// Level of a unit in the state's hierarchy.
type Level string

// The levels. Districts ended on 2025-07-01.
const (
	Nation   Level = "nation"
	Province Level = "province"
	District Level = "district"
	Commune  Level = "commune"
)

// Unit is an administrative unit valid in [From, To).
type Unit struct {
	ID    string     `db:"id" json:"unit"`
	Code  string     `db:"code" json:"code"`
	Level Level      `db:"level" json:"level"`
	Name  string     `db:"name" json:"name"`
	Key   string     `db:"name_key" json:"-"` // folded name for search
	From  clock.Date `db:"valid_from" json:"valid_from"`
	To    clock.Date `db:"valid_to" json:"valid_to"`
}

// On reports whether the unit exists on the day.
func (u Unit) On(day clock.Date) bool { return u.From <= day && day < u.To }

// During reports whether the unit exists at any time in [from, to).
func (u Unit) During(from, to clock.Date) bool { return u.From < to && from < u.To }

// Link is a dated parent link.
type Link struct {
	Unit   string     `db:"unit"`
	Parent string     `db:"parent"`
	From   clock.Date `db:"valid_from"`
	To     clock.Date `db:"valid_to"`
}

// Kind of a successor edge.
type Kind string

// Whole means all of the old unit went to the new one.
const (
	Whole Kind = "whole"
	Part  Kind = "part"
)

// Edge leads from a unit that ended to one that took it over, wholly or partly.
type Edge struct {
	Old    string     `db:"old"`
	New    string     `db:"new"`
	Kind   Kind       `db:"kind"`
	Detail string     `db:"detail"` // the source's own word, e.g. part_area_all_people
	On     clock.Date `db:"effective_on"`
	People *int64     `db:"people"` // moved along this edge; nil where no instrument states it
	Source string     `db:"source"`
}
