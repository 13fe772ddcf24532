package inspection_test

import (
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"neove/access"
	"neove/app/apptest"
	"neove/audit"
	"neove/inspection"
	"neove/internal/clock"
	"neove/internal/db"
	"neove/internal/errs"
	"neove/internal/webtest"
)

var (
	today = clock.On(2025, 1, 8) // of apptest
	team  = inspection.Team{{Agency: "Công an xã", Name: "Trần Văn A", Post: "Trưởng đoàn"}}
)

func dong(n int64) *int64 { return &n }

// lodge records a lodging house in a commune.
func lodge(t *testing.T, w *apptest.World, unit, name string) inspection.Establishment {
	t.Helper()
	e, err := w.Inspection.RecordEstablishment(t.Context(), access.System("test"), inspection.Establishment{Unit: unit, Type: "lodging", Name: name, Address: "Ấp 1", Owner: "Nguyễn Văn Chủ", Phone: "0901 234 567"}, true)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

func check(unit string, e inspection.Establishment, on clock.Date) inspection.Check {
	return inspection.Check{Unit: unit, Establishment: e.ID, On: on, Time: "8h30", Team: team, Answers: []inspection.ItemAnswer{{Item: "licence", Answer: "yes"}}}
}

// figures are the sums of the slice's facts per unit, and of the kept sums: the
// two must always agree.
func figures(t *testing.T, w *apptest.World) map[string]int64 {
	t.Helper()
	type row struct {
		Unit  string `db:"unit"`
		Code  string `db:"code"`
		Value int64  `db:"value"`
	}
	sums := func(table string) map[string]int64 {
		out := map[string]int64{}
		err := w.DB.View(t.Context(), func(tx *db.Tx) error {
			rows, err := db.Select[row](tx, "SELECT f.unit, d.code, CAST(SUM(f.value) AS BIGINT) AS value FROM "+table+" f JOIN measure_defs d ON d.id=f.measure GROUP BY f.unit, d.code")
			for _, r := range rows {
				if name, ours := strings.CutPrefix(r.Code, "inspection."); ours && r.Value != 0 {
					out[r.Unit+" "+name] = r.Value
				}
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		return out
	}
	facts := sums("measure_facts")
	if diff := cmp.Diff(facts, sums("measure_sums")); diff != "" {
		t.Errorf("kept sums differ from the facts: %s", diff)
	}
	return facts
}

func wantFigures(t *testing.T, w *apptest.World, want map[string]int64) {
	t.Helper()
	if diff := cmp.Diff(want, figures(t, w)); diff != "" {
		t.Error(diff)
	}
}

func wantKind(t *testing.T, err error, kind errs.Kind, key string) {
	t.Helper()
	if !errs.Is(err, kind) || key != "" && !strings.Contains(err.Error(), key) {
		t.Errorf("got %v, want %d with %q", err, kind, key)
	}
}

func TestFiguresFollowTheRecords(t *testing.T) {
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		ctx, s, by := t.Context(), w.Inspection, w.Actor(t, "district")
		e, other := lodge(t, w, apptest.Commune, "Nhà nghỉ Hoa Sen 1"), lodge(t, w, apptest.Commune, "Nhà nghỉ Hoa Sen 2")
		k := check(apptest.District, e, today-2)
		k.PledgeOn = k.On
		k.Violations, k.Decision, k.DecisionOn, k.Amount = []inspection.Violation{{}, {Kind: "fees", Text: "Không biên lai"}}, "12/QĐ-XPHC", k.On, dong(5_000_000)
		first, err := s.RecordCheck(ctx, by, k, "")
		if err != nil {
			t.Fatal(err)
		}
		if first.Time != "08:30" || first.Place != apptest.Commune || len(first.Violations) != 1 {
			t.Errorf("stored as %+v", first)
		}
		if _, err := s.RecordCheck(ctx, by, check(apptest.District, e, today-1), ""); err != nil {
			t.Fatal(err)
		}
		if _, err := s.RecordChecks(ctx, by, []inspection.Check{check(apptest.District, other, today-1)}, ""); err != nil {
			t.Fatal(err)
		}
		wantFigures(t, w, map[string]int64{"L803 check.count": 3, "L803 establishment.checked": 2, "L803 violation.count": 1, "L803 pledge.count": 1,
			"L803 sanction.amount": 5_000_000, "L803 sanction.count": 1})

		// Passing a file counts at once; acknowledging it changes no figure.
		p, err := s.Pass(ctx, by, inspection.Passing{Check: first.ID, ToUnit: apptest.Province, Office: "Phòng Cảnh sát hình sự", On: today}, "")
		if err != nil {
			t.Fatal(err)
		}
		if _, err := s.Receive(ctx, w.Actor(t, "police"), p.ID, "77"); err != nil {
			t.Fatal(err)
		}
		if got := figures(t, w)["L803 file.passed"]; got != 1 {
			t.Errorf("%d files passed, want 1", got)
		}

		// The first check of the year moves into the last one: both years count it.
		k.On, k.DecisionOn, k.PledgeOn, k.Amount, k.Violations = clock.On(2024, 12, 30), today, 0, dong(7_000_000), append(k.Violations, inspection.Violation{Kind: "fraud"})
		if first, err = s.AmendCheck(ctx, by, first.ID, first.Version, k, ""); err != nil {
			t.Fatal(err)
		}
		wantFigures(t, w, map[string]int64{"L803 check.count": 3, "L803 establishment.checked": 3, "L803 violation.count": 2, "L803 sanction.amount": 7_000_000,
			"L803 sanction.count": 1, "L803 file.passed": 1})
		_, err = s.AmendCheck(ctx, by, first.ID, first.Version-1, k, "")
		wantKind(t, err, errs.Conflict, "")

		wantKind(t, s.WithdrawCheck(ctx, by, first.ID, first.Version, ""), errs.Invalid, "web.err.reason")
		if err := s.WithdrawCheck(ctx, by, first.ID, first.Version, "ghi nhầm cơ sở"); err != nil {
			t.Fatal(err)
		}
		wantFigures(t, w, map[string]int64{"L803 check.count": 2, "L803 establishment.checked": 2})
		_, err = s.AmendCheck(ctx, by, first.ID, first.Version+1, k, "")
		wantKind(t, err, errs.Conflict, "")
	})
}

func TestWhoMayWhat(t *testing.T) {
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		ctx, s := t.Context(), w.Inspection
		e := lodge(t, w, apptest.Commune, "Nhà nghỉ Hoa Mai 3")
		k, err := s.RecordCheck(ctx, w.Actor(t, "district"), check(apptest.District, e, today-1), "")
		if err != nil {
			t.Fatal(err)
		}
		for account, sees := range map[string]bool{"commune": true, "district": true, "province": true, "leader": true, "inspector": true, "police": true, "border": true, "other": false, "admin": false} {
			by := w.Actor(t, account)
			_, err := s.Check(ctx, by, k.ID)
			if sees != (err == nil) || !sees && !errs.Is(err, errs.NotFound) {
				t.Errorf("%s reads the check: %v", account, err)
			}
			_, err = s.Establishment(ctx, by, e.ID)
			if sees != (err == nil) || !sees && !errs.Is(err, errs.NotFound) {
				t.Errorf("%s reads the establishment: %v", account, err)
			}
		}
		// The commune reads the district's record of its own house, and changes nothing of it.
		commune := w.Actor(t, "commune")
		_, err = s.AmendCheck(ctx, commune, k.ID, k.Version, check(apptest.District, e, today), "")
		wantKind(t, err, errs.Forbidden, "")
		_, err = s.FollowUp(ctx, commune, k.ID, k.Version, today, "xong", 0)
		wantKind(t, err, errs.Forbidden, "")
		_, err = s.RecordCheck(ctx, commune, check(apptest.District, e, today), "")
		wantKind(t, err, errs.Forbidden, "")
		_, err = s.RecordCheck(ctx, w.Actor(t, "leader"), check(apptest.Province, e, today), "")
		wantKind(t, err, errs.Forbidden, "")
		_, err = s.RecordCheck(ctx, w.Actor(t, "other"), check(apptest.OtherCommune, e, today), "")
		wantKind(t, err, errs.NotFound, "") // another commune's house does not exist for them
		_, err = s.RecordEstablishment(ctx, commune, inspection.Establishment{Unit: apptest.OtherCommune, Type: "hotel", Name: "Khách sạn X"}, false)
		wantKind(t, err, errs.Forbidden, "")
		_, err = s.AmendEstablishment(ctx, w.Actor(t, "other"), e.ID, e.Version, e, false)
		wantKind(t, err, errs.NotFound, "")
		_, err = s.RecordPlan(ctx, commune, inspection.Plan{Unit: apptest.Commune, Name: "Kế hoạch", From: today, To: today, Establishments: []string{e.ID}})
		wantKind(t, err, errs.Forbidden, "")
		// A system may reach further than a unit: the rule of the area holds all the same.
		_, err = s.RecordCheck(ctx, access.System("test"), check(apptest.OtherDistrict, e, today), "")
		wantKind(t, err, errs.Invalid, "inspection.err.not_covered")
		// Lists hold what is below, and nothing else.
		list, n, err := s.Checks(ctx, w.Actor(t, "other"), apptest.OtherCommune, inspection.CheckFilter{})
		if err != nil || n != 0 || len(list) != 0 {
			t.Errorf("another commune lists %d checks (%v)", n, err)
		}
		if _, _, err = s.Checks(ctx, w.Actor(t, "other"), apptest.Commune, inspection.CheckFilter{}); !errs.Is(err, errs.Forbidden) {
			t.Errorf("another commune lists a foreign area: %v", err)
		}
		if list, n, err = s.Checks(ctx, commune, apptest.Commune, inspection.CheckFilter{}); err != nil || n != 1 || list[0].Name != e.Name {
			t.Errorf("the commune lists %d (%v)", n, err)
		}
	})
}

