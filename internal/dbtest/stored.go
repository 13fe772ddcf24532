package dbtest

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"neove/internal/db"
)

// Stored is what a database holds, for tests that look for what must not stand
// there: the values of every column by "table.column", a line each, and the
// bytes of the files of SQLite by their paths.
func Stored(t *testing.T, d *db.DB) map[string][]byte {
	t.Helper()
	out := map[string][]byte{}
	err := d.View(t.Context(), func(tx *db.Tx) error {
		tables, err := db.Tables(tx)
		if err != nil {
			return err
		}
		for _, table := range tables {
			if err := storedIn(tx, table, out); err != nil {
				return err
			}
		}
		if d.Dialect() != db.SQLite {
			return nil
		}
		main, err := db.Get[string](tx, "SELECT file FROM pragma_database_list WHERE name='main'")
		if err != nil {
			return err
		}
		for _, f := range []string{main, main + "-wal"} {
			if out[f], err = os.ReadFile(f); err != nil {
				return err
			}
			if len(out[f]) == 0 {
				t.Errorf("%s is empty: it was not looked at", f)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func storedIn(tx *db.Tx, table db.Table, out map[string][]byte) error {
	names := make([]string, len(table.Columns))
	for i, c := range table.Columns {
		names[i] = c.Name
	}
	return tx.Stream("SELECT "+strings.Join(names, ",")+" FROM "+table.Name, func(values []any) error {
		for i, name := range names {
			key := table.Name + "." + name
			if raw, ok := values[i].([]byte); ok {
				out[key] = append(append(out[key], raw...), '\n')
			} else {
				out[key] = append(out[key], fmt.Sprintln(values[i])...)
			}
		}
		return nil
	})
}
