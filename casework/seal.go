package casework

import (
	"encoding/json"

	"neove/internal/db"
	"neove/internal/errs"
	"neove/internal/seal"
)

// Compartments of a case; identity is the person's own.
const (
	InCore      = "core"
	InTestimony = "testimony"
	InHealth    = "health"
	InPlace     = "place"
)

// Compartments lists them.
var Compartments = []string{InCore, InTestimony, InHealth, InPlace}

// Sections are what a share may name: the compartments and who the person is.
var Sections = []string{InCore, seal.Identity, InTestimony, InHealth, InPlace}

// Sealed lists the columns that hold sealed values. The compartment of a record
// stands in its row.
var Sealed = append(append(filesSealed(), receptionSealed...), []seal.Column{
	{Table: "casework_cases", Row: "id", Subject: "id", Column: "box", Compartment: InCore},
	recordsOf("box", InCore), recordsOf("box", InTestimony), recordsOf("box", InHealth), recordsOf("box", InPlace),
	recordsOf("why", InCore), recordsOf("why", InTestimony), recordsOf("why", InHealth), recordsOf("why", InPlace),
	breakSealed, consentSealed,
	{Table: "casework_exclusions", Row: "id", Subject: "case_id", Column: "box", Compartment: InCore},
}...)

func recordsOf(column, compartment string) seal.Column {
	return seal.Column{Table: "casework_records", Row: "id", Subject: "case_id", Column: column, Compartment: compartment, Where: "compartment='" + compartment + "'"}
}

func ref(table, row, subject, compartment string) seal.Ref {
	return seal.Ref{Table: table, Row: row, Column: "box", Subject: subject, Compartment: compartment}
}

func (s *Service) sealJSON(tx *db.Tx, r seal.Ref, v any) ([]byte, error) {
	raw, err := json.Marshal(v)
	if err != nil {
		return nil, err
	}
	return s.keys.Seal(tx, r, raw)
}

func (s *Service) openJSON(tx *db.Tx, holder string, r seal.Ref, box []byte, v any) error {
	if len(box) == 0 {
		return nil
	}
	raw, err := s.keys.Open(tx, holder, r, box)
	if err != nil {
		return err
	}
	return unpack(raw, v)
}

func unpack(raw []byte, v any) error {
	if err := json.Unmarshal(raw, v); err != nil {
		return errs.Wrap(errs.Internal, err, "seal.err.open")
	}
	return nil
}

// sealRef is where a value of a column stands.
func sealRef(c seal.Column, row, subject string) seal.Ref {
	return seal.Ref{Table: c.Table, Row: row, Column: c.Column, Subject: subject, Compartment: c.Compartment}
}
