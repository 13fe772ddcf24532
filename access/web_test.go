package access

import (
	"encoding/json"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"neove/internal/clock"
	"neove/internal/webtest"
)

func form(pairs ...string) url.Values {
	v := url.Values{}
	for i := 0; i < len(pairs); i += 2 {
		v.Set(pairs[i], pairs[i+1])
	}
	return v
}

var crossSite = map[string]string{"Sec-Fetch-Site": "cross-site", "Origin": "https://evil.example"}

func TestSignInPages(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		h := handler(t, w)
		post := func(name string, f url.Values, s webtest.Scenario) webtest.Scenario {
			s.Name, s.Method, s.Path, s.Form = name, "POST", "/access/sign-in", f
			return s
		}
		good := []string{"account", "canbo.x1", "password", secret}
		to := func(path string) map[string]string { return map[string]string{"Location": path} }
		webtest.Run(t, h, []webtest.Scenario{
			{Name: "page", Path: "/access/sign-in?next=%2Faccess%2Fme", WantStatus: 200, Want: []string{"Tắt bộ gõ tiếng Việt", "data-toggle-password", `value="/access/me"`, "Đăng nhập", "lang=en"}, WantNot: []string{"style=", "onclick"}},
			{Name: "english", Path: "/access/sign-in", Header: map[string]string{"Cookie": "neove-lang=en"}, Want: []string{"Sign in", `lang="en"`}},
			{Name: "a page without a session", Path: "/access/users?q=a&role=leader", WantStatus: 303, WantHeader: to("/access/sign-in?next=%2Faccess%2Fusers%3Fq%3Da%26role%3Dleader")},
			{Name: "a form without a session", Method: "POST", Path: "/access/me/end", WantStatus: 303, WantHeader: to("/access/sign-in")},
			post("right", form(append(good, "next", "/access/me")...), webtest.Scenario{WantStatus: 303, WantHeader: to("/access/me")}),
			post("wrong", form("account", hostile, "password", "sai-mat-khau-roi"), webtest.Scenario{WantStatus: 422, Want: []string{"chưa đúng", "&lt;script&gt;"}, WantNot: []string{"<script>alert", "sai-mat-khau-roi", "Set-Cookie"}}),
			post("blank", form(), webtest.Scenario{WantStatus: 422, Want: []string{`href="#f-account"`, `id="f-password-error"`}}),
			post("other site", form(good...), webtest.Scenario{Header: crossSite, WantStatus: 403, WantNot: []string{"Set-Cookie"}, Want: []string{"trang web khác"}}),
			post("host as next", form(append(good, "next", "https://evil.example/")...), webtest.Scenario{WantStatus: 303, WantHeader: to("/")}),
			post("slashes as next", form(append(good, "next", "//evil.example/")...), webtest.Scenario{WantHeader: to("/")}),
			post("backslash as next", form(append(good, "next", `/\evil.example/`)...), webtest.Scenario{WantHeader: to("/")}),
			post("tab as next", form(append(good, "next", "/\t/evil.example/")...), webtest.Scenario{WantHeader: to("/")}),
			post("loop as next", form(append(good, "next", "/access/sign-in?next=/")...), webtest.Scenario{WantHeader: to("/")}),
		})
		for range 5 {
			post("", form("account", "khong.co", "password", "x"), webtest.Scenario{WantStatus: 422}).Run(t, h)
		}
		post("", form("account", "khong.co", "password", "x"), webtest.Scenario{WantStatus: 429, Want: []string{"chờ 2 giây"}, WantHeader: map[string]string{"Retry-After": "2"}}).Run(t, h)

		answer := post("", form(good...), webtest.Scenario{WantStatus: 303}).Run(t, h)
		c := answer.Result().Cookies()[0]
		if device := answer.Result().Cookies()[1]; device.Name != "neove-device" || strings.Contains(device.Value, "canbo") || !device.HttpOnly {
			t.Errorf("device: %v", device)
		}
		if c.Name != "neove" || !c.HttpOnly || c.Path != "/" || c.MaxAge != 0 || !strings.Contains(answer.Header().Get("Set-Cookie"), "SameSite=Strict") {
			t.Errorf("cookie: %s", answer.Header().Get("Set-Cookie"))
		}
		w.Secure = true
		answer = post("", form(good...), webtest.Scenario{WantStatus: 303}).Run(t, h)
		if got := answer.Header().Get("Set-Cookie"); !strings.HasPrefix(got, "__Host-neove=") || !strings.Contains(got, "; Secure") || strings.Contains(got, "Domain") {
			t.Errorf("sealed cookie: %s", got)
		}
	})
}

