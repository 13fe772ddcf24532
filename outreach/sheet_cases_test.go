package outreach_test

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"
	"golang.org/x/text/unicode/norm"

	"neove/access"
	"neove/internal/errs"
)

// All that is wrong with a file is said at once, by sheet, column and row.
func TestSheetErrors(t *testing.T) {
	nfd := norm.NFD.String
	for _, c := range []struct {
		name  string
		sheet string
		cells map[string]any
		want  []string // none: the file is taken
	}{
		{"comma", "Hoạt động", map[string]any{"A6": "session", "B6": "9/6/2024", "F6": "1,920"}, []string{"Hoạt động!F 6 comma"}},
		{"decimal", "Hoạt động", map[string]any{"A6": "session", "B6": "9/6/2024", "F6": "2,5"}, []string{"Hoạt động!F 6 whole"}},
		{"decimal money", "Hoạt động", map[string]any{"A6": "session", "B6": "9/6/2024", "I6": "2,5"}, []string{"Hoạt động!I 6 whole"}},
		{"typed 1.925 in English", "Hoạt động", map[string]any{"A6": "session", "B6": "9/6/2024", "F6": 1.925}, []string{"Hoạt động!F 6 decimal"}},
		{"computed", "Hoạt động", map[string]any{"A6": "session", "B6": "9/6/2024", "F6": 0.1 * 3 * 10}, nil},
		{"women", "Hoạt động", map[string]any{"A8": "session", "B8": "9/6/2024", "F8": 40, "G8": 45}, []string{"Hoạt động!G 8 women"}},
		{"dates", "Hoạt động", map[string]any{"A6": "session", "B6": "9/6", "A7": "session", "B7": "31/6/2024", "A8": "session", "B8": "hôm qua", "A9": "session", "B9": 9},
			[]string{"Hoạt động!B 6 date_year", "Hoạt động!B 7 date", "Hoạt động!B 8 date", "Hoạt động!B 9 date"}},
		{"month and day swapped by the machine", "Hoạt động", map[string]any{"A6": "session", "B6": "6/9/2024"}, []string{"Hoạt động!B 6 outside_swapped"}},
		{"other month", "Hoạt động", map[string]any{"A6": "session", "B6": "15/7/2024"}, []string{"Hoạt động!B 6 outside"}},
		{"backwards", "Hoạt động", map[string]any{"A6": "session", "B6": "9/6/2024", "C6": "8/6/2024"}, []string{"Hoạt động!C 6 range"}},
		{"channel", "Hoạt động", map[string]any{"A6": "tin", "B6": "9/6/2024", "A7": "karaoke", "B7": "9/6/2024", "B8": "9/6/2024"},
			[]string{"Hoạt động!A 6 choice_which", "Hoạt động!A 7 choice_list", "Hoạt động!A 8 no_choice"}},
		{"channel without marks, beginning, old tone, NFD", "Hoạt động", map[string]any{"A6": "tuyen truyen", "B6": "9/6/2024", "A7": "panô", "B7": "9/6/2024",
			"A8": nfd("Diễn đàn"), "B8": nfd("ngày 09 tháng 6 năm 2024"), "A9": "TỜ RƠI", "B9": "09.06.2024", "K6": nfd("sinh viên")}, nil},
		{"not applicable", "Hoạt động", map[string]any{"A6": "banner", "B6": "9/6/2024", "F6": 5, "G6": "-"}, []string{"Hoạt động!F 6 not_applicable"}},
		{"dash", "Hoạt động", map[string]any{"A6": "session", "B6": "9/6/2024", "F6": "-"}, []string{"Hoạt động!F 6 dash"}},
		{"zero", "Hoạt động", map[string]any{"A6": "session", "B6": "9/6/2024", "E6": 0}, []string{"Hoạt động!E 6 zero"}},
		{"choices", "Hoạt động", map[string]any{"A6": "radio", "B6": "9/6/2024", "J6": "thôn", "K6": "học sinh, ai đó"}, []string{"Hoạt động!J 6 choice", "Hoạt động!K 6 choice"}},
		{"huge", "Hoạt động", map[string]any{"A6": "session", "B6": "9/6/2024", "E6": 1e308, "F6": strings.Repeat("9", 50), "G6": -1, "H6": "-3", "I6": "NaN"},
			[]string{"Hoạt động!E 6 number", "Hoạt động!F 6 number", "Hoạt động!G 6 negative", "Hoạt động!H 6 negative", "Hoạt động!I 6 number"}},
		{"too many", "Hoạt động", map[string]any{"A6": "session", "B6": "9/6/2024", "F6": 20_000_000}, []string{"Hoạt động!F 6 count"}},
		{"long", "Hoạt động", map[string]any{"A6": "session", "B6": "9/6/2024", "D6": strings.Repeat("ă", 501)}, []string{"Hoạt động!D 6 long"}},
		{"NUL", "Hoạt động", map[string]any{"A6": "session", "B6": "9/6/2024", "D6": "a_x0000_b", "L6": "+1+1", "N6": "@SUM(A1)"}, nil},
		{"totals", "Tổng số", map[string]any{"E7": 5, "D8": "1,920", "D6": "nhiều", "D9": "12 cuộc", "H6": "1,2 tỷ"},
			[]string{"Tổng số!D 6 number", "Tổng số!E 7 not_applicable", "Tổng số!D 8 comma"}},
		{"two places", "Hoạt động", map[string]any{"A6": "session", "B6": "9/6/2024", "F6": 40, "G6": 45, "A7": "session", "B7": "x"}, []string{"Hoạt động!G 6 women", "Hoạt động!B 7 date"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			sheetEach(t, func(t *testing.T, w *sheetWorld) {
				raw := packed(t, cells(t, w.template(t, sheetUnit, sheetPeriod), c.sheet, c.cells))
				before := w.tables(t)
				_, err := w.take(t, raw)
				if diff := cmp.Diff(c.want, problemsOf(err)); diff != "" && c.want != nil || c.want == nil && err != nil {
					t.Fatalf("%v %s", err, diff)
				}
				if c.want != nil && w.tables(t) != before {
					t.Error("something was stored")
				}
				for _, f := range errs.From(err).Fields {
					if !slices.Contains(f.Args, any(c.sheet)) || !slices.Contains(f.Args, any(fmt.Sprint(f.Row))) {
						t.Errorf("%s does not say where: %v", f.Key, f.Args)
					}
				}
			})
		})
	}
}

