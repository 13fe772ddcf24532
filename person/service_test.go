package person_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"neove/access"
	"neove/app/apptest"
	"neove/audit"
	"neove/internal/clock"
	"neove/internal/db"
	"neove/internal/errs"
	"neove/internal/seal"
	"neove/person"
)

const (
	commune = "commune_officer:" + apptest.Commune
	other   = "commune_officer:" + apptest.OtherCommune
	police  = "police:" + apptest.Province
	border  = "border_guard:" + apptest.Province
)

var holderOf = map[string]string{"commune": commune, "other": other, "police": police, "border": border}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func record(t *testing.T, w *apptest.World, account string, in person.Profile) person.Person {
	t.Helper()
	p, err := w.Person.RecordOne(t.Context(), w.Actor(t, account), holderOf[account], in)
	must(t, err)
	return p
}

// named is a profile with what is nearly always known.
func named(name string) person.Profile {
	return person.Profile{Name: person.Told(name), Sex: person.Told("female"), Birth: person.Told(person.Birth{Kind: person.Exact, Date: clock.MustParse("2004-03-09"), How: "paper"})}
}

func full() person.Profile {
	p := named("Lò Thị Pành")
	p.Safe, p.Aliases = person.Told("Mai"), person.Told([]person.Alias{{Kind: "nick", Name: "Pành con"}})
	p.Ethnicity, p.Religion, p.Nationality = person.Told("Thái"), person.Silent[string](person.Declined), person.Silent[string](person.Unknown)
	p.Papers = person.Told([]person.Paper{{Kind: "citizen_id", Number: "011304000123", State: "kept", Issued: person.When{Year: 2021, About: true}}})
	p.Places = person.Told([]person.Place{{Kind: "residence", Text: "Ở đâu đó bên kia biên giới", When: person.When{Year: 2023, Month: 3, About: true}}})
	p.Contacts = person.Told([]person.Contact{{Kind: "phone", Value: "0900 000 111", Safe: person.No, How: "Chỉ nhắn", When: "Sau 20 giờ", Say: "Nói là bạn học"}})
	p.Whereabouts = person.Told(person.Whereabouts{Text: "Nhà tạm lánh số 1"})
	return p
}

var values = cmp.Options{cmpopts.IgnoreFields(person.Fact[string]{}, "By", "At"), cmpopts.IgnoreFields(person.Fact[person.Birth]{}, "By", "At"),
	cmpopts.IgnoreFields(person.Fact[[]person.Alias]{}, "By", "At"), cmpopts.IgnoreFields(person.Fact[[]person.Paper]{}, "By", "At"), cmpopts.IgnoreFields(person.Fact[[]person.Place]{}, "By", "At"),
	cmpopts.IgnoreFields(person.Fact[[]person.Contact]{}, "By", "At"), cmpopts.IgnoreFields(person.Fact[person.Whereabouts]{}, "By", "At")}

// openIn opens everything as another slice does.
func openIn(t *testing.T, w *apptest.World, account, id string) (person.Person, error) {
	t.Helper()
	var p person.Person
	by := w.Actor(t, account)
	err := w.DB.Read(t.Context(), by, "test.open", func(tx *db.Tx) (err error) {
		p, err = w.Person.OpenIn(tx, by, id, "support", person.Fields()...)
		return err
	})
	return p, err
}

