package partner

import (
	"slices"
	"strconv"
	"time"

	"neove/internal/clock"
	"neove/internal/errs"
	"neove/internal/vntext"
	"neove/measure"
)

// Kinds of contributions.
const (
	Money      = "money"
	Goods      = "goods"
	Expertise  = "expertise"
	Volunteers = "volunteers"
)

// Contributions are the kinds in order.
var Contributions = []string{Money, Goods, Expertise, Volunteers}

// Contribution is what a partner gave, on a day or in a year.
type Contribution struct {
	ID        string      `db:"id" json:"id"`
	Partner   string      `db:"partner" json:"partner"`
	Unit      string      `db:"unit" json:"unit"` // for whom
	Year      int         `db:"year" json:"year"`
	On        *clock.Date `db:"given_on" json:"on"` // nil where only the year is known
	Kind      string      `db:"kind" json:"given"`
	Amount    *int64      `db:"amount" json:"amount"` // đồng; the value of goods
	Content   string      `db:"content" json:"content"`
	Document  string      `db:"document" json:"document"`
	Version   int64       `db:"version" json:"version"`
	CreatedBy string      `db:"created_by" json:"created_by"`
	CreatedAt time.Time   `db:"created_at" json:"created_at"`
	ChangedAt time.Time   `db:"changed_at" json:"changed_at"`
	Withdrawn bool        `db:"withdrawn" json:"withdrawn"`
}

func (r *Contribution) clean() {
	r.Content, r.Document = lines(r.Content), vntext.Clean(r.Document)
	if r.On != nil {
		r.Year = r.On.Year()
	}
}

// Day is the day on which the contribution counts: its own, or the last one of
// its year.
func (r Contribution) Day() clock.Date {
	if r.On != nil {
		return *r.On
	}
	return clock.On(r.Year, time.December, 31)
}

func (r Contribution) validate(c *errs.Check, today clock.Date) {
	switch {
	case r.On != nil && *r.On > today:
		c.Add("on", "partner.err.future", "today", vntext.Date(today))
	case r.On == nil && r.Year == 0:
		c.Add("on", "partner.err.when")
	case r.On == nil && r.Year >= today.Year():
		c.Add("on", "partner.err.year_open", "year", strconv.Itoa(r.Year))
	case r.Year < 1990:
		c.Add("year", "partner.err.year")
	}
	if !slices.Contains(Contributions, r.Kind) {
		c.Add("given", "partner.err.given")
	}
	if r.Amount != nil && (*r.Amount < 0 || *r.Amount > maxMoney) {
		c.Add("amount", "partner.err.amount")
	}
	if r.Kind == Money && r.Amount == nil {
		c.Add("amount", "partner.err.money")
	}
	if r.Content == "" {
		c.Add("content", "web.err.required")
	}
	checkLength(c, 0, "content", r.Content, maxLong)
	checkLength(c, 0, "document", r.Document, maxText)
}

// facts are what the contribution lets indicators count. The value of goods is
// not money and is not added to it.
func (r Contribution) facts() []measure.Fact {
	if r.Withdrawn {
		return nil
	}
	out := []measure.Fact{{Unit: r.Unit, Day: r.Day(), Measure: "partner.contribution.count", Value: 1}}
	switch {
	case r.Amount == nil:
	case r.Kind == Money:
		out = append(out, measure.Fact{Unit: r.Unit, Day: r.Day(), Measure: "partner.contribution.amount", Value: *r.Amount})
	default:
		out = append(out, measure.Fact{Unit: r.Unit, Day: r.Day(), Measure: "partner.contribution.value", Value: *r.Amount})
	}
	return out
}
