package casework_test

import (
	"context"
	"net/url"
	"testing"
	"time"

	"neove/access"
	"neove/app/apptest"
	"neove/casework"
	"neove/internal/clock"
	"neove/internal/db"
	"neove/internal/errs"
	"neove/internal/webtest"
	"neove/person"
)

var (
	border   = access.Office{Role: access.BorderGuard, Unit: apptest.Province}.String()
	province = access.Office{Role: access.ProvinceOfficer, Unit: apptest.Province}.String()
)

// open opens a case of a young woman through an office, in the way a reception
// does.
func open(t *testing.T, w *apptest.World, account, office string) casework.Case {
	t.Helper()
	var c casework.Case
	err := w.DB.Write(context.Background(), w.Actor(t, account), "casework.case.open", func(tx *db.Tx) (err error) {
		c, err = w.Casework.Open(tx, w.Actor(t, account), casework.Opening{Office: office, Role: casework.Main, ReceivedOn: clock.DateOf(w.Now()),
			Profile: person.Profile{Name: person.Told("Nguyễn Thị Hoa Mận"), Safe: person.Told("Mai"), Sex: person.Told("female")},
			Core:    casework.Core{Sex: "female", AgeLow: 20, AgeHigh: 24, Minor: "no", Citizenship: "vn", Home: "out", Channel: "rescue", Language: "Khmer"}})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func write(t *testing.T, w *apptest.World, account, code, kind string, v casework.Values) {
	t.Helper()
	if v.Get("on") == "" {
		v.Set("on", clock.DateOf(w.Now()).String())
	}
	if _, err := w.Casework.Write(context.Background(), w.Actor(t, account), code, kind, "", v); err != nil {
		t.Fatalf("%s by %s: %v", kind, account, err)
	}
}

// From the border post to a decision: clocks run and are met, the status follows
// decisions only, the stage moves by Move only.
func TestFirstSteps(t *testing.T) {
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		w.Set(time.Date(2025, 9, 8, 2, 0, 0, 0, time.UTC))
		ctx, by := context.Background(), w.Actor(t, "border")
		c := open(t, w, "border", border)
		write(t, w, "border", c.Code, "notice", casework.Values{"told": {"Sở Y tế"}})
		write(t, w, "border", c.Code, "verification", casework.Values{"result": {"to_police"}})
		write(t, w, "border", c.Code, "risk", casework.Values{"level": {"high"}, "safety_plan": {"Không cho số điện thoại"}, "review_on": {"2025-09-20"}})
		w.Set(w.Now().Add(5 * 24 * time.Hour))
		write(t, w, "border", c.Code, "decision", casework.Values{"outcome": {"confirmed"}, "body": {"Bộ đội Biên phòng"}, "paper": {"rescuing_agency"}, "symbol": {"12/GXN"}, "decided_on": {"2025-09-12"}})
		v, err := w.Casework.View(ctx, by, c.Code)
		if err != nil {
			t.Fatal(err)
		}
		if v.Status != casework.Confirmed || v.IdentifiedOn != clock.On(2025, 9, 12) || v.Safety != "high" || v.Stage != casework.Reception {
			t.Errorf("%s %s %s %s", v.Status, v.IdentifiedOn, v.Safety, v.Stage)
		}
		late, met := 0, 0
		for _, k := range v.Clocks {
			if k.Late(w.Now()) {
				late++
			}
			if !k.MetAt.IsZero() {
				met++
			}
		}
		if met != 4 || late != 1 { // the review of the safety ran out after 72 hours
			t.Errorf("%d met, %d late: %+v", met, late, v.Clocks)
		}
		if err := w.Casework.Move(ctx, by, c.Code, v.Version, casework.Planning, ""); !errs.Is(err, errs.Invalid) {
			t.Errorf("a stage was skipped without a reason: %v", err)
		}
		if err := w.Casework.Move(ctx, by, c.Code, v.Version, casework.Identification, ""); err != nil {
			t.Error(err)
		}
		if err := w.Casework.Move(ctx, by, c.Code, v.Version, casework.Protection, ""); !errs.Is(err, errs.Conflict) {
			t.Errorf("an old version moved: %v", err)
		}
	})
}

// Rank gives nothing: who is not on the team gets the bytes of "not found".
func TestOnlyTheTeam(t *testing.T) {
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		c := open(t, w, "border", border)
		for _, account := range []string{"province", "police", "commune", "leader", "admin", "inspector", "shelter", "district"} {
			if v, err := w.Casework.View(context.Background(), w.Actor(t, account), c.Code); !errs.Is(err, errs.NotFound) || v.Code != "" {
				t.Errorf("%s: %v", account, err)
			}
		}
		webtest.Run(t, w.Handler, []webtest.Scenario{
			{Name: "signed out", Path: "/casework/cases/" + c.Code, WantStatus: 303},
			{Name: "team", Path: "/casework/cases/" + c.Code, As: w.As(t, "border"), WantStatus: 200, Want: []string{c.Code, "Mai", "Hồ sơ hạn chế"}, WantNot: []string{"Nguyễn Thị Hoa Mận"}},
			{Name: "police", Path: "/casework/cases/" + c.Code, As: w.As(t, "police"), WantStatus: 404, WantNot: []string{c.Code, "Mai"}},
			{Name: "list", Path: "/casework/cases", As: w.As(t, "border"), WantStatus: 200, Want: []string{c.Code}, WantNot: []string{"Hoa Mận"}},
			{Name: "other list", Path: "/casework/cases", As: w.As(t, "province"), WantStatus: 200, WantNot: []string{c.Code}},
			{Name: "form", Path: "/casework/cases/" + c.Code + "/records/new?kind=service", As: w.As(t, "border"), WantStatus: 200, Want: []string{"Hỗ trợ y tế"}},
			{Name: "kinds", Path: "/casework/cases/" + c.Code + "/records/new", As: w.As(t, "border"), WantStatus: 200, Want: []string{"Lời kể"}},
			{Name: "bad record", Method: "POST", Path: "/casework/cases/" + c.Code + "/records?kind=note", As: w.As(t, "border"), Form: url.Values{"on": {"31/2/2025"}, "in": {"core"}, "text": {"Dị ứng hải sản"}}, WantStatus: 422, Want: []string{"Dị ứng hải sản", "f-on-error"}},
			{Name: "plan", Path: "/casework/cases/" + c.Code + "/plan", As: w.As(t, "border"), WantStatus: 200, Want: []string{"Chế độ theo luật"}},
			{Name: "stage", Path: "/casework/cases/" + c.Code + "/stage", As: w.As(t, "border"), WantStatus: 200, Want: []string{"Điều kiện để sang bước Xác định"}},
			{Name: "consents", Path: "/casework/cases/" + c.Code + "/consents", As: w.As(t, "border"), WantStatus: 200, Want: []string{"Cơ quan đang mở được hồ sơ"}},
			{Name: "team page", Path: "/casework/cases/" + c.Code + "/team", As: w.As(t, "border"), WantStatus: 200, Want: []string{"Hồ Văn Sơn"}},
			{Name: "log", Path: "/casework/cases/" + c.Code + "/log", As: w.As(t, "border"), WantStatus: 200, Want: []string{"Mở hồ sơ"}},
			{Name: "timeline", Path: "/casework/cases/" + c.Code + "/timeline", As: w.As(t, "border"), WantStatus: 200},
		})
	})
}

