package indicator

import (
	"context"
	"time"

	"neove/access"
	"neove/internal/clock"
	"neove/internal/db"
	"neove/internal/errs"
	"neove/internal/vntext"
)

// Target is what a unit is to reach in a time, by a document.
type Target struct {
	ID        string     `db:"id"`
	Indicator string     `db:"indicator"`
	Unit      string     `db:"unit"`
	From      clock.Date `db:"from_on"`
	To        clock.Date `db:"to_on"` // exclusive
	Value     int64      `db:"value"`
	Source    string     `db:"source"`
	By        string     `db:"set_by"`
	At        time.Time  `db:"set_at"`
}

// SetTarget replaces the target of a unit for the same time.
// Errors: Forbidden, Invalid (value, dates, no source), NotFound indicator.
func (s *Service) SetTarget(ctx context.Context, by access.Actor, in Target) error {
	if err := by.NeedAt("indicator.target.set", in.Unit); err != nil {
		return err
	}
	in.Source = vntext.Clean(in.Source)
	var c errs.Check
	if in.Value < 1 || in.Value > 1e12 {
		c.Add("value", "indicator.err.target")
	}
	if in.To <= in.From {
		c.Add("to", "indicator.err.window")
	}
	if in.Source == "" {
		c.Add("source", "indicator.err.source")
	}
	if err := c.Err(); err != nil {
		return err
	}
	return s.DB.Write(ctx, by, "indicator.target.set", func(tx *db.Tx) error {
		if _, err := pick(tx, []string{in.Indicator}); err != nil {
			return err
		}
		if _, err := tx.Exec("DELETE FROM indicator_targets WHERE indicator=? AND unit=? AND from_on=? AND to_on=?",
			in.Indicator, in.Unit, in.From, in.To); err != nil {
			return err
		}
		in.ID, in.By, in.At = tx.ID(), by.ActorName(), tx.Now
		tx.Event(db.Event{Subject: "indicator.target", ID: in.ID, Unit: in.Unit,
			Detail: map[string]any{"indicator": in.Indicator, "value": in.Value, "from": in.From, "to": in.To, "source": in.Source}})
		return tx.Insert("indicator_targets", in)
	})
}

// Targets lists the targets of a unit whose time meets the window.
func Targets(tx *db.Tx, unit string, from, to clock.Date) ([]Target, error) {
	return db.Select[Target](tx, `SELECT id,indicator,unit,from_on,to_on,value,source,set_by,set_at FROM indicator_targets
		WHERE unit=? AND from_on<? AND to_on>? ORDER BY from_on, to_on`, unit, to, from)
}
