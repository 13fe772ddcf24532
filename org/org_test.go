package org_test

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"neove/access"
	"neove/internal/clock"
	"neove/internal/db"
	"neove/internal/dbtest"
	"neove/internal/errs"
	"neove/org"
)

var day = clock.MustParse

func country(t *testing.T, fn func(t *testing.T, s *org.Service, d *db.DB)) {
	o := dbtest.Options{Prepare: dbtest.Prepare{Name: "country", Fill: func(d *db.DB) error {
		return org.NewService(d).Load(t.Context(), access.System("test"))
	}}}
	dbtest.EachWith(t, o, func(t *testing.T, d *db.DB) { fn(t, org.NewService(d), d) })
}

func TestCountry(t *testing.T) {
	country(t, func(t *testing.T, s *org.Service, d *db.DB) {
		tree, err := s.Tree(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range []struct {
			root, on string
			communes int
		}{{"L80", "2024-11-30", 188}, {"L80", "2024-12-01", 186}, {"C80", "2025-07-01", 96}, {"VN", "2025-07-01", 3321}, {"L80", "2025-07-01", 0}} {
			if got := len(tree.CommunesOn(c.root, day(c.on))); got != c.communes {
				t.Errorf("%s has %d communes on %s, want %d", c.root, got, c.on, c.communes)
			}
		}
		for on, want := range map[string]int{"2025-06-30": 63, "2025-07-01": 34} {
			if got := len(tree.Children("VN", day(on))); got != want {
				t.Errorf("%d provinces on %s, want %d", got, on, want)
			}
		}
		if got := len(tree.Children("L80", day("2024-12-31"))); got != 15 {
			t.Errorf("L80 has %d districts, want 15", got)
		}
	})
}

func TestPlace(t *testing.T) {
	country(t, func(t *testing.T, s *org.Service, d *db.DB) {
		tree, err := s.Tree(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range []struct {
			unit, on string
			want     []org.Portion
		}{
			{"L27694", "2024-12-31", []org.Portion{{Units: []string{"L27694"}, Weight: 1}}},
			{"L27688", "2024-12-31", []org.Portion{{Units: []string{"L27694"}, Weight: 1}}},
			{"L28006", "2024-12-31", []org.Portion{{Units: []string{"L28003"}, Weight: 101}, {Units: []string{"L28009"}, Weight: 132}, {Units: []string{"L28012"}, Weight: 337}}},
			{"L28006", "2025-07-01", []org.Portion{{Units: []string{"C27991"}, Weight: 337}, {Units: []string{"C28003"}, Weight: 233}}},
			{"L28063", "2025-07-01", []org.Portion{{Units: []string{"C27694", "C28036"}, Weight: 1}}},
			{"L80", "2025-07-01", []org.Portion{{Units: []string{"C80"}, Weight: 1}}},
			{"nowhere", "2025-07-01", nil},
		} {
			if diff := cmp.Diff(c.want, tree.Place(c.unit, day(c.on)), cmpopts.EquateEmpty()); diff != "" {
				t.Errorf("Place(%s, %s): %s", c.unit, c.on, diff)
			}
		}
		for _, c := range []struct {
			root, unit string
			want       bool
		}{{"C80", "L27694", true}, {"L80", "L27694", true}, {"L80", "C27694", false}, {"L80", "L25507", false}, {"L803", "L27694", false}, {"VN", "C27694", true},
			{"C80", "L80", true}, {"C80", "L803", true}, {"L80", "C80", false}, {"L803", "L80", false}, {"C27694", "L803", false}, {"C79", "L80", false}, {"C80", "L72", true}} {
			if got := tree.Covers(c.root, c.unit); got != c.want {
				t.Errorf("Covers(%s, %s) = %v", c.root, c.unit, got)
			}
		}
	})
}

func TestLineage(t *testing.T) {
	country(t, func(t *testing.T, s *org.Service, d *db.DB) {
		tree, err := s.Tree(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		for unit, want := range map[string][]string{
			"C80": {"C80", "L72", "L80"}, "L80": {"L80"}, "L803": {"L803"},
		} {
			if diff := cmp.Diff(want, tree.Lineage(unit)); diff != "" {
				t.Errorf("Lineage(%s): %s", unit, diff)
			}
		}
		if got := tree.Lineage("C27694"); !slices.Contains(got, "L27694") || slices.Contains(got, "L28063") || slices.Contains(got, "L794") {
			t.Errorf("Lineage(C27694) = %v", got)
		}
	})
}

func TestSharesAreReversible(t *testing.T) {
	country(t, func(t *testing.T, s *org.Service, d *db.DB) {
		by, ctx := access.System("test"), t.Context()
		if err := s.SetShares(ctx, by, "L28063", map[string]int64{"C27694": 1, "C28036": 3}, "Theo địa bàn ấp", "12/QĐ-UBND"); err != nil {
			t.Fatal(err)
		}
		placed := func() []org.Portion {
			tree, err := s.Tree(ctx)
			if err != nil {
				t.Fatal(err)
			}
			return tree.Place("L28063", day("2025-07-01"))
		}
		want := []org.Portion{{Units: []string{"C27694"}, Weight: 1}, {Units: []string{"C28036"}, Weight: 3}}
		if diff := cmp.Diff(want, placed()); diff != "" {
			t.Error(diff)
		}
		if err := s.EndShares(ctx, by, "L28063", "Nhầm văn bản"); err != nil {
			t.Fatal(err)
		}
		if p := placed(); len(p) != 1 || p[0].Allocated() {
			t.Errorf("still allocated: %v", p)
		}
		for name, err := range map[string]error{
			"whole unit":   s.SetShares(ctx, by, "L27694", map[string]int64{"C27694": 1}, "x", "y"),
			"foreign unit": s.SetShares(ctx, by, "L28063", map[string]int64{"C80": 1}, "x", "y"),
			"no document":  s.SetShares(ctx, by, "L28063", map[string]int64{"C27694": 1}, "x", ""),
			"all zero":     s.SetShares(ctx, by, "L28063", map[string]int64{"C27694": 0}, "x", "y"),
		} {
			if !errs.Is(err, errs.Invalid) {
				t.Errorf("%s: %v", name, err)
			}
		}
		if err := s.SetShares(ctx, access.Actor{}, "L28063", map[string]int64{"C27694": 1}, "x", "y"); !errs.Is(err, errs.Forbidden) {
			t.Errorf("nobody may set shares: %v", err)
		}
	})
}

func TestMatch(t *testing.T) {
	country(t, func(t *testing.T, s *org.Service, d *db.DB) {
		tree, err := s.Tree(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range []struct{ text, on, want string }{
			{"luong hoa", "2024-06-01", "L28003"}, {"Xã Lương Hoà", "2024-06-01", "L28003"}, {"phuong 2, tan an", "2024-06-01", ""},
			{"L27694", "2024-06-01", "L27694"}, {"không có xã này", "2024-06-01", ""},
		} {
			u, err := tree.Match(c.text, "L80", day(c.on))
			if u.ID != c.want || (err == nil) != (c.want != "") {
				t.Errorf("Match(%q) = %s, %v; want %q", c.text, u.ID, err, c.want)
			}
		}
	})
}
