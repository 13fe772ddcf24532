package access

import (
	"context"
	"crypto/sha256"
	"encoding/hex"

	"neove/internal/db"
	"neove/internal/errs"
	"neove/internal/id"
)

func hashToken(token string) string {
	sum := sha256.Sum256([]byte(token))
	return hex.EncodeToString(sum[:])
}

// ByToken is who holds a session, with the rights of this moment: account and
// rights are read every time. Errors: Unauthenticated when the session has
// ended or is locked.
func (s *Service) ByToken(ctx context.Context, token string) (Actor, error) {
	a, err := s.lookup(ctx, token)
	if err == nil && a.locked != "" {
		return Actor{}, errs.New(errs.Unauthenticated, "access.err.session")
	}
	return a, err
}

// lookup is ByToken that tells a locked session from one that has ended.
func (s *Service) lookup(ctx context.Context, token string) (Actor, error) {
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
		if u.Disabled || ses.Epoch != u.Epoch || !tx.Now.Before(ses.ExpiresAt) {
			return errs.New(errs.NotFound, "access.err.session")
		}
		grants, err := grantsOn(tx, u.ID, tx.Today())
		if err != nil {
			return err
		}
		if s.isLocked(tx, ses, grants) {
			a = Actor{Account: u.Account, Lang: u.Lang, locked: u.ID, token: hash}
			return nil
		}
		touch = tx.Now.Sub(ses.SeenAt) > touchEvery
		a = Actor{ID: u.ID, Account: u.Account, Name: u.Name, Lang: u.Lang, MustChange: u.MustChange, Factor: ses.Factor, ProvedAt: ses.ProvedAt,
			Duress: ses.Duress, covers: s.Covers, token: hash, at: tx.Now}
		if a.Stage = s.stage(ses, grants); a.Stage == "" {
			a.Grants = grants
		}
		return nil
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

// isLocked: a browser is locked by its owner or by rest; a program has nobody
// who could type a password.
func (s *Service) isLocked(tx *db.Tx, ses Session, grants []Grant) bool {
	return ses.Locked || ses.Kind == Browser && tx.Now.Sub(ses.SeenAt) > s.idle(grants)
}

func (s *Service) stage(ses Session, grants []Grant) Stage {
	switch {
	case ses.Factor == "":
		return AwaitsFactor
	case ses.Factor == NoFactor && s.SecondFactor && NeedsSecondFactor(grants):
		return MustEnrol
	}
	return ""
}

// proved notes that the person has shown who they are again, and gives the
// session a new token: an old one that somebody saw is worth nothing.
func (s *Service) proved(tx *db.Tx, by Actor, factor string) (string, error) {
	ses, err := sessionByToken(tx, by.token)
	if err != nil {
		return "", err
	}
	if ses.Factor == "" { // it waited
		ses.ExpiresAt = ses.CreatedAt.Add(s.absolute())
	}
	if _, err := tx.Exec("DELETE FROM access_sessions WHERE token=?", ses.Token); err != nil {
		return "", err
	}
	token := id.Secret(32)
	ses.Token, ses.ProvedAt, ses.SeenAt = hashToken(token), tx.Now, tx.Now
	if factor != "" {
		ses.Factor = factor
	}
	return token, tx.Insert("access_sessions", ses)
}

// SignOut ends the actor's own session.
func (s *Service) SignOut(ctx context.Context, by Actor) error {
	return s.db.Write(ctx, by, "access.session.end", func(tx *db.Tx) error {
		tx.Event(db.Event{Subject: "access.user", ID: by.ID})
		_, err := tx.Exec("DELETE FROM access_sessions WHERE token=?", by.token)
		return err
	})
}

// Lock puts the actor's own session behind the sign-in page; what is typed in
// other windows is kept when it is sent.
func (s *Service) Lock(ctx context.Context, by Actor) error {
	return s.db.Write(ctx, by, "access.session.lock", func(tx *db.Tx) error {
		tx.Event(db.Event{Subject: "access.user", ID: by.ID})
		_, err := tx.Exec("UPDATE access_sessions SET locked=? WHERE token=?", true, by.token)
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

// Panic ends all sessions and closes the account until two people open it
// again: for whoever fears that somebody else works in their name. What the
// program holds in memory of sealed records goes too.
func (s *Service) Panic(ctx context.Context, by Actor) error {
	return s.db.Write(ctx, by, "access.user.panic", func(tx *db.Tx) error {
		if s.OnPanic != nil {
			tx.After(s.OnPanic)
		}
		u, err := userByID(tx, by.ID)
		if err != nil {
			return err
		}
		tx.Event(db.Event{Subject: "access.user", ID: u.ID, Unit: u.Unit})
		if _, err := tx.Exec("UPDATE access_users SET disabled=?, panicked=? WHERE id=?", true, true, u.ID); err != nil {
			return err
		}
		if err := s.raise(tx, "panic", u, ""); err != nil {
			return err
		}
		return endSessions(tx, u.ID)
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

// Sessions lists the actor's own sessions, last used first.
func (s *Service) Sessions(ctx context.Context, by Actor) ([]Session, error) {
	var out []Session
	err := s.db.View(ctx, func(tx *db.Tx) (err error) {
		out, err = db.Select[Session](tx, sessionColumns+" WHERE user_id=? AND expires_at>? ORDER BY seen_at DESC, token", by.ID, db.Arg(tx.Now))
		return err
	})
	return out, err
}

// Current reports whether the session is the one that the actor came with.
func (s Session) Current(by Actor) bool { return by.token != "" && s.Token == by.token }
