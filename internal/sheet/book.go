package sheet

import (
	"io"
	"slices"
	"strings"

	"neove/internal/errs"
	"neove/internal/vntext"
)

// The sheets of a template that hold no data.
const (
	guideSheet  = "Hướng dẫn"
	hiddenSheet = "neove"
)

// Book is a workbook that was read. What is wrong with any of its tables is
// collected here, so that one answer says all.
type Book struct {
	problems
	raw   *workbook
	meta  map[string]string
	taken map[int]bool // sheets that are a table
}

// Open reads a workbook. kind names the template that is expected, with its
// version: "outreach.month/1". A file that was not made with a template says
// nothing about its kind and is welcome.
// Errors: Invalid (no XLSX, damaged, too large, template of another kind).
func Open(r io.Reader, kind string) (*Book, error) {
	raw, err := readWorkbook(r)
	if err != nil {
		return nil, err
	}
	b := &Book{raw: raw, meta: map[string]string{}, taken: map[int]bool{}}
	for i := range raw.sheets {
		if sh := &raw.sheets[i]; sh.name == hiddenSheet {
			b.taken[i] = true
			for _, row := range sh.rows {
				if name := row.at(1).str(); name != "" {
					b.meta[name] = row.at(2).str()
				}
			}
		} else if sh.name == guideSheet {
			b.taken[i] = true
		}
	}
	name, version, _ := strings.Cut(kind, "/")
	if is := b.meta["kind"]; is != "" && is != name {
		return nil, errs.New(errs.Invalid, "sheet.err.kind")
	}
	if is := b.meta["version"]; is != "" && is != version {
		return nil, errs.New(errs.Invalid, "sheet.err.version")
	}
	return b, nil
}

// Meta is what the template keeps for the program; "" when the file was not
// made with one.
func (b *Book) Meta(name string) string { return b.meta[name] }

// Read reads the one table of a workbook, wherever in it and however reordered.
// Errors: as Open; Invalid (no such table, too many rows).
func Read(r io.Reader, cols []Column, kind string) (*Table, error) {
	b, err := Open(r, kind)
	if err != nil {
		return nil, err
	}
	return b.One(cols)
}

// One is Table for a workbook that must hold it. Errors: Invalid (no such
// table, too many rows).
func (b *Book) One(cols []Column) (*Table, error) {
	t, err := b.Table(cols)
	if err == nil && t == nil {
		err = b.noTable(cols)
	}
	return t, err
}

// noTable says which headings are missing where most of them are, or else
// which ones are looked for.
func (b *Book) noTable(cols []Column) error {
	var all []string
	for _, c := range cols {
		if c.Required {
			all = append(all, "“"+c.Vi+"”")
		}
	}
	keys := headingKeys(cols)
	for i := range b.raw.sheets {
		sh := &b.raw.sheets[i]
		for _, row := range sh.rows[:min(headSearch, len(sh.rows))] {
			at := locate(row, keys)
			if b.taken[i] || len(at) < 2 {
				continue
			}
			missing := slices.DeleteFunc(slices.Clone(cols), func(c Column) bool { return !c.Required || at[c.Field] != 0 })
			var names []string
			for _, c := range missing {
				names = append(names, "“"+c.Vi+"”")
			}
			return errs.New(errs.Invalid, "sheet.err.no_column", "sheet", sh.name, "row", itoa(row.n), "headings", strings.Join(names, ", "))
		}
	}
	return errs.New(errs.Invalid, "sheet.err.no_table", "headings", strings.Join(all, ", "))
}

// headSearch is how far down a row of headings is looked for.
const headSearch = 40

// headingKeys maps folded headings to fields.
func headingKeys(cols []Column) map[string]string {
	keys := map[string]string{}
	for i := len(cols) - 1; i >= 0; i-- { // the first column of a name wins
		for _, name := range append([]string{cols[i].Vi, cols[i].En}, cols[i].Aliases...) {
			if k := vntext.Fold(name); k != "" {
				keys[k] = cols[i].Field
			}
		}
	}
	return keys
}

// locate finds the column of each field in a row of headings.
func locate(row rawRow, keys map[string]string) map[string]int {
	at := map[string]int{}
	for _, col := range row.order() {
		if f := keys[vntext.Fold(row.at(col).brief())]; f != "" && at[f] == 0 {
			at[f] = col
		}
	}
	return at
}

// order lists the filled columns from the left.
func (r rawRow) order() []int {
	var out []int
	for _, c := range r.cells {
		out = append(out, c.col)
	}
	slices.Sort(out)
	return out
}