// own is a workbook that nobody made with the template.
func own(t *testing.T, sheet string, rows ...[]any) []byte {
	t.Helper()
	f := excelize.NewFile()
	defer f.Close()
	f.SetSheetName("Sheet1", sheet)
	for i, r := range rows {
		if err := f.SetSheetRow(sheet, fmt.Sprintf("B%d", i+2), &r); err != nil {
			t.Fatal(err)
		}
	}
	return packed(t, f)
}

func TestSheetOwnWorkbook(t *testing.T) {
	head := []any{"STT", "Ghi chú", "Nữ", "Số người", "Ngày tháng", "Hình thức", "Người ghi"}
	row := []any{1, "", 10, 20, "9/6/2024", "loa di dong", "Hoa"}
	row[2], row[3] = nil, nil
	system := access.System("test")
	for _, c := range []struct {
		name string
		by   access.Actor
		top  [][]any
		unit string
		key  string // of the error
	}{
		{"own unit", officer, [][]any{{"Đơn vị:", "phuong 1"}, {"Kỳ", "Tháng 6/2024"}}, sheetUnit, ""},
		{"inside one cell", officer, [][]any{{"ĐƠN VỊ BÁO CÁO: Phường 1"}, {"Tháng: 06/2024"}}, sheetUnit, ""},
		{"with province", system, [][]any{{"Đơn vị", "phuong 1, tp Tân An, long an"}, {"Kỳ", "2024-06"}}, sheetUnit, ""},
		{"commune without marks", system, [][]any{{"Đơn vị", "xa binh tam, TAN AN, Long An"}, {"Kỳ", "6/2024"}}, "L27712", ""},
		{"old tone placement", system, [][]any{{"Đơn vị", norm.NFD.String("Phường Khánh Hậu – Thành phố Tân An – Tỉnh Long An")}, {"Kỳ", 45444}}, "L27715", ""},
		{"another province", access.Actor{ID: "u3", Grants: []access.Grant{{Role: access.ProvinceOfficer, Unit: "L80"}}}, [][]any{{"Đơn vị", "Phường 1, Cà Mau"}, {"Kỳ", "2024-06"}}, "", "outreach.sheet.err.unit"},
		{"key", system, [][]any{{"Đơn vị", "Phường 1 (L27694)"}, {"Kỳ", "tháng 06 năm 2024"}}, sheetUnit, ""},
		{"many of the name", system, [][]any{{"Đơn vị", "Phường 1"}, {"Kỳ", "2024-06"}}, "", "outreach.sheet.err.unit_which"},
		{"not in the area", officer, [][]any{{"Đơn vị", "Phường 3"}, {"Kỳ", "2024-06"}}, "", "outreach.sheet.err.unit"},
		{"no unit", officer, [][]any{{"Kỳ", "2024-06"}}, "", "outreach.sheet.err.no_unit"},
		{"no month", officer, [][]any{{"Đơn vị", "Phường 1"}}, "", "outreach.sheet.err.no_period"},
		{"a year", officer, [][]any{{"Đơn vị", "Phường 1"}, {"Kỳ", "năm nay"}}, "", "outreach.sheet.err.period"},
		{"no table", officer, [][]any{{"Đơn vị", "Phường 1"}, {"Kỳ", "2024-06"}}, "", "outreach.sheet.err.no_table"},
	} {
		t.Run(c.name, func(t *testing.T) {
			sheetEach(t, func(t *testing.T, w *sheetWorld) {
				rows := append(slices.Clone(c.top), head, row, []any{nil, nil, nil, nil, nil, "Tổng cộng"})
				if c.name == "no table" {
					rows = c.top
				}
				got, err := w.Import(t.Context(), c.by, bytes.NewReader(own(t, "Sổ T6", rows...)), false, "")
				if c.key != "" {
					if !errs.Is(err, errs.Invalid) || errs.From(err).Key != c.key {
						t.Fatalf("%+v, %v", got, err)
					}
					return
				}
				if err != nil || got.Unit != c.unit || got.Period != sheetPeriod || got.Added != 1 {
					t.Fatalf("%+v, %v", got, err)
				}
				var keys []string
				for _, x := range got.Warnings {
					keys = append(keys, x.Key)
				}
				if diff := cmp.Diff([]string{"sheet.warn.column", "sheet.warn.sum"}, keys); diff != "" {
					t.Error(diff)
				}
			})
		})
	}
}

