package handoff

import (
	"net/url"
	"strings"
	"time"

	"neove/access"
	"neove/internal/clock"
	"neove/internal/db"
	"neove/internal/ui"
	"neove/internal/vntext"
	"neove/internal/web"
	"neove/org"
)

// formView is a form about a request: the band says that it is restricted.
type formView struct {
	ui.RecordForm
	About string // why we ask
	Empty string // why nothing can be sent
}

// subjectOf reads "case:<id>" and words the subject. Errors: NotFound.
func (s *Service) subjectOf(by access.Actor, x *web.Exchange, text string) (kind, id, code string, err error) {
	kind, id, _ = strings.Cut(text, ":")
	sub, err := s.subject(kind)
	if err != nil {
		return "", "", "", err
	}
	err = s.db.View(x.R.Context(), func(tx *db.Tx) error {
		code, _ = sub.Label(tx, by, Request{Kind: kind, Subject: id})
		return nil
	})
	if err == nil && code == "" {
		err = nothing()
	}
	return kind, id, code, err
}

// spec describes the form: what an officer needs in a hurry comes first.
func (s *Service) spec(by access.Actor, x *web.Exchange, t *org.Tree) (first, more []ui.Control, err error) {
	to, err := s.receiverOptions(by, x, t)
	if err != nil {
		return nil, nil, err
	}
	urgencies := x.Options("handoff.urgency", Urgencies...)
	if err := s.clockHints(x, urgencies); err != nil {
		return nil, nil, err
	}
	if own := by.Held(maySend); len(own) > 1 {
		c := ui.Control{Kind: "select", Name: "from", Need: true}
		for _, o := range own {
			c.Options = append(c.Options, ui.Option{Value: o.String(), Text: t.OfficeName(x, o.String())})
		}
		first = append(first, c)
	}
	first = append(first, ui.Control{Kind: "select", Name: "to", Options: to, Blank: x.T("ui.word.choose"), Need: true},
		ui.Control{Kind: "select", Name: "purpose", Options: x.Options("handoff.purpose", Purposes...), Blank: x.T("ui.word.choose"), Need: true, Half: true},
		ui.Control{Kind: "select", Name: "reason", Options: x.Options("handoff.reason", Reasons...), Blank: x.T("ui.word.choose"), Need: true, Half: true},
		ui.Control{Kind: "checks", Name: "sections", Options: x.Options("handoff.section", Sections...), Inline: true},
		ui.Control{Kind: "select", Name: "basis", Options: x.Options("handoff.basis", Bases...), Blank: x.T("ui.word.choose"), Need: true},
		ui.Control{Kind: "radios", Name: "urgency", Options: urgencies},
		ui.Control{Kind: "lines", Name: "note", Rows: 4, Max: maxText, Secret: true},
		ui.Control{Kind: "hidden", Name: "subject"}, ui.Control{Kind: "hidden", Name: "parent"})
	more = []ui.Control{{Kind: "date", Name: "act_by", Half: true}, {Kind: "text", Name: "act_time", Max: 5, Width: "s", Half: true}}
	return first, more, nil
}

// clockHints says at each urgency until when somebody has to answer.
func (s *Service) clockHints(x *web.Exchange, options []ui.Option) error {
	return s.db.View(x.R.Context(), func(tx *db.Tx) error {
		for i, o := range options {
			ack, err := s.due(tx, acks[Urgency(o.Value)])
			if err != nil {
				return err
			}
			act, err := s.due(tx, acts[Urgency(o.Value)])
			if err != nil {
				return err
			}
			options[i].Hint = x.T("handoff.urgency.hint", "ack", moment(x, ack), "act", moment(x, act))
		}
		return nil
	})
}

// moment writes an instant in Vietnam inside a sentence.
func moment(x *web.Exchange, t time.Time) string {
	t = t.In(clock.Vietnam)
	return x.T("handoff.moment", "hour", t.Format("15:04"), "day", vntext.Date(clock.DateOf(t)))
}

