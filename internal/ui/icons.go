package ui

import (
	"fmt"
	"html/template"
)

// Icons are drawn by us on a 20×20 field, stroke only (class i in base.css).
var iconPaths = map[string]string{
	"home":     `<path d="M3 9.500 10 3.500l7 6M5 8.500V17h10V8.500M8.500 17v-4.500h3V17"/>`,
	"tasks":    `<rect x="3.500" y="3.500" width="13" height="13" rx="2"/><path d="m6.700 10.200 2.300 2.300 4.300-4.800"/>`,
	"table":    `<rect x="3" y="3.500" width="14" height="13" rx="1.500"/><path d="M3 8h14M3 12.200h14M8 8v8.500"/>`,
	"doc":      `<path d="M5 2.500h7l3.500 3.500v11.500H5zM12 2.500V6h3.500M7.500 10h5.500M7.500 13h5.500"/>`,
	"send":     `<path d="m3 9.500 14-6-5 14-3-5.500z"/>`,
	"folder":   `<path d="M2.500 6v9.500a1 1 0 0 0 1 1h13a1 1 0 0 0 1-1v-8a1 1 0 0 0-1-1H10L8 4H3.500a1 1 0 0 0-1 1z"/>`,
	"plus":     `<path d="M10 4v12M4 10h12"/>`,
	"people":   `<circle cx="7.500" cy="7" r="2.700"/><path d="M2.500 16a5 5 0 0 1 10 0M13 4.600a2.700 2.700 0 0 1 0 4.900M14.300 11.800A5 5 0 0 1 17.500 16"/>`,
	"map":      `<path d="M3 5.500 8 3.500l4.500 2 4.500-2v11l-4.500 2-4.500-2-5 2zM8 3.500v11M12.500 5.500v11"/>`,
	"chart":    `<path d="M3 3v14h14M6.500 13.500V10M10 13.500V6M13.500 13.500v-5"/>`,
	"search":   `<circle cx="8.800" cy="8.800" r="5.300"/><path d="m13 13 4 4"/>`,
	"bell":     `<path d="M5 13.500V9a5 5 0 0 1 10 0v4.500l1.500 1.500h-13zM8.500 17.200a1.700 1.700 0 0 0 3 0"/>`,
	"user":     `<circle cx="10" cy="7" r="3.300"/><path d="M3.500 17a6.500 6.500 0 0 1 13 0"/>`,
	"menu":     `<path d="M3 5.500h14M3 10h14M3 14.500h14"/>`,
	"phone":    `<path d="M4 3.500h3l1.500 4-2 1.500a9 9 0 0 0 4.500 4.500l1.500-2 4 1.500v3a1 1 0 0 1-1 1A13.500 13.500 0 0 1 3 4.500a1 1 0 0 1 1-1z"/>`,
	"warn":     `<path d="M10 3.200 18 17H2zM10 8.500v4M10 14.700v.1"/>`,
	"check":    `<path d="m4 10.500 4 4 8-9"/>`,
	"ok":       `<circle cx="10" cy="10" r="7"/><path d="m6.800 10.300 2.200 2.200 4.300-4.700"/>`,
	"download": `<path d="M10 3v9m-3.500-3.500L10 12l3.500-3.500M4 16.500h12"/>`,
	"print":    `<path d="M6 7V3h8v4M6 14H3.500V8.500A1.500 1.500 0 0 1 5 7h10a1.500 1.500 0 0 1 1.500 1.500V14H14M6 12h8v5H6z"/>`,
	"history":  `<path d="M3.500 10a6.500 6.500 0 1 1 2 4.700M3.300 16v-3.300h3.300M10 6.300V10l2.600 1.700"/>`,
	"clock":    `<circle cx="10" cy="10" r="7"/><path d="M10 5.800V10l2.800 1.800"/>`,
	"shield":   `<path d="M10 2.500 16.500 5v4.700c0 4-2.800 6.500-6.500 7.800-3.700-1.300-6.500-3.800-6.500-7.800V5z"/>`,
	"lock":     `<rect x="4.500" y="9" width="11" height="8" rx="1.300"/><path d="M7 9V6.500a3 3 0 0 1 6 0V9M10 12.300v1.500"/>`,
	"up":       `<path d="M10 16.500v-13M5 8.500l5-5 5 5"/>`,
	"down":     `<path d="M10 3.500v13M5 11.500l5 5 5-5"/>`,
	"target":   `<circle cx="10" cy="10" r="7"/><circle cx="10" cy="10" r="3.500"/><path d="M10 10v.1"/>`,
	"flag":     `<path d="M5 17.500V3M5 3.500h10.500L13 7.200l2.500 3.800H5"/>`,
	"close":    `<path d="m5 5 10 10M15 5 5 15"/>`,
}

// icon draws a small decorative picture; the words beside it carry the meaning.
func icon(name string) (template.HTML, error) {
	paths, ok := iconPaths[name]
	if !ok {
		return "", fmt.Errorf("ui: no icon %q", name)
	}
	return template.HTML(`<svg class="i" viewBox="0 0 20 20" aria-hidden="true" focusable="false">` + paths + `</svg>`), nil
}
