package casework

import (
	"fmt"
	"maps"
	"reflect"
	"slices"

	"neove/internal/seal"
)

// htcdsFile begins a file.
func htcdsFile(tag ExportTag) HTCDS {
	return HTCDS{Schema: htcdsSchema, Standard: htcdsStandard, Licence: HTCDSLicence, Export: tag, Organizations: []Object{}, Persons: []Object{}, Cases: []CaseOut{}}
}

// add puts a case into the file as far as the sections go.
func (f *HTCDS) add(t hCase, sections []string) {
	c := CaseOut{ID: t.Case.Code, Victim: t.fields("victim", sections), Case: t.fields("case", sections), Consent: t.fields("consent", sections),
		Referrals: []Object{}, Comments: []Object{}, Events: []Object{}, Plans: []Object{}, Perpetrators: []Object{}}
	if slices.Contains(sections, InCore) {
		put(c.Case, "cas_CaseOwner", t.Owner)
	}
	c.Person = f.put("p", &f.Persons, t.fields("person", sections))
	for _, one := range t.Sent {
		c.Referrals = append(c.Referrals, f.linked("referral", one, t.Orgs, nil))
	}
	for _, one := range t.Notes {
		c.Comments = append(c.Comments, Object{"cco_CaseComment": one})
	}
	c.Events, c.Plans = append(c.Events, t.events(sections)...), append(c.Plans, t.Plans...)
	if slices.Contains(sections, InTestimony) {
		link := func(of string, list []Object) (out []Object) {
			for _, one := range list {
				out = append(out, f.linked(of, one, t.Others.Organizations, t.Others.Persons))
			}
			return out
		}
		c.Referrals, c.Comments = append(c.Referrals, link("referral", t.Rest.Referrals)...), append(c.Comments, t.Rest.Comments...)
		c.Events, c.Plans = append(c.Events, t.Rest.Events...), append(c.Plans, t.Rest.Plans...)
		c.Perpetrators = append(c.Perpetrators, link("perpetrator", t.Rest.Perpetrators)...)
		c.Victim, c.Case = f.linked("victim", c.Victim, t.Others.Organizations, t.Others.Persons), f.linked("case", c.Case, t.Others.Organizations, t.Others.Persons)
	}
	f.Cases = append(f.Cases, c)
}

// put adds an object to a list of the file, unless it stands there already, and
// returns its id. Persons of cases never share one: two people may look alike.
func (f *HTCDS) put(prefix string, list *[]Object, o Object) string {
	for _, one := range *list {
		plain := maps.Clone(one)
		delete(plain, "id")
		if prefix == "o" && reflect.DeepEqual(plain, o) {
			return text(one, "id")
		}
	}
	o = maps.Clone(o)
	o["id"] = fmt.Sprintf("%s%d", prefix, len(*list)+1)
	*list = append(*list, o)
	return text(o, "id")
}

// linked brings what an object refers to into the file, under the file's ids.
func (f *HTCDS) linked(of string, o Object, orgs, persons []Object) Object {
	out := maps.Clone(o)
	for name, v := range o {
		field, _ := htcdsField(of, name)
		from, prefix, list := persons, "p", &f.Persons
		switch {
		case field.Type == hOrg:
			from, prefix, list = orgs, "o", &f.Organizations
		case field.Type == hPerson, name == "person":
		default:
			continue
		}
		i := slices.IndexFunc(from, func(one Object) bool { return one["id"] == v })
		if i < 0 {
			delete(out, name)
			continue
		}
		plain := maps.Clone(from[i])
		delete(plain, "id")
		out[name] = f.put(prefix, list, plain)
	}
	return out
}

// events are what the worksheet and the case know of where it happened.
func (t hCase) events(sections []string) (out []Object) {
	held := Object{"hte_Type": "Exploitation"}
	if slices.Contains(sections, InCore) {
		put(held, "hte_Country", coded(htcdsCountries, t.Core.Country, country))
	}
	taken := Object{"hte_Type": "Recruitment"}
	if slices.Contains(sections, InTestimony) {
		put(held, "hte_Description", t.Worksheet.Get("where_held"))
		put(taken, "hte_Description", t.Worksheet.Get("when_taken"))
	}
	for _, e := range []Object{taken, held} {
		if len(e) > 1 {
			out = append(out, e)
		}
	}
	return out
}

