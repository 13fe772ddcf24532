package sheet

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/xuri/excelize/v2"

	"neove/internal/clock"
	"neove/internal/vntext"
)

// creator is the program as files name it.
const creator = "Nẻo Về"

// Template is a workbook to be filled in and taken back. It is in Vietnamese
// in every language: the headings are the format of the file.
type Template struct {
	Title  string      // of the file
	Kind   string      // with its version, as Open is told it: "outreach.month/1"
	Meta   [][2]string // what the import needs to know: {"unit", "L27694"}
	Sheets []Sheet
	Guide  []string // lines, headings begin with "# "; nil explains the columns
}

// Sheet is one sheet of a template.
type Sheet struct {
	Name   string
	Title  string
	Labels []Label // below the title: whose file it is, as people read it
	Mark   string  // of rows about persons, see Mark.Line; below the labels
	Hint   string  // above the headings; "" says what the star means
	Cols   []Column
	Filled [][]any // rows that stand there already, values as in WriteList
	Open   int     // open rows below them
}

// Label is a line of the head of a sheet; Table.Label reads Value back.
type Label struct{ Name, Value, Note string }

// NotApplicable in Sheet.Filled hatches a cell that nobody fills.
var NotApplicable = notApplicable{}

type notApplicable struct{}

// markLabel stands before the mark of a template; templates are in Vietnamese.
const markLabel = "Bản tải"

// OpenRows are as many as a person fills in one go.
const OpenRows = 200

// WriteTemplate writes a template: open cells with drop-downs and checks, the
// rest locked, a guide, and a hidden sheet for the program.
func WriteTemplate(out io.Writer, t Template) error {
	w := &templateWriter{writer: newWriter(), Template: t}
	defer w.f.Close()
	for _, s := range t.Sheets {
		w.sheet(s.Name)
	}
	w.sheet(guideSheet)
	w.sheet(hiddenSheet)
	w.metadata()
	for _, s := range t.Sheets {
		w.name = s.Name
		w.fill(s)
	}
	w.name = guideSheet
	w.guide()
	w.f.SetActiveSheet(0)
	w.keep(w.f.SetDocProps(&excelize.DocProperties{Creator: creator, Language: "vi-VN", Title: t.Title}))
	return w.writeTo(out)
}

type templateWriter struct {
	*writer
	Template
	lists int // drop-downs that the hidden sheet holds
}

// metadata is what the import reads first.
func (w *templateWriter) metadata() {
	kind, version, _ := strings.Cut(w.Kind, "/")
	for i, pair := range append(w.Meta[:len(w.Meta):len(w.Meta)], [2]string{"version", version}, [2]string{"kind", kind}) {
		w.text(1, i+1, pair[0])
		w.text(2, i+1, pair[1])
	}
	w.protect()
	w.keep(w.f.SetSheetVisible(hiddenSheet, false, true))
}

func (w *templateWriter) fill(s Sheet) {
	head := w.top(s)
	w.headings(head, s.Cols)
	first, last := head+1, head+len(s.Filled)+s.Open
	width := 0.0
	for i, c := range s.Cols {
		width += c.width()
		if last >= first {
			w.style(i+1, first, i+1, last, c.look())
			w.rule(i+1, first, last, c)
		}
	}
	for i, values := range s.Filled {
		if w.keep(fits(s.Cols, values)); w.err != nil {
			return
		}
		row, lines := first+i, 2
		for j, c := range s.Cols {
			lines = max(lines, w.value(j+1, row, c, values[j]))
		}
		w.keep(w.f.SetRowHeight(w.name, row, float64(min(2+13*lines, 400))))
	}
	w.freeze(head, 1)
	w.paper(width > 95, head)
	w.protect()
}

// top writes whose sheet it is and returns the row of the headings. The import
// reads the labels when somebody has copied the sheet into another workbook.
func (w *templateWriter) top(s Sheet) int {
	w.text(1, 1, s.Title)
	w.style(1, 1, len(s.Cols), 1, look{title: true})
	w.keep(w.f.SetRowHeight(w.name, 1, 28))
	row := 2
	if w.mark = s.Mark; s.Mark != "" {
		s.Labels = append(slices.Clone(s.Labels), Label{Name: markLabel, Value: s.Mark})
	}
	for _, l := range s.Labels {
		w.text(1, row, l.Name)
		w.text(2, row, l.Value)
		w.style(2, row, max(2, len(s.Cols)), row, look{})
		if l.Note != "" {
			w.text(4, row, l.Note)
		}
		row++
	}
	if s.Hint == "" {
		s.Hint = "Cột có dấu * cần ghi. Cách ghi: xem trang “" + guideSheet + "”."
	}
	w.text(1, row, s.Hint)
	w.style(1, 2, 1, row, look{label: true})
	w.keep(w.f.SetRowHeight(w.name, row, 20))
	return row + 1
}

// value fills a cell and returns the lines that its text takes.
func (w *templateWriter) value(col, row int, c Column, v any) int {
	if v == NotApplicable {
		w.style(col, row, col, row, look{hatched: true})
		return 1
	}
	v, err := cellOf(c, v, "vi")
	w.keep(err)
	switch v := v.(type) {
	case string:
		w.text(col, row, v)
		return len([]rune(v))/int(c.width()) + 1
	case nil:
	default:
		w.keep(w.f.SetCellValue(w.name, cellName(col, row), v))
	}
	return 1
}

// list writes the words of a column into the hidden sheet: names with commas
// cannot stand in a list of their own.
func (w *templateWriter) list(words []Word) string {
	here := w.name
	w.name = hiddenSheet
	w.lists++
	col := 3 + w.lists
	for i, word := range words {
		w.text(col, i+1, word.Vi)
	}
	w.name = here
	return fmt.Sprintf("%s!$%s$1:$%s$%d", hiddenSheet, columnName(col), columnName(col), len(words))
}

