package audit

import (
	"encoding/json"
	"errors"
	"fmt"

	"neove/internal/db"
)

// secret is what is sealed of an event.
type secret struct {
	Reason string          `json:"reason"`
	Detail json.RawMessage `json:"detail"`
}

// seal encrypts reason and detail, when there is a key. The leaf commits to the
// sealed bytes, so that a verifier needs no key.
func (e *entry) seal(s db.Sealer) error {
	if s.Seal == nil {
		return nil
	}
	var err error
	if e.Sealed, err = s.Seal(canonical(secret{e.Reason, json.RawMessage(e.Detail)})); err != nil {
		return fmt.Errorf("audit: seal: %w", err)
	}
	e.Reason, e.Detail = "", ""
	return nil
}

// sealedEvent is an event as readers find it.
type sealedEvent struct {
	Event
	Sealed []byte `db:"sealed"`
}

var errNoKey = errors.New("audit: the details of events are sealed and there is no key")

func eventsOf(tx *db.Tx, where string, args ...any) ([]Event, error) {
	rows, err := db.Select[sealedEvent](tx, "SELECT id,at,actor,name,action,subject,object,unit,reason,detail,sealed FROM audit_events"+where, args...)
	if err != nil {
		return nil, err
	}
	out := make([]Event, len(rows))
	for i, r := range rows {
		if out[i] = r.Event; len(r.Sealed) == 0 {
			continue
		}
		if tx.Details().Open == nil {
			return nil, errNoKey
		}
		plain, err := tx.Details().Open(r.Sealed)
		if err != nil {
			return nil, fmt.Errorf("audit: open %s: %w", r.ID, err)
		}
		var s secret
		if err := json.Unmarshal(plain, &s); err != nil {
			return nil, fmt.Errorf("audit: open %s: %w", r.ID, err)
		}
		out[i].Reason, out[i].Detail = s.Reason, string(s.Detail)
	}
	return out, nil
}

// What an erasure looks like in the log: a verifier looks for it.
const (
	eraseAction  = "audit.detail.erase"
	eventSubject = "audit.event"
)

// Erase deletes reason and detail of every event of a record, for good, inside
// the command that deletes the record itself. Who did what and when stays, and
// so does the tree. It notes one event for each erased one and returns their
// number.
func Erase(tx *db.Tx, subject, object, reason string) (int, error) {
	list, err := db.Select[entry](tx, "SELECT "+entryColumns+" FROM audit_events WHERE subject=? AND object=? AND digest IS NULL AND seq IS NOT NULL ORDER BY seq", subject, object)
	if err != nil {
		return 0, err
	}
	for _, e := range list {
		_, err := tx.Exec("UPDATE audit_events SET reason='',detail='',salt=NULL,sealed=NULL,digest=? WHERE seq=?", e.details(), e.Seq)
		if err != nil {
			return 0, err
		}
		tx.Event(db.Event{Action: eraseAction, Subject: eventSubject, ID: e.ID, Unit: e.Unit, Reason: reason})
	}
	return len(list), nil
}
