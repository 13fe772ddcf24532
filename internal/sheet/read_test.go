package sheet_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"
	"golang.org/x/text/unicode/norm"

	"neove/internal/clock"
	"neove/internal/errs"
	"neove/internal/sheet"
)

// part is a sheet whose rows begin at a cell.
type part struct {
	name, at string
	rows     [][]any
}

// book is a workbook that people made.
func book(t testing.TB, parts ...part) []byte {
	t.Helper()
	f := excelize.NewFile()
	defer f.Close()
	for i, p := range parts {
		if i == 0 {
			f.SetSheetName("Sheet1", p.name)
		} else if _, err := f.NewSheet(p.name); err != nil {
			t.Fatal(err)
		}
		col, row, err := excelize.CellNameToCoordinates(p.at)
		if err != nil {
			t.Fatal(err)
		}
		for j, r := range p.rows {
			at, _ := excelize.CoordinatesToCellName(col, row+j)
			if err := f.SetSheetRow(p.name, at, &r); err != nil {
				t.Fatal(err)
			}
		}
	}
	return bytesOf(t, f)
}

func bytesOf(t testing.TB, f *excelize.File) []byte {
	t.Helper()
	var buf bytes.Buffer
	if err := f.Write(&buf); err != nil {
		t.Fatal(err)
	}
	return buf.Bytes()
}

func keys(list []errs.Field) []string {
	var out []string
	for _, f := range list {
		out = append(out, fmt.Sprintf("%s %d %s", f.Name, f.Row, strings.TrimPrefix(f.Key, "sheet.")))
	}
	return out
}

func n(v int64) *int64 { return &v }

var june9 = clock.On(2024, 6, 9)

