package db_test

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"neove/internal/db"
	"neove/internal/dbtest"
	"neove/migrations"
)

type nobody struct{}

func (nobody) ActorID() string   { return "u1" }
func (nobody) ActorName() string { return "Test" }

func write(t *testing.T, d *db.DB, fn func(*db.Tx) error) {
	t.Helper()
	err := d.Write(context.Background(), nobody{}, "db.test", func(tx *db.Tx) error {
		tx.Event(db.Event{Subject: "db.test"})
		return fn(tx)
	})
	if err != nil {
		t.Fatal(err)
	}
}

// The catalogue of both engines is the same but for {bool}.
func TestTablesAreAlike(t *testing.T) {
	t.Parallel()
	read := func(d *db.DB) (all []db.Table) {
		err := d.View(context.Background(), func(tx *db.Tx) (err error) {
			all, err = db.Tables(tx)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		for i, table := range all {
			for j, c := range table.Columns {
				kind := c.Kind()
				if kind == "" {
					t.Errorf("%s.%s has the type %s, which is no type word", table.Name, c.Name, c.Type)
				}
				if kind == db.Bool {
					kind = db.Int
				}
				all[i].Columns[j].Type = string(kind)
			}
		}
		return all
	}
	lite, pg := read(dbtest.OpenSQLite(t, dbtest.Options{})), read(dbtest.OpenPostgres(t, dbtest.Options{}))
	if diff := cmp.Diff(lite, pg); diff != "" {
		t.Error(diff)
	}
	at := map[string]int{}
	for i, table := range lite {
		at[table.Name] = i
	}
	for _, pair := range [][2]string{{"access_users", "access_sessions"}, {"org_units", "org_parents"}, {"org_share_sets", "org_shares"}, {"measure_defs", "measure_facts"}} {
		if at[pair[0]] >= at[pair[1]] {
			t.Errorf("%s does not stand before %s", pair[0], pair[1])
		}
	}
	if !slices.ContainsFunc(lite, func(t db.Table) bool { return t.Name == "seal_keys" }) || slices.ContainsFunc(lite, func(t db.Table) bool { return t.Name == "db_versions" }) {
		t.Error("all tables but goose's")
	}
}

func TestRefillChecksReferences(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		child := "INSERT INTO access_grants (id,user_id,role,unit,valid_from,valid_to) VALUES ('g','u','leader','VN','2025-01-01','9999-12-31')"
		parent := "INSERT INTO access_users (id,account,name,lang,password,epoch,disabled,must_change,created_at) VALUES ('u','a','A','vi','',1,(1=0),(1=0),'')"
		tables := []db.Table{{Name: "access_users"}, {Name: "access_grants"}, {Name: "access_sessions"}}
		refill := func(queries ...string) error {
			return d.Write(context.Background(), nobody{}, "db.test", func(tx *db.Tx) error {
				tx.Event(db.Event{Subject: "db.test"})
				return tx.Refill(tables, func() error {
					for _, q := range queries {
						if _, err := tx.Exec(q); err != nil {
							return err
						}
					}
					return nil
				})
			})
		}
		if err := refill(child); err == nil {
			t.Error("a child without its parent is taken")
		}
		if err := refill(child, parent); err != nil {
			t.Errorf("the child before its parent: %v", err)
		}
		if err := refill(child, parent); err != nil {
			t.Errorf("again, over what is there: %v", err)
		}
		write(t, d, func(tx *db.Tx) error { return db.Integrity(tx) })
		if _, err := d.SQL().Exec("DELETE FROM access_users"); err == nil {
			t.Error("the references are gone after a refill")
		}
	})
}

func TestVersionsAndBlank(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	dbtest.Each(t, func(t *testing.T, full *db.DB) {
		if blank, err := full.Blank(ctx); blank || err != nil {
			t.Errorf("a migrated database is blank: %v", err)
		}
		d := full
		if d.Dialect() == db.Postgres {
			if err := d.DropAll(ctx); err != nil {
				t.Fatal(err)
			}
		} else {
			var err error
			if d, err = db.Open(ctx, db.Config{URL: "sqlite:" + filepath.Join(t.TempDir(), "new.db")}); err != nil {
				t.Fatal(err)
			}
			defer d.Close()
		}
		if blank, err := d.Blank(ctx); !blank || err != nil {
			t.Errorf("an empty database is not blank: %v", err)
		}
		if err := d.MigrateTo(ctx, migrations.FS, 999_999); err == nil {
			t.Error("an unknown schema is accepted")
		}
		if err := d.MigrateTo(ctx, migrations.FS, 3); err != nil {
			t.Fatal(err)
		}
		d.View(ctx, func(tx *db.Tx) error {
			if v, err := db.Version(tx); v != 3 || err != nil {
				t.Errorf("version %d, %v", v, err)
			}
			return nil
		})
	})
}

// What was deleted is not found in the file or its write-ahead log any more.
func TestEraseLeavesNoTrace(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	dir := t.TempDir()
	d, err := db.Open(ctx, db.Config{URL: "sqlite:" + filepath.Join(dir, "erase.db"), Audit: func(*db.Tx, db.By, []db.Event) error { return nil }})
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	if err := d.Migrate(ctx, migrations.FS); err != nil {
		t.Fatal(err)
	}
	canary := bytes.Repeat([]byte("CANARY-9f1c"), 100)
	write(t, d, func(tx *db.Tx) error {
		_, err := tx.Exec("INSERT INTO seal_keys (subject,compartment,holder,version,holder_version,sealed) VALUES ('s','c','h',1,1,?)", canary)
		return err
	})
	if !found(t, dir, canary) {
		t.Error("the test sees nothing before the deletion")
	}
	write(t, d, func(tx *db.Tx) error { _, err := tx.Exec("DELETE FROM seal_keys WHERE subject='s'"); return err })
	if err := d.Erase(ctx, "seal_keys"); err != nil {
		t.Fatal(err)
	}
	if found(t, dir, canary[:33]) {
		t.Error("a deleted value is still in the files")
	}
}

func found(t *testing.T, dir string, what []byte) bool {
	files, err := filepath.Glob(filepath.Join(dir, "*"))
	if err != nil || len(files) == 0 {
		t.Fatal(err, files)
	}
	for _, f := range files {
		if raw, err := os.ReadFile(f); err != nil {
			t.Fatal(err)
		} else if bytes.Contains(raw, what) {
			return true
		}
	}
	return false
}

func TestErasePostgres(t *testing.T) {
	t.Parallel()
	d := dbtest.OpenPostgres(t, dbtest.Options{})
	if err := d.Erase(context.Background(), "seal_keys"); err != nil {
		t.Error(err)
	}
}
