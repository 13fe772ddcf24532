package casework

import (
	"maps"
	"reflect"
	"slices"
	"strings"

	"neove/access"
	"neove/internal/clock"
	"neove/internal/seal"
	"neove/internal/vntext"
	"neove/person"
)

// hCase is what the standard can say of a case, in our words. Rest is what a file
// said that we have no field for: it is kept and given back.
type hCase struct {
	Case      Case
	Core      Core
	Profile   person.Profile
	Worksheet Values
	Closure   Values
	Decider   string // office that decided
	Owner     string // name of the office that leads
	Notes     []string
	Plans     []Object
	Sent      []Object
	Orgs      []Object // of Sent
	Consent   string   // given, refused; "" for neither
	Rest      CaseOut  // Victim, Case, Consent and the lists
	Person    Object   // rest of the person
	Others    HTCDS    // organisations and persons that Rest refers to
}

// hGroup maps fields that belong together; In of a fresh one and Out are each
// other's inverse as far as we have the fields.
type hGroup struct {
	Of, Section string
	Fields      []string
	Ours        string // what it is with us, for docs/standards/htcds.md
	Lost        string // what does not come back, "" for nothing
	Out         func(t hCase, o Object)
	In          func(o Object, t *hCase)
}

var htcdsGroups = []hGroup{
	{"person", seal.Identity, []string{"prs_FirstName", "prs_MiddleName", "prs_SecondName"}, "person: name (family name first)", "aliases, safe name", nameOut, nameIn},
	{"person", seal.Identity, []string{"prs_Birthdate"}, "person: birth, when the day is known", "year, about, age told", birthOut, birthIn},
	{"person", InCore, []string{"prs_Gender"}, "core: sex", "gender apart from sex", genderOut, genderIn},
	{"person", InCore, []string{"prs_PrimaryLanguage"}, "core: language", "languages without a code", languageOut, languageIn},
	{"person", InCore, []string{"prs_Citizenship"}, "core: citizenship, nationality", "stateless; nationalities written in words we do not know", citizenOut, citizenIn},
	{"person", seal.Identity, []string{"prs_IdentityNumber"}, "person: first paper with a number", "kind, state and day of the paper; further papers", paperOut, paperIn},
	{"person", seal.Identity, []string{"prs_MobilePhone", "prs_HomePhone", "prs_Email"}, "person: first two phones, first e-mail", "whether it is safe to call, when, what to say", contactOut, contactIn},
	{"person", seal.Identity, []string{"prs_MailingStreet", "prs_MailingCity", "prs_MailingState", "prs_MailingCountry", "prs_MailingPostalCode"}, "person: place of residence, in one line", "other places", addressOut, addressIn},
	{"person", InCore, []string{"prs_Deceased"}, "closure: reason deceased", "", deceasedOut, func(Object, *hCase) {}},
	{"victim", InCore, []string{"vic_TraffickingStatus", "vic_TraffickingStatusDecisionMakingOrg"}, "legal status and the office that decided; a file never decides, its claim is kept beside", "paper, number and day of the decision; initial verification; suspension", statusOut, func(Object, *hCase) {}},
	{"victim", InTestimony, []string{"vic_MethodOfRecruitment"}, "worksheet: recruited", "", codesOut("recruited", "vic_MethodOfRecruitment", Recruitments), codesIn("recruited", "vic_MethodOfRecruitment", Recruitments)},
	{"victim", InTestimony, []string{"vic_MethodsOfControl"}, "worksheet: control", "restricts_movement goes out as Other", controlOut, controlIn},
	{"victim", InCore, []string{"vic_TypeOfExploitation", "vic_TypeOfSexExploitation"}, "core: exploitation", "forms of Decree 62/2012 that the standard has not: sold like goods, erotic shows, forced crime", exploitationOut, exploitationIn},
	{"case", InCore, []string{"cas_Status", "cas_ReasonForCaseClosure"}, "stage; closure: reason, text; follow-up of a file is kept beside until somebody moves the case", "the eight stages", stageOut, stageIn},
	{"case", InCore, []string{"cas_IncomingReferralDate"}, "day of reception, where another body brought the person", "day of reception of who came alone", incomingOut, incomingIn},
	{"consent", InCore, []string{"con_Consent"}, "ledger: some consent is given", "purpose, recipient, sections, period, how and in which language it was given, the seven questions", consentOut, func(Object, *hCase) {}},
}

// at are the fields of a group in an object.
func (g hGroup) at(o Object) Object {
	out := Object{}
	for _, f := range g.Fields {
		if v, ok := o[f]; ok {
			out[f] = v
		}
	}
	return out
}

// ofRest is what the rest of a file says of an object.
func (t hCase) ofRest(of string) Object {
	switch of {
	case "person":
		return t.Person
	case "victim":
		return t.Rest.Victim
	case "consent":
		return t.Rest.Consent
	}
	return t.Rest.Case
}

