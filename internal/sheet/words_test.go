package sheet_test

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"neove/internal/i18n"
	"neove/internal/sheet"
)

func TestWords(t *testing.T) {
	t.Parallel()
	files := fstest.MapFS{"messages/vi.json": {Data: []byte(`{"t.form.class":"đứng lớp","t.form.online":"trực tuyến"}`)},
		"messages/en.json": {Data: []byte(`{"t.form.class":"in class","t.form.online":"online"}`)}}
	got := sheet.WordsOf(files, "t.form", "online", "class")
	if diff := cmp.Diff([]sheet.Word{{Code: "online", Vi: "Trực tuyến", En: "Online"}, {Code: "class", Vi: "Đứng lớp", En: "In class"}}, got); diff != "" {
		t.Error(diff)
	}
	if s := sheet.Names(got, "class,online,old", "en"); s != "In class, Online, old" {
		t.Error(s)
	}
	defer func() {
		if recover() == nil {
			t.Error("a word without a text was taken")
		}
	}()
	sheet.WordsOf(files, "t.form", "none")
}

// Every key in use has a text in both languages, every text is used, and texts
// about a cell begin with its place, which the page takes away.
func TestMessages(t *testing.T) {
	t.Parallel()
	b, err := i18n.Load(sheet.Messages)
	if err != nil {
		t.Fatal(err)
	}
	used := map[string]bool{}
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	whole, part := regexp.MustCompile(`"(sheet\.(?:err|warn|import|place|export)[a-z_.]*)"`), regexp.MustCompile(`\bbad\("([a-z_]+)"`)
	for _, file := range append(files, "templates/_import.html", "templates/export.html") {
		src, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if strings.HasSuffix(file, "_test.go") {
			continue
		}
		for _, m := range whole.FindAllStringSubmatch(string(src), -1) {
			used[m[1]] = true
		}
		for _, m := range part.FindAllStringSubmatch(string(src), -1) {
			used["sheet.err."+m[1]] = true
		}
	}
	delete(used, "sheet.err.")
	for _, p := range sheet.Purposes {
		used["sheet.purpose."+p] = true
	}
	used["sheet.warn.empty"] = true // for slices whose file says nothing
	for k := range used {
		if !b.Has(k) {
			t.Errorf("no text for %s", k)
		}
	}
	names := regexp.MustCompile(`\{\w+\}`)
	for _, k := range b.Keys(i18n.Vi) {
		vi, en := b.T(i18n.Vi, k), b.T(i18n.En, k)
		a, c := names.FindAllString(vi, -1), names.FindAllString(en, -1)
		slices.Sort(a)
		slices.Sort(c)
		if !used[k] || !slices.Equal(a, c) || strings.Contains(vi+en, "!") {
			t.Errorf("%s: used %v, %q, %q", k, used[k], vi, en)
		}
		if strings.Contains(vi, "{column}") && (!strings.HasPrefix(vi, b.T(i18n.Vi, "sheet.place")) || !strings.HasPrefix(en, b.T(i18n.En, "sheet.place"))) {
			t.Errorf("%s does not begin with its place", k)
		}
	}
	if !slices.Equal(b.Keys(i18n.Vi), b.Keys(i18n.En)) {
		t.Error("the languages have other keys")
	}
}
