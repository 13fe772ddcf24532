package audit

import (
	"context"
	"encoding/json"
	"time"

	"neove/access"
	"neove/internal/db"
)

// Event is one thing that somebody did.
type Event struct {
	ID      string    `db:"id"`
	At      time.Time `db:"at"`
	Actor   string    `db:"actor"`
	Name    string    `db:"name"`
	Action  string    `db:"action"`  // also the message key of what happened
	Subject string    `db:"subject"` // kind of record
	Object  string    `db:"object"`  // id of the record
	Unit    string    `db:"unit"`
	Reason  string    `db:"reason"`
	Detail  string    `db:"detail"` // JSON object
}

// Append stores the events of a transaction; it is the db.AuditFunc.
func Append(tx *db.Tx, by db.By, events []db.Event) error {
	rows := make([]Event, 0, len(events))
	for _, e := range events {
		detail := []byte("{}")
		if len(e.Detail) > 0 {
			var err error
			if detail, err = json.Marshal(e.Detail); err != nil {
				return err
			}
		}
		rows = append(rows, Event{tx.ID(), tx.Now, by.ActorID(), by.ActorName(), e.Action, e.Subject, e.ID, e.Unit, e.Reason, string(detail)})
	}
	return db.InsertAll(tx, "audit_events", rows)
}

// Filter selects events; empty fields select everything.
type Filter struct {
	Unit, Subject, Object string
	Limit, Offset         int
}

// Service reads the history.
type Service struct{ db *db.DB }

// NewService makes the service.
func NewService(d *db.DB) *Service { return &Service{d} }

// Events lists the history, newest first. A unit's history needs audit.read
// there; without a unit it needs a right at the nation.
func (s *Service) Events(ctx context.Context, by access.Actor, f Filter) ([]Event, error) {
	unit := f.Unit
	if unit == "" {
		unit = "VN"
	}
	if err := by.NeedAt("audit.read", unit); err != nil {
		return nil, err
	}
	var out []Event
	err := s.db.View(ctx, func(tx *db.Tx) (err error) {
		out, err = eventsBy(tx, f)
		return err
	})
	return out, err
}

// Of lists the history of one record, oldest first; the slice that owns the
// record has checked that the reader may see it.
func Of(tx *db.Tx, subject, object string) ([]Event, error) {
	return db.Select[Event](tx, columns+" WHERE subject=? AND object=? ORDER BY at, id", subject, object)
}

const columns = "SELECT id,at,actor,name,action,subject,object,unit,reason,detail FROM audit_events"

func eventsBy(tx *db.Tx, f Filter) ([]Event, error) {
	q, args := columns+" WHERE 1=1", []any{}
	for _, c := range []struct{ column, value string }{{"unit", f.Unit}, {"subject", f.Subject}, {"object", f.Object}} {
		if c.value != "" {
			q += " AND " + c.column + "=?"
			args = append(args, c.value)
		}
	}
	return db.Select[Event](tx, q+" ORDER BY at DESC, id DESC LIMIT ? OFFSET ?", append(args, f.Limit, f.Offset)...)
}
