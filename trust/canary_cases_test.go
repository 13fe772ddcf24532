package trust

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"path"
	"regexp"
	"slices"
	"strings"
	"time"

	"neove/access"
	"neove/app"
	"neove/app/apptest"
	"neove/casework"
	"neove/handoff"
	"neove/internal/clock"
	"neove/internal/db"
	"neove/internal/seal"
	"neove/internal/vntext"
	"neove/org"
)

var (
	leads  = access.Office{Role: access.ProvinceOfficer, Unit: province}
	houses = access.Office{Role: access.ServiceOfficer, Unit: province, Agency: "p-shelter"}
)

// caseReaders are whose pages may show what lies in a section of the case: the
// office that leads it, the shelter that got core and health, and the border
// guard who broke the glass, to whom the place stays closed.
var caseReaders = map[string][]string{
	casework.InCore: {"province", "shelter", "border"}, casework.InHealth: {"province", "shelter", "border"},
	casework.InTestimony: {"province", "border"}, casework.InPlace: {"province"}, seal.Identity: {"province", "border"},
}

func day(plus int) string { return vntext.Date(clock.DateOf(time.Now()) + clock.Date(plus)) }

// prepare lifts the limit of looks in an hour, which would end the walk before
// its end, and agrees by which offices may share.
func (b *birds) prepare() {
	b.with(func(ctx context.Context, a *app.App) {
		by, from := access.System("test"), clock.On(2026, 1, 1)
		for _, key := range []string{"audit.pace.stop", "audit.pace.alarm"} {
			if err := a.Org.Configure(ctx, by, org.Setting{Key: key, From: from, Value: "9999", Source: "Thử"}); err != nil {
				b.t.Fatal(err)
			}
		}
	}, nil)
}

// cases fills every field of casework, handoff and shelter that holds text.
func (b *birds) cases() {
	b.must("province", "POST", "/handoff/protocols", url.Values{"symbol": {"1/QC"}, "name": {"Quy chế phối hợp"}, "offices": {leads.String(), houses.String(), "police:" + province},
		"kinds": {}, "sections": casework.Sections, "purposes": {"service", "identify", "verify"}, "valid_from": {day(-30)}, "valid_to": {day(300)}}, 303)
	b.drafts()
	code := b.reception()
	b.records(code)
	b.ledger(code)
	b.papers(code)
	b.imports()
	b.handovers(code)
	b.broken(code)
	b.facility(code)
	for _, field := range []string{"intake.person.nationality", "intake.person.ethnicity", "interpreter.testimony.language"} {
		b.known(field) // the team has to know them at once: casework.Core
	}
}

// known lets everybody see a field who sees what the team knows.
func (b *birds) known(field string) {
	i := slices.IndexFunc(b.list, func(c *canary) bool { return c.field == field })
	if i < 0 {
		b.t.Fatalf("no %s", field)
	}
	b.list[i].readers = caseReaders[casework.InCore]
}

// answers fit together where the first choice of each would not.
var answers = url.Values{"birth": {"5/2001"}, "age": {""}, "home": {"Khánh Hòa"}, "unit": {""}, "place": {""}, "known": {""}, "minor": {"no"}, "speaks": {"Khmer"}, "found_unit": {"Khánh Hòa"}, "found_on": {day(0)},
	"interpreter_conflict": {"none_found"}, "country": {"Campuchia"}, "role": {"main"}, "paper_kind": {"passport"}, "sex": {"female"},
	"speaks_state": {""}, "talk_to_state": {""}, "name_state": {""}, "birth_state": {""}, "home_state": {""}, "nationality_state": {""}, "ethnicity_state": {""}, "country_state": {""}, "contact_state": {""}}

// asked fills every section of the form for one person.
func (b *birds) asked(at, what string, readers map[string][]string) {
	for _, section := range []string{"safety", "needs", "person", "found", "consent"} {
		who := readers[section]
		b.send("province", at+"/"+section, at+"/"+section, what+"."+section, who, answers)
	}
}

