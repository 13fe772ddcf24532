package web

import (
	"fmt"
	"net/http"
	"runtime/debug"
	"time"

	"github.com/klauspost/compress/gzhttp"

	"neove/internal/errs"
	"neove/internal/id"
)

const requestIDHeader = "X-Request-Id"

// wrap puts the layers around the routes. From outside to inside: log and
// metrics, headers, compression, panics, cross-origin check, body limit.
func (s *Server) wrap() (http.Handler, error) {
	gz, err := gzhttp.NewWrapper(gzhttp.MinSize(1000), gzhttp.EnableZstd(false))
	if err != nil {
		return nil, fmt.Errorf("web: %w", err)
	}
	origin := http.NewCrossOriginProtection()
	origin.SetDenyHandler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.refuse(w, r, errs.New(errs.Forbidden, "web.err.origin"))
	}))
	return s.observed(s.headers(gz(s.recovered(origin.Handler(limited(s.mux)))))), nil
}

// limited bounds every body; forms and operations have lower limits of their own.
func limited(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Body != nil {
			r.Body = http.MaxBytesReader(w, r.Body, MaxUpload)
		}
		next.ServeHTTP(w, r)
	})
}

const policy = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; font-src 'self'; " +
	"connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"

// headers go on every answer, errors included. Pages are never stored; static
// files replace that with their own rule.
func (s *Server) headers(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", policy)
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("X-Frame-Options", "DENY")
		h.Set("Referrer-Policy", "no-referrer")
		h.Set("Permissions-Policy", "camera=(), microphone=(), geolocation=(), payment=(), usb=(), browsing-topics=()")
		h.Set("Cache-Control", "no-store")
		if s.cfg.Secure {
			h.Set("Strict-Transport-Security", "max-age=31536000; includeSubDomains")
		}
		next.ServeHTTP(w, r)
	})
}

// answer notes what was sent, for the log and for panics.
type answer struct {
	http.ResponseWriter
	status int
	bytes  int64
}

func (a *answer) WriteHeader(status int) {
	if a.status == 0 {
		a.status = status
	}
	a.ResponseWriter.WriteHeader(status)
}

func (a *answer) Write(b []byte) (int, error) {
	if a.status == 0 {
		a.status = http.StatusOK
	}
	n, err := a.ResponseWriter.Write(b)
	a.bytes += int64(n)
	return n, err
}

// Unwrap serves http.ResponseController.
func (a *answer) Unwrap() http.ResponseWriter { return a.ResponseWriter }

// observed gives the request its id and writes one line about it: the path of a
// known route (ids are random and mean nothing), never the query.
func (s *Server) observed(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		start := time.Now()
		rid := id.New(start)
		w.Header().Set(requestIDHeader, rid)
		a := &answer{ResponseWriter: w}
		next.ServeHTTP(a, r)
		if a.status == 0 {
			a.status = http.StatusOK
		}
		took := time.Since(start)
		path := r.URL.Path
		if r.Pattern == "" || r.Pattern == "/" {
			path = ""
		}
		s.metrics.observe(r.Pattern, a.status, took)
		s.log.Info("request", "id", rid, "method", r.Method, "route", r.Pattern, "path", path,
			"status", a.status, "bytes", a.bytes, "ms", took.Milliseconds())
	})
}

// recovered turns a panic into the page of an internal error, as long as
// nothing has been sent.
func (s *Server) recovered(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		a := &answer{ResponseWriter: w}
		defer func() {
			p := recover()
			if p == nil {
				return
			}
			if p == http.ErrAbortHandler {
				panic(p)
			}
			s.log.Error("panic", "id", w.Header().Get(requestIDHeader), "route", r.Pattern, "cause", fmt.Sprint(p), "stack", string(debug.Stack()))
			if a.status != 0 {
				panic(http.ErrAbortHandler) // half an answer must not look whole
			}
			s.refuse(a, r, fmt.Errorf("panic: %v", p))
		}()
		next.ServeHTTP(a, r)
	})
}
