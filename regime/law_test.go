package regime_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"neove/internal/clock"
	"neove/internal/i18n"
	"neove/regime"
)

func day(s string) clock.Date { return clock.MustParse(s) }

// Law 53/2024 art. 63 on the days around 01/07/2025.
func TestChoose(t *testing.T) {
	t.Parallel()
	b := bundle(t)
	for _, c := range []struct {
		name       string
		kind, main regime.Kind
		identified string
		on         string
		law        string
		known      bool
		why        string
	}{
		{"last day of the old law", regime.Victim, "", "2025-06-30", "2025-07-01", regime.Law2011, true, "ngày 30/6/2025"},
		{"first day of the new law", regime.Victim, "", "2025-07-01", "2025-07-01", regime.Law2024, true, "ngày 1/7/2025"},
		{"long after, old identification", regime.Victim, "", "2025-06-20", "2027-01-04", regime.Law2011, true, "ngày 20/6/2025"},
		{"child follows the mother", regime.Accompanying, regime.Victim, "2025-06-20", "2026-01-04", regime.Law2011, true, "Luật năm 2011"},
		{"child follows the mother, new", regime.Accompanying, regime.Victim, "2025-07-02", "2026-01-04", regime.Law2024, true, "Luật năm 2024"},
		{"being identified on the last day", regime.BeingIdentified, "", "", "2025-06-30", regime.Law2011, true, "có hiệu lực từ ngày 1/7/2025"},
		{"being identified on the first day", regime.BeingIdentified, "", "", "2025-07-01", regime.Law2024, true, "Chưa được xác định"},
		{"child of one being identified", regime.Accompanying, regime.BeingIdentified, "", "2025-07-01", regime.Law2024, true, "Chưa được xác định"},
		{"asked before the identification", regime.Victim, "", "2025-07-03", "2025-06-30", regime.Law2011, true, "có hiệu lực từ ngày 1/7/2025"},
		{"asked before it, new law in force", regime.Victim, "", "2025-09-01", "2025-08-01", regime.Law2024, true, "Chưa được xác định"},
		{"a victim without the day, before", regime.Victim, "", "", "2025-06-30", regime.Law2011, true, "Luật năm 2011"},
		{"a victim without the day, after", regime.Victim, "", "", "2025-07-01", regime.Law2024, false, "Chưa ghi ngày"},
	} {
		f := regime.Facts{Kind: c.kind, Main: c.main, Citizenship: regime.Vietnamese}
		if c.identified != "" {
			f.IdentifiedOn = day(c.identified)
		}
		got := regime.Choose(f, day(c.on))
		if got.Law != c.law || got.Known != c.known {
			t.Errorf("%s: %+v", c.name, got)
		}
		if text := got.Why.Text(texter(b, i18n.Vi)); !strings.Contains(text, c.why) {
			t.Errorf("%s: %q lacks %q", c.name, text, c.why)
		}
	}
}

// Identified one day apart, the same person has other entitlements.
func TestTheDayOfTheLaw(t *testing.T) {
	t.Parallel()
	old, now := day("2025-06-30"), day("2025-07-01")
	person := func(identified clock.Date) regime.Facts {
		return regime.Facts{Kind: regime.Victim, Citizenship: regime.Vietnamese, Abroad: regime.No, IdentifiedOn: identified,
			Minor: regime.No, Poor: regime.No, InFacility: regime.No, ReturnedHome: regime.Yes, LegalHardship: regime.No}
	}
	//                                     essential travel med psy aid school voc allow loan
	if got := line(person(old), now); got != "✓ ✓ – – – – – – ✓" {
		t.Errorf("old law: %s", got)
	}
	if got := line(person(now), now); got != "✓ ✓ ✓ ✓ ✓ ✓ ✓ ✓ ✓ ✓" {
		t.Errorf("new law: %s", got)
	}
	verifying := regime.Facts{Kind: regime.BeingIdentified, Citizenship: regime.Vietnamese, Abroad: regime.No}
	if a, b := line(verifying, old), line(verifying, now); a != "✓ ✓ – – – – – – –" || b != "✓ ✓ ✓ ✓ ✓ ✓ ✓ – – –" {
		t.Errorf("being identified: %s, then %s", a, b)
	}
	undated := regime.Facts{Kind: regime.Victim, Citizenship: regime.Vietnamese}
	for _, e := range regime.Entitlements(undated, now) {
		if e.Due != regime.Unknown || !slices.Equal(e.Missing, []string{"identified_on"}) {
			t.Errorf("victim without a day, %s: %s %v", e.Regime, e.Due, e.Missing)
		}
	}
}

func of(t *testing.T, list []regime.Entitlement, code string) regime.Entitlement {
	t.Helper()
	i := slices.IndexFunc(list, func(e regime.Entitlement) bool { return e.Regime == code })
	if i < 0 {
		t.Fatalf("no %s", code)
	}
	return list[i]
}

