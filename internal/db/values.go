package db

import (
	"fmt"
	"time"
)

// Instants are stored as text so that both engines sort and show them alike.
const instantLayout = "2006-01-02T15:04:05.000Z"

// Arg brings a Go value into its stored form: an instant becomes UTC text. Use
// it for instants in hand-written statements; Insert does so by itself.
func Arg(v any) any {
	switch v := v.(type) {
	case time.Time:
		if v.IsZero() {
			return ""
		}
		return v.UTC().Format(instantLayout)
	}
	return v
}

type instant time.Time

func (i *instant) Scan(src any) error {
	s, ok := src.(string)
	if !ok {
		return fmt.Errorf("db: cannot read %T as an instant", src)
	}
	if s == "" {
		*i = instant{}
		return nil
	}
	t, err := time.Parse(instantLayout, s)
	*i = instant(t)
	return err
}

type flag bool

func (f *flag) Scan(src any) error {
	switch v := src.(type) {
	case bool:
		*f = flag(v)
	case int64:
		*f = v != 0
	default:
		return fmt.Errorf("db: cannot read %T as a boolean", src)
	}
	return nil
}
