package apptest_test

import (
	"encoding/csv"
	"flag"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"neove/access"
	"neove/app"
	"neove/audit"
	"neove/casework"
	"neove/demo"
	"neove/handoff"
	"neove/internal/clock"
	"neove/internal/db"
	"neove/internal/dbtest"
	"neove/internal/seal"
	"neove/internal/web"
	"neove/internal/webtest"
	"neove/livelihood"
	"neove/person"
	"neove/tip"
)

var update = flag.Bool("update", false, "write testdata/matrix.csv anew; every changed row is then reviewed")

const matrixFile = "testdata/matrix.csv"

// Relations of a record to whoever asks.
const (
	own       = "own unit"
	below     = "unit below"
	elsewhere = "other unit"
)

// What an answer says about access. Whether the input was right is no matter
// here: whoever is told what to correct has been let in.
const (
	letIn    = "in"
	noRight  = "no"
	notThere = "404"
	signIn   = "sign in"
)

func classOf(r *httptest.ResponseRecorder) string {
	switch to := r.Header().Get("Location"); {
	case r.Code == 401, r.Code == 303 && strings.HasPrefix(to, web.SignInPath):
		return signIn
	case r.Code == 403:
		return noRight
	case r.Code == 404:
		return notThere
	case r.Code < 500:
		return letIn
	}
	return fmt.Sprint(r.Code)
}

// tables lead from the beginning of an address to the records that it shows; a
// recipient is the authority of its unit, not an agency there.
var tables = []struct{ prefix, table, unit string }{
	{"/access/users/", "access_users", "unit"}, {"/audit/alerts/", "audit_alerts", "unit"},
	{"/directive/documents/", "directive_documents", "unit"}, {"/directive/recipients/", "directive_recipients", "CASE WHEN role='' THEN unit END"}, {"/directive/surveys/", "directive_surveys", "unit"},
	{"/handoff/requests/", "handoff_requests", "from_office"}, {"/handoff/packages/", "handoff_packages", "from_office"}, {"/handoff/protocols/", "handoff_protocols", "unit"},
	{"/inspection/checks/", "inspection_checks", "unit"}, {"/inspection/establishments/", "inspection_establishments", "unit"}, {"/inspection/plans/", "inspection_plans", "unit"},
	{"/livelihood/people/", "livelihood_people", "unit"}, {"/livelihood/supports/", "livelihood_supports", "unit"}, {"/livelihood/links/", "livelihood_links", "unit"},
	{"/org/places/", "org_places", "unit"}, {"/outreach/activities/", "outreach_activities", "unit"},
	{"/partner/partners/", "partner_partners", "unit"}, {"/partner/services/", "partner_services", "unit"}, {"/partner/contributions/", "partner_contributions", "unit"},
	{"/casework/cases/", "casework_cases", "office"}, {"/casework/receptions/", "casework_receptions", "office"},
	{"/shelter/facilities/", "shelter_facilities", "unit"}, {"/shelter/stays/", "shelter_stays", "(SELECT f.unit FROM shelter_facilities f WHERE f.id=facility)"},
	{"/shelter/notes/", "shelter_notes", "(SELECT f.unit FROM shelter_facilities f WHERE f.id=facility)"}, {"/shelter/checks/", "shelter_checks", "CASE WHEN office='' THEN unit END"},
	{"/tip/tips/", "tip_tips", "origin"}, {"/training/courses/", "training_courses", "unit"},
}

const nobodys = "0000000000000000000000none" // id of no record

type matrix struct {
	*app.App
	h       http.Handler
	units   map[access.Role]map[string]string // role → relation → unit
	tokens  map[access.Role]string
	records map[string]string // prefix + unit → id
	real    int               // calls with the id of a record
}

const matrixPassword = "mot-mat-khau-dai-de-thu"

func newMatrix(t *testing.T) *matrix {
	t.Helper()
	tick := &demo.Clock{}
	a, err := app.Wire(dbtest.OpenSQLite(t, dbtest.Options{Clock: tick.Now, Audit: audit.Append}), app.Config{Keys: seal.ForTest(), Clock: tick.Now})
	if err != nil {
		t.Fatal(err)
	}
	a.Access.Pepper = nil
	a.Access.Idle = func([]access.Grant) time.Duration { return time.Hour }
	if err := a.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := demo.Load(t.Context(), a, tick, func(string) {}); err != nil {
		t.Fatal(err)
	}
	srv, err := a.Server(false)
	if err != nil {
		t.Fatal(err)
	}
	m := &matrix{App: a, h: srv.Handler(), units: map[access.Role]map[string]string{}, tokens: map[access.Role]string{}, records: map[string]string{}}
	for _, r := range access.Roles {
		m.units[r] = map[string]string{own: "L803", below: "L28003", elsewhere: "L27694"}
		switch r {
		case access.CommuneOfficer:
			m.units[r] = map[string]string{own: "L28003", elsewhere: "L27694"}
		case access.ProvinceOfficer:
			m.units[r] = map[string]string{own: "L80", below: "L28003", elsewhere: "L01"}
		}
		m.add(t, "as-"+strings.ReplaceAll(string(r), "_", "-"), r, m.units[r][own])
		m.tokens[r] = m.token(t, r)
	}
	m.probes(t)
	for _, unit := range []string{"L80", "L803", "L28003", "L27694", "L01"} {
		m.seed(t, unit)
	}
	return m
}

