package casework

import (
	"slices"
	"strconv"

	"neove/measure"
)

// Figure is what indicators say of a measure, and how many of the units that
// owe the topic have reported.
type Figure struct {
	Value              int64
	Complete, Expected int
}

// least is the smallest number of persons that is shown to whoever is not on
// the team: fewer could point at one of them.
const least = 5

// Cell is a number as a reader may see it.
type Cell struct {
	N      int64 `json:"n"`
	Hidden bool  `json:"hidden,omitempty" doc:"Small, or it would tell a small one; n is 0"`
}

// String is the number, or a star.
func (c Cell) String() string {
	if c.Hidden {
		return "*"
	}
	return strconv.FormatInt(c.N, 10)
}

// Share is a value of a dimension with its count.
type Share struct {
	Code string `json:"value"`
	Cell
}

// Group is a dimension; Closed ones show nothing, because too few persons are
// in it to divide them.
type Group struct {
	Code   string  `json:"dimension"`
	Closed bool    `json:"closed,omitempty"`
	Lines  []Share `json:"values"`
}

// Support is what was given under a letter of art. 37.
type Support struct {
	Letter  string `json:"letter"`
	Persons Cell   `json:"persons"`
	Turns   Cell   `json:"turns"`
	Money   Cell   `json:"money"`
}

// Wait is how long persons waited for a step, on average.
type Wait struct {
	Code   string `json:"step"`
	Count  Cell   `json:"count"`
	Tenths Cell   `json:"days_tenths" doc:"Average days since the reception, in tenths"`
}

// Stats are the figures of a year: of a unit, or of the reader's own cases.
type Stats struct {
	Year          int       `json:"year"`
	Exact         bool      `json:"exact"`
	Received      int64     `json:"received"`
	Victims       int64     `json:"victims"`
	Supported     int64     `json:"supported"`
	Turns         int64     `json:"turns"`
	Money         int64     `json:"money"`
	Returned      int64     `json:"returned"`
	Reintegrated  int64     `json:"reintegrated"`
	Repeat        Cell      `json:"repeat"`
	Complete      int       `json:"complete"` // units that have reported every month
	Expected      int       `json:"expected"`
	Groups        []Group   `json:"groups"`
	Support       []Support `json:"support"`
	SupportClosed bool      `json:"support_closed,omitempty"`
	Waits         []Wait    `json:"waits"`
}

// steps are those whose days are counted; the count stands under another name
// than the days where each person counts once.
var steps = []struct{ code, count, days string }{
	{"verification", "casework.verification.count", "casework.verification.days"},
	{"decision", "casework.decision.count", "casework.decision.days"},
	{"supported", "casework.supported.persons", "casework.supported.days"},
	{"returned", "casework.returned.persons", "casework.returned.days"},
}

// Measures are all codes under which facts of cases are kept.
func Measures() []string {
	out := slices.Clone(told)
	for _, d := range Dimensions {
		for _, v := range d.Values {
			out = append(out, d.measure(v))
		}
	}
	for _, l := range Letters {
		for _, what := range []string{"persons", "turns", "money"} {
			out = append(out, "casework.support."+letterCode(l)+"."+what)
		}
	}
	for _, s := range steps {
		out = append(out, s.days)
	}
	return append(out, "casework.victim.repeat")
}

// secretly orders the values of a dimension as nobody can foresee, the same way
// each time; nil gives exact figures.
type secretly func(dimension string, values []string) []int

