package audit

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"

	"neove/internal/checkpoint"
	"neove/internal/db"
	"neove/internal/errs"
)

// Finding is something wrong with the log. At is the first entry that it
// concerns; Key and Args are its text.
type Finding struct {
	At   int64
	Key  string // audit.finding.…
	Args []any
}

// Report is the outcome of a verification.
type Report struct {
	Size        int64
	Root        tlog.Hash
	Erased      int
	Checkpoints int
	Witnessed   int64     // entries that the witness vouches for, as given
	From, To    time.Time // of the entries
	Findings    []Finding // by entry; at most maxFindings
}

const maxFindings = 50

// Held is what a verification is held to from outside the database.
type Held struct {
	Keys    []note.Verifier // of this log; nil trusts the keys that the database names
	Witness []byte          // signed note that the witness holds; nil for none
}

// Verify recomputes every leaf and hash and compares the roots with all
// checkpoints and with what the witness holds.
func (s *Service) Verify(ctx context.Context, held Held) (Report, error) {
	var r Report
	err := s.db.View(ctx, func(tx *db.Tx) (err error) {
		r, err = verify(tx, held)
		return err
	})
	return r, err
}

// Inspect is the daily job: it verifies the log and raises an alert.
func (s *Service) Inspect(ctx context.Context) error {
	r, err := s.Verify(ctx, Held{Keys: s.keys()})
	if err != nil || len(r.Findings) == 0 {
		return err
	}
	slog.Error("audit log", "entry", r.Findings[0].At, "finding", r.Findings[0].Key)
	return s.db.Write(ctx, program, "audit.inspect", func(tx *db.Tx) error { return raiseTampered(tx) })
}

func (s *Service) keys() []note.Verifier {
	if s.Key == nil {
		return nil
	}
	v, err := checkpoint.Verifier(s.Key.Public())
	if err != nil {
		return nil
	}
	return []note.Verifier{v}
}

// Prove verifies the log of a restored database and says what it is.
// Errors: the first finding.
func Prove(ctx context.Context, d *db.DB) (string, error) {
	r, err := NewService(d).Verify(ctx, Held{})
	if err != nil {
		return "", err
	}
	for _, f := range r.Findings {
		if f.Key != unplanted { // a copy from before the tree
			return "", errs.New(errs.Conflict, f.Key, f.Args...)
		}
	}
	return fmt.Sprintf("%d %s", r.Size, r.Root), nil
}

const unplanted = "audit.finding.unplanted"
