package seal

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"neove/internal/clock"
	"neove/internal/errs"
)

// Source says where the root key is. It is never in the database or a backup.
type Source struct {
	File       string // the key file; empty looks for systemd's credential
	Passphrase string // file with the passphrase of a locked key file; /dev/stdin to type it
}

// credential is the name under which systemd hands the key over
// (LoadCredentialEncrypted=neove-root:…).
const credential = "neove-root"

// Load reads the root key. Errors: Unavailable when there is none; a file that
// others may read is refused.
func Load(src Source) (*Keys, error) {
	r, err := src.read()
	if err != nil {
		return nil, err
	}
	k := newKeys(r)
	k.source = &src
	return k, nil
}

// place is the file to read; own says that its mode is ours to judge.
func (src Source) place() (file string, own bool, err error) {
	if src.File != "" {
		return src.File, true, nil
	}
	if dir := os.Getenv("CREDENTIALS_DIRECTORY"); dir != "" {
		if file := filepath.Join(dir, credential); exists(file) {
			return file, false, nil
		}
	}
	return "", false, errs.New(errs.Unavailable, "seal.err.no_root")
}

func exists(file string) bool { _, err := os.Stat(file); return err == nil }

func (src Source) read() (*ring, error) {
	file, own, err := src.place()
	if err != nil {
		return nil, err
	}
	text, err := readSecret(file, own)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, errs.Wrap(errs.Unavailable, err, "seal.err.no_root")
	}
	if err != nil {
		return nil, err
	}
	if locked(text) {
		pass, err := src.passphrase()
		if err != nil {
			return nil, err
		}
		if text, err = unlock(text, pass); err != nil {
			return nil, errs.Wrap(errs.Invalid, err, "seal.err.passphrase")
		}
	}
	r, err := parseRing(text)
	if err != nil {
		return nil, errs.Wrap(errs.Invalid, err, "seal.err.key_file", "file", file)
	}
	return r, nil
}

// readSecret refuses a file that anybody but its owner may read.
func readSecret(file string, own bool) (string, error) {
	info, err := os.Stat(file)
	if err != nil {
		return "", err
	}
	if own && info.Mode().IsRegular() && info.Mode().Perm()&0o077 != 0 {
		return "", errs.New(errs.Invalid, "seal.err.mode", "file", file, "mode", fmt.Sprintf("%04o", info.Mode().Perm()))
	}
	raw, err := os.ReadFile(file)
	return string(raw), err
}

func (src Source) passphrase() (string, error) {
	if src.Passphrase == "" {
		return "", errs.New(errs.Unavailable, "seal.err.locked")
	}
	text, err := readSecret(src.Passphrase, true)
	if err != nil {
		return "", err
	}
	return strings.TrimRight(text, "\r\n"), nil
}

// Create makes a new root key and writes its file; with a passphrase file the
// key file is locked by it. An existing file is never overwritten.
func Create(src Source, now time.Time) (*Keys, error) {
	return create(src, newRing(clock.DateOf(now).String()))
}

func create(src Source, r *ring) (*Keys, error) {
	if src.File == "" {
		return nil, errs.New(errs.Invalid, "seal.err.no_file")
	}
	free, err := lockDir(filepath.Dir(src.File))
	if err != nil {
		return nil, err
	}
	defer free()
	err = src.write(r, os.Link)
	if errors.Is(err, fs.ErrExist) {
		return nil, errs.Wrap(errs.Conflict, err, "seal.err.exists", "file", src.File)
	}
	if err != nil {
		return nil, err
	}
	return Load(src)
}

// newFiles are what a death between writing and renaming leaves behind.
const newFiles = ".neove-key-*"

// lockDir keeps other processes from writing secrets in the folder, and clears
// away what a dead one left.
func lockDir(dir string) (free func(), err error) {
	d, err := os.Open(dir)
	if err != nil {
		return nil, err
	}
	if err := syscall.Flock(int(d.Fd()), syscall.LOCK_EX); err != nil {
		d.Close()
		return nil, err
	}
	left, err := filepath.Glob(filepath.Join(dir, newFiles))
	for _, f := range left {
		err = errors.Join(err, os.Remove(f))
	}
	return func() { d.Close() }, err
}

// change reads, changes and replaces the key file while nobody else does.
func (src Source) change(fn func(*ring)) (*ring, error) {
	free, err := lockDir(filepath.Dir(src.File))
	if err != nil {
		return nil, err
	}
	defer free()
	r, err := src.read()
	if err != nil {
		return nil, err
	}
	fn(r)
	return r, src.write(r, os.Rename)
}

// write puts the key file in place.
func (src Source) write(r *ring, put func(from, to string) error) error {
	text := r.text()
	if src.Passphrase != "" {
		pass, err := src.passphrase()
		if err != nil {
			return err
		}
		if text, err = lock(text, pass); err != nil {
			return errs.Wrap(errs.Invalid, err, "seal.err.passphrase_short", "n", minPassphase)
		}
	}
	return writeSecret(src.File, text, put)
}

// writeSecret puts a file in place in one step (os.Link for a new one, which
// never overwrites; os.Rename to replace): a crash leaves the old one or the new
// one, never a part.
func writeSecret(file, text string, put func(from, to string) error) error {
	dir := filepath.Dir(file)
	f, err := os.CreateTemp(dir, newFiles) // mode 0600
	if err != nil {
		return err
	}
	defer os.Remove(f.Name())
	if _, err := f.WriteString(text); err != nil {
		f.Close()
		return err
	}
	if err := errors.Join(f.Sync(), f.Close()); err != nil {
		return err
	}
	if err := put(f.Name(), file); err != nil {
		return err
	}
	return syncDir(dir)
}

func syncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}
