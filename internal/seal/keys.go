package seal

import (
	"crypto/hmac"
	"crypto/hpke"
	"crypto/sha256"
	"slices"
	"sync"

	"neove/internal/db"
	"neove/internal/errs"
)

// Compartments of a person's or case's file. Other slices may name their own
// ("tip"). A key of one opens nothing of another.
const (
	Core      = "core"
	Identity  = "identity"
	Testimony = "testimony"
	Health    = "health"
	Place     = "place"
)

// Keys is the root key in memory and all that hangs on it. It is safe for
// concurrent use. A nil *Keys refuses everything with Unavailable.
type Keys struct {
	// Columns lists where sealed values stand, so that they can be re-sealed,
	// tried after a restore and looked for by tests. app fills it once.
	Columns []Column

	source *Source // nil when the ring came from memory
	mu     sync.RWMutex
	ring   *ring
	cache  map[[32]byte][32]byte // digest of a sealed compartment key → key
	pairs  map[[32]byte]hpke.PrivateKey
}

// cacheSize bounds the keys kept in memory: 250,000 are about 30 MB.
const cacheSize = 250_000

func newKeys(r *ring) *Keys {
	return &Keys{ring: r, cache: map[[32]byte][32]byte{}, pairs: map[[32]byte]hpke.PrivateKey{}}
}

// Throwaway makes a root key that is stored nowhere: for the demo, whose
// database dies with it, and for tests.
func Throwaway() *Keys { return newKeys(newRing("0000-00-00")) }

// ForTest is a root key for tests, always a new one.
func ForTest() *Keys { return Throwaway() }

func (k *Keys) state() (*ring, error) {
	if k == nil {
		return nil, errs.New(errs.Unavailable, "seal.err.no_root")
	}
	k.mu.RLock()
	defer k.mu.RUnlock()
	return k.ring, nil
}

// Fingerprint names the current root key; "" without one.
func (k *Keys) Fingerprint() string {
	r, err := k.state()
	if err != nil {
		return ""
	}
	return r.current().fingerprint()
}

// rootFor finds the root key with the fingerprint. A rotation by the command
// line adds a key to the file while the server runs, so an unknown one is
// looked for there before it is refused.
func (k *Keys) rootFor(fp string) (root, error) {
	r, err := k.state()
	if err != nil {
		return root{}, err
	}
	if found, ok := r.byFingerprint(fp); ok {
		return found, nil
	}
	if k.source != nil {
		if fresh, err := k.source.read(); err == nil {
			if found, ok := fresh.byFingerprint(fp); ok {
				k.mu.Lock()
				k.ring = fresh
				k.mu.Unlock()
				return found, nil
			}
		}
	}
	return root{}, errs.New(errs.Unavailable, "seal.err.other_root", "root", fp)
}

// Sub is the key for one purpose of the program: "pepper", "audit", "person
// search". Losing one tells nothing of the others. It outlives a rotation of
// the root key.
func (k *Keys) Sub(label string) ([]byte, error) {
	r, err := k.state()
	if err != nil {
		return nil, err
	}
	return derived(r.derive[:], "sub/"+label, 32), nil
}

// HMAC hides a near-unique value (a citizen id; name, birth date and sex
// together) that has to be compared. Never use it for names, words or other
// values with few forms: their frequencies would give them away.
func (k *Keys) HMAC(label, value string) ([]byte, error) {
	key, err := k.Sub("hmac/" + label)
	if err != nil {
		return nil, err
	}
	m := hmac.New(sha256.New, key)
	m.Write([]byte(value))
	return m.Sum(nil), nil
}

// Wrap seals a value of the program itself that belongs to no subject, such as
// a second factor or a draft; bound ties it to its row.
func (k *Keys) Wrap(label string, plain []byte, bound ...string) ([]byte, error) {
	key, err := k.Sub("wrap/" + label)
	if err != nil {
		return nil, err
	}
	return sealBytes(key, bind(bound...), pad(plain)), nil
}

// Unwrap opens what Wrap sealed, with the same label and bound.
func (k *Keys) Unwrap(label string, box []byte, bound ...string) ([]byte, error) {
	key, err := k.Sub("wrap/" + label)
	if err != nil {
		return nil, err
	}
	plain, err := openBytes(key, bind(bound...), box)
	if err != nil {
		return nil, errs.Wrap(errs.Internal, err, "seal.err.open")
	}
	return unpad(plain)
}

// WrapFile is Wrap for the content of a file, whose size tells nothing that its
// row does not tell.
func (k *Keys) WrapFile(label string, plain []byte, bound ...string) ([]byte, error) {
	key, err := k.Sub("wrap/" + label)
	if err != nil {
		return nil, err
	}
	return sealBytes(key, bind(bound...), plain), nil
}

// UnwrapFile opens what WrapFile sealed, with the same label and bound.
func (k *Keys) UnwrapFile(label string, box []byte, bound ...string) ([]byte, error) {
	key, err := k.Sub("wrap/" + label)
	if err != nil {
		return nil, err
	}
	plain, err := openBytes(key, bind(bound...), box)
	if err != nil {
		return nil, errs.Wrap(errs.Internal, err, "seal.err.open")
	}
	return plain, nil
}

// Sealer is Wrap for a part of the program that knows nothing of keys.
func (k *Keys) Sealer(label string) db.Sealer {
	return db.Sealer{
		Seal: func(plain []byte) ([]byte, error) { return k.Wrap(label, plain) },
		Open: func(box []byte) ([]byte, error) { return k.Unwrap(label, box) },
	}
}

// unsealed remembers the outcome of a slow unsealing. The digest covers the
// sealed bytes and what they are bound to, and the caller reads those bytes
// from the database each time: a row that is gone opens nothing.
func (k *Keys) unsealed(bound, sealed []byte, open func() ([]byte, error)) (key [32]byte, err error) {
	digest := digestOf(bound, sealed)
	k.mu.RLock()
	key, ok := k.cache[digest]
	k.mu.RUnlock()
	if ok {
		return key, nil
	}
	raw, err := open()
	if err != nil {
		return key, err
	}
	if len(raw) != 32 {
		return key, errOpen
	}
	copy(key[:], raw)
	k.remember(digest, key)
	return key, nil
}

func digestOf(bound, sealed []byte) [32]byte {
	return sha256.Sum256(slices.Concat(bind(string(bound)), sealed))
}

func (k *Keys) remember(digest, key [32]byte) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if len(k.cache) >= cacheSize {
		clear(k.cache)
	}
	k.cache[digest] = key
}

// forget drops the unsealed keys from memory, after a shred.
func (k *Keys) forget() {
	k.mu.Lock()
	defer k.mu.Unlock()
	clear(k.cache)
	clear(k.pairs)
}
