// Package dbtest gives each test a database of its own on both engines.
//
// PostgreSQL comes from NEOVE_TEST_PG (set by `make test`, which starts one
// cluster for the whole run) or is started here on loopback, in a temporary
// folder, as an unprivileged user. A missing PostgreSQL fails the test.
package dbtest

import (
	"context"
	"database/sql"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"neove/internal/db"
	"neove/migrations"
)

// Now is the instant at which tests happen.
var Now = time.Date(2025, 1, 6, 2, 0, 0, 0, time.UTC)

// Prepare fills a template database once; every test starts from a copy.
type Prepare struct {
	Name string
	Fill func(*db.DB) error
}

// Options of a test database. The zero value is an empty, migrated schema with
// an audit sink that accepts everything.
type Options struct {
	Prepare Prepare
	Audit   db.AuditFunc
	Clock   func() time.Time
	Details db.Sealer
	Fault   func() error // see db.Config; not asked while the template is filled
	Pace    db.PaceFunc
}

// Each runs fn on SQLite and on PostgreSQL, each with an empty schema.
func Each(t *testing.T, fn func(t *testing.T, d *db.DB)) {
	t.Helper()
	EachWith(t, Options{}, fn)
}

// EachWith is Each with options.
func EachWith(t *testing.T, o Options, fn func(t *testing.T, d *db.DB)) {
	t.Helper()
	for name, open := range map[string]func(*testing.T, Options) *db.DB{"sqlite": OpenSQLite, "postgres": OpenPostgres} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			fn(t, open(t, o))
		})
	}
}

func (o Options) config(url string) db.Config {
	c := db.Config{URL: url, Clock: o.Clock, Audit: o.Audit, Bookkeeping: migrations.Bookkeeping, Details: o.Details, Fault: o.Fault, Pace: o.Pace}
	if c.Clock == nil {
		c.Clock = func() time.Time { return Now }
	}
	if c.Audit == nil {
		c.Audit = func(*db.Tx, db.By, []db.Event) error { return nil }
	}
	return c
}

// template is a filled database that tests copy.
type template struct {
	once sync.Once
	at   string
	err  error
}

var (
	templatesMu sync.Mutex
	templates   = map[string]*template{}
)

func templateOf(key string, build func() (string, error)) (string, error) {
	templatesMu.Lock()
	tp := templates[key]
	if tp == nil {
		tp = &template{}
		templates[key] = tp
	}
	templatesMu.Unlock()
	tp.once.Do(func() { tp.at, tp.err = build() })
	return tp.at, tp.err
}

func (o Options) fill(url string) error {
	ctx := context.Background()
	cfg := o.config(url)
	cfg.Audit, cfg.Fragile, cfg.Fault = func(*db.Tx, db.By, []db.Event) error { return nil }, true, nil
	if o.Audit != nil {
		cfg.Audit = o.Audit
	}
	d, err := db.Open(ctx, cfg)
	if err != nil {
		return err
	}
	defer d.Close()
	if err := d.Migrate(ctx, migrations.FS); err != nil {
		return err
	}
	if o.Prepare.Fill != nil {
		return o.Prepare.Fill(d)
	}
	return nil
}

// OpenSQLite returns a copy of the template in the test's own folder.
func OpenSQLite(t *testing.T, o Options) *db.DB {
	t.Helper()
	at, err := templateOf("sqlite/"+o.Prepare.Name, func() (string, error) {
		dir, err := os.MkdirTemp("", "neove-test-")
		if err != nil {
			return "", err
		}
		file := filepath.Join(dir, "template.db")
		return file, o.fill("sqlite:" + file)
	})
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "test.db")
	if err := copyFile(file, at); err != nil {
		t.Fatal(err)
	}
	return opened(t, o, "sqlite:"+file)
}

func copyFile(to, from string) error {
	in, err := os.Open(from)
	if err != nil {
		return err
	}
	defer in.Close()
	out, err := os.Create(to)
	if err != nil {
		return err
	}
	if _, err := io.Copy(out, in); err != nil {
		out.Close()
		return err
	}
	return out.Close()
}

var databases atomic.Int64

// OpenPostgres returns a database copied from the template database.
func OpenPostgres(t *testing.T, o Options) *db.DB {
	t.Helper()
	server, err := server()
	if err != nil {
		t.Fatal(err)
	}
	prefix := fmt.Sprintf("neove_%d_", os.Getpid())
	name, err := templateOf("postgres/"+o.Prepare.Name, func() (string, error) {
		name := prefix + "t_" + strings.Map(onlyWord, o.Prepare.Name)
		if err := server.exec(`CREATE DATABASE "` + name + `"`); err != nil {
			return "", err
		}
		return name, o.fill(server.url(name))
	})
	if err != nil {
		t.Fatal(err)
	}
	own := fmt.Sprintf("%s%d", prefix, databases.Add(1))
	if err := server.exec(fmt.Sprintf("CREATE DATABASE %q TEMPLATE %q", own, name)); err != nil {
		t.Fatal(err)
	}
	d := opened(t, o, server.url(own))
	t.Cleanup(func() {
		d.Close()
		if err := server.exec(fmt.Sprintf("DROP DATABASE %q WITH (FORCE)", own)); err != nil {
			t.Error(err)
		}
	})
	return d
}

func onlyWord(r rune) rune {
	if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' {
		return r
	}
	return '_'
}

func opened(t *testing.T, o Options, url string) *db.DB {
	t.Helper()
	d, err := db.Open(context.Background(), o.config(url))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { d.Close() })
	return d
}

func (s *cluster) exec(q string) error {
	c, err := sql.Open("pgx", s.url("postgres"))
	if err != nil {
		return err
	}
	defer c.Close()
	_, err = c.Exec(q)
	return err
}
