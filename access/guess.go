package access

import (
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"encoding/hex"
	"net"
	"net/http"
	"net/netip"
	"slices"
	"strings"
	"time"

	"neove/internal/db"
	"neove/internal/errs"
	"neove/internal/id"
)

// Whoever guesses is slowed down, nobody is locked out: a lock is a weapon in
// the hand of whoever knows an account name. After the free tries a counter
// waits 2, 4, 8 … seconds, up to its longest.
type limit struct {
	free    int64
	longest time.Duration
}

var (
	ofPair    = limit{5, time.Minute}       // this account from this network
	ofNetwork = limit{30, time.Minute}      // all accounts from this network
	ofAccount = limit{20, 30 * time.Second} // this account from everywhere
)

const forgetAfter = 15 * time.Minute // without a try the count begins again

func (l limit) wait(failures int64) time.Duration {
	n := failures - l.free
	if n < 0 {
		return 0
	}
	return min(2*time.Second<<min(n, 10), l.longest)
}

type counter struct {
	key string
	limit
}

// counters are what a try counts for. A browser in which the person has signed
// in before counts for itself alone: strangers who guess cannot slow it down.
func (s *Service) counters(account string, u User, in Entry) []counter {
	if nonce := s.knownDevice(in.Device, u.ID); nonce != "" {
		return []counter{{attemptKey("device", nonce), ofPair}}
	}
	out := []counter{{attemptKey("pair", account, in.Network), ofPair}, {attemptKey("account", account), ofAccount}}
	if in.Network != "" {
		out = append(out, counter{attemptKey("network", in.Network), ofNetwork})
	}
	return out
}

// attemptKey hides what was typed: people type passwords into the wrong field.
func attemptKey(parts ...string) string {
	sum := sha256.Sum256([]byte(strings.Join(parts, "\x00")))
	return hex.EncodeToString(sum[:16])
}

// countTry refuses while a counter waits and counts the try otherwise, before
// the slow hash, so that many tries at once count as many.
func countTry(tx *db.Tx, counters ...counter) error {
	rows := make([]attempt, len(counters))
	var left time.Duration
	for i, c := range counters {
		a, err := attemptOf(tx, c.key)
		if err != nil && !errs.Is(err, errs.NotFound) {
			return err
		}
		if tx.Now.Sub(a.LastAt) > forgetAfter {
			a.Failures = 0
		}
		left = max(left, a.LastAt.Add(c.wait(a.Failures)).Sub(tx.Now))
		rows[i] = attempt{c.key, a.Failures + 1, tx.Now}
	}
	if left > 0 {
		return errs.New(errs.TooMany, "access.err.slow", "seconds", int((left+time.Second-1)/time.Second))
	}
	if _, err := tx.Exec("DELETE FROM access_attempts WHERE last_at<?", db.Arg(tx.Now.Add(-forgetAfter))); err != nil {
		return err
	}
	return db.UpsertAll(tx, "access_attempts", "account", rows)
}

// forgive forgets what a person's own tries counted; of the shared counters it
// takes back only this one, so that signing in oneself does not clear a network.
func forgive(tx *db.Tx, counters []counter) error {
	for i, c := range counters {
		query := "UPDATE access_attempts SET failures=failures-1 WHERE account=? AND failures>0"
		if i == 0 {
			query = "DELETE FROM access_attempts WHERE account=?"
		}
		if _, err := tx.Exec(query, c.key); err != nil {
			return err
		}
	}
	return nil
}

const maxDevices = 5 // people who share one browser

// knownDevice is the nonce of this account in the browser's device cookie, ""
// when the person has not signed in here. The cookie holds no account.
func (s *Service) knownDevice(cookie, user string) string {
	if len(s.Pepper) == 0 || user == "" {
		return ""
	}
	for _, entry := range strings.Split(cookie, "~") {
		nonce, mac, _ := strings.Cut(entry, ".")
		if subtle.ConstantTimeCompare([]byte(mac), []byte(s.deviceMAC(user, nonce))) == 1 {
			return nonce
		}
	}
	return ""
}

func (s *Service) deviceMAC(user, nonce string) string {
	return base64.RawURLEncoding.EncodeToString(pepper(s.Pepper).mac("device|" + user + "|" + nonce)[:16])
}

// remember adds the account to a device cookie; "" when it stands there already.
func (s *Service) remember(cookie, user string) string {
	if len(s.Pepper) == 0 || s.knownDevice(cookie, user) != "" {
		return ""
	}
	nonce := id.Secret(8)
	entries := []string{nonce + "." + s.deviceMAC(user, nonce)}
	if cookie != "" {
		entries = append(entries, strings.Split(cookie, "~")...)
	}
	return strings.Join(entries[:min(len(entries), maxDevices)], "~")
}

// networkOf is where a request comes from: the address, of IPv6 the /64. A proxy
// on this machine says whom it speaks for in the last X-Forwarded-For.
func networkOf(r *http.Request) string {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		return ""
	}
	ip, err := netip.ParseAddr(host)
	if err != nil {
		return ""
	}
	if ip.IsLoopback() {
		all := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
		if far, err := netip.ParseAddr(strings.TrimSpace(slices.Concat([]string{""}, all)[len(all)])); err == nil {
			ip = far
		}
	}
	if ip = ip.Unmap(); ip.Is6() {
		p, _ := ip.Prefix(64)
		return p.String()
	}
	return ip.String()
}
