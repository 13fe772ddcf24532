package access

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strings"

	"neove/internal/errs"
	"neove/internal/ui"
	"neove/internal/web"
)

const (
	keptPath   = "/access/kept/"
	linkPath   = "/access/link"
	mePath     = "/access/me"
	askKeyPath = "/access/passkey/ask"
	newKeyPath = "/access/passkey/new"
)

func withNext(path, to string) string {
	if to == "/" {
		return path
	}
	return path + "?next=" + url.QueryEscape(to)
}

// stepView is a page on the way in: one or two forms and where they lead.
type stepView struct {
	Account, Next string
	Secret, QR    string // of an app that is set up
	HasTOTP       bool
	Min           int
	Code          string // of a link
	Errors        web.Errors
}

var errSession = errs.New(errs.Unauthenticated, "access.err.session")

func (s *Service) step(x *web.Exchange, name string, v stepView, refused error) error {
	p := ui.Page{Title: x.T("access." + name), Body: v}
	if refused == nil {
		return x.Bare(http.StatusOK, "access/"+name, p)
	}
	v.Errors = x.Errors(refused)
	p.Body = v
	return x.AgainBare(refused, "access/"+name, p)
}

func (s *Service) factorPage(by Actor, x *web.Exchange) error {
	to := next(x.Query().Raw("next"))
	switch {
	case by.ID == "":
		return errSession
	case by.Stage != AwaitsFactor:
		return x.See(to)
	}
	return s.step(x, "factor", stepView{Account: by.Account, Next: to}, nil)
}

func (s *Service) factorPost(by Actor, x *web.Exchange) error {
	if by.ID == "" || by.Stage != AwaitsFactor {
		return errSession
	}
	f, err := x.Form()
	if err != nil {
		return err
	}
	to, code := next(f.Raw("next")), f.NeedText("code", 40)
	token := ""
	if err = f.Err(); err == nil {
		token, err = s.ShowFactor(x.R.Context(), by, code)
	}
	if err != nil {
		return s.step(x, "factor", stepView{Account: by.Account, Next: to}, err)
	}
	http.SetCookie(x.W, s.sessionCookie(token))
	return x.See(to)
}

// mayEnrol lets those set up a factor who must, and those who have just proved
// who they are.
func mayEnrol(by Actor) error {
	switch {
	case by.ID == "" || by.Stage == AwaitsFactor || by.MustChange:
		return errSession
	case by.Stage == MustEnrol:
		return nil
	}
	return by.NeedFresh(Fresh)
}

func (s *Service) enrolPage(by Actor, x *web.Exchange) error {
	return s.showEnrol(by, x, next(x.Query().Raw("next")), nil)
}

func (s *Service) showEnrol(by Actor, x *web.Exchange, to string, refused error) error {
	if err := mayEnrol(by); err != nil {
		return err
	}
	v := stepView{Account: by.Account, Next: to}
	switch k, err := s.BeginTOTP(x.R.Context(), by); {
	case errs.Is(err, errs.Conflict):
		v.HasTOTP = true
	case err != nil:
		return err
	default:
		v.Secret = strings.ReplaceAll(grouped(k.Secret()), "-", " ") // lines may break
	}
	return s.step(x, "enrol", v, refused)
}

func (s *Service) qrFile(by Actor, x *web.Exchange) error {
	if err := mayEnrol(by); err != nil {
		return err
	}
	k, err := s.BeginTOTP(x.R.Context(), by)
	if err != nil {
		return err
	}
	img, err := picture(k)
	if err != nil {
		return err
	}
	x.W.Header().Set("Content-Type", "image/png")
	_, _ = x.W.Write(img)
	return nil
}

func (s *Service) enrolPost(by Actor, x *web.Exchange) error {
	if err := mayEnrol(by); err != nil {
		return err
	}
	f, err := x.Form()
	if err != nil {
		return err
	}
	to, code := next(f.Raw("next")), f.NeedText("code", 40)
	token, recovery := "", []string(nil)
	if err = f.Err(); err == nil {
		token, recovery, err = s.ConfirmTOTP(x.R.Context(), by, code)
	}
	if err != nil {
		return s.showEnrol(by, x, to, err)
	}
	return s.enrolled(x, token, recovery, to)
}

type recoveryView struct {
	Codes []string
	Next  string
}

