package handoff

import (
	"net/url"
	"time"

	"neove/access"
	"neove/audit"
	"neove/internal/ui"
	"neove/internal/web"
	"neove/org"
)

// requestView is one request with what its side may do.
type requestView struct {
	View
	Path, SeatName, FromName, ToName, CounterName string
	Clock, ClockKind, ClockStep                   string
	UrgencyWord, UrgencyKind                      string
	StateWord, StateKind, PurposeWord             string
	Facts                                         []ui.SummaryRow
	Steps                                         []stepRow
	NoteText, AnswerText, ReportText              []string
	History                                       []ui.Event
	Do                                            []ui.Link // what may be done next
	MayAccept, Reads                              bool
	Related                                       []ui.Link
}

// stepRow is a step of the way, done or awaited.
type stepRow struct {
	Word, Who, Note string
	At              string
	Done, Late      bool
}

func (s *Service) requestPage(by access.Actor, x *web.Exchange) error {
	view, err := s.Request(x.R.Context(), by, x.Path("id"))
	if err != nil {
		return err
	}
	t, err := s.org.Tree(x.R.Context())
	if err != nil {
		return err
	}
	v := &requestView{View: view, Path: listPath + "/" + view.ID, SeatName: t.OfficeName(x, view.Seat), FromName: t.OfficeName(x, view.From),
		ToName: t.OfficeName(x, view.To), CounterName: t.OfficeName(x, view.Counter), UrgencyWord: x.T("handoff.urgency." + string(view.Urgency)),
		UrgencyKind: urgencyKind[view.Urgency], StateWord: x.T("handoff.state." + string(view.State)), StateKind: stateKind[view.State],
		PurposeWord: x.T("handoff.purpose." + view.Purpose), Reads: view.reads()}
	v.Clock, v.ClockKind = clockText(x, view.DueAt, s.db.Now())
	if !view.DueAt.IsZero() {
		v.ClockStep = x.T("handoff.step." + line(view.Request).Step)
	}
	v.NoteText, v.AnswerText, v.ReportText = paragraphs(view.Note), paragraphs(view.Answer), paragraphs(view.Report)
	v.facts(x)
	v.way(x, s)
	v.next(x, s)
	v.related(x, t)
	for i := range view.Events {
		view.Events[i].Detail = "" // the page says all of it in words
	}
	v.History = audit.History(x, view.Events)
	return x.Page(200, "handoff/request", ui.Page{Title: view.Code, Body: v})
}

// facts are the terms of the contract.
func (v *requestView) facts(x *web.Exchange) {
	row := func(key, value, href string) {
		if value != "" {
			r := ui.SummaryRow{Label: x.T("handoff.field." + key), Value: value, Href: href}
			if href != "" {
				r.Action = x.T("handoff.look")
			}
			v.Facts = append(v.Facts, r)
		}
	}
	row("purpose", v.PurposeWord, "")
	row("offer", v.OfferName, "")
	row("reason", x.T("handoff.reason."+v.Reason), "")
	sections := names(x, "handoff.section", v.Sections())
	if sections == "" {
		sections = x.T("handoff.section.none")
	}
	row("sections", sections, "")
	row("basis", basisName(x, v.Basis), "")
	if v.Protocol.ID != "" {
		row("protocol", v.Protocol.Symbol, protocolPath+"/"+v.Protocol.ID)
	}
	if v.Refusal != "" {
		row("refusal", x.T("handoff.refusal."+v.Refusal), "")
	}
	row("counter", v.CounterName, "")
	if v.Result != "" {
		row("result", x.T("handoff.outcome."+v.Result), "")
	}
}

// way lists the steps of the contract, those that are still awaited with their
// clock.
func (v *requestView) way(x *web.Exchange, s *Service) {
	now := s.db.Now()
	v.Steps = []stepRow{{Word: x.T("handoff.way.sent"), Who: v.SentBy, At: moment(x, v.SentAt), Done: true}}
	step := func(key, who string, at, due time.Time) {
		r := stepRow{Word: x.T("handoff.way." + key), Who: who, Done: !at.IsZero()}
		switch {
		case r.Done:
			r.At, r.Late = moment(x, at), at.After(due)
		case v.State.Open():
			r.At, r.Late = x.T("handoff.way.by", "when", moment(x, due)), !now.Before(due)
		default:
			return
		}
		v.Steps = append(v.Steps, r)
	}
	step("opened", v.OpenedBy, v.OpenedAt, v.AckBy)
	answered := "answered"
	if v.Refusal != "" {
		answered = "declined"
	} else if !v.AnsweredAt.IsZero() {
		answered = "accepted"
	}
	step(answered, v.AnsweredBy, v.AnsweredAt, v.AckBy)
	if v.State != Declined && v.Result != TakenOver {
		over := "ended"
		if v.State == Withdrawn || v.State == Stopped {
			over = string(v.State)
		}
		step(over, v.OverBy, v.OverAt, v.ActBy)
	}
	if !v.ChasedAt.IsZero() {
		v.Steps = append(v.Steps, stepRow{Word: x.T("handoff.way.chased"), Who: v.ChasedBy, At: moment(x, v.ChasedAt), Done: true})
	}
	if !v.SeenAt.IsZero() {
		v.Steps = append(v.Steps, stepRow{Word: x.T("handoff.way.seen"), Who: v.SeenBy, At: moment(x, v.SeenAt), Done: true})
	}
}

// next lists what the side may do.
func (v *requestView) next(x *web.Exchange, s *Service) {
	link := func(name string) {
		v.Do = append(v.Do, ui.Link{Href: v.Path + "/" + name, Text: x.T("handoff." + name)})
	}
	follow := func(key, to string) {
		q := url.Values{"subject": {v.Kind + ":" + v.Request.Subject}, "parent": {v.ID}, "to": {to}}
		v.Do = append(v.Do, ui.Link{Href: listPath + "/new?" + q.Encode(), Text: x.T(key)})
	}
	if v.Receiver {
		v.MayAccept = v.State == Opened
		if v.State == Opened {
			link("decline")
		}
		if v.State == Accepted {
			link("end")
		}
		if v.Href != "" && (v.State == Accepted || v.Result == TakenOver) {
			follow("handoff.back", v.From)
		}
	}
	if !v.Sender {
		return
	}
	if v.recallable(s.db.Now()) {
		v.Do = append(v.Do, ui.Link{Href: v.Path + "/withdraw", Text: x.T("handoff.recall")})
	} else if v.State.Open() {
		link("withdraw")
	}
	if v.Href == "" || v.State != Declined {
		return
	}
	if v.Counter != "" {
		follow("handoff.counter", v.Counter)
	}
	follow("handoff.again", "")
}

// related are the requests before and after this one.
func (v *requestView) related(x *web.Exchange, t *org.Tree) {
	add := func(key string, r Request) {
		v.Related = append(v.Related, ui.Link{Href: listPath + "/" + r.ID, Text: x.T(key, "code", r.Code, "office", t.OfficeName(x, r.To))})
	}
	if v.Before != nil {
		add("handoff.before", *v.Before)
	}
	for _, r := range v.After {
		add("handoff.after", r)
	}
}

func (s *Service) acceptPost(by access.Actor, x *web.Exchange) error {
	f, err := x.Form()
	if err != nil {
		return err
	}
	id := x.Path("id")
	if err := s.Accept(x.R.Context(), by, id, f.Version()); err != nil {
		return err
	}
	x.Notice("handoff.done.accept")
	return x.See(listPath + "/" + id)
}