// fields are an object as it goes out: our values, but those of the file where
// ours still say the same.
func (t hCase) fields(of string, sections []string) Object {
	rest, out := t.ofRest(of), Object{}
	grouped := map[string]bool{}
	for _, g := range htcdsGroups {
		if g.Of != of {
			continue
		}
		for _, f := range g.Fields {
			grouped[f] = true
		}
		if !slices.Contains(sections, g.Section) {
			continue
		}
		mine, kept := Object{}, g.at(rest)
		g.Out(t, mine)
		touched := g.Fields[0] == "cas_Status" && t.Case.Stage != Reception // what the file told of it is over
		if len(kept) > 0 && !touched && reflect.DeepEqual(g.canonical(kept), mine) {
			mine = kept
		}
		maps.Copy(out, mine)
	}
	if slices.Contains(sections, restSection(of)) {
		for f, v := range rest {
			if !grouped[f] {
				out[f] = v
			}
		}
	}
	return out
}

// restSection is the section of fields that have no place with us.
func restSection(of string) string {
	if of == "person" {
		return seal.Identity
	}
	return InTestimony
}

// canonical is what we make of fields of a file.
func (g hGroup) canonical(o Object) Object {
	var back hCase
	again := Object{}
	g.In(o, &back)
	g.Out(back, again)
	return again
}

// take reads an object of a file into ours; what does not come back in the same
// form is the rest.
func (t *hCase) take(of string, o Object) (rest Object) {
	rest = maps.Clone(o)
	delete(rest, "id")
	for _, g := range htcdsGroups {
		if g.Of != of {
			continue
		}
		part := g.at(o)
		g.In(part, t)
		if reflect.DeepEqual(g.canonical(part), part) {
			for _, f := range g.Fields {
				delete(rest, f)
			}
		}
	}
	return rest
}

func put(o Object, name, value string) {
	if value != "" {
		o[name] = value
	}
}

func text(o Object, name string) string { s, _ := o[name].(string); return s }

func texts(o Object, name string) []string { l, _ := o[name].([]string); return l }

// nameOut takes a name apart in the Vietnamese order: family name, middle names,
// given name.
func nameOut(t hCase, o Object) {
	parts := strings.Fields(t.Profile.Name.Value)
	switch n := len(parts); {
	case n == 1:
		put(o, "prs_FirstName", parts[0])
	case n > 1:
		put(o, "prs_SecondName", parts[0])
		put(o, "prs_MiddleName", strings.Join(parts[1:n-1], " "))
		put(o, "prs_FirstName", parts[n-1])
	}
}

func nameIn(o Object, t *hCase) {
	name := joined(" ", text(o, "prs_SecondName"), text(o, "prs_MiddleName"), text(o, "prs_FirstName"))
	if name = vntext.Clean(name); name != "" && len([]rune(name)) <= 120 {
		t.Profile.Name = person.Told(name)
	}
}

func birthOut(t hCase, o Object) {
	if b := t.Profile.Birth; b.Known() && b.Value.Kind == person.Exact {
		put(o, "prs_Birthdate", b.Value.Date.String())
	}
}

func birthIn(o Object, t *hCase) {
	if d, err := clock.Parse(text(o, "prs_Birthdate")); err == nil {
		t.Profile.Birth = person.Told(person.Birth{Kind: person.Exact, Date: d, How: "told"})
	}
}

var genders = map[string]string{"female": "Feminine", "male": "Masculine", "other": "NonConforming", "unknown": "NonSpecifiedUnknown", "declined": "NonSpecifiedUnknown"}

func genderOut(t hCase, o Object) { put(o, "prs_Gender", genders[t.Core.Sex]) }

func genderIn(o Object, t *hCase) {
	switch g := text(o, "prs_Gender"); g {
	case "Feminine":
		t.Core.Sex = "female"
	case "Masculine":
		t.Core.Sex = "male"
	case "NonSpecifiedUnknown":
		t.Core.Sex = "unknown"
	case "":
	default:
		t.Core.Sex = "other"
	}
	if t.Core.Sex != "" && t.Core.Sex != "unknown" {
		t.Profile.Sex = person.Told(t.Core.Sex)
	}
}

// names of languages (ISO 639-2) and countries (ISO 3166) that our forms write
// in words.
var (
	htcdsLanguages = map[string]string{"vie": "Tiếng Việt", "khm": "Khmer", "lao": "Lào", "zho": "Tiếng Trung", "eng": "Tiếng Anh", "tha": "Tiếng Thái", "mya": "Miến Điện", "hmn": "Mông", "fra": "Tiếng Pháp", "rus": "Tiếng Nga", "kor": "Tiếng Hàn", "jpn": "Tiếng Nhật"}
	htcdsCountries = map[string]string{"VN": "Việt Nam", "LA": "Lào", "KH": "Campuchia", "CN": "Trung Quốc", "TH": "Thái Lan", "MM": "Myanmar", "MY": "Malaysia", "SG": "Singapore", "PH": "Philippines", "ID": "Indonesia", "TW": "Đài Loan", "KR": "Hàn Quốc", "JP": "Nhật Bản", "RU": "Liên bang Nga", "GB": "Vương quốc Anh", "AE": "Các Tiểu vương quốc Ả Rập Thống nhất"}
)

