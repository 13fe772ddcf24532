package app

import (
	"context"

	"neove/access"
	"neove/audit"
	"neove/internal/db"
	"neove/internal/seal"
	"neove/keys"
)

// history gives the audit its signing key, which hangs on the root key, and its
// witness.
func (a *App) history() (err error) {
	a.Audit.UnitName = a.unitName
	if err := a.cfg.Witness.Check(); err != nil {
		return err
	}
	a.Audit.Witness = a.cfg.Witness
	if a.Keys != nil {
		a.Audit.Key, err = audit.KeyFrom(a.Keys.Sub)
	}
	return err
}

// RecordErasures writes down, outside the database, which subjects were
// shredded, so that a restore of an older backup repeats it.
func (a *App) RecordErasures(ctx context.Context) error {
	return a.DB.View(ctx, func(tx *db.Tx) error {
		all, err := seal.Shreddings(tx)
		if err != nil {
			return err
		}
		_, err = a.Keys.Record(all)
		return err
	})
}

// reseal goes on with values that wait for a newer key: what a revoked holder
// has read stays read, but nothing new is sealed under a key that it knows.
func (a *App) reseal(ctx context.Context) error {
	if a.Keys == nil {
		return nil
	}
	_, err := keys.NewService(keys.Config{DB: a.DB, Keys: a.Keys}).Reseal(ctx, access.System("neove"))
	return err
}
