package handoff

import (
	"net/url"

	"neove/access"
	"neove/internal/db"
	"neove/internal/ui"
	"neove/internal/web"
)

// answerForm is a form that moves a request on.
type answerForm struct {
	name, permission string // last part of the address, and of the keys of its texts
	spec             func(s *Service, by access.Actor, x *web.Exchange, v View) ([]ui.Control, error)
	do               func(s *Service, by access.Actor, x *web.Exchange, f *web.Form, id string) error
}

var answerForms = []answerForm{
	{"decline", mayAnswer, declineSpec, func(s *Service, by access.Actor, x *web.Exchange, f *web.Form, id string) error {
		in := Refusal{Reason: f.Text("refusal", 30), Why: f.Lines("why", maxText)}
		in.Counter, _ = access.ParseOffice(f.Raw("counter"))
		if f.Err() != nil {
			return f.Err()
		}
		return s.Decline(x.R.Context(), by, id, f.Version(), in)
	}},
	{"end", mayAnswer, func(_ *Service, _ access.Actor, x *web.Exchange, _ View) ([]ui.Control, error) {
		return []ui.Control{{Kind: "radios", Name: "result", Options: x.Options("handoff.result", Results...)},
			{Kind: "lines", Name: "report", Rows: 5, Max: maxText, Need: true, Secret: true}}, nil
	}, func(s *Service, by access.Actor, x *web.Exchange, f *web.Form, id string) error {
		in := Closure{Result: f.Text("result", 30), Report: f.Lines("report", maxText)}
		if f.Err() != nil {
			return f.Err()
		}
		return s.End(x.R.Context(), by, id, f.Version(), in)
	}},
	{"withdraw", maySend, func(s *Service, _ access.Actor, x *web.Exchange, v View) ([]ui.Control, error) {
		if v.recallable(s.db.Now()) {
			return nil, nil
		}
		return []ui.Control{{Kind: "radios", Name: "reason", Label: x.T("ui.word.reason"), Options: x.Options("handoff.withdrawal", Withdrawals...)}}, nil
	}, func(s *Service, by access.Actor, x *web.Exchange, f *web.Form, id string) error {
		return s.Withdraw(x.R.Context(), by, id, f.Version(), f.Raw("reason"))
	}},
}

func declineSpec(s *Service, by access.Actor, x *web.Exchange, v View) ([]ui.Control, error) {
	t, err := s.org.Tree(x.R.Context())
	if err != nil {
		return nil, err
	}
	list, err := s.Receivers(x.R.Context(), by)
	if err != nil {
		return nil, err
	}
	var others []ui.Option
	for _, r := range list {
		if o := r.Office.String(); r.Offer.ID == "" && o != v.From && o != v.To {
			others = append(others, ui.Option{Value: o, Text: t.OfficeName(x, o)})
		}
	}
	out := []ui.Control{{Kind: "radios", Name: "refusal", Options: x.Options("handoff.refusal", Refusals...)},
		{Kind: "lines", Name: "why", Rows: 3, Max: maxText, Secret: true}}
	if len(others) > 0 {
		out = append(out, ui.Control{Kind: "select", Name: "counter", Options: others, Blank: x.T("ui.word.none")})
	}
	return out, nil
}

// brief finds a request for a form that shows no text of it.
func (s *Service) brief(by access.Actor, x *web.Exchange, f answerForm) (View, error) {
	var v View
	err := s.db.View(x.R.Context(), func(tx *db.Tx) error {
		d, err := s.desk(tx, by, f.permission)
		if err != nil {
			return err
		}
		v, err = d.glance(x.Path("id"))
		return err
	})
	return v, err
}

func (s *Service) stepPage(f answerForm) func(access.Actor, *web.Exchange) error {
	return func(by access.Actor, x *web.Exchange) error {
		v, err := s.brief(by, x, f)
		if err != nil {
			return err
		}
		return s.showStep(by, x, f, v, v.Version, url.Values{}, nil)
	}
}

func (s *Service) stepPost(f answerForm) func(access.Actor, *web.Exchange) error {
	return func(by access.Actor, x *web.Exchange) error {
		v, err := s.brief(by, x, f)
		if err != nil {
			return err
		}
		form, err := x.Form()
		if err != nil {
			return err
		}
		if err := f.do(s, by, x, form, v.ID); err != nil {
			return s.showStep(by, x, f, v, form.Version(), form.Values(), err)
		}
		x.Notice("handoff.done."+f.name, "code", v.Code)
		return x.See(listPath + "/" + v.ID)
	}
}

func (s *Service) showStep(by access.Actor, x *web.Exchange, f answerForm, view View, version int64, values url.Values, refused error) error {
	controls, err := f.spec(s, by, x, view)
	if err != nil {
		return err
	}
	about, submit := "handoff."+f.name+".about", "handoff."+f.name
	if f.name == "withdraw" && len(controls) == 0 {
		about, submit = "handoff.recall.about", "handoff.recall"
	}
	v := formView{About: x.T(about)}
	v.Action, v.Version, v.Submit, v.Cancel = listPath+"/"+view.ID+"/"+f.name, version, x.T(submit), listPath+"/"+view.ID
	return s.showForm(x, v, x.T("handoff."+f.name+".title", "code", view.Code), controls, nil, values, refused)
}
