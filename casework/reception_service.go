package casework

import (
	"context"
	"slices"

	"neove/access"
	"neove/internal/db"
	"neove/internal/errs"
	"neove/internal/ui"
	"neove/org"
)

const deskOfDraft = InCore // drafts lie in the compartment of what the team knows

// Receive begins a reception with one draft per person, for the author only.
// Errors: Forbidden, Invalid.
func (s *Service) Receive(ctx context.Context, by access.Actor, in Receiving, people ...Screened) (Arrival, error) {
	var a Arrival
	err := s.db.Write(ctx, by, "casework.reception.record", func(tx *db.Tx) (err error) {
		a, err = s.receive(tx, by, in, people)
		return err
	})
	return a, err
}

func (s *Service) receive(tx *db.Tx, by access.Actor, in Receiving, people []Screened) (Arrival, error) {
	d, err := s.desk(tx, by)
	if err != nil {
		return Arrival{}, err
	}
	if in.Office, err = officeFor(by, in.Office); err != nil {
		return Arrival{}, err
	}
	in.People = max(in.People, len(people))
	if err := d.checkScene(&in); err != nil {
		return Arrival{}, err
	}
	a := Arrival{ID: tx.ID(), Office: in.Office, Channel: in.Channel, ReceivedAt: in.At.UTC(), State: Drafted, People: int64(in.People), Version: 1,
		CreatedBy: by.ID, CreatedName: by.Name, CreatedAt: tx.Now, ChangedAt: tx.Now, Scene: in.Scene}
	if a.Code, err = freeCode(tx, "TN", a.day().Year()); err != nil {
		return a, err
	}
	if err := s.keys.Grant(tx, a.ID, deskOfDraft, a.Office); err != nil {
		return a, err
	}
	if err := d.storeScene(&a); err != nil {
		return a, err
	}
	d.arrived("casework.reception.record", a, map[string]any{"channel": a.Channel, "people": a.People})
	if err := d.addIntakes(a, 1, a.People); err != nil {
		return a, err
	}
	if len(people) == 0 {
		return a, nil
	}
	rows := map[int64]Screened{}
	for i, p := range people {
		rows[int64(i+1)] = p
	}
	return a, d.screen(&a, rows)
}

// officeFor is the office in whose name somebody receives: the only one, or the
// one that was chosen.
func officeFor(by access.Actor, want string) (string, error) {
	held := by.Held(mayReceive)
	for _, o := range held {
		if o.String() == want || want == "" && len(held) == 1 {
			return o.String(), nil
		}
	}
	var c errs.Check
	if len(held) > 1 && want == "" {
		c.Add("office", "web.err.choice")
		return "", c.Err()
	}
	return "", errs.New(errs.Forbidden, "access.err.forbidden")
}

// checkScene looks at what was typed; units are named as people write them.
func (d desk) checkScene(in *Receiving) error {
	var bad errs.Check
	in.validate(d.tx.Now, &bad)
	if in.Unit != "" {
		u, err := d.tree.Match(in.Unit, "VN", d.tx.Today())
		if err != nil {
			bad.Add("unit", "casework.err.home")
		} else {
			in.Unit = u.ID
		}
	}
	if in.Place != "" {
		places, err := d.placesFor(in.Office)
		if err != nil {
			return err
		}
		if !slices.ContainsFunc(places, func(p org.Place) bool { return p.ID == in.Place }) {
			bad.Add("place", "web.err.choice")
		}
	}
	return bad.Err()
}

// placesFor are the border places of the office's province.
func (d desk) placesFor(office string) ([]org.Place, error) {
	return d.s.org.PlacesIn(d.tx, provinceOf(d.tree, unitOf(office), d.tx.Today()), "", d.tx.Today())
}

// places offers them for the form.
func (s *Service) places(ctx context.Context, by access.Actor, office string) (list []org.Place, err error) {
	err = s.db.View(ctx, func(tx *db.Tx) error {
		d, err := s.desk(tx, by)
		if err != nil || office == "" {
			return err
		}
		list, err = d.placesFor(office)
		return err
	})
	return list, err
}

func (d desk) storeScene(a *Arrival) (err error) {
	if a.Box, err = d.s.keys.SealJSON(d.tx, receptionSealed[0].Ref(a.ID, a.ID), a.Scene); err != nil {
		return err
	}
	return storeArrival(d.tx, *a)
}

// arrived tells the audit; detail holds codes.
func (d desk) arrived(action string, a Arrival, detail map[string]any) {
	d.tx.Event(db.Event{Action: action, Subject: receptionKind, ID: a.ID, Unit: unitOf(a.Office), Detail: detail})
}

func (d desk) addIntakes(a Arrival, from, to int64) error {
	var list []Intake
	for n := from; n <= to; n++ {
		i := Intake{ID: d.tx.ID(), Reception: a.ID, N: n, State: Drafted, Version: 1, Author: a.CreatedBy, ChangedAt: d.tx.Now}
		if err := d.s.keys.Grant(d.tx, i.ID, deskOfDraft, a.Office); err != nil {
			return err
		}
		list = append(list, i)
	}
	return storeIntakes(d.tx, list...)
}

// arrival finds a reception that the actor may see: the author's own draft that
// has not run out, or one that its office keeps.
func (d desk) arrival(key string) (Arrival, error) {
	a, err := arrivalByKey(d.tx, key)
	if err != nil || !slices.Contains(d.mine, a.Office) {
		return Arrival{}, nothing()
	}
	if a.State == Drafted && (a.CreatedBy != d.by.ID || !a.ChangedAt.After(deadline(d.tx.Now))) {
		return Arrival{}, nothing()
	}
	return a, d.s.keys.OpenJSON(d.tx, a.Office, receptionSealed[0].Ref(a.ID, a.ID), a.Box, &a.Scene)
}

