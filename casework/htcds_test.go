package casework

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"neove/internal/clock"
	"neove/internal/errs"
	"neove/person"
	"neove/regime"
)

// resolved is a file with what is referred to in place of the ids, which every
// export gives anew, and without the owner, who is whoever took the case over.
func resolved(f HTCDS) (out []CaseOut) {
	find := func(list []Object, id any) Object {
		for _, o := range list {
			if o["id"] == id {
				o = maps.Clone(o)
				delete(o, "id")
				return o
			}
		}
		return Object{"missing": id}
	}
	in := func(of string, o Object) Object {
		o = maps.Clone(o)
		for name, v := range o {
			field, _ := htcdsField(of, name)
			if field.Type == hOrg {
				o[name] = find(f.Organizations, v)
			}
			if field.Type == hPerson || name == "person" {
				o[name] = find(f.Persons, v)
			}
		}
		return o
	}
	all := func(of string, list []Object) []Object {
		out := []Object{}
		for _, o := range list {
			out = append(out, in(of, o))
		}
		return out
	}
	for _, c := range f.Cases {
		c.Victim, c.Case, c.Consent = in("victim", c.Victim), in("case", c.Case), in("consent", c.Consent)
		c.Case["who"] = find(f.Persons, c.Person)
		delete(c.Case, "cas_CaseOwner")
		c.ID, c.Person = "", ""
		c.Referrals, c.Comments, c.Events, c.Plans, c.Perpetrators = all("referral", c.Referrals), all("comment", c.Comments), all("event", c.Events), all("plan", c.Plans), all("perpetrator", c.Perpetrators)
		slices.SortStableFunc(c.Events, func(a, b Object) int { return strings.Compare(text(a, "hte_Type"), text(b, "hte_Type")) })
		out = append(out, c)
	}
	return out
}

// travel is a file as another program reads it.
func travel(t interface{ Fatal(...any) }, f HTCDS) HTCDS {
	raw, err := json.Marshal(f)
	if err != nil {
		t.Fatal(err)
	}
	back, err := ReadHTCDS(raw)
	if err != nil {
		t.Fatal(string(raw), errs.From(err).Fields, err)
	}
	return back
}

func someText(t *rapid.T, label string) string {
	return rapid.SampledFrom([]string{"", "Nguyễn Văn Bình", "Bến xe Miền Tây, quầy 12", "Ms", "ghi chú “dài”\nhai dòng", "0901", strings.Repeat("á ", 120) + "."}).Draw(t, label)
}

// genObject fills an object of the standard in any way that it allows.
func genObject(t *rapid.T, of string, orgs, persons []string) Object {
	o := Object{}
	for _, f := range htcdsFields {
		if f.Of != of || !rapid.Bool().Draw(t, f.Name+"?") {
			continue
		}
		pick := func(list []string) string { return rapid.SampledFrom(list).Draw(t, f.Name) }
		switch f.Type {
		case hText, hLong:
			put(o, f.Name, someText(t, f.Name))
		case hDate:
			o[f.Name] = clock.Date(rapid.IntRange(3000, 19000).Draw(t, f.Name)).String()
		case hNumber:
			o[f.Name] = float64(rapid.IntRange(0, 90).Draw(t, f.Name))
		case hBool:
			o[f.Name] = rapid.Bool().Draw(t, f.Name)
		case hCode:
			o[f.Name] = pick(f.codes())
		case hCodes:
			o[f.Name] = rapid.SliceOfNDistinct(rapid.SampledFrom(f.codes()), 1, 3, rapid.ID[string]).Draw(t, f.Name)
		case hCountry:
			o[f.Name] = pick([]string{"VN", "KH", "DE"})
		case hCountries:
			o[f.Name] = rapid.SliceOfNDistinct(rapid.SampledFrom([]string{"VN", "LA", "DE"}), 1, 3, rapid.ID[string]).Draw(t, f.Name)
		case hLanguage:
			o[f.Name] = pick([]string{"vie", "khm", "deu"})
		case hPhone:
			o[f.Name] = pick([]string{"+84901234567", "84271234567"})
		case hOrg:
			o[f.Name] = pick(orgs)
		case hPerson:
			o[f.Name] = pick(persons)
		}
	}
	return o
}

