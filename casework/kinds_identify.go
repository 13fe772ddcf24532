package casework

import (
	"time"

	"neove/internal/db"
	"neove/internal/errs"
	"neove/measure"
	"neove/regime"
)

// Daily work: what is noted as it happens.
var dailyKinds = []Kind{
	{Code: "note", Group: "daily", Fields: []Field{{Name: "in", Type: Choice, Codes: Compartments, List: "casework.compartment", Need: true, Half: true}, {Name: "text", Type: Text, Need: true, Rows: 5}},
		In: func(v Values) string { return v.Get("in") }, Brief: []string{"text"}},
	{Code: "statement", Group: "daily", Fields: []Field{{Name: "language", Type: Line, Half: true}, {Name: "interpreter", Type: Line, Half: true}, {Name: "present", Type: Line}, {Name: "text", Type: Text, Need: true, Rows: 10}, {Name: "unsure", Type: Text, More: true}},
		In: in(InTestimony), Brief: []string{"language"}},
	{Code: "health", Group: "daily", Fields: []Field{{Name: "where_seen", Type: Line, Half: true}, {Name: "urgent", Type: Tick}, {Name: "text", Type: Text, Need: true}, {Name: "next_on", Type: Day, Half: true}},
		In: in(InHealth), Brief: []string{"where_seen", "next_on"}},
	{Code: "whereabouts", Group: "daily", Fields: []Field{{Name: "text", Type: Text, Need: true}, {Name: "until", Type: Day, Half: true}}, In: in(InPlace), Brief: []string{"until"}},
}

var (
	verifyResults   = []string{"proved", "to_police", "not_proved", "lost"}
	outcomes        = []string{"confirmed", "not_victim", "suspended"}
	representatives = []string{"parent", "relative", "guardian", "agency", "none"}
)

// From the first notice to the decision: Law 53/2024 art. 27–33.
var identifyKinds = []Kind{
	{Code: "notice", Group: "identify", Fields: []Field{{Name: "told", Type: Line, Need: true, Half: true}, {Name: "symbol", Type: Line, Half: true}, {Name: "text", Type: Text, More: true}},
		In: in(InCore), Brief: []string{"told", "symbol"},
		Check: func(at moment, v Values, c *errs.Check) { notFuture(at, v, c, "on") },
		Apply: func(d desk, c *Case, _ *Core, r Record) error { return d.notified(c, noon(r.On)) }},
	{Code: "verification", Group: "identify", Fields: []Field{{Name: "result", Type: Choice, Codes: verifyResults, Need: true}, {Name: "complex", Type: Tick}, {Name: "symbol", Type: Line, Half: true}, {Name: "police", Type: Line, Half: true}, {Name: "text", Type: Text}},
		In: in(InCore), Brief: []string{"result", "symbol"},
		Check: func(at moment, v Values, c *errs.Check) { notFuture(at, v, c, "on") }, Apply: verified, Facts: countDays("verification")},
	{Code: "worksheet", Group: "identify", Fields: []Field{{Name: "act", Type: Choices, Codes: words(regime.Act), List: "regime.act"}, {Name: "means", Type: Choices, Codes: words(regime.Means), List: "regime.means"},
		{Name: "purpose", Type: Choices, Codes: words(regime.Purpose), List: "regime.purpose"}, {Name: "exploitation", Type: Choices, Codes: words(regime.Exploitation), List: "regime.exploitation"},
		{Name: "evidence", Type: Choices, Codes: words(regime.Evidence), List: "regime.evidence"},
		{Name: "background_fits", Type: Choice, Codes: Answers[:3], List: "casework.answer", Half: true, More: true}, {Name: "absence_fits", Type: Choice, Codes: Answers[:3], List: "casework.answer", Half: true, More: true},
		{Name: "reason_fits", Type: Choice, Codes: Answers[:3], List: "casework.answer", Half: true, More: true}, {Name: "with_other_victims", Type: Choice, Codes: Answers[:3], List: "casework.answer", Half: true, More: true},
		{Name: "when_taken", Type: Line, Half: true, More: true}, {Name: "where_held", Type: Line, Half: true, More: true}, {Name: "control", Type: Choices, Codes: Controls, More: true}, {Name: "recruited", Type: Choices, Codes: Recruitments, More: true},
		{Name: "text", Type: Text, More: true}},
		In: in(InTestimony), Brief: []string{"exploitation"},
		Apply: func(_ desk, _ *Case, core *Core, r Record) error {
			core.Exploitation = r.Values["exploitation"]
			return nil
		}},
	{Code: "decision", Group: "identify", May: mayDecide, Final: true, Fields: []Field{{Name: "outcome", Type: Choice, Codes: outcomes, Need: true}, {Name: "body", Type: Line, Need: true, Half: true}, {Name: "paper", Type: Choice, Codes: words(regime.Paper), List: "regime.paper", Half: true},
		{Name: "symbol", Type: Line, Half: true}, {Name: "decided_on", Type: Day, Need: true, Half: true}, {Name: "reason", Type: Text}, {Name: "follows", Type: Text}},
		In: in(InCore), Brief: []string{"outcome", "body", "symbol"}, Check: checkDecision, Apply: decided, Facts: countDays("decision")},
}

