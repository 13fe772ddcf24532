package inspection

import (
	"strings"

	"neove/internal/clock"
)

// Standing is what is known of an establishment before a plan is made.
type Standing struct {
	Type       string
	Risks      string     // codes joined by commas
	Last       clock.Date // of the last check; 0 for never
	Violations int64      // found within the months that the configuration looks back
	Open       int64      // follow-ups that are not done
}

// Reason is one part of a score: points for a type or a risk factor (Kind and
// Code name the term), or for Count times a score term.
type Reason struct {
	Kind   string `json:"kind"`
	Code   string `json:"code"`
	Count  int64  `json:"count,omitempty"`
	Points int64  `json:"points"`
}

// Score says how much an establishment asks for a check on a day, and why. The
// points are configuration: no law prescribes them.
func (v Vocabulary) Score(s Standing, day clock.Date) (total int64, why []Reason) {
	add := func(kind, code string, count, points int64) {
		if points != 0 {
			why = append(why, Reason{kind, code, count, points})
			total += points
		}
	}
	add(typeTerm, s.Type, 0, v.points(typeTerm, s.Type, day))
	for code := range strings.SplitSeq(s.Risks, ",") {
		add(riskTerm, code, 0, v.points(riskTerm, code, day))
	}
	each := func(code string, count int64) { add(scoreTerm, code, count, count*v.points(scoreTerm, code, day)) }
	if s.Last == 0 {
		add(scoreTerm, "never", 0, v.points(scoreTerm, "never", day))
	} else {
		each("month", min(months(s.Last, day), v.points(scoreTerm, "month_max", day)))
	}
	each("violation", s.Violations)
	each("follow_up", s.Open)
	return total, why
}

// months counts the full months from one day to another; 0 when it is not over.
func months(from, to clock.Date) int64 {
	fy, fm, fd := from.YMD()
	ty, tm, td := to.YMD()
	n := int64(ty-fy)*12 + int64(tm) - int64(fm)
	if td < fd {
		n--
	}
	return max(n, 0)
}
