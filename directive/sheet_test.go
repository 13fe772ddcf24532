package directive_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"neove/app/apptest"
	"neove/directive"
	"neove/internal/clock"
	"neove/internal/errs"
	"neove/internal/webtest"
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

// cells are the rows of the first sheet as texts.
func cells(t *testing.T, f *excelize.File) [][]string {
	t.Helper()
	rows, err := f.GetRows(f.GetSheetName(0))
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

// fill writes values under headings, in rows below them.
func fill(t *testing.T, f *excelize.File, rows ...map[string]any) []byte {
	t.Helper()
	sheet := f.GetSheetName(0)
	for i, line := range cells(t, f) {
		if !strings.Contains(strings.Join(line, "|"), "Trích yếu") {
			continue
		}
		for n, row := range rows {
			for heading, v := range row {
				for j, text := range line {
					if strings.TrimSuffix(strings.TrimSpace(text), " *") != heading {
						continue
					}
					cell, _ := excelize.CoordinatesToCellName(j+1, i+2+n)
					if err := f.SetCellValue(sheet, cell, v); err != nil {
						t.Fatal(err)
					}
				}
			}
		}
		break
	}
	var buf bytes.Buffer
	if err := f.Write(&buf); err != nil {
		t.Fatal(err)
	}
	return buf.Bytes()
}

// A register that was kept in Excel comes in once, by our template or by its
// own headings, and goes out again.
func TestRegisterInExcel(t *testing.T) {
	t.Parallel()
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		ctx, by, as := t.Context(), w.Actor(t, "province"), w.As(t, "province")
		issue(t, w, by, plan("L80", "1/KH-SLĐTBXH", "2024-01-02"), directive.Address{})
		raw := fill(t, book(t, w, "/directive/documents/template.xlsx", as),
			map[string]any{"Loại văn bản": "Quy chế phối hợp", "Số, ký hiệu": "6958/QCPH-SLĐTBXH-CAT-BĐBP-SNGV", "Ngày ban hành": "30/12/2022", "Trích yếu": "Quy chế", "Cơ quan ban hành": "Sở LĐTBXH", "Cơ quan cùng ban hành": "Công an tỉnh; Giám đốc | Sở Ngoại vụ"},
			map[string]any{"Loại văn bản": "ke hoach", "Số, ký hiệu": "266/KH-SLĐTBXH", "Ngày ban hành": "12/1/2024", "Trích yếu": "Kế hoạch 2024", "Căn cứ văn bản số": "6958/QCPH-SLĐTBXH-CAT-BĐBP-SNGV", "Chiều": "Đi"},
			map[string]any{"Loại văn bản": "KH", "Số, ký hiệu": "1/KH-SLĐTBXH", "Ngày ban hành": "3/2/2024", "Trích yếu": "Đã có", "Cơ quan ban hành": "Cơ quan L80"},
			map[string]any{"Loại văn bản": "Công văn", "Số, ký hiệu": "5/BLĐTBXH", "Ngày ban hành": "1/2/2024", "Trích yếu": "Của Bộ", "Cơ quan ban hành": "Bộ LĐTBXH", "Chiều": "den"})
		for _, c := range []struct {
			dry          bool
			added, known int
		}{{true, 3, 1}, {false, 3, 1}, {false, 0, 4}} {
			got, err := w.Directive.Import(ctx, by, "L80", bytes.NewReader(raw), c.dry)
			if err != nil || got.Added != c.added || got.Known != c.known || len(got.Warnings) != 1 {
				t.Errorf("dry %v: %+v, %v", c.dry, got, err)
			}
		}
		list, total, err := w.Directive.Documents(ctx, by, directive.Filter{Unit: "L80", Limit: 10})
		if err != nil || total != 3 {
			t.Fatalf("%d documents, %v", total, err)
		}
		parent, child := list[2], list[0]
		if len(parent.Issuers) != 3 || parent.Issuers[1].Post != "Giám đốc" || child.Code != "266/KH-SLĐTBXH" || child.Parent != parent.ID {
			t.Errorf("%+v\n%+v", parent.Issuers, child)
		}
		if got, _, _ := w.Directive.Documents(ctx, by, directive.Filter{Unit: "L80", Received: true, Limit: 10}); len(got) != 1 || !got[0].Incoming {
			t.Errorf("incoming: %+v", got)
		}
		out := cells(t, book(t, w, "/directive/documents.xlsx?year=2024", as))
		if len(out) != 3 || out[1][2] != "266/KH-SLĐTBXH" || out[1][1] != "Kế hoạch" {
			t.Errorf("%v", out)
		}
		_, err = w.Directive.Import(ctx, w.Actor(t, "district"), "L803", bytes.NewReader(raw), false)
		wantKind(t, "the district takes the province's file", err, errs.Forbidden)
	})
}

