package access

import (
	"context"
	"strings"
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

// Entry is a try to sign in.
type Entry struct {
	Account, Password string
	Code              string // second factor, for programs that cannot be asked twice
	Kind              string // Browser or Program
	Network           string // where it comes from; "" is unknown
	Device            string // the browser's device cookie
	Held              string // token of a locked session of this browser
}

// Entered is a begun session.
type Entered struct {
	User
	Token  string
	Device string // new device cookie; "" leaves the old one
	Stage  Stage
}

// SignIn is Enter for tests and tools that need no more than a token.
func (s *Service) SignIn(ctx context.Context, account, password, kind string) (string, User, error) {
	e, err := s.Enter(ctx, Entry{Account: account, Password: password, Kind: kind})
	return e.Token, e.User, err
}

// Enter checks account and password and begins a session; the token goes to the
// browser and only its hash is stored. Until its Stage is empty the session
// opens nothing but the pages that lead on. Errors: Unauthenticated, the same
// for an unknown account, a wrong password and a closed account; TooMany with
// the seconds to wait, known or unknown account alike.
func (s *Service) Enter(ctx context.Context, in Entry) (Entered, error) {
	in.Account = strings.ToLower(vntext.Clean(in.Account))
	u, counters, err := s.try(ctx, in)
	if err != nil {
		return Entered{}, err
	}
	if utf8.RuneCountInString(in.Password) > maxPassword {
		in.Password = "" // cannot be right, and is not worth hashing at length
	}
	m, err := s.pepper().check(ctx, u.Password, u.Duress, in.Password)
	if err != nil {
		return Entered{}, err
	}
	if m == noMatch || u.Disabled {
		return Entered{}, s.refused(ctx, u, in, "password")
	}
	fresh := ""
	// A duress password hangs on the salt of the stored hash; such an account is
	// renewed when its owner next changes the password.
	if s.pepper().outdated(u.Password) && u.Duress == "" {
		if fresh, err = s.pepper().hashPassword(ctx, in.Password); err != nil {
			return Entered{}, err
		}
	}
	return s.begin(ctx, beginning{User: u, Entry: in, counters: counters, fresh: fresh, duress: m == forcedMatch})
}

// try finds the account and counts the try.
func (s *Service) try(ctx context.Context, in Entry) (u User, counters []counter, err error) {
	err = s.db.Write(ctx, Actor{}, "access.session.try", func(tx *db.Tx) (err error) {
		if u, err = userByAccount(tx, in.Account); errs.Is(err, errs.NotFound) {
			u, err = User{Password: nobody, Disabled: true}, nil
		}
		if err != nil {
			return err
		}
		counters = s.counters(in.Account, u, in)
		return countTry(tx, counters...)
	})
	return u, counters, err
}

// refused writes a failed sign-in into the log, without what was typed, and
// gives the answer that tells nothing.
func (s *Service) refused(ctx context.Context, u User, in Entry, what string) error {
	err := s.db.Write(ctx, Actor{}, "access.session.refuse", func(tx *db.Tx) error {
		detail := map[string]any{"kind": in.Kind, "what": what}
		if in.Network != "" {
			detail["network"] = attemptKey(string(s.Pepper), in.Network)[:8] // the same network is seen as the same
		}
		tx.Event(db.Event{Subject: "access.user", ID: u.ID, Unit: u.Unit, Detail: detail})
		if u.ID == "" {
			return nil
		}
		a, err := attemptOf(tx, attemptKey("account", u.Account))
		if err == nil && a.Failures == ofAccount.free {
			return s.raise(tx, "guessing", u, "")
		}
		if errs.Is(err, errs.NotFound) {
			err = nil
		}
		return err
	})
	if err != nil {
		return err
	}
	return errs.New(errs.Unauthenticated, "access.err.sign_in")
}

// beginning is everything that decides how a session begins.
type beginning struct {
	User
	Entry
	counters []counter
	fresh    string // hash that replaces one of older parameters
	factor   string // shown already, by passkey or identity provider
	duress   bool
}

// begin stores the session.
func (s *Service) begin(ctx context.Context, b beginning) (Entered, error) {
	e := Entered{User: b.User, Token: id.Secret(32), Device: s.remember(b.Entry.Device, b.User.ID)}
	badCode := false
	err := s.db.Write(ctx, Actor{ID: b.User.ID, Name: b.Name}, "access.session.begin", func(tx *db.Tx) error {
		if err := forgive(tx, b.counters); err != nil {
			return err
		}
		if _, err := tx.Exec("DELETE FROM access_sessions WHERE expires_at<?", db.Arg(tx.Now)); err != nil {
			return err
		}
		if b.fresh != "" {
			if _, err := tx.Exec("UPDATE access_users SET password=? WHERE id=? AND password=?", b.fresh, b.User.ID, b.User.Password); err != nil {
				return err
			}
		}
		ses := Session{Token: hashToken(e.Token), User: b.User.ID, Epoch: b.Epoch, Kind: b.Kind, CreatedAt: tx.Now, SeenAt: tx.Now,
			ExpiresAt: tx.Now.Add(s.absolute()), Factor: b.factor, ProvedAt: tx.Now, Duress: b.duress}
		if err := s.unlock(tx, b, &ses); err != nil {
			return err
		}
		var err error
		if e.Stage, err = s.stageAtBegin(tx, b, &ses); err != nil {
			return err
		}
		if b.Kind == Program && e.Stage == AwaitsFactor {
			badCode = true // the code was wrong or missing: nothing begins
			tx.Event(db.Event{Action: "access.session.refuse", Subject: "access.user", ID: b.User.ID, Unit: b.User.Unit, Detail: map[string]any{"kind": b.Kind, "what": "factor"}})
			return nil
		}
		tx.Event(db.Event{Subject: "access.user", ID: b.User.ID, Detail: map[string]any{"kind": b.Kind, "factor": ses.Factor}})
		if b.duress {
			if err := s.raise(tx, "duress", b.User, ""); err != nil {
				return err
			}
		}
		return tx.Insert("access_sessions", ses)
	})
	if err == nil && badCode {
		err = errs.New(errs.Unauthenticated, "access.err.code")
	}
	if err != nil {
		return Entered{}, err
	}
	return e, nil
}

// unlock lets a session that was locked in this browser go on: its second factor
// still counts, and so does the hour at which it ends.
func (s *Service) unlock(tx *db.Tx, b beginning, ses *Session) error {
	if b.Held == "" {
		return nil
	}
	old, err := sessionByToken(tx, hashToken(b.Held))
	if errs.Is(err, errs.NotFound) {
		return nil
	}
	if err != nil || old.User != b.User.ID || old.Epoch != b.Epoch || old.Kind != b.Kind || !tx.Now.Before(old.ExpiresAt) {
		return err
	}
	if ses.Factor == "" {
		ses.Factor = old.Factor
	}
	ses.CreatedAt, ses.ExpiresAt = old.CreatedAt, old.ExpiresAt
	_, err = tx.Exec("DELETE FROM access_sessions WHERE token=?", old.Token)
	return err
}

// stageAtBegin decides what the session lacks, and shortens one that waits.
func (s *Service) stageAtBegin(tx *db.Tx, b beginning, ses *Session) (Stage, error) {
	if ses.Factor != "" && ses.Factor != NoFactor {
		return "", nil
	}
	has, err := hasFactor(tx, b.User.ID)
	if err != nil {
		return "", err
	}
	if has {
		ses.Factor = ""
		if b.Code != "" {
			if err := countTry(tx, factorCounter(b.User.ID)); err != nil {
				return "", err
			}
			if ses.Factor, err = s.useCode(tx, b.User.ID, b.Code); err != nil {
				return "", err
			}
		}
		if ses.Factor != "" {
			return "", forgive(tx, []counter{factorCounter(b.User.ID)})
		}
		ses.ExpiresAt = tx.Now.Add(waitingLimit)
		return AwaitsFactor, nil
	}
	ses.Factor = NoFactor
	grants, err := grantsOn(tx, b.User.ID, tx.Today())
	if err == nil && s.SecondFactor && NeedsSecondFactor(grants) {
		return MustEnrol, nil
	}
	return "", err
}

func factorCounter(user string) counter { return counter{attemptKey("factor", user), ofPair} }
