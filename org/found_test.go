package org_test

import (
	"testing"

	"neove/access"
	"neove/internal/clock"
	"neove/internal/db"
	"neove/internal/errs"
	"neove/org"
)

// A made-up province stands in the tree from its first day, changes nothing
// before it and nothing elsewhere, and takes no official key.
func TestFound(t *testing.T) {
	country(t, func(t *testing.T, s *org.Service, d *db.DB) {
		by, ctx := access.System("test"), t.Context()
		province := org.Founding{Parent: "VN", Unit: org.Unit{ID: "MH", Level: org.Province, Name: "Tỉnh Thử", From: day("2025-01-01")}}
		commune := org.Founding{Parent: "MH", Unit: org.Unit{ID: "MH01", Level: org.Commune, Name: "Xã Thử", From: day("2025-01-01")}}
		for name, c := range map[string]struct {
			by    access.Actor
			list  []org.Founding
			kind  errs.Kind
			field string
		}{
			"no right":     {access.Actor{ID: "u", Grants: []access.Grant{{Role: access.ProvinceOfficer, Unit: "L80", To: clock.Max}}}, []org.Founding{province}, errs.Forbidden, ""},
			"official key": {by, []org.Founding{{Parent: "VN", Unit: org.Unit{ID: "L99999", Level: org.Province, Name: "X", From: day("2025-01-01")}}}, errs.Invalid, "unit"},
			"taken":        {by, []org.Founding{{Parent: "VN", Unit: org.Unit{ID: "L80", Level: org.Province, Name: "X", From: day("2025-01-01")}}}, errs.Conflict, ""},
			"twice":        {by, []org.Founding{province, province}, errs.Conflict, ""},
			"no parent":    {by, []org.Founding{commune}, errs.NotFound, ""},
			"no name":      {by, []org.Founding{{Parent: "VN", Unit: org.Unit{ID: "MH", Level: org.Province, From: day("2025-01-01")}}}, errs.Invalid, "name"},
			"below itself": {by, []org.Founding{province, {Parent: "MH", Unit: org.Unit{ID: "MH02", Level: org.Province, Name: "X", From: day("2025-01-01")}}}, errs.Invalid, "level"},
			"too early":    {by, []org.Founding{province, {Parent: "MH", Unit: org.Unit{ID: "MH02", Level: org.Commune, Name: "X", From: day("2024-12-31")}}}, errs.Invalid, "valid_from"},
		} {
			err := s.Found(ctx, c.by, c.list...)
			fields := errs.From(err).Fields
			if !errs.Is(err, c.kind) || c.field != "" && (len(fields) != 1 || fields[0].Name != c.field) {
				t.Errorf("%s: %v %v", name, err, fields)
			}
		}
		if err := s.Found(ctx, by, province, commune); err != nil {
			t.Fatal(err)
		}
		tree, err := s.Tree(ctx)
		if err != nil {
			t.Fatal(err)
		}
		for on, want := range map[string]int{"2024-12-31": 63, "2025-01-01": 64, "2025-07-01": 35} {
			if got := len(tree.Children("VN", day(on))); got != want {
				t.Errorf("%d provinces on %s, want %d", got, on, want)
			}
		}
		if got := len(tree.CommunesOn("C80", day("2025-07-01"))); got != 96 || tree.Covers("C80", "MH01") || tree.Covers("L80", "MH") || !tree.Covers("MH", "MH01") || !tree.Covers("VN", "MH01") {
			t.Errorf("C80 has %d communes, or the new unit stands elsewhere", got)
		}
		if err := s.Load(ctx, by); err != nil { // a later migrate leaves it alone
			t.Fatal(err)
		}
		if tree, err = s.Tree(ctx); err != nil || tree.Name("MH01") != "Xã Thử" {
			t.Errorf("gone after Load: %v", err)
		}
	})
}
