package regime

import "embed"

// Messages holds the texts in both languages.
//
//go:embed messages/*.json
var Messages embed.FS
