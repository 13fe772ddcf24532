package access

import (
	"crypto/subtle"
	"net/http"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"

	"neove/internal/db"
	"neove/internal/errs"
	"neove/internal/id"
	"neove/internal/ui"
	"neove/internal/web"
)

const providerPath = "/access/provider"

var errProvider = errs.New(errs.Unauthenticated, "access.err.provider")

// providerPage sends the browser to the provider. It is a link: our policy lets
// no form lead to another host.
func (s *Service) providerPage(_ Actor, x *web.Exchange) error {
	if s.Provider == nil {
		return errs.New(errs.NotFound, "web.err.not_found")
	}
	client, _, err := s.Provider.client(x.R.Context(), s.originOf(x.R)+providerPath+"/back")
	if err != nil {
		return err
	}
	j := journey{Nonce: id.Secret(16), Verifier: oauth2.GenerateVerifier(), Next: next(x.Query().Raw("next"))}
	state, err := s.ask(x.R.Context(), Actor{}, providerKind, j)
	if err != nil {
		return err
	}
	c := s.cookie(providerName, state, challengeLife)
	c.SameSite = http.SameSiteLaxMode // it has to come back from the other host
	http.SetCookie(x.W, c)
	x.W.Header().Set("Location", client.AuthCodeURL(state, oidc.Nonce(j.Nonce), oauth2.S256ChallengeOption(j.Verifier)))
	x.W.WriteHeader(http.StatusSeeOther)
	return nil
}

// providerBack takes the answer of the provider, once, and only in the browser
// that was sent there.
func (s *Service) providerBack(_ Actor, x *web.Exchange) error {
	if s.Provider == nil {
		return errs.New(errs.NotFound, "web.err.not_found")
	}
	q := x.Query()
	state := s.cookieValue(x.R, providerName)
	http.SetCookie(x.W, s.cookie(providerName, "", 0))
	v := signInView{Next: "/", Provider: s.Provider.name(), SecondFactor: s.SecondFactor}
	if state == "" || subtle.ConstantTimeCompare([]byte(state), []byte(q.Raw("state"))) != 1 || q.Raw("code") == "" {
		return s.signInAgain(x, v, errProvider)
	}
	var j journey
	err := s.db.Write(x.R.Context(), Actor{}, "access.challenge.take", func(tx *db.Tx) error { return s.answered(tx, Actor{}, providerKind, state, &j) })
	if err != nil {
		return s.signInAgain(x, v, errProvider)
	}
	v.Next = next(j.Next)
	who, err := s.Provider.meet(x.R.Context(), s.originOf(x.R)+providerPath+"/back", q.Raw("code"), j)
	if err != nil {
		return s.signInAgain(x, v, errProvider)
	}
	e, err := s.EnterBy(x.R.Context(), s.entry(x), who)
	if err != nil {
		return s.signInAgain(x, v, err)
	}
	// A redirect would still count as coming from the other host, and the browser
	// would not show the new cookie: this page leads on by itself.
	to := s.admit(x, e, v.Next)
	x.W.Header().Set("Refresh", "0; url="+to)
	return x.Bare(http.StatusOK, "access/entered", ui.Page{Title: x.T("access.sign_in"), Body: to})
}