// Names of units that have ended lead to what became of them.
func TestSheetOldUnitName(t *testing.T) {
	sheetEach(t, func(t *testing.T, w *sheetWorld) {
		raw := own(t, "x", []any{"Đơn vị", "phuong 2, Thành phố Tân An, Long An"}, []any{"Kỳ", "12/2024"}, []any{"Ngày", "Loại hoạt động"}, []any{"9/12/2024", "pa nô"})
		got, err := w.Import(t.Context(), access.System("test"), bytes.NewReader(raw), false, "")
		if err != nil || got.Unit != sheetUnit || got.UnitName != "Phường 1" {
			t.Errorf("%+v, %v", got, err)
		}
	})
}

func TestSheetRefused(t *testing.T) {
	for _, c := range []struct {
		name string
		raw  func(t *testing.T, w *sheetWorld) []byte
		kind errs.Kind
		key  string
	}{
		{"text", func(*testing.T, *sheetWorld) []byte { return []byte("ngày,số\n") }, errs.Invalid, "sheet.err.format"},
		{"nothing", func(*testing.T, *sheetWorld) []byte { return nil }, errs.Invalid, "sheet.err.format"},
		{"old or locked file", func(*testing.T, *sheetWorld) []byte { return []byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1") }, errs.Invalid, "sheet.err.format"},
		{"another zip", func(t *testing.T, _ *sheetWorld) []byte { return zipped(t, map[string]string{"a.txt": "x"}) }, errs.Invalid, "sheet.err.format"},
		{"large", func(*testing.T, *sheetWorld) []byte { return make([]byte, 10<<20+1) }, errs.Invalid, "sheet.err.size"},
		{"bomb", func(t *testing.T, _ *sheetWorld) []byte {
			return minimal(t, "<row><c><v>1</v></c></row>"+strings.Repeat(" ", 60<<20))
		}, errs.Invalid, "sheet.err.zip"},
		{"cut off", func(t *testing.T, _ *sheetWorld) []byte { return minimal(t, "<row><c>") }, errs.Invalid, "sheet.err.damaged"},
		{"rows without end", func(t *testing.T, w *sheetWorld) []byte {
			rows := [][]any{{"Đơn vị", "Phường 1"}, {"Kỳ", "2024-06"}, {"Loại hoạt động", "Ngày"}}
			for range 5001 {
				rows = append(rows, []any{"banner", "9/6/2024"})
			}
			return own(t, "x", rows...)
		}, errs.Invalid, "sheet.err.many"},
		{"copied for another month", func(t *testing.T, w *sheetWorld) []byte {
			return packed(t, cells(t, w.template(t, sheetUnit, sheetPeriod), "Hoạt động", map[string]any{"B3": "Tháng 7/2024"}))
		}, errs.Invalid, "outreach.sheet.err.other_period"},
		{"newer template", func(t *testing.T, w *sheetWorld) []byte {
			return packed(t, cells(t, w.template(t, sheetUnit, sheetPeriod), "neove", map[string]any{"B3": "2"}))
		}, errs.Invalid, "sheet.err.version"},
		{"unit of somebody else", func(t *testing.T, w *sheetWorld) []byte {
			return packed(t, cells(t, w.template(t, sheetUnit, sheetPeriod), "neove", map[string]any{"B1": "L27697"}))
		}, errs.Forbidden, "access.err.forbidden"},
	} {
		t.Run(c.name, func(t *testing.T) {
			sheetEach(t, func(t *testing.T, w *sheetWorld) {
				raw := c.raw(t, w)
				if c.name == "unit of somebody else" { // whose name on the sheet agrees
					f, _ := excelize.OpenReader(bytes.NewReader(raw))
					raw = packed(t, cells(t, f, "Hoạt động", map[string]any{"B2": "Phường 3"}))
					f, _ = excelize.OpenReader(bytes.NewReader(raw))
					raw = packed(t, cells(t, f, "Tổng số", map[string]any{"B2": "Phường 3"}))
				}
				_, err := w.take(t, raw)
				if !errs.Is(err, c.kind) || errs.From(err).Key != c.key {
					t.Errorf("%v", err)
				}
			})
		})
	}
}

func zipped(t testing.TB, files map[string]string) []byte {
	t.Helper()
	var buf bytes.Buffer
	z := zip.NewWriter(&buf)
	for name, s := range files {
		w, err := z.Create(name)
		if err == nil {
			_, err = io.WriteString(w, s)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return buf.Bytes()
}

// minimal is a workbook of one sheet with these rows.
func minimal(t testing.TB, rows string) []byte {
	return zipped(t, map[string]string{
		"_rels/.rels":                `<Relationships><Relationship Id="r1" Type="http://x/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
		"xl/workbook.xml":            `<workbook xmlns:r="r"><sheets><sheet name="Hoạt động" r:id="r1"/></sheets></workbook>`,
		"xl/_rels/workbook.xml.rels": `<Relationships><Relationship Id="r1" Type="http://x/worksheet" Target="worksheets/sheet1.xml"/></Relationships>`,
		"xl/worksheets/sheet1.xml":   "<worksheet><sheetData>" + rows + "</sheetData></worksheet>",
	})
}

// What came from a file goes out again as text, never as a formula.
func TestSheetOfActivities(t *testing.T) {
	sheetEach(t, func(t *testing.T, w *sheetWorld) {
		in := cells(t, w.template(t, sheetUnit, sheetPeriod), "Hoạt động", map[string]any{"A6": "session", "B6": "9/6/2024", "D6": "=1+1", "L6": "@SUM(A1)", "F6": 1920, "K6": "học sinh"})
		if _, err := w.take(t, packed(t, in)); err != nil {
			t.Fatal(err)
		}
		for lang, want := range map[string][]string{
			"vi": {"Phường 1", "Tuyên truyền trực tiếp (họp, sinh hoạt)", "09/06/2024", "", "=1+1", "1", "1,920", "", "", "", "", "Học sinh", "@SUM(A1)"},
			"en": {"Phường 1", "Direct sessions (meetings, gatherings)", "09/06/2024", "", "=1+1", "1", "1,920", "", "", "", "", "Pupils", "@SUM(A1)"},
		} {
			var buf bytes.Buffer
			if err := w.SheetOfActivities(&buf, w.book(t, sheetUnit), func(string) string { return "Phường 1" }, lang); err != nil {
				t.Fatal(err)
			}
			f, err := excelize.OpenReader(&buf)
			if err != nil {
				t.Fatal(err)
			}
			sheet := f.GetSheetName(0)
			rows, err := f.GetRows(sheet)
			if err != nil || len(rows) != 2 {
				t.Fatalf("%v %v", rows, err)
			}
			if diff := cmp.Diff(want, rows[1]); diff != "" {
				t.Error(diff)
			}
			if formula, _ := f.GetCellFormula(sheet, "E2"); formula != "" {
				t.Errorf("E2 is the formula %s", formula)
			}
			f.Close()
		}
	})
}

func TestSheetTemplateRefused(t *testing.T) {
	sheetEach(t, func(t *testing.T, w *sheetWorld) {
		leader := access.Actor{ID: "u2", Grants: []access.Grant{{Role: access.Leader, Unit: sheetUnit}}}
		for _, c := range []struct {
			by           access.Actor
			unit, period string
			kind         errs.Kind
		}{
			{officer, "L27697", sheetPeriod, errs.NotFound}, {officer, sheetUnit, "2025-08", errs.NotFound},
			{officer, sheetUnit, "2024-13", errs.Invalid}, {leader, sheetUnit, sheetPeriod, errs.Forbidden},
		} {
			if err := w.Template(context.Background(), c.by, c.unit, c.period, io.Discard); !errs.Is(err, c.kind) {
				t.Errorf("%s %s: %v", c.unit, c.period, err)
			}
		}
	})
}

// Every key that the sheets use has a text, and every text is used.
func TestSheetMessages(t *testing.T) {
	t.Parallel()
	texts := map[string]map[string]string{}
	for _, lang := range []string{"vi", "en"} {
		raw, err := os.ReadFile("messages/sheet." + lang + ".json")
		if err != nil {
			t.Fatal(err)
		}
		m := map[string]string{}
		if err := json.Unmarshal(raw, &m); err != nil {
			t.Fatal(err)
		}
		texts[lang] = m
	}
	used := map[string]bool{}
	key := regexp.MustCompile(`"(outreach\.sheet\.(?:err|warn)\.[a-z_]+)"`)
	for _, file := range []string{"sheet_import.go", "sheet_place.go", "sheet_rows.go", "sheet_save.go"} {
		src, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range key.FindAllStringSubmatch(string(src), -1) {
			used[m[1]] = true
		}
	}
	for _, rule := range []string{"future", "range", "range_long", "quantity", "women", "minors", "unit_day"} { // of the book
		used["outreach.sheet.err."+rule] = true
	}
	for _, rule := range []string{"women", "minors", "below_book"} { // of the month
		used["outreach.sheet.warn."+rule] = true
	}
	for k := range used {
		if texts["vi"][k] == "" || texts["en"][k] == "" {
			t.Errorf("no text for %s", k)
		}
	}
	for k, s := range texts["vi"] {
		if !used[k] {
			t.Errorf("%s is not used", k)
		}
		if strings.Contains(s, "{row}") != strings.Contains(texts["en"][k], "{row}") {
			t.Errorf("%s differs in English", k)
		}
		if place := "Trang “{sheet}”, dòng {row}, cột {column} ({header}): "; strings.Contains(s, "{row}") && !strings.HasPrefix(s, place) {
			t.Errorf("%s does not begin with its place", k)
		}
	}
}
