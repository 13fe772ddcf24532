package inspection

import (
	"time"

	"neove/internal/clock"
	"neove/internal/errs"
	"neove/internal/vntext"
)

// Plan says which establishments a unit will check in a period, and with whom.
type Plan struct {
	ID             string     `db:"id" json:"id"`
	Unit           string     `db:"unit" json:"unit"`
	Office         string     `db:"office" json:"office,omitempty"` // agency that recorded it; "" for the authority
	Name           string     `db:"name" json:"name"`
	From           clock.Date `db:"from_on" json:"from"`
	To             clock.Date `db:"to_on" json:"to"` // last day, inclusive
	Lead           string     `db:"lead" json:"lead"`
	Team           Team       `db:"team" json:"team"`
	Directing      string     `db:"directing" json:"directing"`
	Note           string     `db:"note" json:"note"`
	Version        int64      `db:"version" json:"version"`
	CreatedBy      string     `db:"created_by" json:"created_by"`
	CreatedAt      time.Time  `db:"created_at" json:"created_at"`
	ChangedAt      time.Time  `db:"changed_at" json:"changed_at"`
	Withdrawn      bool       `db:"withdrawn" json:"withdrawn"`
	Establishments []string   `json:"establishments"` // to be checked
}

// planned is a row of a plan: what is to be checked, and its score then.
type planned struct {
	Plan          string `db:"plan"`
	Establishment string `db:"establishment"`
	Score         int64  `db:"score"`
}

// maxPlanned bounds a plan: a team checks a few places a day.
const maxPlanned = 300

func (p *Plan) clean() {
	for _, s := range []*string{&p.Name, &p.Lead, &p.Directing, &p.Note} {
		*s = vntext.Clean(*s)
	}
}

func (p Plan) validate(c *errs.Check) {
	if p.Name == "" {
		c.Add("name", "web.err.required")
	}
	for _, f := range []struct {
		name, value string
		limit       int
	}{{"name", p.Name, maxName}, {"lead", p.Lead, maxName}, {"directing", p.Directing, maxNote}, {"note", p.Note, maxNote}} {
		text(c, 0, f.name, f.value, f.limit)
	}
	switch {
	case p.From == 0:
		c.Add("from", "web.err.required")
	case p.To == 0:
		c.Add("to", "web.err.required")
	case p.To < p.From, p.To-p.From > 400:
		c.Add("to", "inspection.err.period")
	}
	checkTeam(c, p.Team)
	switch {
	case len(p.Establishments) == 0:
		c.Add("establishments", "inspection.err.none_chosen")
	case len(p.Establishments) > maxPlanned:
		c.Add("establishments", "inspection.err.rows", "max", maxPlanned)
	}
}