// statsOf lays out sums by measure; small ones are hidden unless order is nil.
func statsOf(n map[string]int64, order secretly) Stats {
	exact := order == nil
	if exact {
		order = func(string, []string) []int { return nil }
	}
	st := Stats{Exact: exact, Received: n["casework.person.received"], Victims: n["casework.victim.received"], Supported: n["casework.supported.persons"],
		Turns: n["casework.support.turns"], Money: n["casework.support.money"], Returned: n["casework.returned.persons"], Reintegrated: n["casework.reintegrated.persons"],
		Repeat: Cell{N: n["casework.victim.repeat"]}}
	st.Repeat.hide(!exact && st.Repeat.N > 0 && st.Repeat.N < least)
	for _, d := range Dimensions {
		st.Groups = append(st.Groups, groupOf(d, n, order))
	}
	if !exact {
		st.veil()
	}
	persons := make([]int64, len(Letters))
	for i, l := range Letters {
		persons[i] = n["casework.support."+letterCode(l)+".persons"]
	}
	cells, shown := conceal(persons, order("support", Letters))
	st.SupportClosed = !shown
	for i, l := range Letters {
		s := Support{Letter: l, Persons: cells[i], Turns: Cell{N: n["casework.support."+letterCode(l)+".turns"]}, Money: Cell{N: n["casework.support."+letterCode(l)+".money"]}}
		s.Turns.hide(cells[i].Hidden)
		s.Money.hide(cells[i].Hidden)
		st.Support = append(st.Support, s)
	}
	for _, one := range steps {
		s := Wait{Code: one.code, Count: Cell{N: n[one.count]}}
		if s.Count.N > 0 {
			s.Tenths.N = n[one.days] * 10 / s.Count.N
		}
		s.Tenths.hide(!exact && s.Count.N > 0 && s.Count.N < least)
		st.Waits = append(st.Waits, s)
	}
	return st
}

func (c *Cell) hide(yes bool) {
	if yes {
		*c = Cell{Hidden: true}
	}
}

// groupOf is a dimension as it may be shown. How many victims there are is told
// anyway, so that count hides nothing of the others.
func groupOf(d Dimension, n map[string]int64, order secretly) Group {
	g := Group{Code: d.Code}
	values := make([]int64, len(d.Values))
	from := 0
	for i, v := range d.Values {
		values[i] = n[d.measure(v)]
	}
	if d.Code == "status" {
		from = 1
	}
	cells, shown := conceal(values[from:], order(d.Code, d.Values[from:]))
	cells = append([]Cell{{N: values[0]}}[:from], cells...)
	g.Closed = !shown
	for i, v := range d.Values {
		g.Lines = append(g.Lines, Share{v, cells[i]})
	}
	return g
}

// veil closes the countries where the number of those taken abroad is hidden:
// the countries add up to it.
func (st *Stats) veil() {
	abroad := false
	for i, g := range st.Groups {
		switch g.Code {
		case "route":
			for _, l := range g.Lines {
				abroad = abroad || l.Code == "abroad" && l.Hidden
			}
		case "country":
			if abroad {
				st.Groups[i].close()
			}
		}
	}
}

func (g *Group) close() {
	g.Closed = true
	for i := range g.Lines {
		g.Lines[i].hide(true)
	}
}

// conceal hides counts of 1 to 4. A reader knows what the counts of a table add
// up to; so one larger count is hidden with them, the first in a secret order:
// from a rule about sizes or places, hidden counts could be worked out. A table
// that would show no person any more shows nothing at all.
func conceal(values []int64, order []int) (cells []Cell, shown bool) {
	small := false
	for _, n := range values {
		c := Cell{N: n}
		c.hide(order != nil && n > 0 && n < least)
		small = small || c.Hidden
		cells = append(cells, c)
	}
	if !small {
		return cells, true
	}
	for _, i := range order {
		if values[i] >= least {
			cells[i].hide(true)
			break
		}
	}
	if slices.ContainsFunc(cells, func(c Cell) bool { return c.N > 0 }) {
		return cells, true
	}
	for i := range cells {
		cells[i].hide(true)
	}
	return cells, false
}

// sumOf adds facts of a window up by measure.
func sumOf(facts []measure.Fact, w measure.Window) map[string]int64 {
	n := map[string]int64{}
	for _, f := range facts {
		if f.Day >= w.From && f.Day < w.To {
			n[f.Measure] += f.Value
		}
	}
	return n
}
