package casework

import (
	"context"
	"slices"

	"neove/access"
	"neove/internal/db"
	"neove/internal/errs"
)

// moved is the kind of record that a move of stage leaves; nobody types it.
const moved = "move"

// Move takes a case to another stage. Missing conditions, skipped stages and
// going back want a reason. To close and to reopen are records of their own.
// Errors: NotFound, Forbidden for an office that does not lead, Invalid.
func (s *Service) Move(ctx context.Context, by access.Actor, key string, version int64, to Stage, reason string) error {
	return s.write(ctx, by, "casework.case.move", key, version, func(d desk, c *Case, seat Seat) error {
		if seat.Office != c.Office {
			return errs.New(errs.Forbidden, "casework.err.lead")
		}
		st, err := d.standing(*c, seat)
		if err != nil {
			return err
		}
		var bad errs.Check
		list := conditions(st, to)
		switch {
		case !slices.Contains(Stages, to) || to == c.Stage:
			bad.Add("to", "web.err.choice")
		case to == Closed || c.Stage == Closed:
			bad.Add("to", "casework.err.closing")
		case reason == "" && needsReason(c.Stage, to, list):
			bad.Add("reason", "casework.err.move_reason")
		}
		if err := bad.Err(); err != nil {
			return err
		}
		v := Values{"from": {string(c.Stage)}, "to": {string(to)}}
		v.Set("reason", reason)
		for _, cond := range list {
			if !cond.Met {
				v["missing"] = append(v["missing"], cond.Code)
			}
		}
		r := Record{ID: d.tx.ID(), Case: c.ID, Kind: moved, Compartment: InCore, State: Current, N: 1, On: d.tx.Today(), Office: seat.Office, ByID: by.ID, By: by.Name, At: d.tx.Now}
		r.Root = r.ID
		if r.Box, err = s.keys.SealJSON(d.tx, recordsOf("box", InCore).Ref(r.ID, c.ID), v); err != nil {
			return err
		}
		if err := d.tx.Insert("casework_records", r); err != nil {
			return err
		}
		from := c.Stage
		c.Stage = to
		return d.store(c, "casework.case.move", seat, map[string]any{"stage": []Stage{from, to}})
	})
}

// standing is the case as the conditions of stages look at it.
func (d desk) standing(c Case, seat Seat) (standing, error) {
	at, err := d.moment(c, seat)
	if err != nil {
		return standing{}, err
	}
	st := standing{moment: at}
	if st.Running, err = db.Select[string](d.tx, "SELECT code FROM casework_clocks WHERE case_id=? AND met_at='' AND stopped=? ORDER BY code", c.ID, false); err != nil {
		return st, err
	}
	n, err := db.Get[int64](d.tx, "SELECT COUNT(*) FROM casework_consents WHERE case_id=? AND state=?", c.ID, Given)
	st.Consents = int(n)
	if err != nil {
		return st, err
	}
	list, err := d.s.handoff.Of(d.tx, subject, c.ID)
	for _, r := range list {
		if r.State.Open() {
			st.Open++
		}
	}
	return st, err
}
