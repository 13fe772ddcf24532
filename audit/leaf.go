package audit

import (
	"bytes"
	"crypto/rand"
	"crypto/sha256"
	"encoding/json"

	"golang.org/x/mod/sumdb/tlog"
)

// entry is an event as it is stored, with its place in the tree.
type entry struct {
	Seq     int64  `db:"seq"`
	ID      string `db:"id"`
	At      string `db:"at"`
	Actor   string `db:"actor"`
	Name    string `db:"name"`
	Action  string `db:"action"`
	Subject string `db:"subject"`
	Object  string `db:"object"`
	Unit    string `db:"unit"`
	Reason  string `db:"reason"`
	Detail  string `db:"detail"`
	Salt    []byte `db:"salt"`
	Digest  []byte `db:"digest"`
	Sealed  []byte `db:"sealed"`
}

const (
	entryColumns = "seq,id,at,actor,name,action,subject,object,unit,reason,detail,salt,digest,sealed"
	saltSize     = 16
)

// newSalt makes the details of an event unguessable from its leaf.
func newSalt() []byte {
	b := make([]byte, saltSize)
	rand.Read(b) // never fails since Go 1.24
	return b
}

// details is the hash that stands for reason and detail in the leaf. Without
// the salt nobody can tell what it was made of, so that deleting the salt and
// the details erases them while the leaf stays what it was.
func (e *entry) details() []byte {
	if e.erased() {
		return e.Digest
	}
	h := sha256.New()
	h.Write(e.Salt)
	h.Write(canonical(struct {
		Reason string `json:"reason"`
		Detail string `json:"detail"`
		Sealed []byte `json:"sealed,omitempty"`
	}{e.Reason, e.Detail, e.Sealed}))
	return h.Sum(nil)
}

func (e *entry) erased() bool { return len(e.Digest) > 0 }

// whole reports whether an entry has either its details or their hash.
func (e *entry) whole() bool {
	return len(e.Salt) == saltSize && !e.erased() ||
		len(e.Digest) == sha256.Size && len(e.Salt)+len(e.Sealed)+len(e.Reason)+len(e.Detail) == 0
}

// leaf is the hash of the event in the tree: docs/security/audit.md shows the
// bytes, so that others can compute it.
func (e *entry) leaf() tlog.Hash {
	return tlog.RecordHash(canonical(struct {
		Version int    `json:"v"`
		Seq     int64  `json:"seq"`
		ID      string `json:"id"`
		At      string `json:"at"`
		Actor   string `json:"actor"`
		Name    string `json:"name"`
		Action  string `json:"action"`
		Subject string `json:"subject"`
		Object  string `json:"object"`
		Unit    string `json:"unit"`
		Details []byte `json:"details"`
	}{1, e.Seq, e.ID, e.At, e.Actor, e.Name, e.Action, e.Subject, e.Object, e.Unit, e.details()}))
}

// canonical is JSON in the order of the fields, without spaces or escapes for
// HTML: one value has one text.
func canonical(v any) []byte {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		panic(err) // structs of texts and numbers always encode
	}
	return bytes.TrimSuffix(b.Bytes(), []byte("\n"))
}

// frontier are the hashes of the full subtrees of a tree, by their index: all
// that is needed to make it grow and to know its root.
type frontier struct {
	size int64
	at   map[int64]tlog.Hash
}

func newFrontier() *frontier { return &frontier{at: map[int64]tlog.Hash{}} }

// ReadHashes serves tlog from the frontier.
func (f *frontier) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	out := make([]tlog.Hash, len(indexes))
	for i, x := range indexes {
		out[i] = f.at[x]
	}
	return out, nil
}

// add grows the tree by a leaf and returns the hashes that it completes, the
// leaf first.
func (f *frontier) add(leaf tlog.Hash) []tlog.Hash {
	made, _ := tlog.StoredHashesForRecordHash(f.size, leaf, f) // reads only the frontier
	first := tlog.StoredHashIndex(0, f.size)
	for level := range made[1:] { // both halves of what is complete now are history
		delete(f.at, tlog.StoredHashIndex(level, f.size>>level-1))
	}
	f.at[first+int64(len(made))-1] = made[len(made)-1]
	f.size++
	return made
}

func (f *frontier) root() tlog.Hash {
	h, _ := tlog.TreeHash(f.size, f) // reads only the frontier
	return h
}
