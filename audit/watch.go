package audit

import (
	"context"
	"errors"
	"log/slog"
	"strconv"
	"time"

	"golang.org/x/mod/sumdb/tlog"

	"neove/internal/db"
	"neove/internal/errs"
)

// Watch runs the jobs of the log until the context ends: a checkpoint at once
// and every ten minutes, a reading of the whole log every day.
func (s *Service) Watch(ctx context.Context) {
	tick := time.NewTicker(every)
	defer tick.Stop()
	for n := 0; ; n++ {
		err := s.Checkpoint(ctx)
		if n%perDay == 1 { // not while the server starts
			err = errors.Join(err, s.Inspect(ctx))
		}
		if err != nil && ctx.Err() == nil {
			slog.Error("audit log", "cause", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

const (
	every  = 10 * time.Minute
	perDay = int(24 * time.Hour / every)
)

// watch raises the alerts that nobody else would: a clock that jumped, commands
// refused because they could not be audited, a log that no longer continues its
// last checkpoint. Errors: errForked; such a log is not signed again.
func (s *Service) watch(ctx context.Context) error {
	refused := s.db.Unaudited()
	var back, ahead, forked bool
	err := s.db.View(ctx, func(tx *db.Tx) (err error) {
		if back, ahead, err = jumped(tx); err == nil {
			forked, err = strayed(tx)
		}
		return err
	})
	if err != nil || !back && !ahead && !forked && refused == s.unaudited {
		return err
	}
	err = s.db.Write(ctx, program, "audit.watch", func(tx *db.Tx) error {
		var all error
		if back || ahead {
			all = Raise(tx, ClockJump, "", "", map[bool]string{true: "back", false: "ahead"}[back])
		}
		if refused > s.unaudited {
			all = errors.Join(all, Raise(tx, Refused, "", "", strconv.FormatInt(refused-s.unaudited, 10)))
		}
		if forked {
			all = errors.Join(all, raiseTampered(tx))
		}
		return all
	})
	if err != nil {
		return err
	}
	if s.unaudited = refused; forked {
		return errForked
	}
	return nil
}

var errForked = errors.New("audit: the log does not continue its last checkpoint: run neove verify audit")

// strayed reports whether the tree no longer has the root of the last checkpoint.
func strayed(tx *db.Tx) (bool, error) {
	last, err := checkpointsBy(tx, "ORDER BY size DESC,at DESC LIMIT 1")
	if err != nil || len(last) == 0 {
		return false, err
	}
	size, err := sizeOf(tx)
	if err != nil || size < last[0].Size {
		return err == nil, err
	}
	root, err := tlog.TreeHash(last[0].Size, hashes{tx})
	if errors.Is(err, errTree) {
		return true, nil
	}
	return root.String() != last[0].Root, err
}

// raiseTampered raises the alert unless one waits already.
func raiseTampered(tx *db.Tx) error {
	n, err := db.Get[int64](tx, "SELECT COUNT(*) FROM audit_alerts WHERE kind=? AND closed_at=''", string(Tampered))
	if err != nil || n > 0 {
		return err
	}
	return Raise(tx, Tampered, "", "", "")
}

// Steady refuses to work by a clock that jumped: jobs that delete or let things
// expire ask it first.
func Steady(tx *db.Tx) error {
	back, ahead, err := jumped(tx)
	if err == nil && (back || ahead) {
		err = errs.New(errs.Unavailable, "audit.err.clock")
	}
	return err
}

// jumped compares the clock with the last entry and the last sign of life.
func jumped(tx *db.Tx) (back, ahead bool, err error) {
	entries, err := db.Select[time.Time](tx, "SELECT at FROM audit_events WHERE seq=(SELECT MAX(seq) FROM audit_events)")
	if err != nil {
		return false, false, err
	}
	signs, err := db.Select[time.Time](tx, "SELECT at FROM audit_checkpoints ORDER BY at DESC LIMIT 1")
	if err != nil {
		return false, false, err
	}
	var alive time.Time
	for _, at := range append(entries, signs...) {
		if at.After(alive) {
			alive = at
		}
	}
	if len(entries) > 0 {
		back = tx.Now.Before(entries[0].Add(-ClockBack))
	}
	return back, !alive.IsZero() && tx.Now.After(alive.Add(ClockAhead)), nil
}
