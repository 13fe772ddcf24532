package shelter_test

import (
	"net/url"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"neove/app/apptest"
	"neove/internal/clock"
	"neove/internal/errs"
	"neove/internal/webtest"
	"neove/shelter"
)

func n(v int64) *int64 { return &v }

func check(t *testing.T, w *apptest.World, account string, k shelter.Check) shelter.Check {
	t.Helper()
	out, err := w.Shelter.RecordCheck(t.Context(), w.Actor(t, account), k)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func board(t *testing.T, w *apptest.World, account string, f shelter.ReadyFilter) shelter.Board {
	t.Helper()
	b, err := w.Shelter.Readiness(t.Context(), w.Actor(t, account), f)
	if err != nil {
		t.Fatal(account, err)
	}
	return b
}

// Readiness is facts with dates: a unit is ready when all are there and none is
// too old, and stops being ready by the calendar alone.
func TestReadinessAges(t *testing.T) {
	t.Parallel()
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		on := clock.MustParse("2025-01-06")
		all := []shelter.Check{{Kind: shelter.Lodging, Count: n(4)}, {Kind: shelter.Fund, Amount: n(20_000_000), Document: "15/QĐ-UBND"}, {Kind: shelter.Kit, Count: n(6)},
			{Kind: shelter.Drill, Count: n(12)}, {Kind: shelter.Call, Phone: "0272 3826 111", Answered: "yes", Hour: "7h05"}}
		for i, k := range all {
			k.Unit, k.On = apptest.Commune, on
			got := check(t, w, "commune", k)
			if b := board(t, w, "commune", shelter.ReadyFilter{Root: apptest.Commune}); b.Of != 1 || (b.Fresh == 1) != (i == len(all)-1) {
				t.Errorf("after %s: %d of %d", got.Kind, b.Fresh, b.Of)
			}
			if k.Kind == shelter.Call && (got.Hour != "07:05" || got.Phone != "02723826111") {
				t.Errorf("%+v", got)
			}
		}
		b := board(t, w, "province", shelter.ReadyFilter{Root: apptest.Province})
		if b.Of != 202 || b.Fresh != 1 {
			t.Errorf("%d of %d", b.Fresh, b.Of)
		}
		w.Set(time.Date(2025, 2, 5, 2, 0, 0, 0, time.UTC)) // a test call holds for 30 days: the last one
		if b = board(t, w, "commune", shelter.ReadyFilter{Root: apptest.Commune, Group: shelter.ReadyFresh}); len(b.Rows) != 1 {
			t.Error("a call of 30 days is old")
		}
		w.Set(time.Date(2025, 2, 6, 2, 0, 0, 0, time.UTC))
		if b = board(t, w, "commune", shelter.ReadyFilter{Root: apptest.Commune, Kind: shelter.Call}); len(b.Rows) != 1 || b.Fresh != 0 {
			t.Error("a call of 31 days is fresh")
		}
		last := check(t, w, "commune", shelter.Check{Unit: apptest.Commune, Kind: shelter.Call, Phone: "113", Answered: "no"})
		if b = board(t, w, "district", shelter.ReadyFilter{Root: apptest.District, Group: shelter.ReadyFailed}); len(b.Rows) != 1 || b.Rows[0].Unit != apptest.Commune || b.Fresh != 0 {
			t.Errorf("not answered: %d fresh, %+v", b.Fresh, b.Rows)
		}
		want := map[string]int64{"shelter.readiness.check": 6, "shelter.readiness.drill": 1, "shelter.readiness.drill_people": 12, "shelter.readiness.call": 2, "shelter.readiness.call_answered": 1}
		if diff := cmp.Diff(want, counted(t, w)); diff != "" {
			t.Error(diff)
		}
		if err := w.Shelter.WithdrawCheck(t.Context(), w.Actor(t, "other"), last.ID, last.Version, "nhầm"); !errs.Is(err, errs.NotFound) {
			t.Errorf("another commune withdraws: %v", err)
		}
		if err := w.Shelter.WithdrawCheck(t.Context(), w.Actor(t, "commune"), last.ID, last.Version, " "); !errs.Is(err, errs.Invalid) {
			t.Errorf("without a reason: %v", err)
		}
		if err := w.Shelter.WithdrawCheck(t.Context(), w.Actor(t, "commune"), last.ID, last.Version, "Gọi nhầm số"); err != nil {
			t.Error(err)
		}
		if err := w.Shelter.WithdrawCheck(t.Context(), w.Actor(t, "commune"), last.ID, last.Version, "Gọi nhầm số"); !errs.Is(err, errs.Conflict) {
			t.Errorf("twice: %v", err)
		}
		want["shelter.readiness.check"], want["shelter.readiness.call"] = 5, 1
		if diff := cmp.Diff(want, counted(t, w)); diff != "" {
			t.Error(diff)
		}
	})
}

