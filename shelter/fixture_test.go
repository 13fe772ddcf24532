package shelter_test

import (
	"strings"
	"testing"

	"neove/access"
	"neove/app/apptest"
	"neove/internal/clock"
	"neove/internal/db"
	"neove/shelter"
)

// Texts that stand in one sealed field each and nowhere else.
const (
	addressCanary = "chimsaudiachi"
	wayCanary     = "chimsauduongdi"
	phoneCanary   = "chimsaudienthoai"
	textCanary    = "chimsaughichep"
	caseCanary    = "NN-2024-CHIM"
)

var canaries = []string{addressCanary, wayCanary, phoneCanary, textCanary}

var house = shelter.FacilityInput{Kind: "victim_support", Beds: map[string]int64{"women": 2, "children": 1},
	Place: shelter.Place{Address: addressCanary, Way: wayCanary, Phone: phoneCanary}}

// alone takes the slice without the cases of casework: their codes are only
// texts then.
func alone(w *apptest.World) { w.Shelter.FindCase, w.Shelter.CaseLabel = nil, nil }

func found(t *testing.T, w *apptest.World, account string, in shelter.FacilityInput) shelter.Facility {
	t.Helper()
	alone(w)
	f, err := w.Shelter.RecordFacility(t.Context(), w.Actor(t, account), in)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func admit(t *testing.T, w *apptest.World, account string, in shelter.AdmitInput) shelter.Stay {
	t.Helper()
	st, err := w.Shelter.AdmitOne(t.Context(), w.Actor(t, account), in)
	if err != nil {
		t.Fatal(err)
	}
	return st
}

func here(f shelter.Facility) shelter.AdmitInput {
	return shelter.AdmitInput{Facility: f.ID, Code: caseCanary, Bed: "women", From: clock.MustParse("2025-01-02")}
}

// another is an organisation at the same unit that has nothing to do with ours.
func another(t *testing.T, w *apptest.World) {
	t.Helper()
	user(t, w, access.UserInput{Account: "legal", Name: "Bùi Thị Ngọc", Role: access.ServiceOfficer, Unit: apptest.Province, Agency: "p-legal"})
}

func user(t *testing.T, w *apptest.World, in access.UserInput) {
	t.Helper()
	if _, err := w.Access.AddUserWith(t.Context(), access.System("test"), in, apptest.Password); err != nil {
		t.Fatal(err)
	}
}

// counted adds up the facts of all units, by measure.
func counted(t *testing.T, w *apptest.World) map[string]int64 {
	t.Helper()
	out := map[string]int64{}
	err := w.DB.View(t.Context(), func(tx *db.Tx) error {
		rows, err := db.Select[struct {
			Code string `db:"code"`
			N    int64  `db:"n"`
		}](tx, "SELECT m.code, CAST(SUM(f.value) AS BIGINT) AS n FROM measure_facts f JOIN measure_defs m ON m.id=f.measure GROUP BY m.code")
		for _, r := range rows {
			if strings.HasPrefix(r.Code, "shelter.") && r.N != 0 {
				out[r.Code] = r.N
			}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}