// drafts leaves a reception that nobody decided about, for its author only, and
// ends another person without signs.
func (b *birds) drafts() {
	mine := map[string][]string{}
	for _, s := range []string{"safety", "needs", "person", "found", "consent"} {
		mine[s] = []string{"province"}
	}
	given := url.Values{"received": {time.Now().In(clock.Vietnam).Format("15:04 2/1/2006")}, "people": {"1"}, "unit": {""}, "place": {""}, "channel": {"rescue"}}
	to := b.send("province", "/casework/receptions/new", "/casework/receptions", "draft", []string{"province"}, given)
	b.asked(strings.TrimSuffix(to, "/safety"), "draft", mine)
	to = strings.TrimSuffix(b.send("province", "/casework/receptions/new", "/casework/receptions", "ended", []string{"province"}, given), "/safety")
	b.asked(to, "ended", mine)
	b.send("province", to+"/check", to+"/check", "ended", nil, url.Values{"screening": {casework.NoSigns}, "then": {"end"}})
}

// reception opens a case with all that the form asks.
func (b *birds) reception() (code string) {
	readers := map[string][]string{"safety": caseReaders[casework.InCore], "needs": caseReaders[casework.InCore], "person": {"province"}, "found": caseReaders[casework.InCore], "consent": caseReaders[casework.InCore]}
	to := b.send("province", "/casework/receptions/new", "/casework/receptions", "reception", []string{"province"}, url.Values{"received": {time.Now().In(clock.Vietnam).Format("15:04 2/1/2006")}, "people": {"1"}, "unit": {""}, "place": {""}, "channel": {"rescue"}})
	at := strings.TrimSuffix(to, "/safety")
	b.asked(at, "intake", readers)
	to = b.send("province", at+"/check", at+"/check", "intake", nil, url.Values{"screening": {casework.Signs}, "then": {"open"}})
	if !strings.HasPrefix(to, "/casework/cases/") {
		b.t.Fatalf("no case was opened: %s", to)
	}
	return path.Base(to)
}

// fits are values of kinds whose checks want more than the first choice.
var fits = map[string]casework.Values{
	"return": {"escort": {"relatives_fetch"}}, "service": {"regime": {"b"}},
	"decision": {"outcome": {"confirmed"}}, "closure": {"why": {"reintegrated"}},
}

// records writes one of every kind there is, with a canary in every field of
// text; notes in every compartment. Kinds and fields that come later are among
// them.
func (b *birds) records(code string) {
	at := "/casework/cases/" + code
	for _, k := range casework.Kinds {
		if k.Code == "imported" { // comes with a file only, see imports
			continue
		}
		variants := []casework.Values{fits[k.Code]}
		if k.Code == "note" {
			variants = nil
			for _, c := range casework.Compartments {
				variants = append(variants, casework.Values{"in": {c}})
			}
		}
		for _, fit := range variants {
			form := b.formOf("province", at+"/records/new?kind="+k.Code, at+"/records?kind="+k.Code)
			v, texts := b.values(k, fit, form)
			readers := caseReaders[k.In(v)]
			for _, name := range texts {
				v.Set(name, b.of(k.Code+"."+k.In(v)+"."+name, readers...))
			}
			wrong := url.Values{"on": {"31/2/2026"}} // refused and shown again
			for name, list := range v {
				if name != "on" {
					wrong[name] = list
				}
			}
			b.must("province", "POST", at+"/records?kind="+k.Code, wrong, 422)
			b.create("province", "/api/v1"+at+"/records", map[string]any{"kind": k.Code, "values": v})
		}
	}
}

// values answers the fields of a kind, and names those of text.
func (b *birds) values(k casework.Kind, fit casework.Values, form []control) (v casework.Values, texts []string) {
	v = casework.Values{"on": {clock.DateOf(time.Now()).String()}}
	for _, f := range k.Fields {
		i := slices.IndexFunc(form, func(c control) bool { return c.name == f.Name })
		if i < 0 {
			b.t.Fatalf("the form of %s has no %s", k.Code, f.Name)
		}
		switch {
		case fit[f.Name] != nil:
			v[f.Name] = fit[f.Name]
		case f.Type == casework.Line || f.Type == casework.Text:
			texts = append(texts, f.Name)
		case f.Type == casework.Day && (f.Name == "review_on" || f.Name == "next_on" || f.Name == "until"):
			v.Set(f.Name, (clock.DateOf(time.Now()) + 10).String())
		case f.Type == casework.Day:
			v.Set(f.Name, clock.DateOf(time.Now()).String())
		case f.Type == casework.Count || f.Type == casework.Money:
			v.Set(f.Name, "2")
		case f.Type == casework.Tick:
		case len(form[i].choices) > 0:
			v.Set(f.Name, form[i].choices[0])
		case form[i].value != "":
			v.Set(f.Name, form[i].value)
		}
	}
	return v, texts
}

