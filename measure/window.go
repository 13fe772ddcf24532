package measure

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"neove/internal/clock"
)

// Window is a half-open range of days [From, To).
type Window struct {
	From clock.Date `json:"from"`
	To   clock.Date `json:"to"`
}

// Contains reports whether the day lies in the window.
func (w Window) Contains(d clock.Date) bool { return w.From <= d && d < w.To }

// Last is the last day inside the window.
func (w Window) Last() clock.Date { return w.To - 1 }

// YearBefore is the same window one year earlier.
func (w Window) YearBefore() Window {
	return Window{w.From.AddMonths(-12), w.To.AddMonths(-12)}
}

// Kind of calendar that a period follows.
type Kind string

// The kinds: by civil months, or cut on the 14th (Decree 09/2019 art. 12).
const (
	Calendar       Kind = "calendar"
	Administrative Kind = "administrative"
)

// Span is the length of a period in months: 1, 3, 6 or 12.
type Span int

// The spans.
const (
	Month    Span = 1
	Quarter  Span = 3
	HalfYear Span = 6
	Year     Span = 12
)

// Period is the N-th (from 1) stretch of a span in a year.
type Period struct {
	Kind Kind
	Span Span
	Year int
	N    int
}

// Window is the period's range of days. An administrative period ends on the
// 14th of its last month and begins on the 15th before its first.
func (p Period) Window() Window {
	first := time.Month((p.N-1)*int(p.Span) + 1)
	after := first + time.Month(p.Span)
	if p.Kind == Administrative {
		return Window{clock.On(p.Year, first-1, 15), clock.On(p.Year, after-1, 15)}
	}
	return Window{clock.On(p.Year, first, 1), clock.On(p.Year, after, 1)}
}

// Code is 2024-06, 2024-Q2, 2024-H1 or 2024.
func (p Period) Code() string {
	switch p.Span {
	case Month:
		return fmt.Sprintf("%04d-%02d", p.Year, p.N)
	case Quarter:
		return fmt.Sprintf("%04d-Q%d", p.Year, p.N)
	case HalfYear:
		return fmt.Sprintf("%04d-H%d", p.Year, p.N)
	}
	return fmt.Sprintf("%04d", p.Year)
}

// ParsePeriod reads a code. Errors: a text of another form or out of range.
func ParsePeriod(kind Kind, code string) (Period, error) {
	p := Period{Kind: kind, Span: Year, N: 1}
	y, rest, found := strings.Cut(code, "-")
	if found {
		p.Span = Month
		if r, ok := strings.CutPrefix(rest, "Q"); ok {
			p.Span, rest = Quarter, r
		} else if r, ok := strings.CutPrefix(rest, "H"); ok {
			p.Span, rest = HalfYear, r
		}
		n, err := strconv.Atoi(rest)
		if err != nil || n < 1 || n > 12/int(p.Span) {
			return p, fmt.Errorf("measure: %q is not a period like 2024-06, 2024-Q2, 2024-H1 or 2024", code)
		}
		p.N = n
	}
	year, err := strconv.Atoi(y)
	if err != nil || year < 1990 || year > 2200 || len(y) != 4 {
		return p, fmt.Errorf("measure: %q is not a period like 2024-06, 2024-Q2, 2024-H1 or 2024", code)
	}
	p.Year = year
	if p.Code() != code {
		return p, fmt.Errorf("measure: write the period as %s", p.Code())
	}
	return p, nil
}

// PeriodOf is the period of a kind and span that holds the day.
func PeriodOf(kind Kind, span Span, d clock.Date) Period {
	if kind == Administrative && d.Day() >= 15 {
		d = clock.On(d.Year(), d.Month()+1, 1)
	}
	return Period{kind, span, d.Year(), (int(d.Month())-1)/int(span) + 1}
}

// Next and Prev step to the neighbouring period.
func (p Period) Next() Period { return p.step(1) }

// Prev is the period before.
func (p Period) Prev() Period { return p.step(-1) }

func (p Period) step(by int) Period {
	per := 12 / int(p.Span)
	at := p.Year*per + p.N - 1 + by
	p.Year, p.N = at/per, at%per+1
	return p
}

// Half numbers half months: the first half of January of year 0 is 0.
type Half int32

// HalfOf is the half month of a day: the 1st to the 14th, or from the 15th on.
func HalfOf(d clock.Date) Half {
	y, m, day := d.YMD()
	h := Half(y*24 + (int(m)-1)*2)
	if day >= 15 {
		h++
	}
	return h
}

// Start is the first day of the half month.
func (h Half) Start() clock.Date {
	day := 1
	if h%2 == 1 {
		day = 15
	}
	return clock.On(int(h)/24, time.Month(int(h)%24/2+1), day)
}

// halves splits a window into whole half months and the loose days around them.
func (w Window) halves() (from, to Half, loose []Window) {
	from, to = HalfOf(w.From), HalfOf(w.To)
	if from.Start() != w.From {
		from++
	}
	if from > to {
		return from, from, []Window{w}
	}
	if start := from.Start(); start != w.From {
		loose = append(loose, Window{w.From, start})
	}
	if end := to.Start(); end != w.To {
		loose = append(loose, Window{end, w.To})
	}
	return from, to, loose
}
