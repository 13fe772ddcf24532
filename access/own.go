package access

import (
	"context"

	"neove/internal/db"
	"neove/internal/errs"
	"neove/internal/i18n"
)

// own reads the actor's account with the counter of its tries: guessing a
// password at an open session counts like a sign-in.
func (s *Service) own(ctx context.Context, by Actor) (u User, grants []Grant, c counter, err error) {
	c = counter{attemptKey("own", by.ID), ofPair}
	err = s.db.Write(ctx, by, "access.user.try", func(tx *db.Tx) (err error) {
		if u, err = userByID(tx, by.ID); err != nil {
			return err
		}
		if grants, err = grantsOn(tx, by.ID, tx.Today()); err != nil {
			return err
		}
		return countTry(tx, c)
	})
	return u, grants, c, err
}

// knows reports whether the actor gave the password that they signed in with.
func knows(by Actor, m match) bool {
	return m == ownMatch && !by.Duress || m == forcedMatch && by.Duress
}

// ChangeOwnPassword sets the actor's own password; their other sessions end.
// Under duress it changes the password that was forced out of them, and no
// other. Errors: Invalid (old password wrong, new one refused), TooMany.
func (s *Service) ChangeOwnPassword(ctx context.Context, by Actor, old, password string) error {
	u, grants, tries, err := s.own(ctx, by)
	if err != nil {
		return err
	}
	m, err := s.pepper().check(ctx, u.Password, u.Duress, old)
	if err != nil {
		return err
	}
	var c errs.Check
	switch {
	case !knows(by, m):
		c.Add("old", "access.err.old")
	case old == password:
		c.Add("password", "access.err.same")
	}
	s.ownerOf(u, grants).checkNew(&c, "password", password)
	if err := c.Err(); err != nil {
		return err
	}
	column, hash := "password", ""
	if by.Duress {
		column = "duress"
	}
	if u.Duress != "" { // the two share their salt
		hash, err = s.pepper().hashBeside(ctx, u.Password, password)
	} else {
		hash, err = s.pepper().hashPassword(ctx, password)
	}
	if err != nil {
		return err
	}
	return s.db.Write(ctx, by, "access.user.password", func(tx *db.Tx) error {
		tx.Event(db.Event{Subject: "access.user", ID: by.ID})
		n, err := tx.Exec("UPDATE access_users SET "+column+"=?, must_change=? WHERE id=? AND password=?", hash, false, by.ID, u.Password)
		if err == nil && n == 0 { // reset by an administrator in between
			err = errs.New(errs.Conflict, "web.err.conflict")
		}
		if err != nil {
			return err
		}
		if err := forgive(tx, []counter{tries}); err != nil {
			return err
		}
		_, err = tx.Exec("DELETE FROM access_sessions WHERE user_id=? AND token<>?", by.ID, by.token)
		return err
	})
}

// SetDuress sets or, with "", removes the password that opens a session without
// anything sensitive and tells the inspectors. Errors: Invalid, TooMany.
func (s *Service) SetDuress(ctx context.Context, by Actor, own, duress string) error {
	u, grants, tries, err := s.own(ctx, by)
	if err != nil {
		return err
	}
	m, err := s.pepper().check(ctx, u.Password, u.Duress, own)
	if err != nil {
		return err
	}
	var c errs.Check
	if !knows(by, m) {
		c.Add("old", "access.err.old")
	}
	if duress != "" {
		s.ownerOf(u, grants).checkNew(&c, "duress", duress)
		if own == duress {
			c.Add("duress", "access.err.same")
		}
	}
	if err := c.Err(); err != nil {
		return err
	}
	hash := ""
	if duress != "" {
		if hash, err = s.pepper().hashBeside(ctx, u.Password, duress); err != nil {
			return err
		}
	}
	return s.db.Write(ctx, by, "access.user.safety", func(tx *db.Tx) error {
		tx.Event(db.Event{Subject: "access.user", ID: by.ID})
		if err := forgive(tx, []counter{tries}); err != nil || by.Duress { // whoever forces the person changes nothing
			return err
		}
		_, err := tx.Exec("UPDATE access_users SET duress=? WHERE id=? AND password=?", hash, by.ID, u.Password)
		return err
	})
}

// Again proves by password who works in an open session, for acts that need a
// fresh proof; the session gets a new token. The duress password makes the
// session one under duress. Errors: Invalid, TooMany.
func (s *Service) Again(ctx context.Context, by Actor, password string) (string, error) {
	u, _, tries, err := s.own(ctx, by)
	if err != nil {
		return "", err
	}
	m, err := s.pepper().check(ctx, u.Password, u.Duress, password)
	if err != nil {
		return "", err
	}
	if m == noMatch {
		var c errs.Check
		c.Add("password", "access.err.old")
		return "", c.Err()
	}
	token := ""
	err = s.db.Write(ctx, by, "access.session.again", func(tx *db.Tx) error {
		tx.Event(db.Event{Subject: "access.user", ID: by.ID})
		if err := forgive(tx, []counter{tries}); err != nil {
			return err
		}
		if m == forcedMatch && !by.Duress {
			if _, err := tx.Exec("UPDATE access_sessions SET duress=? WHERE token=?", true, by.token); err != nil {
				return err
			}
			if err := s.raise(tx, "duress", u, ""); err != nil {
				return err
			}
		}
		token, err = s.proved(tx, by, "")
		return err
	})
	return token, err
}

// SetLang keeps the language of the actor's pages.
func (s *Service) SetLang(ctx context.Context, by Actor, lang i18n.Lang) error {
	return s.db.Write(ctx, by, "access.user.language", func(tx *db.Tx) error {
		tx.Event(db.Event{Subject: "access.user", ID: by.ID, Detail: map[string]any{"lang": lang}})
		_, err := tx.Exec("UPDATE access_users SET lang=? WHERE id=?", string(lang), by.ID)
		return err
	})
}
