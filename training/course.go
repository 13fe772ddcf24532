package training

import (
	"slices"
	"strings"
	"time"

	"neove/internal/clock"
	"neove/internal/errs"
	"neove/internal/vntext"
	"neove/measure"
)

// State of a cluster or a course.
type State string

// The states; only clusters are removed.
const (
	Planned   State = "planned"
	Held      State = "held"
	Cancelled State = "cancelled"
	Removed   State = "removed" // entered by mistake
)

// States that a list can be filtered by.
var States = []string{string(Planned), string(Held), string(Cancelled)}

// Course is what officials are taught in one programme year.
type Course struct {
	ID         string    `db:"id" json:"id"`
	Unit       string    `db:"unit" json:"unit"`               // organiser
	Office     string    `db:"office" json:"office,omitempty"` // agency that recorded it; "" for the authority
	Year       int64     `db:"year" json:"year"`
	Subject    string    `db:"subject" json:"subject"`
	SubjectKey string    `db:"subject_key" json:"-"`
	Topics     string    `db:"topics" json:"topics"`     // codes joined by commas
	Trainers   string    `db:"trainers" json:"trainers"` // one per line
	Directing  string    `db:"directing" json:"directing"`
	Amount     *int64    `db:"amount" json:"amount"` // đồng
	Language   string    `db:"language" json:"language"`
	Note       string    `db:"note" json:"note"`
	State      State     `db:"state" json:"state"`
	Version    int64     `db:"version" json:"version"`
	CreatedBy  string    `db:"created_by" json:"created_by"`
	CreatedAt  time.Time `db:"created_at" json:"created_at"`
	ChangedAt  time.Time `db:"changed_at" json:"changed_at"`
	Withdrawn  bool      `db:"withdrawn" json:"withdrawn"`
}

// Record is a course with its clusters, in order.
type Record struct {
	Course
	Clusters []Cluster `db:"-" json:"clusters"`
	Line     int       `db:"-" json:"-"` // where it stands in a sheet; 0 in a form
}

// Limits of what a course may hold.
const (
	maxText     = 500
	maxLines    = 2000
	maxPeople   = 100_000
	maxSessions = 100
	maxDays     = 60
	maxMoney    = 1_000_000_000_000
	maxClusters = 100
)

// clean brings the texts into their stored form. The programme year is that of
// the first cluster unless it was given.
func (r *Record) clean() {
	for _, s := range []*string{&r.Subject, &r.Directing, &r.Language} {
		*s = vntext.Clean(*s)
	}
	r.SubjectKey = vntext.Fold(r.Subject)
	for i := range r.Clusters {
		r.Clusters[i].clean()
	}
	if r.Year == 0 && len(r.Clusters) > 0 {
		r.Year = int64(r.Clusters[0].From.Year())
	}
}

// validate notes what is wrong with the course itself.
func (c Course) validate(e *errs.Check, line int, list Terms) {
	if c.Subject == "" {
		e.AddAt(line, "subject", "web.err.required")
	}
	if c.Year < 2000 || c.Year > 2100 {
		e.AddAt(line, "year", "training.err.year")
	}
	if c.Amount != nil && (*c.Amount < 0 || *c.Amount > maxMoney) {
		e.AddAt(line, "amount", "training.err.amount")
	}
	for code := range strings.SplitSeq(c.Topics, ",") {
		if _, ok := list.find(Topic, code); code != "" && !ok {
			e.AddAt(line, "topics", "web.err.choice")
		}
	}
	for _, f := range []struct {
		name, value string
		max         int
	}{{"subject", c.Subject, maxText}, {"directing", c.Directing, maxText}, {"language", c.Language, 40}, {"trainers", c.Trainers, maxLines}, {"note", c.Note, maxLines}} {
		if len([]rune(f.value)) > f.max {
			e.AddAt(line, f.name, "web.err.long", "max", f.max)
		}
	}
}

// settle brings the states into line with the day: see the package comment.
func (r *Record) settle(today clock.Date) {
	r.State = Cancelled
	for i := range r.Clusters {
		c := &r.Clusters[i]
		c.settle(today)
		switch {
		case c.State == Planned:
			r.State = Planned
		case c.State == Held && r.State == Cancelled:
			r.State = Held
		}
	}
}

// last is the last day of the clusters held; 0 when none was.
func (r Record) last() clock.Date {
	var day clock.Date
	for _, c := range r.Clusters {
		if c.State == Held {
			day = max(day, c.To)
		}
	}
	return day
}

// facts are what the course lets indicators count.
func (r Record) facts() []measure.Fact {
	day := r.last()
	if r.Withdrawn || day == 0 {
		return nil
	}
	var out []measure.Fact
	if r.State == Held {
		out = append(out, measure.Fact{Unit: r.Unit, Day: day, Measure: "training.course.count", Value: 1})
	}
	if r.Amount != nil {
		out = append(out, measure.Fact{Unit: r.Unit, Day: day, Measure: "training.course.amount", Value: *r.Amount})
	}
	return out
}

// entries are the facts of the course and of each of its clusters.
func (r Record) entries() []measure.Entry {
	out := []measure.Entry{}
	for _, c := range r.Clusters {
		e := measure.Entry{ID: c.ID}
		if !r.Withdrawn {
			e.Facts = c.facts(r.Unit)
		}
		out = append(out, e)
	}
	return out
}

// allFacts are those of the course and of its clusters.
func (r Record) allFacts() []measure.Fact {
	out := r.facts()
	for _, e := range r.entries() {
		out = append(out, e.Facts...)
	}
	return out
}

// cluster finds a cluster of the course.
func (r *Record) cluster(id string) *Cluster {
	for i := range r.Clusters {
		if r.Clusters[i].ID == id {
			return &r.Clusters[i]
		}
	}
	return nil
}

// shown are the clusters that were not removed.
func (r Record) shown() []Cluster {
	return slices.DeleteFunc(slices.Clone(r.Clusters), func(c Cluster) bool { return c.State == Removed })
}
