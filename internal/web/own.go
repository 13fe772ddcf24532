package web

import (
	"context"
	"io"
	"net"
	"net/http"
	"strings"
	"time"

	"neove/internal/errs"
	"neove/internal/i18n"
	"neove/internal/ui"
)

// addOwn registers what belongs to no slice: health, metrics, static files and
// the answer to everything else.
func (s *Server) addOwn() error {
	static := ui.Assets()
	own := []Route{
		{"GET", "/healthz", Public, plain("ok")},
		{"GET", "/readyz", Public, s.ready},
		{"GET", "/metrics", Public, s.showMetrics},
	}
	for _, r := range own {
		if err := s.addRoute(r); err != nil {
			return err
		}
	}
	// Static files ask nobody who they are, so they cost no session lookup.
	s.mux.Handle("GET /static/", static)
	s.endpoints = append(s.endpoints, Endpoint{"GET", "/static/", Public})
	s.mux.HandleFunc("/", s.missing)
	return nil
}

func plain(text string) func(*Exchange) error {
	return func(x *Exchange) error {
		x.W.Header().Set("Content-Type", "text/plain; charset=utf-8")
		_, err := io.WriteString(x.W, text+"\n")
		return err
	}
}

func (s *Server) ready(x *Exchange) error {
	if s.cfg.Ready != nil {
		ctx, cancel := context.WithTimeout(x.R.Context(), 3*time.Second)
		defer cancel()
		if err := s.cfg.Ready(ctx); err != nil {
			s.log.Error("not ready", "cause", err)
			x.W.WriteHeader(http.StatusServiceUnavailable)
			return plain("database")(x)
		}
	}
	return plain("ok")(x)
}

// showMetrics hides the figures from other machines. Behind a proxy on the same
// machine every caller looks local, so a forwarded request counts as remote.
func (s *Server) showMetrics(x *Exchange) error {
	if !s.cfg.MetricsPublic && !fromHere(x.R) {
		return errs.New(errs.NotFound, "web.err.not_found")
	}
	s.metrics.handler.ServeHTTP(x.W, x.R)
	return nil
}

func fromHere(r *http.Request) bool {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	ip := net.ParseIP(host)
	return err == nil && ip != nil && ip.IsLoopback() &&
		r.Header.Get("X-Forwarded-For") == "" && r.Header.Get("Forwarded") == ""
}

// missing answers what no endpoint matches: 405 when another method would.
func (s *Server) missing(w http.ResponseWriter, r *http.Request) {
	err := errs.New(errs.NotFound, "web.err.not_found")
	if methods := s.methods(r); len(methods) > 0 {
		w.Header().Set("Allow", strings.Join(methods, ", "))
		err = errs.New(errs.Invalid, keyMethod)
	}
	s.refuse(w, r, err)
}

// refuse answers outside of any route, for pages and for the API.
func (s *Server) refuse(w http.ResponseWriter, r *http.Request, err error) {
	if isAPI(r) {
		s.problemFail(w, r, err)
		return
	}
	x := &Exchange{W: w, R: r, Lang: i18n.Vi, server: s}
	if principal, lang, err := s.cfg.Identify(r); err == nil {
		x.Principal, x.Lang = principal, lang
	}
	x.fail(err)
}

func (s *Server) methods(r *http.Request) []string {
	var out []string
	for _, m := range []string{"GET", "POST", "PUT", "PATCH", "DELETE"} {
		probe := &http.Request{Method: m, URL: r.URL, Host: r.Host}
		if _, pattern := s.mux.Handler(probe); m != r.Method && pattern != "" && pattern != "/" {
			out = append(out, m)
		}
	}
	return out
}
