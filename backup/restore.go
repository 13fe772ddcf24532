package backup

import (
	"context"
	"crypto/hmac"
	"errors"
	"os"
	"path/filepath"

	"filippo.io/age"

	"neove/access"
	"neove/internal/db"
	"neove/internal/errs"
	"neove/internal/seal"
	"neove/migrations"
)

// Restore says what to restore and where to.
type Restore struct {
	From       string
	Keys       string // the file with the key tables, when they are apart
	URL        string // a new database: a file that is not there, or an empty PostgreSQL database
	Identities []age.Identity
	Shreds     string // further record of shreds; the one beside the key file is read anyway
	WithoutKey bool   // restore without the root key: origin and sealed values are not proved
}

// Restored says what was proved.
type Restored struct {
	Manifest Manifest
	Tables   int
	Rows     int64
	Shreds   int    // repeated
	Opened   int    // sealed values that were tried
	Audit    string // size and root of the audit tree
	Origin   bool   // the backup was made under this root key
}

// Verify restores into a temporary place, proves everything, and deletes it.
func (s *Service) Verify(ctx context.Context, by access.Actor, in Restore) (out Restored, err error) {
	dir, err := os.MkdirTemp("", "neove-verify-")
	if err != nil {
		return out, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	in.URL = "sqlite:" + filepath.Join(dir, "verify.db")
	return s.Restore(ctx, by, in)
}

// Restore fills a new database from a backup and proves it. It reads the whole
// file first; any fault leaves nothing behind. Errors: Forbidden; Invalid for a
// wrong identity, a damaged or foreign file; Conflict for a database that is
// not new.
func (s *Service) Restore(ctx context.Context, by access.Actor, in Restore) (out Restored, err error) {
	if err := by.Need(permission); err != nil {
		return out, err
	}
	if s.Keys == nil && !in.WithoutKey {
		return out, errs.New(errs.Unavailable, "seal.err.no_root")
	}
	parts, err := s.examine(in)
	if err != nil {
		return out, err
	}
	shreds, err := s.shreds(in)
	if err != nil {
		return out, err
	}
	place, err := s.place(ctx, in.URL)
	if err != nil {
		return out, err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, place.discard())
		}
	}()
	out = Restored{Manifest: parts[0].manifest, Origin: s.Keys != nil}
	if err := s.load(ctx, place.url, in, parts, &out); err != nil {
		return out, err
	}
	if err := s.prove(ctx, by, place.url, in, shreds, &out); err != nil {
		return out, err
	}
	return out, place.keep()
}

// part is one file of a backup that was read and found whole.
type part struct {
	path     string
	manifest Manifest
}

func (s *Service) examine(in Restore) ([]part, error) {
	parts := []part{{path: in.From}}
	if in.Keys != "" {
		parts = append(parts, part{path: in.Keys})
	}
	for i := range parts {
		if err := s.examineOne(&parts[i], in.Identities); err != nil {
			return nil, err
		}
	}
	switch got := parts[0].manifest.Part; {
	case got == partKeys, got == partAll && len(parts) > 1, got == partData && len(parts) == 1, len(parts) > 1 && parts[1].manifest.Part != partKeys:
		return nil, errs.New(errs.Invalid, "backup.err.parts")
	case len(parts) > 1 && parts[0].manifest.Schema > parts[1].manifest.Schema:
		return nil, errs.New(errs.Invalid, "backup.err.schemas")
	}
	return parts, nil
}

func (s *Service) examineOne(p *part, ids []age.Identity) error {
	f, err := os.Open(p.path)
	if err != nil {
		return err
	}
	defer f.Close()
	m, raw, mac, err := examine(f, ids)
	var foreign *age.NoIdentityMatchError
	if errors.As(err, &foreign) {
		return errs.Wrap(errs.Invalid, err, "backup.err.identity", "file", p.path)
	}
	if err != nil {
		return errs.Wrap(errs.Invalid, err, "backup.err.damaged", "file", p.path)
	}
	if p.manifest = m; s.Keys == nil {
		return nil
	}
	want, err := s.mark(raw)
	if err != nil {
		return err
	}
	if !hmac.Equal(mac, want) {
		return errs.New(errs.Invalid, "backup.err.origin", "file", p.path)
	}
	return nil
}

// shreds are the erasures to repeat, from beside the key file and from a
// further record.
func (s *Service) shreds(in Restore) ([]seal.Shredding, error) {
	if s.Keys == nil {
		return nil, nil
	}
	all, err := s.Keys.Recorded("")
	if err != nil || in.Shreds == "" {
		return all, err
	}
	more, err := s.Keys.Recorded(in.Shreds)
	return append(all, more...), err
}

// prove brings the schema up to date, repeats the erasures and checks what can
// be checked; the restored history ends with the restore.
func (s *Service) prove(ctx context.Context, by access.Actor, url string, in Restore, shreds []seal.Shredding, out *Restored) (err error) {
	d, err := s.Open(ctx, url, false)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, d.Close()) }()
	if err := d.Migrate(ctx, migrations.FS); err != nil {
		return err
	}
	if s.Prove != nil {
		if out.Audit, err = s.Prove(ctx, d); err != nil {
			return err
		}
	}
	err = d.Write(ctx, by, "backup.copy.restore", func(tx *db.Tx) error {
		n, err := seal.Replay(tx, shreds)
		if err != nil {
			return err
		}
		out.Shreds += n
		if err := db.Integrity(tx); err != nil {
			return err
		}
		if s.Keys != nil {
			if out.Opened, err = s.Keys.Sample(tx, 20); err != nil {
				return err
			}
		}
		tx.Event(db.Event{Subject: "backup.copy", ID: tx.ID(), Detail: map[string]any{"made": out.Manifest.Made, "rows": out.Rows, "shreds": out.Shreds}})
		return nil
	})
	if err != nil {
		return err
	}
	return d.Erase(ctx, "seal_keys", "seal_compartments")
}
