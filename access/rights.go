package access

import (
	"context"
	"encoding/json"

	"neove/internal/db"
	"neove/internal/errs"
	"neove/internal/id"
)

// Grant adds a right to somebody else's account; one that needs two people is
// proposed, and waiting says so. Errors: Forbidden (also for oneself), Invalid,
// NotFound.
func (s *Service) Grant(ctx context.Context, by Actor, g Grant, reason string) (waiting bool, err error) {
	if err := by.NeedAt(admin, g.Unit); err != nil {
		return false, err
	}
	var c errs.Check
	checkRight(&c, g)
	if err := c.Err(); err != nil {
		return false, err
	}
	err = s.onUser(ctx, by, "access.grant.give", g.User, func(tx *db.Tx, p Profile) (db.Event, error) {
		var err error
		waiting, err = s.giveOrPropose(tx, by, p.User, g, reason)
		return db.Event{Unit: g.Unit, Detail: map[string]any{"role": g.Role, "waiting": waiting}}, err
	})
	return waiting, err
}

// giveOrPropose gives a right, or proposes it where two people decide. While
// there are fewer than two administrators the command line decides alone, and
// the event says so: somebody has to be the first.
func (s *Service) giveOrPropose(tx *db.Tx, by Actor, u User, g Grant, reason string) (waiting bool, err error) {
	if !NeedsTwoPeople(g.Role) {
		return false, giveGrant(tx, g)
	}
	if by.system {
		n, err := administrators(tx)
		if err != nil {
			return false, err
		}
		if n < 2 {
			tx.Event(db.Event{Action: "access.grant.alone", Subject: "access.user", ID: u.ID, Unit: g.Unit, Detail: map[string]any{"role": g.Role, "administrators": n}})
			return false, giveGrant(tx, g)
		}
		if reason == "" {
			reason = "neove user add"
		}
	}
	raw, err := json.Marshal(g)
	if err != nil {
		return false, err
	}
	return true, s.propose(tx, by, Proposal{Kind: KindGrant, Unit: g.Unit, Subject: u.ID, SubjectName: u.Name, Detail: string(g.Role), Payload: string(raw), Reason: reason})
}

func giveGrant(tx *db.Tx, g Grant) error {
	g.ID = tx.ID()
	tx.Event(db.Event{Action: "access.grant.give", Subject: "access.user", ID: g.User, Unit: g.Unit, Detail: map[string]any{"role": g.Role, "unit": g.Unit, "agency": g.Agency, "from": g.From, "to": g.To}})
	return tx.Insert("access_grants", g)
}

func administrators(tx *db.Tx) (int64, error) {
	return db.Get[int64](tx, `SELECT COUNT(DISTINCT u.id) FROM access_grants g JOIN access_users u ON u.id=g.user_id
		WHERE g.role=? AND u.disabled=? AND g.valid_from<=? AND g.valid_to>?`, Administrator, false, tx.Today(), tx.Today())
}

// EndGrant ends a right from now on: at the next request it is gone.
func (s *Service) EndGrant(ctx context.Context, by Actor, user, grant string) error {
	return s.onUser(ctx, by, "access.grant.end", user, func(tx *db.Tx, p Profile) (db.Event, error) {
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
	return s.onUser(ctx, by, "access.user.disable", user, func(tx *db.Tx, p Profile) (db.Event, error) {
		if _, err := tx.Exec("UPDATE access_users SET disabled=? WHERE id=?", true, user); err != nil {
			return db.Event{}, err
		}
		return db.Event{}, endSessions(tx, user)
	})
}

// Enable opens a closed account again, with the password it had. Errors:
// Conflict when its owner closed it in need: two people open that one.
func (s *Service) Enable(ctx context.Context, by Actor, user string) error {
	return s.onUser(ctx, by, "access.user.enable", user, func(tx *db.Tx, p Profile) (db.Event, error) {
		if p.Panicked {
			return db.Event{}, errs.New(errs.Conflict, "access.err.two_people")
		}
		_, err := tx.Exec("UPDATE access_users SET disabled=? WHERE id=?", false, user)
		return db.Event{}, err
	})
}

// EndSessions ends all sessions of somebody else.
func (s *Service) EndSessions(ctx context.Context, by Actor, user string) error {
	return s.onUser(ctx, by, "access.session.end_all", user, func(tx *db.Tx, p Profile) (db.Event, error) {
		return db.Event{}, endSessions(tx, user)
	})
}

// Reset takes somebody's password away and gives a code with which only they
// set a new one; all sessions of the account end.
func (s *Service) Reset(ctx context.Context, by Actor, user string) (string, error) {
	code := id.Secret(linkBytes)
	err := s.onUser(ctx, by, "access.user.reset", user, func(tx *db.Tx, p Profile) (db.Event, error) {
		if _, err := tx.Exec("UPDATE access_users SET password=?, duress=?, must_change=? WHERE id=?", nobody, "", false, user); err != nil {
			return db.Event{}, err
		}
		if err := storeLink(tx, user, Renewal, code); err != nil {
			return db.Event{}, err
		}
		return db.Event{}, endSessions(tx, user)
	})
	return code, err
}

// onUser runs a command on somebody else's account, whose rights must lie in
// the administrator's area. Nobody administers themselves.
func (s *Service) onUser(ctx context.Context, by Actor, command, user string, fn func(*db.Tx, Profile) (db.Event, error)) error {
	if err := by.Need(admin); err != nil {
		return err
	}
	if user == by.ID {
		return errs.New(errs.Forbidden, "access.err.own")
	}
	return s.db.Write(ctx, by, command, func(tx *db.Tx) error {
		p, err := profile(tx, user)
		if err != nil {
			return err
		}
		if !administers(by, p, tx.Today()) {
			return errs.New(errs.NotFound, "web.err.not_found")
		}
		ev, err := fn(tx, p)
		if err != nil {
			return err
		}
		ev.Subject, ev.ID = "access.user", user
		if ev.Unit == "" {
			ev.Unit = p.Unit
		}
		tx.Event(ev)
		return nil
	})
}

func profile(tx *db.Tx, user string) (p Profile, err error) {
	if p.User, err = userByID(tx, user); err != nil {
		return p, err
	}
	if p.Grants, err = grantsOf(tx, user); err != nil {
		return p, err
	}
	p.HasFactor, err = hasFactor(tx, user)
	return p, err
}
