package outreach

import (
	"context"
	"encoding/json"
	"time"

	"neove/access"
	"neove/internal/db"
	"neove/internal/errs"
	"neove/internal/vntext"
	"neove/measure"
)

// Report is a unit's month with its numbers, questions and remarks.
// Errors: NotFound (no such unit then, or not the reader's), Invalid period.
func (s *Service) Report(ctx context.Context, by access.Actor, unit, period string) (Report, error) {
	var r Report
	err := s.db.View(ctx, func(tx *db.Tx) (err error) {
		r, err = s.report(tx, by, "outreach.month.read", unit, period)
		return err
	})
	return r, err
}

func (s *Service) report(tx *db.Tx, by access.Actor, permission, unit, period string) (Report, error) {
	var r Report
	if !by.MayAt("outreach.month.read", unit) {
		return r, errs.New(errs.NotFound, "web.err.not_found")
	}
	if err := by.NeedAt(permission, unit); err != nil {
		return r, err
	}
	p, err := s.ParseMonth(tx, period)
	if err != nil {
		return r, err
	}
	t, err := s.org.TreeIn(tx)
	if err != nil {
		return r, err
	}
	u, ok := t.Unit(unit)
	if w := p.Window(); !ok || !u.During(w.From, w.To) {
		return r, errs.New(errs.NotFound, "outreach.err.unit_month", "unit", u.Name, "period", vntext.Month(period))
	}
	if r.Month, err = s.month(tx, unit, p); err != nil {
		return r, err
	}
	list, err := channels(tx)
	if err != nil {
		return r, err
	}
	if r.Lines, err = s.lines(tx, r.Month, list); err != nil {
		return r, err
	}
	if err := s.compare(tx, &r, p, list); err != nil {
		return r, err
	}
	if r.Remarks, err = remarksOf(tx, unit, period); err != nil {
		return r, err
	}
	r.Questions = check(r.Lines)
	answer(r.Questions, r.Remarks)
	return r, nil
}

// compare puts last month and last year beside the numbers.
func (s *Service) compare(tx *db.Tx, r *Report, p measure.Period, list []Channel) error {
	year := p
	year.Year--
	for _, past := range []struct {
		p   measure.Period
		set func(*Cell, *int64)
	}{{p.Prev(), func(c *Cell, v *int64) { c.Prev = v }}, {year, func(c *Cell, v *int64) { c.Year = v }}} {
		m, err := s.month(tx, r.Unit, past.p)
		if err != nil {
			return err
		}
		lines, err := s.lines(tx, m, list)
		if err != nil {
			return err
		}
		values := map[string]Line{}
		for _, l := range lines {
			values[l.Channel.Code] = l
		}
		for _, l := range r.Lines {
			for i, c := range l.Cells {
				past.set(&c, values[l.Channel.Code].Cells[i].Value())
				l.Cells[i] = c
			}
		}
	}
	return nil
}

// Totals is what an officer typed: channel → column → number, nil for blank.
type Totals map[string]map[Item]*int64

// Save keeps typed totals and notes of an open month; errors in the numbers
// block sending, not saving. edition is the one the officer saw.
// Errors: Invalid, Forbidden, Conflict (changed meanwhile, month not open).
func (s *Service) Save(ctx context.Context, by access.Actor, unit, period string, edition int64, typed Totals, notes map[string]string) error {
	return s.onMonth(ctx, by, "outreach.month.save", "outreach.month.send", unit, period, edition, func(tx *db.Tx, r *Report) (map[string]any, error) {
		if !r.Open() {
			return nil, errs.New(errs.Conflict, "outreach.err.not_open")
		}
		if len(typed) > 0 {
			r.Nil = false
		}
		return s.saveTotals(tx, r, typed, notes)
	})
}

// onMonth runs one command on a month report: rights, edition, event, store.
func (s *Service) onMonth(ctx context.Context, by access.Actor, command, permission, unit, period string, edition int64,
	fn func(*db.Tx, *Report) (map[string]any, error)) error {
	return s.db.Write(ctx, by, command, func(tx *db.Tx) error {
		return s.onMonthIn(tx, by, permission, unit, period, edition, fn)
	})
}

// anyEdition is for callers that decide on what is there now.
const anyEdition = -1

