package person

import (
	"context"
	"encoding/json"
	"slices"
	"time"

	"neove/access"
	"neove/internal/db"
	"neove/internal/errs"
	"neove/internal/vntext"
)

// relationRow is a stored relation; box holds kind, days and note.
type relationRow struct {
	ID        string    `db:"id"`
	Person    string    `db:"person"`
	Other     string    `db:"other"`
	Box       []byte    `db:"box"`
	Withdrawn bool      `db:"withdrawn"`
	Version   int64     `db:"version"`
	CreatedBy string    `db:"created_by"`
	CreatedAt time.Time `db:"created_at"`
}

const relationColumns = "SELECT id,person,other,box,withdrawn,version,created_by,created_at FROM person_relations"

// Linked is a relation as the page of one of the two shows it.
type Linked struct {
	Relation
	Back     bool  // seen from Other
	With     Label // the one at the other end
	Version  int64
	Conflict bool // cares for the person, who accuses them
}

// Relate says who is who to whom; the actor must hold both. Errors: Invalid,
// NotFound.
func (s *Service) Relate(tx *db.Tx, by access.Actor, in Relation) (string, error) {
	d, err := s.desk(tx, by, mayRecord)
	if err != nil {
		return "", err
	}
	_, holder, err := d.person(in.Person)
	if err != nil {
		return "", err
	}
	if _, _, err := d.person(in.Other); err != nil {
		return "", err
	}
	if in.Note = vntext.Clean(in.Note); in.validate() != nil {
		return "", in.validate()
	}
	r := relationRow{ID: tx.ID(), Person: in.Person, Other: in.Other, Version: 1, CreatedBy: by.ActorName(), CreatedAt: tx.Now}
	if err := s.sealRelation(tx, &r, in); err != nil {
		return "", err
	}
	d.event("person.person.relate", in.Person, holder, nil)
	d.event("person.person.relate", in.Other, holder, nil)
	return r.ID, db.UpsertAll(tx, "person_relations", "id", []relationRow{r})
}

func (s *Service) sealRelation(tx *db.Tx, r *relationRow, v Relation) error {
	raw, err := json.Marshal(v)
	if err != nil {
		return err
	}
	r.Box, err = s.keys.Seal(tx, ref("person_relations", "box", r.ID, r.Person), raw)
	return err
}

// Unrelate ends a relation, or takes it back as a mistake (the zero When). Errors:
// Invalid, NotFound, Conflict.
func (s *Service) Unrelate(tx *db.Tx, by access.Actor, id string, version int64, on When) error {
	d, err := s.desk(tx, by, mayRecord)
	if err != nil {
		return err
	}
	r, err := db.Get[relationRow](tx, relationColumns+" WHERE id=? AND withdrawn=?", id, false)
	if err != nil {
		return err
	}
	_, holder, err := d.person(r.Person)
	if err != nil {
		return err
	}
	if r.Version != version {
		return errs.New(errs.Conflict, "web.err.changed")
	}
	r.Version++
	if on == (When{}) {
		r.Withdrawn = true
	} else {
		v, err := s.openRelation(tx, holder, r)
		if err != nil {
			return err
		}
		if v.To = on; v.validate() != nil {
			return v.validate()
		}
		if err := s.sealRelation(tx, &r, v); err != nil {
			return err
		}
	}
	d.event("person.person.unrelate", r.Person, holder, nil)
	d.event("person.person.unrelate", r.Other, holder, nil)
	return db.UpsertAll(tx, "person_relations", "id", []relationRow{r})
}

func (s *Service) openRelation(tx *db.Tx, holder string, r relationRow) (Relation, error) {
	raw, err := s.keys.Open(tx, holder, ref("person_relations", "box", r.ID, r.Person), r.Box)
	if err != nil {
		return Relation{}, err
	}
	var v Relation
	if err := json.Unmarshal(raw, &v); err != nil {
		return v, errs.Wrap(errs.Internal, err, "seal.err.open")
	}
	v.ID, v.Person, v.Other = r.ID, r.Person, r.Other
	return v, nil
}

// RelationsIn lists the relations of a person whose both ends the actor may
// open; the caller notes the reading. Errors: NotFound.
func (s *Service) RelationsIn(tx *db.Tx, by access.Actor, id string) ([]Linked, error) {
	d, err := s.desk(tx, by, mayRead)
	if err != nil {
		return nil, err
	}
	if _, _, err := d.person(id); err != nil {
		return nil, err
	}
	return d.relations(id)
}

func (d desk) relations(id string) ([]Linked, error) {
	rows, err := db.Select[relationRow](d.tx, relationColumns+" WHERE (person=? OR other=?) AND withdrawn=? ORDER BY created_at,id", id, id, false)
	if err != nil {
		return nil, err
	}
	ids := make([]string, len(rows))
	for i, r := range rows {
		if ids[i] = r.Other; r.Other == id {
			ids[i] = r.Person
		}
	}
	labels, err := d.labels(ids)
	if err != nil {
		return nil, err
	}
	var out []Linked
	var all []Relation
	for i, r := range rows {
		with, ok := labels[ids[i]]
		if !ok {
			continue
		}
		held, err := heldOf(d.tx, d.mine, []string{r.Person})
		if err != nil {
			return nil, err
		}
		v, err := d.s.openRelation(d.tx, held[r.Person], r)
		if err != nil {
			return nil, err
		}
		out, all = append(out, Linked{Relation: v, Back: r.Other == id, With: with, Version: r.Version}), append(all, v)
	}
	for i := range out {
		if k, _ := kindOf(out[i].Kind); k.Cares {
			out[i].Conflict = slices.Contains(Conflicts(out[i].Person, all), out[i].Other)
		}
	}
	return out, nil
}

// RelateOne and UnrelateOne are commands of their own; the other is found by
// code.
func (s *Service) RelateOne(ctx context.Context, by access.Actor, in Relation, code string) error {
	return s.db.Write(ctx, by, "person.person.relate", func(tx *db.Tx) error {
		d, err := s.desk(tx, by, mayRecord)
		if err != nil {
			return err
		}
		if _, _, err := d.person(in.Person); err != nil {
			return err
		}
		r, err := personByCode(tx, code)
		if err == nil {
			in.Other = r.ID
			_, err = s.Relate(tx, by, in)
		}
		if errs.Is(err, errs.NotFound) {
			var c errs.Check
			c.Add("code", "person.err.code")
			return c.Err()
		}
		return err
	})
}

// UnrelateOne is Unrelate as a command.
func (s *Service) UnrelateOne(ctx context.Context, by access.Actor, id string, version int64, on When) error {
	return s.db.Write(ctx, by, "person.person.unrelate", func(tx *db.Tx) error { return s.Unrelate(tx, by, id, version, on) })
}
