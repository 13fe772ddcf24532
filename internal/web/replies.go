package web

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"time"

	"neove/internal/db"
	"neove/internal/errs"
)

// KeepReplies is how long an answer is kept for a repeated request. Devices
// without network hold records for weeks, so never less than 30 days.
const KeepReplies = 60 * 24 * time.Hour

// Stored is a kept answer.
type Stored struct {
	Request string    `db:"request"`
	Status  int       `db:"status"`
	Body    string    `db:"body"`
	At      time.Time `db:"at"`
}

// IdemIn is embedded in the input of an operation that stores something.
type IdemIn struct {
	IdempotencyKey string `header:"Idempotency-Key" maxLength:"128" doc:"One random text per record; a repeated request with the same key gets the same answer"`
}

// IdemOut is embedded in the output of such an operation.
type IdemOut struct {
	Replayed string `header:"Idempotent-Replayed" doc:"true when the answer is that of an earlier request"`
}

// Replay fills the header.
func Replay(replayed bool) IdemOut {
	if replayed {
		return IdemOut{"true"}
	}
	return IdemOut{}
}

// Hash names a request by its operation and its decoded input.
func Hash(operation string, in any) (string, error) {
	raw, err := json.Marshal(in)
	if err != nil {
		return "", err
	}
	sum := sha256.Sum256(append([]byte(operation+"\n"), raw...))
	return hex.EncodeToString(sum[:]), nil
}

// Reply finds the kept answer of a user's key; nil when there is none. Errors:
// Invalid when the key came with another request before.
func Reply(tx *db.Tx, userID, key, requestHash string) (*Stored, error) {
	found, err := db.Select[Stored](tx, "SELECT request,status,body,at FROM web_replies WHERE user_id=? AND key=?", userID, key)
	if err != nil || len(found) == 0 {
		return nil, err
	}
	if found[0].Request != requestHash {
		return nil, errs.New(errs.Invalid, "web.err.idempotency")
	}
	return &found[0], nil
}

// Keep stores the answer in the transaction of the record it speaks of.
func Keep(tx *db.Tx, userID, key, requestHash string, status int, body []byte) error {
	_, err := tx.Exec("INSERT INTO web_replies (user_id,key,request,status,body,at) VALUES (?,?,?,?,?,?)",
		userID, key, requestHash, status, string(body), db.Arg(tx.Now))
	return err
}

// Once runs fn unless the user's key has been answered, and then returns that
// answer; without a key it just runs fn. It is called inside db.Write, so that
// the answer and the record live or die together. Errors: Invalid when the key
// came with another input before.
func Once[T any](tx *db.Tx, userID, key, operation string, in any, fn func() (T, error)) (out T, replayed bool, err error) {
	if key == "" {
		out, err = fn()
		return out, false, err
	}
	hash, err := Hash(operation, in)
	if err != nil {
		return out, false, err
	}
	old, err := Reply(tx, userID, key, hash)
	if err != nil {
		return out, false, err
	}
	if old != nil {
		err = json.Unmarshal([]byte(old.Body), &out)
		return out, true, err
	}
	if out, err = fn(); err != nil {
		return out, false, err
	}
	body, err := json.Marshal(out)
	if err != nil {
		return out, false, err
	}
	return out, false, Keep(tx, userID, key, hash, 200, body)
}

// Prune forgets answers older than KeepReplies; app runs it once a day inside
// db.Write.
func Prune(tx *db.Tx) (int64, error) {
	return tx.Exec("DELETE FROM web_replies WHERE at<?", db.Arg(tx.Now.Add(-KeepReplies)))
}

// OnceSecret is Once for a request whose texts are secret: what is kept of it is
// a digest under a key, which cannot be tried against a list of names. digest is
// the HMAC of the program's keys.
func OnceSecret[T any](tx *db.Tx, digest func(label, value string) ([]byte, error), userID, key, operation string, in any, fn func() (T, error)) (out T, idem IdemOut, err error) {
	raw, err := json.Marshal(in)
	if err != nil {
		return out, idem, err
	}
	mac, err := digest("request "+operation, string(raw))
	if err != nil {
		return out, idem, err
	}
	out, replayed, err := Once(tx, userID, key, operation, hex.EncodeToString(mac), fn)
	return out, Replay(replayed), err
}
