package casework

import (
	"slices"
	"strings"
	"time"

	"neove/internal/clock"
	"neove/internal/db"
	"neove/internal/seal"
)

// Consent is what the person, or who speaks for them, said about one share: to
// whom, for what, which sections, until when. A disclosure by legal duty is
// recorded as such: nobody is asked what the law demands anyway.
type Consent struct {
	ID          string     `db:"id" json:"id"`
	Case        string     `db:"case_id" json:"-"`
	Recipient   string     `db:"recipient" json:"recipient"` // an office
	Purpose     string     `db:"purpose" json:"purpose"`
	Sections    string     `db:"sections" json:"sections"` // joined by commas
	Basis       string     `db:"basis" json:"basis"`
	State       string     `db:"state" json:"state"`
	From        clock.Date `db:"from_on" json:"from"`
	Until       clock.Date `db:"until_on" json:"until"`
	ByID        string     `db:"by_id" json:"-"`
	By          string     `db:"by_name" json:"by"`
	At          time.Time  `db:"at" json:"at"`
	WithdrawnAt time.Time  `db:"withdrawn_at" json:"withdrawn_at,omitzero"`
	WithdrawnBy string     `db:"withdrawn_by" json:"withdrawn_by,omitempty"`
	Box         []byte     `db:"box" json:"-"`
	How         How        `db:"-" json:"-"`
}

// How says how consent was given; sealed in core. Informed are the seven things
// that HTCDS asks behind its one checkbox, those that were explained.
type How struct {
	Way      string   `json:"way,omitempty"`
	Language string   `json:"language,omitempty"`
	Witness  string   `json:"witness,omitempty"`
	Guardian string   `json:"guardian,omitempty"`
	Informed []string `json:"informed,omitempty"`
	Note     string   `json:"note,omitempty"`
}

// States of a consent.
const (
	Given   = "given"
	Refused = "refused"
	NotYet  = "not_asked"
	TakenBy = "withdrawn"
)

// Bases of a share: Law 91/2025/QH15 art. 16 and 19.
var Bases = []string{"consent", "duty", "vital"}

// Purposes of a share.
var Purposes = []string{"notify", "verify", "identify", "service", "transfer", "escort", "followup", "research", "photo", "family"}

// Ways in which consent was given.
var Ways = []string{"written", "spoken", "guardian"}

// Informed are the seven questions of HTCDS guidance, con_Consent.
var Informed = []string{"interview", "purpose", "use", "research", "rights", "keeping", "withdrawing"}

const consentColumns = `SELECT id,case_id,recipient,purpose,sections,basis,state,from_on,until_on,by_id,by_name,at,withdrawn_at,withdrawn_by,box FROM casework_consents`

var consentSealed = seal.Column{Table: "casework_consents", Row: "id", Subject: "case_id", Column: "box", Compartment: InCore}

// Covers reports whether the consent lets the sections go to an office on a day.
func (c Consent) Covers(recipient, purpose string, sections []string, on clock.Date) bool {
	if c.State != Given || c.Recipient != recipient || c.Purpose != purpose || on < c.From || on >= c.Until {
		return false
	}
	have := strings.Split(c.Sections, ",")
	return !slices.ContainsFunc(sections, func(s string) bool { return !slices.Contains(have, s) })
}

// Refuses reports whether the person said no to one of the sections going to an
// office.
func (c Consent) Refuses(recipient, purpose string, sections []string) bool {
	have := strings.Split(c.Sections, ",")
	return c.State == Refused && c.Recipient == recipient && c.Purpose == purpose && slices.ContainsFunc(sections, func(s string) bool { return slices.Contains(have, s) })
}

func consents(tx *db.Tx, caseID string) ([]Consent, error) {
	return db.Select[Consent](tx, consentColumns+" WHERE case_id=? ORDER BY at DESC, id DESC", caseID)
}
