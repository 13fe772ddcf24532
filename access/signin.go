package access

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"strings"
	"time"
	"unicode/utf8"

	"neove/internal/db"
	"neove/internal/errs"
	"neove/internal/id"
	"neove/internal/vntext"
)

// Kinds of sessions.
const (
	Browser = "browser"
	Program = "api"
)

// Slow-down after failures: the sixth try waits 2 s, then 4, 8 … 60 s. A wait
// of a minute at most, because whoever can lock others out has a weapon.
const (
	freeTries   = 5
	longestWait = time.Minute
	forgetAfter = 15 * time.Minute // without a try the count begins again
)

// SignIn checks account and password and begins a session; the token goes to
// the browser and only its hash is stored. Errors: Unauthenticated, the same
// for an unknown account, a wrong password and a disabled account; TooMany with
// the seconds to wait, known or unknown account alike.
func (s *Service) SignIn(ctx context.Context, account, password, kind string) (string, User, error) {
	account = strings.ToLower(vntext.Clean(account))
	var u User
	// The try is counted before the slow hash, so that many tries at once count
	// as many; success forgets them.
	err := s.db.Write(ctx, Actor{}, "access.session.try", func(tx *db.Tx) (err error) {
		if u, err = userByAccount(tx, account); errs.Is(err, errs.NotFound) {
			u, err = User{Password: nobody, Disabled: true}, nil
		}
		if err != nil {
			return err
		}
		return countTry(tx, account)
	})
	if err != nil {
		return "", User{}, err
	}
	if utf8.RuneCountInString(password) > maxPassword {
		password = "" // cannot be right, and is not worth hashing at length
	}
	ok, err := checkPassword(ctx, u.Password, password)
	if err != nil {
		return "", User{}, err
	}
	if !ok || u.Disabled {
		return "", User{}, errs.New(errs.Unauthenticated, "access.err.sign_in")
	}
	fresh := ""
	if outdated(u.Password) {
		if fresh, err = hashPassword(ctx, password); err != nil {
			return "", User{}, err
		}
	}
	token, err := s.begin(ctx, u, kind, fresh)
	return token, u, err
}

// countTry refuses while the account is slowed down and counts the try
// otherwise. Long inventions are cut, so that nobody fills the table with them.
func countTry(tx *db.Tx, account string) error {
	account = attemptKey(account)
	a, err := attemptOf(tx, account)
	if err != nil && !errs.Is(err, errs.NotFound) {
		return err
	}
	if tx.Now.Sub(a.LastAt) > forgetAfter {
		a.Failures = 0
	}
	if left := a.LastAt.Add(wait(a.Failures)).Sub(tx.Now); a.Failures >= freeTries && left > 0 {
		return errs.New(errs.TooMany, "access.err.slow", "seconds", int((left+time.Second-1)/time.Second))
	}
	if _, err := tx.Exec("DELETE FROM access_attempts WHERE last_at<?", db.Arg(tx.Now.Add(-forgetAfter))); err != nil {
		return err
	}
	return db.UpsertAll(tx, "access_attempts", "account", []attempt{{account, a.Failures + 1, tx.Now}})
}

func attemptKey(account string) string {
	if len(account) <= 40 {
		return account
	}
	sum := sha256.Sum256([]byte(account))
	return hex.EncodeToString(sum[:])
}

func wait(failures int64) time.Duration {
	if n := failures - freeTries; n < 5 {
		return 2 * time.Second << max(n, 0)
	}
	return longestWait
}

// begin stores the session; a fresh hash replaces one of older parameters.
func (s *Service) begin(ctx context.Context, u User, kind, fresh string) (string, error) {
	token := id.Secret(32)
	err := s.db.Write(ctx, Actor{ID: u.ID, Name: u.Name}, "access.session.begin", func(tx *db.Tx) error {
		tx.Event(db.Event{Subject: "access.user", ID: u.ID, Detail: map[string]any{"kind": kind}})
		if _, err := tx.Exec("DELETE FROM access_attempts WHERE account=?", attemptKey(u.Account)); err != nil {
			return err
		}
		if _, err := tx.Exec("DELETE FROM access_sessions WHERE expires_at<? OR seen_at<?", db.Arg(tx.Now), db.Arg(tx.Now.Add(-IdleLimit))); err != nil {
			return err
		}
		if fresh != "" {
			if _, err := tx.Exec("UPDATE access_users SET password=? WHERE id=? AND password=?", fresh, u.ID, u.Password); err != nil {
				return err
			}
		}
		return tx.Insert("access_sessions", Session{hashToken(token), u.ID, u.Epoch, kind, tx.Now, tx.Now, tx.Now.Add(AbsoluteLimit)})
	})
	return token, err
}
