package handoff

import (
	"neove/internal/seal"
)

// compartment of what two offices write to each other; the subject is the
// request.
const compartment = "handoff"

const (
	colNote   = "note"
	colAnswer = "answer"
	colReport = "report"
)

// Sealed lists the columns that hold sealed values.
var Sealed = []seal.Column{
	{Table: "handoff_requests", Row: "id", Subject: "id", Column: colNote, Compartment: compartment},
	{Table: "handoff_requests", Row: "id", Subject: "id", Column: colAnswer, Compartment: compartment},
	{Table: "handoff_requests", Row: "id", Subject: "id", Column: colReport, Compartment: compartment},
	{Table: "handoff_packages", Row: "id", Subject: "id", Column: "receiver", Compartment: compartment},
}

func ref(id, column string) seal.Ref {
	return seal.Ref{Table: "handoff_requests", Row: id, Column: column, Subject: id, Compartment: compartment}
}

func packageRef(id string) seal.Ref {
	return seal.Ref{Table: "handoff_packages", Row: id, Column: "receiver", Subject: id, Compartment: compartment}
}
