package main

import (
	"net/http"
	"net/http/httputil"
	"net/url"
	"slices"
)

// ends are the forms that would end the session with which a scanner works.
var ends = []string{"/access/sign-out", "/access/lock", "/access/me/panic", "/access/me/end"}

// front passes everything on to a server but the forms that end the session:
// the crawler cannot be told to leave them out.
func front(to string) (http.Handler, error) {
	u, err := url.Parse(to)
	if err != nil {
		return nil, err
	}
	proxy := httputil.NewSingleHostReverseProxy(u)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if slices.Contains(ends, r.URL.Path) {
			w.WriteHeader(http.StatusNoContent)
			return
		}
		proxy.ServeHTTP(w, r)
	}), nil
}
