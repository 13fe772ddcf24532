package trust

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"filippo.io/age"
	"github.com/pquerna/otp/totp"

	"neove/app"
	"neove/app/apptest"
	"neove/audit"
	"neove/casework"
	"neove/internal/db"
)

// canary is a text that stands in one sensitive field and nowhere else.
type canary struct {
	field, text string
	readers     []string // accounts whose pages may show it
	shown       bool     // to one of them
}

// birds are all canaries of a run.
type birds struct {
	*program
	jars map[string]string // account → cookie of the session
	list []*canary
	seen int // answers looked at
	// location is where the last answer led to.
	location string
}

// of makes the canary of a field: letters and digits, so that folding, cases and
// addresses leave it as it is.
func (b *birds) of(field string, readers ...string) string {
	c := &canary{field: field, text: fmt.Sprintf("chimsau%dx%s", len(b.list)+100, strings.ToLower(strings.NewReplacer(".", "", " ", "", "_", "").Replace(field))), readers: readers}
	b.list = append(b.list, c)
	return c.text
}

// secret is a canary that the program itself has made.
func (b *birds) secret(field, text string) {
	b.t.Helper()
	if len(text) < 8 {
		b.t.Fatalf("%s is %q", field, text)
	}
	b.list = append(b.list, &canary{field: field, text: text})
}

// found names the canaries in some bytes: plain, Base64 at each offset, or hex.
func (b *birds) found(raw []byte, reader string) (out []string) {
	for _, c := range b.list {
		if reader != "" && slices.Contains(c.readers, reader) {
			continue
		}
		for _, form := range disguises(c.text) {
			if bytes.Contains(raw, []byte(form)) {
				out = append(out, c.field)
				break
			}
		}
	}
	return out
}

// disguises are the shapes in which a text may hide.
func disguises(text string) []string {
	var out []string
	for _, text := range []string{text, strings.ToUpper(text)} { // numbers of papers are kept in capitals
		out = append(out, text, hex.EncodeToString([]byte(text)), url.QueryEscape(text))
		for skip := range 3 { // cut off what depends on the neighbours
			enc := base64.RawStdEncoding.EncodeToString([]byte(strings.Repeat("x", skip) + text))
			enc = enc[(skip*8+5)/6:]
			out = append(out, enc[:len(enc)-2])
		}
	}
	return out
}

// nobody is who reads without a session: a form that is shown again holds what
// was typed.
const nobody = "nobody"

var title = regexp.MustCompile(`(?s)<title>.*?</title>`)

// ask sends a request as an account and looks at everything that comes back.
func (b *birds) ask(account, method, path string, form url.Values) (int, string) {
	b.t.Helper()
	if form == nil {
		return b.sent(account, method, path, "", nil)
	}
	return b.sent(account, method, path, "application/x-www-form-urlencoded", strings.NewReader(form.Encode()))
}

func (b *birds) sent(account, method, path, kind string, body io.Reader) (int, string) {
	b.t.Helper()
	r, err := http.NewRequest(method, b.base+path, body)
	if err != nil {
		b.t.Fatal(err)
	}
	if kind != "" {
		r.Header.Set("Content-Type", kind)
	}
	if account != "" && strings.HasPrefix(path, "/api/") {
		r.Header.Set("Authorization", "Bearer "+b.token(account))
	} else if account != "" {
		r.Header.Set("Cookie", "neove="+b.jars[account])
	}
	w, err := client.Do(r)
	if err != nil {
		b.t.Fatal(err)
	}
	defer w.Body.Close()
	raw, err := io.ReadAll(w.Body)
	if err != nil {
		b.t.Fatal(err)
	}
	for _, c := range w.Cookies() {
		if c.Name == "neove" && account != "" && c.Value != "" {
			b.jars[account] = c.Value
			b.secret("session of "+account, c.Value)
			w.Header.Del("Set-Cookie") // the one place where it belongs
		}
	}
	b.location = w.Header.Get("Location")
	b.look(account, method+" "+path, w.Header, raw)
	return w.StatusCode, string(raw)
}

