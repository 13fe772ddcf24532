package tip

import (
	"net/url"
	"strings"
	"time"

	"neove/access"
	"neove/internal/clock"
	"neove/internal/ui"
	"neove/internal/vntext"
	"neove/internal/web"
	"neove/org"
)

// formView is a form of a tip: the band says where we are.
type formView struct {
	ui.RecordForm
	Code, Seat string
	About      string // why we ask
}

// spec describes the form. What an officer needs in a hurry comes first.
func (s *Service) spec(by access.Actor, x *web.Exchange, t *org.Tree, tip *Tip) (first, more []ui.Control, err error) {
	urgencies := x.Options("tip.urgency", Urgencies...)
	for i := range urgencies {
		urgencies[i].Hint = x.T("tip.urgency." + urgencies[i].Value + ".hint")
	}
	channels, ways := Channels[:len(Channels)-1], Ways[:len(Ways)-1] // the public form is not typed here
	if tip != nil && tip.Channel == Public {
		channels, ways = []string{Public}, Ways
	}
	first = []ui.Control{{Kind: "lines", Name: "text", Rows: 5, Max: maxStory, Need: true, Secret: true},
		{Kind: "radios", Name: "urgency", Options: urgencies},
		{Kind: "select", Name: "channel", Options: x.Options("tip.channel", channels...), Blank: x.T("ui.word.choose"), Need: true, Half: true},
		{Kind: "select", Name: "minor", Options: x.Options("tip.minor", Minors...), Half: true}}
	if tip == nil {
		to, err := s.receiverOptions(by, x, t, "")
		if err != nil {
			return nil, nil, err
		}
		first = append(first, ui.Control{Kind: "select", Name: "to", Options: to, Blank: x.T("tip.to.later")})
	}
	more = []ui.Control{{Kind: "text", Name: "place", Max: maxLine, Secret: true}}
	if units := t.UnitOptions(by, "tip.record", clock.DateOf(s.db.Now())); len(units) > 0 {
		more = append(more, ui.Control{Kind: "select", Name: "place_unit", Options: units, Blank: x.T("ui.word.choose")})
	}
	more = append(more, ui.Control{Kind: "check", Name: "anonymous"}, ui.Control{Kind: "text", Name: "name", Max: maxLine, Secret: true},
		ui.Control{Kind: "select", Name: "way", Options: x.Options("tip.way", ways...), Half: true},
		ui.Control{Kind: "text", Name: "contact", Max: maxLine, Secret: true, Half: true},
		ui.Control{Kind: "text", Name: "when", Max: maxLine, Secret: true, Half: true}, ui.Control{Kind: "text", Name: "say", Max: maxLine, Secret: true, Half: true},
		ui.Control{Kind: "text", Name: "language", Max: 60, Width: "m"})
	if tip == nil {
		more = append(more, ui.Control{Kind: "date", Name: "received_on", Half: true}, ui.Control{Kind: "text", Name: "received_time", Max: 5, Width: "s", Half: true})
		if own := ownOffices(by); len(own) > 1 {
			c := ui.Control{Kind: "select", Name: "office", Need: true}
			for _, o := range own {
				c.Options = append(c.Options, ui.Option{Value: o.String(), Text: t.OfficeName(x, o.String())})
			}
			first = append([]ui.Control{c}, first...)
		}
	}
	return first, more, nil
}

// receiverOptions are the offices that can take a tip, without its holder and
// the actor's own.
func (s *Service) receiverOptions(by access.Actor, x *web.Exchange, t *org.Tree, holder string) ([]ui.Option, error) {
	list, err := s.Receivers(x.R.Context(), by)
	if err != nil {
		return nil, err
	}
	var out []ui.Option
	own := map[string]bool{holder: true}
	for _, o := range ownOffices(by) {
		own[o.String()] = true
	}
	for _, o := range list {
		if !own[o.String()] {
			out = append(out, ui.Option{Value: o.String(), Text: t.OfficeName(x, o.String())})
		}
	}
	return out, nil
}

// readInput decodes the form.
func readInput(f *web.Form, now time.Time) Input {
	for _, name := range []string{"text", "urgency", "channel"} {
		ask(f, name, "tip.err."+name)
	}
	in := Input{Channel: f.NeedChoice("channel", Channels...), Urgency: Urgency(f.NeedChoice("urgency", Urgencies...)), Minor: f.Choice("minor", Minors...),
		Anonymous: f.Bool("anonymous"), Language: f.Text("language", 60), Where: f.Text("place_unit", 40), Reason: f.Text("reason", maxLine),
		Content: Content{Text: f.NeedLines("text", maxStory), Place: f.Text("place", maxLine)},
		Giver: Giver{Name: f.Text("name", maxLine), Contact: f.Text("contact", maxLine), Way: f.Choice("way", Ways...), When: f.Text("when", maxLine),
			Say: f.Text("say", maxLine)}}
	in.To, _ = access.ParseOffice(f.Raw("to"))
	in.Office, _ = access.ParseOffice(f.Raw("office"))
	in.ReceivedAt = readMoment(f, "received_on", "received_time", now)
	return in
}

// ask says in words of its own that a control is blank.
func ask(f *web.Form, name, key string) {
	if f.Blank(name) {
		f.Bad(name, key)
	}
}