// What was recorded is what is opened, by the holder and nobody else.
func TestRecordAndOpen(t *testing.T) {
	t.Parallel()
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		ctx := t.Context()
		p := record(t, w, "police", full())
		got, err := openIn(t, w, "police", p.ID)
		must(t, err)
		if diff := cmp.Diff(full(), got.Profile, values); diff != "" {
			t.Error(diff)
		}
		if by, at := got.Noted("name"); by != "Trương Văn Hải" || !at.Equal(w.Now()) {
			t.Errorf("noted by %s at %s", by, at)
		}
		part, err := w.Person.Open(ctx, w.Actor(t, "police"), p.ID, "contact", "contacts")
		must(t, err)
		if part.Name.Value != "" || part.Name.State != person.Known || part.Whereabouts.Value.Text != "" || len(part.Contacts.Value) != 1 {
			t.Errorf("only the contacts were asked for: %+v", part.Profile)
		}
		for _, who := range []string{"commune", "other", "district", "province", "leader", "admin", "inspector", "border"} {
			if _, err := openIn(t, w, who, p.ID); !errs.Is(err, errs.NotFound) {
				t.Errorf("%s: %v", who, err)
			}
		}
		sys := access.System("neove")
		if _, err := w.Person.Open(ctx, sys, p.ID, "support", "name"); !errs.Is(err, errs.NotFound) {
			t.Errorf("the program itself: %v", err)
		}
		if _, err := w.Person.RecordOne(ctx, w.Actor(t, "commune"), police, full()); !errs.Is(err, errs.Forbidden) {
			t.Errorf("in the name of another office: %v", err)
		}
		if _, err := w.Person.RecordOne(ctx, w.Actor(t, "leader"), "leader:"+apptest.Province, full()); !errs.Is(err, errs.Forbidden) {
			t.Errorf("without the permission: %v", err)
		}
		if _, err := w.Person.Open(ctx, w.Actor(t, "police"), p.ID, "curiosity", "name"); !errs.Is(err, errs.Invalid) {
			t.Errorf("without a reason: %v", err)
		}
		if _, err := w.Person.ReviseOne(ctx, w.Actor(t, "police"), p.ID, 7, func(*person.Profile) {}); !errs.Is(err, errs.Conflict) {
			t.Errorf("another version: %v", err)
		}
	})
}

// Whatever is revised, in whatever order, every earlier value is kept with who
// noted it and when, and nothing else changes.
func TestReviseKeepsAllValues(t *testing.T) {
	t.Parallel()
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		by := w.Actor(t, "police")
		rapid.Check(t, func(r *rapid.T) {
			w.Set(w.Now().Add(2 * time.Minute)) // opening many within an hour is refused
			p, err := w.Person.RecordOne(t.Context(), by, police, person.Profile{})
			if err != nil {
				r.Fatal(err)
			}
			told := map[string][]string{} // field → values in order
			version := p.Version
			for i := range rapid.IntRange(1, 6).Draw(r, "steps") {
				f := rapid.SampledFrom([]string{"name", "ethnicity", "religion"}).Draw(r, "field")
				v := person.Told(fmt.Sprint("v", rapid.IntRange(0, 3).Draw(r, "value")))
				if rapid.IntRange(0, 3).Draw(r, "silent") == 0 {
					v = person.Silent[string](rapid.SampledFrom([]person.State{person.Declined, person.Unknown, person.NotAsked}).Draw(r, "state"))
				}
				q, err := w.Person.ReviseOne(t.Context(), by, p.ID, version, func(p *person.Profile) {
					*map[string]*person.Fact[string]{"name": &p.Name, "ethnicity": &p.Ethnicity, "religion": &p.Religion}[f] = v
				})
				if err != nil {
					r.Fatal(i, err)
				}
				version = q.Version
				word := string(v.State) + v.Value
				if n := len(told[f]); n == 0 && word == "" || n > 0 && told[f][n-1] == word {
					continue
				}
				told[f] = append(told[f], word)
			}
			got, err := w.Person.Open(t.Context(), by, p.ID, "support", "name", "ethnicity", "religion")
			if err != nil {
				r.Fatal(err)
			}
			for _, f := range []string{"name", "ethnicity", "religion"} {
				var seen []string
				for _, rev := range slices.Backward(got.Revisions) {
					if rev.Field == f {
						seen = append(seen, wordOf(rev.Was, f))
						if by, at := rev.Was.Noted(f); by == "" || at.IsZero() || rev.By == "" || rev.At.IsZero() {
							r.Fatalf("%s: nobody noted %+v", f, rev)
						}
					}
				}
				if now := wordOf(got.Profile, f); now != "" {
					seen = append(seen, now)
				}
				want := slices.DeleteFunc(slices.Clone(told[f]), func(s string) bool { return s == "" }) // not asked is no value
				if !slices.Equal(seen, want) {
					r.Fatalf("%s: %q, want %q", f, seen, want)
				}
			}
		})
	})
}

func wordOf(p person.Profile, f string) string {
	v := map[string]person.Fact[string]{"name": p.Name, "ethnicity": p.Ethnicity, "religion": p.Religion}[f]
	return string(v.State) + v.Value
}

