package checkpoint

import (
	"crypto/ed25519"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"
	"unicode"

	"golang.org/x/mod/sumdb/note"
)

// Use is what a key signs: the first byte of its public form.
type Use byte

// The uses. A witness signs the time at which it saw the checkpoint with it.
const (
	ForLog     Use = 1 // Ed25519 over the text
	ForWitness Use = 4 // Ed25519 over time and text (cosignature/v1)
)

// Key signs checkpoints; it is a note.Signer.
type Key struct {
	name string
	use  Use
	key  ed25519.PrivateKey
	// Clock is the witness's; nil means time.Now.
	Clock func() time.Time
}

var errKey = errors.New("checkpoint: not a key")

// NewKey makes a random key. A name is like a host name: no space, no plus.
func NewKey(use Use, name string) (*Key, error) {
	seed := make([]byte, ed25519.SeedSize)
	rand.Read(seed) // never fails since Go 1.24
	return KeyFromSeed(use, name, seed)
}

// KeyFromSeed makes the key that belongs to 32 secret bytes.
func KeyFromSeed(use Use, name string, seed []byte) (*Key, error) {
	if name == "" || strings.ContainsFunc(name, func(r rune) bool { return r == '+' || unicode.IsSpace(r) }) {
		return nil, fmt.Errorf("checkpoint: %q cannot name a key: no space and no plus sign", name)
	}
	if len(seed) != ed25519.SeedSize || use != ForLog && use != ForWitness {
		return nil, errKey
	}
	return &Key{name: name, use: use, key: ed25519.NewKeyFromSeed(seed)}, nil
}

const secretPrefix = "PRIVATE+KEY"

// Secret is the text of the whole key, for a file that nobody else reads.
func (k *Key) Secret() string {
	return fmt.Sprintf("%s+%s+%08x+%s", secretPrefix, k.name, k.KeyHash(), encode(k.use, k.key.Seed()))
}

// ParseKey reads the text of Secret.
func ParseKey(secret string) (*Key, error) {
	rest, ok := strings.CutPrefix(strings.TrimSpace(secret), secretPrefix+"+")
	if !ok {
		return nil, errKey
	}
	name, use, seed, hash, err := parts(rest)
	if err != nil {
		return nil, err
	}
	k, err := KeyFromSeed(use, name, seed)
	if err != nil || k.KeyHash() != hash {
		return nil, errKey
	}
	return k, nil
}

// Public is the text that others check signatures with.
func (k *Key) Public() string {
	return fmt.Sprintf("%s+%08x+%s", k.name, k.KeyHash(), encode(k.use, k.public()))
}

func (k *Key) public() ed25519.PublicKey { return k.key.Public().(ed25519.PublicKey) }

// Name is the name in the signature line.
func (k *Key) Name() string { return k.name }

// KeyHash tells keys of one name apart.
func (k *Key) KeyHash() uint32 { return keyHash(k.name, k.use, k.public()) }

// Sign signs the text of a note.
func (k *Key) Sign(text []byte) ([]byte, error) {
	if k.use == ForLog {
		return ed25519.Sign(k.key, text), nil
	}
	now := time.Now
	if k.Clock != nil {
		now = k.Clock
	}
	at := uint64(now().Unix())
	return append(binary.BigEndian.AppendUint64(nil, at), ed25519.Sign(k.key, cosigned(at, text))...), nil
}

// cosigned is what a witness signs.
func cosigned(at uint64, text []byte) []byte {
	return append(fmt.Appendf(nil, "cosignature/v1\ntime %d\n", at), text...)
}

// Verifier reads a public key of either use.
func Verifier(public string) (note.Verifier, error) {
	public = strings.TrimSpace(public)
	name, use, key, hash, err := parts(public)
	if err != nil {
		return nil, err
	}
	switch {
	case use == ForLog:
		return note.NewVerifier(public)
	case use != ForWitness || len(key) != ed25519.PublicKeySize || keyHash(name, use, key) != hash:
		return nil, errKey
	}
	return &cosignVerifier{name, hash, key}, nil
}

type cosignVerifier struct {
	name string
	hash uint32
	key  ed25519.PublicKey
}

func (v *cosignVerifier) Name() string    { return v.name }
func (v *cosignVerifier) KeyHash() uint32 { return v.hash }

func (v *cosignVerifier) Verify(text, sig []byte) bool {
	if len(sig) != 8+ed25519.SignatureSize {
		return false
	}
	return ed25519.Verify(v.key, cosigned(binary.BigEndian.Uint64(sig), text), sig[8:])
}

func encode(use Use, b []byte) string {
	return base64.StdEncoding.EncodeToString(append([]byte{byte(use)}, b...))
}

func keyHash(name string, use Use, public []byte) uint32 {
	sum := sha256.Sum256(append([]byte(name+"\n"+string(rune(use))), public...))
	return binary.BigEndian.Uint32(sum[:])
}

// parts reads name+hash+base64(use ‖ key).
func parts(text string) (name string, use Use, key []byte, hash uint32, err error) {
	f := strings.SplitN(text, "+", 3)
	if len(f) != 3 {
		return "", 0, nil, 0, errKey
	}
	h, err := strconv.ParseUint(f[1], 16, 32)
	if err != nil {
		return "", 0, nil, 0, errKey
	}
	raw, err := base64.StdEncoding.DecodeString(f[2])
	if err != nil || len(raw) < 2 {
		return "", 0, nil, 0, errKey
	}
	return f[0], Use(raw[0]), raw[1:], uint32(h), nil
}
