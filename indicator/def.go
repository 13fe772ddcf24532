package indicator

import (
	_ "embed"
	"encoding/json"
	"strings"

	"neove/internal/db"
)

// Def is an indicator: what is counted, in which unit, from which measures.
type Def struct {
	Code     string `db:"code" json:"indicator"`
	NameVi   string `db:"name_vi" json:"name_vi"`
	NameEn   string `db:"name_en" json:"name_en"`
	UnitVi   string `db:"unit_vi" json:"unit_vi"`
	UnitEn   string `db:"unit_en" json:"unit_en"`
	Sources  string `db:"measures" json:"measures"` // codes joined by spaces; their sum is the value
	Topic    string `db:"topic" json:"topic"`       // slice whose reports decide completeness
	Basis    string `db:"basis" json:"legal_basis"`
	Headline bool   `db:"headline" json:"headline"` // stands in the year account
	Position int    `db:"position" json:"position"`
}

// Measures lists the codes whose sum is the value.
func (d Def) Measures() []string { return strings.Fields(d.Sources) }

// Name is the indicator's name in a language ("vi", "en").
func (d Def) Name(lang string) string {
	if lang == "en" {
		return d.NameEn
	}
	return d.NameVi
}

// Unit is the word for what is counted.
func (d Def) Unit(lang string) string {
	if lang == "en" {
		return d.UnitEn
	}
	return d.UnitVi
}

//go:embed definitions.json
var shipped []byte

// Seed brings the shipped definitions in, and new ones of a later version
// (neove migrate). What an administrator changed stays.
func Seed(tx *db.Tx) error {
	var list []Def
	if err := json.Unmarshal(shipped, &list); err != nil {
		return err
	}
	have, err := db.Select[string](tx, "SELECT code FROM indicator_defs")
	if err != nil {
		return err
	}
	known := map[string]bool{}
	for _, c := range have {
		known[c] = true
	}
	var add []Def
	for i, d := range list {
		if d.Position = (i + 1) * 10; !known[d.Code] {
			add = append(add, d)
		}
	}
	if len(add) > 0 {
		tx.Event(db.Event{Action: "indicator.seed", Subject: "indicator"})
	}
	return db.InsertAll(tx, "indicator_defs", add)
}

func definitions(tx *db.Tx) ([]Def, error) {
	return db.Select[Def](tx, `SELECT code,name_vi,name_en,unit_vi,unit_en,measures,topic,basis,headline,position
		FROM indicator_defs ORDER BY position, code`)
}

// MeasureName words a measure by the indicator that counts it alone, with its
// unit of count; without one the measure's own code stands for it.
func MeasureName(tx *db.Tx, measure, lang string) (name, unit string) {
	all, err := definitions(tx)
	if err != nil {
		return measure, ""
	}
	for _, d := range all {
		if d.Sources == measure {
			return d.Name(lang), d.Unit(lang)
		}
	}
	return measure, ""
}
