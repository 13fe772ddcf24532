package web

import (
	"errors"
	"mime/multipart"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"neove/internal/clock"
	"neove/internal/errs"
	"neove/internal/vntext"
)

// Form reads typed values and collects what is wrong with them, so that one
// answer names every field. A getter that refuses a value returns the zero
// value; Raw keeps what was typed. Text is NFC, trimmed, without control
// characters.
type Form struct {
	values url.Values
	files  map[string][]*multipart.FileHeader
	check  *errs.Check
	bad    map[string]bool // controls that already have a message
	row    int
}

func newForm(v url.Values, files map[string][]*multipart.FileHeader) *Form {
	return &Form{values: v, files: files, check: &errs.Check{}, bad: map[string]bool{}}
}

// Row is the view of one row of a grid: its "people" is the control
// "people-3". Errors of the row count for the whole form.
func (f *Form) Row(i int) *Form {
	r := *f
	r.row = i
	return &r
}

// Rows is the number of grid rows that the page had, read from the control
// "rows"; at most max, 0 when it is missing.
func (f *Form) Rows(max int) int {
	n, err := strconv.Atoi(f.values.Get("rows"))
	if err != nil || n < 0 {
		return 0
	}
	return min(n, max)
}

// Name is the name of the control in this row.
func (f *Form) Name(name string) string { return control(name, f.row) }

func control(name string, row int) string {
	if row > 0 {
		return name + "-" + strconv.Itoa(row)
	}
	return name
}

// Bad notes a wrong field; the first message of a control counts.
func (f *Form) Bad(name, key string, args ...any) {
	if c := f.Name(name); !f.bad[c] {
		f.bad[c] = true
		f.check.AddAt(f.row, name, key, args...)
	}
}

// Err is errs.Invalid with all wrong fields, or nil.
func (f *Form) Err() error { return f.check.Err() }

// Has reports whether the control was sent at all.
func (f *Form) Has(name string) bool { return f.values.Has(f.Name(name)) }

// Raw is what was typed, for showing it again.
func (f *Form) Raw(name string) string { return f.values.Get(f.Name(name)) }

// Blank reports whether nothing was typed into any of the controls.
func (f *Form) Blank(names ...string) bool {
	return !slices.ContainsFunc(names, func(n string) bool { return strings.TrimSpace(f.Raw(n)) != "" })
}

// Text is one line of at most max characters; "" when blank.
func (f *Form) Text(name string, max int) string {
	return f.limit(name, vntext.Clean(printable(f.Raw(name))), max)
}

// NeedText is Text that must not be blank.
func (f *Form) NeedText(name string, max int) string { return need(f, name, f.Text(name, max)) }

// Lines is text of several lines, at most max characters.
func (f *Form) Lines(name string, max int) string {
	lines := strings.Split(strings.ReplaceAll(f.Raw(name), "\r\n", "\n"), "\n")
	for i, l := range lines {
		lines[i] = vntext.Clean(printable(l))
	}
	return f.limit(name, strings.TrimSpace(strings.Join(lines, "\n")), max)
}

// NeedLines is Lines that must not be blank.
func (f *Form) NeedLines(name string, max int) string { return need(f, name, f.Lines(name, max)) }

func (f *Form) limit(name, s string, max int) string {
	if utf8.RuneCountInString(s) > max {
		f.Bad(name, "web.err.long", "max", max)
		return ""
	}
	return s
}

func need(f *Form, name, s string) string {
	if s == "" {
		f.Bad(name, "web.err.required")
	}
	return s
}

// printable drops what no keyboard types and PostgreSQL refuses.
func printable(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == utf8.RuneError, unicode.IsControl(r) && !unicode.IsSpace(r):
			return -1
		}
		return r
	}, s)
}

// Count is a whole number ≥ 0 as people type it (1920, 1.920, 1 920); nil when
// blank, because blank is not zero. "1,920" is refused and 1.920 offered.
func (f *Form) Count(name string) *int64 {
	raw := strings.TrimSpace(f.Raw(name))
	if raw == "" {
		return nil
	}
	n, err := vntext.ParseCount(raw)
	if err == nil {
		return &n
	}
	if errors.Is(err, vntext.ErrThousands) {
		if fix, err := vntext.ParseCount(strings.ReplaceAll(raw, ",", ".")); err == nil {
			f.Bad(name, "web.err.thousands", "value", raw, "fix", vntext.Number(fix))
			return nil
		}
	}
	f.Bad(name, "web.err.number", "value", short(raw))
	return nil
}

// NeedCount is Count that must not be blank.
func (f *Form) NeedCount(name string) int64 {
	n := f.Count(name)
	if n == nil {
		f.Bad(name, "web.err.required")
		return 0
	}
	return *n
}

// Date is a day as people type it (9/6/2026, 2026-06-09); false when blank or
// refused.
func (f *Form) Date(name string) (clock.Date, bool) {
	raw := strings.TrimSpace(f.Raw(name))
	if raw == "" {
		return 0, false
	}
	d, err := vntext.ParseDate(raw)
	if err != nil {
		f.Bad(name, "web.err.date", "value", short(raw))
		return 0, false
	}
	return d, true
}

// NeedDate is Date that must not be blank.
func (f *Form) NeedDate(name string) clock.Date {
	d, ok := f.Date(name)
	if !ok {
		f.Bad(name, "web.err.required")
	}
	return d
}

// Choice is one of the allowed values; "" when blank.
func (f *Form) Choice(name string, allowed ...string) string {
	v := strings.TrimSpace(f.Raw(name))
	if v != "" && !slices.Contains(allowed, v) {
		f.Bad(name, "web.err.choice")
		return ""
	}
	return v
}

// NeedChoice is Choice that must not be blank.
func (f *Form) NeedChoice(name string, allowed ...string) string {
	return need(f, name, f.Choice(name, allowed...))
}

// Choices are the ticked boxes of one name, each an allowed value.
func (f *Form) Choices(name string, allowed ...string) []string {
	var out []string
	for _, v := range f.values[f.Name(name)] {
		if !slices.Contains(allowed, v) {
			f.Bad(name, "web.err.choice")
			return nil
		}
		out = append(out, v)
	}
	return out
}

// Bool is a ticked box.
func (f *Form) Bool(name string) bool {
	switch f.Raw(name) {
	case "1", "on", "true":
		return true
	}
	return false
}

// short keeps a refused value readable inside a message.
func short(s string) string {
	s = printable(vntext.NFC(s))
	if utf8.RuneCountInString(s) > 30 {
		return string([]rune(s)[:30]) + "…"
	}
	return s
}
