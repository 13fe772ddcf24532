package training_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"neove/app/apptest"
	"neove/internal/db"
	"neove/internal/errs"
	"neove/internal/webtest"
	"neove/training"
)

// workbook is a sheet as somebody types it, without our template.
func workbook(t *testing.T, rows ...[]any) *bytes.Buffer {
	t.Helper()
	f := excelize.NewFile()
	for i, r := range rows {
		if err := f.SetSheetRow("Sheet1", fmt.Sprintf("A%d", i+1), &r); err != nil {
			t.Fatal(err)
		}
	}
	var out bytes.Buffer
	if err := f.Write(&out); err != nil {
		t.Fatal(err)
	}
	return &out
}

var head = []any{"Tên lớp", "Ngày", "Đến ngày", "Địa điểm", "Thành phần", "Cấp", "Người dự", "Nữ", "Kinh phí (đồng)"}

func row(values ...any) []any { return values }

func place(f errs.Field) string {
	for i := 0; i+1 < len(f.Args); i += 2 {
		if f.Args[i] == "header" {
			return fmt.Sprint(f.Row, " ", f.Args[i+1])
		}
	}
	return fmt.Sprint(f.Row, " ", f.Name)
}

// Rows of one subject and year are a course, those of one day and place a
// cluster; the same file changes nothing the second time, and a longer one adds
// to the course.
func TestImportCourses(t *testing.T) {
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		ctx, s, by := t.Context(), w.Training, w.Actor(t, "province")
		rows := [][]any{head,
			row("Chuyển tuyến nạn nhân", "16/4/2024", "17/4/2024", "Tân An", "Lãnh đạo UBND cấp xã", "", 20, 8, 30_000_000),
			row("Chuyển tuyến nạn nhân", "16/4/2024", "17/4/2024", "Tân An", "Công an cấp xã", "", 21, "", ""),
			row("CHUYỂN TUYẾN NẠN NHÂN", "14/5/2024", "", "Vĩnh Hưng", "Công an tỉnh, huyện", "cấp huyện", 4, 0, "")}
		in := func(dry bool, rows ...[]any) (added, known int) {
			t.Helper()
			r, err := s.ImportCourses(ctx, by, apptest.Province, workbook(t, rows...), dry, "")
			if err != nil {
				t.Fatal(err)
			}
			return r.Added, r.Known
		}
		if added, known := in(true, rows...); added != 2 || known != 0 || len(figures(t, w)) != 0 {
			t.Errorf("a trial: %d added, %d known, figures %v", added, known, figures(t, w))
		}
		in(false, rows...)
		want := map[string]int64{"cluster.count": 2, "participant.people": 45, "participant.women": 8, "participant.commune": 41, "participant.district": 4, "course.count": 1, "course.amount": 30_000_000}
		if diff := cmp.Diff(want, figures(t, w)); diff != "" {
			t.Error(diff)
		}
		rows = append(rows, row("Chuyển tuyến nạn nhân", "18/6/2024", "", "Bến Lức", "Giáo viên", "Cấp xã", 10, "", ""))
		if added, known := in(false, rows...); added != 1 || known != 2 {
			t.Errorf("a longer file: %d added, %d known", added, known)
		}
		list, n, sums, err := s.Courses(ctx, by, apptest.Province, training.Filter{Limit: 5})
		if err != nil || n != 1 || sums.Clusters != 3 || sums.People != 55 || len(list[0].Clusters) != 3 {
			t.Errorf("%d courses, %+v, %v", n, sums, err)
		}
	})
}

// Every wrong cell is named at once, and nothing is stored.
func TestImportCoursesRefused(t *testing.T) {
	w := apptest.SQLite(t)
	ctx, s, by := t.Context(), w.Training, w.Actor(t, "province")
	_, err := s.ImportCourses(ctx, by, apptest.Province, workbook(t, head,
		row("Lớp một", "16/4/2024", "15/4/2024", "Tân An", "Công an cấp xã", "", 20, 21, ""),
		row("Lớp hai", "16/4/2025", "", "Tân An", "Giáo viên", "", 5, "", ""),
		row("Lớp ba", "16/4/2024", "", "Tân An", "", "", "", 3, "")), false, "")
	var got []string
	for _, f := range errs.From(err).Fields {
		got = append(got, place(f))
	}
	if diff := cmp.Diff([]string{"4 Người dự"}, got); diff != "" {
		t.Error("the cells: ", diff)
	}
	_, err = s.ImportCourses(ctx, by, apptest.Province, workbook(t, head,
		row("Lớp một", "16/4/2024", "15/4/2024", "Tân An", "Công an cấp xã", "", 20, 21, ""),
		row("Lớp hai", "16/4/2025", "", "Tân An", "Giáo viên", "", 5, "", "")), false, "")
	got = nil
	for _, f := range errs.From(err).Fields {
		got = append(got, place(f))
	}
	if diff := cmp.Diff([]string{"2 Đến ngày", "2 Nữ", "3 Đến ngày", "3 Cấp"}, got); diff != "" {
		t.Error("the rules: ", diff)
	}
	if len(figures(t, w)) != 0 {
		t.Error("something was stored")
	}
	_, err = s.ImportCourses(ctx, w.Actor(t, "district"), apptest.Province, workbook(t, head, row("Lớp một", "16/4/2024", "", "", "", "", "", "", "")), false, "")
	wants(t, err, errs.Forbidden, "")
}

