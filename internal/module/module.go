// Package module says what a slice offers to the program: one value per slice,
// listed in app. Nothing registers itself.
package module

import (
	"io/fs"

	"neove/internal/web"
)

// Module is a slice's contribution.
type Module struct {
	Name      string      // package name, e.g. "outreach"
	Routes    []web.Route // pages and files, each with its permission
	API       []web.Operation
	Messages  fs.FS // messages/vi.json, messages/en.json; nil for none
	Templates fs.FS // templates/*.html; nil for none
}
