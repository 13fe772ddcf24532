package access

import (
	"context"
	"crypto/subtle"
	"strings"
	"time"

	"github.com/pquerna/otp"
	"github.com/pquerna/otp/hotp"

	"neove/internal/db"
	"neove/internal/errs"
	"neove/internal/id"
)

// What a session has shown besides the password.
const (
	NoFactor     = "none"
	ByTOTP       = "totp"
	ByPasskey    = "passkey"
	ByRecovery   = "recovery"
	ByProvider   = "oidc"
	totpPeriod   = 30
	recoveryKeys = 10
)

// Fresh is how long a proof counts for changing what one signs in with.
const Fresh = 10 * time.Minute

type totpRow struct {
	User      string    `db:"user_id"`
	Secret    []byte    `db:"secret"`
	Confirmed bool      `db:"confirmed"`
	LastStep  int64     `db:"last_step"`
	CreatedAt time.Time `db:"created_at"`
}

func totpOf(tx *db.Tx, user string) (totpRow, error) {
	return db.Get[totpRow](tx, "SELECT user_id,secret,confirmed,last_step,created_at FROM access_totp WHERE user_id=?", user)
}

// hasFactor reports whether the person has set up a second factor.
func hasFactor(tx *db.Tx, user string) (bool, error) {
	n, err := db.Get[int64](tx, `SELECT (SELECT COUNT(*) FROM access_totp WHERE user_id=? AND confirmed=?)
		+ (SELECT COUNT(*) FROM access_passkeys WHERE user_id=?)`, user, true, user)
	return n > 0, err
}

// seal binds a secret to its owner, so that a row moved to somebody else does
// not open.
func (s *Service) seal(user string, secret []byte) ([]byte, error) {
	if s.Secrets.Seal == nil {
		return nil, errs.New(errs.Unavailable, "access.err.no_keys")
	}
	return s.Secrets.Seal(append([]byte(user+"\x00"), secret...))
}

func (s *Service) open(user string, box []byte) ([]byte, error) {
	if s.Secrets.Open == nil {
		return nil, errs.New(errs.Unavailable, "access.err.no_keys")
	}
	plain, err := s.Secrets.Open(box)
	if err != nil {
		return nil, err
	}
	secret, ok := strings.CutPrefix(string(plain), user+"\x00")
	if !ok {
		return nil, errs.New(errs.Internal, "access.err.no_keys")
	}
	return []byte(secret), nil
}

// step is the 30 seconds whose code was given, near now and after last; 0 when
// the code is wrong or used.
func step(secret, code string, now time.Time, last int64) int64 {
	found := int64(0)
	for _, d := range []int64{0, -1, 1} {
		n := now.Unix()/totpPeriod + d
		want, err := hotp.GenerateCodeCustom(secret, uint64(n), hotp.ValidateOpts{Digits: otp.DigitsSix, Algorithm: otp.AlgorithmSHA1})
		if err == nil && subtle.ConstantTimeCompare([]byte(want), []byte(code)) == 1 && n > last {
			found = n
		}
	}
	return found
}

// useCode takes a code of the app or a recovery code, once. It says which it
// was, "" when it was neither.
func (s *Service) useCode(tx *db.Tx, user, code string) (string, error) {
	code = strings.ToLower(strings.NewReplacer(" ", "", "-", "").Replace(code))
	if len(code) != 6 {
		n, err := tx.Exec("DELETE FROM access_recovery WHERE user_id=? AND hash=?", user, hashToken(user+code))
		if err != nil || n == 0 {
			return "", err
		}
		return ByRecovery, nil
	}
	row, err := totpOf(tx, user)
	if errs.Is(err, errs.NotFound) || err == nil && !row.Confirmed {
		return "", nil
	}
	if err != nil {
		return "", err
	}
	secret, err := s.open(user, row.Secret)
	if err != nil {
		return "", err
	}
	n := step(string(secret), code, s.wall(tx), row.LastStep)
	if n == 0 {
		return "", nil
	}
	_, err = tx.Exec("UPDATE access_totp SET last_step=? WHERE user_id=?", n, user)
	return ByTOTP, err
}

// ShowFactor completes a session that waits for the second factor, or proves
// again who works in an open one; the session gets a new token. Errors: Invalid
// (wrong or used code), TooMany.
func (s *Service) ShowFactor(ctx context.Context, by Actor, code string) (string, error) {
	token, shown := "", ""
	err := s.db.Write(ctx, by, "access.session.factor", func(tx *db.Tx) error {
		if err := countTry(tx, factorCounter(by.ID)); err != nil {
			return err
		}
		var err error
		if shown, err = s.useCode(tx, by.ID, code); err != nil {
			return err
		}
		if shown == "" {
			tx.Event(db.Event{Action: "access.session.refuse", Subject: "access.user", ID: by.ID, Detail: map[string]any{"what": "factor"}})
			return nil
		}
		tx.Event(db.Event{Subject: "access.user", ID: by.ID, Detail: map[string]any{"factor": shown}})
		if err := forgive(tx, []counter{factorCounter(by.ID)}); err != nil {
			return err
		}
		token, err = s.proved(tx, by, shown)
		return err
	})
	if err == nil && shown == "" {
		var c errs.Check
		c.Add("code", "access.err.code")
		err = c.Err()
	}
	return token, err
}

