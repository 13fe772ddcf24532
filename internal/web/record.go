package web

import (
	"maps"
	"net/url"
	"strconv"

	"neove/internal/errs"
	"neove/internal/ui"
)

// Controls fills a described form: labels from the keys <prefix>.field.<name>,
// hints from <prefix>.hint.<name> where there are any, values from what was
// typed or stored, and the error of each control.
func (x *Exchange) Controls(prefix string, spec []ui.Control, values url.Values, e Errors) []ui.Control {
	out := make([]ui.Control, len(spec))
	for i, c := range spec {
		if c.Label == "" {
			c.Label = x.T(prefix + ".field." + c.Name)
		}
		if hint := prefix + ".hint." + c.Name; c.Hint == "" && x.Has(hint) {
			c.Hint = x.T(hint)
		}
		c.Values, c.Value, c.Error = values[c.Name], values.Get(c.Name), e.Of(c.Name)
		out[i] = c
	}
	return out
}

// Options are choices named by the keys <prefix>.<code>.
func (x *Exchange) Options(prefix string, codes ...string) []ui.Option {
	out := make([]ui.Option, len(codes))
	for i, c := range codes {
		out[i] = ui.Option{Value: c, Text: x.T(prefix + "." + c)}
	}
	return out
}

// Has reports whether a text exists.
func (x *Exchange) Has(key string) bool { return x.server.cfg.Bundle.Has(key) }

// Values is all that was typed, for showing it again.
func (f *Form) Values() url.Values { return f.values }

// Version is the control "version": the edition of a record that the person saw.
func (f *Form) Version() int64 {
	n, _ := strconv.ParseInt(f.values.Get("version"), 10, 64)
	return n
}

// List is a page of a list: which one, and its filters in the address.
type List struct {
	Path  string
	Query url.Values
	Page  int // from 1
	Size  int
	Chips []ui.Chip
}

// List reads which page of a list is asked for.
func (x *Exchange) List(size int) *List {
	l := &List{Path: x.R.URL.Path, Query: x.R.URL.Query(), Page: 1, Size: size}
	if n, err := strconv.Atoi(l.Query.Get("page")); err == nil && n > 1 && n <= 10_000 {
		l.Page = n
	}
	return l
}

// Year is the year that the address asks for, or the usual one.
func (x *Exchange) Year(usual int) int {
	if y, err := strconv.Atoi(x.R.URL.Query().Get("year")); err == nil && y >= 2000 && y <= 2100 {
		return y
	}
	return usual
}

// Offset is the number of records before the page.
func (l *List) Offset() int { return (l.Page - 1) * l.Size }

// Chip shows a filter in force; text is what a person reads of its value.
func (l *List) Chip(name, label, text string) {
	if l.Query.Get(name) != "" {
		l.Chips = append(l.Chips, ui.Chip{Text: label + ": " + text, Href: ui.With(l.Path, l.Query, name, "")})
	}
}

// ControlChips shows the filled controls of a filter form as chips.
func (l *List) ControlChips(filters []ui.Control) {
	for _, c := range filters {
		for _, row := range ui.Summary([]ui.Control{c}, "✓") {
			l.Chip(c.Name, row.Label, row.Value)
		}
	}
}

// Pager is the place of the page, given what it shows.
func (l *List) Pager(shown int, total int64) ui.Pager {
	return ui.Paged(l.Path, l.Query, l.Page, l.Size, shown, total)
}

// Clear is the list without filters, for the same unit.
func (l *List) Clear() string {
	q := url.Values{}
	if u := l.Query.Get("unit"); u != "" {
		q.Set("unit", u)
	}
	return l.Path + "?" + q.Encode()
}

// Sheet is the address of the same list as XLSX.
func (l *List) Sheet() string {
	q := maps.Clone(l.Query)
	q.Del("page")
	return l.Path + ".xlsx?" + q.Encode()
}

// Rows of a bulk grid: how many are drawn at first, and how many fit.
const (
	GridRows    = 10
	MaxGridRows = 200
)

// GridOf draws an empty bulk grid, or a refused one with what was typed.
func (x *Exchange) GridOf(prefix, caption string, columns []ui.Control, f *Form, e Errors) ui.Grid {
	g := ui.Grid{Caption: caption, Columns: x.Controls(prefix, columns, nil, Errors{})}
	n := GridRows
	if f != nil {
		n = max(n, f.Rows(MaxGridRows))
	}
	for i := 1; i <= n; i++ {
		row := ui.GridRow{N: i, Values: map[string]string{}, Errors: map[string]string{}}
		for _, c := range columns {
			if f != nil {
				row.Values[c.Name] = f.Row(i).Raw(c.Name)
			}
			if msg := e.At(i, c.Name); msg != "" {
				row.Errors[c.Name] = msg
				row.Messages = append(row.Messages, msg)
			}
		}
		g.Rows = append(g.Rows, row)
	}
	return g
}

// ReadGrid reads the filled rows of a bulk grid. rowOf leads from the place in
// the list (from 1) to the row on the page, see Renumber. An empty grid is an
// error of the form.
func ReadGrid[T any](f *Form, columns []ui.Control, read func(row *Form) T) (list []T, rowOf map[int]int) {
	names := make([]string, len(columns))
	for i, c := range columns {
		names[i] = c.Name
	}
	rowOf = map[int]int{}
	for n := 1; n <= f.Rows(MaxGridRows); n++ {
		if row := f.Row(n); !row.Blank(names...) {
			list = append(list, read(row))
			rowOf[len(list)] = n
		}
	}
	if len(list) == 0 {
		f.Row(1).Bad(names[0], "web.err.grid_empty")
	}
	return list, rowOf
}

// Renumber turns places in the list into rows on the page.
func Renumber(err error, rowOf map[int]int) error {
	if !errs.Is(err, errs.Invalid) {
		return err
	}
	e := errs.From(err)
	for i := range e.Fields {
		if n, ok := rowOf[e.Fields[i].Row]; ok {
			e.Fields[i].Row = n
		}
	}
	return e
}

// Single drops the row numbers of an error about one record.
func Single(err error) error {
	if errs.Is(err, errs.Invalid) {
		e := errs.From(err)
		for i := range e.Fields {
			e.Fields[i].Row = 0
		}
	}
	return err
}
