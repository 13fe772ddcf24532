// Package db is the only door to storage. One SQL text serves SQLite and
// PostgreSQL; every difference between them lives here and has a test.
//
// Rules that both engines keep: one writer at a time (SQLite by nature,
// PostgreSQL by an advisory lock), one writing transaction per command, and no
// changed row without an audit event.
package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"sync/atomic"
	"time"

	_ "github.com/jackc/pgx/v5/stdlib" // driver "pgx"
	_ "modernc.org/sqlite"             // driver "sqlite"
)

// Dialect names an engine.
type Dialect string

// The engines.
const (
	SQLite   Dialect = "sqlite"
	Postgres Dialect = "postgres"
)

// By is who writes; access.Actor is the usual one.
type By interface {
	ActorID() string
	ActorName() string
}

// Event says what a command did to one subject. Detail is data for the history
// page: only what the subject's readers may see.
type Event struct {
	Action  string // "outreach.activity.record"; the command's name when empty
	Subject string // "outreach.activity"
	ID      string // id of the subject
	Unit    string // unit whose history shows it; "" for none
	Reason  string
	Detail  map[string]any
}

// AuditFunc stores the events of a transaction in that transaction.
type AuditFunc func(tx *Tx, by By, events []Event) error

// PaceFunc says whether somebody opens sensitive records faster than work
// explains.
type PaceFunc func(tx *Tx, by By, events []Event) error

// Config opens a database.
type Config struct {
	URL   string           // sqlite:FILE or postgres://…
	Clock func() time.Time // nil means time.Now
	Audit AuditFunc        // nil refuses every write
	// Details encrypts the details of events at rest; the zero value leaves
	// them plain.
	Details Sealer
	// Bookkeeping tables hold no business data (sessions, idempotency keys):
	// their rows may change without an event.
	Bookkeeping []string
	// Fragile trades durability for speed while a demo database is filled.
	Fragile bool
	// Pace is asked by Read, in the transaction that stores its events: an error
	// keeps the events and refuses the answer. nil for no limit.
	Pace PaceFunc
	// Fault is asked before every statement and commit; its error takes their
	// place. Only tests set it: they fail the n-th call, for every n.
	Fault func() error
}

// Sealer protects bytes under a key that the database does not hold.
type Sealer struct {
	Seal, Open func([]byte) ([]byte, error)
}

// DB is an open database with one writer and several readers.
type DB struct {
	cfg     Config
	dialect Dialect
	write   *sql.DB
	read    *sql.DB

	unaudited atomic.Int64 // commands refused because their event could not be stored
}

// Open connects and checks that the engine answers. Errors: a URL of another
// kind, a file or server that cannot be reached.
func Open(ctx context.Context, cfg Config) (*DB, error) {
	if cfg.Clock == nil {
		cfg.Clock = time.Now
	}
	d := &DB{cfg: cfg}
	var err error
	switch {
	case strings.HasPrefix(cfg.URL, "sqlite:"):
		err = d.openSQLite(strings.TrimPrefix(cfg.URL, "sqlite:"))
	case strings.HasPrefix(cfg.URL, "postgres://"), strings.HasPrefix(cfg.URL, "postgresql://"):
		err = d.openPostgres()
	default:
		return nil, fmt.Errorf("db: %q: write sqlite:FILE or postgres://…", cfg.URL)
	}
	if err != nil {
		return nil, err
	}
	if err := d.write.PingContext(ctx); err != nil {
		d.Close()
		return nil, fmt.Errorf("db: open: %w", err)
	}
	return d, nil
}

