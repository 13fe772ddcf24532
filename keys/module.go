package keys

import (
	"embed"

	"neove/internal/module"
)

//go:embed messages/*.json
var files embed.FS

// Module lists the texts of the slice, and those of internal/seal.
func Module() module.Module {
	return module.Module{Name: "keys", Messages: files, Secret: []string{"keys.subject"}}
}
