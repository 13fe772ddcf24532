package web

import (
	"bytes"
	"context"
	"errors"
	"io/fs"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"neove/internal/errs"
	"neove/internal/i18n"
	"neove/internal/ui"
	"neove/internal/webtest"
)

// person is a principal of the tests: signed in as its own name.
type person string

var testMessages fs.FS = fstest.MapFS{
	"messages/vi.json": {Data: []byte(`{"test.saved":"Đã lưu {n} dòng của {who}","test.women":"Số nữ lớn hơn tổng"}`)},
	"messages/en.json": {Data: []byte(`{"test.saved":"Saved {n} rows of {who}","test.women":"More women than people"}`)},
}

var testTemplates fs.FS = fstest.MapFS{
	"templates/show.html":   {Data: []byte(`<h1>{{.Title}}</h1><p>{{.Body}}</p>`)},
	"templates/broken.html": {Data: []byte(`half a page {{.Body.Missing}}`)},
}

type filledBody struct {
	Name   string  `json:"name" minLength:"1"`
	People int64   `json:"people" minimum:"0"`
	Rows   []rowIn `json:"rows,omitempty"`
}
type rowIn struct {
	Day string `json:"day" minLength:"1"`
}
type filled struct{ Body filledBody }

func operation[I any](method, path, permission string, fn func(context.Context, *I) (*filled, error)) Operation {
	return Operation{Method: method, Path: path, Permission: permission, Register: func(api huma.API) {
		huma.Register(api, huma.Operation{Method: method, Path: path, OperationID: "test" + path}, fn)
	}}
}

// testConfig knows two people by a header: "clerk" may do test.do, "guest" not.
func testConfig(t *testing.T, log *bytes.Buffer) Config {
	t.Helper()
	b, err := i18n.Load(ui.Messages, Messages, testMessages)
	if err != nil {
		t.Fatal(err)
	}
	r, err := ui.New(b, ui.Source{Name: "web", FS: Templates}, ui.Source{Name: "test", FS: testTemplates})
	if err != nil {
		t.Fatal(err)
	}
	show := func(x *Exchange) error {
		return x.Page(200, "test/show", ui.Page{Title: "Trang", Body: x.R.URL.Query().Get("q")})
	}
	fails := func(err error) func(*Exchange) error { return func(*Exchange) error { return err } }
	get := func(path, permission string, fn func(*Exchange) error) Route {
		return Route{"GET", path, permission, fn}
	}
	return Config{Bundle: b, Renderer: r, Log: slog.New(slog.NewTextHandler(log, nil)),
		Identify: func(r *http.Request) (any, i18n.Lang, error) {
			switch p := r.Header.Get("X-Person"); p {
			case "":
				return nil, i18n.Vi, nil
			case "broken":
				return nil, i18n.Vi, errors.New("no database")
			default:
				return person(p), i18n.ParseLang(r.Header.Get("X-Lang")), nil
			}
		},
		Allow: func(p any, permission string) error {
			if permission == Self || p == person("clerk") {
				return nil
			}
			if p == person("forced") {
				return &Elsewhere{Err: errs.New(errs.Forbidden, "web.err.origin"), To: "/elsewhere"}
			}
			return errs.New(errs.Forbidden, "web.status.403.text")
		},
		Routes: []Route{
			get("/public", Public, show), get("/self", Self, show), get("/do", "test.do", show),
			{"POST", "/do/{id}", "test.do", func(x *Exchange) error {
				f, err := x.Form()
				if err != nil {
					return err
				}
				f.NeedCount("people")
				if err := f.Err(); err != nil {
					return x.Again(err, "test/show", ui.Page{Title: "Trang", Body: f.Raw("people")})
				}
				x.Notice("test.saved", "n", 1920, "who", "<b>"+x.Path("id"))
				return x.See("/public")
			}},
			get("/broken", Public, func(x *Exchange) error { return x.Page(200, "test/broken", ui.Page{Body: 1}) }),
			get("/panic", Public, func(*Exchange) error { panic("SECRET-IN-PANIC") }),
			get("/half", Public, func(x *Exchange) error { _, _ = x.W.Write([]byte("half")); panic("late") }),
			get("/internal", Public, fails(errors.New("SECRET-CAUSE"))),
			get("/conflict", Public, fails(errs.New(errs.Conflict, "web.err.conflict"))),
			get("/full", Public, fails(errs.New(errs.Unavailable, "web.err.disk_full"))),
			get("/slow", Public, fails(errs.New(errs.TooMany, "web.status.429.text", "seconds", 7))),
			get("/away", Public, func(x *Exchange) error { return x.See("//evil.example") }),
			get("/long", Public, func(x *Exchange) error {
				return x.Page(200, "test/show", ui.Page{Title: "Trang", Body: strings.Repeat("dài ", 2000)})
			}),
			get("/file", Public, func(x *Exchange) error {
				x.Attachment("Báo cáo \"tháng\" 6\r\n.xlsx", "application/x-test")
				_, err := x.W.Write([]byte("x"))
				return err
			}),
		},
		Operations: []Operation{
			operation("POST", "/things", "test.do", func(_ context.Context, in *filled) (*filled, error) {
				if in.Body.Name == "women" {
					return nil, &errs.Error{Kind: errs.Invalid, Key: "web.err.invalid", Fields: []errs.Field{{Name: "women", Row: 2, Key: "test.women"}}}
				}
				if in.Body.Name == "fail" {
					return nil, errors.New("SECRET-CAUSE")
				}
				if in.Body.Name == "panic" {
					panic("SECRET-IN-PANIC")
				}
				return in, nil
			}),
			operation("GET", "/mine", Self, func(ctx context.Context, _ *struct{}) (*filled, error) {
				call, err := CallOf(ctx)
				if err != nil {
					return nil, err
				}
				out := &filled{}
				out.Body.Name = string(call.Principal.(person))
				return out, nil
			}),
		},
	}
}

