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
	return module.Module{Name: "access", Routes: s.routes(), API: s.operations(), Messages: files, Templates: files}
}

// The page for a new password and sign-out are public because somebody who
// must change their password is let in nowhere else; both look at the actor.
func (s *Service) routes() []web.Route {
	page := func(method, path, permission string, fn func(Actor, *web.Exchange) error) web.Route {
		return web.Route{Method: method, Path: path, Permission: permission, Handle: Page(fn)}
	}
	return []web.Route{
		page("GET", web.SignInPath, web.Public, s.signInPage),
		page("POST", web.SignInPath, web.Public, s.signInPost),
		page("POST", "/access/sign-out", web.Public, s.signOutPost),
		page("GET", "/access/language", web.Public, s.language),
		page("POST", "/access/language", web.Public, s.language),
		page("GET", PasswordPath, web.Public, s.passwordPage),
		page("POST", PasswordPath, web.Public, s.passwordPost),
		page("GET", "/access/me", web.Self, s.mePage),
		page("POST", "/access/me/end", web.Self, s.endPost),
		page("GET", usersPath, admin, s.usersPage),
		page("GET", usersPath+"/new", admin, s.newPage),
		page("POST", usersPath+"/new", admin, s.newPost),
		page("GET", usersPath+"/{id}", admin, s.userPage),
		page("POST", usersPath+"/{id}/grants", admin, s.grantPost),
		page("POST", usersPath+"/{id}/grants/{grant}/end", admin, s.grantEndPost),
		page("POST", usersPath+"/{id}/disable", admin, s.disablePost),
		page("POST", usersPath+"/{id}/enable", admin, s.enablePost),
		page("POST", usersPath+"/{id}/password", admin, s.resetPost),
	}
}
