package regime

import (
	"cmp"
	"slices"
	"sync"

	"neove/internal/clock"
	"neove/internal/workday"
)

// Unit is what a limit or a legal clock counts.
type Unit string

// Units.
const (
	Days        Unit = "days"
	Months      Unit = "months"
	Times       Unit = "times"
	SchoolYears Unit = "school_years" // no day follows from it
	WorkingDays Unit = "working_days"
	Hours       Unit = "hours"
	AtOnce      Unit = "at_once"
)

// lastDay is the last day of a time of n units; the day of the start is not
// counted.
func lastDay(start clock.Date, n int, unit Unit) clock.Date {
	switch unit {
	case Days:
		return start + clock.Date(n)
	case WorkingDays:
		return workday.After(start, n)
	case Months:
		return start.AddMonths(n)
	}
	return start
}

// Limit is how long or how often a support is given.
type Limit struct {
	Code   string `json:"code"`
	Law    string `json:"law"`
	Regime string `json:"regime"`
	Part   string `json:"part,omitempty"` // the part of the regime that it limits; "" the whole
	N      int    `json:"n"`
	Unit   Unit   `json:"unit"`
	Starts string `json:"starts,omitempty"` // given, stay, returned
	Ends   bool   `json:"ends"`             // past it the regime is not due; else it asks for a decision
	Warn   int    `json:"warn"`             // days before its end
	Source
}

// Name is the message key of what is limited.
func (l Limit) Name() string { return "regime.limit." + l.Code }

// AllLimits lists the limits of both laws.
var AllLimits = sync.OnceValue(func() []Limit {
	var out []Limit
	for _, r := range table("limits") {
		out = append(out, Limit{Code: r["code"], Law: r["law"], Regime: r["regime"], Part: r["part"], N: r.num("n"), Unit: Unit(r["unit"]),
			Starts: r["starts"], Ends: r["ends"] == "yes", Warn: r.num("warn"), Source: r.source()})
	}
	return out
})

// LimitState says where a limit stands.
type LimitState string

// States of a limit.
const (
	NotStarted LimitState = "not_started"
	InTime     LimitState = "in_time"
	Near       LimitState = "near"
	Over       LimitState = "over"
)

// Running is a limit with the days that follow from a person's facts.
type Running struct {
	Limit
	From    clock.Date `json:"from,omitempty"`
	Until   clock.Date `json:"until,omitempty"` // the first day after; 0 when no day follows
	WarnOn  clock.Date `json:"warn_on,omitempty"`
	State   LimitState `json:"state"`
	Nearest bool       `json:"nearest"` // ends first of all
}

// Limits are the limits of the person's law, those that end first in front.
func Limits(f Facts, on clock.Date) []Running {
	law := Choose(f, on).Law
	f = f.asOf(on)
	var out []Running
	for _, l := range AllLimits() {
		if l.Law == law {
			out = append(out, f.run(l, on))
		}
	}
	slices.SortStableFunc(out, func(a, b Running) int { return cmp.Compare(end(a), end(b)) })
	if len(out) > 0 && out[0].Until != 0 {
		out[0].Nearest = true
	}
	return out
}

func end(r Running) clock.Date {
	if r.Until == 0 {
		return clock.Max
	}
	return r.Until
}

// Nearest is the limit that ends first, when one runs.
func Nearest(list []Running) (Running, bool) {
	var out Running
	for _, r := range list {
		if r.Until != 0 && (out.Until == 0 || r.Until < out.Until) {
			out = r
		}
	}
	return out, out.Until != 0
}

func (f Facts) run(l Limit, on clock.Date) Running {
	r := Running{Limit: l, State: NotStarted, From: f.start(l, on)}
	if r.From == 0 {
		return r
	}
	r.State = InTime
	switch l.Unit {
	case Times:
		if u, _ := f.use(l.Regime, on); u.Times >= l.N {
			r.State = Over
		}
	case Days, Months:
		r.Until = max(lastDay(r.From, l.N, l.Unit), f.Extended[l.Code]) + 1
		r.WarnOn = r.Until - clock.Date(l.Warn)
		if on >= r.Until {
			r.State = Over
		} else if on >= r.WarnOn {
			r.State = Near
		}
	}
	return r
}

// start is the day from which a limit counts; 0 when it has not begun.
func (f Facts) start(l Limit, on clock.Date) clock.Date {
	day := clock.Date(0)
	switch {
	case l.Starts == "given" || l.Unit == Times:
		u, _ := f.use(l.Regime, on)
		day = u.First
	case l.Starts == "stay":
		day = f.StayFrom
	case l.Starts == "returned":
		day = f.ReturnedOn
	}
	if day > on {
		return 0
	}
	return day
}

// use is what was given of a regime until a day; given at all is once.
func (f Facts) use(regime string, on clock.Date) (Use, bool) {
	u, ok := f.Used[regime]
	if !ok || u.First > on {
		return Use{}, false
	}
	u.Times = max(u.Times, 1)
	return u, true
}
