package livelihood

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
	return module.Module{Name: "livelihood", Routes: s.routes(), API: s.operations(), Messages: files, Templates: files, Seed: SeedKinds, Secret: []string{personKind},
		Entries: map[string]string{supportKind: supportPath + "/", linkKind: linkPath + "/", helpKind: "/livelihood/helps/"}, Work: s.work}
}

func (s *Service) routes() []web.Route {
	page := func(method, path, permission string, fn func(access.Actor, *web.Exchange) error) web.Route {
		return web.Route{Method: method, Path: path, Permission: permission, Handle: access.Page(fn)}
	}
	return []web.Route{
		page("GET", supportPath, supportRead, s.supportsPage),
		page("GET", supportPath+"/new", supportRecord, s.newSupport),
		page("POST", supportPath, supportRecord, s.recordSupport),
		page("GET", supportPath+".xlsx", supportRead, s.supportsSheet),
		page("GET", supportPath+"/template.xlsx", supportRecord, s.supportTemplate),
		page("GET", supportPath+"/import", supportRecord, s.importPage(supportRecord, supportPath)),
		page("POST", supportPath+"/import", supportRecord, s.importPost(supportRecord, supportPath, s.supportIntake)),
		page("GET", supportPath+"/grid", supportRecord, s.supportGrid),
		page("POST", supportPath+"/grid", supportRecord, s.supportGridPost),
		page("GET", supportPath+"/{id}", supportRead, s.supportPage),
		page("GET", supportPath+"/{id}/amend", supportRecord, s.amendSupport),
		page("POST", supportPath+"/{id}/amend", supportRecord, s.amendSupportPost),
		page("POST", supportPath+"/{id}/withdraw", supportRecord, s.withdrawSupport),
		page("GET", linkPath, supportRead, s.linksPage),
		page("GET", linkPath+".xlsx", supportRead, s.linksSheet),
		page("GET", linkPath+"/template.xlsx", linkRecord, s.linkTemplate),
		page("GET", linkPath+"/import", linkRecord, s.importPage(linkRecord, linkPath)),
		page("POST", linkPath+"/import", linkRecord, s.importPost(linkRecord, linkPath, s.linkIntake)),
		page("GET", linkPath+"/new", linkRecord, s.newLink),
		page("POST", linkPath, linkRecord, s.recordLink),
		page("GET", linkPath+"/{id}", supportRead, s.linkPage),
		page("GET", linkPath+"/{id}/amend", linkRecord, s.amendLink),
		page("POST", linkPath+"/{id}/amend", linkRecord, s.amendLinkPost),
		page("POST", linkPath+"/{id}/withdraw", linkRecord, s.withdrawLink),
		page("GET", personPath, personRead, s.peoplePage),
		page("POST", personPath+"/search", personRead, s.searchPost),
		page("GET", personPath+"/new", personRecord, s.newPerson),
		page("POST", personPath, personRecord, s.watchPost),
		page("GET", personPath+"/{id}", personRead, s.personPage),
		page("GET", personPath+"/{id}/amend", personRecord, s.amendPerson),
		page("POST", personPath+"/{id}/amend", personRecord, s.amendPersonPost),
		page("POST", personPath+"/{id}/helps", personRecord, s.givePost),
		page("GET", "/livelihood/helps/{id}", personRead, s.helpPage),
		page("POST", "/livelihood/helps/{id}/withdraw", personRecord, s.withdrawHelp),
	}
}
