package person

import (
	"encoding/json"
	"slices"
	"strings"
	"unicode/utf8"

	"neove/internal/clock"
	"neove/internal/errs"
	"neove/internal/vntext"
)

// Profile is everything that is known of a person.
type Profile struct {
	Name        Fact[string]      // full name, as it is written
	Safe        Fact[string]      // a name that may be said where others listen
	Aliases     Fact[[]Alias]     // other spellings and names
	Sex         Fact[string]      // one of Sexes
	Birth       Fact[Birth]       //
	Nationality Fact[string]      //
	Ethnicity   Fact[string]      //
	Religion    Fact[string]      //
	Papers      Fact[[]Paper]     //
	Places      Fact[[]Place]     //
	Contacts    Fact[[]Contact]   //
	Whereabouts Fact[Whereabouts] // compartment place; everything else is identity
}

// Alias is another name.
type Alias struct {
	Kind string `json:"kind"` // one of AliasKinds
	Name string `json:"name"`
}

// Paper is an identity paper.
type Paper struct {
	Kind   string `json:"kind"` // one of PaperKinds
	Number string `json:"number,omitempty"`
	Issued When   `json:"issued,omitzero"`
	State  string `json:"state"` // one of PaperStates
}

// Place is a place in the person's life.
type Place struct {
	Kind string `json:"kind"` // one of PlaceKinds
	Text string `json:"text"`
	When When   `json:"when,omitzero"`
}

// Contact is a way to reach the person: first whether that is safe.
type Contact struct {
	Kind  string `json:"kind"` // one of ContactKinds
	Value string `json:"value"`
	Safe  Answer `json:"safe"`
	How   string `json:"how,omitempty"`
	When  string `json:"when,omitempty"`
	Say   string `json:"say,omitempty"`
}

// Whereabouts is where the person is now.
type Whereabouts struct {
	Text  string `json:"text"`
	Since When   `json:"since,omitzero"`
}

// Code lists; each code has a text person.<list>.<code>.
var (
	Sexes        = []string{"female", "male", "other"}
	AliasKinds   = []string{"spelling", "used", "nick", "minority"}
	PaperKinds   = []string{"citizen_id", "old_id", "passport", "travel", "birth", "other"}
	PaperStates  = []string{"held", "lost", "forged", "kept"} // kept by a trafficker
	PlaceKinds   = []string{"birth", "home_town", "registered", "residence"}
	ContactKinds = []string{"phone", "message", "email", "address", "through"}
	Answers      = []string{string(Yes), string(No), string(Unsure)}
)

// Limits of texts and lists.
const (
	maxName = 120
	maxLine = 300
	maxList = 20
)

// field is a fact of the profile: its code, and the sealed column it stands in.
type field struct {
	code, column string
	of           func(*Profile) fact
}

const (
	colNames = "names" // what lists and the search need
	colFacts = "facts"
	colPlace = "place"
)

var fields = []field{
	{"name", colNames, func(p *Profile) fact { return &p.Name }},
	{"safe", colNames, func(p *Profile) fact { return &p.Safe }},
	{"aliases", colNames, func(p *Profile) fact { return &p.Aliases }},
	{"sex", colNames, func(p *Profile) fact { return &p.Sex }},
	{"birth", colNames, func(p *Profile) fact { return &p.Birth }},
	{"nationality", colFacts, func(p *Profile) fact { return &p.Nationality }},
	{"ethnicity", colFacts, func(p *Profile) fact { return &p.Ethnicity }},
	{"religion", colFacts, func(p *Profile) fact { return &p.Religion }},
	{"papers", colFacts, func(p *Profile) fact { return &p.Papers }},
	{"places", colFacts, func(p *Profile) fact { return &p.Places }},
	{"contacts", colFacts, func(p *Profile) fact { return &p.Contacts }},
	{"whereabouts", colPlace, func(p *Profile) fact { return &p.Whereabouts }},
}

// Fields lists the codes of all facts.
func Fields() []string {
	out := make([]string, len(fields))
	for i, f := range fields {
		out[i] = f.code
	}
	return out
}

// pack is the content of a sealed column; what was not asked is left out.
func (p *Profile) pack(column string) ([]byte, error) {
	out := map[string]fact{}
	for _, f := range fields {
		if v := f.of(p); f.column == column && v.state() != NotAsked {
			out[f.code] = v
		}
	}
	return json.Marshal(out)
}

func (p *Profile) unpack(raw []byte) error {
	var in map[string]json.RawMessage
	if err := json.Unmarshal(raw, &in); err != nil {
		return errs.Wrap(errs.Internal, err, "seal.err.open")
	}
	for _, f := range fields {
		if v, ok := in[f.code]; ok {
			if err := json.Unmarshal(v, f.of(p)); err != nil {
				return errs.Wrap(errs.Internal, err, "seal.err.open")
			}
		}
	}
	return nil
}

// keep hides every value but those of the fields.
func (p *Profile) keep(codes ...string) {
	for _, f := range fields {
		if !slices.Contains(codes, f.code) {
			f.of(p).hide()
		}
	}
}

