package web

import (
	"embed"
	"io/fs"
)

//go:embed messages templates
var files embed.FS

// Files holds the texts and the error page.
var Files fs.FS = files
