package neove_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// floors is the map of the house: a package imports only from floors below its
// own. internal/ and migrations are the ground.
var floors = map[string]int{
	"access": 1, "org": 2, "measure": 2, "regime": 2, "audit": 3, "signoff": 4, "person": 4, "keys": 4, "backup": 4, "outreach": 5, "directive": 5, "training": 5, "inspection": 5, "livelihood": 5, "tip": 5, "partner": 5, "handoff": 5, "shelter": 5, "casework": 6, "indicator": 7, "report": 8, "app": 9, "app/apptest": 10, "trust": 10, "demo": 10, "cmd/neove": 11, "cmd/neove-verify": 11, "bench/load": 11, "bench/pages": 11, "bench/signin": 11, "bench/cases": 11,
}

func ground(pkg string) bool { return strings.HasPrefix(pkg, "internal/") || pkg == "migrations" }

func TestHouse(t *testing.T) {
	t.Parallel()
	documented := map[string]bool{}
	err := filepath.WalkDir(".", func(file string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() && (strings.HasPrefix(d.Name(), ".") && file != "." || d.Name() == "node_modules" || d.Name() == "bin" || file == "scan") { // scan/ has modules of its own
			if d != nil && d.IsDir() && err == nil {
				return fs.SkipDir
			}
			return err
		}
		if strings.HasSuffix(file, ".go") && !strings.HasSuffix(file, "_test.go") {
			checkFile(t, filepath.ToSlash(file), documented)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for pkg, ok := range documented {
		if !ok {
			t.Errorf("%s has no package comment", pkg)
		}
	}
}

func checkFile(t *testing.T, file string, documented map[string]bool) {
	pkg := path.Dir(file)
	set := token.NewFileSet()
	f, err := parser.ParseFile(set, file, nil, parser.ParseComments)
	if err != nil {
		t.Fatal(err)
	}
	documented[pkg] = documented[pkg] || f.Doc != nil
	if _, listed := floors[pkg]; !listed && !ground(pkg) && pkg != "." {
		t.Errorf("%s: package %s is not in the list of floors", file, pkg)
	}
	if slices.Contains([]string{"util", "common", "helpers", "manager"}, path.Base(pkg)) {
		t.Errorf("%s: a package is named after what it does", file)
	}
	if lines := set.File(f.Pos()).LineCount(); lines > 900 {
		t.Errorf("%s has %d lines", file, lines)
	}
	for _, imp := range f.Imports {
		checkImport(t, file, pkg, strings.Trim(imp.Path.Value, `"`))
	}
	for _, decl := range f.Decls {
		fn, ok := decl.(*ast.FuncDecl)
		if !ok {
			continue
		}
		if n := set.Position(fn.End()).Line - set.Position(fn.Pos()).Line; n > 120 {
			t.Errorf("%s: %s has %d lines", file, fn.Name.Name, n)
		}
		if fn.Name.Name == "init" && fn.Recv == nil {
			t.Errorf("%s registers by init", file)
		}
	}
}

func checkImport(t *testing.T, file, pkg, imported string) {
	if imported == "database/sql" && !strings.HasPrefix(pkg, "internal/db") {
		t.Errorf("%s talks to database/sql; only internal/db does", file)
	}
	dep, ours := strings.CutPrefix(imported, "neove/")
	if !ours || ground(dep) {
		return
	}
	if ground(pkg) {
		t.Errorf("%s: the ground imports the slice %s", file, dep)
	} else if floors[dep] >= floors[pkg] {
		t.Errorf("%s: floor %d imports %s of floor %d", file, floors[pkg], dep, floors[dep])
	}
}
