package regime

import (
	"sync"
	"time"

	"neove/internal/clock"
)

// Clock is a legal deadline, or one of our own convention (instrument
// "internal").
type Clock struct {
	Code   string   `json:"code"`
	Starts string   `json:"starts"` // the event from which it runs
	N      int      `json:"n"`
	Unit   Unit     `json:"unit"`
	Who    []string `json:"who"`  // roles that must act
	Sees   []string `json:"sees"` // roles that are shown it besides
	Warn   int      `json:"warn"` // days before the end, hours where Unit is Hours
	Source
	span
}

// Name is the message key of the clock's name.
func (c Clock) Name() string { return "regime.clock." + c.Code }

// Clocks lists every version of every clock.
var Clocks = sync.OnceValue(func() []Clock {
	var out []Clock
	for _, r := range table("clocks") {
		out = append(out, Clock{Code: r["code"], Starts: r["starts"], N: r.num("n"), Unit: Unit(r["unit"]), Who: r.list("who"), Sees: r.list("sees"),
			Warn: r.num("warn"), Source: r.source(), span: r.span()})
	}
	return out
})

// ClocksOn lists the clocks in force on a day.
func ClocksOn(day clock.Date) []Clock {
	var out []Clock
	for _, c := range Clocks() {
		if c.On(day) {
			out = append(out, c)
		}
	}
	return out
}

// ClockOn is the version of a clock in force on a day.
func ClockOn(code string, day clock.Date) (Clock, bool) {
	for _, c := range ClocksOn(day) {
		if c.Code == code {
			return c, true
		}
	}
	return Clock{}, false
}

// Due is when the clock that began at start runs out, by the version in force
// then: for days, the end of the last day in Vietnam. Zero: no such clock.
func Due(code string, start time.Time) time.Time {
	c, ok := ClockOn(code, clock.DateOf(start))
	if !ok {
		return time.Time{}
	}
	return c.Due(start)
}

// Due is when the clock that began at start runs out.
func (c Clock) Due(start time.Time) time.Time {
	switch c.Unit {
	case AtOnce:
		return start.UTC()
	case Hours:
		return start.Add(time.Duration(c.N) * time.Hour).UTC()
	}
	return endOf(lastDay(clock.DateOf(start), c.N, c.Unit))
}

// WarnAt is when those who must act are reminded.
func (c Clock) WarnAt(start time.Time) time.Time {
	due, unit := c.Due(start), 24*time.Hour
	if c.Unit == Hours {
		unit = time.Hour
	}
	if at := due.Add(-time.Duration(c.Warn) * unit); at.After(start) {
		return at
	}
	return start.UTC()
}

// endOf is the instant at which a day in Vietnam is over.
func endOf(d clock.Date) time.Time {
	y, m, day := d.YMD()
	return time.Date(y, m, day+1, 0, 0, 0, 0, clock.Vietnam).UTC()
}
