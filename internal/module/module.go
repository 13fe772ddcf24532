// Package module says what a slice offers to the program: one value per slice,
// listed in app. Nothing registers itself.
package module

import (
	"io/fs"

	"neove/internal/db"
	"neove/internal/ui"
	"neove/internal/web"
)

// Module is a slice's contribution.
type Module struct {
	Name      string      // package name, e.g. "outreach"
	Routes    []web.Route // pages and files, each with its permission
	API       []web.Operation
	Messages  fs.FS // messages/vi.json, messages/en.json; nil for none
	Templates fs.FS // templates/*.html; nil for none

	// Seed brings in the data that ships with the slice; it runs at every
	// migration and changes nothing that is there. nil for none.
	Seed func(tx *db.Tx) error
	// Entries leads from a kind of fact to its record's page: the address
	// before the id ("training.course" → "/training/courses/").
	Entries map[string]string
	// Secret are kinds of records, whole slices or single ones ("tip",
	// "livelihood.person"), whose events the general history shows only to who
	// holds audit.secret.read: an event alone says that the record exists.
	Secret []string
	// Work lists what waits for the signed-in person, most urgent first, for
	// their first page. nil for none; nobody's work is an empty list.
	Work func(x *web.Exchange) ([]ui.Todo, error)
}
