package shelter_test

import (
	"bytes"
	"encoding/hex"
	"fmt"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"neove/access"
	"neove/app/apptest"
	"neove/internal/clock"
	"neove/internal/db"
	"neove/internal/dbtest"
	"neove/internal/errs"
	"neove/internal/webtest"
	"neove/shelter"
)

// where asks for the address of a facility.
func where(t *testing.T, w *apptest.World, account, id string) (shelter.Place, error) {
	t.Helper()
	_, p, err := w.Shelter.PlaceOf(t.Context(), w.Actor(t, account), id)
	return p, err
}

// approve lets an account agree to the newest open proposal that it sees.
func approve(t *testing.T, w *apptest.World, account string) error {
	t.Helper()
	by := w.Actor(t, account)
	list, err := w.Access.Proposals(t.Context(), by, true)
	if err != nil || len(list) == 0 {
		t.Fatalf("%s sees %d proposals: %v", account, len(list), err)
	}
	return w.Access.Approve(t.Context(), by, list[0].ID)
}

// The address is for the office that runs the facility, and for a quarter of an
// hour for an official of its unit when a second person agreed.
func TestAddressTakesTwo(t *testing.T) {
	t.Parallel()
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		another(t, w)
		f := found(t, w, "shelter", house)
		if p, err := where(t, w, "shelter", f.ID); err != nil || p != house.Place {
			t.Fatalf("the own office: %+v %v", p, err)
		}
		for who, want := range map[string]errs.Kind{"province": errs.Conflict, "police": errs.Conflict, "legal": errs.NotFound, "commune": errs.NotFound, "border": errs.NotFound, "admin": errs.NotFound} {
			if p, err := where(t, w, who, f.ID); !errs.Is(err, want) || p != (shelter.Place{}) {
				t.Errorf("%s: %+v %v", who, p, err)
			}
		}
		if _, _, err := w.Shelter.PlaceOf(t.Context(), access.System("neove"), f.ID); !errs.Is(err, errs.Conflict) {
			t.Errorf("the program itself: %v", err)
		}
		at := "/shelter/facilities/" + f.ID + "/place"
		webtest.Run(t, w.Handler, []webtest.Scenario{
			{Name: "not yet", Path: at, As: w.As(t, "police"), WantStatus: 200, Want: []string{"Đề nghị người thứ hai đồng ý", "CS-01"}, WantNot: canaries, WantHeader: map[string]string{"Cache-Control": "no-store"}},
			{Name: "without a reason", Method: "POST", Path: at, Form: url.Values{}, As: w.As(t, "police"), WantStatus: 422, WantNot: canaries},
			{Name: "ask", Method: "POST", Path: at, Form: url.Values{"reason": {"escort"}}, As: w.As(t, "police"), WantStatus: 303, WantNot: canaries},
			{Name: "ask twice", Method: "POST", Path: at, Form: url.Values{"reason": {"escort"}}, As: w.As(t, "police"), WantStatus: 409, WantNot: canaries},
			{Name: "another organisation asks", Method: "POST", Path: at, Form: url.Values{"reason": {"escort"}}, As: w.As(t, "legal"), WantStatus: 404, WantNot: canaries},
			{Name: "a commune asks", Method: "POST", Path: at, Form: url.Values{"reason": {"escort"}}, As: w.As(t, "commune"), WantStatus: 403, WantNot: canaries},
		})
		if err := approve(t, w, "police"); !errs.Is(err, errs.Forbidden) {
			t.Errorf("who asked agrees: %v", err)
		}
		if err := approve(t, w, "legal"); !errs.Is(err, errs.NotFound) {
			t.Errorf("another organisation agrees: %v", err)
		}
		if _, err := where(t, w, "police", f.ID); !errs.Is(err, errs.Conflict) {
			t.Errorf("before anybody agreed: %v", err)
		}
		if err := approve(t, w, "province"); err != nil {
			t.Fatal(err)
		}
		if p, err := where(t, w, "police", f.ID); err != nil || p != house.Place {
			t.Errorf("after it: %+v %v", p, err)
		}
		if _, err := where(t, w, "province", f.ID); !errs.Is(err, errs.Conflict) {
			t.Errorf("who agreed sees it, too: %v", err)
		}
		w.Set(w.Now().Add(14 * time.Minute))
		webtest.Scenario{Path: at, As: w.As(t, "police"), WantStatus: 200, Want: []string{addressCanary, "Lần xem này đã được ghi lại"}, WantHeader: map[string]string{"Cache-Control": "no-store"}}.Run(t, w.Handler)
		w.Set(w.Now().Add(time.Minute))
		if _, err := where(t, w, "police", f.ID); !errs.Is(err, errs.Conflict) {
			t.Errorf("after a quarter of an hour: %v", err)
		}
		if seen := looks(t, w, f.ID); seen != 3 {
			t.Errorf("%d looks are recorded, want 3", seen)
		}
	})
}

