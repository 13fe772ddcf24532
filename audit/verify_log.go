package audit

import (
	"bytes"
	"math"
	"slices"
	"time"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"

	"neove/internal/checkpoint"
	"neove/internal/clock"
	"neove/internal/db"
	"neove/internal/i18n"
)

// verifier goes through the log once, from its first entry to its last.
type verifier struct {
	Report
	tree   *frontier
	hashes stream[hashRow]
	marks  []mark           // by size
	sound  int64            // entries up to the last mark that agreed
	forked bool             // a mark did not agree
	erased map[string]int64 // entries without details, by id
	tx     *db.Tx
}

// mark is a root that the log had at a size, as somebody signed it.
type mark struct {
	checkpoint.Checkpoint
	witness bool
}

func verify(tx *db.Tx, held Held) (Report, error) {
	v := &verifier{tree: newFrontier(), erased: map[string]int64{}, tx: tx}
	v.hashes = stream[hashRow]{next: func(after int64) ([]hashRow, error) {
		return db.Select[hashRow](tx, "SELECT idx,hash FROM audit_hashes WHERE idx>? ORDER BY idx LIMIT ?", after, atOnce)
	}, key: func(h hashRow) int64 { return h.Index }, last: math.MinInt64}
	for _, step := range []func(Held) error{v.readMarks, v.readLog, v.readRest} {
		if err := step(held); err != nil {
			return v.Report, err
		}
	}
	slices.SortStableFunc(v.Findings, func(a, b Finding) int { return int(min(max(a.At-b.At, -1), 1)) })
	return v.Report, nil
}

// stamp writes an instant for people: 09:00 6/1/2025 in Vietnam.
func stamp(t time.Time) string { return t.In(clock.Vietnam).Format("15:04 2/1/2006") }

func (v *verifier) find(at int64, key string, args ...any) {
	if len(v.Findings) < maxFindings {
		v.Findings = append(v.Findings, Finding{at, "audit.finding." + key, append([]any{"n", at}, args...)})
	}
}

// readMarks collects the roots that were signed.
func (v *verifier) readMarks(held Held) error {
	list, err := checkpointsBy(v.tx, "ORDER BY at,id")
	if err != nil {
		return err
	}
	keys := held.Keys
	for _, c := range list {
		v.Checkpoints++
		accept := held.Keys
		if len(accept) == 0 {
			own, err := checkpoint.Verifier(c.Key)
			if err != nil {
				v.find(c.Size, "signature", "at", stamp(c.At))
				continue
			}
			accept, keys = []note.Verifier{own}, append(keys, own)
		}
		m, err := checkpoint.Open([]byte(c.Note), accept...)
		if err != nil || m.Size != c.Size || m.Root.String() != c.Root || !m.At.Equal(c.At.Truncate(time.Second)) {
			v.find(c.Size, "signature", "at", stamp(c.At))
			continue
		}
		v.marks = append(v.marks, mark{m, false})
	}
	if held.Witness != nil {
		if m, err := checkpoint.Open(held.Witness, unique(keys)...); err != nil {
			v.find(0, "witness_signature")
		} else {
			v.Witnessed = m.Size
			v.marks = append(v.marks, mark{m, true})
		}
	}
	slices.SortStableFunc(v.marks, func(a, b mark) int { return int(min(max(a.Size-b.Size, -1), 1)) })
	return nil
}

// unique drops keys named twice, which a list of verifiers calls ambiguous.
func unique(keys []note.Verifier) []note.Verifier {
	return slices.CompactFunc(slices.SortedFunc(slices.Values(keys), func(a, b note.Verifier) int {
		return int(min(max(int64(a.KeyHash())-int64(b.KeyHash()), -1), 1))
	}), func(a, b note.Verifier) bool { return a.KeyHash() == b.KeyHash() && a.Name() == b.Name() })
}

const atOnce = 2000

// readLog goes through the entries. Each is compared with the stored leaf, the
// stored leaves with the stored hashes above them, and those with the marks.
func (v *verifier) readLog(Held) error {
	entries := stream[entry]{next: func(after int64) ([]entry, error) {
		return db.Select[entry](v.tx, "SELECT "+entryColumns+" FROM audit_events WHERE seq>? ORDER BY seq LIMIT ?", after, atOnce)
	}, key: func(e entry) int64 { return e.Seq }, last: -1}
	v.passed()
	for {
		e, err := entries.take()
		if err != nil || e == nil {
			v.Size, v.Root = v.tree.size, v.tree.root()
			return err
		}
		for v.tree.size < e.Seq {
			if missing := e.Seq - v.tree.size; missing > atOnce { // numbers were rewritten
				v.find(v.tree.size, "jump", "next", e.Seq)
				v.Size, v.Root = v.tree.size, v.tree.root()
				return nil
			}
			v.find(v.tree.size, "missing")
			if err := v.grow(nil); err != nil {
				return err
			}
		}
		if err := v.grow(e); err != nil {
			return err
		}
		v.note(e)
	}
}

