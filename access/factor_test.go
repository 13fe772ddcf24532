package access

import (
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/pquerna/otp/totp"

	"neove/internal/db"
	"neove/internal/errs"
	"neove/internal/webtest"
)

// enrolled sets an app up for an account and returns its secret and the
// recovery codes; the clock moves on, so that a fresh code is at hand.
func enrolled(t *testing.T, w *world, account string) (string, []string) {
	t.Helper()
	a := w.actor(t, account)
	k, err := w.BeginTOTP(ctx, a)
	if err != nil {
		t.Fatal(err)
	}
	_, codes, err := w.ConfirmTOTP(ctx, a, w.code(t, k.Secret(), 0))
	if err != nil || len(codes) != recoveryKeys {
		t.Fatalf("%v %v", codes, err)
	}
	w.now = w.now.Add(time.Minute)
	return k.Secret(), codes
}

func (w *world) code(t *testing.T, secret string, shift time.Duration) string {
	t.Helper()
	c, err := totp.GenerateCode(secret, w.now.Add(shift))
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func waiting(t *testing.T, w *world, account string) Actor {
	t.Helper()
	a := w.actor(t, account)
	if a.Stage != AwaitsFactor || len(a.Grants) > 0 || a.May("org.unit.read") || Allow(a, "self") == nil || Allow(a, "org.unit.read") == nil {
		t.Fatalf("a session without its second factor: %+v", a)
	}
	return a
}

func TestTOTP(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		secret, recovery := enrolled(t, w, "canbo.x1")
		code := w.code(t, secret, 0)
		for name, c := range map[string]string{"wrong": "000000", "empty": "", "long ago": w.code(t, secret, -2*time.Minute), "to come": w.code(t, secret, 2*time.Minute), "recovery of nobody": "aaaaaaaa-bbbbbbbb"} {
			if c == code {
				continue
			}
			a := waiting(t, w, "canbo.x1")
			_, err := w.ShowFactor(ctx, a, c)
			wantKind(t, err, errs.Invalid, "access.err.code")
			if name == "empty" { // five tries are free
				continue
			}
		}
		a := waiting(t, w, "canbo.x1")
		_, err := w.ShowFactor(ctx, a, code)
		wantKind(t, err, errs.TooMany, "access.err.slow")
		w.now = w.now.Add(time.Minute)
		code = w.code(t, secret, -30*time.Second) // a clock that is a step behind
		token, err := w.ShowFactor(ctx, a, code)
		if err != nil {
			t.Fatal(err)
		}
		if full, err := w.ByToken(ctx, token); err != nil || full.Stage != "" || full.Factor != ByTOTP || !full.MayAt("outreach.activity.record", "X1") {
			t.Errorf("%+v %v", full, err)
		}
		if _, err := w.lookup(ctx, a.token); !errs.Is(err, errs.Unauthenticated) {
			t.Errorf("the token of before is alive: %v", err)
		}
		_, err = w.ShowFactor(ctx, waiting(t, w, "canbo.x1"), code)
		wantKind(t, err, errs.Invalid, "access.err.code") // a code counts once
		for i, want := range []string{"", "access.err.code"} {
			if _, err = w.ShowFactor(ctx, waiting(t, w, "canbo.x1"), strings.ToUpper(recovery[0])); (err == nil) != (want == "") {
				t.Errorf("recovery code, time %d: %v", i+1, err)
			}
		}
		w.now = w.now.Add(11 * time.Minute)
		if _, err := w.lookup(ctx, a.token); !errs.Is(err, errs.Unauthenticated) {
			t.Errorf("a session waits for ever: %v", err)
		}
	})
}

// A secret in the database is sealed, and moved to another account it is none.
func TestSecretIsBound(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		secret, _ := enrolled(t, w, "canbo.x1")
		err := w.db.Write(ctx, w.boss, "test", func(tx *db.Tx) error {
			row, err := totpOf(tx, w.clerk.ID)
			if err != nil || strings.Contains(string(row.Secret), secret) {
				t.Errorf("in the open: %v", err)
			}
			tx.Event(db.Event{})
			row.User = w.boss.ID
			return tx.Insert("access_totp", row)
		})
		if err != nil {
			t.Fatal(err)
		}
		_, err = w.ShowFactor(ctx, waiting(t, w, "quantri"), w.code(t, secret, 0))
		wantKind(t, err, errs.Internal, "no_keys")
	})
}

