package inspection_test

import (
	"testing"

	"neove/access"
	"neove/app/apptest"
	"neove/inspection"
	"neove/internal/errs"
	"neove/internal/upload"
	"neove/internal/webtest"
)

// What one office recorded no other office of the area changes: only the office
// itself and the line above.
func TestOfficesKeepTheirRecords(t *testing.T) {
	t.Parallel()
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		near := access.UserInput{Account: "near", Name: "Công an huyện", Role: access.Police, Unit: apptest.District}
		if _, err := w.Access.AddUserWith(t.Context(), access.System("test"), near, apptest.Password); err != nil {
			t.Fatal(err)
		}
		for _, c := range []struct {
			recorder, unit, office string
			may, not, hidden       []string
		}{
			{"commune", apptest.Commune, "", []string{"commune", "district", "province"}, []string{"police", "near", "border", "leader"}, []string{"other", "admin"}},
			{"district", apptest.District, "", []string{"district", "province"}, []string{"police", "near", "border", "commune"}, []string{"other"}},
			{"police", apptest.Province, "police:" + apptest.Province, []string{"police", "province"}, []string{"district", "commune", "near", "border"}, []string{"other"}},
			{"near", apptest.District, "police:" + apptest.District, []string{"near", "district", "province"}, []string{"police", "commune", "border"}, []string{"other"}},
		} {
			e, k := checkBy(t, w, c.recorder, c.unit)
			if e.Office != c.office || k.Office != c.office {
				t.Errorf("%s records as %q and %q", c.recorder, e.Office, k.Office)
			}
			for _, account := range c.not {
				for what, err := range changes(t, w, account, e, k) {
					if what[0] == 'e' && (account == "district" || account == "commune" && c.office == "") {
						continue // the house is that of the commune and of the line above it
					}
					if !errs.Is(err, errs.Forbidden) {
						t.Errorf("%s: %s of what %s recorded: %v", account, what, c.recorder, err)
					}
				}
			}
			for _, account := range c.hidden {
				for what, err := range changes(t, w, account, e, k) {
					if !errs.Is(err, errs.NotFound) {
						t.Errorf("%s: %s of what %s recorded: %v", account, what, c.recorder, err)
					}
				}
			}
			for _, account := range c.may {
				e, k = checkBy(t, w, c.recorder, c.unit)
				for what, err := range changes(t, w, account, e, k) {
					if err != nil {
						t.Errorf("%s: no %s of what %s recorded: %v", account, what, c.recorder, err)
					}
				}
			}
		}
	})
}

// checkBy records a house of the commune and a check of it.
func checkBy(t *testing.T, w *apptest.World, account, unit string) (inspection.Establishment, inspection.Check) {
	t.Helper()
	by := w.Actor(t, account)
	e, err := w.Inspection.RecordEstablishment(t.Context(), by, inspection.Establishment{Unit: apptest.Commune, Type: "lodging", Name: "Nhà nghỉ Hoa Cúc"}, true)
	if err != nil {
		t.Fatal(account, err)
	}
	k, err := w.Inspection.RecordCheck(t.Context(), by, check(unit, e, today-1), "")
	if err != nil {
		t.Fatal(account, err)
	}
	return e, k
}

// changes tries everything that changes a house and a check, in an order in
// which all can succeed.
func changes(t *testing.T, w *apptest.World, account string, e inspection.Establishment, k inspection.Check) map[string]error {
	t.Helper()
	by, s, ctx, out := w.Actor(t, account), w.Inspection, t.Context(), map[string]error{}
	_, out["establishment amended"] = s.AmendEstablishment(ctx, by, e.ID, 1, e, true)
	out["file attached"] = s.Attach(ctx, by, k.ID, "evidence", upload.File{Name: "a.pdf", MediaType: "application/pdf", SHA256: account, Content: []byte("%PDF")})
	_, out["passed"] = s.Pass(ctx, by, inspection.Passing{Check: k.ID, ToUnit: apptest.Province, On: today, Office: "PC02", Name: "Hồ sơ"}, "")
	amended := check(k.Unit, e, today-1)
	amended.FollowOn = today
	_, out["check amended"] = s.AmendCheck(ctx, by, k.ID, 1, amended, "")
	_, out["followed up"] = s.FollowUp(ctx, by, k.ID, 2, today, "xong", 0)
	out["check withdrawn"] = s.WithdrawCheck(ctx, by, k.ID, 3, "nhầm")
	out["establishment withdrawn"] = s.WithdrawEstablishment(ctx, by, e.ID, 2, "nhầm")
	return out
}

// A plan of the authority is not the police's, nor the other way round.
func TestOfficesKeepTheirPlans(t *testing.T) {
	t.Parallel()
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		e := lodge(t, w, apptest.Commune, "Nhà nghỉ Hoa Cúc")
		in := inspection.Plan{Unit: apptest.Province, Name: "Kế hoạch", From: today, To: today + 5, Establishments: []string{e.ID}}
		for recorder, other := range map[string]string{"province": "police", "police": "district"} {
			p, err := w.Inspection.RecordPlan(t.Context(), w.Actor(t, recorder), in)
			if err != nil {
				t.Fatal(err)
			}
			_, err = w.Inspection.AmendPlan(t.Context(), w.Actor(t, other), p.ID, 1, in)
			wantKind(t, err, errs.Forbidden, "")
			wantKind(t, w.Inspection.WithdrawPlan(t.Context(), w.Actor(t, other), p.ID, 1, "nhầm"), errs.Forbidden, "")
			if _, err = w.Inspection.AmendPlan(t.Context(), w.Actor(t, recorder), p.ID, 1, in); err != nil {
				t.Errorf("%s cannot amend its own: %v", recorder, err)
			}
			if err := w.Inspection.WithdrawPlan(t.Context(), w.Actor(t, "province"), p.ID, 2, "nhầm"); err != nil {
				t.Errorf("the province cannot take it back: %v", err)
			}
		}
	})
}

// The pages offer a change only to whom it is open, and say which agency wrote.
func TestPagesOfOtherOffices(t *testing.T) {
	t.Parallel()
	w := apptest.SQLite(t)
	e, k := checkBy(t, w, "commune", apptest.Commune)
	_, theirs := checkBy(t, w, "police", apptest.Province)
	house, page, police := "/inspection/establishments/"+e.ID, "/inspection/checks/"+k.ID, "/inspection/checks/"+theirs.ID
	webtest.Run(t, w.Handler, []webtest.Scenario{
		{Name: "police reads the commune's check", Path: page, As: w.As(t, "police"), WantStatus: 200, WantNot: []string{page + "/amend", page + "/withdraw", page + "/files", "Cơ quan ghi"}},
		{Name: "police opens its form", Path: page + "/amend", As: w.As(t, "police"), WantStatus: 403},
		{Name: "police reads the house", Path: house, As: w.As(t, "police"), WantStatus: 200, WantNot: []string{house + "/amend", house + "/withdraw"}},
		{Name: "police opens its form too", Path: house + "/amend", As: w.As(t, "police"), WantStatus: 403},
		{Name: "the commune amends", Path: page, As: w.As(t, "commune"), WantStatus: 200, Want: []string{page + "/amend", page + "/withdraw"}},
		{Name: "the commune reads the police's", Path: police, As: w.As(t, "commune"), WantStatus: 200, Want: []string{"Cơ quan ghi", "Công an tỉnh Long An"}, WantNot: []string{police + "/amend"}},
	})
}
