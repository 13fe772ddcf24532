package inspection

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"strings"

	"neove/access"
	"neove/audit"
	"neove/internal/clock"
	"neove/internal/db"
	"neove/internal/errs"
	"neove/org"
)

// Proposal is an establishment that asks for a check, and why.
type Proposal struct {
	Establishment
	Last  clock.Date `json:"last,omitzero"` // day of the last check
	Score int64      `json:"score"`
	Why   []Reason   `json:"why"`
}

// Propose lists the open establishments under root by their score on a day,
// highest first; typ "" is every type.
func (s *Service) Propose(ctx context.Context, by access.Actor, root, typ string, day clock.Date) ([]Proposal, error) {
	var out []Proposal
	err := s.db.View(ctx, func(tx *db.Tx) (err error) {
		units, _, err := s.area(tx, by, readEstablishment, root)
		if err != nil {
			return err
		}
		out, err = propose(tx, Filter{Units: units, Type: typ, State: Open, Limit: 50_000}, day)
		return err
	})
	return out, err
}

func propose(tx *db.Tx, f Filter, day clock.Date) ([]Proposal, error) {
	list, _, err := establishments(tx, f)
	if err != nil {
		return nil, err
	}
	v, err := vocabulary(tx)
	if err != nil {
		return nil, err
	}
	since := day.AddMonths(-int(v.points(scoreTerm, "violation_months", day)))
	known, err := histories(tx, f.Units, since)
	if err != nil {
		return nil, err
	}
	out := make([]Proposal, len(list))
	for i, e := range list {
		h := known[e.ID]
		out[i] = Proposal{Establishment: e, Last: h.Last}
		out[i].Score, out[i].Why = v.Score(Standing{e.Type, e.Risks, h.Last, h.Violations, h.Open}, day)
	}
	slices.SortStableFunc(out, func(a, b Proposal) int {
		return cmp.Or(cmp.Compare(b.Score, a.Score), strings.Compare(a.NameKey, b.NameKey), strings.Compare(a.ID, b.ID))
	})
	return out, nil
}

// RecordPlan stores a plan of checks. Errors: Invalid, Forbidden.
func (s *Service) RecordPlan(ctx context.Context, by access.Actor, in Plan) (Plan, error) {
	err := s.db.Write(ctx, by, "inspection.plan.record", func(tx *db.Tx) error {
		if err := by.NeedAt(recordPlan, in.Unit); err != nil {
			return err
		}
		t, err := s.org.TreeIn(tx)
		if err != nil {
			return err
		}
		in.clean()
		in.Office = t.Recorder(by, recordPlan, in.Unit)
		in.ID, in.Version, in.Withdrawn, in.CreatedBy, in.CreatedAt, in.ChangedAt = tx.ID(), 1, false, by.ActorName(), tx.Now, tx.Now
		tx.Event(db.Event{Subject: planKind, ID: in.ID, Unit: in.Unit, Detail: map[string]any{"name": in.Name, "establishments": len(in.Establishments)}})
		return s.storePlan(tx, in)
	})
	return in, err
}

// AmendPlan replaces a plan by a corrected version. Errors: Invalid, NotFound,
// Conflict.
func (s *Service) AmendPlan(ctx context.Context, by access.Actor, id string, version int64, in Plan) (Plan, error) {
	err := s.changePlan(ctx, by, "inspection.plan.amend", id, version, "", func(tx *db.Tx, old Plan) (Plan, error) {
		in.ID, in.Unit, in.Office, in.CreatedBy, in.CreatedAt = old.ID, old.Unit, old.Office, old.CreatedBy, old.CreatedAt
		in.clean()
		in.Version, in.ChangedAt = old.Version+1, tx.Now
		return in, s.storePlan(tx, in)
	})
	return in, err
}

// WithdrawPlan takes a plan back; checks that were made under it stay.
// Errors: Invalid (no reason), NotFound, Conflict.
func (s *Service) WithdrawPlan(ctx context.Context, by access.Actor, id string, version int64, reason string) error {
	if err := need(reason); err != nil {
		return err
	}
	return s.changePlan(ctx, by, "inspection.plan.withdraw", id, version, reason, func(tx *db.Tx, old Plan) (Plan, error) {
		old.Withdrawn, old.Version, old.ChangedAt = true, old.Version+1, tx.Now
		return old, db.UpsertAll(tx, "inspection_plans", "id", []Plan{old})
	})
}

func (s *Service) changePlan(ctx context.Context, by access.Actor, command, id string, version int64, reason string, store func(*db.Tx, Plan) (Plan, error)) error {
	return s.db.Write(ctx, by, command, func(tx *db.Tx) error {
		old, err := s.planFor(tx, by, id)
		if err != nil {
			return err
		}
		if err := s.corrects(tx, by, recordPlan, old.Unit, old.Office); err != nil {
			return err
		}
		if old.Version != version || old.Withdrawn {
			return changed()
		}
		now, err := store(tx, old)
		if err != nil {
			return err
		}
		detail := audit.Diff(old, now, "unit", "team", "establishments")
		if a, b := len(old.Establishments), len(now.Establishments); a != b {
			detail["establishments"] = []any{a, b}
		}
		tx.Event(db.Event{Subject: planKind, ID: id, Unit: old.Unit, Reason: reason, Detail: detail})
		return nil
	})
}

