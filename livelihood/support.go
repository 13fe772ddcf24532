package livelihood

import (
	"cmp"
	"strconv"
	"time"

	"neove/internal/clock"
	"neove/internal/errs"
	"neove/internal/vntext"
	"neove/measure"
)

// Support is a batch of support that a unit gave, counted without names.
type Support struct {
	ID         string     `db:"id" json:"id"`
	Unit       string     `db:"unit" json:"unit"`
	Year       int        `db:"year" json:"year"` // with Number the name of the batch: 12/2024
	Number     int64      `db:"number" json:"number"`
	Kind       string     `db:"kind" json:"kind"`
	From       clock.Date `db:"from_on" json:"from"`
	To         clock.Date `db:"to_on" json:"to"` // last day, inclusive; the batch counts on it
	Occupation string     `db:"occupation" json:"occupation"`
	Provider   string     `db:"provider" json:"provider"`
	Partner    string     `db:"partner" json:"partner"` // id in the register of partners; "" for none
	People     *int64     `db:"people" json:"people"`
	Women      *int64     `db:"women" json:"women"`
	Minority   *int64     `db:"minority" json:"minority"`
	Poor       *int64     `db:"poor" json:"poor"`
	Minors     *int64     `db:"minors" json:"minors"`
	AtRisk     *int64     `db:"at_risk" json:"at_risk"`
	Victims    *int64     `db:"victims" json:"-"` // few victims in a small place can be told apart: see few
	Turns      *int64     `db:"turns" json:"turns"`
	Amount     *int64     `db:"amount" json:"amount"` // đồng
	Central    *int64     `db:"central" json:"central"`
	Local      *int64     `db:"local" json:"local"`
	Aid        *int64     `db:"aid" json:"aid"`
	Social     *int64     `db:"social" json:"social"`
	Other      *int64     `db:"other" json:"other"`
	Finished   *int64     `db:"finished" json:"finished"`
	Employed   *int64     `db:"employed" json:"employed"`
	Directing  string     `db:"directing" json:"directing"`
	Note       string     `db:"note" json:"note"`
	Key        string     `db:"text_key" json:"-"`
	Source     string     `db:"source" json:"-"` // key of the imported row; "" when typed
	Version    int64      `db:"version" json:"version"`
	CreatedBy  string     `db:"created_by" json:"created_by"`
	CreatedAt  time.Time  `db:"created_at" json:"created_at"`
	ChangedAt  time.Time  `db:"changed_at" json:"changed_at"`
	Withdrawn  bool       `db:"withdrawn" json:"withdrawn"`
}

// Label names the batch within its unit: 12/2024.
func (s Support) Label() string { return strconv.FormatInt(s.Number, 10) + "/" + strconv.Itoa(s.Year) }

// number is one of the numbers of a support. It applies where its item does; a
// part is of persons, a fund of the amount.
type number struct {
	name string
	of   Item
	at   func(*Support) **int64
}

var numbers = []number{
	{"people", People, func(s *Support) **int64 { return &s.People }},
	{"women", People, func(s *Support) **int64 { return &s.Women }},
	{"turns", Turns, func(s *Support) **int64 { return &s.Turns }},
	{"amount", Amount, func(s *Support) **int64 { return &s.Amount }},
	{"finished", Finished, func(s *Support) **int64 { return &s.Finished }},
	{"employed", Employed, func(s *Support) **int64 { return &s.Employed }},
	{"minority", People, func(s *Support) **int64 { return &s.Minority }},
	{"poor", People, func(s *Support) **int64 { return &s.Poor }},
	{"minors", People, func(s *Support) **int64 { return &s.Minors }},
	{"at_risk", People, func(s *Support) **int64 { return &s.AtRisk }},
	{"victims", People, func(s *Support) **int64 { return &s.Victims }},
	{"central", Amount, func(s *Support) **int64 { return &s.Central }},
	{"local", Amount, func(s *Support) **int64 { return &s.Local }},
	{"aid", Amount, func(s *Support) **int64 { return &s.Aid }},
	{"social", Amount, func(s *Support) **int64 { return &s.Social }},
	{"other", Amount, func(s *Support) **int64 { return &s.Other }},
}

func (n number) value(s Support) *int64 { return *n.at(&s) }

// money reports whether the number is in đồng.
func (n number) money() bool { return n.of == Amount }

// part reports whether the number is a part of the persons.
func (n number) part() bool {
	return n.name != "people" && (n.of == People || n.of == Finished || n.of == Employed)
}

// fund reports whether the number is a source of the amount.
func (n number) fund() bool { return n.of == Amount && n.name != "amount" }

// funds adds the sources up; given is the first of them, "" without any.
func (s Support) funds() (sum int64, given string) {
	for _, n := range numbers {
		if v := n.value(s); n.fund() && v != nil {
			sum, given = sum+*v, cmp.Or(given, n.name)
		}
	}
	return sum, given
}