// receiverOptions are the offices and services to choose from; a service has its
// id behind the office.
func (s *Service) receiverOptions(by access.Actor, x *web.Exchange, t *org.Tree) ([]ui.Option, error) {
	list, err := s.Receivers(x.R.Context(), by)
	var out []ui.Option
	for _, r := range list {
		o := ui.Option{Value: r.Office.String(), Text: t.OfficeName(x, r.Office.String())}
		if r.Offer.ID != "" {
			o.Value, o.Text = o.Value+" "+r.Offer.ID, o.Text+": "+r.Offer.Name
		}
		out = append(out, o)
	}
	return out, err
}

func (s *Service) newPage(by access.Actor, x *web.Exchange) error {
	q := x.Query()
	values := url.Values{"subject": {q.Raw("subject")}, "parent": {q.Raw("parent")}, "to": {q.Raw("to")}, "urgency": {string(Normal)}, "sections": {Sections[0]}}
	return s.showNew(by, x, values, nil)
}

func (s *Service) showNew(by access.Actor, x *web.Exchange, values url.Values, refused error) error {
	_, _, code, err := s.subjectOf(by, x, values.Get("subject"))
	if err != nil {
		return err
	}
	t, err := s.org.Tree(x.R.Context())
	if err != nil {
		return err
	}
	first, more, err := s.spec(by, x, t)
	if err != nil {
		return err
	}
	v := formView{About: x.T("handoff.new.about", "code", code)}
	for _, c := range first {
		if c.Name == "to" && len(c.Options) == 0 {
			v.Empty = x.T("handoff.new.empty")
		}
	}
	v.Action, v.Submit, v.Cancel = listPath, x.T("handoff.send"), listPath
	return s.showForm(x, v, x.T("handoff.new"), first, more, values, refused)
}

// showForm draws a form, or a refused one with what was typed.
func (s *Service) showForm(x *web.Exchange, v formView, title string, first, more []ui.Control, values url.Values, refused error) error {
	e := x.Errors(refused)
	v.Controls, v.More = x.Controls("handoff", first, values, e), x.Controls("handoff", more, values, e)
	p := ui.Page{Title: title, Body: &v}
	if refused != nil {
		return x.Again(refused, "handoff/form", p)
	}
	return x.Page(200, "handoff/form", p)
}

func readInput(f *web.Form) Input {
	in := Input{Purpose: f.Text("purpose", 30), Sections: f.Choices("sections", Sections...), Reason: f.Text("reason", 30),
		Urgency: Urgency(f.Text("urgency", 30)), Basis: f.Text("basis", 30), Note: f.Lines("note", maxText), Parent: f.Text("parent", 40)}
	in.Kind, in.Subject, _ = strings.Cut(f.Text("subject", 80), ":")
	office, offer, _ := strings.Cut(f.Text("to", 120), " ")
	in.To, _ = access.ParseOffice(office)
	in.Offer = offer
	in.From, _ = access.ParseOffice(f.Raw("from"))
	in.ActBy = readMoment(f, "act_by", "act_time")
	return in
}

// readMoment reads a day and an hour in Vietnam; without an hour it is when
// offices close. Zero: no day was given.
func readMoment(f *web.Form, day, hour string) time.Time {
	d, given := f.Date(day)
	if !given {
		return time.Time{}
	}
	text := strings.ReplaceAll(f.Text(hour, 5), "h", ":")
	if text == "" {
		return endOf(d)
	}
	at, err := time.Parse("15:04", text)
	if err != nil {
		f.Bad(hour, "handoff.err.hour")
		return time.Time{}
	}
	y, m, dd := d.YMD()
	return time.Date(y, m, dd, at.Hour(), at.Minute(), 0, 0, clock.Vietnam).UTC()
}

func (s *Service) sendPost(by access.Actor, x *web.Exchange) error {
	f, err := x.Form()
	if err != nil {
		return err
	}
	in := readInput(f)
	var r Request
	if err = f.Err(); err == nil {
		r, err = s.Send(x.R.Context(), by, in)
	}
	if err != nil {
		return s.showNew(by, x, f.Values(), err)
	}
	x.Notice("handoff.done.send", "code", r.Code)
	return x.See(listPath + "/" + r.ID)
}
