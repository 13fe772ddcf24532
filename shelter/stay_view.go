package shelter

import (
	"cmp"
	"context"
	"slices"

	"neove/access"
	"neove/audit"
	"neove/internal/clock"
	"neove/internal/db"
)

// near is the day by which a limit has to lie to be warned of.
func (d desk) near() (clock.Date, error) {
	n, err := d.s.setting(d.tx, limitWarn, d.today)
	return d.today + clock.Date(n), err
}

// Labelled is a stay as a reader of the list sees it.
type Labelled struct {
	Stay
	Facility  string // its code
	Label     string
	Href      string // of the case, where the reader may open it
	Nights    int64
	Left      int64 // days until the nearer limit
	Which     string
	NearLimit bool
}

func (d desk) label(list []Stay) ([]Labelled, error) {
	near, err := d.near()
	if err != nil {
		return nil, err
	}
	all, err := facilities(d.tx)
	codes := map[string]string{}
	for _, f := range all {
		codes[f.ID] = f.Code
	}
	var out []Labelled
	for _, st := range list {
		l := Labelled{Stay: st, Facility: codes[st.Facility], Label: st.Code, Nights: st.Days(d.today)}
		if d.s.CaseLabel != nil {
			if text, href := d.s.CaseLabel(d.tx, d.by, st.Case); text != "" {
				l.Label, l.Href = text, href
			}
		}
		until, which := st.Until()
		l.Left, l.Which, l.NearLimit = int64(until-d.today), which, st.To == nil && until <= near
		out = append(out, l)
	}
	return out, err
}

// Stays lists stays at the actor's facilities; facility "" is all of them.
func (s *Service) Stays(ctx context.Context, by access.Actor, facility string, f StayFilter) (list []Labelled, total int64, err error) {
	err = s.db.View(ctx, func(tx *db.Tx) error {
		if err := by.Need(stayRead); err != nil {
			return err
		}
		d, err := s.desk(tx, by)
		if err != nil {
			return err
		}
		mine, err := d.mine(stayRead)
		if err != nil {
			return err
		}
		for _, m := range mine {
			if facility == "" || m.ID == facility {
				f.Facilities = append(f.Facilities, m.ID)
			}
		}
		if f.Near, err = d.near(); err != nil {
			return err
		}
		if f.Not, err = d.barred(); err != nil {
			return err
		}
		rows, n, err := stays(tx, f)
		if err != nil {
			return err
		}
		total = n
		list, err = d.label(rows)
		return err
	})
	return list, total, err
}

// StayView is one stay with what was decided and noted.
type StayView struct {
	Labelled
	Extensions []Extension
	Notes      []Noted
	Change     bool
	Events     []audit.Event
}

// Stay is one stay at a facility of the actor's. Errors: NotFound.
func (s *Service) Stay(ctx context.Context, by access.Actor, id string) (v StayView, err error) {
	err = s.db.View(ctx, func(tx *db.Tx) error {
		d, err := s.desk(tx, by)
		if err != nil {
			return err
		}
		st, f, _, err := d.stay(stayRead, id)
		if err != nil {
			return err
		}
		list, err := d.label([]Stay{st})
		if err != nil {
			return err
		}
		v.Labelled = list[0]
		_, may := d.seat(stayRecord, f)
		v.Change = may && st.To == nil
		if v.Extensions, err = extensions(tx, id); err != nil {
			return err
		}
		if v.Notes, _, err = d.notes([]Facility{f}, NoteFilter{Stay: id, Limit: 100}); err != nil {
			return err
		}
		v.Events, err = audit.Of(tx, stayKind, id)
		return err
	})
	if err != nil {
		return StayView{}, err
	}
	return v, nil
}

// Mine are the facilities at which the actor has a permission, without what is
// sealed.
func (s *Service) Mine(ctx context.Context, by access.Actor, permission string) (list []Facility, err error) {
	err = s.db.View(ctx, func(tx *db.Tx) error {
		d, err := s.desk(tx, by)
		if err != nil {
			return err
		}
		list, err = d.mine(permission)
		return err
	})
	return slices.DeleteFunc(list, func(f Facility) bool { return f.State == Closed }), err
}

// nearestFirst puts the nearest limit first.
func nearestFirst(list []Labelled) []Labelled {
	return slices.SortedStableFunc(slices.Values(list), func(a, b Labelled) int { return cmp.Compare(a.Left, b.Left) })
}
