package casework

import (
	"context"
	"slices"
	"strconv"
	"time"

	"neove/access"
	"neove/internal/db"
	"neove/internal/errs"
)

func number(n int64) string { return strconv.FormatInt(n, 10) }

// Screened is a row of the quick entry of many persons.
type Screened struct {
	Sex       string `json:"sex,omitempty" doc:"female, male or other"`
	Age       *int64 `json:"age,omitempty" minimum:"0" maximum:"120"`
	Home      string `json:"home,omitempty" maxLength:"200" doc:"Province or smaller unit, as people write it"`
	Screening string `json:"screening,omitempty" doc:"signs, none or unclear"`
	Note      string `json:"note,omitempty" maxLength:"200"`
}

// Screen stores the quick entry of persons by number; a number beyond the last
// adds persons. It decides about nobody. Errors: NotFound, Invalid, Conflict.
func (s *Service) Screen(ctx context.Context, by access.Actor, key string, version int64, rows map[int64]Screened) error {
	return s.db.Write(ctx, by, "casework.reception.screen", func(tx *db.Tx) error {
		d, err := s.desk(tx, by)
		if err != nil {
			return err
		}
		a, err := d.draftOf(key, version)
		if err != nil {
			return err
		}
		return d.screen(&a, rows)
	})
}

func (d desk) screen(a *Arrival, rows map[int64]Screened) error {
	last := a.People
	for n := range rows {
		last = max(last, n)
	}
	if last > maxPeople {
		var c errs.Check
		c.Add("people", "casework.err.people", "max", maxPeople)
		return c.Err()
	}
	if last > a.People {
		if err := d.addIntakes(*a, a.People+1, last); err != nil {
			return err
		}
		a.People = last
	}
	all, err := intakesOf(d.tx, a.ID)
	if err != nil {
		return err
	}
	var bad errs.Check
	var changed []Intake
	counts := map[string]any{}
	for _, i := range all {
		row, ok := rows[i.N]
		if !ok || i.State != Drafted || i.Author != d.by.ID {
			continue
		}
		if err := d.openIntake(*a, &i); err != nil {
			return err
		}
		row.into(&i, d.sitting(*a, nil, i.N), &bad)
		if i.Screening != "" {
			n, _ := counts[i.Screening].(int)
			counts[i.Screening] = n + 1
		}
		changed = append(changed, i)
	}
	if err := bad.Err(); err != nil {
		return err
	}
	for k := range changed {
		if err := d.sealIntake(&changed[k]); err != nil {
			return err
		}
	}
	a.Version, a.ChangedAt = a.Version+1, d.tx.Now
	d.arrived("casework.reception.screen", *a, counts)
	if err := storeArrival(d.tx, *a); err != nil {
		return err
	}
	return storeIntakes(d.tx, changed...)
}

// into puts a row into the draft; a blank cell leaves what the form says.
func (r Screened) into(i *Intake, at sitting, bad *errs.Check) {
	set := func(name, value string) {
		if value != "" {
			i.Values.Set(name, value)
			i.Values.Set(name+"_state", "")
		}
	}
	row := int(i.N)
	if r.Sex != "" && r.Sex != "female" && r.Sex != "male" && r.Sex != "other" {
		bad.AddAt(row, "sex", "web.err.choice")
	}
	if r.Age != nil && (*r.Age < 0 || *r.Age > 120) {
		bad.AddAt(row, "age", "casework.err.age")
	}
	if r.Home != "" {
		if _, ok := at.home(r.Home); !ok {
			bad.AddAt(row, "home", "casework.err.home")
		}
	}
	if r.Screening != "" && !slices.Contains(Screenings, r.Screening) {
		bad.AddAt(row, "screening", "web.err.choice")
	}
	set("sex", r.Sex)
	set("home", r.Home)
	set("aid", r.Note)
	if r.Age != nil {
		set("age", number(*r.Age))
		if *r.Age >= 18 && i.Values.Get("minor") == "" {
			i.Values.Set("minor", "no")
		} else if *r.Age < 18 {
			i.Values.Set("minor", "yes")
		}
	}
	if r.Screening != "" {
		i.Screening = r.Screening
	}
}

// sealIntake seals what a draft says as its next version.
func (d desk) sealIntake(i *Intake) (err error) {
	i.Version, i.ChangedAt = i.Version+1, d.tx.Now
	i.Box, err = d.s.keys.SealJSON(d.tx, receptionSealed[1].Ref(i.ID, i.ID), i.Values)
	return err
}

