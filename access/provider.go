package access

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"strings"
	"sync"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"

	"neove/internal/db"
	"neove/internal/errs"
)

// Provider is the identity provider of an authority (OpenID Connect). It opens
// accounts that exist here and makes none.
type Provider struct {
	Name         string   `json:"name"`          // on the button
	Issuer       string   `json:"issuer"`        // address with /.well-known/openid-configuration
	ClientID     string   `json:"client_id"`     // of this server
	ClientSecret string   `json:"client_secret"` // the file has mode 0600
	Claim        string   `json:"claim"`         // whose value is the account name here; "preferred_username" when empty
	Factors      []string `json:"factors"`       // values of amr or acr that count as a second factor

	mu    sync.Mutex
	found *oidc.Provider
}

// LoadProvider reads the file of an identity provider.
func LoadProvider(path string) (*Provider, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	if info.Mode().Perm()&0o077 != 0 {
		return nil, fmt.Errorf("access: %s holds a secret: give it mode 0600", path)
	}
	raw, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	p := &Provider{}
	if err := json.Unmarshal(raw, p); err != nil {
		return nil, fmt.Errorf("access: %s: %w", path, err)
	}
	if p.Name == "" || p.Issuer == "" || p.ClientID == "" {
		return nil, fmt.Errorf("access: %s: name, issuer and client_id are required", path)
	}
	return p, nil
}

func (p *Provider) name() string {
	if p == nil {
		return ""
	}
	return p.Name
}

// discover asks the provider once for its addresses and keys; one that does not
// answer is asked again the next time.
func (p *Provider) discover(ctx context.Context) (*oidc.Provider, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.found == nil {
		// Keys are fetched later, after the request that first asked for them.
		found, err := oidc.NewProvider(context.WithoutCancel(ctx), p.Issuer)
		if err != nil {
			return nil, errs.Wrap(errs.Unavailable, err, "access.err.provider")
		}
		p.found = found
	}
	return p.found, nil
}

func (p *Provider) client(ctx context.Context, callback string) (*oauth2.Config, *oidc.IDTokenVerifier, error) {
	found, err := p.discover(ctx)
	if err != nil {
		return nil, nil, err
	}
	return &oauth2.Config{ClientID: p.ClientID, ClientSecret: p.ClientSecret, Endpoint: found.Endpoint(), RedirectURL: callback, Scopes: []string{oidc.ScopeOpenID, "profile", "email"}},
		found.Verifier(&oidc.Config{ClientID: p.ClientID}), nil
}

// journey is what this server remembers while the browser is at the provider.
type journey struct{ Nonce, Verifier, Next string }

const providerKind = "oidc"

// visitor is whom the provider vouches for.
type visitor struct {
	Issuer, Subject, Account string
	SecondFactor             bool
}

// meet exchanges the code and checks the token: signature, issuer, audience,
// time, nonce, and the claim that names the account.
func (p *Provider) meet(ctx context.Context, callback, code string, j journey) (v visitor, err error) {
	client, verifier, err := p.client(ctx, callback)
	if err != nil {
		return v, err
	}
	token, err := client.Exchange(ctx, code, oauth2.VerifierOption(j.Verifier))
	if err != nil {
		return v, err
	}
	raw, _ := token.Extra("id_token").(string)
	id, err := verifier.Verify(ctx, raw)
	if err != nil {
		return v, err
	}
	if id.Nonce != j.Nonce {
		return v, fmt.Errorf("access: another nonce")
	}
	var claims map[string]any
	if err := id.Claims(&claims); err != nil {
		return v, err
	}
	claim := p.Claim
	if claim == "" {
		claim = "preferred_username"
	}
	if verified, _ := claims["email_verified"].(bool); claim == "email" && !verified {
		return v, fmt.Errorf("access: the address is not verified")
	}
	account, _ := claims[claim].(string)
	return visitor{id.Issuer, id.Subject, strings.ToLower(account), p.strong(claims)}, nil
}

// strong reports whether the provider saw a second factor.
func (p *Provider) strong(claims map[string]any) bool {
	seen := []string{}
	if acr, ok := claims["acr"].(string); ok {
		seen = append(seen, acr)
	}
	amr, _ := claims["amr"].([]any)
	for _, m := range amr {
		if s, ok := m.(string); ok {
			seen = append(seen, s)
		}
	}
	return slices.ContainsFunc(seen, func(s string) bool { return slices.Contains(p.Factors, s) })
}

// EnterBy begins a session of whom the provider vouches for. The identity is
// bound at the first time: whoever gets the same account name there later is
// somebody else. Errors: Unauthenticated.
func (s *Service) EnterBy(ctx context.Context, in Entry, v visitor) (Entered, error) {
	var u User
	err := s.db.Write(ctx, Actor{}, "access.session.visit", func(tx *db.Tx) error {
		u = User{}
		found, err := s.visitorsAccount(tx, v)
		if err != nil && !errs.Is(err, errs.NotFound) {
			return err
		}
		if err == nil && !found.Disabled {
			u = found
			return nil
		}
		tx.Event(db.Event{Action: "access.session.refuse", Subject: "access.user", ID: found.ID, Unit: found.Unit, Detail: map[string]any{"what": ByProvider}})
		return nil
	})
	if err != nil {
		return Entered{}, err
	}
	if u.ID == "" {
		return Entered{}, errs.New(errs.Unauthenticated, "access.err.provider")
	}
	b := beginning{User: u, Entry: in}
	if v.SecondFactor {
		b.factor = ByProvider
	}
	return s.begin(ctx, b)
}

func (s *Service) visitorsAccount(tx *db.Tx, v visitor) (User, error) {
	user, err := db.Get[string](tx, "SELECT user_id FROM access_identities WHERE issuer=? AND subject=?", v.Issuer, v.Subject)
	if err == nil {
		return userByID(tx, user)
	}
	if !errs.Is(err, errs.NotFound) || v.Account == "" {
		return User{}, err
	}
	u, err := userByAccount(tx, v.Account)
	if err != nil {
		return User{}, err
	}
	n, err := db.Get[int64](tx, "SELECT COUNT(*) FROM access_identities WHERE issuer=? AND user_id=?", v.Issuer, u.ID)
	if err != nil {
		return User{}, err
	}
	if n > 0 { // the account is bound to another identity there
		return User{}, errs.New(errs.NotFound, "web.err.not_found")
	}
	tx.Event(db.Event{Action: "access.identity.bind", Subject: "access.user", ID: u.ID, Unit: u.Unit, Detail: map[string]any{"issuer": v.Issuer}})
	_, err = tx.Exec("INSERT INTO access_identities (issuer,subject,user_id,bound_at) VALUES (?,?,?,?)", v.Issuer, v.Subject, u.ID, db.Arg(tx.Now))
	return u, err
}
