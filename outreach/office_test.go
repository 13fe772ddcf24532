package outreach_test

import (
	"net/url"
	"testing"

	"neove/access"
	"neove/app/apptest"
	"neove/internal/clock"
	"neove/internal/errs"
	"neove/internal/upload"
	"neove/internal/webtest"
	"neove/outreach"
)

// What one office recorded no other office of the area changes: only the office
// itself and the line above.
func TestOfficesKeepTheirActivities(t *testing.T) {
	t.Parallel()
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		near := access.UserInput{Account: "near", Name: "Công an huyện", Role: access.Police, Unit: apptest.District}
		if _, err := w.Access.AddUserWith(t.Context(), access.System("test"), near, apptest.Password); err != nil {
			t.Fatal(err)
		}
		talk := outreach.Activity{Unit: apptest.Commune, Channel: "session", From: clock.On(2025, 1, 6), Place: "Nhà văn hóa"}
		for _, c := range []struct {
			recorder, office string
			may, not, hidden []string
		}{
			{"commune", "", []string{"commune", "district", "province"}, []string{"police", "near", "border", "leader", "inspector"}, []string{"other", "admin"}},
			{"province", "", []string{"commune", "district", "province"}, []string{"police", "near", "border"}, []string{"other"}}, // what came on paper
			{"police", "police:" + apptest.Province, []string{"police", "district", "province"}, []string{"commune", "near", "border", "leader"}, []string{"other"}},
			{"near", "police:" + apptest.District, []string{"near", "district", "province"}, []string{"commune", "police", "border"}, []string{"other"}},
			{"border", "border_guard:" + apptest.Province, []string{"border", "district", "province"}, []string{"commune", "police", "near"}, []string{"other"}},
		} {
			a, err := w.Outreach.Record(t.Context(), w.Actor(t, c.recorder), talk, "")
			if err != nil || a.Office != c.office {
				t.Fatalf("%s records as %q (%v)", c.recorder, a.Office, err)
			}
			try := func(account string, want errs.Kind, allowed bool) {
				t.Helper()
				by := w.Actor(t, account)
				attach := w.Outreach.Attach(t.Context(), by, a.ID, upload.File{Name: "a.pdf", MediaType: "application/pdf", Content: []byte("%PDF-1.4"), SHA256: account})
				next, amend := w.Outreach.Amend(t.Context(), by, a.ID, a.Version, talk, "")
				if allowed {
					if attach != nil || amend != nil || next.Office != c.office {
						t.Errorf("%s cannot change what %s recorded: %v, %v, office %q", account, c.recorder, attach, amend, next.Office)
					}
					a = next
					return
				}
				withdraw := w.Outreach.Withdraw(t.Context(), by, a.ID, a.Version, "nhầm")
				if !errs.Is(attach, want) || !errs.Is(amend, want) || !errs.Is(withdraw, want) {
					t.Errorf("%s changes what %s recorded: %v, %v, %v", account, c.recorder, attach, amend, withdraw)
				}
			}
			for _, account := range c.not {
				try(account, errs.Forbidden, false)
			}
			for _, account := range c.hidden {
				try(account, errs.NotFound, false)
			}
			for _, account := range c.may {
				try(account, 0, true)
			}
			if err := w.Outreach.Withdraw(t.Context(), w.Actor(t, c.may[0]), a.ID, a.Version, "nhầm"); err != nil {
				t.Errorf("%s cannot take back what %s recorded: %v", c.may[0], c.recorder, err)
			}
		}
	})
}

// The page offers a change only to whom it is open, and says which agency wrote.
func TestPagesOfOtherOffices(t *testing.T) {
	t.Parallel()
	w := apptest.SQLite(t)
	talk := outreach.Activity{Unit: apptest.Commune, Channel: "session", From: clock.On(2025, 1, 6), Place: "Nhà văn hóa"}
	record := func(account string) string {
		a, err := w.Outreach.Record(t.Context(), w.Actor(t, account), talk, "")
		if err != nil {
			t.Fatal(err)
		}
		return "/outreach/activities/" + a.ID
	}
	commune, police := record("commune"), record("police")
	typed := url.Values{"channel": {"session"}, "from": {"6/1/2025"}, "place": {"Chỗ khác"}, "version": {"1"}, "reason": {"nhầm"}}
	change := []string{commune + "/amend", commune + "/withdraw", commune + "/evidence"}
	webtest.Run(t, w.Handler, []webtest.Scenario{
		{Name: "police reads the commune's", Path: commune, As: w.As(t, "police"), WantStatus: 200, Want: []string{"Nhà văn hóa"}, WantNot: append(change, "Cơ quan ghi")},
		{Name: "police opens the form", Path: commune + "/amend", As: w.As(t, "police"), WantStatus: 403, WantNot: []string{"Nhà văn hóa"}},
		{Name: "police posts it", Method: "POST", Path: commune + "/amend", Form: typed, As: w.As(t, "police"), WantStatus: 403},
		{Name: "police withdraws", Method: "POST", Path: commune + "/withdraw", Form: typed, As: w.As(t, "police"), WantStatus: 403},
		{Name: "the commune still has it", Path: commune, As: w.As(t, "commune"), WantStatus: 200, Want: append(change, "Nhà văn hóa"), WantNot: []string{"Chỗ khác"}},
		{Name: "the commune reads the police's", Path: police, As: w.As(t, "commune"), WantStatus: 200, Want: []string{"Cơ quan ghi", "Công an tỉnh Long An"}, WantNot: []string{police + "/amend"}},
		{Name: "the police amends its own", Path: police + "/amend", As: w.As(t, "police"), WantStatus: 200, Want: []string{"Nhà văn hóa"}},
		{Name: "the district corrects it", Path: police + "/amend", As: w.As(t, "district"), WantStatus: 200},
	})
}