func TestOwnPages(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		h, token := handler(t, w), w.token(t, "canbo.x1")
		webtest.Run(t, h, []webtest.Scenario{
			{Name: "me", Path: "/access/me", As: token, WantStatus: 200, Want: []string{"&lt;script&gt;", "xã Thuận Mỹ", "phiên này", "Cán bộ cấp xã"}, WantNot: []string{"<script>alert", w.clerk.Password, token, hashToken(token)}},
			{Name: "no session", Path: "/access/me", WantStatus: 303},
			{Name: "bearer opens no page", Path: "/access/me", Header: map[string]string{"Authorization": "Bearer " + token}, WantStatus: 303},
			{Name: "users forbidden", Path: "/access/users", As: token, WantStatus: 403, Want: []string{"chưa được phân quyền", "liên hệ quản trị"}, WantNot: []string{"quantri"}},
			{Name: "language from another site", Path: "/access/language?lang=en", As: token, Header: crossSite, WantStatus: 303, WantNot: []string{"neove-lang"}},
			{Name: "language", Path: "/access/language?lang=en&next=%2Faccess%2Fme", As: token, WantStatus: 303, WantHeader: map[string]string{"Location": "/access/me"}},
			{Name: "me in english", Path: "/access/me", As: token, WantStatus: 200, Want: []string{"My account", "Commune officer"}},
			{Name: "language elsewhere", Path: "/access/language?lang=vi&next=//evil.example", As: token, WantHeader: map[string]string{"Location": "/"}},
			{Name: "password page", Path: "/access/password", As: token, WantStatus: 200, Want: []string{"Ít nhất 12 ký tự", `autocomplete="new-password"`}},
			{Name: "password page for nobody", Path: "/access/password", WantStatus: 303},
			{Name: "repeat differs", Method: "POST", Path: "/access/password", As: token, Form: form("old", secret, "password", "tam chiec o to di", "repeat", "x"), WantStatus: 422, Want: []string{"không giống nhau"}, WantNot: []string{"tam chiec", secret}},
			{Name: "password", Method: "POST", Path: "/access/password", As: token, Form: form("old", secret, "password", "tam chiec o to di", "repeat", "tam chiec o to di"), WantStatus: 303},
			{Name: "end all", Method: "POST", Path: "/access/me/end", As: token, WantStatus: 303, WantHeader: map[string]string{"Location": "/access/sign-in"}},
			{Name: "ended", Path: "/access/me", As: token, WantStatus: 303},
			{Name: "sign out of nothing", Method: "POST", Path: "/access/sign-out", As: token, WantStatus: 303, WantHeader: map[string]string{"Clear-Site-Data": `"cache"`}},
		})
	})
}

var shownCode = regexp.MustCompile(`<dd class="code">([0-9a-z-]{27})</dd>`)

