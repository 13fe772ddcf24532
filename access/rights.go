package access

import (
	"context"

	"neove/internal/db"
	"neove/internal/errs"
	"neove/internal/id"
)

// Grant adds a right to somebody else's account. Errors: Forbidden (also for
// oneself), Invalid, NotFound.
func (s *Service) Grant(ctx context.Context, by Actor, g Grant) error {
	if err := by.NeedAt("access.user.admin", g.Unit); err != nil {
		return err
	}
	var c errs.Check
	checkRight(&c, g)
	if err := c.Err(); err != nil {
		return err
	}
	return s.onUser(ctx, by, "access.grant.give", g.User, func(tx *db.Tx, u User) (db.Event, error) {
		g.ID = tx.ID()
		return db.Event{Unit: g.Unit, Detail: map[string]any{"role": g.Role, "unit": g.Unit, "from": g.From, "to": g.To}}, tx.Insert("access_grants", g)
	})
}

// EndGrant ends a right from now on: at the next request it is gone.
func (s *Service) EndGrant(ctx context.Context, by Actor, user, grant string) error {
	return s.onUser(ctx, by, "access.grant.end", user, func(tx *db.Tx, u User) (db.Event, error) {
		old, err := db.Get[Grant](tx, grantColumns+" WHERE id=? AND user_id=? AND valid_to>?", grant, user, tx.Today())
		if err != nil {
			return db.Event{}, err
		}
		if _, err := tx.Exec("UPDATE access_grants SET valid_to=? WHERE id=?", max(old.From, tx.Today()), grant); err != nil {
			return db.Event{}, err
		}
		return db.Event{Unit: old.Unit, Detail: map[string]any{"role": old.Role, "unit": old.Unit}}, nil
	})
}

// Disable closes an account and ends its sessions.
func (s *Service) Disable(ctx context.Context, by Actor, user string) error {
	return s.onUser(ctx, by, "access.user.disable", user, func(tx *db.Tx, u User) (db.Event, error) {
		if _, err := tx.Exec("UPDATE access_users SET disabled=? WHERE id=?", true, user); err != nil {
			return db.Event{}, err
		}
		return db.Event{}, endSessions(tx, user)
	})
}

// Enable opens a closed account again, with the password it had.
func (s *Service) Enable(ctx context.Context, by Actor, user string) error {
	return s.onUser(ctx, by, "access.user.enable", user, func(tx *db.Tx, u User) (db.Event, error) {
		_, err := tx.Exec("UPDATE access_users SET disabled=? WHERE id=?", false, user)
		return db.Event{}, err
	})
}

// SetPassword gives somebody a new initial password, which is returned and
// stored nowhere, and ends all sessions of the account.
func (s *Service) SetPassword(ctx context.Context, by Actor, user string) (string, error) {
	password := id.Secret(12)
	hash, err := hashPassword(ctx, password)
	if err != nil {
		return "", err
	}
	err = s.onUser(ctx, by, "access.user.reset", user, func(tx *db.Tx, u User) (db.Event, error) {
		if _, err := tx.Exec("UPDATE access_users SET password=?, must_change=? WHERE id=?", hash, true, user); err != nil {
			return db.Event{}, err
		}
		return db.Event{}, endSessions(tx, user)
	})
	if err != nil {
		return "", err
	}
	return password, nil
}

// onUser runs a command on somebody else's account, whose rights must lie in
// the administrator's area. Nobody administers themselves.
func (s *Service) onUser(ctx context.Context, by Actor, command, user string, fn func(*db.Tx, User) (db.Event, error)) error {
	if err := by.Need("access.user.admin"); err != nil {
		return err
	}
	if user == by.ID {
		return errs.New(errs.Forbidden, "access.err.own")
	}
	return s.db.Write(ctx, by, command, func(tx *db.Tx) error {
		u, err := userByID(tx, user)
		if err != nil {
			return err
		}
		grants, err := grantsOf(tx, user)
		if err != nil {
			return err
		}
		if !administers(by, grants, tx.Today()) {
			return errs.New(errs.NotFound, "web.err.not_found")
		}
		ev, err := fn(tx, u)
		if err != nil {
			return err
		}
		ev.Subject, ev.ID = "access.user", user
		if ev.Unit == "" {
			ev.Unit = grants[0].Unit
		}
		tx.Event(ev)
		return nil
	})
}
