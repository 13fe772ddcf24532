package access

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	_ "embed"
	"encoding/base64"
	"errors"
	"fmt"
	"runtime"
	"strings"
	"unicode/utf8"

	"golang.org/x/crypto/argon2"

	"neove/internal/errs"
	"neove/internal/vntext"
)

// Cost of argon2id: 32 MiB, two passes, one lane.
const (
	hashMemory  = 32 << 10
	hashPasses  = 2
	hashLanes   = 1
	hashKey     = 32
	minPassword = 12
	maxPassword = 200
)

// hashing lets at most one hash per core run; the rest queue.
var hashing = make(chan struct{}, runtime.NumCPU())

func queued(ctx context.Context, fn func()) error {
	select {
	case hashing <- struct{}{}:
		defer func() { <-hashing }()
		fn()
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// hashPassword returns the PHC text of a password. Passwords are hashed as NFC,
// since input methods differ in how they compose letters.
func hashPassword(ctx context.Context, password string) (string, error) {
	salt := make([]byte, 16)
	rand.Read(salt)
	var key []byte
	password = vntext.NFC(password)
	if err := queued(ctx, func() { key = argon2.IDKey([]byte(password), salt, hashPasses, hashMemory, hashLanes, hashKey) }); err != nil {
		return "", err
	}
	b := base64.RawStdEncoding
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, hashMemory, hashPasses, hashLanes,
		b.EncodeToString(salt), b.EncodeToString(key)), nil
}

type phc struct {
	memory, passes uint32
	lanes          uint8
	salt, key      []byte
}

var errPHC = errors.New("access: stored password is not argon2id")

func parsePHC(s string) (phc, error) {
	var p phc
	parts := strings.Split(s, "$")
	if len(parts) != 6 || parts[1] != "argon2id" || parts[2] != fmt.Sprintf("v=%d", argon2.Version) {
		return p, errPHC
	}
	n, err := fmt.Sscanf(parts[3], "m=%d,t=%d,p=%d", &p.memory, &p.passes, &p.lanes)
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

func (p phc) cost() string { return fmt.Sprintf("m=%d,t=%d,p=%d", p.memory, p.passes, p.lanes) }

// sane bounds what a stored text may make this machine do: 256 MiB, 16 passes.
func (p phc) sane() bool {
	return len(p.salt) >= 8 && len(p.salt) <= 64 && len(p.key) >= 16 && len(p.key) <= 64 &&
		p.memory >= 8 && p.memory <= 256<<10 && p.passes >= 1 && p.passes <= 16 && p.lanes >= 1 && p.lanes <= 16
}

// outdated reports a hash of other parameters than today's.
func outdated(stored string) bool {
	p, err := parsePHC(stored)
	return err == nil && (p.memory != hashMemory || p.passes != hashPasses || p.lanes != hashLanes || len(p.key) != hashKey)
}

// nobody is checked when the account does not exist, so that the answer takes
// as long as for one that does.
const nobody = "$argon2id$v=19$m=32768,t=2,p=1$bm9ib2R5bm9ib2R5MTIzNA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"

func checkPassword(ctx context.Context, stored, password string) (bool, error) {
	p, err := parsePHC(stored)
	if err != nil {
		return false, err
	}
	same := false
	password = vntext.NFC(password)
	err = queued(ctx, func() {
		key := argon2.IDKey([]byte(password), p.salt, p.passes, p.memory, p.lanes, uint32(len(p.key)))
		same = subtle.ConstantTimeCompare(key, p.key) == 1
	})
	return same, err
}

//go:embed blocked.txt
var blockedWords string

// checkNewPassword notes why a password is refused: length counts, and what
// everybody tries first; no rules about kinds of characters.
func checkNewPassword(c *errs.Check, field, account, password string) {
	key := strings.ReplaceAll(vntext.Fold(password), " ", "")
	switch n := utf8.RuneCountInString(vntext.NFC(password)); {
	case n < minPassword:
		c.Add(field, "access.err.short", "min", minPassword)
	case n > maxPassword:
		c.Add(field, "access.err.long", "max", maxPassword)
	case account != "" && strings.Contains(key, strings.ReplaceAll(vntext.Fold(account), " ", "")):
		c.Add(field, "access.err.contains_account")
	case common(key):
		c.Add(field, "access.err.common")
	}
}

// common reports a password made only of blocked words, digits and repetition.
func common(key string) bool {
	for w := range strings.FieldsSeq(blockedWords) {
		key = strings.ReplaceAll(key, w, "")
	}
	seen := map[rune]bool{}
	for _, r := range strings.Trim(key, "0123456789") {
		seen[r] = true
	}
	return len(seen) < 4
}