// note keeps what the report says about an entry.
func (v *verifier) note(e *entry) {
	if at, err := time.Parse(time.RFC3339, e.At); err == nil {
		if v.From.IsZero() {
			v.From = at
		}
		v.To = at
	}
	if e.erased() {
		v.Erased++
		v.erased[e.ID] = e.Seq
	}
	if e.Action == eraseAction && e.Subject == eventSubject {
		delete(v.erased, e.Object)
	}
}

// grow compares one entry, or the lack of it, with the stored hashes and adds
// its leaf to the recomputed tree. The stored leaf goes in where there is one,
// so that one bad entry is one finding.
func (v *verifier) grow(e *entry) error {
	n := v.tree.size
	first, next := tlog.StoredHashCount(n), tlog.StoredHashCount(n+1)
	stored := make([][]byte, next-first)
	for {
		h, err := v.hashes.before(next)
		if err != nil {
			return err
		}
		if h == nil {
			break
		}
		if h.Index < first {
			v.find(n, "beyond")
			continue
		}
		stored[h.Index-first] = h.Hash
	}
	var leaf tlog.Hash
	if e != nil {
		leaf = e.leaf()
		if !e.whole() || !bytes.Equal(leaf[:], stored[0]) {
			v.find(n, "changed", "action", i18n.Key("audit.action."+e.Action), "at", e.At)
		}
	}
	if len(stored[0]) == tlog.HashSize {
		copy(leaf[:], stored[0])
	}
	for i, h := range v.tree.add(leaf) {
		if i > 0 && !bytes.Equal(h[:], stored[i]) {
			v.find(n, "hash")
			break
		}
	}
	v.passed()
	return nil
}

// passed compares the root with the marks at this size.
func (v *verifier) passed() {
	for len(v.marks) > 0 && v.marks[0].Size <= v.tree.size {
		m := v.marks[0]
		v.marks = v.marks[1:]
		switch {
		case m.Root == v.tree.root():
			v.sound = m.Size
		case m.witness:
			v.find(v.sound, "witness", "to", m.Size-1, "at", stamp(m.At))
		case !v.forked: // later ones cannot agree either
			v.forked = true
			v.find(v.sound, "checkpoint", "to", m.Size-1, "at", stamp(m.At))
		}
	}
}

// readRest looks for what stands beyond the last entry or outside the order.
func (v *verifier) readRest(Held) error {
	for _, m := range v.marks {
		key := "cut"
		if m.witness {
			key = "witness_cut"
		}
		v.find(v.Size, key, "size", v.Size, "want", m.Size, "at", stamp(m.At))
	}
	if h, err := v.hashes.take(); err != nil {
		return err
	} else if h != nil {
		v.find(v.Size, "beyond")
	}
	for id, n := range v.erased {
		v.find(n, "erased", "id", id)
	}
	loose, err := db.Get[int64](v.tx, "SELECT COUNT(*) FROM audit_events WHERE seq IS NULL OR seq<0")
	if err != nil {
		return err
	}
	if loose > 0 && v.Size == 0 {
		v.find(0, "unplanted", "count", loose)
	} else if loose > 0 {
		v.find(v.Size, "loose", "count", loose)
	}
	return nil
}

// stream reads a table in the order of a number, some rows at a time.
type stream[T any] struct {
	next func(after int64) ([]T, error)
	key  func(T) int64
	rows []T
	last int64
	done bool
}

// take returns the next row, nil at the end.
func (s *stream[T]) take() (*T, error) { return s.before(math.MaxInt64) }

// before returns the next row whose number is below limit, nil if there is none.
func (s *stream[T]) before(limit int64) (*T, error) {
	if len(s.rows) == 0 && !s.done {
		var err error
		if s.rows, err = s.next(s.last); err != nil {
			return nil, err
		}
		s.done = len(s.rows) == 0
	}
	if len(s.rows) == 0 || s.key(s.rows[0]) >= limit {
		return nil, nil
	}
	row := &s.rows[0]
	s.rows, s.last = s.rows[1:], s.key(s.rows[0])
	return row, nil
}
