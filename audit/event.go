package audit

import (
	"context"
	"encoding/json"
	"sync"
	"time"

	"neove/access"
	"neove/internal/checkpoint"
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

// program is who acts when nobody does.
var program = access.System("neove")

// Append stores the events of a transaction with their leaves in the tree; it
// is the db.AuditFunc.
func Append(tx *db.Tx, by db.By, events []db.Event) error {
	w, err := openTree(tx)
	if err != nil {
		return err
	}
	for _, e := range events {
		if err := w.event(by, e); err != nil {
			return err
		}
	}
	if err := db.InsertAll(tx, "audit_events", w.events); err != nil {
		return err
	}
	return w.flush()
}

// event adds an event at the end of the log.
func (w *writer) event(by db.By, e db.Event) error {
	detail := []byte("{}")
	if len(e.Detail) > 0 {
		var err error
		if detail, err = json.Marshal(e.Detail); err != nil {
			return err
		}
	}
	row := entryOf(Event{w.tx.ID(), w.tx.Now, by.ActorID(), by.ActorName(), e.Action, e.Subject, e.ID, e.Unit, e.Reason, string(detail)})
	if err := row.seal(w.tx.Details()); err != nil {
		return err
	}
	if err := w.add(&row); err != nil {
		return err
	}
	w.events = append(w.events, row)
	return nil
}

func entryOf(e Event) entry {
	return entry{ID: e.ID, At: db.Arg(e.At).(string), Actor: e.Actor, Name: e.Name, Action: e.Action, Subject: e.Subject,
		Object: e.Object, Unit: e.Unit, Reason: e.Reason, Detail: e.Detail}
}

// Filter selects events; empty fields select everything.
type Filter struct {
	Unit, Subject, Object string
	Limit, Offset         int
}

// Service reads the history, makes checkpoints and keeps alerts.
type Service struct {
	db *db.DB

	// Key signs the checkpoints; nil makes none.
	Key *checkpoint.Key
	// Witness is the other agency; the zero value is none.
	Witness Witness
	// UnitName names a unit on the pages; nil shows its key.
	UnitName func(unit string) string
	// Secret are the kinds of records that only audit.secret.read shows here,
	// see module.Module.
	Secret []string

	job       sync.Mutex // one checkpoint at a time
	unaudited int64      // refused commands that were reported
}

// NewService makes the service.
func NewService(d *db.DB) *Service { return &Service{db: d} }

// Events lists the history, newest first. A unit's history needs audit.read
// there; without a unit it needs a right at the nation. What is about secret
// records is left out for those without audit.secret.read. Looking is itself an
// event.
func (s *Service) Events(ctx context.Context, by access.Actor, f Filter) ([]Event, error) {
	unit := f.Unit
	if unit == "" {
		unit = "VN"
	}
	if err := by.NeedAt("audit.read", unit); err != nil {
		return nil, err
	}
	hidden := s.Secret
	if by.MayAt("audit.secret.read", unit) {
		hidden = nil
	}
	var out []Event
	err := s.db.Read(ctx, by, "audit.event.view", func(tx *db.Tx) (err error) {
		if out, err = eventsBy(tx, f, hidden); err != nil {
			return err
		}
		seen := db.Event{Subject: eventSubject, Unit: f.Unit}
		if len(out) > 0 { // else it is only what somebody typed
			seen.ID = f.Object
		}
		tx.Event(seen)
		return nil
	})
	if err != nil {
		return nil, err
	}
	return out, nil
}

// Of lists the history of one record, oldest first; the slice that owns the
// record has checked that the reader may see it.
func Of(tx *db.Tx, subject, object string) ([]Event, error) {
	return eventsOf(tx, " WHERE subject=? AND object=? ORDER BY at,seq NULLS FIRST", subject, object)
}

const columns = "SELECT id,at,actor,name,action,subject,object,unit,reason,detail FROM audit_events"

func eventsBy(tx *db.Tx, f Filter, hidden []string) ([]Event, error) {
	q, args := " WHERE 1=1", []any{}
	for _, c := range []struct{ column, value string }{{"unit", f.Unit}, {"subject", f.Subject}, {"object", f.Object}} {
		if c.value != "" {
			q += " AND " + c.column + "=?"
			args = append(args, c.value)
		}
	}
	for _, kind := range hidden { // codes of the program: no wildcard is in them
		q += " AND subject<>? AND subject NOT LIKE ?"
		args = append(args, kind, kind+".%")
	}
	return eventsOf(tx, q+" ORDER BY at DESC,seq DESC NULLS LAST LIMIT ? OFFSET ?", append(args, f.Limit, f.Offset)...)
}
