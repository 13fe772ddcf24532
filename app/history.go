package app

import (
	"context"
	"strconv"

	"neove/access"
	"neove/audit"
	"neove/internal/clock"
	"neove/internal/db"
	"neove/internal/errs"
	"neove/internal/seal"
	"neove/internal/vntext"
	"neove/keys"
	"neove/org"
)

// history gives the audit its signing key, which hangs on the root key, and its
// witness.
func (a *App) history() (err error) {
	a.Org.Declare(paceKeys...)
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

// Keys of dated configuration: how many different restricted records one person
// may open in an hour before an alert is raised, and before more are refused.
const (
	paceAlarm = "audit.pace.alarm"
	paceStop  = "audit.pace.stop"
)

var paceKeys = []org.Key{paceKey(paceAlarm, audit.ShippedLimits.Alarm), paceKey(paceStop, audit.ShippedLimits.Stop)}

func paceKey(name string, first int64) org.Key {
	return org.Key{Name: name, Fits: func(v string) bool { n, err := vntext.ParseCount(v); return err == nil && n > 0 && n <= 10_000 },
		First: []org.Setting{{Key: name, Value: strconv.FormatInt(first, 10), From: clock.Min, To: clock.Max, Source: "Cấu hình của hệ thống"}}}
}

// PaceLimits are the limits in force today.
func PaceLimits(tx *db.Tx) (audit.Limits, error) {
	l := audit.ShippedLimits
	for key, to := range map[string]*int64{paceAlarm: &l.Alarm, paceStop: &l.Stop} {
		v, err := org.SettingIn(tx, key, tx.Today())
		switch {
		case errs.Is(err, errs.NotFound):
			continue
		case err != nil:
			return l, err
		}
		if *to, err = vntext.ParseCount(v.Value); err != nil {
			return l, err
		}
	}
	return l, nil
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
