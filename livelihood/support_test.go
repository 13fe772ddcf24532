package livelihood_test

import (
	"context"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"neove/access"
	"neove/app/apptest"
	"neove/internal/clock"
	"neove/internal/db"
	"neove/internal/errs"
	"neove/internal/ui"
	"neove/internal/webtest"
	"neove/livelihood"
)

func n(v int64) *int64 { return &v }

// trade is a valid course of the district.
func trade(edit ...func(*livelihood.Support)) livelihood.Support {
	s := livelihood.Support{Unit: apptest.District, Kind: "trade", From: clock.On(2024, 6, 3), To: clock.On(2024, 8, 30),
		Occupation: "May công nghiệp", Provider: "Trung tâm GDNN huyện", People: n(25), Women: n(21), Amount: n(80_000_000), Finished: n(24)}
	for _, e := range edit {
		e(&s)
	}
	return s
}

// facts are what the database counts now, as "measure unit day" → value.
func facts(t *testing.T, w *apptest.World) map[string]int64 {
	t.Helper()
	out := map[string]int64{}
	err := w.DB.View(t.Context(), func(tx *db.Tx) error {
		rows, err := db.Select[struct {
			Code  string     `db:"code"`
			Unit  string     `db:"unit"`
			Day   clock.Date `db:"day"`
			Value int64      `db:"value"`
		}](tx, "SELECT d.code, f.unit, f.day, f.value FROM measure_facts f JOIN measure_defs d ON d.id=f.measure WHERE f.kind>='livelihood.' AND f.kind<'livelihood/'")
		for _, r := range rows {
			out[r.Code+" "+r.Unit+" "+r.Day.String()] += r.Value
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// fields are the wrong fields of an error, in order.
func fields(err error) []string {
	var out []string
	if err != nil {
		for _, f := range errs.From(err).Fields {
			out = append(out, f.Name+" "+f.Key)
		}
	}
	return out
}

func TestSupportRules(t *testing.T) {
	t.Parallel()
	w := apptest.SQLite(t)
	by := w.Actor(t, "district")
	cases := []struct {
		name string
		in   livelihood.Support
		want []string
	}{
		{"in order", trade(), nil},
		{"no kind", trade(func(s *livelihood.Support) { s.Kind = "x" }), []string{"kind livelihood.err.kind"}},
		{"turns of a course", trade(func(s *livelihood.Support) { s.Turns = n(3) }), []string{"turns livelihood.err.not_applicable"}},
		{"persons of counselling", trade(func(s *livelihood.Support) {
			*s = livelihood.Support{Unit: s.Unit, Kind: "counselling", From: s.From, People: n(2), Women: n(1), Turns: n(9)}
		}), []string{"people livelihood.err.not_applicable", "women livelihood.err.not_applicable"}},
		{"zero is a number", trade(func(s *livelihood.Support) { s.People, s.Women, s.Amount, s.Finished = n(0), nil, nil, nil }), nil},
		{"nothing", trade(func(s *livelihood.Support) { s.People, s.Women, s.Amount, s.Finished = nil, nil, nil, nil }), []string{"people livelihood.err.no_number"}},
		{"parts without the whole", trade(func(s *livelihood.Support) { s.People = nil }), []string{"people livelihood.err.whole"}},
		{"more women than people", trade(func(s *livelihood.Support) { s.Women = n(26) }), []string{"women livelihood.err.part"}},
		{"more finished than people", trade(func(s *livelihood.Support) { s.Finished = n(26) }), []string{"finished livelihood.err.part"}},
		{"sources add up", trade(func(s *livelihood.Support) { s.Central, s.Local = n(50_000_000), n(30_000_000) }), nil},
		{"sources do not add up", trade(func(s *livelihood.Support) { s.Central = n(50_000_000) }), []string{"central livelihood.err.funds"}},
		{"no trade", trade(func(s *livelihood.Support) { s.Occupation = "  " }), []string{"occupation livelihood.err.occupation"}},
		{"future", trade(func(s *livelihood.Support) { s.To = clock.On(2025, 1, 9) }), []string{"to livelihood.err.future"}},
		{"ends before it begins", trade(func(s *livelihood.Support) { s.To = clock.On(2024, 6, 2) }), []string{"to livelihood.err.range"}},
		{"too long", trade(func(s *livelihood.Support) { s.From = clock.On(2022, 1, 1) }), []string{"to livelihood.err.range_long"}},
		{"money of a nation", trade(func(s *livelihood.Support) { s.Amount = n(1_000_000_000_001) }), []string{"amount livelihood.err.count"}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			_, err := w.Livelihood.Record(t.Context(), by, c.in, "")
			if diff := cmp.Diff(c.want, fields(err)); diff != "" {
				t.Error(diff, err)
			}
		})
	}
}

func TestSupportsCountOnTheirLastDay(t *testing.T) {
	t.Parallel()
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		s, ctx, by := w.Livelihood, t.Context(), w.Actor(t, "district")
		a, err := s.Record(ctx, by, trade(func(s *livelihood.Support) { s.Amount, s.Central, s.Local = nil, n(50_000_000), n(30_000_000) }), "")
		if err != nil {
			t.Fatal(err)
		}
		b, err := s.RecordAll(ctx, by, []livelihood.Support{trade(), {Unit: apptest.Commune, Kind: "counselling", From: clock.On(2024, 7, 1), Turns: n(40)}}, "")
		if err != nil {
			t.Fatal(err)
		}
		if got := []string{a.Label(), b[0].Label(), b[1].Label()}; !slices.Equal(got, []string{"1/2024", "2/2024", "1/2024"}) {
			t.Errorf("numbers are %v", got)
		}
		want := map[string]int64{"livelihood.trade.people L803 2024-08-30": 50, "livelihood.trade.amount L803 2024-08-30": 160_000_000,
			"livelihood.trade.finished L803 2024-08-30": 48, "livelihood.counselling.turns L28003 2024-07-01": 40}
		if diff := cmp.Diff(want, facts(t, w)); diff != "" {
			t.Error("recorded:", diff)
		}
		in := a
		in.To, in.People = clock.On(2024, 9, 2), n(26)
		if a, err = s.Amend(ctx, by, a.ID, 1, in, ""); err != nil {
			t.Fatal(err)
		}
		if _, err := s.Amend(ctx, by, a.ID, 1, in, ""); !errs.Is(err, errs.Conflict) {
			t.Errorf("amending an old version gives %v", err)
		}
		if err := s.Withdraw(ctx, by, b[0].ID, 1, "Ghi trùng"); err != nil {
			t.Fatal(err)
		}
		want = map[string]int64{"livelihood.trade.people L803 2024-09-02": 26, "livelihood.trade.amount L803 2024-09-02": 80_000_000,
			"livelihood.trade.finished L803 2024-09-02": 24, "livelihood.counselling.turns L28003 2024-07-01": 40}
		if diff := cmp.Diff(want, facts(t, w)); diff != "" {
			t.Error("amended and withdrawn:", diff)
		}
		list, total, sums, err := s.Supports(ctx, by, apptest.District, livelihood.Filter{Limit: 10})
		if err != nil || total != 2 || len(list) != 2 || list[0].ID != a.ID {
			t.Errorf("%d of %d supports, %v", len(list), total, err)
		}
		if diff := cmp.Diff(livelihood.Sums{Records: 2, People: n(26), Turns: n(40), Amount: n(80_000_000)}, sums); diff != "" {
			t.Error("persons, turns and money:", diff)
		}
		if found, _, _, _ := s.Supports(ctx, by, apptest.District, livelihood.Filter{Text: "MAY cong nghiêp", Limit: 10}); len(found) != 1 {
			t.Errorf("search without marks finds %d", len(found))
		}
	})
}

// The register of partners is another slice: what it does not list is refused.
func TestSupportOfAPartner(t *testing.T) {
	t.Parallel()
	w := apptest.SQLite(t)
	s, ctx, by := w.Livelihood, t.Context(), w.Actor(t, "district")
	s.Partners = func(_ context.Context, _ access.Actor, unit string) ([]ui.Option, error) {
		return []ui.Option{{Value: "p1", Text: "Hội Mẫu của " + unit}}, nil
	}
	_, err := s.Record(ctx, by, trade(func(s *livelihood.Support) { s.Partner = "p2" }), "")
	if diff := cmp.Diff([]string{"partner web.err.choice"}, fields(err)); diff != "" {
		t.Error(diff)
	}
	a, err := s.Record(ctx, by, trade(func(s *livelihood.Support) { s.Partner = "p1" }), "")
	if err != nil {
		t.Fatal(err)
	}
	webtest.Scenario{Path: "/livelihood/supports/" + a.ID, As: w.As(t, "district"), WantStatus: 200, Want: []string{"Hội Mẫu của L803"}}.Run(t, w.Handler)
	s.Partners = nil
	if a, err = s.Amend(ctx, by, a.ID, 1, a, ""); err != nil {
		t.Errorf("a partner that left the register: %v", err)
	}
	a.Partner = "p3"
	if _, err := s.Amend(ctx, by, a.ID, a.Version, a, ""); !errs.Is(err, errs.Invalid) {
		t.Errorf("another one: %v", err)
	}
}

// A signed month changes only with a reason, and must then be signed again.
func TestSupportInASignedMonth(t *testing.T) {
	t.Parallel()
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		s, ctx, by := w.Livelihood, t.Context(), w.Actor(t, "district")
		a, err := s.Record(ctx, by, trade(), "")
		if err != nil {
			t.Fatal(err)
		}
		if err := w.Signoff.Sign(ctx, by, "livelihood", apptest.District, "2024-08", false); err != nil {
			t.Fatal(err)
		}
		_, err = s.Record(ctx, by, trade(), "")
		if diff := cmp.Diff([]string{"reason signoff.err.signed"}, fields(err)); diff != "" {
			t.Error(diff)
		}
		moved := a
		moved.To = clock.On(2024, 9, 1)
		if _, err = s.Amend(ctx, by, a.ID, 1, moved, ""); !errs.Is(err, errs.Invalid) {
			t.Errorf("moving out of a signed month gives %v", err)
		}
		if _, err = s.Amend(ctx, by, a.ID, 1, moved, "Khóa học kết thúc muộn"); err != nil {
			t.Error(err)
		}
		sheets, _, err := w.Signoff.Sheets(ctx, by, apptest.District, "2024-08")
		if err != nil {
			t.Fatal(err)
		}
		for _, sh := range sheets {
			if sh.Topic == "livelihood" && (sh.State != "reopened" || sh.Records != 0) {
				t.Errorf("the month is %s with %d records", sh.State, sh.Records)
			}
		}
	})
}

