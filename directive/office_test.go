package directive_test

import (
	"testing"

	"neove/access"
	"neove/app/apptest"
	"neove/directive"
	"neove/internal/clock"
	"neove/internal/errs"
	"neove/internal/webtest"
)

// An agency does not speak for the authority of a unit, nor the authority for
// an agency, though both stand at the same unit and one lies above the other.
func TestOfficesSpeakForThemselves(t *testing.T) {
	t.Parallel()
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		province, police := w.Actor(t, "province"), w.Actor(t, "police")
		to := directive.Address{Groups: []string{"districts"}, Units: []string{apptest.Province}, Roles: []access.Role{access.Police}, Require: "report", Due: clock.MustParse("2025-03-01")}
		d := issue(t, w, province, plan(apptest.Province, "1/KH-UBND", "2025-01-06"), to)
		tasks, err := w.Directive.Plan(t.Context(), province, d.ID, []directive.Task{{Title: "Việc của Sở"}})
		if err != nil {
			t.Fatal(err)
		}
		ctx := t.Context()
		_, err = w.Directive.Amend(ctx, police, d.ID, 1, plan(apptest.Province, "1/KH-UBND", "2025-01-06"), false)
		wantKind(t, "police amends the plan of the province", err, errs.Forbidden)
		wantKind(t, "police withdraws it", w.Directive.Withdraw(ctx, police, d.ID, 1, "nhầm"), errs.Forbidden)
		_, err = w.Directive.Plan(ctx, police, d.ID, []directive.Task{{Title: "Việc thêm"}})
		wantKind(t, "police plans a task", err, errs.Forbidden)
		_, err = w.Directive.AmendTask(ctx, police, tasks[0].ID, 1, directive.Task{Title: "Việc khác"})
		wantKind(t, "police amends a task", err, errs.Forbidden)
		_, err = w.Directive.Remind(ctx, police, d.ID, nil, "")
		wantKind(t, "police reminds", err, errs.Forbidden)
		_, err = w.Directive.Address(ctx, police, d.ID, directive.Address{Units: []string{apptest.Commune}, Require: "report"})
		wantKind(t, "police addresses", err, errs.Forbidden)

		var agency, district directive.Recipient
		for _, r := range recipients(t, w, province, d.ID) {
			switch {
			case r.Role == access.Police:
				agency = r
			case r.Unit == apptest.District:
				district = r
			}
		}
		if agency.ID == "" || district.ID == "" {
			t.Fatal("recipients are missing")
		}
		wantKind(t, "police acknowledges for a district", w.Directive.Acknowledge(ctx, police, district.ID), errs.Forbidden)
		_, err = w.Directive.Answer(ctx, police, district.ID, directive.Reply{Result: "Đã làm"})
		wantKind(t, "police answers for a district", err, errs.Forbidden)
		wantKind(t, "police drops a district", w.Directive.Drop(ctx, police, district.ID, "nhầm"), errs.Forbidden)
		_, err = w.Directive.Answer(ctx, province, agency.ID, directive.Reply{Result: "Đã làm"})
		wantKind(t, "the province answers for the police", err, errs.Forbidden)
		if err := w.Directive.Acknowledge(ctx, police, agency.ID); err != nil {
			t.Error("the police cannot acknowledge its own", err)
		}
		if err := w.Directive.Acknowledge(ctx, province, district.ID); err != nil {
			t.Error("the province cannot bring in what came on paper", err)
		}

		own := issue(t, w, police, plan(apptest.Province, "9/KH-CAT", "2025-01-06"), directive.Address{})
		_, err = w.Directive.Amend(ctx, province, own.ID, 1, plan(apptest.Province, "9/KH-CAT", "2025-01-06"), false)
		wantKind(t, "the province amends a plan of the police", err, errs.Forbidden)
		if _, err := w.Directive.Amend(ctx, police, own.ID, 1, plan(apptest.Province, "9/KH-CAT", "2025-01-06"), false); err != nil {
			t.Error("the police cannot amend its own", err)
		}
	})
}

func recipients(t *testing.T, w *apptest.World, by access.Actor, id string) []directive.Recipient {
	t.Helper()
	return view(t, w, by, id).Recipients
}

