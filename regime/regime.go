package regime

import (
	"slices"
	"strings"

	"neove/internal/clock"
)

// Answer is yes, no or unknown; every other text counts as unknown.
type Answer string

// The three answers.
const (
	Yes     Answer = "yes"
	No      Answer = "no"
	Unknown Answer = "unknown"
)

func (a Answer) known() bool { return a == Yes || a == No }

// Kind is what a person is in the eyes of the law.
type Kind string

// Kinds of persons.
const (
	Victim          Kind = "victim"
	BeingIdentified Kind = "being_identified"
	Accompanying    Kind = "accompanying" // under 18, with a victim or a person being identified
	Suspected       Kind = "suspected"
	Relative        Kind = "relative"
	NotVictim       Kind = "not_victim" // verified, with a negative answer
)

// Kinds lists all kinds.
var Kinds = []Kind{Victim, BeingIdentified, Accompanying, Suspected, Relative, NotVictim}

// Citizenship as art. 37 tells people apart; any other text is unknown.
type Citizenship string

// Citizenships.
const (
	Vietnamese        Citizenship = "vn"
	StatelessResident Citizenship = "stateless_resident"
	Foreign           Citizenship = "foreign"
)

// Citizenships lists all of them.
var Citizenships = []Citizenship{Vietnamese, StatelessResident, Foreign}

// Facts are what the laws ask about a person. The zero value of each is "not
// known" (of a date: none).
type Facts struct {
	Kind Kind `json:"kind"`
	Main Kind `json:"main,omitempty"` // for Accompanying: whom they accompany
	// Citizenship, Abroad and IdentifiedOn of an accompanying person are those
	// of the person they accompany: see With.
	Citizenship  Citizenship `json:"citizenship,omitempty"`
	Abroad       Answer      `json:"abroad,omitempty"`
	IdentifiedOn clock.Date  `json:"identified_on,omitempty"`

	Minor         Answer `json:"minor,omitempty"`
	Poor          Answer `json:"poor,omitempty"` // household
	InFacility    Answer `json:"in_facility,omitempty"`
	ReturnedHome  Answer `json:"returned_home,omitempty"`
	LegalHardship Answer `json:"legal_hardship,omitempty"` // financial hardship, for legal aid under the law of 2011

	ReceivedOn clock.Date `json:"received_on,omitempty"`
	StayFrom   clock.Date `json:"stay_from,omitempty"` // in a facility
	ReturnedOn clock.Date `json:"returned_on,omitempty"`
	EndedOn    clock.Date `json:"ended_on,omitempty"` // support ended by a decision

	Used     map[string]Use        `json:"used,omitempty"`     // by regime, what was given
	Extended map[string]clock.Date `json:"extended,omitempty"` // by limit, the last day that a decision allows
}

// Use says since when a regime was given, and how often.
type Use struct {
	First clock.Date `json:"first"`
	Times int        `json:"times"`
}

// With makes f the facts of an under-18 accompanying main.
func (f Facts) With(main Facts) Facts {
	f.Kind, f.Main = Accompanying, main.Kind
	f.Citizenship, f.Abroad, f.IdentifiedOn = main.Citizenship, main.Abroad, main.IdentifiedOn
	return f
}

// asOf are the facts as they stood on a day: what came later is not there yet.
func (f Facts) asOf(on clock.Date) Facts {
	if f.IdentifiedOn > on {
		f.IdentifiedOn = 0
		if f.Kind == Victim {
			f.Kind = BeingIdentified
		}
		if f.Main == Victim {
			f.Main = BeingIdentified
		}
	}
	// A child with somebody who is neither is treated like that person.
	if f.Kind == Accompanying && slices.Contains(Kinds, f.Main) && !slices.Contains(mains, f.Main) {
		f.Kind = f.Main
	}
	if f.ReturnedOn > on {
		f.ReturnedOn, f.ReturnedHome = 0, No
	} else if f.ReturnedOn != 0 {
		f.ReturnedHome = Yes
	}
	return f
}

// answer is one of the yes/no facts by its name in the matrix.
func (f Facts) answer(fact string) Answer {
	var a Answer
	switch fact {
	case "minor":
		// An unknown age is handled as under 18.
		if a = f.Minor; !a.known() {
			a = Yes
		}
	case "poor":
		a = f.Poor
	case "in_facility":
		a = f.InFacility
	case "returned_home":
		a = f.ReturnedHome
	case "legal_hardship":
		a = f.LegalHardship
	}
	if !a.known() {
		return Unknown
	}
	return a
}

// Source is where a rule stands; Verified says that its text was checked.
type Source struct {
	Instrument string `json:"instrument"`        // code of Instruments
	Article    string `json:"article,omitempty"` // "37.1" is clause 1 of article 37; "" is not known
	Verified   bool   `json:"verified"`
}

// Cite names the source in words.
func (s Source) Cite() Reason {
	in := Reason{Key: "regime.instrument." + s.Instrument}
	article, clause, ok := strings.Cut(s.Article, ".")
	switch {
	case s.Article == "":
		return in
	case ok:
		return Reason{Key: "regime.cite.clause", Args: []any{"instrument", in, "article", article, "clause", clause}}
	}
	return Reason{Key: "regime.cite.article", Args: []any{"instrument", in, "article", article}}
}