// takeEvents reads the first event of each kind that says no more than our
// forms hold; the others are rest.
func (t *hCase) takeEvents(list []Object) (rest []Object) {
	plain := func(o Object, fields ...string) bool {
		for name := range o {
			if !slices.Contains(fields, name) {
				return false
			}
		}
		return len([]rune(text(o, "hte_Description"))) <= maxLine
	}
	held, taken := false, false
	for _, e := range list {
		switch kind := text(e, "hte_Type"); {
		case kind == "Exploitation" && !held && len(e) > 1 && plain(e, "hte_Type", "hte_Country", "hte_Description"):
			held = true
			t.Core.Country = worded(htcdsCountries, text(e, "hte_Country"))
			t.note("where_held", text(e, "hte_Description"))
		case kind == "Recruitment" && !taken && len(e) > 1 && plain(e, "hte_Type", "hte_Description"):
			taken = true
			t.note("when_taken", text(e, "hte_Description"))
		default:
			rest = append(rest, e)
		}
	}
	return rest
}

func (t *hCase) note(field, value string) {
	if value == "" {
		return
	}
	if t.Worksheet == nil {
		t.Worksheet = Values{}
	}
	t.Worksheet.Set(field, value)
}

// planTypes are the kinds of support plans of the standard, by the letter of the
// regime in the law.
var planTypes = map[string]string{"a": "SocialCare", "b": "Health", "c": "SocialCare", "d": "Legal", "đ": "Legal", "e": "SocialCare", "g": "Health", "h": "Education", "i": "Livelihood", "k": "Financial"}

func planOut(r Record) Object {
	o := Object{}
	put(o, "spl_Objectives", r.Values.Get("goal"))
	put(o, "spl_ActionPlan", r.Values.Get("provider_other"))
	put(o, "spl_PlannedEndDate", r.Values.Get("until"))
	put(o, "spl_Type", planTypes[letterOf(r.Values.Get("regime"))])
	if r.Values.Get("result") != "" {
		put(o, "spl_ActualEndDate", r.On.String())
	}
	return o
}

// read is a case of a file in our words.
func (f HTCDS) read(c CaseOut) hCase {
	var t hCase
	i := slices.IndexFunc(f.Persons, func(o Object) bool { return o["id"] == c.Person })
	t.Person = t.take("person", f.Persons[i])
	t.Rest.Victim, t.Rest.Case, t.Rest.Consent = t.take("victim", c.Victim), t.take("case", c.Case), t.take("consent", c.Consent)
	delete(t.Rest.Case, "cas_CaseOwner") // whoever takes the case over owns it
	t.Rest.Events, t.Rest.Plans, t.Rest.Referrals, t.Rest.Perpetrators = t.takeEvents(c.Events), c.Plans, c.Referrals, c.Perpetrators
	for _, one := range c.Comments {
		if s := text(one, "cco_CaseComment"); s != "" {
			t.Notes = append(t.Notes, s)
		}
	}
	t.Others.Organizations, t.Others.Persons = f.referred(t.Rest)
	return t
}

// referred are the organisations and persons that the rest of a case names.
func (f HTCDS) referred(rest CaseOut) (orgs, persons []Object) {
	wanted := map[string]bool{}
	look := func(of string, list ...Object) {
		for _, o := range list {
			for name := range o {
				if field, _ := htcdsField(of, name); field.Type == hOrg || field.Type == hPerson || name == "person" {
					wanted[text(o, name)] = true
				}
			}
		}
	}
	look("victim", rest.Victim)
	look("case", rest.Case)
	look("referral", rest.Referrals...)
	look("perpetrator", rest.Perpetrators...)
	pick := func(list []Object) (out []Object) {
		for _, o := range list {
			if wanted[text(o, "id")] {
				out = append(out, o)
			}
		}
		return out
	}
	return pick(f.Organizations), pick(f.Persons)
}

// htcdsSections are the sections that a file can speak of: nothing of health or
// of places is in the standard.
var htcdsSections = []string{InCore, seal.Identity, InTestimony}