// notified starts the clock of the initial verification.
func (d desk) notified(c *Case, at time.Time) error {
	if err := d.meet(c.ID, at, "notify_lead"); err != nil {
		return err
	}
	if c.Status == Reported {
		c.Status = Checking
	}
	n, err := db.Get[int64](d.tx, "SELECT COUNT(*) FROM casework_clocks WHERE case_id=? AND code='initial_verification'", c.ID)
	if err != nil || n > 0 {
		return err // told before: what is verified is not verified again
	}
	return d.start(c.ID, "initial_verification", at)
}

func verified(d desk, c *Case, _ *Core, r Record) error {
	at := noon(r.On)
	if err := d.meet(c.ID, at, "initial_verification"); err != nil {
		return err
	}
	switch r.Values.Get("result") {
	case "to_police", "not_proved":
		if c.Status == Reported || c.Status == Checking {
			c.Status = Identifying
		}
		code := "identification_answer"
		if r.Values.Get("complex") != "" {
			code = "identification_answer_complex"
		}
		return d.start(c.ID, code, at)
	case "proved":
		if c.Status == Reported {
			c.Status = Checking
		}
	case "lost":
		c.Status = Suspended
	}
	return nil
}

// checkDecision wants a number for a positive decision, and for a negative one
// the reason and what follows.
func checkDecision(at moment, v Values, c *errs.Check) {
	notFuture(at, v, c, "on", "decided_on")
	switch v.Get("outcome") {
	case "confirmed":
		if v.Get("symbol") == "" {
			c.Add("symbol", "casework.err.symbol")
		}
		if v.Get("paper") == "" {
			c.Add("paper", "casework.err.paper")
		}
	case "not_victim", "suspended":
		if v.Get("reason") == "" {
			c.Add("reason", "casework.err.negative_reason")
		}
		if v.Get("outcome") == "not_victim" && v.Get("follows") == "" {
			c.Add("follows", "casework.err.follows")
		}
	}
	if day := v.Date("decided_on"); day != 0 && day < at.Case.ReceivedOn-3650 {
		c.Add("decided_on", "casework.err.too_early")
	}
}

// decided sets the legal status; the law of the support follows this day
// (Law 53/2024 art. 63).
func decided(d desk, c *Case, _ *Core, r Record) error {
	c.Status, c.IdentifiedOn = Status(r.Values.Get("outcome")), 0
	if c.Status == Confirmed {
		c.IdentifiedOn = r.Values.Date("decided_on")
	}
	at := noon(r.Values.Date("decided_on"))
	if c.Status != Suspended {
		return d.meet(c.ID, at, "initial_verification", "identification_answer", "identification_answer_complex")
	}
	_, err := d.tx.Exec("UPDATE casework_clocks SET stopped=? WHERE case_id=? AND met_at='' AND code IN ('identification_answer','identification_answer_complex')", true, c.ID)
	return err
}

// countDays counts the days from reception to a step, for the average.
func countDays(step string) func(at moment, r Record) []measure.Fact {
	return func(at moment, r Record) []measure.Fact {
		day := r.On
		if d := r.Values.Date("decided_on"); d != 0 {
			day = d
		}
		unit := unitOf(r.Office)
		return []measure.Fact{{Unit: unit, Day: day, Measure: "casework." + step + ".count", Value: 1},
			{Unit: unit, Day: day, Measure: "casework." + step + ".days", Value: int64(max(day-at.Case.ReceivedOn, 0))}}
	}
}
