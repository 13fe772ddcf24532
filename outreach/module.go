package outreach

import (
	"embed"

	"neove/access"
	"neove/internal/module"
	"neove/internal/web"
)

//go:embed messages/*.json templates/*.html
var files embed.FS

// Module lists the pages, operations and texts of the slice.
func Module(s *Service) module.Module {
	return module.Module{Name: "outreach", Routes: s.routes(), API: s.operations(), Messages: files, Templates: files, Seed: SeedChannels,
		Entries: map[string]string{activityKind: activityPath + "/"}}
}

const activityPath = "/outreach/activities"

func (s *Service) routes() []web.Route {
	page := func(method, path, permission string, fn func(access.Actor, *web.Exchange) error) web.Route {
		return web.Route{Method: method, Path: path, Permission: permission, Handle: access.Page(fn)}
	}
	const (
		read, record    = mayRead, mayRecord
		see, send, sign = "outreach.month.read", "outreach.month.send", mayReview
	)
	return []web.Route{
		page("GET", activityPath, read, s.bookPage),
		page("GET", activityPath+".xlsx", read, s.bookSheet),
		page("GET", activityPath+"/new", record, s.newPage),
		page("POST", activityPath, record, s.recordPost),
		page("GET", activityPath+"/grid", record, s.gridPage),
		page("POST", activityPath+"/grid", record, s.gridPost),
		page("GET", activityPath+"/{id}", read, s.activityPage),
		page("GET", activityPath+"/{id}/amend", record, s.amendPage),
		page("POST", activityPath+"/{id}/amend", record, s.amendPost),
		page("POST", activityPath+"/{id}/withdraw", record, s.withdrawPost),
		page("POST", activityPath+"/{id}/evidence", record, s.evidencePost),
		page("GET", "/outreach/evidence/{id}", read, s.evidenceFile),
		page("GET", "/outreach/campaigns", read, s.campaignsPage),
		page("POST", "/outreach/campaigns", record, s.campaignPost),
		page("GET", "/outreach/months", see, s.matrixPage),
		page("POST", "/outreach/months/approve", sign, s.approvePost),
		page("GET", "/outreach/months/{unit}/{period}", see, s.monthPage),
		page("POST", "/outreach/months/{unit}/{period}", send, s.monthPost),
		page("POST", "/outreach/months/{unit}/{period}/decision", sign, s.decisionPost),
		page("GET", "/outreach/months/{unit}/{period}/template.xlsx", send, s.templateFile),
		page("GET", "/outreach/import", record, s.importPage),
		page("POST", "/outreach/import", record, s.importPost),
	}
}