func TestEstablishments(t *testing.T) {
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		ctx, s, by := t.Context(), w.Inspection, w.Actor(t, "commune")
		in := inspection.Establishment{Unit: apptest.Commune, Type: "lodging", Name: "Nhà nghỉ Hoà Bình", Address: "Ấp 2", LicenceOn: today - 400, LicenceTo: today - 1}
		e, err := s.RecordEstablishment(ctx, by, in, false)
		if err != nil {
			t.Fatal(err)
		}
		if !e.Expired(today) || e.Expired(today-1) {
			t.Error("the licence ran out yesterday")
		}
		// The same name in another spelling is hinted at, and may be confirmed.
		again := in
		again.Name = "NHÀ NGHỈ HÒA BÌNH"
		_, err = s.RecordEstablishment(ctx, by, again, false)
		wantKind(t, err, errs.Invalid, "same: inspection.err.same")
		again.Unit = apptest.OtherCommune
		if _, err = s.RecordEstablishment(ctx, w.Actor(t, "other"), again, false); err != nil {
			t.Errorf("the same name in another commune: %v", err)
		}
		again.Unit = apptest.Commune
		twin, err := s.RecordEstablishment(ctx, by, again, true)
		if err != nil {
			t.Fatal(err)
		}
		// All or none, and rows are named.
		_, err = s.RecordEstablishments(ctx, by, []inspection.Establishment{{Unit: apptest.Commune, Type: "hotel", Name: "Khách sạn A"}, {Unit: apptest.Commune, Type: "hotel", Name: "khách sạn a"},
			{Unit: apptest.Commune, Type: "castle", Phone: "không có"}}, false)
		wantKind(t, err, errs.Invalid, "same[2]")
		wantKind(t, err, errs.Invalid, "type[3]")
		wantKind(t, err, errs.Invalid, "phone[3]")
		list, n, err := s.Establishments(ctx, by, apptest.Commune, inspection.Filter{Text: "hoa binh", Limit: 10})
		if err != nil || n != 2 || len(list) != 2 {
			t.Errorf("found %d (%v)", n, err)
		}
		// Amending by the version that was seen; the history holds no phone.
		e.Phone, e.Risks, e.Note = "0909 123 456", "border", "Gần cửa khẩu"
		if _, err := s.AmendEstablishment(ctx, by, e.ID, 1, e, false); err != nil {
			t.Fatal(err)
		}
		_, err = s.AmendEstablishment(ctx, by, e.ID, 1, e, false)
		wantKind(t, err, errs.Conflict, "")
		for _, event := range eventsOf(t, w, "inspection.establishment", e.ID) {
			if strings.Contains(event.Detail, "0909") {
				t.Errorf("the history holds a phone: %s", event.Detail)
			}
		}
		if _, n, _ := s.Establishments(ctx, by, apptest.Commune, inspection.Filter{Risk: "border", Limit: 10}); n != 1 {
			t.Errorf("%d with the risk factor", n)
		}
		if _, n, _ := s.Establishments(ctx, by, apptest.Commune, inspection.Filter{Unchecked: today, Limit: 10}); n != 2 {
			t.Errorf("%d unchecked", n)
		}
		// What was checked cannot be withdrawn; what was not, can.
		if _, err := s.RecordCheck(ctx, by, check(apptest.Commune, e, today), ""); err != nil {
			t.Fatal(err)
		}
		wantKind(t, s.WithdrawEstablishment(ctx, by, e.ID, 2, "nhầm"), errs.Invalid, "was_checked")
		if err := s.WithdrawEstablishment(ctx, by, twin.ID, twin.Version, "ghi trùng"); err != nil {
			t.Error(err)
		}
		_, err = s.RecordCheck(ctx, by, check(apptest.Commune, twin, today), "")
		wantKind(t, err, errs.Invalid, "inspection.err.withdrawn")
	})
}

