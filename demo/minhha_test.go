package demo_test

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"neove/access"
	"neove/app"
	"neove/audit"
	"neove/casework"
	"neove/demo"
	"neove/indicator"
	"neove/internal/clock"
	"neove/internal/db"
	"neove/internal/dbtest"
	"neove/internal/seal"
	"neove/internal/vntext"
	"neove/internal/webtest"
	"neove/measure"
	"neove/report"
)

// The second province has its cases in every stage and legal status, under both
// laws, on both engines.
func TestMinhHa(t *testing.T) {
	t.Run("sqlite", func(t *testing.T) {
		t.Parallel()
		file := filepath.Join(t.TempDir(), "mh.db")
		tick := &demo.Clock{}
		a, err := app.Open(t.Context(), app.Config{URL: "sqlite:" + file, Clock: tick.Now, Fragile: true, Keys: seal.ForTest()})
		if err != nil {
			t.Fatal(err)
		}
		defer a.Close()
		checkMinhHa(t, a, tick)
		if err := a.Close(); err != nil {
			t.Fatal(err)
		}
		checkFile(t, file)
	})
	t.Run("postgres", func(t *testing.T) {
		t.Parallel()
		tick := &demo.Clock{}
		a, err := app.Wire(dbtest.OpenPostgres(t, dbtest.Options{Clock: tick.Now, Audit: audit.Append}), app.Config{Keys: seal.ForTest()})
		if err != nil {
			t.Fatal(err)
		}
		checkMinhHa(t, a, tick)
	})
}

func checkMinhHa(t *testing.T, a *app.App, tick *demo.Clock) {
	t.Helper()
	tick.Set(time.Date(2025, 1, 6, 1, 0, 0, 0, time.UTC))
	if err := a.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	accounts, err := demo.LoadMinhHa(t.Context(), a, tick)
	if err != nil {
		t.Fatal(err)
	}
	if !tick.Now().Equal(demo.MinhHaToday) {
		t.Errorf("the clock stands at %s", tick.Now())
	}
	checkCases(t, a)
	checkHandoffs(t, a)
	checkFigures(t, a)
	checkPages(t, a, accounts)
}

// checkApart adds the second province to the reference year: the figures of Long
// An and of the country in 2024 stay what they are, row by row.
func checkApart(t *testing.T, a *app.App, tick *demo.Clock) {
	t.Helper()
	year := func(unit, tree string, by indicator.Grouping) map[string]any {
		acc, err := a.Report.Year(t.Context(), access.System("test"), report.YearQuery{Unit: unit, Year: 2024, Kind: measure.Calendar, Tree: clock.MustParse(tree), By: by})
		if err != nil {
			t.Fatal(err)
		}
		return map[string]any{"figures": acc.Answer.Figures, "rows": acc.Answer.Units}
	}
	all := func() []map[string]any {
		return []map[string]any{year("L80", "2024-12-31", indicator.ByCommune), year("C80", "2025-07-01", indicator.ByCommune), year("VN", "2024-12-31", indicator.ByUnit)}
	}
	before := all()
	if _, err := demo.LoadMinhHa(t.Context(), a, tick); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(before, all()); diff != "" {
		t.Error(diff)
	}
	checkYear(t, a, "L80", "2024-12-31", indicator.ByUnit, 15)
	checkDirectory(t, a)
	checkTree(t, a)
}

