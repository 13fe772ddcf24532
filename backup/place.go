package backup

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"

	"neove/internal/errs"
)

// place is a new database on its way to its name.
type place struct {
	url  string // to fill
	file string // SQLite: the final name
	s    *Service
}

// suffix of a SQLite file that is not complete.
const suffix = ".restoring"

func (s *Service) place(ctx context.Context, url string) (place, error) {
	file, lite := strings.CutPrefix(url, "sqlite:")
	if lite {
		if _, err := os.Lstat(file); err == nil {
			return place{}, errs.New(errs.Conflict, "backup.err.not_new")
		}
		p := place{url: url + suffix, file: file, s: s}
		return p, p.discard() // what an earlier restore left when it was killed
	}
	d, err := s.Open(ctx, url, true)
	if err != nil {
		return place{}, err
	}
	blank, err := d.Blank(ctx)
	if err := errors.Join(err, d.Close()); err != nil {
		return place{}, err
	}
	if !blank {
		return place{}, errs.New(errs.Conflict, "backup.err.not_new")
	}
	return place{url: url, s: s}, nil
}

// discard takes away everything that was made.
func (p place) discard() (err error) {
	if p.file != "" {
		for _, end := range []string{"", "-wal", "-shm", "-journal"} {
			if rm := os.Remove(p.file + suffix + end); rm != nil && !os.IsNotExist(rm) {
				err = errors.Join(err, rm)
			}
		}
		return err
	}
	ctx := context.Background() // also after an interrupt
	d, err := p.s.Open(ctx, p.url, true)
	if err != nil {
		return err
	}
	return errors.Join(d.DropAll(ctx), d.Close())
}

// keep gives a SQLite file its name once it is on the disk.
func (p place) keep() error {
	if p.file == "" {
		return nil
	}
	if log, err := os.Stat(p.file + suffix + "-wal"); err == nil && log.Size() > 0 {
		return errors.New("backup: the new database was not closed cleanly")
	}
	f, err := os.OpenFile(p.file+suffix, os.O_RDWR, 0)
	if err != nil {
		return err
	}
	if err := errors.Join(f.Chmod(0o600), f.Sync(), f.Close()); err != nil {
		return err
	}
	if err := os.Link(p.file+suffix, p.file); err != nil { // never over another file
		return err
	}
	return errors.Join(p.discard(), syncDir(filepath.Dir(p.file)))
}