// Merges and their undoing, in any order, lead back to the start: nothing is
// copied and nothing lost.
func TestMergeIsReversible(t *testing.T) {
	t.Parallel()
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		by := w.Actor(t, "police")
		ctx := t.Context()
		var ids []string
		for i := range 5 {
			ids = append(ids, record(t, w, "police", named(fmt.Sprint("Người số ", i))).ID)
		}
		start := snapshot(t, w, ids)
		rapid.Check(t, func(r *rapid.T) {
			merged := map[string]bool{}
			for range rapid.IntRange(1, 8).Draw(r, "steps") {
				a, b := rapid.SampledFrom(ids).Draw(r, "a"), rapid.SampledFrom(ids).Draw(r, "b")
				err := w.Person.MergeOne(ctx, by, a, b, "told")
				switch possible := a != b && !merged[a] && !merged[b]; {
				case possible && err != nil, !possible && !errs.Is(err, errs.Conflict):
					r.Fatalf("merge %s %s: %v", a, b, err)
				case possible:
					merged[b] = true
				}
				if c := rapid.SampledFrom(ids).Draw(r, "undo"); rapid.Bool().Draw(r, "undoing") {
					if err := w.Person.UnmergeOne(ctx, by, c); (err == nil) != merged[c] {
						r.Fatalf("unmerge %s: %v", c, err)
					}
					delete(merged, c)
				}
			}
			for _, c := range ids {
				if merged[c] {
					if err := w.Person.UnmergeOne(ctx, by, c); err != nil {
						r.Fatal(err)
					}
				}
			}
			if diff := cmp.Diff(start, snapshot(t, w, ids)); diff != "" {
				r.Fatal(diff)
			}
		})
	})
}

// snapshot is all that a holder sees of persons, without versions and times.
func snapshot(t *testing.T, w *apptest.World, ids []string) []string {
	t.Helper()
	var out []string
	for _, id := range ids {
		p, err := openIn(t, w, "police", id)
		must(t, err)
		out = append(out, fmt.Sprint(p.ID, p.Merged, len(p.Same), len(p.Revisions), p.Profile))
	}
	return out
}

// A merge gives nobody a key: who held one record only still sees that one.
func TestMergeGivesNoAccess(t *testing.T) {
	t.Parallel()
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		ctx := t.Context()
		a, b := record(t, w, "police", named("Lò Thị Pành")), record(t, w, "police", named("Lo Thi Panh"))
		share(t, w, "police", b.ID, seal.Identity, commune)
		must(t, w.Person.MergeOne(ctx, w.Actor(t, "police"), a.ID, b.ID, "same_name_birth"))
		got, err := openIn(t, w, "police", a.ID)
		must(t, err)
		if len(got.Same) != 1 || got.Same[0].Name.Value != "Lo Thi Panh" {
			t.Errorf("the merged record is not shown: %+v", got.Same)
		}
		v, err := w.Person.View(ctx, w.Actor(t, "commune"), b.ID)
		must(t, err)
		if v.Into.ID != "" {
			t.Error("who does not hold the other record is told of it")
		}
		if _, err := openIn(t, w, "commune", a.ID); !errs.Is(err, errs.NotFound) {
			t.Error(err)
		}
		if err := w.Person.UnmergeOne(ctx, w.Actor(t, "other"), b.ID); !errs.Is(err, errs.NotFound) {
			t.Error(err)
		}
		if err := w.Person.MergeOne(ctx, w.Actor(t, "commune"), b.ID, a.ID, "told"); !errs.Is(err, errs.NotFound) {
			t.Error(err)
		}
	})
}

func share(t *testing.T, w *apptest.World, account, id, compartment, to string) {
	t.Helper()
	by := w.Actor(t, account)
	must(t, w.DB.Write(t.Context(), by, "test.share", func(tx *db.Tx) error { return w.Person.Share(tx, by, id, compartment, to) }))
}

func unshare(t *testing.T, w *apptest.World, account, id, compartment, from string) {
	t.Helper()
	by := w.Actor(t, account)
	must(t, w.DB.Write(t.Context(), by, "test.unshare", func(tx *db.Tx) error { return w.Person.Unshare(tx, by, id, compartment, from) }))
}

