package casework

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/santhosh-tekuri/jsonschema/v6"
	"pgregory.net/rapid"

	"neove/internal/seal"
)

var writeDocs = flag.Bool("htcds", false, "write docs/standards anew")

const (
	schemaFile = "../docs/standards/" + htcdsSchema
	tableFile  = "../docs/standards/htcds.md"
)

type j = map[string]any

// schemaOf is the schema of a field.
func schemaOf(f hField) j {
	out := j{}
	switch f.Type {
	case hText:
		out = j{"type": "string", "minLength": 1, "maxLength": 300}
	case hLong:
		out = j{"type": "string", "minLength": 1, "maxLength": maxText}
	case hDate:
		out = j{"type": "string", "format": "date"}
	case hNumber:
		out = j{"type": "number"}
	case hBool:
		out = j{"type": "boolean"}
	case hCode:
		out = j{"enum": f.codes()}
	case hCodes:
		out = j{"type": "array", "uniqueItems": true, "items": j{"enum": f.codes()}}
	case hCountry:
		out = j{"type": "string", "pattern": "^[A-Z]{2}$", "description": "ISO 3166 alpha-2"}
	case hCountries:
		out = j{"type": "array", "uniqueItems": true, "items": j{"type": "string", "pattern": "^[A-Z]{2}$"}, "description": "ISO 3166 alpha-2"}
	case hLanguage:
		out = j{"type": "string", "pattern": "^[a-z]{3}$", "description": "ISO 639-2"}
	case hPhone:
		out = j{"type": "string", "pattern": phoneForm.String(), "description": "E.164"}
	case hOrg:
		out = j{"type": "string", "description": "id of an organization of the file"}
	case hPerson:
		out = j{"type": "string", "description": "id of a person of the file"}
	}
	if f.Old {
		out["deprecated"] = true
	}
	return out
}

func objectSchema(of string, more j, required ...string) j {
	p := j{}
	for _, f := range htcdsFields {
		if f.Of == of {
			p[f.Name] = schemaOf(f)
		}
	}
	for k, v := range more {
		p[k] = v
	}
	out := j{"type": "object", "properties": p, "additionalProperties": false}
	if required != nil {
		out["required"] = required
	}
	return out
}

// schema is the schema of our files, made of the list of fields.
func schema() []byte {
	id := j{"type": "string", "pattern": idForm.String()}
	text := j{"type": "string"}
	list := func(of string) j { return j{"type": "array", "items": j{"$ref": "#/$defs/" + of}} }
	strict := func(p j) j {
		var names []string
		for name := range p {
			names = append(names, name)
		}
		slices.Sort(names)
		return j{"type": "object", "properties": p, "required": names, "additionalProperties": false}
	}
	defs := j{"organization": objectSchema("organization", j{"id": id}, "id"), "person": objectSchema("person", j{"id": id}, "id"), "perpetrator": objectSchema("perpetrator", j{"person": id}, "person")}
	for _, of := range []string{"victim", "case", "consent", "referral", "comment", "event", "plan"} {
		defs[of] = objectSchema(of, nil)
	}
	one := j{"id": text, "person": id, "referrals": list("referral"), "comments": list("comment"), "events": list("event"), "plans": list("plan"), "perpetrators": list("perpetrator")}
	for _, of := range []string{"victim", "case", "consent"} {
		one[of] = j{"$ref": "#/$defs/" + of}
	}
	root := strict(j{"$schema": text, "standard": j{"const": htcdsStandard}, "licence": text, "organizations": list("organization"), "persons": list("person"), "cases": j{"type": "array", "minItems": 1, "items": strict(one)},
		"export": strict(j{"by": text, "office": text, "at": text, "purpose": text, "recipient": text, "expires": text, "sections": j{"type": "array", "items": j{"enum": Sections}}})})
	root["$schema"], root["$id"], root["title"], root["$comment"], root["$defs"] = "https://json-schema.org/draft/2020-12/schema", "urn:neove:"+htcdsSchema, "Cases in the fields of HTCDS 2.0", HTCDSLicence, defs
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetIndent("", " ")
	e.SetEscapeHTML(false)
	if err := e.Encode(root); err != nil {
		panic(err)
	}
	return b.Bytes()
}

