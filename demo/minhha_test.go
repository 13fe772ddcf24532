package demo_test

import (
	"path/filepath"
	"testing"
	"time"

	"neove/app"
	"neove/demo"
	"neove/internal/seal"
)

func TestMinhHaLoads(t *testing.T) {
	tick := &demo.Clock{}
	tick.Set(time.Date(2025, 1, 6, 1, 0, 0, 0, time.UTC))
	file := filepath.Join(t.TempDir(), "mh.db")
	a, err := app.Open(t.Context(), app.Config{URL: "sqlite:" + file, Clock: tick.Now, Fragile: true, Keys: seal.ForTest()})
	if err != nil {
		t.Fatal(err)
	}
	defer a.Close()
	if err := a.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	start := time.Now()
	if _, err := demo.LoadMinhHa(t.Context(), a, tick); err != nil {
		t.Fatal(err)
	}
	t.Logf("%.1f s", time.Since(start).Seconds())
}
