package app

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"neove/internal/i18n"
)

// Every text that a template or a page asks for by a plain key exists, in both
// languages.
func TestTextsExist(t *testing.T) {
	t.Parallel()
	b := Texts()
	inTemplate, inGo := regexp.MustCompile(`\bt "([a-z_.]+[a-z_])"`), regexp.MustCompile(`x\.(?:T|Notice)\("([a-z_.]+[a-z_])"[,)]`)
	comment := regexp.MustCompile(`(?m)^\s*//.*$`)
	english := map[string]bool{}
	for _, k := range b.Keys(i18n.En) {
		english[k] = true
	}
	seen := 0
	err := filepath.WalkDir("..", func(file string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() && (d.Name() == "node_modules" || strings.HasPrefix(d.Name(), ".") && d.Name() != "..") {
			if d != nil && d.IsDir() && err == nil {
				return fs.SkipDir
			}
			return err
		}
		var keys *regexp.Regexp
		switch {
		case strings.HasSuffix(file, ".html"):
			keys = inTemplate
		case strings.HasSuffix(file, ".go") && !strings.HasSuffix(file, "_test.go"):
			keys = inGo
		default:
			return nil
		}
		raw, err := os.ReadFile(file)
		for _, m := range keys.FindAllStringSubmatch(comment.ReplaceAllString(string(raw), ""), -1) {
			if seen++; !b.Has(m[1]) || !english[m[1]] {
				t.Errorf("%s: no text for %s", file, m[1])
			}
		}
		return err
	})
	if err != nil || seen < 500 {
		t.Errorf("%d keys: %v", seen, err)
	}
}