func genFile(t *rapid.T) HTCDS {
	f := htcdsFile(ExportTag{})
	orgs, persons := []string{"a", "b"}, []string{"x", "y", "z"}
	list := func(of string) []Object {
		out := []Object{}
		for range rapid.IntRange(0, 3).Draw(t, of) {
			o := genObject(t, of, orgs, persons)
			if len(o) == 0 && of != "perpetrator" {
				continue
			}
			if of == "perpetrator" {
				o["person"] = "y"
			}
			out = append(out, o)
		}
		return out
	}
	for _, id := range orgs {
		o := genObject(t, "organization", nil, nil)
		o["id"] = id
		f.Organizations = append(f.Organizations, o)
	}
	for _, id := range persons {
		o := genObject(t, "person", nil, nil)
		o["id"] = id
		f.Persons = append(f.Persons, o)
	}
	c := CaseOut{ID: "c", Person: "x", Victim: genObject(t, "victim", orgs, persons), Case: genObject(t, "case", orgs, persons), Consent: genObject(t, "consent", orgs, persons),
		Referrals: list("referral"), Comments: list("comment"), Events: list("event"), Plans: list("plan"), Perpetrators: list("perpetrator")}
	// what every case of ours has
	if c.Victim["vic_TraffickingStatus"] == nil {
		c.Victim["vic_TraffickingStatus"] = "PossibleVictimOfTrafficking"
	}
	if c.Case["cas_Status"] == nil {
		c.Case["cas_Status"] = "Active"
	}
	f.Cases = append(f.Cases, c)
	return f
}

// A file of another program comes back as it came: nothing of the standard is
// lost, whether we have a field for it or not.
func TestForeignFileComesBack(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		first := travel(t, genFile(t))
		again := htcdsFile(ExportTag{})
		for _, c := range first.Cases {
			again.add(first.read(c), htcdsSections)
		}
		if d := cmp.Diff(resolved(first), resolved(travel(t, again))); d != "" {
			t.Fatal(d)
		}
	})
}

func some[T any](t *rapid.T, label string, list []T) []T {
	return rapid.SliceOfN(rapid.SampledFrom(list), 0, 3).Draw(t, label)
}

// genCase is a case as our records may have it.
func genCase(t *rapid.T) hCase {
	pick := func(label string, list ...string) string { return rapid.SampledFrom(list).Draw(t, label) }
	c := hCase{Worksheet: Values{}, Closure: Values{}}
	c.Case = Case{Code: "NN-2026-4701", Status: rapid.SampledFrom(Statuses).Draw(t, "status"), Stage: rapid.SampledFrom(Stages).Draw(t, "stage"), ReceivedOn: clock.Date(rapid.IntRange(18000, 20000).Draw(t, "received"))}
	c.Core = Core{Sex: pick("sex", "", "female", "male", "other", "unknown", "declined"), Language: pick("language", "", "Khmer", "Tiếng Việt", "tiếng Cơ Ho"), Citizenship: pick("citizenship", "", "vn", "foreign", "stateless_resident"),
		Nationality: pick("nationality", "", "Lào", "campuchia", "không rõ"), Channel: rapid.SampledFrom(Channels).Draw(t, "channel"), Country: pick("country", "", "Campuchia", "KH", "một nước châu Âu"),
		Exploitation: some(t, "exploitation", regime.Words(regime.Exploitation))}
	if name := pick("name", "", "Mận", "Lò Thị Mận", "Nguyễn Thị Hoa  Mận", "Anna Maria von Berg"); name != "" {
		c.Profile.Name = person.Told(strings.Join(strings.Fields(name), " "))
	}
	c.Profile.Birth = rapid.SampledFrom([]person.Fact[person.Birth]{{}, person.Told(person.Birth{Kind: person.Exact, Date: clock.On(2004, 3, 9)}), person.Told(person.Birth{Kind: person.InYear, Year: 2004}), person.Silent[person.Birth](person.Declined)}).Draw(t, "birth")
	c.Profile.Papers = person.Told(some(t, "papers", []person.Paper{{Kind: "passport", Number: "B1234567", State: "lost"}, {Kind: "citizen_id", Number: "080304001234", State: "kept"}, {Kind: "birth", State: "held"}}))
	c.Profile.Contacts = person.Told(some(t, "contacts", []person.Contact{{Kind: "phone", Value: "+84901234567"}, {Kind: "phone", Value: "0901 234 567"}, {Kind: "phone", Value: "84271234567"}, {Kind: "email", Value: "a@b.vn"}, {Kind: "through", Value: "chị gái"}}))
	c.Profile.Places = person.Told(some(t, "places", []person.Place{{Kind: "residence", Text: "Bản Nậm Pọng, xã Mường Phăng"}, {Kind: "birth", Text: "Mường Phăng"}}))
	c.Decider = pick("decider", "", "police:L80", "border_guard:L80")
	c.Worksheet["recruited"], c.Worksheet["control"] = some(t, "recruited", Recruitments), some(t, "control", Controls)
	c.Worksheet.Set("where_held", pick("held", "", "Nhà trọ cạnh chợ"))
	c.Worksheet.Set("when_taken", pick("taken", "", "đầu năm 2024"))
	c.Closure.Set("why", rapid.SampledFrom(reasonsEnd).Draw(t, "why"))
	c.Closure.Set("text", "Đã ổn định")
	c.Notes = some(t, "notes", []string{"Đã đến nơi", "Gặp lần hai"})
	c.Consent = pick("consent", "", Given, Refused)
	c.Orgs = []Object{{"id": "1", "org_Name": "Cơ sở A", "org_Type": "NGO"}}
	c.Sent = some(t, "sent", []Object{{"cas_ReferredOrganisation": "1", "cas_OutgoingReferralDate": "2025-03-04", "cas_ReasonForOutgoingReferral": "Other"}})
	c.Plans = some(t, "plans", []Object{planOut(Record{Values: Values{"goal": {"Học nghề may"}, "regime": {"i"}, "until": {"2026-01-01"}}})})
	return c
}

