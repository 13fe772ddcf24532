package directive

import (
	_ "embed"
	"encoding/json"

	"neove/internal/db"
)

// Kind of a document, as data.
type Kind struct {
	Code     string `db:"code" json:"code"`
	NameVi   string `db:"name_vi" json:"name_vi"`
	NameEn   string `db:"name_en" json:"name_en"`
	Plan     bool   `db:"plan" json:"plan"` // it has tasks
	Source   string `db:"source" json:"source"`
	Verified bool   `db:"verified" json:"verified"`
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

//go:embed kinds.json
var shippedKinds []byte

func kinds(tx *db.Tx) ([]Kind, error) {
	return db.Select[Kind](tx, "SELECT code,name_vi,name_en,plan,source,verified,position,retired FROM directive_kinds ORDER BY position, code")
}

func kindOf(tx *db.Tx, code string) (Kind, error) {
	return db.Get[Kind](tx, "SELECT code,name_vi,name_en,plan,source,verified,position,retired FROM directive_kinds WHERE code=?", code)
}

// SeedKinds brings the shipped kinds into an empty list (neove migrate).
func SeedKinds(tx *db.Tx) error {
	n, err := db.Get[int64](tx, "SELECT COUNT(*) FROM directive_kinds")
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
	tx.Event(db.Event{Action: "directive.kind.seed", Subject: "directive.kind"})
	return db.InsertAll(tx, "directive_kinds", list)
}
