package livelihood

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"neove/internal/clock"
	"neove/measure"
)

var testKinds = map[string]Kind{
	"loan":        {Code: "loan", People: "loan.people", Amount: "loan.amount"},
	"counselling": {Code: "counselling", Turns: "counselling.turns"},
}

func drawHelps(t *rapid.T) []Help {
	n := rapid.IntRange(0, 12).Draw(t, "n")
	var out []Help
	for i := range n {
		h := Help{ID: fmt.Sprintf("h%02d", i), Kind: rapid.SampledFrom([]string{"loan", "counselling"}).Draw(t, "kind"),
			On: clock.On(rapid.IntRange(2023, 2025).Draw(t, "year"), time.Month(rapid.IntRange(1, 12).Draw(t, "month")), 3), Withdrawn: rapid.IntRange(0, 4).Draw(t, "withdrawn") == 0}
		if rapid.IntRange(0, 3).Draw(t, "batch") == 0 {
			h.Batch = "b"
		}
		v := rapid.Int64Range(0, 9).Draw(t, "value")
		if h.Kind == "loan" {
			h.Amount = &v
		} else {
			h.Turns = &v
		}
		out = append(out, h)
	}
	return out
}

func TestHelpFacts(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		list := drawHelps(t)
		got := helpFacts("U", list, testKinds)
		sums, persons := map[string]int64{}, map[int]int64{}
		for id, facts := range got {
			i := slices.IndexFunc(list, func(h Help) bool { return h.ID == id })
			if h := list[i]; (h.Withdrawn || h.Batch != "") && len(facts) > 0 {
				t.Fatalf("%+v counts %v", h, facts)
			}
			for _, f := range facts {
				sums[f.Measure] += f.Value
				if f.Measure == "loan.people" {
					persons[f.Day.Year()] += f.Value
				}
			}
		}
		want, inBatch, alone := map[string]int64{}, map[int]bool{}, map[int]bool{}
		for _, h := range list {
			switch {
			case h.Withdrawn:
			case h.Kind == "counselling" && h.Batch == "":
				want["counselling.turns"] += *h.Turns
			case h.Kind == "loan" && h.Batch == "":
				want["loan.amount"] += *h.Amount
				alone[h.On.Year()] = true
			case h.Kind == "loan":
				inBatch[h.On.Year()] = true
			}
		}
		for year := range alone {
			counts := int64(1)
			if inBatch[year] {
				counts = 0
			}
			if persons[year] != counts {
				t.Fatalf("the person counts %d times in %d, want %d", persons[year], year, counts)
			}
		}
		for _, m := range []string{"loan.amount", "counselling.turns"} {
			if sums[m] != want[m] {
				t.Fatalf("%s is %d, want %d", m, sums[m], want[m])
			}
		}
		slices.Reverse(list)
		if diff := cmp.Diff(got, helpFacts("U", list, testKinds)); diff != "" {
			t.Fatal("the order of the list matters:", diff)
		}
	})
}

// A support counts each number once, on its last day, and nothing once it is
// taken back.
func TestSupportFacts(t *testing.T) {
	t.Parallel()
	k := Kind{Code: "trade", People: "p", Amount: "a", Finished: "f"}
	n := func(v int64) *int64 { return &v }
	s := Support{Unit: "U", From: clock.On(2024, 12, 1), To: clock.On(2025, 1, 3), People: n(9), Women: n(5), Amount: n(0), Central: n(0), Finished: n(8), Turns: n(3)}
	want := []measure.Fact{{Unit: "U", Day: s.To, Measure: "p", Value: 9}, {Unit: "U", Day: s.To, Measure: "a"}, {Unit: "U", Day: s.To, Measure: "f", Value: 8}}
	if diff := cmp.Diff(want, s.facts(k)); diff != "" {
		t.Error(diff)
	}
	if s.Withdrawn = true; s.facts(k) != nil {
		t.Error("a withdrawn support counts")
	}
}

func TestFew(t *testing.T) {
	t.Parallel()
	n := func(v int64) *int64 { return &v }
	for _, c := range []struct {
		in, shown *int64
		hidden    bool
	}{{nil, nil, false}, {n(0), n(0), false}, {n(1), nil, true}, {n(4), nil, true}, {n(5), n(5), false}} {
		shown, hidden := few(c.in)
		if diff := cmp.Diff(c.shown, shown); diff != "" || hidden != c.hidden {
			t.Error(diff, hidden)
		}
	}
}

// Whatever is accepted as a birth reads back as itself.
func FuzzBirth(f *testing.F) {
	for _, s := range []string{"", "1998", "5/1998", "12/5/1998", "29/2/2000", "0/1998", "ngày 09 tháng 6 năm 2004", "1998-05-12", "~1998"} {
		f.Add(s, false)
		f.Add(s, true)
	}
	f.Fuzz(func(t *testing.T, text string, guess bool) {
		b, ok := ParseBirth(text, guess)
		if !ok {
			if b != "" {
				t.Errorf("%q is refused and %q", text, b)
			}
			return
		}
		if again, ok := ParseBirth(b.Text(), guess); !ok || again != b {
			t.Errorf("%q is %q, then %q", text, b, again)
		}
	})
}
