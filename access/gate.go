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

// Names of cookies; a name that begins with __Host- is bound to this host.
const (
	langCookie    = "neove-lang"
	sessionName   = "neove"
	deviceName    = "neove-device"
	providerName  = "neove-provider"
	deviceKeptFor = 180 * 24 * time.Hour
)

func (s *Service) cookieName(name string) string {
	if s.Secure {
		return "__Host-" + name
	}
	return name
}

// cookie is only sent to pages that are opened from pages of this server.
func (s *Service) cookie(name, value string, life time.Duration) *http.Cookie {
	c := &http.Cookie{Name: s.cookieName(name), Value: value, Path: "/", MaxAge: int(life / time.Second), HttpOnly: true, Secure: s.Secure, SameSite: http.SameSiteStrictMode}
	if value == "" {
		c.MaxAge = -1
	}
	return c
}

// sessionCookie ends with the browser: offices share machines.
func (s *Service) sessionCookie(token string) *http.Cookie { return s.cookie(sessionName, token, 0) }

func (s *Service) cookieValue(r *http.Request, name string) string {
	if c, err := r.Cookie(s.cookieName(name)); err == nil {
		return c.Value
	}
	return ""
}

// token is the secret of the request: the header counts for the API only, so
// that no page can be opened with a program's token in an address or a script.
func (s *Service) token(r *http.Request) string {
	if strings.HasPrefix(r.URL.Path, "/api/") {
		if t, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer "); ok {
			return t
		}
	}
	return s.cookieValue(r, sessionName)
}

// Identify is web.Config.Identify: the Actor of the session, or nil. The
// language is the person's own, before sign-in that of the browser's cookie.
func (s *Service) Identify(r *http.Request) (any, i18n.Lang, error) {
	lang := i18n.Vi
	if c, err := r.Cookie(s.cookieName(langCookie)); err == nil {
		lang = i18n.ParseLang(c.Value)
	}
	token := s.token(r)
	if token == "" {
		return nil, lang, nil
	}
	a, err := s.lookup(r.Context(), token)
	switch {
	case errs.Is(err, errs.Unauthenticated):
		return nil, lang, nil // an ended session is nobody
	case err != nil:
		return nil, lang, err
	}
	a.keep = s.keeper(r, a.ID+a.locked)
	return a, i18n.ParseLang(a.Lang), nil
}

// Pages for what has to be done first.
const (
	PasswordPath = "/access/password" // somebody with an initial password chooses their own
	factorPath   = "/access/factor"   // the second factor is shown
	enrolPath    = "/access/enrol"    // … or set up
	againPath    = "/access/again"    // whoever works here shows again who they are
)

// Allow is web.Config.Allow. Somebody whose session lacks something gets nothing
// else than the page to bring it.
func Allow(principal any, permission string) error {
	a, ok := principal.(Actor)
	switch {
	case ok && a.locked != "":
		return a.lockedOut()
	case !ok || a.ID == "":
		return errs.New(errs.Unauthenticated, "access.err.session")
	case a.Stage == AwaitsFactor:
		return &web.Elsewhere{Err: errs.New(errs.Forbidden, "access.err.factor"), To: factorPath}
	case a.MustChange:
		return &web.Elsewhere{Err: errs.New(errs.Forbidden, "access.err.must_change"), To: PasswordPath}
	case a.Stage == MustEnrol:
		return &web.Elsewhere{Err: errs.New(errs.Forbidden, "access.err.enrol"), To: enrolPath}
	case permission == web.Self:
		return nil
	}
	return a.Need(permission)
}

// lockedOut sends a reader to sign in and come back, and keeps a writer's form.
func (a Actor) lockedOut() error {
	err := errs.New(errs.Unauthenticated, "access.err.session")
	if a.keep != nil {
		if key := a.keep(); key != "" {
			return &web.Elsewhere{Err: err, To: web.SignInPath + "?next=" + url.QueryEscape(keptPath+key)}
		}
	}
	return err
}

// Page hands the actor to a page as a parameter. On a public page it is the
// zero Actor when nobody is signed in. An act that needs a fresh proof leads to
// where it is given, and comes back.
func Page(fn func(by Actor, x *web.Exchange) error) func(*web.Exchange) error {
	return func(x *web.Exchange) error {
		a, _ := x.Principal.(Actor)
		err := fn(a, x)
		if errs.Is(err, errs.Forbidden) && errs.From(err).Key == keyFresh {
			return &web.Elsewhere{Err: errs.From(err), To: againPath + "?next=" + url.QueryEscape(a.comeBack(x))}
		}
		return err
	}
}

func (a Actor) comeBack(x *web.Exchange) string {
	if x.R.Method == http.MethodGet && web.Local(x.R.URL.RequestURI()) {
		return x.R.URL.RequestURI()
	}
	if a.keep != nil {
		if key := a.keep(); key != "" {
			return keptPath + key
		}
	}
	if back, err := url.Parse(x.R.Header.Get("Referer")); err == nil && back.Host == x.R.Host && web.Local(back.RequestURI()) {
		return back.RequestURI()
	}
	if strings.HasPrefix(x.R.URL.Path, usersPath+"/") || !strings.HasPrefix(x.R.URL.Path, "/access/") {
		return "/"
	}
	return mePath
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
