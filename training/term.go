package training

import (
	_ "embed"
	"encoding/json"

	"neove/internal/db"
	"neove/internal/sheet"
	"neove/internal/ui"
)

// Levels of the state that participants come from.
var Levels = []string{"province", "district", "commune"}

// Kinds of terms.
const (
	Group = "group" // who took part
	Topic = "topic" // what was taught
)

// Term is a word of a list that is data: a group of participants or a topic.
type Term struct {
	Kind     string `db:"kind" json:"kind"`
	Code     string `db:"code" json:"code"`
	NameVi   string `db:"name_vi" json:"name_vi"`
	NameEn   string `db:"name_en" json:"name_en"`
	Level    string `db:"level" json:"level"` // of a group whose members all belong to one
	Position int64  `db:"position" json:"-"`
	Retired  bool   `db:"retired" json:"retired"`
}

//go:embed terms.json
var shippedTerms []byte

// Seed brings the shipped terms in where their kind and code are new.
func Seed(tx *db.Tx) error {
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
		t.Position = int64(i + 1)
		if _, ok := have.find(t.Kind, t.Code); !ok {
			add = append(add, t)
		}
	}
	if len(add) > 0 {
		tx.Event(db.Event{Action: "training.seed", Subject: "training.term"})
	}
	return db.InsertAll(tx, "training_terms", add)
}

// Terms are both lists in order.
type Terms []Term

func terms(tx *db.Tx) (Terms, error) {
	return db.Select[Term](tx, "SELECT kind,code,name_vi,name_en,level,position,retired FROM training_terms ORDER BY kind,position,code")
}

func (list Terms) find(kind, code string) (Term, bool) {
	for _, t := range list {
		if t.Kind == kind && t.Code == code {
			return t, true
		}
	}
	return Term{}, false
}

// codes of one kind that can still be chosen.
func (list Terms) codes(kind string) []string {
	var out []string
	for _, t := range list {
		if t.Kind == kind && !t.Retired {
			out = append(out, t.Code)
		}
	}
	return out
}

// name of a code in a language; the code itself when it is unknown.
func (list Terms) name(kind, code, lang string) string {
	t, ok := list.find(kind, code)
	switch {
	case !ok:
		return code
	case lang == "en":
		return t.NameEn
	}
	return t.NameVi
}

func (list Terms) options(kind, lang string) []ui.Option {
	var out []ui.Option
	for _, code := range list.codes(kind) {
		out = append(out, ui.Option{Value: code, Text: list.name(kind, code, lang)})
	}
	return out
}

// words of one kind for a workbook.
func (list Terms) words(kind string) []sheet.Word {
	var out []sheet.Word
	for _, code := range list.codes(kind) {
		t, _ := list.find(kind, code)
		out = append(out, sheet.Word{Code: code, Vi: t.NameVi, En: t.NameEn})
	}
	return out
}
