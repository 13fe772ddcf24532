package access

import (
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"errors"
	"fmt"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"

	"golang.org/x/crypto/argon2"

	"neove/internal/errs"
	"neove/internal/vntext"
)

// Cost of argon2id: 32 MiB, two passes, one lane.
const (
	hashMemory = 32 << 10
	hashPasses = 2
	hashLanes  = 1
	hashKey    = 32
)

// hashing lets at most one hash per core run; the rest queue, and a queue that
// nobody would live to see the end of is refused.
var (
	hashing = make(chan struct{}, runtime.NumCPU())
	queue   = make(chan struct{}, 64)
)

func queued(ctx context.Context, fn func()) error {
	select {
	case queue <- struct{}{}:
		defer func() { <-queue }()
	default:
		return errs.New(errs.TooMany, "access.err.busy", "seconds", 5)
	}
	select {
	case hashing <- struct{}{}:
		defer func() { <-hashing }()
		fn()
		sweep()
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// sweep gives the 32 MiB of finished hashes back after every other one: left to
// itself the collector waits until the heap has doubled, so that guessing would
// make the server grow.
func sweep() {
	if hashes.Add(1)%2 == 0 && sweeping.TryLock() {
		go func() {
			defer sweeping.Unlock()
			runtime.GC()
		}()
	}
}

var (
	hashes   atomic.Int64
	sweeping sync.Mutex
)

// pepper is a key outside of the database; nil where the program has none, as
// on the command line. A stolen table of hashes is worth nothing without it.
type pepper []byte

// id names the pepper in a stored hash, so that a wrong one is told from a
// wrong password.
func (k pepper) id() string {
	if len(k) == 0 {
		return ""
	}
	return base64.RawURLEncoding.EncodeToString(k.mac("id")[:6])
}

func (k pepper) mac(text string) []byte {
	m := hmac.New(sha256.New, k)
	m.Write([]byte(text))
	return m.Sum(nil)
}

// input is what argon2id gets. Passwords are taken as NFC, since input methods
// differ in how they compose letters.
func (k pepper) input(password string) []byte {
	if password = vntext.NFC(password); len(k) == 0 {
		return []byte(password)
	}
	return k.mac("password|" + password)
}

// phc is a stored hash taken apart: $argon2id$v=19$m=…,t=…,p=…[,keyid=…]$salt$key.
type phc struct {
	memory, passes uint32
	lanes          uint8
	keyID          string
	salt, key      []byte
}

var errPHC = errors.New("access: stored password is not argon2id")

func newPHC(keyID string, salt []byte) phc {
	if salt == nil {
		salt = make([]byte, 16)
		rand.Read(salt)
	}
	return phc{memory: hashMemory, passes: hashPasses, lanes: hashLanes, keyID: keyID, salt: salt, key: make([]byte, hashKey)}
}

func (p phc) cost() string {
	s := fmt.Sprintf("m=%d,t=%d,p=%d", p.memory, p.passes, p.lanes)
	if p.keyID != "" {
		s += ",keyid=" + p.keyID
	}
	return s
}

func (p phc) String() string {
	b := base64.RawStdEncoding
	return fmt.Sprintf("$argon2id$v=%d$%s$%s$%s", argon2.Version, p.cost(), b.EncodeToString(p.salt), b.EncodeToString(p.key))
}

func (p phc) hash(input []byte) []byte {
	return argon2.IDKey(input, p.salt, p.passes, p.memory, p.lanes, uint32(len(p.key)))
}

func parsePHC(s string) (phc, error) {
	var p phc
	parts := strings.Split(s, "$")
	if len(parts) != 6 || parts[1] != "argon2id" || parts[2] != fmt.Sprintf("v=%d", argon2.Version) {
		return p, errPHC
	}
	cost, keyID, _ := strings.Cut(parts[3], ",keyid=")
	p.keyID = keyID
	n, err := fmt.Sscanf(cost, "m=%d,t=%d,p=%d", &p.memory, &p.passes, &p.lanes)
	if n != 3 || err != nil || parts[3] != p.cost() {
		return p, errPHC
	}
	strict := base64.RawStdEncoding.Strict()
	var err1, err2 error
	p.salt, err1 = strict.DecodeString(parts[4])
	p.key, err2 = strict.DecodeString(parts[5])
	if err1 != nil || err2 != nil || !p.sane() {
		return phc{}, errPHC
	}
	return p, nil
}

// sane bounds what a stored text may make this machine do: 256 MiB, 16 passes.
func (p phc) sane() bool {
	return len(p.salt) >= 8 && len(p.salt) <= 64 && len(p.key) >= 16 && len(p.key) <= 64 && len(p.keyID) <= 20 &&
		p.memory >= 8 && p.memory <= 256<<10 && p.passes >= 1 && p.passes <= 16 && p.lanes >= 1 && p.lanes <= 16
}

// hashPassword returns the stored form of a password.
func (k pepper) hashPassword(ctx context.Context, password string) (string, error) {
	p := newPHC(k.id(), nil)
	err := queued(ctx, func() { p.key = p.hash(k.input(password)) })
	return p.String(), err
}

// outdated reports a hash of other parameters than today's, or without pepper
// where there is one.
func (k pepper) outdated(stored string) bool {
	p, err := parsePHC(stored)
	return err == nil && (p.memory != hashMemory || p.passes != hashPasses || p.lanes != hashLanes || len(p.key) != hashKey ||
		p.keyID == "" && len(k) > 0)
}

// nobody is checked when the account does not exist or has no password yet, so
// that the answer takes as long as for one that has.
const nobody = "$argon2id$v=19$m=32768,t=2,p=1$bm9ib2R5bm9ib2R5MTIzNA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"

// match says which of an account's two passwords was given.
type match int

const (
	noMatch match = iota
	ownMatch
	forcedMatch // the duress password
)

// check compares a password with the stored one and with the duress password,
// which shares its salt: one hash decides both, so time tells nothing of it.
func (k pepper) check(ctx context.Context, stored, duress, password string) (match, error) {
	p, err := parsePHC(stored)
	if err != nil {
		return noMatch, err
	}
	input := []byte(vntext.NFC(password))
	if p.keyID != "" {
		if p.keyID != k.id() {
			return noMatch, errs.New(errs.Unavailable, "access.err.pepper")
		}
		input = k.input(password)
	}
	second, err := parsePHC(duress)
	if err != nil || string(second.salt) != string(p.salt) || second.cost() != p.cost() || len(second.key) != len(p.key) {
		second.key = make([]byte, len(p.key))
	}
	found := noMatch
	err = queued(ctx, func() {
		key := p.hash(input)
		one, two := subtle.ConstantTimeCompare(key, p.key), subtle.ConstantTimeCompare(key, second.key)
		found = match(subtle.ConstantTimeSelect(one, int(ownMatch), subtle.ConstantTimeSelect(two, int(forcedMatch), int(noMatch))))
	})
	return found, err
}

// hashBeside is hashPassword under the salt of a stored hash.
func (k pepper) hashBeside(ctx context.Context, stored, password string) (string, error) {
	p, err := parsePHC(stored)
	if err != nil {
		return "", err
	}
	input := []byte(vntext.NFC(password))
	if p.keyID != "" {
		if p.keyID != k.id() {
			return "", errs.New(errs.Unavailable, "access.err.pepper")
		}
		input = k.input(password)
	}
	err = queued(ctx, func() { p.key = p.hash(input) })
	return p.String(), err
}