func testServer(t *testing.T) (*Server, *bytes.Buffer) {
	t.Helper()
	log := &bytes.Buffer{}
	s, err := New(testConfig(t, log))
	if err != nil {
		t.Fatal(err)
	}
	return s, log
}

func as(name string, more ...string) map[string]string {
	h := map[string]string{"X-Person": name}
	for i := 0; i < len(more); i += 2 {
		h[more[i]] = more[i+1]
	}
	return h
}

func TestPages(t *testing.T) {
	s, log := testServer(t)
	location := func(to string) map[string]string { return map[string]string{"Location": to} }
	webtest.Run(t, s.Handler(), []webtest.Scenario{
		{Name: "public", Path: "/public?q=%3Cscript%3E", WantStatus: 200, Want: []string{"&lt;script&gt;"}, WantNot: []string{"<script>"}},
		{Name: "self for nobody", Path: "/self?a=1", WantStatus: 303, WantHeader: location("/access/sign-in?next=%2Fself%3Fa%3D1")},
		{Name: "self", Path: "/self", Header: as("guest"), WantStatus: 200},
		{Name: "forbidden", Path: "/do", Header: as("guest"), WantStatus: 403, Want: []string{"Chưa được phân quyền"}},
		{Name: "forbidden in english", Path: "/do", Header: as("guest", "X-Lang", "en"), WantStatus: 403, Want: []string{"No permission"}},
		{Name: "elsewhere", Path: "/do", Header: as("forced"), WantStatus: 303, WantHeader: location("/elsewhere")},
		{Name: "allowed", Path: "/do", Header: as("clerk"), WantStatus: 200},
		{Name: "head", Method: "HEAD", Path: "/public", WantStatus: 200, WantNot: []string{"<h1>"}},
		{Name: "no page", Path: "/nothing", WantStatus: 404, Want: []string{"Không tìm thấy trang"}},
		{Name: "other method", Method: "DELETE", Path: "/public", WantStatus: 405, WantHeader: map[string]string{"Allow": "GET"}},
		{Name: "template fails", Path: "/broken", WantStatus: 500, Want: []string{"Hệ thống gặp lỗi", "Mã lỗi"}, WantNot: []string{"half a page"}},
		{Name: "panic", Path: "/panic", WantStatus: 500, Want: []string{"Mã lỗi"}, WantNot: []string{"SECRET"}},
		{Name: "internal", Path: "/internal", WantStatus: 500, WantNot: []string{"SECRET"}},
		{Name: "who asks fails", Path: "/self", Header: as("broken"), WantStatus: 500, WantNot: []string{"no database"}},
		{Name: "conflict", Path: "/conflict", WantStatus: 409, Want: []string{"Dữ liệu đã thay đổi"}},
		{Name: "disk full", Path: "/full", WantStatus: 503, Want: []string{"hết chỗ lưu", "Mã lỗi"}},
		{Name: "too many", Path: "/slow", WantStatus: 429, WantHeader: map[string]string{"Retry-After": "7"}},
		{Name: "redirect away", Path: "/away", WantStatus: 500, WantHeader: location("")},
		{Name: "file", Path: "/file", WantStatus: 200, WantHeader: map[string]string{
			"Content-Disposition": `attachment; filename=bao-cao-thang-6.xlsx; filename*=UTF-8''B%C3%A1o%20c%C3%A1o%20_th%C3%A1ng_%206__.xlsx`}},
		{Name: "refused form", Method: "POST", Path: "/do/1", Header: as("clerk"), Form: map[string][]string{"people": {"1,920"}}, WantStatus: 422, Want: []string{"1,920", "dấu chấm: 1.920", `href="#f-people"`}},
		{Name: "same site form", Method: "POST", Path: "/do/1", Header: as("clerk", "Sec-Fetch-Site", "same-site"), Form: map[string][]string{"people": {"1"}}, WantStatus: 403},
		{Name: "form of another origin", Method: "POST", Path: "/do/1", Header: as("clerk", "Origin", "https://evil.example"), Form: map[string][]string{"people": {"1"}}, WantStatus: 403, Want: []string{"trang web khác"}},
		{Name: "own form", Method: "POST", Path: "/do/1", Header: as("clerk", "Sec-Fetch-Site", "same-origin"), Form: map[string][]string{"people": {"1"}}, WantStatus: 303},
		{Name: "form too large", Method: "POST", Path: "/do/1", Header: as("clerk"), Form: map[string][]string{"people": {strings.Repeat("1", MaxForm)}}, WantStatus: 413, Want: []string{"lớn hơn 1 MB"}},
		{Name: "json to a page", Method: "POST", Path: "/do/1", Header: as("clerk"), JSON: `{}`, WantStatus: 415},
		{Name: "health", Path: "/healthz", WantStatus: 200, Want: []string{"ok"}},
		{Name: "ready", Path: "/readyz", WantStatus: 200},
		{Name: "style", Path: ui.AssetPath("app.css"), WantStatus: 200, WantHeader: map[string]string{"Cache-Control": "public, max-age=31536000, immutable"}},
	})
	for _, leak := range []string{"a=1", "script", "people", "1,920"} {
		if strings.Contains(log.String(), leak) {
			t.Errorf("the log holds %q", leak)
		}
	}
	for _, line := range []string{`route="GET /self"`, "SECRET-CAUSE", "SECRET-IN-PANIC", `cause="no database"`, "request refused"} {
		if !strings.Contains(log.String(), line) {
			t.Errorf("the log lacks %q", line)
		}
	}
}

