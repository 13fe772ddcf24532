package ui

import (
	"bytes"
	"errors"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"

	"neove/internal/i18n"
)

// hostile tries to leave every context it may be printed in.
const hostile = `"><script>alert(1)</script><a href='javascript:x' onclick=x style=y>`

func bundle(t *testing.T) *i18n.Bundle {
	t.Helper()
	b, err := i18n.Load(Messages)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// draw renders one page template in a language.
func draw(t *testing.T, lang i18n.Lang, body string, p Page, bare bool) string {
	t.Helper()
	r, err := New(bundle(t), Source{Name: "m", FS: fstest.MapFS{"templates/x.html": {Data: []byte(body)}}})
	if err != nil {
		t.Fatal(err)
	}
	var buf bytes.Buffer
	write := r.Page
	if bare {
		write = r.Bare
	}
	if err := write(&buf, lang, "m/x", p); err != nil {
		t.Fatal(err)
	}
	return buf.String()
}

var (
	tags    = regexp.MustCompile(`<[a-zA-Z][^>]*>`)
	quoted  = regexp.MustCompile(`"[^"]*"`)
	handler = regexp.MustCompile(`(?i)\s(style|on[a-z]+)\s*=`)
	inline  = regexp.MustCompile(`(?i)<script(?:>|[^>]*[^r]>)[^<]|<style|="\s*javascript:`)
)

// clean checks what the content security policy forbids, and lost values.
func clean(t *testing.T, html string) {
	t.Helper()
	for _, tag := range tags.FindAllString(html, -1) {
		if handler.MatchString(quoted.ReplaceAllString(tag, `""`)) {
			t.Errorf("forbidden attribute in %s", tag)
		}
	}
	for _, bad := range []string{"<script>alert", "ZgotmplZ", "no value", "<nil>", "[ui."} {
		if strings.Contains(html, bad) {
			t.Errorf("page contains %q", bad)
		}
	}
	if m := inline.FindString(html); m != "" {
		t.Errorf("inline code: %s", m)
	}
}

func TestShell(t *testing.T) {
	p := Page{
		Title: hostile, User: &User{hostile, hostile, hostile}, Demo: hostile, LangHref: "?lang=x", Help: hostile,
		Nav:    []NavGroup{{hostile, []NavItem{{"/a", "home", hostile, 5, hostile, true}, {"/b", "", "B", 0, "", false}}}},
		Crumbs: []Crumb{{hostile, "/a"}, {hostile, ""}}, DraftDone: hostile, SearchQuery: hostile,
		Notice: &Notice{"ok", hostile, "/a", hostile, &Button{"/undo", hostile, "id", hostile}},
		Errors: []ErrorItem{{"people", hostile}, {"", hostile}},
	}
	for _, lang := range i18n.Langs {
		for _, bare := range []bool{false, true} {
			html := draw(t, lang, `<h1>{{.Title}}</h1>{{.Lang}}`, p, bare)
			clean(t, html)
			for _, want := range []string{`<html lang="` + string(lang) + `">`, `class="skip" href="#main"`, `href="#f-people"`,
				`name="neove-draft-done"`, `action="/access/sign-out" data-signout`, `id="main"`, `action="/undo"`, AssetPath("app.js")} {
				if !strings.Contains(html, want) {
					t.Errorf("%s bare=%v: no %s", lang, bare, want)
				}
			}
			if strings.Contains(html, `action="/search"`) == bare {
				t.Errorf("%s bare=%v: search form", lang, bare)
			}
		}
	}
}

func TestShellOfNobody(t *testing.T) {
	html := draw(t, i18n.Vi, `x`, Page{Title: "Đăng nhập"}, true)
	clean(t, html)
	for _, bad := range []string{"sign-out", "/access/me", "data-unsent-list", `class="demo`, `class="errors"`, `class="notice`} {
		if strings.Contains(html, bad) {
			t.Errorf("empty page contains %s", bad)
		}
	}
}

func TestModulePartials(t *testing.T) {
	r, err := New(bundle(t), Source{Name: "m", FS: fstest.MapFS{
		"templates/_row.html": {Data: []byte(`{{define "m/cell"}}[{{.}}]{{end}}<i>{{template "m/cell" .}}</i>`)},
		"templates/x.html":    {Data: []byte(`{{template "m/_row" .Body}}{{template "s/_all" .Body}}`)},
	}}, Source{Name: "empty", FS: nil}, Source{Name: "s", FS: fstest.MapFS{"templates/_all.html": {Data: []byte(`<b>{{.}}</b>`)}}, Shared: true})
	if err != nil {
		t.Fatal(err)
	}
	var buf bytes.Buffer
	if err := r.Page(&buf, i18n.Vi, "m/x", Page{Body: "7"}); err != nil || !strings.Contains(buf.String(), "<i>[7]</i><b>7</b>") {
		t.Errorf("%v\n%s", err, buf.String())
	}
	if err := r.Page(&buf, i18n.Vi, "m/_row", Page{}); !errors.Is(err, ErrNoPage) {
		t.Errorf("a partial is no page: %v", err)
	}
}

func TestErrors(t *testing.T) {
	_, err := New(bundle(t), Source{Name: "m", FS: fstest.MapFS{"templates/bad.html": {Data: []byte(`{{if}}`)}}})
	if err == nil || !strings.Contains(err.Error(), "m/templates/bad.html") {
		t.Errorf("the error names no file: %v", err)
	}
	r, err := New(bundle(t), Source{Name: "m", FS: fstest.MapFS{"templates/x.html": {Data: []byte(`{{icon "nothing"}}`)}}})
	if err != nil {
		t.Fatal(err)
	}
	var buf bytes.Buffer
	if err := r.Page(&buf, i18n.Vi, "m/x", Page{}); err == nil || buf.Len() > 0 {
		t.Errorf("err %v, %d bytes written", err, buf.Len())
	}
}
