package casework

import (
	"neove/internal/errs"
)

var (
	measuresOfProtection = []string{"refuge", "secrecy", "guard", "move", "court", "contact"}
	riskFactors          = []string{"trafficker_knows", "trafficker_near", "family_involved", "debt", "threats", "self_harm", "health", "child", "no_papers", "witness"}
)

// Protection and safety, and the path of a child.
var protectKinds = []Kind{
	{Code: "risk", Group: "protect", Fields: []Field{{Name: "level", Type: Choice, Codes: Safeties, List: "casework.safety", Need: true}, {Name: "factors", Type: Choices, Codes: riskFactors}, {Name: "own_view", Type: Text, Rows: 2},
		{Name: "safety_plan", Type: Text, Need: true}, {Name: "review_on", Type: Day, Need: true, Half: true}},
		In: in(InCore), Brief: []string{"level", "review_on"}, Check: checkRisk, Apply: assessed},
	{Code: "protection", Group: "protect", Fields: []Field{{Name: "measure", Type: Choices, Codes: measuresOfProtection, Need: true}, {Name: "body", Type: Line, Half: true}, {Name: "symbol", Type: Line, Half: true}, {Name: "until", Type: Day, Half: true}, {Name: "refused", Type: Tick}, {Name: "reason", Type: Text}},
		In: in(InCore), Brief: []string{"measure", "until"},
		Check: func(_ moment, v Values, c *errs.Check) {
			if v.Get("refused") != "" && v.Get("reason") == "" {
				c.Add("reason", "casework.err.refusal")
			}
		}},
	{Code: "representative", Group: "protect", Fields: []Field{{Name: "who", Type: Choice, Codes: representatives, Need: true}, {Name: "name", Type: Line}, {Name: "checked_by", Type: Line, Half: true}, {Name: "conflict", Type: Choice, Codes: []string{"none_found", "suspected", "is"}, Need: true}, {Name: "text", Type: Text}},
		In: in(InTestimony), Brief: []string{"who", "conflict"},
		Check: func(_ moment, v Values, c *errs.Check) {
			if v.Get("who") != "none" && v.Get("name") == "" {
				c.Add("name", "casework.err.representative")
			}
			if v.Get("conflict") == "is" && v.Get("who") != "none" {
				c.Add("who", "casework.err.conflict")
			}
		}},
	{Code: "child", Group: "protect", Fields: []Field{{Name: "body", Type: Line, Need: true, Half: true}, {Name: "person_in_charge", Type: Line, Half: true}, {Name: "symbol", Type: Line, Half: true}, {Name: "text", Type: Text}},
		In: in(InCore), Brief: []string{"body", "person_in_charge"}},
	{Code: "interpreter", Group: "protect", Fields: []Field{{Name: "name", Type: Line, Need: true, Half: true}, {Name: "language", Type: Line, Need: true, Half: true}, {Name: "conflict", Type: Choice, Codes: []string{"none_found", "suspected", "is"}, Need: true}, {Name: "text", Type: Text}},
		In: in(InTestimony), Brief: []string{"language", "conflict"},
		Check: func(_ moment, v Values, c *errs.Check) {
			if v.Get("conflict") == "is" {
				c.Add("name", "casework.err.interpreter")
			}
		},
		Apply: func(_ desk, _ *Case, core *Core, r Record) error {
			core.Language = r.Values.Get("language")
			return nil
		}},
	{Code: "facts", Group: "protect", Fields: []Field{{Name: "minor", Type: Choice, Codes: Answers[:3], List: "casework.answer", Need: true}, {Name: "citizenship", Type: Choice, Codes: []string{"vn", "stateless_resident", "foreign"}, List: "casework.citizenship", Half: true},
		{Name: "abroad", Type: Choice, Codes: Answers[:3], List: "casework.answer", Half: true}, {Name: "poor", Type: Choice, Codes: Answers[:3], List: "casework.answer", Half: true}, {Name: "hardship", Type: Choice, Codes: Answers[:3], List: "casework.answer", Half: true},
		{Name: "in_facility", Type: Choice, Codes: Answers[:3], List: "casework.answer", Half: true}, {Name: "basis", Type: Line, Half: true}},
		In: in(InCore), Brief: []string{"minor", "citizenship"}, Apply: learned},
}

func checkRisk(at moment, v Values, c *errs.Check) {
	notFuture(at, v, c, "on")
	if next := v.Date("review_on"); next != 0 && next <= v.Date("on") {
		c.Add("review_on", "casework.err.review")
	}
}

// assessed sets the safety level; where it is high somebody looks again within
// 72 hours.
func assessed(d desk, c *Case, _ *Core, r Record) error {
	c.Safety, c.ReviewOn = r.Values.Get("level"), r.Values.Date("review_on")
	if err := d.meet(c.ID, noon(r.On), "safety_review"); err != nil {
		return err
	}
	if c.Safety == "high" || c.Safety == "immediate" {
		return d.start(c.ID, "safety_review", noon(r.On))
	}
	return nil
}

// learned takes over what the laws ask about.
func learned(_ desk, _ *Case, core *Core, r Record) error {
	for name, at := range map[string]*string{"minor": &core.Minor, "citizenship": &core.Citizenship, "abroad": &core.Abroad, "poor": &core.Poor, "hardship": &core.Hardship, "in_facility": &core.InFacility} {
		if v := r.Values.Get(name); v != "" {
			*at = v
		}
	}
	return nil
}