// enrolled shows the recovery codes, once.
func (s *Service) enrolled(x *web.Exchange, token string, recovery []string, to string) error {
	http.SetCookie(x.W, s.sessionCookie(token))
	if len(recovery) == 0 {
		x.Notice("access.factor.added")
		return x.See(mePath)
	}
	return x.Bare(http.StatusOK, "access/recovery", ui.Page{Title: x.T("access.recovery"), Body: recoveryView{recovery, to}})
}

// asked answers the script that opens the browser's dialog.
func asked(x *web.Exchange, options any, challenge string) error {
	x.W.Header().Set("Content-Type", "application/json")
	return json.NewEncoder(x.W).Encode(map[string]any{"options": options, "challenge": challenge})
}

func (s *Service) askKeyPost(_ Actor, x *web.Exchange) error {
	options, challenge, err := s.AskKey(x.R)
	if err != nil {
		return err
	}
	return asked(x, options, challenge)
}

func (s *Service) askNewKeyPost(by Actor, x *web.Exchange) error {
	if err := mayEnrol(by); err != nil {
		return err
	}
	options, challenge, err := s.AskNewKey(x.R, by)
	if err != nil {
		return err
	}
	return asked(x, options, challenge)
}

func (s *Service) keyPost(_ Actor, x *web.Exchange) error {
	f, err := x.Form()
	if err != nil {
		return err
	}
	to := next(f.Raw("next"))
	e, err := s.EnterByKey(x.R, s.entry(x), f.Raw("challenge"), f.Raw("credential"))
	if err != nil {
		return s.signInAgain(x, signInView{Next: to, Provider: s.Provider.name(), SecondFactor: s.SecondFactor}, err)
	}
	return s.entered(x, e, to)
}

func (s *Service) newKeyPost(by Actor, x *web.Exchange) error {
	if err := mayEnrol(by); err != nil {
		return err
	}
	f, err := x.Form()
	if err != nil {
		return err
	}
	to := next(f.Raw("next"))
	token, recovery, err := s.AddKey(x.R, by, f.Raw("challenge"), f.Raw("credential"), f.Raw("label"))
	if err != nil {
		return s.showEnrol(by, x, to, err)
	}
	return s.enrolled(x, token, recovery, to)
}

func (s *Service) againPage(by Actor, x *web.Exchange) error {
	return s.step(x, "again", stepView{Account: by.Account, Next: next(x.Query().Raw("next"))}, nil)
}

func (s *Service) againPost(by Actor, x *web.Exchange) error {
	f, err := x.Form()
	if err != nil {
		return err
	}
	to, password := next(f.Raw("next")), f.Raw("password")
	if password == "" {
		f.Bad("password", "web.err.required")
	}
	token := ""
	if err = f.Err(); err == nil {
		token, err = s.Again(x.R.Context(), by, password)
	}
	if err != nil {
		return s.step(x, "again", stepView{Account: by.Account, Next: to}, err)
	}
	http.SetCookie(x.W, s.sessionCookie(token))
	return x.See(to)
}

func (s *Service) linkPage(_ Actor, x *web.Exchange) error {
	return s.step(x, "link", stepView{Code: x.Query().Text("code", 60), Min: minPassword}, nil)
}

func (s *Service) linkPost(_ Actor, x *web.Exchange) error {
	f, err := x.Form()
	if err != nil {
		return err
	}
	in := Entry{Account: f.NeedText("account", 100), Code: f.NeedText("code", 60), Network: networkOf(x.R)}
	password := f.Raw("password")
	if password == "" {
		f.Bad("password", "web.err.required")
	}
	if password != f.Raw("repeat") {
		f.Bad("repeat", "access.err.repeat")
	}
	if err = f.Err(); err == nil {
		err = s.SetByLink(x.R.Context(), in, password)
	}
	if err != nil {
		return s.step(x, "link", stepView{Account: f.Raw("account"), Code: f.Raw("code"), Min: minPassword}, err)
	}
	x.Notice("access.link.done")
	return x.See(web.SignInPath)
}

// keptView is a form that waits: everything typed, and one button.
type keptView struct {
	Action string
	Fields []keptField
}

type keptField struct{ Name, Value string }

func (s *Service) keptPage(by Actor, x *web.Exchange) error {
	k, err := s.Kept(x.R.Context(), by, x.Path("id"))
	if err != nil {
		return err
	}
	v := keptView{Action: k.Path}
	for name, values := range k.Form {
		for _, value := range values {
			v.Fields = append(v.Fields, keptField{name, value})
		}
	}
	return x.Page(http.StatusOK, "access/kept", ui.Page{Title: x.T("access.kept"), Body: v})
}
