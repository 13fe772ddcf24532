package seal

import (
	"bytes"
	"io"

	"neove/internal/db"
	"neove/internal/errs"
)

// Column names a place where sealed values stand: values of Column in Table,
// in the row whose Row column holds Ref.Row, for the subject in its Subject
// column. Ref.Table and Ref.Column are the names given here.
type Column struct {
	Table, Row, Subject, Column string
	Compartment                 string
	// Where narrows a column whose rows are of different compartments: a
	// condition of the slice's own, "compartment='health'". "" is all rows.
	Where string
}

type cell struct {
	Row     string `db:"row_id"`
	Subject string `db:"subject_id"`
	Box     []byte `db:"box"`
}

func (c Column) cells(tx *db.Tx, where string, args ...any) ([]cell, error) {
	if c.Where != "" {
		where = c.Where + " AND " + where
	}
	return db.Select[cell](tx, "SELECT "+c.Row+" AS row_id, "+c.Subject+" AS subject_id, "+c.Column+" AS box FROM "+c.Table+
		" WHERE "+c.Column+" IS NOT NULL AND "+where, args...)
}

func (c Column) ref(v cell) Ref { return c.Ref(v.Row, v.Subject) }

// Reseal brings up to limit stored values under the newest keys of their
// compartments, after Revoke or RotateSubject, and returns how many it took;
// done says that nothing is left. It is one batch of a job.
func (k *Keys) Reseal(tx *db.Tx, limit int) (n int, done bool, err error) {
	pending, err := db.Select[compartment](tx, compartmentColumns+" WHERE resealed<version ORDER BY subject, compartment LIMIT ?", limit)
	if err != nil {
		return 0, false, err
	}
	for _, c := range pending {
		for _, col := range k.Columns {
			if col.Compartment != c.Compartment {
				continue
			}
			took, err := k.resealColumn(tx, c, col, limit-n)
			if err != nil {
				return n, false, err
			}
			if n += took; n >= limit {
				return n, false, nil // the compartment may have more
			}
		}
		if _, err := tx.Exec("UPDATE seal_compartments SET resealed=version WHERE subject=? AND compartment=?", c.Subject, c.Compartment); err != nil {
			return n, false, err
		}
	}
	return n, len(pending) < limit, nil
}

func (k *Keys) resealColumn(tx *db.Tx, c compartment, col Column, limit int) (n int, err error) {
	cells, err := col.cells(tx, col.Subject+"=? ORDER BY "+col.Row, c.Subject)
	if err != nil {
		return 0, err
	}
	key, version, err := k.writing(tx, c.Subject, c.Compartment)
	if err != nil {
		return 0, err
	}
	old := map[int64][32]byte{}
	for _, v := range cells {
		if len(v.Box) == 0 {
			continue
		}
		was, err := versionOf(v.Box, v.Box[0])
		if err != nil {
			return n, err
		}
		if was >= version {
			continue
		}
		if n >= limit {
			return n, nil
		}
		if _, ok := old[was]; !ok {
			if old[was], err = k.anyHolder(tx, c, was); err != nil {
				return n, err
			}
		}
		box, err := renewed(old[was], was, key, version, col.ref(v), v.Box)
		if err != nil {
			return n, err
		}
		if _, err := tx.Exec("UPDATE "+col.Table+" SET "+col.Column+"=? WHERE "+col.Row+"=?", box, v.Row); err != nil {
			return n, err
		}
		n++
	}
	return n, nil
}

// anyHolder opens an older version of a compartment key for the program itself.
func (k *Keys) anyHolder(tx *db.Tx, c compartment, version int64) (key [32]byte, err error) {
	s, err := db.Get[sealed](tx, sealedColumns+" WHERE subject=? AND compartment=? AND version=? ORDER BY holder LIMIT 1", c.Subject, c.Compartment, version)
	if err != nil {
		return key, err
	}
	return k.unseal(tx, s)
}

// renewed re-encrypts a field or a file.
func renewed(oldKey [32]byte, was int64, key [32]byte, version int64, ref Ref, box []byte) ([]byte, error) {
	if box[0] == kindField {
		plain, err := openField(oldKey, was, ref, box)
		if err != nil {
			return nil, err
		}
		return sealField(key, version, ref, plain), nil
	}
	if box[0] != kindFile || len(box) < headLength+saltSize {
		return nil, errs.Wrap(errs.Internal, errOpen, "seal.err.open")
	}
	var out bytes.Buffer
	w, err := sealFile(key, version, ref, &out)
	if err != nil {
		return nil, err
	}
	if _, err := io.Copy(w, openFile(oldKey, was, ref, box[headLength:headLength+saltSize], bytes.NewReader(box[headLength+saltSize:]))); err != nil {
		return nil, err
	}
	err = w.Close()
	return out.Bytes(), err
}

// Sample opens up to n values of every sealed column, as any of their holders,
// and returns how many it opened: the proof of a restore. Values of shredded
// subjects are passed over.
func (k *Keys) Sample(tx *db.Tx, n int) (opened int, err error) {
	if _, err := k.state(); err != nil {
		return 0, err
	}
	for _, col := range k.Columns {
		cells, err := col.cells(tx, "EXISTS (SELECT 1 FROM seal_keys k WHERE k.subject="+col.Table+"."+col.Subject+") ORDER BY "+col.Row+" DESC LIMIT ?", n)
		if err != nil {
			return opened, err
		}
		for _, v := range cells {
			if len(v.Box) == 0 {
				continue
			}
			version, err := versionOf(v.Box, v.Box[0])
			if err != nil {
				return opened, err
			}
			key, err := k.anyHolder(tx, compartment{Subject: v.Subject, Compartment: col.Compartment}, version)
			if err != nil {
				return opened, err
			}
			if _, err := renewed(key, version, key, version, col.ref(v), v.Box); err != nil {
				return opened, err
			}
			opened++
		}
	}
	return opened, nil
}
