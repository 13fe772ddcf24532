package regime_test

import (
	"slices"
	"testing"
	"time"

	"neove/internal/clock"
	"neove/regime"
)

// local is an hour of a day in Vietnam.
func local(t *testing.T, s string) time.Time {
	t.Helper()
	at, err := time.ParseInLocation("2006-01-02 15:04", s, clock.Vietnam)
	if err != nil {
		t.Fatal(err)
	}
	return at
}

func TestDue(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ code, start, due, warn string }{
		{"notify_lead", "2026-02-14 23:10", "2026-02-14 23:10", "2026-02-14 23:10"},
		{"initial_verification", "2026-03-02 08:00", "2026-03-06 00:00", "2026-03-05 00:00"},
		{"initial_verification", "2026-02-15 23:59", "2026-02-19 00:00", "2026-02-18 00:00"}, // days of Tết are counted
		{"initial_verification", "2025-06-10 08:00", "2025-06-14 00:00", "2025-06-13 00:00"}, // law of 2011
		{"identification_answer", "2026-03-02 08:00", "2026-03-23 00:00", "2026-03-18 00:00"},
		{"identification_answer_complex", "2025-12-31 08:00", "2026-03-01 00:00", "2026-02-19 00:00"},
		{"support_decision", "2026-03-02 08:00", "2026-03-14 00:00", "2026-03-12 00:00"},
		{"support_decision", "2026-02-11 16:00", "2026-03-04 00:00", "2026-03-02 00:00"}, // 16–20/02/2026 are Tết
		{"licence", "2026-02-13 09:00", "2026-03-05 00:00", "2026-03-03 00:00"},
		{"facility_papers", "2026-02-13 09:00", "2026-03-07 00:00", "2026-03-05 00:00"},
		{"facility_papers", "2025-01-24 09:00", "2025-02-15 00:00", "2025-02-13 00:00"}, // 27–31/01/2025 are Tết
		{"breakglass_review", "2026-02-13 22:00", "2026-02-26 00:00", "2026-02-25 00:00"},
		{"breakglass_review", "2026-04-24 10:00", "2026-05-05 00:00", "2026-05-04 00:00"}, // 27/04, 30/04 and 01/05 are days off
		{"essential_needs", "2025-08-01 10:00", "2025-11-30 00:00", "2025-11-15 00:00"},
		{"essential_needs_old", "2025-06-10 10:00", "2025-08-10 00:00", "2025-07-31 00:00"},
		{"facility_stay", "2025-11-30 10:00", "2026-03-01 00:00", "2026-02-14 00:00"},
		{"safety_review", "2026-02-16 07:30", "2026-02-19 07:30", "2026-02-18 07:30"},
		{"breach_notice", "2026-02-16 07:30", "2026-02-19 07:30", "2026-02-18 07:30"},
		{"follow_up_1", "2026-01-31 10:00", "2026-03-01 00:00", "2026-02-22 00:00"},
		{"follow_up_3", "2026-01-31 10:00", "2026-05-01 00:00", "2026-04-24 00:00"},
		{"follow_up_6", "2026-01-31 10:00", "2026-08-01 00:00", "2026-07-25 00:00"},
		{"follow_up_12", "2026-01-31 10:00", "2027-02-01 00:00", "2027-01-25 00:00"},
	} {
		start := local(t, c.start)
		if got := regime.Due(c.code, start); !got.Equal(local(t, c.due)) || got.Location() != time.UTC {
			t.Errorf("%s from %s: %s, want %s", c.code, c.start, got.In(clock.Vietnam), c.due)
		}
		at, ok := regime.ClockOn(c.code, clock.DateOf(start))
		if !ok || !at.WarnAt(start).Equal(local(t, c.warn)) {
			t.Errorf("%s from %s warns at %s, want %s", c.code, c.start, at.WarnAt(start).In(clock.Vietnam), c.warn)
		}
	}
}

func TestNoClock(t *testing.T) {
	t.Parallel()
	for code, start := range map[string]string{"nothing": "2026-03-02 08:00", "support_decision": "2025-06-30 23:59", "breach_notice": "2025-12-31 12:00"} {
		if got := regime.Due(code, local(t, start)); !got.IsZero() {
			t.Errorf("%s from %s: %s", code, start, got)
		}
	}
	if regime.Due("support_decision", local(t, "2025-07-01 00:00")).IsZero() {
		t.Error("the decree is in force from the first minute of 01/07/2025")
	}
}

// On every day a code has one version at most, and somebody who must act.
func TestClocksOn(t *testing.T) {
	t.Parallel()
	for _, on := range []string{"2024-05-01", "2025-06-30", "2025-07-01", "2026-03-02"} {
		var codes []string
		for _, c := range regime.ClocksOn(day(on)) {
			codes = append(codes, c.Code)
			if len(c.Who) == 0 || len(c.Sees) == 0 || c.Instrument == "" {
				t.Errorf("%s: %+v", on, c)
			}
		}
		slices.Sort(codes)
		if n := len(codes); n != len(slices.Compact(codes)) {
			t.Errorf("%s: a code twice", on)
		}
	}
	who := func(code, on string) []string { c, _ := regime.ClockOn(code, day(on)); return c.Who }
	if a, b := who("initial_verification", "2025-06-30"), who("initial_verification", "2025-07-01"); !slices.Equal(a, []string{"district_labour"}) || !slices.Equal(b, []string{"health_department", "provincial_police"}) {
		t.Errorf("who verifies: %v, then %v", a, b)
	}
}
