package tip_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"neove/app/apptest"
	"neove/indicator"
	"neove/internal/clock"
	"neove/internal/errs"
	"neove/internal/webtest"
	"neove/measure"
)

// readers of figures who are not the office that received the tips.
var readers = []string{"district", "province", "leader", "inspector", "police", "border"}

// Whoever reads the figures of an area learns of no commune and no district how
// many tips it received, by no page, operation or sheet, and not from two
// answers of which one is taken from the other (requirement 34).
func TestFiguresTellNoSmallCount(t *testing.T) {
	t.Parallel()
	w := apptest.SQLite(t)
	for range 7 { // large numbers are hidden as well: windows can be cut
		record(t, w, "commune", plain)
	}
	record(t, w, "other", plain)
	year := measure.Window{From: clock.On(2025, 1, 1), To: clock.On(2026, 1, 1)}
	// The year has the old tree on its first day only: districts end in it.
	day := clock.On(2025, 1, 8)
	for _, account := range readers {
		by := w.Actor(t, account)
		root := by.Units("indicator.read")[0]
		for _, at := range []string{apptest.Province, apptest.District, apptest.Commune, apptest.OtherCommune} {
			for _, group := range []indicator.Grouping{indicator.Total, indicator.ByUnit, indicator.ByCommune, indicator.ByMonth} {
				a, err := w.Indicator.Figures(t.Context(), by, indicator.Query{Unit: at, Window: year, Tree: day, By: group, Indicators: []string{"tip.received.count"}})
				if errs.Is(err, errs.Forbidden) {
					continue
				}
				if err != nil {
					t.Fatal(account, at, err)
				}
				checkAnswer(t, account+" at "+at, a)
			}
		}
		g, err := w.Indicator.YearGrid(t.Context(), by, indicator.GridQuery{Unit: root, Year: 2025, Tree: day, Indicators: []string{"tip.received.count", "outreach.session.count"}})
		if err != nil {
			t.Fatal(account, err)
		}
		for _, r := range g.Rows {
			if r.Values[0] != nil || len(r.Values[1]) != 12 {
				t.Errorf("%s: the grid has %v for %s", account, r.Values, r.Unit)
			}
		}
		if hidden := g.Total[0] == nil; hidden != (root != apptest.Province) {
			t.Errorf("%s: total of the grid %v", account, g.Total[0])
		}
		e, err := w.Indicator.Entries(t.Context(), by, "tip.received.count", indicator.Query{Unit: root, Window: year, Tree: day}, 100, 0)
		if err != nil || len(e.Rows) > 0 || e.Total > 0 || e.Sum > 0 || !e.Secret {
			t.Errorf("%s: entries %+v (%v)", account, e, err)
		}
		if by.May("signoff.read") {
			checkSheets(t, w, account)
		}
	}
	own, err := w.Indicator.Figures(t.Context(), w.Actor(t, "commune"), indicator.Query{Unit: apptest.Commune, Window: year, Tree: day, Indicators: []string{"tip.received.count"}})
	if err != nil || own.Figures[0].Value != 7 || own.Figures[0].Hidden {
		t.Errorf("the commune's own figure is %+v (%v)", own.Figures, err)
	}
}

// checkAnswer allows exact figures for the province alone.
func checkAnswer(t *testing.T, who string, a indicator.Answer) {
	t.Helper()
	if f := a.Figures[0]; a.Unit == apptest.Province && f.Value != 8 {
		t.Errorf("%s: the province has %+v", who, f)
	} else if a.Unit != apptest.Province && (f.Value != 0 || f.Unallocated != 0 || !f.Hidden) {
		t.Errorf("%s sees %+v", who, f)
	}
	for _, u := range a.Units {
		if f := u.Figures[0]; f.Value != 0 || f.Unallocated != 0 || !f.Hidden {
			t.Errorf("%s sees %+v of %s", who, f, u.Unit)
		}
	}
	for _, m := range a.Months {
		if f := m.Figures[0]; a.Unit != apptest.Province && (f.Value != 0 || !f.Hidden) {
			t.Errorf("%s sees %+v in %s", who, f, m.Month)
		}
	}
}

func checkSheets(t *testing.T, w *apptest.World, account string) {
	t.Helper()
	sheets, _, err := w.Signoff.Sheets(t.Context(), w.Actor(t, account), apptest.Commune, "2025-01")
	if errs.Is(err, errs.NotFound) {
		return
	}
	for _, sh := range sheets {
		if sh.Topic == "tip" && (sh.Records != 1 || len(sh.Figures) > 0 || !sh.Hidden) {
			t.Errorf("%s: a month to sign says %+v", account, sh)
		}
	}
	if err != nil {
		t.Error(account, err)
	}
}