// clean brings texts into their one form; a known value that is empty is what
// was not asked, and a value without being known is none.
func (p *Profile) clean() {
	for _, t := range []*Fact[string]{&p.Name, &p.Safe, &p.Sex, &p.Nationality, &p.Ethnicity, &p.Religion} {
		t.Value = vntext.Clean(t.Value)
		settle(t, t.Value != "")
	}
	for i := range p.Aliases.Value {
		p.Aliases.Value[i].Name = vntext.Clean(p.Aliases.Value[i].Name)
	}
	for i := range p.Papers.Value {
		p.Papers.Value[i].Number = strings.ToUpper(vntext.Clean(p.Papers.Value[i].Number))
	}
	for i := range p.Places.Value {
		p.Places.Value[i].Text = vntext.Clean(p.Places.Value[i].Text)
	}
	for i := range p.Contacts.Value {
		c := &p.Contacts.Value[i]
		if c.Safe == "" {
			c.Safe = Unsure
		}
		for _, t := range []*string{&c.Value, &c.How, &c.When, &c.Say} {
			*t = vntext.Clean(*t)
		}
	}
	p.Whereabouts.Value.Text = vntext.Clean(p.Whereabouts.Value.Text)
	settle(&p.Aliases, len(p.Aliases.Value) > 0)
	settle(&p.Birth, p.Birth.Value.Kind != "")
	settle(&p.Papers, len(p.Papers.Value) > 0)
	settle(&p.Places, len(p.Places.Value) > 0)
	settle(&p.Contacts, len(p.Contacts.Value) > 0)
	settle(&p.Whereabouts, p.Whereabouts.Value.Text != "")
}

func settle[T any](f *Fact[T], given bool) {
	switch {
	case f.State == Known && !given:
		f.clear()
	case f.State != Known:
		f.hide()
	}
}

func (p *Profile) validate(today clock.Date) error {
	var c errs.Check
	for _, f := range fields {
		if s := f.of(p).state(); !slices.Contains([]State{NotAsked, Known, Declined, Unknown}, s) {
			c.Add(f.code, "web.err.choice")
		}
	}
	long := func(row int, name, text string, max int) {
		if utf8.RuneCountInString(text) > max {
			c.AddAt(row, name, "web.err.long", "max", max)
		}
	}
	long(0, "name", p.Name.Value, maxName)
	long(0, "safe", p.Safe.Value, maxName)
	long(0, "nationality", p.Nationality.Value, maxName)
	long(0, "ethnicity", p.Ethnicity.Value, maxName)
	long(0, "religion", p.Religion.Value, maxName)
	long(0, "whereabouts", p.Whereabouts.Value.Text, maxLine)
	if p.Sex.Known() && !one(p.Sex.Value, Sexes, false) {
		c.Add("sex", "web.err.choice")
	}
	if p.Birth.Known() {
		p.Birth.Value.validate(&c, today)
	}
	p.validateLists(&c, long)
	return c.Err()
}

func (p *Profile) validateLists(c *errs.Check, long func(row int, name, text string, max int)) {
	choice := func(row int, name, v string, list []string) {
		if !one(v, list, false) {
			c.AddAt(row, name, "web.err.choice")
		}
	}
	need := func(row int, name, v string, max int) {
		if v == "" {
			c.AddAt(row, name, "web.err.required")
		}
		long(row, name, v, max)
	}
	for _, a := range p.Aliases.Value {
		choice(0, "alias_"+a.Kind, a.Kind, AliasKinds)
		need(0, "alias_"+a.Kind, a.Name, maxName)
	}
	for i, v := range p.Papers.Value {
		choice(i+1, "kind", v.Kind, PaperKinds)
		choice(i+1, "state", v.State, PaperStates)
		long(i+1, "number", v.Number, 40)
		if v.Kind == "citizen_id" && v.Number != "" && (len(v.Number) != 12 || strings.Trim(v.Number, "0123456789") != "") {
			c.AddAt(i+1, "number", "person.err.citizen_id")
		}
	}
	for i, v := range p.Places.Value {
		choice(i+1, "kind", v.Kind, PlaceKinds)
		need(i+1, "text", v.Text, maxLine)
	}
	for i, v := range p.Contacts.Value {
		choice(i+1, "kind", v.Kind, ContactKinds)
		choice(i+1, "safe", string(v.Safe), Answers)
		need(i+1, "value", v.Value, maxLine)
		for name, t := range map[string]string{"how": v.How, "when": v.When, "say": v.Say} {
			long(i+1, name, t, maxLine)
		}
	}
	for name, n := range map[string]int{"alias_used": len(p.Aliases.Value), "papers": len(p.Papers.Value), "places": len(p.Places.Value), "contacts": len(p.Contacts.Value)} {
		if n > maxList {
			c.Add(name, "person.err.many", "max", maxList)
		}
	}
}

// one reports whether v is one of a list; blank only where allowed.
func one(v string, list []string, blank bool) bool {
	return v == "" && blank || slices.Contains(list, v)
}
