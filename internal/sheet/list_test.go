package sheet_test

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"
	"pgregory.net/rapid"

	"neove/internal/clock"
	"neove/internal/sheet"
	"neove/internal/vntext"
)

var forms = []sheet.Word{sheet.NewWord("class", "Trực tiếp", "In person"), sheet.NewWord("online", "Trực tuyến", "Online", "qua mạng"), sheet.NewWord("both", "Trực tiếp, trực tuyến", "Both")}

var columns = []sheet.Column{
	{Field: "name", Vi: "Tên lớp", En: "Course", Aliases: []string{"lop", "ten khoa hoc"}, Required: true, MaxLen: 200},
	{Field: "on", Vi: "Ngày", En: "Date", Kind: sheet.Date, Required: true},
	{Field: "form", Vi: "Hình thức", En: "Form", Kind: sheet.Choice, Words: forms},
	{Field: "for", Vi: "Thành phần", En: "Audience", Kind: sheet.Choice, Words: forms, Many: true},
	{Field: "people", Vi: "Số học viên", En: "Participants", Kind: sheet.Count, Max: 10_000},
	{Field: "amount", Vi: "Kinh phí (đồng)", En: "Amount (VND)", Kind: sheet.Money},
	{Field: "note", Vi: "Ghi chú", En: "Note"},
}

const kind = "training.course/1"

// record is what a row of the columns says.
type record struct {
	Name           string
	On             clock.Date
	Form           string
	For            []string
	People, Amount *int64
	Note           string
}

func (r record) values() []any {
	return []any{r.Name, r.On, r.Form, r.For, r.People, r.Amount, r.Note}
}

func recordOf(r *sheet.Row) record {
	return record{r.Text("name"), r.Date("on"), r.Choice("form"), r.Choices("for"), r.Count("people"), r.Count("amount"), r.Text("note")}
}

// read takes a file apart; it fails when a cell is wrong.
func read(t testing.TB, raw []byte) ([]record, *sheet.Table) {
	t.Helper()
	table, err := sheet.Read(bytes.NewReader(raw), columns, kind)
	if err != nil {
		t.Fatal(err)
	}
	var out []record
	for r := range table.Rows() {
		out = append(out, recordOf(r))
	}
	if err := table.Err(); err != nil {
		t.Fatal(err)
	}
	return out, table
}

// What is written as a list is read back as it was, in both languages.
func TestRoundTrip(t *testing.T) {
	t.Parallel()
	count := func(max int64) *rapid.Generator[*int64] { return rapid.Ptr(rapid.Int64Range(0, max), true) }
	text := rapid.Custom(func(t *rapid.T) string {
		s := rapid.OneOf(rapid.String(), rapid.StringMatching(`[=+\-@\t\r]?[A-Za-zăđơƯệ0-9 ,;:'"<>&]{0,40}`), rapid.Just("_x0041_")).Draw(t, "text")
		return strings.NewReplacer("\ufffe", "", "\uffff", "").Replace(s) // XML cannot hold them
	})
	rapid.Check(t, func(rt *rapid.T) {
		lang := rapid.SampledFrom([]string{"vi", "en"}).Draw(rt, "lang")
		var want []record
		var rows [][]any
		for range rapid.IntRange(0, 6).Draw(rt, "rows") {
			r := record{
				Name: vntext.Clean("x" + text.Draw(rt, "name")), On: clock.Date(rapid.IntRange(-5000, 50_000).Draw(rt, "on")),
				Form:   rapid.SampledFrom([]string{"", "class", "online", "both"}).Draw(rt, "form"),
				For:    rapid.SampledFrom([][]string{nil, {"class"}, {"both"}, {"online", "class"}}).Draw(rt, "for"),
				People: count(10_000).Draw(rt, "people"), Amount: count(1e12).Draw(rt, "amount"), Note: vntext.Clean(text.Draw(rt, "note")),
			}
			if len([]rune(r.Name)) > 200 || r.On == 0 {
				continue
			}
			want, rows = append(want, r), append(rows, r.values())
		}
		var buf bytes.Buffer
		if err := sheet.WriteList(&buf, "Lớp: tập huấn", columns, lang, slices.Values(rows)); err != nil {
			rt.Fatal(err)
		}
		got, _ := read(t, buf.Bytes())
		if diff := cmp.Diff(want, got); diff != "" {
			rt.Fatal(diff)
		}
	})
}

// A figure has lines above its headings and a sum below; the lines run as
// nothing, and the table is found again under them, its sum left out.
func TestWriteLists(t *testing.T) {
	t.Parallel()
	n := int64(25)
	row := record{Name: "Lớp A", On: clock.On(2024, 6, 3), Form: "class", People: &n}
	sum := make([]any, len(columns))
	sum[0], sum[4] = "Tổng số", 25
	var buf bytes.Buffer
	err := sheet.WriteLists(&buf, "Lớp tập huấn", "vi",
		sheet.List{Name: "Theo đơn vị", Lines: []string{"Lớp tập huấn", "=1+1"}, Cols: columns, Rows: slices.Values([][]any{row.values()}), Sum: sum},
		sheet.List{Name: "Theo tháng", Cols: []sheet.Column{{Field: "m", Vi: "Tháng"}}, Rows: slices.Values([][]any{{"6/2024"}})})
	if err != nil {
		t.Fatal(err)
	}
	f, err := excelize.OpenReader(bytes.NewReader(buf.Bytes()))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if got := f.GetSheetList(); !slices.Equal(got, []string{"Theo đơn vị", "Theo tháng"}) {
		t.Error(got)
	}
	for cell, want := range map[string]string{"A1": "Lớp tập huấn", "A2": "=1+1", "A3": "", "A4": "Tên lớp", "A5": "Lớp A", "E5": "25", "A6": "Tổng số", "E6": "25"} {
		if got, err := f.GetCellValue("Theo đơn vị", cell); err != nil || got != want {
			t.Errorf("%s is %q, want %q (%v)", cell, got, want, err)
		}
	}
	if formula, _ := f.GetCellFormula("Theo đơn vị", "A2"); formula != "" {
		t.Error("a line runs:", formula)
	}
	if got, _ := f.GetCellValue("Theo tháng", "A2"); got != "6/2024" {
		t.Error(got)
	}
	if got, _ := read(t, buf.Bytes()); !cmp.Equal(got, []record{row}) {
		t.Error(cmp.Diff([]record{row}, got))
	}
	sum = sum[1:]
	buf.Reset()
	if err := sheet.WriteLists(&buf, "a", "vi", sheet.List{Name: "a", Cols: columns, Rows: slices.Values([][]any{}), Sum: sum}); err == nil || buf.Len() > 0 {
		t.Error("a sum for other columns is written")
	}
}
