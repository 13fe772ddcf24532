package trust

import (
	"context"
	"encoding/hex"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"neove/access"
	"neove/app"
	"neove/app/apptest"
	"neove/casework"
	"neove/handoff"
	"neove/internal/clock"
	"neove/internal/db"
	"neove/internal/upload"
	"neove/person"
	"neove/shelter"
)

// filledCase is a case with something in every sealed column of casework,
// handoff and shelter, and everybody's view of it.
type filledCase struct {
	lead, house access.Actor
	c           casework.Case
	note        string // of the shelter
	request     string
}

func act(t *testing.T, a *app.App, account string) access.Actor {
	t.Helper()
	token, _, err := a.Access.SignIn(t.Context(), account, apptest.Password, access.Browser)
	if err != nil {
		t.Fatal(err)
	}
	by, err := a.Access.ByToken(t.Context(), token)
	if err != nil {
		t.Fatal(err)
	}
	return by
}

func fillCase(ctx context.Context, t *testing.T, a *app.App) (f filledCase) {
	t.Helper()
	no := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	f.lead, f.house = act(t, a, "province"), act(t, a, "shelter")
	today := clock.DateOf(time.Now())
	no(a.DB.Write(ctx, f.lead, "casework.case.open", func(tx *db.Tx) (err error) {
		f.c, err = a.Casework.Open(tx, f.lead, casework.Opening{Office: leads.String(), Role: casework.Main, ReceivedOn: today, Profile: person.Profile{Name: person.Told("Trần Thị Thử"), Safe: person.Told("Mai")},
			Core: casework.Core{Sex: "female", AgeLow: 20, AgeHigh: 24, Minor: "no", Note: "ghi core"}})
		return err
	}))
	for _, in := range casework.Compartments {
		_, err := a.Casework.Write(ctx, f.lead, f.c.Code, "note", "", casework.Values{"on": {today.String()}, "in": {in}, "text": {"ghi " + in}})
		no(err)
	}
	for _, in := range casework.Sections {
		_, err := a.Casework.Attach(ctx, f.lead, f.c.Code, casework.FileInput{Kind: "other", Section: in, About: casework.About{Title: "Tệp " + in}}, upload.File{Name: "a.pdf", MediaType: "application/pdf", Size: 9, SHA256: in, Content: []byte("%PDF " + in)})
		no(err)
	}
	_, err := a.Casework.Consent(ctx, f.lead, f.c.Code, casework.ConsentInput{Recipient: houses.String(), Purpose: "service", Sections: []string{casework.InCore, casework.InHealth}, Basis: "consent", State: casework.Given, How: casework.How{Way: "spoken", Note: "ghi cách"}})
	no(err)
	no(a.Casework.ExcludeNamed(ctx, f.lead, f.c.Code, 0, "other", "", "ghi loại trừ"))
	_, err = a.Casework.Break(ctx, act(t, a, "border"), f.c.Code, "Người này đang bị đe dọa tính mạng tại bến xe")
	no(err)
	_, err = a.Handoff.Agree(ctx, f.lead, handoff.Protocol{Unit: province, Symbol: "1/QC", Name: "Quy chế", Parties: leads.String() + " " + houses.String(), For: "service", Shared: "core,health", From: clock.On(2026, 1, 1), To: today.AddMonths(12)})
	no(err)
	r, err := a.Handoff.Send(ctx, f.lead, handoff.Input{Kind: "case", Subject: f.c.ID, From: leads, To: houses, Purpose: "service", Sections: []string{casework.InCore, casework.InHealth}, Reason: "need", Urgency: handoff.Normal, Basis: "consent", Note: "ghi chuyển"})
	no(err)
	f.request = r.ID
	v, err := a.Handoff.Request(ctx, f.house, r.ID)
	no(err)
	no(a.Handoff.Accept(ctx, f.house, r.ID, v.Version))
	place, err := a.Shelter.RecordFacility(ctx, f.house, shelter.FacilityInput{Kind: "victim_support", Beds: map[string]int64{"women": 2}, Place: shelter.Place{Address: "ghi chỗ"}})
	no(err)
	st, err := a.Shelter.AdmitOne(ctx, f.house, shelter.AdmitInput{Facility: place.ID, Code: f.c.Code, Bed: "women", From: today})
	no(err)
	n, err := a.Shelter.RecordNote(ctx, f.house, shelter.NoteInput{Stay: st.ID, Kind: shelter.Incident, Type: "health", Text: "ghi sự việc"})
	no(err)
	f.note = n.ID
	_, err = a.Casework.Receive(ctx, f.lead, casework.Receiving{Office: leads.String(), Channel: "rescue", At: time.Now(), People: 1, Scene: casework.Scene{Where: "ghi nơi"}})
	no(err)
	return f
}

