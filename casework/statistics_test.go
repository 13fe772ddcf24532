package casework_test

import (
	"context"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"neove/app/apptest"
	"neove/casework"
	"neove/internal/clock"
	"neove/internal/db"
	"neove/internal/errs"
	"neove/internal/webtest"
	"neove/signoff"
)

// victims are twelve of the department: eight women, four men, one of whom got
// support, and a decoy.
func victims(t *testing.T, w *apptest.World) (codes []string) {
	t.Helper()
	w.Set(time.Date(2025, 9, 8, 2, 0, 0, 0, time.UTC))
	by := w.Actor(t, "province")
	for i := range 13 {
		core := casework.Core{Sex: "female", AgeLow: 20, AgeHigh: 24, Minor: "no", Citizenship: "vn", Ethnicity: "Khmer", Home: "in", Channel: "rescue", Route: "abroad", Country: "KH"}
		if i >= 8 {
			core.Sex = "male"
		}
		c, err := received(w, by, department, casework.Opening{ReceivedOn: clock.On(2025, 9, 1), Core: core, Decoy: i == 12})
		if err != nil {
			t.Fatal(err)
		}
		codes = append(codes, c.Code)
		write(t, w, "province", c.Code, "decision", casework.Values{"outcome": {"confirmed"}, "body": {"Công an tỉnh"}, "paper": {"rescuing_agency"}, "symbol": {"12/GXN"}, "decided_on": {"2025-09-04"}})
	}
	write(t, w, "province", codes[0], "service", casework.Values{"regime": {"b"}, "what": {"Khám bệnh"}, "money": {"1500000"}, "funding": {"local"}})
	return codes
}

func count(st casework.Stats, dimension, value string) string {
	for _, g := range st.Groups {
		for _, l := range g.Lines {
			if g.Code == dimension && l.Code == value {
				return l.String()
			}
		}
	}
	return "no such value"
}

// Small figures are for the team; the unit's table hides them, and what would
// tell them.
func TestStatistics(t *testing.T) {
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		victims(t, w)
		ctx := context.Background()
		area, err := w.Casework.Statistics(ctx, w.Actor(t, "leader"), apptest.Province, 2025)
		if err != nil {
			t.Fatal(err)
		}
		own, err := w.Casework.OwnStatistics(ctx, w.Actor(t, "province"), 2025)
		if err != nil {
			t.Fatal(err)
		}
		none, err := w.Casework.OwnStatistics(ctx, w.Actor(t, "border"), 2025)
		if err != nil {
			t.Fatal(err)
		}
		if area.Received != 12 || area.Victims != 12 || own.Received != 12 || none.Received != 0 || area.Money != 1_500_000 {
			t.Errorf("received %d, %d victims, own %d, of others %d", area.Received, area.Victims, own.Received, none.Received)
		}
		got := []string{count(area, "sex", "female"), count(area, "sex", "male"), count(area, "age", "18_24"), count(own, "sex", "female"), count(own, "sex", "male"), area.Support[1].Persons.String(), area.Support[0].Persons.String(), own.Support[1].Money.String()}
		if diff := cmp.Diff([]string{"*", "*", "12", "8", "4", "*", "*", "1500000"}, got); diff != "" {
			t.Error(diff)
		}
		if w := area.Waits[1]; w.Count.N != 12 || w.Tenths.N != 30 {
			t.Errorf("decisions: %+v", w)
		}
		for account, unit := range map[string]string{"leader": "L803", "inspector": "VN", "commune": apptest.Commune, "border": apptest.Province, "district": apptest.District} {
			if _, err := w.Casework.Statistics(ctx, w.Actor(t, account), unit, 2025); !errs.Is(err, errs.Forbidden) {
				t.Errorf("%s at %s: %v", account, unit, err)
			}
		}
	})
}