func TestUserPages(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		h, boss := handler(t, w), w.token(t, "quantri")
		add := func(f url.Values) webtest.Scenario {
			return webtest.Scenario{Method: "POST", Path: "/access/users/new", As: boss, Form: f}
		}
		webtest.Run(t, h, []webtest.Scenario{
			{Name: "list", Path: "/access/users", As: boss, WantStatus: 200, Want: []string{"quantri", "canbo.x1", "&lt;script&gt;", "xã Thuận Mỹ"}, WantNot: []string{"<script>alert", "argon2id"}},
			{Name: "find without marks", Path: "/access/users?q=le+thi", As: boss, Want: []string{"Lê Thị"}, WantNot: []string{"canbo.x1"}},
			{Name: "find nothing", Path: "/access/users?q=zzz&page=9", As: boss, WantStatus: 200, Want: []string{"Không có người dùng"}},
			{Name: "form", Path: "/access/users/new", As: boss, WantStatus: 200, Want: []string{"6/1/2025", "Cán bộ cấp huyện"}},
		})
		s := add(form("account", "Sai Dấu", "name", hostile, "role", "leader", "unit", "Không Có"))
		s.WantStatus, s.Want, s.WantNot = 422, []string{"Không xác định được đơn vị", `value="Sai Dấu"`, "selected"}, []string{"<script>alert"}
		s.Run(t, h)
		s = add(form("account", "moi.x2", "name", "Trần Thị Mới", "role", "leader", "unit", "phường Long An", "from", "1/1/2025", "to", "31/12/2025"))
		s.WantStatus, s.Want = 200, []string{"chỉ hiện một lần"}
		m := shownCode.FindStringSubmatch(s.Run(t, h).Body.String())
		if m == nil {
			t.Fatal("no code is shown")
		}
		setByCode := func(code, repeat string, want webtest.Scenario) {
			want.Method, want.Path, want.Form = "POST", "/access/link", form("account", "moi.x2", "code", code, "password", "chin con chim se", "repeat", repeat)
			want.Run(t, h)
		}
		webtest.Scenario{Path: "/access/link?code=" + m[1], WantStatus: 200, Want: []string{`value="` + m[1], "Ít nhất 12 ký tự"}}.Run(t, h)
		setByCode("aaaaaa-bbbbbb-cccccc-dddddd", "chin con chim se", webtest.Scenario{WantStatus: 422, Want: []string{"đã hết hạn", `value="moi.x2"`}, WantNot: []string{"chin con chim"}})
		setByCode(m[1], "x", webtest.Scenario{WantStatus: 422, Want: []string{"không giống nhau"}})
		setByCode(m[1], "chin con chim se", webtest.Scenario{WantStatus: 303, WantHeader: map[string]string{"Location": "/access/sign-in"}})
		setByCode(m[1], "chin con chim se", webtest.Scenario{WantStatus: 422, Want: []string{"đã hết hạn"}})
		newcomer := w.tokenWith(t, "moi.x2", "chin con chim se")
		list, err := w.Users(ctx, w.boss, UserFilter{Text: "moi.x2"})
		if err != nil || len(list) != 1 || list[0].Grants[0].To != clock.On(2026, 1, 1) {
			t.Fatalf("%+v %v", list, err)
		}
		at := "/access/users/" + list[0].ID
		end := at + "/grants/" + list[0].Grants[0].ID + "/end"
		webtest.Run(t, h, []webtest.Scenario{
			{Name: "user", Path: at, As: boss, WantStatus: 200, Want: []string{"31/12/2025"}, WantNot: []string{m[1], "argon2id"}},
			{Name: "bad right", Method: "POST", Path: at + "/grants", As: boss, Form: form("role", "leader", "unit", "X1", "from", "5/5/2025", "to", "1/5/2025"), WantStatus: 422, Want: []string{"Ngày kết thúc", `value="5/5/2025"`}},
			{Name: "bad date", Method: "POST", Path: at + "/grants", As: boss, Form: form("role", "leader", "unit", "X1", "from", "31/2/2025"), WantStatus: 422, Want: []string{"không phải là ngày"}},
			{Name: "right", Method: "POST", Path: at + "/grants", As: boss, Form: form("role", "leader", "unit", "X1"), WantStatus: 303},
			{Name: "end", Method: "POST", Path: end, As: boss, WantStatus: 303},
			{Name: "end twice", Method: "POST", Path: end, As: boss, WantStatus: 404},
			{Name: "cross-site", Method: "POST", Path: at + "/disable", As: boss, Header: crossSite, WantStatus: 403},
			{Name: "disable", Method: "POST", Path: at + "/disable", As: boss, WantStatus: 303, WantHeader: map[string]string{"Location": at}},
			{Name: "disabled", Path: "/access/password", As: newcomer, WantStatus: 303, WantHeader: map[string]string{"Location": "/access/sign-in?next=%2Faccess%2Fpassword"}},
			{Name: "enable", Method: "POST", Path: at + "/enable", As: boss, WantStatus: 303},
			{Name: "reset", Method: "POST", Path: at + "/password", As: boss, WantStatus: 200, Want: []string{"chỉ hiện một lần"}, WantNot: []string{m[1]}},
			{Name: "a role of two people without a reason", Method: "POST", Path: at + "/grants", As: boss, Form: form("role", "inspector", "unit", "X1", "reason", "vì"), WantStatus: 422, Want: []string{"Nêu lý do", `href="#f-reason"`}},
			{Name: "a role of two people", Method: "POST", Path: at + "/grants", As: boss, Form: form("role", "inspector", "unit", "X1", "reason", "Thay đồng chí đã chuyển công tác"), WantStatus: 303},
			{Name: "waits", Path: at, As: boss, WantNot: []string{"<td>Thanh tra"}},
			{Name: "oneself", Method: "POST", Path: "/access/users/" + w.boss.ID + "/disable", As: boss, WantStatus: 403},
			{Name: "own page", Path: "/access/users/" + w.boss.ID, As: boss, WantStatus: 200, WantNot: []string{"/disable", "/grants"}},
			{Name: "unknown", Path: "/access/users/nobody", As: boss, WantStatus: 404},
		})
	})
}