func (m *matrix) add(t *testing.T, account string, r access.Role, unit string) {
	t.Helper()
	if _, err := m.Access.AddUserWith(t.Context(), access.System("test"), access.UserInput{Account: account, Name: "Người Thử", Role: r, Unit: unit, Agency: agencyOf(r)}, matrixPassword); err != nil {
		t.Fatal(err)
	}
}

// agencyOf is the organisation of whoever needs one.
func agencyOf(r access.Role) string {
	if access.ForAgency(r) {
		return "p-matrix"
	}
	return ""
}

func (m *matrix) token(t *testing.T, r access.Role) string {
	t.Helper()
	token, _, err := m.Access.SignIn(t.Context(), "as-"+strings.ReplaceAll(string(r), "_", "-"), matrixPassword, access.Browser)
	if err != nil {
		t.Fatal(err)
	}
	return token
}

// seed makes what the demo may lack at a unit: an account, and records that only
// their own unit may see.
func (m *matrix) seed(t *testing.T, unit string) {
	t.Helper()
	m.add(t, "target-"+strings.ToLower(unit), access.Leader, unit)
	if _, err := m.Handoff.Agree(t.Context(), access.System("test"), handoff.Protocol{Unit: unit, Symbol: "1/QC", Name: "Quy chế chia sẻ thông tin", Parties: "police:* commune_officer:*", Shared: "core", For: "verify",
		From: clock.On(2024, 1, 1), To: clock.On(2030, 1, 1)}); err != nil {
		t.Fatal(err)
	}
	for _, r := range access.Roles {
		if !access.Allows(r, handoffSend) || m.units[r][own] != unit && r != access.CommuneOfficer {
			continue
		}
		by := m.officer(t, r, unit)
		m.handOff(t, by)
		m.receive(t, by)
		if !access.Allows(r, "tip.record") {
			continue
		}
		if _, err := m.Tip.Record(t.Context(), by, tip.Input{Channel: "letter", Urgency: tip.Normal, Content: tip.Content{Text: "Người lạ mời thanh niên trong ấp đi làm xa"}}); err != nil {
			t.Fatal(err)
		}
	}
	if unit != "L80" && unit != "L01" { // provinces keep nobody
		_, err := m.Livelihood.Watch(t.Context(), access.System("test"), livelihood.Person{Unit: unit, Sex: "female", Risks: "poverty", Basis: "duty", FirstOn: clock.On(2024, 9, 2), ReviewOn: clock.On(2025, 12, 2)},
			livelihood.Identity{Name: "Người Cần Giúp", Birth: "~2006", Reason: "Nghèo"})
		if err != nil {
			t.Fatal(err)
		}
	}
}

