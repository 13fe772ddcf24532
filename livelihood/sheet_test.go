package livelihood_test

import (
	"bytes"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"neove/app/apptest"
	"neove/internal/errs"
	"neove/internal/webtest"
	"neove/livelihood"
)

// book fetches a workbook from a page.
func book(t *testing.T, w *apptest.World, path, as string) *excelize.File {
	t.Helper()
	got := webtest.Scenario{Path: path, As: as, WantStatus: 200}.Run(t, w.Handler)
	f, err := excelize.OpenReader(got.Body)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Close() })
	return f
}

// column is the letter under a heading, and the row of the headings.
func column(t *testing.T, f *excelize.File, sheet, heading string) (string, int) {
	t.Helper()
	rows, err := f.GetRows(sheet)
	if err != nil {
		t.Fatal(err)
	}
	for i, row := range rows {
		for j, cell := range row {
			if strings.TrimSuffix(strings.TrimSpace(cell), " *") == heading {
				name, _ := excelize.ColumnNumberToName(j + 1)
				return name, i + 1
			}
		}
	}
	t.Fatalf("no heading %q in %v", heading, rows)
	return "", 0
}

// fill writes values under headings, in rows below them.
func fill(t *testing.T, f *excelize.File, sheet string, rows ...map[string]any) []byte {
	t.Helper()
	for i, row := range rows {
		for heading, v := range row {
			col, head := column(t, f, sheet, heading)
			cell, _ := excelize.JoinCellName(col, head+1+i)
			if err := f.SetCellValue(sheet, cell, v); err != nil {
				t.Fatal(err)
			}
		}
	}
	var buf bytes.Buffer
	if err := f.Write(&buf); err != nil {
		t.Fatal(err)
	}
	return buf.Bytes()
}

func TestWorkbook(t *testing.T) {
	t.Parallel()
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		s, ctx, by := w.Livelihood, t.Context(), w.Actor(t, "district")
		raw := fill(t, book(t, w, "/livelihood/supports/template.xlsx", w.As(t, "district")), "Hỗ trợ",
			map[string]any{"Loại hỗ trợ": "Dạy nghề", "Từ ngày": "3/6/2024", "Đến ngày": "30/8/2024", "Nghề, khóa học hoặc nội dung": "May", "Số người": 25, "Kinh phí (đồng)": 80000000, "Ngân sách trung ương (đồng)": 80000000},
			map[string]any{"Loại hỗ trợ": "tu van hoc nghe, viec lam", "Từ ngày": "1/7/2024", "Số lượt": "1.234"})
		for _, c := range []struct {
			dry          bool
			added, known int
		}{{true, 2, 0}, {false, 2, 0}, {false, 0, 2}} {
			got, err := s.Import(ctx, by, apptest.District, bytes.NewReader(raw), c.dry, "")
			if err != nil || got.Added != c.added || got.Known != c.known {
				t.Errorf("dry %v: %+v, %v", c.dry, got, err)
			}
			if n := len(facts(t, w)); c.dry && n != 0 {
				t.Errorf("a trial counts %d facts", n)
			}
		}
		want := map[string]int64{"livelihood.trade.people L803 2024-08-30": 25, "livelihood.trade.amount L803 2024-08-30": 80_000_000, "livelihood.counselling.turns L803 2024-07-01": 1234}
		if diff := cmp.Diff(want, facts(t, w)); diff != "" {
			t.Error(diff)
		}
		list := book(t, w, "/livelihood/supports.xlsx?kind=trade", w.As(t, "district"))
		sheet := list.GetSheetName(0)
		col, head := column(t, list, sheet, "Số người")
		if v, _ := list.GetCellValue(sheet, col+itoa(head+1)); v != "25" {
			t.Errorf("the list says %q people", v)
		}
		if _, err := s.Import(ctx, w.Actor(t, "commune"), apptest.District, bytes.NewReader(raw), false, ""); !errs.Is(err, errs.Forbidden) {
			t.Errorf("a commune imports for its district: %v", err)
		}
		if got := len(facts(t, w)); got != 3 {
			t.Errorf("%d facts afterwards", got)
		}
	})
}

func itoa(n int) string { s, _ := excelize.CoordinatesToCellName(1, n); return s[1:] }

// What is wrong is named by row and column, all at once, and nothing is stored.
func TestWorkbookWithErrors(t *testing.T) {
	t.Parallel()
	w := apptest.SQLite(t)
	district := w.As(t, "district")
	raw := fill(t, book(t, w, "/livelihood/supports/template.xlsx", district), "Hỗ trợ",
		map[string]any{"Loại hỗ trợ": "Dạy nghề", "Từ ngày": "3/6/2024", "Nghề, khóa học hoặc nội dung": "May", "Số người": 25, "Số lượt": 3},
		map[string]any{"Loại hỗ trợ": "Dạy nghề", "Từ ngày": "3/6/2025", "Nghề, khóa học hoặc nội dung": "Hàn", "Số người": 5},
		map[string]any{"Loại hỗ trợ": "Cho vay vốn", "Từ ngày": "3/6/2024", "Số người": 5})
	got := upload(w.Handler, "/livelihood/supports/import?unit=L803", district, raw)
	body := got.Body.String()
	if got.Code != 422 || !strings.Contains(body, "không tính số này") || !strings.Contains(body, "sau hôm nay") || strings.Contains(body, "[livelihood.") {
		t.Errorf("answered %d: %s", got.Code, body)
	}
	if n := len(facts(t, w)); n != 0 {
		t.Errorf("%d facts", n)
	}
	if got := upload(w.Handler, "/livelihood/supports/import?unit=L803", w.As(t, "commune"), raw); got.Code != 403 {
		t.Errorf("a commune imports for its district: %d", got.Code)
	}
	raw = fill(t, book(t, w, "/livelihood/links/template.xlsx", district), "Lồng ghép",
		map[string]any{"Chương trình": "Giảm nghèo", "Từ ngày": "3/6/2024", "Nội dung lồng ghép": "Vay vốn", "Số người tiếp cận": 40})
	if got := upload(w.Handler, "/livelihood/links/import?unit=L803", district, raw); got.Code != 200 || !strings.Contains(got.Body.String(), "Xem danh sách") {
		t.Errorf("links: %d %s", got.Code, got.Body)
	}
	list, total, err := w.Livelihood.Links(t.Context(), w.Actor(t, "district"), apptest.District, livelihood.Filter{Limit: 5})
	if err != nil || total != 1 || *list[0].People != 40 {
		t.Errorf("%d links, %v", total, err)
	}
}

func upload(h http.Handler, path, as string, raw []byte) *httptest.ResponseRecorder {
	var body bytes.Buffer
	m := multipart.NewWriter(&body)
	part, _ := m.CreateFormFile("file", "x.xlsx")
	part.Write(raw)
	m.Close()
	r := httptest.NewRequest("POST", path, &body)
	r.Header.Set("Content-Type", m.FormDataContentType())
	r.AddCookie(&http.Cookie{Name: webtest.CookieName, Value: as})
	got := httptest.NewRecorder()
	h.ServeHTTP(got, r)
	return got
}
