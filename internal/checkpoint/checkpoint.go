// Package checkpoint is what a log promises and a witness holds it to: signed
// statements of how many entries a log has and what the root of its Merkle tree
// is, proofs that a later tree only adds to an earlier one, and the witness's
// own signature. It needs no database.
//
// Texts follow the open formats that other witnesses speak: tlog-checkpoint,
// tlog-cosignature and tlog-witness of c2sp.org.
package checkpoint

import (
	"encoding/base64"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

// Why a checkpoint is refused.
var (
	ErrFormat    = errors.New("checkpoint: not in the format of a checkpoint")
	ErrSignature = errors.New("checkpoint: not signed by the expected key")
	ErrOrigin    = errors.New("checkpoint: of another log")
	ErrShrunk    = errors.New("checkpoint: fewer entries than the one held")
	ErrRewritten = errors.New("checkpoint: does not continue the one held")
	ErrProof     = errors.New("checkpoint: the proof begins at another size")
	ErrFirst     = errors.New("checkpoint: no earlier one is held")
)

// Checkpoint says what a log looked like at an instant.
type Checkpoint struct {
	Origin string // name of the log, also that of its key
	Size   int64  // number of entries
	Root   tlog.Hash
	At     time.Time // by the log's own clock; the witness adds its own
}

const (
	timePrefix = "at "
	maxText    = 1 << 16
)

// Text is what is signed: origin, size, root, and the time as an extension line.
func (c Checkpoint) Text() string {
	return fmt.Sprintf("%s\n%d\n%s\n%s%s\n", c.Origin, c.Size, c.Root, timePrefix, c.At.UTC().Format(time.RFC3339))
}

// Parse reads the text of a checkpoint; unknown extension lines are left alone.
func Parse(text string) (Checkpoint, error) {
	lines := strings.Split(text, "\n")
	if len(text) > maxText || len(lines) < 4 || lines[0] == "" || lines[len(lines)-1] != "" {
		return Checkpoint{}, ErrFormat
	}
	c := Checkpoint{Origin: lines[0]}
	var err error
	if c.Size, err = parseSize(lines[1]); err != nil {
		return Checkpoint{}, err
	}
	if c.Root, err = parseHash(lines[2]); err != nil {
		return Checkpoint{}, err
	}
	for _, l := range lines[3 : len(lines)-1] {
		if l == "" {
			return Checkpoint{}, ErrFormat
		}
		if at, ok := strings.CutPrefix(l, timePrefix); ok {
			if c.At, err = time.Parse(time.RFC3339, at); err != nil {
				return Checkpoint{}, ErrFormat
			}
		}
	}
	return c, nil
}

// parseSize accepts the one way to write a number, so that one checkpoint has
// one text.
func parseSize(s string) (int64, error) {
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil || n < 0 || strconv.FormatInt(n, 10) != s {
		return 0, ErrFormat
	}
	return n, nil
}

func parseHash(s string) (tlog.Hash, error) {
	h, err := tlog.ParseHash(s)
	if err != nil || base64.StdEncoding.EncodeToString(h[:]) != s {
		return tlog.Hash{}, ErrFormat
	}
	return h, nil
}

// Sign makes the signed note of a checkpoint.
func (c Checkpoint) Sign(by note.Signer) ([]byte, error) {
	return note.Sign(&note.Note{Text: c.Text()}, by)
}

// Open reads a signed note that one of the keys has signed; signatures by
// others are ignored. Errors: ErrSignature, ErrFormat.
func Open(signed []byte, keys ...note.Verifier) (Checkpoint, error) {
	n, err := open(signed, keys...)
	if err != nil {
		return Checkpoint{}, err
	}
	return Parse(n.Text)
}

func open(signed []byte, keys ...note.Verifier) (*note.Note, error) {
	if len(signed) > maxText {
		return nil, ErrFormat
	}
	n, err := note.Open(signed, note.VerifierList(keys...))
	if err != nil {
		return nil, fmt.Errorf("%w (%v)", ErrSignature, err)
	}
	return n, nil
}

// Both reports whether the log and the witness have signed the same text, and
// returns it.
func Both(signed []byte, log, witness note.Verifier) (Checkpoint, error) {
	if _, err := open(signed, witness); err != nil {
		return Checkpoint{}, err
	}
	return Open(signed, log)
}
