package shelter

import (
	"encoding/hex"
	"encoding/json"

	"neove/internal/db"
	"neove/internal/errs"
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

func (s *Service) sealPlace(tx *db.Tx, f *Facility, p Place) error {
	raw, err := json.Marshal(p)
	if err != nil {
		return err
	}
	f.Place, err = s.keys.Seal(tx, placeRef(f.ID), raw)
	return err
}

// openPlace opens the address in the name of the office that runs the facility,
// the only one with the key; the caller has seen that the actor may.
func (s *Service) openPlace(tx *db.Tx, f Facility) (p Place, err error) {
	if len(f.Place) == 0 {
		return p, nil
	}
	raw, err := s.keys.Open(tx, f.Office, placeRef(f.ID), f.Place)
	if err != nil {
		return p, err
	}
	if err := json.Unmarshal(raw, &p); err != nil {
		return p, errs.Wrap(errs.Internal, err, "seal.err.open")
	}
	return p, nil
}

// factID is what a fact of a stay is entered under. Figures are read by many;
// nobody may find the case behind one, not even with the database in hand.
func (s *Service) factID(id string) (string, error) {
	mac, err := s.keys.HMAC("shelter.fact", id)
	return hex.EncodeToString(mac), err
}
