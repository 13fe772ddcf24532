package casework

import (
	"context"
	"strings"

	"neove/access"
	"neove/internal/clock"
	"neove/internal/db"
	"neove/internal/sheet"
)

// Entered is a line of the register of victims ("sổ theo dõi nạn nhân"): codes
// in place of names.
type Entered struct {
	Case
	Core
	Given     []Aid
	Situation string // of the last visit, else of the closure
	Left      clock.Date
	Why       string // of the closure
	Hidden    bool   // health support is not open to the office
}

// Aid is what was given under a letter: first day, times, money.
type Aid struct {
	Letter string
	First  clock.Date
	Turns  int64
	Money  int64
}

// Register lists the cases that the actor's own offices lead and on whose team
// the actor is, received in a year. Errors: those of db.Read.
func (s *Service) Register(ctx context.Context, by access.Actor, year, limit, offset int) (list []Entered, total int64, err error) {
	err = s.db.Read(ctx, by, "casework.register.view", func(tx *db.Tx) (err error) {
		list, total, err = s.entered(tx, by, year, limit, offset)
		tx.Event(db.Event{Subject: caseKind, Detail: map[string]any{"year": year, "cases": codesOf(list)}})
		return err
	})
	return list, total, err
}

// TakeRegister is the whole register of a year, for a file; the event is stored
// before the first line is given.
func (s *Service) TakeRegister(ctx context.Context, by access.Actor, year int, purpose string) (list []Entered, m sheet.Mark, err error) {
	m = sheet.Mark{Who: by.ActorName(), Purpose: purpose}
	err = s.db.Read(ctx, by, "casework.register.export", func(tx *db.Tx) (err error) {
		if list, _, err = s.entered(tx, by, year, 10_000, 0); err != nil {
			return err
		}
		id := tx.ID()
		m.At, m.Number = tx.Now, strings.ToUpper(id[len(id)-8:])
		tx.Event(db.Event{Subject: caseKind, Detail: map[string]any{"year": year, "purpose": purpose, "number": m.Number, "cases": codesOf(list)}})
		return nil
	})
	return list, m, err
}

func codesOf(list []Entered) []string {
	codes := []string{}
	for _, e := range list {
		codes = append(codes, e.Code)
	}
	return codes
}

func (s *Service) entered(tx *db.Tx, by access.Actor, year, limit, offset int) (out []Entered, total int64, err error) {
	d, err := s.desk(tx, by)
	if err != nil || len(d.mine) == 0 {
		return nil, 0, err
	}
	w := yearWindow(year)
	where, args := d.onMyTeam()
	where += " AND c.decoy=? AND c.received_on>=? AND c.received_on<? AND c.office IN (" + marks(len(d.mine)) + ")"
	args = append(append(args, false, w.From, w.To), anys(d.mine)...)
	if total, err = db.Get[int64](tx, "SELECT COUNT(*) FROM casework_cases c WHERE"+where, args...); err != nil {
		return nil, 0, err
	}
	list, err := db.Select[Case](tx, strings.Replace(caseColumns, "FROM casework_cases", "FROM casework_cases c", 1)+" WHERE"+where+" ORDER BY c.received_on, c.code LIMIT ? OFFSET ?", append(args, limit, offset)...)
	if err != nil {
		return nil, 0, err
	}
	err = d.each(list, func(at moment, seat Seat) error {
		e := enter(at)
		e.Hidden = !seat.May(InHealth)
		out = append(out, e)
		return nil
	})
	return out, total, err
}

// enter is a case as the register has it.
func enter(at moment) Entered {
	e := Entered{Case: at.Case, Core: at.Core, Left: at.Case.ReturnedOn}
	if e.Left == 0 {
		e.Left = at.Case.ClosedOn
	}
	if r, ok := at.last("closure"); ok && at.Case.ClosedOn != 0 {
		e.Why, e.Situation = r.Values.Get("why"), r.Values.Get("situation")
	}
	if r, ok := at.last("visit"); ok && e.Situation == "" {
		e.Situation = r.Values.Get("situation")
	}
	for _, l := range Letters {
		g := Aid{Letter: l}
		for _, r := range at.Done {
			if r.Kind != "service" || letterOf(r.Values.Get("regime")) != l {
				continue
			}
			if g.First == 0 || r.On < g.First {
				g.First = r.On
			}
			g.Turns, g.Money = g.Turns+max(r.Values.Number("turns"), 1), g.Money+r.Values.Number("money")
		}
		if g.First != 0 {
			e.Given = append(e.Given, g)
		}
	}
	return e
}
