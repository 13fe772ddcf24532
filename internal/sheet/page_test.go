package sheet_test

import (
	"bytes"
	"io"
	"io/fs"
	"mime/multipart"
	"net/http"
	"strings"
	"testing"
	"testing/fstest"

	"neove/internal/errs"
	"neove/internal/i18n"
	"neove/internal/sheet"
	"neove/internal/ui"
	"neove/internal/web"
	"neove/internal/webtest"
)

var pageFiles fs.FS = fstest.MapFS{
	"templates/import.html": {Data: []byte(`<h1>{{.Title}}</h1>
{{template "sheet/_import" (dict "import" .Body.Import "action" "/import" "template" "/template.xlsx" "reason" true "reason_hint" "Khi đã duyệt" "open" "/list" "open_text" "Mở sổ")}}`)},
	"messages/vi.json": {Data: []byte(`{"test.future":"Trang “{sheet}”, dòng {row}, cột {column} ({header}): ngày này chưa đến.","test.waiting":"Sổ đang chờ duyệt."}`)},
	"messages/en.json": {Data: []byte(`{"test.future":"Sheet “{sheet}”, row {row}, column {column} ({header}): this day has not come.","test.waiting":"The book waits."}`)},
}

type importView struct{ sheet.Import }

// importServer has one import page; stored counts what it keeps.
func importServer(t *testing.T, stored *int) http.Handler {
	t.Helper()
	b, err := i18n.Load(ui.Messages, web.Messages, sheet.Messages, pageFiles)
	if err != nil {
		t.Fatal(err)
	}
	r, err := ui.New(b, ui.Source{Name: "web", FS: web.Templates}, ui.Source{Name: "sheet", FS: sheet.Templates, Shared: true}, ui.Source{Name: "test", FS: pageFiles})
	if err != nil {
		t.Fatal(err)
	}
	take := func(file io.Reader, dry bool, reason string) (sheet.Result, error) {
		if reason == "wait" {
			return sheet.Result{}, errs.New(errs.Conflict, "test.waiting")
		}
		table, err := sheet.Read(file, columns, kind)
		if err != nil {
			return sheet.Result{}, err
		}
		added := 0
		for r := range table.Rows() {
			if c := recordOf(r); c.On > june9 {
				r.Bad("on", "test.future")
			}
			added++
		}
		if err := table.Err(); err != nil {
			return sheet.Result{}, err
		}
		if !dry {
			*stored += added
		}
		return sheet.Result{Added: added, Known: 1920, Warnings: table.Warnings()}, nil
	}
	srv, err := web.New(web.Config{Bundle: b, Renderer: r, Version: "test",
		Identify: func(r *http.Request) (any, i18n.Lang, error) { return nil, i18n.ParseLang(r.Header.Get("X-Lang")), nil },
		Allow:    func(any, string) error { return nil },
		Routes: []web.Route{
			{Method: "GET", Path: "/import", Permission: web.Public, Handle: func(x *web.Exchange) error {
				return x.Page(200, "test/import", ui.Page{Title: "Nhập", Body: &importView{}})
			}},
			{Method: "POST", Path: "/import", Permission: web.Public, Handle: func(x *web.Exchange) error {
				v := &importView{}
				return v.Take(x, "test/import", ui.Page{Title: "Nhập", Body: v}, take)
			}},
		}})
	if err != nil {
		t.Fatal(err)
	}
	return srv.Handler()
}

// upload is the body of the form with these controls.
func upload(t *testing.T, raw []byte, controls ...string) (body, kind string) {
	t.Helper()
	var buf bytes.Buffer
	m := multipart.NewWriter(&buf)
	for i := 0; i < len(controls); i += 2 {
		if err := m.WriteField(controls[i], controls[i+1]); err != nil {
			t.Fatal(err)
		}
	}
	if raw != nil {
		w, err := m.CreateFormFile("file", "sổ.xlsx")
		if err == nil {
			_, err = w.Write(raw)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := m.Close(); err != nil {
		t.Fatal(err)
	}
	return buf.String(), m.FormDataContentType()
}

func TestPage(t *testing.T) {
	t.Parallel()
	head := []any{"Tên lớp", "Ngày", "Người ghi"}
	good := book(t, part{"Lớp", "A1", [][]any{head, {"A", "9/6/2024", "<b>Hoa</b>"}}})
	wrong := book(t, part{"L<i>ớp", "A1", [][]any{head, {"<b>A", "31/6/2024"}, {nil, "10/6/2024"}}})
	checked := `name="dry" value="1" checked`
	for _, c := range []struct {
		name     string
		raw      []byte
		controls []string
		lang     string
		status   int
		want     []string
		not      []string
		stored   int
	}{
		{"trial", good, []string{"dry", "1", "reason", "lý do"}, "vi", 200,
			[]string{"Đã kiểm tra, chưa ghi.", "1 dòng mới, 1.920 dòng đã có.", "chọn lại tệp", checked, `value="lý do"`, "Chỗ cần xem lại", "C: Người ghi", "Không có cột này trong mẫu"},
			[]string{"Mở sổ", "Chỗ cần sửa", "Trang “Lớp”", "<b>Hoa"}, 0},
		{"for real", good, nil, "vi", 200, []string{"Đã ghi.", `<a href="/list">Mở sổ</a>`}, []string{checked, "chưa ghi."}, 1},
		{"in English", good, nil, "en", 200, []string{"Stored.", "1 new rows, 1,920 known.", "This column is not in the template"}, []string{"Đã ghi", "Sheet “Lớp”"}, 1},
		{"wrong cells", wrong, []string{"reason", "lý do"}, "vi", 422,
			[]string{"Có 3 chỗ cần sửa trong tệp.", `href="#f-problems"`, `id="f-problems"`, "L&lt;i&gt;ớp", "B: Ngày", "“31/6/2024” không phải là ngày", "Ô còn trống", "Ngày này chưa đến", `value="lý do"`},
			[]string{"Trang “L", "Đã ghi", "L<i>", checked}, 0},
		{"no file", nil, []string{"dry", "1", "reason", "giữ lại"}, "vi", 422, []string{"Chưa chọn tệp Excel.", `href="#f-file"`, `value="giữ lại"`, checked}, []string{"Đã kiểm tra"}, 0},
		{"no workbook", []byte("a,b"), []string{"dry", "1"}, "vi", 422, []string{"Đây không phải tệp Excel", `href="#f-file"`}, []string{"f-problems"}, 0},
		{"a long reason", good, []string{"reason", strings.Repeat("ă", 501)}, "vi", 422, []string{`href="#f-reason"`, strings.Repeat("ă", 501)}, []string{"Đã ghi"}, 0},
		{"the slice refuses", good, []string{"reason", "wait"}, "vi", 409, []string{"Sổ đang chờ duyệt."}, []string{"Đã ghi", "f-problems"}, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			stored := 0
			body, kind := upload(t, c.raw, c.controls...)
			webtest.Scenario{Method: "POST", Path: "/import", Body: body, Header: map[string]string{"Content-Type": kind, "X-Lang": c.lang},
				WantStatus: c.status, Want: c.want, WantNot: append(c.not, "[sheet.", "[test.")}.Run(t, importServer(t, &stored))
			if stored != c.stored {
				t.Errorf("%d stored", stored)
			}
		})
	}
	stored := 0
	webtest.Scenario{Path: "/import", WantStatus: 200, Want: []string{checked, `href="/template.xlsx"`, "Khi đã duyệt", `enctype="multipart/form-data"`},
		WantNot: []string{"f-problems", "Đã", "[sheet."}}.Run(t, importServer(t, &stored))
}
