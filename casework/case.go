package casework

import (
	"time"

	"neove/internal/clock"
	"neove/regime"
)

// Stage is where the work of a case stands; it moves by Move only.
type Stage string

// The stages, in their order.
const (
	Reception      Stage = "reception"
	Identification Stage = "identification"
	Protection     Stage = "protection"
	Planning       Stage = "planning"
	Referral       Stage = "referral"
	Return         Stage = "return"
	Reintegration  Stage = "reintegration"
	Closed         Stage = "closed"
)

// Stages lists them in order.
var Stages = []Stage{Reception, Identification, Protection, Planning, Referral, Return, Reintegration, Closed}

// Status is what the authority found about a person.
type Status string

// Legal statuses, codes of regime.Codes(regime.Status).
const (
	Reported    Status = "reported"
	Checking    Status = "initial_verification"
	Identifying Status = "identifying"
	Confirmed   Status = "confirmed"
	NotVictim   Status = "not_victim"
	Suspended   Status = "suspended"
)

// Statuses lists them in order.
var Statuses = []Status{Reported, Checking, Identifying, Confirmed, NotVictim, Suspended}

// Role is why somebody has a case.
type Role string

// The roles.
const (
	Main         Role = "main"
	Accompanying Role = "accompanying" // under 18, with a main person
	Relative     Role = "relative"     // under protection
)

// Roles lists them.
var Roles = []Role{Main, Accompanying, Relative}

// Safety levels; "" is not assessed yet.
var Safeties = []string{"low", "medium", "high", "immediate"}

// Retention states.
const (
	Active = "active"
	Kept   = "kept" // closed, kept for the time of the retention rule
	Hold   = "hold" // legal hold: not to be erased
)

// Case is one episode of a person: codes, dates and offices. What is told about
// the person is sealed.
type Case struct {
	ID           string     `db:"id" json:"-"`
	Code         string     `db:"code" json:"code"`
	Person       string     `db:"person" json:"-"`
	Episode      int64      `db:"episode" json:"episode"`
	Role         Role       `db:"role" json:"role"`
	Main         string     `db:"main_case" json:"-"` // id, of accompanying and relative persons
	Reception    string     `db:"reception" json:"-"`
	Office       string     `db:"office" json:"office"` // that leads
	Stage        Stage      `db:"stage" json:"stage"`
	Status       Status     `db:"status" json:"status"`
	Safety       string     `db:"safety" json:"safety"`
	Retention    string     `db:"retention" json:"retention"`
	ReceivedOn   clock.Date `db:"received_on" json:"received_on"`
	IdentifiedOn clock.Date `db:"identified_on" json:"identified_on,omitzero"`
	ReturnedOn   clock.Date `db:"returned_on" json:"returned_on,omitzero"`
	ClosedOn     clock.Date `db:"closed_on" json:"closed_on,omitzero"`
	ReviewOn     clock.Date `db:"review_on" json:"review_on,omitzero"` // of the safety
	Decoy        bool       `db:"decoy" json:"-"`                      // nobody's case: opening it raises an alarm
	Box          []byte     `db:"box" json:"-"`
	Version      int64      `db:"version" json:"version"`
	CreatedAt    time.Time  `db:"created_at" json:"created_at"`
	ChangedAt    time.Time  `db:"changed_at" json:"changed_at"`
}

// Core is what everybody on the team knows of the person: no name, no papers.
// Answers are yes, no, unknown; "declined" where the person does not want to
// say, "" where nobody asked.
type Core struct {
	Sex          string   `json:"sex,omitempty"`
	AgeLow       int      `json:"age_low,omitempty"` // at reception
	AgeHigh      int      `json:"age_high,omitempty"`
	Minor        string   `json:"minor,omitempty"`
	Language     string   `json:"language,omitempty"`
	Interpreter  string   `json:"interpreter,omitempty"`
	Citizenship  string   `json:"citizenship,omitempty"` // of regime.Citizenships
	Nationality  string   `json:"nationality,omitempty"`
	Ethnicity    string   `json:"ethnicity,omitempty"`
	Channel      string   `json:"channel,omitempty"`
	Home         string   `json:"home,omitempty"`    // in, out (of the province), abroad, unknown
	Where        string   `json:"where,omitempty"`   // unit of the home province
	Route        string   `json:"route,omitempty"`   // inside, country, abroad
	Country      string   `json:"country,omitempty"` // ISO 3166-1 alpha-2
	Exploitation []string `json:"exploitation,omitempty"`
	Needs        []string `json:"needs,omitempty"` // urgent, at reception
	Note         string   `json:"note,omitempty"`  // what helps to help at once
	Abroad       string   `json:"abroad,omitempty"`
	Poor         string   `json:"poor,omitempty"`
	Hardship     string   `json:"hardship,omitempty"`
	InFacility   string   `json:"in_facility,omitempty"`
	Repeat       bool     `json:"repeat,omitempty"`
}

// Child says whether the procedure for persons under 18 applies: an unknown age
// counts as under 18.
func (c Core) Child() bool { return c.Minor != "no" }

// NumberOf is the place of a stage, from 1.
func (s Stage) NumberOf() int {
	for i, one := range Stages {
		if one == s {
			return i + 1
		}
	}
	return 0
}

// Kind is what the person is in the eyes of the law.
func (c Case) Kind() regime.Kind {
	switch {
	case c.Role == Accompanying:
		return regime.Accompanying
	case c.Role == Relative:
		return regime.Relative
	case c.Status == Confirmed:
		return regime.Victim
	case c.Status == NotVictim:
		return regime.NotVictim
	case c.Status == Identifying || c.Status == Checking:
		return regime.BeingIdentified
	}
	return regime.Suspected
}

// facts are what the laws ask about the person.
func (c Case) facts(core Core) regime.Facts {
	f := regime.Facts{Kind: c.Kind(), Citizenship: regime.Citizenship(core.Citizenship), Abroad: regime.Answer(core.Abroad), IdentifiedOn: c.IdentifiedOn,
		Minor: regime.Answer(core.Minor), Poor: regime.Answer(core.Poor), InFacility: regime.Answer(core.InFacility), LegalHardship: regime.Answer(core.Hardship),
		ReceivedOn: c.ReceivedOn, ReturnedOn: c.ReturnedOn}
	if c.Stage == Closed || c.Status == NotVictim {
		f.EndedOn = c.ClosedOn
	}
	return f
}
