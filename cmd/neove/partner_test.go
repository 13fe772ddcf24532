package main

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"testing"
)

// The command writes a page of the standard, empty where nothing is public, and
// nothing where there is no database.
func TestPartnerHSDS(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	db, file := "sqlite:"+filepath.Join(dir, "a.db"), filepath.Join(dir, "hsds.json")
	var out, errOut bytes.Buffer
	neove := func(args ...string) int { return run(t.Context(), args, &out, &errOut) }
	if code := neove("partner", "hsds", "--db", db, "-o", file); code != 1 {
		t.Errorf("without a database: %d %s", code, errOut.String())
	}
	if _, err := os.Stat(file); err == nil {
		t.Error("a file was left")
	}
	if code := neove("migrate", "--db", db); code != 0 {
		t.Fatal(errOut.String())
	}
	if code := neove("partner", "hsds", "--db", db, "-o", file); code != 0 {
		t.Fatal(errOut.String())
	}
	raw, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var page struct {
		Total    int   `json:"total_items"`
		Empty    bool  `json:"empty"`
		Contents []any `json:"contents"`
	}
	if err := json.Unmarshal(raw, &page); err != nil || page.Total != 0 || !page.Empty || page.Contents == nil {
		t.Errorf("%s, %v", raw, err)
	}
}
