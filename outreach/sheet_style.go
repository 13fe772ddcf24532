package outreach

import (
	"io"

	"github.com/xuri/excelize/v2"

	"neove/internal/clock"
)

// sheetWriter writes a workbook and keeps the first error, so that the layout
// reads as one. Texts go through text, which never makes a formula of them.
type sheetWriter struct {
	f    *excelize.File
	name string // the sheet that is being written
	kept map[look]int
	err  error
}

// look is how a cell is shown; equal looks share one style of the file.
type look struct {
	title, section, head, label, fixed, hatched, open, wrap, right, centre, indent bool

	format string
}

// Colours of the product (design: ux.md, tokens).
const (
	brandColour = "0F4C81"
	inkColour   = "1B2733"
	mutedColour = "4A5A68"
	lineColour  = "B9C6D0"
	quietColour = "F3F6F9"
	hatchColour = "9AA8B3"
	sheetFont   = "Arial"
)

// Number formats. "@" keeps a text a text even when somebody edits the cell, so
// that "=1+1" typed by one person never runs on the machine of another.
const (
	asText  = "@"
	asDate  = "dd/mm/yyyy"
	asCount = "#,##0"
)

func newSheetWriter() *sheetWriter {
	return &sheetWriter{f: excelize.NewFile(), kept: map[look]int{}}
}

func (w *sheetWriter) keep(err error) {
	if w.err == nil {
		w.err = err
	}
}

// sheet starts a sheet; the first one takes the place of the empty one.
func (w *sheetWriter) sheet(name string) {
	if w.name == "" {
		w.keep(w.f.SetSheetName("Sheet1", name))
	} else {
		_, err := w.f.NewSheet(name)
		w.keep(err)
	}
	w.name = name
	off := false
	w.keep(w.f.SetSheetView(name, 0, &excelize.ViewOptions{ShowGridLines: &off}))
}

func cellName(col, row int) string {
	s, _ := excelize.CoordinatesToCellName(col, row)
	return s
}

func (w *sheetWriter) text(col, row int, s string) {
	w.keep(w.f.SetCellStr(w.name, cellName(col, row), s))
}

// style gives a block of cells a look.
func (w *sheetWriter) style(col, row, toCol, toRow int, l look) {
	id, err := w.styleID(l)
	w.keep(err)
	w.keep(w.f.SetCellStyle(w.name, cellName(col, row), cellName(toCol, toRow), id))
}

func (w *sheetWriter) styleID(l look) (int, error) {
	if id, ok := w.kept[l]; ok {
		return id, nil
	}
	st := &excelize.Style{
		Font:       &excelize.Font{Family: sheetFont, Size: 10, Color: inkColour},
		Alignment:  &excelize.Alignment{Vertical: "center", WrapText: l.wrap},
		Protection: &excelize.Protection{Locked: !l.open},
	}
	if l.format != "" {
		st.CustomNumFmt = &l.format
	}
	switch {
	case l.right:
		st.Alignment.Horizontal, st.Alignment.Indent = "right", 1
	case l.centre:
		st.Alignment.Horizontal = "center"
	case l.open || l.fixed || l.indent:
		st.Alignment.Horizontal, st.Alignment.Indent = "left", 1
	}
	if l.open || l.fixed || l.hatched || l.head {
		for _, side := range []string{"left", "right", "top", "bottom"} {
			st.Border = append(st.Border, excelize.Border{Type: side, Color: lineColour, Style: 1})
		}
	}
	switch {
	case l.title:
		st.Font.Size, st.Font.Bold, st.Font.Color = 15, true, brandColour
	case l.head:
		st.Font.Bold, st.Font.Color = true, "FFFFFF"
		st.Fill = excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{brandColour}}
		st.Alignment.Horizontal, st.Alignment.WrapText = "center", true
	case l.section:
		st.Font.Size, st.Font.Bold, st.Font.Color = 11, true, brandColour
	case l.label:
		st.Font.Color = mutedColour
	case l.hatched:
		st.Fill = excelize.Fill{Type: "pattern", Pattern: 14, Color: []string{hatchColour}}
	case l.fixed:
		st.Fill = excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{quietColour}}
	}
	id, err := w.f.NewStyle(st)
	w.kept[l] = id
	return id, err
}

