package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
	"modernc.org/sqlite"

	"neove/internal/clock"
	"neove/internal/errs"
	"neove/internal/id"
)

// Tx is a transaction with its own clock. Store functions take it.
type Tx struct {
	Now     time.Time // one instant for the whole command, UTC
	ctx     context.Context
	tx      *sql.Tx
	db      *DB
	command string
	changed int64
	events  []Event
	after   []func()
}

// Context is the caller's context, for cancellation.
func (tx *Tx) Context() context.Context { return tx.ctx }

// Today is the civil day in Vietnam at the transaction's instant.
func (tx *Tx) Today() clock.Date { return clock.DateOf(tx.Now) }

// ID makes a new record id.
func (tx *Tx) ID() string { return id.New(tx.Now) }

// Event tells the audit what the command did; the action defaults to the
// command's name.
func (tx *Tx) Event(e Event) {
	if e.Action == "" {
		e.Action = tx.command
	}
	tx.events = append(tx.events, e)
}

// Details is what protects the details of events at rest.
func (tx *Tx) Details() Sealer { return tx.db.cfg.Details }

// After runs fn once the transaction is committed.
func (tx *Tx) After(fn func()) { tx.after = append(tx.after, fn) }

// Exec runs a statement and returns the number of rows it changed.
// Errors: errs.Conflict for a broken unique rule.
func (tx *Tx) Exec(query string, args ...any) (int64, error) {
	if err := tx.db.fault(); err != nil {
		return 0, err
	}
	res, err := tx.tx.ExecContext(tx.ctx, tx.db.rewrite(query), args...)
	if err != nil {
		return 0, fmt.Errorf("db: %w", translate(err))
	}
	n, err := res.RowsAffected()
	if !tx.db.bookkeeping(query) {
		tx.changed += n
	}
	return n, err
}

// Query runs a query; Select and Get are usually what you want.
func (tx *Tx) Query(query string, args ...any) (*sql.Rows, error) {
	if err := tx.db.fault(); err != nil {
		return nil, err
	}
	rows, err := tx.tx.QueryContext(tx.ctx, tx.db.rewrite(query), args...)
	if err != nil {
		return nil, fmt.Errorf("db: %w", translate(err))
	}
	return rows, nil
}

var placeholders sync.Map // query → query with $n

// rewrite turns ? into $1… for PostgreSQL. Queries hold no literal "?".
func (d *DB) rewrite(q string) string {
	if d.dialect == SQLite {
		return q
	}
	if r, ok := placeholders.Load(q); ok {
		return r.(string)
	}
	var b strings.Builder
	n := 0
	for _, c := range []byte(q) {
		if c == '?' {
			n++
			b.WriteString("$" + strconv.Itoa(n))
		} else {
			b.WriteByte(c)
		}
	}
	if len(q) < 4000 { // bulk statements of varying length are not kept
		placeholders.Store(q, b.String())
	}
	return b.String()
}

var changes = regexp.MustCompile(`(?i)^\s*(?:INSERT\s+INTO|UPDATE|DELETE\s+FROM)\s+(\w+)`)

func (d *DB) bookkeeping(q string) bool {
	m := changes.FindStringSubmatch(q)
	return m != nil && slices.Contains(d.cfg.Bookkeeping, m[1])
}

// Codes of a broken unique or primary key rule.
const (
	sqliteUnique     = 2067
	sqlitePrimaryKey = 1555
	postgresUnique   = "23505"
)

// translate turns what the engines say into the one error model.
func translate(err error) error {
	var le *sqlite.Error
	if errors.As(err, &le) && (le.Code() == sqliteUnique || le.Code() == sqlitePrimaryKey) {
		return errs.Wrap(errs.Conflict, err, "web.err.conflict")
	}
	var pe *pgconn.PgError
	if errors.As(err, &pe) && pe.Code == postgresUnique {
		return errs.Wrap(errs.Conflict, err, "web.err.conflict")
	}
	if errors.As(err, &le) && le.Code()&0xff == 13 || errors.As(err, &pe) && pe.Code == "53100" {
		return errs.Wrap(errs.Unavailable, err, "web.err.disk_full")
	}
	return err
}