// ledger fills consent, exclusion, and a move with its reason.
func (b *birds) ledger(code string) {
	at := "/casework/cases/" + code
	core := caseReaders[casework.InCore]
	given := url.Values{"recipient": {houses.String()}, "purpose": {"service"}, "basis": {"consent"}, "state": {casework.Given}, "sections": {casework.InCore, casework.InHealth}, "from": {""}, "until": {""}}
	b.send("province", at+"/consents", at+"/consents", "consent", core, given)
	b.send("province", at+"/team", at+"/exclusions", "exclusion", core, url.Values{"account": {"other"}, "unit": {""}})
	var v struct {
		Version int64
		Stage   string
	}
	_, raw := b.ask("province", "GET", "/api/v1"+at, nil)
	if err := json.Unmarshal([]byte(raw), &v); err != nil || v.Version == 0 {
		b.t.Fatal(err, raw)
	}
	code2, answer, err := b.post(b.token("province"), "/api/v1"+at+"/stage", "", map[string]any{"to": "protection", "version": v.Version, "reason": b.of("move.reason", core...)})
	if err != nil || code2 != http.StatusNoContent {
		b.t.Fatalf("move: %d %s %v", code2, answer, err)
	}
}

// papers attaches a file to each section and takes it back out.
func (b *birds) papers(code string) {
	at := "/casework/cases/" + code
	for _, section := range casework.Sections {
		readers := caseReaders[section]
		form := b.fill("province", at+"/files", at+"/files", "file."+section, readers, url.Values{"file_kind": {"other"}, "section": {section}, "issued": {""}})
		form.Del("file")
		inside := b.of("file.inside."+section, readers...)
		b.upload("province", at+"/files", form, b.of("file.name."+section)+".pdf", paper(inside))
		var id string
		b.query(func(tx *db.Tx) (err error) {
			id, err = db.Get[string](tx, "SELECT id FROM casework_files WHERE compartment=?", section)
			return err
		})
		if _, body := b.ask("province", "POST", at+"/files/"+id+"/download", pairs("why", "court")); !strings.Contains(body, inside) {
			b.t.Errorf("the file in %s comes back without its text: its canary proves nothing", section)
		}
	}
}

// imports takes in a file with texts that we have no field for.
func (b *birds) imports() {
	mine := []string{"province"}
	say := func(field string) map[string]any { return map[string]any{field: b.of("imported."+field, mine...)} }
	who := map[string]any{"id": "p1"}
	for _, field := range []string{"prs_FirstName", "prs_IdentityNumber", "prs_Email", "prs_MailingStreet"} {
		who[field] = b.of("imported."+field, mine...)
	}
	doc := map[string]any{"standard": "HTCDS 2.0", "persons": []any{who}, "cases": []any{map[string]any{"id": "c1", "person": "p1", "victim": say("vic_DetailsOfVulnerabilities"), "case": say("cas_IncomingReferralDetails"),
		"comments": []any{say("cco_CaseComment")}, "events": []any{say("hte_Description")}, "plans": []any{say("spl_Objectives")}}}}
	raw, err := json.Marshal(doc)
	if err != nil {
		b.t.Fatal(err)
	}
	b.upload("province", "/casework/import", url.Values{"office": {leads.String()}}, b.of("imported.file")+".json", raw)
}

