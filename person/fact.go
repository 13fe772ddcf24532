package person

import (
	"reflect"
	"time"
)

// State says what is known of a value. Blank is not asked.
type State string

// The states.
const (
	NotAsked State = ""
	Known    State = "known"
	Declined State = "declined" // does not want to say
	Unknown  State = "unknown"  // does not know
)

// Fact is a personal value with what is known of it, who noted it and when.
type Fact[T any] struct {
	State State     `json:"state,omitempty"`
	Value T         `json:"value,omitzero"`
	By    string    `json:"by,omitempty"`
	At    time.Time `json:"at,omitzero"`
}

// Told is a known value.
func Told[T any](v T) Fact[T] { return Fact[T]{State: Known, Value: v} }

// Silent is a value that was asked and not told.
func Silent[T any](s State) Fact[T] { return Fact[T]{State: s} }

// Known reports whether there is a value.
func (f Fact[T]) Known() bool { return f.State == Known }

// fact is what all facts have in common.
type fact interface {
	state() State
	noted() (by string, at time.Time)
	note(by string, at time.Time)
	same(other fact) bool
	set(other fact)
	hide()
	clear()
}

func (f *Fact[T]) state() State                     { return f.State }
func (f *Fact[T]) noted() (by string, at time.Time) { return f.By, f.At }
func (f *Fact[T]) note(by string, at time.Time)     { f.By, f.At = by, at }

// same compares what is known, not who noted it.
func (f *Fact[T]) same(other fact) bool {
	o, ok := other.(*Fact[T])
	return ok && f.State == o.State && reflect.DeepEqual(f.Value, o.Value)
}

// set takes the value of another fact of the same type.
func (f *Fact[T]) set(other fact) {
	if o, ok := other.(*Fact[T]); ok {
		*f = *o
	}
}

// hide takes the value away and leaves the state.
func (f *Fact[T]) hide() { var none T; f.Value = none }

func (f *Fact[T]) clear() { *f = Fact[T]{} }