// look: nobody's address, title, cookie or file holds a canary, and no page of
// somebody who is not its reader.
func (b *birds) look(account, what string, h http.Header, raw []byte) {
	b.t.Helper()
	b.seen++
	var head bytes.Buffer
	if err := h.Write(&head); err != nil {
		b.t.Fatal(err)
	}
	head.Write(title.Find(raw))
	for _, address := range regexp.MustCompile(`(?:href|action|src)="[^"]*"`).FindAll(raw, -1) {
		head.Write(address)
	}
	if f := b.found(head.Bytes(), ""); f != nil {
		b.t.Errorf("%s as %s: a header, title or address holds %v", what, account, f)
	}
	if kind := h.Get("Content-Type"); strings.Contains(kind, "spreadsheet") {
		if f := b.found(unzipped(b.t, raw), ""); f != nil {
			b.t.Errorf("%s as %s: the workbook holds %v", what, account, f)
		}
	}
	if account == "" {
		account = nobody
	}
	if f := b.found(raw, account); f != nil {
		b.t.Errorf("%s as %s shows %v", what, account, f)
	}
	for _, c := range b.list {
		c.shown = c.shown || slices.Contains(c.readers, account) && (bytes.Contains(raw, []byte(c.text)) || bytes.Contains(raw, []byte(strings.ToUpper(c.text))))
	}
}

func unzipped(t *testing.T, raw []byte) (out []byte) {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(raw), int64(len(raw)))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		part, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, part...)
	}
	return out
}

// must is ask whose answer has to be as expected, else the canaries never got in.
func (b *birds) must(account, method, path string, form url.Values, status int) string {
	b.t.Helper()
	got, body := b.ask(account, method, path, form)
	if got != status {
		b.t.Fatalf("%s %s as %s: %d, want %d\n%s", method, path, account, got, status, body)
	}
	return body
}

// create calls a storing operation and returns the id.
func (b *birds) create(account, path string, body any) string {
	b.t.Helper()
	code, raw, err := b.post(b.token(account), path, fmt.Sprintf("key-%d", len(b.list)), body)
	var out struct{ ID string }
	if err != nil || code != http.StatusCreated || json.Unmarshal(raw, &out) != nil {
		b.t.Fatalf("%s: %d %s %v", path, code, raw, err)
	}
	b.look("", "POST "+path, nil, raw) // what is kept for a repeated request holds nothing either
	return out.ID
}

func pairs(text ...string) url.Values {
	v := url.Values{}
	for i := 0; i < len(text); i += 2 {
		v.Set(text[i], text[i+1])
	}
	return v
}

var codeShown = regexp.MustCompile(`class="code"[^>]*>([A-Z0-9a-z][A-Z0-9a-z -]{9,})<`)

// signIn opens a session in a browser for every account.
func (b *birds) signIn() {
	b.t.Helper()
	b.secret("password", apptest.Password)
	for _, u := range users {
		b.must(u.Account, "POST", "/access/sign-in", pairs("account", u.Account, "password", apptest.Password, "next", "/"), 303)
		b.secret("program's session of "+u.Account, b.token(u.Account))
	}
}

