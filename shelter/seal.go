package shelter

import (
	"encoding/hex"

	"neove/internal/db"
	"neove/internal/seal"
)

// sealNotes is the compartment of incidents, visits and reviews.
const sealNotes = "shelter"

// Sealed lists the columns that hold sealed values.
var Sealed = []seal.Column{
	{Table: "shelter_facilities", Row: "id", Subject: "id", Column: "place", Compartment: seal.Place},
	{Table: "shelter_notes", Row: "id", Subject: "subject", Column: "text", Compartment: sealNotes},
}

func placeRef(facility string) seal.Ref {
	return seal.Ref{Table: "shelter_facilities", Row: facility, Column: "place", Subject: facility, Compartment: seal.Place}
}

func noteRef(n Note) seal.Ref {
	return seal.Ref{Table: "shelter_notes", Row: n.ID, Column: "text", Subject: n.Subject, Compartment: sealNotes}
}

func (s *Service) sealPlace(tx *db.Tx, f *Facility, p Place) (err error) {
	f.Place, err = s.keys.SealJSON(tx, placeRef(f.ID), p)
	return err
}

// openPlace opens the address in the name of the office that runs the facility,
// the only one with the key; the caller has seen that the actor may.
func (s *Service) openPlace(tx *db.Tx, f Facility) (p Place, err error) {
	err = s.keys.OpenJSON(tx, f.Office, placeRef(f.ID), f.Place, &p)
	return p, err
}

// factID is what a fact of a stay is entered under. Figures are read by many;
// nobody may find the case behind one, not even with the database in hand.
func (s *Service) factID(id string) (string, error) {
	mac, err := s.keys.HMAC("shelter.fact", id)
	return hex.EncodeToString(mac), err
}
