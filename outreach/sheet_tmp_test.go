package outreach_test

import (
	"bytes"
	"os"
	"testing"

	"neove/access"
	"neove/internal/dbtest"
	"neove/org"
	"neove/outreach"
)

func TestTmpSheet(t *testing.T) {
	d := dbtest.OpenSQLite(t, dbtest.Options{Prepare: dbtest.Prepare{Name: "sheet", Fill: sheetFill}})
	w := &sheetWorld{db: d, Service: outreach.NewService(d, org.NewService(d))}
	f := w.template(t, sheetUnit, sheetPeriod)
	os.WriteFile("/tmp/tpl.xlsx", packed(t, f), 0o644)
	cells(t, f, "Hoạt động", map[string]any{
		"A6": "Tuyên truyền trực tiếp (họp, sinh hoạt)", "B6": 45452, "D6": "Nhà văn hóa khu phố 2", "F6": 1920, "G6": 1020, "H6": 0,
		"I6": 2500000, "K6": "Học sinh, phụ nữ", "L6": "Thủ đoạn lừa đảo việc nhẹ lương cao ở nước ngoài", "M6": "Tiếng Việt",
		"A7": "Loa di động", "B7": 45453, "E7": 3, "I7": 2000000,
		"A8": "Loa truyền thanh", "B8": "09-06-2024", "C8": "10/6/2024", "E8": 4, "J8": "Cấp xã",
	})
	cells(t, f, "Tổng số", map[string]any{"D12": 40, "D13": 0})
	os.WriteFile("/tmp/filled.xlsx", packed(t, f), 0o644)
	res, err := w.take(t, packed(t, f))
	t.Logf("%+v %v", res, err)
	os.WriteFile("/tmp/tpl2.xlsx", packed(t, w.template(t, sheetUnit, sheetPeriod)), 0o644)
	if raw, err := os.ReadFile("/tmp/lo/filled.xlsx"); err == nil {
		res, err := w.Import(t.Context(), access.System("x"), bytes.NewReader(raw), false, "")
		t.Logf("after LibreOffice: %+v %v", res, err)
	}
	var b bytes.Buffer
	if err := w.SheetOfActivities(&b, w.book(t, sheetUnit), func(string) string { return "Phường 1" }, "vi"); err != nil {
		t.Fatal(err)
	}
	os.WriteFile("/tmp/list.xlsx", b.Bytes(), 0o644)
}
