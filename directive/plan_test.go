package directive_test

import (
	"testing"
	"time"

	"neove/access"
	"neove/app/apptest"
	"neove/directive"
	"neove/indicator"
	"neove/internal/clock"
	"neove/internal/errs"
	"neove/measure"
)

// A plan's tasks: who may change them, and how open ones go on next year.
func TestTasks(t *testing.T) {
	t.Parallel()
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		ctx := t.Context()
		province, district, commune := w.Actor(t, "province"), w.Actor(t, "district"), w.Actor(t, "commune")
		d := issue(t, w, province, plan("L80", "266/KH", "2024-01-12"), ask("districts", "2024-02-29"))
		n := int64(20)
		list, err := w.Directive.Plan(ctx, province, d.ID, []directive.Task{
			{Title: "Việc của tỉnh", Due: clock.MustParse("2024-12-31")},
			{Title: "Việc của huyện", OwnerUnit: apptest.District, Due: clock.MustParse("2024-06-30")},
			{Title: "Tuyên truyền", Indicator: "outreach.session.count", Target: &n}})
		if err != nil {
			t.Fatal(err)
		}
		_, err = w.Directive.Plan(ctx, province, d.ID, []directive.Task{{Title: "x"}, {Title: ""}})
		if e := errs.From(err); len(e.Fields) != 1 || e.Fields[0].Row != 2 {
			t.Errorf("the second row is wrong: %v", err)
		}
		wantKind(t, "district plans for the province", second(w.Directive.Plan(ctx, district, d.ID, []directive.Task{{Title: "x"}})), errs.Forbidden)
		wantKind(t, "leader does not work on tasks", second(w.Directive.Settle(ctx, w.Actor(t, "leader"), list[0].ID, 1, directive.TaskDone, "x")), errs.Forbidden)
		letter := plan("L80", "1/CV", "2024-01-12")
		letter.Kind = "CV"
		letter = issue(t, w, province, letter, directive.Address{})
		wantKind(t, "a letter has no tasks", second(w.Directive.Plan(ctx, province, letter.ID, []directive.Task{{Title: "x"}})), errs.Conflict)

		own, other := list[1], list[0]
		_, err = w.Directive.Task(ctx, district, other.ID)
		wantKind(t, "task of the province", err, errs.NotFound)
		_, err = w.Directive.Task(ctx, commune, own.ID)
		wantKind(t, "commune reads a task of its district", err, errs.NotFound)
		wantKind(t, "done without a result", second(w.Directive.Settle(ctx, district, own.ID, 1, directive.TaskDone, "")), errs.Invalid)
		wantKind(t, "another version", second(w.Directive.Settle(ctx, district, own.ID, 2, directive.TaskDone, "x")), errs.Conflict)
		if _, err := w.Directive.Settle(ctx, district, own.ID, 1, directive.TaskDone, "Đã làm"); err != nil {
			t.Fatal(err)
		}
		wantKind(t, "the owner rewords it", second(w.Directive.AmendTask(ctx, district, own.ID, 2, own)), errs.Forbidden)

		mine, total, err := w.Directive.Tasks(ctx, district, directive.TaskFilter{Unit: apptest.District, State: "all", Limit: 10})
		if err != nil || total != 1 || mine[0].Title != "Việc của huyện" || mine[0].Result != "Đã làm" {
			t.Errorf("the district's work: %+v %v", mine, err)
		}
		_, late, err := w.Directive.Tasks(ctx, province, directive.TaskFilter{Unit: "L80", State: "late", Limit: 10})
		if err != nil || late != 1 {
			t.Errorf("%d late, %v", late, err)
		}
		carry(t, w, province, d, list[0], list[2])
	})
}

func carry(t *testing.T, w *apptest.World, province access.Actor, d directive.Document, open, measured directive.Task) {
	t.Helper()
	ctx := t.Context()
	before, err := w.Directive.NextDirections(ctx, province, "L80", 2024)
	if err != nil || len(before) != 2 || !before[0].Open {
		t.Fatalf("before: %+v %v", before, err)
	}
	next := plan("L80", "", "2025-01-06")
	next.ForYear = 2025
	next, err = w.Directive.CarryOver(ctx, province, next, []string{open.ID, measured.ID}, directive.Task{Title: "Việc mới"})
	if err != nil {
		t.Fatal(err)
	}
	after, err := w.Directive.NextDirections(ctx, province, "L80", 2024)
	if err != nil || len(after) != 3 || after[0].Open || after[0].Origin != open.ID || after[0].Due != clock.MustParse("2025-12-31") {
		t.Errorf("after: %+v %v", after, err)
	}
	v, err := w.Directive.Task(ctx, province, open.ID)
	if err != nil || v.State != directive.TaskCarried || v.Continues == nil || v.Continues.Document != next.ID {
		t.Errorf("the old task: %+v %v", v, err)
	}
	_, err = w.Directive.CarryOver(ctx, province, plan("L80", "", "2025-01-06"), []string{open.ID})
	wantKind(t, "carried twice", err, errs.Conflict)
	if got, _, _ := w.Directive.Documents(ctx, province, directive.Filter{Unit: "L80", Limit: 10}); len(got) != 3 {
		t.Errorf("a refused plan was kept: %d documents", len(got))
	}
}