// What goes out of our records comes in and goes out again the same.
func TestOwnFileComesBack(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		first, again := htcdsFile(ExportTag{}), htcdsFile(ExportTag{})
		first.add(genCase(t), htcdsSections)
		first = travel(t, first)
		again.add(first.read(first.Cases[0]), htcdsSections)
		if d := cmp.Diff(resolved(first), resolved(travel(t, again))); d != "" {
			t.Fatal(d)
		}
	})
}

// A section that the consent leaves out leaves no trace in the file.
func TestSectionsLeftOut(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		c := genCase(t)
		c.Rest = CaseOut{Perpetrators: []Object{{"person": "p", "per_RoleDetails": "BÍ MẬT"}}, Victim: Object{"vic_AgeWhenTrafficked": 7.0}}
		c.Others.Persons = []Object{{"id": "p", "prs_FirstName": "BÍ MẬT"}}
		c.Person = Object{"prs_Title": "BÍ MẬT"}
		f := htcdsFile(ExportTag{})
		f.add(c, []string{InCore})
		raw, err := json.Marshal(f)
		if err != nil {
			t.Fatal(err)
		}
		for _, secret := range []string{"Mận", "Berg", "080304001234", "B1234567", "84901234567", "a@b.vn", "Nậm Pọng", "2004-03-09", "Nhà trọ", "đầu năm 2024", "vic_MethodsOfControl", "BÍ MẬT", "vic_AgeWhenTrafficked"} {
			if strings.Contains(string(raw), secret) {
				t.Fatalf("%s in %s", secret, raw)
			}
		}
	})
}

// Mistakes are named by object and field.
func TestReadHTCDSNamesMistakes(t *testing.T) {
	t.Parallel()
	raw := `{"standard":"HTCDS 2.0","organizations":[{"id":"o1","org_Type":"Bakery"},{"id":"o1"}],"persons":[{"id":"p1","prs_Birthdate":"9/3/2004","prs_MobilePhone":"0901 234","prs_Citizenship":["Vietnam"],"prs_First_Name":"Mận","vic_Methods_of_Control":[]}],
	"cases":[{"id":"c1","person":"p2","victim":{"vic_MethodsOfControl":["DebtBondage ","Magic"],"vic_AgeWhenTrafficked":"7"},"case":{"cas_ReferringOrganisation":"o7"},"comments":[{"cco_CaseComment":5}],"perpetrators":[{"per_RoleDetails":"x"}]}]}`
	_, err := ReadHTCDS([]byte(raw))
	got := map[string]string{}
	for _, f := range errs.From(err).Fields {
		got[f.Name] = strings.TrimPrefix(f.Key, "casework.err.htcds_")
	}
	want := map[string]string{"organizations[0].org_Type": "code", "organizations[1].id": "id", "persons[0].prs_Birthdate": "date", "persons[0].prs_MobilePhone": "phone", "persons[0].prs_Citizenship": "code", "persons[0].vic_MethodsOfControl": "web.err.unknown_field",
		"cases[0].person": "ref", "cases[0].victim.vic_MethodsOfControl": "code", "cases[0].victim.vic_AgeWhenTrafficked": "number", "cases[0].case.cas_ReferringOrganisation": "ref", "cases[0].comments[0].cco_CaseComment": "text", "cases[0].perpetrators[0].person": "ref"}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
	for _, bad := range []string{"", "[]", `{"standard":"HTCDS 1.0"}`, `{"standard":"HTCDS 2.0","cases":[]}`} {
		if _, err := ReadHTCDS([]byte(bad)); !errs.Is(err, errs.Invalid) {
			t.Errorf("%q: %v", bad, err)
		}
	}
}

func FuzzReadHTCDS(f *testing.F) {
	f.Add([]byte(`{"standard":"HTCDS 2.0","persons":[{"id":"p1"}],"cases":[{"id":"c1","person":"p1","events":[{"hte_Type":"Transit"}]}]}`))
	f.Fuzz(func(t *testing.T, raw []byte) {
		doc, err := ReadHTCDS(raw)
		if err != nil {
			return
		}
		out := htcdsFile(ExportTag{})
		for _, c := range doc.Cases {
			out.add(doc.read(c), htcdsSections)
		}
		travel(t, out)
	})
}
