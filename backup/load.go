package backup

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"time"

	"filippo.io/age"

	"neove/access"
	"neove/internal/db"
	"neove/internal/seal"
	"neove/migrations"
)

// load makes the schema of the backup's time and fills it. Keys that are apart
// may be younger than the data: they come in under their own schema.
func (s *Service) load(ctx context.Context, url string, in Restore, parts []part, out *Restored) (err error) {
	d, err := s.Open(ctx, url, true)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, d.Close()) }()
	for i, p := range parts {
		if err := d.MigrateTo(ctx, migrations.FS, p.manifest.Schema); err != nil {
			return err
		}
		err := d.Write(ctx, access.System("neove restore"), "backup.copy.load", func(tx *db.Tx) error {
			tx.Event(db.Event{Subject: "backup.copy"}) // the sink of loading keeps nothing
			if err := p.fill(tx, in.Identities, i == 1); err != nil || i == 0 {
				return errors.Join(err, count(tx, p, i == 1, out))
			}
			return errors.Join(count(tx, p, true, out), p.replay(tx, in.Identities, out), seal.Doubt(tx))
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// fill empties the tables and inserts the rows of a part; of a part with keys
// only those.
func (p part) fill(tx *db.Tx, ids []age.Identity, onlyKeys bool) error {
	all, err := db.Tables(tx)
	if err != nil {
		return err
	}
	known, targets := map[string]db.Table{}, map[string]*target{}
	var empty []db.Table
	for _, t := range all {
		known[t.Name] = t
		if !onlyKeys || slices.Contains(keyTables, t.Name) {
			empty = append(empty, t)
		}
	}
	for _, t := range p.manifest.Tables {
		if onlyKeys && !slices.Contains(keyTables, t.Name) {
			continue
		}
		if targets[t.Name], err = newTarget(tx, known[t.Name], t); err != nil {
			return err
		}
	}
	return tx.Refill(empty, func() error { return p.insert(ids, targets) })
}

// insert goes table by table, parents first as they were written.
func (p part) insert(ids []age.Identity, targets map[string]*target) error {
	var last *target
	return p.rows(ids, func(table string, line []byte) error {
		t := targets[table]
		if last != nil && t != last {
			if err := last.flush(); err != nil {
				return err
			}
		}
		if last = t; t == nil {
			return nil
		}
		return t.add(line)
	}, func() error {
		if last == nil {
			return nil
		}
		return last.flush()
	})
}

// rows reads the file a second time.
func (p part) rows(ids []age.Identity, row func(table string, line []byte) error, done func() error) error {
	f, err := os.Open(p.path)
	if err != nil {
		return err
	}
	defer f.Close()
	in, err := newReader(f, ids)
	if err != nil {
		return err
	}
	defer in.close()
	err = in.each(func(name string, body []byte) error {
		table := tableOf(name)
		for len(body) > 0 && table != "" {
			line, rest, _ := bytes.Cut(body, []byte{'\n'})
			if err := row(table, line); err != nil {
				return fmt.Errorf("%s: %w", table, err)
			}
			body = rest
		}
		return nil
	})
	if err != nil {
		return err
	}
	return done()
}

// replay repeats the erasures that a newer file with keys knows of.
func (p part) replay(tx *db.Tx, ids []age.Identity, out *Restored) error {
	var all []seal.Shredding
	err := p.rows(ids, func(table string, line []byte) error {
		if table != "seal_shreds" {
			return nil
		}
		v, err := parseRow(line, []db.Kind{db.Text, db.Text})
		if err != nil {
			return err
		}
		at, err := time.Parse(time.RFC3339Nano, v[1].(string))
		all = append(all, seal.Shredding{Subject: v[0].(string), At: at})
		return err
	}, func() error { return nil })
	if err != nil {
		return err
	}
	n, err := seal.Replay(tx, all)
	out.Shreds += n
	return err
}

// target collects rows for a table.
type target struct {
	tx    *db.Tx
	head  string
	one   string
	kinds []db.Kind
	args  []any
	rows  int
}

func newTarget(tx *db.Tx, have db.Table, t Table) (*target, error) {
	out := &target{tx: tx, head: "INSERT INTO " + t.Name + " (" + strings.Join(t.Columns, ",") + ") VALUES ",
		one: "(?" + strings.Repeat(",?", max(0, len(t.Columns)-1)) + ")"}
	if len(have.Columns) == 0 || len(t.Columns) == 0 {
		return nil, fmt.Errorf("backup: this program knows no table %s", t.Name)
	}
	for _, name := range t.Columns {
		i := slices.IndexFunc(have.Columns, func(c db.TableColumn) bool { return c.Name == name })
		if i < 0 {
			return nil, fmt.Errorf("backup: this program knows no column %s.%s", t.Name, name)
		}
		out.kinds = append(out.kinds, have.Columns[i].Kind())
	}
	return out, nil
}

const maxArgs = 8000

func (t *target) add(line []byte) error {
	values, err := parseRow(line, t.kinds)
	if err != nil {
		return err
	}
	t.args = append(t.args, values...)
	if t.rows++; len(t.args)+len(t.kinds) > maxArgs {
		return t.flush()
	}
	return nil
}

func (t *target) flush() error {
	if t.rows == 0 {
		return nil
	}
	_, err := t.tx.Exec(t.head+t.one+strings.Repeat(","+t.one, t.rows-1), t.args...)
	t.rows, t.args = 0, t.args[:0]
	return err
}

// count compares what the database holds with the manifest.
func count(tx *db.Tx, p part, onlyKeys bool, out *Restored) error {
	for _, t := range p.manifest.Tables {
		if onlyKeys && !slices.Contains(keyTables, t.Name) {
			continue
		}
		n, err := db.Get[int64](tx, "SELECT COUNT(*) FROM "+t.Name)
		if err != nil {
			return err
		}
		if n != t.Rows {
			return fmt.Errorf("backup: table %s has %d rows of %d", t.Name, n, t.Rows)
		}
		out.Tables++
		out.Rows += n
	}
	return nil
}
