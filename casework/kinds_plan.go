package casework

import (
	"neove/internal/errs"
	"neove/measure"
)

var fundings = []string{"central", "local", "aid", "social", "none"}

// needFields are a level and a note per domain.
func needFields() []Field {
	var out []Field
	for _, d := range Domains {
		out = append(out, Field{Name: d, Type: Choice, Codes: Levels, List: "casework.level", Half: true})
	}
	return append(out, Field{Name: "own_words", Type: Text}, Field{Name: "assessor", Type: Line, Half: true}, Field{Name: "next_on", Type: Day, Half: true})
}

// From needs to what was given.
var planKinds = []Kind{
	{Code: "needs", Group: "plan", Fields: needFields(), In: in(InCore), Brief: []string{"own_words", "next_on"},
		Check: func(at moment, v Values, c *errs.Check) {
			notFuture(at, v, c, "on")
			for _, d := range Domains {
				if v.Get(d) != "" {
					return
				}
			}
			c.Add(Domains[0], "casework.err.needs")
		}},
	{Code: "plan_item", Group: "plan", Fields: []Field{{Name: "regime", Type: Choice, From: "regimes", Need: true, Half: true}, {Name: "goal", Type: Text, Need: true, Rows: 2}, {Name: "provider", Type: Choice, From: "providers", Half: true}, {Name: "provider_other", Type: Line, Half: true},
		{Name: "from", Type: Day, Half: true}, {Name: "until", Type: Day, Half: true}, {Name: "cost", Type: Money, Half: true}, {Name: "funding", Type: Choice, Codes: fundings, Half: true}, {Name: "agreed", Type: Choice, Codes: Answers[:2], List: "casework.answer", Need: true, Half: true}, {Name: "review_on", Type: Day, Half: true},
		{Name: "result", Type: Choice, Codes: []string{"reached", "partly", "not_reached", "dropped"}, More: true}},
		In: in(InCore), Brief: []string{"regime", "goal"}, Lead: true,
		Check: func(_ moment, v Values, c *errs.Check) {
			if from, until := v.Date("from"), v.Date("until"); from != 0 && until != 0 && until < from {
				c.Add("until", "casework.err.until")
			}
			if v.Get("agreed") == "no" {
				c.Add("agreed", "casework.err.agreed")
			}
		}},
	{Code: "request", Group: "plan", Fields: []Field{{Name: "regimes", Type: Choices, Codes: []string{"h", "i", "k"}, List: "regime.name", Need: true}, {Name: "symbol", Type: Line, Half: true}, {Name: "payee", Type: Line, Half: true}, {Name: "amount", Type: Money, Half: true}, {Name: "text", Type: Text}},
		In: in(InCore), Brief: []string{"regimes"},
		Apply: func(d desk, c *Case, _ *Core, r Record) error { return d.start(c.ID, "support_decision", noon(r.On)) }},
	{Code: "support_decision", Group: "plan", Lead: true, Fields: []Field{{Name: "granted", Type: Choice, Codes: []string{"granted", "partly_granted", "rejected"}, Need: true}, {Name: "symbol", Type: Line, Need: true, Half: true}, {Name: "amount", Type: Money, Half: true}, {Name: "reason", Type: Text}},
		In: in(InCore), Brief: []string{"granted", "symbol", "amount"},
		Check: func(_ moment, v Values, c *errs.Check) {
			if v.Get("granted") == "rejected" && v.Get("reason") == "" {
				c.Add("reason", "casework.err.refusal")
			}
		},
		Apply: func(d desk, c *Case, _ *Core, r Record) error { return d.meet(c.ID, noon(r.On), "support_decision") }},
	{Code: "regime_end", Group: "plan", Fields: []Field{{Name: "regime", Type: Choice, From: "regimes", Need: true, Half: true}, {Name: "why_end", Type: Choice, Codes: []string{"enough", "limit", "declined", "moved_on"}, Need: true}, {Name: "text", Type: Text, Rows: 2}},
		In: in(InCore), Brief: []string{"regime", "why_end"},
		Apply: func(d desk, c *Case, _ *Core, r Record) error {
			if letterOf(r.Values.Get("regime")) != "a" {
				return nil
			}
			return d.meet(c.ID, noon(r.On), "essential_needs", "essential_needs_old")
		}},
	{Code: "papers", Group: "plan", Fields: []Field{{Name: "symbol", Type: Line, Half: true}, {Name: "dossier", Type: Choices, Codes: []string{"declaration", "id_copy", "minutes", "commune_request", "admission"}, Need: true}, {Name: "text", Type: Text, Rows: 2}},
		In: in(InCore), Brief: []string{"dossier", "symbol"},
		Apply: func(d desk, c *Case, _ *Core, r Record) error { return d.meet(c.ID, noon(r.On), "facility_papers") }},
	{Code: "service", Group: "plan", Fields: []Field{{Name: "regime", Type: Choice, From: "regimes", Need: true, Half: true}, {Name: "item", Type: Choice, From: "items", Half: true}, {Name: "what", Type: Line, Need: true}, {Name: "turns", Type: Count, Half: true}, {Name: "minutes", Type: Count, Half: true},
		{Name: "money", Type: Money, Half: true}, {Name: "funding", Type: Choice, Codes: fundings, Half: true}, {Name: "payee", Type: Line, Half: true}, {Name: "receipt", Type: Line, Half: true}, {Name: "text", Type: Text, Rows: 2}, {Name: "next_on", Type: Day, Half: true}},
		In: func(v Values) string {
			if r := v.Get("regime"); r == "b" || r == "g" || r == "old.medical" || r == "old.psychological" {
				return InHealth
			}
			return InCore
		}, Title: "what", Brief: []string{"minutes", "money", "text"},
		Check: func(at moment, v Values, c *errs.Check) {
			notFuture(at, v, c, "on")
			if v.Number("money") > 0 && v.Get("funding") == "" {
				c.Add("funding", "casework.err.funding")
			}
		}, Apply: given, Facts: serviceFacts},
}

// given starts the limit of essential needs at the first time.
func given(d desk, c *Case, _ *Core, r Record) error {
	if r.Values.Get("regime") == "a" {
		return d.start(c.ID, "essential_needs", noon(r.On))
	}
	return nil
}

// serviceFacts count turns and money by the letter of the law; persons are
// counted once per case, see countSupport.
func serviceFacts(_ moment, r Record) []measure.Fact {
	var facts []measure.Fact
	letter := letterCode(letterOf(r.Values.Get("regime")))
	add := func(what string, n int64) {
		for _, of := range []string{"", letter + "."} {
			facts = append(facts, measure.Fact{Unit: unitOf(r.Office), Day: r.On, Measure: "casework.support." + of + what, Value: n})
		}
	}
	add("turns", max(r.Values.Number("turns"), 1))
	if n := r.Values.Number("money"); n > 0 {
		add("money", n)
	}
	return facts
}