func TestSupportsAreOfTheirUnit(t *testing.T) {
	t.Parallel()
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		s, ctx := w.Livelihood, t.Context()
		a, err := s.Record(ctx, w.Actor(t, "district"), trade(), "")
		if err != nil {
			t.Fatal(err)
		}
		for account, want := range map[string]struct{ sees, amends bool }{"district": {true, true}, "province": {true, true}, "leader": {true, false},
			"inspector": {true, false}, "commune": {false, false}, "other": {false, false}, "police": {false, false}, "admin": {false, false}} {
			by := w.Actor(t, account)
			_, err := s.Support(ctx, by, a.ID)
			if (err == nil) != want.sees || err != nil && !errs.Is(err, errs.NotFound) {
				t.Errorf("%s reads: %v", account, err)
			}
			got, err := s.Amend(ctx, by, a.ID, a.Version, a, "")
			if (err == nil) != want.amends || err != nil && !errs.Is(err, errs.NotFound) {
				t.Errorf("%s amends: %v", account, err)
			}
			if err == nil {
				a = got
			}
			if _, err := s.Record(ctx, by, trade(), ""); (err == nil) != want.amends || err != nil && !errs.Is(err, errs.Forbidden) {
				t.Errorf("%s records: %v", account, err)
			}
		}
		if _, _, _, err := s.Supports(ctx, w.Actor(t, "commune"), apptest.District, livelihood.Filter{Limit: 1}); !errs.Is(err, errs.Forbidden) {
			t.Errorf("a commune lists its district: %v", err)
		}
		_, err = s.Record(ctx, access.System("test"), trade(func(s *livelihood.Support) { s.Unit, s.From, s.To = "C80", clock.On(2024, 5, 1), clock.On(2024, 5, 1) }), "")
		if diff := cmp.Diff([]string{"to livelihood.err.unit_day"}, fields(err)); diff != "" {
			t.Error("a unit of a later tree:", diff)
		}
	})
}