// Break-glass opens one case for an hour, alarms, and can be used again only
// after a review.
func TestBreakGlass(t *testing.T) {
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		ctx := context.Background()
		c, other := open(t, w, "border", border), open(t, w, "border", border)
		police := w.Actor(t, "police")
		if _, err := w.Casework.Break(ctx, police, c.Code, "quá ngắn"); !errs.Is(err, errs.Invalid) {
			t.Errorf("a short reason was enough: %v", err)
		}
		if _, err := w.Casework.Break(ctx, police, c.Code, "Người này đang bị đe dọa tính mạng tại bến xe"); err != nil {
			t.Fatal(err)
		}
		if _, err := w.Casework.View(ctx, police, c.Code); err != nil {
			t.Errorf("not open: %v", err)
		}
		if _, err := w.Casework.View(ctx, police, other.Code); !errs.Is(err, errs.NotFound) {
			t.Errorf("another case is open, too: %v", err)
		}
		if _, err := w.Casework.Write(ctx, police, c.Code, "note", "", casework.Values{"on": {"2025-01-08"}, "in": {"core"}, "text": {"x"}}); !errs.Is(err, errs.Forbidden) {
			t.Errorf("who broke the glass wrote: %v", err)
		}
		n := 0
		if err := w.DB.View(ctx, func(tx *db.Tx) (err error) {
			n, err = db.Get[int](tx, "SELECT COUNT(*) FROM audit_alerts WHERE kind='break_glass' AND subject=?", c.Code)
			return err
		}); err != nil || n != 1 {
			t.Errorf("%d alarms, %v", n, err)
		}
		w.Set(w.Now().Add(61 * time.Minute))
		if _, err := w.Casework.View(ctx, w.Actor(t, "police"), c.Code); !errs.Is(err, errs.NotFound) {
			t.Errorf("still open after an hour: %v", err)
		}
		w.Set(w.Now().Add(7 * 24 * time.Hour))
		if _, err := w.Casework.Break(ctx, w.Actor(t, "police"), other.Code, "Người này đang bị đe dọa tính mạng tại bến xe"); !errs.Is(err, errs.Forbidden) {
			t.Errorf("again without a review: %v", err)
		}
		v, err := w.Casework.View(ctx, w.Actor(t, "border"), c.Code)
		if err != nil || len(v.Breaks) != 1 {
			t.Fatal(err)
		}
		if err := w.Casework.Review(ctx, w.Actor(t, "border"), c.Code, v.Breaks[0].ID, "justified"); err != nil {
			t.Fatal(err)
		}
		if _, err := w.Casework.Break(ctx, w.Actor(t, "police"), other.Code, "Người này đang bị đe dọa tính mạng tại bến xe"); err != nil {
			t.Errorf("reviewed, but: %v", err)
		}
	})
}