// readMoment reads a day and an hour in Vietnam. Without a day it is now; a day
// without an hour is its noon, or now when it is today.
func readMoment(f *web.Form, day, hour string, now time.Time) time.Time {
	d, given := f.Date(day)
	text := strings.ReplaceAll(f.Text(hour, 5), "h", ":")
	if text == "" {
		if !given || d == clock.DateOf(now) {
			return now
		}
		text = "12:00"
	}
	at, err := time.Parse("15:04", text)
	if err != nil {
		f.Bad(hour, "tip.err.hour")
		return now
	}
	if !given {
		d = clock.DateOf(now)
	}
	y, m, dd := d.YMD()
	return time.Date(y, m, dd, at.Hour(), at.Minute(), 0, 0, clock.Vietnam).UTC()
}

func (s *Service) newPage(by access.Actor, x *web.Exchange) error {
	now := s.db.Now().In(clock.Vietnam)
	values := url.Values{"minor": {Unsure}, "way": {NoWay}, "received_on": {vntext.Date(clock.DateOf(now))}, "received_time": {now.Format("15:04")}}
	return s.showNew(by, x, values, nil)
}

func (s *Service) showNew(by access.Actor, x *web.Exchange, values url.Values, refused error) error {
	t, err := s.org.Tree(x.R.Context())
	if err != nil {
		return err
	}
	first, more, err := s.spec(by, x, t, nil)
	if err != nil {
		return err
	}
	if refused == nil { // police first: a tip moves at once unless somebody decides otherwise
		for _, c := range first {
			if c.Name == "to" && len(c.Options) > 0 {
				values.Set("to", c.Options[0].Value)
			}
		}
	}
	v := formView{About: x.T("tip.new.about")}
	v.Action, v.Submit, v.Cancel = listPath, x.T("tip.record"), listPath
	return s.showForm(x, v, x.T("tip.new"), first, more, values, refused)
}

// showForm draws a form, or a refused one with what was typed.
func (s *Service) showForm(x *web.Exchange, v formView, title string, first, more []ui.Control, values url.Values, refused error) error {
	e := x.Errors(refused)
	if values.Has("reason_shown") || e.Of("reason") != "" && !has(first, "reason") {
		first = append(first, ui.Control{Kind: "text", Name: "reason", Max: maxLine, Need: true, Hint: x.T("tip.hint.signed")}, ui.Control{Kind: "hidden", Name: "reason_shown"})
		values.Set("reason_shown", "1")
	}
	v.Controls, v.More = x.Controls("tip", first, values, e), x.Controls("tip", more, values, e)
	p := ui.Page{Title: title, Body: &v}
	if refused != nil {
		return x.Again(refused, "tip/form", p)
	}
	return x.Page(200, "tip/form", p)
}

func has(list []ui.Control, name string) bool {
	for _, c := range list {
		if c.Name == name {
			return true
		}
	}
	return false
}

func (s *Service) recordPost(by access.Actor, x *web.Exchange) error {
	f, err := x.Form()
	if err != nil {
		return err
	}
	in := readInput(f, s.db.Now())
	var t Tip
	if err = f.Err(); err == nil {
		t, err = s.Record(x.R.Context(), by, in)
	}
	if err != nil {
		return s.showNew(by, x, f.Values(), err)
	}
	if in.To == (Office{}) {
		x.Notice("tip.done.record", "code", t.Code)
	} else {
		x.Notice("tip.done.record_handed", "code", t.Code)
	}
	return x.See(listPath + "?box=" + boxOwn)
}

func (s *Service) amendPage(by access.Actor, x *web.Exchange) error {
	v, err := s.Tip(x.R.Context(), by, x.Path("id"))
	if err != nil {
		return err
	}
	if v.Seat == (Office{}) {
		return nothing()
	}
	values := url.Values{"text": {v.Content.Text}, "place": {v.Content.Place}, "urgency": {string(v.Urgency)}, "channel": {v.Channel}, "minor": {v.Minor},
		"place_unit": {v.Where}, "name": {v.Giver.Name}, "contact": {v.Giver.Contact}, "way": {v.Giver.Way}, "when": {v.Giver.When}, "say": {v.Giver.Say},
		"language": {v.Language}}
	if v.Anonymous {
		values.Set("anonymous", "1")
	}
	return s.showAmend(by, x, v.Tip, v.Tip.Version, values, nil)
}

func (s *Service) showAmend(by access.Actor, x *web.Exchange, tip Tip, version int64, values url.Values, refused error) error {
	t, err := s.org.Tree(x.R.Context())
	if err != nil {
		return err
	}
	first, more, err := s.spec(by, x, t, &tip)
	if err != nil {
		return err
	}
	v := formView{Code: tip.Code}
	v.Action, v.Version, v.Cancel = listPath+"/"+tip.ID+"/amend", version, listPath+"/"+tip.ID
	return s.showForm(x, v, tip.Code, first, more, values, refused)
}

func (s *Service) amendPost(by access.Actor, x *web.Exchange) error {
	t, err := s.brief(x, by)
	if err != nil {
		return err
	}
	f, err := x.Form()
	if err != nil {
		return err
	}
	in := readInput(f, s.db.Now())
	if err = f.Err(); err == nil {
		err = s.Amend(x.R.Context(), by, t.ID, f.Version(), in)
	}
	if err != nil {
		return s.showAmend(by, x, t.Tip, f.Version(), f.Values(), err)
	}
	x.Notice("tip.done.amend")
	return x.See(listPath + "/" + t.ID)
}
