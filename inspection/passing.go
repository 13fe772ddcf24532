package inspection

import (
	"time"

	"neove/internal/clock"
	"neove/internal/errs"
	"neove/internal/vntext"
)

// States of a passed file.
const (
	Sent     = "sent"
	Received = "received"
)

// Passing is a file of a check that was handed to the police. The sender fills
// in the first half, the receiving side the second.
type Passing struct {
	ID         string     `db:"id" json:"id"`
	Check      string     `db:"check_id" json:"check"`
	ToUnit     string     `db:"to_unit" json:"to_unit"` // whose police it goes to
	Office     string     `db:"office" json:"office"`
	On         clock.Date `db:"passed_on" json:"on"`
	Number     string     `db:"number" json:"number"` // of the receipt or the covering letter
	Name       string     `db:"name" json:"name"`     // who took it over there
	State      string     `db:"state" json:"state"`
	PassedBy   string     `db:"passed_by" json:"passed_by"`
	ReceivedBy string     `db:"received_by" json:"received_by"`
	ReceivedAt time.Time  `db:"received_at" json:"received_at,omitzero"`
	Receipt    string     `db:"receipt" json:"receipt"` // number in the receiver's book
	Version    int64      `db:"version" json:"version"`
	CreatedAt  time.Time  `db:"created_at" json:"created_at"`
}

func (p *Passing) clean() {
	for _, s := range []*string{&p.Office, &p.Number, &p.Name} {
		*s = vntext.Clean(*s)
	}
}

func (p Passing) validate(c *errs.Check, checked, today clock.Date) {
	if p.Office == "" {
		c.Add("office", "web.err.required")
	}
	text(c, 0, "office", p.Office, maxName)
	text(c, 0, "number", p.Number, maxName)
	text(c, 0, "name", p.Name, maxName)
	if p.On < checked || p.On > today {
		c.Add("passed_on", "inspection.err.passed_day")
	}
}