// A draft is for the office that writes it, whoever else stands at the unit.
func TestDraftsAreTheirOffices(t *testing.T) {
	t.Parallel()
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		department := issue(t, w, w.Actor(t, "province"), plan(apptest.Province, "", "2025-01-06"), directive.Address{})
		agency := issue(t, w, w.Actor(t, "police"), plan(apptest.Province, "", "2025-01-06"), directive.Address{})
		if _, err := w.Directive.Plan(t.Context(), w.Actor(t, "province"), department.ID, []directive.Task{{Title: "Việc của Sở", Due: clock.MustParse("2025-01-07")}}); err != nil {
			t.Fatal(err)
		}
		for account, sees := range map[string][2]bool{"province": {true, false}, "leader": {true, false}, "inspector": {true, false},
			"police": {false, true}, "border": {false, false}, "district": {false, false}} {
			by := w.Actor(t, account)
			for i, d := range []directive.Document{department, agency} {
				if _, err := w.Directive.Document(t.Context(), by, d.ID); (err == nil) != sees[i] || err != nil && !errs.Is(err, errs.NotFound) {
					t.Errorf("%s opens draft %d: %v", account, i, err)
				}
			}
			if account == "district" {
				continue // may not ask for the lists of the province
			}
			list, n, err := w.Directive.Documents(t.Context(), by, directive.Filter{Unit: apptest.Province, Limit: 10})
			var got [2]bool
			for _, e := range list {
				got[0], got[1] = got[0] || e.ID == department.ID, got[1] || e.ID == agency.ID
			}
			if err != nil || got != sees || int(n) != len(list) {
				t.Errorf("%s lists %v of %d (%v)", account, got, n, err)
			}
			tasks, n, err := w.Directive.Tasks(t.Context(), by, directive.TaskFilter{Unit: apptest.Province, Limit: 10})
			if err != nil || (len(tasks) == 1) != sees[0] || int(n) != len(tasks) {
				t.Errorf("%s lists %d tasks of the department (%v)", account, len(tasks), err)
			}
			next, err := w.Directive.NextDirections(t.Context(), by, apptest.Province, 2025)
			if err != nil || (len(next) == 1) != sees[0] {
				t.Errorf("%s reads %d directions of the department (%v)", account, len(next), err)
			}
		}
	})
}

// Rank is not authorship: a leader speaks for the own unit, an agency for its
// own office, and nobody but the unit and its line settles the unit's work.
func TestWhoSpeaksForAUnit(t *testing.T) {
	t.Parallel()
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		near := access.UserInput{Account: "near", Name: "Công an huyện", Role: access.Police, Unit: apptest.District}
		if _, err := w.Access.AddUserWith(t.Context(), access.System("test"), near, apptest.Password); err != nil {
			t.Fatal(err)
		}
		ctx, s := t.Context(), w.Directive
		district, province, police, leader := w.Actor(t, "district"), w.Actor(t, "province"), w.Actor(t, "police"), w.Actor(t, "leader")
		to := directive.Address{Units: []string{apptest.Commune}, Roles: []access.Role{access.Police}, Require: "report", Due: clock.MustParse("2025-01-07")}
		d := issue(t, w, district, plan(apptest.District, "3/KH-UBND", "2025-01-06"), to)
		theirs := issue(t, w, w.Actor(t, "near"), plan(apptest.District, "4/KH-CAH", "2025-01-06"), directive.Address{})
		tasks, err := s.Plan(ctx, district, d.ID, []directive.Task{{Title: "Việc của xã", OwnerUnit: apptest.Commune}, {Title: "Việc của huyện"}})
		if err != nil {
			t.Fatal(err)
		}
		for who, by := range map[string]access.Actor{"leader": leader, "police": police, "near": w.Actor(t, "near"), "border": w.Actor(t, "border")} {
			_, err := s.Remind(ctx, by, d.ID, nil, "")
			wantKind(t, who+" reminds for the district", err, errs.Forbidden)
			wantKind(t, who+" withdraws the district's", s.Withdraw(ctx, by, d.ID, 1, "nhầm"), errs.Forbidden)
			_, err = s.Settle(ctx, by, tasks[0].ID, 1, directive.TaskDone, "xong")
			wantKind(t, who+" settles the commune's task", err, errs.Forbidden)
			if who != "near" {
				wantKind(t, who+" withdraws that of the district's police", s.Withdraw(ctx, by, theirs.ID, 1, "nhầm"), errs.Forbidden)
				_, err = s.Issue(ctx, by, plan(apptest.District, "5/KH", "2025-01-06"), directive.Address{}, false)
				wantKind(t, who+" issues in the district's name", err, errs.Forbidden)
			}
		}
		for _, r := range recipients(t, w, district, d.ID) {
			if r.Role == access.Police {
				wantKind(t, "the police above answers for the district's", s.Acknowledge(ctx, police, r.ID), errs.Forbidden)
				if err := s.Acknowledge(ctx, w.Actor(t, "near"), r.ID); err != nil {
					t.Error("the district's police cannot acknowledge", err)
				}
			}
		}
		_, err = s.Settle(ctx, w.Actor(t, "commune"), tasks[1].ID, 1, directive.TaskDone, "xong")
		wantKind(t, "the commune settles the district's task", err, errs.NotFound)
		if _, err = s.Settle(ctx, w.Actor(t, "commune"), tasks[0].ID, 1, directive.TaskDone, "xong"); err != nil {
			t.Error("the commune cannot settle its own", err)
		}
		if _, err = s.Remind(ctx, province, d.ID, nil, ""); err != nil {
			t.Error("the line above cannot remind", err)
		}
		own := issue(t, w, leader, plan(apptest.Province, "6/KH-UBND", "2025-01-06"), directive.Address{})
		if err := s.Withdraw(ctx, leader, own.ID, 1, "nhầm"); err != nil {
			t.Error("a leader cannot withdraw the own unit's", err)
		}
	})
}