// opens reads all of it through the services, as after a restart.
func (f filledCase) opens(ctx context.Context, t *testing.T, a *app.App, when string) {
	t.Helper()
	v, err := a.Casework.View(ctx, f.lead, f.c.Code)
	if err != nil || v.Core.Note != "ghi core" || v.Label.Safe != "Mai" || len(v.Consents) == 0 || v.Consents[0].How.Note != "ghi cách" || len(v.Breaks) != 1 || v.Breaks[0].Why == "" {
		t.Fatalf("%s: %v %+v %q %+v %+v", when, err, v.Core, v.Label.Safe, v.Consents, v.Breaks)
	}
	said := map[string]bool{}
	for _, r := range v.Records {
		said[r.Values.Get("text")] = true
	}
	_, files, _, err := a.Casework.Files(ctx, f.lead, f.c.Code)
	if err != nil || len(files) != len(casework.Sections) {
		t.Errorf("%s: %d files, %v", when, len(files), err)
	}
	for _, one := range files {
		_, about, content, err := a.Casework.File(ctx, f.lead, f.c.Code, one.ID, "")
		if err != nil || string(content) != "%PDF "+about.Compartment {
			t.Errorf("%s: the file in %s holds %q, %v", when, one.Compartment, content, err)
		}
	}
	shared, err := a.Casework.View(ctx, f.house, f.c.Code)
	if err != nil || shared.Hidden != 2 {
		t.Errorf("%s: the shelter: %d hidden, %v", when, shared.Hidden, err)
	}
	for _, in := range casework.Compartments {
		if !said["ghi "+in] {
			t.Errorf("%s: the note in %s is gone", when, in)
		}
	}
	r, err := a.Handoff.Request(ctx, f.house, f.request)
	if err != nil || r.Note != "ghi chuyển" {
		t.Errorf("%s: the hand-over says %q, %v", when, r.Note, err)
	}
	n, err := a.Shelter.Note(ctx, f.house, f.note)
	if err != nil || n.Told != "ghi sự việc" {
		t.Errorf("%s: the incident says %q, %v", when, n.Told, err)
	}
}

