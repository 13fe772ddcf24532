package access

import (
	"time"

	"neove/internal/clock"
	"neove/internal/db"
)

// User is an account.
type User struct {
	ID         string    `db:"id"`
	Account    string    `db:"account"`
	Name       string    `db:"name"`
	Lang       string    `db:"lang"`
	Password   string    `db:"password" json:"-"`
	Epoch      int64     `db:"epoch"` // sessions of an older epoch have ended
	Disabled   bool      `db:"disabled"`
	MustChange bool      `db:"must_change"`
	CreatedAt  time.Time `db:"created_at"`
	Unit       string    `db:"unit"`            // where the account was made
	Duress     string    `db:"duress" json:"-"` // second password; "" for none
	Panicked   bool      `db:"panicked"`        // closed by its owner; two people open it
}

// HasPassword is false until the person has set one.
func (u User) HasPassword() bool { return u.Password != nobody }

const userColumns = "SELECT id,account,name,lang,password,epoch,disabled,must_change,created_at,unit,duress,panicked FROM access_users"

func userByID(tx *db.Tx, id string) (User, error) {
	return db.Get[User](tx, userColumns+" WHERE id=?", id)
}

func userByAccount(tx *db.Tx, account string) (User, error) {
	return db.Get[User](tx, userColumns+" WHERE account=?", account)
}

func users(tx *db.Tx) ([]User, error) { return db.Select[User](tx, userColumns+" ORDER BY account") }

func allGrants(tx *db.Tx) ([]Grant, error) {
	return db.Select[Grant](tx, grantColumns+" ORDER BY valid_from, id")
}

const grantColumns = "SELECT id,user_id,role,unit,agency,valid_from,valid_to FROM access_grants"

func grantsOf(tx *db.Tx, user string) ([]Grant, error) {
	return db.Select[Grant](tx, grantColumns+" WHERE user_id=? ORDER BY valid_from, id", user)
}

func grantsOn(tx *db.Tx, user string, day clock.Date) ([]Grant, error) {
	return db.Select[Grant](tx, grantColumns+" WHERE user_id=? AND valid_from<=? AND valid_to>? ORDER BY valid_from, id", user, day, day)
}

// Session is a signed-in browser or program. Token is the hash of its secret.
type Session struct {
	Token     string    `db:"token"`
	User      string    `db:"user_id"`
	Epoch     int64     `db:"epoch"`
	Kind      string    `db:"kind"` // Browser or Program
	CreatedAt time.Time `db:"created_at"`
	SeenAt    time.Time `db:"seen_at"`
	ExpiresAt time.Time `db:"expires_at"`
	Factor    string    `db:"factor"`    // "" while it is awaited
	ProvedAt  time.Time `db:"proved_at"` // when the person last proved who they are
	Locked    bool      `db:"locked"`
	Duress    bool      `db:"duress"`
}

const sessionColumns = "SELECT token,user_id,epoch,kind,created_at,seen_at,expires_at,factor,proved_at,locked,duress FROM access_sessions"

func sessionByToken(tx *db.Tx, hash string) (Session, error) {
	return db.Get[Session](tx, sessionColumns+" WHERE token=?", hash)
}

type attempt struct {
	Account  string    `db:"account"`
	Failures int64     `db:"failures"`
	LastAt   time.Time `db:"last_at"`
}

func attemptOf(tx *db.Tx, account string) (attempt, error) {
	return db.Get[attempt](tx, "SELECT account,failures,last_at FROM access_attempts WHERE account=?", account)
}