// What waits for an agency is its own: neither the tasks nor the findings of the
// authority beside it.
func TestWorkOfAgencies(t *testing.T) {
	t.Parallel()
	w := apptest.SQLite(t)
	ctx, province := t.Context(), w.Actor(t, "province")
	add := func(account, code, task string) {
		d := issue(t, w, w.Actor(t, account), plan(apptest.Province, code, "2025-01-02"), directive.Address{})
		if _, err := w.Directive.Plan(ctx, w.Actor(t, account), d.ID, []directive.Task{{Title: task, Due: clock.MustParse("2025-01-07")}}); err != nil {
			t.Fatal(err)
		}
	}
	add("province", "1/KH-SLĐ", "Việc của Sở")
	add("police", "2/KH-CAT", "Việc của Công an")
	v, err := w.Directive.RecordSurvey(ctx, province, directive.Survey{Unit: apptest.Province, Kind: "visit", On: clock.MustParse("2025-01-03"), Visited: apptest.District, Topics: "Quy chế"},
		[]directive.Finding{{Content: "Thiếu chỗ tạm lánh", Severity: "high"}})
	if err != nil {
		t.Fatal(err)
	}
	sv, err := w.Directive.Survey(ctx, province, v.ID)
	if err != nil {
		t.Fatal(err)
	}
	_, err = w.Directive.Follow(ctx, w.Actor(t, "police"), sv.Findings[0].ID, 1, "done", "Đã làm")
	wantKind(t, "police settles a finding", err, errs.Forbidden)
	webtest.Run(t, w.Handler, []webtest.Scenario{
		{Name: "police works on its own", Path: "/directive/tasks", As: w.As(t, "police"), WantStatus: 200, Want: []string{"Việc của Công an"}, WantNot: []string{"Việc của Sở"}},
		{Name: "border guard has none", Path: "/directive/tasks", As: w.As(t, "border"), WantStatus: 200, WantNot: []string{"Việc của Công an", "Việc của Sở"}},
		{Name: "the department on its own", Path: "/directive/tasks", As: w.As(t, "province"), WantStatus: 200, Want: []string{"Việc của Sở"}, WantNot: []string{"Việc của Công an"}},
		{Name: "first page of the police", Path: "/", As: w.As(t, "police"), WantStatus: 200, Want: []string{"/directive/tasks?"}, WantNot: []string{"/directive/surveys?"}},
		{Name: "first page of the border guard", Path: "/", As: w.As(t, "border"), WantStatus: 200, WantNot: []string{"/directive/tasks?state", "/directive/surveys?"}},
		{Name: "first page of the department", Path: "/", As: w.As(t, "province"), WantStatus: 200, Want: []string{"/directive/surveys?"}},
		{Name: "no form in the district's name", Path: "/directive/documents/new?unit=" + apptest.District, As: w.As(t, "police"), WantStatus: 403},
		{Name: "no button either", Path: "/directive/documents?tab=issued&unit=" + apptest.District, As: w.As(t, "leader"), WantStatus: 200, WantNot: []string{"/directive/documents/new"}},
	})
}
