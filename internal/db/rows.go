package db

import (
	"database/sql"
	"fmt"
	"reflect"
	"strings"
	"sync"
	"time"

	"neove/internal/errs"
)

// Select scans all rows into structs by their `db` tags, or into a single
// column type such as string or int64. Columns without a field are an error.
func Select[T any](tx *Tx, query string, args ...any) ([]T, error) {
	rows, err := tx.Query(query, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	cols, err := rows.Columns()
	if err != nil {
		return nil, err
	}
	plan, err := planFor(reflect.TypeFor[T](), cols)
	if err != nil {
		return nil, err
	}
	var out []T
	for rows.Next() {
		var v T
		if err := rows.Scan(plan.targets(reflect.ValueOf(&v).Elem())...); err != nil {
			return nil, fmt.Errorf("db: scan: %w", err)
		}
		out = append(out, v)
	}
	return out, rows.Err()
}

// Get scans exactly one row. Errors: errs.NotFound when there is none.
func Get[T any](tx *Tx, query string, args ...any) (T, error) {
	all, err := Select[T](tx, query, args...)
	var zero T
	if err != nil {
		return zero, err
	}
	if len(all) == 0 {
		return zero, errs.Wrap(errs.NotFound, sql.ErrNoRows, "web.err.not_found")
	}
	return all[0], nil
}

// plan maps result columns to struct fields; nil means a single plain value.
type plan [][]int

var plans sync.Map // type + columns → plan

func planFor(t reflect.Type, cols []string) (plan, error) {
	if t.Kind() != reflect.Struct || t == reflect.TypeFor[time.Time]() || reflect.PointerTo(t).Implements(reflect.TypeFor[sql.Scanner]()) {
		if len(cols) != 1 {
			return nil, fmt.Errorf("db: %d columns do not fit %s", len(cols), t)
		}
		return nil, nil
	}
	key := t.String() + "|" + strings.Join(cols, ",")
	if p, ok := plans.Load(key); ok {
		return p.(plan), nil
	}
	byName := map[string][]int{}
	for _, f := range fieldsOf(t) {
		byName[f.name] = f.index
	}
	p := make(plan, len(cols))
	for i, c := range cols {
		idx, ok := byName[c]
		if !ok {
			return nil, fmt.Errorf("db: %s has no field for column %q", t, c)
		}
		p[i] = idx
	}
	plans.Store(key, p)
	return p, nil
}

func (p plan) targets(v reflect.Value) []any {
	if p == nil {
		return []any{target(v)}
	}
	out := make([]any, len(p))
	for i, idx := range p {
		out[i] = target(v.FieldByIndex(idx))
	}
	return out
}

func target(v reflect.Value) any {
	switch x := v.Addr().Interface().(type) {
	case *time.Time:
		return (*instant)(x)
	case *bool:
		return (*flag)(x)
	default:
		return x
	}
}

type column struct {
	name  string
	index []int
}

func fieldsOf(t reflect.Type) []column {
	var out []column
	for _, f := range reflect.VisibleFields(t) {
		if tag := f.Tag.Get("db"); tag != "" && tag != "-" {
			out = append(out, column{tag, f.Index})
		}
	}
	return out
}

// Insert adds one row from a struct by its `db` tags.
func (tx *Tx) Insert(table string, row any) error {
	return InsertAll(tx, table, []any{row})
}

// InsertAll adds rows of one struct type, in as few statements as the engines
// allow parameters for.
func InsertAll[T any](tx *Tx, table string, rows []T) error { return put(tx, table, "", rows) }

// UpsertAll adds rows or replaces those with the same values in the key columns.
func UpsertAll[T any](tx *Tx, table, key string, rows []T) error { return put(tx, table, key, rows) }

func put[T any](tx *Tx, table, key string, rows []T) error {
	if len(rows) == 0 {
		return nil
	}
	t := reflect.ValueOf(any(rows[0])).Type()
	cols := fieldsOf(t)
	names := make([]string, len(cols))
	for i, c := range cols {
		names[i] = c.name
	}
	one := "(?" + strings.Repeat(",?", len(cols)-1) + ")"
	head := "INSERT INTO " + table + " (" + strings.Join(names, ",") + ") VALUES "
	tail := ""
	if key != "" {
		tail = " ON CONFLICT (" + key + ") DO UPDATE SET " + assignments(names)
	}
	per := max(1, 8000/len(cols))
	for len(rows) > 0 {
		n := min(per, len(rows))
		args := make([]any, 0, n*len(cols))
		for _, r := range rows[:n] {
			v := reflect.ValueOf(any(r))
			for _, c := range cols {
				args = append(args, Arg(v.FieldByIndex(c.index).Interface()))
			}
		}
		if _, err := tx.Exec(head+one+strings.Repeat(","+one, n-1)+tail, args...); err != nil {
			return err
		}
		rows = rows[n:]
	}
	return nil
}

func assignments(names []string) string {
	sets := make([]string, len(names))
	for i, n := range names {
		sets[i] = n + "=excluded." + n
	}
	return strings.Join(sets, ",")
}