// handovers sends a request that is taken and ended, one that is declined, and a
// package to somebody outside.
func (b *birds) handovers(code string) {
	var id string
	b.query(func(tx *db.Tx) (err error) {
		id, err = db.Get[string](tx, "SELECT id FROM casework_cases WHERE code=?", code)
		return err
	})
	send := func(to access.Office, what, purpose, basis string, sections ...string) string {
		who := map[string]string{houses.String(): "shelter"}[to.String()]
		if who == "" {
			who = "police"
		}
		at := b.send("province", "/handoff/requests/new?subject=case:"+id, "/handoff/requests", what, []string{"province", who},
			url.Values{"to": {to.String()}, "purpose": {purpose}, "basis": {basis}, "sections": sections, "urgency": {string(handoff.Normal)}, "act_by": {""}, "act_time": {""}, "subject": {"case:" + id}, "parent": {""}})
		b.must(who, "GET", at, nil, 200)
		return at
	}
	version := func(at, who string) string {
		var v struct{ Version int64 }
		if _, raw := b.ask(who, "GET", "/api/v1"+at, nil); json.Unmarshal([]byte(raw), &v) != nil || v.Version == 0 {
			b.t.Fatal(at, raw)
		}
		return fmt.Sprint(v.Version)
	}
	at := send(houses, "sent", "service", "consent", casework.InCore, casework.InHealth)
	b.must("shelter", "POST", at+"/accept", pairs("version", version(at, "shelter")), 303)
	at = send(access.Office{Role: access.Police, Unit: province}, "declined", "identify", "duty", casework.InCore, casework.InTestimony)
	b.send("police", at+"/decline", at+"/decline", "declined", []string{"police", "province"}, url.Values{"counter": {""}})
	at = send(access.Office{Role: access.Police, Unit: province}, "ended", "verify", "duty", casework.InCore)
	b.must("police", "POST", at+"/accept", pairs("version", version(at, "police")), 303)
	b.send("police", at+"/end", at+"/end", "ended", []string{"police", "province"}, url.Values{})
	b.pack(id)
}

func (b *birds) pack(id string) {
	b.must("province", "POST", "/handoff/protocols", url.Values{"symbol": {"2/QC"}, "name": {"Quy chế với nơi ngoài hệ thống"}, "offices": {leads.String(), handoff.Outside},
		"sections": casework.Sections, "purposes": {"service", "identify"}, "valid_from": {day(-30)}, "valid_to": {day(300)}}, 303)
	b.must("province", "POST", "/access/again", pairs("password", apptest.Password, "next", "/"), 303)
	form := b.fill("province", "/handoff/packages/new?subject=case:"+id, "/handoff/packages", "package", []string{"province"},
		url.Values{"purpose": {"service"}, "basis": {"vital"}, "sections": {casework.InCore, seal.Identity, casework.InTestimony}, "days": {"7"}, "lock": {"passphrase"}, "recipient": {""}})
	page := b.must("province", "POST", "/handoff/packages", form, 200)
	words := regexp.MustCompile(`class="big code">([^<]{20,})<`).FindStringSubmatch(page)
	if words == nil {
		b.t.Fatalf("no passphrase on\n%s", page)
	}
	b.secret("passphrase of the package", words[1])
}

// broken breaks the glass.
func (b *birds) broken(code string) {
	b.must("border", "POST", "/access/again", pairs("password", apptest.Password, "next", "/"), 303)
	b.must("border", "POST", "/casework/breaks", pairs("code", code, "reason", b.of("break.reason", "province", "border", "shelter")), 303)
	b.must("border", "GET", "/casework/cases/"+code, nil, 200)
}

// facility fills a shelter, with the case in it.
func (b *birds) facility(code string) {
	own := []string{"shelter"}
	b.send("shelter", "/shelter/facilities/new", "/shelter/facilities", "shelter", own, url.Values{"code": {"CS-01"}, "office": {""}})
	b.send("shelter", "/shelter/stays/new", "/shelter/stays", "stay", own, url.Values{"case_code": {code}, "bed": {"women"}, "from": {day(0)}, "review_on": {""}, "over": {""}})
	for _, kind := range []string{"incident", "visit", "review"} {
		b.send("shelter", "/shelter/notes/new?kind="+kind, "/shelter/notes", kind, own, url.Values{"on": {day(0)}, "hour": {""}, "next": {""}})
	}
}
