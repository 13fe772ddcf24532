// Package webtest runs tables of HTTP requests against a handler. A scenario
// also says what must not appear, which is how leaks are found.
package webtest

import (
	"bytes"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
)

// Scenario is one request and what its answer must look like.
type Scenario struct {
	Name         string
	Method, Path string            // GET when empty
	Form         url.Values        // body of a page's form
	JSON         string            // body of an operation
	Body         string            // any other body, with its Content-Type in Header
	Header       map[string]string // of the request
	As           string            // session token: cookie for pages, bearer for /api/

	WantStatus int
	Want       []string          // in the body
	WantNot    []string          // not in the body nor in a header
	WantHeader map[string]string // exact values; "" means absent
}

// CookieName is that of the session where TLS is off, as in tests.
const CookieName = "neove"

// Run runs every scenario in order, each as a subtest, so that later ones see
// what earlier ones stored.
func Run(t *testing.T, h http.Handler, list []Scenario) {
	t.Helper()
	for _, s := range list {
		t.Run(s.Name, func(t *testing.T) { s.Run(t, h) })
	}
}

// Run sends the request, checks the answer and returns it for closer looks.
func (s Scenario) Run(t *testing.T, h http.Handler) *httptest.ResponseRecorder {
	t.Helper()
	w := httptest.NewRecorder()
	h.ServeHTTP(w, s.Request())
	bad := func(format string, args ...any) {
		t.Helper()
		t.Errorf(format+"\n--- %s %s answered %d\n%v\n%s", append(args, s.method(), s.Path, w.Code, w.Header(), excerpt(w.Body.String()))...)
	}
	if s.WantStatus != 0 && w.Code != s.WantStatus {
		bad("status %d, want %d", w.Code, s.WantStatus)
	}
	for _, text := range s.Want {
		if !strings.Contains(w.Body.String(), text) {
			bad("body lacks %q", text)
		}
	}
	var head bytes.Buffer
	if err := w.Header().Write(&head); err != nil {
		t.Fatal(err)
	}
	for _, text := range s.WantNot {
		if strings.Contains(w.Body.String(), text) || strings.Contains(head.String(), text) {
			bad("answer holds %q", text)
		}
	}
	for name, value := range s.WantHeader {
		if got := w.Header().Get(name); got != value {
			bad("header %s is %q, want %q", name, got, value)
		}
	}
	return w
}

// Request builds the request.
func (s Scenario) Request() *http.Request {
	var body io.Reader
	kind := ""
	switch {
	case s.Form != nil:
		body, kind = strings.NewReader(s.Form.Encode()), "application/x-www-form-urlencoded"
	case s.JSON != "":
		body, kind = strings.NewReader(s.JSON), "application/json"
	case s.Body != "":
		body = strings.NewReader(s.Body)
	}
	r := httptest.NewRequest(s.method(), s.Path, body)
	if kind != "" {
		r.Header.Set("Content-Type", kind)
	}
	if strings.HasPrefix(s.Path, "/api/") && s.As != "" {
		r.Header.Set("Authorization", "Bearer "+s.As)
	} else if s.As != "" {
		r.AddCookie(&http.Cookie{Name: CookieName, Value: s.As})
	}
	for name, value := range s.Header {
		r.Header.Set(name, value)
	}
	return r
}

func (s Scenario) method() string {
	if s.Method == "" {
		return http.MethodGet
	}
	return s.Method
}

// Cookie is the value of a cookie that the answer sets, "" when it sets none.
func Cookie(w *httptest.ResponseRecorder, name string) string {
	for _, c := range w.Result().Cookies() {
		if c.Name == name {
			return c.Value
		}
	}
	return ""
}

func excerpt(s string) string {
	if len(s) > 6000 {
		return s[:6000] + "…"
	}
	return s
}
