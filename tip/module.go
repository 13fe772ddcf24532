package tip

import (
	"embed"

	"neove/access"
	"neove/internal/module"
	"neove/internal/web"
)

//go:embed messages/*.json templates/*.html
var files embed.FS

const (
	listPath   = "/tip/tips"
	statsPath  = "/tip/statistics"
	ownPath    = "/tip/statistics/own"
	reportPath = "/tip/report"
	statusPath = "/tip/status"
	exitPath   = "/tip/exit"
)

// Module lists the pages, operations and texts of the slice. There are no
// Entries: a figure does not lead to a tip.
func Module(s *Service) module.Module {
	return module.Module{Name: "tip", Routes: s.routes(), API: s.operations(), Messages: files, Templates: files, Seed: Seed, Work: s.work, Secret: []string{"tip"}}
}

func (s *Service) routes() []web.Route {
	page := func(method, path, permission string, fn func(access.Actor, *web.Exchange) error) web.Route {
		return web.Route{Method: method, Path: path, Permission: permission, Handle: access.Page(fn)}
	}
	const record, handle, statistics = "tip.record", "tip.handle", "tip.statistics"
	out := []web.Route{
		page("GET", listPath, record, s.listPage),
		page("GET", listPath+"/new", record, s.newPage),
		page("POST", listPath, record, s.recordPost),
		page("GET", listPath+"/{id}", record, s.tipPage),
		page("GET", listPath+"/{id}/amend", record, s.amendPage),
		page("POST", listPath+"/{id}/amend", record, s.amendPost),
		page("POST", listPath+"/{id}/acknowledge", handle, s.post("acknowledge", s.ackPost)),
		page("POST", listPath+"/{id}/triage", record, s.post("triage", s.triagePost)),
		page("POST", listPath+"/{id}/links", record, s.post("link", s.linkPost)),
		page("POST", listPath+"/{id}/reply", record, s.post("reply", s.replyPost)),
		page("GET", statsPath, statistics, s.statsPage(false)),
		page("GET", statsPath+".xlsx", statistics, s.statsSheet(false)),
		page("GET", ownPath, record, s.statsPage(true)),
		page("GET", ownPath+".xlsx", record, s.statsSheet(true)),
		page("GET", reportPath, web.Public, s.reportPage),
		page("POST", reportPath, web.Public, s.reportPost),
		page("GET", statusPath, web.Public, s.statusPage),
		page("POST", statusPath, web.Public, s.statusPost),
		page("GET", exitPath, web.Public, s.exit),
	}
	for permission, steps := range map[string][]step{record: {s.handoverStep(), s.outcomeStep(), s.withdrawStep()}, handle: {s.returnStep()}} {
		for _, st := range steps {
			out = append(out, s.stepRoutes(permission, st)...)
		}
	}
	return out
}
