package org

import (
	"embed"
	"io/fs"

	"neove/access"
	"neove/internal/module"
	"neove/internal/web"
)

//go:embed messages/*.json templates/*.html
var files embed.FS

// Messages holds the texts of the slice, for programs without its pages.
var Messages fs.FS = files

// Module lists what the slice gives to the program.
func Module(s *Service) module.Module {
	p := pages{s}
	get := func(path, permission string, fn func(access.Actor, *web.Exchange) error) web.Route {
		return web.Route{Method: "GET", Path: path, Permission: permission, Handle: access.Page(fn)}
	}
	post := func(path, permission string, fn func(access.Actor, *web.Exchange) error) web.Route {
		return web.Route{Method: "POST", Path: path, Permission: permission, Handle: access.Page(fn)}
	}
	return module.Module{
		Name: "org",
		Routes: []web.Route{
			get("/org/units", "org.unit.read", p.units),
			get("/org/units/{id}", "org.unit.read", p.unit),
			post("/org/units/{id}/shares", "org.share.set", p.setShares),
			post("/org/units/{id}/shares/end", "org.share.set", p.endShares),
			get("/org/profiles/{id}", "org.profile.read", p.profilePage),
			post("/org/profiles/{id}", "org.profile.set", p.figuresPost),
			get(placesPath, "org.profile.read", p.places),
			get(placesPath+".xlsx", "org.profile.read", p.placesSheet),
			get(placesPath+"/new", "org.profile.set", p.placeNew),
			post(placesPath, "org.profile.set", p.placePost),
			get(placesPath+"/{id}", "org.profile.read", p.place),
			get(placesPath+"/{id}/amend", "org.profile.set", p.placeAmend),
			post(placesPath+"/{id}/amend", "org.profile.set", p.placePost),
			post(placesPath+"/{id}/withdraw", "org.profile.set", p.placeWithdraw),
			get("/org/splits", "org.unit.read", p.splits),
			get("/org/settings", "org.setting.admin", p.settings),
			post("/org/settings", "org.setting.admin", p.configure),
			post("/org/settings/reporting", "org.setting.admin", p.oblige),
		},
		API:       []web.Operation{unitOperation(s), profileOperation(s), placesOperation(s)},
		Messages:  files,
		Templates: files,
		Seed:      SeedItems,
	}
}
