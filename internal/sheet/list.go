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

// WriteList writes a list as a workbook, in the language of the reader. Rows
// hold a value for each column: string, int, int64, *int64, clock.Date or nil;
// blank cells are nil, nil pointers and the zero Date. Codes of a Choice are
// written as their words. Rows are streamed, since a province's year has tens
// of thousands, and nothing is written to w before the last one. Texts are
// written as texts, so nothing that somebody typed can run as a formula.
func WriteList(w io.Writer, title string, cols []Column, lang string, rows iter.Seq[[]any]) error {
	out := newWriter()
	defer out.f.Close()
	out.sheet(sheetName(title))
	out.paper(true, 1)
	out.keep(out.f.SetDocProps(&excelize.DocProperties{Creator: creator, Title: title}))
	sw, err := out.f.NewStreamWriter(out.name)
	if err != nil {
		return err
	}
	head, body := make([]any, len(cols)), make([]int, len(cols))
	headStyle := out.styleID(look{head: true})
	for i, c := range cols {
		head[i] = excelize.Cell{StyleID: headStyle, Value: c.name(lang)}
		l := c.look()
		l.fixed, l.open = false, true
		body[i] = out.styleID(l)
		out.keep(sw.SetColWidth(i+1, i+1, c.width()))
	}
	out.keep(sw.SetPanes(&excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"}))
	out.keep(sw.SetRow("A1", head, excelize.RowOpts{Height: 30}))
	n := 1
	for values := range rows {
		n++
		out.keep(fits(cols, values))
		if out.err != nil {
			return out.err
		}
		cells, lines := make([]any, len(cols)), 1
		for i, c := range cols {
			v, err := cellOf(c, values[i], lang)
			out.keep(err)
			cells[i] = excelize.Cell{StyleID: body[i], Value: v}
			if s, ok := v.(string); ok {
				lines = max(lines, utf8.RuneCountInString(s)/int(c.width())+1)
			}
		}
		// Spreadsheets do not fit rows to long texts when a file is opened.
		out.keep(sw.SetRow(cellName(1, n), cells, excelize.RowOpts{Height: float64(min(4+13*lines, 400))}))
	}
	out.keep(sw.Flush())
	return out.writeTo(w)
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
