package access

import (
	"context"

	"neove/internal/db"
	"neove/internal/errs"
	"neove/internal/i18n"
)

// ChangeOwnPassword sets the actor's own password; their other sessions end.
// Errors: Invalid (old password wrong, new one refused), TooMany as in SignIn.
func (s *Service) ChangeOwnPassword(ctx context.Context, by Actor, old, password string) error {
	var u User
	// Guessing the old password at an open session counts like a sign-in.
	err := s.db.Write(ctx, by, "access.user.try", func(tx *db.Tx) (err error) {
		if u, err = userByID(tx, by.ID); err != nil {
			return err
		}
		return countTry(tx, u.Account)
	})
	if err != nil {
		return err
	}
	ok, err := checkPassword(ctx, u.Password, old)
	if err != nil {
		return err
	}
	var c errs.Check
	switch {
	case !ok:
		c.Add("old", "access.err.old")
	case old == password:
		c.Add("password", "access.err.same")
	}
	checkNewPassword(&c, "password", u.Account, password)
	if err := c.Err(); err != nil {
		return err
	}
	hash, err := hashPassword(ctx, password)
	if err != nil {
		return err
	}
	return s.db.Write(ctx, by, "access.user.password", func(tx *db.Tx) error {
		tx.Event(db.Event{Subject: "access.user", ID: by.ID})
		n, err := tx.Exec("UPDATE access_users SET password=?, must_change=? WHERE id=? AND password=?", hash, false, by.ID, u.Password)
		if err == nil && n == 0 { // reset by an administrator in between
			err = errs.New(errs.Conflict, "web.err.conflict")
		}
		if err != nil {
			return err
		}
		if _, err := tx.Exec("DELETE FROM access_attempts WHERE account=?", attemptKey(u.Account)); err != nil {
			return err
		}
		_, err = tx.Exec("DELETE FROM access_sessions WHERE user_id=? AND token<>?", by.ID, by.token)
		return err
	})
}

// SetLang keeps the language of the actor's pages.
func (s *Service) SetLang(ctx context.Context, by Actor, lang i18n.Lang) error {
	return s.db.Write(ctx, by, "access.user.language", func(tx *db.Tx) error {
		tx.Event(db.Event{Subject: "access.user", ID: by.ID, Detail: map[string]any{"lang": lang}})
		_, err := tx.Exec("UPDATE access_users SET lang=? WHERE id=?", string(lang), by.ID)
		return err
	})
}
