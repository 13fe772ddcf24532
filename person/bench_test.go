package person

import (
	"context"
	"path/filepath"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"neove/audit"
	"neove/internal/db"
	"neove/internal/seal"
	"neove/migrations"
)

// BenchmarkSealed is must show 5 on a file database: 100,000 sealed persons,
// their names opened with every key still sealed (cold, as after a start) and
// with the keys in memory (warm), the index built from the opened values, and
// the queries of the list against it, with the check for changes.
func BenchmarkSealed(b *testing.B) {
	ctx, n := context.Background(), 100_000
	d, err := db.Open(ctx, db.Config{URL: "sqlite:" + filepath.Join(b.TempDir(), "bench.db"), Audit: audit.Append, Bookkeeping: migrations.Bookkeeping, Fragile: true})
	if err != nil {
		b.Fatal(err)
	}
	defer d.Close()
	if err := d.Migrate(ctx, migrations.FS); err != nil {
		b.Fatal(err)
	}
	list, r := targets(b), source(1)
	people := make([]Profile, n)
	for i := range people {
		people[i] = invented(r)
	}
	for k, one := range list {
		people[k*(n/len(list))] = Profile{Name: Told(one.name), Birth: Told(Birth{Kind: InYear, Year: one.year})}
	}
	key := seal.Source{File: filepath.Join(b.TempDir(), "root.key")}
	keys, err := seal.Create(key, time.Now())
	if err != nil {
		b.Fatal(err)
	}
	s, _ := filled(b, d, keys, people)
	cold := func() { // the same root key with nothing unsealed
		if s.keys, err = seal.Load(key); err != nil {
			b.Fatal(err)
		}
	}
	for b.Loop() {
		for _, state := range []string{"cold", "warm"} {
			if state == "cold" {
				cold()
			}
			start, used := time.Now(), cpu()
			var rows []row
			var plain [][]byte
			err := d.View(ctx, func(tx *db.Tx) (err error) {
				if rows, err = heldRows(tx, filler, "", n); err != nil {
					return err
				}
				plain, err = s.keys.OpenAll(tx, filler, nameItems(rows))
				return err
			})
			if err != nil {
				b.Fatal(err)
			}
			b.ReportMetric(time.Since(start).Seconds(), state+"-open-s")
			b.ReportMetric((cpu() - used).Seconds(), state+"-open-cpu-s")
			if state == "cold" {
				continue
			}
			start, used = time.Now(), cpu()
			if ix := indexOf(b, rows, plain); len(ix.docs) != n {
				b.Fatalf("%d persons in the index", len(ix.docs))
			}
			b.ReportMetric(time.Since(start).Seconds(), "index-s")
			b.ReportMetric((cpu() - used).Seconds(), "index-cpu-s")
		}
		var before, after runtime.MemStats
		cold()
		runtime.GC()
		runtime.ReadMemStats(&before)
		book := &book{}
		start := time.Now()
		if err := s.build(ctx, filler, book); err != nil {
			b.Fatal(err)
		}
		b.ReportMetric(time.Since(start).Seconds(), "cold-build-s")
		runtime.GC()
		runtime.ReadMemStats(&after)
		b.ReportMetric(float64(after.HeapAlloc-before.HeapAlloc)/1e6, "MB")
		var took []time.Duration
		for _, one := range list {
			for _, q := range one.queries {
				start := time.Now()
				err := d.View(ctx, func(tx *db.Tx) error {
					if err := s.sync(tx, filler, book); err != nil {
						return err
					}
					book.ix.search(Query{q, one.year}, all, Shown)
					return nil
				})
				if err != nil {
					b.Fatal(err)
				}
				took = append(took, time.Since(start))
			}
		}
		slices.Sort(took)
		b.ReportMetric(float64(took[len(took)*95/100].Microseconds())/1000, "query-p95-ms")
	}
}

// cpu is what the process used on all cores: the time that a machine with other
// work to do would take on one core of its own.
func cpu() time.Duration {
	var u syscall.Rusage
	_ = syscall.Getrusage(syscall.RUSAGE_SELF, &u)
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// indexOf builds an index of opened values as build does: one core spells while
// another puts.
func indexOf(b *testing.B, rows []row, plain [][]byte) *index {
	done := make(chan []named)
	var next atomic.Int64
	var workers sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		workers.Go(func() {
			for from := int(next.Add(batch)) - batch; from < len(rows); from = int(next.Add(batch)) - batch {
				to := min(from+batch, len(rows))
				list, err := spellAll(rows[from:to], plain[from:to])
				if err != nil {
					b.Error(err)
				}
				done <- list
			}
		})
	}
	go func() { workers.Wait(); close(done) }()
	ix := newIndex(len(rows))
	for list := range done {
		for _, one := range list {
			ix.put(one)
		}
	}
	return ix
}
