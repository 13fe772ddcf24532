package apptest_test

import (
	"context"
	"encoding/csv"
	"net/http/httptest"
	"net/url"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"neove/access"
	"neove/app/apptest"
	"neove/casework"
	"neove/handoff"
	"neove/internal/clock"
	"neove/internal/db"
	"neove/internal/seal"
	"neove/internal/web"
	"neove/internal/webtest"
	"neove/person"
)

const caseMatrixFile = "testdata/cases.csv"

// Who asks about a case of the border guard, and how they stand to it.
var relations = []struct{ name, account string }{
	{"owner", "border"}, {"member", "border-member"}, {"same office, not assigned", "border-other"}, {"member, excluded", "border-out"}, {"released", "border-gone"},
	{"receiver of core", "shelter"}, {"receiver of core, health and identity", "police"}, {"receiver, ended", "commune"}, {"broke the glass", "coast"},
	{"lead of the province, not asked", "province"}, {"leader", "leader"}, {"administrator", "admin"}, {"inspector", "inspector"}, {"elsewhere", "other"},
}

// caseWorld is a case with a record in each compartment, and everybody who
// stands to it in some way.
type caseWorld struct {
	*apptest.World
	id, code string
	records  map[string]string // compartment → record
}

func newCaseWorld(t *testing.T) *caseWorld {
	t.Helper()
	w := &caseWorld{World: apptest.SQLite(t), records: map[string]string{}}
	ctx := context.Background()
	guard := access.Office{Role: access.BorderGuard, Unit: apptest.Province}
	for _, u := range []access.UserInput{{Account: "border-member", Role: access.BorderGuard}, {Account: "border-other", Role: access.BorderGuard}, {Account: "border-out", Role: access.BorderGuard}, {Account: "border-gone", Role: access.BorderGuard}, {Account: "coast", Role: access.CoastGuard}} {
		u.Name, u.Unit = "Người Thử", apptest.Province
		if _, err := w.Access.AddUserWith(ctx, access.System("test"), u, apptest.Password); err != nil {
			t.Fatal(err)
		}
	}
	owner := w.Actor(t, "border")
	must(t, w.DB.Write(ctx, owner, "casework.case.open", func(tx *db.Tx) error {
		c, err := w.Casework.Open(tx, owner, casework.Opening{Office: guard.String(), Role: casework.Main, ReceivedOn: clock.DateOf(w.Now()),
			Profile: person.Profile{Name: person.Told("Nguyễn Thị Hoa Mận")}, Core: casework.Core{Sex: "female", AgeLow: 20, AgeHigh: 24, Minor: "no"}})
		w.id, w.code = c.ID, c.Code
		return err
	}))
	for _, name := range casework.Compartments {
		r, err := w.Casework.Write(ctx, owner, w.code, "note", "", casework.Values{"on": {clock.DateOf(w.Now()).String()}, "in": {name}, "text": {"kín " + name}})
		must(t, err)
		w.records[name] = r.ID
	}
	for _, account := range []string{"border-member", "border-out", "border-gone"} {
		must(t, w.Casework.Assign(ctx, owner, w.code, 0, w.Actor(t, account).ID, casework.Helper))
	}
	v, err := w.Casework.View(ctx, owner, w.code)
	must(t, err)
	for _, m := range v.Team {
		if m.User == w.Actor(t, "border-gone").ID {
			must(t, w.Casework.Release(ctx, owner, w.code, 0, m.ID))
		}
	}
	must(t, w.Casework.ExcludeNamed(ctx, owner, w.code, 0, "border-out", "", "Có quan hệ với người bị tố cáo"))
	_, err = w.Casework.Break(ctx, w.Actor(t, "coast"), w.code, "Người này đang bị đe dọa tính mạng")
	must(t, err)
	w.share(t, guard)
	return w
}

