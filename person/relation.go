package person

import (
	"slices"

	"neove/internal/errs"
)

// RelationKind is who the other is to the person. Its texts are
// person.relation.<code>, and person.relation.<code>.back seen from the other.
type RelationKind struct {
	Code  string
	Same  bool // reads the same from both sides
	Cares bool // decides or speaks for the person: must not be who harmed them
}

// RelationKinds are the kinds; other slices ask for their codes.
var RelationKinds = []RelationKind{
	{Code: "relative", Same: true},
	{Code: "guardian", Cares: true},
	{Code: "representative", Cares: true},
	{Code: "travelled", Same: true},
	{Code: "main_person", Cares: true}, // the person is under 18 and came with the other
	{Code: "accused"},                  // the person accuses the other
}

func relationCodes() []string {
	out := make([]string, len(RelationKinds))
	for i, k := range RelationKinds {
		out[i] = k.Code
	}
	return out
}

func kindOf(code string) (RelationKind, bool) {
	i := slices.IndexFunc(RelationKinds, func(k RelationKind) bool { return k.Code == code })
	if i < 0 {
		return RelationKind{}, false
	}
	return RelationKinds[i], true
}

// Relation says who Other is to Person, from when to when; a zero When is open.
type Relation struct {
	ID     string `json:"-"`
	Person string `json:"-"`
	Other  string `json:"-"`
	Kind   string `json:"kind"`
	From   When   `json:"from,omitzero"`
	To     When   `json:"to,omitzero"`
	Note   string `json:"note,omitempty"`
}

func (r Relation) validate() error {
	var c errs.Check
	if _, ok := kindOf(r.Kind); !ok {
		c.Add("relation", "web.err.choice")
	}
	if r.Person == r.Other {
		c.Add("code", "person.err.self")
	}
	if r.To.Year != 0 && r.From.Year != 0 && r.To.last() < r.From.first() {
		c.Add("to", "person.err.period")
	}
	if len(r.Note) > 4*maxLine {
		c.Add("note", "web.err.long", "max", maxLine)
	}
	return c.Err()
}

// Conflicts are those who care for or speak for a person, and whom that person
// accuses: the representative may be the trafficker.
func Conflicts(person string, all []Relation) []string {
	accused := map[string]bool{}
	for _, r := range all {
		if r.Person == person && r.Kind == "accused" {
			accused[r.Other] = true
		}
	}
	var out []string
	for _, r := range all {
		if k, _ := kindOf(r.Kind); r.Person == person && k.Cares && accused[r.Other] && !slices.Contains(out, r.Other) {
			out = append(out, r.Other)
		}
	}
	return out
}
