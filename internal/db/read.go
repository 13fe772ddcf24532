package db

import (
	"context"
	"fmt"

	"neove/internal/errs"
)

// Read runs a query whose answer is sensitive. fn reads on one snapshot and
// notes with tx.Event what it shows; Read returns nil only after these events
// are committed, so that nothing is shown that nobody knows of. A caller shows
// what fn found only when Read returned nil.
//
// Events are kept, too, when fn refuses by Forbidden or NotFound: a try is also
// an act.
// Errors: those of fn; ErrNoEvent; errs.TooMany from Config.Pace;
// errs.Unavailable when the events cannot be stored.
func (d *DB) Read(ctx context.Context, by By, command string, fn func(*Tx) error) error {
	var seen *Tx
	failed := d.View(ctx, func(tx *Tx) error {
		tx.command, seen = command, tx
		return fn(tx)
	})
	switch {
	case seen == nil: // no snapshot
		return failed
	case len(seen.events) == 0 && failed == nil:
		return fmt.Errorf("%w: %s", ErrNoEvent, command)
	case len(seen.events) == 0, failed != nil && !errs.Is(failed, errs.Forbidden) && !errs.Is(failed, errs.NotFound):
		return failed
	}
	var hasty error
	err := d.Write(ctx, by, command, func(tx *Tx) error {
		tx.events, tx.after = seen.events, seen.after
		if d.cfg.Pace == nil || failed != nil {
			return nil
		}
		err := d.cfg.Pace(tx, by, seen.events)
		if errs.Is(err, errs.TooMany) {
			hasty, err = err, nil
		}
		return err
	})
	switch {
	case err != nil:
		return noAudit(command, err)
	case hasty != nil:
		return hasty
	}
	return failed
}

// noAudit refuses an answer whose event could not be stored. Errors of a known
// kind of outage keep their own words.
func noAudit(command string, err error) error {
	err = fmt.Errorf("db: %s: audit: %w", command, err)
	if errs.Is(err, errs.Unavailable) {
		return err
	}
	return errs.Wrap(errs.Unavailable, err, "web.err.audit")
}

// Unaudited counts the commands that this process refused because their event
// could not be stored.
func (d *DB) Unaudited() int64 { return d.unaudited.Load() }

func (d *DB) fault() error {
	if d.cfg.Fault == nil {
		return nil
	}
	return d.cfg.Fault()
}