func TestProgramsBringTheirCode(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		secret, _ := enrolled(t, w, "canbo.x1")
		enter := func(code string) (Entered, error) {
			return w.Enter(ctx, Entry{Account: "canbo.x1", Password: secret0, Kind: Program, Code: code})
		}
		_, err := enter("")
		wantKind(t, err, errs.Unauthenticated, "access.err.code")
		_, err = enter("123")
		wantKind(t, err, errs.Unauthenticated, "access.err.code")
		e, err := enter(w.code(t, secret, 0))
		if err != nil || e.Stage != "" {
			t.Fatalf("%+v %v", e.Stage, err)
		}
		if a, err := w.ByToken(ctx, e.Token); err != nil || a.Factor != ByTOTP {
			t.Errorf("%+v %v", a, err)
		}
	})
}

const secret0 = secret

// Every role whose row says so is let in nowhere before it has a second factor,
// and every role that may touch a sensitive thing has such a row.
func TestSecondFactorIsDemanded(t *testing.T) {
	for p, r := range relations() {
		for _, role := range Roles {
			if r.Sensitive && r.Compartment != "" && Allows(role, p) && !roleRules()[role].secondFactor {
				t.Errorf("%s reaches %s with a password alone", role, p)
			}
		}
	}
	each(t, func(t *testing.T, w *world) {
		w.SecondFactor = true
		h := handler(t, w)
		token := w.token(t, "canbo.x1")
		a, err := w.ByToken(ctx, token)
		if err != nil || a.Stage != MustEnrol || a.May("org.unit.read") {
			t.Fatalf("%+v %v", a, err)
		}
		to := func(path string) map[string]string { return map[string]string{"Location": path} }
		webtest.Run(t, h, []webtest.Scenario{
			{Name: "a page", Path: "/", As: token, WantStatus: 303, WantHeader: to("/access/enrol")},
			{Name: "an operation", Path: "/api/v1/access/me", As: token, WantStatus: 403, Want: []string{"access.err.enrol"}},
			{Name: "a program", Method: "POST", Path: "/api/v1/access/sessions", JSON: `{"account":"canbo.x1","password":"` + secret + `"}`, WantStatus: 403, Want: []string{"access.err.enrol"}},
			{Name: "picture", Path: "/access/enrol/qr.png", As: token, WantStatus: 200, WantHeader: map[string]string{"Content-Type": "image/png"}},
			{Name: "picture for nobody", Path: "/access/enrol/qr.png", WantStatus: 303},
		})
		page := webtest.Scenario{Path: "/access/enrol", As: token, WantStatus: 200, Want: []string{"/access/enrol/qr.png", "passkey."}, WantNot: []string{"data:"}}.Run(t, h).Body.String()
		shown := regexp.MustCompile(`data-secret-text>([A-Z2-7 ]+)</span>`).FindStringSubmatch(page)[1]
		post := func(code string) *httptest.ResponseRecorder {
			return webtest.Scenario{Method: "POST", Path: "/access/enrol", As: token, Form: form("code", code, "next", "/access/me")}.Run(t, h)
		}
		if got := post("000000"); got.Code != 422 {
			t.Errorf("a wrong code: %d", got.Code)
		}
		done := post(w.code(t, strings.ReplaceAll(shown, " ", ""), 0))
		if done.Code != 200 || strings.Count(done.Body.String(), "<li>") < recoveryKeys || !strings.Contains(done.Body.String(), `href="/access/me"`) {
			t.Fatalf("%d %s", done.Code, done.Body)
		}
		token = webtest.Cookie(done, "neove")
		webtest.Run(t, h, []webtest.Scenario{
			{Name: "whole", Path: "/access/me", As: token, WantStatus: 200, Want: []string{"ứng dụng xác thực", "Còn 10 mã"}},
			{Name: "the last factor stays", Method: "POST", Path: "/access/me/totp/remove", As: token, WantStatus: 409, Want: []string{"Thêm cách khác"}},
		})
		w.now = w.now.Add(14 * time.Minute)
		webtest.Run(t, h, []webtest.Scenario{
			{Name: "stale proof", Path: "/access/enrol", As: token, WantStatus: 303, WantHeader: to("/access/again?next=%2Faccess%2Fenrol")},
			{Name: "again, wrong", Method: "POST", Path: "/access/again", As: token, Form: form("password", "sai mat khau"), WantStatus: 422},
		})
		again := webtest.Scenario{Method: "POST", Path: "/access/again", As: token, Form: form("password", secret, "next", "/access/enrol"), WantStatus: 303, WantHeader: to("/access/enrol")}.Run(t, h)
		webtest.Scenario{Path: "/access/enrol", As: webtest.Cookie(again, "neove"), WantStatus: 200, Want: []string{"Đã thiết lập ứng dụng"}}.Run(t, h)
		webtest.Scenario{Path: "/access/enrol", As: token, WantStatus: 303}.Run(t, h)
	})
}
