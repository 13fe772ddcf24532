package app_test

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"neove/access"
	"neove/app"
	"neove/internal/dbtest"
	"neove/internal/i18n"
	"neove/internal/web"
)

// Every page and operation has its permission in the policy table, and English
// has every text.
func TestEveryRouteHasItsPermission(t *testing.T) {
	t.Parallel()
	a, err := app.Wire(dbtest.OpenSQLite(t, dbtest.Options{}), app.Config{})
	if err != nil {
		t.Fatal(err)
	}
	srv, err := a.Server(false)
	if err != nil {
		t.Fatal(err)
	}
	list := srv.List()
	if len(list) < 40 {
		t.Errorf("only %d endpoints", len(list))
	}
	for _, e := range list {
		if !slices.Contains([]string{web.Public, web.Self}, e.Permission) && !access.Known(e.Permission) {
			t.Errorf("%s %s: %q is not in policy.csv", e.Method, e.Path, e.Permission)
		}
	}
	if diff := cmp.Diff(a.Bundle.Keys(i18n.Vi), a.Bundle.Keys(i18n.En)); diff != "" {
		t.Error(diff)
	}
}
