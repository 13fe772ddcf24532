package casework

import (
	"net/url"

	"neove/access"
	"neove/internal/errs"
	"neove/internal/ui"
	"neove/internal/web"
)

type stageView struct {
	Head
	Targets []target
	Form    ui.RecordForm
	Closing bool
}

type target struct {
	Name    string
	Met     []string
	Missing []ui.Link // Href leads to the record that meets it; "" for none
	Skips   string
}

func (s *Service) stagePage(by access.Actor, x *web.Exchange) error {
	return s.showStage(by, x, url.Values{}, nil)
}

func (s *Service) showStage(by access.Actor, x *web.Exchange, values url.Values, refused error) error {
	v, err := s.View(x.R.Context(), by, x.Path("id"))
	if err != nil {
		return err
	}
	t, err := s.org.Tree(x.R.Context())
	if err != nil {
		return err
	}
	if v.Seat.Office != v.Office || v.Seat.Part == Broken {
		return errs.New(errs.Forbidden, "casework.err.lead")
	}
	b := stageView{Head: s.head(x, t, v, "stage"), Closing: v.Stage.Next() == Closed}
	var options []ui.Option
	for _, to := range Stages[:7] {
		if to != v.Stage {
			options = append(options, ui.Option{Value: string(to), Text: x.T("casework.stage." + string(to))})
		}
	}
	if next := v.Stage.Next(); next != v.Stage {
		b.Targets = append(b.Targets, targetOf(x, b.Path, v.Stage, next, v.Conditions))
		if values.Get("to") == "" {
			values.Set("to", string(next))
		}
	}
	b.Form = ui.RecordForm{Action: b.Path + "/stage", Version: v.Version, Submit: x.T("casework.move"), Cancel: b.Path,
		Controls: x.Controls("casework", []ui.Control{{Kind: "select", Name: "to", Options: options, Need: true}, {Kind: "lines", Name: "reason", Rows: 2, Max: maxLine, Secret: true}}, values, x.Errors(refused))}
	page := ui.Page{Title: x.T("casework.move"), Body: b}
	if refused != nil {
		return x.Again(refused, "casework/stage", page)
	}
	return x.Page(200, "casework/stage", page)
}

func targetOf(x *web.Exchange, path string, from, to Stage, list []Condition) target {
	out := target{Name: x.T("casework.stage." + string(to))}
	for _, c := range list {
		text := x.T("casework.condition." + c.Code)
		if c.Met {
			out.Met = append(out.Met, text)
			continue
		}
		link := ui.Link{Text: text}
		if c.Kind != "" {
			link.Href = path + "/records/new?kind=" + c.Kind
		}
		out.Missing = append(out.Missing, link)
	}
	for _, st := range between(from, to) {
		out.Skips += " " + x.T("casework.stage."+string(st))
	}
	return out
}

func (s *Service) stagePost(by access.Actor, x *web.Exchange) error {
	f, err := x.Form()
	if err != nil {
		return err
	}
	to, reason := Stage(f.NeedChoice("to", stageCodes(Stages)...)), f.Lines("reason", maxLine)
	if err = f.Err(); err == nil {
		err = s.Move(x.R.Context(), by, x.Path("id"), f.Version(), to, reason)
	}
	if err != nil {
		return s.showStage(by, x, f.Values(), err)
	}
	x.Notice("casework.done.move", "stage", x.T("casework.stage."+string(to)))
	return x.See(listPath + "/" + x.Path("id"))
}
