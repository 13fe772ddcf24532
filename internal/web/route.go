package web

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"neove/internal/i18n"
)

// The two general permissions; every other one is a row of the policy table.
const (
	Public = "public" // anybody, signed in or not
	Self   = "self"   // any signed-in person, about themselves
)

// Prefix stands before the path of every JSON operation.
const Prefix = "/api/v1"

// Route is one page or file. Path is a pattern of net/http without the method.
type Route struct {
	Method, Path, Permission string
	Handle                   func(x *Exchange) error
}

// Operation is one JSON operation. Register adds exactly that operation to the
// API it is given; Path comes without Prefix. access.Op makes one.
type Operation struct {
	Permission   string
	Method, Path string
	Register     func(api huma.API)
}

// Endpoint is a route or an operation as the server knows it.
type Endpoint struct{ Method, Path, Permission string }

// Call is the context of a JSON operation. It is a type, not a context value,
// so that a handler which is not called by the server finds no principal.
type Call struct {
	context.Context
	Principal any
	Lang      i18n.Lang
	R         *http.Request
	server    *Server
	id        string
}

// CallOf returns the call behind a handler's context. Errors: the context is
// not that of a JSON operation of this server.
func CallOf(ctx context.Context) (*Call, error) {
	if c, ok := ctx.(*Call); ok {
		return c, nil
	}
	return nil, errors.New("web: not the context of an operation")
}

func (r Route) check() error {
	switch {
	case r.Permission == "":
		return fmt.Errorf("web: %s %s has no permission", r.Method, r.Path)
	case r.Handle == nil:
		return fmt.Errorf("web: %s %s has no handler", r.Method, r.Path)
	case r.Method == "" || !strings.HasPrefix(r.Path, "/"):
		return fmt.Errorf("web: %q %q is not a route", r.Method, r.Path)
	case strings.HasPrefix(r.Path, "/api/"):
		return fmt.Errorf("web: %s %s: /api/ belongs to operations", r.Method, r.Path)
	}
	return nil
}

func (o Operation) check() error {
	switch {
	case o.Permission == "":
		return fmt.Errorf("web: %s %s%s has no permission", o.Method, Prefix, o.Path)
	case o.Register == nil:
		return fmt.Errorf("web: %s %s%s has no handler", o.Method, Prefix, o.Path)
	case o.Method == "" || !strings.HasPrefix(o.Path, "/"):
		return fmt.Errorf("web: %q %q is not an operation", o.Method, o.Path)
	case strings.HasPrefix(o.Path, "/api/"):
		return fmt.Errorf("web: %s %s: the path comes without %s", o.Method, o.Path, Prefix)
	}
	return nil
}
