package person_test

import (
	"bytes"
	"encoding/hex"
	"net/url"
	"slices"
	"strings"
	"testing"

	"neove/app/apptest"
	"neove/internal/db"
	"neove/internal/dbtest"
	"neove/internal/seal"
	"neove/internal/vntext"
	"neove/internal/webtest"
	"neove/person"
)

// canaries stand in every sealed value.
var canaries = []string{"CANARYNAME1", "CANARYSAFE2", "CANARYALIAS3", "CANARYNAT4", "CANARYETHNIC5", "CANARYFAITH6", "CANARYPAPER7", "CANARYPLACE8", "CANARYPHONE9",
	"CANARYHOW10", "CANARYWHEN11", "CANARYSAY12", "CANARYWHERE13", "CANARYNOTE14", "CANARYFIRST15"}

func canary() person.Profile {
	p := full()
	p.Name, p.Safe, p.Aliases = person.Told(canaries[0]), person.Told(canaries[1]), person.Told([]person.Alias{{Kind: "minority", Name: canaries[2]}})
	p.Nationality, p.Ethnicity, p.Religion = person.Told(canaries[3]), person.Told(canaries[4]), person.Told(canaries[5])
	p.Papers = person.Told([]person.Paper{{Kind: "passport", Number: canaries[6], State: "held"}})
	p.Places = person.Told([]person.Place{{Kind: "birth", Text: canaries[7]}})
	p.Contacts = person.Told([]person.Contact{{Kind: "phone", Value: canaries[8], Safe: person.Yes, How: canaries[9], When: canaries[10], Say: canaries[11]}})
	p.Whereabouts = person.Told(person.Whereabouts{Text: canaries[12]})
	return p
}

// After everything that can happen to a person, no value stands anywhere in the
// database in a form that can be read: in no column, no file, no event, no kept
// answer; nor in what others or errors are told.
func TestNothingReadableAtRest(t *testing.T) {
	t.Parallel()
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		ctx, by := t.Context(), w.Actor(t, "police")
		first := canary()
		first.Name = person.Told(canaries[14])
		p, q := record(t, w, "police", first), record(t, w, "police", canary())
		record(t, w, "commune", canary())
		_, err := w.Person.ReviseOne(ctx, by, p.ID, 1, func(v *person.Profile) { *v = canary() })
		must(t, err)
		must(t, w.Person.RelateOne(ctx, by, person.Relation{Person: p.ID, Kind: "accused", Note: canaries[13]}, q.Code))
		must(t, w.Person.MergeOne(ctx, by, q.ID, p.ID, "same_paper"))
		_, err = w.Person.MatchOne(ctx, by, q.ID)
		must(t, err)
		_, err = w.Person.Search(ctx, by, police, person.Query{Name: canaries[0]}, nil)
		must(t, err)
		_, err = w.Person.Open(ctx, by, p.ID, "contact", person.Fields()[:11]...)
		must(t, err)
		_, err = w.Person.ReviseOne(ctx, by, q.ID, 1, func(v *person.Profile) { v.Sex = person.Told(canaries[0]) })
		if err == nil || holds([]byte(err.Error())) != "" {
			t.Errorf("an error tells %q", err)
		}
		seen, all := 0, dbtest.Stored(t, w.DB)
		for column, value := range all {
			seen++
			if c := holds(value); c != "" {
				t.Errorf("%s holds %s", column, c)
			}
		}
		if seen < 100 {
			t.Fatalf("only %d columns were looked at", seen)
		}
		webtest.Run(t, w.Handler, []webtest.Scenario{
			{Name: "commune", Path: "/person/people/" + p.ID, As: w.As(t, "commune"), WantStatus: 404, WantNot: append([]string{p.Code}, canaries...)},
			{Name: "history for the inspectorate", Path: "/audit/events?unit=" + apptest.Province, As: w.As(t, "inspector"), WantStatus: 200, Want: []string{"Hiện thông tin cá nhân"}, WantNot: canaries},
			{Name: "history of the province", Path: "/audit/events?unit=" + apptest.Province, As: w.As(t, "province"), WantStatus: 200, WantNot: append([]string{"Hiện thông tin cá nhân", p.Code}, canaries...)},
			{Name: "search of the program", Path: "/search?q=" + p.Code, As: w.As(t, "police"), WantStatus: 200, WantNot: canaries},
			{Name: "masked", Path: "/person/people/" + p.ID, As: w.As(t, "police"), WantStatus: 200, Want: []string{p.Code, "••••••••"}, WantNot: slices.Delete(slices.Clone(canaries), 1, 2),
				WantHeader: map[string]string{"Cache-Control": "no-store"}},
			{Name: "refused reveal", Method: "POST", Path: "/person/people/" + p.ID + "/show", Form: url.Values{"show": {"name"}}, As: w.As(t, "police"), WantStatus: 422, WantNot: slices.Delete(slices.Clone(canaries), 1, 2)},
		})
	})
}

