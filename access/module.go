package access

import (
	"embed"

	"neove/internal/module"
	"neove/internal/web"
)

// The pattern names the files: a folder alone leaves out the partials, whose
// names begin with _.
//
//go:embed messages/*.json templates/*.html
var files embed.FS

const admin = "access.user.admin"

// Module lists the pages, operations and texts of the slice.
func Module(s *Service) module.Module {
	routes := append(s.wayIn(), s.ownRoutes()...)
	return module.Module{Name: "access", Routes: append(routes, s.adminRoutes()...), API: s.operations(), Messages: files, Templates: files, Work: s.work}
}

func page(method, path, permission string, fn func(Actor, *web.Exchange) error) web.Route {
	return web.Route{Method: method, Path: path, Permission: permission, Handle: Page(fn)}
}

// wayIn are the pages on the way to a whole session. They are public because
// somebody whose session lacks something is let in nowhere else; each looks at
// the actor itself.
func (s *Service) wayIn() []web.Route {
	return []web.Route{
		page("GET", web.SignInPath, web.Public, s.signInPage),
		page("POST", web.SignInPath, web.Public, s.signInPost),
		page("POST", "/access/sign-out", web.Public, s.signOutPost),
		page("GET", "/access/language", web.Public, s.language),
		page("POST", "/access/language", web.Public, s.language),
		page("GET", PasswordPath, web.Public, s.passwordPage),
		page("POST", PasswordPath, web.Public, s.passwordPost),
		page("GET", factorPath, web.Public, s.factorPage),
		page("POST", factorPath, web.Public, s.factorPost),
		page("GET", enrolPath, web.Public, s.enrolPage),
		page("POST", enrolPath, web.Public, s.enrolPost),
		page("GET", enrolPath+"/qr.png", web.Public, s.qrFile),
		page("POST", askKeyPath, web.Public, s.askKeyPost),
		page("POST", "/access/passkey", web.Public, s.keyPost),
		page("POST", newKeyPath+"/ask", web.Public, s.askNewKeyPost),
		page("POST", newKeyPath, web.Public, s.newKeyPost),
		page("GET", providerPath, web.Public, s.providerPage),
		page("GET", providerPath+"/back", web.Public, s.providerBack),
		page("GET", linkPath, web.Public, s.linkPage),
		page("POST", linkPath, web.Public, s.linkPost),
	}
}

func (s *Service) ownRoutes() []web.Route {
	return []web.Route{
		page("GET", againPath, web.Self, s.againPage),
		page("POST", againPath, web.Self, s.againPost),
		page("GET", keptPath+"{id}", web.Self, s.keptPage),
		page("POST", "/access/lock", web.Self, s.lockPost),
		page("GET", mePath, web.Self, s.mePage),
		page("POST", mePath+"/end", web.Self, s.endPost),
		page("POST", mePath+"/panic", web.Self, s.panicPost),
		page("POST", mePath+"/safety", web.Self, s.duressPost),
		page("POST", mePath+"/recovery", web.Self, s.recoveryPost),
		page("POST", mePath+"/totp/remove", web.Self, s.removeTOTPPost),
		page("POST", mePath+"/passkeys/{id}/remove", web.Self, s.removeKeyPost),
		// Who may see or decide a proposal depends on its kind.
		page("GET", proposalsPath, web.Self, s.proposalsPage),
		page("GET", proposalsPath+"/{id}", web.Self, s.proposalPage),
		page("POST", proposalsPath+"/{id}/approve", web.Self, s.approvePost),
		page("POST", proposalsPath+"/{id}/decline", web.Self, s.declinePost),
	}
}

func (s *Service) adminRoutes() []web.Route {
	return []web.Route{
		page("GET", usersPath, admin, s.usersPage),
		page("GET", usersPath+"/new", admin, s.newPage),
		page("POST", usersPath+"/new", admin, s.newPost),
		page("GET", usersPath+"/{id}", admin, s.userPage),
		page("POST", usersPath+"/{id}/grants", admin, s.grantPost),
		page("POST", usersPath+"/{id}/grants/{grant}/end", admin, s.grantEndPost),
		page("POST", usersPath+"/{id}/disable", admin, s.disablePost),
		page("POST", usersPath+"/{id}/enable", admin, s.enablePost),
		page("POST", usersPath+"/{id}/end", admin, s.endSessionsPost),
		page("POST", usersPath+"/{id}/password", admin, s.resetPost),
		page("POST", usersPath+"/{id}/propose", admin, s.proposePost),
	}
}
