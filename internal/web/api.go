package web

import (
	"encoding/json"
	"fmt"
	"net/http"
	"path"
	"reflect"
	"strings"
	"sync"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"neove/internal/errs"
)

// huma keeps its error constructors in package variables; ours serve every
// server of the program, because they find it through the call.
var adoptHuma = sync.OnceFunc(func() {
	huma.NewError = func(status int, msg string, _ ...error) huma.StatusError {
		return &Problem{Type: "about:blank", Title: http.StatusText(status), Status: status, Detail: msg}
	}
	huma.NewErrorWithContext = humaError
})

// addAPI registers the operations and the description of the API.
func (s *Server) addAPI() error {
	adoptHuma()
	cfg := huma.DefaultConfig(s.cfg.Name, s.cfg.Version)
	cfg.DocsPath, cfg.OpenAPIPath, cfg.SchemasPath, cfg.CreateHooks = "", "", "", nil
	cfg.Components.SecuritySchemes = map[string]*huma.SecurityScheme{
		"session": {Type: "http", Scheme: "bearer", Description: "Token of POST " + Prefix + "/access/sessions"},
	}
	slice := "" // of the operation that is being added
	cfg.Components.Schemas = huma.NewMapRegistry("#/components/schemas/", func(t reflect.Type, hint string) string { return schemaName(slice, t, hint) })
	api := humago.New(s.mux, cfg)
	for _, op := range s.cfg.Operations {
		if err := op.check(); err != nil {
			return err
		}
		slice, _, _ = strings.Cut(strings.TrimPrefix(op.Path, "/"), "/")
		if err := s.addOperation(api, op); err != nil {
			return err
		}
	}
	spec, err := json.MarshalIndent(api.OpenAPI(), "", " ")
	if err != nil {
		return fmt.Errorf("web: openapi: %w", err)
	}
	return s.addRoute(Route{"GET", Prefix + "/openapi.json", Public, func(x *Exchange) error {
		x.W.Header().Set("Content-Type", "application/vnd.oai.openapi+json;version=3.1")
		_, err := x.W.Write(spec)
		return err
	}})
}

// schemaName puts the package before the name of a type, because two slices may
// have a File or a listOutput each; a type without a name belongs to the slice
// whose operation shows it.
func schemaName(slice string, t reflect.Type, hint string) string {
	for t.Kind() == reflect.Pointer || t.Kind() == reflect.Slice {
		t = t.Elem()
	}
	if p := t.PkgPath(); p != "" {
		slice = path.Base(p)
	}
	name := huma.DefaultSchemaNamer(t, hint)
	if slice == "" {
		return name
	}
	return strings.ToUpper(slice[:1]) + slice[1:] + name
}

func (s *Server) addOperation(api huma.API, op Operation) (err error) {
	defer func() { // huma and ServeMux panic on a wrong declaration
		if p := recover(); p != nil {
			err = fmt.Errorf("web: %s %s%s: %v", op.Method, Prefix, op.Path, p)
		}
	}()
	added := 0
	g := huma.NewGroup(api, Prefix)
	g.UseSimpleModifier(func(o *huma.Operation) {
		if o.Method == op.Method && o.Path == Prefix+op.Path {
			added++
		}
		if op.Permission != Public {
			o.Security = []map[string][]string{{"session": {}}}
		}
		o.Extensions = map[string]any{"x-permission": op.Permission}
	})
	g.UseMiddleware(func(ctx huma.Context, next func(huma.Context)) {
		r, w := humago.Unwrap(ctx)
		call := &Call{Context: r.Context(), Lang: acceptLang(r), R: r, server: s, id: w.Header().Get(requestIDHeader)}
		ctx = huma.WithContext(ctx, call)
		principal, _, err := s.cfg.Identify(r)
		if err == nil {
			call.Principal = principal
			err = s.allow(principal, op.Permission)
		}
		if err != nil {
			e := errs.From(err)
			_ = huma.WriteErr(g, ctx, statusOf(e), e.Key, e) // it has logged what it could not write
			return
		}
		next(ctx)
	})
	op.Register(g)
	if added == 0 {
		return fmt.Errorf("web: %s %s%s registers another path", op.Method, Prefix, op.Path)
	}
	s.endpoints = append(s.endpoints, Endpoint{op.Method, Prefix + strings.TrimSuffix(op.Path, "{$}"), op.Permission})
	return nil
}
