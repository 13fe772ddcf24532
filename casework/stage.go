package casework

// Condition is what a stage asks for before it is entered.
type Condition struct {
	Code string // text casework.condition.<code>
	Met  bool
	Kind string // the kind of record that meets it; "" for none
}

// standing is what conditions look at.
type standing struct {
	moment
	Running  []string // codes of clocks that run
	Consents int      // given and not withdrawn
	Open     int      // hand-offs that are open
}

func (s standing) runs(code string) bool {
	for _, c := range s.Running {
		if c == code {
			return true
		}
	}
	return false
}

// conditions lists what entering a stage asks for. A missing one does not stop
// the move, but wants a reason.
func conditions(s standing, to Stage) []Condition {
	of := func(code, kind string, met bool) Condition { return Condition{code, met, kind} }
	switch to {
	case Identification:
		return []Condition{of("lead_told", "notice", !s.runs("notify_lead")), of("urgent_seen", "service", len(s.Core.Needs) == 0 || s.has("service") || s.has("protection"))}
	case Protection:
		return []Condition{of("verified", "verification", s.has("verification")), of("decided_or_running", "decision", s.Case.Status == Confirmed || s.Case.Status == Identifying), of("risk", "risk", s.has("risk"))}
	case Planning:
		list := []Condition{of("risk", "risk", s.has("risk")), of("needs", "needs", s.has("needs"))}
		if s.Core.Child() {
			list = append(list, of("representative", "representative", s.has("representative")), of("child", "child", s.has("child")))
		}
		return list
	case Referral:
		return []Condition{of("plan", "plan_item", s.has("plan_item")), of("consent", "", s.Consents > 0)}
	case Return:
		list := []Condition{of("home_check", "home_check", s.has("home_check")), of("safe_now", "risk", s.Case.Safety != "" && s.Case.Safety != "immediate")}
		if s.Core.Child() {
			list = append(list, of("representative", "representative", s.has("representative")))
		}
		return list
	case Reintegration:
		return []Condition{of("returned", "return", s.has("return"))}
	case Closed:
		return []Condition{of("closure", "closure", s.has("closure")), of("handoffs", "", s.Open == 0), of("clocks", "", len(s.Running) == 0), of("visited", "visit", s.has("visit") || s.Case.Status == NotVictim)}
	}
	return nil
}

// between are the stages that a move skips.
func between(from, to Stage) []Stage {
	a, b := from.NumberOf(), to.NumberOf()
	if b <= a+1 {
		return nil
	}
	return Stages[a : b-1]
}

// needsReason reports whether a move must be explained: back, over stages, or
// with missing conditions.
func needsReason(from, to Stage, list []Condition) bool {
	if to.NumberOf() != from.NumberOf()+1 {
		return true
	}
	for _, c := range list {
		if !c.Met {
			return true
		}
	}
	return false
}

// Next is the stage that usually follows.
func (s Stage) Next() Stage {
	if n := s.NumberOf(); n > 0 && n < len(Stages) {
		return Stages[n]
	}
	return s
}