// checkTree finds the province in the country from its first day on, and nowhere
// else.
func checkTree(t *testing.T, a *app.App) {
	t.Helper()
	tree, err := a.Org.Tree(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for on, want := range map[string][2]int{"2024-12-31": {63, 0}, "2025-07-01": {35, 8}} {
		day := clock.MustParse(on)
		if got := [2]int{len(tree.Children("VN", day)), len(tree.CommunesOn(demo.MinhHa, day))}; got != want {
			t.Errorf("%s: %v provinces and communes, want %v", on, got, want)
		}
	}
	if tree.Covers("C80", "MH01") || tree.Covers("L80", demo.MinhHa) || len(tree.CommunesOn("C80", clock.On(2025, 7, 1))) != 96 {
		t.Error("the province reaches into Long An")
	}
}

// checkCases counts cases by stage, status and, for victims, law.
func checkCases(t *testing.T, a *app.App) {
	t.Helper()
	want := map[string]int{
		"reception reported": 2, "reception initial_verification": 1,
		"identification initial_verification": 1, "identification identifying": 3, "identification suspended": 2,
		"protection initial_verification": 1, "protection identifying": 2, "protection confirmed 2024": 4,
		"planning confirmed 2011": 1, "planning confirmed 2024": 5, "referral confirmed 2024": 5, "return confirmed 2024": 4,
		"reintegration confirmed 2011": 4, "reintegration confirmed 2024": 8, "reintegration initial_verification": 1,
		"closed confirmed 2011": 7, "closed confirmed 2024": 4, "closed not_victim": 4, "closed initial_verification": 1,
	}
	got, people, episodes := map[string]int{}, map[string]bool{}, 0
	var list []casework.Case
	err := a.DB.View(t.Context(), func(tx *db.Tx) (err error) {
		list, err = db.Select[casework.Case](tx, `SELECT id,code,person,episode,role,main_case,reception,office,stage,status,safety,retention,received_on,identified_on,
			returned_on,closed_on,review_on,decoy,box,version,created_at,changed_at FROM casework_cases WHERE decoy=?`, false)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range list {
		key := string(c.Stage) + " " + string(c.Status)
		switch {
		case c.Status != casework.Confirmed:
		case c.IdentifiedOn < clock.On(2025, 7, 1):
			key += " 2011"
		default:
			key += " 2024"
		}
		got[key]++
		people[c.Person] = true
		episodes = max(episodes, int(c.Episode))
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if len(list) != 60 || len(people) != 59 || episodes != 2 {
		t.Errorf("%d cases of %d people, up to %d episodes", len(list), len(people), episodes)
	}
}

// checkHandoffs finds every end that a request can have, and late ones.
func checkHandoffs(t *testing.T, a *app.App) {
	t.Helper()
	got := map[string]int64{}
	err := a.DB.View(t.Context(), func(tx *db.Tx) error {
		for _, q := range []struct {
			name, query string
			args        []any
		}{
			{"late", "SELECT COUNT(*) FROM handoff_requests WHERE due_at<>'' AND due_at<?", []any{db.Arg(tx.Now)}},
			{"chased", "SELECT COUNT(*) FROM handoff_requests WHERE chased_at<>''", nil},
			{"declined", "SELECT COUNT(*) FROM handoff_requests WHERE state='declined' AND counter_office<>''", nil},
			{"followed", "SELECT COUNT(*) FROM handoff_requests WHERE parent<>''", nil},
			{"stopped", "SELECT COUNT(*) FROM handoff_requests WHERE state='stopped' AND result='consent_withdrawn'", nil},
			{"withdrawn", "SELECT COUNT(*) FROM casework_consents WHERE state='withdrawn'", nil},
			{"broken", "SELECT COUNT(*) FROM casework_breaks", nil},
			{"reviewed", "SELECT COUNT(*) FROM casework_breaks WHERE verdict='justified'", nil},
			{"excluded", "SELECT COUNT(*) FROM casework_exclusions", nil},
			{"decoys", "SELECT COUNT(*) FROM casework_cases WHERE decoy=?", []any{true}},
			{"extended", "SELECT COUNT(*) FROM shelter_extensions", nil},
			{"arrived", "SELECT COUNT(*) FROM casework_intakes", nil},
			{"with signs", "SELECT COUNT(*) FROM casework_intakes WHERE state='opened'", nil},
			{"without signs", "SELECT COUNT(*) FROM casework_intakes WHERE state='ended'", nil},
			{"reopened", "SELECT COUNT(*) FROM casework_records WHERE kind='reopening'", nil},
		} {
			n, err := db.Get[int64](tx, q.query, q.args...)
			if got[q.name] = n; err != nil {
				return fmt.Errorf("%s: %w", q.name, err)
			}
		}
		return nil
	})
	want := map[string]int64{"late": 3, "chased": 1, "declined": 1, "followed": 1, "stopped": 1, "withdrawn": 1, "broken": 2, "reviewed": 1, "excluded": 1, "decoys": 1, "extended": 1, "reopened": 1,
		"arrived": 39, "with signs": 4, "without signs": 35}
	if diff := cmp.Diff(want, got); diff != "" || err != nil {
		t.Error(diff, err)
	}
}

// checkFigures adds the victims up from the records, by the year in which they
// were received, in the province and in the country; Long An has none.
func checkFigures(t *testing.T, a *app.App) {
	t.Helper()
	want := map[string]int64{"MH 2025": 23, "VN 2025": 23, "C80 2025": 0, "MH 2026": 19, "VN 2026": 19, "C80 2026": 0, "VN 2024": 0}
	got := map[string]int64{}
	for key := range want {
		unit, year, _ := strings.Cut(key, " ")
		y := 2024 + int(year[3]-'4')
		acc, err := a.Report.Year(t.Context(), access.System("test"), report.YearQuery{Unit: unit, Year: y, Kind: measure.Calendar})
		if err != nil {
			t.Fatal(key, err)
		}
		for _, f := range acc.Answer.Figures {
			if f.Indicator == "casework.victim.received" {
				got[key] = f.Value + f.Unallocated
			}
		}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// checkPages opens the lists as their officers: they lead to the cases and show
// no name; in Long An nothing of the second province is seen.
func checkPages(t *testing.T, a *app.App, accounts []demo.Account) {
	t.Helper()
	srv, err := a.Server(false)
	if err != nil {
		t.Fatal(err)
	}
	neighbour := demo.Account{UserInput: access.UserInput{Account: "long-an", Name: "Trần Thu Hà", Role: access.ProvinceOfficer, Unit: "C80"}, Password: "mot-mat-khau-dai-de-thu"}
	if _, err := a.Access.AddUserWith(t.Context(), access.System("test"), neighbour.UserInput, neighbour.Password); err != nil {
		t.Fatal(err)
	}
	tokens := map[string]string{}
	for _, u := range append(accounts, neighbour) {
		token, _, err := a.Access.SignIn(t.Context(), u.Account, u.Password, access.Browser)
		if err != nil {
			t.Fatal(u.Account, err)
		}
		tokens[u.Account] = token
	}
	names := demo.MinhHaNames()
	var list []webtest.Scenario
	for _, path := range []string{"/", "/casework/cases", "/casework/cases?closed=1", "/handoff/requests", "/handoff/late", "/shelter/stays", "/person/search"} {
		s := webtest.Scenario{Name: path, Path: path, As: tokens["minhha"], WantStatus: 200, WantNot: names}
		if path == "/casework/cases" {
			s.Want = []string{"NN-2026-", "Nang Dok", "Quá "}
		}
		list = append(list, s)
	}
	list = append(list,
		webtest.Scenario{Name: "group", Path: "/casework/receptions", As: tokens["minhha-bienphong"], WantStatus: 200, Want: []string{"4 hồ sơ · 35 không mở hồ sơ"}, WantNot: names},
		webtest.Scenario{Name: "lead gone", Path: "/casework/cases", As: tokens["minhha-bienphong"], WantStatus: 200, Want: []string{"1–1 trên 1"}, WantNot: names},
		webtest.Scenario{Name: "leader", Path: "/casework/cases", As: tokens["minhha-lanhdao"], WantStatus: 403, WantNot: []string{"NN-2026"}},
		webtest.Scenario{Name: "facility", Path: "/shelter/today", As: tokens["minhha-coso"], WantStatus: 200, Want: []string{"CS-01", "NN-2026-"}, WantNot: append([]string{"Nang Dok", "hư cấu của bản trình diễn"}, names...)})
	for _, path := range []string{"/", "/casework/cases", "/handoff/requests", "/handoff/late", "/handoff/protocols", "/shelter/facilities", "/shelter/readiness", "/partner/partners", "/partner/services", "/org/places"} {
		list = append(list, webtest.Scenario{Name: "neighbour " + path, Path: path, As: tokens["long-an"], WantStatus: 200, WantNot: append([]string{"Minh Hà", "NN-2025", "NN-2026", "Cửa Rừng"}, names...)})
	}
	webtest.Run(t, srv.Handler(), list)
}

// checkFile looks for names and texts in the bytes of the database.
func checkFile(t *testing.T, file string) {
	t.Helper()
	var raw []byte
	for _, end := range []string{"", "-wal"} {
		more, err := os.ReadFile(file + end)
		if err != nil && !os.IsNotExist(err) {
			t.Fatal(err)
		}
		raw = append(raw, more...)
	}
	if !bytes.Contains(raw, []byte("Cửa khẩu Cửa Rừng")) {
		t.Fatal("what is public is not in the file: the search finds nothing")
	}
	names := demo.MinhHaNames()
	if len(names) < 60 {
		t.Fatalf("only %d names", len(names))
	}
	for _, text := range append(names, demo.MinhHaTexts()...) {
		for _, form := range []string{text, vntext.Fold(text)} {
			if bytes.Contains(raw, []byte(form)) {
				t.Errorf("%q stands in the database", form)
			}
		}
	}
}