// tips fills every sealed field of a tip on its way from commune to police.
func (b *birds) tips() {
	read := []string{"commune", "police"}
	body := map[string]any{"channel": "phone", "urgency": "normal", "text": b.of("tip.text", read...), "place": b.of("tip.place", read...),
		"giver": map[string]any{"name": b.of("giver.name", read...), "contact": b.of("giver.contact", read...), "way": "call", "when": b.of("giver.when", read...), "say": b.of("giver.say", read...)}}
	id := b.create("commune", "/api/v1/tip/tips", body)
	b.must("commune", "POST", "/tip/tips/"+id+"/handover", pairs("version", b.version(id), "to", "police:C80", "reason", "competence", "note", b.of("handover.note", read...)), 303)
	if page := b.must("police", "GET", "/tip/tips/"+id, nil, 200); !strings.Contains(page, body["text"].(string)) {
		b.t.Error("the receiver does not see the tip: the canaries prove nothing")
	}
	b.must("police", "POST", "/tip/tips/"+id+"/acknowledge", pairs("version", b.version(id)), 303)
	b.must("police", "POST", "/tip/tips/"+id+"/outcome", pairs("version", b.version(id), "outcome", "not_confirmed", "finding", b.of("tip.finding", read...)), 303)
	page := b.must("", "POST", "/tip/report", pairs("about", "other", "text", b.of("public.text", "police"), "way", "message", "contact", b.of("public.contact", "police"), "when", b.of("public.when", "police")), 200)
	receipt := regexp.MustCompile(`class="code"[^>]*>([0-9 -]{12,})<`).FindStringSubmatch(page)
	if receipt == nil {
		b.t.Fatalf("no receipt on\n%s", page)
	}
	b.secret("receipt", receipt[1])
	b.secret("receipt without spaces", strings.ReplaceAll(receipt[1], " ", ""))
}

// version of a tip, by whichever office may read it now.
func (b *birds) version(id string) string {
	b.t.Helper()
	for _, account := range []string{"police", "commune"} {
		code, body := b.ask(account, "GET", "/api/v1/tip/tips/"+id, nil)
		var v struct{ Version int64 }
		if code == 200 && json.Unmarshal([]byte(body), &v) == nil {
			return fmt.Sprint(v.Version)
		}
	}
	b.t.Fatal("nobody may read the tip")
	return ""
}

// people fills the records of a person at risk and of a person.
func (b *birds) people() {
	today := time.Now().UTC()
	b.create("commune", "/api/v1/livelihood/people", map[string]any{"unit": commune, "name": b.of("risk.name", "commune"), "birth": "5/2006", "sex": "female", "risks": []string{"poverty"},
		"reason": b.of("risk.reason", "commune"), "contact": b.of("risk.contact", "commune"), "basis": "duty", "first_on": today.AddDate(0, -1, 0).Format("2006-01-02"), "review_on": today.AddDate(0, 6, 0).Format("2006-01-02")})
	form := pairs("name", b.of("person.name", "commune"), "safe", b.of("person.safe", "commune"), "sex", "female", "birth_kind", "not_asked",
		"name_state", "not_asked", "aliases_state", "not_asked", "contacts_state", "not_asked", "papers_state", "not_asked", "places_state", "not_asked",
		"nationality_state", "not_asked", "ethnicity_state", "not_asked", "religion_state", "not_asked", "whereabouts_state", "not_asked",
		"alias_nick", b.of("person.nick", "commune"), "holder", "commune_officer:"+commune)
	b.must("commune", "POST", "/person/people", form, 303)
	id := ""
	b.query(func(tx *db.Tx) (err error) { id, err = db.Get[string](tx, "SELECT id FROM person_people"); return err })
	for section, values := range map[string]url.Values{
		"contacts":    pairs("rows", "1", "kind-1", "phone", "value-1", b.of("person.phone", "commune"), "safe-1", "yes", "how-1", b.of("person.how", "commune"), "when-1", b.of("person.when", "commune"), "say-1", b.of("person.say", "commune"), "contacts_state", "not_asked"),
		"papers":      pairs("rows", "1", "kind-1", "passport", "number-1", b.of("person.paper", "commune"), "state-1", "held", "papers_state", "not_asked"),
		"places":      pairs("rows", "1", "kind-1", "residence", "text-1", b.of("person.residence", "commune"), "places_state", "not_asked"),
		"facts":       pairs("nationality", b.of("person.nationality", "commune"), "ethnicity", b.of("person.ethnicity", "commune"), "religion", b.of("person.religion", "commune"), "nationality_state", "not_asked", "ethnicity_state", "not_asked", "religion_state", "not_asked"),
		"whereabouts": pairs("whereabouts", b.of("person.whereabouts"), "whereabouts_state", "not_asked"),
	} {
		var version int64
		b.query(func(tx *db.Tx) (err error) {
			version, err = db.Get[int64](tx, "SELECT version FROM person_people WHERE id=?", id)
			return err
		})
		values.Set("version", fmt.Sprint(version))
		b.must("commune", "POST", "/person/people/"+id+"/revise/"+section, values, 303)
	}
}

