package keys

import (
	"context"

	"neove/access"
	"neove/internal/db"
	"neove/internal/errs"
	"neove/internal/seal"
)

const permission = "keys.manage"

// Config of the service.
type Config struct {
	DB   *db.DB
	Keys *seal.Keys
	// Approver returns the id of an open account, NotFound for any other; app
	// fills it.
	Approver func(ctx context.Context, account string) (id string, err error)
	// Batch is how many keys one transaction takes; 0 means 200.
	Batch int
}

// Service has the commands.
type Service struct{ Config }

// NewService makes the service.
func NewService(c Config) *Service {
	if c.Batch == 0 {
		c.Batch = 200
	}
	return &Service{c}
}

// State tells which keys there are; never a key. Errors: Forbidden, Unavailable.
func (s *Service) State(ctx context.Context, by access.Actor) (out seal.State, err error) {
	if err := by.Need(permission); err != nil {
		return out, err
	}
	err = s.DB.View(ctx, func(tx *db.Tx) error {
		out, err = s.Keys.State(tx)
		return err
	})
	return out, err
}

// RotateRoot makes a new root key and brings every key pair under it; it
// returns how many. A rotation that was cut off goes on instead.
func (s *Service) RotateRoot(ctx context.Context, by access.Actor) (int, error) {
	if err := by.Need(permission); err != nil {
		return 0, err
	}
	err := s.DB.Write(ctx, by, "keys.root.rotate", func(tx *db.Tx) error {
		if n, err := s.Keys.RootPending(tx); n > 0 || err != nil {
			return err
		}
		old := s.Keys.Fingerprint()
		if err := s.Keys.AddRoot(tx.Now); err != nil {
			return err
		}
		tx.Event(db.Event{Subject: "keys.root", ID: s.Keys.Fingerprint(), Detail: map[string]any{"root": []any{old, s.Keys.Fingerprint()}}})
		return nil
	})
	if err != nil {
		return 0, err
	}
	return s.batches(ctx, by, "keys.root.reseal", db.Event{Subject: "keys.root", ID: s.Keys.Fingerprint()}, func(tx *db.Tx) (int, bool, error) {
		n, err := s.Keys.ResealRoot(tx, s.Batch)
		return n, n < s.Batch, err
	})
}

// RotateAgency gives a holder a new key pair and brings its keys over; it
// returns how many. Errors: NotFound for a holder without keys.
func (s *Service) RotateAgency(ctx context.Context, by access.Actor, holder string) (int, error) {
	if err := by.Need(permission); err != nil {
		return 0, err
	}
	err := s.DB.Write(ctx, by, "keys.agency.rotate", func(tx *db.Tx) error {
		tx.Event(db.Event{Subject: "keys.agency", ID: holder})
		return s.Keys.RenewAgency(tx, holder)
	})
	if err != nil {
		return 0, err
	}
	return s.batches(ctx, by, "keys.agency.reseal", db.Event{Subject: "keys.agency", ID: holder}, func(tx *db.Tx) (int, bool, error) {
		n, err := s.Keys.ResealAgency(tx, holder, s.Batch)
		return n, n < s.Batch, err
	})
}

// RotateSubject gives every compartment of a subject a new key and brings its
// stored values over; it returns how many. Compartments whose rotation was cut
// off only go on.
func (s *Service) RotateSubject(ctx context.Context, by access.Actor, subject string) (int, error) {
	if err := by.Need(permission); err != nil {
		return 0, err
	}
	err := s.DB.Write(ctx, by, "keys.subject.rotate", func(tx *db.Tx) error {
		names, err := seal.Settled(tx, subject)
		if err != nil {
			return err
		}
		for _, name := range names {
			if err := s.Keys.RotateSubject(tx, subject, name); err != nil {
				return err
			}
		}
		tx.Event(db.Event{Subject: "keys.subject", ID: subject, Detail: map[string]any{"compartments": len(names)}})
		return nil
	})
	if err != nil {
		return 0, err
	}
	return s.Reseal(ctx, by)
}

