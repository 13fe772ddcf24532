package seal

import (
	"time"

	"neove/internal/clock"
	"neove/internal/db"
	"neove/internal/errs"
)

// Rotation goes in batches, each one transaction: a process that dies in the
// middle leaves rows of the old and of the new key, both of which open, and the
// next run goes on where it stopped. The state is the rows themselves.

// AddRoot puts a new current root key into the key file and keeps the older
// ones, which open what is not re-sealed yet and backups of their time.
// Errors: Invalid when the key did not come from a file.
func (k *Keys) AddRoot(now time.Time) error {
	if _, err := k.state(); err != nil {
		return err
	}
	if k.source == nil || k.source.File == "" {
		return errs.New(errs.Invalid, "seal.err.no_file")
	}
	fresh, err := k.source.change(func(r *ring) {
		r.roots = append([]root{newRoot(clock.DateOf(now).String())}, r.roots...)
	})
	if err != nil {
		return err
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	k.ring = fresh
	return nil
}

// RootPending counts the key pairs that are not under the current root key.
func (k *Keys) RootPending(tx *db.Tx) (int64, error) {
	r, err := k.state()
	if err != nil {
		return 0, err
	}
	return db.Get[int64](tx, "SELECT COUNT(*) FROM seal_agencies WHERE root<>?", r.current().fingerprint())
}

// ResealRoot brings up to limit key pairs under the current root key and
// returns how many it took: none when the rotation is complete.
func (k *Keys) ResealRoot(tx *db.Tx, limit int) (int, error) {
	r, err := k.state()
	if err != nil {
		return 0, err
	}
	current := r.current()
	rows, err := db.Select[agency](tx, agencyColumns+" WHERE root<>? ORDER BY holder, version LIMIT ?", current.fingerprint(), limit)
	if err != nil {
		return 0, err
	}
	for _, a := range rows {
		secret, err := k.secret(a)
		if err != nil {
			return 0, err
		}
		a.sealUnder(current, secret)
		if _, err := tx.Exec("UPDATE seal_agencies SET root=?, private=? WHERE holder=? AND version=?", a.Root, a.Private, a.Holder, a.Version); err != nil {
			return 0, err
		}
	}
	return len(rows), nil
}

// RenewAgency gives a holder a new key pair; ResealAgency then brings its keys
// over. While an earlier rotation of the holder is not complete nothing is
// added: that one goes on.
func (k *Keys) RenewAgency(tx *db.Tx, holder string) error {
	versions, err := db.Select[int64](tx, "SELECT version FROM seal_agencies WHERE holder=? ORDER BY version DESC", holder)
	if err != nil {
		return err
	}
	switch len(versions) {
	case 0:
		return errs.New(errs.NotFound, "seal.err.no_agency", "holder", holder)
	case 1:
		_, err = k.newAgency(tx, holder, versions[0]+1)
		return err
	}
	return nil
}

// ResealAgency brings up to limit keys of the holder under its newest key pair
// and returns how many it took. With none left it deletes the older pair.
func (k *Keys) ResealAgency(tx *db.Tx, holder string, limit int) (int, error) {
	newest, err := db.Get[agency](tx, agencyColumns+" WHERE holder=? ORDER BY version DESC LIMIT 1", holder)
	if err != nil {
		return 0, err
	}
	rows, err := db.Select[sealed](tx, sealedColumns+" WHERE holder=? AND holder_version<? ORDER BY subject, compartment, version LIMIT ?", holder, newest.Version, limit)
	if err != nil {
		return 0, err
	}
	keys, err := k.unsealAll(tx, rows)
	if err != nil {
		return 0, err
	}
	if err := onAllCores(len(rows), func(i int) error { return rows[i].sealTo(newest, keys[i]) }); err != nil {
		return 0, err
	}
	for _, s := range rows {
		if _, err := tx.Exec("UPDATE seal_keys SET sealed=?, holder_version=? WHERE subject=? AND compartment=? AND holder=? AND version=?",
			s.Sealed, s.HolderVersion, s.Subject, s.Compartment, s.Holder, s.Version); err != nil {
			return 0, err
		}
	}
	if len(rows) < limit {
		_, err = tx.Exec("DELETE FROM seal_agencies WHERE holder=? AND version<?", holder, newest.Version)
	}
	return len(rows), err
}