// shown asks for everything that is told of each person, as somebody who holds
// it, with a reason; whereabouts stay closed, they want two people.
func (b *birds) shown() {
	var ids []string
	b.query(func(tx *db.Tx) (err error) {
		ids, err = db.Select[string](tx, "SELECT id FROM person_people")
		return err
	})
	for _, id := range ids {
		for _, section := range []string{"name", "aliases", "papers", "section-contacts", "section-places", "section-facts"} {
			for _, account := range []string{"commune", "province"} {
				b.ask(account, "POST", "/person/people/"+id+"/show", pairs("reason", "support", "show", section))
			}
		}
	}
}

// accounts makes the secrets of sign-in: a changed password, a second factor with
// recovery codes, an invitation.
func (b *birds) accounts() {
	chosen := b.of("new.password")
	b.must("other", "POST", "/access/password", pairs("old", apptest.Password, "password", chosen, "repeat", chosen), 303)
	b.must("border", "POST", "/access/again", pairs("password", apptest.Password, "next", "/access/enrol"), 303)
	page := b.must("border", "GET", "/access/enrol", nil, 200)
	m := regexp.MustCompile(`data-secret-text>([A-Z2-7 ]+)<`).FindStringSubmatch(page)
	if m == nil {
		b.t.Fatalf("no secret on\n%s", page)
	}
	secret := strings.ReplaceAll(m[1], " ", "")
	code, err := totp.GenerateCode(secret, time.Now())
	if err != nil {
		b.t.Fatal(err)
	}
	page = b.must("border", "POST", "/access/enrol", pairs("code", code, "next", "/"), 200)
	codes := regexp.MustCompile(`<li>([A-Z0-9a-z-]{8,})</li>`).FindAllStringSubmatch(page, -1)
	if len(codes) < 5 {
		b.t.Fatalf("no recovery codes on\n%s", page)
	}
	page = b.must("admin", "POST", "/access/users/new", pairs("account", "moi.vao", "name", "Người Mới", "role", "leader", "unit", "C80", "reason", "Quyết định 1/QĐ"), 200)
	invitation := codeShown.FindStringSubmatch(strings.Replace(page, "moi.vao", "", 1))
	if invitation == nil {
		b.t.Fatalf("no invitation on\n%s", page)
	}
	// From here on they may be nowhere; the pages that gave them have been seen.
	b.secret("second factor", secret)
	for _, c := range codes {
		b.secret("recovery code", c[1])
	}
	b.secret("invitation", invitation[1])
}

// mistakes types secrets where they do not belong and makes errors on the way.
func (b *birds) mistakes() {
	b.ask("", "POST", "/access/sign-in", pairs("account", "commune", "password", b.of("wrong.password"), "next", "/"))
	inAccount := b.of("password.in.account", nobody)
	b.ask("", "POST", "/access/sign-in", pairs("account", inAccount, "password", "x"))
	for _, body := range []any{
		map[string]any{"channel": b.of("bad.choice", "commune"), "urgency": "normal", "text": "x"}, map[string]any{b.of("bad.key", "commune"): 1},
		map[string]any{"text": strings.Repeat(b.of("too.long", "commune"), 400), "channel": "phone", "urgency": "normal"}, b.of("no.object", "commune")} {
		if code, raw, err := b.post(b.token("commune"), "/api/v1/tip/tips", "", body); err != nil || code < 400 {
			b.t.Errorf("%d %s %v", code, raw, err)
		}
	}
	b.ask("commune", "POST", "/tip/tips", pairs("text", b.of("form.again", "commune"), "channel", "smoke"))
	b.ask("commune", "POST", "/person/search", pairs("q", b.of("searched.name", "commune")))
	b.ask("commune", "POST", "/livelihood/people/search", pairs("q", b.of("searched.risk", "commune"), "unit", commune))
}

