package inspection

import (
	_ "embed"
	"encoding/json"
	"slices"
	"strings"

	"neove/internal/clock"
	"neove/internal/db"
)

// Kinds of terms.
const (
	typeTerm      = "type"
	riskTerm      = "risk"
	itemTerm      = "item"
	violationTerm = "violation"
	scoreTerm     = "score"
	hotlineTerm   = "hotline"
)

// Term is a word, or a number, of the dated configuration.
type Term struct {
	Kind     string     `db:"kind" json:"kind"`
	Code     string     `db:"code" json:"code"`
	NameVi   string     `db:"name_vi" json:"name_vi"`
	NameEn   string     `db:"name_en" json:"name_en"`
	Types    string     `db:"types" json:"types,omitempty"` // of establishments, joined by commas; "" for all
	Points   int64      `db:"points" json:"points,omitempty"`
	From     clock.Date `db:"valid_from" json:"from"`
	To       clock.Date `db:"valid_to" json:"to"`
	Source   string     `db:"source" json:"source"`
	Verified bool       `db:"verified" json:"verified"`
	Position int        `db:"position" json:"-"`
}

// Name is the term in a language ("vi", "en").
func (t Term) Name(lang string) string {
	if lang == "en" {
		return t.NameEn
	}
	return t.NameVi
}

func (t Term) on(day clock.Date) bool { return t.From <= day && day < t.To }

// Vocabulary is the whole configuration, past and present.
type Vocabulary []Term

// On lists the terms of a kind that are valid on a day, in order.
func (v Vocabulary) On(kind string, day clock.Date) []Term {
	var out []Term
	for _, t := range v {
		if t.Kind == kind && t.on(day) {
			out = append(out, t)
		}
	}
	return out
}

// Has reports whether a code may be used on a day.
func (v Vocabulary) Has(kind, code string, day clock.Date) bool {
	return slices.ContainsFunc(v, func(t Term) bool { return t.Kind == kind && t.Code == code && t.on(day) })
}

// Name words a code; what is no longer valid keeps its last name.
func (v Vocabulary) Name(kind, code, lang string) string {
	name := code
	for _, t := range v {
		if t.Kind == kind && t.Code == code {
			name = t.Name(lang)
		}
	}
	return name
}

// points of a code on a day; 0 when it is not valid then.
func (v Vocabulary) points(kind, code string, day clock.Date) int64 {
	for _, t := range v {
		if t.Kind == kind && t.Code == code && t.on(day) {
			return t.Points
		}
	}
	return 0
}

// Checklist lists what is asked at an establishment of a type on a day, with
// the hotline of that day in its place.
func (v Vocabulary) Checklist(typ string, day clock.Date) []Term {
	hotline := ""
	for _, t := range v.On(hotlineTerm, day) {
		hotline = t.NameVi
	}
	var out []Term
	for _, t := range v.On(itemTerm, day) {
		if t.Types == "" || slices.Contains(strings.Split(t.Types, ","), typ) {
			t.NameVi = strings.ReplaceAll(t.NameVi, "{hotline}", hotline)
			t.NameEn = strings.ReplaceAll(t.NameEn, "{hotline}", hotline)
			out = append(out, t)
		}
	}
	return out
}

//go:embed terms.json
var shippedTerms []byte

// own is the source of what we propose ourselves.
const own = "Đề xuất của hệ thống, không phải mẫu biểu hoặc quy định pháp luật; chưa kiểm chứng"

// Seed brings in the shipped terms of codes that have none yet.
func Seed(tx *db.Tx) error {
	have, err := vocabulary(tx)
	if err != nil {
		return err
	}
	var list []Term
	if err := json.Unmarshal(shippedTerms, &list); err != nil {
		return err
	}
	var add []Term
	for i, t := range list {
		if slices.ContainsFunc(have, func(h Term) bool { return h.Kind == t.Kind && h.Code == t.Code }) {
			continue
		}
		t.From, t.To, t.Position = clock.Min, clock.Max, (i+1)*10
		if t.Source == "" {
			t.Source = own
		}
		add = append(add, t)
	}
	if len(add) > 0 {
		tx.Event(db.Event{Action: "inspection.term.seed", Subject: "inspection.term"})
	}
	return db.InsertAll(tx, "inspection_terms", add)
}

func vocabulary(tx *db.Tx) (Vocabulary, error) {
	return db.Select[Term](tx, `SELECT kind,code,name_vi,name_en,types,points,valid_from,valid_to,source,verified,position
		FROM inspection_terms ORDER BY position, kind, code, valid_from`)
}