// Pages, sheets and the account say that something is not shown; none of them
// has the number.
func TestPagesOfHiddenFigures(t *testing.T) {
	t.Parallel()
	w := apptest.SQLite(t)
	const n = 137 // stands nowhere else on a page
	for range n {
		record(t, w, "commune", plain)
	}
	number := fmt.Sprint(n)
	q := "&from=2025-01-01&to=2026-01-01&tree=2025-01-08"
	var list []webtest.Scenario
	for _, account := range []string{"district", "leader", "police"} {
		for path, want := range map[string]string{
			"/indicator/figures/tip.received.count?unit=L28003" + q:                 "Không hiện",
			"/indicator/figures/tip.received.count?unit=L803" + q:                   "không hiện",
			"/indicator/figures/tip.received.count?unit=L803&by=commune" + q:        "không hiện",
			"/indicator/figures?unit=L803" + q:                                      "không hiện",
			"/indicator/entries?indicator=tip.received.count&unit=L28003" + q:       "không dẫn đến từng bản ghi",
			"/indicator/grid?unit=L803&year=2025&indicator=tip.received.count":      "không hiện",
			"/indicator/grid?unit=L803&year=2025&indicator=all":                     "Huyện Bến Lức",
			"/report/year?unit=L803&year=2025&tree=2025-01-08":                      "chỉ công bố ở cấp tỉnh",
			"/report/year.txt?unit=L803&year=2025&tree=2025-01-08&by=commune":       "chỉ công bố ở cấp tỉnh",
			"/api/v1/figures?unit=L803&by=commune&indicator=tip.received.count" + q: `"hidden":true`,
			"/api/v1/indicator/grid?unit=L803&year=2025":                            `null`,
			"/api/v1/report/year?unit=L803&year=2025&tree=2025-01-08&by=commune":    `"hidden":true`,
		} {
			list = append(list, webtest.Scenario{Name: account + " " + path, Path: path, As: w.As(t, account), WantStatus: 200, Want: []string{want}, WantNot: []string{number}})
		}
	}
	list = append(list,
		webtest.Scenario{Name: "leader: month to sign", Path: "/signoff/months/L28003/2025-01", As: w.As(t, "leader"), WantStatus: 200, Want: []string{"chỉ đơn vị tiếp nhận"}, WantNot: []string{number}},
		webtest.Scenario{Name: "leader: month by API", Path: "/api/v1/signoff/months/L28003/2025-01", As: w.As(t, "leader"), WantStatus: 200, Want: []string{`"hidden":true`}, WantNot: []string{number}},
		webtest.Scenario{Name: "commune: month to sign", Path: "/signoff/months/L28003/2025-01", As: w.As(t, "commune"), WantStatus: 200, Want: []string{number}},
		webtest.Scenario{Name: "leader: the province", Path: "/indicator/figures/tip.received.count?unit=L80" + q, As: w.As(t, "leader"), WantStatus: 200, Want: []string{number}},
		webtest.Scenario{Name: "leader: statistics of a commune", Path: "/tip/statistics?unit=L28003&year=2025", As: w.As(t, "leader"), WantStatus: 403, WantNot: []string{number}},
	)
	webtest.Run(t, w.Handler, list)
	for _, path := range []string{"/indicator/figures/tip.received.count.xlsx?unit=L80&by=commune" + q, "/indicator/grid.xlsx?unit=L80&year=2025&indicator=tip.received.count"} {
		checkWorkbook(t, w, path)
	}
}

// checkWorkbook opens a sheet of the province's leader: no row of a unit below
// has a number of tips.
func checkWorkbook(t *testing.T, w *apptest.World, path string) {
	t.Helper()
	rec := webtest.Scenario{Path: path, As: w.As(t, "leader"), WantStatus: 200}.Run(t, w.Handler)
	f, err := excelize.OpenReader(rec.Body)
	if err != nil {
		t.Fatal(path, rec.Code, err)
	}
	defer f.Close()
	rows, err := f.GetRows(f.GetSheetName(0))
	if err != nil {
		t.Fatal(err)
	}
	found := false
	for _, row := range rows {
		if !slices.ContainsFunc(row, func(c string) bool { return c == "Xã Lương Hòa" }) {
			continue
		}
		found = true
		raw, _ := json.Marshal(row)
		if strings.Contains(string(raw), "137") || !strings.Contains(string(raw), "không hiện") {
			t.Errorf("%s has %s", path, raw)
		}
	}
	if !found {
		t.Errorf("%s has no row of the commune", path)
	}
}
