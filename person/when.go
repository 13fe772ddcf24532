package person

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"

	"neove/internal/clock"
	"neove/internal/vntext"
)

// When is a day, a month or a year, perhaps only about.
type When struct {
	Year  int  `json:"year"`
	Month int  `json:"month,omitempty"`
	Day   int  `json:"day,omitempty"`
	About bool `json:"about,omitempty"`
}

var whenText = regexp.MustCompile(`^(khoảng |khoang |chừng |about |~ ?)?(?:tháng |thang )?(?:(?:(\d{1,2})/)?(\d{1,2})/)?(\d{4})$`)

// ParseWhen reads "khoảng 3/2023", "2023", "9/6/2024"; false for anything else.
func ParseWhen(text string) (When, bool) {
	m := whenText.FindStringSubmatch(strings.ToLower(vntext.Clean(text)))
	if m == nil {
		return When{}, false
	}
	var n [3]int // absent parts stay 0
	for i := range n {
		n[i], _ = strconv.Atoi(m[i+2])
	}
	w := When{Year: n[2], Month: n[1], Day: n[0], About: m[1] != ""}
	switch {
	case w.Year < 1900 || w.Month > 12 || m[3] != "" && w.Month == 0 || m[2] != "" && w.Day == 0:
		return When{}, false
	case w.Day > 0 && clock.On(w.Year, time.Month(w.Month), w.Day).Day() != w.Day:
		return When{}, false
	}
	return w, true
}

// first and last are the days between which it was.
func (w When) first() clock.Date {
	return clock.On(w.Year, time.Month(max(w.Month, 1)), max(w.Day, 1))
}

func (w When) last() clock.Date {
	switch {
	case w.Month == 0:
		return clock.On(w.Year+1, time.January, 1) - 1
	case w.Day == 0:
		return clock.On(w.Year, time.Month(w.Month), 1).AddMonths(1) - 1
	}
	return w.first()
}

// String is how it is typed, without "about".
func (w When) String() string {
	switch {
	case w.Year == 0:
		return ""
	case w.Day > 0:
		return fmt.Sprintf("%d/%d/%d", w.Day, w.Month, w.Year)
	case w.Month > 0:
		return fmt.Sprintf("%d/%d", w.Month, w.Year)
	}
	return strconv.Itoa(w.Year)
}
