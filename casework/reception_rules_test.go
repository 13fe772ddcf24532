package casework

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"neove/internal/clock"
	"neove/internal/errs"
)

func TestParseMoment(t *testing.T) {
	t.Parallel()
	at := func(h, m int) time.Time { return time.Date(2026, 6, 9, h, m, 0, 0, clock.Vietnam).UTC() }
	for text, want := range map[string]time.Time{
		"21:40 9/6/2026": at(21, 40), "9/6/2026 21:40": at(21, 40), "21h40 9/6/2026": at(21, 40), "21h 09/06/2026": at(21, 0), "9/6/2026": at(12, 0),
		"21:40 ngày 9/6/2026": at(21, 40), "21:40": {}, "": {}, "25:00 9/6/2026": {}, "21:61 9/6/2026": {}, "31/2/2026": {}, "hôm qua": {}, "21:40 9/6/2026 thừa": {},
	} {
		got, ok := parseMoment(text)
		if !got.Equal(want) || ok == want.IsZero() {
			t.Errorf("%q: %v %v", text, got, ok)
		}
	}
	if got := momentWords(at(21, 40)); got != "21:40 9/6/2026" {
		t.Error(got)
	}
}

// What nobody knows is no reason to feel safe.
func TestRisk(t *testing.T) {
	t.Parallel()
	calm := Values{"in_danger": {"no"}, "threats": {"no"}, "near": {"no"}, "self_harm": {"no"}}
	with := func(name string, value ...string) Values {
		v := Values{}
		for k, list := range calm {
			v[k] = list
		}
		v[name] = value
		return v
	}
	for _, c := range []struct {
		name    string
		v       Values
		level   string
		factors []string
	}{
		{"nothing asked", Values{}, "medium", nil},
		{"calm", calm, "low", nil},
		{"danger", with("in_danger", "yes"), "immediate", nil},
		{"danger not known", with("in_danger", "unknown"), "medium", nil},
		{"threats", with("threats", "yes"), "high", []string{"threats"}},
		{"does not want to say", with("near", "declined"), "medium", nil},
		{"near", with("near", "yes"), "high", []string{"trafficker_near"}},
		{"hurting oneself", with("self_harm", "yes"), "high", []string{"self_harm"}},
		{"asks for protection", with("needs", "protection", "medical"), "high", []string{"health"}},
		{"child", with("minor", "yes"), "low", []string{"child"}},
	} {
		level, factors := riskOf(c.v)
		if level != c.level || !cmp.Equal(factors, c.factors) {
			t.Errorf("%s: %s %v", c.name, level, factors)
		}
		if reviewAfter[level] < 1 {
			t.Errorf("%s: no review", level)
		}
	}
}

// An age that is not known is that of a child; a birth that is known decides.
func TestMinor(t *testing.T) {
	t.Parallel()
	at := sitting{Day: clock.On(2025, 9, 1), Today: clock.On(2025, 9, 1)}
	for _, c := range []struct {
		v     Values
		want  string
		child bool
	}{
		{Values{}, "unknown", true},
		{Values{"minor": {"unknown"}}, "unknown", true},
		{Values{"minor": {"no"}}, "no", false},
		{Values{"minor": {"unknown"}, "age": {"17"}}, "yes", true},
		{Values{"minor": {"unknown"}, "birth": {"1/9/2007"}}, "no", false},
		{Values{"minor": {"unknown"}, "birth": {"2/9/2007"}}, "yes", true},
		{Values{"minor": {"unknown"}, "birth": {"2007"}}, "unknown", true},
		{Values{"minor": {"no"}, "birth_state": {"declined"}}, "no", false},
	} {
		if got := minorOf(c.v, at); got != c.want || (Core{Minor: got}).Child() != c.child {
			t.Errorf("%v: %s", c.v, got)
		}
	}
}

// Sections are refused where they do not fit, when they are finished; a draft is
// kept all the same.
func TestCrossChecks(t *testing.T) {
	t.Parallel()
	at := sitting{Day: clock.On(2025, 9, 1), Today: clock.On(2025, 9, 1), Office: "border_guard:L80"}
	for _, c := range []struct {
		name, section string
		v             Values
		want          []string
	}{
		{"danger is needed", atSafety, Values{}, []string{"in_danger"}},
		{"age is needed", atNeeds, Values{}, []string{"minor"}},
		{"interpreter unchecked", atNeeds, Values{"minor": {"no"}, "interpreter_name": {"X"}}, []string{"interpreter_conflict"}},
		{"interpreter in conflict", atNeeds, Values{"minor": {"no"}, "interpreter_name": {"X"}, "interpreter_conflict": {"is"}}, []string{"interpreter_name"}},
		{"child by birth", atNeeds, Values{"minor": {"no"}, "birth": {"2012"}}, []string{"minor"}},
		{"adult who came with somebody", atPerson, Values{"role": {"accompanying"}, "minor": {"no"}}, []string{"with", "role"}},
		{"birth", atPerson, Values{"birth": {"hôm nay"}}, []string{"birth"}},
		{"consent of a child", atConsent, Values{"share_service": {Given}}, []string{"way", "guardian"}},
		{"consent of an adult", atConsent, Values{"minor": {"no"}, "share_service": {Given}, "way": {"spoken"}}, nil},
		{"refusal needs nothing", atConsent, Values{"share_service": {Refused}}, nil},
		{"found tomorrow", atFound, Values{"found_on": {"2025-09-02"}}, []string{"found_on"}},
		{"unknown code", atSafety, Values{"in_danger": {"maybe"}}, []string{"in_danger"}},
	} {
		chap, _ := chapterOf(c.section)
		bad := chap.check(c.v, at, true)
		var got []string
		if err := bad.Err(); err != nil {
			for _, f := range errs.From(err).Fields {
				got = append(got, f.Name)
			}
		}
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%s: %s", c.name, diff)
		}
		draft := chap.check(c.v, at, false)
		if err := draft.Err(); err != nil && c.name != "unknown code" {
			t.Errorf("%s: a draft is refused: %v", c.name, err)
		}
	}
}

// Names of questions are one space: every section is stored in one sealed value.
func TestQuestionNames(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for _, f := range intakeFields() {
		if seen[f.Name] {
			t.Error("twice:", f.Name)
		}
		seen[f.Name] = true
	}
}