// All that is wrong is named by row and column, and nothing is stored.
func TestRegisterWithErrors(t *testing.T) {
	t.Parallel()
	w := apptest.SQLite(t)
	raw := fill(t, book(t, w, "/directive/documents/template.xlsx", w.As(t, "province")),
		map[string]any{"Loại văn bản": "Kế hoạch", "Số, ký hiệu": "KH-KHONGSO", "Ngày ban hành": "12/1/2026", "Trích yếu": "x"},
		map[string]any{"Loại văn bản": "Chuyện", "Số, ký hiệu": "2/KH", "Ngày ban hành": "12/1/2024", "Trích yếu": "x"},
		map[string]any{"Loại văn bản": "Kế hoạch", "Số, ký hiệu": "3/KH", "Ngày ban hành": "12/1/2024", "Trích yếu": "x"})
	body, kind := multipartForm(t, nil, "so.xlsx", raw)
	webtest.Scenario{Method: "POST", Path: "/directive/documents/import?unit=L80", Body: body, Header: map[string]string{"Content-Type": kind}, As: w.As(t, "province"), WantStatus: 422,
		Want: []string{"Số, ký hiệu phải có số", "Ngày này chưa đến", "Chuyện"}, WantNot: []string{"[directive.", "[sheet."}}.Run(t, w.Handler)
	if _, n, err := w.Directive.Documents(t.Context(), system, directive.Filter{Unit: "L80", Limit: 5}); n != 0 || err != nil {
		t.Errorf("%d documents, %v", n, err)
	}
	webtest.Run(t, w.Handler, []webtest.Scenario{
		{Name: "import page", Path: "/directive/documents/import", As: w.As(t, "province"), WantStatus: 200, Want: []string{"template.xlsx?unit=L80"}},
		{Name: "for another unit", Path: "/directive/documents/import?unit=L80", As: w.As(t, "commune"), WantStatus: 403},
		{Name: "by the inspector", Path: "/directive/documents/import", As: w.As(t, "inspector"), WantStatus: 403},
		{Name: "template for another unit", Path: "/directive/documents/template.xlsx?unit=L80", As: w.As(t, "commune"), WantStatus: 403},
	})
}

// The completion table says what the page says.
func TestCompletionTable(t *testing.T) {
	t.Parallel()
	w := apptest.SQLite(t)
	d := issue(t, w, system, plan("L80", "266/KH-SLĐTBXH", "2024-01-12"), ask("districts", "2024-02-29"))
	r := view(t, w, system, d.ID).Recipients[0]
	if _, err := w.Directive.Answer(t.Context(), system, r.ID, reply(r, "2024-02-01")); err != nil {
		t.Fatal(err)
	}
	path := "/directive/documents/" + d.ID + "/recipients.xlsx"
	rows := cells(t, book(t, w, path, w.As(t, "province")))
	if len(rows) != 16 || rows[1][0] != "Thành phố Tân An" || rows[1][3] != "Đã trả lời" || rows[1][5] != "07/KH-L794" || !strings.HasPrefix(rows[2][3], "Quá hạn") {
		t.Errorf("%v", rows[:3])
	}
	if own := cells(t, book(t, w, path, w.As(t, "district"))); len(own) != 2 || own[1][0] != "Huyện Bến Lức" {
		t.Errorf("the district's table: %v", own)
	}
	webtest.Scenario{Path: path, As: w.As(t, "other"), WantStatus: 404}.Run(t, w.Handler)
	if _, err := w.Directive.Plan(t.Context(), system, d.ID, []directive.Task{{Title: "Việc", Due: clock.MustParse("2024-03-01")}}); err != nil {
		t.Fatal(err)
	}
	if rows := cells(t, book(t, w, "/directive/tasks.xlsx", w.As(t, "province"))); len(rows) != 2 || rows[1][2] != "266/KH-SLĐTBXH" {
		t.Errorf("%v", rows)
	}
	if rows := cells(t, book(t, w, "/directive/surveys.xlsx", w.As(t, "province"))); len(rows) != 1 {
		t.Errorf("%v", rows)
	}
}