// Who is excluded does not find the case, not even on the team.
func TestExcluded(t *testing.T) {
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		c := open(t, w, "province", province)
		ctx := context.Background()
		if err := w.Casework.ExcludeNamed(ctx, w.Actor(t, "province"), c.Code, c.Version, "police", "", "Được nhắc tên trong lời kể"); err != nil {
			t.Fatal(err)
		}
		if _, err := w.Casework.Break(ctx, w.Actor(t, "police"), c.Code, "Người này đang bị đe dọa tính mạng tại bến xe"); !errs.Is(err, errs.NotFound) {
			t.Errorf("the excluded broke the glass: %v", err)
		}
	})
}

// A decoy stands in the list of its office; opening it raises the alarm.
func TestDecoy(t *testing.T) {
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		ctx := context.Background()
		if _, err := w.Casework.Decoy(ctx, w.Actor(t, "province"), province); !errs.Is(err, errs.Forbidden) {
			t.Errorf("an officer set a decoy: %v", err)
		}
		c, err := w.Casework.Decoy(ctx, w.Actor(t, "inspector"), province)
		if err != nil {
			t.Fatal(err)
		}
		list, n, err := w.Casework.Cases(ctx, w.Actor(t, "province"), casework.Filter{Limit: 10})
		if err != nil || n != 1 || list[0].Code != c.Code {
			t.Fatalf("%d %v", n, err)
		}
		alarms := func() int {
			n := 0
			if err := w.DB.View(ctx, func(tx *db.Tx) (err error) {
				n, err = db.Get[int](tx, "SELECT COUNT(*) FROM audit_alerts WHERE kind='decoy' AND subject=?", c.Code)
				return err
			}); err != nil {
				t.Fatal(err)
			}
			return n
		}
		if alarms() != 0 {
			t.Error("the list alone raised the alarm")
		}
		if _, err := w.Casework.View(ctx, w.Actor(t, "province"), c.Code); err != nil {
			t.Errorf("it does not look like a case: %v", err)
		}
		if alarms() != 1 {
			t.Errorf("%d alarms", alarms())
		}
		_, log, err := w.Casework.Events(ctx, w.Actor(t, "province"), c.Code)
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range log {
			if e.Action != "casework.case.view" && e.Action != "casework.case.log" {
				t.Errorf("the log of the decoy tells of %s", e.Action)
			}
		}
	})
}

// A record that was withdrawn says why, to its readers only.
func TestWithdrawnSaysWhy(t *testing.T) {
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		ctx := context.Background()
		c := open(t, w, "border", border)
		r, err := w.Casework.Write(ctx, w.Actor(t, "border"), c.Code, "note", "", casework.Values{"on": {"2025-01-08"}, "in": {"health"}, "text": {"Dị ứng hải sản"}})
		if err != nil {
			t.Fatal(err)
		}
		if err := w.Casework.Withdraw(ctx, w.Actor(t, "border"), c.Code, r.ID, "Ghi nhầm sang người khác"); err != nil {
			t.Fatal(err)
		}
		webtest.Run(t, w.Handler, []webtest.Scenario{
			{Name: "reader", Path: "/casework/cases/" + c.Code + "/records/" + r.ID, As: w.As(t, "border"), WantStatus: 200, Want: []string{"Ghi nhầm sang người khác", "Đã rút"}},
			{Name: "other", Path: "/casework/cases/" + c.Code + "/records/" + r.ID, As: w.As(t, "police"), WantStatus: 404, WantNot: []string{"Ghi nhầm"}},
		})
		n := 0
		if err := w.DB.View(ctx, func(tx *db.Tx) (err error) {
			n, err = db.Get[int](tx, "SELECT COUNT(*) FROM audit_events WHERE CAST(detail AS TEXT) LIKE '%nhầm%'")
			return err
		}); err != nil || n != 0 {
			t.Errorf("%d events say why (%v)", n, err)
		}
	})
}