// A list of names goes out as a template, is completed, and comes back: the
// same rows are known, changed ones replaced, new ones added.
func TestImportNames(t *testing.T) {
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		ctx, s, by := t.Context(), w.Training, w.Actor(t, "province")
		r := must(s.Record(ctx, by, course(), ""))(t)
		id := r.Clusters[0].ID
		must(s.SetParticipants(ctx, by, id, 1, names(), ""))(t)
		got := webtest.Scenario{Method: "POST", Path: "/training/clusters/" + id + "/export", Form: fields("file", "template", "purpose", "work"), As: w.As(t, "province"), WantStatus: 200}.Run(t, w.Handler)
		file := got.Body.Bytes()
		out, err := s.ImportParticipants(ctx, by, id, bytes.NewReader(file), false, "")
		if err != nil || out.Known != 3 || out.Added+out.Changed != 0 {
			t.Fatalf("the template comes back as %+v, %v", out, err)
		}
		f, err := excelize.OpenReader(bytes.NewReader(file))
		if err != nil {
			t.Fatal(err)
		}
		sheet := f.GetSheetList()[0]
		rows, err := f.GetRows(sheet)
		if err != nil {
			t.Fatal(err)
		}
		first := 0
		for i, r := range rows {
			if len(r) > 0 && strings.Contains(r[0], "Bích Vân") {
				first = i + 1
			}
		}
		set := func(cell string, v any) {
			t.Helper()
			if err := f.SetCellValue(sheet, fmt.Sprintf("%s%d", cell, first), v); err != nil {
				t.Fatal(err)
			}
		}
		set("I", 9.5) // a number, as spreadsheets keep it
		first += 3
		set("A", "Mai Thị Sương")
		set("D", "Giáo viên")
		set("E", "Cấp xã")
		var changed bytes.Buffer
		if err := f.Write(&changed); err != nil {
			t.Fatal(err)
		}
		out, err = s.ImportParticipants(ctx, by, id, bytes.NewReader(changed.Bytes()), true, "")
		if err != nil || out.Added != 1 || out.Changed != 1 || out.Known != 2 {
			t.Fatalf("a trial: %+v, %v", out, err)
		}
		if list := must(s.Participants(ctx, by, id))(t); len(list) != 3 {
			t.Errorf("a trial stored %d names", len(list))
		}
		if _, err = s.ImportParticipants(ctx, by, id, bytes.NewReader(changed.Bytes()), false, ""); err != nil {
			t.Fatal(err)
		}
		list := must(s.Participants(ctx, by, id))(t)
		if len(list) != 4 || *list[0].After != 95 || list[3].Name != "Mai Thị Sương" || figures(t, w)["participant.people"] != 3 {
			t.Errorf("%d names, %+v", len(list), list[0])
		}
		other := must(s.Record(ctx, by, course(), ""))(t)
		_, err = s.ImportParticipants(ctx, by, other.Clusters[0].ID, bytes.NewReader(file), true, "")
		wants(t, err, errs.Invalid, "")
		_, err = s.ImportParticipants(ctx, by, id, workbook(t, []any{"Họ tên", "Thành phần", "Điểm sau"}, row("A", "Giáo viên", "11"), row("B", "Công an cấp xã", "6,4"), row("B", "Công an cấp xã", "")), true, "")
		var at []string
		for _, f := range errs.From(err).Fields {
			at = append(at, place(f))
		}
		if diff := cmp.Diff([]string{"2 Điểm sau"}, at); diff != "" {
			t.Error(diff)
		}
		_, err = s.ImportParticipants(ctx, by, id, workbook(t, []any{"Họ tên", "Thành phần"}, row("A", "Giáo viên"), row("B", "Công an cấp xã"), row("B", "Công an cấp xã")), true, "")
		at = nil
		for _, f := range errs.From(err).Fields {
			at = append(at, place(f))
		}
		if diff := cmp.Diff([]string{"2 Cấp", "4 Họ tên"}, at); diff != "" {
			t.Error(diff)
		}
	})
}

