package tip

import (
	"net/url"

	"neove/access"
	"neove/internal/db"
	"neove/internal/ui"
	"neove/internal/web"
)

// brief finds a tip for a form that shows no content; only the two offices get
// one.
func (s *Service) brief(x *web.Exchange, by access.Actor) (View, error) {
	var v View
	err := s.db.View(x.R.Context(), func(tx *db.Tx) error {
		d, err := s.desk(tx, by)
		if err != nil {
			return err
		}
		if v, err = d.glance(x.Path("id")); err == nil && v.Seat == (Office{}) {
			err = nothing()
		}
		return err
	})
	return v, err
}

// step is a form that moves a tip on.
type step struct {
	name string // last part of the address, and of the keys of its texts
	spec func(s *Service, by access.Actor, x *web.Exchange, v View) ([]ui.Control, error)
	do   func(s *Service, by access.Actor, x *web.Exchange, f *web.Form, id string) error
}

func (s *Service) handoverStep() step {
	return step{"handover", func(s *Service, by access.Actor, x *web.Exchange, v View) ([]ui.Control, error) {
		t, err := s.org.Tree(x.R.Context())
		if err != nil {
			return nil, err
		}
		to, err := s.receiverOptions(by, x, t, v.Holder)
		return []ui.Control{{Kind: "select", Name: "to", Options: to, Blank: x.T("ui.word.choose"), Need: true},
			{Kind: "radios", Name: "reason", Label: x.T("tip.field.why_hand"), Options: x.Options("tip.reason", Reasons...)},
			{Kind: "lines", Name: "note", Rows: 3, Max: maxStory, Secret: true}}, err
	}, func(s *Service, by access.Actor, x *web.Exchange, f *web.Form, id string) error {
		ask(f, "to", "tip.err.to")
		ask(f, "reason", "tip.err.reason")
		to, _ := access.ParseOffice(f.Raw("to"))
		in := HandInput{To: to, Reason: f.NeedChoice("reason", Reasons...), Note: f.Lines("note", maxStory)}
		if f.NeedText("to", 60); f.Err() != nil {
			return f.Err()
		}
		_, err := s.HandOver(x.R.Context(), by, id, f.Version(), in)
		return err
	}}
}

func (s *Service) returnStep() step {
	return step{"return", func(_ *Service, _ access.Actor, _ *web.Exchange, _ View) ([]ui.Control, error) {
		return []ui.Control{{Kind: "lines", Name: "why", Rows: 3, Max: maxStory, Need: true, Secret: true}}, nil
	}, func(s *Service, by access.Actor, x *web.Exchange, f *web.Form, id string) error {
		ask(f, "why", "tip.err.why")
		why := f.NeedLines("why", maxStory)
		if f.Err() != nil {
			return f.Err()
		}
		return s.Return(x.R.Context(), by, id, f.Version(), why)
	}}
}

func (s *Service) outcomeStep() step {
	return step{"outcome", func(_ *Service, _ access.Actor, x *web.Exchange, _ View) ([]ui.Control, error) {
		return []ui.Control{{Kind: "radios", Name: "outcome", Options: x.Options("tip.outcome", Outcomes...)},
			{Kind: "lines", Name: "finding", Rows: 4, Max: maxStory, Need: true, Secret: true}}, nil
	}, func(s *Service, by access.Actor, x *web.Exchange, f *web.Form, id string) error {
		ask(f, "outcome", "tip.err.outcome")
		ask(f, "finding", "tip.err.finding")
		outcome, text := f.NeedChoice("outcome", Outcomes...), f.NeedLines("finding", maxStory)
		if f.Err() != nil {
			return f.Err()
		}
		return s.Close(x.R.Context(), by, id, f.Version(), outcome, text)
	}}
}

func (s *Service) withdrawStep() step {
	return step{"withdraw", func(_ *Service, _ access.Actor, x *web.Exchange, _ View) ([]ui.Control, error) {
		return []ui.Control{{Kind: "radios", Name: "why", Label: x.T("ui.word.reason"), Options: x.Options("tip.mistake", Mistakes...)}}, nil
	}, func(s *Service, by access.Actor, x *web.Exchange, f *web.Form, id string) error {
		ask(f, "why", "tip.err.mistake")
		why, reason := f.NeedChoice("why", Mistakes...), f.Text("reason", maxLine)
		if f.Err() != nil {
			return f.Err()
		}
		return s.Withdraw(x.R.Context(), by, id, f.Version(), why, reason)
	}}
}

// routes of a step: its form and what it does.
func (s *Service) stepRoutes(permission string, st step) []web.Route {
	path := listPath + "/{id}/" + st.name
	return []web.Route{
		{Method: "GET", Path: path, Permission: permission, Handle: access.Page(func(by access.Actor, x *web.Exchange) error {
			v, err := s.brief(x, by)
			if err != nil {
				return err
			}
			return s.showStep(by, x, st, v, v.Version, url.Values{}, nil)
		})},
		{Method: "POST", Path: path, Permission: permission, Handle: access.Page(func(by access.Actor, x *web.Exchange) error {
			v, err := s.brief(x, by)
			if err != nil {
				return err
			}
			f, err := x.Form()
			if err != nil {
				return err
			}
			if err := st.do(s, by, x, f, v.ID); err != nil {
				return s.showStep(by, x, st, v, f.Version(), f.Values(), err)
			}
			x.Notice("tip.done."+st.name, "code", v.Code)
			return x.See(listPath + "/" + v.ID)
		})},
	}
}

func (s *Service) showStep(by access.Actor, x *web.Exchange, st step, view View, version int64, values url.Values, refused error) error {
	controls, err := st.spec(s, by, x, view)
	if err != nil {
		return err
	}
	v := formView{Code: view.Code, About: x.T("tip." + st.name + ".about")}
	v.Action, v.Version, v.Submit, v.Cancel = listPath+"/"+view.ID+"/"+st.name, version, x.T("tip."+st.name), listPath+"/"+view.ID
	return s.showForm(x, v, x.T("tip."+st.name+".title", "code", view.Code), controls, nil, values, refused)
}
