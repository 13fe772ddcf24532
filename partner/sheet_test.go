package partner_test

import (
	"bytes"
	"mime/multipart"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"neove/app/apptest"
	"neove/internal/errs"
	"neove/internal/webtest"
	"neove/partner"
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

// heads is the row of headings of a sheet, and where each stands.
func heads(t *testing.T, f *excelize.File, sheet string) (at map[string]int, row int) {
	t.Helper()
	rows, err := f.GetRows(sheet)
	if err != nil {
		t.Fatal(err)
	}
	for i, r := range rows {
		at := map[string]int{}
		for j, cell := range r {
			at[strings.TrimSuffix(strings.TrimSpace(cell), " *")] = j + 1
		}
		if at["Tên dịch vụ"] > 0 {
			return at, i + 1
		}
	}
	t.Fatal("no headings:", rows)
	return nil, 0
}

// fill writes rows under the headings.
func fill(t *testing.T, f *excelize.File, sheet string, rows ...map[string]any) []byte {
	t.Helper()
	at, head := heads(t, f, sheet)
	for i, row := range rows {
		for heading, v := range row {
			if at[heading] == 0 {
				t.Fatalf("no heading %q", heading)
			}
			cell, _ := excelize.CoordinatesToCellName(at[heading], head+1+i)
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
		ctx, by := t.Context(), w.Actor(t, "province")
		p := record(t, w, by, office(func(p *partner.Partner) { p.Short = "TGPL" }))
		template := func() *excelize.File { return book(t, w, "/partner/services/template.xlsx", w.As(t, "province")) }
		raw := fill(t, template(), "Dịch vụ",
			map[string]any{"Tổ chức": "trung tam tro giup phap ly nha nuoc", "Tên dịch vụ": "Trợ giúp tại xã", "Loại dịch vụ": "Trợ giúp pháp lý", "Địa bàn": "Xã Lương Hòa", "Điện thoại": "0272 000 001",
				"Giờ phục vụ": "thứ 2 đến thứ 6 7h30-17h", "Ngôn ngữ": "Tiếng Việt, tiếng khmer", "Số chỗ": 4, "Ngày kiểm tra gần nhất": "2/1/2025"},
			map[string]any{"Tổ chức": "TGPL", "Tên dịch vụ": "Trực đêm", "Loại dịch vụ": "Nơi tạm lánh, lưu trú", "Phần": "Hạn chế", "Điện thoại ngoài giờ": "0900 000 001"})
		for _, c := range []struct {
			dry          bool
			added, known int
		}{{true, 2, 0}, {false, 2, 0}, {false, 0, 2}} {
			r, err := w.Partner.ImportServices(ctx, by, apptest.Province, bytes.NewReader(raw), c.dry, "")
			if err != nil || r.Added != c.added || r.Known != c.known {
				t.Fatalf("dry %v: %+v, %v", c.dry, r, err)
			}
		}
		found, err := w.Partner.Offers(ctx, by, apptest.Province, partner.OfferFilter{Limit: 9})
		if err != nil {
			t.Fatal(err)
		}
		type brief struct{ Name, Unit, Part, Hours, Languages, Partner string }
		var got []brief
		for _, o := range found.Offers {
			got = append(got, brief{o.Name, o.Unit, o.Part, o.Hours, o.Languages, o.Partner})
		}
		want := []brief{{"Trực đêm", apptest.Province, partner.Confidential, "", "", p.ID}, {"Trợ giúp tại xã", apptest.Commune, partner.Public, "T2–T6 7:30–17:00", "vi,km", p.ID}}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Error(diff)
		}
		if found.Offers[1].VerifiedOn == nil || found.Offers[1].VerifiedBy != by.Name || !found.Offers[0].Withheld {
			t.Errorf("%+v", found.Offers)
		}
		// What comes out goes in again: the list has the same columns.
		list := book(t, w, "/partner/services.xlsx?unit=L80", w.As(t, "province"))
		at, head := heads(t, list, list.GetSheetName(0))
		rows, err := list.GetRows(list.GetSheetName(0))
		if err != nil || len(rows) != head+2 || rows[head+1][at["Tổ chức"]-1] != p.Name || rows[head+1][at["Giờ phục vụ"]-1] != "T2–T6 7:30–17:00" {
			t.Error(rows, err)
		}
		// A commune's list holds nothing confidential, and no column for it.
		list = book(t, w, "/partner/services.xlsx?unit=L80", w.As(t, "commune"))
		at, head = heads(t, list, list.GetSheetName(0))
		rows, _ = list.GetRows(list.GetSheetName(0))
		if at["Phần"] != 0 || len(rows) != head+1 {
			t.Error(rows)
		}
	})
}