// Reseal brings every stored value that waits for it under its newest key,
// after revocations; it returns how many. The nightly job calls it.
func (s *Service) Reseal(ctx context.Context, by access.Actor) (int, error) {
	if err := by.Need(permission); err != nil {
		return 0, err
	}
	if st, err := s.State(ctx, by); err != nil || st.PendingSubjects == 0 {
		return 0, err
	}
	return s.batches(ctx, by, "keys.value.reseal", db.Event{Subject: "keys.value"}, func(tx *db.Tx) (int, bool, error) {
		return s.Keys.Reseal(tx, s.Batch)
	})
}

// batches runs one transaction with one event after the other until one says
// that it is the last.
func (s *Service) batches(ctx context.Context, by access.Actor, command string, e db.Event, batch func(*db.Tx) (n int, last bool, err error)) (total int, err error) {
	for last := false; !last; {
		var n int
		err := s.DB.Write(ctx, by, command, func(tx *db.Tx) (err error) {
			if n, last, err = batch(tx); err != nil {
				return err
			}
			e.Detail = map[string]any{"n": n}
			tx.Event(e)
			return nil
		})
		if err != nil {
			return total, err
		}
		total += n
	}
	return total, nil
}

// Shred is an erasure that two people approved.
type Shred struct {
	Subject    string
	ApprovedBy []string // two accounts
	Reason     string   // at least 20 characters
}

const minReason = 20

// Shred erases a subject by its keys. later says what could not be done after
// the erasure itself, which stands: taking the rows out of the files, or noting
// it beside the key file. Errors: Invalid, Conflict under a legal hold, NotFound.
func (s *Service) Shred(ctx context.Context, by access.Actor, in Shred) (later error, err error) {
	if err := by.Need(permission); err != nil {
		return nil, err
	}
	ids, err := s.check(ctx, in)
	if err != nil {
		return nil, err
	}
	var all []seal.Shredding
	err = s.DB.Write(ctx, by, "keys.subject.shred", func(tx *db.Tx) error {
		tx.Event(db.Event{Subject: "keys.subject", ID: in.Subject, Reason: in.Reason, Detail: map[string]any{"approved_by": ids}})
		if err := s.Keys.Shred(tx, in.Subject); err != nil {
			return err
		}
		all, err = seal.Shreddings(tx)
		return err
	})
	if err != nil {
		return nil, err
	}
	return s.after(ctx, all), nil
}

func (s *Service) after(ctx context.Context, all []seal.Shredding) error {
	if err := s.DB.Erase(ctx, "seal_keys", "seal_compartments"); err != nil {
		return errs.Wrap(errs.Unavailable, err, "keys.err.erase")
	}
	kept, err := s.Keys.Record(all)
	if err != nil {
		return errs.Wrap(errs.Unavailable, err, "keys.err.record")
	}
	if !kept {
		return errs.New(errs.Unavailable, "keys.err.record")
	}
	return nil
}

// check finds the two approvers. Until access.Proposal exists the command line
// names them and the history shows who named whom.
func (s *Service) check(ctx context.Context, in Shred) (ids []string, err error) {
	var c errs.Check
	if in.Subject == "" {
		c.Add("subject", "web.err.required")
	}
	if len([]rune(in.Reason)) < minReason {
		c.Add("reason", "keys.err.reason", "n", minReason)
	}
	seen := map[string]bool{}
	for _, account := range in.ApprovedBy {
		id, err := s.Approver(ctx, account)
		if errs.Is(err, errs.NotFound) {
			c.Add("approved-by", "keys.err.approver", "account", account)
			continue
		}
		if err != nil {
			return nil, err
		}
		if !seen[id] {
			seen[id] = true
			ids = append(ids, id)
		}
	}
	if len(seen) < 2 {
		c.Add("approved-by", "keys.err.two")
	}
	return ids, c.Err()
}
