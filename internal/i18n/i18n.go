// Package i18n holds the texts of the interface. Vietnamese is the source
// language; English has every key (a test compares them).
package i18n

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"strings"

	"neove/internal/vntext"
)

// Lang is a language of the interface.
type Lang string

// The languages of staff pages.
const (
	Vi Lang = "vi"
	En Lang = "en"
)

// Langs lists the languages, source first.
var Langs = []Lang{Vi, En}

// ParseLang returns Vi unless s names another known language.
func ParseLang(s string) Lang {
	if Lang(s) == En {
		return En
	}
	return Vi
}

// Bundle is the read-only set of all messages.
type Bundle struct{ texts map[Lang]map[string]string }

// Load reads messages/vi.json and messages/en.json from each file system, and
// further files of a slice named messages/NAME.vi.json.
// Errors: a file that is not a flat JSON object, or a key given twice.
func Load(sources ...fs.FS) (*Bundle, error) {
	b := &Bundle{texts: map[Lang]map[string]string{Vi: {}, En: {}}}
	for _, src := range sources {
		for _, lang := range Langs {
			if err := b.read(src, lang); err != nil {
				return nil, err
			}
		}
	}
	return b, nil
}

func (b *Bundle) read(src fs.FS, lang Lang) error {
	main := "messages/" + string(lang) + ".json"
	more, err := fs.Glob(src, "messages/*."+string(lang)+".json")
	if err != nil {
		return fmt.Errorf("i18n: %w", err)
	}
	for _, name := range append([]string{main}, more...) {
		raw, err := fs.ReadFile(src, name)
		if err != nil {
			return fmt.Errorf("i18n: %w", err)
		}
		var m map[string]string
		if err := json.Unmarshal(raw, &m); err != nil {
			return fmt.Errorf("i18n: %s: %w", name, err)
		}
		for k, v := range m {
			if _, dup := b.texts[lang][k]; dup {
				return fmt.Errorf("i18n: key %s is given twice in %s", k, lang)
			}
			b.texts[lang][k] = v
		}
	}
	return nil
}

// Has reports whether the key exists in the source language.
func (b *Bundle) Has(key string) bool { _, ok := b.texts[Vi][key]; return ok }

// Keys lists the keys of a language in order.
func (b *Bundle) Keys(lang Lang) []string { return slices.Sorted(maps.Keys(b.texts[lang])) }

// T returns the text of a key with {name} replaced from name, value pairs.
// Integers are written in the style of the language. An unknown key is
// returned in brackets, so that it is seen and never silently empty.
func (b *Bundle) T(lang Lang, key string, args ...any) string {
	s, ok := b.texts[lang][key]
	if !ok {
		if s, ok = b.texts[Vi][key]; !ok {
			return "[" + key + "]"
		}
	}
	if len(args) < 2 || !strings.Contains(s, "{") {
		return s
	}
	pairs := make([]string, 0, len(args))
	for i := 0; i+1 < len(args); i += 2 {
		pairs = append(pairs, fmt.Sprintf("{%v}", args[i]), b.arg(lang, args[i+1]))
	}
	return strings.NewReplacer(pairs...).Replace(s)
}

// Key is an argument that is itself a message.
type Key string

func (b *Bundle) arg(lang Lang, v any) string {
	switch v := v.(type) {
	case Key:
		return b.T(lang, string(v))
	case int:
		return Number(lang, int64(v))
	case int64:
		return Number(lang, v)
	}
	return fmt.Sprint(v)
}

// Number groups thousands: 172.830 in Vietnamese, 172,830 in English.
func Number(lang Lang, n int64) string {
	if lang == En {
		return vntext.Group(n, ",")
	}
	return vntext.Group(n, ".")
}
