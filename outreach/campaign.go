package outreach

import (
	"context"
	"strings"

	"neove/access"
	"neove/internal/clock"
	"neove/internal/db"
	"neove/internal/errs"
	"neove/internal/vntext"
)

// Campaign is a peak of communication, such as that for 30/7, with its slogans.
type Campaign struct {
	ID        string     `db:"id" json:"id"`
	Unit      string     `db:"unit" json:"unit"`
	Name      string     `db:"name" json:"name"`
	Theme     string     `db:"theme" json:"theme"`
	Slogans   string     `db:"slogans" json:"slogans"` // one a line
	From      clock.Date `db:"from_on" json:"from"`
	To        clock.Date `db:"to_on" json:"to"` // last day, inclusive
	Directing string     `db:"directing" json:"directing"`
}

// Plan stores a campaign. Errors: Forbidden, Invalid (name, dates).
func (s *Service) Plan(ctx context.Context, by access.Actor, in Campaign) (Campaign, error) {
	if err := by.NeedAt(mayRecord, in.Unit); err != nil {
		return in, err
	}
	in.Name, in.Theme, in.Directing = vntext.Clean(in.Name), vntext.Clean(in.Theme), vntext.Clean(in.Directing)
	var lines []string
	for l := range strings.Lines(in.Slogans) {
		if l = vntext.Clean(l); l != "" {
			lines = append(lines, l)
		}
	}
	in.Slogans = strings.Join(lines, "\n")
	var c errs.Check
	if in.Name == "" || len([]rune(in.Name)) > maxText {
		c.Add("name", "outreach.err.name")
	}
	if in.From == 0 || in.To < in.From {
		c.Add("to", "outreach.err.range")
	}
	if err := c.Err(); err != nil {
		return in, err
	}
	err := s.db.Write(ctx, by, "outreach.campaign.plan", func(tx *db.Tx) error {
		in.ID = tx.ID()
		tx.Event(db.Event{Subject: "outreach.campaign", ID: in.ID, Unit: in.Unit, Detail: map[string]any{"name": in.Name}})
		return tx.Insert("outreach_campaigns", in)
	})
	return in, err
}

// Campaigns lists the campaigns that a unit may name: its own and those of the
// units above it, newest first.
func (s *Service) Campaigns(ctx context.Context, unit string) ([]Campaign, error) {
	var out []Campaign
	err := s.db.View(ctx, func(tx *db.Tx) error {
		t, err := s.org.TreeIn(tx)
		if err != nil {
			return err
		}
		all, err := db.Select[Campaign](tx, "SELECT id,unit,name,theme,slogans,from_on,to_on,directing FROM outreach_campaigns ORDER BY from_on DESC, id")
		for _, c := range all {
			if t.Covers(c.Unit, unit) {
				out = append(out, c)
			}
		}
		return err
	})
	return out, err
}
