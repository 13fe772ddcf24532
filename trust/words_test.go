package trust

import (
	"bytes"
	"debug/buildinfo"
	"go/parser"
	"go/token"
	"io/fs"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"neove/app/apptest"
	"neove/internal/db"
	"neove/internal/webtest"
	"neove/livelihood"
	"neove/outreach"
	"neove/tip"

	"neove/internal/clock"
)

const evil = `"><x9 onx=1>'</script><script>x9()</script>{{.}}`

// What people type never becomes markup, on no page.
func TestTextIsNeverMarkup(t *testing.T) {
	t.Parallel()
	w := apptest.SQLite(t)
	by, people := w.Actor(t, "commune"), int64(9)
	ctx := t.Context()
	if _, err := w.Outreach.Record(ctx, by, outreach.Activity{Unit: apptest.Commune, Channel: "session", From: clock.On(2025, 1, 7), Quantity: 1, People: &people, Place: evil, Topic: evil, Note: evil, Partner: evil}, ""); err != nil {
		t.Fatal(err)
	}
	told, err := w.Tip.Record(ctx, by, tip.Input{Channel: "phone", Urgency: tip.Normal, Content: tip.Content{Text: evil, Place: evil}, Giver: tip.Giver{Name: evil, Contact: evil}})
	if err != nil {
		t.Fatal(err)
	}
	risk, err := w.Livelihood.Watch(ctx, by, livelihood.Person{Unit: apptest.Commune, Sex: "female", Risks: "poverty", Basis: "duty", FirstOn: clock.On(2025, 1, 6), ReviewOn: clock.On(2025, 6, 1)}, livelihood.Identity{Name: evil, Birth: "~2006", Contact: evil, Reason: evil})
	if err != nil {
		t.Fatal(err)
	}
	ids := []string{told.ID, risk.ID}
	err = w.DB.View(ctx, func(tx *db.Tx) error {
		more, err := db.Select[string](tx, "SELECT id FROM outreach_activities")
		ids = append(ids, more...)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	srv, err := w.Server(false)
	if err != nil {
		t.Fatal(err)
	}
	shown := 0
	look := func(what string, s webtest.Scenario) {
		got := s.Run(t, w.Handler)
		if !strings.HasPrefix(got.Header().Get("Content-Type"), "text/html") {
			return
		}
		body := got.Body.String()
		shown += strings.Count(body, "&lt;x9")
		for _, bad := range []string{"<x9", "<script>x9", "{{.}}</"} {
			if bad != "{{.}}</" && strings.Contains(body, bad) {
				t.Errorf("%s holds %s", what, bad)
			}
		}
	}
	for _, e := range srv.List() {
		path := strings.NewReplacer("{unit}", apptest.Commune, "{period}", "2025-01", "{topic}", "livelihood").Replace(strings.TrimSuffix(e.Path, "{$}"))
		if e.Method != http.MethodGet || strings.HasPrefix(path, "/static/") {
			continue
		}
		for _, id := range ids {
			look(path, webtest.Scenario{Path: wildcard.ReplaceAllString(strings.ReplaceAll(path, "{id}", id), "none"), As: w.As(t, "commune")})
			if !strings.Contains(path, "{id}") {
				break
			}
		}
		if !strings.Contains(path, "{") { // and what stands in the address
			look(path+"?…", webtest.Scenario{Path: path + "?q=%22%3E%3Cx9+onx%3D1%3E&unit=%22%3E%3Cx9%3E&next=%22%3E%3Cx9%3E", As: w.As(t, "province")})
		}
	}
	if shown < 10 {
		t.Errorf("the text is shown only %d times: the pages prove nothing", shown)
	}
	t.Logf("shown %d times", shown)
}

// A line of the log cannot be made by somebody else.
func TestLogLinesCannotBeForged(t *testing.T) {
	var out bytes.Buffer
	before := slog.Default()
	slog.SetDefault(slog.New(slog.NewTextHandler(&out, nil)))
	defer slog.SetDefault(before)
	w := apptest.SQLite(t)
	srv, err := w.Server(false)
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{"/tip/tips/x%0Alevel=ERROR%20msg=forged", "/static/x%0D%0Alevel=ERROR%20msg=forged", "/nothing%0Alevel=ERROR"} {
		webtest.Scenario{Path: path, As: w.As(t, "commune")}.Run(t, srv.Handler())
	}
	for line := range strings.Lines(out.String()) {
		if !strings.HasPrefix(line, "time=") {
			t.Errorf("a line that nobody wrote: %q", line)
		}
	}
	if strings.Count(out.String(), "\n") < 3 {
		t.Errorf("the log says only %q", out.String())
	}
}

// Every package that imports a cryptographic primitive stands in the inventory,
// and random numbers that can be guessed are in demo data only.
func TestCryptoIsListed(t *testing.T) {
	t.Parallel()
	raw, err := os.ReadFile(filepath.Join(root, "docs/security/crypto.md"))
	if err != nil {
		t.Fatal(err)
	}
	listed := map[string]bool{}
	for _, row := range regexp.MustCompile("(?m)^\\| (`[^|]+`) \\|").FindAllStringSubmatch(string(raw), -1) {
		for _, pkg := range strings.Split(row[1], ",") {
			listed[strings.Trim(pkg, " `")] = true
		}
	}
	using := map[string]bool{}
	err = filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		rel, _ := filepath.Rel(root, path)
		if err != nil || d.IsDir() && (strings.HasPrefix(rel, ".") && rel != "." || rel == "scan" || d.Name() == "node_modules" || d.Name() == "bin") {
			if err == nil {
				return fs.SkipDir
			}
			return err
		}
		if !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return nil
		}
		f, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.ImportsOnly)
		if err != nil {
			return err
		}
		pkg := filepath.ToSlash(filepath.Dir(rel))
		for _, imp := range f.Imports {
			name := strings.Trim(imp.Path.Value, `"`)
			weak := strings.HasPrefix(name, "math/rand")
			if weak && pkg != "demo" && !strings.HasPrefix(pkg, "bench/") {
				t.Errorf("%s imports %s", rel, name)
			}
			if crypto := strings.HasPrefix(name, "crypto/") || strings.HasPrefix(name, "golang.org/x/crypto") || strings.HasPrefix(name, "filippo.io/") || strings.Contains(name, "webauthn/webauthn") || strings.Contains(name, "go-oidc") || strings.Contains(name, "pquerna/otp"); crypto && !strings.HasPrefix(pkg, "cmd/") && !strings.HasPrefix(pkg, "bench/") {
				using[pkg] = true
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for pkg := range using {
		if !listed[pkg] {
			t.Errorf("%s uses cryptography that docs/security/crypto.md does not name", pkg)
		}
	}
	for pkg := range listed {
		if !using[pkg] {
			t.Errorf("docs/security/crypto.md names %s, which uses none", pkg)
		}
	}
}

// What is in the binary comes from pinned modules with checksums, and each that
// we chose has its reason.
func TestBinaryIsListed(t *testing.T) {
	if testing.Short() {
		t.Skip("builds the program")
	}
	bin, err := binary()
	if err != nil {
		t.Fatal(err)
	}
	info, err := buildinfo.ReadFile(bin)
	if err != nil {
		t.Fatal(err)
	}
	reasons, err := os.ReadFile(filepath.Join(root, "docs/decisions/dependencies.md"))
	if err != nil {
		t.Fatal(err)
	}
	mod, err := os.ReadFile(filepath.Join(root, "go.mod"))
	if err != nil {
		t.Fatal(err)
	}
	direct := 0
	for _, d := range info.Deps {
		if d.Sum == "" || d.Replace != nil {
			t.Errorf("%s %s has no checksum, or is replaced", d.Path, d.Version)
		}
		if regexp.MustCompile(`(?m)^\s+` + regexp.QuoteMeta(d.Path) + ` v\S+$`).Match(mod) {
			direct++
			if !bytes.Contains(reasons, []byte(d.Path)) {
				t.Errorf("%s has no reason in docs/decisions/dependencies.md", d.Path)
			}
		}
	}
	if direct < 5 || direct > 25 {
		t.Errorf("%d modules are chosen directly", direct)
	}
	t.Logf("%d modules, %d of them direct", len(info.Deps), direct)
}