func eventsOf(t *testing.T, w *apptest.World, subject, id string) []audit.Event {
	t.Helper()
	var out []audit.Event
	err := w.DB.View(t.Context(), func(tx *db.Tx) (err error) {
		out, err = audit.Of(tx, subject, id)
		return err
	})
	if err != nil || len(out) == 0 {
		t.Fatalf("no history of %s (%v)", id, err)
	}
	return out
}

func TestPlans(t *testing.T) {
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		ctx, s, by := t.Context(), w.Inspection, w.Actor(t, "district")
		a, b := lodge(t, w, apptest.Commune, "Nhà nghỉ Hoa Sim 1"), lodge(t, w, apptest.Commune, "Nhà nghỉ Hoa Sim 2")
		away := lodge(t, w, apptest.OtherCommune, "Nhà nghỉ Hoa Sim 3")
		k := check(apptest.District, b, today-40)
		k.FollowOn, k.Violations = today-5, []inspection.Violation{{Kind: "register"}}
		if _, err := s.RecordCheck(ctx, by, k, ""); err != nil {
			t.Fatal(err)
		}
		list, err := s.Propose(ctx, by, apptest.District, "", today)
		if err != nil || len(list) != 2 {
			t.Fatalf("%d proposed (%v)", len(list), err)
		}
		if list[0].ID != a.ID || list[0].Score != 29 || list[1].Score != 5+1+3+5 || list[1].Last != today-40 {
			t.Errorf("proposed %s %d, then %s %d", list[0].Name, list[0].Score, list[1].Name, list[1].Score)
		}
		in := inspection.Plan{Unit: apptest.District, Name: "Kiểm tra cơ sở lưu trú", From: today, To: today + 20, Lead: "Phòng LĐ-TB&XH", Team: team, Establishments: []string{a.ID, b.ID, a.ID}}
		bad := in
		bad.Establishments = []string{a.ID, away.ID}
		_, err = s.RecordPlan(ctx, by, bad)
		wantKind(t, err, errs.Invalid, "inspection.err.establishment")
		bad = in
		bad.Establishments, bad.To, bad.Name = nil, today-1, ""
		_, err = s.RecordPlan(ctx, by, bad)
		for _, key := range []string{"name: web.err.required", "to: inspection.err.period", "establishments: inspection.err.none_chosen"} {
			wantKind(t, err, errs.Invalid, key)
		}
		p, err := s.RecordPlan(ctx, by, in)
		if err != nil {
			t.Fatal(err)
		}
		progress := func(want string) {
			t.Helper()
			for _, account := range []string{"district", "commune", "province"} { // the commune below sees it too
				_, unit := w.Actor(t, account).Home()
				rows, n, err := s.Plans(ctx, w.Actor(t, account), unit, 10, 0)
				if err != nil || n != 1 || len(rows) != 1 {
					t.Fatalf("%s lists %d plans (%v)", account, n, err)
				}
				if got := string(rune('0'+rows[0].Done)) + "/" + string(rune('0'+rows[0].Total)); got != want {
					t.Errorf("%s sees %s, want %s", account, got, want)
				}
			}
		}
		progress("0/2")
		done := check(apptest.District, a, today)
		done.Plan = p.ID
		stored, err := s.RecordCheck(ctx, by, done, "")
		if err != nil {
			t.Fatal(err)
		}
		progress("1/2")
		if err := s.WithdrawCheck(ctx, by, stored.ID, stored.Version, "nhầm"); err != nil {
			t.Fatal(err)
		}
		progress("0/2")
		if _, n, _ := s.Plans(ctx, w.Actor(t, "other"), apptest.OtherCommune, 10, 0); n != 0 {
			t.Errorf("another commune sees %d plans", n)
		}
		_, err = s.Plan(ctx, w.Actor(t, "other"), p.ID)
		wantKind(t, err, errs.NotFound, "")
		foreign := check(apptest.OtherCommune, away, today)
		foreign.Plan = p.ID
		_, err = s.RecordCheck(ctx, w.Actor(t, "other"), foreign, "")
		wantKind(t, err, errs.Invalid, "inspection.err.plan")

		in.Establishments = []string{b.ID}
		if p, err = s.AmendPlan(ctx, by, p.ID, 1, in); err != nil {
			t.Fatal(err)
		}
		progress("0/1")
		_, err = s.AmendPlan(ctx, by, p.ID, 1, in)
		wantKind(t, err, errs.Conflict, "")
		wantKind(t, s.WithdrawPlan(ctx, by, p.ID, p.Version, ""), errs.Invalid, "reason")
		if err := s.WithdrawPlan(ctx, by, p.ID, p.Version, "đổi kế hoạch"); err != nil {
			t.Fatal(err)
		}
		if _, n, _ := s.Plans(ctx, by, apptest.District, 10, 0); n != 0 {
			t.Errorf("a withdrawn plan is listed")
		}
	})
}