func (b *birds) query(fn func(tx *db.Tx) error) {
	b.t.Helper()
	b.with(func(ctx context.Context, a *app.App) {
		if err := a.DB.View(ctx, fn); err != nil {
			b.t.Fatal(err)
		}
	}, nil)
}

// records are where each kind of secret record has its pages, and what fills the
// address.
var records = map[string]string{
	"/tip/tips/{id}": "SELECT id FROM tip_tips", "/livelihood/people/{id}": "SELECT id FROM livelihood_people", "/person/people/{id}": "SELECT id FROM person_people",
	"/casework/cases/{id}": "SELECT code FROM casework_cases", "/casework/receptions/{id}": "SELECT code FROM casework_receptions",
	"/handoff/requests/{id}": "SELECT id FROM handoff_requests", "/handoff/packages/{id}": "SELECT id FROM handoff_packages",
	"/shelter/facilities/{id}": "SELECT id FROM shelter_facilities", "/shelter/stays/{id}": "SELECT id FROM shelter_stays", "/shelter/notes/{id}": "SELECT id FROM shelter_notes",
	"{record}": "SELECT id FROM casework_records", "{file}": "SELECT id FROM casework_files", "{section}": "", "{n}": "",
}

// walk opens every page and operation that reads, as everybody, about every
// secret record there is.
func (b *birds) walk() {
	paths, all := []string{}, map[string][]string{"{section}": {"safety", "needs", "person", "found", "consent", "check"}, "{n}": {"1"}}
	b.with(func(ctx context.Context, a *app.App) {
		srv, err := a.Server(false)
		if err != nil {
			b.t.Fatal(err)
		}
		for _, e := range srv.List() {
			if e.Method == "GET" && e.Path != "/static/" {
				paths = append(paths, strings.TrimSuffix(e.Path, "{$}"))
			}
		}
		err = a.DB.View(ctx, func(tx *db.Tx) error {
			for where, query := range records {
				if query == "" {
					continue
				}
				if all[where], err = db.Select[string](tx, query); err != nil || len(all[where]) == 0 {
					return fmt.Errorf("%s: nothing there (%w)", where, err)
				}
			}
			return nil
		})
		if err != nil {
			b.t.Fatal(err)
		}
	}, nil)
	common := strings.NewReplacer("{unit}", commune, "{period}", time.Now().UTC().Format("2006-01"), "{topic}", "training", "{code}", "outreach.sessions")
	for _, account := range []string{"", "commune", "other", "province", "leader", "admin", "inspector", "police", "border", "shelter"} {
		few := !slices.Contains(caseReaders[casework.InCore], account) // parts of a case that is closed to somebody are all alike
		for _, p := range paths {
			for _, one := range filled([]string{common.Replace(p)}, all, few) {
				b.ask(account, "GET", wildcard.ReplaceAllString(one, "none"), nil)
			}
		}
	}
}

// filled are the addresses of a pattern, one for each record; few takes two of
// the parts of a record.
func filled(list []string, all map[string][]string, few bool) []string {
	for _, where := range slices.Sorted(maps.Keys(records)) {
		var next []string
		for _, p := range list {
			if !strings.Contains(p, where) {
				next = append(next, p)
				continue
			}
			values := all[where]
			if few && strings.HasPrefix(where, "{") && len(values) > 2 {
				values = []string{values[0], values[len(values)-1]}
			}
			for _, v := range values {
				next = append(next, strings.Replace(p, where, strings.Replace(where, where[strings.Index(where, "{"):], v, 1), 1))
			}
		}
		list = next
	}
	return list
}

// told looks at what the history says once its details are opened, as those who
// may read it see it.
func (b *birds) told() (events int) {
	b.query(func(tx *db.Tx) error {
		rows, err := db.Select[struct {
			Subject string `db:"subject"`
			Object  string `db:"object"`
		}](tx, "SELECT DISTINCT subject, object FROM audit_events")
		if err != nil {
			return err
		}
		for _, r := range rows {
			list, err := audit.Of(tx, r.Subject, r.Object)
			if err != nil {
				return err
			}
			for _, e := range list {
				events++
				if f := b.found([]byte(fmt.Sprintf("%+v", e)), ""); f != nil {
					b.t.Errorf("the event %s holds %v", e.Action, f)
				}
			}
		}
		return nil
	})
	return events
}

