package outreach

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"neove/internal/clock"
	"neove/internal/errs"
	"neove/internal/vntext"
)

// table is a sheet, or the part of one, that holds our columns. People copy
// our sheets into workbooks of their own, rename and reorder them: a table is
// known by its headings and nothing else.
type table struct {
	*sheet
	columns []column
	head    int           // index of the row of headings
	at      map[field]int // column of each field, from 1
	from904 bool
}

// headSearch is how far down a row of headings is looked for.
const headSearch = 40

// tables finds the sheets of activities and of totals.
func (wb *workbook) tables() (activities, totals []*table) {
	for i := range wb.sheets {
		sh := &wb.sheets[i]
		if sh.name == hiddenSheet || sh.name == guideSheet {
			continue
		}
		if t := tableOf(sh, wb.from904, activityColumnsOfSheet, "channel", "from"); t != nil {
			activities = append(activities, t)
		} else if t := tableOf(sh, wb.from904, totalColumns, "channel", "quantity"); t != nil {
			totals = append(totals, t)
		}
	}
	return activities, totals
}

func tableOf(sh *sheet, from904 bool, columns []column, need ...field) *table {
	for i, row := range sh.rows[:min(headSearch, len(sh.rows))] {
		at := map[field]int{}
		for _, col := range row.order() {
			if f, ok := fieldOf(columns, row.cells[col].text); ok && at[f] == 0 {
				at[f] = col
			}
		}
		if !slices.ContainsFunc(need, func(f field) bool { return at[f] == 0 }) {
			return &table{sh, columns, i, at, from904}
		}
	}
	return nil
}

// order lists the filled columns from the left.
func (r sheetRow) order() []int {
	var out []int
	for col := range r.cells {
		out = append(out, col)
	}
	slices.Sort(out)
	return out
}

func fieldOf(columns []column, heading string) (field, bool) {
	key := vntext.Fold(heading)
	for _, c := range columns {
		if key == vntext.Fold(c.vi) || key == vntext.Fold(c.en) || slices.Contains(c.aliases, key) {
			return c.field, true
		}
	}
	return "", false
}

// heading is what stands above a field, as its file writes it.
func (t *table) heading(f field) string {
	return vntext.Clean(t.rows[t.head].cells[t.at[f]].text)
}

// body are the rows below the headings.
func (t *table) body() []sheetRow { return t.rows[t.head+1:] }

// place names a cell for a message: sheet, row, column letter and heading. The
// row is a text, so that nobody writes 1205 as 1.205.
func (t *table) place(row, col int, heading string) []any {
	return []any{"sheet", t.name, "row", strconv.Itoa(row), "column", columnName(col), "header", heading}
}

func (t *table) wrong(row int, f field, key string, args ...any) errs.Field {
	return t.wrongAt(row, t.at[f], t.heading(f), key, args...)
}

func (t *table) wrongAt(row, col int, heading, key string, args ...any) errs.Field {
	return errs.Field{Name: t.name + "!" + columnName(col), Row: row, Key: "outreach.sheet.err." + key, Args: append(t.place(row, col, heading), args...)}
}

// headings notes columns that are given twice, that count in another unit, or
// that nobody reads although they hold something.
func (t *table) headings(p *problems) {
	row := t.rows[t.head]
	for _, col := range row.order() {
		text := vntext.Clean(row.cells[col].text)
		key := vntext.Fold(text)
		f, known := fieldOf(t.columns, text)
		switch {
		case known && t.at[f] != col:
			p.add(t.wrongAt(row.n, col, text, "twice"))
		case known, key == "", key == "stt", key == "tt", key == "so thu tu", !t.filled(col):
		case strings.HasPrefix(key, "kinh phi") || strings.Contains(key, "trieu dong"):
			p.add(t.wrongAt(row.n, col, text, "money_unit"))
		default:
			w := t.wrongAt(row.n, col, text, "")
			w.Key = "outreach.sheet.warn.column"
			p.warnings = append(p.warnings, w)
		}
	}
}

func (t *table) filled(col int) bool {
	return slices.ContainsFunc(t.body(), func(r sheetRow) bool { return r.cells[col].kind != blankValue })
}

// label is the text beside (or, after a colon, inside) the first cell of the
// sheet above row end that is labelled so.
func (sh *sheet) label(end int, names ...string) (string, bool) {
	for _, row := range sh.rows[:min(end, len(sh.rows))] {
		order := row.order()
		for i, col := range order {
			name, rest, colon := strings.Cut(row.cells[col].text, ":")
			if !slices.Contains(names, vntext.Fold(name)) {
				continue
			}
			if colon && strings.TrimSpace(rest) != "" {
				return vntext.Clean(rest), true
			}
			if i+1 < len(order) {
				return vntext.Clean(row.cells[order[i+1]].text), true
			}
		}
	}
	return "", false
}

var (
	unitLabels   = []string{"don vi", "don vi bao cao", "ten don vi", "unit"}
	periodLabels = []string{"ky", "ky bao cao", "thang", "thang bao cao", "period"}
)

// labels are the unit and the period as people read them on a sheet.
func (t *table) labels() (unit, period string) {
	unit, _ = t.label(t.head, unitLabels...)
	period, _ = t.label(t.head, periodLabels...)
	return unit, period
}

// hidden is what the template wrote for the program.
func (wb *workbook) hidden() (unit, period, version string) {
	for i := range wb.sheets {
		if sh := &wb.sheets[i]; sh.name == hiddenSheet {
			unit, _ = sh.label(10, "unit")
			period, _ = sh.label(10, "period")
			version, _ = sh.label(10, "version")
		}
	}
	return unit, period, version
}

var monthYear = regexp.MustCompile(`^(?:ky )?(?:thang )?(\d{1,2}) (?:nam )?(\d{4})$`)

// periodCode reads "Tháng 6/2024", "06/2024", "2024-06" and a date that the
// spreadsheet made of it; "" when the text is none of them.
func periodCode(text string, from904 bool) string {
	key := vntext.Fold(text)
	if y, m, ok := strings.Cut(key, " "); ok && len(y) == 4 && len(m) <= 2 {
		key = m + " " + y
	}
	if m := monthYear.FindStringSubmatch(key); m != nil {
		if len(m[1]) == 1 {
			m[1] = "0" + m[1]
		}
		return m[2] + "-" + m[1]
	}
	var day clock.Date
	if d, err := vntext.ParseDate(text); err == nil {
		day = d
	} else if d, ok := serialDate(text, from904); ok {
		day = d
	} else {
		return ""
	}
	return day.String()[:7]
}