func TestFollowUpAndPassing(t *testing.T) {
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		ctx, s := t.Context(), w.Inspection
		as := map[string]access.Actor{} // sessions end when the clock moves by days
		for _, account := range []string{"district", "province", "commune", "other", "border", "police"} {
			as[account] = w.Actor(t, account)
		}
		by, police := as["district"], as["police"]
		e := lodge(t, w, apptest.Commune, "Nhà nghỉ Hoa Lan 4")
		in := check(apptest.District, e, today-20)
		in.FollowOn = today - 3
		k, err := s.RecordCheck(ctx, by, in, "")
		if err != nil {
			t.Fatal(err)
		}
		if k.Late(today) != 3 {
			t.Errorf("%d days late", k.Late(today))
		}
		due := func(want int64) {
			t.Helper()
			if _, n, err := s.Checks(ctx, by, apptest.District, inspection.CheckFilter{Follow: true}); err != nil || n != want {
				t.Errorf("%d follow-ups open, want %d (%v)", n, want, err)
			}
		}
		due(1)
		_, err = s.FollowUp(ctx, by, k.ID, k.Version, today+1, "", today)
		for _, key := range []string{"result: web.err.required", "done: inspection.err.done_day", "next: inspection.err.next_day"} {
			wantKind(t, err, errs.Invalid, key)
		}
		if k, err = s.FollowUp(ctx, by, k.ID, k.Version, today, "Đã khắc phục một phần", today+10); err != nil {
			t.Fatal(err)
		}
		due(1)
		w.Set(w.Now().Add(11 * 24 * time.Hour))
		if k, err = s.FollowUp(ctx, by, k.ID, k.Version, today+11, "Đã khắc phục", 0); err != nil {
			t.Fatal(err)
		}
		due(0)
		if k.FollowResult != "8/1/2025: Đã khắc phục một phần\n19/1/2025: Đã khắc phục" {
			t.Errorf("result %q", k.FollowResult)
		}
		_, err = s.FollowUp(ctx, by, k.ID, k.Version, today, "nữa", 0)
		wantKind(t, err, errs.Conflict, "")

		pass := inspection.Passing{Check: k.ID, ToUnit: apptest.Province, Office: "Phòng Cảnh sát hình sự", On: today}
		wrong := pass
		wrong.ToUnit, wrong.On, wrong.Office = apptest.OtherDistrict, k.On-1, ""
		_, err = s.Pass(ctx, by, wrong, "")
		for _, key := range []string{"to_unit: web.err.choice", "passed_on: inspection.err.passed_day", "office: web.err.required"} {
			wantKind(t, err, errs.Invalid, key)
		}
		_, err = s.Pass(ctx, as["commune"], pass, "")
		wantKind(t, err, errs.Forbidden, "")
		p, err := s.Pass(ctx, by, pass, "")
		if err != nil {
			t.Fatal(err)
		}
		waiting := func(want int64) {
			t.Helper()
			list, n, err := s.Passings(ctx, police, apptest.Province, inspection.PassingFilter{State: inspection.Sent, Incoming: true, Limit: 9})
			if err != nil || n != want || int64(len(list)) != want {
				t.Errorf("%d files wait, want %d (%v)", n, want, err)
			}
		}
		waiting(1)
		// Nobody acknowledges for the police, least of all the sender.
		for _, account := range []string{"district", "province", "commune", "other", "border"} {
			_, err = s.Receive(ctx, as[account], p.ID, "")
			wantKind(t, err, errs.NotFound, "")
		}
		got, err := s.Receive(ctx, police, p.ID, "15/CSHS")
		if err != nil || got.State != inspection.Received || got.ReceivedBy != police.Name || !got.ReceivedAt.Equal(w.Now()) {
			t.Errorf("received as %+v (%v)", got, err)
		}
		waiting(0)
		_, err = s.Receive(ctx, police, p.ID, "")
		wantKind(t, err, errs.Conflict, police.Name)
	})
}

