package indicator

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
	route := func(method, path, permission string, fn func(access.Actor, *web.Exchange) error) web.Route {
		return web.Route{Method: method, Path: path, Permission: permission, Handle: access.Page(fn)}
	}
	return module.Module{
		Name: "indicator",
		Routes: []web.Route{
			route("GET", "/indicator/figures", "indicator.read", p.list),
			route("GET", "/indicator/figures/{code}", "indicator.read", p.figure),
			route("GET", "/indicator/entries", "indicator.read", p.entries),
			route("GET", gridPath, "indicator.read", p.grid),
			route("GET", gridPath+".xlsx", "indicator.read", p.gridSheet),
			route("POST", "/indicator/targets", "indicator.target.set", p.setTarget),
		},
		API:       []web.Operation{definitionsOperation(s), figuresOperation(s), gridOperation(s)},
		Messages:  files,
		Templates: files,
	}
}
