package db

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"time"

	"github.com/pressly/goose/v3"
)

// versionTable is goose's own; backups carry its number, not its rows.
const versionTable = "db_versions"

// Kind is how a stored value travels between the engines.
type Kind string

// The kinds: the type words of migrations.
const (
	Text  Kind = "text"
	Int   Kind = "int"
	Bool  Kind = "bool"
	Bytes Kind = "bytes"
)

// Table is a stored table as the engine knows it.
type Table struct {
	Name    string
	Columns []TableColumn
}

// TableColumn is one of its columns, in order.
type TableColumn struct {
	Name string `db:"name"`
	Type string `db:"type"`
}

var kinds = map[string]Kind{
	"TEXT": Text, "INTEGER": Int, "BLOB": Bytes, // SQLite; a {bool} is INTEGER there
	"text": Text, "bigint": Int, "boolean": Bool, "bytea": Bytes, // PostgreSQL
}

// Kind of the column; "" for a type that no migration may use.
func (c TableColumn) Kind() Kind { return kinds[c.Type] }

// Tables lists the tables, those that others refer to first, without those of
// the engine and of goose.
func Tables(tx *Tx) ([]Table, error) {
	list := "SELECT name FROM sqlite_master WHERE type='table' AND name NOT LIKE 'sqlite_%'"
	columns := "SELECT name, type FROM pragma_table_info(?) ORDER BY cid"
	if tx.db.dialect == Postgres {
		list = "SELECT table_name AS name FROM information_schema.tables WHERE table_schema=current_schema() AND table_type='BASE TABLE'"
		columns = "SELECT column_name AS name, data_type AS type FROM information_schema.columns WHERE table_schema=current_schema() AND table_name=? ORDER BY ordinal_position"
	}
	names, err := Select[string](tx, list)
	if err != nil {
		return nil, err
	}
	depth, err := depths(tx)
	if err != nil {
		return nil, err
	}
	slices.SortFunc(names, func(a, b string) int { return cmp.Or(cmp.Compare(depth[a], depth[b]), strings.Compare(a, b)) })
	var out []Table
	for _, n := range names {
		if n == versionTable {
			continue
		}
		cols, err := Select[TableColumn](tx, columns, n)
		if err != nil {
			return nil, err
		}
		out = append(out, Table{n, cols})
	}
	return out, nil
}

type edge struct {
	Child  string `db:"child"`
	Parent string `db:"parent"`
}

// depths says how many steps of references stand above each table. Tables that
// refer to each other in a ring get some finite depth.
func depths(tx *Tx) (map[string]int, error) {
	q := `SELECT DISTINCT m.name AS child, f."table" AS parent FROM sqlite_master m, pragma_foreign_key_list(m.name) f WHERE m.type='table'`
	if tx.db.dialect == Postgres {
		q = "SELECT DISTINCT conrelid::regclass::text AS child, confrelid::regclass::text AS parent FROM pg_constraint WHERE contype='f' AND connamespace=current_schema()::regnamespace"
	}
	edges, err := Select[edge](tx, q)
	depth := map[string]int{}
	for range edges { // the longest path has no more steps than there are edges
		settled := true
		for _, e := range edges {
			if e.Child != e.Parent && depth[e.Child] <= depth[e.Parent] {
				depth[e.Child], settled = depth[e.Parent]+1, false
			}
		}
		if settled {
			break
		}
	}
	return depth, err
}

// Stream gives every row of a query to fn without keeping them. The values are
// nil, int64, bool, string or []byte and belong to fn only while it runs.
func (tx *Tx) Stream(query string, fn func(values []any) error, args ...any) error {
	rows, err := tx.Query(query, args...)
	if err != nil {
		return err
	}
	defer rows.Close()
	cols, err := rows.Columns()
	if err != nil {
		return err
	}
	values, targets := make([]any, len(cols)), make([]any, len(cols))
	for i := range values {
		targets[i] = &values[i]
	}
	for rows.Next() {
		if err := rows.Scan(targets...); err != nil {
			return fmt.Errorf("db: scan: %w", err)
		}
		if err := fn(values); err != nil {
			return err
		}
	}
	return rows.Err()
}