// share hands the case off to three offices; one of them has ended it.
func (w *caseWorld) share(t *testing.T, guard access.Office) {
	t.Helper()
	ctx := context.Background()
	offices := map[string]access.Office{"shelter": {Role: access.ServiceOfficer, Unit: apptest.Province, Agency: apptest.Agency}, "police": {Role: access.Police, Unit: apptest.Province}, "commune": {Role: access.CommuneOfficer, Unit: apptest.Commune}}
	parties := guard.String()
	for _, o := range offices {
		parties += " " + o.String()
	}
	_, err := w.Handoff.Agree(ctx, w.Actor(t, "province"), handoff.Protocol{Unit: apptest.Province, Symbol: "1/QC", Name: "Quy chế", Parties: parties, For: "service,identify", Shared: strings.Join(casework.Sections, ","), From: clock.On(2020, 1, 1), To: clock.On(2030, 1, 1)})
	must(t, err)
	for account, sections := range map[string][]string{"shelter": {"core"}, "police": {"core", "health", seal.Identity}, "commune": {"core"}} {
		r, err := w.Handoff.Send(ctx, w.Actor(t, "border"), handoff.Input{Kind: "case", Subject: w.id, From: guard, To: offices[account], Purpose: "service", Sections: sections, Reason: "need", Urgency: handoff.Normal, Basis: "vital"})
		must(t, err)
		seen, err := w.Handoff.Request(ctx, w.Actor(t, account), r.ID)
		must(t, err)
		must(t, w.Handoff.Accept(ctx, w.Actor(t, account), r.ID, seen.Version))
		if account == "commune" {
			seen, err = w.Handoff.Request(ctx, w.Actor(t, account), r.ID)
			must(t, err)
			must(t, w.Handoff.End(ctx, w.Actor(t, account), r.ID, seen.Version, handoff.Closure{Result: "done", Report: "Đã làm xong"}))
		}
	}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// call asks an endpoint of the case; an empty form says whether somebody is let
// in without changing anything.
func (w *caseWorld) call(e web.Endpoint, token, code, record string) *httptest.ResponseRecorder {
	path := strings.NewReplacer("{id}", code, "{record}", record).Replace(e.Path)
	path = wildcard.ReplaceAllString(path, nobodys)
	s := webtest.Scenario{Method: e.Method, Path: path, As: token}
	if strings.HasPrefix(path, "/api/") && e.Method != "GET" {
		s.JSON = `{"kind":"note","values":{}}`
		if strings.HasSuffix(path, "/stage") {
			s.JSON = `{"to":"protection","version":-1}`
		}
	} else if e.Method == "POST" {
		s.Form = url.Values{"version": {"-1"}}
	}
	if strings.HasSuffix(path, "/records") && e.Method == "POST" {
		s.Path += "?kind=note"
	}
	out := httptest.NewRecorder()
	w.Handler.ServeHTTP(out, s.Request())
	return out
}

// Every route about one case, for everybody who stands to it in some way and
// for a record of every compartment, answers what the reviewed table says; who
// is not let in gets the bytes of a case that is not there.
func TestCaseMatrix(t *testing.T) {
	w := newCaseWorld(t)
	srv, err := w.Server(false)
	must(t, err)
	head := []string{"method", "path", "compartment"}
	for _, r := range relations {
		head = append(head, r.name)
	}
	got, calls := [][]string{head}, 0
	for _, e := range srv.List() {
		if !strings.Contains(e.Path, "/casework/cases/{id}") {
			continue
		}
		names := []string{""}
		if strings.Contains(e.Path, "{record}") {
			names = casework.Compartments
		}
		for _, name := range names {
			row := []string{e.Method, e.Path, name}
			for _, r := range relations {
				answer := w.call(e, w.As(t, r.account), w.code, w.records[name])
				class := classOf(answer)
				if row = append(row, class); class == notThere && !strings.Contains(e.Path, "{record}") {
					w.sameAsNothing(t, e, r.account, answer)
				}
				if strings.HasPrefix(class, "5") {
					t.Errorf("%s %s as %s: %s", e.Method, e.Path, r.name, class)
				}
				if strings.Contains(answer.Body.String(), "Hoa Mận") {
					t.Errorf("%s %s shows the name to %s", e.Method, e.Path, r.name)
				}
				calls++
			}
			got = append(got, row)
		}
	}
	t.Logf("%d rows, %d calls", len(got)-1, calls)
	if *update {
		writeTable(t, caseMatrixFile, got)
	}
	f, err := os.Open(caseMatrixFile)
	must(t, err)
	defer f.Close()
	want, err := csv.NewReader(f).ReadAll()
	must(t, err)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("the reviewed table says otherwise:\n%s", diff)
	}
}

func (w *caseWorld) sameAsNothing(t *testing.T, e web.Endpoint, account string, got *httptest.ResponseRecorder) {
	t.Helper()
	const none = "NN-2020-0000"
	want := w.call(e, w.As(t, account), none, nobodys)
	bare := func(r *httptest.ResponseRecorder, code string) string {
		return strings.ReplaceAll(r.Body.String(), code, "CODE")
	}
	if want.Code != got.Code || bare(want, none) != bare(got, w.code) {
		t.Errorf("%s %s as %s: the case is told from none", e.Method, e.Path, account)
	}
}

func writeTable(t *testing.T, file string, rows [][]string) {
	t.Helper()
	must(t, os.MkdirAll("testdata", 0o755))
	f, err := os.Create(file)
	must(t, err)
	defer f.Close()
	must(t, csv.NewWriter(f).WriteAll(rows))
}
