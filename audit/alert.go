package audit

import (
	"context"
	"slices"
	"time"

	"neove/access"
	"neove/internal/db"
	"neove/internal/errs"
)

// Kind of an alert.
type Kind string

// The kinds; each has the texts audit.alert.<kind> and audit.alert.<kind>.do.
const (
	BreakGlass  Kind = "break_glass"  // a case was opened without an assignment
	Decoy       Kind = "decoy"        // a case that nobody should need was opened
	Pace        Kind = "pace"         // more cases opened than work explains
	Denials     Kind = "denials"      // many refused tries of one person
	Refused     Kind = "refused"      // commands refused because they could not be audited
	WitnessLate Kind = "witness_late" // the witness is silent
	BackupLate  Kind = "backup_late"  // no backup when one was due
	ClockJump   Kind = "clock"        // the server's clock jumped
	Tampered    Kind = "tampered"     // the log is not what it was
	Duress      Kind = "duress"       // somebody was forced to sign in
	Panicked    Kind = "panic"        // somebody closed their account in need
	Guessing    Kind = "guessing"     // somebody guesses the password of an account
)

// Kinds lists them.
var Kinds = []Kind{BreakGlass, Decoy, Pace, Denials, Refused, WitnessLate, BackupLate, ClockJump, Tampered, Duress, Panicked, Guessing}

// Alert is something that a person must look at.
type Alert struct {
	ID       string    `db:"id"`
	At       time.Time `db:"at"`
	Kind     Kind      `db:"kind"`
	Subject  string    `db:"subject"` // id of what it is about; "" for the system
	Unit     string    `db:"unit"`    // whose inspectors see it; "" for all
	Detail   string    `db:"detail"`  // plain words or numbers, never a secret
	ClosedAt time.Time `db:"closed_at"`
	ClosedBy string    `db:"closed_by"`
	Remark   string    `db:"remark"`
}

// Open reports whether nobody has dealt with the alert yet.
func (a Alert) Open() bool { return a.ClosedAt.IsZero() }

const alertSubject = "audit.alert"

// Raise stores an alert in the transaction of what caused it, with its event.
func Raise(tx *db.Tx, kind Kind, subject, unit, detail string) error {
	a := Alert{ID: tx.ID(), At: tx.Now, Kind: kind, Subject: subject, Unit: unit, Detail: detail}
	tx.Event(db.Event{Action: "audit.alert.raise", Subject: alertSubject, ID: a.ID, Unit: unit, Detail: map[string]any{"kind": string(kind), "subject": subject}})
	return tx.Insert("audit_alerts", a)
}

const alertColumns = "SELECT id,at,kind,subject,unit,detail,closed_at,closed_by,remark FROM audit_alerts "

// Alerts lists what the reader may see: open ones first, then newest first.
// Alerts of the system itself are for everybody who may read alerts.
func (s *Service) Alerts(ctx context.Context, by access.Actor) ([]Alert, error) {
	if err := by.Need("audit.alert.read"); err != nil {
		return nil, err
	}
	var list []Alert
	err := s.db.View(ctx, func(tx *db.Tx) (err error) {
		list, err = db.Select[Alert](tx, alertColumns+"ORDER BY CASE WHEN closed_at='' THEN 0 ELSE 1 END,at DESC,id DESC LIMIT 2000")
		return err
	})
	return slices.DeleteFunc(list, func(a Alert) bool { return !a.visible(by) }), err
}

func (a Alert) visible(by access.Actor) bool {
	return a.Unit == "" || by.MayAt("audit.alert.read", a.Unit)
}

// Alert is one alert. Errors: NotFound, also for one of another unit.
func (s *Service) Alert(ctx context.Context, by access.Actor, id string) (Alert, error) {
	if err := by.Need("audit.alert.read"); err != nil {
		return Alert{}, err
	}
	var a Alert
	err := s.db.View(ctx, func(tx *db.Tx) (err error) {
		a, err = alertByID(tx, by, id)
		return err
	})
	return a, err
}

func alertByID(tx *db.Tx, by access.Actor, id string) (Alert, error) {
	a, err := db.Get[Alert](tx, alertColumns+"WHERE id=?", id)
	if err == nil && !a.visible(by) {
		return Alert{}, errs.New(errs.NotFound, "web.err.not_found")
	}
	return a, err
}

// Close notes what was found and done about an alert. Errors: Invalid,
// NotFound, Conflict when somebody closed it meanwhile.
func (s *Service) Close(ctx context.Context, by access.Actor, id, remark string) error {
	if err := by.Need("audit.alert.close"); err != nil {
		return err
	}
	if remark == "" {
		var c errs.Check
		c.Add("remark", "audit.alert.err.remark")
		return c.Err()
	}
	return s.db.Write(ctx, by, "audit.alert.close", func(tx *db.Tx) error {
		a, err := alertByID(tx, by, id)
		if err != nil {
			return err
		}
		if a.Unit != "" {
			if err := by.NeedAt("audit.alert.close", a.Unit); err != nil {
				return err
			}
		}
		if !a.Open() {
			return errs.New(errs.Conflict, "audit.alert.err.closed", "name", a.ClosedBy)
		}
		tx.Event(db.Event{Subject: alertSubject, ID: id, Unit: a.Unit})
		_, err = tx.Exec("UPDATE audit_alerts SET closed_at=?,closed_by=?,remark=? WHERE id=?", db.Arg(tx.Now), by.Name, remark, id)
		return err
	})
}
