package seal

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"neove/internal/dbtest"
	"neove/internal/errs"
)

func TestKeyFile(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	src := Source{File: filepath.Join(dir, "root.key")}
	if _, err := Load(src); !errs.Is(err, errs.Unavailable) {
		t.Errorf("no file: %v", err)
	}
	k, err := Create(src, dbtest.Now)
	if err != nil {
		t.Fatal(err)
	}
	if info, _ := os.Stat(src.File); info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v", info.Mode())
	}
	if _, err := Create(src, dbtest.Now); !errs.Is(err, errs.Conflict) {
		t.Errorf("a second init: %v", err)
	}
	stray := filepath.Join(dir, ".neove-key-1") // of a process that died
	os.WriteFile(stray, []byte("half"), 0o600)
	if err := k.AddRoot(dbtest.Now); err != nil || exists(stray) {
		t.Errorf("what a dead process left is still there: %v", err)
	}
	again, err := Load(src)
	if err != nil || again.Fingerprint() != k.Fingerprint() {
		t.Errorf("loaded again: %v", err)
	}
	for _, mode := range []os.FileMode{0o640, 0o604, 0o660} {
		os.Chmod(src.File, mode)
		if _, err := Load(src); !errs.Is(err, errs.Invalid) {
			t.Errorf("mode %o: %v", mode, err)
		}
	}
	os.Chmod(src.File, 0o600)
	text, _ := os.ReadFile(src.File)
	for what, bad := range map[string]string{
		"empty": "", "no head": strings.TrimPrefix(string(text), ringHead), "no derive": strings.Split(string(text), "derive")[0],
		"no root": ringHead + "\nderive" + strings.Split(string(text), "derive")[1], "damaged": strings.Replace(string(text), k.Fingerprint(), "0011223344556677", 1),
		"twice": string(text) + "derive" + strings.Split(string(text), "derive")[1],
	} {
		os.WriteFile(src.File, []byte(bad), 0o600)
		if _, err := Load(src); !errs.Is(err, errs.Invalid) {
			t.Errorf("%s: %v", what, err)
		}
	}
}

func TestSystemdCredential(t *testing.T) {
	dir := t.TempDir()
	k, err := Create(Source{File: filepath.Join(dir, credential)}, dbtest.Now)
	if err != nil {
		t.Fatal(err)
	}
	t.Setenv("CREDENTIALS_DIRECTORY", dir)
	got, err := Load(Source{})
	if err != nil || got.Fingerprint() != k.Fingerprint() {
		t.Error(err)
	}
	t.Setenv("CREDENTIALS_DIRECTORY", t.TempDir())
	if _, err := Load(Source{}); !errs.Is(err, errs.Unavailable) {
		t.Error(err)
	}
}

func TestLockedKeyFile(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	pass := filepath.Join(dir, "pass")
	src := Source{File: filepath.Join(dir, "root.key"), Passphrase: pass}
	os.WriteFile(pass, []byte("too short\n"), 0o600)
	if _, err := Create(src, dbtest.Now); !errs.Is(err, errs.Invalid) {
		t.Errorf("a short passphrase: %v", err)
	}
	os.WriteFile(pass, []byte("bốn từ không liên quan\n"), 0o600)
	k, err := Create(src, dbtest.Now)
	if err != nil {
		t.Fatal(err)
	}
	text, _ := os.ReadFile(src.File)
	if !locked(string(text)) || strings.Contains(string(text), "root ") {
		t.Errorf("the file is not locked: %s", text)
	}
	if got, err := Load(src); err != nil || got.Fingerprint() != k.Fingerprint() {
		t.Error(err)
	}
	if _, err := Load(Source{File: src.File}); !errs.Is(err, errs.Unavailable) {
		t.Errorf("without the passphrase: %v", err)
	}
	os.WriteFile(pass, []byte("bốn từ không liên quam\n"), 0o600)
	if _, err := Load(src); !errs.Is(err, errs.Invalid) {
		t.Errorf("another passphrase: %v", err)
	}
	os.Chmod(pass, 0o644)
	if _, err := Load(src); !errs.Is(err, errs.Invalid) {
		t.Errorf("a passphrase that others can read: %v", err)
	}
}

func FuzzKeyFile(f *testing.F) {
	f.Add(newRing("2025-01-06").text())
	f.Add(ringHead + "\nroot x\n")
	f.Fuzz(func(t *testing.T, text string) {
		r, err := parseRing(text)
		if err != nil {
			return
		}
		again, err := parseRing(r.text())
		if err != nil || again.text() != r.text() {
			t.Errorf("%q is read, but not what is written from it: %v", text, err)
		}
	})
}
