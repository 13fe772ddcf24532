package tip

import (
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"neove/internal/clock"
	"neove/internal/errs"
	"neove/internal/vntext"
	"neove/measure"
)

// Channels are the ways by which a tip comes in.
var Channels = []string{"in_person", "phone", "letter", "hotline_111", "province_line", "owner", "agency", "public_form"}

// Public is the channel of the public form; nobody else may use it.
const Public = "public_form"

// Urgency says how soon a tip must move.
type Urgency string

// The urgencies: somebody is in danger now; something happens within a day;
// everything else.
const (
	Immediate Urgency = "immediate"
	Today     Urgency = "today"
	Normal    Urgency = "normal"
)

// Urgencies lists them, most urgent first.
var Urgencies = []string{string(Immediate), string(Today), string(Normal)}

// State of a tip.
type State string

// The states.
const (
	Received     State = "received"     // at its origin, not handed over
	Handed       State = "handed"       // at its receiver, not opened
	Opened       State = "opened"       // read by its receiver, not acknowledged
	Acknowledged State = "acknowledged" // the receiver works on it
	Returned     State = "returned"     // back at the sender
	Closed       State = "closed"       // has an outcome
	Withdrawn    State = "withdrawn"    // entered by mistake
)

// States lists them in order of work.
var States = []string{string(Received), string(Handed), string(Opened), string(Acknowledged), string(Returned), string(Closed), string(Withdrawn)}

// Outcomes that close a tip.
var Outcomes = []string{"verified", "not_confirmed", "case_opened", "closed"}

// Unsure is the answer to "is anybody under 18 involved" when nobody knows; an
// unknown age means the procedure for children.
const Unsure = "unknown"

// Minors are the answers to that question.
var Minors = []string{"yes", "no", Unsure}

// Ways to reach the giver again. NoWay also means that it is not safe.
var Ways = []string{NoWay, "message", "call", "meet", "code"}

// NoWay and ByCode are ways that need no address: none at all, and the receipt.
const (
	NoWay  = "none"
	ByCode = "code"
)

// Tip is what stands in the open about a tip: codes, offices and times.
type Tip struct {
	ID         string    `db:"id" json:"id"`
	Code       string    `db:"code" json:"code"`
	Unit       string    `db:"unit" json:"unit"` // of the office that received it
	Origin     string    `db:"origin" json:"origin"`
	Holder     string    `db:"holder" json:"holder"`
	State      State     `db:"state" json:"state"`
	Channel    string    `db:"channel" json:"channel"`
	Urgency    Urgency   `db:"urgency" json:"urgency"`
	Minor      string    `db:"minor" json:"minor"`
	Anonymous  bool      `db:"anonymous" json:"anonymous"`
	Language   string    `db:"language" json:"language"`
	Where      string    `db:"place_unit" json:"place_unit"`
	ReceivedAt time.Time `db:"received_at" json:"received_at"`
	DueAt      time.Time `db:"due_at" json:"due_at,omitzero"`       // of the clock that runs; zero when none does
	HandedAt   time.Time `db:"handed_at" json:"handed_at,omitzero"` // first hand-over
	Outcome    string    `db:"outcome" json:"outcome"`
	OutcomeAt  time.Time `db:"outcome_at" json:"outcome_at,omitzero"`
	ReplyHow   string    `db:"reply_how" json:"reply_how"` // how the giver was answered
	ReplyAt    time.Time `db:"reply_at" json:"reply_at,omitzero"`
	ReplyBy    string    `db:"reply_by" json:"reply_by"`
	Version    int64     `db:"version" json:"version"`
	CreatedBy  string    `db:"created_by" json:"created_by"`
	CreatedAt  time.Time `db:"created_at" json:"created_at"`
	ChangedAt  time.Time `db:"changed_at" json:"changed_at"`

	ReceivedOn clock.Date `db:"received_on" json:"-"`
	Receipt    string     `db:"receipt" json:"-"` // digest of the public receipt; "" for none
	Content    []byte     `db:"content" json:"-"` // sealed Content
	Giver      []byte     `db:"giver" json:"-"`   // sealed Giver; empty when nothing is known
	Finding    []byte     `db:"finding" json:"-"` // sealed text of the outcome
}

// Content is what was told: secret.
type Content struct {
	About string `json:"about,omitempty"` // self, other or report, from the public form
	Text  string `json:"text"`
	Place string `json:"place,omitempty"`
}

