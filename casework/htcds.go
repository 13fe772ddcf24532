package casework

import (
	"encoding/json"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/language"

	"neove/internal/clock"
	"neove/internal/errs"
	"neove/internal/vntext"
)

// The Human Trafficking Case Data Standard names fields and codes; it has no
// file format. Ours is JSON with its names, in the objects of its model:
// docs/standards/htcds-2.0.schema.json.
const (
	htcdsStandard = "HTCDS 2.0"
	htcdsSchema   = "htcds-2.0.schema.json"
	// HTCDSLicence goes with every file, as the licence of the standard demands.
	HTCDSLicence = "Field names and code lists: Human Trafficking Case Data Standard 2.0, International Organization for Migration, CC BY 4.0. IOM does not endorse this file or this software."
)

// HTCDS is a file of cases.
type HTCDS struct {
	Schema        string    `json:"$schema"`
	Standard      string    `json:"standard"`
	Licence       string    `json:"licence"`
	Export        ExportTag `json:"export"`
	Organizations []Object  `json:"organizations"`
	Persons       []Object  `json:"persons"`
	Cases         []CaseOut `json:"cases"`
}

// ExportTag marks a file: who took it out, when, for what, until when it may be
// kept.
type ExportTag struct {
	By        string     `json:"by"`
	Office    string     `json:"office"`
	At        string     `json:"at"`
	Purpose   string     `json:"purpose"`
	Recipient string     `json:"recipient"`
	Sections  []string   `json:"sections"`
	Expires   clock.Date `json:"expires"`
}

// Object holds fields of the standard by name; "id" and "person" are ours.
// Values are string, float64, bool or []string.
type Object map[string]any

// CaseOut is a case with the contexts of the standard.
type CaseOut struct {
	ID           string   `json:"id"`
	Person       string   `json:"person"`
	Victim       Object   `json:"victim"`
	Case         Object   `json:"case"`
	Consent      Object   `json:"consent"`
	Referrals    []Object `json:"referrals"`
	Comments     []Object `json:"comments"`
	Events       []Object `json:"events"`
	Plans        []Object `json:"plans"`
	Perpetrators []Object `json:"perpetrators"`
}

type hType int

const (
	hText hType = iota
	hLong
	hDate
	hNumber
	hBool
	hCode
	hCodes
	hCountry
	hCountries
	hLanguage
	hPhone
	hOrg    // id of an organisation of the file
	hPerson // id of a person of the file
)

type hField struct {
	Name, Of string
	Type     hType
	Codes    string // by spaces
	Core     bool
	Old      bool // deprecated by the standard: taken in, given back, never filled
}

func (f hField) codes() []string { return strings.Fields(f.Codes) }

func htcdsField(of, name string) (hField, bool) {
	i := slices.IndexFunc(htcdsFields, func(f hField) bool { return f.Name == name && f.Of == of })
	if i < 0 {
		return hField{}, false
	}
	return htcdsFields[i], true
}

// htcdsAliases are the names of the XLSForm of the standard, which differ.
var htcdsAliases = map[string]string{"prs_First_Name": "prs_FirstName", "prs_Second_Name": "prs_SecondName", "vic_Methods_of_Control": "vic_MethodsOfControl"}

// Bounds of a file that is read.
const (
	maxCases = 200
	maxItems = 200
)

var (
	phoneForm = regexp.MustCompile(`^\+?[1-9]\d{1,14}$`)
	idForm    = regexp.MustCompile(`^[A-Za-z0-9._-]{1,60}$`)
)

// ReadHTCDS reads and checks a file. Errors: Invalid, naming object and field
// of each mistake.
func ReadHTCDS(raw []byte) (HTCDS, error) {
	var doc HTCDS
	var bad errs.Check
	if err := json.Unmarshal(raw, &doc); err != nil {
		bad.Add("file", "casework.err.htcds_json")
		return doc, bad.Err()
	}
	if doc.Standard != htcdsStandard {
		bad.Add("standard", "casework.err.htcds_standard", "want", htcdsStandard)
	}
	if len(doc.Cases) == 0 || len(doc.Cases) > maxCases || len(doc.Persons) > 10*maxCases || len(doc.Organizations) > 10*maxCases {
		bad.Add("cases", "casework.err.htcds_cases", "max", maxCases)
		return doc, bad.Err()
	}
	r := htcdsReader{bad: &bad, orgs: idsOf(&bad, "organizations", doc.Organizations), persons: idsOf(&bad, "persons", doc.Persons)}
	r.list("organizations", "organization", doc.Organizations)
	r.list("persons", "person", doc.Persons)
	for i := range doc.Cases {
		r.one(fmt.Sprintf("cases[%d]", i), &doc.Cases[i])
	}
	return doc, bad.Err()
}

type htcdsReader struct {
	bad           *errs.Check
	orgs, persons map[string]bool
}

func idsOf(bad *errs.Check, name string, list []Object) map[string]bool {
	out := map[string]bool{}
	for i, o := range list {
		id, _ := o["id"].(string)
		if !idForm.MatchString(id) || out[id] {
			bad.Add(fmt.Sprintf("%s[%d].id", name, i), "casework.err.htcds_id")
		}
		out[id] = true
	}
	return out
}