// Sharing opens a compartment and no other; taking it back closes it, and the
// search forgets, too.
func TestShare(t *testing.T) {
	t.Parallel()
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		p := record(t, w, "police", full())
		if n := found(t, w, "commune", "Lò Thị Pành"); n != 0 {
			t.Errorf("%d found before", n)
		}
		share(t, w, "police", p.ID, seal.Identity, commune)
		got, err := openIn(t, w, "commune", p.ID)
		must(t, err)
		if got.Name.Value != "Lò Thị Pành" || got.InPlace || got.Whereabouts.Value.Text != "" {
			t.Errorf("%+v", got.Profile)
		}
		by := w.Actor(t, "commune")
		_, err = w.Person.ReviseOne(t.Context(), by, p.ID, got.Version, func(p *person.Profile) {
			p.Whereabouts = person.Told(person.Whereabouts{Text: "Bịa"})
		})
		if !errs.Is(err, errs.NotFound) {
			t.Errorf("whereabouts without their key: %v", err)
		}
		_, err = w.Person.ReviseOne(t.Context(), by, p.ID, got.Version, func(p *person.Profile) { p.Religion = person.Told("Không") })
		must(t, err)
		if n := found(t, w, "commune", "lo thi panh"); n != 1 {
			t.Errorf("%d found while shared", n)
		}
		if back, err := openIn(t, w, "police", p.ID); err != nil || back.Religion.Value != "Không" || back.Whereabouts.Value.Text != "Nhà tạm lánh số 1" {
			t.Errorf("%+v %v", back.Profile, err)
		}
		unshare(t, w, "police", p.ID, seal.Identity, commune)
		if _, err := openIn(t, w, "commune", p.ID); !errs.Is(err, errs.NotFound) {
			t.Error(err)
		}
		if n := found(t, w, "commune", "lo thi panh"); n != 0 {
			t.Errorf("%d found after", n)
		}
	})
}

func found(t *testing.T, w *apptest.World, account, name string) int {
	t.Helper()
	out, err := w.Person.Search(t.Context(), w.Actor(t, account), holderOf[account], person.Query{Name: name}, nil)
	must(t, err)
	return len(out.Hits)
}

// The search follows changes of this process and of another, erasures, and what
// the caller allows.
func TestSearchFollows(t *testing.T) {
	t.Parallel()
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		ctx, by := t.Context(), w.Actor(t, "police")
		p := record(t, w, "police", full())
		for query, why := range map[string]string{"Lò Thị Pành": "same", "lo thi panh": "fold", "pành con": "same alias", "Mai": "same alias", "LTP": "initials", "011304000123": "paper", "011 304 000 123": "paper"} {
			out, err := w.Person.Search(ctx, by, police, person.Query{Name: query}, nil)
			must(t, err)
			if len(out.Hits) != 1 || strings.Join(out.Hits[0].Why, " ") != why || out.Hits[0].Label != (person.Label{ID: p.ID, Code: p.Code, Safe: "Mai", Initials: "L.T.P."}) {
				t.Errorf("%s: %+v, want %s", query, out.Hits, why)
			}
			out, err = w.Person.Search(ctx, by, police, person.Query{Name: query}, func(string) bool { return false })
			must(t, err)
			if len(out.Hits) != 0 {
				t.Errorf("%s: shown to whom the caller refuses", query)
			}
		}
		elsewhere := person.NewService(person.Config{DB: w.DB, Org: w.Org, Keys: w.Keys})
		q, err := elsewhere.RecordOne(ctx, by, police, named("Vàng Thị Mỵ"))
		must(t, err)
		if found(t, w, "police", "Vang Thi Mi") != 1 {
			t.Error("a record of another process is not found")
		}
		_, err = elsewhere.ReviseOne(ctx, by, q.ID, q.Version, func(p *person.Profile) { p.Name = person.Told("Giàng Thị Súa") })
		must(t, err)
		if found(t, w, "police", "Vang Thi Mi") != 0 || found(t, w, "police", "Giang Sua") != 1 {
			t.Error("a revision of another process is not followed")
		}
		must(t, w.DB.Write(ctx, by, "test.shred", func(tx *db.Tx) error {
			tx.Event(db.Event{Subject: "test"})
			return w.Keys.Shred(tx, q.ID)
		}))
		if found(t, w, "police", "Giang Sua") != 0 {
			t.Error("somebody whose keys were destroyed is found")
		}
		for _, who := range []string{"commune", "other", "border"} {
			if found(t, w, who, "Lò Thị Pành") != 0 {
				t.Errorf("%s finds whom the office does not hold", who)
			}
		}
		for _, who := range []string{"leader", "admin", "province", "border"} {
			if _, err := w.Person.Search(ctx, w.Actor(t, who), police, person.Query{Name: "Pành"}, nil); !errs.Is(err, errs.NotFound) {
				t.Errorf("%s in the name of the police: %v", who, err)
			}
		}
	})
}

