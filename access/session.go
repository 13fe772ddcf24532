package access

import (
	"context"
	"crypto/sha256"
	"encoding/hex"

	"neove/internal/clock"
	"neove/internal/db"
	"neove/internal/errs"
)

func hashToken(token string) string {
	sum := sha256.Sum256([]byte(token))
	return hex.EncodeToString(sum[:])
}

// ByToken is who holds a session, with the rights of this moment: account and
// rights are read every time. Errors: Unauthenticated when the session has
// ended, was idle for IdleLimit or is older than AbsoluteLimit.
func (s *Service) ByToken(ctx context.Context, token string) (Actor, error) {
	var a Actor
	var touch bool
	hash := hashToken(token)
	err := s.db.View(ctx, func(tx *db.Tx) error {
		ses, err := sessionByToken(tx, hash)
		if err != nil {
			return err
		}
		u, err := userByID(tx, ses.User)
		if err != nil {
			return err
		}
		if u.Disabled || ses.Epoch != u.Epoch || !tx.Now.Before(ses.ExpiresAt) || tx.Now.Sub(ses.SeenAt) > IdleLimit {
			return errs.New(errs.NotFound, "access.err.session")
		}
		touch = tx.Now.Sub(ses.SeenAt) > touchEvery
		a = Actor{ID: u.ID, Account: u.Account, Name: u.Name, Lang: u.Lang, MustChange: u.MustChange, covers: s.Covers, token: hash}
		a.Grants, err = grantsOn(tx, u.ID, clock.DateOf(tx.Now))
		return err
	})
	if errs.Is(err, errs.NotFound) {
		return Actor{}, errs.New(errs.Unauthenticated, "access.err.session")
	}
	if err == nil && touch {
		// Reading goes on while the disk is full: a use that was not written down
		// only ends the session earlier.
		_ = s.db.Write(ctx, a, "access.session.touch", func(tx *db.Tx) error {
			_, err := tx.Exec("UPDATE access_sessions SET seen_at=? WHERE token=?", db.Arg(tx.Now), hash)
			return err
		})
	}
	return a, err
}

// SignOut ends the actor's own session.
func (s *Service) SignOut(ctx context.Context, by Actor) error {
	return s.db.Write(ctx, by, "access.session.end", func(tx *db.Tx) error {
		tx.Event(db.Event{Subject: "access.user", ID: by.ID})
		_, err := tx.Exec("DELETE FROM access_sessions WHERE token=?", by.token)
		return err
	})
}

// SignOutEverywhere ends all sessions of the actor, this one too.
func (s *Service) SignOutEverywhere(ctx context.Context, by Actor) error {
	return s.db.Write(ctx, by, "access.session.end_all", func(tx *db.Tx) error {
		tx.Event(db.Event{Subject: "access.user", ID: by.ID})
		return endSessions(tx, by.ID)
	})
}

// endSessions raises the epoch as well: a session that begins from an older
// reading of the account is dead at birth.
func endSessions(tx *db.Tx, user string) error {
	if _, err := tx.Exec("UPDATE access_users SET epoch=epoch+1 WHERE id=?", user); err != nil {
		return err
	}
	_, err := tx.Exec("DELETE FROM access_sessions WHERE user_id=?", user)
	return err
}

// Sessions lists the actor's own live sessions, last used first.
func (s *Service) Sessions(ctx context.Context, by Actor) ([]Session, error) {
	var out []Session
	err := s.db.View(ctx, func(tx *db.Tx) (err error) {
		out, err = db.Select[Session](tx, sessionColumns+" WHERE user_id=? AND expires_at>? AND seen_at>=? ORDER BY seen_at DESC, token",
			by.ID, db.Arg(tx.Now), db.Arg(tx.Now.Add(-IdleLimit)))
		return err
	})
	return out, err
}

// Current reports whether the session is the one that the actor came with.
func (s Session) Current(by Actor) bool { return by.token != "" && s.Token == by.token }
