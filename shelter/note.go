package shelter

import (
	"slices"
	"time"
	"unicode/utf8"

	"neove/internal/clock"
	"neove/internal/errs"
	"neove/measure"
)

// Kinds of notes of a facility.
const (
	Incident = "incident"
	Visit    = "visit"
	Review   = "review"
)

// NoteKinds lists them; Types are the choices of each.
var (
	NoteKinds = []string{Incident, Visit, Review}
	Types     = map[string][]string{
		Incident: {"health", "self_harm", "conflict", "threat", "intruder", "missing", "damage", "other_incident"},
		Visit:    {"relative", "police_visit", "legal", "doctor", "psychologist", "interpreter", "case_worker", "inspection_visit", "other_visit"},
		Review:   {"plan", "safety", "limit_review"},
	}
)

// States of a note: what was done, what is planned, what did not take place.
const (
	Planned   = "planned"
	Done      = "done"
	Cancelled = "cancelled"
)

// Note is an incident, a visit or a review.
type Note struct {
	ID        string     `db:"id" json:"id"`
	Facility  string     `db:"facility" json:"facility"`
	Stay      string     `db:"stay" json:"stay"` // "" for the whole facility
	Subject   string     `db:"subject" json:"-"`
	Kind      string     `db:"kind" json:"kind"`
	Type      string     `db:"type" json:"type"`
	On        clock.Date `db:"on_day" json:"on"`
	Hour      string     `db:"hour" json:"hour"`
	State     string     `db:"state" json:"state"`
	Text      []byte     `db:"text" json:"-"` // sealed
	Version   int64      `db:"version" json:"version"`
	CreatedBy string     `db:"created_by" json:"created_by"`
	CreatedAt time.Time  `db:"created_at" json:"created_at"`
	ChangedAt time.Time  `db:"changed_at" json:"changed_at"`
}

// NoteInput is a note as the office enters it.
type NoteInput struct {
	Facility string // of a note without a stay
	Stay     string
	Kind     string
	Type     string
	On       clock.Date
	Hour     string
	Text     string      // sealed
	Next     *clock.Date // of a review of a stay: when to look again
}

// ahead is how far a visit may be planned.
const ahead = 366

func (in *NoteInput) clean(today clock.Date) {
	if in.On == 0 {
		in.On = today
	}
	in.Hour = cleanHour(in.Hour)
}

func (in *NoteInput) validate(c *errs.Check, today clock.Date) {
	choose(c, "kind", in.Kind, NoteKinds)
	if slices.Contains(NoteKinds, in.Kind) {
		choose(c, "type", in.Type, Types[in.Kind])
	}
	if in.Kind != Visit {
		past(c, "on", in.On, today)
	} else if in.On < today-oldest || in.On > today+ahead {
		c.Add("on", "web.err.choice")
	}
	if in.Hour != "" && !hourText.MatchString(in.Hour) {
		c.Add("hour", "shelter.err.hour")
	}
	if in.Text == "" && in.Kind == Incident {
		c.Add("text", "shelter.err.text")
	}
	if utf8.RuneCountInString(in.Text) > maxText {
		c.Add("text", "web.err.long", "max", maxText)
	}
	if in.Next != nil && *in.Next <= in.On {
		c.Add("next", "shelter.err.next")
	}
}

// state is what a new note is: a visit of a day to come is planned.
func (in NoteInput) state(today clock.Date) string {
	if in.Kind == Visit && in.On >= today {
		return Planned
	}
	return Done
}

// facts are what a note counts, without leading to it.
func (n Note) facts(unit string) []measure.Fact {
	code := map[string]string{Incident: "shelter.incident.count", Visit: "shelter.visit.count"}[n.Kind]
	if code == "" || n.State != Done {
		return nil
	}
	return []measure.Fact{{Unit: unit, Day: n.On, Measure: code, Value: 1}}
}
