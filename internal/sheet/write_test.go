package sheet_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"neove/internal/clock"
	"neove/internal/sheet"
)

func open(t testing.TB, raw []byte) *excelize.File {
	t.Helper()
	f, err := excelize.OpenReader(bytes.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Close() })
	return f
}

// Nothing that somebody typed runs as a formula, here or after an edit.
func TestListIsSafe(t *testing.T) {
	t.Parallel()
	var rows [][]any
	hostile := []string{"=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "=cmd|' /C calc'!A0", `=HYPERLINK("http://x","y")`, "\ufeff=1", " =1"}
	for _, s := range hostile {
		rows = append(rows, record{Name: s, On: june9, Note: s}.values())
	}
	var buf bytes.Buffer
	if err := sheet.WriteList(&buf, "=1+1", columns, "vi", slices.Values(rows)); err != nil {
		t.Fatal(err)
	}
	f := open(t, buf.Bytes())
	name := f.GetSheetName(0)
	for i, s := range hostile {
		for _, col := range []string{"A", "G"} {
			at := fmt.Sprintf("%s%d", col, i+2)
			formula, _ := f.GetCellFormula(name, at)
			kind, _ := f.GetCellType(name, at)
			text, _ := f.GetCellValue(name, at)
			if formula != "" || kind != excelize.CellTypeInlineString || strings.TrimLeft(text, "\r\n") != strings.TrimLeft(s, "\r\n") {
				t.Errorf("%q is %q, type %v, formula %q", s, text, kind, formula)
			}
			id, _ := f.GetCellStyle(name, at)
			style, err := f.GetStyle(id)
			if err != nil || style.CustomNumFmt == nil && style.NumFmt != 49 || style.CustomNumFmt != nil && *style.CustomNumFmt != "@" {
				t.Errorf("%s is no text after an edit: %+v, %v", at, style, err)
			}
		}
	}
}

func TestListHeadings(t *testing.T) {
	t.Parallel()
	for lang, want := range map[string][][]string{
		"vi": {{"Tên lớp", "Ngày", "Hình thức", "Thành phần", "Số học viên", "Kinh phí (đồng)", "Ghi chú"}, {"A", "09/06/2024", "Trực tiếp", "Trực tuyến, Trực tiếp", "1,920", "", "=1"}},
		"en": {{"Course", "Date", "Form", "Audience", "Participants", "Amount (VND)", "Note"}, {"A", "09/06/2024", "In person", "Online, In person", "1,920", "", "=1"}},
	} {
		var buf bytes.Buffer
		row := record{"A", june9, "class", []string{"online", "class"}, n(1920), nil, "=1"}.values()
		if err := sheet.WriteList(&buf, "Sổ/lớp: [2024]*? và một tên rất dài của trang này", columns, lang, slices.Values([][]any{row})); err != nil {
			t.Fatal(err)
		}
		f := open(t, buf.Bytes())
		got, err := f.GetRows(f.GetSheetName(0))
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s %s", lang, diff)
		}
	}
}

// A value that no cell holds fails before anything is written.
func TestListRefuses(t *testing.T) {
	t.Parallel()
	var buf bytes.Buffer
	rows := slices.Values([][]any{{1.5, nil, nil, nil, nil, nil, nil}})
	if err := sheet.WriteList(&buf, "a", columns, "vi", rows); err == nil || buf.Len() != 0 || !strings.Contains(err.Error(), "float64") {
		t.Errorf("%v, %d bytes", err, buf.Len())
	}
	if err := sheet.WriteList(&buf, "a", columns, "vi", slices.Values([][]any{{"A"}})); err == nil || buf.Len() != 0 {
		t.Errorf("a short row: %v", err)
	}
	short := template()
	short.Sheets[0].Filled[1] = []any{"c2"}
	if err := sheet.WriteTemplate(&buf, short); err == nil || buf.Len() != 0 {
		t.Errorf("a short row of a template: %v", err)
	}
	broken := errors.New("no disk")
	if err := sheet.WriteList(failing{broken}, "a", columns, "vi", slices.Values([][]any{})); !errors.Is(err, broken) {
		t.Error(err)
	}
}

type failing struct{ error }

func (f failing) Write([]byte) (int, error) { return 0, f.error }

// template is the columns, two rows that stand there and three to be filled.
func template() sheet.Template {
	cols := append([]sheet.Column{{Field: "id", Vi: "Mã", En: "Key", Kind: sheet.Fixed}}, columns...)
	cols[2].First, cols[2].Last = clock.On(2024, 6, 1), clock.On(2024, 6, 30)
	return sheet.Template{Title: "Mẫu nhập lớp", Kind: kind, Meta: [][2]string{{"unit", "L27694"}}, Sheets: []sheet.Sheet{{
		Name: "Lớp", Title: "Lớp tập huấn", Labels: []sheet.Label{{Name: "Đơn vị", Value: "Phường 1"}, {Name: "Kỳ", Value: "Tháng 6/2024", Note: "từ 1/6/2024 đến 30/6/2024"}},
		Cols: cols, Open: 3, Filled: [][]any{
			append([]any{"c1"}, record{"=Lớp A", june9, "class", []string{"online"}, n(5), nil, ""}.values()...),
			{"c2", nil, nil, nil, nil, sheet.NotApplicable, nil, nil},
		}}}}
}

