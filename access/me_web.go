package access

import (
	"net/http"

	"neove/internal/clock"
	"neove/internal/errs"
	"neove/internal/i18n"
	"neove/internal/ui"
	"neove/internal/web"
)

type rightView struct {
	ID, Role, Unit string
	From           clock.Date
	To             *clock.Date // nil: without end
	State          string      // now, later, past
}

type sessionView struct {
	Session
	KindText string
	Current  bool
}

type meView struct {
	Account, Name string
	Rights        []rightView
	Sessions      []sessionView
	Langs         []ui.Option
	Lang          string
}

func (s *Service) rights(x *web.Exchange, grants []Grant) []rightView {
	today := clock.DateOf(s.db.Now())
	var out []rightView
	for _, g := range grants {
		v := rightView{ID: g.ID, Role: x.T("access.role." + string(g.Role)), Unit: s.UnitName(g.Unit, max(g.From, min(today, g.To-1))), From: g.From, State: "now"}
		if g.To != clock.Max {
			last := g.To - 1 // people read the last day on which it counts
			v.To = &last
		}
		if g.From > today {
			v.State = "later"
		} else if g.To <= today {
			v.State = "past"
		}
		out = append(out, v)
	}
	return out
}

func (s *Service) mePage(by Actor, x *web.Exchange) error {
	list, err := s.Sessions(x.R.Context(), by)
	if err != nil {
		return err
	}
	v := meView{Account: by.Account, Name: by.Name, Rights: s.rights(x, by.Grants), Lang: by.Lang,
		Langs: []ui.Option{{Value: string(i18n.Vi), Text: "Tiếng Việt"}, {Value: string(i18n.En), Text: "English"}}}
	for _, ses := range list {
		v.Sessions = append(v.Sessions, sessionView{ses, x.T("access.session." + ses.Kind), ses.Current(by)})
	}
	return x.Page(http.StatusOK, "access/me", ui.Page{Title: x.T("access.me"), Body: v})
}

func (s *Service) endPost(by Actor, x *web.Exchange) error {
	if err := s.SignOutEverywhere(x.R.Context(), by); err != nil {
		return err
	}
	http.SetCookie(x.W, s.sessionCookie(""))
	x.Notice("access.ended")
	return x.See(web.SignInPath)
}

type passwordView struct {
	Forced  bool
	Account string // hidden field: password managers store it with the password
	Min     int
	Errors  web.Errors
}

func (s *Service) passwordPage(by Actor, x *web.Exchange) error {
	return s.showPassword(by, x, nil)
}

func (s *Service) showPassword(by Actor, x *web.Exchange, refused error) error {
	if by.ID == "" {
		return errs.New(errs.Unauthenticated, "access.err.session")
	}
	p := ui.Page{Title: x.T("access.password"), Body: passwordView{Forced: by.MustChange, Account: by.Account, Min: minPassword, Errors: x.Errors(refused)}}
	switch {
	case refused == nil && by.MustChange:
		return x.Bare(http.StatusOK, "access/password", p)
	case refused == nil:
		return x.Page(http.StatusOK, "access/password", p)
	case by.MustChange:
		return x.AgainBare(refused, "access/password", p)
	}
	return x.Again(refused, "access/password", p)
}

func (s *Service) passwordPost(by Actor, x *web.Exchange) error {
	if by.ID == "" {
		return errs.New(errs.Unauthenticated, "access.err.session")
	}
	f, err := x.Form()
	if err != nil {
		return err
	}
	old, password := f.Raw("old"), f.Raw("password")
	if old == "" {
		f.Bad("old", "web.err.required")
	}
	if password != f.Raw("repeat") {
		f.Bad("repeat", "access.err.repeat")
	}
	if err = f.Err(); err == nil {
		err = s.ChangeOwnPassword(x.R.Context(), by, old, password)
	}
	if err != nil {
		return s.showPassword(by, x, err)
	}
	x.Notice("access.password.changed")
	if by.MustChange {
		return x.See("/")
	}
	return x.See("/access/me")
}
