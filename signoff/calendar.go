package signoff

import (
	"time"

	"neove/internal/clock"
	"neove/internal/db"
	"neove/internal/errs"
	"neove/internal/vntext"
	"neove/internal/workday"
	"neove/measure"
	"neove/org"
)

// Calendar knows how reporting months are cut and when they are due.
type Calendar struct{ Org *org.Service }

// KindOn says how months are cut on a day.
func (c Calendar) KindOn(tx *db.Tx, day clock.Date) (measure.Kind, error) {
	v, err := c.Org.SettingOn(tx, org.MonthKind, day)
	return measure.Kind(v.Value), err
}

// MonthOf is the reporting month that holds a day.
func (c Calendar) MonthOf(tx *db.Tx, day clock.Date) (measure.Period, error) {
	kind, err := c.KindOn(tx, day)
	return measure.PeriodOf(kind, measure.Month, day), err
}

// ParseMonth reads 2024-06 as a month of the kind in force at its end.
// Errors: Invalid.
func (c Calendar) ParseMonth(tx *db.Tx, code string) (measure.Period, error) {
	p, err := measure.ParsePeriod(measure.Calendar, code)
	if err != nil || p.Span != measure.Month {
		return p, errs.Wrap(errs.Invalid, err, "signoff.err.period", "period", code)
	}
	p.Kind, err = c.KindOn(tx, clock.On(p.Year, p.Window().From.Month(), 14))
	return p, err
}

// Months are the reporting months that touch a window.
func (c Calendar) Months(tx *db.Tx, w measure.Window) ([]measure.Period, error) {
	p, err := c.MonthOf(tx, w.From)
	if err != nil {
		return nil, err
	}
	var out []measure.Period
	for p.Window().From < w.To {
		out = append(out, p)
		next := p.Next()
		if next.Kind, err = c.KindOn(tx, next.Window().From+14); err != nil {
			return nil, err
		}
		p = next
	}
	return out, nil
}

// DueAt is the deadline of a month: working days after its cut-off, at the hour
// that is configured.
func (c Calendar) DueAt(tx *db.Tx, p measure.Period) (time.Time, error) {
	end := p.Window().To
	days, err := c.Org.SettingOn(tx, org.MonthDueDays, end)
	if err != nil {
		return time.Time{}, err
	}
	hour, err := c.Org.SettingOn(tx, org.MonthDueTime, end)
	if err != nil {
		return time.Time{}, err
	}
	n, err := vntext.ParseCount(days.Value)
	if err != nil {
		return time.Time{}, err
	}
	at, err := time.Parse("15:04", hour.Value)
	if err != nil {
		return time.Time{}, err
	}
	y, m, d := workday.After(end-1, int(n)).YMD()
	return time.Date(y, m, d, at.Hour(), at.Minute(), 0, 0, clock.Vietnam).UTC(), nil
}
