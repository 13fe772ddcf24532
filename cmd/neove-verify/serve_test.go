package main

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"regexp"
	"testing"
	"time"

	"neove/internal/checkpoint"
)

// certificate borrows the one of a test server.
func certificate(d *desk) *http.Client {
	srv := httptest.NewTLSServer(nil)
	defer srv.Close()
	pair := srv.TLS.Certificates[0]
	key, err := x509.MarshalPKCS8PrivateKey(pair.PrivateKey)
	d.must(err)
	d.must(os.WriteFile(d.path("cert.pem"), pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: pair.Certificate[0]}), 0o600))
	d.must(os.WriteFile(d.path("key.pem"), pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: key}), 0o600))
	pool := x509.NewCertPool()
	pool.AddCert(srv.Certificate())
	return &http.Client{Timeout: 10 * time.Second, Transport: &http.Transport{TLSClientConfig: &tls.Config{RootCAs: pool, ServerName: "example.com"}}}
}

func TestServe(t *testing.T) {
	t.Parallel()
	log, err := checkpoint.NewKey(checkpoint.ForLog, "neove-1a2b")
	if err != nil {
		t.Fatal(err)
	}
	d := &desk{t: t, dir: t.TempDir(), log: log}
	client := certificate(d)
	if code, out := d.run("keygen", "tinh-khac.test", "--out", "/witness.key"); code != 0 {
		t.Fatal(out)
	}
	ctx, stop := context.WithCancel(context.Background())
	said, say := io.Pipe()
	ended := make(chan int)
	var errOut bytes.Buffer
	go func() {
		ended <- run(ctx, []string{"serve", "--listen", "127.0.0.1:0", "--key", log.Public(), "--state", d.path("held.txt"), "--witness-key", d.path("witness.key"), "--first",
			"--cert", d.path("cert.pem"), "--cert-key", d.path("key.pem")}, say, &errOut)
	}()
	line := make([]byte, 200)
	n, err := said.Read(line)
	d.must(err)
	address := regexp.MustCompile(`https://[^\s]+`).FindString(string(line[:n]))
	send := func(old, size int64) (int, string) {
		d.arrive(old, size)
		signed, err := os.ReadFile(d.path("checkpoint.txt"))
		d.must(err)
		p, err := checkpoint.Prove(old, size, d)
		d.must(err)
		res, err := client.Post(address, "text/plain", bytes.NewReader(checkpoint.Request(p, signed)))
		d.must(err)
		defer res.Body.Close()
		answer, err := io.ReadAll(res.Body)
		d.must(err)
		return res.StatusCode, string(answer)
	}
	d.grow("a", "b", "c", "d")
	for _, c := range []struct {
		old, size int64
		status    int
		answer    string
	}{{0, 2, 200, "^— tinh-khac.test "}, {1, 4, 409, "^2\n$"}, {2, 4, 200, "^— tinh-khac.test "}, {0, 3, 422, "fewer"}} {
		if status, answer := send(c.old, c.size); status != c.status || !regexp.MustCompile(c.answer).MatchString(answer) {
			t.Errorf("%d to %d: %d %q", c.old, c.size, status, answer)
		}
	}
	if res, err := client.Get(address); err != nil || res.StatusCode != http.StatusMethodNotAllowed {
		t.Errorf("GET: %v %v", res, err)
	}
	stop()
	if code := <-ended; code != 0 {
		t.Errorf("%d %s", code, errOut.String())
	}
}
