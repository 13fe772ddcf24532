package livelihood

import (
	_ "embed"
	"encoding/json"

	"neove/internal/db"
)

// Kind of support, as data. A measure that is empty means that the number does
// not apply to the kind.
type Kind struct {
	Code     string `db:"code" json:"code"`
	NameVi   string `db:"name_vi" json:"name_vi"`
	NameEn   string `db:"name_en" json:"name_en"`
	People   string `db:"people_measure" json:"people"`
	Turns    string `db:"turns_measure" json:"turns"`
	Amount   string `db:"amount_measure" json:"amount"`
	Finished string `db:"finished_measure" json:"finished"`
	Employed string `db:"employed_measure" json:"employed"`
	Course   bool   `db:"course" json:"course"` // names what is learnt
	Position int    `db:"position" json:"position"`
	Retired  bool   `db:"retired" json:"retired"`
}

// Name is the kind's name in a language ("vi", "en").
func (k Kind) Name(lang string) string {
	if lang == "en" {
		return k.NameEn
	}
	return k.NameVi
}

// Item is a number that is counted on its own.
type Item string

// The items: persons, turns and money are never mixed.
const (
	People   Item = "people"
	Turns    Item = "turns"
	Amount   Item = "amount" // đồng
	Finished Item = "finished"
	Employed Item = "employed"
)

var items = []Item{People, Turns, Amount, Finished, Employed}

// Measure is what an item counts into; "" where it does not apply.
func (k Kind) Measure(i Item) string {
	switch i {
	case People:
		return k.People
	case Turns:
		return k.Turns
	case Amount:
		return k.Amount
	case Finished:
		return k.Finished
	case Employed:
		return k.Employed
	}
	return ""
}

//go:embed kinds.json
var shippedKinds []byte

// SeedKinds brings the shipped kinds into an empty list (neove migrate).
func SeedKinds(tx *db.Tx) error {
	n, err := db.Get[int64](tx, "SELECT COUNT(*) FROM livelihood_kinds")
	if err != nil || n > 0 {
		return err
	}
	var list []Kind
	if err := json.Unmarshal(shippedKinds, &list); err != nil {
		return err
	}
	for i := range list {
		list[i].Position = (i + 1) * 10
	}
	tx.Event(db.Event{Action: "livelihood.kind.seed", Subject: "livelihood.kind"})
	return db.InsertAll(tx, "livelihood_kinds", list)
}

func kinds(tx *db.Tx) ([]Kind, error) {
	return db.Select[Kind](tx, `SELECT code,name_vi,name_en,people_measure,turns_measure,amount_measure,finished_measure,employed_measure,
		course,position,retired FROM livelihood_kinds ORDER BY position, code`)
}

func byCode(list []Kind) map[string]Kind {
	m := map[string]Kind{}
	for _, k := range list {
		m[k.Code] = k
	}
	return m
}
