package person_test

import (
	"testing"

	"neove/app/apptest"
)

// The panic button of anybody makes the program forget every name it holds in
// memory.
func TestPanicForgetsNames(t *testing.T) {
	t.Parallel()
	w := apptest.SQLite(t)
	record(t, w, "police", full())
	must(t, w.Person.Warm(t.Context(), "police:"+apptest.Province))
	if w.Person.Remembered() == 0 {
		t.Fatal("nothing is in memory to begin with")
	}
	must(t, w.Access.Panic(t.Context(), w.Actor(t, "commune")))
	if n := w.Person.Remembered(); n != 0 {
		t.Errorf("names of %d offices are still in memory", n)
	}
}
