package db

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"io/fs"
	"strings"

	"github.com/pressly/goose/v3"
)

// words expands the type words of a migration. Text is compared by code point
// on both engines; order for people is made in Go.
var words = map[Dialect]*strings.Replacer{
	SQLite:   strings.NewReplacer("{bool}", "INTEGER", "{bytes}", "BLOB", "{int}", "INTEGER", "{text}", "TEXT", "{strict}", "STRICT"),
	Postgres: strings.NewReplacer("{bool}", "BOOLEAN", "{bytes}", "BYTEA", "{int}", "BIGINT", "{text}", `TEXT COLLATE "C"`, "{strict}", ""),
}

// Migrate brings the schema to the newest version in files (*.sql). Errors: a
// database newer than this program is refused, so that a downgrade never
// writes into tables that it does not know.
func (d *DB) Migrate(ctx context.Context, files fs.FS) error {
	p, err := d.migrator(files)
	if err != nil {
		return err
	}
	have, want, err := p.GetVersions(ctx)
	if err != nil {
		return fmt.Errorf("db: migrate: %w", err)
	}
	if have > want {
		return fmt.Errorf("db: the database has version %d, this program knows %d: run a newer program", have, want)
	}
	if _, err := p.Up(ctx); err != nil {
		return fmt.Errorf("db: migrate: %w", err)
	}
	return nil
}

func (d *DB) migrator(files fs.FS) (*goose.Provider, error) {
	dialect := goose.DialectSQLite3
	if d.dialect == Postgres {
		dialect = goose.DialectPostgres
	}
	p, err := goose.NewProvider(dialect, d.write, expandFS{files, words[d.dialect]}, goose.WithTableName(versionTable))
	if err != nil {
		return nil, fmt.Errorf("db: migrate: %w", err)
	}
	return p, nil
}

// expandFS shows the same files with their type words replaced.
type expandFS struct {
	fs.FS
	words *strings.Replacer
}

func (e expandFS) Open(name string) (fs.File, error) {
	f, err := e.FS.Open(name)
	if err != nil || !strings.HasSuffix(name, ".sql") {
		return f, err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return nil, err
	}
	raw, err := io.ReadAll(f)
	if err != nil {
		return nil, err
	}
	return expandedFile{bytes.NewReader([]byte(e.words.Replace(string(raw)))), info}, nil
}

type expandedFile struct {
	*bytes.Reader
	info fs.FileInfo
}

func (f expandedFile) Stat() (fs.FileInfo, error) { return f.info, nil }
func (f expandedFile) Close() error               { return nil }
