package casework_test

import (
	"context"
	"slices"
	"testing"
	"time"

	"neove/access"
	"neove/app/apptest"
	"neove/casework"
	"neove/internal/clock"
	"neove/internal/db"
	"neove/regime"
	"neove/shelter"
)

// caseClocks are all legal clocks that can run in a case of the law of 2024:
// those of licences and of data breaches are not about a case, break-glass has a
// test of its own, and so have the stays of the law of 2011.
func caseClocks() []string {
	var out []string
	for _, c := range regime.ClocksOn(clock.On(2025, 9, 8)) {
		if !slices.Contains([]string{"licence", "breach_notice", "breakglass_review", "identification_answer_complex", "essential_needs_old"}, c.Code) {
			out = append(out, c.Code)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// A case goes through all of its clocks under a clock that the test moves: each
// starts, is met in time or shown late, and none runs at the end.
func TestClockWalk(t *testing.T) {
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		ctx := context.Background()
		at := func(days int) {
			w.Set(time.Date(2025, 9, 8, 2, 0, 0, 0, time.UTC).Add(time.Duration(days) * 24 * time.Hour))
		}
		at(0)
		protocol(t, w, clock.On(2025, 1, 1))
		c := open(t, w, "border", border)
		write(t, w, "border", c.Code, "notice", casework.Values{"told": {"Sở Y tế"}})
		write(t, w, "border", c.Code, "risk", casework.Values{"level": {"medium"}, "safety_plan": {"Đổi số điện thoại"}, "review_on": {"2025-10-08"}})
		r := refer(t, w, "border", access.Office{Role: access.BorderGuard, Unit: apptest.Province}, c, access.Office{Role: access.ProvinceOfficer, Unit: apptest.Province}, "transfer", "duty", "core", "identity", "testimony", "health", "place")
		accept(t, w, "province", r.ID)
		at(4) // a day late
		write(t, w, "province", c.Code, "verification", casework.Values{"result": {"to_police"}})
		write(t, w, "province", c.Code, "service", casework.Values{"regime": {"a"}, "what": {"Bộ đồ dùng thiết yếu"}})
		facility(t, w, c)
		at(10)
		write(t, w, "province", c.Code, "decision", casework.Values{"outcome": {"confirmed"}, "body": {"Công an tỉnh"}, "paper": {"provincial_police"}, "symbol": {"5/GXN"}, "decided_on": {"2025-09-17"}})
		write(t, w, "province", c.Code, "papers", casework.Values{"dossier": {"minutes", "admission"}})
		write(t, w, "province", c.Code, "request", casework.Values{"regimes": {"i"}})
		at(14)
		write(t, w, "province", c.Code, "support_decision", casework.Values{"granted": {"granted"}, "symbol": {"77/QĐ-SYT"}})
		write(t, w, "province", c.Code, "home_check", casework.Values{"wish": {"home"}, "family_safe": {"yes"}})
		at(60)
		leave(t, w, c)
		write(t, w, "province", c.Code, "return", casework.Values{"escort": {"relatives_fetch"}, "fetched_by": {"Mẹ"}, "handed_to": {"UBND xã"}})
		for _, months := range []int{1, 3, 6, 12} {
			w.Set(time.Date(2025, 11, 5, 2, 0, 0, 0, time.UTC).AddDate(0, months, 0))
			write(t, w, "province", c.Code, "visit", casework.Values{"situation": {"stable"}})
		}
		write(t, w, "province", c.Code, "closure", casework.Values{"why": {"reintegrated"}, "text": {"Đã có việc làm, gia đình yên ổn"}})
		v, err := w.Casework.View(ctx, w.Actor(t, "province"), c.Code)
		if err != nil {
			t.Fatal(err)
		}
		var seen, late []string
		for _, k := range v.Clocks {
			if k.Running() {
				t.Errorf("%s still runs", k.Code)
			}
			if k.Late(w.Now()) {
				late = append(late, k.Code)
			}
			seen = append(seen, k.Code)
		}
		slices.Sort(seen)
		if seen = slices.Compact(seen); !slices.Equal(seen, caseClocks()) {
			t.Errorf("clocks were %v, want %v", seen, caseClocks())
		}
		if !slices.Equal(late, []string{"initial_verification"}) {
			t.Errorf("late were %v", late)
		}
		if v.Stage != casework.Closed || v.Retention != casework.Kept {
			t.Errorf("%s %s", v.Stage, v.Retention)
		}
	})
}

func facility(t *testing.T, w *apptest.World, c casework.Case) {
	t.Helper()
	by := w.Actor(t, "shelter")
	err := w.DB.Write(context.Background(), by, "shelter.stay.admit", func(tx *db.Tx) error {
		f, err := w.Shelter.RecordFacilityIn(tx, by, shelter.FacilityInput{Kind: "victim_support", Beds: map[string]int64{"women": 4}, State: string(shelter.Open)})
		if err != nil {
			return err
		}
		_, err = w.Shelter.Admit(tx, by, shelter.AdmitInput{Facility: f.ID, Case: c.ID, Code: c.Code, Bed: "women"})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func leave(t *testing.T, w *apptest.World, c casework.Case) {
	t.Helper()
	by := w.Actor(t, "shelter")
	err := w.DB.Write(context.Background(), by, "shelter.stay.leave", func(tx *db.Tx) error {
		st, _, err := w.Shelter.StayOf(tx, c.ID)
		if err == nil {
			_, err = w.Shelter.Leave(tx, by, st.ID, st.Version, shelter.LeaveInput{Reason: "home"})
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// The same person under both laws: who was identified on 2025-06-20 keeps the
// law of 2011, with other entitlements and the reason (Law 53/2024 art. 63).
func TestBothLaws(t *testing.T) {
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		w.Set(time.Date(2025, 9, 8, 2, 0, 0, 0, time.UTC))
		of := func(day string) map[string]regime.Answer {
			c := open(t, w, "province", province)
			write(t, w, "province", c.Code, "decision", casework.Values{"outcome": {"confirmed"}, "body": {"Công an"}, "paper": {"provincial_police"}, "symbol": {"1/GXN"}, "decided_on": {day}})
			v, err := w.Casework.View(context.Background(), w.Actor(t, "province"), c.Code)
			if err != nil {
				t.Fatal(err)
			}
			got := map[string]regime.Answer{}
			for _, e := range v.Entitled {
				got[e.Regime] = e.Due
				if len(e.Why) == 0 {
					t.Errorf("%s without a reason", e.Regime)
				}
			}
			return got
		}
		old, now := of("2025-06-20"), of("2025-07-10")
		if now["c"] != regime.Yes || len(now) != 10 {
			t.Errorf("law of 2024: %v", now)
		}
		if _, interpreter := old["c"]; interpreter || old["old.essential"] != regime.Yes || len(old) != 9 {
			t.Errorf("law of 2011: %v", old)
		}
	})
}

// Who was identified under the law of 2011 stays under its limit; a decision
// moves the end of a stay.
func TestStayOfTheOldLaw(t *testing.T) {
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		w.Set(time.Date(2025, 9, 8, 2, 0, 0, 0, time.UTC))
		ctx := context.Background()
		c := open(t, w, "province", province)
		write(t, w, "province", c.Code, "decision", casework.Values{"outcome": {"confirmed"}, "body": {"Công an"}, "paper": {"provincial_police"}, "symbol": {"1/GXN"}, "decided_on": {"2025-06-20"}})
		facility(t, w, c)
		due := func(code string) time.Time {
			v, err := w.Casework.View(ctx, w.Actor(t, "province"), c.Code)
			if err != nil {
				t.Fatal(err)
			}
			for _, k := range v.Clocks {
				if k.Clock.Code == code && k.Running() {
					return k.DueAt
				}
			}
			return time.Time{}
		}
		if due("essential_needs_old").IsZero() || !due("essential_needs").IsZero() {
			t.Errorf("limits: old %v, new %v", due("essential_needs_old"), due("essential_needs"))
		}
		before, by := due("facility_stay"), w.Actor(t, "shelter")
		err := w.DB.Write(ctx, by, "shelter.stay.extend", func(tx *db.Tx) error {
			st, _, err := w.Shelter.StayOf(tx, c.ID)
			if err == nil {
				_, err = w.Shelter.Extend(tx, by, st.ID, st.Version, shelter.ExtendInput{Which: "months", Until: st.MonthsUntil + 30, Decision: "12/QĐ", DecidedOn: clock.On(2025, 9, 8), Body: "facility"})
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		if got := due("facility_stay"); !got.After(before.AddDate(0, 0, 28)) {
			t.Errorf("due %v, before the decision %v", got, before)
		}
	})
}
