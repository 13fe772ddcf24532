package sheet

import (
	"cmp"
	"slices"
	"strings"
	"unicode/utf8"

	"neove/internal/clock"
	"neove/internal/vntext"
)

// Row is one row that says something. Each getter notes what is wrong with its
// cell and then returns the zero value; the first message of a cell counts.
type Row struct {
	t    *Table
	p    *part
	raw  rawRow
	cols []int // that have a message
}

// N is the number of the row as the spreadsheet shows it.
func (r *Row) N() int { return r.raw.n }

// Sheet is the name of its sheet.
func (r *Row) Sheet() string { return r.p.name }

// OK reports whether nothing of the row was found wrong so far.
func (r *Row) OK() bool { return len(r.cols) == 0 }

// Bad notes that the cell of a field is wrong. The text of key begins with that
// of "sheet.place", so that it can be read alone and in a table.
func (r *Row) Bad(field, key string, args ...any) {
	col := r.p.at[field]
	if !slices.Contains(r.cols, col) {
		r.cols = append(r.cols, col)
		r.t.bad = append(r.t.bad, place(r.p, r.raw.n, col, r.heading(field), key, args))
	}
}

// Warn notes that a person should look at the cell of a field.
func (r *Row) Warn(field, key string, args ...any) {
	r.t.warn(r.p, r.raw.n, r.p.at[field], r.heading(field), key, args...)
}

// heading is what stands above a field, as its file writes it.
func (r *Row) heading(field string) string {
	if col := r.p.at[field]; col != 0 {
		return r.above(col)
	}
	return r.t.column(field).Vi
}

// above is the text in the row of headings, without the star of required ones.
func (r *Row) above(col int) string {
	return strings.TrimSuffix(shown(r.p.rows[r.p.head].at(col).text), " *")
}

func (r *Row) cell(field string) value { return r.raw.at(r.p.at[field]) }

func (r *Row) note(field string, t *trouble) {
	if t != nil {
		r.Bad(field, "sheet.err."+t.key, t.args...)
	}
}

// holds reports whether a cell is filled that people fill.
func (r *Row) holds() bool {
	return slices.ContainsFunc(r.t.cols, func(c Column) bool { return c.Kind != Fixed && r.cell(c.Field).kind != blankValue })
}

// sum is the column in which the row says that it adds up those above it: its
// first one, or a required one.
func (r *Row) sum() int {
	cols := r.raw.order()[:1]
	for _, c := range r.t.cols {
		if col := r.p.at[c.Field]; col != 0 && c.Required {
			cols = append(cols, col)
		}
	}
	for _, col := range cols {
		s := r.raw.at(col).brief()
		switch vntext.Fold(s) {
		case "tong", "tong cong", "tong so", "total":
			return col
		}
		if strings.EqualFold(vntext.Clean(s), "cộng") { // not Công, who is a person
			return col
		}
	}
	return 0
}

// Blank reports whether none of the fields is filled.
func (r *Row) Blank(fields ...string) bool {
	return !slices.ContainsFunc(fields, func(f string) bool { r.t.column(f); return r.cell(f).kind != blankValue })
}

// Dash reports whether somebody put a dash, a point or an x where there is
// nothing to say.
func (r *Row) Dash(field string) bool {
	r.t.column(field)
	return dashes.MatchString(r.cell(field).brief())
}

// Text is the cell as one line of text.
func (r *Row) Text(field string) string {
	c, v := r.t.column(field), r.cell(field)
	r.note(field, v.fault())
	limit := cmp.Or(c.MaxLen, maxText)
	if len(v.text) <= 8*limit { // bytes, with spaces that go; longer ones are not worth reading
		if s := v.str(); utf8.RuneCountInString(s) <= limit {
			return s
		}
	}
	r.note(field, bad("long", "max", limit))
	return ""
}

// Count is a whole number ≥ 0 of a Count or Money column; nil when blank, which
// is not zero.
func (r *Row) Count(field string) *int64 {
	c := r.t.column(field)
	n, t := r.cell(field).count(c.Kind == Money)
	if n != nil && c.Max > 0 && *n > c.Max {
		n, t = nil, bad("count", "max", c.Max)
	}
	r.note(field, t)
	return n
}

// Date is a day; 0 when blank.
func (r *Row) Date(field string) clock.Date {
	r.t.column(field)
	d, t := r.cell(field).date(r.t.raw.from904)
	r.note(field, t)
	return d
}

// DateIn is Date that must be a day of the period, first and last included. It
// says which day was probably meant when a machine took the month for the day.
func (r *Row) DateIn(field string, first, last clock.Date) clock.Date {
	d := r.Date(field)
	if d == 0 || d >= first && d <= last {
		return d
	}
	args := []any{"value", vntext.Date(d), "first", vntext.Date(first), "last", vntext.Date(last)}
	if s := swapped(d); s != 0 && s >= first && s <= last {
		r.Bad(field, "sheet.err.outside_swapped", append(args, "fix", vntext.Date(s))...)
	} else {
		r.Bad(field, "sheet.err.outside", args...)
	}
	return 0
}

// Choice is the code of the one word that the cell means; "" when blank.
func (r *Row) Choice(field string) string { return r.choose(field, r.Text(field)) }

// fewWords are as many as a message can list.
const fewWords = 12

func (r *Row) choose(field, text string) string {
	c := r.t.column(field)
	index := r.t.words[field]
	if text == "" || index == nil {
		return ""
	}
	code, candidates := index.pick(text)
	switch {
	case code != "":
	case len(candidates) > 0:
		r.note(field, bad("choice_which", "value", shown(text), "choices", listed(candidates[:min(fewWords, len(candidates))])))
	case len(c.Words) <= fewWords:
		r.note(field, bad("choice", "value", shown(text), "choices", listed(c.Words)))
	default:
		r.note(field, bad("choice_list", "value", shown(text)))
	}
	return code
}

// Choices are the codes of all words of the cell. The whole text is tried
// first, because a name may hold a comma.
func (r *Row) Choices(field string) []string {
	text := r.Text(field)
	index := r.t.words[field]
	if text == "" || index == nil {
		return nil
	}
	if code, _ := index.pick(text); code != "" {
		return []string{code}
	}
	var codes []string
	for part := range strings.FieldsFuncSeq(text, func(c rune) bool { return strings.ContainsRune(",;/+", c) }) {
		if code := r.choose(field, strings.TrimSpace(part)); code != "" && !slices.Contains(codes, code) {
			codes = append(codes, code)
		}
	}
	return codes
}
