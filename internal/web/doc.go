// Package web is the HTTP ground of every page and JSON operation: routes with
// a permission, forms that keep what was typed, one place that renders errors,
// and the server around them. It imports no slice.
//
// # A page
//
//	web.Route{Method: "GET", Path: "/outreach/activities", Permission: "outreach.month.read",
//		Handle: access.Page(func(by access.Actor, x *web.Exchange) error { … })}
//
//	x.Page(200, "outreach/activities", ui.Page{Title: x.T("…"), Body: view})  shell with menu
//	x.Bare(200, "access/sign-in", page)                                       top bar only
//	x.See("/outreach/activities")      303 to a local path
//	x.Notice("outreach.saved", "n", 3) shown once by the next page
//	x.Form(), x.Query()                typed getters, see Form
//	x.Errors(err)                      field texts of a refused form, see Errors
//	x.Attachment("Báo cáo.xlsx", "application/…")   then write to x.W
//	x.Path("id")                       wildcard of the route
//
// A handler that returns an error gets the page of that error; a form that was
// refused is shown again with its text by
//
//	if err := s.Record(…); err != nil {
//		return x.Again(err, "outreach/activity", page)  // 422 or 409 with the page; other errors are returned
//	}
//
// # A form
//
//	f, err := x.Form()               // *Form; 413 when too large
//	in.Place  = f.NeedText("place", 200)
//	in.People = f.Count("people")    // *int64, nil when blank
//	in.On, ok = f.Date("on")
//	for i := 1; i <= f.Rows(200); i++ { row := f.Row(i); row.Count("people") } // people-1, people-2 …
//	if err := f.Err(); err != nil { … }              // errs.Invalid with every field
//	f.Raw("people")                  // what was typed, for showing it again
//
// # A JSON operation
//
// access.Op makes one. Paths are given without the prefix /api/v1. Errors leave
// as application/problem+json (type Problem) in the language of Accept-Language.
// Operations that store embed web.IdemIn in the input and web.IdemOut in the
// output and run the storing part through web.Once in their transaction.
//
// # Wiring (app)
//
//	srv, err := web.New(web.Config{Bundle: b, Renderer: r, Routes: …, Operations: …,
//		Identify: accessService.Identify, Allow: access.Allow, Shell: shell,
//		Ready: db.Ping, Log: slog.Default(), Version: v, Secure: tls})
//	err = srv.Serve(ctx, listener)   // until ctx ends, then 20 s for open requests
//
// The bundle holds web.Messages, the renderer the source {"web", web.Templates}.
// srv.List() names every endpoint with its permission; srv.Metrics() registers
// further Prometheus collectors. Health: GET /healthz, /readyz, /metrics.
package web

import (
	"embed"
	"io/fs"
)

//go:embed messages/*.json
var messagesFS embed.FS

//go:embed templates/*.html
var templatesFS embed.FS

// Messages holds the texts of this package, keys "web.…".
var Messages fs.FS = messagesFS

// Templates holds the error page; its source name is "web".
var Templates fs.FS = templatesFS
