package ui

import (
	"bytes"
	"embed"
	"errors"
	"fmt"
	"html/template"
	"io"
	"io/fs"
	"path"
	"strings"

	"neove/internal/i18n"
)

//go:embed templates/*.html
var baseFS embed.FS

//go:embed messages/*.json
var messagesFS embed.FS

// Messages holds the texts of the layout and the partials.
var Messages fs.FS = messagesFS

// ErrNoPage says that no source has a template of that name.
var ErrNoPage = errors.New("ui: no such page")

// Source is a module's template directory: files templates/*.html.
type Source struct {
	Name   string
	FS     fs.FS
	Shared bool // its partials serve the pages of every source
}

// Renderer holds every page, parsed once per language. It is safe for
// concurrent use.
type Renderer struct {
	pages map[i18n.Lang]map[string]*template.Template
}

// New parses the layout, the partials and the pages of each source. Errors
// name the file.
func New(b *i18n.Bundle, sources ...Source) (*Renderer, error) {
	r := &Renderer{pages: map[i18n.Lang]map[string]*template.Template{}}
	for _, lang := range i18n.Langs {
		base, err := template.New("ui").Funcs(funcs(b, lang)).ParseFS(baseFS, "templates/*.html")
		if err != nil {
			return nil, fmt.Errorf("ui: %w", err)
		}
		r.pages[lang] = map[string]*template.Template{}
		for _, src := range sources {
			if src.Shared {
				if _, err := partials(base, src); err != nil {
					return nil, err
				}
			}
		}
		for _, src := range sources {
			if src.FS == nil {
				continue
			}
			if err := r.read(lang, base, src); err != nil {
				return nil, err
			}
		}
	}
	return r, nil
}

// partials parses the partials of a source into a set and names its pages.
func partials(set *template.Template, src Source) (pages []string, err error) {
	files, err := fs.Glob(src.FS, "templates/*.html")
	if err != nil {
		return nil, fmt.Errorf("ui: %s: %w", src.Name, err)
	}
	for _, file := range files {
		if !strings.HasPrefix(path.Base(file), "_") {
			pages = append(pages, file)
		} else if err := parse(set, src, file, pageName(src, file)); err != nil {
			return nil, err
		}
	}
	return pages, nil
}

// read parses one source: its partials first, so that pages may use them.
func (r *Renderer) read(lang i18n.Lang, base *template.Template, src Source) error {
	module, err := base.Clone()
	if err != nil {
		return fmt.Errorf("ui: %s: %w", src.Name, err)
	}
	pages, err := partials(module, src)
	if err != nil {
		return err
	}
	for _, file := range pages {
		page, err := module.Clone()
		if err != nil {
			return fmt.Errorf("ui: %s: %w", src.Name, err)
		}
		if err := parse(page, src, file, "main"); err != nil {
			return err
		}
		r.pages[lang][pageName(src, file)] = page
	}
	return nil
}

func pageName(src Source, file string) string {
	return src.Name + "/" + strings.TrimSuffix(path.Base(file), ".html")
}

func parse(set *template.Template, src Source, file, name string) error {
	raw, err := fs.ReadFile(src.FS, file)
	if err != nil {
		return fmt.Errorf("ui: %s/%s: %w", src.Name, file, err)
	}
	if _, err := set.New(name).Parse(string(raw)); err != nil {
		return fmt.Errorf("ui: %s/%s: %w", src.Name, file, err)
	}
	return nil
}

// Page writes a page inside the shell. Errors: ErrNoPage, or a template that
// fails; then nothing has been written.
func (r *Renderer) Page(w io.Writer, lang i18n.Lang, name string, p Page) error {
	return r.render(w, lang, "layout", name, p)
}

// Bare writes a page with the top bar only: sign-in, error pages.
func (r *Renderer) Bare(w io.Writer, lang i18n.Lang, name string, p Page) error {
	return r.render(w, lang, "bare", name, p)
}

func (r *Renderer) render(w io.Writer, lang i18n.Lang, layout, name string, p Page) error {
	page, ok := r.pages[lang][name]
	if !ok {
		return fmt.Errorf("%w: %s (%s)", ErrNoPage, name, lang)
	}
	p.Lang = lang
	var buf bytes.Buffer
	if err := page.ExecuteTemplate(&buf, layout, p); err != nil {
		return fmt.Errorf("ui: page %s (%s): %w", name, lang, err)
	}
	_, err := buf.WriteTo(w)
	return err
}
