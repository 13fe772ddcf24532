package person

import (
	"embed"

	"neove/access"
	"neove/internal/module"
	"neove/internal/web"
)

//go:embed messages/*.json templates/*.html
var files embed.FS

const (
	peoplePath = "/person/people"
	searchPath = "/person/search"
)

// Module lists the pages and texts of the slice. There are no operations of the
// API and no figures: nothing leads from outside to a name.
func Module(s *Service) module.Module {
	return module.Module{Name: "person", Routes: s.routes(), Messages: files, Templates: files, Secret: []string{"person"}}
}

func (s *Service) routes() []web.Route {
	page := func(method, path, permission string, fn func(access.Actor, *web.Exchange) error) web.Route {
		return web.Route{Method: method, Path: path, Permission: permission, Handle: access.Page(fn)}
	}
	const one = peoplePath + "/{id}"
	return []web.Route{
		page("GET", searchPath, maySearch, s.searchPage),
		page("POST", searchPath, maySearch, s.searchPost),
		page("GET", peoplePath+"/new", mayRecord, s.newPage),
		page("POST", peoplePath, mayRecord, s.recordPost),
		page("GET", one, mayRead, s.personPage),
		page("POST", one+"/show", mayRead, s.showPost),
		page("POST", one+"/place", mayRead, s.placePost),
		page("GET", one+"/revise/{section}", mayRecord, s.revisePage),
		page("POST", one+"/revise/{section}", mayRecord, s.revisePost),
		page("POST", one+"/relations", mayRecord, s.relatePost),
		page("POST", one+"/relations/{relation}", mayRecord, s.unrelatePost),
		page("POST", one+"/matches", mayRecord, s.matchPost),
		page("GET", one+"/merge", mayMerge, s.mergePage),
		page("POST", one+"/merge", mayMerge, s.mergePost),
		page("POST", one+"/unmerge", mayMerge, s.unmergePost),
	}
}