// An authority records for the units below; an agency for itself only, beside
// the authority, and rank does not write in its name.
func TestWhoseReadiness(t *testing.T) {
	t.Parallel()
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		kit := shelter.Check{Unit: apptest.Province, Kind: shelter.Kit, Count: n(3)}
		for account, office := range map[string]string{"police": "police:L80", "border": "border_guard:L80", "shelter": "service_officer:L80:p-shelter", "province": ""} {
			if got := check(t, w, account, kit); got.Office != office {
				t.Errorf("%s records as %q", account, got.Office)
			}
		}
		kit.Unit = apptest.Commune
		for _, account := range []string{"police", "border", "shelter", "other"} {
			if _, err := w.Shelter.RecordCheck(t.Context(), w.Actor(t, account), kit); !errs.Is(err, errs.Forbidden) {
				t.Errorf("%s records for a commune: %v", account, err)
			}
		}
		for _, account := range []string{"leader", "inspector", "admin"} {
			if _, err := w.Shelter.RecordCheck(t.Context(), w.Actor(t, account), kit); !errs.Is(err, errs.Forbidden) {
				t.Errorf("%s records: %v", account, err)
			}
		}
		if got := check(t, w, "district", kit); got.Office != "" {
			t.Errorf("the district brings in %q", got.Office)
		}
		own := check(t, w, "police", shelter.Check{Unit: apptest.Province, Kind: shelter.Drill})
		if err := w.Shelter.WithdrawCheck(t.Context(), w.Actor(t, "province"), own.ID, own.Version, "thử"); !errs.Is(err, errs.Forbidden) {
			t.Errorf("the province withdraws a fact of the police: %v", err)
		}
	})
}

// Whoever works in a facility is named to nobody outside of it.
func TestStaffOfAFacility(t *testing.T) {
	t.Parallel()
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		monday := clock.MustParse("2025-01-06")
		const name = "Trần Thị Trực Ban"
		err := w.Shelter.SetDuties(t.Context(), w.Actor(t, "shelter"), apptest.Province, monday, []shelter.Duty{{On: monday + 2, Shift: "day", Name: name, Phone: "0900.111.222"}})
		if err != nil {
			t.Fatal(err)
		}
		k := check(t, w, "shelter", shelter.Check{Unit: apptest.Province, Kind: shelter.Kit, Count: n(3)})
		if counted(t, w)["shelter.readiness.duty"] != 1 {
			t.Error("the shift is not counted")
		}
		const office = "?office=service_officer:L80:p-shelter"
		for who, sees := range map[string]bool{"shelter": true, "province": true, "police": false, "leader": false, "border": false} {
			for _, path := range []string{"/shelter/readiness?unit=L80", "/shelter/units/L80" + office, "/shelter/checks/" + k.ID, "/api/v1/shelter/readiness?unit=L80"} {
				s := webtest.Scenario{Name: who + path, Path: path, As: w.As(t, who), WantStatus: 200}
				if !sees {
					s.WantNot = []string{name, "Nguyễn Thị Lan"}
				}
				s.Run(t, w.Handler)
			}
			s := webtest.Scenario{Path: "/shelter/units/L80" + office, As: w.As(t, who), WantStatus: 200, Want: []string{"0900111222"}}
			if sees {
				s.Want = append(s.Want, name)
			}
			s.Run(t, w.Handler)
		}
	})
}

