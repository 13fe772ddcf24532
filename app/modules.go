package app

import (
	"embed"

	"neove/access"
	"neove/audit"
	"neove/backup"
	"neove/casework"
	"neove/directive"
	"neove/handoff"
	"neove/indicator"
	"neove/inspection"
	"neove/internal/db"
	"neove/internal/module"
	"neove/internal/web"
	"neove/keys"
	"neove/livelihood"
	"neove/org"
	"neove/outreach"
	"neove/partner"
	"neove/person"
	"neove/regime"
	"neove/report"
	"neove/shelter"
	"neove/signoff"
	"neove/tip"
	"neove/training"
)

//go:embed messages/*.json templates/*.html
var files embed.FS

// list names every slice once.
func (a *App) list() []module.Module {
	return []module.Module{
		access.Module(a.Access), org.Module(a.Org), audit.Module(a.Audit), keys.Module(), backup.Module(), signoff.Module(a.Signoff), outreach.Module(a.Outreach), directive.Module(a.Directive), training.Module(a.Training), inspection.Module(a.Inspection), livelihood.Module(a.Livelihood), tip.Module(a.Tip), partner.Module(a.Partner), person.Module(a.Person), casework.Module(a.Casework), handoff.Module(a.Handoff), shelter.Module(a.Shelter), regime.Module(a.DB.Now),
		indicator.Module(a.Indicator), report.Module(a.Report),
		{Name: "app", Messages: files, Templates: files, Seed: func(tx *db.Tx) error { return org.SeedKeys(tx, paceKeys...) }, Routes: []web.Route{
			{Method: "GET", Path: "/{$}", Permission: web.Self, Handle: access.Page(a.home)},
			{Method: "GET", Path: "/search", Permission: "org.unit.read", Handle: access.Page(a.search)},
		}},
	}
}
