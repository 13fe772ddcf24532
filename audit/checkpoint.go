package audit

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"log/slog"
	"time"

	"golang.org/x/mod/sumdb/tlog"

	"neove/access"
	"neove/internal/checkpoint"
	"neove/internal/db"
	"neove/internal/errs"
)

// Checkpoint is a stored checkpoint.
type Checkpoint struct {
	ID          string    `db:"id"`
	At          time.Time `db:"at"`
	Size        int64     `db:"size"`
	Root        string    `db:"root"`
	Key         string    `db:"vkey"`
	Note        string    `db:"note"`
	Witness     string    `db:"witness"` // the note with the witness's signature
	WitnessedAt time.Time `db:"witnessed_at"`
}

// Limits of what is normal.
const (
	ClockBack   = 5 * time.Minute // now before the last entry
	ClockAhead  = 48 * time.Hour  // now after the last sign of life
	WitnessTime = 24 * time.Hour  // without a word of the witness
)

// Labels of the keys of the log under the root key.
const (
	DetailLabel = "audit detail"
	keyLabel    = "audit checkpoint"
)

// KeyFrom makes the key that signs checkpoints from the keys of the program
// (seal.Keys.Sub). Its name tells logs apart.
func KeyFrom(sub func(label string) ([]byte, error)) (*checkpoint.Key, error) {
	seed, err := sub(keyLabel)
	if err != nil {
		return nil, err
	}
	id := sha256.Sum256(append([]byte("name"), seed...))
	return checkpoint.KeyFromSeed(checkpoint.ForLog, "neove-"+hex.EncodeToString(id[:4]), seed)
}

// Checkpoint is done every ten minutes and with each backup: it looks at the
// clock and at refused commands, signs the tree, and tells the witness. What
// goes wrong with the witness is logged and, after a day, an alert; it is no
// error of the caller.
func (s *Service) Checkpoint(ctx context.Context) error {
	s.job.Lock()
	defer s.job.Unlock()
	if err := s.watch(ctx); err != nil {
		return err
	}
	if s.Key == nil {
		return nil
	}
	c, err := s.sign(ctx)
	if err != nil {
		return err
	}
	if !s.Witness.named() {
		return nil
	}
	if err := s.tell(ctx, c); err != nil && ctx.Err() == nil {
		slog.Warn("witness", "cause", err)
	}
	return s.late(ctx)
}

// sign makes and stores the checkpoint of this moment. Of checkpoints of one
// size the newest is kept, and the last one that the witness signed.
func (s *Service) sign(ctx context.Context) (Checkpoint, error) {
	var c Checkpoint
	err := s.db.Write(ctx, program, "audit.checkpoint.make", func(tx *db.Tx) error {
		w, err := openTree(tx)
		if err != nil {
			return err
		}
		root, err := tlog.TreeHash(w.size, w)
		if err != nil {
			return err
		}
		text := checkpoint.Checkpoint{Origin: s.Key.Name(), Size: w.size, Root: root, At: tx.Now}
		signed, err := text.Sign(s.Key)
		if err != nil {
			return err
		}
		c = Checkpoint{ID: tx.ID(), At: tx.Now, Size: w.size, Root: root.String(), Key: s.Key.Public(), Note: string(signed)}
		if err := tx.Insert("audit_checkpoints", c); err != nil {
			return err
		}
		_, err = tx.Exec("DELETE FROM audit_checkpoints WHERE size=? AND witness='' AND id<>?", c.Size, c.ID)
		return err
	})
	return c, err
}

// Checkpoints lists them, newest first, with their number.
func (s *Service) Checkpoints(ctx context.Context, by access.Actor, limit, offset int) (list []Checkpoint, total int64, err error) {
	if err := by.Need("audit.read"); err != nil {
		return nil, 0, err
	}
	err = s.db.View(ctx, func(tx *db.Tx) error {
		if total, err = db.Get[int64](tx, "SELECT COUNT(*) FROM audit_checkpoints"); err != nil {
			return err
		}
		list, err = checkpointsBy(tx, "ORDER BY at DESC,id DESC LIMIT ? OFFSET ?", limit, offset)
		return err
	})
	return list, total, err
}

func checkpointsBy(tx *db.Tx, rest string, args ...any) ([]Checkpoint, error) {
	return db.Select[Checkpoint](tx, "SELECT id,at,size,root,vkey,note,witness,witnessed_at FROM audit_checkpoints "+rest, args...)
}

// Proof shows that the newest checkpoint continues the log of old entries.
func (s *Service) Proof(ctx context.Context, by access.Actor, old int64) (checkpoint.Proof, error) {
	if err := by.Need("audit.read"); err != nil {
		return checkpoint.Proof{}, err
	}
	list, _, err := s.Checkpoints(ctx, by, 1, 0)
	if err != nil {
		return checkpoint.Proof{}, err
	}
	if len(list) == 0 || old < 0 || old > list[0].Size {
		return checkpoint.Proof{}, errs.New(errs.NotFound, "web.err.not_found")
	}
	return s.prove(ctx, old, list[0].Size)
}

func (s *Service) prove(ctx context.Context, old, size int64) (p checkpoint.Proof, err error) {
	err = s.db.View(ctx, func(tx *db.Tx) error {
		p, err = checkpoint.Prove(old, size, hashes{tx})
		return err
	})
	return p, err
}
