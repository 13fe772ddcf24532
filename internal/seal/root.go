package seal

import (
	"bufio"
	"crypto/hkdf"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"
)

// ring is what the key file holds: the root keys, current one first, and the
// key from which sub keys are derived. Older roots open backups of their time.
// The derived key outlives a rotation of the root, because passwords (pepper)
// and the values for duplicate search hang on it.
type ring struct {
	roots  []root
	derive [32]byte
}

type root struct {
	key  [32]byte
	made string // day, for people who tidy the file
}

const ringHead = "neove-keys 1"

func newRing(day string) *ring {
	r := &ring{roots: []root{newRoot(day)}}
	rand.Read(r.derive[:]) // never fails since Go 1.24
	return r
}

func newRoot(day string) root {
	k := root{made: day}
	rand.Read(k.key[:])
	return k
}

// fingerprint names a root key without telling anything about it.
func (r root) fingerprint() string { return hex.EncodeToString(derived(r.key[:], "fingerprint", 8)) }

func (r *ring) current() root { return r.roots[0] }

func (r *ring) byFingerprint(fp string) (root, bool) {
	for _, k := range r.roots {
		if k.fingerprint() == fp {
			return k, true
		}
	}
	return root{}, false
}

// derived makes a key for one purpose; knowing it tells nothing of the others.
func derived(key []byte, label string, n int) []byte {
	out, err := hkdf.Key(sha256.New, key, nil, "neove/"+label, n)
	if err != nil {
		panic(err) // only a length over 8160 bytes
	}
	return out
}

func (r *ring) text() string {
	var b strings.Builder
	fmt.Fprintln(&b, ringHead)
	for _, k := range r.roots {
		fmt.Fprintln(&b, "root", k.made, k.fingerprint(), base64.StdEncoding.EncodeToString(k.key[:]))
	}
	fmt.Fprintln(&b, "derive", base64.StdEncoding.EncodeToString(r.derive[:]))
	return b.String()
}

var errRing = errors.New("seal: this is not a key file, or it is damaged")

// parseRing reads a key file. Lines that begin with # are remarks.
func parseRing(text string) (*ring, error) {
	r, haveDerive, head := &ring{}, false, false
	lines := bufio.NewScanner(strings.NewReader(text))
	for lines.Scan() {
		line := strings.TrimSpace(lines.Text())
		f := strings.Fields(line)
		switch {
		case line == "" || strings.HasPrefix(line, "#"):
		case line == ringHead && !head:
			head = true
		case head && len(f) == 4 && f[0] == "root":
			k := root{made: f[1]}
			if !decodeKey(&k.key, f[3]) || k.fingerprint() != f[2] {
				return nil, errRing
			}
			r.roots = append(r.roots, k)
		case head && len(f) == 2 && f[0] == "derive" && !haveDerive:
			if haveDerive = decodeKey(&r.derive, f[1]); !haveDerive {
				return nil, errRing
			}
		default:
			return nil, errRing
		}
	}
	if lines.Err() != nil || len(r.roots) == 0 || !haveDerive {
		return nil, errRing
	}
	return r, nil
}

func decodeKey(to *[32]byte, text string) bool {
	raw, err := base64.StdEncoding.Strict().DecodeString(text)
	return err == nil && copy(to[:], raw) == 32 && len(raw) == 32
}
