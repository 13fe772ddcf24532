package livelihood

import (
	"cmp"
	"slices"
	"time"

	"neove/internal/clock"
	"neove/internal/errs"
	"neove/internal/vntext"
	"neove/measure"
)

// Help is support given to one person.
type Help struct {
	ID        string     `db:"id" json:"id"`
	Person    string     `db:"person" json:"person"`
	Kind      string     `db:"kind" json:"kind"`
	On        clock.Date `db:"given_on" json:"on"`
	Turns     *int64     `db:"turns" json:"turns"`
	Amount    *int64     `db:"amount" json:"amount"` // đồng
	Batch     string     `db:"batch" json:"batch"`   // id of the support that counts it already; "" for none
	Note      []byte     `db:"note" json:"-"`        // sealed
	Version   int64      `db:"version" json:"version"`
	CreatedBy string     `db:"created_by" json:"created_by"`
	CreatedAt time.Time  `db:"created_at" json:"created_at"`
	ChangedAt time.Time  `db:"changed_at" json:"changed_at"`
	Withdrawn bool       `db:"withdrawn" json:"withdrawn"`
}

// clean brings the record into its stored form: counselling of one person is
// one turn unless it says otherwise.
func (h *Help) clean(k Kind) {
	if h.Turns == nil && k.Turns != "" && k.People == "" {
		one := int64(1)
		h.Turns = &one
	}
}

// validate notes what is wrong; in is the batch that it names, if any.
func (h Help) validate(c *errs.Check, k Kind, in *Support, today clock.Date) {
	switch {
	case h.On == 0:
		c.Add("on", "livelihood.err.date")
	case h.On > today:
		c.Add("on", "livelihood.err.future", "today", vntext.Date(today))
	}
	for _, n := range []struct {
		item  Item
		value *int64
		max   int64
	}{{Turns, h.Turns, 1000}, {Amount, h.Amount, maxMoney}} {
		switch {
		case n.value == nil:
		case k.Measure(n.item) == "":
			c.Add(string(n.item), "livelihood.err.not_applicable", "kind", k.NameVi)
		case *n.value < 0 || *n.value > n.max:
			c.Add(string(n.item), "livelihood.err.count", "max", n.max)
		}
	}
	if in != nil && in.Kind != h.Kind {
		c.Add("batch", "livelihood.err.batch_kind", "label", in.Label())
	}
}

// helpFacts are what the helps of one person count, by help. A help inside a
// batch counts nothing, because the batch does. Turns and money of the others
// count each time; the person counts once per kind and calendar year, with the
// first help, and not at all where a batch of that year has counted him.
func helpFacts(unit string, list []Help, kinds map[string]Kind) map[string][]measure.Fact {
	type once struct {
		kind string
		year int
	}
	list = slices.SortedFunc(slices.Values(list), func(a, b Help) int { return cmp.Or(cmp.Compare(a.On, b.On), cmp.Compare(a.ID, b.ID)) })
	counted := map[once]bool{}
	for _, h := range list {
		if !h.Withdrawn && h.Batch != "" {
			counted[once{h.Kind, h.On.Year()}] = true
		}
	}
	out := map[string][]measure.Fact{}
	for _, h := range list {
		out[h.ID] = nil
		if h.Withdrawn || h.Batch != "" {
			continue
		}
		k := kinds[h.Kind]
		add := func(code string, value int64) {
			if code != "" {
				out[h.ID] = append(out[h.ID], measure.Fact{Unit: unit, Day: h.On, Measure: code, Value: value})
			}
		}
		if key := (once{h.Kind, h.On.Year()}); !counted[key] {
			counted[key] = true
			add(k.People, 1)
		}
		if h.Turns != nil {
			add(k.Turns, *h.Turns)
		}
		if h.Amount != nil {
			add(k.Amount, *h.Amount)
		}
	}
	return out
}