// A template that is filled in and taken back says what was filled in.
func TestTemplate(t *testing.T) {
	t.Parallel()
	var buf bytes.Buffer
	if err := sheet.WriteTemplate(&buf, template()); err != nil {
		t.Fatal(err)
	}
	empty, _ := read(t, buf.Bytes())
	if len(empty) != 1 { // c2 says nothing yet
		t.Errorf("%+v", empty)
	}
	f := open(t, buf.Bytes())
	if diff := cmp.Diff([]string{"Lớp", "Hướng dẫn", "neove"}, f.GetSheetList()); diff != "" {
		t.Error(diff)
	}
	if shown, _ := f.GetSheetVisible("neove"); shown {
		t.Error("the hidden sheet is shown")
	}
	for at, v := range map[string]any{"B8": "Lớp B", "C8": "ngày 10 tháng 6 năm 2024", "D8": "trực tuyến", "E8": "trực tiếp, qua mạng", "F8": "1.920", "G8": "2,5 triệu"} {
		if err := f.SetCellValue("Lớp", at, v); err != nil {
			t.Fatal(err)
		}
	}
	got, table := read(t, bytesOf(t, f))
	want := []record{{"=Lớp A", june9, "class", []string{"online"}, n(5), nil, ""},
		{"Lớp B", june9 + 1, "online", []string{"class", "online"}, n(1920), n(2_500_000), ""}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if table.Meta("unit") != "L27694" || table.Label("Đơn vị") != "Phường 1" || table.Label("Kỳ") != "Tháng 6/2024" {
		t.Errorf("%q %q %q", table.Meta("unit"), table.Label("Đơn vị"), table.Label("Kỳ"))
	}
}

// Cells to be filled are open and checked; the rest is locked.
func TestTemplateGuards(t *testing.T) {
	t.Parallel()
	var buf bytes.Buffer
	if err := sheet.WriteTemplate(&buf, template()); err != nil {
		t.Fatal(err)
	}
	f := open(t, buf.Bytes())
	for at, open := range map[string]bool{"A1": false, "B5": false, "A6": false, "B6": true, "H10": true, "F7": false, "A10": false} {
		id, _ := f.GetCellStyle("Lớp", at)
		style, err := f.GetStyle(id)
		if err != nil || (style.Protection != nil && !style.Protection.Locked) != open {
			t.Errorf("%s: open is not %v (%v)", at, open, err)
		}
	}
	rules, err := f.GetDataValidations("Lớp")
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, r := range rules {
		style := ""
		if r.ErrorStyle != nil {
			style = *r.ErrorStyle
		}
		got = append(got, strings.TrimSpace(strings.Join([]string{r.Sqref, r.Type, r.Formula1, r.Formula2, style}, " ")))
	}
	slices.Sort(got)
	want := []string{"B6:B10 textLength 0 200 stop", "C6:C10 date 45444 45473 warning", "D6:D10 list neove!$D$1:$D$3  stop", "E6:E10 list neove!$E$1:$E$3",
		"F6:F10 whole 0 10000 stop", "G6:G10 whole 0 1000000000000 warning", "H6:H10 textLength 0 2000 stop"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	guide, err := f.GetRows("Hướng dẫn")
	if err != nil {
		t.Fatal(err)
	}
	text := fmt.Sprint(guide)
	for _, want := range []string{"Tên lớp (cần ghi)", "nhiều mục thì cách nhau bằng dấu phẩy: Trực tiếp; Trực tuyến", "Nhập tệp"} {
		if !strings.Contains(text, want) {
			t.Errorf("the guide lacks %q: %s", want, text)
		}
	}
	if strings.Contains(text, "Mã") {
		t.Error("the guide explains a locked column")
	}
}

func TestSigner(t *testing.T) {
	t.Parallel()
	keys := func(rows ...[]any) []string {
		var s sheet.Signer
		var out []string
		for _, r := range rows {
			out = append(out, s.Sign(r...))
		}
		return out
	}
	a := []any{"u", "A", june9, n(5)}
	rows := [][]any{a, a, {"u", "A", june9, nil}, {"u", "A", june9, n(0)}, {"u", "A", june9, n(2_500_000)}, {"u", "A", june9, n(3_000_000)}, {"u A", "", june9, n(5)}, {"u", "A", june9 + 1, n(5)}}
	first := keys(rows...)
	if slices.Sort(first); len(slices.Compact(slices.Clone(first))) != len(rows) {
		t.Errorf("rows that differ have one key: %v", first)
	}
	first = keys(rows...)
	if !cmp.Equal(first, keys(rows...)) || !cmp.Equal(first[:1], keys(a)) || keys([]any{"x", n(1)})[0] != keys([]any{"x", int64(1)})[0] || keys([]any{(*int64)(nil)})[0] != keys([]any{nil})[0] {
		t.Errorf("the same rows have other keys: %v", first)
	}
	// Keys are stored: another way to make them would take old files in again.
	if first[0] != "xlsx:10a1f2905372276692fb51bc2c80d9548b31b8e095a0465144167d1ca1e17616" {
		t.Error(first[0])
	}
}

// A year of a province: how long, how large.
func BenchmarkList(b *testing.B) {
	row := record{"Lớp tập huấn kỹ năng", june9, "class", []string{"online"}, n(1920), n(2_500_000), "ghi chú"}.values()
	for b.Loop() {
		err := sheet.WriteList(io.Discard, "a", columns, "vi", func(yield func([]any) bool) {
			for range 20_000 {
				if !yield(row) {
					return
				}
			}
		})
		if err != nil {
			b.Fatal(err)
		}
	}
}
