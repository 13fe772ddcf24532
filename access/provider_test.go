package access

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/golang-jwt/jwt/v5"
	"github.com/oauth2-proxy/mockoidc"

	"neove/internal/errs"
	"neove/internal/webtest"
)

// vouched is somebody as the provider knows them, with what it saw.
type vouched struct {
	mockoidc.MockUser
	amr []string
}

func (v *vouched) Claims(scope []string, base *mockoidc.IDTokenClaims) (jwt.Claims, error) {
	return &struct {
		*mockoidc.IDTokenClaims
		PreferredUsername string   `json:"preferred_username"`
		AMR               []string `json:"amr,omitempty"`
	}{base, v.PreferredUsername, v.amr}, nil
}

// visit goes to the provider and back as a browser does, and gives the last
// answer of this server.
func visit(t *testing.T, h http.Handler, edit func(back *http.Request)) *httptest.ResponseRecorder {
	t.Helper()
	out := webtest.Scenario{Path: "/access/provider?next=%2Faccess%2Fme", WantStatus: 303}.Run(t, h)
	to := out.Header().Get("Location")
	for _, part := range []string{"code_challenge_method=S256", "nonce=", "state="} {
		if !strings.Contains(to, part) {
			t.Fatalf("%s lacks %s", to, part)
		}
	}
	stay := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	answer, err := stay.Get(to)
	if err != nil {
		t.Fatal(err)
	}
	answer.Body.Close()
	back, err := url.Parse(answer.Header.Get("Location"))
	if err != nil || back.Path != "/access/provider/back" {
		t.Fatalf("%d to %v: %v", answer.StatusCode, back, err)
	}
	r := webtest.Scenario{Path: back.RequestURI()}.Request()
	for _, c := range out.Result().Cookies() {
		if c.SameSite != http.SameSiteLaxMode || !c.HttpOnly {
			t.Errorf("cookie %v", c)
		}
		r.AddCookie(c)
	}
	if edit != nil {
		edit(r)
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

func TestProvider(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		idp, err := mockoidc.Run()
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = idp.Shutdown() })
		w.SecondFactor = true
		w.Provider = &Provider{Name: "Cổng của tỉnh", Issuer: idp.Issuer(), ClientID: idp.ClientID, ClientSecret: idp.ClientSecret, Factors: []string{"otp"}}
		h := handler(t, w)
		come := func(subject, name string, amr ...string) *httptest.ResponseRecorder {
			idp.QueueUser(&vouched{mockoidc.MockUser{Subject: subject, PreferredUsername: name}, amr})
			return visit(t, h, nil)
		}
		in := func(got *httptest.ResponseRecorder) Actor {
			t.Helper()
			a, err := w.ByToken(ctx, webtest.Cookie(got, "neove"))
			if got.Code != 200 || err != nil {
				t.Fatalf("%d %v: %s", got.Code, err, got.Body)
			}
			return a
		}
		webtest.Scenario{Path: "/access/sign-in", Want: []string{"Đăng nhập qua Cổng của tỉnh"}}.Run(t, h)
		if a := in(come("s-1", "Canbo.X1", "pwd", "otp")); a.ID != w.clerk.ID || a.Stage != "" || a.Factor != ByProvider {
			t.Errorf("%+v", a)
		}
		if a := in(come("s-1", "renamed", "pwd")); a.ID != w.clerk.ID || a.Stage != MustEnrol || len(a.Grants) > 0 {
			t.Errorf("bound identity, password only there: %+v", a)
		}
		for name, c := range map[string][2]string{"no account is made": {"s-2", "khong.co"}, "the name moved to somebody else": {"s-3", "canbo.x1"}, "no name": {"s-4", ""}} {
			if got := come(c[0], c[1], "otp"); got.Code != 422 || webtest.Cookie(got, "neove") != "" || !strings.Contains(got.Body.String(), "Không đăng nhập được qua") {
				t.Errorf("%s: %d", name, got.Code)
			}
		}
		for name, edit := range map[string]func(*http.Request){
			"other browser": func(r *http.Request) { r.Header.Del("Cookie") },
			"other state":   func(r *http.Request) { q := r.URL.Query(); q.Set("state", "x"); r.URL.RawQuery = q.Encode() },
			"other code":    func(r *http.Request) { q := r.URL.Query(); q.Set("code", "x"); r.URL.RawQuery = q.Encode() },
			"no code":       func(r *http.Request) { q := r.URL.Query(); q.Del("code"); r.URL.RawQuery = q.Encode() },
		} {
			idp.QueueUser(&vouched{mockoidc.MockUser{Subject: "s-1", PreferredUsername: "canbo.x1"}, []string{"otp"}})
			if got := visit(t, h, edit); got.Code != 422 || webtest.Cookie(got, "neove") != "" {
				t.Errorf("%s: %d", name, got.Code)
			}
		}
		if err := w.Disable(ctx, w.boss, w.clerk.ID); err != nil {
			t.Fatal(err)
		}
		if got := come("s-1", "canbo.x1", "otp"); got.Code != 422 {
			t.Errorf("a closed account: %d", got.Code)
		}
	})
}

func TestNonceIsChecked(t *testing.T) {
	idp, err := mockoidc.Run()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = idp.Shutdown() })
	p := &Provider{Issuer: idp.Issuer(), ClientID: idp.ClientID, ClientSecret: idp.ClientSecret}
	session, err := idp.SessionStore.NewSession("openid", "their-nonce", &mockoidc.MockUser{Subject: "s", PreferredUsername: "canbo.x1"}, "", "")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := p.meet(ctx, "http://x/back", session.SessionID, journey{Nonce: "our-nonce"}); err == nil || !strings.Contains(err.Error(), "nonce") {
		t.Errorf("a token of another journey: %v", err)
	}
}

func TestProviderFile(t *testing.T) {
	file := filepath.Join(t.TempDir(), "idp.json")
	write := func(text string, mode os.FileMode) (*Provider, error) {
		if err := os.WriteFile(file, []byte(text), mode); err != nil {
			t.Fatal(err)
		}
		if err := os.Chmod(file, mode); err != nil {
			t.Fatal(err)
		}
		return LoadProvider(file)
	}
	const good = `{"name":"Cổng","issuer":"https://id.example.vn","client_id":"neove","client_secret":"s"}`
	if p, err := write(good, 0o600); err != nil || p.name() != "Cổng" {
		t.Error(err)
	}
	for _, c := range []struct {
		text string
		mode os.FileMode
	}{{good, 0o644}, {`{"name":"Cổng"}`, 0o600}, {`{`, 0o600}} {
		if _, err := write(c.text, c.mode); err == nil {
			t.Errorf("%s with %v is taken", c.text, c.mode)
		}
	}
	if _, err := LoadProvider(file + "x"); err == nil || errs.Is(err, errs.Invalid) {
		t.Error(err)
	}
}