// coded is the code of a text that our forms hold: the word of a list, or a code
// that somebody wrote; "" for any other.
func coded(list map[string]string, word string, valid func(string) bool) string {
	for _, code := range slices.Sorted(maps.Keys(list)) {
		if vntext.Fold(strings.TrimPrefix(word, "Tiếng ")) == vntext.Fold(strings.TrimPrefix(list[code], "Tiếng ")) {
			return code
		}
	}
	if valid(word) {
		return word
	}
	return ""
}

func worded(list map[string]string, code string) string {
	if w := list[code]; w != "" {
		return w
	}
	return code
}

func threeLetters(s string) bool {
	v, key := hField{Type: hLanguage}.text(s)
	return key == "" && v == s && s != ""
}

func languageOut(t hCase, o Object) {
	put(o, "prs_PrimaryLanguage", coded(htcdsLanguages, t.Core.Language, threeLetters))
}

func languageIn(o Object, t *hCase) {
	t.Core.Language = worded(htcdsLanguages, text(o, "prs_PrimaryLanguage"))
}

func citizenOut(t hCase, o Object) {
	code := ""
	switch t.Core.Citizenship {
	case "vn":
		code = "VN"
	case "foreign":
		code = coded(htcdsCountries, t.Core.Nationality, country)
	}
	if code != "" {
		o["prs_Citizenship"] = []string{code}
	}
}

func citizenIn(o Object, t *hCase) {
	switch list := texts(o, "prs_Citizenship"); {
	case slices.Contains(list, "VN"):
		t.Core.Citizenship = "vn"
	case len(list) > 0:
		t.Core.Citizenship, t.Core.Nationality = "foreign", worded(htcdsCountries, list[0])
	}
}

func paperOut(t hCase, o Object) {
	for _, p := range t.Profile.Papers.Value {
		if p.Number != "" && t.Profile.Papers.Known() {
			put(o, "prs_IdentityNumber", p.Number)
			return
		}
	}
}

func paperIn(o Object, t *hCase) {
	n := strings.ToUpper(vntext.Clean(text(o, "prs_IdentityNumber")))
	if n == "" || len([]rune(n)) > 40 {
		return
	}
	kind := "other"
	if len(n) == 12 && strings.Trim(n, "0123456789") == "" {
		kind = "citizen_id"
	}
	t.Profile.Papers = person.Told([]person.Paper{{Kind: kind, Number: n, State: "held"}})
}

func contactOut(t hCase, o Object) {
	for _, c := range t.Profile.Contacts.Value {
		switch {
		case !t.Profile.Contacts.Known():
		case c.Kind == "phone" && phoneForm.MatchString(c.Value):
			if o["prs_MobilePhone"] == nil {
				put(o, "prs_MobilePhone", c.Value)
			} else if o["prs_HomePhone"] == nil {
				put(o, "prs_HomePhone", c.Value)
			}
		case c.Kind == "email" && o["prs_Email"] == nil:
			put(o, "prs_Email", c.Value)
		}
	}
}

func contactIn(o Object, t *hCase) {
	var list []person.Contact
	for _, f := range []struct{ name, kind string }{{"prs_MobilePhone", "phone"}, {"prs_HomePhone", "phone"}, {"prs_Email", "email"}} {
		if v := vntext.Clean(text(o, f.name)); v != "" {
			list = append(list, person.Contact{Kind: f.kind, Value: v, Safe: person.Unsure})
		}
	}
	if len(list) > 0 {
		t.Profile.Contacts = person.Told(list)
	}
}

func addressOut(t hCase, o Object) {
	for _, p := range t.Profile.Places.Value {
		if p.Kind == "residence" && t.Profile.Places.Known() {
			put(o, "prs_MailingStreet", p.Text)
			return
		}
	}
}

func addressIn(o Object, t *hCase) {
	where := joined(", ", text(o, "prs_MailingStreet"), text(o, "prs_MailingCity"), text(o, "prs_MailingState"), text(o, "prs_MailingPostalCode"), worded(htcdsCountries, text(o, "prs_MailingCountry")))
	if where = vntext.Clean(where); where != "" && len([]rune(where)) <= 300 {
		t.Profile.Places = person.Told([]person.Place{{Kind: "residence", Text: where}})
	}
}

func deceasedOut(t hCase, o Object) {
	if t.Closure.Get("why") == "deceased" {
		o["prs_Deceased"] = true
	}
}

func statusOut(t hCase, o Object) {
	switch t.Case.Status {
	case Confirmed:
		o["vic_TraffickingStatus"] = "ActualVictimOfTrafficking"
	case NotVictim:
		o["vic_TraffickingStatus"] = "NotAVictimOfTrafficking"
	default:
		o["vic_TraffickingStatus"] = "PossibleVictimOfTrafficking"
		return
	}
	if who, ok := access.ParseOffice(t.Decider); ok {
		o["vic_TraffickingStatusDecisionMakingOrg"] = "NonPoliceGovernmentalOrganization"
		if who.Role == access.Police {
			o["vic_TraffickingStatusDecisionMakingOrg"] = "Police"
		}
	}
}