// A month that is signed off changes with a reason only, and is open then.
func TestSignedMonth(t *testing.T) {
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		ctx, s, by := t.Context(), w.Inspection, w.Actor(t, "commune")
		e := lodge(t, w, apptest.Commune, "Nhà nghỉ Hoa Cúc 5")
		day := clock.On(2024, 12, 10)
		k, err := s.RecordCheck(ctx, by, check(apptest.Commune, e, day), "")
		if err != nil {
			t.Fatal(err)
		}
		sign := func() {
			t.Helper()
			if err := w.Signoff.Sign(ctx, by, inspection.Topic, apptest.Commune, "2024-12", false); err != nil {
				t.Fatal(err)
			}
		}
		sign()
		_, err = s.RecordCheck(ctx, by, check(apptest.Commune, e, day+1), "")
		wantKind(t, err, errs.Invalid, "reason: signoff.err.signed")
		_, err = s.Pass(ctx, by, inspection.Passing{Check: k.ID, ToUnit: apptest.Province, Office: "Công an tỉnh", On: today}, "")
		wantKind(t, err, errs.Invalid, "reason: signoff.err.signed")
		if _, err = s.RecordCheck(ctx, by, check(apptest.Commune, e, day+1), "ghi bổ sung"); err != nil {
			t.Fatal(err)
		}
		sign() // it was open again
		// Moving a check out of a signed month needs a reason as well.
		_, err = s.AmendCheck(ctx, by, k.ID, k.Version, check(apptest.Commune, e, today), "")
		wantKind(t, err, errs.Invalid, "reason: signoff.err.signed")
		if err := s.WithdrawCheck(ctx, by, k.ID, k.Version, "ghi trùng"); err != nil {
			t.Error(err)
		}
	})
}

