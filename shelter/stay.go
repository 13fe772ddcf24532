package shelter

import (
	"time"

	"neove/internal/clock"
	"neove/internal/errs"
	"neove/internal/vntext"
	"neove/measure"
)

// Reasons why somebody leaves.
var Reasons = []string{"home", "relatives", "independent", "transfer", "hospital", "wish", "unannounced", "other"}

// Limits of a stay.
const (
	ByDays   = "days"   // essential needs
	ByMonths = "months" // social assistance in a facility
)

// Limits lists them; Bodies are who may decide that somebody stays longer.
var (
	Limits = []string{ByDays, ByMonths}
	Bodies = []string{"facility", "department", "superior"}
)

// Stay is a case in a facility.
type Stay struct {
	ID          string      `db:"id" json:"id"`
	Facility    string      `db:"facility" json:"facility"`
	Case        string      `db:"case_id" json:"case"`
	Code        string      `db:"case_code" json:"case_code"`
	Bed         string      `db:"bed" json:"bed"`
	From        clock.Date  `db:"from_on" json:"from"`
	To          *clock.Date `db:"to_on" json:"to"` // nil while it lasts
	Reason      string      `db:"reason" json:"reason"`
	DaysUntil   clock.Date  `db:"days_until" json:"days_until"`
	MonthsUntil clock.Date  `db:"months_until" json:"months_until"`
	ReviewOn    *clock.Date `db:"review_on" json:"review_on"`
	Version     int64       `db:"version" json:"version"`
	CreatedBy   string      `db:"created_by" json:"created_by"`
	CreatedAt   time.Time   `db:"created_at" json:"created_at"`
	ChangedAt   time.Time   `db:"changed_at" json:"changed_at"`
}

// Extension is a decision that moves one limit of a stay.
type Extension struct {
	ID        string     `db:"id" json:"id"`
	Stay      string     `db:"stay" json:"stay"`
	Which     string     `db:"which" json:"which"`
	Was       clock.Date `db:"was" json:"was"`
	Until     clock.Date `db:"until" json:"until"`
	Decision  string     `db:"decision" json:"decision"`
	DecidedOn clock.Date `db:"decided_on" json:"decided_on"`
	Body      string     `db:"body" json:"body"`
	CreatedBy string     `db:"created_by" json:"created_by"`
	CreatedAt time.Time  `db:"created_at" json:"created_at"`
}

// AdmitInput is somebody who comes to stay.
type AdmitInput struct {
	Facility string
	Case     string // id that casework gave it
	Code     string // as people read it; no name
	Bed      string
	From     clock.Date // today when 0
	ReviewOn *clock.Date
	Over     bool // although no bed of the kind is free
}

// LeaveInput is how a stay ends.
type LeaveInput struct {
	On     clock.Date // today when 0
	Reason string
}

// ExtendInput is a decision that somebody stays longer.
type ExtendInput struct {
	Which     string
	Until     clock.Date
	Decision  string // number and symbol
	DecidedOn clock.Date
	Body      string
}

// Until is the nearer of the two limits, and which one it is. The day is the
// first on which the person may no longer stay under it.
func (s Stay) Until() (clock.Date, string) {
	if s.MonthsUntil < s.DaysUntil {
		return s.MonthsUntil, ByMonths
	}
	return s.DaysUntil, ByDays
}

// limit is where one limit stands.
func (s *Stay) limit(which string) *clock.Date {
	if which == ByMonths {
		return &s.MonthsUntil
	}
	return &s.DaysUntil
}

// Days are the nights until a day, or until the end.
func (s Stay) Days(today clock.Date) int64 {
	end := today
	if s.To != nil {
		end = *s.To
	}
	return int64(max(end-s.From, 0))
}

// oldest is how long ago a stay may have begun when it is entered.
const oldest = 366

func (in *AdmitInput) clean(today clock.Date) {
	in.Code = vntext.Clean(in.Code)
	if in.From == 0 {
		in.From = today
	}
}

func (in *AdmitInput) validate(c *errs.Check, today clock.Date) {
	choose(c, "bed", in.Bed, Beds)
	if in.Code == "" || in.Case == "" {
		c.Add("case_code", "shelter.err.case")
	}
	short(c, "case_code", in.Code)
	past(c, "from", in.From, today)
	if in.ReviewOn != nil && *in.ReviewOn < in.From {
		c.Add("review_on", "shelter.err.review", "day", vntext.Date(in.From))
	}
}

// past notes a day that has not come or lies too far back.
func past(c *errs.Check, field string, day, today clock.Date) {
	switch {
	case day == 0:
		c.Add(field, "web.err.required")
	case day > today:
		c.Add(field, "shelter.err.future", "day", vntext.Date(today))
	case day < today-oldest:
		c.Add(field, "shelter.err.old", "day", vntext.Date(today-oldest))
	}
}

func (in *LeaveInput) validate(c *errs.Check, s Stay, today clock.Date) {
	choose(c, "reason", in.Reason, Reasons)
	if past(c, "on", in.On, today); in.On != 0 && in.On < s.From {
		c.Add("on", "shelter.err.before_stay", "day", vntext.Date(s.From))
	}
}

func (in *ExtendInput) validate(c *errs.Check, s Stay, today clock.Date) {
	in.Decision = vntext.Clean(in.Decision)
	choose(c, "which", in.Which, Limits)
	choose(c, "body", in.Body, Bodies)
	if in.Decision == "" {
		c.Add("decision", "shelter.err.decision")
	}
	short(c, "decision", in.Decision)
	if past(c, "decided_on", in.DecidedOn, today); in.DecidedOn != 0 && in.DecidedOn < s.From {
		c.Add("decided_on", "shelter.err.before_stay", "day", vntext.Date(s.From))
	}
	if was := *s.limit(in.Which); in.Until <= was || in.Until > was+oldest {
		c.Add("until", "shelter.err.until", "day", vntext.Date(was))
	}
}

// nights are the nights of a stay in the half month that begins with a day, as
// far as they have passed.
func (s Stay) nights(first, next, today clock.Date) int64 {
	end := today
	if s.To != nil {
		end = *s.To
	}
	return int64(max(min(end, next)-max(s.From, first), 0))
}

// halves are the first days of the half months from the arrival to a day, the
// first of them being the arrival itself, and the day after the last one.
func (s Stay) halves(today clock.Date) []clock.Date {
	out := []clock.Date{s.From}
	for day := s.From + 1; day <= today; day++ {
		if measure.HalfOf(day) != measure.HalfOf(day-1) {
			out = append(out, day)
		}
	}
	return append(out, max(today, s.From)+1)
}