// An office that ended is searched and opened by the one that it went into.
func TestSuccession(t *testing.T) {
	t.Parallel()
	w := apptest.SQLite(t)
	p := record(t, w, "commune", named("Lò Thị Pành"))
	w.Set(time.Date(2025, 7, 2, 2, 0, 0, 0, time.UTC))
	tree, err := w.Org.Tree(t.Context())
	must(t, err)
	edges := tree.Successors(apptest.Commune)
	if len(edges) != 1 {
		t.Fatalf("%v", edges)
	}
	heir := access.Actor{ID: "heir", Name: "Người kế nhiệm", Grants: []access.Grant{{Role: access.CommuneOfficer, Unit: edges[0].New}}}
	holder := access.Office{Role: access.CommuneOfficer, Unit: edges[0].New}.String()
	out, err := w.Person.Search(t.Context(), heir, holder, person.Query{Name: "pành"}, nil)
	must(t, err)
	if len(out.Hits) != 1 || out.Hits[0].ID != p.ID {
		t.Errorf("%+v", out)
	}
	if _, err := w.Person.Open(t.Context(), heir, p.ID, "support", "name"); err != nil {
		t.Error(err)
	}
	neighbour := access.Actor{ID: "n", Name: "N", Grants: []access.Grant{{Role: access.CommuneOfficer, Unit: "L25459"}}}
	if _, err := w.Person.Open(t.Context(), neighbour, p.ID, "support", "name"); !errs.Is(err, errs.NotFound) {
		t.Error(err)
	}
}

// Two offices with the same person are told of each other, not of the record;
// both see it in their history, and nobody may ask all day.
func TestMatch(t *testing.T) {
	t.Parallel()
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		ctx := t.Context()
		here, there := record(t, w, "police", full()), record(t, w, "commune", full())
		record(t, w, "border", named("Lo Thị Panh")) // another spelling, the same day of birth and sex
		record(t, w, "other", named("Lò Thị Panh Em"))
		got, err := w.Person.MatchOne(ctx, w.Actor(t, "police"), here.ID)
		must(t, err)
		if diff := cmp.Diff([]string{border, commune}, got); diff != "" {
			t.Error(diff)
		}
		v, err := w.Person.View(ctx, w.Actor(t, "commune"), there.ID)
		must(t, err)
		if !slices.ContainsFunc(v.Events, func(e audit.Event) bool { return e.Action == "person.person.match" }) {
			t.Error("the other side does not see the question")
		}
		for n := 1; n < person.LookupsPerDay; n++ {
			_, err := w.Person.MatchOne(ctx, w.Actor(t, "police"), here.ID)
			must(t, err)
		}
		if _, err := w.Person.MatchOne(ctx, w.Actor(t, "police"), here.ID); !errs.Is(err, errs.TooMany) {
			t.Errorf("one too many: %v", err)
		}
		if _, err := w.Person.MatchOne(ctx, w.Actor(t, "commune"), there.ID); err != nil {
			t.Errorf("somebody else: %v", err)
		}
		by := w.Actor(t, "police") // its session ends over night
		if _, err := w.Person.MatchOne(ctx, by, there.ID); !errs.Is(err, errs.NotFound) {
			t.Errorf("about the record of another: %v", err)
		}
		w.Set(w.Now().Add(24 * time.Hour))
		if _, err := w.Person.MatchOne(ctx, by, here.ID); err != nil {
			t.Errorf("the next day: %v", err)
		}
	})
}