func (r htcdsReader) one(at string, c *CaseOut) {
	if !r.persons[c.Person] {
		r.bad.Add(at+".person", "casework.err.htcds_ref", "id", c.Person)
	}
	for _, part := range []struct {
		name, of string
		o        *Object
	}{{"victim", "victim", &c.Victim}, {"case", "case", &c.Case}, {"consent", "consent", &c.Consent}} {
		if *part.o == nil {
			*part.o = Object{}
		}
		r.object(at+"."+part.name, part.of, *part.o)
	}
	for _, part := range []struct {
		name, of string
		list     []Object
	}{{"referrals", "referral", c.Referrals}, {"comments", "comment", c.Comments}, {"events", "event", c.Events}, {"plans", "plan", c.Plans}, {"perpetrators", "perpetrator", c.Perpetrators}} {
		if len(part.list) > maxItems {
			r.bad.Add(at+"."+part.name, "casework.err.htcds_many", "max", maxItems)
			continue
		}
		r.list(at+"."+part.name, part.of, part.list)
	}
	for i, p := range c.Perpetrators {
		if id, _ := p["person"].(string); !r.persons[id] {
			r.bad.Add(fmt.Sprintf("%s.perpetrators[%d].person", at, i), "casework.err.htcds_ref", "id", id)
		}
	}
}

func (r htcdsReader) list(at, of string, list []Object) {
	for i, o := range list {
		r.object(fmt.Sprintf("%s[%d]", at, i), of, o)
	}
}

// object checks the fields of an object and brings them into their one form.
func (r htcdsReader) object(at, of string, o Object) {
	for _, name := range slices.Sorted(maps.Keys(o)) {
		if alias := htcdsAliases[name]; alias != "" {
			o[alias] = o[name]
			delete(o, name)
			name = alias
		}
		if name == "id" || name == "person" {
			continue
		}
		f, ok := htcdsField(of, name)
		if !ok {
			r.bad.Add(at+"."+name, "web.err.unknown_field")
			continue
		}
		v, key := r.value(f, o[name])
		if key != "" {
			r.bad.Add(at+"."+name, "casework.err.htcds_"+key)
			continue
		}
		if o[name] = v; empty(v) {
			delete(o, name)
		}
	}
}

func empty(v any) bool {
	list, many := v.([]string)
	return v == nil || v == "" || many && len(list) == 0
}

// value is a field in its one form; key names what is wrong.
func (r htcdsReader) value(f hField, v any) (out any, key string) {
	switch f.Type {
	case hBool:
		if _, ok := v.(bool); !ok {
			return nil, "bool"
		}
		return v, ""
	case hNumber:
		if _, ok := v.(float64); !ok {
			return nil, "number"
		}
		return v, ""
	case hCodes, hCountries:
		return f.many(v)
	}
	if list, ok := v.([]any); ok && f.Name == "vic_ForcedLabourIndustry" && len(list) > 0 {
		v = list[0] // the XLSForm takes several, the standard one
	}
	s, ok := v.(string)
	if !ok {
		return nil, "text"
	}
	s, key = f.text(s)
	if f.Type == hOrg && s != "" && !r.orgs[s] || f.Type == hPerson && s != "" && !r.persons[s] {
		key = "ref"
	}
	return s, key
}

func (f hField) many(v any) (any, string) {
	list, ok := v.([]any)
	if one, single := v.(string); single {
		list, ok = []any{one}, true
	}
	if !ok || len(list) > maxItems {
		return nil, "list"
	}
	out := []string{}
	for _, one := range list {
		s, ok := one.(string)
		s, key := f.text(s)
		if !ok || key != "" {
			return nil, "code"
		}
		if !slices.Contains(out, s) {
			out = append(out, s)
		}
	}
	return out, ""
}

func (f hField) text(s string) (string, string) {
	s, limit := strings.TrimSpace(vntext.NFC(s)), 300
	if f.Type == hLong {
		limit = maxText
	}
	if s == "" {
		return "", ""
	}
	switch {
	case utf8.RuneCountInString(s) > limit:
		return s, "long"
	case (f.Type == hCode || f.Type == hCodes) && !slices.Contains(f.codes(), s):
		return s, "code"
	case (f.Type == hCountry || f.Type == hCountries) && !country(s):
		return s, "country"
	case f.Type == hPhone && !phoneForm.MatchString(s):
		return s, "phone"
	case f.Type == hLanguage:
		b, err := language.ParseBase(s)
		if err != nil {
			return s, "language"
		}
		return b.ISO3(), ""
	case f.Type == hDate:
		if _, err := clock.Parse(s); err != nil {
			return s, "date"
		}
	}
	return s, ""
}

// country reports whether a text is an alpha-2 code of ISO 3166.
func country(s string) bool {
	if len(s) != 2 || s != strings.ToUpper(s) {
		return false
	}
	r, err := language.ParseRegion(s)
	return err == nil && r.IsCountry()
}
