package casework

import (
	"strconv"

	"neove/internal/clock"
)

// Values are what a record says, by field; lists have several.
type Values map[string][]string

// Get is the only value of a field, "" for none.
func (v Values) Get(name string) string {
	if len(v[name]) == 0 {
		return ""
	}
	return v[name][0]
}

// Set puts a value; "" removes the field.
func (v Values) Set(name, value string) {
	if value == "" {
		delete(v, name)
		return
	}
	v[name] = []string{value}
}

// Date is a day; 0 for none.
func (v Values) Date(name string) clock.Date {
	d, err := clock.Parse(v.Get(name))
	if err != nil {
		return 0
	}
	return d
}

// Number is a count or an amount in đồng; 0 for none.
func (v Values) Number(name string) int64 {
	n, _ := strconv.ParseInt(v.Get(name), 10, 64)
	return n
}

// Answers of personal questions; "" is not asked.
var Answers = []string{"yes", "no", "unknown", "declined"}