func TestRead(t *testing.T) {
	t.Parallel()
	plain := []any{"Tên lớp", "Ngày", "Hình thức", "Thành phần", "Số học viên", "Kinh phí (đồng)", "Ghi chú"}
	one := record{Name: "Lớp A", On: june9, Form: "class", For: []string{"online", "class"}, People: n(1920), Amount: n(2_500_000)}
	oneRow := []any{"Lớp A", "9/6/2024", "trực tiếp", "Trực tuyến; truc tiep", "1.920", "2,5 triệu"}
	for _, c := range []struct {
		name  string
		parts []part
		want  []record
		warn  []string
	}{
		{"as written", []part{{"Lớp", "A1", [][]any{plain, oneRow}}}, []record{one}, nil},
		{"reordered, renamed, moved, with columns of their own", []part{{"Sổ của tôi", "C7", [][]any{
			{"STT", "GHI CHÚ", "so hoc vien", "Người ghi", norm.NFD.String("Tên khóa học"), "Ngày *"},
			{1, "tốt", 40, "Hoa", "Lớp B", 45452}}}},
			[]record{{Name: "Lớp B", On: june9, People: n(40), Note: "tốt"}}, []string{"Sổ của tôi!F 7 warn.column"}},
		{"English", []part{{"Courses", "A1", [][]any{
			{"Date", "Course", "Form", "Participants", "Amount (VND)"}, {"2024-06-09", "A", "In person", 1, 0}}}},
			[]record{{Name: "A", On: june9, Form: "class", People: n(1), Amount: n(0)}}, nil},
		{"sums, blank rows and a person called Công", []part{{"a", "A1", [][]any{plain, {"Công", "9/6/2024", nil, nil, 3}, nil, {nil, nil, "  "},
			{"Cộng", nil, nil, nil, 3}, {nil, nil, nil, nil, nil, nil, nil, "Hoa ký"}, {"TỔNG CỘNG:", nil, nil, nil, 3}, {nil, "Tổng", nil, nil, 6}}}},
			[]record{{Name: "Công", On: june9, People: n(3)}}, []string{"a!A 5 warn.sum", "a!A 7 warn.sum", "a!B 8 warn.sum"}},
		{"days in words", []part{{"a", "A1", [][]any{plain, {"A", norm.NFD.String("ngày 09 tháng 6 năm 2024")}, {"B", "09.06.2024"}, {"C", "9-6-2024"}, {"D", "Ngày 9/6/2024"}}}},
			[]record{{Name: "A", On: june9}, {Name: "B", On: june9}, {Name: "C", On: june9}, {Name: "D", On: june9}}, nil},
		{"two sheets", []part{{"a", "A1", [][]any{plain, oneRow}}, {"Ghi nhớ", "A1", [][]any{{"không phải bảng"}}}, {"b", "A3", [][]any{plain, oneRow}}},
			[]record{one, one}, nil},
		{"long numbers are texts", []part{{"a", "A1", [][]any{plain, {84912345678, 45452, nil, nil, nil, nil, 1e9}}}},
			[]record{{Name: "84912345678", On: june9, Note: "1000000000"}}, nil},
		{"a name that holds a comma", []part{{"a", "A1", [][]any{plain, {"A", 45452, "Trực tiếp, trực tuyến", "trực tiếp, trực tuyến"}}}},
			[]record{{Name: "A", On: june9, Form: "both", For: []string{"both"}}}, nil},
		{"only headings", []part{{"a", "A1", [][]any{plain}}}, nil, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, table := read(t, book(t, c.parts...))
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Error(diff)
			}
			if diff := cmp.Diff(c.warn, keys(table.Warnings())); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// All that is wrong is said at once, in the order of the file.
func TestProblems(t *testing.T) {
	t.Parallel()
	head := []any{"Tên lớp", "Ngày", "Hình thức", "Số học viên", "Kinh phí (đồng)", "Ghi chú"}
	for _, c := range []struct {
		name string
		rows [][]any
		want []string
	}{
		{"required", [][]any{head, {nil, "9/6/2024"}, {"B", nil, nil, 5}, {nil, nil, nil, nil, nil, "chỉ ghi chú"}},
			[]string{"a!A 2 err.required", "a!B 3 err.no_date", "a!A 4 err.required", "a!B 4 err.no_date"}},
		{"in the order of the file", [][]any{head, {"A", 45452, nil, "mấy"}, {nil, "y"}}, []string{"a!D 2 err.number", "a!A 3 err.required", "a!B 3 err.date"}},
		{"numbers", [][]any{head, {"A", 45452, nil, "1,920", "2,5"}, {"A", 45452, nil, 1.925, -1}, {"A", 45452, nil, "nhiều", "-"}, {"A", 45452, nil, 10_001, "−5"}},
			[]string{"a!D 2 err.comma", "a!E 2 err.whole", "a!D 3 err.decimal", "a!E 3 err.negative", "a!D 4 err.number", "a!E 4 err.dash", "a!D 5 err.count", "a!E 5 err.negative"}},
		{"days", [][]any{head, {"A", "9/6"}, {"A", "31/6/2024"}, {"A", 9}, {"A", strings.Repeat("9", 5000)}},
			[]string{"a!B 2 err.date_year", "a!B 3 err.date", "a!B 4 err.date", "a!B 5 err.date"}},
		{"words", [][]any{head, {"A", 45452, "trực"}, {"A", 45452, "qua đò"}}, []string{"a!C 2 err.choice_which", "a!C 3 err.choice"}},
		{"texts", [][]any{head, {strings.Repeat("ă", 201), 45452, nil, nil, nil, strings.Repeat("ă", 2001)}}, []string{"a!A 2 err.long", "a!F 2 err.long"}},
		{"headings", [][]any{{"Tên lớp", "Ngày", "Date", "Kinh phí (triệu đồng)"}, {"A", 45452, 45452, 2}}, []string{"a!C 1 err.twice", "a!D 1 err.money_unit"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			table, err := sheet.Read(bytes.NewReader(book(t, part{"a", "A1", c.rows})), columns, kind)
			if err != nil {
				t.Fatal(err)
			}
			for r := range table.Rows() {
				recordOf(r)
				recordOf(r) // a cell is blamed once
			}
			err = table.Err()
			if diff := cmp.Diff(c.want, keys(table.Problems())); diff != "" || !errs.Is(err, errs.Invalid) {
				t.Errorf("%v %s", err, diff)
			}
			for _, f := range table.Problems() {
				if at := fmt.Sprint(f.Args[:8]); !strings.Contains(at, fmt.Sprintf("[sheet a row %d column %s header ", f.Row, f.Name[2:])) {
					t.Errorf("%s does not say where: %s", f.Key, at)
				}
			}
		})
	}
}

// An answer lists 200 places and counts the rest.
func TestManyProblems(t *testing.T) {
	t.Parallel()
	rows := [][]any{{"Tên lớp", "Ngày"}}
	for range 250 {
		rows = append(rows, []any{"A", nil})
	}
	table, err := sheet.Read(bytes.NewReader(book(t, part{"a", "A1", rows})), columns, kind)
	if err != nil {
		t.Fatal(err)
	}
	e := errs.From(table.Err())
	last := e.Fields[len(e.Fields)-1]
	if len(e.Fields) != 201 || last.Key != "sheet.err.more" || !cmp.Equal(last.Args, []any{"n", 50}) || !cmp.Equal(e.Args, []any{"n", 250}) {
		t.Errorf("%d problems, the last %+v; %v", len(e.Fields), last, e.Args)
	}
}

// A day outside a period tells what was probably meant.
func TestDateIn(t *testing.T) {
	t.Parallel()
	rows := [][]any{{"Tên lớp", "Ngày"}, {"A", "1/6/2024"}, {"B", "30/6/2024"}, {"C", "6/9/2024"}, {"D", "1/7/2024"}}
	table, err := sheet.Read(bytes.NewReader(book(t, part{"a", "A1", rows})), columns, kind)
	if err != nil {
		t.Fatal(err)
	}
	for r := range table.Rows() {
		d := r.DateIn("on", clock.On(2024, 6, 1), clock.On(2024, 6, 30))
		if (d != 0) != r.OK() {
			t.Errorf("row %d: %v", r.N(), d)
		}
	}
	want := []string{"a!B 4 err.outside_swapped", "a!B 5 err.outside"}
	if diff := cmp.Diff(want, keys(table.Problems())); diff != "" {
		t.Error(diff)
	}
	if args := fmt.Sprint(table.Problems()[0].Args); !strings.Contains(args, "fix 9/6/2024") {
		t.Error(args)
	}
}

// Two tables of one workbook: each sheet belongs to the first that finds it.
func TestBook(t *testing.T) {
	t.Parallel()
	raw := book(t, part{"Lớp", "A1", [][]any{{"Đơn vị: Phường 1"}, {"Kỳ", 45444}, {"Tên lớp", "Ngày"}, {"A", 45452}}},
		part{"Tổng", "A1", [][]any{{"Hình thức", "Số học viên"}, {"trực tiếp", 5}, {"trực tuyến"}}})
	b, err := sheet.Open(bytes.NewReader(raw), kind)
	if err != nil {
		t.Fatal(err)
	}
	first, err := b.Table(columns)
	if err != nil || !cmp.Equal(first.Sheets(), []string{"Lớp"}) || first.Label("đơn vị") != "Phường 1" || first.Label("Kỳ") != "2024-06-01" || first.Label("Số") != "" || b.Meta("unit") != "" {
		t.Fatalf("%v %+v", err, first)
	}
	totals := []sheet.Column{{Field: "form", Vi: "Hình thức", Kind: sheet.Fixed, Words: forms, Required: true}, {Field: "people", Vi: "Số học viên", Kind: sheet.Count}}
	second, err := b.Table(totals)
	if err != nil || !cmp.Equal(second.Sheets(), []string{"Tổng"}) {
		t.Fatalf("%v %+v", err, second)
	}
	for r := range second.Rows() { // what the program wrote fills no row
		if r.Choice("form") != "class" || *r.Count("people") != 5 || r.Blank("form", "people") || !r.OK() {
			t.Errorf("row %d", r.N())
		}
		r.Warn("people", "sheet.warn.sum")
	}
	second.Bad("Tổng", "form", "training.err.x")
	third, err := b.Table(columns)
	if err != nil || third != nil {
		t.Errorf("a sheet was taken twice: %v", err)
	}
	if diff := cmp.Diff([]string{"Tổng!A 1 training.err.x"}, keys(errs.From(b.Err()).Fields)); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]string{"Tổng!B 2 warn.sum"}, keys(first.Warnings())); diff != "" {
		t.Error(diff)
	}
}
