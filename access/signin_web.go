package access

import (
	"net/http"
	"strings"

	"neove/internal/errs"
	"neove/internal/i18n"
	"neove/internal/ui"
	"neove/internal/web"
)

type signInView struct {
	Account, Next string
	Errors        web.Errors
}

// next is where to go after sign-in: a page of this server, else the first one.
func next(text string) string {
	if !web.Local(text) || strings.HasPrefix(text, web.SignInPath) {
		return "/"
	}
	return text
}

func (s *Service) signInPage(by Actor, x *web.Exchange) error {
	to := next(x.Query().Raw("next"))
	if by.ID != "" {
		return x.See(to)
	}
	return x.Bare(http.StatusOK, "access/sign_in", ui.Page{Title: x.T("access.sign_in"), Body: signInView{Next: to}})
}

func (s *Service) signInPost(_ Actor, x *web.Exchange) error {
	f, err := x.Form()
	if err != nil {
		return err
	}
	v := signInView{Account: f.Raw("account"), Next: next(f.Raw("next"))}
	f.NeedText("account", 100)
	password := f.Raw("password")
	if password == "" {
		f.Bad("password", "web.err.required")
	}
	var token string
	var u User
	if err = f.Err(); err == nil {
		token, u, err = s.SignIn(x.R.Context(), v.Account, password, Browser)
	}
	if err != nil {
		return s.signInAgain(x, v, err)
	}
	http.SetCookie(x.W, s.sessionCookie(token))
	if u.MustChange {
		return x.See(PasswordPath)
	}
	return x.See(v.Next)
}

// signInAgain shows the form for a wrong password too: the general answer to
// Unauthenticated would be this very page without a word.
func (s *Service) signInAgain(x *web.Exchange, v signInView, err error) error {
	if e := errs.From(err); e.Kind == errs.Unauthenticated {
		err = errs.New(errs.Invalid, e.Key)
	}
	v.Errors = x.Errors(err)
	return x.AgainBare(err, "access/sign_in", ui.Page{Title: x.T("access.sign_in"), Body: v})
}

func (s *Service) signOutPost(by Actor, x *web.Exchange) error {
	if by.ID != "" {
		if err := s.SignOut(x.R.Context(), by); err != nil {
			return err
		}
	}
	http.SetCookie(x.W, s.sessionCookie(""))
	return x.See(web.SignInPath)
}

// language answers the link in the top bar and the form of the own page. As a
// link it changes a setting, so it does nothing when another site leads here.
func (s *Service) language(by Actor, x *web.Exchange) error {
	f := x.Query()
	if x.R.Method == http.MethodPost {
		var err error
		if f, err = x.Form(); err != nil {
			return err
		}
	}
	lang, to := i18n.ParseLang(f.Raw("lang")), next(f.Raw("next"))
	switch x.R.Header.Get("Sec-Fetch-Site") {
	case "", "same-origin", "none":
	default:
		return x.See(to)
	}
	http.SetCookie(x.W, &http.Cookie{Name: langCookie, Value: string(lang), Path: "/", MaxAge: 365 * 24 * 3600,
		HttpOnly: true, Secure: s.Secure, SameSite: http.SameSiteLaxMode})
	if by.ID != "" && by.Lang != string(lang) {
		if err := s.SetLang(x.R.Context(), by, lang); err != nil {
			return err
		}
	}
	return x.See(to)
}
