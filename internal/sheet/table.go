package sheet

import (
	"fmt"
	"iter"
	"slices"
	"strings"

	"neove/internal/errs"
	"neove/internal/vntext"
)

// Table is the sheets of a workbook that hold the columns. People copy our
// sheets into workbooks of their own, rename and reorder them: a table is known
// by its headings and nothing else.
type Table struct {
	*Book
	cols  []Column
	parts []*part
	rows  []*Row
	words map[string]*wordIndex
}

// part is one sheet of a table.
type part struct {
	*rawSheet
	index int            // in the workbook
	head  int            // index of the row of headings
	at    map[string]int // column of each field, from 1
}

// Table finds the sheets whose headings name all required columns and at least
// two. A sheet belongs to the first table that finds it; nil when there is none.
// Errors: Invalid (too many rows).
func (b *Book) Table(cols []Column) (*Table, error) {
	t := &Table{Book: b, cols: cols, words: map[string]*wordIndex{}}
	for _, c := range cols {
		if len(c.Words) > 0 {
			t.words[c.Field] = indexOf(c.Words)
		}
	}
	keys := headingKeys(cols)
	for i := range b.raw.sheets {
		if b.taken[i] {
			continue
		}
		if p := t.find(i, keys); p != nil {
			b.taken[i] = true
			t.parts = append(t.parts, p)
			if err := t.take(p, keys); err != nil {
				return nil, err
			}
		}
	}
	if len(t.parts) == 0 {
		return nil, nil
	}
	return t, nil
}

func (t *Table) find(i int, keys map[string]string) *part {
	sh := &t.raw.sheets[i]
	for head, row := range sh.rows[:min(headSearch, len(sh.rows))] {
		at := locate(row, keys)
		lacks := func(c Column) bool { return c.Required && at[c.Field] == 0 }
		if len(at) >= min(2, len(t.cols)) && !slices.ContainsFunc(t.cols, lacks) {
			return &part{sh, i, head, at}
		}
	}
	return nil
}

// take notes what is wrong with the headings and lists the rows that say
// something. Sums that people put below a list are left out.
func (t *Table) take(p *part, keys map[string]string) error {
	t.headings(p, keys)
	for _, raw := range p.rows[p.head+1:] {
		r := &Row{t: t, p: p, raw: raw}
		if !r.holds() {
			continue
		}
		if col := r.sum(); col != 0 {
			t.warn(p, raw.n, col, r.above(col), "sheet.warn.sum")
			continue
		}
		for _, c := range t.cols {
			if c.Required && r.cell(c.Field).kind == blankValue {
				r.Bad(c.Field, requiredKey(c.Kind))
			}
		}
		t.rows = append(t.rows, r)
	}
	if p.more || len(t.rows) > maxRows {
		return errs.New(errs.Invalid, "sheet.err.many", "max", maxRows, "sheet", p.name)
	}
	return nil
}

func requiredKey(k Kind) string {
	switch k {
	case Date:
		return "sheet.err.no_date"
	case Choice, Fixed:
		return "sheet.err.no_choice"
	}
	return "sheet.err.required"
}

// Rows are the rows that hold something, in the order of the file.
func (t *Table) Rows() iter.Seq[*Row] { return slices.Values(t.rows) }

// Sheets are the names of the sheets that make up the table.
func (t *Table) Sheets() []string {
	var out []string
	for _, p := range t.parts {
		out = append(out, p.name)
	}
	return out
}

// Bad notes something about the whole of a sheet, at the heading of a field.
func (t *Table) Bad(sheet, field, key string, args ...any) {
	for _, p := range t.parts {
		if p.name == sheet {
			(&Row{t: t, p: p, raw: p.rows[p.head]}).Bad(field, key, args...)
			return
		}
	}
}

func (t *Table) column(field string) Column {
	for _, c := range t.cols {
		if c.Field == field {
			return c
		}
	}
	panic(fmt.Sprintf("sheet: the table has no column %q", field)) // a slip of the slice, never of the file
}

// place makes the field of a message: sheet, row, column letter and heading.
// The row is a text, so that nobody writes 1205 as 1.205.
func place(p *part, row, col int, heading, key string, args []any) problem {
	at := []any{"sheet", p.name, "row", itoa(row), "column", columnName(col), "header", heading}
	return problem{p.index, row, col, errs.Field{Name: p.name + "!" + columnName(col), Row: row, Key: key, Args: append(at, args...)}}
}

func (t *Table) warn(p *part, row, col int, heading, key string, args ...any) {
	t.warned = append(t.warned, place(p, row, col, heading, key, args))
}

// headings notes columns that are given twice, that count in another unit, or
// that nobody reads although they hold something.
func (t *Table) headings(p *part, keys map[string]string) {
	row := p.rows[p.head]
	for _, col := range row.order() {
		text := vntext.Clean(row.at(col).brief())
		key := vntext.Fold(text)
		f := keys[key]
		switch {
		case f != "" && p.at[f] != col:
			t.bad = append(t.bad, place(p, row.n, col, text, "sheet.err.twice", nil))
		case f != "", key == "", key == "stt", key == "tt", key == "so thu tu", !p.filled(col):
		case t.money(key) != "":
			t.bad = append(t.bad, place(p, row.n, col, text, "sheet.err.money_unit", []any{"expected", t.money(key)}))
		default:
			t.warn(p, row.n, col, text, "sheet.warn.column")
		}
	}
}

// money is the column of amounts that a heading seems to mean in another unit:
// "Kinh phí (triệu đồng)" for "Kinh phí (đồng)".
func (t *Table) money(key string) string {
	for _, c := range t.cols {
		if c.Kind != Money {
			continue
		}
		words := strings.Fields(vntext.Fold(c.Vi))
		begin := strings.Join(words[:min(2, len(words))], " ")
		if strings.HasPrefix(key, begin) || strings.Contains(key, "trieu dong") {
			return c.Vi
		}
	}
	return ""
}

func (p *part) filled(col int) bool {
	return slices.ContainsFunc(p.rows[p.head+1:], func(r rawRow) bool { return r.at(col).kind != blankValue })
}

// Label is the text beside (or, after a colon, inside) the first cell above the
// headings that is labelled so: "Đơn vị", "Kỳ". A day is given as YYYY-MM-DD.
func (t *Table) Label(names ...string) string {
	var keys []string
	for _, n := range names {
		keys = append(keys, vntext.Fold(n))
	}
	for _, p := range t.parts {
		for _, row := range p.rows[:p.head] {
			if s := t.label(row, keys); s != "" {
				return s
			}
		}
	}
	return ""
}

// maxLabel is longer than any name of a unit with those above it.
const maxLabel = 200

func (t *Table) label(row rawRow, keys []string) string {
	order := row.order()
	for i, col := range order {
		name, rest, _ := strings.Cut(row.at(col).brief(), ":")
		if !slices.Contains(keys, vntext.Fold(name)) {
			continue
		}
		v := value{textValue, rest}
		if strings.TrimSpace(rest) == "" && i+1 < len(order) {
			v = row.at(order[i+1])
		}
		if d, ok := serialDate(v.text, t.raw.from904); ok && v.kind == numberValue {
			return d.String()
		}
		return cut(v.str(), maxLabel)
	}
	return ""
}
