package outreach

import (
	"slices"
	"strings"
	"time"

	"neove/internal/clock"
	"neove/internal/errs"
	"neove/internal/vntext"
	"neove/measure"
)

// Audiences are the groups that an activity may address.
var Audiences = []string{"residents", "officials", "pupils", "students", "workers", "women", "youth", "minorities", "border", "owners"}

// Levels of a broadcast.
var Levels = []string{"", "district", "commune", "province"}

// Activity is something that a unit did to inform people.
type Activity struct {
	ID        string     `db:"id" json:"id"`
	Unit      string     `db:"unit" json:"unit"`
	Office    string     `db:"office" json:"office,omitempty"` // agency that recorded it; "" for the authority
	Channel   string     `db:"channel" json:"channel"`
	From      clock.Date `db:"from_on" json:"from"`
	To        clock.Date `db:"to_on" json:"to"` // last day, inclusive
	Place     string     `db:"place" json:"place"`
	PlaceKey  string     `db:"place_key" json:"-"`
	Quantity  int64      `db:"quantity" json:"quantity"`
	People    *int64     `db:"people" json:"people"`
	Women     *int64     `db:"women" json:"women"`
	Minors    *int64     `db:"minors" json:"minors"`
	Amount    *int64     `db:"amount" json:"amount"` // đồng
	Level     string     `db:"level" json:"level"`
	Audience  string     `db:"audience" json:"audience"` // codes joined by commas
	Topic     string     `db:"topic" json:"topic"`
	Language  string     `db:"language" json:"language"`
	Partner   string     `db:"partner" json:"partner"`
	Campaign  string     `db:"campaign" json:"campaign"`
	Directing string     `db:"directing" json:"directing"`
	Note      string     `db:"note" json:"note"`
	Source    string     `db:"source" json:"-"` // key of the imported row; "" when typed
	Version   int64      `db:"version" json:"version"`
	CreatedBy string     `db:"created_by" json:"created_by"`
	CreatedAt time.Time  `db:"created_at" json:"created_at"`
	ChangedAt time.Time  `db:"changed_at" json:"changed_at"`
	Withdrawn bool       `db:"withdrawn" json:"withdrawn"`
}

// Value is the number in a column; nil when it was not given.
func (a Activity) Value(i Item) *int64 {
	switch i {
	case Quantity:
		return &a.Quantity
	case People:
		return a.People
	case Women:
		return a.Women
	case Minors:
		return a.Minors
	case Amount:
		return a.Amount
	}
	return nil
}

// clean brings the texts into their stored form.
func (a *Activity) clean() {
	for _, s := range []*string{&a.Place, &a.Topic, &a.Language, &a.Partner, &a.Directing, &a.Note} {
		*s = vntext.Clean(*s)
	}
	a.PlaceKey = vntext.Fold(a.Place + " " + a.Topic + " " + a.Note)
	if a.Quantity == 0 {
		a.Quantity = 1
	}
	if a.To == 0 {
		a.To = a.From
	}
}

// Limits of what an activity may hold.
const (
	maxText  = 500
	maxCount = 10_000_000
	maxMoney = 1_000_000_000_000
)

// validate notes what is wrong; row is 0 for a single form.
func (a Activity) validate(c *errs.Check, row int, ch Channel, today clock.Date) {
	switch {
	case a.From == 0:
		c.AddAt(row, "from", "outreach.err.date")
	case a.From > today:
		c.AddAt(row, "from", "outreach.err.future", "today", vntext.Date(today))
	case a.To < a.From:
		c.AddAt(row, "to", "outreach.err.range")
	case a.To-a.From > 366:
		c.AddAt(row, "to", "outreach.err.range_long")
	}
	if a.Quantity < 1 || a.Quantity > maxCount {
		c.AddAt(row, "quantity", "outreach.err.quantity")
	}
	for _, i := range Items[1:] {
		v := a.Value(i)
		limit := int64(maxCount)
		if i == Amount {
			limit = maxMoney
		}
		switch {
		case v == nil:
		case ch.Measure(i) == "":
			c.AddAt(row, string(i), "outreach.err.not_applicable", "channel", ch.NameVi)
		case *v < 0 || *v > limit:
			c.AddAt(row, string(i), "outreach.err.count")
		}
	}
	for _, i := range []Item{Women, Minors} {
		if part := a.Value(i); part != nil && a.People != nil && *part > *a.People {
			c.AddAt(row, string(i), "outreach.err."+string(i), "part", *part, "people", *a.People)
		}
	}
	a.validateTexts(c, row)
}

func (a Activity) validateTexts(c *errs.Check, row int) {
	for _, f := range []struct{ name, value string }{{"place", a.Place}, {"topic", a.Topic}, {"partner", a.Partner},
		{"language", a.Language}, {"directing", a.Directing}, {"note", a.Note}} {
		if len([]rune(f.value)) > maxText {
			c.AddAt(row, f.name, "outreach.err.long", "max", maxText)
		}
	}
	if !slices.Contains(Levels, a.Level) {
		c.AddAt(row, "level", "outreach.err.choice")
	}
	for code := range strings.SplitSeq(a.Audience, ",") {
		if code != "" && !slices.Contains(Audiences, code) {
			c.AddAt(row, "audience", "outreach.err.choice")
		}
	}
}

// facts are what the activity lets indicators count. A range counts on its
// first day.
func (a Activity) facts(ch Channel) []measure.Fact {
	if a.Withdrawn {
		return nil
	}
	var out []measure.Fact
	for _, i := range Items {
		if v := a.Value(i); v != nil && ch.Measure(i) != "" {
			out = append(out, measure.Fact{Unit: a.Unit, Day: a.From, Measure: ch.Measure(i), Value: *v})
		}
	}
	return out
}
