package casework

import (
	"fmt"
	"time"

	"neove/access"
	"neove/internal/clock"
	"neove/internal/seal"
	"neove/internal/ui"
	"neove/internal/vntext"
	"neove/internal/web"
	"neove/org"
	"neove/regime"
)

const listPath = "/casework/cases"

// Head is what every page of a case begins with: the band, who it is, where the
// work stands, the parts of the file.
type Head struct {
	Path, Code, Safe    string
	SeatName            string
	Facts               []string
	Received            clock.Date
	Tags                []ui.TD
	Steps               []Step
	Tabs                []ui.Link
	Tab                 string
	MayRecord, Lead     bool
	Broken              bool
	Version             int64
	StageWord, NextWord string
	StayAt              string
	Mark                string // on print: who printed, when
}

// Step is a stage of the stepper.
type Step struct{ Name, State string } // done, now, ""

// tabs of a case, in order; each is a page.
var tabs = []string{"", "timeline", "plan", "referrals", "files", "consents", "team", "log"}

func (s *Service) head(x *web.Exchange, t *org.Tree, v View, tab string) Head {
	h := Head{Path: listPath + "/" + v.Code, Code: v.Code, Safe: v.Label.Safe, SeatName: t.OfficeName(x, v.Seat.Office), Received: v.ReceivedOn, Tab: tab, Version: v.Version,
		MayRecord: v.Seat.Part != Broken, Lead: v.Seat.Office == v.Office, Broken: v.Seat.Part == Broken, StayAt: v.StayAt,
		StageWord: x.T("casework.stage." + string(v.Stage)), NextWord: x.T("casework.stage." + string(v.Stage.Next()))}
	h.Mark = s.markOf(x, v.Code)
	if v.Core.Sex != "" {
		h.Facts = append(h.Facts, x.T("person.sex."+v.Core.Sex)+age(x, v.Core))
	}
	h.Facts = append(h.Facts, x.T("casework.kindword."+string(v.Kind())))
	if v.Safety == "high" || v.Safety == "immediate" {
		h.Tags = append(h.Tags, ui.TD{Tag: x.T("casework.safety." + v.Safety + ".tag"), Kind: "bad"})
	}
	if v.Core.Child() {
		h.Tags = append(h.Tags, ui.TD{Tag: x.T("casework.child." + orUnknown(v.Core.Minor)), Kind: "warn"})
	}
	if v.Core.Language != "" && v.Core.Language != "Tiếng Việt" {
		h.Tags = append(h.Tags, ui.TD{Tag: x.T("casework.interpreter.tag", "language", v.Core.Language), Kind: "safe"})
	}
	for i, st := range Stages {
		step := Step{Name: x.T("casework.stage." + string(st))}
		if n := v.Stage.NumberOf(); i+1 < n || v.Stage == Closed {
			step.State = "done"
		} else if i+1 == n {
			step.State = "now"
		}
		h.Steps = append(h.Steps, step)
	}
	for _, name := range tabs {
		link := ui.Link{Href: h.Path, Text: x.T("casework.tab." + name), Current: name == tab}
		if name != "" {
			link.Href += "/" + name
		}
		if name == "timeline" {
			link.Text += fmt.Sprintf(" (%d)", len(v.Records))
		}
		h.Tabs = append(h.Tabs, link)
	}
	return h
}

func age(x *web.Exchange, core Core) string {
	switch {
	case core.AgeHigh == 0:
		return ""
	case core.AgeLow == core.AgeHigh:
		return ", " + x.T("casework.age", "n", core.AgeLow)
	}
	return ", " + x.T("casework.ages", "lo", core.AgeLow, "hi", core.AgeHigh)
}

// Entry is an entry of the timeline.
type Entry struct {
	Title, Group, By, Text string
	On                     clock.Date
	Key                    bool
	Href                   string
	Tag, TagKind           string
}

// Due is a clock as the page shows it.
type Due struct {
	Name, Why, Tag, Kind string
	Href                 string
	Source               string
}

type caseView struct {
	Head
	Next       []Due
	Past       []Due
	Lines      []Entry
	Main       []ui.SummaryRow
	PersonHref string
	Consents   []consentLine
	Hidden     int
	Group      []ui.Link
	Missing    []Condition
	Breaks     []breakLine
	Errors     web.Errors
}

type consentLine struct{ Icon, Class, Who, State, Until string }

type breakLine struct {
	Break
	Path, State string
	MayReview   bool
}