func TestHeadersOnEveryAnswer(t *testing.T) {
	cfg := testConfig(t, &bytes.Buffer{})
	cfg.Secure = true
	s, err := New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{"/public", "/self", "/nothing", "/panic", "/do", "/api/v1/mine", "/api/nothing", "/api/v1/openapi.json", "/healthz", ui.AssetPath("app.js"), "/static/none.css"} {
		w := webtest.Scenario{Path: path, Header: as("guest"), WantHeader: map[string]string{
			"Content-Security-Policy": policy, "X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer",
			"Cross-Origin-Opener-Policy": "same-origin", "Cross-Origin-Resource-Policy": "same-origin",
			"Strict-Transport-Security": "max-age=31536000; includeSubDomains"}}.Run(t, s.Handler())
		if w.Header().Get("Permissions-Policy") == "" || w.Header().Get(requestIDHeader) == "" {
			t.Errorf("%s: %v", path, w.Header())
		}
		if cache := w.Header().Get("Cache-Control"); cache != "no-store" && !strings.HasPrefix(path, "/static/") {
			t.Errorf("%s: Cache-Control %q", path, cache)
		}
	}
}

func TestProblems(t *testing.T) {
	s, log := testServer(t)
	post := func(name, body string, status int, want ...string) webtest.Scenario {
		return webtest.Scenario{Name: name, Method: "POST", Path: "/api/v1/things", Header: as("clerk"), JSON: body, WantStatus: status, Want: want,
			WantNot: []string{"SECRET", "$schema"}, WantHeader: map[string]string{"Content-Type": "application/problem+json"}}
	}
	english := post("english", `{"name":"women","people":1}`, 422, `"More women than people"`)
	english.Header = as("clerk", "Accept-Language", "fr, en;q=0.8, vi;q=0.1")
	webtest.Run(t, s.Handler(), []webtest.Scenario{
		post("field of a row", `{"name":"women","people":1}`, 422, `{"type":"urn:neove:web.err.invalid","title":"Có nội dung cần sửa","status":422,"detail":"Có nội dung cần sửa trước khi lưu.","errors":[{"field":"women","row":2,"message":"Số nữ lớn hơn tổng"}]}`),
		english,
		post("missing", `{"name":"a"}`, 422, `"errors":[{"field":"people","message":"Cần nhập mục này."}]`),
		post("unknown field", `{"name":"a","people":1,"x":1}`, 422, `{"field":"x","message":"Không có mục này."}`),
		post("below zero", `{"name":"a","people":-1}`, 422, `"field":"people"`, "Giá trị chưa đúng"),
		post("row of a list", `{"name":"a","people":1,"rows":[{"day":"x"},{"day":""}]}`, 422, `{"field":"day","row":2,`),
		post("not json", `{`, 400),
		post("too large", `{"name":"`+strings.Repeat("a", 1<<20)+`","people":1}`, 413, "lớn hơn 1 MB"),
		post("internal", `{"name":"fail","people":1}`, 500, `"type":"urn:neove:web.status.500"`, `"code":"`),
		post("panic", `{"name":"panic","people":1}`, 500, `"code":"`),
		{Name: "stored", Method: "POST", Path: "/api/v1/things", Header: as("clerk"), JSON: `{"name":"a","people":1}`, WantStatus: 200, Want: []string{`{"name":"a","people":1}`}},
		{Name: "nobody", Method: "POST", Path: "/api/v1/things", JSON: `{`, WantStatus: 401, WantHeader: map[string]string{"WWW-Authenticate": "Bearer"}},
		{Name: "forbidden", Method: "POST", Path: "/api/v1/things", Header: as("guest"), JSON: `{`, WantStatus: 403},
		{Name: "elsewhere", Method: "POST", Path: "/api/v1/things", Header: as("forced"), JSON: `{`, WantStatus: 403, WantHeader: map[string]string{"Location": ""}},
		{Name: "principal", Path: "/api/v1/mine", Header: as("guest"), WantStatus: 200, Want: []string{`"name":"guest"`}},
		{Name: "no operation", Path: "/api/v1/nothing", WantStatus: 404, WantHeader: map[string]string{"Content-Type": "application/problem+json"}},
		{Name: "other method", Method: "DELETE", Path: "/api/v1/things", WantStatus: 405, WantHeader: map[string]string{"Allow": "POST"}},
		{Name: "no docs page", Path: "/docs", WantStatus: 404},
		{Name: "description", Path: "/api/v1/openapi.json", WantStatus: 200, Want: []string{`"openapi": "3.1.0"`, `"/api/v1/things"`, `"x-permission": "test.do"`, `"bearer"`, "application/problem+json"}},
	})
	if !strings.Contains(log.String(), "SECRET-CAUSE") {
		t.Error("the cause is not in the log")
	}
}

