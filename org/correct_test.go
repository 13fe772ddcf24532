package org_test

import (
	"testing"

	"neove/access"
	"neove/internal/clock"
	"neove/org"
)

// An office lives on where its unit went whole; rank gives an agency nothing.
func TestCorrects(t *testing.T) {
	t.Parallel()
	on, off := clock.On(2025, 7, 1), clock.Max
	tree := org.NewTree([]org.Unit{
		{ID: "P", Level: org.Province, From: clock.Min, To: on}, {ID: "N", Level: org.Province, From: on, To: off},
		{ID: "A", Level: org.Commune, From: clock.Min, To: on}, {ID: "C", Level: org.Commune, From: on, To: off}},
		[]org.Link{{Unit: "A", Parent: "P", From: clock.Min, To: on}, {Unit: "C", Parent: "N", From: on, To: off}},
		[]org.Edge{{Old: "A", New: "C", Kind: org.Whole, On: on}, {Old: "P", New: "N", Kind: org.Whole, On: on}}, nil)
	const record, review = "outreach.activity.record", "outreach.month.approve"
	right := func(role access.Role, unit string) access.Grant { return access.Grant{Role: role, Unit: unit} }
	before, after := on-1, on
	for _, c := range []struct {
		name   string
		grants []access.Grant
		office string
		day    clock.Date
		want   bool
	}{
		{"the commune", []access.Grant{right(access.CommuneOfficer, "A")}, "", before, true},
		{"the commune that it became", []access.Grant{right(access.CommuneOfficer, "C")}, "", after, true},
		{"police of the commune", []access.Grant{right(access.Police, "A")}, "", before, false},
		{"police of the province", []access.Grant{right(access.Police, "P")}, "", before, false},
		{"a leader", []access.Grant{right(access.Leader, "P")}, "", before, false},
		{"both in one person", []access.Grant{right(access.Police, "P"), right(access.CommuneOfficer, "A")}, "", before, true},
		{"the police's own", []access.Grant{right(access.Police, "P")}, "police:P", before, true},
		{"the police that it became", []access.Grant{right(access.Police, "N")}, "police:P", after, true},
		{"not before it did", []access.Grant{right(access.Police, "N")}, "police:P", before, false},
		{"police above that of the commune", []access.Grant{right(access.Police, "P")}, "police:A", before, false},
		{"police below that of the province", []access.Grant{right(access.Police, "A")}, "police:P", before, false},
		{"border guard beside the police", []access.Grant{right(access.BorderGuard, "P")}, "police:P", before, false},
		{"the commune beside the police", []access.Grant{right(access.CommuneOfficer, "A")}, "police:P", before, false},
		{"an office without the right", []access.Grant{right(access.CoastGuard, "P")}, "coast_guard:P", before, false},
		{"an unknown office is nobody's", []access.Grant{right(access.Police, "P")}, "police:", before, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			by := access.Actor{ID: "u", Grants: c.grants}
			if got := tree.Corrects(by, record, review, "A", c.office, c.day); got != c.want {
				t.Errorf("%v, want %v", got, c.want)
			}
		})
	}
	if !tree.Corrects(access.System("test"), record, review, "A", "police:P", before) {
		t.Error("the program itself is stopped")
	}
}
