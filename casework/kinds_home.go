package casework

import (
	"slices"

	"neove/internal/errs"
	"neove/regime"
)

var (
	escorts    = []string{"alone", "relatives_fetch", "escorted", "handed_over"}
	reasonsEnd = []string{"reintegrated", "refuses", "moved", "lost", "not_victim", "deceased", "other"}
	situations = []string{"stable", "needs_support", "at_risk", "missing"}
)

// followUps are the clocks of the visits after the return, in order.
var followUps = []string{"follow_up_1", "follow_up_3", "follow_up_6", "follow_up_12"}

// The way home and afterwards.
var homeKinds = []Kind{
	{Code: "home_check", Group: "home", Fields: []Field{{Name: "wish", Type: Choice, Codes: []string{"home", "facility", "elsewhere", "undecided"}, Need: true}, {Name: "family_safe", Type: Choice, Codes: Answers[:3], List: "casework.answer", Need: true}, {Name: "body", Type: Line, Half: true}, {Name: "text", Type: Text}},
		In: in(InPlace), Brief: []string{"wish", "family_safe"}},
	{Code: "return", Group: "home", Fields: []Field{{Name: "escort", Type: Choice, Codes: escorts, Need: true}, {Name: "fetched_by", Type: Line, Half: true}, {Name: "relation", Type: Line, Half: true}, {Name: "handed_to", Type: Line, Half: true}, {Name: "symbol", Type: Line, Half: true}, {Name: "travel", Type: Line}, {Name: "travel_cost", Type: Money, Half: true}, {Name: "belongings", Type: Line, More: true}, {Name: "text", Type: Text, More: true}},
		In: in(InPlace), Brief: []string{"escort", "symbol"}, Check: checkReturn, Apply: returned},
	{Code: "visit", Group: "home", Fields: []Field{{Name: "situation", Type: Choice, Codes: situations, Need: true}, {Name: "work", Type: Answer, Half: true}, {Name: "school", Type: Answer, Half: true}, {Name: "stigma", Type: Answer, Half: true}, {Name: "contacted", Type: Answer, Half: true}, {Name: "text", Type: Text}, {Name: "next_on", Type: Day, Half: true}},
		In: in(InCore), Brief: []string{"situation", "next_on"},
		Check: func(at moment, v Values, c *errs.Check) { notFuture(at, v, c, "on") }, Apply: visited},
}

// checkReturn: a child does not travel alone, and who fetches it is named and is
// not the representative in conflict.
func checkReturn(at moment, v Values, c *errs.Check) {
	notFuture(at, v, c, "on")
	if at.Core.Child() && v.Get("escort") == "alone" {
		c.Add("escort", "casework.err.child_alone")
	}
	if v.Get("escort") == "relatives_fetch" && v.Get("fetched_by") == "" {
		c.Add("fetched_by", "casework.err.fetched_by")
	}
	if at.Core.Child() && !at.has("home_check") {
		c.Add("escort", "casework.err.home_check")
	}
	if r, ok := at.last("representative"); ok && r.Values.Get("conflict") == "is" && r.Values.Get("name") == v.Get("fetched_by") {
		c.Add("fetched_by", "casework.err.conflict")
	}
}

func returned(d desk, c *Case, _ *Core, r Record) error {
	c.ReturnedOn = r.On
	for _, code := range followUps {
		if err := d.start(c.ID, code, noon(r.On)); err != nil {
			return err
		}
	}
	return d.meet(c.ID, noon(r.On), "essential_needs", "essential_needs_old", "facility_stay")
}

// visited meets the follow-up that is due next.
func visited(d desk, c *Case, _ *Core, r Record) error {
	rows, err := clocksOf(d.tx, c.ID)
	if err != nil {
		return err
	}
	for _, code := range followUps {
		if slices.ContainsFunc(rows, func(k clockRow) bool { return k.Code == code && k.MetAt.IsZero() && !k.Stopped }) {
			return d.meet(c.ID, noon(r.On), code)
		}
	}
	return nil
}

// The end of a case, and its new beginning.
var endKinds = []Kind{
	{Code: "closure", Group: "end", Lead: true, Final: true, Fields: []Field{{Name: "why", Type: Choice, Codes: reasonsEnd, Need: true}, {Name: "situation", Type: Choice, Codes: situations, Half: true}, {Name: "contact_left", Type: Choice, Codes: Answers[:2], List: "casework.answer", Half: true}, {Name: "text", Type: Text, Need: true}},
		In: in(InCore), Brief: []string{"why"}, Check: checkClosure, Apply: closed},
	{Code: "reopening", Group: "end", Lead: true, Final: true, Fields: []Field{{Name: "reason", Type: Text, Need: true}, {Name: "stage", Type: Choice, Codes: stageCodes(Stages[:7]), List: "casework.stage", Need: true}}, In: in(InCore), Brief: []string{"stage", "reason"},
		Apply: func(_ desk, c *Case, _ *Core, r Record) error {
			c.Stage, c.ClosedOn, c.Retention = Stage(r.Values.Get("stage")), 0, Active
			return nil
		}},
}

func checkClosure(at moment, v Values, c *errs.Check) {
	notFuture(at, v, c, "on")
	if at.Case.Stage == Closed {
		c.Add("why", "casework.err.closed")
	}
	if v.Get("why") == "not_victim" && at.Case.Status != NotVictim {
		c.Add("why", "casework.err.not_decided")
	}
}

func closed(d desk, c *Case, _ *Core, r Record) error {
	c.Stage, c.ClosedOn = Closed, r.On
	if c.Retention == Active {
		c.Retention = Kept
	}
	return d.stop(c.ID)
}

func stageCodes(list []Stage) []string {
	var out []string
	for _, s := range list {
		out = append(out, string(s))
	}
	return out
}

// letterOf is the letter under which figures count a regime of either law.
func letterOf(code string) string {
	for _, law := range []string{regime.Law2024, regime.Law2011} {
		for _, g := range regime.Regimes(law) {
			if g.Code == code {
				return g.Counts
			}
		}
	}
	return code
}
