package inspection

import (
	_ "embed"
	"strings"

	"neove/access"
	"neove/internal/ui"
	"neove/internal/web"
)

//go:embed worker.js
var workerSource string

// worker is the service worker of the form of a check: it lives under the
// address of checks, so that no other page can be kept on a device. Its text
// names the static files of this version.
func worker(_ access.Actor, x *web.Exchange) error {
	x.W.Header().Set("Content-Type", "text/javascript; charset=utf-8")
	shell := []string{ui.AssetPath("base.css"), ui.AssetPath("app.css"), ui.AssetPath("app.js"), ui.AssetPath("outbox.js"), ui.AssetPath("icon.svg")}
	_, err := x.W.Write([]byte(strings.Replace(workerSource, "FILES", `"`+strings.Join(shell, `","`)+`"`, 1)))
	return err
}