// Relations are seen by who holds both ends; a guardian whom the child accuses
// is marked.
func TestRelations(t *testing.T) {
	t.Parallel()
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		ctx, by := t.Context(), w.Actor(t, "police")
		child, uncle, stranger := record(t, w, "police", named("Giàng A Chua")), record(t, w, "police", named("Giàng A Páo")), record(t, w, "commune", named("Ai Đó"))
		must(t, w.Person.RelateOne(ctx, by, person.Relation{Person: child.ID, Kind: "guardian", From: person.When{Year: 2020, About: true}}, uncle.Code))
		must(t, w.Person.RelateOne(ctx, by, person.Relation{Person: child.ID, Kind: "accused", Note: "Theo lời kể"}, uncle.Code))
		for name, c := range map[string]struct {
			r    person.Relation
			code string
		}{"nobody": {person.Relation{Person: child.ID, Kind: "relative"}, "CN-000000"}, "another office's": {person.Relation{Person: child.ID, Kind: "relative"}, stranger.Code},
			"oneself": {person.Relation{Person: child.ID, Kind: "relative"}, child.Code}, "no kind": {person.Relation{Person: child.ID, Kind: "boss"}, uncle.Code},
			"backwards": {person.Relation{Person: child.ID, Kind: "relative", From: person.When{Year: 2020}, To: person.When{Year: 2019, Month: 12}}, uncle.Code}} {
			if err := w.Person.RelateOne(ctx, by, c.r, c.code); !errs.Is(err, errs.Invalid) {
				t.Errorf("%s: %v", name, err)
			}
		}
		v, err := w.Person.View(ctx, by, child.ID)
		must(t, err)
		slices.SortFunc(v.Relations, func(a, b person.Linked) int { return -strings.Compare(a.Kind, b.Kind) }) // recorded at one instant
		if len(v.Relations) != 2 || !v.Relations[0].Conflict || v.Relations[1].Conflict || v.Relations[1].Note != "" || v.Relations[0].With.Code != uncle.Code {
			t.Errorf("%+v", v.Relations)
		}
		must(t, w.DB.View(ctx, func(tx *db.Tx) error {
			list, err := w.Person.RelationsIn(tx, by, child.ID)
			if err == nil && !slices.ContainsFunc(list, func(l person.Linked) bool { return l.Note == "Theo lời kể" }) {
				t.Errorf("%+v", list)
			}
			return err
		}))
		back, err := w.Person.View(ctx, by, uncle.ID)
		must(t, err)
		if len(back.Relations) != 2 || !back.Relations[0].Back || !back.Relations[1].Back {
			t.Errorf("%+v", back.Relations)
		}
		share(t, w, "police", child.ID, seal.Identity, commune)
		half, err := w.Person.View(ctx, w.Actor(t, "commune"), child.ID)
		must(t, err)
		if len(half.Relations) != 0 {
			t.Error("a relation leads to somebody whom the office does not hold")
		}
		first, ended := v.Relations[0], person.When{Year: 2024, Month: 6, Day: 1}
		must(t, w.Person.UnrelateOne(ctx, by, first.Relation.ID, first.Version, ended))
		if err := w.Person.UnrelateOne(ctx, by, first.Relation.ID, first.Version, person.When{}); !errs.Is(err, errs.Conflict) {
			t.Errorf("a version that is gone: %v", err)
		}
		must(t, w.Person.UnrelateOne(ctx, by, v.Relations[1].Relation.ID, 1, person.When{}))
		if v, err = w.Person.View(ctx, by, child.ID); err != nil || len(v.Relations) != 1 || v.Relations[0].To != ended || v.Relations[0].Conflict {
			t.Errorf("%+v %v", v.Relations, err)
		}
	})
}