func TestAPI(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		h := handler(t, w)
		in := func(account, password string) string {
			b, _ := json.Marshal(map[string]string{"account": account, "password": password})
			return string(b)
		}
		var out struct{ Token string }
		answer := webtest.Scenario{Method: "POST", Path: "/api/v1/access/sessions", JSON: in("canbo.x1", secret), WantStatus: 201, Want: []string{`"expires_at":"2025-01-06T14:00:00Z"`}, WantNot: []string{"Set-Cookie", "$schema"}}.Run(t, h)
		if err := json.Unmarshal(answer.Body.Bytes(), &out); err != nil || out.Token == "" {
			t.Fatal(err)
		}
		problem := map[string]string{"Content-Type": "application/problem+json"}
		webtest.Run(t, h, []webtest.Scenario{
			{Name: "me", Path: "/api/v1/access/me", As: out.Token, WantStatus: 200, Want: []string{`"unit":"X1"`, `"from":"2025-01-06"`}},
			{Name: "cookie", Path: "/api/v1/access/me", Header: map[string]string{"Cookie": "neove=" + out.Token}, WantStatus: 200},
			{Name: "nobody", Path: "/api/v1/access/me", WantStatus: 401, WantHeader: map[string]string{"Content-Type": "application/problem+json", "WWW-Authenticate": "Bearer"}, Want: []string{`"type":"urn:neove:web.err.unauthenticated"`, "Cần đăng nhập"}},
			{Name: "nobody in english", Path: "/api/v1/access/me", Header: map[string]string{"Accept-Language": "en-GB,vi;q=0.3"}, WantStatus: 401, Want: []string{"Please sign in first."}},
			{Name: "wrong", Method: "POST", Path: "/api/v1/access/sessions", JSON: in("canbo.x1", "sai"), WantStatus: 401, WantHeader: problem, Want: []string{"access.err.sign_in"}},
			{Name: "missing", Method: "POST", Path: "/api/v1/access/sessions", JSON: `{"account":"a"}`, WantStatus: 422, WantHeader: problem, Want: []string{`"errors":[{"field":"password","message":"Cần nhập mục này."}]`}},
			{Name: "not json", Method: "POST", Path: "/api/v1/access/sessions", JSON: `{`, WantStatus: 400, WantHeader: problem},
			{Name: "cross-site", Method: "POST", Path: "/api/v1/access/sessions", JSON: in("canbo.x1", secret), Header: crossSite, WantStatus: 403, WantHeader: problem},
			{Name: "end", Method: "DELETE", Path: "/api/v1/access/sessions/current", As: out.Token, WantStatus: 204},
			{Name: "ended", Path: "/api/v1/access/me", As: out.Token, WantStatus: 401},
		})
		for range 4 {
			webtest.Scenario{Method: "POST", Path: "/api/v1/access/sessions", JSON: in("canbo.x1", "sai"), WantStatus: 401}.Run(t, h)
		}
		webtest.Scenario{Method: "POST", Path: "/api/v1/access/sessions", JSON: in("canbo.x1", "sai"), WantStatus: 429, WantHeader: map[string]string{"Retry-After": "2"}}.Run(t, h)
	})
}

func (w *world) tokenWith(t *testing.T, account, password string) string {
	t.Helper()
	token, _, err := w.SignIn(ctx, account, password, Browser)
	if err != nil {
		t.Fatal(err)
	}
	return token
}

// The next page of the browser shows what was done, once.
func TestNoticeAfterSaving(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		h, boss := handler(t, w), w.token(t, "quantri")
		at := "/access/users/" + w.clerk.ID
		first := webtest.Scenario{Method: "POST", Path: at + "/disable", As: boss, WantStatus: 303}.Run(t, h)
		show := func(value string) *httptest.ResponseRecorder {
			return webtest.Scenario{Path: at, WantStatus: 200, Header: map[string]string{"Cookie": "neove=" + boss + "; neove-notice=" + value}}.Run(t, h)
		}
		value := webtest.Cookie(first, "neove-notice")
		got := show(value)
		if !strings.Contains(got.Body.String(), "Đã khóa tài khoản và kết thúc mọi phiên.") || !strings.Contains(got.Header().Get("Set-Cookie"), "Max-Age=0") {
			t.Errorf("%v\n%s", got.Header(), got.Body)
		}
		if got := show("A" + value[1:]); strings.Contains(got.Body.String(), `role="status"><span>`) {
			t.Error("a forged notice is shown")
		}
	})
}
