package seal

import (
	"crypto/rand"
	"encoding/base64"
	"fmt"
	"strings"

	"golang.org/x/crypto/argon2"
)

// A key file may itself be locked by a passphrase, so that the disk alone gives
// nothing. argon2id with 64 MiB costs a guess about a third of a second.
const (
	lockedHead   = "neove-keys-locked 1"
	lockTime     = 3
	lockMemory   = 64 * 1024 // KiB
	lockThreads  = 2
	minPassphase = 16 // bytes; whoever has the file may guess for ever
)

func lockKey(passphrase string, salt []byte) []byte {
	return argon2.IDKey([]byte(passphrase), salt, lockTime, lockMemory, lockThreads, 32)
}

func lock(text, passphrase string) (string, error) {
	if len(passphrase) < minPassphase {
		return "", fmt.Errorf("seal: the passphrase needs at least %d characters", minPassphase)
	}
	salt := make([]byte, 16)
	rand.Read(salt)
	box := sealBytes(lockKey(passphrase, salt), []byte(lockedHead), []byte(text))
	enc := base64.StdEncoding.EncodeToString
	return lockedHead + "\n" + enc(salt) + "\n" + enc(box) + "\n", nil
}

func locked(text string) bool { return strings.HasPrefix(text, lockedHead) }

func unlock(text, passphrase string) (string, error) {
	f := strings.Fields(strings.TrimPrefix(text, lockedHead))
	if len(f) != 2 {
		return "", errRing
	}
	salt, err1 := base64.StdEncoding.DecodeString(f[0])
	box, err2 := base64.StdEncoding.DecodeString(f[1])
	if err1 != nil || err2 != nil {
		return "", errRing
	}
	plain, err := openBytes(lockKey(passphrase, salt), []byte(lockedHead), box)
	if err != nil {
		return "", fmt.Errorf("seal: the passphrase does not open the key file")
	}
	return string(plain), nil
}