// What goes out as a list is what the rules count, and comes back as the same
// figures.
func TestListRoundTrip(t *testing.T) {
	w := apptest.SQLite(t)
	ctx, s, by := t.Context(), w.Training, w.Actor(t, "province")
	in := course()
	in.Clusters = append(in.Clusters, training.Cluster{From: day("2024-06-18"), Place: "Bến Lức", Typed: []training.Headcount{{Level: "province", Group: "police", People: 3}}})
	r := must(s.Record(ctx, by, in, ""))(t)
	want := figures(t, w)
	got := webtest.Scenario{Path: "/training/courses.xlsx", As: w.As(t, "province"), WantStatus: 200}.Run(t, w.Handler)
	if err := s.Withdraw(ctx, by, r.ID, 1, "thử"); err != nil {
		t.Fatal(err)
	}
	out, err := s.ImportCourses(ctx, by, apptest.Province, bytes.NewReader(got.Body.Bytes()), false, "")
	if err != nil || out.Added != 2 {
		t.Fatalf("%+v, %v", out, err)
	}
	if diff := cmp.Diff(want, figures(t, w)); diff != "" {
		t.Error(diff)
	}
}

// The sheets to print hold who is to sign, and who holds a certificate.
func TestPrintedSheets(t *testing.T) {
	w := apptest.SQLite(t)
	ctx, s, by := t.Context(), w.Training, w.Actor(t, "province")
	r := must(s.Record(ctx, by, course(), ""))(t)
	c := must(s.SetParticipants(ctx, by, r.Clusters[0].ID, 1, names(), ""))(t)
	if _, err := s.Certify(ctx, by, c.ID, c.Version, 1, "/GCN", day("2024-05-15"), ""); err != nil {
		t.Fatal(err)
	}
	for file, c := range map[string]struct{ has, lacks []string }{
		"attendance":   {[]string{"DANH SÁCH KÝ NHẬN NGƯỜI DỰ TẬP HUẤN", "Hội trường UBND tỉnh", "Ký nhận buổi 2", "Trần Thị Bích Vân", "Đoàn Hữu Lộc"}, []string{"01/GCN", "6,4", "Ký nhận buổi 3"}},
		"certificates": {[]string{"01/GCN", "Trần Thị Bích Vân", "khóa một"}, []string{"Đoàn Hữu Lộc"}},
		"participants": {[]string{"01/GCN", "6,4", "Đoàn Hữu Lộc", "Nữ"}, nil},
	} {
		got := webtest.Scenario{Method: "POST", Path: "/training/clusters/" + r.Clusters[0].ID + "/export", Form: fields("file", file, "purpose", "report"), As: w.As(t, "province"), WantStatus: 200}.Run(t, w.Handler)
		f, err := excelize.OpenReader(got.Body)
		if err != nil {
			t.Fatal(file, err)
		}
		rows, err := f.GetRows(f.GetSheetList()[0])
		if err != nil {
			t.Fatal(err)
		}
		text := fmt.Sprint(rows)
		for _, s := range []string{"Trần Thu Hà tải lúc 09:00 8/1/2025", "Mục đích: Báo cáo cấp trên", "Xóa tệp trước ngày 7/2/2025", "Số "} {
			if !strings.Contains(text, s) {
				t.Errorf("%s is not marked with %q: %s", file, s, text)
			}
		}
		foot, err := f.GetHeaderFooter(f.GetSheetList()[0])
		if err != nil || !strings.Contains(foot.OddFooter, "Trần Thu Hà tải lúc") {
			t.Errorf("%s is printed without a mark: %q %v", file, foot.OddFooter, err)
		}
		for _, s := range c.has {
			if !strings.Contains(text, s) {
				t.Errorf("%s lacks %q: %s", file, s, text)
			}
		}
		for _, s := range c.lacks {
			if strings.Contains(text, s) {
				t.Errorf("%s holds %q", file, s)
			}
		}
	}
}

// Nobody stays behind who is on no list any more.
func TestForgetsWhoIsOnNoList(t *testing.T) {
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		ctx, s, by := t.Context(), w.Training, w.Actor(t, "province")
		r := must(s.Record(ctx, by, course(), ""))(t)
		must(s.SetParticipants(ctx, by, r.Clusters[0].ID, 1, names(), ""))(t)
		must(s.SetParticipants(ctx, by, r.Clusters[0].ID, 2, names()[:1], ""))(t)
		err := w.DB.View(ctx, func(tx *db.Tx) error {
			n, err := db.Get[int64](tx, "SELECT COUNT(*) FROM training_people")
			if n != 1 {
				t.Errorf("%d people are kept", n)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}