// The reform ends a province; its open tasks go on in a plan of the new one,
// never in a plan of the province next door.
func TestTasksOutliveTheReform(t *testing.T) {
	t.Parallel()
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		ctx, by := t.Context(), access.System("test")
		d := issue(t, w, by, plan("L80", "12/KH", "2025-01-06"), directive.Address{})
		list, err := w.Directive.Plan(ctx, by, d.ID, []directive.Task{{Title: "Mạng lưới hỗ trợ"}})
		if err != nil {
			t.Fatal(err)
		}
		w.Set(time.Date(2026, 1, 5, 2, 0, 0, 0, time.UTC))
		for unit, want := range map[string]int{"C80": 1, "C79": 0} {
			if got, err := w.Directive.NextDirections(ctx, by, unit, 2025); err != nil || len(got) != want {
				t.Errorf("%s: %d directions, want %d: %v", unit, len(got), want, err)
			}
		}
		next := plan("C79", "", "2026-01-05")
		next.ForYear = 2026
		_, err = w.Directive.CarryOver(ctx, by, next, []string{list[0].ID})
		wantKind(t, "another province", err, errs.Conflict)
		next.Unit = "C80"
		if _, err = w.Directive.CarryOver(ctx, by, next, []string{list[0].ID}); err != nil {
			t.Error(err)
		}
	})
}

// Surveys: facts, findings, who may follow them up.
func TestSurveys(t *testing.T) {
	t.Parallel()
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		ctx := t.Context()
		province, district, other := w.Actor(t, "province"), w.Actor(t, "district"), w.Actor(t, "other")
		letter := issue(t, w, province, plan("L80", "675/SLĐTBXH-PCTNXH", "2024-02-16"), directive.Address{})
		in := directive.Survey{Unit: "L80", Kind: "visit", On: clock.MustParse("2024-03-14"), Visited: apptest.District, Team: "Sở, Công an tỉnh", Topics: "Quy chế phối hợp", Document: letter.ID}
		found := []directive.Finding{{Content: "Chưa có danh sách trực", Severity: "high", Due: clock.MustParse("2024-04-30")}, {Content: "Chưa thống nhất mẫu", Severity: "low"}}
		count := func() [3]int64 {
			a, err := w.Indicator.Figures(ctx, system, indicator.Query{Unit: "L80", Window: measure.Window{From: clock.On(2024, 3, 1), To: clock.On(2024, 4, 1)},
				Indicators: []string{"directive.survey.count", "directive.finding.count", "directive.finding.open"}})
			if err != nil {
				t.Fatal(err)
			}
			return [3]int64{a.Figures[0].Value, a.Figures[1].Value, a.Figures[2].Value}
		}
		bad := []directive.Finding{{Content: "x", Severity: "low"}, {Severity: "huge"}}
		_, err := w.Directive.RecordSurvey(ctx, province, in, bad)
		if e := errs.From(err); !errs.Is(err, errs.Invalid) || e.Fields[0].Row != 2 || count() != [3]int64{} {
			t.Errorf("bad findings: %v, %v", err, count())
		}
		wantKind(t, "a commune surveys", second(w.Directive.RecordSurvey(ctx, other, in, nil)), errs.Forbidden)
		outside := in
		outside.Visited = "L72"
		wantKind(t, "another province", second(w.Directive.RecordSurvey(ctx, province, outside, nil)), errs.Invalid)
		s, err := w.Directive.RecordSurvey(ctx, province, in, found)
		if err != nil || count() != [3]int64{1, 2, 2} {
			t.Fatalf("%v, %v", err, count())
		}
		_, err = w.Directive.Survey(ctx, other, s.ID)
		wantKind(t, "a commune elsewhere reads", err, errs.NotFound)
		v, err := w.Directive.Survey(ctx, district, s.ID)
		if err != nil || len(v.Findings) != 2 || v.Letter != nil {
			t.Fatalf("the district reads the visit but not the letter that was not sent to it: %+v %v", v, err)
		}
		wantKind(t, "followed up without a result", second(w.Directive.Follow(ctx, district, v.Findings[0].ID, 1, "done", "")), errs.Invalid)
		if _, err := w.Directive.Follow(ctx, district, v.Findings[0].ID, 1, "done", "Đã lập danh sách"); err != nil || count() != [3]int64{1, 2, 1} {
			t.Errorf("%v, %v", err, count())
		}
		wantKind(t, "an older version", second(w.Directive.Follow(ctx, province, v.Findings[0].ID, 1, "open", "x")), errs.Conflict)
		wantKind(t, "the district amends the visit", second(w.Directive.AmendSurvey(ctx, district, s.ID, 1, in, nil)), errs.Forbidden)
		in.On = clock.MustParse("2024-03-15")
		s, err = w.Directive.AmendSurvey(ctx, province, s.ID, 1, in, []directive.Finding{{Content: "Thêm", Severity: "medium"}})
		if err != nil || count() != [3]int64{1, 3, 2} {
			t.Errorf("%v, %v", err, count())
		}
		if err := w.Directive.WithdrawSurvey(ctx, province, s.ID, s.Version, "Nhầm"); err != nil || count() != [3]int64{} {
			t.Errorf("%v, %v", err, count())
		}
	})
}
