package neove_test

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// docs/add-a-field.md is true: its changes, made over this tree, touch one slice
// and one migration, build, and pass the test that they bring.
func TestAddAField(t *testing.T) {
	t.Parallel()
	page, err := os.ReadFile("docs/add-a-field.md")
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	changed := map[string]string{} // file → its text with the changes
	for _, block := range strings.Split(string(page), "```change ")[1:] {
		file, rest, _ := strings.Cut(block, "\n")
		body, _, closed := strings.Cut(rest, "```")
		if !closed {
			t.Fatalf("the block of %s is not closed", file)
		}
		change(t, changed, file, body)
	}
	var rooms []string
	overlay := struct{ Replace map[string]string }{map[string]string{}}
	for file, text := range changed {
		if room, _, _ := strings.Cut(file, "/"); !slices.Contains(rooms, room) {
			rooms = append(rooms, room)
		}
		here, err := filepath.Abs(file)
		if err != nil {
			t.Fatal(err)
		}
		there := filepath.Join(dir, strings.ReplaceAll(file, "/", "_"))
		if err := os.WriteFile(there, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		overlay.Replace[here] = there
	}
	slices.Sort(rooms)
	if !slices.Equal(rooms, []string{"migrations", "training"}) {
		t.Errorf("the page touches %v, want one slice and its migration", rooms)
	}
	raw, err := json.Marshal(overlay)
	if err != nil {
		t.Fatal(err)
	}
	list := filepath.Join(dir, "overlay.json")
	if err := os.WriteFile(list, raw, 0o644); err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command("go", "test", "-overlay", list, "-count=1", "-run", "^TestResult$", "-v", "./training").CombinedOutput()
	if err != nil || !strings.Contains(string(out), "--- PASS: TestResult") {
		t.Errorf("the changes of the page do not work: %v\n%s", err, out)
	}
}

// change applies a block: the text after "-" stands once in the file and is
// replaced by the lines after "+"; without "-" the file is new.
func change(t *testing.T, changed map[string]string, file, body string) {
	t.Helper()
	var old string
	var add []string
	for line := range strings.Lines(body) {
		line = strings.TrimSuffix(line, "\n")
		if rest, ok := strings.CutPrefix(line, "-"); ok {
			old = rest
		} else if rest, ok := strings.CutPrefix(line, "+"); ok {
			add = append(add, rest)
		}
	}
	if old == "" {
		changed[file] = strings.Join(add, "\n") + "\n"
		return
	}
	text, ok := changed[file]
	if !ok {
		raw, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		text = string(raw)
	}
	if n := strings.Count(text, old); n != 1 {
		t.Fatalf("%s holds %d times: %s", file, n, old)
	}
	changed[file] = strings.Replace(text, old, strings.Join(add, "\n"), 1)
}