// Refill empties the tables, lets fn insert rows in any order, and then checks
// every reference between tables. In the order of Tables it is fast: SQLite
// searches the children of each parent that comes late.
func (tx *Tx) Refill(tables []Table, fn func() error) error {
	var back []string
	if tx.db.dialect == Postgres {
		refs, err := Select[reference](tx, "SELECT conrelid::regclass::text AS on_table, conname::text AS name, pg_get_constraintdef(oid) AS def FROM pg_constraint WHERE contype='f' AND connamespace=current_schema()::regnamespace ORDER BY 1, 2")
		if err != nil {
			return err
		}
		for _, r := range refs {
			if _, err := tx.Exec("ALTER TABLE " + r.Table + " DROP CONSTRAINT " + r.Name); err != nil {
				return err
			}
			back = append(back, "ALTER TABLE "+r.Table+" ADD CONSTRAINT "+r.Name+" "+r.Def)
		}
	} else if _, err := tx.Exec("PRAGMA defer_foreign_keys=1"); err != nil { // until the end of the transaction
		return err
	}
	for _, t := range slices.Backward(tables) {
		if _, err := tx.Exec("DELETE FROM " + t.Name); err != nil {
			return err
		}
	}
	if err := fn(); err != nil {
		return err
	}
	for _, q := range back {
		if _, err := tx.Exec(q); err != nil {
			return err
		}
	}
	return nil
}

type reference struct {
	Table string `db:"on_table"`
	Name  string `db:"name"`
	Def   string `db:"def"`
}

// Integrity asks the engine whether pages, indexes and references agree.
// PostgreSQL has checked the references when they were added.
func Integrity(tx *Tx) error {
	if tx.db.dialect == Postgres {
		return nil
	}
	said, err := Select[string](tx, "PRAGMA integrity_check")
	if err != nil {
		return err
	}
	if !slices.Equal(said, []string{"ok"}) {
		return fmt.Errorf("db: integrity check: %s", strings.Join(said, "; "))
	}
	broken, err := Select[string](tx, `SELECT DISTINCT "table" FROM pragma_foreign_key_check`)
	if err == nil && len(broken) > 0 {
		err = fmt.Errorf("db: broken references in %s", strings.Join(broken, ", "))
	}
	return err
}

// Version is the schema version of the database.
func Version(tx *Tx) (int64, error) {
	return Get[int64](tx, "SELECT MAX(version_id) FROM "+versionTable)
}

// Blank reports whether the database has no table at all, so that a restore may
// fill it.
func (d *DB) Blank(ctx context.Context) (blank bool, err error) {
	q := "SELECT COUNT(*) FROM sqlite_master"
	if d.dialect == Postgres {
		q = "SELECT COUNT(*) FROM information_schema.tables WHERE table_schema=current_schema()"
	}
	err = d.View(ctx, func(tx *Tx) error {
		n, err := Get[int64](tx, q)
		blank = n == 0
		return err
	})
	return blank, err
}

// MigrateTo brings an empty database to the schema of an older backup.
func (d *DB) MigrateTo(ctx context.Context, files fs.FS, version int64) error {
	p, err := d.migrator(files)
	if err != nil {
		return err
	}
	if known := p.ListSources(); len(known) == 0 || !slices.ContainsFunc(known, func(s *goose.Source) bool { return s.Version == version }) {
		return fmt.Errorf("db: this program does not know schema version %d: run a newer program", version)
	}
	if _, err := p.UpTo(ctx, version); err != nil {
		return fmt.Errorf("db: migrate: %w", err)
	}
	return nil
}

// DropAll removes every table, after a restore that failed.
func (d *DB) DropAll(ctx context.Context) error {
	if d.dialect == SQLite {
		return errors.New("db: a SQLite database is removed as a file")
	}
	var names []string
	err := d.View(ctx, func(tx *Tx) (err error) {
		names, err = Select[string](tx, "SELECT tablename::text FROM pg_tables WHERE schemaname=current_schema()")
		return err
	})
	if err != nil || len(names) == 0 {
		return err
	}
	_, err = d.write.ExecContext(ctx, `DROP TABLE "`+strings.Join(names, `","`)+`" CASCADE`)
	return err
}

// Erase takes deleted rows out of the files too: SQLite overwrites them when
// they are deleted (secure_delete) and here empties the write-ahead log;
// PostgreSQL rewrites the tables. What the engine has archived elsewhere is
// beyond it. Errors: readers
// that hold the log for longer than five seconds.
func (d *DB) Erase(ctx context.Context, tables ...string) error {
	if d.dialect == Postgres {
		for _, t := range tables {
			if _, err := d.write.ExecContext(ctx, "VACUUM (FULL) "+t); err != nil {
				return fmt.Errorf("db: erase: %w", err)
			}
		}
		return nil
	}
	for range 50 {
		var busy, pages, done int
		if err := d.write.QueryRowContext(ctx, "PRAGMA wal_checkpoint(TRUNCATE)").Scan(&busy, &pages, &done); err != nil {
			return fmt.Errorf("db: erase: %w", err)
		}
		if busy == 0 {
			return nil
		}
		time.Sleep(100 * time.Millisecond)
	}
	return errors.New("db: erase: readers hold the write-ahead log; try again")
}
