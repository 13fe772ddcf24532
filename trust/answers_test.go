package trust

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"neove/app"
	"neove/app/apptest"
	"neove/internal/seal"
	"neove/internal/web"
	"neove/internal/webtest"
)

var wildcard = regexp.MustCompile(`\{[^}]*\}`)

// address is a path of the endpoint that names no record.
func address(e web.Endpoint) string {
	path := strings.TrimSuffix(e.Path, "{$}")
	path = strings.NewReplacer("{unit}", apptest.Commune, "{period}", "2025-01").Replace(path)
	return wildcard.ReplaceAllString(path, "0000000000000000000000none")
}

func request(e web.Endpoint, as string) webtest.Scenario {
	s := webtest.Scenario{Method: e.Method, Path: address(e), As: as}
	switch {
	case strings.HasPrefix(e.Path, "/api/") && e.Method != "GET" && e.Method != "DELETE":
		s.JSON = "{}"
	case e.Method == "POST":
		s.Form = url.Values{}
	}
	return s
}

// checkHeaders says what an answer lacks of the house's headers.
func checkHeaders(t *testing.T, what string, w *httptest.ResponseRecorder) {
	t.Helper()
	h := w.Result().Header
	for name, value := range map[string]string{
		"X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer", "X-Frame-Options": "DENY",
		"Cross-Origin-Opener-Policy": "same-origin", "Cross-Origin-Resource-Policy": "same-origin",
		"Strict-Transport-Security": "max-age=31536000; includeSubDomains",
	} {
		if got := h.Get(name); got != value {
			t.Errorf("%s: %s is %q", what, name, got)
		}
	}
	csp := h.Get("Content-Security-Policy")
	for _, part := range []string{"default-src 'none'", "frame-ancestors 'none'", "base-uri 'none'", "form-action 'self'"} {
		if !strings.Contains(csp, part) {
			t.Errorf("%s: the policy %q lacks %s", what, csp, part)
		}
	}
	if strings.Contains(csp, "unsafe") || strings.Contains(csp, "http") || strings.Contains(csp, "*") {
		t.Errorf("%s: the policy allows too much: %s", what, csp)
	}
	if h.Get("Permissions-Policy") == "" {
		t.Errorf("%s: no Permissions-Policy", what)
	}
	if cache := h.Get("Cache-Control"); cache != "no-store" && !strings.Contains(what, "/static/") {
		t.Errorf("%s: Cache-Control %q", what, cache)
	}
	for _, leak := range []string{"Server", "X-Powered-By", "Access-Control-Allow-Origin", "Access-Control-Allow-Credentials", "Via"} {
		if h.Get(leak) != "" {
			t.Errorf("%s: has %s", what, leak)
		}
	}
	kind := h.Get("Content-Type")
	if w.Body.Len() > 0 && (kind == "" || strings.HasPrefix(kind, "text/") && !strings.Contains(kind, "charset=utf-8")) {
		t.Errorf("%s: Content-Type %q", what, kind)
	}
	for _, c := range w.Result().Cookies() {
		if !strings.HasPrefix(c.Name, "__Host-") || !c.Secure || c.SameSite == http.SameSiteDefaultMode || c.SameSite == http.SameSiteNoneMode || !c.HttpOnly {
			t.Errorf("%s: cookie %+v", what, c)
		}
	}
}

// secure is the program as it stands behind TLS, with apptest's accounts.
func secure(t *testing.T) (*web.Server, func(account string) string) {
	t.Helper()
	w := apptest.SQLite(t)
	a, err := app.Wire(w.DB, app.Config{Secure: true, Clock: w.Now, Keys: seal.ForTest()})
	if err != nil {
		t.Fatal(err)
	}
	a.Access.Pepper = nil
	srv, err := a.Server(true)
	if err != nil {
		t.Fatal(err)
	}
	return srv, func(account string) string { return w.As(t, account) }
}

