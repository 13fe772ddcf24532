package regime_test

import (
	"slices"
	"strings"
	"testing"

	"neove/internal/clock"
	"neove/internal/i18n"
	"neove/regime"
)

func given(code, first string, times int) map[string]regime.Use {
	return map[string]regime.Use{code: {First: day(first), Times: times}}
}

func TestOnce(t *testing.T) {
	t.Parallel()
	b := bundle(t)
	old := settled(regime.Victim, "", regime.Vietnamese, regime.No, before)
	for _, code := range []string{"old.vocational", "old.allowance"} {
		old.Used = given(code, "2025-09-10", 0)
		if e := of(t, regime.Entitlements(old, day("2025-09-09")), code); e.Due != regime.Yes {
			t.Errorf("%s before it is given: %+v", code, e)
		}
		e := of(t, regime.Entitlements(old, day("2025-09-10")), code)
		if text := e.Why[0].Text(texter(b, i18n.Vi)); e.Due != regime.No || !strings.Contains(text, "chỉ hỗ trợ 1 lần, đã nhận ngày 10/9/2025") {
			t.Errorf("%s given: %s %s", code, e.Due, text)
		}
	}
	if e := of(t, regime.Entitlements(old, asked), "old.loan"); e.Due != regime.Yes {
		t.Errorf("the allowance takes the loan away: %+v", e)
	}
	// The new law joins allowance and loans: what is given once leaves the loan.
	f := settled(regime.Victim, "", regime.Vietnamese, regime.No, after)
	f.Used = given("k", "2025-09-10", 1)
	e := of(t, regime.Entitlements(f, asked), "k")
	if e.Due != regime.Yes || e.Why[len(e.Why)-1].Key != "regime.why.over.times" {
		t.Errorf("k: %+v", e)
	}
}

func TestNearerLimit(t *testing.T) {
	t.Parallel()
	f := settled(regime.BeingIdentified, "", regime.Vietnamese, regime.No, 0)
	for _, c := range []struct {
		name        string
		first, stay string
		on          string
		nearest     string
		until, warn string
		state       regime.LimitState
		due         regime.Answer
	}{
		{"both from one day: the stay ends first", "2025-08-01", "2025-08-01", "2025-09-01", "facility_stay", "2025-11-02", "2025-10-18", regime.InTime, regime.Yes},
		{"needs long before the stay: 120 days end first", "2025-08-01", "2025-10-20", "2025-11-20", "essential_needs", "2025-11-30", "2025-11-15", regime.Near, regime.Yes},
		{"the day before the warning", "2025-08-01", "2025-10-20", "2025-11-14", "essential_needs", "2025-11-30", "2025-11-15", regime.InTime, regime.Yes},
		{"the day of the warning", "2025-08-01", "2025-10-20", "2025-11-15", "essential_needs", "2025-11-30", "2025-11-15", regime.Near, regime.Yes},
		{"last day of 120", "2025-08-01", "2025-10-20", "2025-11-29", "essential_needs", "2025-11-30", "2025-11-15", regime.Near, regime.Yes},
		{"the day after", "2025-08-01", "2025-10-20", "2025-11-30", "essential_needs", "2025-11-30", "2025-11-15", regime.Over, regime.No},
		{"the stay is over, the needs are not", "2025-08-01", "2025-08-01", "2025-11-05", "facility_stay", "2025-11-02", "2025-10-18", regime.Over, regime.Yes},
		{"no stay", "2025-08-01", "", "2025-09-01", "essential_needs", "2025-11-30", "2025-11-15", regime.InTime, regime.Yes},
		{"the stay begins later", "2025-08-01", "2025-09-10", "2025-09-01", "essential_needs", "2025-11-30", "2025-11-15", regime.InTime, regime.Yes},
	} {
		f.Used = given("a", c.first, 1)
		f.StayFrom = 0
		if c.stay != "" {
			f.StayFrom = day(c.stay)
		}
		n, ok := regime.Nearest(regime.Limits(f, day(c.on)))
		if !ok || n.Code != c.nearest || n.Until != day(c.until) || n.WarnOn != day(c.warn) || n.State != c.state || !n.Nearest {
			t.Errorf("%s: %+v", c.name, n)
		}
		e := of(t, regime.Entitlements(f, day(c.on)), "a")
		if e.Due != c.due || e.Until != day(c.until) || e.From != day(c.first) {
			t.Errorf("%s: %s %v–%v", c.name, e.Due, e.From, e.Until)
		}
	}
	f.Used, f.StayFrom = given("a", "2025-08-01", 1), 0
	f.Extended = map[string]clock.Date{"essential_needs": day("2025-12-31")}
	if e := of(t, regime.Entitlements(f, day("2025-12-31")), "a"); e.Due != regime.Yes || e.Until != day("2026-01-01") {
		t.Errorf("extended by a decision: %+v", e)
	}
	if e := of(t, regime.Entitlements(f, day("2026-01-01")), "a"); e.Due != regime.No {
		t.Errorf("after the extension: %+v", e)
	}
}

func TestOldLimits(t *testing.T) {
	t.Parallel()
	f := settled(regime.Victim, "", regime.Vietnamese, regime.No, before)
	f.StayFrom = day("2025-06-10")
	list := regime.Limits(f, day("2025-08-05"))
	if got := list[0]; got.Code != "essential_needs_old" || got.Until != day("2025-08-10") || got.State != regime.Near {
		t.Errorf("60 days: %+v", got)
	}
	if i := slices.IndexFunc(list, func(r regime.Running) bool { return r.Code == "meals_old" }); list[i].Until != day("2025-09-11") {
		t.Errorf("3 months: %+v", list[i])
	}
	e := of(t, regime.Entitlements(f, day("2025-08-10")), "old.essential")
	if e.Due != regime.Yes || e.Why[len(e.Why)-1].Key != "regime.why.over.days" {
		t.Errorf("meals are over, the rest is not: %+v", e)
	}
}

// An amount is a level only when its text was checked.
func TestLevels(t *testing.T) {
	t.Parallel()
	list := regime.Entitlements(settled(regime.Victim, "", regime.Vietnamese, regime.No, before), asked)
	if l := of(t, list, "old.travel").Level; l == nil || l.Amount != 70000 || l.Per != "person_day" {
		t.Errorf("travel: %+v", l)
	}
	if l := of(t, list, "old.allowance").Level; l != nil {
		t.Errorf("an amount that was not checked: %+v", l)
	}
	for _, e := range regime.Entitlements(settled(regime.Victim, "", regime.Vietnamese, regime.No, after), asked) {
		if e.Level != nil {
			t.Errorf("%s has a level: %+v", e.Regime, e.Level)
		}
	}
}
