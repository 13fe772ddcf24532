package person

import (
	"encoding/json"
	"strconv"
	"strings"

	"neove/internal/db"
	"neove/internal/errs"
	"neove/internal/seal"
	"neove/internal/vntext"
)

// Sealed lists the columns that hold sealed values; the subject is the person.
var Sealed = []seal.Column{
	{Table: "person_people", Row: "id", Subject: "id", Column: colNames, Compartment: seal.Identity},
	{Table: "person_people", Row: "id", Subject: "id", Column: colFacts, Compartment: seal.Identity},
	{Table: "person_people", Row: "id", Subject: "id", Column: colPlace, Compartment: seal.Place},
	{Table: "person_revisions", Row: "id", Subject: "person", Column: colFacts, Compartment: seal.Identity},
	{Table: "person_revisions", Row: "id", Subject: "person", Column: colPlace, Compartment: seal.Place},
	{Table: "person_relations", Row: "id", Subject: "person", Column: "box", Compartment: seal.Identity},
}

func ref(table, column, rowID, subject string) seal.Ref {
	for _, c := range Sealed {
		if c.Table == table && c.Column == column {
			return seal.Ref{Table: table, Row: rowID, Column: column, Subject: subject, Compartment: c.Compartment}
		}
	}
	panic("person: " + table + "." + column + " is not sealed")
}

// columns are the sealed columns of a person that a reader may have.
func columns(place bool) []string {
	if place {
		return []string{colNames, colFacts, colPlace}
	}
	return []string{colNames, colFacts}
}

// open fills the profile from the columns.
func (s *Service) open(tx *db.Tx, holder string, r *row, p *Profile, cols ...string) error {
	for _, c := range cols {
		box := *r.box(c)
		if len(box) == 0 {
			continue
		}
		raw, err := s.keys.Open(tx, holder, ref("person_people", c, r.ID, r.ID), box)
		if err != nil {
			return err
		}
		if err := p.unpack(raw); err != nil {
			return err
		}
	}
	return nil
}

// sealInto puts the profile into the columns.
func (s *Service) sealInto(tx *db.Tx, r *row, p *Profile, cols ...string) error {
	for _, c := range cols {
		raw, err := p.pack(c)
		if err != nil {
			return err
		}
		box := r.box(c)
		if *box = []byte{}; string(raw) == "{}" && c == colPlace {
			continue
		}
		if *box, err = s.keys.Seal(tx, ref("person_people", c, r.ID, r.ID), raw); err != nil {
			return err
		}
	}
	return nil
}

// replaced is a superseded value as a revision keeps it.
type replaced struct {
	Field string          `json:"field"`
	By    string          `json:"by"` // who replaced it
	Was   json.RawMessage `json:"was"`
}

// sealRevision keeps superseded values, those of each compartment apart.
func (s *Service) sealRevision(tx *db.Tx, r *row, by string, old *Profile, codes []string) error {
	id, boxes := tx.ID(), map[string][]replaced{}
	for _, f := range fields {
		v := f.of(old)
		if !one(f.code, codes, false) || v.state() == NotAsked {
			continue
		}
		raw, err := json.Marshal(v)
		if err != nil {
			return err
		}
		c := colFacts
		if f.column == colPlace {
			c = colPlace
		}
		boxes[c] = append(boxes[c], replaced{f.code, by, raw})
	}
	if len(boxes) == 0 {
		return nil
	}
	out := revisionRow{ID: id, Person: r.ID, Facts: []byte{}, Place: []byte{}, At: tx.Now, N: r.Version}
	for c, list := range boxes {
		raw, err := json.Marshal(list)
		if err != nil {
			return err
		}
		box, err := s.keys.Seal(tx, ref("person_revisions", c, id, r.ID), raw)
		if err != nil {
			return err
		}
		if c == colPlace {
			out.Place = box
		} else {
			out.Facts = box
		}
	}
	return tx.Insert("person_revisions", out)
}

// revisions are the earlier values, newest first.
func (s *Service) revisions(tx *db.Tx, holder, person string, place bool) ([]Revision, error) {
	rows, err := revisionRows(tx, person)
	if err != nil {
		return nil, err
	}
	var out []Revision
	for _, r := range rows {
		boxes := map[string][]byte{colFacts: r.Facts}
		if place {
			boxes[colPlace] = r.Place
		}
		for c, box := range boxes {
			if len(box) == 0 {
				continue
			}
			raw, err := s.keys.Open(tx, holder, ref("person_revisions", c, r.ID, person), box)
			if err != nil {
				return nil, err
			}
			var list []replaced
			if err := json.Unmarshal(raw, &list); err != nil {
				return nil, errs.Wrap(errs.Internal, err, "seal.err.open")
			}
			for _, v := range list {
				one := Revision{Field: v.Field, By: v.By, At: r.At}
				for _, f := range fields {
					if f.code == v.Field {
						err = json.Unmarshal(v.Was, f.of(&one.Was))
					}
				}
				if err != nil {
					return nil, errs.Wrap(errs.Internal, err, "seal.err.open")
				}
				out = append(out, one)
			}
		}
	}
	return out, nil
}

// marks are the HMACs of what nearly nobody shares: papers, and full name with
// exact birth day and sex. Forged papers say nothing about who somebody is.
func (s *Service) marks(person string, p *Profile) ([]markRow, error) {
	var out []markRow
	add := func(label, value string) error {
		mac, err := s.keys.HMAC("person/"+label, value)
		if err == nil {
			out = append(out, markRow{person, mac})
		}
		return err
	}
	seen := map[string]bool{}
	for _, v := range p.Papers.Value {
		value := paperValue(v.Number)
		if !p.Papers.Known() || v.State == "forged" || len(value) < 6 || seen[value] {
			continue
		}
		seen[value] = true
		if err := add("paper", value); err != nil {
			return nil, err
		}
	}
	if p.Name.Known() && p.Sex.Known() && p.Birth.Known() && p.Birth.Value.Kind == Exact {
		v := strings.Join([]string{vntext.Fold(p.Name.Value), strconv.Itoa(int(p.Birth.Value.Date)), p.Sex.Value}, "|")
		if err := add("who", v); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// paperValue is the number of a paper without spaces and points.
func paperValue(number string) string { return strings.ReplaceAll(vntext.Fold(number), " ", "") }