// The roster of a week is stored as a whole; wrong cells are named and nothing
// typed is lost.
func TestRosterAndChecksOnPages(t *testing.T) {
	t.Parallel()
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		as := func(account string) string { return w.As(t, account) }
		good := url.Values{"unit": {apptest.Commune}, "week": {"2025-01-06"}, "name-5": {"Đặng Thị Hồng"}, "phone-5": {"0272 3826 111"}, "name-6": {"Lê Văn Đêm"}, "phone-6": {"0911222333"}}
		bad := url.Values{"unit": {apptest.Commune}, "week": {"2025-01-06"}, "name-5": {"Đặng Thị Hồng"}, "phone-5": {"không có"}}
		call := url.Values{"kind": {"call"}, "unit": {apptest.Commune}, "on": {"8/1/2025"}, "hour": {"7h05"}, "phone": {"113"}, "answered": {"no"}, "note": {"Gọi hai lần"}}
		webtest.Run(t, w.Handler, []webtest.Scenario{
			{Name: "roster", Path: "/shelter/duties", As: as("commune"), WantStatus: 200, Want: []string{"Thứ hai 6/1/2025", "name-14"}},
			{Name: "roster of others", Path: "/shelter/duties?unit=" + apptest.OtherCommune, As: as("commune"), WantStatus: 403},
			{Name: "leader", Path: "/shelter/duties", As: as("leader"), WantStatus: 403},
			{Name: "wrong phone", Method: "POST", Path: "/shelter/duties", Form: bad, As: as("commune"), WantStatus: 422, Want: []string{"không có", "3 đến 15 chữ số"}},
			{Name: "stored", Method: "POST", Path: "/shelter/duties", Form: good, As: as("commune"), WantStatus: 303},
			{Name: "shown", Path: "/shelter/duties?week=2025-01-06", As: as("commune"), WantStatus: 200, Want: []string{"Lê Văn Đêm", "02723826111"}},
			{Name: "on the board", Path: "/shelter/readiness", As: as("commune"), WantStatus: 200, Want: []string{"Đặng Thị Hồng", `href="tel:02723826111"`}, WantNot: []string{"Lê Văn Đêm"}},
			{Name: "call form", Path: "/shelter/checks/new?kind=call", As: as("commune"), WantStatus: 200, Want: []string{"Kết quả gọi"}},
			{Name: "call wrongly", Method: "POST", Path: "/shelter/checks", Form: url.Values{"kind": {"call"}, "note": {"Gọi hai lần"}, "unit": {apptest.Commune}}, As: as("commune"), WantStatus: 422, Want: []string{"Gọi hai lần"}},
			{Name: "call", Method: "POST", Path: "/shelter/checks", Form: call, As: as("commune"), WantStatus: 303, WantHeader: map[string]string{"Location": "/shelter/units/" + apptest.Commune}},
			{Name: "unit", Path: "/shelter/units/" + apptest.Commune, As: as("district"), WantStatus: 200, Want: []string{"Không ai nghe", "kiểm tra gần nhất 8/1/2025", "Gọi hai lần", "07:05"}},
			{Name: "province's form", Path: "/shelter/checks/new?kind=fund", As: as("province"), WantStatus: 200, Want: []string{"Số tiền", "Xã Lương Hòa"}},
			{Name: "agency's form", Path: "/shelter/checks/new?kind=drill", As: as("border"), WantStatus: 200, WantNot: []string{"Xã Lương Hòa"}},
			{Name: "what waits", Path: "/", As: as("commune"), WantStatus: 200, Want: []string{"1 đơn vị có mục sẵn sàng"}},
			{Name: "its list", Path: "/shelter/readiness?group=old", As: as("commune"), WantStatus: 200, Want: []string{"Xã Lương Hòa"}},
		})
	})
}

func TestReadinessAPI(t *testing.T) {
	t.Parallel()
	w := apptest.SQLite(t)
	key := map[string]string{"Idempotency-Key": "k1"}
	body := `{"unit":"` + apptest.Commune + `","kind":"kit","count":5}`
	webtest.Run(t, w.Handler, []webtest.Scenario{
		{Name: "signed out", Path: "/api/v1/shelter/readiness", WantStatus: 401},
		{Name: "record", Method: "POST", Path: "/api/v1/shelter/checks", JSON: body, Header: key, As: w.As(t, "commune"), WantStatus: 201, Want: []string{`"count":5`}},
		{Name: "again", Method: "POST", Path: "/api/v1/shelter/checks", JSON: body, Header: key, As: w.As(t, "commune"), WantStatus: 201, WantHeader: map[string]string{"Idempotent-Replayed": "true"}},
		{Name: "another input", Method: "POST", Path: "/api/v1/shelter/checks", JSON: `{"unit":"L28003","kind":"kit","count":6}`, Header: key, As: w.As(t, "commune"), WantStatus: 422},
		{Name: "bad", Method: "POST", Path: "/api/v1/shelter/checks", JSON: `{"unit":"L28003","kind":"fund"}`, As: w.As(t, "commune"), WantStatus: 422},
		{Name: "others", Method: "POST", Path: "/api/v1/shelter/checks", JSON: body, As: w.As(t, "other"), WantStatus: 403},
		{Name: "board", Path: "/api/v1/shelter/readiness?unit=L803", As: w.As(t, "district"), WantStatus: 200, Want: []string{`"count":5`, `"of":15`}},
		{Name: "elsewhere", Path: "/api/v1/shelter/readiness?unit=L794", As: w.As(t, "district"), WantStatus: 403},
	})
	if got := counted(t, w)["shelter.readiness.check"]; got != 1 {
		t.Errorf("%d checks count", got)
	}
}
