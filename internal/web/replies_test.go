package web

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"neove/internal/db"
	"neove/internal/dbtest"
	"neove/internal/errs"
)

type clerk struct{}

func (clerk) ActorID() string   { return "clerk" }
func (clerk) ActorName() string { return "clerk" }

type thing struct {
	ID     string `json:"id"`
	People *int64 `json:"people"`
}

func TestOnce(t *testing.T) {
	for name, open := range map[string]func(*testing.T, dbtest.Options) *db.DB{"sqlite": dbtest.OpenSQLite, "postgres": dbtest.OpenPostgres} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			now := dbtest.Now
			d := open(t, dbtest.Options{Clock: func() time.Time { return now }})
			runs := 0
			fail := errors.New("no")
			once := func(user, key, in string, err error) (out thing, replayed bool, _ error) {
				failed := d.Write(context.Background(), clerk{}, "test", func(tx *db.Tx) (e error) {
					out, replayed, e = Once(tx, user, key, "thing.record", in, func() (thing, error) {
						runs++
						people := int64(runs)
						return thing{tx.ID(), &people}, err
					})
					return e
				})
				return out, replayed, failed
			}
			first, replayed, err := once("a", "k1", "x", nil)
			if err != nil || replayed {
				t.Fatal(replayed, err)
			}
			again, replayed, err := once("a", "k1", "x", nil)
			if err != nil || !replayed || runs != 1 || cmp.Diff(first, again) != "" {
				t.Errorf("replay: %+v %v %v runs %d", again, replayed, err, runs)
			}
			if _, _, err := once("a", "k1", "other", nil); !errs.Is(err, errs.Invalid) || runs != 1 {
				t.Errorf("other body: %v runs %d", err, runs)
			}
			if _, replayed, err := once("b", "k1", "x", nil); replayed || err != nil || runs != 2 {
				t.Errorf("other user: %v %v", replayed, err)
			}
			if _, _, err := once("a", "k2", "x", fail); !errors.Is(err, fail) {
				t.Errorf("failure: %v", err)
			}
			if _, replayed, err := once("a", "k2", "x", nil); replayed || err != nil {
				t.Errorf("after a failure: %v %v", replayed, err)
			}
			for range 2 {
				if _, replayed, err := once("a", "", "x", nil); replayed || err != nil {
					t.Errorf("without a key: %v %v", replayed, err)
				}
			}
			prune := func() (n int64) {
				if err := d.Write(context.Background(), clerk{}, "prune", func(tx *db.Tx) (err error) { n, err = Prune(tx); return err }); err != nil {
					t.Fatal(err)
				}
				return n
			}
			now = now.Add(30 * 24 * time.Hour)
			if n := prune(); n != 0 {
				t.Errorf("%d answers are gone after 30 days", n)
			}
			now = now.Add(31 * 24 * time.Hour)
			if n := prune(); n != 3 {
				t.Errorf("%d of 3 answers are gone after 61 days", n)
			}
		})
	}
}