// BeginTOTP makes a secret for the person's app, or shows the one that waits to
// be confirmed. Errors: Conflict when an app is set up already.
func (s *Service) BeginTOTP(ctx context.Context, by Actor) (*otp.Key, error) {
	var secret string
	err := s.db.Write(ctx, by, "access.factor.begin", func(tx *db.Tx) error {
		row, err := totpOf(tx, by.ID)
		if err == nil && row.Confirmed {
			return errs.New(errs.Conflict, "access.err.has_totp")
		}
		if err == nil {
			plain, err := s.open(by.ID, row.Secret)
			secret = string(plain)
			return err
		}
		if !errs.Is(err, errs.NotFound) {
			return err
		}
		secret = newTOTPSecret()
		box, err := s.seal(by.ID, []byte(secret))
		if err != nil {
			return err
		}
		tx.Event(db.Event{Subject: "access.user", ID: by.ID})
		return tx.Insert("access_totp", totpRow{by.ID, box, false, 0, tx.Now})
	})
	if err != nil {
		return nil, err
	}
	return totpKey(by.Account, secret)
}

// ConfirmTOTP sets the app up once it shows a right code. It returns the new
// token of the session and recovery codes, which are stored nowhere in clear.
func (s *Service) ConfirmTOTP(ctx context.Context, by Actor, code string) (token string, recovery []string, err error) {
	err = s.db.Write(ctx, by, "access.factor.add", func(tx *db.Tx) error {
		row, err := totpOf(tx, by.ID)
		if err != nil {
			return err
		}
		secret, err := s.open(by.ID, row.Secret)
		if err != nil {
			return err
		}
		n := step(string(secret), strings.ReplaceAll(code, " ", ""), s.wall(tx), row.LastStep)
		if n == 0 || row.Confirmed {
			var c errs.Check
			c.Add("code", "access.err.code")
			return c.Err()
		}
		if _, err := tx.Exec("UPDATE access_totp SET confirmed=?, last_step=? WHERE user_id=?", true, n, by.ID); err != nil {
			return err
		}
		tx.Event(db.Event{Subject: "access.user", ID: by.ID, Detail: map[string]any{"factor": ByTOTP}})
		if recovery, err = newRecovery(tx, by.ID); err != nil {
			return err
		}
		token, err = s.proved(tx, by, ByTOTP)
		return err
	})
	return token, recovery, err
}

// newRecovery replaces the recovery codes of a person.
func newRecovery(tx *db.Tx, user string) ([]string, error) {
	if _, err := tx.Exec("DELETE FROM access_recovery WHERE user_id=?", user); err != nil {
		return nil, err
	}
	type row struct {
		User string `db:"user_id"`
		Hash string `db:"hash"`
	}
	var out []string
	var rows []row
	for range recoveryKeys {
		c := id.Secret(10) // 80 bits: a plain hash is enough
		out = append(out, c[:8]+"-"+c[8:])
		rows = append(rows, row{user, hashToken(user + c)})
	}
	return out, db.InsertAll(tx, "access_recovery", rows)
}

// NewRecovery gives the actor new recovery codes; the old ones are dead.
func (s *Service) NewRecovery(ctx context.Context, by Actor) (codes []string, err error) {
	if err := by.NeedFresh(Fresh); err != nil {
		return nil, err
	}
	err = s.db.Write(ctx, by, "access.factor.recovery", func(tx *db.Tx) error {
		tx.Event(db.Event{Subject: "access.user", ID: by.ID})
		codes, err = newRecovery(tx, by.ID)
		return err
	})
	return codes, err
}

// RemoveTOTP takes the app away. Errors: Conflict when it is the last factor of
// somebody who needs one.
func (s *Service) RemoveTOTP(ctx context.Context, by Actor) error {
	return s.removeFactor(ctx, by, ByTOTP, "DELETE FROM access_totp WHERE user_id=?")
}

// RemovePasskey takes one passkey away. Errors as for RemoveTOTP.
func (s *Service) RemovePasskey(ctx context.Context, by Actor, key string) error {
	return s.removeFactor(ctx, by, ByPasskey, "DELETE FROM access_passkeys WHERE user_id=? AND id=?", key)
}

func (s *Service) removeFactor(ctx context.Context, by Actor, factor, query string, args ...any) error {
	if err := by.NeedFresh(Fresh); err != nil {
		return err
	}
	return s.db.Write(ctx, by, "access.factor.remove", func(tx *db.Tx) error {
		tx.Event(db.Event{Subject: "access.user", ID: by.ID, Detail: map[string]any{"factor": factor}})
		n, err := tx.Exec(query, append([]any{by.ID}, args...)...)
		if err != nil {
			return err
		}
		if n == 0 {
			return errs.New(errs.NotFound, "web.err.not_found")
		}
		if has, err := hasFactor(tx, by.ID); err != nil || has {
			return err
		}
		if s.SecondFactor && NeedsSecondFactor(by.Grants) {
			return errs.New(errs.Conflict, "access.err.last_factor")
		}
		_, err = tx.Exec("DELETE FROM access_recovery WHERE user_id=?", by.ID)
		return err
	})
}

// dropFactors takes everything away that somebody signs in with besides the
// password: two people have decided it.
func dropFactors(tx *db.Tx, user string) error {
	for _, table := range []string{"access_totp", "access_passkeys", "access_recovery"} {
		if _, err := tx.Exec("DELETE FROM "+table+" WHERE user_id=?", user); err != nil {
			return err
		}
	}
	return endSessions(tx, user)
}
