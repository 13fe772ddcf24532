package db_test

import (
	"context"
	"os"
	"path/filepath"
	"testing"

	"neove/internal/db"
	"neove/migrations"
)

// Only the owner reads the files of a database, new or old.
func TestFilesArePrivate(t *testing.T) {
	t.Parallel()
	for name, before := range map[string]os.FileMode{"new": 0, "open to all": 0o644, "open to the group": 0o660, "private": 0o600} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			file := filepath.Join(t.TempDir(), "neove.db")
			if before != 0 {
				for _, end := range []string{"", "-wal", "-shm"} {
					if err := os.WriteFile(file+end, nil, before); err != nil {
						t.Fatal(err)
					}
					if err := os.Chmod(file+end, before); err != nil { // whatever the umask
						t.Fatal(err)
					}
				}
			}
			d, err := db.Open(context.Background(), db.Config{URL: "sqlite:" + file, Audit: func(*db.Tx, db.By, []db.Event) error { return nil }})
			if err != nil {
				t.Fatal(err)
			}
			defer d.Close()
			if err := d.Migrate(context.Background(), migrations.FS); err != nil {
				t.Fatal(err)
			}
			for _, end := range []string{"", "-wal", "-shm"} {
				info, err := os.Stat(file + end)
				if err != nil {
					t.Fatal(err)
				}
				if got := info.Mode().Perm(); got != 0o600 {
					t.Errorf("neove.db%s has mode %#o", end, got)
				}
			}
		})
	}
	if _, err := db.Open(context.Background(), db.Config{URL: "sqlite:" + filepath.Join(t.TempDir(), "missing", "neove.db")}); err == nil {
		t.Error("a folder that is not there was accepted")
	}
}