func (d *DB) openSQLite(file string) error {
	if file == "" || strings.ContainsAny(file, "?#") {
		return errors.New("db: sqlite: needs a file name without ? or #")
	}
	if err := private(file); err != nil {
		return err
	}
	sync := "FULL"
	if d.cfg.Fragile {
		sync = "OFF"
	}
	dsn := "file:" + file + "?_txlock=immediate&_pragma=busy_timeout(10000)&_pragma=journal_mode(WAL)" +
		"&_pragma=foreign_keys(1)&_pragma=secure_delete(1)&_pragma=synchronous(" + sync + ")&_pragma=temp_store(MEMORY)&_pragma=cache_size(-16000)"
	var err error
	d.dialect = SQLite
	if d.write, err = sql.Open("sqlite", dsn); err != nil {
		return err
	}
	d.write.SetMaxOpenConns(1)
	readDSN := strings.Replace(dsn, "_txlock=immediate", "_txlock=deferred", 1) + "&_pragma=query_only(1)"
	if d.read, err = sql.Open("sqlite", readDSN); err != nil {
		return err
	}
	d.read.SetMaxOpenConns(8)
	d.read.SetMaxIdleConns(8)
	return nil
}

func (d *DB) openPostgres() error {
	var err error
	d.dialect = Postgres
	if d.write, err = sql.Open("pgx", d.cfg.URL); err != nil {
		return err
	}
	d.write.SetMaxOpenConns(8)
	d.write.SetMaxIdleConns(4)
	d.read = d.write
	return nil
}

// Close releases the connections.
func (d *DB) Close() error {
	if d.read != d.write && d.read != nil {
		d.read.Close()
	}
	return d.write.Close()
}

// Dialect names the engine in use.
func (d *DB) Dialect() Dialect { return d.dialect }

// SQL is the raw writing handle, for the migration tool only.
func (d *DB) SQL() *sql.DB { return d.write }

// Now is the clock of the database handle.
func (d *DB) Now() time.Time { return d.cfg.Clock().UTC() }

// Ping reports whether the engine answers.
func (d *DB) Ping(ctx context.Context) error { return d.read.PingContext(ctx) }

// ErrNoEvent means that a command changed rows and told nobody.
var ErrNoEvent = errors.New("db: rows changed without an audit event")

// Write runs one command in one writing transaction. It rolls back on error,
// on panic, and when rows changed without an event.
func (d *DB) Write(ctx context.Context, by By, command string, fn func(*Tx) error) error {
	tx, err := d.begin(ctx, d.write, nil)
	if err != nil {
		return err
	}
	defer tx.tx.Rollback() // no effect after commit
	tx.command = command
	if d.dialect == Postgres {
		if _, err := tx.tx.ExecContext(ctx, "SELECT pg_advisory_xact_lock(7283401)"); err != nil {
			return fmt.Errorf("db: %s: lock: %w", command, err)
		}
	}
	if err := fn(tx); err != nil {
		return err
	}
	if tx.changed > 0 && len(tx.events) == 0 {
		return fmt.Errorf("%w: %s", ErrNoEvent, command)
	}
	if len(tx.events) > 0 {
		if d.cfg.Audit == nil {
			return fmt.Errorf("db: %s: no audit sink is installed", command)
		}
		if err := d.cfg.Audit(tx, by, tx.events); err != nil {
			d.unaudited.Add(1)
			return noAudit(command, err)
		}
	}
	if err := d.fault(); err != nil {
		return fmt.Errorf("db: %s: commit: %w", command, err)
	}
	if err := tx.tx.Commit(); err != nil {
		return fmt.Errorf("db: %s: commit: %w", command, translate(err))
	}
	for _, after := range tx.after {
		after()
	}
	return nil
}

// View runs queries on one snapshot; writing in it fails.
func (d *DB) View(ctx context.Context, fn func(*Tx) error) error {
	opts := &sql.TxOptions{ReadOnly: true, Isolation: sql.LevelRepeatableRead}
	if d.dialect == SQLite {
		opts = nil // the reading connections carry query_only
	}
	tx, err := d.begin(ctx, d.read, opts)
	if err != nil {
		return err
	}
	defer tx.tx.Rollback()
	return fn(tx)
}

func (d *DB) begin(ctx context.Context, pool *sql.DB, opts *sql.TxOptions) (*Tx, error) {
	t, err := pool.BeginTx(ctx, opts)
	if err != nil {
		return nil, fmt.Errorf("db: begin: %w", translate(err))
	}
	return &Tx{Now: d.Now(), ctx: ctx, tx: t, db: d}, nil
}