// Limits of the format for the texts of a check.
const (
	maxCheckTitle = 32
	maxCheckText  = 255
)

// rule lets the spreadsheet itself refuse or question what cannot be right. It
// only asks where the import can read more than the spreadsheet: a date in
// words, "2,5 triệu".
func (w *templateWriter) rule(col, row, toRow int, c Column) {
	if c.Kind == Fixed {
		return
	}
	dv := excelize.NewDataValidation(true)
	dv.Sqref = cellName(col, row) + ":" + cellName(col, toRow)
	stop, ask := excelize.DataValidationErrorStyleStop, excelize.DataValidationErrorStyleWarning
	between := excelize.DataValidationOperatorBetween
	var err error
	switch c.Kind {
	case Choice:
		dv.SetSqrefDropList(w.list(c.Words))
		if !c.Many { // several words are typed
			w.refuse(dv, stop, c, "Chọn một mục trong danh sách.")
		}
	case Date:
		first, last, text := serialOr(c.First, firstSerial), serialOr(c.Last, lastSerial), "Ghi ngày/tháng/năm, ví dụ 9/6/2024."
		if c.First != 0 {
			text = fmt.Sprintf("Ngày cần nằm trong kỳ, từ %s. Ghi ngày/tháng/năm, ví dụ %s.", vntext.Date(c.First), vntext.Date(c.First+8))
		}
		err = dv.SetRange(first, last, excelize.DataValidationTypeDate, between)
		w.refuse(dv, ask, c, text)
	case Count, Money:
		limit, style := c.Max, stop
		if limit == 0 {
			limit = 1e12
		}
		if c.Kind == Money {
			style = ask
		}
		err = dv.SetRange(0, float64(limit), excelize.DataValidationTypeWhole, between)
		w.refuse(dv, style, c, "Ghi số nguyên, không âm. Để trống nếu chưa có số liệu.")
	case Text:
		limit := cmp.Or(c.MaxLen, maxText)
		err = dv.SetRange(0, limit, excelize.DataValidationTypeTextLength, between)
		w.refuse(dv, stop, c, "Không quá "+vntext.Number(int64(limit))+" ký tự.")
	}
	w.keep(err)
	if c.Hint != "" {
		dv.SetInput(cut(c.Vi, maxCheckTitle-1), cut(c.Hint, maxCheckText-1))
	}
	w.keep(w.f.AddDataValidation(w.name, dv))
}

func (w *templateWriter) refuse(dv *excelize.DataValidation, style excelize.DataValidationErrorStyle, c Column, text string) {
	dv.SetError(style, cut(c.Vi, maxCheckTitle-1), cut(text, maxCheckText-1))
}

func serialOr(d clock.Date, other int) int {
	if d == 0 {
		return other
	}
	return serial(d)
}

// loading are the lines of every guide about taking the file back.
var loading = []string{
	"# Nhập tệp",
	"Mở trang “Nhập từ Excel”, chọn tệp này. Nên chọn “Chỉ kiểm tra” trước.",
	"Có ô sai thì cả tệp chưa được lưu. Hệ thống chỉ rõ trang, dòng, cột cần sửa.",
	"Nhập lại cùng một tệp không ghi trùng. Có thể ghi thêm dòng rồi nhập tiếp.",
	"Dòng đã nhập mà nay cần sửa thì sửa trên hệ thống; sửa trong tệp rồi nhập lại sẽ thành dòng mới.",
}

func (w *templateWriter) guide() {
	w.keep(w.f.SetColWidth(w.name, "A", "A", 84))
	w.text(1, 1, "Hướng dẫn ghi mẫu")
	w.style(1, 1, 1, 1, look{title: true})
	w.keep(w.f.SetRowHeight(w.name, 1, 30))
	lines := w.Guide
	if lines == nil {
		for _, s := range w.Sheets {
			lines = append(lines, explain(s)...)
		}
	}
	for i, s := range append(lines[:len(lines):len(lines)], loading...) {
		l := look{wrap: true, indent: true}
		if head, ok := strings.CutPrefix(s, "# "); ok {
			s, l = head, look{section: true}
		}
		w.text(1, i+2, s)
		w.style(1, i+2, 1, i+2, l)
		w.keep(w.f.SetRowHeight(w.name, i+2, 20+14*float64(len([]rune(s))/95)))
	}
	w.paper(false, 0)
	w.protect()
}

// explain tells how the columns of a sheet are filled in.
func explain(s Sheet) []string {
	out := []string{"# Trang “" + s.Name + "”"}
	for _, c := range s.Cols {
		if c.Kind == Fixed {
			continue
		}
		line := c.Vi
		if c.Required {
			line += " (cần ghi)"
		}
		if how := c.how(); how != "" {
			line += ": " + how
		}
		out = append(out, line)
	}
	return out
}

// how says in words what a column takes.
func (c Column) how() string {
	switch {
	case c.Hint != "":
		return c.Hint
	case c.Kind == Date:
		return "ghi ngày/tháng/năm, ví dụ 9/6/2024."
	case c.Kind == Money:
		return "ghi bằng đồng, ví dụ 2.500.000. Cũng nhận “2,5 triệu”."
	case c.Kind == Count:
		return "ghi số nguyên. Để trống: chưa có số liệu. 0: không phát sinh."
	case c.Many:
		return "nhiều mục thì cách nhau bằng dấu phẩy: " + listed(c.Words) + "."
	case c.Kind == Choice && len(c.Words) <= fewWords:
		return "chọn " + listed(c.Words) + "."
	case c.Kind == Choice:
		return "chọn trong danh sách của ô."
	}
	return ""
}
