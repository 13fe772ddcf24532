package tip

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"net"
	"net/netip"
	"sync"
	"time"
)

// gate slows floods of the public form down without keeping who sent what: a
// network is a digest under a key that this process forgets at every window.
// Nothing is stored.
type gate struct {
	mu    sync.Mutex
	begin time.Time
	key   [32]byte
	seen  map[[16]byte]int
	all   map[string]int
}

// Limits in a window. A village may share one address behind its provider, so
// the limit of a network is not tight; the limit of all bounds a botnet.
const (
	window      = 10 * time.Minute
	maxReports  = 10
	maxAsks     = 20
	maxTogether = 300
	maxNetworks = 100_000
)

func newGate() *gate { return &gate{} }

// pass counts a try of a kind ("report", "status") from an address, and says
// whether it may go on; wait is how long until the next window.
func (g *gate) pass(kind, addr string, limit int, now time.Time) (ok bool, wait time.Duration) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if now.Sub(g.begin) >= window || now.Before(g.begin) {
		g.begin, g.seen, g.all = now, map[[16]byte]int{}, map[string]int{}
		rand.Read(g.key[:])
	}
	wait = window - now.Sub(g.begin)
	m := hmac.New(sha256.New, g.key[:])
	m.Write([]byte(kind + "|" + network(addr)))
	var who [16]byte
	copy(who[:], m.Sum(nil))
	if len(g.seen) >= maxNetworks && g.seen[who] == 0 {
		return false, wait
	}
	if g.seen[who]++; g.seen[who] > limit {
		return false, wait // and takes nothing of what all have together
	}
	g.all[kind]++
	return g.all[kind] <= maxTogether, wait
}

// network is the /24 or /48 of an address: what one sender can usually change
// within.
func network(addr string) string {
	host, _, err := net.SplitHostPort(addr)
	if err != nil {
		host = addr
	}
	ip, err := netip.ParseAddr(host)
	if err != nil {
		return "?"
	}
	ip = ip.Unmap()
	bits := 24
	if ip.Is6() {
		bits = 48
	}
	p, err := ip.Prefix(bits)
	if err != nil {
		return "?"
	}
	return p.String()
}
