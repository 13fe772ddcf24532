package inspection

import (
	"encoding/json"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"neove/internal/clock"
)

// shipped is the configuration as it is loaded into a database.
func shipped(t testing.TB) Vocabulary {
	t.Helper()
	var v Vocabulary
	if err := json.Unmarshal(shippedTerms, &v); err != nil {
		t.Fatal(err)
	}
	for i := range v {
		v[i].From, v[i].To = clock.Min, clock.Max
	}
	return v
}

func TestScore(t *testing.T) {
	t.Parallel()
	v := shipped(t)
	day := clock.On(2025, 1, 8)
	type part struct {
		code          string
		count, points int64
	}
	for _, c := range []struct {
		name string
		in   Standing
		want int64
		why  []part
	}{
		{"never checked", Standing{Type: "labour_export"}, 33, []part{{"labour_export", 0, 9}, {"never", 0, 24}}},
		{"checked today", Standing{Type: "hotel", Last: day}, 4, []part{{"hotel", 0, 4}}},
		{"a day short of a month", Standing{Type: "hotel", Last: clock.On(2024, 12, 9)}, 4, []part{{"hotel", 0, 4}}},
		{"a full month", Standing{Type: "hotel", Last: clock.On(2024, 12, 8)}, 5, []part{{"hotel", 0, 4}, {"month", 1, 1}}},
		{"months end at the limit", Standing{Type: "hotel", Last: clock.On(2015, 1, 8)}, 28, []part{{"hotel", 0, 4}, {"month", 24, 24}}},
		{"checked later than the day", Standing{Type: "hotel", Last: day + 40}, 4, []part{{"hotel", 0, 4}}},
		{"everything", Standing{Type: "lodging", Risks: "border,papers", Last: clock.On(2024, 7, 1), Violations: 2, Open: 1}, 30,
			[]part{{"lodging", 0, 5}, {"border", 0, 3}, {"papers", 0, 5}, {"month", 6, 6}, {"violation", 2, 6}, {"follow_up", 1, 5}}},
		{"unknown words count nothing", Standing{Type: "castle", Risks: "ghosts", Last: day}, 0, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			total, why := v.Score(c.in, day)
			var got []part
			for _, r := range why {
				got = append(got, part{r.Code, r.Count, r.Points})
			}
			if total != c.want {
				t.Errorf("%d points, want %d", total, c.want)
			}
			if diff := cmp.Diff(c.why, got, cmp.AllowUnexported(part{})); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// A weight that is configured from a day on counts from that day on.
func TestScoreIsDated(t *testing.T) {
	t.Parallel()
	from := clock.On(2025, 7, 1)
	v := Vocabulary{{Kind: typeTerm, Code: "hotel", Points: 4, From: clock.Min, To: from}, {Kind: typeTerm, Code: "hotel", Points: 7, From: from, To: clock.Max}}
	for day, want := range map[clock.Date]int64{from - 1: 4, from: 7} {
		if got, _ := v.Score(Standing{Type: "hotel", Last: day}, day); got != want {
			t.Errorf("on %s: %d, want %d", day, got, want)
		}
	}
}

// The explanation adds up to the score, and more trouble never scores less.
func TestScoreProperties(t *testing.T) {
	t.Parallel()
	v := shipped(t)
	day := clock.On(2025, 1, 8)
	var types []string
	for _, term := range v.On(typeTerm, day) {
		types = append(types, term.Code)
	}
	rapid.Check(t, func(t *rapid.T) {
		s := Standing{Type: rapid.SampledFrom(types).Draw(t, "type"), Last: day - clock.Date(rapid.IntRange(0, 4000).Draw(t, "days")),
			Violations: rapid.Int64Range(0, 50).Draw(t, "violations"), Open: rapid.Int64Range(0, 5).Draw(t, "open")}
		total, why := v.Score(s, day)
		var sum int64
		for _, r := range why {
			sum += r.Points
		}
		if sum != total {
			t.Fatalf("parts add up to %d, not %d", sum, total)
		}
		worse := s
		worse.Last -= clock.Date(rapid.IntRange(0, 400).Draw(t, "older"))
		worse.Violations++
		worse.Open++
		worse.Risks = "border"
		if more, _ := v.Score(worse, day); more <= total {
			t.Fatalf("%+v scores %d, %+v only %d", s, total, worse, more)
		}
	})
}
