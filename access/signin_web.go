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
	Locked        bool   // the session of this browser waits
	Kept          bool   // what was typed waits too
	Provider      string // name of an identity provider; "" for none
	SecondFactor  bool   // roles.csv is enforced
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
	v := signInView{Account: by.Account, Next: to, Locked: by.locked != "", Kept: strings.HasPrefix(to, keptPath), Provider: s.Provider.name(), SecondFactor: s.SecondFactor}
	return x.Bare(http.StatusOK, "access/sign_in", ui.Page{Title: x.T("access.sign_in"), Body: v})
}

// entry is what the browser itself says of a try to sign in.
func (s *Service) entry(x *web.Exchange) Entry {
	return Entry{Kind: Browser, Network: networkOf(x.R), Device: s.cookieValue(x.R, deviceName), Held: s.cookieValue(x.R, sessionName)}
}

func (s *Service) signInPost(_ Actor, x *web.Exchange) error {
	f, err := x.Form()
	if err != nil {
		return err
	}
	v := signInView{Account: f.Raw("account"), Next: next(f.Raw("next")), Provider: s.Provider.name(), SecondFactor: s.SecondFactor}
	f.NeedText("account", 100)
	in := s.entry(x)
	in.Account, in.Password = v.Account, f.Raw("password")
	if in.Password == "" {
		f.Bad("password", "web.err.required")
	}
	var e Entered
	if err = f.Err(); err == nil {
		e, err = s.Enter(x.R.Context(), in)
	}
	if err != nil {
		return s.signInAgain(x, v, err)
	}
	return s.entered(x, e, v.Next)
}

// entered hands the session to the browser and leads on.
func (s *Service) entered(x *web.Exchange, e Entered, to string) error {
	return x.See(s.admit(x, e, to))
}

// admit sets the cookies of a session and says where the person goes next.
func (s *Service) admit(x *web.Exchange, e Entered, to string) string {
	http.SetCookie(x.W, s.sessionCookie(e.Token))
	if e.Device != "" {
		http.SetCookie(x.W, s.cookie(deviceName, e.Device, deviceKeptFor))
	}
	switch {
	case e.Stage == AwaitsFactor:
		return withNext(factorPath, to)
	case e.MustChange:
		return PasswordPath
	case e.Stage == MustEnrol:
		return withNext(enrolPath, to)
	}
	return to
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
	// The page's script deletes this person's drafts after asking; "storage" would
	// also delete what others have not sent yet from a shared browser.
	x.W.Header().Set("Clear-Site-Data", `"cache"`)
	return x.See(web.SignInPath)
}

func (s *Service) lockPost(by Actor, x *web.Exchange) error {
	if err := s.Lock(x.R.Context(), by); err != nil {
		return err
	}
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
	http.SetCookie(x.W, &http.Cookie{Name: s.cookieName(langCookie), Value: string(lang), Path: "/", MaxAge: 365 * 24 * 3600,
		HttpOnly: true, Secure: s.Secure, SameSite: http.SameSiteLaxMode})
	if by.ID != "" && by.Lang != string(lang) {
		if err := s.SetLang(x.R.Context(), by, lang); err != nil {
			return err
		}
	}
	return x.See(to)
}