// Every wrong cell is named at once, and nothing is stored.
func TestWorkbookRefused(t *testing.T) {
	t.Parallel()
	w := apptest.SQLite(t)
	by := w.Actor(t, "province")
	record(t, w, by, office())
	good := map[string]any{"Tổ chức": "Trung tâm Trợ giúp pháp lý nhà nước", "Tên dịch vụ": "A", "Loại dịch vụ": "Trợ giúp pháp lý"}
	with := func(more map[string]any) map[string]any {
		out := map[string]any{}
		for k, v := range good {
			out[k] = v
		}
		for k, v := range more {
			out[k] = v
		}
		return out
	}
	raw := fill(t, book(t, w, "/partner/services/template.xlsx", w.As(t, "province")), "Dịch vụ", with(nil),
		with(map[string]any{"Tổ chức": "Hội không có"}), with(map[string]any{"Địa bàn": "Xã Không Có"}), with(map[string]any{"Loại dịch vụ": ""}))
	_, err := w.Partner.ImportServices(t.Context(), by, apptest.Province, bytes.NewReader(raw), false, "")
	if got := columnsOf(err); !cmp.Equal(got, []string{"Tổ chức", "Địa bàn", "Loại dịch vụ"}) {
		t.Error(got, err)
	}
	raw = fill(t, book(t, w, "/partner/services/template.xlsx", w.As(t, "province")), "Dịch vụ", with(nil),
		with(map[string]any{"Tên dịch vụ": "B", "Loại dịch vụ": "Nơi tạm lánh, lưu trú", "Địa chỉ công khai": "Số 5, đường A"}), with(map[string]any{"Tên dịch vụ": "C", "Giờ phục vụ": "giờ hành chính"}))
	_, err = w.Partner.ImportServices(t.Context(), by, apptest.Province, bytes.NewReader(raw), false, "")
	if got := columnsOf(err); !cmp.Equal(got, []string{"Địa chỉ công khai", "Giờ phục vụ"}) {
		t.Error(got, err)
	}
	found, err := w.Partner.Offers(t.Context(), by, "", partner.OfferFilter{Limit: 9})
	if err != nil || found.Total != 0 {
		t.Error("something was stored:", found.Total, err)
	}
	upload := func(as string, content []byte, dry string) webtest.Scenario {
		var body bytes.Buffer
		m := multipart.NewWriter(&body)
		part, _ := m.CreateFormFile("file", "a.xlsx")
		part.Write(content)
		m.WriteField("dry", dry)
		m.Close()
		return webtest.Scenario{Method: "POST", Path: "/partner/services/import?unit=L80", As: as, Body: body.String(), Header: map[string]string{"Content-Type": m.FormDataContentType()}}
	}
	s := upload(w.As(t, "province"), raw, "1")
	s.Name, s.WantStatus, s.Want = "page", 422, []string{"Địa chỉ công khai", "Nơi có người lưu trú không được ghi địa chỉ", "Chưa đọc được giờ"}
	no := upload(w.As(t, "commune"), raw, "")
	no.Name, no.WantStatus = "a commune", 403
	bad := upload(w.As(t, "province"), []byte("no workbook"), "")
	bad.Name, bad.WantStatus = "no workbook", 422
	webtest.Run(t, w.Handler, []webtest.Scenario{s, no, bad})
	// A district's file cannot reach into another district, nor the confidential part.
	district := w.Actor(t, "district")
	raw = fill(t, book(t, w, "/partner/services/template.xlsx", w.As(t, "district")), "Dịch vụ", with(map[string]any{"Địa bàn": "Phường 1"}))
	if _, err := w.Partner.ImportServices(t.Context(), district, apptest.District, bytes.NewReader(raw), false, ""); !cmp.Equal(columnsOf(err), []string{"Địa bàn"}) {
		t.Error(err)
	}
	if at, _ := heads(t, book(t, w, "/partner/services/template.xlsx", w.As(t, "district")), "Dịch vụ"); at["Phần"] != 0 {
		t.Error("a district is offered the confidential part")
	}
	who := w.Actor(t, "commune")
	if _, err := w.Partner.ImportServices(t.Context(), who, apptest.Commune, bytes.NewReader(raw), false, ""); fields(err) != "access.err.forbidden" {
		t.Error(err)
	}
}

// columnsOf are the headings of the wrong cells, in order.
func columnsOf(err error) []string {
	var out []string
	if err == nil {
		return nil
	}
	for _, f := range errs.From(err).Fields {
		for i := 0; i+1 < len(f.Args); i += 2 {
			if f.Args[i] == "header" {
				out = append(out, f.Args[i+1].(string))
			}
		}
	}
	return out
}
