package training

import (
	"strings"

	"neove/internal/clock"
	"neove/internal/errs"
	"neove/internal/vntext"
	"neove/measure"
)

// Cluster is one holding of a course: some people, at a place, on its days.
type Cluster struct {
	ID       string     `db:"id" json:"id"`
	Course   string     `db:"course" json:"course"`
	Position int64      `db:"position" json:"position"`
	From     clock.Date `db:"from_on" json:"from"`
	To       clock.Date `db:"to_on" json:"to"` // last day, inclusive
	Place    string     `db:"place" json:"place"`
	Host     string     `db:"host" json:"host"`   // who lends the room and looks after people
	Areas    string     `db:"areas" json:"areas"` // units that send people, joined by commas
	Expected *int64     `db:"expected" json:"expected"`
	Sessions int64      `db:"sessions" json:"sessions"`   // that attendance is counted in
	Before   *int64     `db:"score_before" json:"before"` // mean of a test as typed, tenths of a point
	After    *int64     `db:"score_after" json:"after"`
	People   int64      `db:"people" json:"people"`
	Women    *int64     `db:"women" json:"women"`
	Named    int64      `db:"named" json:"named"` // names on the list, also of those who did not come
	State    State      `db:"state" json:"state"`
	Reason   string     `db:"reason" json:"reason"` // why it was cancelled
	Source   string     `db:"source" json:"-"`      // key of the imported rows; "" when typed
	Version  int64      `db:"version" json:"version"`

	Typed  []Headcount `db:"-" json:"-"`
	Listed []Headcount `db:"-" json:"-"` // what the names add up to
	Line   int         `db:"-" json:"-"` // where it stands in a grid or sheet; 0 in a form
}

// Headcount is how many people of a level and group took part.
type Headcount struct {
	Level  string `db:"level" json:"level"`
	Group  string `db:"grp" json:"group"`
	People int64  `db:"people" json:"people"`
	Women  *int64 `db:"women" json:"women"`
	Line   int    `db:"-" json:"-"`
}

// Counts are the rows that count: names win over what was typed.
func (c Cluster) Counts() []Headcount {
	if c.Named > 0 {
		return c.Listed
	}
	return c.Typed
}

func (c *Cluster) clean() {
	for _, s := range []*string{&c.Place, &c.Host, &c.Reason} {
		*s = vntext.Clean(*s)
	}
	if c.To == 0 {
		c.To = c.From
	}
	if c.Sessions == 0 {
		c.Sessions = max(1, int64(c.To-c.From)+1)
	}
	c.People, c.Women = sum(c.Counts())
}

// sum adds rows up; women is nil when no row tells.
func sum(rows []Headcount) (people int64, women *int64) {
	for _, r := range rows {
		people += r.People
		if r.Women != nil {
			if women == nil {
				women = new(int64)
			}
			*women += *r.Women
		}
	}
	return people, women
}

// Differs reports that the typed count is not that of the names, which somebody
// should look at.
func (c Cluster) Differs() bool {
	typed, _ := sum(c.Typed)
	return c.State == Held && c.Named > 0 && len(c.Typed) > 0 && typed != c.People
}

// Late reports a cluster whose days are over and that nobody says took place.
func (c Cluster) Late(today clock.Date) bool { return c.State == Planned && c.To < today }

// settle makes a cluster held once it is over and somebody took part.
func (c *Cluster) settle(today clock.Date) {
	switch {
	case c.State == Cancelled, c.State == Removed:
	case c.To <= today && c.People > 0:
		c.State = Held
	default:
		c.State = Planned
	}
}

// validate notes what is wrong; lines are those of the form, grid or sheet.
func (c Cluster) validate(e *errs.Check, today clock.Date, list Terms) {
	switch {
	case c.From == 0:
		e.AddAt(c.Line, "from", "web.err.required")
	case c.To < c.From:
		e.AddAt(c.Line, "to", "training.err.range")
	case c.To-c.From > maxDays:
		e.AddAt(c.Line, "to", "training.err.range_long", "max", maxDays)
	case len(c.Typed) > 0 && c.To > today:
		e.AddAt(c.Line, "to", "training.err.not_over", "today", vntext.Date(today))
	}
	if c.Sessions < 1 || c.Sessions > maxSessions {
		e.AddAt(c.Line, "sessions", "training.err.sessions", "max", maxSessions)
	}
	if c.Expected != nil && (*c.Expected < 0 || *c.Expected > maxPeople) {
		e.AddAt(c.Line, "expected", "training.err.people")
	}
	for name, v := range map[string]*int64{"before": c.Before, "after": c.After} {
		if v != nil && (*v < 0 || *v > maxScore) {
			e.AddAt(c.Line, name, "training.err.score")
		}
	}
	for _, f := range []struct{ name, value string }{{"place", c.Place}, {"host", c.Host}, {"reason", c.Reason}} {
		if len([]rune(f.value)) > maxText {
			e.AddAt(c.Line, f.name, "web.err.long", "max", maxText)
		}
	}
	validateCounts(e, c.Typed, list)
}

func validateCounts(e *errs.Check, rows []Headcount, list Terms) {
	seen := map[string]bool{}
	for _, r := range rows {
		if _, ok := list.find(Group, r.Group); !ok {
			e.AddAt(r.Line, "group", "training.err.group")
		}
		if !known(Levels, r.Level) {
			e.AddAt(r.Line, "level", "training.err.level")
		}
		switch {
		case r.People < 1 || r.People > maxPeople:
			e.AddAt(r.Line, "people", "training.err.people")
		case r.Women != nil && (*r.Women < 0 || *r.Women > r.People):
			e.AddAt(r.Line, "women", "training.err.women", "women", *r.Women, "people", r.People)
		}
		if key := r.Level + "|" + r.Group; seen[key] {
			e.AddAt(r.Line, "group", "training.err.twice")
		} else {
			seen[key] = true
		}
	}
}

func known(list []string, v string) bool {
	for _, s := range list {
		if s == v {
			return true
		}
	}
	return false
}

// facts are what a cluster lets indicators count, at the organiser and on its
// last day.
func (c Cluster) facts(unit string) []measure.Fact {
	if c.State != Held {
		return nil
	}
	fact := func(code string, n int64) measure.Fact {
		return measure.Fact{Unit: unit, Day: c.To, Measure: code, Value: n}
	}
	out := []measure.Fact{fact("training.cluster.count", 1), fact("training.participant.people", c.People)}
	if c.Women != nil {
		out = append(out, fact("training.participant.women", *c.Women))
	}
	for _, level := range Levels {
		var n int64
		for _, r := range c.Counts() {
			if r.Level == level {
				n += r.People
			}
		}
		if n > 0 {
			out = append(out, fact("training.participant."+level, n))
		}
	}
	return out
}

// AreaList are the units that send people.
func (c Cluster) AreaList() []string {
	return strings.FieldsFunc(c.Areas, func(r rune) bool { return r == ',' })
}
