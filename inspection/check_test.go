package inspection

import (
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"neove/internal/clock"
	"neove/internal/errs"
	"neove/measure"
)

func TestClockTime(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{"": "", "8": "08:00", "8h": "08:00", "8h30": "08:30", "8:30": "08:30", "08:30": "08:30", " 8 giờ 30": " 8 giờ 30", "8g5": "08:05",
		"8.05": "08:05", "23:59": "23:59", "24:00": "24:00", "8:60": "8:60", "sáng": "sáng"} {
		if got := clockTime(in); got != want {
			t.Errorf("%q became %q, want %q", in, got, want)
		}
	}
}

// What comes out is a time of day, or what went in.
func FuzzClockTime(f *testing.F) {
	f.Add("8h30")
	f.Add("24:00")
	f.Add("0:0")
	f.Fuzz(func(t *testing.T, s string) {
		got := clockTime(s)
		if got == s {
			return
		}
		if _, err := time.Parse("15:04", got); err != nil {
			t.Errorf("%q became %q", s, got)
		}
		if again := clockTime(got); again != got {
			t.Errorf("%q became %q and then %q", s, got, again)
		}
	})
}

func TestPapersAreRefused(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]bool{"CCCD 012345678901": true, "CMND 123456789.": true, "số tiền 5.000.000 đồng": false, "1234567890": false, "12345678": false, "001": false} {
		if paper.MatchString(text) != want {
			t.Errorf("%q: %v, want %v", text, !want, want)
		}
	}
}

func amount(n int64) *int64 { return &n }

func TestCheckRules(t *testing.T) {
	t.Parallel()
	v := shipped(t)
	today := clock.On(2025, 1, 8)
	good := Check{On: clock.On(2025, 1, 6), Time: "8h30", Team: Team{{Agency: "Công an xã", Name: "Trần Văn A"}}, Answers: list[ItemAnswer]{{Item: "licence", Answer: "yes"}}}
	for _, c := range []struct {
		name string
		edit func(*Check)
		bad  []string // field[row]
	}{
		{"good", func(*Check) {}, nil},
		{"no day", func(k *Check) { k.On = 0 }, []string{"on"}},
		{"tomorrow", func(k *Check) { k.On = today + 1 }, []string{"on"}},
		{"no time of day", func(k *Check) { k.Time = "sáng" }, []string{"time"}},
		{"nobody", func(k *Check) { k.Team = Team{{}, {}} }, []string{"team.name[1]"}},
		{"a post without a person", func(k *Check) { k.Team = append(k.Team, TeamMember{Post: "Trưởng đoàn"}) }, []string{"team.name[2]"}},
		{"unanswered rows keep the place of the others", func(k *Check) {
			k.Answers = list[ItemAnswer]{{Item: "licence"}, {Item: "hotline"}, {Item: "castle", Answer: "yes"}}
		}, []string{"answers.answer[3]"}},
		{"a note without an answer", func(k *Check) { k.Answers[0] = ItemAnswer{Item: "licence", Note: "?"} }, []string{"answers.answer[1]"}},
		{"an item of another type", func(k *Check) { k.Answers[0] = ItemAnswer{Item: "fees", Answer: "no"} }, []string{"answers.answer[1]"}},
		{"papers in a note", func(k *Check) { k.Answers[0].Note = "CCCD 012345678901" }, []string{"answers.note[1]"}},
		{"papers in the findings", func(k *Check) { k.Findings = "chị B, 012345678901" }, []string{"findings"}},
		{"a long text", func(k *Check) { k.Findings = strings.Repeat("ă", maxText+1) }, []string{"findings"}},
		{"unknown violation", func(k *Check) { k.Violations = list[Violation]{{}, {Text: "gì đó"}} }, []string{"violations.kind[2]"}},
		{"amount without decision", func(k *Check) {
			k.Violations, k.Amount = list[Violation]{{Kind: "fees"}}, amount(1)
		}, []string{"decision"}},
		{"sanction without violation", func(k *Check) { k.Decision, k.DecisionOn = "1/QĐ", k.On }, []string{"violations.kind[1]"}},
		{"decision before the check", func(k *Check) {
			k.Violations, k.Decision, k.DecisionOn = list[Violation]{{Kind: "fees"}}, "1/QĐ", k.On-1
		}, []string{"decision_on"}},
		{"paid before the decision", func(k *Check) {
			k.Violations, k.Decision, k.DecisionOn, k.PaidOn = list[Violation]{{Kind: "fees"}}, "1/QĐ", k.On+1, k.On
		}, []string{"paid_on"}},
		{"negative amount", func(k *Check) {
			k.Violations, k.Decision, k.DecisionOn, k.Amount = list[Violation]{{Kind: "fees"}}, "1/QĐ", k.On, amount(-1)
		}, []string{"amount"}},
		{"pledge tomorrow", func(k *Check) { k.PledgeOn = today + 1 }, []string{"pledge_on"}},
		{"follow-up before the check", func(k *Check) { k.FollowOn = k.On - 1 }, []string{"follow_on"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			k := good
			k.Team, k.Answers = append(Team{}, good.Team...), append(list[ItemAnswer]{}, good.Answers...)
			c.edit(&k)
			k.clean()
			var check errs.Check
			k.validate(&check, v, "lodging", today)
			if diff := cmp.Diff(c.bad, fields(check.Err())); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// fields are the wrong fields of an error, with their rows.
func fields(err error) []string {
	var out []string
	for _, f := range errs.From(err).Fields {
		name := f.Name
		if f.Row > 0 {
			name += "[" + strconv.Itoa(f.Row) + "]"
		}
		out = append(out, name)
	}
	return out
}

func TestFacts(t *testing.T) {
	t.Parallel()
	k := Check{Unit: "L803", On: 20000, ViolationCount: 2, PledgeOn: 20000, Decision: "1", Amount: amount(5_000_000)}
	sum := func(list []measure.Fact) map[string]int64 {
		out := map[string]int64{}
		for _, f := range list {
			if f.Unit != "L803" || f.Day != 20000 {
				t.Errorf("%+v counts elsewhere", f)
			}
			out[f.Measure] += f.Value
		}
		return out
	}
	want := map[string]int64{checkCount: 1, violations: 2, firstChecks: 1, amounts: 5_000_000, pledges: 1, filesPassed: 3, sanctionings: 1}
	if diff := cmp.Diff(want, sum(k.facts(true, 3))); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(map[string]int64{checkCount: 1}, sum(Check{Unit: "L803", On: 20000}.facts(false, 0))); diff != "" {
		t.Error(diff)
	}
	k.Withdrawn = true
	if got := k.facts(true, 3); got != nil {
		t.Errorf("a withdrawn check counts %v", got)
	}
}
