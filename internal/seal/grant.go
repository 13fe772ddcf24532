package seal

import (
	"crypto/rand"
	"time"

	"neove/internal/db"
	"neove/internal/errs"
)

// compartment is the state of one key of one subject.
type compartment struct {
	Subject     string    `db:"subject"`
	Compartment string    `db:"compartment"`
	Version     int64     `db:"version"`
	Resealed    int64     `db:"resealed"` // no stored value is older than this version
	Since       time.Time `db:"since"`    // of the version
}

const compartmentColumns = "SELECT subject,compartment,version,resealed,since FROM seal_compartments"

func compartmentOf(tx *db.Tx, subject, name string) (compartment, error) {
	return db.Get[compartment](tx, compartmentColumns+" WHERE subject=? AND compartment=?", subject, name)
}

// Grant lets a holder open a compartment of a subject; the first grant makes
// the key. Granting twice changes nothing. The command that grants says so in
// its own audit event. Errors: Conflict when the subject was shredded.
func (k *Keys) Grant(tx *db.Tx, subject, name, holder string) error {
	if subject == "" || name == "" || holder == "" {
		return errs.New(errs.Internal, "seal.err.incomplete")
	}
	if gone, err := Shredded(tx, subject); err != nil {
		return err
	} else if gone {
		return errs.New(errs.Conflict, "seal.err.shredded")
	}
	a, err := k.agencyOf(tx, holder)
	if err != nil {
		return err
	}
	c, err := compartmentOf(tx, subject, name)
	if errs.Is(err, errs.NotFound) {
		c = compartment{Subject: subject, Compartment: name, Version: 1, Resealed: 1, Since: tx.Now}
		if err := tx.Insert("seal_compartments", c); err != nil {
			return err
		}
		return k.give(tx, c, 1, newKey(), a)
	}
	if err != nil {
		return err
	}
	return k.share(tx, c, a)
}

// share gives a further holder every version that stored values may still have.
func (k *Keys) share(tx *db.Tx, c compartment, a agency) error {
	rows, err := db.Select[sealed](tx, sealedColumns+" WHERE subject=? AND compartment=? AND version>=? ORDER BY version, holder", c.Subject, c.Compartment, c.Resealed)
	if err != nil {
		return err
	}
	has, from := map[int64]bool{}, map[int64]sealed{}
	for _, r := range rows {
		from[r.Version] = r
		has[r.Version] = has[r.Version] || r.Holder == a.Holder
	}
	for v := c.Resealed; v <= c.Version; v++ {
		if has[v] {
			continue
		}
		key, err := k.unseal(tx, from[v])
		if err != nil {
			return err
		}
		if err := k.give(tx, c, v, key, a); err != nil {
			return err
		}
	}
	return nil
}

func (k *Keys) give(tx *db.Tx, c compartment, version int64, key [32]byte, a agency) error {
	s := sealed{Subject: c.Subject, Compartment: c.Compartment, Holder: a.Holder, Version: version}
	if err := s.sealTo(a, key); err != nil {
		return err
	}
	k.remember(digestOf(s.info(), s.Sealed), key) // it is about to be used
	return tx.Insert("seal_keys", s)
}

func newKey() (key [32]byte) {
	rand.Read(key[:])
	return key
}

// Revoke takes a compartment from a holder: its sealed keys go, later values
// get a new key, and older ones are re-sealed by Reseal. What the holder has
// read, it has read; pages say so. Errors: NotFound without a grant, Conflict
// for the last holder, whose going would be a shred.
func (k *Keys) Revoke(tx *db.Tx, subject, name, holder string) error {
	all, err := Holders(tx, subject, name)
	if err != nil {
		return err
	}
	var rest []string
	for _, h := range all {
		if h != holder {
			rest = append(rest, h)
		}
	}
	switch {
	case len(rest) == len(all):
		return errs.New(errs.NotFound, "seal.err.no_grant")
	case len(rest) == 0:
		return errs.New(errs.Conflict, "seal.err.last_holder")
	}
	if _, err := tx.Exec("DELETE FROM seal_keys WHERE subject=? AND compartment=? AND holder=?", subject, name, holder); err != nil {
		return err
	}
	return k.renew(tx, subject, name, rest)
}

// RotateSubject gives a compartment a new key for the same holders; Reseal then
// brings the stored values over.
func (k *Keys) RotateSubject(tx *db.Tx, subject, name string) error {
	holders, err := Holders(tx, subject, name)
	if err != nil {
		return err
	}
	if len(holders) == 0 {
		return errs.New(errs.NotFound, "seal.err.no_grant")
	}
	return k.renew(tx, subject, name, holders)
}

// renew raises the version. The remaining holders keep the older versions, so
// that older backups of the data open with today's keys.
func (k *Keys) renew(tx *db.Tx, subject, name string, holders []string) error {
	c, err := compartmentOf(tx, subject, name)
	if err != nil {
		return err
	}
	key := newKey()
	for _, h := range holders {
		a, err := k.agencyOf(tx, h)
		if err != nil {
			return err
		}
		if err := k.give(tx, c, c.Version+1, key, a); err != nil {
			return err
		}
	}
	_, err = tx.Exec("UPDATE seal_compartments SET version=?, since=? WHERE subject=? AND compartment=?", c.Version+1, db.Arg(tx.Now), subject, name)
	return err
}

// Holders lists who may open a compartment, in order.
func Holders(tx *db.Tx, subject, name string) ([]string, error) {
	return db.Select[string](tx, "SELECT k.holder FROM seal_keys k JOIN seal_compartments c ON c.subject=k.subject AND c.compartment=k.compartment AND c.version=k.version WHERE k.subject=? AND k.compartment=? ORDER BY k.holder", subject, name)
}

// writing is the newest key of a compartment, by whichever holder.
func (k *Keys) writing(tx *db.Tx, subject, name string) (key [32]byte, version int64, err error) {
	if _, err := k.state(); err != nil {
		return key, 0, err
	}
	s, err := db.Get[sealed](tx, `SELECT k.subject,k.compartment,k.holder,k.version,k.holder_version,k.sealed FROM seal_compartments c
		JOIN seal_keys k ON k.subject=c.subject AND k.compartment=c.compartment AND k.version=c.version
		WHERE c.subject=? AND c.compartment=? ORDER BY k.holder LIMIT 1`, subject, name)
	if err != nil {
		return key, 0, err
	}
	key, err = k.unseal(tx, s)
	return key, s.Version, err
}

// reading is one version of a compartment key, if the holder has it.
func (k *Keys) reading(tx *db.Tx, subject, name, holder string, version int64) (key [32]byte, err error) {
	if _, err := k.state(); err != nil {
		return key, err
	}
	s, err := db.Get[sealed](tx, sealedColumns+" WHERE subject=? AND compartment=? AND holder=? AND version=?", subject, name, holder, version)
	if err != nil {
		return key, err
	}
	return k.unseal(tx, s)
}

// Settled lists the compartments of a subject whose stored values are all under
// the newest key. Errors: NotFound for a subject without keys.
func Settled(tx *db.Tx, subject string) (names []string, err error) {
	all, err := db.Select[compartment](tx, compartmentColumns+" WHERE subject=? ORDER BY compartment", subject)
	if err == nil && len(all) == 0 {
		err = errs.New(errs.NotFound, "seal.err.no_subject")
	}
	for _, c := range all {
		if c.Resealed == c.Version {
			names = append(names, c.Compartment)
		}
	}
	return names, err
}
