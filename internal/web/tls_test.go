package web

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"log/slog"
	"math/big"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"testing"
	"time"
)

// pairOf writes a self-made certificate for 127.0.0.1 with a serial number.
func pairOf(t *testing.T, dir string, serial int64) (certFile, keyFile string) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	tmpl := &x509.Certificate{SerialNumber: big.NewInt(serial), Subject: pkix.Name{CommonName: "neove.example"},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour), IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)},
		IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign}
	der, err := x509.CreateCertificate(rand.Reader, tmpl, tmpl, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	secret, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	certFile, keyFile = filepath.Join(dir, "cert.pem"), filepath.Join(dir, "key.pem")
	for name, block := range map[string]*pem.Block{certFile: {Type: "CERTIFICATE", Bytes: der}, keyFile: {Type: "PRIVATE KEY", Bytes: secret}} {
		if err := os.WriteFile(name, pem.EncodeToMemory(block), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return certFile, keyFile
}

// The server answers by TLS, takes up a renewed pair without a restart, keeps
// the old one while the renewal is not whole, and refuses old protocols.
func TestTLS(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	certFile, keyFile := pairOf(t, dir, 1)
	cert, err := LoadCertificate(certFile, keyFile)
	if err != nil {
		t.Fatal(err)
	}
	now := time.Now()
	cert.Now, cert.Log = func() time.Time { return now }, slog.New(slog.DiscardHandler)
	cfg := testConfig(t, nil)
	cfg.Log, cfg.Secure = slog.New(slog.DiscardHandler), true
	s, err := New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- s.Serve(ctx, tls.NewListener(l, cert.TLS())) }()

	for _, step := range []struct {
		name   string
		change func()
		serial int64
	}{
		{"first pair", func() {}, 1},
		{"renewed, but seen a moment ago", func() { pairOf(t, dir, 22) }, 1},
		{"renewed", func() { now = now.Add(time.Minute) }, 22},
		{"half a renewal", func() { os.WriteFile(keyFile, []byte("nothing"), 0o600); now = now.Add(time.Minute) }, 22},
		{"file gone", func() { os.Remove(certFile); now = now.Add(time.Minute) }, 22},
		{"whole again", func() { pairOf(t, dir, 333); now = now.Add(time.Minute) }, 333},
	} {
		step.change()
		for _, version := range []uint16{tls.VersionTLS12, tls.VersionTLS13} {
			state := ask(t, l.Addr().String(), &tls.Config{MaxVersion: version, InsecureSkipVerify: true})
			if state.Version != version || state.PeerCertificates[0].SerialNumber.Int64() != step.serial {
				t.Errorf("%s: version %x, serial %v", step.name, state.Version, state.PeerCertificates[0].SerialNumber)
			}
		}
	}
	if state := ask(t, l.Addr().String(), &tls.Config{InsecureSkipVerify: true}); state.Version != tls.VersionTLS13 {
		t.Errorf("a browser that can do better got %x", state.Version)
	}
	for name, bad := range map[string]*tls.Config{
		"TLS 1.1":            {MinVersion: tls.VersionTLS10, MaxVersion: tls.VersionTLS11, InsecureSkipVerify: true},
		"no forward secrecy": {MaxVersion: tls.VersionTLS12, CipherSuites: []uint16{tls.TLS_RSA_WITH_AES_128_GCM_SHA256}, InsecureSkipVerify: true},
		"CBC":                {MaxVersion: tls.VersionTLS12, CipherSuites: []uint16{tls.TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA}, InsecureSkipVerify: true},
		"strangers' trust":   {},
	} {
		if c, err := tls.Dial("tcp", l.Addr().String(), bad); err == nil {
			c.Close()
			t.Errorf("%s: accepted", name)
		}
	}
	plainHTTP(t, l.Addr().String())
	stop()
	if err := <-ended; err != nil {
		t.Error(err)
	}
}

// ask gets a page on a connection of its own and returns how it was protected.
func ask(t *testing.T, addr string, cfg *tls.Config) tls.ConnectionState {
	t.Helper()
	tr := &http.Transport{TLSClientConfig: cfg, ForceAttemptHTTP2: true}
	defer tr.CloseIdleConnections()
	r, err := (&http.Client{Transport: tr}).Get("https://" + addr + "/public")
	if err != nil {
		t.Fatal(err)
	}
	defer r.Body.Close()
	if r.StatusCode != 200 || r.TLS == nil || r.Header.Get("Strict-Transport-Security") == "" || r.ProtoMajor != 2 {
		t.Fatalf("%d %s %v", r.StatusCode, r.Proto, r.Header)
	}
	return *r.TLS
}

// plainHTTP shows that no page is given to whoever does not speak TLS, and that
// nobody is led elsewhere, which would hide that something was sent in clear.
func plainHTTP(t *testing.T, addr string) {
	t.Helper()
	r, err := http.Get("http://" + addr + "/public")
	if err != nil {
		return
	}
	defer r.Body.Close()
	if r.StatusCode != http.StatusBadRequest || r.Header.Get("Location") != "" {
		t.Errorf("plain HTTP: %d %v", r.StatusCode, r.Header)
	}
}

func TestCertificateMustFit(t *testing.T) {
	t.Parallel()
	one, two := t.TempDir(), t.TempDir()
	certFile, _ := pairOf(t, one, 1)
	_, keyFile := pairOf(t, two, 2)
	if _, err := LoadCertificate(certFile, keyFile); err == nil {
		t.Error("the key of another certificate is accepted")
	}
	if _, err := LoadCertificate(certFile, filepath.Join(one, "none.pem")); err == nil {
		t.Error("a missing key is accepted")
	}
}
