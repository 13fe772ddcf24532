package access

import (
	"net/http"

	"neove/internal/clock"
	"neove/internal/db"
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
	KindText, FactorText string
	Current              bool
}

type meView struct {
	Account, Name string
	Rights        []rightView
	Sessions      []sessionView
	Langs         []ui.Option
	Lang          string
	HasTOTP       bool
	Passkeys      []Passkey
	Recovery      int64
	HasDuress     bool
	Errors        web.Errors
}

func (s *Service) rights(x *web.Exchange, grants []Grant) []rightView {
	today := clock.DateOf(s.db.Now())
	var out []rightView
	for _, g := range grants {
		v := rightView{ID: g.ID, Role: x.T("access.role." + string(g.Role)), Unit: s.UnitName(g.Unit, max(g.From, min(today, g.To-1))), From: g.From, State: "now"}
		if g.Agency != "" {
			v.Unit = s.AgencyName(g.Agency) + ", " + v.Unit
		}
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

func (s *Service) mePage(by Actor, x *web.Exchange) error { return s.showMe(by, x, nil) }

func (s *Service) showMe(by Actor, x *web.Exchange, refused error) error {
	list, err := s.Sessions(x.R.Context(), by)
	if err != nil {
		return err
	}
	v := meView{Account: by.Account, Name: by.Name, Rights: s.rights(x, by.Grants), Lang: by.Lang,
		Langs: []ui.Option{{Value: string(i18n.Vi), Text: "Tiếng Việt"}, {Value: string(i18n.En), Text: "English"}}}
	for _, ses := range list {
		if ses.Factor != "" {
			v.Sessions = append(v.Sessions, sessionView{ses, x.T("access.session." + ses.Kind), x.T("access.factor." + ses.Factor), ses.Current(by)})
		}
	}
	err = s.db.View(x.R.Context(), func(tx *db.Tx) error {
		u, err := userByID(tx, by.ID)
		if err != nil {
			return err
		}
		v.HasDuress = u.Duress != "" && !by.Duress // whoever forces the person does not learn of it
		row, err := totpOf(tx, by.ID)
		if v.HasTOTP = err == nil && row.Confirmed; err != nil && !errs.Is(err, errs.NotFound) {
			return err
		}
		if v.Passkeys, err = passkeysOf(tx, by.ID); err != nil {
			return err
		}
		v.Recovery, err = db.Get[int64](tx, "SELECT COUNT(*) FROM access_recovery WHERE user_id=?", by.ID)
		return err
	})
	if err != nil {
		return err
	}
	p := ui.Page{Title: x.T("access.me"), Body: &v}
	if refused == nil {
		return x.Page(http.StatusOK, "access/me", p)
	}
	v.Errors = x.Errors(refused)
	return x.Again(refused, "access/me", p)
}

func (s *Service) endPost(by Actor, x *web.Exchange) error {
	if err := s.SignOutEverywhere(x.R.Context(), by); err != nil {
		return err
	}
	http.SetCookie(x.W, s.sessionCookie(""))
	x.Notice("access.ended")
	return x.See(web.SignInPath)
}

func (s *Service) panicPost(by Actor, x *web.Exchange) error {
	f, err := x.Form()
	if err != nil {
		return err
	}
	if !f.Bool("sure") {
		f.Bad("sure", "access.err.sure")
		return s.showMe(by, x, f.Err())
	}
	if err := s.Panic(x.R.Context(), by); err != nil {
		return err
	}
	http.SetCookie(x.W, s.sessionCookie(""))
	x.Notice("access.panicked")
	return x.See(web.SignInPath)
}

func (s *Service) duressPost(by Actor, x *web.Exchange) error {
	f, err := x.Form()
	if err != nil {
		return err
	}
	duress := f.Raw("duress")
	if f.Bool("remove") {
		duress = ""
	} else if duress == "" {
		f.Bad("duress", "web.err.required")
	}
	if err = f.Err(); err == nil {
		err = s.SetDuress(x.R.Context(), by, f.Raw("old"), duress)
	}
	if err != nil {
		return s.showMe(by, x, err)
	}
	x.Notice("access.duress.saved")
	return x.See(mePath)
}

func (s *Service) recoveryPost(by Actor, x *web.Exchange) error {
	codes, err := s.NewRecovery(x.R.Context(), by)
	if err != nil {
		return err
	}
	return x.Bare(http.StatusOK, "access/recovery", ui.Page{Title: x.T("access.recovery"), Body: recoveryView{codes, mePath}})
}

func (s *Service) removeTOTPPost(by Actor, x *web.Exchange) error {
	return s.removed(by, x, s.RemoveTOTP(x.R.Context(), by))
}

func (s *Service) removeKeyPost(by Actor, x *web.Exchange) error {
	return s.removed(by, x, s.RemovePasskey(x.R.Context(), by, x.Path("id")))
}

func (s *Service) removed(by Actor, x *web.Exchange, err error) error {
	if errs.Is(err, errs.Conflict) {
		return s.showMe(by, x, err)
	}
	if err != nil {
		return err
	}
	x.Notice("access.factor.removed")
	return x.See(mePath)
}

type passwordView struct {
	Forced  bool
	Account string // hidden field: password managers store it with the password
	Min     int
	Errors  web.Errors
}

// mayChange: a session that waits for its second factor changes nothing.
func mayChange(by Actor) error {
	if by.ID == "" || by.Stage == AwaitsFactor {
		return errSession
	}
	return nil
}

func (s *Service) passwordPage(by Actor, x *web.Exchange) error {
	return s.showPassword(by, x, nil)
}

func (s *Service) showPassword(by Actor, x *web.Exchange, refused error) error {
	if err := mayChange(by); err != nil {
		return err
	}
	shortest := minPassword
	if by.Stage == "" && !NeedsSecondFactor(by.Grants) {
		shortest = minPasswordAlone
	}
	p := ui.Page{Title: x.T("access.password"), Body: passwordView{Forced: by.MustChange, Account: by.Account, Min: shortest, Errors: x.Errors(refused)}}
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
	if err := mayChange(by); err != nil {
		return err
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
	return x.See(mePath)
}
