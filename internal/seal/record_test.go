package seal

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"neove/internal/dbtest"
	"neove/internal/errs"
)

func TestRecordOfShreds(t *testing.T) {
	t.Parallel()
	src := Source{File: filepath.Join(t.TempDir(), "root.key")}
	k, err := Create(src, dbtest.Now)
	if err != nil {
		t.Fatal(err)
	}
	one, two := Shredding{"s1", dbtest.Now}, Shredding{"s2", dbtest.Now}
	for _, all := range [][]Shredding{{one}, {one, two}, {one, two}, nil} {
		if kept, err := k.Record(all); !kept || err != nil {
			t.Fatal(kept, err)
		}
	}
	got, err := k.Recorded("")
	if diff := cmp.Diff([]Shredding{one, two}, got); diff != "" || err != nil {
		t.Error(err, diff)
	}
	file := src.recordFile()
	raw, _ := os.ReadFile(file)
	if info, _ := os.Stat(file); info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v", info.Mode())
	}
	for what, text := range map[string]string{
		"another subject": strings.Replace(string(raw), "s2 ", "s3 ", 1), "another time": strings.Replace(string(raw), "2025", "2024", 1),
		"no head": strings.TrimPrefix(string(raw), recordHead), "cut": string(raw[:len(raw)-5]), "empty": "", "no date": strings.Replace(string(raw), "2025-01", "yesterday", 1),
	} {
		os.WriteFile(file, []byte(text), 0o600)
		if _, err := k.Recorded(""); !errs.Is(err, errs.Invalid) {
			t.Errorf("%s: %v", what, err)
		}
	}
	os.WriteFile(file, raw, 0o600)
	if _, err := ForTest().Recorded(file); !errs.Is(err, errs.Invalid) {
		t.Errorf("a record of another root: %v", err)
	}
	if _, err := k.Recorded(file + ".none"); !errs.Is(err, errs.NotFound) {
		t.Errorf("a named file that is not there: %v", err)
	}
	if kept, err := ForTest().Record([]Shredding{one}); kept || err != nil {
		t.Errorf("keys without a file: %v %v", kept, err)
	}
}
