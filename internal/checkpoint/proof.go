package checkpoint

import (
	"fmt"
	"strings"

	"golang.org/x/mod/sumdb/tlog"
)

// Proof shows that a tree continues an earlier one of Old entries. Its text is
// "old N" and one hash a line:
//
//	old 1200
//	CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=
//	…
type Proof struct {
	Old    int64
	Hashes tlog.TreeProof
}

// maxHashes is more than a tree of 2⁶³ entries can need.
const maxHashes = 63

// Prove makes the proof from old to size; the empty tree needs none.
func Prove(old, size int64, r tlog.HashReader) (Proof, error) {
	p := Proof{Old: old}
	if old < 0 || old > size {
		return p, fmt.Errorf("checkpoint: no proof leads from %d entries to %d", old, size)
	}
	if old == 0 || old == size {
		return p, nil
	}
	var err error
	p.Hashes, err = tlog.ProveTree(size, old, r)
	return p, err
}

// Text is the form in a file and in a request.
func (p Proof) Text() string {
	var b strings.Builder
	fmt.Fprintf(&b, "old %d\n", p.Old)
	for _, h := range p.Hashes {
		fmt.Fprintln(&b, h)
	}
	return b.String()
}

// ParseProof reads the text of a proof.
func ParseProof(text string) (Proof, error) {
	head, rest, _ := strings.Cut(text, "\n")
	size, ok := strings.CutPrefix(head, "old ")
	if !ok {
		return Proof{}, ErrFormat
	}
	var p Proof
	var err error
	if p.Old, err = parseSize(size); err != nil {
		return Proof{}, err
	}
	if rest == "" {
		return p, nil
	}
	lines := strings.Split(strings.TrimSuffix(rest, "\n"), "\n")
	if len(lines) > maxHashes {
		return Proof{}, ErrFormat
	}
	for _, l := range lines {
		h, err := parseHash(l)
		if err != nil {
			return Proof{}, err
		}
		p.Hashes = append(p.Hashes, h)
	}
	return p, nil
}

// Check reports whether now continues held. Errors: ErrOrigin, ErrShrunk,
// ErrRewritten, ErrProof.
func (p Proof) Check(held, now Checkpoint) error {
	switch {
	case held.Origin != now.Origin:
		return ErrOrigin
	case now.Size < held.Size:
		return ErrShrunk
	case now.Size == held.Size:
		if now.Root != held.Root {
			return ErrRewritten
		}
		return nil
	case held.Size == 0: // every tree continues the empty one
		return nil
	case p.Old != held.Size:
		return ErrProof
	}
	if err := tlog.CheckTree(p.Hashes, now.Size, now.Root, held.Size, held.Root); err != nil {
		return ErrRewritten
	}
	return nil
}
