package shelter

import (
	"embed"

	"neove/access"
	"neove/internal/module"
	"neove/internal/web"
)

//go:embed messages/*.json templates/*.html
var files embed.FS

const (
	todayPath    = "/shelter/today"
	facilityPath = "/shelter/facilities"
	stayPath     = "/shelter/stays"
	notePath     = "/shelter/notes"
	readyPath    = "/shelter/readiness"
	unitPath     = "/shelter/units"
	checkPath    = "/shelter/checks"
	dutyPath     = "/shelter/duties"
)

// Module lists the pages, operations and texts of the slice. Facts of stays,
// beds and incidents lead to no page.
func Module(s *Service) module.Module {
	return module.Module{Name: "shelter", Routes: s.routes(), API: s.operations(), Messages: files, Templates: files, Seed: Seed,
		Entries: map[string]string{checkKind: checkPath + "/"}, Work: s.work,
		Secret: []string{facilityKind, stayKind, noteKind}}
}

func (s *Service) routes() []web.Route {
	page := func(method, path, permission string, fn func(access.Actor, *web.Exchange) error) web.Route {
		return web.Route{Method: method, Path: path, Permission: permission, Handle: access.Page(fn)}
	}
	return []web.Route{
		page("GET", todayPath, stayRead, s.todayPage),

		page("GET", facilityPath, facilityRead, s.boardPage),
		page("GET", facilityPath+".xlsx", facilityRead, s.boardSheet),
		page("GET", facilityPath+"/new", facilityRecord, s.facilityNew),
		page("POST", facilityPath, facilityRecord, s.facilityPost),
		page("GET", facilityPath+"/{id}", facilityRead, s.facilityPage),
		page("GET", facilityPath+"/{id}/amend", facilityRecord, s.facilityAmend),
		page("POST", facilityPath+"/{id}/amend", facilityRecord, s.facilityAmendPost),
		page("GET", facilityPath+"/{id}/place", placeRead, s.placePage),
		page("POST", facilityPath+"/{id}/place", placeRead, s.placePost),

		page("GET", stayPath, stayRead, s.staysPage),
		page("GET", stayPath+"/new", stayRecord, s.stayNew),
		page("POST", stayPath, stayRecord, s.stayPost),
		page("GET", stayPath+"/{id}", stayRead, s.stayPage),
		page("GET", stayPath+"/{id}/leave", stayRecord, s.leavePage),
		page("POST", stayPath+"/{id}/leave", stayRecord, s.leavePost),
		page("GET", stayPath+"/{id}/extend", stayRecord, s.extendPage),
		page("POST", stayPath+"/{id}/extend", stayRecord, s.extendPost),

		page("GET", notePath, stayRead, s.notesPage),
		page("GET", notePath+"/new", stayRecord, s.noteNew),
		page("POST", notePath, stayRecord, s.notePost),
		page("GET", notePath+"/{id}", stayRead, s.notePage),
		page("POST", notePath+"/{id}/end", stayRecord, s.noteEndPost),

		page("GET", readyPath, readinessRead, s.readyPage),
		page("GET", readyPath+".xlsx", readinessRead, s.readySheet),
		page("GET", unitPath+"/{unit}", readinessRead, s.unitPage),
		page("GET", checkPath+"/new", readinessRecord, s.checkNew),
		page("POST", checkPath, readinessRecord, s.checkPost),
		page("GET", checkPath+"/{id}", readinessRead, s.checkPage),
		page("POST", checkPath+"/{id}/withdraw", readinessRecord, s.checkWithdraw),
		page("GET", dutyPath, readinessRecord, s.dutyPage),
		page("POST", dutyPath, readinessRecord, s.dutyPost),
	}
}