// receive opens a case, and begins a reception, in the name of an office.
func (m *matrix) receive(t *testing.T, by access.Actor) {
	t.Helper()
	office := by.Held("casework.reception.record")
	if len(office) == 0 {
		return
	}
	day := clock.DateOf(m.DB.Now())
	err := m.DB.Write(t.Context(), by, "casework.case.open", func(tx *db.Tx) error {
		_, err := m.Casework.Open(tx, by, casework.Opening{Office: office[0].String(), Role: casework.Main, ReceivedOn: day,
			Profile: person.Profile{Name: person.Told("Nguyễn Thị Hoa Mận")}, Core: casework.Core{Sex: "female", Minor: "no"}})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := m.Casework.Receive(t.Context(), by, casework.Receiving{Office: office[0].String(), Channel: "self", At: m.DB.Now(), People: 1, Scene: casework.Scene{Where: "Trụ sở"}}); err != nil {
		t.Fatal(err)
	}
}

const handoffSend = "handoff.request.send" // whoever records tips has it, too

// officer is the account of a role at its own unit; communes have one each.
func (m *matrix) officer(t *testing.T, r access.Role, unit string) access.Actor {
	t.Helper()
	token := m.tokens[r]
	if unit != m.units[r][own] {
		account := "officer-" + strings.ToLower(unit)
		m.add(t, account, r, unit)
		var err error
		if token, _, err = m.Access.SignIn(t.Context(), account, matrixPassword, access.Browser); err != nil {
			t.Fatal(err)
		}
	}
	by, err := m.Access.ByToken(t.Context(), token)
	if err != nil {
		t.Fatal(err)
	}
	return by
}

// hearer is asked by every office, so that each has a request of its own and
// nobody else has a part in it.
var hearer = access.Office{Role: access.CoastGuard, Unit: "L01"}

// probes are subjects that anybody may hand over.
func (m *matrix) probes(t *testing.T) {
	t.Helper()
	m.add(t, "hearer", hearer.Role, hearer.Unit)
	kinds := []string{hearer.String(), handoff.Outside}
	for _, r := range handoff.PartyRoles() {
		kinds = append(kinds, string(r)+":*")
	}
	if _, err := m.Handoff.Agree(t.Context(), access.System("test"), handoff.Protocol{Unit: "VN", Symbol: "2/QC", Name: "Quy chế chung", Parties: strings.Join(kinds, " "), Shared: "core", For: "verify",
		From: clock.On(2024, 1, 1), To: clock.On(2030, 1, 1)}); err != nil {
		t.Fatal(err)
	}
	m.Handoff.Work = 4
	nothing := func(*db.Tx, access.Actor, handoff.Request) error { return nil }
	m.Handoff.Subjects["probe"] = handoff.Subject{Begin: nothing, End: nothing,
		Check: func(_ *db.Tx, _ access.Actor, r handoff.Request) (string, error) { return r.Basis, nil },
		Label: func(*db.Tx, access.Actor, handoff.Request) (string, string) { return "NN-1", "" },
		Pack:  func(*db.Tx, access.Actor, handoff.Request) ([]handoff.File, error) { return nil, nil }}
}

func (m *matrix) handOff(t *testing.T, by access.Actor) {
	t.Helper()
	in := handoff.Input{Kind: "probe", Subject: by.ID, To: hearer, Purpose: "verify", Sections: []string{"core"}, Reason: "law", Urgency: handoff.Normal, Basis: "duty"}
	if _, err := m.Handoff.Send(t.Context(), by, in); err != nil {
		t.Fatal(by.Account, err)
	}
	if _, _, err := m.Handoff.Pack(t.Context(), by, handoff.PackInput{Input: in, Receiver: "Cơ quan tỉnh bạn", Lock: "passphrase", Days: 7, Token: by.ID}); err != nil {
		t.Fatal(by.Account, err)
	}
}

// offices are the columns that hold an office, with the permission of those
// that have records of their own.
var offices = map[string]string{"origin": "tip.record", "from_office": handoffSend, "office": "casework.reception.record"}

// record finds the record of a unit that an address shows; for tips and
// hand-overs that of the role's office there.
func (m *matrix) record(t *testing.T, path string, r access.Role, unit string) string {
	t.Helper()
	path = strings.TrimPrefix(path, web.Prefix)
	if strings.HasPrefix(path, "/org/units/") || strings.HasPrefix(path, "/org/profiles/") {
		return unit
	}
	for _, tab := range tables {
		if !strings.HasPrefix(path, tab.prefix) {
			continue
		}
		where := unit
		if permission := offices[tab.unit]; permission != "" {
			where = access.Office{Role: r, Unit: unit, Agency: agencyOf(r)}.String()
			if unit != m.units[r][own] || !access.Allows(r, permission) {
				where = access.Office{Role: access.CommuneOfficer, Unit: unit}.String()
			}
		}
		key := tab.table + where
		if _, known := m.records[key]; !known {
			m.records[key] = nobodys
			err := m.DB.View(t.Context(), func(tx *db.Tx) error {
				query := "SELECT id FROM " + tab.table + " WHERE " + tab.unit + "=? ORDER BY id LIMIT 1"
				if tab.table == "access_users" {
					query = "SELECT id FROM access_users WHERE unit=? AND account LIKE 'target-%' ORDER BY id LIMIT 1"
				}
				ids, err := db.Select[string](tx, query, where)
				if len(ids) > 0 {
					m.records[key] = ids[0]
				}
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
		}
		return m.records[key]
	}
	return nobodys
}

var wildcard = regexp.MustCompile(`\{[a-z]+\}`)

// call sends one request to an endpoint about a record of the relation.
func (m *matrix) call(e web.Endpoint, token, id, unit string) *httptest.ResponseRecorder {
	path := strings.TrimSuffix(e.Path, "{$}")
	path = strings.NewReplacer("{id}", id, "{unit}", unit, "{period}", "2025-01", "{topic}", "training", "{code}", "outreach.sessions").Replace(path)
	path = wildcard.ReplaceAllString(path, nobodys)
	s := webtest.Scenario{Method: e.Method, Path: path, As: token}
	switch {
	case strings.HasPrefix(path, "/api/") && e.Method != "GET" && e.Method != "DELETE":
		s.JSON = "{}"
	case e.Method == "POST":
		s.Form = url.Values{"unit": {unit}}
	case !strings.Contains(e.Path, "{"):
		s.Path += "?unit=" + unit
	}
	w := httptest.NewRecorder()
	m.h.ServeHTTP(w, s.Request())
	return w
}

// enders end or lock the caller's session: one relation is enough, and the
// caller needs a new one.
var enders = []string{"/access/sign-out", "/access/lock", "/access/me/end", "/api/v1/access/sessions/current"}

func (m *matrix) row(t *testing.T, e web.Endpoint, relation string) []string {
	cells := []string{e.Method, e.Path, relation, e.Permission, classOf(m.call(e, "", nobodys, "L803"))}
	for _, r := range access.Roles {
		unit, ok := m.units[r][relation]
		if !ok || slices.Contains(enders, e.Path) && relation != own {
			cells = append(cells, "")
			continue
		}
		id := m.record(t, e.Path, r, unit)
		answer := m.call(e, m.tokens[r], id, unit)
		class := classOf(answer)
		if id != nobodys && strings.Contains(e.Path, "{id}") {
			m.real++
			if class == notThere {
				m.sameAsNothing(t, e, r, id, unit, answer)
			}
		}
		if class == signIn || slices.Contains(enders, e.Path) {
			if _, err := m.Access.ByToken(t.Context(), m.tokens[r]); err != nil {
				m.tokens[r] = m.token(t, r)
			}
		}
		cells = append(cells, class)
	}
	return cells
}

// sameAsNothing: a record that is not the caller's answers like one that is not
// there, byte for byte.
func (m *matrix) sameAsNothing(t *testing.T, e web.Endpoint, r access.Role, id, unit string, got *httptest.ResponseRecorder) {
	t.Helper()
	want := m.call(e, m.tokens[r], nobodys, unit)
	bare := func(w *httptest.ResponseRecorder, id string) string {
		h := w.Header().Clone()
		h.Del("X-Request-Id")
		return fmt.Sprint(w.Code, h, strings.ReplaceAll(w.Body.String(), id, "ID"))
	}
	if diff := cmp.Diff(bare(want, nobodys), bare(got, id)); diff != "" {
		t.Errorf("%s %s as %s: a record of another unit is told from none:\n%s", e.Method, e.Path, r, diff)
	}
}

// Every route and operation, for every role and relation, answers what the
// reviewed table says.
func TestMatrix(t *testing.T) {
	if testing.Short() {
		t.Skip("opens every page for every role")
	}
	start := time.Now()
	m := newMatrix(t)
	srv, err := m.Server(false)
	if err != nil {
		t.Fatal(err)
	}
	loaded := time.Since(start)
	head := []string{"method", "path", "relation", "permission", "signed out"}
	for _, r := range access.Roles {
		head = append(head, string(r))
	}
	got, calls := [][]string{head}, 0
	for _, e := range srv.List() {
		for _, relation := range []string{own, below, elsewhere} {
			row := m.row(t, e, relation)
			got = append(got, row)
			for _, cell := range row[4:] {
				if cell != "" {
					calls++
				}
				if strings.HasPrefix(cell, "5") {
					t.Errorf("%v", row)
				}
			}
		}
	}
	t.Logf("%d endpoints, %d calls, %d about records; loading %.1f s, calls %.1f s", len(srv.List()), calls, m.real, loaded.Seconds(), time.Since(start).Seconds()-loaded.Seconds())
	if *update {
		writeTable(t, matrixFile, got)
	}
	compareMatrix(t, got)
}

func compareMatrix(t *testing.T, got [][]string) {
	t.Helper()
	f, err := os.Open(matrixFile)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	want, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	key := func(row []string) string { return strings.Join(row[:3], " ") }
	reviewed := map[string][]string{}
	for _, row := range want {
		reviewed[key(row)] = row
	}
	for _, row := range got {
		if diff := cmp.Diff(reviewed[key(row)], row); diff != "" {
			t.Errorf("%s differs from the reviewed table (-want +got):\n%s", key(row), diff)
		}
		delete(reviewed, key(row))
	}
	for k := range reviewed {
		t.Errorf("%s is in the reviewed table and nowhere else", k)
	}
}
