package web

import (
	"crypto/tls"
	"fmt"
	"log/slog"
	"os"
	"sync"
	"time"
)

// certificateEvery bounds how often the files are looked at.
const certificateEvery = 10 * time.Second

// Certificate is a key pair in two PEM files. A renewed pair is taken up
// without a restart, so that whoever renews certificates needs no right over
// the server.
type Certificate struct {
	CertFile, KeyFile string
	Log               *slog.Logger     // of a renewal that fails; nil for the default
	Now               func() time.Time // nil for time.Now

	mu      sync.Mutex
	pair    *tls.Certificate
	stamp   [2]fileStamp
	checked time.Time
}

// fileStamp tells a replaced file from the one that was read.
type fileStamp struct {
	size int64
	at   time.Time
}

// LoadCertificate reads the pair. Errors: a missing file, a key that does not
// belong to the certificate.
func LoadCertificate(certFile, keyFile string) (*Certificate, error) {
	c := &Certificate{CertFile: certFile, KeyFile: keyFile}
	stamp, err := c.look()
	if err != nil {
		return nil, err
	}
	return c, c.read(stamp)
}

// TLS is the configuration of a listener: TLS 1.3 wherever the browser can, 1.2
// with forward secrecy and authenticated encryption where it cannot. Suites of
// 1.3 are not configurable in Go and all good.
func (c *Certificate) TLS() *tls.Config {
	return &tls.Config{
		MinVersion:     tls.VersionTLS12,
		NextProtos:     []string{"h2", "http/1.1"},
		GetCertificate: func(*tls.ClientHelloInfo) (*tls.Certificate, error) { return c.current(), nil },
		CipherSuites: []uint16{
			tls.TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384, tls.TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384,
			tls.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256, tls.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256,
			tls.TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256, tls.TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256,
		},
	}
}

// current is the newest pair that can be used. Half a renewal (the certificate
// is new, the key not yet) leaves the old pair in place and is tried again.
func (c *Certificate) current() *tls.Certificate {
	c.mu.Lock()
	defer c.mu.Unlock()
	now := c.now()
	if now.Sub(c.checked) < certificateEvery && !now.Before(c.checked) {
		return c.pair
	}
	c.checked = now
	stamp, err := c.look()
	if err == nil && stamp == c.stamp {
		return c.pair
	}
	if err == nil {
		err = c.read(stamp)
	}
	if err != nil {
		c.log().Error("certificate not renewed", "cause", err)
		return c.pair
	}
	c.log().Info("certificate renewed", "until", c.pair.Leaf.NotAfter)
	return c.pair
}

func (c *Certificate) look() (out [2]fileStamp, err error) {
	for i, name := range []string{c.CertFile, c.KeyFile} {
		info, err := os.Stat(name)
		if err != nil {
			return out, fmt.Errorf("web: %w", err)
		}
		out[i] = fileStamp{info.Size(), info.ModTime()}
	}
	return out, nil
}

func (c *Certificate) read(stamp [2]fileStamp) error {
	pair, err := tls.LoadX509KeyPair(c.CertFile, c.KeyFile)
	if err != nil {
		return fmt.Errorf("web: %w", err)
	}
	c.pair, c.stamp = &pair, stamp
	return nil
}

func (c *Certificate) now() time.Time {
	if c.Now == nil {
		return time.Now()
	}
	return c.Now()
}

func (c *Certificate) log() *slog.Logger {
	if c.Log == nil {
		return slog.Default()
	}
	return c.Log
}
