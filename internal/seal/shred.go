package seal

import (
	"time"

	"neove/internal/db"
	"neove/internal/errs"
)

// Shred erases a subject by its keys: nothing sealed for it opens again, here
// or in any backup made later. The command says so in its audit event, calls
// db.Erase after it commits, and the shred is repeated by every restore.
// Errors: Conflict under a legal hold, NotFound when it has no keys.
func (k *Keys) Shred(tx *db.Tx, subject string) error {
	if held, err := Held(tx, subject); err != nil {
		return err
	} else if held {
		return errs.New(errs.Conflict, "seal.err.held")
	}
	n, err := shred(tx, Shredding{subject, tx.Now})
	if err != nil {
		return err
	}
	if n == 0 {
		return errs.New(errs.NotFound, "seal.err.no_subject")
	}
	if k != nil {
		tx.After(k.forget)
	}
	return nil
}

// Shredding is one erasure.
type Shredding struct {
	Subject string    `db:"subject"`
	At      time.Time `db:"at"`
}

func shred(tx *db.Tx, s Shredding) (int64, error) {
	n, err := tx.Exec("DELETE FROM seal_keys WHERE subject=?", s.Subject)
	if err != nil {
		return 0, err
	}
	if _, err := tx.Exec("DELETE FROM seal_compartments WHERE subject=?", s.Subject); err != nil {
		return 0, err
	}
	return n, db.UpsertAll(tx, "seal_shreds", "subject", []Shredding{s})
}

// Shredded reports whether the subject was erased.
func Shredded(tx *db.Tx, subject string) (bool, error) {
	n, err := db.Get[int64](tx, "SELECT COUNT(*) FROM seal_shreds WHERE subject=?", subject)
	return n > 0, err
}

// Shreddings lists every erasure, oldest first.
func Shreddings(tx *db.Tx) ([]Shredding, error) {
	return db.Select[Shredding](tx, "SELECT subject,at FROM seal_shreds ORDER BY at,subject")
}

// Replay repeats erasures in a database restored from a backup that is older
// than they are. It goes before a legal hold: the hold was not there when the
// erasure was approved. It returns how many still had keys.
func Replay(tx *db.Tx, all []Shredding) (int, error) {
	replayed := 0
	for _, s := range all {
		n, err := shred(tx, s)
		if err != nil {
			return replayed, err
		}
		if n > 0 {
			replayed++
		}
	}
	return replayed, nil
}

// Hold forbids shredding the subject until Release: a court or an inquiry
// needs its file.
func Hold(tx *db.Tx, subject string) error {
	_, err := tx.Exec("INSERT INTO seal_holds (subject,at) VALUES (?,?) ON CONFLICT (subject) DO NOTHING", subject, db.Arg(tx.Now))
	return err
}

// Release ends a legal hold.
func Release(tx *db.Tx, subject string) error {
	_, err := tx.Exec("DELETE FROM seal_holds WHERE subject=?", subject)
	return err
}

// Held reports a legal hold.
func Held(tx *db.Tx, subject string) (bool, error) {
	n, err := db.Get[int64](tx, "SELECT COUNT(*) FROM seal_holds WHERE subject=?", subject)
	return n > 0, err
}

// Doubt takes nothing for granted about the stored values: after a restore of
// older data with newer keys they may have any older version, and Reseal brings
// them over.
func Doubt(tx *db.Tx) error {
	_, err := tx.Exec("UPDATE seal_compartments SET resealed=1 WHERE version>1")
	return err
}
