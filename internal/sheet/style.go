package sheet

import (
	"io"

	"github.com/xuri/excelize/v2"

	"neove/internal/clock"
)

// writer writes a workbook and keeps the first error, so that the layout
// reads as one. Texts go through text, which never makes a formula of them.
type writer struct {
	f    *excelize.File
	name string // the sheet that is being written
	mark string // at the foot of its pages
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
	fontName    = "Arial"
)

// Number formats. "@" keeps a text a text even when somebody edits the cell, so
// that "=1+1" typed by one person never runs on the machine of another.
const (
	asText  = "@"
	asDate  = "dd/mm/yyyy"
	asCount = "#,##0"
)

func newWriter() *writer {
	return &writer{f: excelize.NewFile(), kept: map[look]int{}}
}

func (w *writer) keep(err error) {
	if w.err == nil {
		w.err = err
	}
}

// sheet starts a sheet; the first one takes the place of the empty one.
func (w *writer) sheet(name string) {
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

func (w *writer) text(col, row int, s string) {
	w.keep(w.f.SetCellStr(w.name, cellName(col, row), s))
}

// style gives a block of cells a look.
func (w *writer) style(col, row, toCol, toRow int, l look) {
	w.keep(w.f.SetCellStyle(w.name, cellName(col, row), cellName(toCol, toRow), w.styleID(l)))
}

func (w *writer) styleID(l look) int {
	if id, ok := w.kept[l]; ok {
		return id
	}
	st := &excelize.Style{
		Font:       &excelize.Font{Family: fontName, Size: 10, Color: inkColour},
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
	w.keep(err)
	w.kept[l] = id
	return id
}

// headings writes the row of headings and the widths.
func (w *writer) headings(row int, cols []Column) {
	for i, c := range cols {
		s := c.Vi
		if c.Required && c.Kind != Fixed {
			s += " *" // folding drops the mark when the file comes back
		}
		w.text(i+1, row, s)
		w.keep(w.f.SetColWidth(w.name, columnName(i+1), columnName(i+1), c.width()))
	}
	w.style(1, row, len(cols), row, look{head: true})
	w.keep(w.f.SetRowHeight(w.name, row, 32))
}

// look is how the cells of a column are shown and kept.
func (c Column) look() look {
	switch c.Kind {
	case Date:
		return look{open: true, format: asDate, centre: true}
	case Count, Money:
		return look{open: true, format: asCount, right: true}
	case Fixed:
		return look{fixed: true, format: asText, wrap: true}
	}
	return look{open: true, format: asText, wrap: c.Kind == Text || c.Many}
}

// width fits the kind where a column does not say one.
func (c Column) width() float64 {
	if c.Width > 0 {
		return c.Width
	}
	return map[Kind]float64{Text: 26, Date: 12, Count: 11, Money: 16, Choice: 24, Fixed: 24}[c.Kind]
}

// protect locks what is not open. There is no password: it guards against
// slips, not against people.
func (w *writer) protect() {
	w.keep(w.f.ProtectSheet(w.name, &excelize.SheetProtectionOptions{
		SelectLockedCells: true, SelectUnlockedCells: true, FormatColumns: true, FormatRows: true,
	}))
}

// freeze keeps the headings, and the first columns, in sight.
func (w *writer) freeze(rows, cols int) {
	w.keep(w.f.SetPanes(w.name, &excelize.Panes{Freeze: true, XSplit: cols, YSplit: rows, TopLeftCell: cellName(cols+1, rows+1), ActivePane: "bottomRight",
		Selection: []excelize.Selection{{SQRef: cellName(1, rows+1), ActiveCell: cellName(1, rows+1), Pane: "bottomLeft"}}}))
}

// paper prints on A4 across the whole width, with the headings on each page.
func (w *writer) paper(landscape bool, headRow int) {
	a4, wide, tall, yes := 9, 1, 0, true
	way := "portrait"
	if landscape {
		way = "landscape"
	}
	w.keep(w.f.SetPageLayout(w.name, &excelize.PageLayoutOptions{Size: &a4, Orientation: &way, FitToWidth: &wide, FitToHeight: &tall}))
	w.keep(w.f.SetSheetProps(w.name, &excelize.SheetPropsOptions{FitToPage: &yes}))
	side, end := 0.4, 0.6
	w.keep(w.f.SetPageMargins(w.name, &excelize.PageLayoutMarginsOptions{Left: &side, Right: &side, Top: &end, Bottom: &end}))
	w.keep(w.f.SetHeaderFooter(w.name, &excelize.HeaderFooterOptions{OddFooter: footer(w.mark)}))
	if headRow > 0 {
		rows := "$" + cellName(1, headRow)[1:]
		w.keep(w.f.SetDefinedName(&excelize.DefinedName{Name: "_xlnm.Print_Titles", RefersTo: "'" + w.name + "'!" + rows + ":" + rows, Scope: w.name}))
	}
}

// serial is a day as spreadsheets count it.
func serial(d clock.Date) int { return int(d - epoch1900) }

func (w *writer) writeTo(out io.Writer) error {
	if w.err != nil {
		return w.err
	}
	return w.f.Write(out)
}
