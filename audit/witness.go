package audit

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"golang.org/x/mod/sumdb/note"

	"neove/internal/checkpoint"
	"neove/internal/db"
)

// Witness says where checkpoints go: a folder that the other agency fetches
// from, an address that it listens on, or both.
type Witness struct {
	Folder string       // checkpoint.txt and proof.txt are left here, witnessed.txt is fetched
	URL    string       // https address of the witness
	Key    string       // its public key
	Client *http.Client // nil: a client that waits ten seconds
}

// Files in the folder.
const (
	checkpointFile = "checkpoint.txt"
	proofFile      = "proof.txt"
	witnessedFile  = "witnessed.txt"
)

func (w Witness) named() bool { return w.Folder != "" || w.URL != "" }

// Check reports a witness that cannot work, before the server starts.
func (w Witness) Check() error {
	if !w.named() {
		return nil
	}
	if _, err := checkpoint.Verifier(w.Key); err != nil {
		return fmt.Errorf("audit: the witness needs its public key: %w", err)
	}
	if w.URL == "" {
		return nil
	}
	u, err := url.Parse(w.URL)
	if err != nil || u.Scheme != "https" || u.Host == "" {
		return fmt.Errorf("audit: %q is not an https address of a witness", w.URL)
	}
	return nil
}

// tell hands the checkpoint to the witness and keeps what it signed.
func (s *Service) tell(ctx context.Context, c Checkpoint) error {
	own, err := checkpoint.Verifier(c.Key)
	if err != nil {
		return err
	}
	theirs, err := checkpoint.Verifier(s.Witness.Key)
	if err != nil {
		return err
	}
	var all error
	if s.Witness.Folder != "" {
		all = errors.Join(s.fetch(ctx, own, theirs), s.leave(ctx, c))
	}
	if s.Witness.URL != "" {
		all = errors.Join(all, s.post(ctx, c, own, theirs))
	}
	return all
}

// fetch keeps what the witness put into the folder.
func (s *Service) fetch(ctx context.Context, own, theirs note.Verifier) error {
	signed, err := os.ReadFile(filepath.Join(s.Witness.Folder, witnessedFile))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	return s.keep(ctx, signed, own, theirs)
}

// leave puts checkpoint and proof into the folder.
func (s *Service) leave(ctx context.Context, c Checkpoint) error {
	old, err := s.witnessed(ctx)
	if err != nil {
		return err
	}
	p, err := s.prove(ctx, old, c.Size)
	if err != nil {
		return err
	}
	if err := checkpoint.Replace(filepath.Join(s.Witness.Folder, proofFile), []byte(p.Text())); err != nil {
		return err
	}
	return checkpoint.Replace(filepath.Join(s.Witness.Folder, checkpointFile), []byte(c.Note))
}

// witnessed is the size of the log that the witness is known to hold.
func (s *Service) witnessed(ctx context.Context) (size int64, err error) {
	err = s.db.View(ctx, func(tx *db.Tx) error {
		size, err = db.Get[int64](tx, "SELECT COALESCE(MAX(size),0) FROM audit_checkpoints WHERE witness<>''")
		return err
	})
	return size, err
}

const maxAnswer = 1 << 16

// post sends the checkpoint; a witness that holds another one says which, and
// gets the proof from there.
func (s *Service) post(ctx context.Context, c Checkpoint, own, theirs note.Verifier) error {
	old, err := s.witnessed(ctx)
	if err != nil {
		return err
	}
	status, answer, err := s.send(ctx, c, old)
	if err == nil && status == http.StatusConflict {
		held, perr := strconv.ParseInt(strings.TrimSpace(string(answer)), 10, 64)
		if perr != nil || held > c.Size {
			return fmt.Errorf("audit: the witness holds %q entries, this log has %d", answer, c.Size)
		}
		status, answer, err = s.send(ctx, c, held)
	}
	if err != nil {
		return err
	}
	if status != http.StatusOK {
		return fmt.Errorf("audit: the witness answered %d %q", status, answer)
	}
	return s.keep(ctx, append([]byte(c.Note), answer...), own, theirs)
}

func (s *Service) send(ctx context.Context, c Checkpoint, old int64) (int, []byte, error) {
	p, err := s.prove(ctx, old, c.Size)
	if err != nil {
		return 0, nil, err
	}
	client := s.Witness.Client
	if client == nil {
		client = &http.Client{Timeout: 10 * time.Second, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	}
	to := strings.TrimSuffix(s.Witness.URL, "/") + checkpoint.Path
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, to, bytes.NewReader(checkpoint.Request(p, []byte(c.Note))))
	if err != nil {
		return 0, nil, err
	}
	res, err := client.Do(r)
	if err != nil {
		return 0, nil, err
	}
	defer res.Body.Close()
	answer, err := io.ReadAll(io.LimitReader(res.Body, maxAnswer))
	return res.StatusCode, answer, err
}

// keep stores a checkpoint that the witness signed with the newest of ours of
// that size. Errors: not its signature, or not a checkpoint of ours.
func (s *Service) keep(ctx context.Context, signed []byte, own, theirs note.Verifier) error {
	seen, err := checkpoint.Both(signed, own, theirs)
	if err != nil {
		return err
	}
	return s.db.Write(ctx, program, "audit.checkpoint.witness", func(tx *db.Tx) error {
		list, err := checkpointsBy(tx, "WHERE size=? AND root=? ORDER BY at DESC,id DESC", seen.Size, seen.Root.String())
		if err != nil {
			return err
		}
		if len(list) == 0 {
			return fmt.Errorf("audit: the witness signed %d entries with root %s, which is no checkpoint of this log", seen.Size, seen.Root)
		}
		if slices.ContainsFunc(list, func(c Checkpoint) bool { return c.Witness == string(signed) }) {
			return nil // read before
		}
		if _, err := tx.Exec("UPDATE audit_checkpoints SET witness=?,witnessed_at=? WHERE id=?", string(signed), db.Arg(tx.Now), list[0].ID); err != nil {
			return err
		}
		_, err = tx.Exec("DELETE FROM audit_checkpoints WHERE size=? AND id<>?", seen.Size, list[0].ID)
		return err
	})
}

// late raises an alert, once, when the witness has been silent for a day.
func (s *Service) late(ctx context.Context) error {
	return s.db.Write(ctx, program, "audit.watch", func(tx *db.Tx) error {
		since, err := db.Get[time.Time](tx, "SELECT COALESCE((SELECT MAX(witnessed_at) FROM audit_checkpoints WHERE witness<>''),(SELECT MIN(at) FROM audit_checkpoints),'')")
		if err != nil || tx.Now.Before(since.Add(WitnessTime)) {
			return err
		}
		told, err := db.Get[int64](tx, "SELECT COUNT(*) FROM audit_alerts WHERE kind=? AND at>?", string(WitnessLate), db.Arg(since))
		if err != nil || told > 0 {
			return err
		}
		return Raise(tx, WitnessLate, "", "", stamp(since))
	})
}
