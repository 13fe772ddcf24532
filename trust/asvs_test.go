package trust

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

const root = ".."

// levels are the requirements of ASVS 5.0.0 on levels 1 and 2: how many at the
// beginning of each section; what follows in a section is level 3.
var levels = map[string]int{
	"1.1": 2, "1.2": 9, "1.3": 11, "1.4": 3, "1.5": 2, "2.1": 3, "2.2": 3, "2.3": 4, "2.4": 2,
	"3.2": 2, "3.3": 4, "3.4": 6, "3.5": 5, "3.7": 2, "4.1": 3, "4.2": 1, "4.3": 2, "4.4": 4, "5.1": 1, "5.2": 3, "5.3": 2, "5.4": 3,
	"6.1": 3, "6.2": 12, "6.3": 4, "6.4": 4, "6.5": 5, "6.6": 3, "6.8": 4, "7.1": 3, "7.2": 4, "7.3": 2, "7.4": 5, "7.5": 2, "7.6": 2,
	"8.1": 2, "8.2": 3, "8.3": 1, "8.4": 1, "9.1": 3, "9.2": 4, "10.1": 2, "10.2": 2, "10.3": 4, "10.4": 11, "10.5": 5, "10.6": 2, "10.7": 3,
	"11.1": 2, "11.2": 3, "11.3": 3, "11.4": 4, "11.5": 1, "11.6": 1, "12.1": 3, "12.2": 2, "12.3": 4, "13.1": 1, "13.2": 5, "13.3": 2, "13.4": 5,
	"14.1": 2, "14.2": 4, "14.3": 3, "15.1": 3, "15.2": 3, "15.3": 7, "16.1": 1, "16.2": 5, "16.3": 4, "16.4": 3, "16.5": 3, "17.1": 1, "17.2": 4, "17.3": 2,
}

var (
	asvsRow  = regexp.MustCompile(`(?m)^\| (\d+\.\d+\.\d+) \| ([^|]+) \| ([^|]+) \|$`)
	byTest   = regexp.MustCompile(`^test ((?:Test|Fuzz)\w+) \(([\w/]+)\)$`)
	byScript = regexp.MustCompile(`^test (\w+\.test\.js) "([^"]+)"$`)
)

// testsOf are the test functions of a package.
func testsOf(t *testing.T, pkg string) map[string]bool {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(root, pkg, "*_test.go"))
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]bool{}
	for _, file := range files {
		f, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range f.Decls {
			if fn, ok := d.(*ast.FuncDecl); ok && fn.Recv == nil {
				out[fn.Name.Name] = true
			}
		}
	}
	return out
}

// TestASVS: each requirement has its row, each named test and document exists.
func TestASVS(t *testing.T) {
	t.Parallel()
	raw, err := os.ReadFile(filepath.Join(root, "docs/security/asvs.md"))
	if err != nil {
		t.Fatal(err)
	}
	rows, tests := map[string]string{}, map[string]map[string]bool{}
	kinds := map[string]int{}
	for _, m := range asvsRow.FindAllStringSubmatch(string(raw), -1) {
		id, how := m[1], strings.TrimSpace(m[3])
		if rows[id] != "" {
			t.Errorf("%s stands twice", id)
		}
		rows[id] = how
		switch doc, isDoc := strings.CutPrefix(how, "document "); {
		case isDoc:
			kinds["document"]++
			if info, err := os.Stat(filepath.Join(root, doc)); err != nil || info.Size() < 200 {
				t.Errorf("%s: %s is not there, or empty (%v)", id, doc, err)
			}
		case byTest.MatchString(how):
			kinds["test"]++
			m := byTest.FindStringSubmatch(how)
			if tests[m[2]] == nil {
				tests[m[2]] = testsOf(t, m[2])
			}
			if !tests[m[2]][m[1]] {
				t.Errorf("%s: %s is no test of %s", id, m[1], m[2])
			}
		case byScript.MatchString(how):
			kinds["test"]++
			m := byScript.FindStringSubmatch(how)
			if script, err := os.ReadFile(filepath.Join(root, "e2e", m[1])); err != nil || !strings.Contains(string(script), m[2]) {
				t.Errorf("%s: %s has no test %q (%v)", id, m[1], m[2], err)
			}
		case strings.HasPrefix(how, "**open**"):
			kinds["open"]++
		case strings.HasPrefix(how, "n/a: "):
			kinds["not applicable"]++
		default:
			t.Errorf("%s: %q says nothing", id, how)
		}
	}
	all := 0
	for section, n := range levels {
		for i := 1; i <= n; i++ {
			all++
			if id := fmt.Sprintf("%s.%d", section, i); rows[id] == "" {
				t.Errorf("%s is missing", id)
			}
		}
	}
	if len(rows) != all {
		t.Errorf("%d rows, %d requirements", len(rows), all)
	}
	t.Logf("%d requirements: %v", all, kinds)
}
