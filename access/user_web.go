package access

import (
	"context"
	"net/http"

	"neove/internal/clock"
	"neove/internal/errs"
	"neove/internal/ui"
	"neove/internal/vntext"
	"neove/internal/web"
)

type userView struct {
	Profile
	Self                 bool
	Rights               []rightView
	Roles, Agencies      []ui.Option
	Role, Unit, Fro, Til string // the new right as typed
	Agency               string
	Reason, Why          string
	TwoPeople            string // roles that need a second administrator
	Errors               web.Errors
}

func (s *Service) userPage(by Actor, x *web.Exchange) error { return s.showUser(by, x, nil, nil) }

func (s *Service) showUser(by Actor, x *web.Exchange, f *web.Form, refused error) error {
	p, err := s.UserByID(x.R.Context(), by, x.Path("id"))
	if err != nil {
		return err
	}
	v := userView{Profile: p, Self: p.ID == by.ID, Rights: s.rights(x, p.Grants), Roles: roleOptions(x), Agencies: s.Agencies(x.R.Context()), TwoPeople: twoPeopleRoles(x), Fro: vntext.Date(clock.DateOf(s.db.Now()))}
	page := s.crumbs(x, p.Name, &v)
	if refused == nil {
		return x.Page(http.StatusOK, "access/user", page)
	}
	v.Errors = x.Errors(refused)
	if f != nil {
		v.Role, v.Unit, v.Fro, v.Til = f.Raw("role"), f.Raw("unit"), f.Raw("from"), f.Raw("to")
		v.Reason, v.Why, v.Agency = f.Raw("reason"), f.Raw("why"), f.Raw("agency")
	}
	return x.Again(refused, "access/user", page)
}

func (s *Service) grantPost(by Actor, x *web.Exchange) error {
	f, err := x.Form()
	if err != nil {
		return err
	}
	g := s.readRight(f)
	g.User = x.Path("id")
	waiting := false
	if err = f.Err(); err == nil {
		waiting, err = s.Grant(x.R.Context(), by, g, f.Raw("reason"))
	}
	if err != nil {
		return s.showUser(by, x, f, err)
	}
	if waiting {
		return s.done(x, "access.proposal.made")
	}
	return s.done(x, "access.grant.given")
}

func (s *Service) grantEndPost(by Actor, x *web.Exchange) error {
	if err := s.EndGrant(x.R.Context(), by, x.Path("id"), x.Path("grant")); err != nil {
		return err
	}
	return s.done(x, "access.grant.ended")
}

func (s *Service) disablePost(by Actor, x *web.Exchange) error {
	return s.change(by, x, s.Disable, "access.user.disabled")
}

func (s *Service) enablePost(by Actor, x *web.Exchange) error {
	return s.change(by, x, s.Enable, "access.user.enabled")
}

func (s *Service) change(by Actor, x *web.Exchange, fn func(context.Context, Actor, string) error, notice string) error {
	if err := fn(x.R.Context(), by, x.Path("id")); err != nil {
		return err
	}
	return s.done(x, notice)
}

func (s *Service) done(x *web.Exchange, notice string) error {
	x.Notice(notice)
	return x.See(usersPath + "/" + x.Path("id"))
}

func (s *Service) endSessionsPost(by Actor, x *web.Exchange) error {
	return s.change(by, x, s.EndSessions, "access.user.sessions_ended")
}

func (s *Service) resetPost(by Actor, x *web.Exchange) error {
	code, err := s.Reset(x.R.Context(), by, x.Path("id"))
	if err != nil {
		return err
	}
	p, err := s.UserByID(x.R.Context(), by, x.Path("id"))
	if err != nil {
		return err
	}
	return s.showOnce(x, p.User, code, false)
}

// proposePost proposes what two people decide about an account.
func (s *Service) proposePost(by Actor, x *web.Exchange) error {
	f, err := x.Form()
	if err != nil {
		return err
	}
	kind := f.NeedChoice("kind", KindFactor, KindEnable)
	if err = f.Err(); err == nil {
		err = s.ProposeOn(x.R.Context(), by, kind, x.Path("id"), f.Raw("why"))
	}
	if err != nil {
		for i, bad := range errs.From(err).Fields { // the page has two reasons
			if bad.Name == "reason" {
				errs.From(err).Fields[i].Name = "why"
			}
		}
		return s.showUser(by, x, f, err)
	}
	return s.done(x, "access.proposal.made")
}
