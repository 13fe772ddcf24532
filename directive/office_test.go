package directive_test

import (
	"testing"

	"neove/access"
	"neove/app/apptest"
	"neove/directive"
	"neove/internal/clock"
	"neove/internal/errs"
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