// lostFields are ours that the standard has no field for.
var lostFields = []string{
	"file: clocks, deadlines, team, exclusions, hand-over protocols, files attached, retention",
	"core: ages told or guessed, ethnicity, channel, home in or outside the province, route, urgent needs, answers to what the laws ask",
	"person: safe name, aliases, ethnicity, religion, further papers, places and contacts, whereabouts, relations",
	"records: notices, verification, evidence, act, means and purpose, statements, health, risk and safety plan, protection, representative, child protection, interpreter, needs by domain, requests and decisions of support, services and payments, return, visits, reopening",
	"every record: day, author, office, versions",
	"consent: everything but whether one was given",
}

// table is docs/standards/htcds.md, made of the mapping.
func table() string {
	var b strings.Builder
	b.WriteString(`# HTCDS 2.0: what goes out, what comes in, what is lost

Made from the mapping by a test (` + "`go test ./casework -run TestStandardDocs -htcds`" + `). ` + HTCDSLicence + `

The standard has names and codes, no file format. Ours is JSON with its names: [` + htcdsSchema + `](` + htcdsSchema + `), JSON Schema 2020-12.

A file holds the sections that the person agreed to and that the office opens; nothing of ` + "`health` and `place`" + ` is in the standard. Fields of a file for which we have no place are kept with the imported case, sealed, and go out again as they came, as long as nobody changed what they belong to.

Names of the XLSForm (` + "`prs_First_Name`, `prs_Second_Name`, `vic_Methods_of_Control`" + `) are taken, too; blanks around codes are cut; several industries become the first.

| field | section | ours | lost of ours |
|---|---|---|---|
`)
	row := func(fields, section, ours, lost string) {
		fmt.Fprintf(&b, "| %s | %s | %s | %s |\n", fields, section, ours, lost)
	}
	grouped := map[string]bool{}
	for _, g := range htcdsGroups {
		row("`"+strings.Join(g.Fields, "` `")+"`", g.Section, g.Ours, g.Lost)
		for _, f := range g.Fields {
			grouped[f] = true
		}
	}
	for _, r := range listRows {
		row("`"+strings.Join(r.fields, "` `")+"`", r.section, r.ours, r.lost)
		for _, f := range r.fields {
			grouped[f] = true
		}
	}
	b.WriteString("\nWithout a field of ours; kept from a file and given back:\n\n")
	for _, f := range htcdsFields {
		if !grouped[f.Name] {
			note := ""
			if f.Old {
				note = " (deprecated)"
			}
			fmt.Fprintf(&b, "- `%s`%s\n", f.Name, note)
		}
	}
	b.WriteString("\nOurs without a field of the standard; never in a file:\n\n")
	for _, l := range lostFields {
		b.WriteString("- " + l + "\n")
	}
	return b.String()
}

// listRows are the mappings that are not of single fields.
var listRows = []struct {
	fields              []string
	section, ours, lost string
}{
	{[]string{"cas_CaseOwner"}, InCore, "name of the office that leads; a file does not decide it", "name of the officer"},
	{[]string{"cco_CaseComment"}, InCore, "notes; from a file they lie in testimony", "day, author, compartment"},
	{[]string{"hte_Type", "hte_Country", "hte_Description"}, InTestimony, "worksheet: where held, when taken; core: country (in core)", "route"},
	{[]string{"spl_Objectives", "spl_ActionPlan", "spl_PlannedEndDate", "spl_ActualEndDate", "spl_Type"}, InCore, "plan items: goal, provider, until, result, regime; from a file kept beside, since a regime needs a decision", "cost, funding, consent"},
	{[]string{"cas_ReferredOrganisation", "cas_OutgoingReferralDate", "cas_ReasonForOutgoingReferral"}, InCore, "hand-overs that were accepted; from a file kept beside", "sections, answers, reports"},
	{[]string{"org_Name", "org_Type"}, InCore, "offices and organisations of hand-overs", ""},
}