func (s *Service) onMonthIn(tx *db.Tx, by access.Actor, permission, unit, period string, edition int64,
	fn func(*db.Tx, *Report) (map[string]any, error)) error {
	r, err := s.report(tx, by, permission, unit, period)
	if err != nil {
		return err
	}
	if edition != anyEdition && r.Edition != edition {
		return errs.New(errs.Conflict, "outreach.err.month_changed")
	}
	detail, err := fn(tx, &r)
	if err != nil {
		return err
	}
	tx.Event(db.Event{Subject: monthKind, ID: monthID(unit, period), Unit: unit, Reason: r.Reason, Detail: detail})
	return storeMonth(tx, r.Month)
}

func (s *Service) saveTotals(tx *db.Tx, r *Report, typed Totals, notes map[string]string) (map[string]any, error) {
	list, err := channels(tx)
	if err != nil {
		return nil, err
	}
	byCode, detail, rows := channelsByCode(list), map[string]any{}, []total{}
	var c errs.Check
	old := map[string]Line{}
	for _, l := range r.Lines {
		old[l.Channel.Code] = l
	}
	for code, cells := range typed {
		for i, v := range cells {
			if err := checkTotal(&c, byCode[code], i, v); err != nil {
				return nil, err
			}
			if v != nil {
				rows = append(rows, total{r.Unit, r.Period, code, string(i), v, ""})
			}
			if was := old[code].Cells[i].Typed; plain(was) != plain(v) {
				detail[code+"."+string(i)] = []any{plain(was), plain(v)}
			}
		}
	}
	for code, text := range notes {
		if text = vntext.Clean(text); text != "" && byCode[code].Code != "" {
			rows = append(rows, total{r.Unit, r.Period, code, "note", nil, text})
		}
	}
	if err := c.Err(); err != nil {
		return nil, err
	}
	if _, err := tx.Exec("DELETE FROM outreach_totals WHERE unit=? AND period=?", r.Unit, r.Period); err != nil {
		return nil, err
	}
	if err := db.InsertAll(tx, "outreach_totals", rows); err != nil {
		return nil, err
	}
	return detail, s.settleMonth(tx, r.Month, byCode)
}

func checkTotal(c *errs.Check, ch Channel, i Item, v *int64) error {
	limit := int64(maxCount)
	if i == Amount {
		limit = maxMoney
	}
	switch {
	case ch.Code == "":
		return errs.New(errs.Invalid, "outreach.err.channel")
	case v == nil:
	case ch.Measure(i) == "":
		c.Add(string(i)+"-"+ch.Code, "outreach.err.not_applicable", "channel", ch.NameVi)
	case *v < 0 || *v > limit:
		c.Add(string(i)+"-"+ch.Code, "outreach.err.count")
	}
	return nil
}

// reopen keeps the approved edition and starts the next version.
func (s *Service) reopen(tx *db.Tx, m *Month, reason string) error {
	tx.Event(db.Event{Action: "outreach.month.reopen", Subject: monthKind, ID: monthID(m.Unit, m.Period), Unit: m.Unit, Reason: reason,
		Detail: map[string]any{"version": m.Version}})
	return storeMonth(tx, *m)
}

// keepEdition writes down the cells as they stand at a decision.
func keepEdition(tx *db.Tx, by access.Actor, r *Report) error {
	cells := map[string]map[Item]any{}
	for _, l := range r.Lines {
		for i, c := range l.Cells {
			if v := c.Value(); v != nil {
				if cells[l.Channel.Code] == nil {
					cells[l.Channel.Code] = map[Item]any{}
				}
				cells[l.Channel.Code][i] = *v
			}
		}
	}
	raw, err := json.Marshal(cells)
	if err != nil {
		return err
	}
	return db.UpsertAll(tx, "outreach_editions", "unit,period,version,state", []edition{{r.Unit, r.Period, r.Version, r.State, string(raw), r.Reason, by.ActorName(), tx.Now}})
}

type edition struct {
	Unit    string    `db:"unit"`
	Period  string    `db:"period"`
	Version int64     `db:"version"`
	State   State     `db:"state"`
	Cells   string    `db:"cells"`
	Reason  string    `db:"reason"`
	By      string    `db:"by_name"`
	At      time.Time `db:"at"`
}
