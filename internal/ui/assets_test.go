package ui

import (
	"bytes"
	"compress/gzip"
	"io"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"
)

// Budgets of ux.md §11, for a first visit over a slow line.
func TestBudgets(t *testing.T) {
	size := func(name string) int { return len(assets()[name].gz) }
	if n := size("base.css") + size("app.css"); n == 0 || n > 16<<10 {
		t.Errorf("style sheets: %d bytes gzip", n)
	}
	if n := size("app.js"); n == 0 || n > 8<<10 {
		t.Errorf("script: %d bytes gzip", n)
	}
	// Only the form that works without network loads it.
	if n := size("outbox.js"); n == 0 || n > 7<<9 {
		t.Errorf("script of kept records: %d bytes gzip", n)
	}
}

func TestAssets(t *testing.T) {
	get := func(path, encoding string) *httptest.ResponseRecorder {
		req := httptest.NewRequest("GET", path, nil)
		req.Header.Set("Accept-Encoding", encoding)
		w := httptest.NewRecorder()
		Assets().ServeHTTP(w, req)
		return w
	}
	for name, a := range assets() {
		plain := get(AssetPath(name), "")
		if plain.Code != 200 || !bytes.Equal(plain.Body.Bytes(), a.plain) {
			t.Errorf("%s: %d", name, plain.Code)
		}
		h := plain.Header()
		if !strings.Contains(h.Get("Cache-Control"), "immutable") || h.Get("X-Content-Type-Options") != "nosniff" || a.mime == "" {
			t.Errorf("%s: %v", name, h)
		}
		z, err := gzip.NewReader(get(AssetPath(name), "br, gzip").Body)
		if err != nil {
			t.Fatal(err)
		}
		if raw, err := io.ReadAll(z); err != nil || !bytes.Equal(raw, a.plain) {
			t.Errorf("%s: gzip differs (%v)", name, err)
		}
	}
	if w := get("/static/app.0000000000.css", ""); w.Code != 200 || w.Header().Get("Cache-Control") != "no-cache" {
		t.Error("an old hash gets the present file, uncached")
	}
	for _, path := range []string{"/static/", "/static/x.1.css", "/static/../ui.go", AssetPath("nothing.css")} {
		if w := get(path, ""); w.Code != 404 {
			t.Errorf("%s: %d", path, w.Code)
		}
	}
}

// Chrome 109, Firefox 102 and Safari 15 must understand the style sheets.
func TestBrowserFloor(t *testing.T) {
	for _, name := range []string{"base.css", "app.css"} {
		css := string(assets()[name].plain)
		for _, bad := range []string{":has(", "color-mix(", "oklch(", "subgrid", "@container", "@layer", "url(", "@import", "&"} {
			if strings.Contains(css, bad) {
				t.Errorf("%s uses %s", name, bad)
			}
		}
		if strings.Count(css, "{") != strings.Count(css, "}") {
			t.Errorf("%s: unbalanced braces", name)
		}
	}
}

// Every listener goes through on(), which leaves keys of input methods alone.
func TestInputMethodGuard(t *testing.T) {
	js := string(assets()["app.js"].plain)
	if n := strings.Count(js, "addEventListener("); n != 1 {
		t.Errorf("%d direct listeners, want only the one in on()", n)
	}
	if !strings.Contains(js, "if (e.isComposing || e.keyCode === 229) return;") {
		t.Error("no guard")
	}
	if m := regexp.MustCompile(`eval\(|new Function|document\.write|fetch\(|XMLHttpRequest`).FindString(js); m != "" {
		t.Errorf("script uses %s", m)
	}
}