func TestStandardDocs(t *testing.T) {
	t.Parallel()
	if *writeDocs {
		for name, text := range map[string][]byte{schemaFile: schema(), tableFile: []byte(table())} {
			if err := os.WriteFile(name, text, 0o644); err != nil {
				t.Fatal(err)
			}
		}
	}
	for name, want := range map[string]string{schemaFile: string(schema()), tableFile: table()} {
		got, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff(want, string(got)); d != "" {
			t.Errorf("%s is not made of the mapping: %s", name, d)
		}
	}
	core, old := 0, 0
	for _, f := range htcdsFields {
		if f.Core {
			core++
		}
		if f.Old {
			old++
		}
	}
	if len(htcdsFields) != 84 || core != 40 || old != 3 {
		t.Errorf("%d fields, %d of them core, %d deprecated; the standard has 84, 40 and 3", len(htcdsFields), core, old)
	}
}

func compiled(t *testing.T) *jsonschema.Schema {
	t.Helper()
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(schema()))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	c.AssertFormat()
	if err := c.AddResource(htcdsSchema, doc); err != nil {
		t.Fatal(err)
	}
	s, err := c.Compile(htcdsSchema)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// Every file that goes out is valid under the schema, and what the schema
// refuses in a known place is refused by the import.
func TestFilesAreValid(t *testing.T) {
	t.Parallel()
	s := compiled(t)
	validate := func(f HTCDS) error {
		raw, err := json.Marshal(f)
		if err != nil {
			return err
		}
		doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(raw))
		if err != nil {
			return err
		}
		return s.Validate(doc)
	}
	tag := ExportTag{Sections: []string{InCore}, Expires: 20000}
	rapid.Check(t, func(t *rapid.T) {
		own, foreign := htcdsFile(tag), htcdsFile(tag)
		own.add(genCase(t), []string{InCore, seal.Identity, InTestimony})
		first := travel(t, genFile(t))
		for _, c := range first.Cases {
			foreign.add(first.read(c), htcdsSections)
		}
		for _, f := range []HTCDS{own, foreign} {
			if err := validate(f); err != nil {
				t.Fatal(err)
			}
		}
		wrong := own
		wrong.Cases = slices.Clone(own.Cases)
		wrong.Cases[0].Victim = Object{rapid.SampledFrom([]string{"vic_TypeOfExploitation", "vic_TraffickingStatus", "prs_FirstName", "vic_Unknown"}).Draw(t, "field"): "Nonsense"}
		raw, err := json.Marshal(wrong)
		if err != nil {
			t.Fatal(err)
		}
		if _, read := ReadHTCDS(raw); validate(wrong) == nil || read == nil {
			t.Fatal("nonsense is valid")
		}
	})
}

// What the table calls lost is lost: two cases that differ in it alone make the
// same file.
func TestLostIsLost(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		a := genCase(t)
		b := a
		b.Core.Ethnicity, b.Core.AgeLow, b.Core.AgeHigh, b.Core.Home, b.Core.Route, b.Core.Needs, b.Core.Note, b.Core.Poor, b.Core.Abroad = "Khmer", 20, 24, "out", "abroad", []string{"medical"}, "x", "yes", "yes"
		b.Profile.Safe.Value, b.Profile.Ethnicity.Value, b.Profile.Religion.Value, b.Profile.Whereabouts.Value.Text = "Mai", "Khmer", "Phật giáo", "x"
		b.Case.IdentifiedOn, b.Case.ReturnedOn, b.Case.ReviewOn, b.Case.Safety, b.Case.Retention = 19000, 19001, 19002, "high", Hold
		b.Worksheet = Values{}
		for k, v := range a.Worksheet {
			b.Worksheet[k] = v
		}
		b.Worksheet["evidence"], b.Worksheet["means"] = []string{"x"}, []string{"x"}
		one, other := htcdsFile(ExportTag{}), htcdsFile(ExportTag{})
		one.add(a, htcdsSections)
		other.add(b, htcdsSections)
		if d := cmp.Diff(one, other); d != "" {
			t.Fatal("the table says lost, but it goes out", d)
		}
	})
}
