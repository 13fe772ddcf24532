package ui

import (
	"html/template"
	"strings"
)

// The texts that app.js shows in an entry grid, as data-t-* attributes: the
// script itself holds no words.
var gridKeys = []string{"max", "comma", "fix", "number", "decimal", "option", "pasted", "toomany", "undone"}

func gridTexts(t func(string, ...any) string) template.HTMLAttr { return texts(t, gridKeys...) }

// numTexts are the few texts of a number field outside a grid.
func numTexts(t func(string, ...any) string, kind any) template.HTMLAttr {
	if kind == "dec" {
		return texts(t, "decimal", "fix")
	}
	return texts(t, "comma", "number", "fix")
}

func texts(t func(string, ...any) string, keys ...string) template.HTMLAttr {
	var b strings.Builder
	for _, k := range keys {
		b.WriteString(` data-t-` + k + `="` + template.HTMLEscapeString(t("ui.grid."+k)) + `"`)
	}
	return template.HTMLAttr(b.String())
}