// Whereabouts are shown for a quarter of an hour after a second person of the
// same office agreed, to whoever asked.
func TestPlaceWantsTwo(t *testing.T) {
	t.Parallel()
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		ctx, by := t.Context(), w.Actor(t, "police")
		p := record(t, w, "police", full())
		see := func(who access.Actor) error {
			got, err := w.Person.Open(ctx, who, p.ID, "protect", "whereabouts")
			if err == nil && got.Whereabouts.Value.Text != "Nhà tạm lánh số 1" {
				t.Errorf("%+v", got.Profile)
			}
			return err
		}
		if err := see(by); !errs.Is(err, errs.Conflict) {
			t.Errorf("alone: %v", err)
		}
		must(t, w.Person.AskPlace(ctx, by, p.ID, "Xem nơi đang ở: Bảo vệ khẩn cấp"))
		if err := w.Person.AskPlace(ctx, w.Actor(t, "commune"), p.ID, "Xem nơi đang ở: Bảo vệ khẩn cấp"); !errs.Is(err, errs.NotFound) {
			t.Errorf("another office asks: %v", err)
		}
		list, err := w.Access.Proposals(ctx, by, true)
		must(t, err)
		if len(list) != 1 || list[0].SubjectName != p.Code {
			t.Fatalf("%+v", list)
		}
		if err := w.Access.Approve(ctx, fresh(by, w), list[0].ID); !errs.Is(err, errs.Forbidden) {
			t.Errorf("who asked agrees: %v", err)
		}
		for _, who := range []string{"border", "province", "leader", "admin"} { // the same unit or above, another office
			if err := w.Access.Approve(ctx, fresh(w.Actor(t, who), w), list[0].ID); !errs.Is(err, errs.NotFound) {
				t.Errorf("%s agrees: %v", who, err)
			}
			if seen, err := w.Access.Proposals(ctx, w.Actor(t, who), false); err != nil || len(seen) > 0 {
				t.Errorf("%s learns that the person exists: %+v %v", who, seen, err)
			}
		}
		second := by
		second.ID, second.Name = "second", "Người thứ hai"
		must(t, w.Access.Approve(ctx, fresh(second, w), list[0].ID))
		must(t, see(by))
		if err := see(second); !errs.Is(err, errs.Conflict) {
			t.Errorf("who did not ask: %v", err)
		}
		w.Set(w.Now().Add(16 * time.Minute))
		if err := see(by); !errs.Is(err, errs.Conflict) {
			t.Errorf("after a quarter of an hour: %v", err)
		}
	})
}

func fresh(by access.Actor, w *apptest.World) access.Actor {
	by.ProvedAt = w.Now()
	return by
}

// Labels never hold a full name, and none of what the holder may not open.
func TestNames(t *testing.T) {
	t.Parallel()
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		a, b, c := record(t, w, "police", full()), record(t, w, "police", named("Vàng A Páo")), record(t, w, "commune", full())
		by := w.Actor(t, "police")
		var got map[string]person.Label
		must(t, w.DB.View(context.Background(), func(tx *db.Tx) (err error) {
			got, err = w.Person.Names(tx, by, police, []string{a.ID, b.ID, c.ID, "nobody"})
			return err
		}))
		want := map[string]person.Label{a.ID: {ID: a.ID, Code: a.Code, Safe: "Mai", Initials: "L.T.P."}, b.ID: {ID: b.ID, Code: b.Code, Initials: "V.A.P."}}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Error(diff)
		}
	})
}

// Config.Allowed narrows everything: a person who is not the actor's to see does
// not exist, though the office holds the key.
func TestAllowedNarrows(t *testing.T) {
	t.Parallel()
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		ctx, by := t.Context(), w.Actor(t, "police")
		p, q := record(t, w, "police", full()), record(t, w, "police", named("Vàng A Páo"))
		s := person.NewService(person.Config{DB: w.DB, Org: w.Org, Keys: w.Keys, Allowed: func(*db.Tx, access.Actor) (func(string) bool, error) {
			return func(id string) bool { return id == q.ID }, nil
		}})
		if _, err := s.Open(ctx, by, p.ID, "support", "name"); !errs.Is(err, errs.NotFound) {
			t.Error(err)
		}
		if _, err := s.ReviseOne(ctx, by, p.ID, 1, func(*person.Profile) {}); !errs.Is(err, errs.NotFound) {
			t.Error(err)
		}
		if err := s.MergeOne(ctx, by, q.ID, p.ID, "told"); !errs.Is(err, errs.NotFound) {
			t.Error(err)
		}
		for name, want := range map[string]int{"Lò Thị Pành": 0, "011304000123": 0, "Vàng A Páo": 1} {
			out, err := s.Search(ctx, by, police, person.Query{Name: name}, nil)
			must(t, err)
			if len(out.Hits) != want {
				t.Errorf("%s: %+v", name, out.Hits)
			}
		}
	})
}