// ArrivalView is a reception as somebody sees it.
type ArrivalView struct {
	Arrival
	Lines []Intake // own drafts with what they say; of others what was decided
	Cases map[string]string
	Mine  bool
	at    sitting
}

// Arrival opens a reception; the reading is stored before anything is shown.
// Errors: NotFound for whoever is not the author of a draft or of the office.
func (s *Service) Arrival(ctx context.Context, by access.Actor, key string) (ArrivalView, error) {
	var v ArrivalView
	err := s.db.Read(ctx, by, "casework.reception.view", func(tx *db.Tx) error {
		d, err := s.desk(tx, by)
		if err != nil {
			return err
		}
		if v.Arrival, err = d.arrival(key); err != nil {
			return err
		}
		d.arrived("casework.reception.view", v.Arrival, nil)
		return d.lines(&v)
	})
	if err != nil {
		return ArrivalView{}, err
	}
	return v, nil
}

// lines fills in the persons: drafts for their author, codes of cases for whoever
// is on their team.
func (d desk) lines(v *ArrivalView) error {
	all, err := intakesOf(d.tx, v.ID)
	if err != nil {
		return err
	}
	v.Mine, v.at, v.Cases = v.CreatedBy == d.by.ID, d.sitting(v.Arrival, all, 0), map[string]string{}
	for _, i := range all {
		if i.State == Drafted && (i.Author != d.by.ID || !i.ChangedAt.After(deadline(d.tx.Now))) {
			continue
		}
		if i.State == Drafted {
			if err := d.openIntake(v.Arrival, &i); err != nil {
				return err
			}
		}
		if i.Case != "" {
			v.Cases[i.Case], _ = d.s.Label(d.tx, d.by, i.Case)
		}
		v.Lines = append(v.Lines, i)
	}
	return nil
}

func (d desk) openIntake(a Arrival, i *Intake) error {
	i.Values = Values{}
	return d.s.keys.OpenJSON(d.tx, a.Office, receptionSealed[1].Ref(i.ID, i.ID), i.Box, &i.Values)
}

// sitting is what checks of one person know; n is the person, who is not among
// the others.
func (d desk) sitting(a Arrival, all []Intake, n int64) sitting {
	at := sitting{Day: a.day(), Today: d.tx.Today(), Now: d.tx.Now, Office: a.Office, Tree: d.tree}
	for _, i := range all {
		if i.N != n && (i.State == Drafted || i.State == Opened) {
			at.Others = append(at.Others, ui.Option{Value: number(i.N), Text: number(i.N)})
		}
	}
	return at
}

// ArrivalRow is a reception in the list.
type ArrivalRow struct {
	Arrival
	Counts map[string]int64 // by state of the persons
}

// Arrivals lists the receptions of the actor's offices and the own drafts.
func (s *Service) Arrivals(ctx context.Context, by access.Actor, limit, offset int) (out []ArrivalRow, total int64, err error) {
	if err := s.ExpireDrafts(ctx); err != nil {
		return nil, 0, err
	}
	err = s.db.Read(ctx, by, "casework.reception.list", func(tx *db.Tx) error {
		d, err := s.desk(tx, by)
		if err != nil {
			return err
		}
		tx.Event(db.Event{Subject: receptionKind, Detail: map[string]any{"page": offset}})
		var list []Arrival
		if list, total, err = arrivalsOf(tx, d.mine, by.ID, limit, offset); err != nil {
			return err
		}
		counts, err := tallies(tx, list)
		for _, a := range list {
			row := ArrivalRow{Arrival: a, Counts: map[string]int64{}}
			for _, c := range counts {
				if c.Reception == a.ID && (c.State != Drafted || a.CreatedBy == by.ID) {
					row.Counts[c.State] = c.N
				}
			}
			out = append(out, row)
		}
		return err
	})
	if err != nil {
		return nil, 0, err
	}
	return out, total, nil
}

// AmendScene corrects when and where a reception was; its author does, while a
// person of it is a draft. Errors: NotFound, Invalid, Conflict.
func (s *Service) AmendScene(ctx context.Context, by access.Actor, key string, version int64, in Receiving) error {
	return s.db.Write(ctx, by, "casework.reception.amend", func(tx *db.Tx) error {
		d, err := s.desk(tx, by)
		if err != nil {
			return err
		}
		a, err := d.draftOf(key, version)
		if err != nil {
			return err
		}
		in.Office, in.People = a.Office, max(in.People, int(a.People))
		if err := d.checkScene(&in); err != nil {
			return err
		}
		if int64(in.People) > a.People {
			if err := d.addIntakes(a, a.People+1, int64(in.People)); err != nil {
				return err
			}
		}
		a.Channel, a.ReceivedAt, a.Scene, a.People = in.Channel, in.At.UTC(), in.Scene, int64(in.People)
		a.Version, a.ChangedAt = a.Version+1, tx.Now
		d.arrived("casework.reception.amend", a, map[string]any{"people": a.People})
		return d.storeScene(&a)
	})
}

// draftOf finds a reception for a command of its author on the version that was
// seen.
func (d desk) draftOf(key string, version int64) (Arrival, error) {
	a, err := d.arrival(key)
	switch {
	case err != nil:
	case a.CreatedBy != d.by.ID:
		return Arrival{}, nothing()
	case version != 0 && a.Version != version:
		err = errs.New(errs.Conflict, "web.err.changed")
	}
	return a, err
}
