package indicator

import (
	"neove/access"
	"neove/internal/i18n"
	"neove/internal/vntext"
	"neove/internal/web"
)

// targetForm keeps what was typed. Last is the last day of the target's time;
// the store keeps the day after it.
type targetForm struct {
	Action                    string
	Value, From, Last, Source string
	Errors                    web.Errors
	Open                      bool
}

// Error is the text for a control.
func (f *targetForm) Error(name string) string { return f.Errors.Of(name) }

func newTargetForm(q question, code string) *targetForm {
	return &targetForm{Action: q.href("/indicator/targets", "indicator", code), From: vntext.Date(q.Window.From), Last: vntext.Date(q.Window.Last())}
}

// setTarget stores a target; the address keeps the question of the page.
func (p pages) setTarget(by access.Actor, x *web.Exchange) error {
	q, err := p.ask(by, x)
	if err != nil {
		return err
	}
	f, err := x.Form()
	if err != nil {
		return err
	}
	code := x.Query().Text("indicator", 100)
	in := Target{Indicator: code, Unit: q.Unit, Value: f.NeedCount("value"), From: f.NeedDate("from"), Source: f.NeedText("source", 300)}
	in.To = f.NeedDate("to") + 1
	if err = f.Err(); err == nil {
		err = p.s.SetTarget(x.R.Context(), by, in)
	}
	if err == nil {
		x.Notice("indicator.target.saved", "value", in.Value)
		return x.See(q.href("/indicator/figures/" + code))
	}
	if q.By == Total {
		q.By = ByUnit
	}
	d, wrong := p.s.Detail(x.R.Context(), by, code, q.Query, q.kind)
	if wrong != nil {
		return wrong
	}
	form := newTargetForm(q, code)
	form.Value, form.From, form.Last, form.Source = f.Raw("value"), f.Raw("from"), f.Raw("to"), f.Raw("source")
	form.Errors, form.Open = x.Errors(err), true
	return p.showFigure(by, x, q, d, form, err)
}

// addTargets lists the targets that meet the window; the one for exactly the
// window has its progress beside the figure.
func (v *figureView) addTargets(x *web.Exchange, q question, d Detail) {
	for _, t := range d.Targets {
		row := targetRow{Window: x.T("indicator.span", "from", day(x, t.From), "to", day(x, t.To-1)), Source: t.Source, By: t.By, Value: t.Value,
			Same: t.From == q.Window.From && t.To == q.Window.To}
		if row.Same && !d.Figure.Hidden {
			row.Reached, row.Percent = d.Figure.Value, percent(x.Lang, d.Figure.Value, t.Value)
			v.Target = &row
		}
		v.Targets = append(v.Targets, row)
	}
}

// targetWords is the progress as the sheet writes it.
func targetWords(x *web.Exchange, t Target) string {
	return x.T("indicator.target.row", "value", i18n.Number(x.Lang, t.Value), "from", day(x, t.From), "to", day(x, t.To-1), "source", t.Source)
}
