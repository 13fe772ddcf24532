package trust

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

var (
	keyed    = regexp.MustCompile(`\b(\w+)(?:\[[^\]\n]+\])*\[[^\]\n'"]+\]\s*=[^=>]`)
	ownOnly  = regexp.MustCompile(`\b(\w+) = (?:[^;,\n]*\|\| )?Object\.create\(null\)`)
	polluted = regexp.MustCompile(`__proto__|\.prototype\b|constructor\[|Object\.setPrototypeOf|\bfor \((?:const|let|var) \w+ in `)
)

// A key that comes from a page or from stored data never reaches the prototype
// that all objects of a script share: what is written by such a key has none
// (ASVS 15.3.6).
func TestScriptsKeepPrototypesApart(t *testing.T) {
	t.Parallel()
	seen := 0
	err := filepath.WalkDir(root, func(file string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && (slices.Contains([]string{"node_modules", "e2e", "bin", "scan", "bench", ".git"}, d.Name())) {
			return fs.SkipDir
		}
		if filepath.Ext(file) != ".js" {
			return nil
		}
		raw, err := os.ReadFile(file)
		if err != nil {
			return err
		}
		seen++
		for _, bad := range unsafeKeys(string(raw)) {
			t.Errorf("%s: %s", file, bad)
		}
		return nil
	})
	if err != nil || seen < 4 {
		t.Fatalf("%d scripts, %v", seen, err)
	}
}

// unsafeKeys lists writes by a computed key to what has a prototype.
func unsafeKeys(js string) []string {
	out := polluted.FindAllString(js, -1)
	bare := map[string]bool{}
	for _, m := range ownOnly.FindAllStringSubmatch(js, -1) {
		bare[m[1]] = true
	}
	for _, m := range keyed.FindAllStringSubmatch(js, -1) {
		if !bare[m[1]] {
			out = append(out, strings.TrimSpace(m[0]))
		}
	}
	return out
}

// The test itself sees what it is for.
func TestUnsafeKeysAreSeen(t *testing.T) {
	t.Parallel()
	for js, bad := range map[string]bool{
		"const o = {}; o[k] = 1;": true, "const o = {}; o[a][b] = v;": true, "x.__proto__ = y": true, "for (const k in o) {}": true,
		"const o = Object.create(null); o[k] = 1;": false, "const r = l[k] = l[k] || Object.create(null); l[k]; r[k] = v": true,
		"if (o[k] === 1) {}": false, "list.map(o => o[k] => 1)": false, "o['a'] = 1": false,
		"const l = Object.create(null), r = l[k] = l[k] || Object.create(null); r[j] = v": false,
	} {
		if got := unsafeKeys(js); len(got) > 0 != bad {
			t.Errorf("%s: %v", js, got)
		}
	}
}