// Giver is who told it and how to reach them safely: secret.
type Giver struct {
	Name    string `json:"name,omitempty"`
	Contact string `json:"contact,omitempty"`
	Way     string `json:"way,omitempty"`
	When    string `json:"when,omitempty"`
	Say     string `json:"say,omitempty"` // what to say, and what not
}

func (g Giver) known() bool { return g != Giver{} && g != Giver{Way: NoWay} }

// Input is a tip as an office enters it.
type Input struct {
	Office     Office // in whose name; the zero value is the actor's only office
	Channel    string
	Urgency    Urgency
	Minor      string
	Anonymous  bool
	Language   string
	Where      string // unit where it happens; that of the office when empty
	ReceivedAt time.Time
	Content    Content
	Giver      Giver
	To         Office // handed over at once; the zero value keeps it
	Reason     string // why a signed month changes; no content
	receipt    string // digest of the receipt of the public form
}

// Limits of the texts.
const (
	maxStory = 5000
	maxLine  = 300
)

func (in *Input) clean(now time.Time) {
	for _, s := range []*string{&in.Content.Place, &in.Giver.Name, &in.Giver.Contact, &in.Giver.When, &in.Giver.Say, &in.Language, &in.Reason} {
		*s = vntext.Clean(*s)
	}
	in.Content.Text = cleanStory(in.Content.Text)
	if in.ReceivedAt.IsZero() {
		in.ReceivedAt = now
	}
	if in.Minor == "" {
		in.Minor = Unsure
	}
	if in.Giver.Way == "" {
		in.Giver.Way = NoWay
	}
}

// cleanStory brings a text of several lines into its stored form.
func cleanStory(s string) string {
	lines := strings.Split(strings.ReplaceAll(s, "\r\n", "\n"), "\n")
	for i, l := range lines {
		lines[i] = vntext.Clean(l)
	}
	return strings.TrimSpace(strings.Join(lines, "\n"))
}

// late is how long ago a tip may have come in; older ones belong into an
// archive, not onto a clock.
const late = 366 * 24 * time.Hour

func (in Input) validate(c *errs.Check, now time.Time) {
	choice := func(field, value string, from []string) {
		if !slices.Contains(from, value) {
			c.Add(field, "web.err.choice")
		}
	}
	choice("channel", in.Channel, Channels)
	choice("urgency", string(in.Urgency), Urgencies)
	choice("minor", in.Minor, Minors)
	choice("way", in.Giver.Way, Ways)
	switch {
	case in.Content.Text == "":
		c.Add("text", "tip.err.text")
	case utf8.RuneCountInString(in.Content.Text) > maxStory:
		c.Add("text", "web.err.long", "max", maxStory)
	}
	for _, f := range []struct{ name, value string }{{"place", in.Content.Place}, {"name", in.Giver.Name}, {"contact", in.Giver.Contact},
		{"when", in.Giver.When}, {"say", in.Giver.Say}, {"language", in.Language}} {
		if utf8.RuneCountInString(f.value) > maxLine {
			c.Add(f.name, "web.err.long", "max", maxLine)
		}
	}
	switch {
	case in.ReceivedAt.After(now.Add(time.Minute)):
		c.Add("received_on", "tip.err.future")
	case in.ReceivedAt.Before(now.Add(-late)):
		c.Add("received_on", "tip.err.old")
	}
	if in.Anonymous && in.Giver.Name != "" {
		c.Add("name", "tip.err.anonymous")
	}
	if needsContact(in.Giver.Way) && in.Giver.Contact == "" {
		c.Add("contact", "tip.err.contact")
	}
}

func needsContact(way string) bool { return way == "message" || way == "call" }

// Overdue reports whether the clock of the tip has run out.
func (t Tip) Overdue(now time.Time) bool { return !t.DueAt.IsZero() && !now.Before(t.DueAt) }

// Waiting reports whether a clock runs.
func (t Tip) Waiting() bool {
	return slices.Contains([]State{Received, Handed, Opened, Returned}, t.State)
}

// facts are what a tip lets indicators count at the unit that received it.
func (t Tip) facts() []measure.Fact {
	if t.State == Withdrawn {
		return nil
	}
	return []measure.Fact{{Unit: t.Unit, Day: t.ReceivedOn, Measure: "tip.received.count", Value: 1}}
}
