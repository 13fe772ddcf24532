package web

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"slices"
	"time"

	"neove/internal/errs"
	"neove/internal/i18n"
	"neove/internal/ui"
)

type renderFunc func(w io.Writer, lang i18n.Lang, name string, p ui.Page) error

// Config is what app gives the server. Bundle, Renderer, Identify and Allow
// are required.
type Config struct {
	Name, Version string // of the product, for the description of the API
	Bundle        *i18n.Bundle
	Renderer      *ui.Renderer
	Routes        []Route
	Operations    []Operation

	// Identify finds out who asks: nil when nobody is signed in. The language is
	// that of pages. Errors are failures, never a missing session.
	Identify func(*http.Request) (principal any, lang i18n.Lang, err error)
	// Allow checks a permission other than Public. Errors: Unauthenticated,
	// Forbidden, *Elsewhere.
	Allow func(principal any, permission string) error
	// Shell fills what every page shows around its content; nil for nothing.
	Shell func(x *Exchange, p *ui.Page)
	// Ready says whether the storage answers.
	Ready func(context.Context) error

	Log           *slog.Logger
	Secure        bool // the browser reaches us by TLS
	MetricsPublic bool // /metrics answers callers from other machines
}

// Server serves every endpoint of the product.
type Server struct {
	cfg       Config
	log       *slog.Logger
	mux       *http.ServeMux
	endpoints []Endpoint
	metrics   *metrics
	noticeKey []byte
	handler   http.Handler
}

// New checks and registers every endpoint. Errors: an endpoint without a
// permission, two for one path, a missing part of the configuration.
func New(cfg Config) (*Server, error) {
	if cfg.Bundle == nil || cfg.Renderer == nil || cfg.Identify == nil || cfg.Allow == nil {
		return nil, errors.New("web: Bundle, Renderer, Identify and Allow are required")
	}
	if cfg.Log == nil {
		cfg.Log = slog.Default()
	}
	if cfg.Name == "" {
		cfg.Name = "Nẻo Về"
	}
	s := &Server{cfg: cfg, log: cfg.Log, mux: http.NewServeMux(), metrics: newMetrics(), noticeKey: make([]byte, 32)}
	rand.Read(s.noticeKey) // never fails since Go 1.24
	for _, r := range cfg.Routes {
		if err := r.check(); err != nil {
			return nil, err
		}
		if err := s.addRoute(r); err != nil {
			return nil, err
		}
	}
	if err := s.addAPI(); err != nil {
		return nil, err
	}
	if err := s.addOwn(); err != nil {
		return nil, err
	}
	var err error
	s.handler, err = s.wrap()
	return s, err
}

func (s *Server) addRoute(r Route) (err error) {
	defer func() { // ServeMux panics on a pattern that is wrong or taken
		if p := recover(); p != nil {
			err = fmt.Errorf("web: %s %s: %v", r.Method, r.Path, p)
		}
	}()
	s.mux.HandleFunc(r.Method+" "+r.Path, func(w http.ResponseWriter, req *http.Request) { s.serve(w, req, r) })
	s.endpoints = append(s.endpoints, Endpoint{r.Method, r.Path, r.Permission})
	return nil
}

// serve runs one route: who asks, may they, the handler, the error page.
func (s *Server) serve(w http.ResponseWriter, req *http.Request, r Route) {
	x := &Exchange{W: w, R: req, Lang: i18n.Vi, server: s}
	principal, lang, err := s.cfg.Identify(req)
	if err == nil {
		x.Principal, x.Lang = principal, lang
		if err = s.allow(principal, r.Permission); err == nil {
			err = r.Handle(x)
		}
	}
	if req.MultipartForm != nil {
		_ = req.MultipartForm.RemoveAll() // temporary files; the folder is cleaned anyway
	}
	if err != nil {
		x.fail(err)
	}
}

func (s *Server) allow(principal any, permission string) error {
	if permission == Public {
		return nil
	}
	if principal == nil {
		return errs.New(errs.Unauthenticated, "web.err.unauthenticated")
	}
	return s.cfg.Allow(principal, permission)
}

// List names every endpoint with its permission, in order of path.
func (s *Server) List() []Endpoint {
	out := slices.Clone(s.endpoints)
	slices.SortFunc(out, func(a, b Endpoint) int {
		if a.Path != b.Path {
			if a.Path < b.Path {
				return -1
			}
			return 1
		}
		if a.Method < b.Method {
			return -1
		}
		return 1
	})
	return out
}

// Handler serves everything; tests call it without a network.
func (s *Server) Handler() http.Handler { return s.handler }

// HTTP is the server with time limits that a slow rural line can meet: an
// upload of 12 MB at 400 kbit/s takes four minutes.
func (s *Server) HTTP() *http.Server {
	return &http.Server{
		Handler:           s.handler,
		ReadHeaderTimeout: 10 * time.Second,
		ReadTimeout:       5 * time.Minute,
		WriteTimeout:      6 * time.Minute,
		IdleTimeout:       2 * time.Minute,
		MaxHeaderBytes:    32 << 10,
		ErrorLog:          slog.NewLogLogger(s.log.Handler(), slog.LevelWarn),
	}
}

// Serve answers on l until ctx ends, then lets open requests finish for 20 s.
func (s *Server) Serve(ctx context.Context, l net.Listener) error {
	h := s.HTTP()
	done := make(chan error, 1)
	go func() { done <- h.Serve(l) }()
	select {
	case err := <-done:
		return fmt.Errorf("web: %w", err)
	case <-ctx.Done():
	}
	end, cancel := context.WithTimeout(context.WithoutCancel(ctx), 20*time.Second)
	defer cancel()
	if err := h.Shutdown(end); err != nil {
		return fmt.Errorf("web: shutdown: %w", err)
	}
	return nil
}
