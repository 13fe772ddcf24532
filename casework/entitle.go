package casework

import (
	"neove/internal/clock"
	"neove/regime"
)

// facts are what the laws ask, with what was given already. Those of an
// accompanying person hang on the main person, where the office may open that
// case; else they stay unknown.
func (d desk) facts(at moment) (regime.Facts, error) {
	f := at.Case.facts(at.Core)
	if at.Case.Role == Accompanying && at.Case.Main != "" {
		main, err := caseByKey(d.tx, at.Case.Main)
		if err != nil {
			return f, err
		}
		if seat, err := d.seat(main); err == nil {
			core, err := d.core(main, seat)
			if err != nil {
				return f, err
			}
			f = f.With(main.facts(core))
		}
	}
	st, ok, err := d.s.shelter.StayOf(d.tx, at.Case.ID)
	if err != nil {
		return f, err
	}
	if ok {
		f.InFacility, f.StayFrom = regime.Yes, st.From
		f.Extended = map[string]clock.Date{"essential_needs": st.DaysUntil, "facility_stay": st.MonthsUntil}
	}
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
	return f, nil
}