func TestStatisticsPages(t *testing.T) {
	t.Parallel()
	w := apptest.SQLite(t)
	codes := victims(t, w)
	const at = "/casework/statistics"
	q := "?unit=L80&year=2025"
	figures := "?unit=L80&from=2025-01-01&to=2026-01-01&tree=2025-06-01"
	webtest.Run(t, w.Handler, []webtest.Scenario{
		{Name: "signed out", Path: at, WantStatus: 303},
		{Name: "area", Path: at + q, As: w.As(t, "leader"), WantStatus: 200, Want: []string{"Năm 2025 đã tiếp nhận", "/indicator/figures/casework.victim.received", "18–24 tuổi", "Campuchia", "0/186 đơn vị cấp xã", "Không chia theo chế độ"}, WantNot: append([]string{">8<", ">4<"}, codes...)},
		{Name: "nothing yet", Path: at + "?unit=L80&year=2024", As: w.As(t, "leader"), WantStatus: 200, Want: []string{"Chưa có số liệu tiếp nhận năm 2024"}, WantNot: []string{"chưa phát hiện", "Nạn nhân theo đặc điểm"}},
		{Name: "own", Path: at + "/own?year=2025", As: w.As(t, "province"), WantStatus: 200, Want: []string{"Hồ sơ tôi phụ trách", ">8<", ">4<", "1.500.000"}},
		{Name: "own of nobody", Path: at + "/own?year=2025", As: w.As(t, "border"), WantStatus: 200, Want: []string{"không có hồ sơ nào"}, WantNot: []string{">8<"}},
		{Name: "workbook", Path: at + ".xlsx" + q, As: w.As(t, "leader"), WantStatus: 200},
		{Name: "own workbook", Path: at + "/own.xlsx?year=2025", As: w.As(t, "leader"), WantStatus: 403},
		{Name: "another unit", Path: at + "?unit=L803", As: w.As(t, "leader"), WantStatus: 403},
		{Name: "no right", Path: at + q, As: w.As(t, "border"), WantStatus: 403},
		{Name: "api", Path: "/api/v1" + at + q, As: w.As(t, "leader"), WantStatus: 200, Want: []string{`"received":12`, `"hidden":true`}, WantNot: []string{`"n":8`, `"n":4`}},
		{Name: "headline", Path: "/indicator/figures/casework.victim.received" + figures, As: w.As(t, "leader"), WantStatus: 200, Want: []string{"không hiện"}}, // rows of communes
		{Name: "one value", Path: "/indicator/figures/casework.victim.sex.male" + figures, As: w.As(t, "leader"), WantStatus: 200, Want: []string{"Không hiện"}, WantNot: []string{">4<", "4 nạn nhân"}},
		{Name: "no value in the list", Path: "/indicator/figures" + figures, As: w.As(t, "leader"), WantStatus: 200, Want: []string{"Nạn nhân được tiếp nhận"}, WantNot: []string{"Nạn nhân nam"}},
	})
}

// The register has codes for names, and leaves the program for a purpose only.
func TestRegister(t *testing.T) {
	t.Parallel()
	w := apptest.SQLite(t)
	codes := victims(t, w)
	const at = "/casework/register"
	secret := []string{"Người mô phỏng", "Sen"}
	webtest.Run(t, w.Handler, []webtest.Scenario{
		{Name: "signed out", Path: at, WantStatus: 303},
		{Name: "team", Path: at + "?year=2025", As: w.As(t, "province"), WantStatus: 200, Want: []string{codes[0], codes[11], "Khmer", "Campuchia", "b)\u00a08/9/2025, 1.500.000 đồng", "Hồ sơ hạn chế"}, WantNot: append([]string{codes[12]}, secret...)},
		{Name: "another year", Path: at + "?year=2024", As: w.As(t, "province"), WantStatus: 200, Want: []string{"Không có hồ sơ nào"}, WantNot: codes},
		{Name: "not the team", Path: at + "?year=2025", As: w.As(t, "border"), WantStatus: 200, WantNot: codes},
		{Name: "rank gives nothing", Path: at + "?year=2025", As: w.As(t, "leader"), WantStatus: 403, WantNot: codes},
		{Name: "asks", Path: at + "/export?year=2025", As: w.As(t, "province"), WantStatus: 200, Want: []string{`name="purpose"`}, WantNot: codes},
		{Name: "no purpose", Method: "POST", Path: at + "/export?year=2025", Form: url.Values{"file": {"register"}}, As: w.As(t, "province"), WantStatus: 422, Want: []string{`href="#f-purpose"`}, WantNot: codes},
	})
	r := webtest.Scenario{Method: "POST", Path: at + "/export?year=2025", Form: url.Values{"file": {"register"}, "purpose": {"report"}}, As: w.As(t, "province"), WantStatus: 200}.Run(t, w.Handler)
	f, err := excelize.OpenReader(r.Body)
	if err != nil {
		t.Fatal(err)
	}
	rows, err := f.GetRows(f.GetSheetName(0))
	if err != nil {
		t.Fatal(err)
	}
	all := ""
	for _, row := range rows {
		all += strings.Join(row, "\t") + "\n"
	}
	for _, want := range []string{codes[0], codes[11], "Trần Thu Hà", "1.500.000 đồng", "đ) Trợ giúp pháp lý"} {
		if !strings.Contains(all, want) {
			t.Errorf("no %s in\n%s", want, all)
		}
	}
	for _, not := range append([]string{codes[12]}, secret...) {
		if strings.Contains(all, not) {
			t.Errorf("%s in the file", not)
		}
	}
}

