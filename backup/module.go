package backup

import (
	"embed"

	"neove/internal/module"
)

//go:embed messages/*.json
var files embed.FS

// Module lists the texts of the slice.
func Module() module.Module { return module.Module{Name: "backup", Messages: files} }
