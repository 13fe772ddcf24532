package sheet

import (
	"fmt"
	"io"
	"iter"
	"strings"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"

	"neove/internal/clock"
)

// MIME is the type of the files: x.Attachment("so-lop.xlsx", sheet.MIME).
const MIME = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

// List is a sheet of a workbook of lists.
type List struct {
	Name  string   // of the sheet
	Lines []string // above the headings: a title, then what it is about
	Cols  []Column
	Rows  iter.Seq[[]any]
	Sum   []any  // last row, stressed; nil for none
	Mark  string // of rows about persons, see Mark.Line; "" for public figures
}

// WriteList writes a list as a workbook, in the language of the reader. Rows
// hold a value for each column: string, int, int64, *int64, clock.Date or nil;
// blank cells are nil, nil pointers and the zero Date. Codes of a Choice are
// written as their words. Rows are streamed, since a province's year has tens
// of thousands, and nothing is written to w before the last one. Texts are
// written as texts, so nothing that somebody typed can run as a formula.
func WriteList(w io.Writer, title string, cols []Column, lang string, rows iter.Seq[[]any]) error {
	return WriteLists(w, title, lang, List{Name: title, Cols: cols, Rows: rows})
}

// WriteLists is WriteList for a workbook of several sheets.
func WriteLists(w io.Writer, title, lang string, lists ...List) error {
	out := newWriter()
	defer out.f.Close()
	out.keep(out.f.SetDocProps(&excelize.DocProperties{Creator: creator, Title: title}))
	for _, l := range lists {
		out.list(l, lang)
		if out.err != nil {
			return out.err
		}
	}
	return out.writeTo(w)
}

func (w *writer) list(l List, lang string) {
	l.Lines, w.mark = marked(l.Lines, l.Name, l.Mark), l.Mark
	w.sheet(sheetName(l.Name))
	head := 1
	if len(l.Lines) > 0 {
		head = len(l.Lines) + 2
	}
	w.paper(true, head)
	sw, err := w.f.NewStreamWriter(w.name)
	if err != nil {
		w.keep(err)
		return
	}
	for i, c := range l.Cols {
		w.keep(sw.SetColWidth(i+1, i+1, c.width()))
	}
	w.keep(sw.SetPanes(&excelize.Panes{Freeze: true, YSplit: head, TopLeftCell: cellName(1, head+1), ActivePane: "bottomLeft"}))
	for i, line := range l.Lines {
		w.keep(sw.SetRow(cellName(1, i+1), []any{excelize.Cell{StyleID: w.styleID(look{title: i == 0, label: i > 0}), Value: line}}))
	}
	cells := make([]any, len(l.Cols))
	for i, c := range l.Cols {
		cells[i] = excelize.Cell{StyleID: w.styleID(look{head: true}), Value: c.name(lang)}
	}
	w.keep(sw.SetRow(cellName(1, head), cells, excelize.RowOpts{Height: 30}))
	n := head
	for values := range l.Rows {
		if n++; !w.row(sw, n, l.Cols, values, lang, false) {
			return
		}
	}
	if l.Sum != nil && !w.row(sw, n+1, l.Cols, l.Sum, lang, true) {
		return
	}
	w.keep(sw.Flush())
}

// row writes values under their columns; false after the first error.
func (w *writer) row(sw *excelize.StreamWriter, n int, cols []Column, values []any, lang string, stressed bool) bool {
	if w.keep(fits(cols, values)); w.err != nil {
		return false
	}
	cells, lines := make([]any, len(cols)), 1
	for i, c := range cols {
		l := c.look()
		l.fixed, l.open, l.section = false, true, stressed
		v, err := cellOf(c, values[i], lang)
		w.keep(err)
		cells[i] = excelize.Cell{StyleID: w.styleID(l), Value: v}
		if s, ok := v.(string); ok {
			lines = max(lines, utf8.RuneCountInString(s)/int(c.width())+1)
		}
	}
	// Spreadsheets do not fit rows to long texts when a file is opened.
	w.keep(sw.SetRow(cellName(1, n), cells, excelize.RowOpts{Height: float64(min(4+13*lines, 400))}))
	return w.err == nil
}

// fits finds rows that another set of columns was meant for.
func fits(cols []Column, values []any) error {
	if len(values) != len(cols) {
		return fmt.Errorf("sheet: a row of %d values for %d columns", len(values), len(cols))
	}
	return nil
}

// cellOf is a value as the spreadsheet keeps it; nil is a blank cell.
func cellOf(c Column, v any, lang string) (any, error) {
	switch v := v.(type) {
	case nil:
		return nil, nil
	case string:
		if len(c.Words) > 0 {
			v = Names(c.Words, v, lang)
		}
		if v == "" {
			return nil, nil
		}
		return v, nil
	case []string:
		return cellOf(c, strings.Join(v, ","), lang)
	case int:
		return v, nil
	case int64:
		return v, nil
	case *int64:
		if v == nil {
			return nil, nil
		}
		return *v, nil
	case clock.Date:
		if v == 0 {
			return nil, nil
		}
		return serial(v), nil
	}
	return nil, fmt.Errorf("sheet: column %s: a cell cannot hold %T", c.Field, v)
}

// sheetName is a title as a spreadsheet takes it for the name of a sheet.
func sheetName(title string) string {
	title = strings.Map(func(r rune) rune {
		if strings.ContainsRune(`:\/?*[]'`, r) {
			return ' '
		}
		return r
	}, title)
	if r := []rune(title); len(r) > excelize.MaxSheetNameLength {
		title = string(r[:excelize.MaxSheetNameLength])
	}
	if title = strings.TrimSpace(title); title == "" {
		return "Danh sách"
	}
	return title
}
