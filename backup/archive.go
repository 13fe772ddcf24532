package backup

import (
	"archive/tar"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"hash"
	"io"
	"strings"
	"time"

	"filippo.io/age"
	"github.com/klauspost/compress/zstd"

	"neove/internal/db"
)

// Parts of the database in one file.
const (
	partAll  = "all"
	partData = "data" // without the key tables
	partKeys = "keys" // the key tables
)

// Manifest stands at the end of a backup and says what must be in it.
type Manifest struct {
	Format  int       `json:"format"`
	Part    string    `json:"part"`
	Made    time.Time `json:"made"`
	Program string    `json:"program"`
	Engine  string    `json:"engine"`
	Schema  int64     `json:"schema"`
	Tables  []Table   `json:"tables"`
}

// Table is one table of the manifest.
type Table struct {
	Name    string   `json:"name"`
	Columns []string `json:"columns"`
	Rows    int64    `json:"rows"`
	SHA256  string   `json:"sha256"` // of its lines
}

const (
	format        = 1
	manifestEntry = "manifest.json"
	markEntry     = "manifest.mac"
	chunkBytes    = 4 << 20 // rows per entry of the tar, which needs sizes beforehand
	maxEntry      = 64 << 20
)

// writer makes a backup file.
type writer struct {
	age io.WriteCloser
	z   *zstd.Encoder
	tar *tar.Writer
	m   Manifest
	buf []byte
}

func newWriter(w io.Writer, m Manifest, to []age.Recipient) (*writer, error) {
	a, err := age.Encrypt(w, to...)
	if err != nil {
		return nil, err
	}
	z, err := zstd.NewWriter(a, zstd.WithEncoderLevel(zstd.SpeedFastest), zstd.WithEncoderConcurrency(1))
	if err != nil {
		return nil, err
	}
	return &writer{age: a, z: z, tar: tar.NewWriter(z), m: m}, nil
}

// table writes the rows of one table.
func (w *writer) table(tx *db.Tx, t db.Table) error {
	out := Table{Name: t.Name}
	for _, c := range t.Columns {
		if c.Kind() == "" {
			return fmt.Errorf("backup: %s.%s has the type %s", t.Name, c.Name, c.Type)
		}
		out.Columns = append(out.Columns, c.Name)
	}
	sum, part := sha256.New(), 0
	flush := func() error {
		part++
		sum.Write(w.buf)
		err := w.entry(fmt.Sprintf("tables/%s/%06d.jsonl", t.Name, part), w.buf)
		w.buf = w.buf[:0]
		return err
	}
	w.buf = w.buf[:0]
	err := tx.Stream("SELECT "+strings.Join(out.Columns, ",")+" FROM "+t.Name, func(values []any) (err error) {
		if w.buf, err = appendRow(w.buf, values); err != nil {
			return fmt.Errorf("%s: %w", t.Name, err)
		}
		if out.Rows++; len(w.buf) >= chunkBytes {
			return flush()
		}
		return nil
	})
	if err == nil && len(w.buf) > 0 {
		err = flush()
	}
	out.SHA256 = hex.EncodeToString(sum.Sum(nil))
	w.m.Tables = append(w.m.Tables, out)
	return err
}

func (w *writer) entry(name string, body []byte) error {
	if err := w.tar.WriteHeader(&tar.Header{Name: name, Mode: 0o600, Size: int64(len(body)), ModTime: w.m.Made}); err != nil {
		return err
	}
	_, err := w.tar.Write(body)
	return err
}

// close writes the manifest and its mark and completes the file.
func (w *writer) close(mark func(manifest []byte) ([]byte, error)) error {
	raw, err := json.MarshalIndent(w.m, "", " ")
	if err != nil {
		return err
	}
	mac, err := mark(raw)
	if err != nil {
		return err
	}
	return errors.Join(w.entry(manifestEntry, raw), w.entry(markEntry, mac), w.tar.Close(), w.z.Close(), w.age.Close())
}

// reader goes through a backup file.
type reader struct {
	age, z io.Reader
	close  func()
	tar    *tar.Reader
}

func newReader(r io.Reader, ids []age.Identity) (*reader, error) {
	a, err := age.Decrypt(r, ids...)
	if err != nil {
		return nil, err
	}
	z, err := zstd.NewReader(a, zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxMemory(256<<20))
	if err != nil {
		return nil, err
	}
	return &reader{age: a, z: z, close: z.Close, tar: tar.NewReader(z)}, nil
}

// each gives every entry to fn, and then makes sure that nothing is cut off.
func (r *reader) each(fn func(name string, body []byte) error) error {
	for {
		h, err := r.tar.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return err
		}
		if h.Size > maxEntry {
			return fmt.Errorf("backup: entry %s has %d bytes", h.Name, h.Size)
		}
		body, err := io.ReadAll(r.tar)
		if err != nil {
			return err
		}
		if err := fn(h.Name, body); err != nil {
			return err
		}
	}
	for _, rest := range []io.Reader{r.z, r.age} {
		if _, err := io.Copy(io.Discard, rest); err != nil {
			return err
		}
	}
	return nil
}

// tableOf names the table of an entry.
func tableOf(entry string) string {
	name, ok := strings.CutPrefix(entry, "tables/")
	name, _, _ = strings.Cut(name, "/")
	if !ok {
		return ""
	}
	return name
}

// examine reads a whole backup and compares it with its manifest. Nothing is
// stored before it has returned without an error.
func examine(r io.Reader, ids []age.Identity) (m Manifest, raw, mac []byte, err error) {
	in, err := newReader(r, ids)
	if err != nil {
		return m, nil, nil, err
	}
	defer in.close()
	seen := map[string]*tally{}
	err = in.each(func(name string, body []byte) error {
		switch table := tableOf(name); {
		case table != "" && raw == nil:
			if seen[table] == nil {
				seen[table] = &tally{sum: sha256.New()}
			}
			seen[table].add(body)
		case name == manifestEntry && raw == nil:
			raw = body
		case name == markEntry && mac == nil && raw != nil:
			mac = body
		default:
			return fmt.Errorf("backup: entry %s is out of place", name)
		}
		return nil
	})
	if err != nil {
		return m, nil, nil, err
	}
	if err := json.Unmarshal(raw, &m); err != nil {
		return m, nil, nil, fmt.Errorf("backup: manifest: %w", err)
	}
	return m, raw, mac, m.compare(seen)
}

type tally struct {
	rows int64
	sum  hash.Hash
}

func (t *tally) add(body []byte) {
	t.rows += int64(bytes.Count(body, []byte{'\n'}))
	t.sum.Write(body)
}

func (m Manifest) compare(seen map[string]*tally) error {
	if m.Format != format {
		return fmt.Errorf("backup: format %d is not known: use a newer program", m.Format)
	}
	empty := &tally{sum: sha256.New()}
	for _, t := range m.Tables {
		got := seen[t.Name]
		if got == nil {
			got = empty
		}
		if got.rows != t.Rows || hex.EncodeToString(got.sum.Sum(nil)) != t.SHA256 {
			return fmt.Errorf("backup: table %s is not what the manifest says", t.Name)
		}
		delete(seen, t.Name)
	}
	for name := range seen {
		return fmt.Errorf("backup: table %s is not in the manifest", name)
	}
	return nil
}
