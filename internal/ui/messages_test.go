package ui

import (
	"io/fs"
	"regexp"
	"slices"
	"strings"
	"testing"

	"neove/internal/i18n"
)

func TestLanguagesHaveTheSameKeys(t *testing.T) {
	b := bundle(t)
	if !slices.Equal(b.Keys(i18n.Vi), b.Keys(i18n.En)) {
		t.Errorf("vi %v\nen %v", b.Keys(i18n.Vi), b.Keys(i18n.En))
	}
	names := regexp.MustCompile(`\{\w+\}`)
	for _, k := range b.Keys(i18n.Vi) {
		vi, en := b.T(i18n.Vi, k), b.T(i18n.En, k)
		a, c := names.FindAllString(vi, -1), names.FindAllString(en, -1)
		slices.Sort(a)
		slices.Sort(c)
		if !strings.HasPrefix(k, "ui.") || vi == "" || en == "" || !slices.Equal(a, c) {
			t.Errorf("%s: %q, %q", k, vi, en)
		}
	}
}

// Every key in use exists and every key that exists is used.
func TestKeysInUse(t *testing.T) {
	b := bundle(t)
	used := map[string]bool{"ui.delta.up": true, "ui.delta.down": true}
	for _, k := range gridKeys {
		used["ui.grid."+k] = true
	}
	files, err := fs.Glob(baseFS, "templates/*.html")
	if err != nil || len(files) == 0 {
		t.Fatal(files, err)
	}
	for _, f := range files {
		raw, err := fs.ReadFile(baseFS, f)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range regexp.MustCompile(`t "(ui\.[a-z_.]+)"`).FindAllStringSubmatch(string(raw), -1) {
			used[m[1]] = true
		}
		if m := regexp.MustCompile(`\sstyle=|\son[a-z]+=`).FindString(string(raw)); m != "" {
			t.Errorf("%s: %s", f, m)
		}
	}
	for k := range used {
		if !b.Has(k) {
			t.Errorf("no text for %s", k)
		}
	}
	for _, k := range b.Keys(i18n.Vi) {
		// Words are for the pages of slices; app checks those.
		if !used[k] && !strings.HasPrefix(k, "ui.word.") {
			t.Errorf("%s is not used", k)
		}
	}
}
