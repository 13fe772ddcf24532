package casework

import (
	"neove/internal/clock"
	"neove/regime"
)

// factsOf are what the laws ask, with what was given already.
func factsOf(at moment) regime.Facts {
	f := at.Case.facts(at.Core)
	f.Used = map[string]regime.Use{}
	for _, r := range at.Done {
		if r.Kind != "service" {
			continue
		}
		code := r.Values.Get("regime")
		u := f.Used[code]
		if u.Times++; u.First == 0 || r.On < u.First {
			u.First = r.On
		}
		f.Used[code] = u
	}
	return f
}

// entitled answers for every regime of the law of the case.
func (s *Service) entitled(at moment, on clock.Date) []regime.Entitlement {
	return regime.Entitlements(factsOf(at), on)
}
