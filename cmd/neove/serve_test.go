package main

import (
	"bytes"
	"strings"
	"testing"
)

// A server that other machines reach in clear, half a certificate, or no root
// key must not start.
func TestServeRefusesToStart(t *testing.T) {
	t.Parallel()
	d := desk{t, t.TempDir()}
	d.put("cert.pem", "nothing")
	for name, c := range map[string]struct {
		code int
		args []string
		want string
	}{
		"other machines in clear": {1, []string{"--listen", "0.0.0.0:0"}, "--tls-cert"},
		"every address":           {1, []string{"--listen", ":0"}, "--tls-cert"},
		"certificate alone":       {2, []string{"--tls-cert", d.path("cert.pem")}, "--tls-key"},
		"no certificate inside":   {1, []string{"--tls-cert", d.path("cert.pem"), "--tls-key", d.path("cert.pem")}, "PEM"},
		"no root key":             {1, []string{"--listen", "127.0.0.1:0"}, "keys init"},
	} {
		var out, errOut bytes.Buffer
		args := append([]string{"serve", "--db", "sqlite:" + d.path("x.db"), "--key", d.path("root.key")}, c.args...)
		if got := run(t.Context(), args, &out, &errOut); got != c.code || !strings.Contains(errOut.String(), c.want) {
			t.Errorf("%s: exits %d\n%s", name, got, errOut.String())
		}
	}
}
