package outreach

import (
	"neove/internal/db"
	"neove/internal/errs"
	"neove/internal/vntext"
)

// save merges the totals of the file into the month. Cells that the file
// leaves blank keep what is typed; cells that are equal already write nothing.
func (in *importing) save(typed []typedTotal) error {
	unit, period := in.unit.ID, in.period.Code()
	r, err := in.s.report(in.tx, in.by, "outreach.month.send", unit, period)
	if err != nil {
		return err
	}
	totals, notes := typedSoFar(r.Lines)
	for _, t := range typed {
		switch {
		case t.item == noteItem && notes[t.channel] == t.text, t.item != noteItem && totals[t.channel][t.item] != nil && *totals[t.channel][t.item] == *t.value:
			in.out.TotalsKnown++
			continue
		case t.item == noteItem:
			notes[t.channel] = t.text
		default:
			if totals[t.channel] == nil {
				totals[t.channel] = map[Item]*int64{}
			}
			totals[t.channel][t.item] = t.value
		}
		in.out.Totals++
	}
	in.doubt(r.Lines, totals, typed)
	if in.out.Totals == 0 {
		return nil
	}
	return in.s.onMonthIn(in.tx, in.by, "outreach.month.send", unit, period, anyEdition, func(tx *db.Tx, r *Report) (map[string]any, error) {
		if err := in.reopen(r); err != nil {
			return nil, err
		}
		r.Nil = false
		return in.s.saveTotals(tx, r, totals, notes)
	})
}

// typedSoFar is what was typed before, in the form that saving takes. A month
// that was declared nil keeps its zeros as typed ones.
func typedSoFar(lines []Line) (Totals, map[string]string) {
	totals, notes := Totals{}, map[string]string{}
	for _, l := range lines {
		for i, c := range l.Cells {
			if c.Typed != nil {
				if totals[l.Channel.Code] == nil {
					totals[l.Channel.Code] = map[Item]*int64{}
				}
				totals[l.Channel.Code][i] = c.Typed
			}
		}
		if l.Note != "" {
			notes[l.Channel.Code] = l.Note
		}
	}
	return totals, notes
}

// reopen prepares the month for a change in the way the book does (touchDay):
// what waits is refused, what is approved needs a reason and gets its next
// version.
func (in *importing) reopen(r *Report) error {
	switch {
	case r.State == Sent:
		return errs.New(errs.Conflict, "outreach.err.waiting", "period", vntext.Month(r.Period))
	case r.State == Approved && in.reason == "":
		return &errs.Error{Kind: errs.Invalid, Key: "outreach.err.locked", Args: []any{"period", r.Period},
			Fields: []errs.Field{{Name: "reason", Key: "outreach.err.locked", Args: []any{"period", r.Period}}}}
	case r.State == Approved:
		r.State, r.Version, r.Reason = Draft, r.Version+1, in.reason
	}
	return nil
}

// doubt warns of totals that will block sending. Saving them is allowed, as on
// the page of the month.
func (in *importing) doubt(lines []Line, totals Totals, typed []typedTotal) {
	at := map[string]typedTotal{}
	for _, t := range typed {
		at[t.channel] = t
	}
	for _, l := range lines {
		t, ok := at[l.Channel.Code]
		if !ok {
			continue
		}
		merged := Line{Channel: l.Channel, Cells: map[Item]Cell{}}
		for i, c := range l.Cells {
			c.Typed, c.Prev, c.Year = totals[l.Channel.Code][i], nil, nil
			merged.Cells[i] = c
		}
		for _, q := range check([]Line{merged}) {
			if q.Error {
				t.row.Warn(string(q.Item), "outreach.sheet.warn."+q.Rule, "value", q.Value, "against", q.Against, "channel", l.Channel.NameVi)
			}
		}
	}
}
