package regime

import "neove/internal/clock"

// The two laws, by the codes of their instruments.
const (
	Law2011 = "l66"
	Law2024 = "l53"
)

// Choice is the law that governs a person's support, and why.
type Choice struct {
	Law   string `json:"law"`
	Known bool   `json:"known"` // false: a victim whose day of identification is not recorded
	Why   Reason `json:"why"`
}

// NewLawFrom is the first day of the law of 2024.
func NewLawFrom() clock.Date {
	for _, i := range Instruments() {
		if i.Code == Law2024 {
			return i.From
		}
	}
	return clock.Max
}

// Choose picks the law by the day of identification (Law 53/2024 art. 63).
// Before the new law there is no question; afterwards a victim without that
// day could be under either.
func Choose(f Facts, on clock.Date) Choice {
	f = f.asOf(on)
	from := NewLawFrom()
	if on < from {
		return Choice{Law2011, true, because("law.then", "date", from)}
	}
	switch status := f.status(); {
	case status == BeingIdentified, status == Suspected, status == NotVictim, status == Relative:
		return Choice{Law2024, true, because("law.now", "date", from)}
	case f.IdentifiedOn == 0:
		return Choice{Law2024, false, because("law.undated", "date", from)}
	case f.IdentifiedOn < from:
		return Choice{Law2011, true, because("law.before", "identified", f.IdentifiedOn, "date", from)}
	}
	return Choice{Law2024, true, because("law.after", "identified", f.IdentifiedOn, "date", from)}
}

// status is the kind that decides on the law: an accompanying person follows
// the one they are with.
func (f Facts) status() Kind {
	if f.Kind == Accompanying {
		return f.Main
	}
	return f.Kind
}