// headings writes the row of headings and the widths.
func (w *sheetWriter) headings(row int, columns []column, required ...field) {
	for i, c := range columns {
		s := c.vi
		for _, f := range required {
			if c.field == f {
				s += " *" // folding drops the mark when the file comes back
			}
		}
		w.text(i+1, row, s)
		w.keep(w.f.SetColWidth(w.name, columnName(i+1), columnName(i+1), c.width))
	}
	w.style(1, row, len(columns), row, look{head: true})
	w.keep(w.f.SetRowHeight(w.name, row, 32))
}

// check lets the spreadsheet itself refuse or question what cannot be right.
func (w *sheetWriter) check(col, row, toRow int, c column, set func(*excelize.DataValidation) (style excelize.DataValidationErrorStyle, message string)) {
	dv := excelize.NewDataValidation(true)
	dv.Sqref = cellName(col, row) + ":" + cellName(col, toRow)
	if style, message := set(dv); message != "" {
		dv.SetError(style, c.vi, message)
	}
	if c.hint != "" {
		dv.SetInput(c.vi, c.hint)
	}
	w.keep(w.f.AddDataValidation(w.name, dv))
}

// look is how the cells of a column are shown and kept.
func (c column) look() look {
	switch c.kind {
	case dateCell:
		return look{open: true, format: asDate, centre: true}
	case countCell, moneyCell:
		return look{open: true, format: asCount, right: true}
	}
	return look{open: true, format: asText, wrap: c.kind == textCell}
}

// protect locks what is not open. There is no password: it guards against
// slips, not against people.
func (w *sheetWriter) protect() {
	w.keep(w.f.ProtectSheet(w.name, &excelize.SheetProtectionOptions{
		SelectLockedCells: true, SelectUnlockedCells: true, FormatColumns: true, FormatRows: true,
	}))
}

// freeze keeps the headings, and the first columns, in sight.
func (w *sheetWriter) freeze(rows, cols int) {
	w.keep(w.f.SetPanes(w.name, &excelize.Panes{Freeze: true, XSplit: cols, YSplit: rows, TopLeftCell: cellName(cols+1, rows+1), ActivePane: "bottomRight",
		Selection: []excelize.Selection{{SQRef: cellName(1, rows+1), ActiveCell: cellName(1, rows+1), Pane: "bottomLeft"}}}))
}

// paper prints on A4 across the whole width, with the headings on each page.
func (w *sheetWriter) paper(landscape bool, headRow int) {
	a4, wide, tall, yes := 9, 1, 0, true
	way := "portrait"
	if landscape {
		way = "landscape"
	}
	w.keep(w.f.SetPageLayout(w.name, &excelize.PageLayoutOptions{Size: &a4, Orientation: &way, FitToWidth: &wide, FitToHeight: &tall}))
	w.keep(w.f.SetSheetProps(w.name, &excelize.SheetPropsOptions{FitToPage: &yes}))
	side, end := 0.4, 0.6
	w.keep(w.f.SetPageMargins(w.name, &excelize.PageLayoutMarginsOptions{Left: &side, Right: &side, Top: &end, Bottom: &end}))
	w.keep(w.f.SetHeaderFooter(w.name, &excelize.HeaderFooterOptions{OddFooter: "&C&P/&N"}))
	if headRow > 0 {
		rows := "$" + cellName(1, headRow)[1:]
		w.keep(w.f.SetDefinedName(&excelize.DefinedName{Name: "_xlnm.Print_Titles", RefersTo: "'" + w.name + "'!" + rows + ":" + rows, Scope: w.name}))
	}
}

// serial is a day as spreadsheets count it.
func serial(d clock.Date) int { return int(d - epoch1900) }

func (w *sheetWriter) writeTo(out io.Writer) error {
	defer w.f.Close()
	if w.err != nil {
		return w.err
	}
	return w.f.Write(out)
}