// Rotation of every key encrypts all of a case anew, in every compartment, and
// a restore from a backup opens it. Each column of bytes has a value here: one
// that a slice forgets to declare as sealed would stay under its old key.
func TestCasesOutliveRotationAndRestore(t *testing.T) {
	if testing.Short() {
		t.Skip("starts the program")
	}
	p := newProgram(t, "")
	var f filledCase
	var before map[string]string
	hows := [][]string{{"--root"}, {"--agency", leads.String()}}
	p.with(func(ctx context.Context, a *app.App) {
		f = fillCase(ctx, t, a)
		f.opens(ctx, t, a, "at first")
		before = boxes(ctx, t, a)
		leadNowhere(ctx, t, a)
		err := a.DB.View(ctx, func(tx *db.Tx) error {
			subjects, err := db.Select[string](tx, "SELECT DISTINCT subject FROM seal_compartments ORDER BY subject")
			for _, one := range subjects {
				hows = append(hows, []string{"--subject", one})
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}, nil)
	for _, how := range append(hows, nil) {
		out, err := p.run(append([]string{"keys", "rotate", "--db", p.url, "--key", p.key}, how...)...)
		if err != nil {
			t.Fatalf("rotate %v: %v\n%s", how, err, out)
		}
	}
	p.with(func(ctx context.Context, a *app.App) {
		f.opens(ctx, t, a, "after rotation")
		now := boxes(ctx, t, a)
		for where, box := range before {
			if now[where] == box {
				t.Errorf("%s was not encrypted anew", where)
			}
		}
	}, nil)
	reader := identity(t, filepath.Join(p.dir, "reader.id"))
	backup := filepath.Join(p.dir, "b.age")
	if out, err := p.run("backup", "--db", p.url, "--key", p.key, "--to", backup, "--recipient", reader, "--one-recipient"); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	p.url = "sqlite:" + filepath.Join(p.dir, "back.db")
	if out, err := p.run("restore", "--from", backup, "--key", p.key, "--identity", filepath.Join(p.dir, "reader.id"), "--db", p.url); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	p.with(func(ctx context.Context, a *app.App) { f.opens(ctx, t, a, "after the restore") }, nil)
	if _, err := os.Stat(filepath.Join(p.dir, "back.db")); err != nil {
		t.Error(err)
	}
}

// leadNowhere: whoever holds the figures finds no case by them. Their entries are
// HMACs, not the ids of what they count.
func leadNowhere(ctx context.Context, t *testing.T, a *app.App) {
	t.Helper()
	err := a.DB.View(ctx, func(tx *db.Tx) error {
		entries, err := db.Select[string](tx, "SELECT entry FROM measure_facts WHERE kind>='casework.' AND kind<'casework/' UNION SELECT entry FROM measure_facts WHERE kind IN ('shelter.stay','shelter.incident')")
		if err != nil || len(entries) < 3 {
			t.Fatal(len(entries), err)
		}
		ids, err := db.Select[string](tx, "SELECT id FROM casework_cases UNION SELECT code FROM casework_cases UNION SELECT person FROM casework_cases UNION SELECT id FROM casework_records UNION SELECT id FROM shelter_stays UNION SELECT id FROM shelter_notes UNION SELECT id FROM casework_receptions")
		for _, e := range entries {
			if mac, bad := hex.DecodeString(e); bad != nil || len(mac) != 32 {
				t.Errorf("the entry %q of a figure is no HMAC", e)
			}
			for _, id := range ids {
				if strings.Contains(e, id) {
					t.Errorf("the entry %q of a figure holds an id", e)
				}
			}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// boxes are the values of every column of bytes that casework, handoff and
// shelter have, whatever they declare to be sealed.
func boxes(ctx context.Context, t *testing.T, a *app.App) map[string]string {
	t.Helper()
	out := map[string]string{}
	never := []string{"handoff_requests.answer", "handoff_requests.report", "handoff_packages.receiver", "handoff_packages.file", "casework_intakes.box", "casework_records.why"} // not written here
	err := a.DB.View(ctx, func(tx *db.Tx) error {
		tables, err := db.Tables(tx)
		for _, table := range tables {
			if slice, _, _ := strings.Cut(table.Name, "_"); !slices.Contains([]string{"casework", "handoff", "shelter"}, slice) {
				continue
			}
			for _, c := range table.Columns {
				if c.Kind() != db.Bytes {
					continue
				}
				rows, err := db.Select[struct {
					ID  string `db:"id"`
					Box []byte `db:"box"`
				}](tx, "SELECT id, "+c.Name+" AS box FROM "+table.Name)
				if err != nil {
					return err
				}
				n := 0
				for _, r := range rows {
					if len(r.Box) > 0 {
						out[table.Name+"."+c.Name+"/"+r.ID] = string(r.Box)
						n++
					}
				}
				if n == 0 && !slices.Contains(never, table.Name+"."+c.Name) {
					t.Errorf("%s.%s holds nothing: its rotation proves nothing", table.Name, c.Name)
				}
			}
		}
		return err
	})
	if err != nil || len(out) < 20 {
		t.Fatal(len(out), err)
	}
	return out
}
