package partner

import (
	"embed"

	"neove/access"
	"neove/internal/module"
	"neove/internal/ui"
	"neove/internal/web"
	"neove/org"
)

//go:embed messages/*.json templates/*.html
var files embed.FS

// Module lists the pages, operations and texts of the slice.
func Module(s *Service) module.Module {
	return module.Module{Name: "partner", Routes: s.routes(), API: s.operations(), Messages: files, Templates: files, Seed: Seed, Work: s.work,
		Entries: map[string]string{contributionKind: contributionPath + "/", serviceKind: servicePath + "/"}}
}

func (s *Service) routes() []web.Route {
	page := func(method, path, permission string, fn func(access.Actor, *web.Exchange) error) web.Route {
		return web.Route{Method: method, Path: path, Permission: permission, Handle: access.Page(fn)}
	}
	return []web.Route{
		page("GET", "/partner", mayRead, s.frontPage),
		page("GET", partnerPath, mayRead, s.partnersPage),
		page("GET", partnerPath+".xlsx", mayRead, s.partnerList),
		page("GET", partnerPath+"/new", mayRecord, s.newPartner),
		page("POST", partnerPath, mayRecord, s.recordPartner),
		page("GET", partnerPath+"/{id}", mayRead, s.partnerPage),
		page("GET", partnerPath+"/{id}/amend", mayRecord, s.amendPartner),
		page("POST", partnerPath+"/{id}/amend", mayRecord, s.amendPartnerPost),
		page("POST", partnerPath+"/{id}/withdraw", mayRecord, s.withdrawPartner),
		page("GET", partnerPath+"/{id}/contributions/new", mayRecord, s.newContribution),
		page("POST", partnerPath+"/{id}/contributions", mayRecord, s.recordContribution),
		page("GET", contributionPath+"/{id}", mayRead, s.contributionPage),
		page("GET", contributionPath+"/{id}/amend", mayRecord, s.amendContribution),
		page("POST", contributionPath+"/{id}/amend", mayRecord, s.amendContributionPost),
		page("POST", contributionPath+"/{id}/withdraw", mayRecord, s.withdrawContribution),
		page("GET", servicePath, mayRead, s.servicesPage),
		page("GET", servicePath+".xlsx", mayRead, s.serviceList),
		page("GET", servicePath+"/template.xlsx", mayRecord, s.serviceTemplate),
		page("GET", servicePath+"/import", mayRecord, s.importPage),
		page("POST", servicePath+"/import", mayRecord, s.importPost),
		page("GET", servicePath+"/new", mayRecord, s.newOffer),
		page("POST", servicePath, mayRecord, s.recordOffer),
		page("GET", servicePath+"/{id}", mayRead, s.servicePage),
		page("GET", servicePath+"/{id}/amend", mayRecord, s.amendOffer),
		page("POST", servicePath+"/{id}/amend", mayRecord, s.amendOfferPost),
		page("POST", servicePath+"/{id}/verify", mayRecord, s.verifyOffer),
		page("POST", servicePath+"/{id}/withdraw", mayRecord, s.withdrawOffer),
		page("GET", directoryPath, web.Public, s.directory),
		page("GET", hsdsPath, web.Public, s.hsdsFile),
	}
}

// frontPage leads to the directory.
func (s *Service) frontPage(by access.Actor, x *web.Exchange) error {
	return x.See(with(servicePath, org.WorkUnit(by, x)))
}

// work says how many services somebody should call and check again.
func (s *Service) work(x *web.Exchange) ([]ui.Todo, error) {
	by, _ := x.Principal.(access.Actor)
	var out []ui.Todo
	for _, unit := range by.Units(mayRecord) {
		found, err := s.Offers(x.R.Context(), by, unit, OfferFilter{Stale: true, Limit: 1})
		if err != nil {
			return nil, err
		}
		if found.Total > 0 {
			out = append(out, ui.Todo{Href: with(servicePath, unit, "stale", "1"), Text: x.T("partner.todo.stale", "n", found.Total), Kind: "warn",
				When: x.T("partner.todo.when"), Why: x.T("partner.todo.why")})
		}
	}
	return out, nil
}
