package seal

import (
	"bytes"
	"encoding/binary"
	"strconv"

	"neove/internal/db"
	"neove/internal/errs"
)

// Ref says where a sealed value stands. Moved anywhere else, it does not open.
type Ref struct {
	Table, Row, Column   string
	Subject, Compartment string
}

func (r Ref) bound(version int64) []byte {
	return bind(r.Table, r.Row, r.Column, r.Compartment, strconv.FormatInt(version, 10))
}

// A sealed field is kind (1), key version (4), nonce (12), cipher text, tag (16).
const (
	kindField  = 0x01
	kindFile   = 0x02
	headLength = 5
)

// versionOf reads the head of a sealed value.
func versionOf(box []byte, kind byte) (int64, error) {
	if len(box) < headLength || box[0] != kind {
		return 0, errs.Wrap(errs.Internal, errOpen, "seal.err.open")
	}
	return int64(binary.BigEndian.Uint32(box[1:])), nil
}

func head(kind byte, version int64) []byte {
	return binary.BigEndian.AppendUint32([]byte{kind}, uint32(version))
}

// Seal makes the stored form of a field with the newest key of its subject and
// compartment. Errors: NotFound when nobody was granted the compartment yet.
func (k *Keys) Seal(tx *db.Tx, ref Ref, plain []byte) ([]byte, error) {
	key, version, err := k.writing(tx, ref.Subject, ref.Compartment)
	if err != nil {
		return nil, err
	}
	return sealField(key, version, ref, plain), nil
}

func sealField(key [32]byte, version int64, ref Ref, plain []byte) []byte {
	return append(head(kindField, version), sealBytes(key[:], ref.bound(version), pad(plain))...)
}

// Open returns what Seal was given, for a holder that was granted the
// compartment. Errors: NotFound for any other holder; Internal when the value
// was damaged or moved.
func (k *Keys) Open(tx *db.Tx, holder string, ref Ref, box []byte) ([]byte, error) {
	version, err := versionOf(box, kindField)
	if err != nil {
		return nil, err
	}
	key, err := k.reading(tx, ref.Subject, ref.Compartment, holder, version)
	if err != nil {
		return nil, err
	}
	return openField(key, version, ref, box)
}

func openField(key [32]byte, version int64, ref Ref, box []byte) ([]byte, error) {
	plain, err := openBytes(key[:], ref.bound(version), box[headLength:])
	if err != nil {
		return nil, errs.Wrap(errs.Internal, err, "seal.err.open")
	}
	return unpad(plain)
}

// pad fills up to 32, 64, 128 … bytes, so that a stored length tells little.
func pad(plain []byte) []byte {
	size := 32
	for size < len(plain)+1 {
		size *= 2
	}
	out := make([]byte, size)
	copy(out, plain)
	out[len(plain)] = 0x80
	return out
}

func unpad(b []byte) ([]byte, error) {
	b = bytes.TrimRight(b, "\x00")
	if len(b) == 0 || b[len(b)-1] != 0x80 {
		return nil, errs.Wrap(errs.Internal, errOpen, "seal.err.open")
	}
	return b[:len(b)-1], nil
}
