// Package id makes record identifiers: random, time-ordered, never meaningful.
package id

import (
	"crypto/rand"
	"encoding/base32"
	"time"
)

// Crockford's alphabet in lower case: no i, l, o, u, so an id can be read aloud.
var enc = base32.NewEncoding("0123456789abcdefghjkmnpqrstvwxyz").WithPadding(base32.NoPadding)

// New returns 26 characters: 48 bits of milliseconds, then 80 random bits.
func New(now time.Time) string {
	var b [16]byte
	ms := uint64(now.UnixMilli())
	for i := range 6 {
		b[i] = byte(ms >> (40 - 8*i))
	}
	rand.Read(b[6:]) // never fails since Go 1.24
	return enc.EncodeToString(b[:])
}

// Secret returns a random text of n bytes of entropy for tokens and passwords.
func Secret(n int) string {
	b := make([]byte, n)
	rand.Read(b)
	return enc.EncodeToString(b)
}
