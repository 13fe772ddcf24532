package livelihood

import (
	"slices"
	"strings"
	"time"

	"neove/internal/clock"
	"neove/internal/errs"
	"neove/internal/vntext"
	"neove/measure"
)

// Programmes are those into which a province works the prevention of
// trafficking, in the order of its account.
var Programmes = []string{"social_assistance", "poverty", "training", "employment", "gender", "child", "socioeconomic"}

// Link is work against trafficking done inside another programme.
type Link struct {
	ID        string     `db:"id" json:"id"`
	Unit      string     `db:"unit" json:"unit"`
	Programme string     `db:"programme" json:"programme"`
	From      clock.Date `db:"from_on" json:"from"`
	To        clock.Date `db:"to_on" json:"to"`        // last day, inclusive; the link counts on it
	Agency    string     `db:"agency" json:"agency"`   // who did it
	Content   string     `db:"content" json:"content"` // what was worked in
	Document  string     `db:"document" json:"document"`
	People    *int64     `db:"people" json:"people"` // people reached
	Amount    *int64     `db:"amount" json:"amount"` // đồng
	Key       string     `db:"text_key" json:"-"`
	Source    string     `db:"source" json:"-"`
	Version   int64      `db:"version" json:"version"`
	CreatedBy string     `db:"created_by" json:"created_by"`
	CreatedAt time.Time  `db:"created_at" json:"created_at"`
	ChangedAt time.Time  `db:"changed_at" json:"changed_at"`
	Withdrawn bool       `db:"withdrawn" json:"withdrawn"`
}

// maxContent is what a description may hold.
const maxContent = 2000

func (l *Link) clean() {
	l.Agency, l.Document = vntext.Clean(l.Agency), vntext.Clean(l.Document)
	l.Content = strings.TrimSpace(vntext.NFC(l.Content))
	l.Key = vntext.Fold(l.Agency + " " + l.Content + " " + l.Document)
	if l.To == 0 {
		l.To = l.From
	}
}

// validate notes what is wrong; row is 0 for a single form.
func (l Link) validate(c *errs.Check, row int, today clock.Date) {
	if !slices.Contains(Programmes, l.Programme) {
		c.AddAt(row, "programme", "livelihood.err.programme")
	}
	checkDays(c, row, l.From, l.To, today)
	if l.Content == "" {
		c.AddAt(row, "content", "livelihood.err.content")
	}
	checkLength(c, row, "content", l.Content, maxContent)
	checkLength(c, row, "agency", l.Agency, maxText)
	checkLength(c, row, "document", l.Document, maxText)
	for _, n := range []struct {
		name  string
		value *int64
		max   int64
	}{{"people", l.People, maxCount}, {"amount", l.Amount, maxMoney}} {
		if n.value != nil && (*n.value < 0 || *n.value > n.max) {
			c.AddAt(row, n.name, "livelihood.err.count", "max", n.max)
		}
	}
}

// facts are what the link lets indicators count, on its last day.
func (l Link) facts() []measure.Fact {
	if l.Withdrawn {
		return nil
	}
	out := []measure.Fact{{Unit: l.Unit, Day: l.To, Measure: "livelihood.link.count", Value: 1}}
	for _, n := range []struct {
		measure string
		value   *int64
	}{{"livelihood.link.people", l.People}, {"livelihood.link.amount", l.Amount}} {
		if n.value != nil {
			out = append(out, measure.Fact{Unit: l.Unit, Day: l.To, Measure: n.measure, Value: *n.value})
		}
	}
	return out
}
