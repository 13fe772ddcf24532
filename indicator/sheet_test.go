package indicator_test

import (
	"testing"

	"github.com/xuri/excelize/v2"

	"neove/access"
	"neove/app/apptest"
	"neove/internal/clock"
	"neove/internal/webtest"
	"neove/outreach"
)

// A figure goes out as a workbook: what it is, by unit with a sum, by month.
func TestFigureSheet(t *testing.T) {
	t.Parallel()
	w := apptest.SQLite(t)
	people, day := int64(60), clock.On(2024, 6, 3)
	_, err := w.Outreach.RecordAll(t.Context(), access.System("test"), []outreach.Activity{{Unit: apptest.Commune, Channel: "session", From: day, To: day, Place: "Nhà văn hóa",
		Quantity: 3, People: &people}}, "")
	if err != nil {
		t.Fatal(err)
	}
	got := webtest.Scenario{Path: "/indicator/figures/outreach.session.count.xlsx?unit=L80&period=2024", As: w.As(t, "province"), WantStatus: 200}.Run(t, w.Handler)
	f, err := excelize.OpenReader(got.Body)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	sheets := f.GetSheetList()
	if len(sheets) != 2 {
		t.Fatal(sheets)
	}
	rows, err := f.GetRows(sheets[0])
	if err != nil || rows[0][0] != "Cuộc tuyên truyền trực tiếp" {
		t.Fatal(rows, err)
	}
	last, district := rows[len(rows)-1], ""
	for _, r := range rows {
		if len(r) > 1 && r[0] == "Huyện Bến Lức" {
			district = r[1]
		}
	}
	if last[1] != "3" || district != "3" {
		t.Errorf("the district has %q, the sum is %v", district, last)
	}
	if rows, err = f.GetRows(sheets[1]); err != nil || len(rows) < 13 {
		t.Error(rows, err)
	}
}