// Nobody is turned away because a month is signed: it is open again, and says
// why in words that tell nothing.
func TestReceptionReopensTheMonth(t *testing.T) {
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		w.Set(time.Date(2025, 2, 3, 2, 0, 0, 0, time.UTC))
		ctx, by := context.Background(), w.Actor(t, "commune")
		sign := func(nothing bool, want error) {
			t.Helper()
			if err := w.Signoff.Sign(ctx, w.Actor(t, "commune"), casework.Topic, apptest.Commune, "2025-01", nothing); (err == nil) != (want == nil) {
				t.Fatal(err)
			}
		}
		state := func() signoff.Sheet {
			t.Helper()
			list, _, err := w.Signoff.Sheets(ctx, w.Actor(t, "commune"), apptest.Commune, "2025-01")
			if err != nil {
				t.Fatal(err)
			}
			for _, sh := range list {
				if sh.Topic == casework.Topic {
					return sh
				}
			}
			t.Fatal("the commune does not owe the topic")
			return signoff.Sheet{}
		}
		sign(true, nil)
		if sh := state(); sh.State != signoff.Signed || !sh.Nil {
			t.Fatalf("%+v", sh)
		}
		c, err := received(w, by, commune, casework.Opening{ReceivedOn: clock.On(2025, 1, 20), Core: casework.Core{Sex: "female"}})
		if err != nil {
			t.Fatal(err)
		}
		if sh := state(); sh.State != signoff.Reopened || sh.Nil || sh.Reason == "" || !sh.Hidden || len(sh.Figures) != 0 || strings.Contains(sh.Reason, c.Code) {
			t.Errorf("after a reception: %+v", sh)
		}
		sign(true, errs.New(errs.Invalid, ""))
		sign(false, nil)
		write(t, w, "commune", c.Code, "note", casework.Values{"in": {"core"}, "text": {"Không đổi số liệu"}})
		if sh := state(); sh.State != signoff.Signed {
			t.Errorf("a note reopened the month: %+v", sh)
		}
		if _, err := w.Casework.Write(ctx, w.Actor(t, "commune"), c.Code, "service", "", casework.Values{"on": {"2025-01-25"}, "regime": {"old.essential"}, "what": {"Ăn, ở"}}); err != nil {
			t.Errorf("a signed month refused support: %v", err)
		}
		if sh := state(); sh.State != signoff.Reopened {
			t.Errorf("after support: %+v", sh)
		}
	})
}

// Every measure of cases is an indicator, and no indicator of cases counts what
// no case has.
func TestMeasuresAreIndicators(t *testing.T) {
	t.Parallel()
	w := apptest.SQLite(t)
	var defined []string
	err := w.DB.View(t.Context(), func(tx *db.Tx) (err error) {
		defined, err = db.Select[string](tx, "SELECT code FROM indicator_defs WHERE topic=? AND code=measures ORDER BY code", casework.Topic)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	want := casework.Measures()
	slices.Sort(want)
	slices.Sort(defined)
	if diff := cmp.Diff(want, defined); diff != "" {
		t.Error(diff)
	}
	if casework.Apart("casework.victim.received") || !casework.Apart("casework.victim.sex.male") || casework.Apart("tip.received.count") {
		t.Error("what stands apart")
	}
}
