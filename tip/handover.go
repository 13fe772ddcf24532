package tip

import (
	"time"

	"neove/internal/clock"
	"neove/measure"
)

// Reasons to hand a tip over, as codes: free words belong into the sealed note.
var Reasons = []string{"competence", "danger", "border", "place", "other"}

// Mistakes are the reasons to withdraw a tip.
var Mistakes = []string{"twice", "wrong", "test"}

// How a hand-over ended.
const (
	endReturned = "returned"
	endPassed   = "passed_on"
	endClosed   = "closed"
)

// Handover is one step of a tip from an office to another.
type Handover struct {
	ID       string    `db:"id" json:"id"`
	Tip      string    `db:"tip" json:"tip"`
	N        int64     `db:"n" json:"n"`
	From     string    `db:"from_office" json:"from"`
	To       string    `db:"to_office" json:"to"`
	Reason   string    `db:"reason" json:"reason"`
	Urgency  Urgency   `db:"urgency" json:"urgency"`
	At       time.Time `db:"at" json:"at"`
	By       string    `db:"by_name" json:"by"`
	DueAt    time.Time `db:"due_at" json:"due_at"`
	OpenedAt time.Time `db:"opened_at" json:"opened_at,omitzero"`
	OpenedBy string    `db:"opened_by" json:"opened_by"`
	AckAt    time.Time `db:"acknowledged_at" json:"acknowledged_at,omitzero"`
	AckBy    string    `db:"acknowledged_by" json:"acknowledged_by"`
	EndedAt  time.Time `db:"ended_at" json:"ended_at,omitzero"`
	End      string    `db:"ended" json:"ended"`
	Note     []byte    `db:"note" json:"-"`   // sealed: from sender to receiver
	Answer   []byte    `db:"answer" json:"-"` // sealed: why it came back
}

// facts count a tip once for each office that passes it on.
func (h Handover) facts(unit string, waited time.Duration) []measure.Fact {
	day := clock.DateOf(h.At)
	return []measure.Fact{{Unit: unit, Day: day, Measure: "tip.passed_on.count", Value: 1},
		{Unit: unit, Day: day, Measure: "tip.handover.minutes", Value: int64(max(waited, 0) / time.Minute)}}
}

// outcomeFacts count an outcome at the unit that found it out.
func outcomeFacts(unit string, day clock.Date, outcome string) []measure.Fact {
	return []measure.Fact{{Unit: unit, Day: day, Measure: "tip.outcome.count", Value: 1},
		{Unit: unit, Day: day, Measure: "tip.outcome." + outcome, Value: 1}}
}