func (s *Service) casePage(by access.Actor, x *web.Exchange) error {
	v, err := s.View(x.R.Context(), by, x.Path("id"))
	if err != nil {
		return err
	}
	t, err := s.org.Tree(x.R.Context())
	if err != nil {
		return err
	}
	c := &caseView{Head: s.head(x, t, v, ""), Hidden: v.Hidden, Next: dues(x, v, s.db.Now()), Past: passed(x, v, s.db.Now()), Lines: lines(x, t, v, 6)}
	c.Main = []ui.SummaryRow{{Label: x.T("casework.field.home"), Value: x.T("casework.home." + orUnknown(v.Core.Home))},
		{Label: x.T("casework.field.status"), Value: x.T("regime.status." + string(v.Status))}, {Label: x.T("casework.field.lead"), Value: t.OfficeName(x, v.Office)}}
	c.Main = append(atOnce(x, v.Core), c.Main...)
	for _, e := range v.Core.Exploitation {
		c.Main = append(c.Main, ui.SummaryRow{Label: x.T("casework.field.exploitation"), Value: x.T("regime.exploitation." + e)})
	}
	for _, m := range v.Team {
		if m.To.IsZero() && m.Part == Owner {
			c.Main = append(c.Main, ui.SummaryRow{Label: x.T("casework.field.owner"), Value: m.Name})
		}
	}
	if v.Seat.May(seal.Identity) && !c.Broken {
		c.PersonHref = "/person/people/" + v.Person
	}
	for _, g := range v.Group {
		c.Group = append(c.Group, ui.Link{Href: listPath + "/" + g.Code, Text: g.Code + " · " + x.T("casework.role."+string(g.Role))})
	}
	for _, cond := range v.Conditions {
		if !cond.Met && v.Stage != Closed {
			c.Missing = append(c.Missing, cond)
		}
	}
	c.Consents = consentLines(x, t, v)
	for _, b := range v.Breaks {
		c.Breaks = append(c.Breaks, breakLine{Break: b, Path: c.Path + "/breaks/" + b.ID, State: x.T("casework.verdict." + orUnknown(b.Verdict)), MayReview: v.Seat.Part == Owner && b.Verdict == "" && b.User != by.ID})
	}
	return x.Page(200, "casework/case", ui.Page{Title: v.Code, Body: c})
}

// dues words the clocks that run and the review of the safety.
func dues(x *web.Exchange, v View, now time.Time) []Due {
	var out []Due
	for _, c := range v.Clocks {
		if !c.Running() {
			continue
		}
		d := Due{Name: x.T(c.Name()), Href: clockHref(v, c.Code), Source: c.Cite().Text(x.T)}
		d.Tag, d.Kind = left(x, c, now)
		d.Why = x.T("casework.due", "due", vntext.Date(c.Last())) + " · " + d.Source
		out = append(out, d)
	}
	if v.ReviewOn != 0 && v.Stage != Closed {
		d := Due{Name: x.T("casework.review"), Href: listPath + "/" + v.Code + "/records/new?kind=risk", Why: x.T("casework.due", "due", vntext.Date(v.ReviewOn))}
		d.Tag, d.Kind = days(x, int(v.ReviewOn-v.Today))
		out = append(out, d)
	}
	return out
}

// passed words the clocks that no longer run: what was done in time, and what
// late.
func passed(x *web.Exchange, v View, now time.Time) []Due {
	var out []Due
	for _, c := range v.Clocks {
		if c.Running() {
			continue
		}
		d := Due{Name: x.T(c.Name()), Source: c.Cite().Text(x.T), Tag: x.T("casework.clock.met"), Kind: "ok"}
		d.Why = x.T("casework.due", "due", vntext.Date(c.Last())) + " · " + d.Source
		switch {
		case c.Stopped:
			d.Tag, d.Kind = x.T("casework.clock.stopped"), ""
		case c.Late(now):
			d.Tag, d.Kind = x.T("casework.clock.late", "n", max(1, int(clock.DateOf(c.MetAt)-c.Last()))), "bad"
		}
		out = append(out, d)
	}
	return out
}

// left words how long a clock still has.
func left(x *web.Exchange, c Clock, now time.Time) (string, string) {
	if c.Late(now) {
		return days(x, -max(1, int(clock.DateOf(now)-c.Last())))
	}
	if c.Unit == regime.AtOnce {
		return x.T("casework.at_once"), "warn"
	}
	return days(x, int(c.Last()-clock.DateOf(now)))
}

func days(x *web.Exchange, n int) (string, string) {
	switch {
	case n < 0:
		return x.T("casework.over", "n", -n), "bad"
	case n == 0:
		return x.T("casework.today"), "warn"
	case n <= 3:
		return x.T("casework.left", "n", n), "warn"
	}
	return x.T("casework.left", "n", n), ""
}

// clockKinds lead from a clock to the record that meets it.
var clockKinds = map[string]string{"notify_lead": "notice", "initial_verification": "verification", "identification_answer": "decision", "identification_answer_complex": "decision",
	"support_decision": "support_decision", "facility_papers": "papers", "essential_needs": "regime_end", "essential_needs_old": "regime_end", "safety_review": "risk", "follow_up_1": "visit", "follow_up_3": "visit", "follow_up_6": "visit", "follow_up_12": "visit"}

func clockHref(v View, code string) string {
	if kind := clockKinds[code]; kind != "" && v.Seat.Part != Broken {
		return listPath + "/" + v.Code + "/records/new?kind=" + kind
	}
	return listPath + "/" + v.Code + "/timeline"
}

func consentLines(x *web.Exchange, t *org.Tree, v View) []consentLine {
	var out []consentLine
	for _, c := range v.Consents {
		l := consentLine{Icon: "ok", Class: "c-ok", Who: recipientName(x, t, c.Recipient) + " (" + x.T("casework.purpose."+c.Purpose) + ")", State: x.T("casework.consent." + c.State)}
		switch {
		case c.Basis != "consent":
			l.State = x.T("casework.basis." + c.Basis)
		case c.State == Given && v.Today >= c.Until:
			l.Icon, l.Class, l.State = "clock", "c-w", x.T("casework.consent.ended")
		case c.State == Given:
			l.Until = vntext.Date(c.Until - 1)
		case c.State == NotYet:
			l.Icon, l.Class = "clock", "c-w"
		default:
			l.Icon, l.Class = "close", "c-b"
		}
		out = append(out, l)
	}
	return out
}
