package regime

import (
	"embed"
	"time"

	"neove/access"
	"neove/internal/clock"
	"neove/internal/module"
	"neove/internal/web"
)

//go:embed templates/*.html
var templates embed.FS

const rulesPath = "/regime/rules"

// Module offers the page of the rules and the texts; now tells the day on which
// deadlines and amounts are in force. The page holds law only, nobody's data.
func Module(now func() time.Time) module.Module {
	page := func(_ access.Actor, x *web.Exchange) error { return rulesPage(x, clock.DateOf(now())) }
	return module.Module{Name: "regime", Messages: Messages, Templates: templates,
		Routes: []web.Route{{Method: "GET", Path: rulesPath, Permission: "org.unit.read", Handle: access.Page(page)}}}
}
