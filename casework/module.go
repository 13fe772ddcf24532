package casework

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
	return module.Module{Name: "casework", Routes: s.routes(), API: s.operations(), Messages: files, Templates: files, Work: s.work, Secret: []string{"casework"}}
}

func (s *Service) routes() []web.Route {
	page := func(method, path, permission string, fn func(access.Actor, *web.Exchange) error) web.Route {
		return web.Route{Method: method, Path: path, Permission: permission, Handle: access.Page(fn)}
	}
	const one = listPath + "/{id}"
	return append(s.receptionRoutes(page), []web.Route{
		page("GET", listPath, mayRead, s.casesPage),
		page("GET", one, mayRead, s.casePage),
		page("GET", one+"/timeline", mayRead, s.timelinePage),
		page("GET", one+"/plan", mayRead, s.planPage),
		page("GET", one+"/referrals", mayRead, s.referralsPage),
		page("GET", one+"/files", mayRead, s.filesPage),
		page("POST", one+"/files", mayRecord, s.filePost),
		page("GET", one+"/files/{file}", mayRead, s.filePage),
		page("GET", one+"/files/{file}/picture", mayRead, s.picturePage),
		page("POST", one+"/files/{file}/download", mayRead, s.downloadPost),
		page("POST", one+"/files/{file}/withdraw", mayRecord, s.fileWithdrawPost),
		page("GET", one+"/export", mayExport, s.exportPage),
		page("POST", one+"/export", mayExport, s.exportPost),
		page("GET", one+"/htcds.json", mayExport, s.htcdsGet),
		page("GET", importPath, mayReceive, s.importPage),
		page("POST", importPath, mayReceive, s.importPost),
		page("GET", one+"/consents", mayRead, s.consentsPage),
		page("POST", one+"/consents", mayRecord, s.consentPost),
		page("POST", one+"/consents/{consent}/withdraw", mayRecord, s.consentWithdrawPost),
		page("GET", one+"/team", mayRead, s.teamPage),
		page("POST", one+"/team", mayRecord, s.assignPost),
		page("POST", one+"/team/{member}/release", mayRecord, s.releasePost),
		page("POST", one+"/exclusions", mayRecord, s.excludePost),
		page("GET", one+"/log", mayRead, s.logPage),
		page("GET", one+"/stage", mayRecord, s.stagePage),
		page("POST", one+"/stage", mayRecord, s.stagePost),
		page("GET", one+"/records/new", mayRecord, s.newRecordPage),
		page("POST", one+"/records", mayRecord, s.recordPost),
		page("GET", one+"/records/{record}", mayRead, s.recordPage),
		page("GET", one+"/records/{record}/amend", mayRecord, s.amendPage),
		page("POST", one+"/records/{record}", mayRecord, s.amendPost),
		page("POST", one+"/records/{record}/withdraw", mayRecord, s.withdrawPost),
		page("POST", one+"/breaks/{break}/review", mayRecord, s.reviewPost),
		page("GET", decoyPath, maySetDecoy, s.decoysPage),
		page("POST", decoyPath, maySetDecoy, s.decoyPost),
		page("GET", statsPath, mayCount, s.statsPage(false)),
		page("GET", statsPath+".xlsx", mayCount, s.statsSheet(false)),
		page("GET", ownPath, mayRead, s.statsPage(true)),
		page("GET", ownPath+".xlsx", mayRead, s.statsSheet(true)),
		page("GET", registerPath, mayRead, s.registerPage),
		page("GET", registerPath+"/export", mayRead, s.registerExportPage),
		page("POST", registerPath+"/export", mayRead, s.registerExportPost),
		page("GET", "/casework/breaks/new", mayBreak, s.breakPage),
		page("POST", "/casework/breaks", mayBreak, s.breakPost),
	}...)
}
