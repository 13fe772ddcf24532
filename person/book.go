package person

import (
	"context"
	"encoding/json"
	"runtime"
	"sync"
	"time"

	"neove/internal/clock"
	"neove/internal/db"
	"neove/internal/errs"
	"neove/internal/seal"
)

// book is the index of one holder with what it needs to stay true. Everything
// in it lives in memory only.
type book struct {
	ready chan struct{} // closed when built, or failed
	err   error

	mu     sync.RWMutex
	ix     *index
	seq    int64 // changes up to here are in the index
	shreds int64 // erasures that were looked at
	used   time.Time
}

// idle is how long names stay in memory without being searched.
const idle = 15 * time.Minute

// shelf finds the book of a holder; the first question has it built in the
// background. Books that nobody uses are forgotten.
func (s *Service) shelf(holder string) *book {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := time.Now()
	for h, b := range s.books {
		if now.Sub(b.used) > idle {
			delete(s.books, h)
		}
	}
	b, ok := s.books[holder]
	if !ok {
		b = &book{ready: make(chan struct{})}
		s.books[holder] = b
		go func() {
			defer close(b.ready)
			if b.err = s.build(context.Background(), holder, b); b.err != nil {
				s.Forget(holder)
			}
		}()
	}
	b.used = now
	return b
}

// Forget drops the names of a holder from memory; "" those of all: the keys
// went, or somebody pressed the panic button.
func (s *Service) Forget(holder string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if delete(s.books, holder); holder == "" {
		clear(s.books)
	}
}

// Warm begins to build the indexes of a holder, so that they are there when the
// search is sent.
func (s *Service) Warm(ctx context.Context, holder string) error {
	t, err := s.org.Tree(ctx)
	if err != nil {
		return err
	}
	for _, h := range withFormer([]string{holder}, t, clock.DateOf(s.db.Now())) {
		s.shelf(h)
	}
	return nil
}

// patience is how long a search waits for an index that is being built.
const patience = 3 * time.Second

func (s *Service) ready(ctx context.Context, holder string) (*book, error) {
	b := s.shelf(holder)
	wait, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	select {
	case <-b.ready:
		return b, b.err
	case <-wait.Done():
		return nil, errs.New(errs.Unavailable, "person.err.preparing")
	}
}

const batch = 5000

// build opens the names of a holder page by page: one core reads while the
// others open and spell.
func (s *Service) build(ctx context.Context, holder string, b *book) error {
	var n int64
	err := s.db.View(ctx, func(tx *db.Tx) (err error) {
		if b.seq, err = lastSeq(tx); err != nil { // whatever changes from here on comes with sync
			return err
		}
		if b.shreds, err = shreds(tx); err != nil {
			return err
		}
		n, err = heldCount(tx, holder)
		return err
	})
	if err != nil {
		return err
	}
	pages, done := make(chan []row), make(chan []named)
	failed := make(chan error, 1+runtime.GOMAXPROCS(0))
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	go func() { defer close(pages); failed <- s.pages(ctx, holder, pages) }()
	var workers sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		workers.Go(func() { failed <- s.spellPages(ctx, holder, pages, done) })
	}
	go func() { workers.Wait(); close(done) }()
	ix := newIndex(int(n))
	for list := range done {
		for _, one := range list {
			ix.put(one)
		}
	}
	for range 1 + runtime.GOMAXPROCS(0) {
		if err := <-failed; err != nil {
			return err
		}
	}
	b.ix = ix
	return nil
}

// pages reads the sealed names of a holder.
func (s *Service) pages(ctx context.Context, holder string, to chan<- []row) error {
	last := ""
	for {
		var rows []row
		err := s.db.View(ctx, func(tx *db.Tx) (err error) {
			rows, err = heldRows(tx, holder, last, batch)
			return err
		})
		if err != nil || len(rows) == 0 {
			return err
		}
		last = rows[len(rows)-1].ID
		select {
		case to <- rows:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

func (s *Service) spellPages(ctx context.Context, holder string, pages <-chan []row, done chan<- []named) error {
	var first error
	for rows := range pages { // to the end, so that the reader never waits for ever
		if first != nil {
			continue
		}
		var list []named
		first = s.db.View(ctx, func(tx *db.Tx) (err error) {
			list, err = s.spelled(tx, holder, rows)
			return err
		})
		done <- list
	}
	return first
}

// spelled opens names; persons that the holder may not open any more are left
// out.
func (s *Service) spelled(tx *db.Tx, holder string, rows []row) ([]named, error) {
	plain, err := s.keys.OpenAll(tx, holder, nameItems(rows))
	if err != nil {
		return nil, err
	}
	return spellAll(rows, plain)
}

// spellAll reads the opened names.
func spellAll(rows []row, plain [][]byte) ([]named, error) {
	out := make([]named, 0, len(rows))
	for i, r := range rows {
		if plain[i] == nil {
			continue
		}
		var in struct {
			Name    Fact[string]  `json:"name"`
			Safe    Fact[string]  `json:"safe"`
			Aliases Fact[[]Alias] `json:"aliases"`
			Birth   Fact[Birth]   `json:"birth"`
		}
		if err := json.Unmarshal(plain[i], &in); err != nil {
			return nil, errs.Wrap(errs.Internal, err, "seal.err.open")
		}
		out = append(out, namedOf(r.ID, r.Merged, &Profile{Name: in.Name, Safe: in.Safe, Aliases: in.Aliases, Birth: in.Birth}))
	}
	return out, nil
}

// sync brings the book up to the transaction: changes of this process and of
// others, keys that went, erasures.
func (s *Service) sync(tx *db.Tx, holder string, b *book) error {
	seq, err := lastSeq(tx)
	if err != nil {
		return err
	}
	gone, err := shreds(tx)
	if err != nil {
		return err
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	if gone != b.shreds {
		list, err := seal.Shreddings(tx)
		if err != nil {
			return err
		}
		for _, one := range list {
			b.ix.drop(one.Subject)
		}
		b.shreds = gone
	}
	if seq <= b.seq {
		return nil
	}
	rows, err := db.Select[row](tx, peopleColumns+" WHERE seq>? ORDER BY seq", b.seq)
	if err != nil {
		return err
	}
	list, err := s.spelled(tx, holder, rows)
	if err != nil {
		return err
	}
	for _, r := range rows {
		b.ix.drop(r.ID)
	}
	for _, one := range list {
		b.ix.put(one)
	}
	if b.seq = seq; b.ix.stale() {
		s.Forget(holder) // the next search builds a new one
	}
	return nil
}

func shreds(tx *db.Tx) (int64, error) {
	return db.Get[int64](tx, "SELECT COUNT(*) FROM seal_shreds")
}

// held selects the persons whose identity a holder may open.
const held = " FROM person_people p WHERE EXISTS (SELECT 1 FROM seal_keys k WHERE k.subject=p.id AND k.compartment='identity' AND k.holder=?)"

func heldCount(tx *db.Tx, holder string) (int64, error) {
	return db.Get[int64](tx, "SELECT COUNT(*)"+held, holder)
}

// heldRows are the next persons of a holder, with no more than their names.
func heldRows(tx *db.Tx, holder, after string, limit int) ([]row, error) {
	return db.Select[row](tx, "SELECT p.id,p.merged,p.names"+held+" AND p.id>? ORDER BY p.id LIMIT ?", holder, after, limit)
}
