package casework

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"neove/internal/clock"
	"neove/internal/errs"
	"neove/internal/seal"
	"neove/internal/vntext"
)

// Arrival is a reception: one or many persons come at one place and time. It is
// a draft of its author until the first person of it is decided about; then its
// office sees the event, and never a draft.
type Arrival struct {
	ID          string    `db:"id" json:"-"`
	Code        string    `db:"code" json:"code"`
	Office      string    `db:"office" json:"office"`
	Channel     string    `db:"channel" json:"channel"`
	ReceivedAt  time.Time `db:"received_at" json:"received_at"`
	State       string    `db:"state" json:"state"`
	People      int64     `db:"people" json:"people"`
	Box         []byte    `db:"box" json:"-"`
	Version     int64     `db:"version" json:"version"`
	CreatedBy   string    `db:"created_by" json:"-"`
	CreatedName string    `db:"created_name" json:"by"`
	CreatedAt   time.Time `db:"created_at" json:"created_at"`
	ChangedAt   time.Time `db:"changed_at" json:"changed_at"`
	Scene       Scene     `db:"-" json:"-"`
}

// Scene is where it was and who was there; sealed.
type Scene struct {
	Place    string   `json:"place,omitempty"` // id of a border place of org
	Unit     string   `json:"unit,omitempty"`
	Where    string   `json:"where,omitempty"`
	HandedBy string   `json:"handed_by,omitempty"` // who hands over: agency, officer, paper
	Agencies []string `json:"agencies,omitempty"`
}

// Intake is one person of a reception.
type Intake struct {
	ID        string    `db:"id"`
	Reception string    `db:"reception"`
	N         int64     `db:"n"` // from 1
	State     string    `db:"state"`
	Screening string    `db:"screening"`
	Case      string    `db:"case_id"`
	Done      string    `db:"done"` // sections, joined by commas
	Box       []byte    `db:"box"`
	Version   int64     `db:"version"`
	Author    string    `db:"author"`
	ChangedAt time.Time `db:"changed_at"`
	Values    Values    `db:"-"` // of drafts of the reader
}

// States of a reception and of its persons.
const (
	Drafted = "draft"
	Noted   = "kept"    // of a reception: somebody of it was decided about
	Opened  = "opened"  // of a person: has a case
	Ended   = "ended"   // of a person: no signs, kept as a count
	Expired = "expired" // of a person: nobody decided in time
)

// Results of the screening; "" is not screened yet.
const (
	Signs   = "signs"
	NoSigns = "none"
	Unclear = "unclear"
)

// Screenings lists them.
var Screenings = []string{Signs, NoSigns, Unclear}

// present are the agencies that take part in a reception.
var present = []string{"police", "border_guard", "coast_guard", "health", "commune", "women", "mission", "foreign", "organisation", "family"}

const (
	// draftDays is how long a draft lives after it was last saved.
	draftDays = 7
	maxPeople = 200
)

var receptionSealed = []seal.Column{
	{Table: "casework_receptions", Row: "id", Subject: "id", Column: "box", Compartment: InCore},
	{Table: "casework_intakes", Row: "id", Subject: "id", Column: "box", Compartment: InCore},
}

// deadline is before which a draft was saved that has run out by now.
func deadline(now time.Time) time.Time { return now.AddDate(0, 0, -draftDays) }

// day is the day of the reception in Vietnam.
func (a Arrival) day() clock.Date { return clock.DateOf(a.ReceivedAt) }

// has reports whether a section is done.
func (i Intake) has(section string) bool { return slices.Contains(strings.Split(i.Done, ","), section) }

// mark notes a section as done or not.
func (i *Intake) mark(section string, done bool) {
	list := slices.DeleteFunc(strings.Split(i.Done, ","), func(s string) bool { return s == section || s == "" })
	if done {
		list = append(list, section)
	}
	i.Done = strings.Join(list, ",")
}

// Receiving is what a reception begins with.
type Receiving struct {
	Office  string
	Channel string
	At      time.Time
	People  int
	Scene
}

// validate looks at what needs no storage.
func (in Receiving) validate(now time.Time, c *errs.Check) {
	if !slices.Contains(Channels, in.Channel) {
		c.Add("channel", "web.err.choice")
	}
	switch {
	case in.At.IsZero():
		c.Add("received", "casework.err.received")
	case in.At.After(now.Add(5 * time.Minute)):
		c.Add("received", "casework.err.future")
	case in.At.Before(now.AddDate(-1, 0, 0)):
		c.Add("received", "casework.err.received_old")
	}
	if in.People < 1 || in.People > maxPeople {
		c.Add("people", "casework.err.people", "max", maxPeople)
	}
	if slices.ContainsFunc(in.Agencies, func(a string) bool { return !slices.Contains(present, a) }) {
		c.Add("agencies", "web.err.choice")
	}
	if in.Place == "" && in.Unit == "" && in.Where == "" && in.Channel != "hotline" {
		c.Add("where", "casework.err.where")
	}
}

var momentText = regexp.MustCompile(`^(?:(\d{1,2})(?:[:h](\d{2})?))?[ ,]*(?:ngày )?(\S+)?$`)

// parseMoment reads "21:40 9/6/2026", "9/6/2026 21:40", "21h40 9/6/2026"; a day
// alone is its noon. False for anything else.
func parseMoment(text string) (time.Time, bool) {
	text = strings.ToLower(vntext.Clean(text))
	if day, hour, ok := strings.Cut(text, " "); ok && strings.ContainsAny(day, "/-") {
		text = hour + " " + day
	}
	m := momentText.FindStringSubmatch(text)
	if m == nil || m[3] == "" {
		return time.Time{}, false
	}
	d, err := vntext.ParseDate(m[3])
	hour, minute := 12, 0
	if m[1] != "" {
		hour, _ = strconv.Atoi(m[1])
		minute, _ = strconv.Atoi(m[2]) // "21h" has none
	}
	if err != nil || hour > 23 || minute > 59 {
		return time.Time{}, false
	}
	y, mo, dd := d.YMD()
	return time.Date(y, mo, dd, hour, minute, 0, 0, clock.Vietnam).UTC(), true
}

// momentWords is a moment as the form takes it.
func momentWords(t time.Time) string {
	return t.In(clock.Vietnam).Format("15:04 ") + vntext.Date(clock.DateOf(t))
}