func TestEveryEndpointHasAPermission(t *testing.T) {
	nothing := func(*Exchange) error { return nil }
	bad := map[string]func(*Config){
		"route without permission":     func(c *Config) { c.Routes = append(c.Routes, Route{"GET", "/x", "", nothing}) },
		"route without handler":        func(c *Config) { c.Routes = append(c.Routes, Route{"GET", "/x", Public, nil}) },
		"route under api":              func(c *Config) { c.Routes = append(c.Routes, Route{"GET", "/api/x", Public, nothing}) },
		"two for one path":             func(c *Config) { c.Routes = append(c.Routes, Route{"GET", "/self", Public, nothing}) },
		"operation without permission": func(c *Config) { c.Operations = append(c.Operations, operation[filled]("GET", "/x", "", nil)) },
		"operation elsewhere": func(c *Config) {
			op := operation("GET", "/y", Self, func(context.Context, *filled) (*filled, error) { return nil, nil })
			op.Path = "/x"
			c.Operations = append(c.Operations, op)
		},
		"no gate": func(c *Config) { c.Allow = nil },
	}
	for name, change := range bad {
		cfg := testConfig(t, &bytes.Buffer{})
		change(&cfg)
		if _, err := New(cfg); err == nil {
			t.Errorf("%s: New accepts it", name)
		}
	}
	s, _ := testServer(t)
	seen := map[Endpoint]bool{}
	for _, e := range s.List() {
		if e.Permission == "" || seen[e] {
			t.Errorf("%+v", e)
		}
		seen[e] = true
	}
	for _, e := range []Endpoint{{"POST", "/api/v1/things", "test.do"}, {"GET", "/do", "test.do"}, {"GET", "/metrics", Public}} {
		if !seen[e] {
			t.Errorf("the list lacks %+v", e)
		}
	}
}