func looks(t *testing.T, w *apptest.World, id string) (n int64) {
	t.Helper()
	err := w.DB.View(t.Context(), func(tx *db.Tx) (err error) {
		n, err = db.Get[int64](tx, "SELECT COUNT(*) FROM audit_events WHERE action='shelter.place.view' AND object=?", id)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// whole fills a facility with everything that is secret.
func whole(t *testing.T, w *apptest.World) (shelter.Facility, shelter.Stay, shelter.Note) {
	t.Helper()
	f := found(t, w, "shelter", house)
	st := admit(t, w, "shelter", here(f))
	note, err := w.Shelter.RecordNote(t.Context(), w.Actor(t, "shelter"), shelter.NoteInput{Stay: st.ID, Kind: shelter.Incident, Type: "health", Text: textCanary})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.Shelter.RecordNote(t.Context(), w.Actor(t, "shelter"), shelter.NoteInput{Facility: f.ID, Kind: shelter.Visit, Type: "relative", On: clock.MustParse("2025-01-08"), Text: textCanary}); err != nil {
		t.Fatal(err)
	}
	return f, st, note
}

// What a note says is for the office that runs the facility; the department
// sees that there is one.
func TestTextIsForTheOffice(t *testing.T) {
	t.Parallel()
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		another(t, w)
		_, _, note := whole(t, w)
		at := "/shelter/notes/" + note.ID
		webtest.Run(t, w.Handler, []webtest.Scenario{
			{Name: "office", Path: at, As: w.As(t, "shelter"), WantStatus: 200, Want: []string{textCanary, caseCanary}, WantHeader: map[string]string{"Cache-Control": "no-store"}},
			{Name: "department", Path: at, As: w.As(t, "province"), WantStatus: 200, Want: []string{"chỉ mở cho cơ quan quản lý"}, WantNot: []string{textCanary}},
			{Name: "another organisation", Path: at, As: w.As(t, "legal"), WantStatus: 404, WantNot: []string{textCanary, caseCanary}},
			{Name: "police", Path: at, As: w.As(t, "police"), WantStatus: 403, WantNot: []string{textCanary, caseCanary}},
		})
		if v, err := w.Shelter.Note(t.Context(), w.Actor(t, "province"), note.ID); err != nil || !v.Closed || v.Told != "" {
			t.Errorf("the department gets %q, %v", v.Told, err)
		}
		one := webtest.Scenario{Path: at, As: w.As(t, "legal"), WantStatus: 404}.Run(t, w.Handler)
		none := webtest.Scenario{Path: "/shelter/notes/0" + note.ID[1:], As: w.As(t, "legal"), WantStatus: 404}.Run(t, w.Handler)
		if one.Body.String() != none.Body.String() {
			t.Error("a closed note is told from one that does not exist")
		}
	})
}

// Nobody who looks for a bed learns more than codes and beds, by no way that the
// program has.
func TestBoardSaysNoMore(t *testing.T) {
	t.Parallel()
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		another(t, w)
		f, st, note := whole(t, w)
		never := append([]string{caseCanary, st.ID, note.ID, "p-shelter", "Nguyễn Thị Lan"}, canaries...)
		for _, who := range []string{"commune", "other", "district", "leader", "inspector", "police", "border", "legal"} {
			for _, path := range []string{"/shelter/facilities", "/shelter/facilities/" + f.ID, "/api/v1/shelter/facilities", "/shelter/readiness", "/", "/search?q=CS-01", "/indicator/figures"} {
				if who == "legal" && strings.HasPrefix(path, "/indicator") || who == "legal" && strings.HasPrefix(path, "/search") {
					continue
				}
				webtest.Scenario{Name: who + path, Path: path, As: w.As(t, who), WantNot: never}.Run(t, w.Handler)
			}
			x := webtest.Scenario{Path: "/shelter/facilities.xlsx", As: w.As(t, who), WantStatus: 200}.Run(t, w.Handler)
			text := workbook(t, x.Body.Bytes())
			if !strings.Contains(text, "CS-01") {
				t.Errorf("%s: the file lacks the code: %s", who, text)
			}
			for _, c := range never {
				if strings.Contains(text, c) {
					t.Errorf("%s: the file holds %s", who, c)
				}
			}
			for _, path := range []string{"/shelter/stays/" + st.ID, "/shelter/notes/" + note.ID, "/shelter/today?facility=" + f.ID, "/shelter/facilities/" + f.ID + "/amend", "/shelter/stays/" + st.ID + "/leave", "/api/v1/shelter/stays"} {
				got := webtest.Scenario{Name: who + path, Path: path, As: w.As(t, who), WantNot: never}.Run(t, w.Handler)
				if got.Code != 403 && got.Code != 404 && !(who == "legal" && path == "/api/v1/shelter/stays" && got.Code == 200) {
					t.Errorf("%s %s answers %d", who, path, got.Code)
				}
			}
		}
		for _, who := range []string{"leader", "inspector", "province"} {
			webtest.Scenario{Path: "/audit/events?unit=" + apptest.Province, As: w.As(t, who), WantStatus: 200, WantNot: append([]string{caseCanary}, canaries...)}.Run(t, w.Handler)
		}
	})
}

