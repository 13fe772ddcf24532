// Package clock holds civil dates and the source of "now".
//
// Instants are UTC; civil dates are days without a time zone. Every interval
// in the system is half open: [From, To).
package clock

import (
	"database/sql/driver"
	"encoding/json"
	"fmt"
	"time"
)

// Date is a civil day, counted from 1970-01-01. Dates compare with < and ==.
type Date int32

// Min and Max stand for "always was" and "still is" in validity intervals.
var (
	Min = On(1, time.January, 1)
	Max = On(9999, time.December, 31)
)

// Vietnam is the only civil zone of the product (UTC+7, no summer time).
var Vietnam = time.FixedZone("ICT", 7*60*60)

// On returns the day y-m-d; out-of-range parts are normalised as time.Date does.
func On(y int, m time.Month, d int) Date {
	return Date(time.Date(y, m, d, 0, 0, 0, 0, time.UTC).Unix() / 86400)
}

// DateOf is the civil day in Vietnam at an instant.
func DateOf(t time.Time) Date {
	y, m, d := t.In(Vietnam).Date()
	return On(y, m, d)
}

// Parse reads YYYY-MM-DD; an empty text is an error.
func Parse(s string) (Date, error) {
	t, err := time.Parse(time.DateOnly, s)
	if err != nil {
		return 0, fmt.Errorf("clock: %q is not a date YYYY-MM-DD", s)
	}
	return On(t.Year(), t.Month(), t.Day()), nil
}

// MustParse is Parse for constants and tests.
func MustParse(s string) Date {
	d, err := Parse(s)
	if err != nil {
		panic(err)
	}
	return d
}

// Time is midnight UTC of the day; use it for arithmetic only.
func (d Date) Time() time.Time { return time.Unix(int64(d)*86400, 0).UTC() }

// YMD returns the parts of the day.
func (d Date) YMD() (int, time.Month, int) { return d.Time().Date() }

// Year returns the calendar year.
func (d Date) Year() int { return d.Time().Year() }

// Month returns the calendar month.
func (d Date) Month() time.Month { return d.Time().Month() }

// Day returns the day of the month.
func (d Date) Day() int { return d.Time().Day() }

// AddMonths moves by whole months and clips to the last day of the month.
func (d Date) AddMonths(n int) Date {
	y, m, day := d.YMD()
	first := On(y, m+time.Month(n), 1)
	last := On(first.Year(), first.Month()+1, 1) - 1
	return min(first+Date(day-1), last)
}

// String is the ISO form YYYY-MM-DD.
func (d Date) String() string {
	y, m, day := d.YMD()
	return fmt.Sprintf("%04d-%02d-%02d", y, m, day)
}

// Value stores the ISO form, which sorts as text on both engines.
func (d Date) Value() (driver.Value, error) { return d.String(), nil }

// Scan reads the ISO form.
func (d *Date) Scan(src any) error {
	switch v := src.(type) {
	case string:
		p, err := Parse(v)
		*d = p
		return err
	case []byte:
		return d.Scan(string(v))
	}
	return fmt.Errorf("clock: cannot read %T as a date", src)
}

// MarshalJSON writes the ISO form.
func (d Date) MarshalJSON() ([]byte, error) { return json.Marshal(d.String()) }

// UnmarshalJSON reads the ISO form.
func (d *Date) UnmarshalJSON(b []byte) error {
	var s string
	if err := json.Unmarshal(b, &s); err != nil {
		return err
	}
	p, err := Parse(s)
	*d = p
	return err
}

// MarshalText and UnmarshalText serve map keys, forms and flags.
func (d Date) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText reads the ISO form.
func (d *Date) UnmarshalText(b []byte) error { return d.Scan(b) }
