package casework

import (
	"slices"

	"neove/internal/clock"
	"neove/internal/errs"
	"neove/measure"
	"neove/regime"
)

// Kind is a kind of record, described once: its form, where it is kept, what is
// checked, and what it changes in the case. Its texts are
// casework.kind.<code> and casework.kind.<code>.about.
type Kind struct {
	Code   string
	Group  string // of the page "Ghi diễn biến"
	Fields []Field
	// In is the compartment; sealed under its key only.
	In func(v Values) string
	// May is a permission besides casework.case.record.
	May string
	// Lead says that only the office that leads the case records it.
	Lead bool
	// Check adds what a single field cannot say.
	Check func(at moment, v Values, c *errs.Check)
	// Apply changes the case; it runs for each new version.
	Apply func(d desk, c *Case, core *Core, r Record) error
	// Facts are what indicators count of one record.
	Facts func(at moment, r Record) []measure.Fact
	// Brief names the fields that the timeline shows, the first ones filled.
	Brief []string
	// Title is the field whose value heads the record in the timeline; "" is the
	// name of the kind.
	Title string
	// Final records are amended, but not withdrawn.
	Final bool
}

// final reports whether a record of the kind changed the case in a way that
// only another version can change again; a service changes nothing but a limit.
func (k Kind) final() bool { return k.Final || k.Apply != nil && k.Code != "service" }

// moment is what checks know: the case as it stands, and the day.
type moment struct {
	Case  Case
	Core  Core
	Today clock.Date
	Done  []Record // current records that the office may open
	Shut  int      // those of compartments that stay closed to it
	Facts regime.Facts
}

// last is the newest current record of a kind.
func (m moment) last(kind string) (Record, bool) {
	for _, r := range m.Done {
		if r.Kind == kind {
			return r, true
		}
	}
	return Record{}, false
}

func (m moment) has(kind string) bool { _, ok := m.last(kind); return ok }

func in(compartment string) func(Values) string { return func(Values) string { return compartment } }

// Groups of the page where a kind is chosen, in the order of the work.
var Groups = []string{"daily", "identify", "protect", "plan", "home", "end"}

// Kinds lists the kinds of records.
var Kinds = slices.Concat(dailyKinds, receptionKinds, identifyKinds, protectKinds, planKinds, homeKinds, endKinds, importedKinds)

// KindOf finds a kind by its code.
func KindOf(code string) (Kind, bool) {
	i := slices.IndexFunc(Kinds, func(k Kind) bool { return k.Code == code })
	if i < 0 {
		return Kind{}, false
	}
	return Kinds[i], true
}

// onDay is the field that every kind has first: when it happened.
var onDay = Field{Name: "on", Type: Day, Need: true, Half: true}

// fields are those of the form, the day first.
func (k Kind) fields() []Field { return append([]Field{onDay}, k.Fields...) }

func words(list string) []string { return regime.Words(list) }

func notFuture(at moment, v Values, c *errs.Check, names ...string) {
	for _, n := range names {
		if v.Date(n) > at.Today {
			c.Add(n, "casework.err.future")
		}
	}
}
