package person

import (
	"context"
	"testing"
	"time"

	"neove/access"
	"neove/internal/db"
	"neove/internal/id"
	"neove/internal/seal"
)

const filler = "police:L80"

// filled stores many persons as Record does, without an event for each.
func filled(t testing.TB, d *db.DB, keys *seal.Keys, people []Profile) (*Service, []string) {
	t.Helper()
	s := NewService(Config{DB: d, Keys: keys})
	ids := make([]string, len(people))
	err := d.Write(context.Background(), access.System("test"), "test.fill", func(tx *db.Tx) error {
		tx.Event(db.Event{Subject: "test"})
		var rows []row
		var marks []markRow
		for i := range people {
			r := row{ID: id.New(tx.Now), Seq: int64(i + 1), Place: []byte{}, Version: 1, CreatedBy: "Test", CreatedAt: tx.Now, ChangedAt: tx.Now.Add(time.Duration(i) * time.Second)}
			r.Code, ids[i] = "CN-"+r.ID, r.ID
			if err := s.keys.Grant(tx, r.ID, seal.Identity, filler); err != nil {
				return err
			}
			if err := s.sealInto(tx, &r, &people[i], colNames, colFacts); err != nil {
				return err
			}
			m, err := s.marks(r.ID, &people[i])
			if err != nil {
				return err
			}
			rows, marks = append(rows, r), append(marks, m...)
		}
		if err := db.InsertAll(tx, "person_people", rows); err != nil {
			return err
		}
		return db.InsertAll(tx, "person_marks", marks)
	})
	if err != nil {
		t.Fatal(err)
	}
	return s, ids
}
