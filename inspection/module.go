package inspection

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
	return module.Module{Name: "inspection", Routes: s.routes(), API: s.operations(), Messages: files, Templates: files, Seed: Seed,
		Entries: map[string]string{checkKind: checkPath + "/"}, Work: s.Work}
}

func (s *Service) routes() []web.Route {
	page := func(method, path, permission string, fn func(access.Actor, *web.Exchange) error) web.Route {
		return web.Route{Method: method, Path: path, Permission: permission, Handle: access.Page(fn)}
	}
	const e, p, k = establishmentPath, planPath, checkPath
	return []web.Route{
		page("GET", e, readEstablishment, s.establishmentsPage),
		page("GET", e+".xlsx", readEstablishment, s.establishmentsSheet),
		page("GET", e+"/template.xlsx", recordEstablishment, s.templateSheet),
		page("GET", e+"/new", recordEstablishment, s.establishmentNew),
		page("POST", e, recordEstablishment, s.establishmentPost),
		page("GET", e+"/grid", recordEstablishment, s.gridPage),
		page("POST", e+"/grid", recordEstablishment, s.gridPost),
		page("GET", e+"/import", recordEstablishment, s.importPage),
		page("POST", e+"/import", recordEstablishment, s.importPost),
		page("GET", e+"/{id}", readEstablishment, s.establishmentPage),
		page("GET", e+"/{id}/amend", recordEstablishment, s.establishmentAmend),
		page("POST", e+"/{id}/amend", recordEstablishment, s.establishmentAmendPost),
		page("POST", e+"/{id}/withdraw", recordEstablishment, s.establishmentWithdraw),

		page("GET", p, readCheck, s.plansPage),
		page("GET", p+"/new", recordPlan, s.planNew),
		page("POST", p, recordPlan, s.planPost),
		page("GET", p+"/{id}", readCheck, s.planPage),
		page("GET", p+"/{id}/amend", recordPlan, s.planAmend),
		page("POST", p+"/{id}/amend", recordPlan, s.planAmendPost),
		page("POST", p+"/{id}/withdraw", recordPlan, s.planWithdraw),

		page("GET", k, readCheck, s.checksPage),
		page("GET", k+".xlsx", readCheck, s.checksSheet),
		page("GET", k+"/new", recordCheck, s.checkNew),
		page("POST", k, recordCheck, s.checkPost),
		page("GET", k+"/worker.js", recordCheck, worker),
		page("GET", k+"/{id}", readCheck, s.checkPage),
		page("GET", k+"/{id}/amend", recordCheck, s.checkAmend),
		page("POST", k+"/{id}/amend", recordCheck, s.checkAmendPost),
		page("POST", k+"/{id}/withdraw", recordCheck, s.checkWithdraw),
		page("POST", k+"/{id}/follow-up", recordCheck, s.followPost),
		page("POST", k+"/{id}/files", recordCheck, s.filePost),
		page("POST", k+"/{id}/passings", recordCheck, s.passPost),

		page("GET", "/inspection/files/{id}", readCheck, s.fileGet),
		page("GET", followPath, readCheck, s.followPage),
		page("GET", passingPath, readCheck, s.passingsPage),
		page("POST", passingPath+"/{id}/receive", receiveFile, s.receivePost),
		page("GET", termPath, readCheck, s.termsPage),
	}
}
