package handoff

import (
	"embed"

	"neove/access"
	"neove/internal/module"
	"neove/internal/ui"
	"neove/internal/web"
)

//go:embed messages/*.json templates/*.html
var files embed.FS

const (
	listPath     = "/handoff/requests"
	latePath     = "/handoff/late"
	protocolPath = "/handoff/protocols"
)

// Module lists the pages, operations and texts of the slice.
func Module(s *Service) module.Module {
	return module.Module{Name: "handoff", Routes: s.routes(), API: s.operations(), Messages: files, Templates: files, Seed: Seed, Work: s.work,
		Secret: []string{requestKind, packageKind}}
}

func (s *Service) routes() []web.Route {
	page := func(method, path, permission string, fn func(access.Actor, *web.Exchange) error) web.Route {
		return web.Route{Method: method, Path: path, Permission: permission, Handle: access.Page(fn)}
	}
	out := []web.Route{
		page("GET", listPath, mayRead, s.listPage),
		page("GET", listPath+"/new", maySend, s.newPage),
		page("POST", listPath, maySend, s.sendPost),
		page("GET", listPath+"/{id}", mayRead, s.requestPage),
		page("POST", listPath+"/{id}/accept", mayAnswer, s.acceptPost),
		page("GET", latePath, mayLate, s.latePage),
		page("POST", latePath+"/{id}/chase", mayLate, s.chasePost),
		page("GET", protocolPath, mayKnow, s.protocolsPage),
		page("GET", protocolPath+"/new", mayAgree, s.newProtocol),
		page("POST", protocolPath, mayAgree, s.agreePost),
		page("GET", protocolPath+"/{id}", mayKnow, s.protocolPage),
		page("GET", protocolPath+"/{id}/amend", mayAgree, s.amendProtocol),
		page("POST", protocolPath+"/{id}/amend", mayAgree, s.amendPost),
	}
	out = append(out,
		page("GET", packagePath, mayRead, s.packagesPage),
		page("GET", packagePath+"/new", maySend, s.newPackage),
		page("POST", packagePath, maySend, s.packPost),
		page("GET", packagePath+"/{id}", mayRead, s.packagePage),
		page("GET", packagePath+"/{id}/file", maySend, s.fileGet),
		page("GET", packagePath+"/{id}/paper", maySend, s.paperPage),
		page("POST", packagePath+"/{id}/arrived", maySend, s.arrivedPost),
		page("POST", packagePath+"/{id}/take-back", maySend, s.takeBackPost))
	for _, f := range answerForms {
		out = append(out, page("GET", listPath+"/{id}/"+f.name, f.permission, s.stepPage(f)), page("POST", listPath+"/{id}/"+f.name, f.permission, s.stepPost(f)))
	}
	return out
}

// work lists what waits for the actor's offices; each count is that of the list
// which it opens.
func (s *Service) work(x *web.Exchange) ([]ui.Todo, error) {
	by, ok := x.Principal.(access.Actor)
	if !ok {
		return nil, nil
	}
	var out []ui.Todo
	for _, w := range []struct{ key, box, group, kind string }{
		{"in_late", boxIn, groupLate, "bad"}, {"out_late", boxOut, groupLate, "bad"}, {"in_waiting", boxIn, groupWaiting, "warn"},
		{"out_answered", boxOut, groupAnswered, "warn"}, {"in_work", boxIn, groupWork, ""}} {
		if !by.May(mayRead) {
			break
		}
		_, n, err := s.Requests(x.R.Context(), by, Filter{Box: w.box, Group: w.group})
		if err != nil {
			return nil, err
		}
		if n > 0 {
			out = append(out, ui.Todo{Href: listPath + "?box=" + w.box + "&group=" + w.group, Text: x.T("handoff.todo."+w.key, "n", n), Kind: w.kind,
				When: x.T("handoff.group." + w.group), Why: x.T("handoff.todo." + w.key + "_why")})
		}
	}
	if by.May(mayRead) {
		_, n, err := s.Packages(x.R.Context(), by, true, 0, 0)
		if err != nil {
			return nil, err
		}
		if n > 0 {
			out = append(out, ui.Todo{Href: packagePath + "?group=open", Text: x.T("handoff.todo.packages", "n", n), When: x.T("handoff.package.open"), Why: x.T("handoff.todo.packages_why")})
		}
	}
	if !by.May(mayLate) {
		return out, nil
	}
	list, err := s.Late(x.R.Context(), by)
	if err != nil || len(list) == 0 {
		return out, err
	}
	return append(out, ui.Todo{Href: latePath, Text: x.T("handoff.todo.area", "n", len(list)), Kind: "bad",
		When: x.T("handoff.group.late"), Why: x.T("handoff.todo.area_why")}), nil
}
