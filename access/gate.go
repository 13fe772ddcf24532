package access

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"neove/internal/errs"
	"neove/internal/i18n"
	"neove/internal/web"
)

const langCookie = "neove-lang"

// cookieName is sealed to the host where TLS allows it.
func (s *Service) cookieName() string {
	if s.Secure {
		return "__Host-neove"
	}
	return "neove"
}

// sessionCookie ends with the browser: offices share machines.
func (s *Service) sessionCookie(token string) *http.Cookie {
	c := &http.Cookie{Name: s.cookieName(), Value: token, Path: "/", HttpOnly: true, Secure: s.Secure, SameSite: http.SameSiteLaxMode}
	if token == "" {
		c.MaxAge = -1
	}
	return c
}

// token is the secret of the request: the header counts for the API only, so
// that no page can be opened with a program's token in an address or a script.
func (s *Service) token(r *http.Request) string {
	if strings.HasPrefix(r.URL.Path, "/api/") {
		if t, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer "); ok {
			return t
		}
	}
	if c, err := r.Cookie(s.cookieName()); err == nil {
		return c.Value
	}
	return ""
}

// Identify is web.Config.Identify: the Actor of the session, or nil. The
// language is the person's own, before sign-in that of the browser's cookie.
func (s *Service) Identify(r *http.Request) (any, i18n.Lang, error) {
	lang := i18n.Vi
	if c, err := r.Cookie(langCookie); err == nil {
		lang = i18n.ParseLang(c.Value)
	}
	token := s.token(r)
	if token == "" {
		return nil, lang, nil
	}
	a, err := s.ByToken(r.Context(), token)
	switch {
	case errs.Is(err, errs.Unauthenticated):
		return nil, lang, nil // an ended session is nobody
	case err != nil:
		return nil, lang, err
	}
	return a, i18n.ParseLang(a.Lang), nil
}

// PasswordPath is where somebody with an initial password chooses their own.
const PasswordPath = "/access/password"

// Allow is web.Config.Allow. Somebody who still has an initial password gets
// nothing else than the page to change it.
func Allow(principal any, permission string) error {
	a, ok := principal.(Actor)
	switch {
	case !ok || a.ID == "":
		return errs.New(errs.Unauthenticated, "access.err.session")
	case a.MustChange:
		return &web.Elsewhere{Err: errs.New(errs.Forbidden, "access.err.must_change"), To: PasswordPath}
	case permission == web.Self:
		return nil
	}
	return a.Need(permission)
}

// Page hands the actor to a page as a parameter. On a public page it is the
// zero Actor when nobody is signed in.
func Page(fn func(by Actor, x *web.Exchange) error) func(*web.Exchange) error {
	return func(x *web.Exchange) error {
		a, _ := x.Principal.(Actor)
		return fn(a, x)
	}
}

// Op makes a JSON operation whose function gets the actor as a parameter.
// op.Path comes without /api/v1; errors are those of errs.
func Op[I, O any](permission string, op huma.Operation, fn func(ctx context.Context, by Actor, in *I) (*O, error)) web.Operation {
	if op.BodyReadTimeout == 0 {
		op.BodyReadTimeout = time.Minute // slow rural lines
	}
	return web.Operation{Method: op.Method, Path: op.Path, Permission: permission, Register: func(api huma.API) {
		huma.Register(api, op, func(ctx context.Context, in *I) (*O, error) {
			call, err := web.CallOf(ctx)
			if err != nil {
				return nil, err
			}
			by, _ := call.Principal.(Actor)
			return fn(ctx, by, in)
		})
	}}
}

// LangHref switches the pages to the other language and comes back: what app
// puts into ui.Page.LangHref.
func LangHref(x *web.Exchange) string {
	other := i18n.En
	if x.Lang == i18n.En {
		other = i18n.Vi
	}
	next := "/"
	if x.R.Method == http.MethodGet && web.Local(x.R.URL.RequestURI()) {
		next = x.R.URL.RequestURI()
	}
	return "/access/language?lang=" + string(other) + "&next=" + url.QueryEscape(next)
}