// A fact of a stay or an incident leads to no case: its name is a MAC, and one
// half month cannot be told to belong to another.
func TestFactsLeadToNoCase(t *testing.T) {
	t.Parallel()
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		_, st, note := whole(t, w)
		w.Set(w.Now().AddDate(0, 0, 20))
		if err := w.DB.Write(t.Context(), w.Actor(t, "shelter"), "test", func(tx *db.Tx) error { return w.Shelter.CountNights(tx) }); err != nil {
			t.Fatal(err)
		}
		var entries []string
		err := w.DB.View(t.Context(), func(tx *db.Tx) (err error) {
			entries, err = db.Select[string](tx, "SELECT entry FROM measure_facts WHERE kind IN ('shelter.stay','shelter.incident')")
			return err
		})
		if err != nil || len(entries) != 4 { // the stay, two half months, the incident
			t.Fatalf("%d entries, %v", len(entries), err)
		}
		seen := map[string]bool{}
		for _, e := range entries {
			raw, err := hex.DecodeString(e)
			if err != nil || len(raw) != 32 || strings.Contains(e, st.ID) || strings.Contains(e, note.ID) || seen[e] {
				t.Errorf("entry %q", e)
			}
			seen[e] = true
		}
	})
}

// What is sealed stands nowhere in a form that can be read.
func TestNothingSecretAtRest(t *testing.T) {
	t.Parallel()
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		f, _, _ := whole(t, w)
		webtest.Scenario{Method: "POST", Path: "/shelter/facilities/" + f.ID + "/amend", Form: url.Values{"version": {"1"}, "kind": {"refuge"}, "women": {"3"}, "state": {"open"}, "address": {addressCanary}}, As: w.As(t, "province"), WantStatus: 303, WantNot: canaries}.Run(t, w.Handler)
		columns := 0
		for column, value := range dbtest.Stored(t, w.DB) {
			columns++
			for _, c := range canaries {
				if bytes.Contains(value, []byte(c)) || bytes.Contains(bytes.ToLower(value), []byte(hex.EncodeToString([]byte(c)))) {
					t.Errorf("%s holds %s", column, c)
				}
			}
		}
		if columns < 100 {
			t.Fatalf("only %d columns were looked at", columns)
		}
		if p, err := where(t, w, "shelter", f.ID); err != nil || p != (shelter.Place{Address: addressCanary}) {
			t.Errorf("what the department wrote: %+v %v", p, err)
		}
	})
}

func workbook(t *testing.T, raw []byte) string {
	t.Helper()
	f, err := excelize.OpenReader(bytes.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := f.GetRows(f.GetSheetName(0))
	if err != nil {
		t.Fatal(err)
	}
	return fmt.Sprint(rows)
}
