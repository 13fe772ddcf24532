package shelter_test

import (
	"encoding/csv"
	"flag"
	"net/http/httptest"
	"net/url"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"neove/access"
	"neove/app/apptest"
	"neove/internal/web"
	"neove/internal/webtest"
	"neove/shelter"
)

var update = flag.Bool("update", false, "write testdata/matrix.csv anew; every changed row is then reviewed")

const matrixFile = "testdata/matrix.csv"

// relations are how accounts stand to a facility of the organisation p-shelter
// at the province.
var relations = []struct{ name, account string }{
	{"office", "shelter"}, {"colleague", "colleague"}, {"department of the unit", "province"}, {"police of the unit", "police"}, {"other organisation", "legal"},
	{"same organisation elsewhere", "branch"}, {"border guard", "border"}, {"commune below", "commune"}, {"district below", "district"}, {"leader", "leader"},
	{"inspector", "inspector"}, {"administrator", "admin"}, {"department elsewhere", "far"}, {"police below", "police-district"},
}

// answer says what an account is told: let in, no right, not there, sign in.
func answer(w *httptest.ResponseRecorder) string {
	switch {
	case w.Code == 401, w.Code == 303 && strings.HasPrefix(w.Header().Get("Location"), web.SignInPath):
		return "sign in"
	case w.Code == 403:
		return "no"
	case w.Code == 404:
		return "404"
	case w.Code < 500:
		return "in"
	}
	return "broken"
}

// Every page and operation about a facility, a stay, a note and a fact of
// readiness answers what the reviewed table says, and a closed record answers
// like one that is not there.
func TestMatrix(t *testing.T) {
	t.Parallel()
	w := apptest.SQLite(t)
	another(t, w)
	for _, u := range []access.UserInput{{Account: "colleague", Role: access.ServiceOfficer, Unit: apptest.Province, Agency: apptest.Agency}, {Account: "branch", Role: access.ServiceOfficer, Unit: apptest.District, Agency: apptest.Agency},
		{Account: "far", Role: access.ProvinceOfficer, Unit: "L01"}, {Account: "police-district", Role: access.Police, Unit: apptest.District}} {
		u.Name = "Người Thử"
		user(t, w, u)
	}
	f, st, note := whole(t, w)
	k := check(t, w, "shelter", shelter.Check{Unit: apptest.Province, Kind: shelter.Kit, Count: n(3)})
	ids := map[string]string{"facilities": f.ID, "stays": st.ID, "notes": note.ID, "checks": k.ID}
	srv, err := w.Server(false)
	if err != nil {
		t.Fatal(err)
	}
	head := []string{"method", "path", "permission", "signed out"}
	for _, r := range relations {
		head = append(head, r.name)
	}
	got := [][]string{head}
	for _, e := range srv.List() {
		path := strings.TrimPrefix(e.Path, web.Prefix)
		if !strings.HasPrefix(path, "/shelter/") {
			continue
		}
		id := ids[strings.Split(path, "/")[2]]
		row := []string{e.Method, e.Path, e.Permission, answer(call(w, e, "", id))}
		for _, r := range relations {
			one := call(w, e, w.As(t, r.account), id)
			if row = append(row, answer(one)); one.Code == 404 && id != "" {
				none := call(w, e, w.As(t, r.account), "0"+id[1:])
				if diff := cmp.Diff(none.Body.String(), strings.ReplaceAll(one.Body.String(), id, "0"+id[1:])); !strings.HasPrefix(e.Path, web.Prefix) && diff != "" {
					t.Errorf("%s %s as %s: a closed record is told from none:\n%s", e.Method, e.Path, r.account, diff)
				}
			}
		}
		got = append(got, row)
	}
	if *update {
		write(t, got)
	}
	raw, err := os.ReadFile(matrixFile)
	if err != nil {
		t.Fatal(err)
	}
	want, err := csv.NewReader(strings.NewReader(string(raw))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("the answers differ from the reviewed table (-want +got):\n%s", diff)
	}
}

// call asks for a page with input that is refused, so that nothing changes.
func call(w *apptest.World, e web.Endpoint, token, id string) *httptest.ResponseRecorder {
	path := strings.NewReplacer("{id}", id, "{unit}", apptest.Province).Replace(e.Path)
	s := webtest.Scenario{Method: e.Method, Path: path, As: token}
	switch {
	case strings.HasPrefix(path, "/api/") && e.Method != "GET":
		s.JSON = `{}`
		if strings.HasSuffix(path, "/leave") {
			s.JSON = `{"version":99,"reason":"home"}`
		}
	case e.Method == "POST":
		s.Form = url.Values{"unit": {apptest.Province}}
	}
	out := httptest.NewRecorder()
	w.Handler.ServeHTTP(out, s.Request())
	return out
}

func write(t *testing.T, rows [][]string) {
	t.Helper()
	f, err := os.Create(matrixFile)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if err := csv.NewWriter(f).WriteAll(rows); err != nil {
		t.Fatal(err)
	}
}
