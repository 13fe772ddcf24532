package app

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"sync"
	"time"

	"neove/access"
	"neove/audit"
	"neove/internal/db"
	"neove/internal/i18n"
	"neove/internal/sheet"
	"neove/internal/ui"
	"neove/internal/web"
)

// Jobs does the daily chores until the context ends.
func (a *App) Jobs(ctx context.Context) {
	go a.Audit.Watch(ctx)
	tick := time.NewTicker(24 * time.Hour)
	defer tick.Stop()
	for {
		err := a.DB.Write(ctx, access.System("neove"), "web.reply.prune", func(tx *db.Tx) error {
			_, err := web.Prune(tx)
			return errors.Join(err, audit.ForgetOpenings(tx), a.Shelter.CountNights(tx), a.Handoff.Expire(tx))
		})
		err = errors.Join(err, a.reseal(ctx), a.Casework.ExpireDrafts(ctx), a.RecordErasures(ctx))
		if err != nil && ctx.Err() == nil {
			slog.Error("daily chores", "cause", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// Check reports a database that was never migrated, with what to do.
func (a *App) Check(ctx context.Context) error {
	return a.DB.View(ctx, func(tx *db.Tx) error {
		if _, err := db.Get[string](tx, "SELECT dataset FROM org_state WHERE id=1"); err != nil {
			return fmt.Errorf("the database is not ready: run neove migrate --db %s first (%w)", a.cfg.URL, err)
		}
		return nil
	})
}

// Texts are all messages, for programs that explain errors without a database.
var Texts = sync.OnceValue(func() *i18n.Bundle {
	sources := []fs.FS{ui.Messages, web.Messages, sheet.Messages}
	for _, m := range (&App{}).list() {
		if m.Messages != nil {
			sources = append(sources, m.Messages)
		}
	}
	b, err := i18n.Load(sources...)
	if err != nil {
		panic(err) // the texts are part of the program
	}
	return b
})