// holds is the canary that stands in some bytes, folded or in hexadecimal.
func holds(b []byte) string {
	low := bytes.ToLower(b)
	for _, c := range canaries {
		f := vntext.Fold(c)
		for _, form := range []string{c, strings.ToLower(c), f, f[:8], hex.EncodeToString([]byte(c)), hex.EncodeToString([]byte(f))} {
			if bytes.Contains(low, []byte(strings.ToLower(form))) {
				return c
			}
		}
	}
	return ""
}

// what each column of the slice may hold; a new column is looked at by a person
// before it is added here. There is no kind for names, words or parts of them.
var columns = map[string]string{
	"person_people.id": "id", "person_people.code": "random code", "person_people.seq": "count", "person_people.merged": "id", "person_people.names": "sealed",
	"person_people.facts": "sealed", "person_people.place": "sealed", "person_people.version": "count", "person_people.created_by": "official", "person_people.created_at": "time",
	"person_people.changed_at": "time", "person_revisions.id": "id", "person_revisions.person": "id", "person_revisions.facts": "sealed", "person_revisions.place": "sealed",
	"person_revisions.at": "time", "person_revisions.n": "count", "person_marks.person": "id", "person_marks.mark": "mark", "person_relations.id": "id", "person_relations.person": "id", "person_relations.other": "id",
	"person_relations.box": "sealed", "person_relations.withdrawn": "flag", "person_relations.version": "count", "person_relations.created_by": "official",
	"person_relations.created_at": "time", "person_merges.id": "id", "person_merges.person": "id", "person_merges.into_id": "id", "person_merges.reason": "short list",
	"person_merges.at": "time", "person_merges.by_name": "official", "person_merges.undone_at": "time", "person_merges.undone_by": "official",
	"person_lookups.id": "id", "person_lookups.actor": "id", "person_lookups.on_day": "time", "person_lookups.person": "id", "person_lookups.holder": "office",
	"person_lookups.hits": "count", "person_agreements.id": "id", "person_agreements.person": "id", "person_agreements.actor": "id", "person_agreements.until": "time",
}

// No column holds names or an index of their parts (requirement 25), and the
// list of sealed columns is complete.
func TestSchemaHoldsNoNames(t *testing.T) {
	t.Parallel()
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		p := record(t, w, "police", canary())
		sealedColumn := func(table, column string) bool {
			return slices.ContainsFunc(person.Sealed, func(c seal.Column) bool { return c.Table == table && c.Column == column })
		}
		n := 0
		must(t, w.DB.View(t.Context(), func(tx *db.Tx) error {
			tables, err := db.Tables(tx)
			if err != nil {
				return err
			}
			for _, table := range tables {
				if !strings.HasPrefix(table.Name, "person_") {
					continue
				}
				for _, c := range table.Columns {
					key := table.Name + "." + c.Name
					n++
					switch kind := columns[key]; {
					case kind == "":
						t.Errorf("%s: nobody said what it may hold", key)
					case (kind == "sealed") != sealedColumn(table.Name, c.Name):
						t.Errorf("%s is %s", key, kind)
					case (kind == "sealed" || kind == "mark") != (c.Kind() == db.Bytes):
						t.Errorf("%s is of kind %s and of type %s", key, kind, c.Type)
					}
				}
			}
			marks, err := db.Select[[]byte](tx, "SELECT mark FROM person_marks WHERE person=?", p.ID)
			for _, m := range marks {
				if len(m) != 32 {
					t.Errorf("a mark of %d bytes", len(m))
				}
			}
			if len(marks) != 2 {
				t.Errorf("%d marks: one for the paper, one for who it is", len(marks))
			}
			return err
		}))
		if n != len(columns) {
			t.Errorf("%d columns, %d are described", n, len(columns))
		}
	})
}
