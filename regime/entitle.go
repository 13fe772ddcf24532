package regime

import (
	"slices"

	"neove/internal/clock"
)

// Entitlement is what a law says about one regime for one person on a day.
type Entitlement struct {
	Law     string     `json:"law"`
	Regime  string     `json:"regime"` // letter of art. 37, or old.… of the law of 2011
	Counts  string     `json:"counts"` // the letter under which figures count it
	Due     Answer     `json:"due"`
	Why     []Reason   `json:"why"`               // never empty
	Missing []string   `json:"missing,omitempty"` // facts that would settle an unknown
	Source             // the article that gives or does not give it
	From    clock.Date `json:"from,omitempty"`
	Until   clock.Date `json:"until,omitempty"` // the first day after the nearer limit
	Limits  []Running  `json:"limits,omitempty"`
	Level   *Level     `json:"level"` // nil: no level set ("chưa có mức")
}

// Name is the message key of the regime's name.
func (e Entitlement) Name() string { return "regime.name." + e.Regime }

// verdict is an answer in the making.
type verdict struct {
	due     Answer
	why     []Reason
	missing []string
	Source
}

// Entitlements answers for every regime of the law that governs the person, in
// the law's order.
func Entitlements(f Facts, on clock.Date) []Entitlement {
	choice := Choose(f, on)
	limits := Limits(f, on)
	f = f.asOf(on)
	var out []Entitlement
	for _, g := range Regimes(choice.Law) {
		v := f.judge(choice, g)
		e := Entitlement{Law: g.Law, Regime: g.Code, Counts: g.Counts, Level: level(g, on), From: f.from(g, on)}
		for _, l := range limits {
			if l.Regime == g.Code {
				e.Limits = append(e.Limits, l)
				v = v.limited(l)
			}
		}
		if n, ok := Nearest(e.Limits); ok {
			e.Until = n.Until
		}
		if f.EndedOn != 0 && f.EndedOn <= on {
			v = verdict{due: No, why: []Reason{because("ended", "date", f.EndedOn)}, Source: v.Source}
		}
		e.Due, e.Why, e.Missing, e.Source = v.due, v.why, v.missing, v.Source
		out = append(out, e)
	}
	return out
}

// judge asks the matrix in every place that the facts leave open.
func (f Facts) judge(choice Choice, g Regime) verdict {
	if !choice.Known {
		return verdict{due: Unknown, why: []Reason{choice.Why}, missing: []string{"identified_on"}, Source: Source{choice.Law, "63", true}}
	}
	places := f.places()
	verdicts := make([]verdict, len(places))
	rows := map[string]bool{}
	for i, p := range places {
		row := groupOf(g.Law, p)
		rows[row.Code], verdicts[i] = true, f.cell(row, g)
	}
	first := verdicts[0]
	if len(rows) == 1 {
		return first
	}
	same := !slices.ContainsFunc(verdicts, func(v verdict) bool { return v.due != first.due })
	switch {
	case same && first.due == Yes:
		return verdict{due: Yes, why: []Reason{because("yes.any")}, Source: first.Source}
	case same && first.due == No:
		return verdict{due: No, why: []Reason{because("no.any")}, Source: first.Source}
	}
	v := verdict{due: Unknown, missing: differing(places, verdicts), Source: first.Source}
	for _, w := range verdicts {
		v.missing = append(v.missing, w.missing...)
	}
	slices.Sort(v.missing)
	if v.missing = slices.Compact(v.missing); len(v.missing) == 0 {
		v.why = first.why
	}
	for _, m := range v.missing {
		v.why = append(v.why, because("missing."+m))
	}
	return v
}

// differing names the facts of the place on which the answer turns: two places
// that differ in nothing else have different answers.
func differing(places []place, verdicts []verdict) []string {
	var out []string
	for i, p := range places {
		for j, q := range places[:i] {
			if verdicts[i].due == verdicts[j].due {
				continue
			}
			if fact, one := p.difference(q); one {
				out = append(out, fact)
			}
		}
	}
	return out
}

// difference is the one fact in which two places differ.
func (p place) difference(q place) (fact string, one bool) {
	n := 0
	for _, d := range []struct {
		fact string
		is   bool
	}{{"kind", p.kind != q.kind}, {"main", p.main != q.main}, {"citizenship", p.citizenship != q.citizenship}, {"abroad", p.abroad != q.abroad}} {
		if d.is {
			fact, n = d.fact, n+1
		}
	}
	return fact, n == 1
}

// cell reads one cell of the matrix with its conditions.
func (f Facts) cell(g Group, r Regime) verdict {
	v := verdict{due: Yes, Source: g.Source}
	if g.Kind == Accompanying && f.Minor == No {
		v.due, v.why = No, []Reason{because("of_age")}
		return v
	}
	switch cell := g.Cell(r.Code); cell[0] {
	case '-':
		v.due, v.why = No, []Reason{because("no." + g.Code)}
		return v
	case '?':
		v.due, v.why = Unknown, []Reason{because("ask." + g.Code)}
		return v
	}
	conditions := g.Conditions(r.Code)
	for _, c := range conditions {
		switch f.answer(c) {
		case No:
			v.due, v.why = No, append(v.why, because("not."+c))
		case Unknown:
			v.missing = append(v.missing, c)
		}
	}
	if v.due == No {
		v.missing = nil
		return v
	}
	if len(v.missing) > 0 {
		v.due = Unknown
		for _, c := range v.missing {
			v.why = append(v.why, because("missing."+c))
		}
		return v
	}
	v.why = []Reason{because("yes." + g.Code)}
	if !f.Minor.known() && (g.Kind == Accompanying || slices.Contains(conditions, "minor")) {
		v.why = append(v.why, because("age_assumed"))
	}
	if r.Detail == "minor" && f.Minor == No {
		v.why = append(v.why, because("detail.minor"))
	}
	return v
}

// limited takes a limit into account that is used up.
func (v verdict) limited(l Running) verdict {
	if l.State != Over || v.due == No {
		return v
	}
	why := because("over."+string(l.Unit), "n", l.N, "until", l.Until-1, "part", Reason{Key: l.Name()})
	if l.Unit == Times {
		why = because("over.times", "n", l.N, "first", l.From, "part", Reason{Key: l.Name()})
	}
	if !l.Ends {
		v.why = append(slices.Clone(v.why), why)
		return v
	}
	return verdict{due: No, why: []Reason{why}, Source: l.Source}
}

// from is the first day of the support: when it was first given, else when the
// person was received, or, where only victims have it, identified.
func (f Facts) from(g Regime, on clock.Date) clock.Date {
	days := []clock.Date{f.ReceivedOn, f.IdentifiedOn}
	if f.Kind == Victim && groupOf(g.Law, place{BeingIdentified, Victim, Vietnamese, No}).Cell(g.Code) == "-" {
		slices.Reverse(days)
	}
	if u, ok := f.use(g.Code, on); ok {
		days = append([]clock.Date{u.First}, days...)
	}
	for _, d := range days {
		if d != 0 {
			return d
		}
	}
	return 0
}
