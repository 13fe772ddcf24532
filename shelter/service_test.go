package shelter_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"neove/app/apptest"
	"neove/internal/clock"
	"neove/internal/db"
	"neove/internal/errs"
	"neove/shelter"
)

// A stay from the first day to the last: beds, limits, decisions and what is
// counted.
func TestStay(t *testing.T) {
	t.Parallel()
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		ctx, by := t.Context(), w.Actor(t, "shelter")
		f := found(t, w, "shelter", house)
		if f.Code != "CS-01" || f.Office != "service_officer:L80:p-shelter" || f.Unit != apptest.Province {
			t.Fatalf("%+v", f)
		}
		st := admit(t, w, "shelter", here(f))
		if st.DaysUntil != clock.MustParse("2025-03-03") || st.MonthsUntil != clock.MustParse("2025-04-02") {
			t.Errorf("limits %v %v", st.DaysUntil, st.MonthsUntil)
		}
		if day, which := st.Until(); day != st.DaysUntil || which != shelter.ByDays {
			t.Errorf("nearer limit %v %s", day, which)
		}
		if _, err := w.Shelter.AdmitOne(ctx, by, here(f)); !errs.Is(err, errs.Conflict) {
			t.Errorf("twice: %v", err)
		}
		second := here(f)
		second.Code = "NN-2024-0002"
		admit(t, w, "shelter", second)
		second.Code = "NN-2024-0003"
		if _, err := w.Shelter.AdmitOne(ctx, by, second); !errs.Is(err, errs.Invalid) {
			t.Errorf("no free bed: %v", err)
		}
		second.Over = true
		third := admit(t, w, "shelter", second)
		rooms, err := w.Shelter.Rooms(ctx, w.Actor(t, "commune"))
		if err != nil || len(rooms) != 1 || rooms[0].Free != 1 || rooms[0].FreeOf("women") != 0 {
			t.Errorf("board %+v %v", rooms, err)
		}
		ext := shelter.ExtendInput{Which: shelter.ByDays, Until: clock.MustParse("2025-05-02"), Decision: "12/QĐ", DecidedOn: clock.MustParse("2025-01-08"), Body: "facility"}
		st, err = w.Shelter.ExtendOne(ctx, by, st.ID, st.Version, ext)
		if day, which := st.Until(); err != nil || day != st.MonthsUntil || which != shelter.ByMonths {
			t.Errorf("after the decision %v %s %v", day, which, err)
		}
		if _, err := w.Shelter.ExtendOne(ctx, by, st.ID, st.Version-1, ext); !errs.Is(err, errs.Conflict) {
			t.Errorf("old version: %v", err)
		}
		if _, err := w.Shelter.LeaveOne(ctx, by, third.ID, third.Version, shelter.LeaveInput{On: clock.MustParse("2025-01-05"), Reason: "home"}); err != nil {
			t.Error(err)
		}
		want := map[string]int64{"shelter.beds.added": 3, "shelter.stay.count": 3, "shelter.stay.days": 6 + 6 + 3}
		if diff := cmp.Diff(want, counted(t, w)); diff != "" {
			t.Error(diff)
		}
		w.Set(w.Now().AddDate(0, 0, 10))
		err = w.DB.Write(ctx, by, "test", func(tx *db.Tx) error { return w.Shelter.CountNights(tx) })
		if want["shelter.stay.days"] += 20; err != nil {
			t.Error(err)
		}
		if diff := cmp.Diff(want, counted(t, w)); diff != "" {
			t.Error(diff)
		}
	})
}

// What another slice asks for in its own transaction.
func TestForOtherSlices(t *testing.T) {
	t.Parallel()
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		f := found(t, w, "shelter", house)
		by := w.Actor(t, "shelter")
		err := w.DB.Write(t.Context(), by, "test", func(tx *db.Tx) error {
			if _, ok, err := w.Shelter.StayOf(tx, "case-1"); ok || err != nil {
				t.Errorf("stays already: %v", err)
			}
			in := here(f)
			in.Case = "case-1"
			st, err := w.Shelter.Admit(tx, by, in)
			if err != nil {
				return err
			}
			got, ok, err := w.Shelter.StayOf(tx, "case-1")
			if !ok || err != nil || got.ID != st.ID || got.Code != caseCanary {
				t.Errorf("%+v %v", got, err)
			}
			if code, err := w.Shelter.FacilityCode(tx, got.Facility); code != "CS-01" || err != nil {
				t.Errorf("%s %v", code, err)
			}
			if _, err = w.Shelter.Leave(tx, by, got.ID, got.Version, shelter.LeaveInput{Reason: "home"}); err != nil {
				return err
			}
			_, ok, err = w.Shelter.StayOf(tx, "case-1")
			if ok {
				t.Error("still stays")
			}
			all, err2 := w.Shelter.StaysOf(tx, "case-1")
			if len(all) != 1 || err2 != nil {
				t.Errorf("%d stays, %v", len(all), err2)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}

// Rank gives nothing: who stays is for the office that runs the facility and the
// authority of its very unit.
func TestWhoseStays(t *testing.T) {
	t.Parallel()
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		another(t, w)
		f := found(t, w, "shelter", house)
		st := admit(t, w, "shelter", here(f))
		for _, who := range []string{"shelter", "province"} {
			if v, err := w.Shelter.Stay(t.Context(), w.Actor(t, who), st.ID); err != nil || v.Label != caseCanary {
				t.Errorf("%s: %v", who, err)
			}
		}
		for _, who := range []string{"legal", "commune", "district", "leader", "police", "inspector", "admin", "border"} {
			by := w.Actor(t, who)
			if _, err := w.Shelter.Stay(t.Context(), by, st.ID); !errs.Is(err, errs.NotFound) {
				t.Errorf("%s reads: %v", who, err)
			}
			if _, err := w.Shelter.LeaveOne(t.Context(), by, st.ID, st.Version, shelter.LeaveInput{Reason: "home"}); !errs.Is(err, errs.NotFound) {
				t.Errorf("%s ends: %v", who, err)
			}
			if _, err := w.Shelter.AdmitOne(t.Context(), by, shelter.AdmitInput{Facility: f.ID, Code: "X", Bed: "women"}); !errs.Is(err, errs.NotFound) {
				t.Errorf("%s admits: %v", who, err)
			}
			if _, err := w.Shelter.AmendFacility(t.Context(), by, f.ID, f.Version, house); !errs.Is(err, errs.NotFound) {
				t.Errorf("%s amends: %v", who, err)
			}
		}
	})
}
