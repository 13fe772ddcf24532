package access

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"neove/internal/clock"
	"neove/internal/errs"
	"neove/internal/web"
)

type sessionIn struct {
	Body struct {
		Account  string `json:"account" maxLength:"100" doc:"Account name"`
		Password string `json:"password" maxLength:"1000"`
		Code     string `json:"code,omitempty" maxLength:"40" doc:"Second factor: the six digits of the moment, or a recovery code"`
	}
}

type sessionOut struct {
	Body struct {
		Token     string    `json:"token" doc:"Send it as Authorization: Bearer"`
		ExpiresAt time.Time `json:"expires_at" doc:"The session ends then"`
	}
}

type right struct {
	Role string     `json:"role"`
	Unit string     `json:"unit"`
	From clock.Date `json:"from" format:"date"`
	To   clock.Date `json:"to" format:"date" doc:"First day on which the right no longer counts"`
}

type meOut struct {
	Body struct {
		Account string  `json:"account"`
		Name    string  `json:"name"`
		Lang    string  `json:"lang"`
		Rights  []right `json:"rights"`
	}
}

func (s *Service) operations() []web.Operation {
	return []web.Operation{
		Op(web.Public, huma.Operation{Method: http.MethodPost, Path: "/access/sessions", OperationID: "access-sign-in",
			Summary: "Begin a session of a program", DefaultStatus: http.StatusCreated}, s.sessionPost),
		Op(web.Self, huma.Operation{Method: http.MethodDelete, Path: "/access/sessions/current", OperationID: "access-sign-out",
			Summary: "End this session", DefaultStatus: http.StatusNoContent}, s.sessionDelete),
		Op(web.Self, huma.Operation{Method: http.MethodGet, Path: "/access/me", OperationID: "access-me",
			Summary: "Who holds this session, with the rights of today"}, s.meGet),
	}
}

func (s *Service) sessionPost(ctx context.Context, _ Actor, in *sessionIn) (*sessionOut, error) {
	e, err := s.Enter(ctx, Entry{Account: in.Body.Account, Password: in.Body.Password, Code: in.Body.Code, Kind: Program, Network: networkOfCall(ctx)})
	if err != nil {
		return nil, err
	}
	if e.MustChange || e.Stage != "" { // a program cannot choose a password or set up a factor
		if err := s.SignOut(ctx, Actor{ID: e.ID, Name: e.Name, token: hashToken(e.Token)}); err != nil {
			return nil, err
		}
		if e.MustChange {
			return nil, errs.New(errs.Forbidden, "access.err.must_change")
		}
		return nil, errs.New(errs.Forbidden, "access.err.enrol")
	}
	out := &sessionOut{}
	out.Body.Token, out.Body.ExpiresAt = e.Token, s.db.Now().Add(s.absolute())
	return out, nil
}

func networkOfCall(ctx context.Context) string {
	call, err := web.CallOf(ctx)
	if err != nil || call.R == nil {
		return ""
	}
	return networkOf(call.R)
}

func (s *Service) sessionDelete(ctx context.Context, by Actor, _ *struct{}) (*struct{}, error) {
	return nil, s.SignOut(ctx, by)
}

func (s *Service) meGet(_ context.Context, by Actor, _ *struct{}) (*meOut, error) {
	out := &meOut{}
	out.Body.Account, out.Body.Name, out.Body.Lang, out.Body.Rights = by.Account, by.Name, by.Lang, []right{}
	for _, g := range by.Grants {
		out.Body.Rights = append(out.Body.Rights, right{string(g.Role), g.Unit, g.From, g.To})
	}
	return out, nil
}