// forget takes away what a draft said: its key is destroyed.
func (d desk) forget(i *Intake, state string) error {
	i.State, i.Box, i.Values, i.Done = state, []byte{}, nil, ""
	i.Version, i.ChangedAt = i.Version+1, d.tx.Now
	return d.s.keys.Shred(d.tx, i.ID)
}

// EndIntakes closes the persons without signs: they stay as a count, what was
// noted about them is destroyed. n is one person; 0 is everybody who was
// screened so. Errors: NotFound, Conflict, Invalid when there is nobody.
func (s *Service) EndIntakes(ctx context.Context, by access.Actor, key string, version, n int64) (ended int, err error) {
	err = s.db.Write(ctx, by, "casework.reception.end", func(tx *db.Tx) error {
		d, err := s.desk(tx, by)
		if err != nil {
			return err
		}
		a, err := d.draftOf(key, version)
		if err != nil {
			return err
		}
		all, err := intakesOf(tx, a.ID)
		if err != nil {
			return err
		}
		var list []Intake
		for _, i := range all {
			if i.State == Drafted && i.Author == by.ID && i.Screening == NoSigns && (n == 0 || i.N == n) {
				if err := d.forget(&i, Ended); err != nil {
					return err
				}
				list = append(list, i)
			}
		}
		if ended = len(list); ended == 0 {
			var c errs.Check
			c.Add("screening", "casework.err.nobody")
			return c.Err()
		}
		if err := d.keepArrival(&a, "casework.reception.end", map[string]any{"people": ended}); err != nil {
			return err
		}
		return storeIntakes(tx, list...)
	})
	return ended, err
}

// keepArrival stores a reception of which somebody was decided about: from then
// on its office sees the event.
func (d desk) keepArrival(a *Arrival, action string, detail map[string]any) error {
	a.State, a.Version, a.ChangedAt = Noted, a.Version+1, d.tx.Now
	d.arrived(action, *a, detail)
	return storeArrival(d.tx, *a)
}

// ExpireDrafts destroys drafts that nobody saved for seven days. The daily
// chores do it, and every look at the list; db.Erase then takes the keys out of
// the files.
func (s *Service) ExpireDrafts(ctx context.Context) error {
	var old []Intake
	err := s.db.View(ctx, func(tx *db.Tx) (err error) {
		old, err = overdue(tx)
		return err
	})
	if err != nil || len(old) == 0 {
		return err
	}
	err = s.db.Write(ctx, access.System("neove"), "casework.reception.expire", func(tx *db.Tx) error {
		d := desk{s: s, tx: tx, by: access.System("neove")}
		if old, err = overdue(tx); err != nil || len(old) == 0 {
			return err
		}
		return d.expire(old)
	})
	if err != nil {
		return err
	}
	return s.db.Erase(ctx, "seal_keys", "seal_compartments")
}

func overdue(tx *db.Tx) ([]Intake, error) {
	return db.Select[Intake](tx, intakeColumns+" WHERE state=? AND changed_at<=? ORDER BY reception, n", Drafted, db.Arg(deadline(tx.Now)))
}

// expire forgets drafts; a reception of which nothing was decided goes with its
// last draft, without a trace but the event.
func (d desk) expire(old []Intake) error {
	byReception := map[string][]Intake{}
	var order []string
	for _, i := range old {
		if byReception[i.Reception] == nil {
			order = append(order, i.Reception)
		}
		byReception[i.Reception] = append(byReception[i.Reception], i)
	}
	for _, id := range order {
		list := byReception[id]
		for k := range list {
			if err := d.forget(&list[k], Expired); err != nil {
				return err
			}
		}
		if err := storeIntakes(d.tx, list...); err != nil {
			return err
		}
		a, err := arrivalByKey(d.tx, id)
		if err != nil {
			return err
		}
		d.arrived("casework.reception.expire", a, map[string]any{"people": len(list)})
		if err := d.dropEmpty(a); err != nil {
			return err
		}
	}
	return nil
}

func (d desk) dropEmpty(a Arrival) error {
	left, err := db.Get[int64](d.tx, "SELECT COUNT(*) FROM casework_intakes WHERE reception=? AND state<>?", a.ID, Expired)
	if err != nil || a.State != Drafted || left > 0 {
		return err
	}
	if _, err := d.tx.Exec("DELETE FROM casework_intakes WHERE reception=?", a.ID); err != nil {
		return err
	}
	if _, err := d.tx.Exec("DELETE FROM casework_receptions WHERE id=?", a.ID); err != nil {
		return err
	}
	return d.s.keys.Shred(d.tx, a.ID)
}

// since words until when a draft lives.
func (i Intake) until() time.Time { return i.ChangedAt.AddDate(0, 0, draftDays) }
