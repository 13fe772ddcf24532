package main

import (
	"crypto/tls"
	"fmt"
	"net"

	"neove/internal/web"
)

// listen opens the address, by TLS when there is a certificate. Without one,
// other machines are refused unless a proxy speaks TLS for us: passwords and
// victims' files in clear on a network must not come from a forgotten flag.
func (c serveCmd) listen() (l net.Listener, scheme string, err error) {
	if c.TLSCert == "" {
		if !c.Secure && !loopback(c.Listen) {
			return nil, "", fmt.Errorf("--listen %s reaches other machines: give --tls-cert and --tls-key, or --secure when a proxy on this machine ends TLS", c.Listen)
		}
		l, err = net.Listen("tcp", c.Listen)
		return l, "http", err
	}
	cert, err := web.LoadCertificate(c.TLSCert, c.TLSKey)
	if err != nil {
		return nil, "", err
	}
	if l, err = net.Listen("tcp", c.Listen); err != nil {
		return nil, "", err
	}
	return tls.NewListener(l, cert.TLS()), "https", nil
}

func loopback(address string) bool {
	host, _, err := net.SplitHostPort(address)
	ip := net.ParseIP(host)
	return err == nil && (host == "localhost" || ip != nil && ip.IsLoopback())
}
