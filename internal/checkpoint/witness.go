package checkpoint

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"

	"golang.org/x/mod/sumdb/note"
)

// Witness is the other agency's side: it holds the last checkpoint of one log
// in a file and accepts only what continues it.
type Witness struct {
	Log   note.Verifier // key of the log
	Key   *Key          // own key; nil checks without signing
	State string        // file with the last checkpoint accepted
	First bool          // a missing file means that none was ever accepted

	mu sync.Mutex
}

// Accept checks a signed checkpoint against the one held, holds it from now on
// and returns it with the witness's signature added.
func (w *Witness) Accept(signed []byte, p Proof) ([]byte, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	now, err := Open(signed, w.Log)
	if err != nil {
		return nil, err
	}
	if now.Origin != w.Log.Name() {
		return nil, ErrOrigin
	}
	held, err := w.Held()
	if err != nil {
		return nil, err
	}
	if held != nil {
		if err := p.Check(*held, now); err != nil {
			return nil, err
		}
	}
	out := signed
	if w.Key != nil {
		if out, err = w.cosign(signed); err != nil {
			return nil, err
		}
	}
	if err := Replace(w.State, out); err != nil { // held before it is told
		return nil, err
	}
	w.First = false
	return out, nil
}

// Held is the last checkpoint accepted, nil for none. Errors: ErrFirst, when
// the file is missing and First is not set; a file that was changed.
func (w *Witness) Held() (*Checkpoint, error) {
	raw, err := os.ReadFile(w.State)
	switch {
	case errors.Is(err, fs.ErrNotExist) && w.First:
		return nil, nil
	case errors.Is(err, fs.ErrNotExist):
		return nil, ErrFirst
	case err != nil:
		return nil, err
	}
	c, err := Open(raw, w.Log)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", w.State, err)
	}
	return &c, nil
}

func (w *Witness) cosign(signed []byte) ([]byte, error) {
	n, err := note.Open(signed, note.VerifierList(w.Log))
	if err != nil {
		return nil, err
	}
	return note.Sign(&note.Note{Text: n.Text, Sigs: n.Sigs}, w.Key)
}

// Replace writes a file so that a crash leaves the old or the new one.
func Replace(file string, content []byte) error {
	f, err := os.CreateTemp(filepath.Dir(file), ".checkpoint-*")
	if err != nil {
		return err
	}
	defer os.Remove(f.Name())
	_, err = f.Write(content)
	if err := errors.Join(err, f.Chmod(0o644), f.Sync(), f.Close()); err != nil {
		return err
	}
	return os.Rename(f.Name(), file)
}

// Path is where a witness listens, below its address.
const Path = "/add-checkpoint"

// Request is the body that a log sends: proof, blank line, checkpoint.
func Request(p Proof, signed []byte) []byte {
	return append([]byte(p.Text()+"\n"), signed...)
}

// parseRequest splits a body. Errors: ErrFormat.
func parseRequest(body []byte) (Proof, []byte, error) {
	head, signed, ok := bytes.Cut(body, []byte("\n\n"))
	if !ok {
		return Proof{}, nil, ErrFormat
	}
	p, err := ParseProof(string(head) + "\n")
	return p, signed, err
}

var answers = map[error]int{
	ErrFormat: http.StatusBadRequest, ErrSignature: http.StatusForbidden, ErrOrigin: http.StatusNotFound, ErrFirst: http.StatusForbidden,
	ErrRewritten: http.StatusUnprocessableEntity, ErrShrunk: http.StatusUnprocessableEntity, ErrProof: http.StatusConflict,
}

// ServeHTTP answers a log: its own signature line, or why it refuses. A proof
// from another size is answered with the size held, so that the log can begin
// there.
func (w *Witness) ServeHTTP(rw http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(http.MaxBytesReader(rw, r.Body, maxText))
	if err != nil {
		http.Error(rw, ErrFormat.Error(), http.StatusBadRequest)
		return
	}
	p, signed, err := parseRequest(body)
	var out []byte
	if err == nil {
		out, err = w.Accept(signed, p)
	}
	rw.Header().Set("Content-Type", "text/plain; charset=utf-8")
	if err == nil {
		_, _ = rw.Write(lastLine(out)) // a log that left asks again
		return
	}
	status := http.StatusInternalServerError
	for known, s := range answers {
		if errors.Is(err, known) {
			status = s
		}
	}
	if status == http.StatusConflict {
		if held, herr := w.Held(); herr == nil && held != nil {
			rw.Header().Set("Content-Type", "text/x.tlog.size")
			rw.WriteHeader(status)
			fmt.Fprintln(rw, held.Size)
			return
		}
	}
	http.Error(rw, err.Error(), status)
}

// lastLine is the signature that was added last.
func lastLine(signed []byte) []byte {
	s := strings.TrimSuffix(string(signed), "\n")
	return []byte(s[strings.LastIndexByte(s, '\n')+1:] + "\n")
}
