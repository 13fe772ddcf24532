package training_test

import (
	"testing"

	"neove/access"
	"neove/app/apptest"
	"neove/internal/errs"
	"neove/internal/webtest"
	"neove/training"
)

// An agency changes the courses that it recorded; those of the authority of the
// unit are changed by that authority and the line above.
func TestOfficesKeepTheirCourses(t *testing.T) {
	t.Parallel()
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		near := access.UserInput{Account: "near", Name: "Công an huyện", Role: access.Police, Unit: apptest.District}
		if _, err := w.Access.AddUserWith(t.Context(), access.System("test"), near, apptest.Password); err != nil {
			t.Fatal(err)
		}
		talk := course()
		talk.Unit = apptest.Commune
		for _, c := range []struct {
			recorder, office string
			may, not, hidden []string
		}{
			{"commune", "", []string{"commune", "district", "province"}, []string{"police", "near", "border"}, []string{"other", "leader", "inspector", "admin"}},
			{"province", "", []string{"commune", "district", "province"}, []string{"police", "near", "border"}, []string{"other"}}, // what came on paper
			{"police", "police:" + apptest.Province, []string{"police", "district", "province"}, []string{"commune", "near", "border"}, []string{"other", "leader"}},
			{"near", "police:" + apptest.District, []string{"near", "district", "province"}, []string{"commune", "police", "border"}, []string{"other"}},
			{"border", "border_guard:" + apptest.Province, []string{"border", "district", "province"}, []string{"commune", "police", "near"}, []string{"other"}},
		} {
			r, err := w.Training.Record(t.Context(), w.Actor(t, c.recorder), talk, "")
			if err != nil || r.Office != c.office {
				t.Fatalf("%s records as %q (%v)", c.recorder, r.Office, err)
			}
			refused := func(accounts []string, want errs.Kind) {
				t.Helper()
				for _, account := range accounts {
					by := w.Actor(t, account)
					_, amend := w.Training.Amend(t.Context(), by, r.ID, r.Version, r.Course, "")
					_, add := w.Training.AddCluster(t.Context(), by, r.ID, training.Cluster{From: day("2024-06-03"), To: day("2024-06-03")}, "")
					withdraw := w.Training.Withdraw(t.Context(), by, r.ID, r.Version, "nhầm")
					if !errs.Is(amend, want) || !errs.Is(add, want) || !errs.Is(withdraw, want) {
						t.Errorf("%s changes what %s recorded: %v, %v, %v", account, c.recorder, amend, add, withdraw)
					}
				}
			}
			refused(c.not, errs.Forbidden)
			refused(c.hidden, errs.NotFound)
			for _, account := range c.may {
				next, err := w.Training.Amend(t.Context(), w.Actor(t, account), r.ID, r.Version, training.Course{Subject: "Chuyển tuyến, " + account, Topics: "referral"}, "")
				if err != nil || next.Office != c.office {
					t.Fatalf("%s cannot change what %s recorded: %v, office %q", account, c.recorder, err, next.Office)
				}
				r = next
			}
			for _, account := range []string{c.may[0], c.not[0]} {
				s := webtest.Scenario{Name: account, Path: "/training/courses/" + r.ID, As: w.As(t, account), WantStatus: 200, Want: []string{"/amend"}}
				if account == c.not[0] {
					s.Want, s.WantNot = nil, []string{"/amend", "/clusters/new"}
				}
				if c.recorder == "police" {
					s.Want = append(s.Want, "Công an")
				}
				s.Run(t, w.Handler)
			}
			if err := w.Training.Withdraw(t.Context(), w.Actor(t, c.may[0]), r.ID, r.Version, "nhầm"); err != nil {
				t.Errorf("%s cannot take back what %s recorded: %v", c.may[0], c.recorder, err)
			}
		}
	})
}
