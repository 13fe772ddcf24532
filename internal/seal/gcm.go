package seal

import (
	"crypto/aes"
	"crypto/cipher"
	"encoding/binary"
	"errors"
)

// errOpen says that a sealed value is damaged, was moved, or has another key;
// it never says which.
var errOpen = errors.New("seal: the value does not open")

// aead is AES-256-GCM that chooses a random nonce and puts it in front.
func aead(key []byte) cipher.AEAD {
	block, err := aes.NewCipher(key)
	if err != nil {
		panic(err) // a key that is not 32 bytes is a mistake in this package
	}
	g, err := cipher.NewGCMWithRandomNonce(block)
	if err != nil {
		panic(err)
	}
	return g
}

func sealBytes(key, bound, plain []byte) []byte { return aead(key).Seal(nil, nil, plain, bound) }

func openBytes(key, bound, box []byte) ([]byte, error) {
	plain, err := aead(key).Open(nil, nil, box, bound)
	if err != nil {
		return nil, errOpen
	}
	return plain, nil
}

// bind joins parts so that no two different lists give the same bytes: each
// part carries its length.
func bind(parts ...string) []byte {
	n := 0
	for _, p := range parts {
		n += 4 + len(p)
	}
	out := make([]byte, 0, n)
	for _, p := range parts {
		out = binary.BigEndian.AppendUint32(out, uint32(len(p)))
		out = append(out, p...)
	}
	return out
}
