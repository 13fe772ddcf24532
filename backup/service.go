package backup

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"filippo.io/age"

	"neove/access"
	"neove/internal/db"
	"neove/internal/errs"
	"neove/internal/seal"
)

const permission = "backup.manage"

// keyTables hold the keys of subjects and holders; without them sealed values
// never open.
var keyTables = []string{"seal_agencies", "seal_compartments", "seal_keys"}

// Config of the service.
type Config struct {
	DB      *db.DB // the database to back up; nil for a restore
	Keys    *seal.Keys
	Program string // version, for the manifest
	// Checkpoint signs the audit tree before a backup; nil does nothing.
	Checkpoint func(ctx context.Context) error
	// Open opens a database with the program's settings. loading asks for speed
	// and for no audit: what is loaded has its history with it.
	Open func(ctx context.Context, url string, loading bool) (*db.DB, error)
	// Prove checks the audit tree of a restored database and returns its size
	// and root; nil does nothing.
	Prove func(ctx context.Context, d *db.DB) (string, error)
}

// Service makes and restores backups.
type Service struct{ Config }

// NewService makes the service.
func NewService(c Config) *Service { return &Service{c} }

// Make says where a backup goes.
type Make struct {
	To           string
	KeysTo       string // file for the key tables; "" keeps them in To
	Recipients   []string
	OneRecipient bool // a single reader is enough: his key lost, the backup is lost
}

// Made says what was written.
type Made struct {
	Tables int
	Rows   int64
	Bytes  int64
}

// Make writes a backup of one snapshot while work goes on. A file that exists
// is not overwritten, and a failure leaves none. Errors: Forbidden, Invalid,
// Conflict.
func (s *Service) Make(ctx context.Context, by access.Actor, in Make) (out Made, err error) {
	if err := by.Need(permission); err != nil {
		return out, err
	}
	to, err := in.recipients()
	if err != nil {
		return out, err
	}
	if s.Checkpoint != nil {
		if err := s.Checkpoint(ctx); err != nil {
			return out, err
		}
	}
	files := []*file{{path: in.To, part: partAll}}
	if in.KeysTo != "" {
		files = []*file{{path: in.To, part: partData}, {path: in.KeysTo, part: partKeys}}
	}
	defer func() {
		for _, f := range files {
			f.discard()
		}
	}()
	for _, f := range files {
		if err := f.create(); err != nil {
			return out, err
		}
	}
	if err := s.snapshot(ctx, files, to); err != nil {
		return out, err
	}
	for _, f := range files {
		n, err := f.keep()
		if err != nil {
			return out, err
		}
		out.Bytes += n
		out.add(f.w.m)
	}
	return out, s.noted(ctx, by, files, out, len(to))
}

func (m *Made) add(from Manifest) {
	m.Tables += len(from.Tables)
	for _, t := range from.Tables {
		m.Rows += t.Rows
	}
}

// noted tells the history; a backup that nobody knows of is taken away again.
func (s *Service) noted(ctx context.Context, by access.Actor, files []*file, out Made, readers int) error {
	err := s.DB.Write(ctx, by, "backup.copy.make", func(tx *db.Tx) error {
		tx.Event(db.Event{Subject: "backup.copy", ID: tx.ID(), Detail: map[string]any{"bytes": out.Bytes, "rows": out.Rows, "readers": readers, "files": len(files)}})
		return nil
	})
	if err != nil {
		for _, f := range files {
			err = errors.Join(err, os.Remove(f.path))
		}
	}
	return err
}

func (in Make) recipients() ([]age.Recipient, error) {
	var c errs.Check
	if in.To == "" || in.To == in.KeysTo {
		c.Add("to", "web.err.required")
	}
	var out []age.Recipient
	for i, r := range in.Recipients {
		one, err := age.ParseRecipients(strings.NewReader(r))
		if err != nil {
			c.AddAt(i+1, "recipient", "backup.err.recipient")
			continue
		}
		out = append(out, one...)
	}
	distinct := slices.Clone(in.Recipients)
	slices.Sort(distinct)
	if n := len(slices.Compact(distinct)); n == 0 || n == 1 && !in.OneRecipient {
		c.Add("recipient", "backup.err.recipients")
	}
	return out, c.Err()
}

// snapshot writes every table of one snapshot into the files.
func (s *Service) snapshot(ctx context.Context, files []*file, to []age.Recipient) error {
	var shreds []seal.Shredding
	err := s.DB.View(ctx, func(tx *db.Tx) error {
		tables, err := db.Tables(tx)
		if err != nil {
			return err
		}
		version, err := db.Version(tx)
		if err != nil {
			return err
		}
		if shreds, err = seal.Shreddings(tx); err != nil {
			return err
		}
		for _, f := range files {
			m := Manifest{Format: format, Part: f.part, Made: tx.Now, Program: s.Program, Engine: string(s.DB.Dialect()), Schema: version}
			if f.w, err = newWriter(f.out, m, to); err != nil {
				return errs.Wrap(errs.Invalid, err, "backup.err.mixed") // post-quantum and other readers in one file
			}
			if err := f.write(tx, tables, s.mark); err != nil {
				return err
			}
		}
		return nil
	})
	if err == nil {
		_, err = s.Keys.Record(shreds)
	}
	return err
}

// mark ties a manifest to the root key: nobody else can make a backup that a
// restore takes.
func (s *Service) mark(manifest []byte) ([]byte, error) {
	return s.Keys.HMAC("backup", string(manifest))
}

// file is a backup on its way to its place.
type file struct {
	path, part string
	out        *os.File
	w          *writer
}

func (f *file) create() (err error) {
	if _, err := os.Lstat(f.path); err == nil {
		return errs.New(errs.Conflict, "backup.err.exists", "file", f.path)
	}
	f.out, err = os.CreateTemp(filepath.Dir(f.path), ".neove-backup-*") // mode 0600
	return err
}

func (f *file) write(tx *db.Tx, tables []db.Table, mark func([]byte) ([]byte, error)) error {
	for _, t := range tables {
		if isKey := slices.Contains(keyTables, t.Name); f.part == partData && isKey || f.part == partKeys && !isKey && t.Name != "seal_shreds" {
			continue
		}
		if err := f.w.table(tx, t); err != nil {
			return err
		}
	}
	return f.w.close(mark)
}

// keep puts the finished file in its place.
func (f *file) keep() (size int64, err error) {
	if size, err = f.out.Seek(0, io.SeekCurrent); err != nil {
		return 0, err
	}
	if err := errors.Join(f.out.Sync(), f.out.Close()); err != nil {
		return 0, err
	}
	err = os.Link(f.out.Name(), f.path) // unlike os.Rename it never overwrites
	if errors.Is(err, fs.ErrExist) {
		return 0, errs.Wrap(errs.Conflict, err, "backup.err.exists", "file", f.path)
	}
	if err != nil {
		return 0, fmt.Errorf("backup: %w", err)
	}
	return size, syncDir(filepath.Dir(f.path))
}

func (f *file) discard() {
	if f.out != nil {
		f.out.Close()
		os.Remove(f.out.Name())
	}
}

func syncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}
