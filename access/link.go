package access

import (
	"context"
	"strings"
	"time"

	"neove/internal/db"
	"neove/internal/errs"
	"neove/internal/vntext"
)

// Why somebody sets a password by code.
const (
	Invitation = "invite"
	Renewal    = "reset"
)

const (
	linkBytes = 15 // 24 letters, 120 bits
	linkLife  = 72 * time.Hour
)

// storeLink replaces whatever code the person had.
func storeLink(tx *db.Tx, user, kind, code string) error {
	if _, err := tx.Exec("DELETE FROM access_links WHERE user_id=?", user); err != nil {
		return err
	}
	_, err := tx.Exec("INSERT INTO access_links (hash,user_id,kind,expires_at) VALUES (?,?,?,?)", hashToken(code), user, kind, db.Arg(tx.Now.Add(linkLife)))
	return err
}

// grouped writes a code as people copy it from paper.
func grouped(code string) string {
	var parts []string
	for len(code) > 6 {
		parts, code = append(parts, code[:6]), code[6:]
	}
	return strings.Join(append(parts, code), "-")
}

// SetByLink lets the holder of a code set the account's password, once. Errors:
// Invalid, the same for an unknown account, a wrong and an old code; TooMany.
func (s *Service) SetByLink(ctx context.Context, in Entry, password string) error {
	account := strings.ToLower(vntext.Clean(in.Account))
	code := strings.ToLower(strings.NewReplacer("-", "", " ", "").Replace(in.Code))
	var c errs.Check
	var u User
	counters := []counter{{attemptKey("link", account, in.Network), ofPair}, {attemptKey("network", in.Network), ofNetwork}}
	err := s.db.Write(ctx, Actor{}, "access.link.try", func(tx *db.Tx) error {
		if err := countTry(tx, counters...); err != nil {
			return err
		}
		found, err := db.Select[User](tx, strings.Replace(userColumns, "id,", "access_users.id,", 1)+
			" JOIN access_links ON access_links.user_id=access_users.id WHERE hash=? AND expires_at>? AND account=? AND disabled=?", hashToken(code), db.Arg(tx.Now), account, false)
		if err != nil || len(found) == 0 {
			c.Add("code", "access.err.link")
			return err
		}
		u = found[0]
		grants, err := grantsOf(tx, u.ID)
		s.ownerOf(u, grants).checkNew(&c, "password", password)
		return err
	})
	if err == nil {
		err = c.Err()
	}
	if err != nil {
		return err
	}
	hash, err := s.pepper().hashPassword(ctx, password)
	if err != nil {
		return err
	}
	return s.db.Write(ctx, Actor{ID: u.ID, Name: u.Name}, "access.user.password", func(tx *db.Tx) error {
		n, err := tx.Exec("DELETE FROM access_links WHERE hash=? AND user_id=?", hashToken(code), u.ID)
		if err != nil {
			return err
		}
		if n == 0 { // used by another window in between
			return errs.New(errs.Conflict, "web.err.conflict")
		}
		if err := forgive(tx, counters); err != nil {
			return err
		}
		tx.Event(db.Event{Subject: "access.user", ID: u.ID, Unit: u.Unit, Detail: map[string]any{"by": "link"}})
		if _, err := tx.Exec("UPDATE access_users SET password=?, duress=?, must_change=? WHERE id=?", hash, "", false, u.ID); err != nil {
			return err
		}
		return endSessions(tx, u.ID)
	})
}
