package casework

import (
	"neove/internal/seal"
	"slices"
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

var (
	caseSealed      = seal.Column{Table: "casework_cases", Row: "id", Subject: "id", Column: "box", Compartment: InCore}
	exclusionSealed = seal.Column{Table: "casework_exclusions", Row: "id", Subject: "case_id", Column: "box", Compartment: InCore}
)

// Sealed lists the columns that hold sealed values. The compartment of a record
// stands in its row.
var Sealed = slices.Concat(filesSealed(), receptionSealed, recordColumnsOf("box"), recordColumnsOf("why"), []seal.Column{caseSealed, exclusionSealed, breakSealed, consentSealed})

// recordsOf is a column of the records of one compartment.
func recordsOf(column, compartment string) seal.Column {
	return seal.Column{Table: "casework_records", Row: "id", Subject: "case_id", Column: column, Compartment: compartment, Where: "compartment='" + compartment + "'"}
}

func recordColumnsOf(column string) (out []seal.Column) {
	for _, name := range Compartments {
		out = append(out, recordsOf(column, name))
	}
	return out
}
