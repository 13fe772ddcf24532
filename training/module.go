package training

import (
	"embed"
	"net/url"

	"neove/access"
	"neove/internal/clock"
	"neove/internal/module"
	"neove/internal/ui"
	"neove/internal/web"
)

//go:embed messages/*.json templates/*.html
var files embed.FS

// Module lists the pages, operations and texts of the slice.
func Module(s *Service) module.Module {
	return module.Module{Name: "training", Routes: s.routes(), API: s.operations(), Messages: files, Templates: files, Seed: Seed, Work: s.work,
		Entries: map[string]string{courseKind: coursePath + "/", clusterKind: clusterPath + "/"}}
}

const (
	coursePath   = "/training/courses"
	clusterPath  = "/training/clusters"
	peoplePath   = "/training/people"
	coveragePath = "/training/coverage"
)

func (s *Service) routes() []web.Route {
	page := func(method, path, permission string, fn func(access.Actor, *web.Exchange) error) web.Route {
		return web.Route{Method: method, Path: path, Permission: permission, Handle: access.Page(fn)}
	}
	return []web.Route{
		page("GET", "/training", mayRead, s.frontPage),
		page("GET", coursePath, mayRead, s.listPage),
		page("GET", coursePath+".xlsx", mayRead, s.listSheet),
		page("GET", coursePath+"/new", mayRecord, s.newPage),
		page("POST", coursePath, mayRecord, s.recordPost),
		page("GET", coursePath+"/template.xlsx", mayRecord, s.courseTemplate),
		page("GET", coursePath+"/import", mayRecord, s.courseImportPage),
		page("POST", coursePath+"/import", mayRecord, s.courseImportPost),
		page("GET", coursePath+"/{id}", mayRead, s.coursePage),
		page("GET", coursePath+"/{id}/amend", mayRecord, s.amendPage),
		page("POST", coursePath+"/{id}/amend", mayRecord, s.amendPost),
		page("POST", coursePath+"/{id}/cancel", mayRecord, s.cancelPost),
		page("POST", coursePath+"/{id}/withdraw", mayRecord, s.withdrawPost),
		page("GET", coursePath+"/{id}/clusters/new", mayRecord, s.addPage),
		page("POST", coursePath+"/{id}/clusters", mayRecord, s.addPost),
		page("GET", clusterPath+"/{id}", mayRead, s.clusterPage),
		page("GET", clusterPath+"/{id}/amend", mayRecord, s.amendClusterPage),
		page("POST", clusterPath+"/{id}/amend", mayRecord, s.amendClusterPost),
		page("POST", clusterPath+"/{id}/cancel", mayRecord, s.cancelClusterPost),
		page("POST", clusterPath+"/{id}/withdraw", mayRecord, s.removeClusterPost),
		page("GET", clusterPath+"/{id}/participants", mayName, s.gridPage),
		page("POST", clusterPath+"/{id}/participants", mayName, s.gridPost),
		page("GET", clusterPath+"/{id}/export", mayName, s.exportPage),
		page("POST", clusterPath+"/{id}/export", mayName, s.exportPost),
		page("GET", clusterPath+"/{id}/import", mayName, s.participantImportPage),
		page("POST", clusterPath+"/{id}/import", mayName, s.participantImportPost),
		page("POST", clusterPath+"/{id}/certificates", mayName, s.certifyPost),
		page("GET", peoplePath, mayName, s.peoplePage),
		page("POST", peoplePath, mayName, s.peoplePage), // a search: names stay out of addresses
		page("GET", peoplePath+"/{id}", mayName, s.officialPage),
		page("POST", peoplePath+"/{id}/merge", mayName, s.mergePost),
		page("POST", peoplePath+"/{id}/account", mayName, s.linkPost),
		page("GET", "/training/mine", web.Self, s.minePage),
		page("GET", coveragePath, mayRead, s.coveragePage),
	}
}

// frontPage leads to the courses; the sign-off page links here.
func (s *Service) frontPage(_ access.Actor, x *web.Exchange) error {
	to := coursePath
	if u := x.R.URL.Query().Get("unit"); u != "" {
		to += "?unit=" + url.QueryEscape(u)
	}
	return x.See(to)
}

// work says how many planned courses are over without anybody recorded.
func (s *Service) work(x *web.Exchange) ([]ui.Todo, error) {
	by, _ := x.Principal.(access.Actor)
	var out []ui.Todo
	for _, unit := range by.Units(mayRecord) {
		if !by.MayAt(mayRead, unit) {
			continue
		}
		n, err := s.LateCourses(x.R.Context(), by, unit, clock.DateOf(s.db.Now()))
		if err != nil {
			return nil, err
		}
		if n > 0 {
			out = append(out, ui.Todo{Href: coursePath + "?late=1&unit=" + url.QueryEscape(unit), Text: x.T("training.todo.late", "n", n),
				Kind: "warn", When: x.T("training.todo.when"), Why: x.T("training.todo.why")})
		}
	}
	return out, nil
}
