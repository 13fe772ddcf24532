package audit

import (
	"errors"
	"fmt"
	"strings"

	"golang.org/x/mod/sumdb/tlog"

	"neove/internal/db"
)

// hashRow is a hash of the tree as it is stored.
type hashRow struct {
	Index int64  `db:"idx"`
	Hash  []byte `db:"hash"`
}

// hashes reads the tree of a transaction.
type hashes struct{ tx *db.Tx }

var errTree = errors.New("audit: the tree lacks hashes: run neove verify audit")

// ReadHashes serves tlog. Errors: a hash that is not there.
func (h hashes) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	if len(indexes) == 0 {
		return nil, nil
	}
	args := make([]any, len(indexes))
	for i, x := range indexes {
		args[i] = x
	}
	rows, err := db.Select[hashRow](h.tx, "SELECT idx,hash FROM audit_hashes WHERE idx IN (?"+strings.Repeat(",?", len(args)-1)+")", args...)
	if err != nil {
		return nil, err
	}
	found := map[int64][]byte{}
	for _, r := range rows {
		found[r.Index] = r.Hash
	}
	out := make([]tlog.Hash, len(indexes))
	for i, x := range indexes {
		if copy(out[i][:], found[x]) != tlog.HashSize {
			return nil, fmt.Errorf("%w (%d)", errTree, x)
		}
	}
	return out, nil
}

// sizeOf is the number of entries in the tree.
func sizeOf(tx *db.Tx) (int64, error) {
	last, err := db.Get[*int64](tx, "SELECT MAX(seq) FROM audit_events")
	if err != nil || last == nil {
		return 0, err
	}
	return *last + 1, nil
}

// writer grows the tree in a transaction.
type writer struct {
	tx     *db.Tx
	size   int64
	fresh  map[int64]tlog.Hash // made here, stored at the next flush
	events []entry
	hashes []hashRow
}

// ReadHashes serves tlog from what was just made, else from the table.
func (w *writer) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	var stored []int64
	for _, x := range indexes {
		if _, ok := w.fresh[x]; !ok {
			stored = append(stored, x)
		}
	}
	old, err := hashes{w.tx}.ReadHashes(stored)
	if err != nil {
		return nil, err
	}
	out := make([]tlog.Hash, len(indexes))
	for i, x := range indexes {
		if h, ok := w.fresh[x]; ok {
			out[i] = h
		} else {
			out[i], old = old[0], old[1:]
		}
	}
	return out, nil
}

// add numbers and salts an entry and makes its hashes.
func (w *writer) add(e *entry) error {
	e.Seq, e.Salt = w.size, newSalt()
	made, err := tlog.StoredHashesForRecordHash(w.size, e.leaf(), w)
	if err != nil {
		return err
	}
	first := tlog.StoredHashIndex(0, w.size)
	for i, h := range made {
		w.fresh[first+int64(i)] = h
		w.hashes = append(w.hashes, hashRow{first + int64(i), h[:]})
	}
	w.size++
	return nil
}

// flush stores the hashes made so far.
func (w *writer) flush() error {
	rows := w.hashes
	w.hashes, w.fresh = nil, map[int64]tlog.Hash{}
	return db.InsertAll(w.tx, "audit_hashes", rows)
}

// openTree begins to write. An empty tree is first planted with the events that
// an older version stored.
func openTree(tx *db.Tx) (*writer, error) {
	size, err := sizeOf(tx)
	if err != nil {
		return nil, err
	}
	w := &writer{tx: tx, size: size, fresh: map[int64]tlog.Hash{}}
	if size > 0 {
		return w, nil
	}
	return w, w.plant()
}

const plantAtOnce = 2000

// plant gives the events that an older version stored their numbers and leaves,
// and says so in an event: what they hold is proven from here on.
func (w *writer) plant() error {
	for {
		rows, err := db.Select[Event](w.tx, columns+" WHERE seq IS NULL ORDER BY at,id LIMIT ?", plantAtOnce)
		if err != nil {
			return err
		}
		if len(rows) == 0 {
			break
		}
		for _, r := range rows {
			e := entryOf(r)
			if err := w.add(&e); err != nil {
				return err
			}
			if _, err := w.tx.Exec("UPDATE audit_events SET seq=?,salt=? WHERE id=?", e.Seq, e.Salt, e.ID); err != nil {
				return err
			}
		}
		if err := w.flush(); err != nil {
			return err
		}
	}
	if w.size == 0 {
		return nil
	}
	return w.event(program, db.Event{Action: "audit.tree.plant", Subject: "audit.tree", Detail: map[string]any{"events": w.size}})
}