// storePlan checks a plan and writes it with what it will check, each with the
// score of the first day.
func (s *Service) storePlan(tx *db.Tx, p Plan) error {
	var c errs.Check
	t, err := s.org.TreeIn(tx)
	if err != nil {
		return err
	}
	slices.Sort(p.Establishments)
	p.Establishments = slices.Compact(p.Establishments)
	if u, ok := t.Unit(p.Unit); !ok || p.From != 0 && !u.On(p.From) {
		c.Add("from", "inspection.err.unit_day", "unit", u.Name)
	}
	p.validate(&c)
	p.Team = filled(p.Team)
	rows, err := plannedRows(tx, &c, t, p)
	if err != nil {
		return err
	}
	if err := c.Err(); err != nil {
		return err
	}
	if err := db.UpsertAll(tx, "inspection_plans", "id", []Plan{p}); err != nil {
		return err
	}
	if _, err := tx.Exec("DELETE FROM inspection_planned WHERE plan=?", p.ID); err != nil {
		return err
	}
	return db.InsertAll(tx, "inspection_planned", rows)
}

func plannedRows(tx *db.Tx, c *errs.Check, t *org.Tree, p Plan) ([]planned, error) {
	known, err := establishmentsByID(tx, p.Establishments)
	if err != nil {
		return nil, err
	}
	list, err := propose(tx, Filter{Units: sorted(slices.Collect(maps.Values(known)), func(e Establishment) string { return e.Unit }), Limit: 50_000}, p.From)
	if err != nil {
		return nil, err
	}
	scores := map[string]int64{}
	for _, l := range list {
		scores[l.ID] = l.Score
	}
	var out []planned
	for _, id := range p.Establishments {
		e, ok := known[id]
		if !ok || e.Withdrawn || !t.Covers(p.Unit, e.Unit) {
			c.Add("establishments", "inspection.err.establishment")
			break
		}
		out = append(out, planned{p.ID, id, scores[id]})
	}
	return out, nil
}

// Plan is one plan. Errors: NotFound, also when the reader may not see it.
func (s *Service) Plan(ctx context.Context, by access.Actor, id string) (Plan, error) {
	var p Plan
	err := s.db.View(ctx, func(tx *db.Tx) (err error) {
		p, err = s.planFor(tx, by, id)
		return err
	})
	return p, err
}

// planFor is the plan if the reader may see it: a plan of a unit above theirs
// too, since it may name establishments of their area.
func (s *Service) planFor(tx *db.Tx, by access.Actor, id string) (Plan, error) {
	p, err := planByID(tx, id)
	if err != nil || by.MayAt(readCheck, p.Unit) {
		return p, err
	}
	t, err := s.org.TreeIn(tx)
	if err != nil {
		return Plan{}, err
	}
	for _, unit := range by.Units(readCheck) {
		if t.Covers(p.Unit, unit) {
			return p, nil
		}
	}
	return Plan{}, notFound()
}

// PlanRow is a plan with its progress.
type PlanRow struct {
	Plan
	Total, Done int64
}

// Plans lists the plans of units under root and of those above it, the newest
// first. Errors: Forbidden.
func (s *Service) Plans(ctx context.Context, by access.Actor, root string, limit, offset int) ([]PlanRow, int64, error) {
	var out []PlanRow
	var n int64
	err := s.db.View(ctx, func(tx *db.Tx) error {
		units, t, err := s.area(tx, by, readCheck, root)
		if err != nil {
			return err
		}
		var w where
		w.in("unit", append(units, t.Ancestors(root, lastDay(t, root, tx.Today()))...))
		w.add("withdrawn=?", false)
		if n, err = db.Get[int64](tx, "SELECT COUNT(*) FROM inspection_plans"+w.sql, w.args...); err != nil {
			return err
		}
		plans, err := db.Select[Plan](tx, planColumns+w.sql+" ORDER BY from_on DESC, id DESC LIMIT ? OFFSET ?", append(w.args, limit, offset)...)
		if err != nil {
			return err
		}
		done, err := progressOf(tx, sorted(plans, func(p Plan) string { return p.ID }))
		for _, p := range plans {
			out = append(out, PlanRow{p, done[p.ID].Total, done[p.ID].Done})
		}
		return err
	})
	return out, n, err
}

// lastDay is the day, or the last one of a unit that has ended.
func lastDay(t *org.Tree, unit string, day clock.Date) clock.Date {
	u, ok := t.Unit(unit)
	if !ok {
		return day
	}
	return org.Lived(u, day)
}
