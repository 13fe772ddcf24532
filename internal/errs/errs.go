// Package errs is the one error model: a message key for people, a cause for
// operators, and a kind that decides the HTTP status and the exit code.
package errs

import (
	"errors"
	"fmt"
	"strings"
)

// Kind says what went wrong in terms the caller can act on.
type Kind int

// The kinds. Internal is the zero value: what nobody classified is our fault.
const (
	Internal Kind = iota
	Invalid
	Forbidden
	NotFound
	Conflict
	Unauthenticated
	TooMany
	Unavailable
)

var statuses = map[Kind]int{
	Internal: 500, Invalid: 422, Forbidden: 403, NotFound: 404,
	Conflict: 409, Unauthenticated: 401, TooMany: 429, Unavailable: 503,
}

// Error carries what a person reads (Key and Args, translated at the edge),
// which fields are wrong, and the cause that only the log shows.
type Error struct {
	Kind   Kind
	Key    string // message key, e.g. "outreach.activity.err.women"
	Args   []any  // name, value pairs for the message
	Fields []Field
	Cause  error
}

// Field is one wrong input: where it is and what to do.
type Field struct {
	Name string // form or JSON name, "people"
	Row  int    // 1-based row of a grid or sheet; 0 when there is one record
	Key  string
	Args []any
}

func (e *Error) Error() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s", e.Key)
	for i := 0; i+1 < len(e.Args); i += 2 {
		fmt.Fprintf(&b, " %v=%v", e.Args[i], e.Args[i+1])
	}
	for _, f := range e.Fields {
		fmt.Fprintf(&b, "; %s", f.Name)
		if f.Row > 0 {
			fmt.Fprintf(&b, "[%d]", f.Row)
		}
		fmt.Fprintf(&b, ": %s", f.Key)
	}
	if e.Cause != nil {
		fmt.Fprintf(&b, ": %v", e.Cause)
	}
	return b.String()
}

func (e *Error) Unwrap() error { return e.Cause }

// Status is the HTTP status of the error.
func (e *Error) Status() int { return statuses[e.Kind] }

// New makes an error of a kind; args are name, value pairs of the message.
func New(k Kind, key string, args ...any) *Error { return &Error{Kind: k, Key: key, Args: args} }

// Wrap keeps the cause for the operator behind a message for the person.
func Wrap(k Kind, cause error, key string, args ...any) *Error {
	return &Error{Kind: k, Key: key, Args: args, Cause: cause}
}

// Is reports whether err is of the kind.
func Is(err error, k Kind) bool {
	var e *Error
	return errors.As(err, &e) && e.Kind == k
}

// From returns err as *Error; an unclassified error becomes Internal.
func From(err error) *Error {
	var e *Error
	if errors.As(err, &e) {
		return e
	}
	return &Error{Kind: Internal, Key: "web.err.internal", Cause: err}
}

// Check collects field errors and yields one Invalid error, or nil.
type Check struct{ fields []Field }

// Add notes a wrong field; args are name, value pairs of the message.
func (c *Check) Add(name, key string, args ...any) {
	c.fields = append(c.fields, Field{Name: name, Key: key, Args: args})
}

// AddAt notes a wrong field in a row of a grid or sheet.
func (c *Check) AddAt(row int, name, key string, args ...any) {
	c.fields = append(c.fields, Field{Name: name, Row: row, Key: key, Args: args})
}

// Err is nil when nothing was noted.
func (c *Check) Err() error {
	if len(c.fields) == 0 {
		return nil
	}
	return &Error{Kind: Invalid, Key: "web.err.invalid", Fields: c.fields}
}
