package livelihood

import (
	"slices"

	"neove/access"
	"neove/internal/db"
	"neove/internal/seal"
	"neove/org"
)

const compartment = seal.Identity

func ref(table, row, column, person string) seal.Ref {
	return seal.Ref{Table: table, Row: row, Column: column, Subject: person, Compartment: compartment}
}

// sealPerson fills the sealed columns of a row.
func (s *Service) sealPerson(tx *db.Tx, p *personRow, i Identity) error {
	for _, f := range []struct {
		column, text string
		to           *[]byte
	}{{"name", i.Name, &p.Name}, {"birth", string(i.Birth), &p.Birth}, {"contact", i.Contact, &p.Contact}, {"reason", i.Reason, &p.Reason}} {
		box, err := s.Keys.SealText(tx, ref("livelihood_people", p.ID, f.column, p.ID), f.text)
		if err != nil {
			return err
		}
		*f.to = box
	}
	return nil
}

// openPerson reads the sealed columns on behalf of the unit that keeps them.
func (s *Service) openPerson(tx *db.Tx, p personRow) (Identity, error) {
	var i Identity
	var birth string
	for _, f := range []struct {
		column string
		box    []byte
		to     *string
	}{{"name", p.Name, &i.Name}, {"birth", p.Birth, &birth}, {"contact", p.Contact, &i.Contact}, {"reason", p.Reason, &i.Reason}} {
		text, err := s.Keys.OpenText(tx, p.Unit, ref("livelihood_people", p.ID, f.column, p.ID), f.box)
		if err != nil {
			return i, err
		}
		*f.to = text
	}
	i.Birth = Birth(birth)
	return i, nil
}

// keeps reports whether the actor works in the unit that keeps people, or in
// the commune that took its place. Access follows assignment, not rank: an
// officer of a level above sees codes and numbers only. Provinces keep nobody.
func keeps(by access.Actor, t *org.Tree, permission, unit string) bool {
	kept, _ := t.Unit(unit)
	if kept.Level != org.Commune && kept.Level != org.District || !by.MayAt(permission, unit) {
		return false
	}
	if by.MayExactly(permission, unit) {
		return true
	}
	return slices.ContainsFunc(by.Held(permission), func(s access.Office) bool {
		u, _ := t.Unit(s.Unit)
		return u.Level == org.Commune && t.Covers(s.Unit, unit)
	})
}