// clean brings the record into its stored form. An amount that is only given by
// its sources is their sum.
func (s *Support) clean() {
	for _, t := range []*string{&s.Occupation, &s.Provider, &s.Directing, &s.Note} {
		*t = vntext.Clean(*t)
	}
	s.Key = vntext.Fold(s.Occupation + " " + s.Provider + " " + s.Note)
	if s.To == 0 {
		s.To = s.From
	}
	if sum, given := s.funds(); given != "" && s.Amount == nil {
		s.Amount = &sum
	}
}

// Limits of what a record may hold.
const (
	maxText  = 500
	maxCount = 10_000_000
	maxMoney = 1_000_000_000_000
	longest  = 2 * 366 // days: no course is longer
)

// validate notes what is wrong; row is 0 for a single form.
func (s Support) validate(c *errs.Check, row int, k Kind, today clock.Date) {
	checkDays(c, row, s.From, s.To, today)
	if k.Code == "" { // what applies is not known
		return
	}
	whole := false // said once that the persons are missing
	for _, n := range numbers {
		v := n.value(s)
		switch limit := n.limit(); {
		case v == nil:
		case k.Measure(n.of) == "":
			c.AddAt(row, n.name, "livelihood.err.not_applicable", "kind", k.NameVi)
		case *v < 0 || *v > limit:
			c.AddAt(row, n.name, "livelihood.err.count", "max", limit)
		case n.part() && s.People == nil:
			if !whole {
				c.AddAt(row, "people", "livelihood.err.whole")
			}
			whole = true
		case n.part() && *v > *s.People:
			c.AddAt(row, n.name, "livelihood.err.part", "part", *v, "people", *s.People)
		}
	}
	if sum, given := s.funds(); given != "" && s.Amount != nil && sum != *s.Amount {
		c.AddAt(row, given, "livelihood.err.funds", "sum", sum, "amount", *s.Amount)
	}
	s.validateRest(c, row, k)
}

func (s Support) validateRest(c *errs.Check, row int, k Kind) {
	if s.People == nil && s.Turns == nil && s.Amount == nil {
		c.AddAt(row, first(k), "livelihood.err.no_number")
	}
	if k.Course && s.Occupation == "" {
		c.AddAt(row, "occupation", "livelihood.err.occupation")
	}
	for _, f := range []struct{ name, value string }{{"occupation", s.Occupation}, {"provider", s.Provider}, {"directing", s.Directing}, {"note", s.Note}} {
		checkLength(c, row, f.name, f.value, maxText)
	}
}

// first is the number that a kind cannot do without.
func first(k Kind) string {
	for _, i := range items {
		if k.Measure(i) != "" {
			return string(i)
		}
	}
	return string(People)
}

func (n number) limit() int64 {
	if n.money() {
		return maxMoney
	}
	return maxCount
}

func checkDays(c *errs.Check, row int, from, to, today clock.Date) {
	switch {
	case from == 0:
		c.AddAt(row, "from", "livelihood.err.date")
	case from > today:
		c.AddAt(row, "from", "livelihood.err.future", "today", vntext.Date(today))
	case to > today:
		c.AddAt(row, "to", "livelihood.err.future", "today", vntext.Date(today))
	case to < from:
		c.AddAt(row, "to", "livelihood.err.range")
	case to-from > longest:
		c.AddAt(row, "to", "livelihood.err.range_long")
	}
}

func checkLength(c *errs.Check, row int, name, value string, max int) {
	if len([]rune(value)) > max {
		c.AddAt(row, name, "web.err.long", "max", max)
	}
}

// facts are what the support lets indicators count, on its last day.
func (s Support) facts(k Kind) []measure.Fact {
	if s.Withdrawn {
		return nil
	}
	var out []measure.Fact
	for _, n := range numbers {
		if v := n.value(s); v != nil && n.name == string(n.of) && k.Measure(n.of) != "" {
			out = append(out, measure.Fact{Unit: s.Unit, Day: s.To, Measure: k.Measure(n.of), Value: *v})
		}
	}
	return out
}

// summary is what the history shows of a new support.
func (s Support) summary(k Kind) map[string]any {
	m := map[string]any{"kind": k.NameVi, "to": s.To}
	if s.Occupation != "" {
		m["occupation"] = s.Occupation
	}
	for _, n := range numbers {
		if v := n.value(s); v != nil && n.name == string(n.of) {
			m[n.name] = *v
		}
	}
	return m
}

// tooFew is the size below which victims in a place could be told apart.
const tooFew = 5

// few hides a small number of victims from everyone but those who keep the
// record: reported is the number that may be shown, hidden says that there are
// some.
func few(n *int64) (reported *int64, hidden bool) {
	if n != nil && *n > 0 && *n < tooFew {
		return nil, true
	}
	return n, false
}
