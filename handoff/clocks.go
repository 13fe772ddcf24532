package handoff

import (
	"time"

	"neove/internal/clock"
	"neove/internal/db"
	"neove/internal/vntext"
	"neove/internal/workday"
	"neove/org"
)

// A clock of an urgency, as dated configuration. No law names these numbers.
type limit struct {
	key   string
	first string
	span  span
}

type span int

const (
	minutes span = iota
	hours
	workdays
)

// acks and acts are the clocks until a request is answered, and until what it
// asks is done.
var (
	acks = map[Urgency]limit{Immediate: {"handoff.ack.immediate", "30", minutes}, Today: {"handoff.ack.today", "4", hours},
		Normal: {"handoff.ack.normal", "1", workdays}}
	acts = map[Urgency]limit{Immediate: {"handoff.act.immediate", "24", hours}, Today: {"handoff.act.today", "48", hours},
		Normal: {"handoff.act.normal", "5", workdays}}
)

// Keys is the dated configuration of the slice.
var Keys = keys()

func keys() []org.Key {
	var out []org.Key
	for _, u := range []Urgency{Immediate, Today, Normal} {
		for _, l := range []limit{acks[u], acts[u]} {
			out = append(out, org.Key{Name: l.key, Fits: fits, First: []org.Setting{{Key: l.key, Value: l.first, From: clock.Min, To: clock.Max,
				Source: "Cấu hình của hệ thống, chưa có văn bản quy định"}}})
		}
	}
	return out
}

func fits(v string) bool { n, err := vntext.ParseCount(v); return err == nil && n >= 1 && n <= 1000 }

// Seed brings in the configuration that ships.
func Seed(tx *db.Tx) error { return org.SeedKeys(tx, Keys...) }

// due is when a clock that begins now runs out.
func (s *Service) due(tx *db.Tx, l limit) (time.Time, error) {
	v, err := s.org.SettingOn(tx, l.key, tx.Today())
	if err != nil {
		return time.Time{}, err
	}
	n, err := vntext.ParseCount(v.Value)
	return l.span.after(tx.Now, n), err
}

// closing is the hour at which a working day ends, in Vietnam.
const closing = 17

func (s span) after(from time.Time, n int64) time.Time {
	switch s {
	case minutes:
		return from.Add(time.Duration(n) * time.Minute)
	case hours:
		return from.Add(time.Duration(n) * time.Hour)
	}
	return endOf(workday.After(clock.DateOf(from), int(n)))
}

// endOf is when offices close on a day.
func endOf(d clock.Date) time.Time {
	y, m, day := d.YMD()
	return time.Date(y, m, day, closing, 0, 0, 0, clock.Vietnam).UTC()
}
