package tip

import (
	"net/url"
	"slices"
	"strings"

	"neove/access"
	"neove/audit"
	"neove/internal/ui"
	"neove/internal/web"
	"neove/org"
)

// tipView is one tip with all that its two offices do with it.
type tipView struct {
	View
	Path, SeatName, HolderName string
	Clock, ClockKind           string
	UrgencyWord, UrgencyKind   string
	StateWord, StateKind       string
	ChannelName                string
	Story, Found               []string
	Told, From                 []ui.SummaryRow
	Steps                      []stepView
	History                    []ui.Event
	Do                         []ui.Link // what may be done next, the first one first
	MayAck, MayTriage          bool
	Triage, Reply, Connect     []ui.Control
	Unsafe                     bool // the giver must not be contacted
	Errors                     web.Errors
}

type stepView struct {
	Step
	FromName, ToName, ReasonName, EndName string
}

func (s *Service) tipPage(by access.Actor, x *web.Exchange) error {
	return s.showTip(by, x, url.Values{}, nil)
}

func (s *Service) showTip(by access.Actor, x *web.Exchange, values url.Values, refused error) error {
	view, err := s.Tip(x.R.Context(), by, x.Path("id"))
	if err != nil {
		return err
	}
	t, err := s.org.Tree(x.R.Context())
	if err != nil {
		return err
	}
	v := &tipView{View: view, Path: listPath + "/" + view.ID, SeatName: t.OfficeName(x, view.Seat.String()), HolderName: t.OfficeName(x, view.Holder),
		UrgencyWord: x.T("tip.urgency." + string(view.Urgency)), UrgencyKind: urgencyKind[view.Urgency],
		StateWord: x.T("tip.state." + string(view.State)), StateKind: stateKind[view.State], ChannelName: x.T("tip.channel." + view.Channel)}
	v.Clock, v.ClockKind = clockOf(x, view.Tip, s.db.Now())
	for _, h := range view.Steps {
		sv := stepView{h, t.OfficeName(x, h.From), t.OfficeName(x, h.To), x.T("tip.reason." + h.Reason), ""}
		if h.End != "" {
			sv.EndName = x.T("tip.end." + h.End)
		}
		v.Steps = append(v.Steps, sv)
	}
	page := ui.Page{Title: view.Code, Body: v}
	if view.Seat == (Office{}) {
		return x.Page(200, "tip/status", page)
	}
	v.Errors = x.Errors(refused)
	v.fill(x, t, values)
	if refused != nil {
		return x.Again(refused, "tip/tip", page)
	}
	return x.Page(200, "tip/tip", page)
}

// fill words what the two offices see, and what they may do.
func (v *tipView) fill(x *web.Exchange, t *org.Tree, values url.Values) {
	v.Story, v.Found = paragraphs(v.Content.Text), paragraphs(v.Finding)
	v.Told, v.From = told(x, v.View, t.Name(v.Where))
	v.History = audit.History(x, v.Events)
	holds, origin := v.Seat.String() == v.Holder, v.Seat.String() == v.Origin
	open := v.State != Closed && v.State != Withdrawn
	link := func(name string) { v.Do = append(v.Do, ui.Link{Href: v.Path + "/" + name, Text: x.T("tip." + name)}) }
	v.MayAck = holds && v.State == Opened
	if holds && open {
		link("handover")
		link("outcome")
	}
	if holds && (v.State == Opened || v.State == Acknowledged) {
		link("return")
	}
	if origin && open {
		v.Do = append(v.Do, ui.Link{Href: v.Path + "/amend", Text: x.T("tip.amend")})
	}
	if holds && origin && slices.Contains([]State{Received, Returned}, v.State) {
		link("withdraw")
	}
	v.MayTriage = holds && open
	if values.Get("urgency") == "" {
		values.Set("urgency", string(v.Urgency))
	}
	v.Triage = x.Controls("tip", []ui.Control{{Kind: "select", Name: "urgency", Options: x.Options("tip.urgency", Urgencies...)}}, values, v.Errors)
	v.Connect = x.Controls("tip", []ui.Control{{Kind: "text", Name: "code", Max: 20, Width: "m", Secret: true},
		{Kind: "select", Name: "kind", Options: x.Options("tip.link", LinkKinds...)}}, values, v.Errors)
	ways := safeWays(v.Tip, v.Giver)
	v.Unsafe = v.State == Closed && len(ways) == 0
	if v.State == Closed && v.ReplyAt.IsZero() && len(ways) > 0 {
		v.Reply = x.Controls("tip", []ui.Control{{Kind: "radios", Name: "how", Options: x.Options("tip.way", ways...)},
			{Kind: "date", Name: "reply_on", Half: true}, {Kind: "text", Name: "reply_time", Max: 5, Width: "s", Half: true}}, values, v.Errors)
	}
}

// post runs a small form of the page and shows the page again when refused.
func (s *Service) post(done string, do func(by access.Actor, x *web.Exchange, f *web.Form) error) func(by access.Actor, x *web.Exchange) error {
	return func(by access.Actor, x *web.Exchange) error {
		if _, err := s.brief(x, by); err != nil {
			return err
		}
		f, err := x.Form()
		if err != nil {
			return err
		}
		if err := do(by, x, f); err != nil {
			return s.showTip(by, x, f.Values(), err)
		}
		x.Notice("tip.done." + done)
		return x.See(listPath + "/" + x.Path("id"))
	}
}

func (s *Service) ackPost(by access.Actor, x *web.Exchange, f *web.Form) error {
	return s.Acknowledge(x.R.Context(), by, x.Path("id"), f.Version())
}

func (s *Service) triagePost(by access.Actor, x *web.Exchange, f *web.Form) error {
	return s.Triage(x.R.Context(), by, x.Path("id"), f.Version(), Urgency(f.Raw("urgency")))
}

func (s *Service) linkPost(by access.Actor, x *web.Exchange, f *web.Form) error {
	return s.Connect(x.R.Context(), by, x.Path("id"), strings.ToUpper(f.Text("code", 20)), f.Raw("kind"))
}

func (s *Service) replyPost(by access.Actor, x *web.Exchange, f *web.Form) error {
	at := readMoment(f, "reply_on", "reply_time", s.db.Now())
	if err := f.Err(); err != nil {
		return err
	}
	return s.Reply(x.R.Context(), by, x.Path("id"), f.Version(), f.Raw("how"), at)
}