// atRest looks at every byte that the program has left behind.
func (b *birds) atRest(when string) (files int) {
	b.t.Helper()
	err := filepath.WalkDir(b.dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		raw, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		files++
		if f := b.found(raw, ""); f != nil {
			b.t.Errorf("%s: %s holds %v", when, filepath.Base(path), f)
		}
		return nil
	})
	if err != nil {
		b.t.Fatal(err)
	}
	if f := b.found([]byte(b.errOut.String()), ""); f != nil {
		b.t.Errorf("%s: the log holds %v", when, f)
	}
	return files
}

// Every sensitive field gets a text of its own through the real program. Then no
// byte of it is in the log, an address, a title, a workbook, the figures for
// operators, the history, the database, its write-ahead log, a temporary file, a
// backup, or an answer to anybody else.
func TestCanaries(t *testing.T) {
	if testing.Short() {
		t.Skip("starts the program and opens every page")
	}
	b := &birds{program: newProgram(t, ""), jars: map[string]string{}}
	b.extra = []string{"--metrics-public"}
	b.prepare()
	b.start()
	b.signIn()
	b.tips()
	b.people()
	b.cases()
	kept := len(b.list)
	b.accounts()
	b.mistakes()
	place := "thaynhau" // stands openly in a field that is not secret: proves that looking finds
	b.create("commune", "/api/v1/outreach/activities", map[string]any{"unit": commune, "channel": "session", "from": someday(), "people": 3, "place": place})
	b.walk()
	b.shown()
	for _, c := range b.list[:kept] { // what was refused is not kept
		if len(c.readers) > 0 && !c.shown {
			t.Errorf("nobody was shown %s: that nobody else was proves nothing", c.field)
		}
	}
	b.ask("", "GET", "/metrics", nil)
	b.atRest("while it runs")
	id, err := age.GenerateX25519Identity()
	if err != nil {
		t.Fatal(err)
	}
	if out, err := b.run("backup", "--db", b.url, "--key", b.key, "--to", filepath.Join(b.dir, "backup.age"), "--keys-to", filepath.Join(b.dir, "keys.age"), "--recipient", id.Recipient().String(), "--one-recipient"); err != nil {
		t.Fatalf("%v\n%s", err, out)
	} else if f := b.found([]byte(out), ""); f != nil {
		t.Errorf("backup says %v", f)
	}
	b.atRest("after a backup")
	b.stop()
	files := b.atRest("after the end")
	b.opened(id, filepath.Join(b.dir, "backup.age"))
	events := b.told()
	raw, err := os.ReadFile(filepath.Join(b.data, "neove.db"))
	if err != nil || !bytes.Contains(raw, []byte(place)) {
		t.Errorf("a text that is not secret is not found in the database either: looking proves nothing (%v)", err)
	}
	if events < 100 {
		t.Errorf("only %d events", events)
	}
	t.Logf("%d canaries, %d answers, %d files, %d events", len(b.list), b.seen, files, events)
}

// opened looks into a backup as one of its readers does: sealed fields stay
// sealed there.
func (b *birds) opened(id age.Identity, file string) {
	b.t.Helper()
	f, err := os.Open(file)
	if err != nil {
		b.t.Fatal(err)
	}
	defer f.Close()
	r, err := age.Decrypt(f, id)
	if err != nil {
		b.t.Fatal(err)
	}
	raw, err := io.ReadAll(r)
	if err != nil {
		b.t.Fatal(err)
	}
	if found := b.found(raw, ""); found != nil {
		b.t.Errorf("the opened backup holds %v", found)
	}
	if len(raw) < 10000 {
		b.t.Errorf("the opened backup has %d bytes", len(raw))
	}
}
