package seal

import (
	"crypto/rand"
	"errors"
)

// point is one share of a secret: y is the value at x of one polynomial per
// byte over GF(256).
type point struct {
	x byte
	y []byte
}

// split gives n shares of which any k restore the secret and any fewer tell
// nothing about it (Shamir 1979).
func split(secret []byte, k, n int) []point {
	shares := make([]point, n)
	for i := range shares {
		shares[i] = point{byte(i + 1), make([]byte, len(secret))}
	}
	coefficients := make([]byte, k)
	for at, b := range secret {
		rand.Read(coefficients)
		coefficients[0] = b // the value at 0
		for _, s := range shares {
			for j := k - 1; j >= 0; j-- { // Horner
				s.y[at] = mul(s.y[at], s.x) ^ coefficients[j]
			}
		}
	}
	return shares
}

// combine restores the secret from k shares by Lagrange's formula at 0. It
// cannot tell wrong shares; what the secret opens can.
func combine(shares []point) ([]byte, error) {
	if len(shares) == 0 {
		return nil, errors.New("seal: no shares")
	}
	secret := make([]byte, len(shares[0].y))
	for i, s := range shares {
		weight := byte(1)
		for j, other := range shares {
			if i == j {
				continue
			}
			if s.x == other.x || s.x == 0 || len(s.y) != len(other.y) {
				return nil, errors.New("seal: the shares are not different shares of one secret")
			}
			weight = mul(weight, mul(other.x, inverse(s.x^other.x)))
		}
		for at, y := range s.y {
			secret[at] ^= mul(y, weight)
		}
	}
	return secret, nil
}

// mul multiplies in GF(256) modulo x⁸+x⁴+x³+x+1, without branches or tables
// that depend on the secret.
func mul(a, b byte) (out byte) {
	for range 8 {
		out ^= a & -(b & 1)
		a = a<<1 ^ 0x1b&-(a>>7)
		b >>= 1
	}
	return out
}

// inverse is a²⁵⁴, since a²⁵⁵ = 1.
func inverse(a byte) byte {
	out := byte(1)
	for range 254 {
		out = mul(out, a)
	}
	return out
}
