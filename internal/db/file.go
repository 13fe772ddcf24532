package db

import (
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
)

// private makes a database file that only its owner reads, whatever the umask
// of who starts the program, and mends the mode of one that others could read:
// it holds names of establishments, figures and sealed values. SQLite gives its
// log and its index the mode of the file.
func private(file string) error {
	f, err := os.OpenFile(file, os.O_RDONLY|os.O_CREATE, 0o600)
	if err != nil {
		return fmt.Errorf("db: %w", err)
	}
	if err := f.Close(); err != nil {
		return fmt.Errorf("db: %w", err)
	}
	for _, name := range []string{file, file + "-wal", file + "-shm"} {
		info, err := os.Stat(name)
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return fmt.Errorf("db: %w", err)
		}
		if open := info.Mode().Perm(); open&0o077 != 0 {
			if err := os.Chmod(name, 0o600); err != nil {
				return fmt.Errorf("db: others can read the database, give it mode 0600: %w", err)
			}
			slog.Warn("database file was open to others, now 0600", "file", name, "mode", fmt.Sprintf("%#o", open))
		}
	}
	dir := filepath.Dir(file)
	if info, err := os.Stat(dir); err == nil && info.Mode().Perm()&0o022 != 0 && info.Mode()&fs.ModeSticky == 0 {
		slog.Warn("others can write into the folder of the database: they can put another file in its place", "folder", dir, "mode", fmt.Sprintf("%#o", info.Mode().Perm()))
	}
	return nil
}