func TestUnknownFacts(t *testing.T) {
	t.Parallel()
	old, now := settled(regime.Victim, "", regime.Vietnamese, regime.No, before), settled(regime.BeingIdentified, "", regime.Vietnamese, regime.No, 0)
	with := func(f regime.Facts, change func(*regime.Facts)) regime.Facts { change(&f); return f }
	for _, c := range []struct {
		name, code string
		facts      regime.Facts
		due        regime.Answer
		missing    []string
		why        []string
	}{
		{"household", "old.vocational", with(old, func(f *regime.Facts) { f.Poor = "" }), regime.Unknown, []string{"poor"}, []string{"regime.why.missing.poor"}},
		{"not poor", "old.vocational", with(old, func(f *regime.Facts) { f.Poor = regime.No }), regime.No, nil, []string{"regime.why.not.poor"}},
		{"a no beats an unknown", "old.allowance", with(old, func(f *regime.Facts) { f.Poor, f.ReturnedHome = "", regime.No }), regime.No, nil, []string{"regime.why.not.returned_home"}},
		{"two are missing", "old.allowance", with(old, func(f *regime.Facts) { f.Poor, f.ReturnedHome = "", "whatever" }), regime.Unknown, []string{"poor", "returned_home"}, []string{"regime.why.missing.poor", "regime.why.missing.returned_home"}},
		{"facility", "old.medical", with(old, func(f *regime.Facts) { f.InFacility = "" }), regime.Unknown, []string{"in_facility"}, []string{"regime.why.missing.in_facility"}},
		{"citizenship, all the same", "a", with(now, func(f *regime.Facts) { f.Citizenship = "" }), regime.Yes, nil, []string{"regime.why.yes.any"}},
		{"citizenship, travel", "e", with(now, func(f *regime.Facts) { f.Citizenship = "" }), regime.Unknown, []string{"citizenship"}, []string{"regime.why.missing.citizenship"}},
		{"citizenship, schooling in no case", "h", with(now, func(f *regime.Facts) { f.Citizenship = "" }), regime.No, nil, []string{"regime.why.no.any"}},
		{"abroad", "đ", with(now, func(f *regime.Facts) { f.Abroad = "" }), regime.Unknown, []string{"abroad"}, []string{"regime.why.missing.abroad"}},
		{"abroad does not matter", "c", with(now, func(f *regime.Facts) { f.Abroad = "" }), regime.Yes, nil, []string{"regime.why.yes.any"}},
		{"whom a child accompanies", "h", with(now, func(f *regime.Facts) { f.Kind = regime.Accompanying; f.IdentifiedOn = after }), regime.Unknown, []string{"main"}, []string{"regime.why.missing.main"}},
		{"only the main person decides, abroad or not", "h", with(now, func(f *regime.Facts) { f.Kind, f.Abroad, f.IdentifiedOn = regime.Accompanying, "", after }), regime.Unknown, []string{"main"}, []string{"regime.why.missing.main"}},
		{"home today", "old.allowance", with(old, func(f *regime.Facts) { f.ReturnedHome, f.ReturnedOn = "", asked }), regime.Yes, nil, []string{"regime.why.yes.old_victim"}},
		{"home tomorrow", "old.allowance", with(old, func(f *regime.Facts) { f.ReturnedOn = asked + 1 }), regime.No, nil, []string{"regime.why.not.returned_home"}},
		{"not due, and given before", "old.vocational", with(old, func(f *regime.Facts) { f.Poor, f.Used = regime.No, given("old.vocational", "2025-09-01", 1) }), regime.No, nil, []string{"regime.why.not.poor"}},
		{"age counts as a child's", "old.schooling", with(old, func(f *regime.Facts) { f.Minor = "" }), regime.Yes, nil, []string{"regime.why.yes.old_victim", "regime.why.age_assumed"}},
		{"grown up", "old.schooling", with(old, func(f *regime.Facts) { f.Minor = regime.No }), regime.No, nil, []string{"regime.why.not.minor"}},
		{"accompanying, grown up", "a", with(now, func(f *regime.Facts) {
			f.Kind, f.Main, f.Minor = regime.Accompanying, regime.BeingIdentified, regime.No
		}), regime.No, nil, []string{"regime.why.of_age"}},
		{"accompanying a suspected person", "a", with(now, func(f *regime.Facts) { f.Kind, f.Main = regime.Accompanying, regime.Suspected }), regime.Unknown, nil, []string{"regime.why.ask.suspected"}},
		{"ended by a decision", "a", with(now, func(f *regime.Facts) { f.EndedOn = asked }), regime.No, nil, []string{"regime.why.ended"}},
		{"ends tomorrow", "a", with(now, func(f *regime.Facts) { f.EndedOn = asked + 1 }), regime.Yes, nil, []string{"regime.why.yes.verifying"}},
	} {
		e := of(t, regime.Entitlements(c.facts, asked), c.code)
		var why []string
		for _, r := range e.Why {
			why = append(why, r.Key)
		}
		if e.Due != c.due || !cmp.Equal(c.missing, e.Missing) || !cmp.Equal(c.why, why) {
			t.Errorf("%s: %s %v %v", c.name, e.Due, e.Missing, why)
		}
	}
}

// An adult victim has schooling by the law; the decree as seen is silent.
func TestAdultSchooling(t *testing.T) {
	t.Parallel()
	f := settled(regime.Victim, "", regime.Vietnamese, regime.No, after)
	f.Minor = regime.No
	e := of(t, regime.Entitlements(f, asked), "h")
	if e.Due != regime.Yes || e.Why[len(e.Why)-1].Key != "regime.why.detail.minor" {
		t.Errorf("%+v", e)
	}
}

func TestWith(t *testing.T) {
	t.Parallel()
	mother := regime.Facts{Kind: regime.Victim, Citizenship: regime.Vietnamese, Abroad: regime.No, IdentifiedOn: after}
	child := regime.Facts{Minor: regime.Yes, Citizenship: regime.Foreign}.With(mother)
	if got := line(child, asked); got != "✓ ✓ ✓ ✓ ✓ ✓ ✓ ✓ – –" {
		t.Errorf("child: %s", got)
	}
}
