package partner

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"strings"

	"neove/internal/db"
	"neove/internal/sheet"
	"neove/internal/ui"
)

// Kinds of terms.
const (
	PartnerKind = "partner" // what a partner is
	Category    = "service" // what a service does
	Regime      = "regime"  // support regimes, by the letters of the law
)

// Individual is the kind of a partner who is one person.
const Individual = "individual"

// Term is a word of a list that is data.
type Term struct {
	Kind     string `db:"kind" json:"kind"`
	Code     string `db:"code" json:"code"`
	NameVi   string `db:"name_vi" json:"name_vi"`
	NameEn   string `db:"name_en" json:"name_en"`
	Regimes  string `db:"regimes" json:"regimes,omitempty"` // letters that a category serves, by commas
	Stay     bool   `db:"stay" json:"stay"`                 // people stay there: no address
	Source   string `db:"source" json:"source,omitempty"`
	Verified bool   `db:"verified" json:"verified"`
	Position int64  `db:"position" json:"-"`
	Retired  bool   `db:"retired" json:"retired"`
}

// Name is the term in "vi" or "en".
func (t Term) Name(lang string) string {
	if lang == "en" {
		return t.NameEn
	}
	return t.NameVi
}

// Letters are the regimes that a category serves.
func (t Term) Letters() []string {
	if t.Regimes == "" {
		return nil
	}
	return strings.Split(t.Regimes, ",")
}

//go:embed terms.json
var shippedTerms []byte

// SeedTerms brings the shipped terms in where their kind and code are new.
func SeedTerms(tx *db.Tx) error {
	var list []Term
	if err := json.Unmarshal(shippedTerms, &list); err != nil {
		return err
	}
	have, err := terms(tx)
	if err != nil {
		return err
	}
	var add []Term
	for i, t := range list {
		t.Position = int64(i+1) * 10
		if _, ok := have.Find(t.Kind, t.Code); !ok {
			add = append(add, t)
		}
	}
	if len(add) > 0 {
		tx.Event(db.Event{Action: "partner.term.seed", Subject: "partner.term"})
	}
	return db.InsertAll(tx, "partner_terms", add)
}

// Terms are all lists in order.
type Terms []Term

func terms(tx *db.Tx) (Terms, error) {
	return db.Select[Term](tx, `SELECT kind,code,name_vi,name_en,regimes,stay,source,verified,position,retired FROM partner_terms
		ORDER BY kind, position, code`)
}

// Find is a term by its code.
func (list Terms) Find(kind, code string) (Term, bool) {
	for _, t := range list {
		if t.Kind == kind && t.Code == code {
			return t, true
		}
	}
	return Term{}, false
}

// Name of a code in a language; the code itself when it is unknown.
func (list Terms) Name(kind, code, lang string) string {
	if t, ok := list.Find(kind, code); ok {
		return t.Name(lang)
	}
	return code
}

// word puts the names of kinds and categories into what the history shows.
func (list Terms) word(detail map[string]any) map[string]any {
	for field, kind := range map[string]string{"kind": PartnerKind, "category": Category} {
		switch v := detail[field].(type) {
		case string:
			detail[field] = list.Name(kind, v, "vi")
		case []any:
			for i, code := range v {
				v[i] = list.Name(kind, fmt.Sprint(code), "vi")
			}
		}
	}
	return detail
}

// of are the terms of one kind that can still be chosen, and the one chosen.
func (list Terms) of(kind, chosen string) []Term {
	var out []Term
	for _, t := range list {
		if t.Kind == kind && (!t.Retired || t.Code == chosen) {
			out = append(out, t)
		}
	}
	return out
}

func (list Terms) options(kind, chosen, lang string) []ui.Option {
	var out []ui.Option
	for _, t := range list.of(kind, chosen) {
		out = append(out, ui.Option{Value: t.Code, Text: t.Name(lang)})
	}
	return out
}

// words of one kind for a workbook.
func (list Terms) words(kind string) []sheet.Word {
	var out []sheet.Word
	for _, t := range list.of(kind, "") {
		out = append(out, sheet.NewWord(t.Code, t.NameVi, t.NameEn))
	}
	return out
}
