package regime_test

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"neove/internal/clock"
	"neove/internal/i18n"
	"neove/regime"
)

var answers = []regime.Answer{"", regime.Yes, regime.No}

func anyFacts(t *rapid.T) regime.Facts {
	answer := func(name string) regime.Answer { return rapid.SampledFrom(answers).Draw(t, name) }
	date := func(name string) clock.Date {
		if rapid.Bool().Draw(t, name+" known") {
			return clock.Date(rapid.IntRange(int(day("2025-01-01")), int(day("2026-12-31"))).Draw(t, name))
		}
		return 0
	}
	f := regime.Facts{
		Kind:        rapid.SampledFrom(append([]regime.Kind{""}, regime.Kinds...)).Draw(t, "kind"),
		Main:        rapid.SampledFrom([]regime.Kind{"", regime.Victim, regime.BeingIdentified, regime.Suspected}).Draw(t, "main"),
		Citizenship: rapid.SampledFrom(append([]regime.Citizenship{""}, regime.Citizenships...)).Draw(t, "citizenship"),
		Abroad:      answer("abroad"), Minor: answer("minor"), Poor: answer("poor"), InFacility: answer("facility"), ReturnedHome: answer("home"), LegalHardship: answer("hardship"),
		IdentifiedOn: date("identified"), ReceivedOn: date("received"), StayFrom: date("stay"), ReturnedOn: date("returned"), EndedOn: date("ended"),
		Used: map[string]regime.Use{},
	}
	for _, code := range rapid.SliceOfN(rapid.SampledFrom([]string{"a", "h", "k", "old.essential", "old.vocational", "old.allowance"}), 0, 3).Draw(t, "used") {
		f.Used[code] = regime.Use{First: clock.Date(rapid.IntRange(int(day("2025-01-01")), int(day("2026-12-31"))).Draw(t, "first")), Times: rapid.IntRange(0, 3).Draw(t, "times")}
	}
	return f
}

func anyDay(t *rapid.T) clock.Date {
	return clock.Date(rapid.IntRange(int(day("2025-01-01")), int(day("2027-06-30"))).Draw(t, "on"))
}

// Whatever is known: the list is complete and in order, every answer has a
// reason with a text in both languages, and an unknown says what to do.
func TestEveryAnswerIsExplained(t *testing.T) {
	t.Parallel()
	b := bundle(t)
	rapid.Check(t, func(t *rapid.T) {
		f, on := anyFacts(t), anyDay(t)
		law := regime.Choose(f, on).Law
		var want, got []string
		for _, g := range regime.Regimes(law) {
			want = append(want, g.Code)
		}
		for _, e := range regime.Entitlements(f, on) {
			got = append(got, e.Regime)
			if !slices.Contains([]regime.Answer{regime.Yes, regime.No, regime.Unknown}, e.Due) || len(e.Why) == 0 || e.Instrument == "" || e.Law != law {
				t.Fatalf("%s: %+v", e.Regime, e)
			}
			if e.Due != regime.Unknown && len(e.Missing) > 0 {
				t.Fatalf("%s is settled and lacks %v", e.Regime, e.Missing)
			}
			for _, lang := range i18n.Langs {
				for _, r := range append(slices.Clone(e.Why), e.Cite()) {
					if text := r.Text(texter(b, lang)); text == "" || strings.ContainsAny(text, "[]{}") {
						t.Fatalf("%s %s: %q", e.Regime, r.Key, text)
					}
				}
				for _, m := range e.Missing {
					if strings.HasPrefix(b.T(lang, "regime.fact."+m), "[") {
						t.Fatalf("no name for the fact %s", m)
					}
				}
			}
		}
		if !slices.Equal(want, got) {
			t.Fatalf("%v, want %v", got, want)
		}
	})
}

// To learn one more fact never turns a no into an unknown, and what was not
// missing never changes an answer from no to yes.
func TestMoreFactsNeverUnsettle(t *testing.T) {
	t.Parallel()
	learn := map[string]func(*rapid.T, *regime.Facts) bool{
		"main": func(t *rapid.T, f *regime.Facts) bool {
			was := f.Main
			f.Main = rapid.SampledFrom([]regime.Kind{regime.Victim, regime.BeingIdentified}).Draw(t, "new main")
			return was == ""
		},
		"citizenship": func(t *rapid.T, f *regime.Facts) bool {
			was := f.Citizenship
			f.Citizenship = rapid.SampledFrom(regime.Citizenships).Draw(t, "new citizenship")
			return was == ""
		},
	}
	for name, at := range map[string]func(*regime.Facts) *regime.Answer{
		"abroad": func(f *regime.Facts) *regime.Answer { return &f.Abroad }, "minor": func(f *regime.Facts) *regime.Answer { return &f.Minor },
		"poor": func(f *regime.Facts) *regime.Answer { return &f.Poor }, "in_facility": func(f *regime.Facts) *regime.Answer { return &f.InFacility },
		"returned_home": func(f *regime.Facts) *regime.Answer { return &f.ReturnedHome }, "legal_hardship": func(f *regime.Facts) *regime.Answer { return &f.LegalHardship },
	} {
		learn[name] = func(t *rapid.T, f *regime.Facts) bool {
			was := *at(f)
			*at(f) = rapid.SampledFrom([]regime.Answer{regime.Yes, regime.No}).Draw(t, "new "+name)
			return was == ""
		}
	}
	names := make([]string, 0, len(learn))
	for n := range learn {
		names = append(names, n)
	}
	slices.Sort(names)
	rapid.Check(t, func(t *rapid.T) {
		f, on := anyFacts(t), anyDay(t)
		name := rapid.SampledFrom(names).Draw(t, "fact")
		more := f
		if !learn[name](t, &more) || !sameLaw(regime.Choose(f, on), regime.Choose(more, on)) {
			return
		}
		old, now := regime.Entitlements(f, on), regime.Entitlements(more, on)
		for i, e := range old {
			switch n := now[i]; {
			case e.Due == regime.No && n.Due != regime.No:
				t.Fatalf("%s: no became %s with %s", e.Regime, n.Due, name)
			case e.Due == regime.Yes && n.Due != regime.Yes && name != "minor":
				t.Fatalf("%s: yes became %s with %s", e.Regime, n.Due, name)
			case e.Due == regime.Unknown && n.Due != regime.Unknown && !slices.Contains(e.Missing, name) && name != "minor":
				t.Fatalf("%s: %s decided, but was not missing: %v", e.Regime, name, e.Missing)
			}
		}
	})
}

// sameLaw: a fact that settles the law itself opens another list.
func sameLaw(a, b regime.Choice) bool { return a.Law == b.Law && a.Known == b.Known }
