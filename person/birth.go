package person

import (
	"time"

	"neove/internal/clock"
	"neove/internal/errs"
)

// Birth is when somebody was born, as exactly as it is known.
type Birth struct {
	Kind   string     `json:"kind"`
	Date   clock.Date `json:"date"` // of Exact; of AgeAt the day on which the age was told
	Year   int        `json:"year,omitempty"`
	Spread int        `json:"spread,omitempty"` // About: years more or less
	Age    int        `json:"age,omitempty"`
	How    string     `json:"how,omitempty"` // one of Hows
}

// Kinds of Birth.
const (
	Exact  = "date"
	InYear = "year"
	About  = "about"
	AgeAt  = "age"
)

// BirthKinds lists them; Hows say how a birth is known.
var (
	BirthKinds = []string{Exact, InYear, About, AgeAt}
	Hows       = []string{"paper", "told", "guessed"}
)

// Range is the first and the last day on which the person can have been born.
func (b Birth) Range() (from, to clock.Date) {
	switch b.Kind {
	case Exact:
		return b.Date, b.Date
	case AgeAt:
		return b.Date.AddMonths(-12*(b.Age+1)) + 1, b.Date.AddMonths(-12 * b.Age)
	}
	return clock.On(b.Year-b.Spread, time.January, 1), clock.On(b.Year+b.Spread, time.December, 31)
}

// years are the full years from one day to another.
func years(from, to clock.Date) int {
	y1, m1, d1 := from.YMD()
	y2, m2, d2 := to.YMD()
	n := y2 - y1
	if m2 < m1 || m2 == m1 && d2 < d1 {
		n--
	}
	return max(n, 0)
}

// Age is the youngest and the oldest the person can be on a day.
func (p Profile) Age(on clock.Date) (lo, hi int, known bool) {
	if !p.Birth.Known() {
		return 0, 0, false
	}
	from, to := p.Birth.Value.Range()
	return years(to, on), years(from, on), true
}

// Answer is yes, no, or not known.
type Answer string

// The answers.
const (
	Yes    Answer = "yes"
	No     Answer = "no"
	Unsure Answer = "unknown"
)

// Minor says whether the person is under 18 on a day.
func (p Profile) Minor(on clock.Date) Answer {
	lo, hi, known := p.Age(on)
	switch {
	case !known:
		return Unsure
	case hi < 18:
		return Yes
	case lo >= 18:
		return No
	}
	return Unsure
}

// Child says whether the procedure for persons under 18 applies: whoever may be
// under 18 is treated so.
func (p Profile) Child(on clock.Date) bool { return p.Minor(on) != No }

func (b *Birth) validate(c *errs.Check, today clock.Date) {
	switch b.Kind {
	case Exact:
		if b.Date > today || b.Date.Year() < 1900 {
			c.Add("birth_date", "person.err.birth_date")
		}
		b.Year, b.Spread, b.Age = 0, 0, 0
	case InYear, About:
		if b.Year < 1900 || b.Year > today.Year() {
			c.Add("birth_year", "person.err.birth_year", "year", today.Year())
		}
		if b.Kind == About && (b.Spread < 1 || b.Spread > 20) {
			c.Add("birth_spread", "person.err.birth_spread")
		}
		if b.Kind == InYear {
			b.Spread = 0
		}
		b.Date, b.Age = 0, 0
	case AgeAt:
		if b.Age < 0 || b.Age > 120 {
			c.Add("birth_age", "person.err.birth_age")
		}
		if b.Date > today || b.Date.Year() < 1900 {
			c.Add("birth_date", "person.err.birth_date")
		}
		b.Year, b.Spread = 0, 0
	default:
		c.Add("birth_kind", "web.err.choice")
	}
	if !one(b.How, Hows, true) {
		c.Add("birth_how", "web.err.choice")
	}
}