func TestMetrics(t *testing.T) {
	s, _ := testServer(t)
	h := s.Handler()
	webtest.Scenario{Path: "/self", Header: as("guest")}.Run(t, h)
	webtest.Scenario{Path: "/metrics", WantStatus: 404}.Run(t, h) // httptest calls from 192.0.2.1
	ask := func(header map[string]string) int {
		w := httptest.NewRecorder()
		r := webtest.Scenario{Path: "/metrics", Header: header}.Request()
		r.RemoteAddr = "127.0.0.1:4000"
		h.ServeHTTP(w, r)
		if line := `neove_http_requests_total{route="GET /self",status="200"} 1`; w.Code == 200 && !strings.Contains(w.Body.String(), line) {
			t.Errorf("metrics: %s", w.Body)
		}
		return w.Code
	}
	if got := ask(nil); got != 200 {
		t.Errorf("from this machine: %d", got)
	}
	if got := ask(map[string]string{"X-Forwarded-For": "203.0.113.9"}); got != 404 {
		t.Errorf("through a proxy: %d", got)
	}
}

func TestNotice(t *testing.T) {
	s, _ := testServer(t)
	h := s.Handler()
	saved := webtest.Scenario{Method: "POST", Path: "/do/x", Header: as("clerk"), Form: map[string][]string{"people": {"1"}}, WantStatus: 303}.Run(t, h)
	value := webtest.Cookie(saved, noticeCookie)
	next := func(value string) webtest.Scenario {
		return webtest.Scenario{Path: "/public", Header: map[string]string{"Cookie": noticeCookie + "=" + value}, WantStatus: 200}
	}
	shown := next(value)
	shown.Want, shown.WantNot = []string{"Đã lưu 1.920 dòng của &lt;b&gt;x"}, []string{"<b>x"}
	if got := webtest.Cookie(shown.Run(t, h), noticeCookie); got != "" {
		t.Errorf("still there: %q", got)
	}
	other, _ := testServer(t)
	for name, c := range map[string]struct {
		value string
		h     http.Handler
	}{"other process": {value, other.Handler()}, "changed": {"A" + value[1:], h}, "nonsense": {"x.y", h}, "empty": {"", h}} {
		s := next(c.value)
		s.Name, s.WantNot = name, []string{"Đã lưu"}
		s.Run(t, c.h)
	}
}

func TestCompression(t *testing.T) {
	s, _ := testServer(t)
	zip := map[string]string{"Accept-Encoding": "gzip"}
	webtest.Run(t, s.Handler(), []webtest.Scenario{
		{Name: "long page", Path: "/long", Header: zip, WantHeader: map[string]string{"Content-Encoding": "gzip"}},
		{Name: "plain client", Path: "/long", WantHeader: map[string]string{"Content-Encoding": ""}},
		{Name: "asset keeps its own", Path: ui.AssetPath("app.css"), Header: zip, WantHeader: map[string]string{"Content-Encoding": "gzip"}},
	})
}

// A panic after the first byte must cut the connection, not end a whole answer.
func TestHalfAnswerIsCut(t *testing.T) {
	s, _ := testServer(t)
	defer func() {
		if p := recover(); p != http.ErrAbortHandler {
			t.Errorf("recovered %v", p)
		}
	}()
	webtest.Scenario{Path: "/half"}.Run(t, s.Handler())
	t.Error("answered")
}

// Shutdown lets a request that has begun finish.
func TestServeEndsGracefully(t *testing.T) {
	cfg := testConfig(t, &bytes.Buffer{})
	cfg.Log = slog.New(slog.DiscardHandler)
	begun, let := make(chan struct{}), make(chan struct{})
	cfg.Routes = append(cfg.Routes, Route{"GET", "/wait", Public, func(x *Exchange) error {
		close(begun)
		<-let
		return plain("done")(x)
	}})
	s, err := New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- s.Serve(ctx, l) }()
	var wg sync.WaitGroup
	wg.Go(func() {
		r, err := http.Get("http://" + l.Addr().String() + "/wait")
		if err != nil || r.StatusCode != 200 {
			t.Errorf("%v %v", r, err)
			return
		}
		r.Body.Close()
	})
	<-begun
	stop()
	time.Sleep(20 * time.Millisecond)
	close(let)
	wg.Wait()
	if err := <-ended; err != nil {
		t.Error(err)
	}
}