// send gives the session in the cookie's name of a server behind TLS.
func send(h http.Handler, s webtest.Scenario) *httptest.ResponseRecorder {
	r := s.Request()
	if s.As != "" && !strings.HasPrefix(s.Path, "/api/") {
		r.Header.Set("Cookie", "__Host-neove="+s.As)
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

// Every answer carries the headers: each endpoint, for nobody and for signed-in
// people, refused or not, and what no endpoint answers.
func TestEveryAnswerHasTheHeaders(t *testing.T) {
	t.Parallel()
	srv, token := secure(t)
	list := srv.List()
	slices.Reverse(list) // what ends or locks a session stands under /access and comes last
	statuses := map[int]int{}
	for _, account := range []string{"", "province", "admin", "police"} {
		for _, e := range list {
			as := ""
			if account != "" {
				as = token(account)
			}
			w := send(srv.Handler(), request(e, as))
			statuses[w.Code]++
			checkHeaders(t, account+" "+e.Method+" "+e.Path, w)
		}
	}
	for name, s := range map[string]webtest.Scenario{
		"no page": {Path: "/nothing"}, "no operation": {Path: "/api/v1/nothing"}, "no file": {Path: "/static/none.js"}, "folder": {Path: "/static/"},
		"other method": {Method: "DELETE", Path: "/"}, "trace": {Method: "TRACE", Path: "/"}, "options": {Method: "OPTIONS", Path: "/access/sign-in", Header: map[string]string{"Origin": "https://evil.example", "Access-Control-Request-Method": "POST"}},
		"too large": {Method: "POST", Path: "/access/sign-in", Form: url.Values{"account": {strings.Repeat("a", 2<<20)}}}, "not JSON": {Method: "POST", Path: "/api/v1/access/sessions", JSON: "{"},
		"way out": {Path: "/static/..%2f..%2fetc/passwd"}, "head": {Method: "HEAD", Path: "/access/sign-in"},
	} {
		w := send(srv.Handler(), s)
		statuses[w.Code]++
		checkHeaders(t, name+" "+s.Path, w)
	}
	for _, code := range []int{200, 303, 401, 403, 404, 405, 413, 422} { // else the table has grown too narrow to prove anything
		if statuses[code] == 0 {
			t.Errorf("no answer had status %d: %v", code, statuses)
		}
	}
	t.Logf("%d endpoints, answers by status: %v", len(list), statuses)
}

// A form or a call that another site sends in a person's browser is refused at
// every endpoint that could change something.
func TestOtherSitesAreRefused(t *testing.T) {
	t.Parallel()
	srv, token := secure(t)
	n := 0
	for _, e := range srv.List() {
		if e.Method == "GET" {
			continue
		}
		for name, header := range map[string]map[string]string{
			"cross-site": {"Sec-Fetch-Site": "cross-site"}, "same-site": {"Sec-Fetch-Site": "same-site"},
			"foreign origin": {"Origin": "https://evil.example"}, "null origin": {"Origin": "null"},
		} {
			s := request(e, token("province"))
			s.Header = header
			w := send(srv.Handler(), s)
			body := w.Body.String()
			if w.Code != http.StatusForbidden || !strings.Contains(body, "trang web khác") && !strings.Contains(body, "urn:neove:web.err.origin") {
				t.Errorf("%s %s from %s: %d\n%.300s", e.Method, e.Path, name, w.Code, body)
			}
			n++
		}
	}
	if n < 400 {
		t.Errorf("only %d calls", n)
	}
	t.Logf("%d calls refused", n)
}

// Only the methods that are listed are answered; GET brings HEAD with it.
func TestOnlyListedMethods(t *testing.T) {
	t.Parallel()
	w := apptest.SQLite(t)
	srv, err := w.Server(false)
	if err != nil {
		t.Fatal(err)
	}
	listed := http.NewServeMux()
	for _, e := range srv.List() {
		listed.HandleFunc(e.Method+" "+e.Path, func(http.ResponseWriter, *http.Request) {})
	}
	n, methods := 0, []string{"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND"}
	for _, e := range srv.List() {
		for _, m := range methods {
			r := httptest.NewRequest(m, address(e), nil)
			if _, pattern := listed.Handler(r); pattern != "" {
				continue
			}
			got := httptest.NewRecorder()
			srv.Handler().ServeHTTP(got, r)
			if got.Code != http.StatusMethodNotAllowed {
				t.Errorf("%s %s: %d", m, r.URL.Path, got.Code)
			}
			n++
		}
	}
	t.Logf("%d calls refused", n)
}