// A device sends a record until it hears of it: it is stored once.
func TestRecordIsStoredOnce(t *testing.T) {
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		e := lodge(t, w, apptest.Commune, "Nhà nghỉ Hoa Giấy 6")
		by := w.Actor(t, "commune")
		body := func(findings, officer string) string {
			return `{"unit":"L28003","establishment":"` + e.ID + `","on":"6/1/2025","time":"8h30","team":[{"agency":"Công an xã","name":"Trần Văn A"}],
			"answers":[{"item":"licence","answer":"yes"}],"pledged":true,"findings":"` + findings + `","officer":"` + officer + `"}`
		}
		send := func(findings, officer, key string, status int, want ...string) *httptest.ResponseRecorder {
			t.Helper()
			return webtest.Scenario{Method: "POST", Path: "/api/v1/inspection/checks", JSON: body(findings, officer), As: w.As(t, "commune"), Header: map[string]string{"Idempotency-Key": key},
				WantStatus: status, Want: want}.Run(t, w.Handler)
		}
		a := send("Chấp hành tốt", by.ID, "k1", 201, `"time":"08:30"`, `"pledge_on":"2025-01-06"`)
		b := send("Chấp hành tốt", by.ID, "k1", 201)
		if a.Body.String() != b.Body.String() || b.Header().Get("Idempotent-Replayed") != "true" {
			t.Errorf("the second answer differs: %s", b.Body)
		}
		send("Nội dung khác", by.ID, "k1", 422)
		send("Của người khác", "somebody-else", "k2", 401, "tài khoản khác")
		send("CCCD 012345678901", by.ID, "k3", 422, `"field":"findings"`)
		wantFigures(t, w, map[string]int64{apptest.Commune + " check.count": 1, apptest.Commune + " establishment.checked": 1, apptest.Commune + " pledge.count": 1})
	})
}
