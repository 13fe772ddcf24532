package audit

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"neove/internal/db"
	"neove/internal/seal"
	"neove/migrations"
)

// bare stores events as before the tree, to compare with.
func bare(tx *db.Tx, by db.By, events []db.Event) error {
	var rows []Event
	for _, e := range events {
		detail, err := json.Marshal(e.Detail)
		if err != nil {
			return err
		}
		rows = append(rows, Event{tx.ID(), tx.Now, by.ActorID(), by.ActorName(), e.Action, e.Subject, e.ID, e.Unit, e.Reason, string(detail)})
	}
	return db.InsertAll(tx, "audit_events", rows)
}

// BenchmarkWrite is one small command with its event, safely on the disk. In
// one run the two ways take turns, so that a busy machine slows both.
func BenchmarkWrite(b *testing.B) {
	d := map[string]*db.DB{"plain": benchDB(b, bare), "tree": benchDB(b, Append)}
	spent := map[string]time.Duration{}
	n := 0
	for b.Loop() {
		n++
		for way, d := range d {
			start := time.Now()
			err := d.Write(context.Background(), clerk, "outreach.activity.record", func(tx *db.Tx) error {
				tx.Event(db.Event{Subject: "outreach.activity", ID: tx.ID(), Unit: "L27694", Detail: map[string]any{"people": 120, "women": 64, "channel": "session"}})
				_, err := tx.Exec("INSERT INTO access_attempts (account,failures,last_at) VALUES (?,1,'')", tx.ID())
				return err
			})
			if err != nil {
				b.Fatal(err)
			}
			spent[way] += time.Since(start)
		}
	}
	b.ReportMetric(float64(n)/spent["plain"].Seconds(), "plain/s")
	b.ReportMetric(float64(n)/spent["tree"].Seconds(), "tree/s")
	b.ReportMetric(float64(spent["plain"])/float64(spent["tree"]), "ratio")
}

// BenchmarkVerify reads and recomputes a log of 100,000 entries.
func BenchmarkVerify(b *testing.B) {
	const entries = 100_000
	d := benchDB(b, Append)
	for range entries / 1000 {
		err := d.Write(context.Background(), clerk, "outreach.activity.record", func(tx *db.Tx) error {
			for i := range 1000 {
				tx.Event(db.Event{Subject: "outreach.activity", ID: tx.ID(), Unit: "L27694", Detail: map[string]any{"people": i, "women": 64, "channel": "session"}})
			}
			return nil
		})
		if err != nil {
			b.Fatal(err)
		}
	}
	s := NewService(d)
	for b.Loop() {
		r, err := s.Verify(context.Background(), Held{})
		if err != nil || len(r.Findings) > 0 || r.Size != entries {
			b.Fatal(r, err)
		}
	}
	b.ReportMetric(entries/(b.Elapsed().Seconds()/float64(b.N)), "entries/s")
}

// BenchmarkPlant is the first start after an upgrade with 100,000 events.
func BenchmarkPlant(b *testing.B) {
	const entries = 100_000
	for b.Loop() {
		b.StopTimer()
		file := filepath.Join(b.TempDir(), "old.db")
		d := benchFile(b, file, bare, db.Sealer{})
		for range entries / 1000 {
			err := d.Write(context.Background(), clerk, "outreach.activity.record", func(tx *db.Tx) error {
				for i := range 1000 {
					tx.Event(db.Event{Subject: "outreach.activity", ID: tx.ID(), Unit: "L27694", Detail: map[string]any{"people": i}})
				}
				return nil
			})
			if err != nil {
				b.Fatal(err)
			}
		}
		d = benchFile(b, file, Append, db.Sealer{})
		b.StartTimer()
		if err := d.Write(context.Background(), clerk, "test", func(tx *db.Tx) error {
			tx.Event(db.Event{Subject: "test"}) // its storing plants
			return nil
		}); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkSize is not about time: how much of the disk one entry takes, with
// and without its leaf.
func BenchmarkSize(b *testing.B) {
	const entries = 20_000
	for _, way := range []struct {
		name    string
		sink    db.AuditFunc
		details db.Sealer
	}{{"plain", bare, db.Sealer{}}, {"tree", Append, db.Sealer{}}, {"sealed", Append, seal.Throwaway().Sealer(DetailLabel)}} {
		b.Run(way.name, func(b *testing.B) {
			var size int64
			for b.Loop() {
				file := filepath.Join(b.TempDir(), "size.db")
				d := benchFile(b, file, way.sink, way.details)
				before := fileSize(b, d, file)
				for range entries / 100 {
					err := d.Write(context.Background(), clerk, "outreach.activity.record", func(tx *db.Tx) error {
						for i := range 100 {
							tx.Event(db.Event{Subject: "outreach.activity", ID: tx.ID(), Unit: "L27694", Detail: map[string]any{"people": i, "women": 64, "channel": "session"}})
						}
						return nil
					})
					if err != nil {
						b.Fatal(err)
					}
				}
				size = (fileSize(b, d, file) - before) / entries
			}
			b.ReportMetric(float64(size), "B/entry")
		})
	}
}

func fileSize(b *testing.B, d *db.DB, file string) int64 {
	if _, err := d.SQL().Exec("PRAGMA wal_checkpoint(TRUNCATE)"); err != nil {
		b.Fatal(err)
	}
	info, err := os.Stat(file)
	if err != nil {
		b.Fatal(err)
	}
	return info.Size()
}

var benches int

func benchDB(b *testing.B, sink db.AuditFunc) *db.DB {
	benches++
	return benchFile(b, filepath.Join(b.TempDir(), fmt.Sprintf("%d.db", benches)), sink, db.Sealer{})
}

func benchFile(b *testing.B, file string, sink db.AuditFunc, details db.Sealer) *db.DB {
	ctx := context.Background()
	d, err := db.Open(ctx, db.Config{URL: "sqlite:" + file, Audit: sink, Details: details, Bookkeeping: migrations.Bookkeeping})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { d.Close() })
	if err := d.Migrate(ctx, migrations.FS); err != nil {
		b.Fatal(err)
	}
	return d
}
