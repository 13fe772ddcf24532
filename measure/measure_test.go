package measure_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"neove/internal/clock"
	"neove/internal/db"
	"neove/internal/dbtest"
	"neove/measure"
)

func TestPeriodWindow(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		kind           measure.Kind
		code, from, to string
	}{
		{measure.Calendar, "2024-06", "2024-06-01", "2024-07-01"},
		{measure.Administrative, "2024-06", "2024-05-15", "2024-06-15"},
		{measure.Administrative, "2024-01", "2023-12-15", "2024-01-15"},
		{measure.Calendar, "2024-Q4", "2024-10-01", "2025-01-01"},
		{measure.Administrative, "2024-Q2", "2024-03-15", "2024-06-15"},
		{measure.Administrative, "2024-H1", "2023-12-15", "2024-06-15"},
		{measure.Calendar, "2024", "2024-01-01", "2025-01-01"},
		{measure.Administrative, "2024", "2023-12-15", "2024-12-15"},
	} {
		p, err := measure.ParsePeriod(c.kind, c.code)
		if err != nil {
			t.Fatal(err)
		}
		want := measure.Window{From: clock.MustParse(c.from), To: clock.MustParse(c.to)}
		if diff := cmp.Diff(want, p.Window()); diff != "" {
			t.Errorf("%s %s: %s", c.kind, c.code, diff)
		}
		if got := measure.PeriodOf(c.kind, p.Span, want.Last()); got != p {
			t.Errorf("PeriodOf(%s last day) = %+v", c.code, got)
		}
		if p.Next().Prev() != p {
			t.Errorf("%s: next, prev does not come back", c.code)
		}
	}
	for _, bad := range []string{"", "24", "2024-13", "2024-0", "2024-Q5", "2024-H3", "2024-6", "abcd", "2024-06-01"} {
		if _, err := measure.ParsePeriod(measure.Calendar, bad); err == nil {
			t.Errorf("ParsePeriod(%q) took it", bad)
		}
	}
}

func TestApportion(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		total         int64
		weights, want []int64
	}{
		{10, []int64{303, 396, 1011}, []int64{2, 2, 6}},
		{1, []int64{303, 396, 1011}, []int64{0, 0, 1}},
		{2, []int64{1, 1, 1}, []int64{1, 1, 0}},
		{-10, []int64{303, 396, 1011}, []int64{-2, -2, -6}},
		{0, []int64{5}, []int64{0}},
		{7, []int64{0, 1}, []int64{0, 7}},
	} {
		if diff := cmp.Diff(c.want, measure.Apportion(c.total, c.weights)); diff != "" {
			t.Errorf("Apportion(%d, %v): %s", c.total, c.weights, diff)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		total := rapid.Int64Range(-1e15, 1e15).Draw(t, "total")
		weights := rapid.SliceOfN(rapid.Int64Range(1, 1e9), 1, 9).Draw(t, "weights")
		var sum, all int64
		got := measure.Apportion(total, weights)
		for i, v := range got {
			sum += v
			all += weights[i]
		}
		if sum != total {
			t.Fatalf("parts add up to %d, not %d", sum, total)
		}
		for i, v := range got {
			exact := float64(total) * float64(weights[i]) / float64(all)
			if d := float64(v) - exact; d > 1.01 || d < -1.01 {
				t.Fatalf("part %d is %d, exact is %f", i, v, exact)
			}
		}
	})
}

type nobody struct{}

func (nobody) ActorID() string   { return "test" }
func (nobody) ActorName() string { return "test" }

// Facts come and go in any order; the cube, asked over any window, always says
// what a plain sum over the facts says.
func TestCubeFollowsFacts(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		cube := measure.NewCube()
		start := clock.MustParse("2023-11-20")
		rapid.Check(t, func(rt *rapid.T) {
			kind := rapid.StringMatching(`[a-z]{8}`).Draw(rt, "kind")
			var entries []measure.Entry
			for i := range rapid.IntRange(1, 4).Draw(rt, "entries") {
				e := measure.Entry{ID: string(rune('a' + rapid.IntRange(0, 3).Draw(rt, "id")))}
				for _, old := range entries {
					if old.ID == e.ID {
						e.ID += string(rune('0' + i))
					}
				}
				for j := range rapid.IntRange(0, 3).Draw(rt, "facts") {
					e.Facts = append(e.Facts, measure.Fact{
						Unit: rapid.SampledFrom([]string{"A", "B", "C"}).Draw(rt, "unit"), Measure: []string{"m1", "m2", "m3"}[j],
						Day: start + clock.Date(rapid.IntRange(0, 500).Draw(rt, "day")), Value: rapid.Int64Range(0, 100).Draw(rt, "value")})
				}
				entries = append(entries, e)
			}
			if err := d.Write(t.Context(), nobody{}, "test", func(tx *db.Tx) error {
				tx.Event(db.Event{Subject: "test"})
				return measure.Replace(tx, kind, entries...)
			}); err != nil {
				rt.Fatal(err)
			}
			w := measure.Window{From: start + clock.Date(rapid.IntRange(-40, 300).Draw(rt, "from"))}
			w.To = w.From + clock.Date(rapid.IntRange(1, 300).Draw(rt, "days"))
			if err := d.View(t.Context(), func(tx *db.Tx) error { return compare(rt, tx, cube, w) }); err != nil {
				rt.Fatal(err)
			}
		})
	})
}

func compare(t *rapid.T, tx *db.Tx, cube *measure.Cube, w measure.Window) error {
	rows, err := db.Select[struct {
		Unit  string `db:"unit"`
		Code  string `db:"code"`
		Value int64  `db:"value"`
	}](tx, `SELECT f.unit, d.code, CAST(SUM(f.value) AS BIGINT) AS value FROM measure_facts f
		JOIN measure_defs d ON d.id=f.measure WHERE f.day>=? AND f.day<? GROUP BY f.unit, d.code`, w.From, w.To)
	if err != nil {
		return err
	}
	want := map[string]int64{}
	for _, r := range rows {
		if r.Value != 0 {
			want[r.Unit+"/"+r.Code] = r.Value
		}
	}
	return cube.View(tx, func(r *measure.Reading) error {
		totals, err := r.Totals(w)
		if err != nil {
			return err
		}
		got := map[string]int64{}
		for i, u := range r.Units() {
			for _, m := range []string{"m1", "m2", "m3"} {
				if c := r.Column(m); c >= 0 && totals[i][c] != 0 {
					got[u+"/"+m] = totals[i][c]
				}
			}
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Fatalf("%v–%v: %s", w.From, w.To, diff)
		}
		return nil
	})
}
