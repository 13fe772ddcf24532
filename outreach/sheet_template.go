package outreach

import (
	"context"
	"fmt"
	"io"
	"strings"

	"github.com/xuri/excelize/v2"

	"neove/access"
	"neove/internal/db"
	"neove/internal/vntext"
	"neove/org"
)

// templateVersion changes when an older file can no longer be read.
const templateVersion = "1"

// templateRows are the empty rows for activities.
const templateRows = 200

// Row of the headings in both sheets; the rows above say whose month it is.
const headRow = 5

// Template writes the month template of a unit, to be filled in a spreadsheet
// and taken back by Import.
// Errors: NotFound (no such unit in that month), Invalid period, Forbidden.
func (s *Service) Template(ctx context.Context, by access.Actor, unit, period string, w io.Writer) error {
	var t monthTemplate
	err := s.db.View(ctx, func(tx *db.Tx) (err error) {
		if t.Report, err = s.report(tx, by, "outreach.activity.record", unit, period); err != nil {
			return err
		}
		tree, err := s.org.TreeIn(tx)
		if err != nil {
			return err
		}
		t.unit = fullName(tree, t.Report)
		list, err := channels(tx)
		for _, c := range list {
			if !c.Retired && c.InMonth {
				t.channels = append(t.channels, c)
			}
		}
		return err
	})
	if err != nil {
		return err
	}
	return t.write(w)
}

// fullName is the unit with the units above it: names of communes repeat.
func fullName(tree *org.Tree, r Report) string {
	u, _ := tree.Unit(r.Unit)
	names := []string{u.Name}
	for _, id := range tree.Ancestors(u.ID, max(u.From, min(r.To, u.To)-1)) {
		if above, _ := tree.Unit(id); above.Level != org.Nation {
			names = append(names, above.Name)
		}
	}
	return strings.Join(names, ", ")
}

type monthTemplate struct {
	Report
	unit     string
	channels []Channel
	*sheetWriter
}

func (t *monthTemplate) write(out io.Writer) error {
	t.sheetWriter = newSheetWriter()
	t.sheet(activitySheet)
	t.sheet(totalSheet)
	t.sheet(guideSheet)
	t.sheet(hiddenSheet)
	t.metadata()
	t.name = activitySheet
	t.activities()
	t.name = totalSheet
	t.totals()
	t.name = guideSheet
	t.guide()
	t.f.SetActiveSheet(0)
	t.keep(t.f.SetDocProps(&excelize.DocProperties{Creator: "Nẻo Về", Language: "vi-VN", Title: "Mẫu báo cáo truyền thông " + monthWords(t.Period) + ", " + t.unit}))
	return t.writeTo(out)
}

// metadata is what the import reads first, and the lists behind the drop-downs:
// names with commas cannot stand in a list of their own.
func (t *monthTemplate) metadata() {
	for i, pair := range [][2]string{{"unit", t.Unit}, {"period", t.Period}, {"version", templateVersion}} {
		t.text(1, i+1, pair[0])
		t.text(2, i+1, pair[1])
	}
	for i, c := range t.channels {
		t.text(4, i+1, c.NameVi)
	}
	for i, l := range levelWords {
		t.text(5, i+1, l.vi)
	}
	t.protect()
	t.keep(t.f.SetSheetVisible(hiddenSheet, false, true))
}

// monthWords writes 2024-06 as people say it: tháng 6/2024.
func monthWords(period string) string {
	year, month, _ := strings.Cut(period, "-")
	return "tháng " + strings.TrimPrefix(month, "0") + "/" + year
}

// top writes whose month it is. The import reads these cells when somebody has
// copied the sheet into another workbook.
func (t *monthTemplate) top(title, hint string, cols int) {
	t.text(1, 1, title)
	t.style(1, 1, cols, 1, look{title: true})
	t.keep(t.f.SetRowHeight(t.name, 1, 28))
	t.text(1, 2, "Đơn vị")
	t.text(2, 2, t.unit)
	t.text(1, 3, "Kỳ")
	t.text(2, 3, "T"+monthWords(t.Period)[1:])
	t.text(4, 3, fmt.Sprintf("từ %s đến %s", vntext.Date(t.From), vntext.Date(t.To-1)))
	t.text(1, 4, hint)
	t.style(1, 2, 1, 4, look{label: true})
	t.style(2, 2, cols, 3, look{})
	t.keep(t.f.SetRowHeight(t.name, 4, 20))
}

func (t *monthTemplate) activities() {
	columns := activityColumnsOfSheet
	first, last := headRow+1, headRow+templateRows
	t.top("Hoạt động truyền thông phòng, chống mua bán người "+monthWords(t.Period),
		"Mỗi dòng là một hoạt động. Cột có dấu * cần ghi. Cách ghi: xem trang “"+guideSheet+"”.", len(columns))
	t.headings(headRow, columns, "channel", "from")
	for i, c := range columns {
		col := i + 1
		t.style(col, first, col, last, c.look())
		switch c.field {
		case "channel":
			t.list(col, first, last, c, "D", len(t.channels))
		case "level":
			t.list(col, first, last, c, "E", len(levelWords))
		default:
			t.rule(col, first, last, c)
		}
	}
	t.freeze(headRow, 1)
	t.paper(true, headRow)
	t.protect()
}

// list is a drop-down over a column of the hidden sheet.
func (t *monthTemplate) list(col, row, toRow int, c column, at string, n int) {
	t.check(col, row, toRow, c, func(dv *excelize.DataValidation) (excelize.DataValidationErrorStyle, string) {
		dv.SetSqrefDropList(fmt.Sprintf("%s!$%s$1:$%s$%d", hiddenSheet, at, at, n))
		return excelize.DataValidationErrorStyleStop, "Chọn một mục trong danh sách."
	})
}

// rule refuses numbers that are none, and asks about days outside the month: a
// date in words is a text to the spreadsheet, and the import reads it.
func (t *monthTemplate) rule(col, row, toRow int, c column) {
	t.check(col, row, toRow, c, func(dv *excelize.DataValidation) (excelize.DataValidationErrorStyle, string) {
		switch c.kind {
		case dateCell:
			from, to := serial(t.From), serial(t.To-1)
			if c.field == "to" {
				to += 366
			}
			t.keep(dv.SetRange(from, to, excelize.DataValidationTypeDate, excelize.DataValidationOperatorBetween))
			return excelize.DataValidationErrorStyleWarning, fmt.Sprintf("Ngày cần nằm trong kỳ, từ %s. Ghi ngày/tháng/năm, ví dụ %s.", vntext.Date(t.From), vntext.Date(t.From+8))
		case countCell, moneyCell:
			limit := maxCount
			if c.kind == moneyCell {
				limit = maxMoney
			}
			t.keep(dv.SetRange(0, limit, excelize.DataValidationTypeWhole, excelize.DataValidationOperatorBetween))
			return excelize.DataValidationErrorStyleStop, "Ghi số nguyên, không âm. Để trống nếu chưa có số liệu."
		case textCell:
			if c.field != "audience" {
				t.keep(dv.SetRange(0, maxText, excelize.DataValidationTypeTextLength, excelize.DataValidationOperatorBetween))
				return excelize.DataValidationErrorStyleStop, fmt.Sprintf("Không quá %d ký tự.", maxText)
			}
		}
		return 0, ""
	})
}

func (t *monthTemplate) totals() {
	t.top("Tổng số "+monthWords(t.Period),
		"Chỉ ghi tổng khi không ghi từng hoạt động. Tổng gồm cả phần đã có trong sổ. Trống: chưa có số liệu; 0: không phát sinh; ô gạch: không áp dụng.", len(totalColumns))
	t.headings(headRow, totalColumns)
	lines := map[string]Line{}
	for _, l := range t.Lines {
		lines[l.Channel.Code] = l
	}
	last := headRow + len(t.channels)
	for i, ch := range t.channels {
		row := headRow + 1 + i
		t.text(1, row, ch.NameVi)
		t.text(2, row, ch.UnitVi)
		t.text(3, row, bookWords(lines[ch.Code]))
		t.style(1, row, 3, row, look{fixed: true, format: asText, wrap: true})
		t.keep(t.f.SetRowHeight(t.name, row, 28))
	}
	for i, c := range totalColumns {
		if col := i + 1; c.kind != fixedCell {
			t.style(col, headRow+1, col, last, c.look())
			t.rule(col, headRow+1, last, c)
			for j, ch := range t.channels {
				if c.field != "note" && ch.Measure(Item(c.field)) == "" {
					t.style(col, headRow+1+j, col, headRow+1+j, look{hatched: true})
				}
			}
		}
	}
	t.freeze(headRow, 1)
	t.paper(true, headRow)
	t.protect()
}

// bookWords say what the book adds up to, in one line.
func bookWords(l Line) string {
	q := l.Cells[Quantity].Book
	if q == nil {
		return ""
	}
	out := vntext.Number(*q) + " " + l.Channel.UnitVi
	for _, p := range []struct {
		item Item
		word string
	}{{People, "lượt người"}, {Women, "nữ"}, {Minors, "dưới 18"}, {Amount, "đồng"}} {
		if v := l.Cells[p.item].Book; v != nil {
			out += "; " + vntext.Number(*v) + " " + p.word
		}
	}
	return out
}

var guideLines = []string{
	"# Ghi hoạt động",
	"Trang “Hoạt động”: mỗi dòng một hoạt động. Cần có loại hoạt động và ngày, các cột khác ghi khi có.",
	"Ngày ghi ngày/tháng/năm: 9/6/2024 hoặc “ngày 09 tháng 6 năm 2024”. Ngày phải nằm trong kỳ ghi ở đầu trang.",
	"Số ghi số nguyên: 1920 hoặc 1.920. Không dùng dấu phẩy cho hàng nghìn.",
	"Kinh phí ghi bằng đồng: 2.500.000. Cũng nhận “2,5 triệu”.",
	"Người nghe: " + strings.ToLower(choices(audienceWords)) + ". Nhiều nhóm thì cách nhau bằng dấu phẩy.",
	"# Ghi tổng số",
	"Trang “Tổng số”: chỉ ghi khi đơn vị không ghi từng hoạt động. Tổng gồm cả phần đã có trong sổ.",
	"Để trống: chưa có số liệu. Ghi 0: không phát sinh. Ô gạch chéo: không áp dụng.",
	"Ô để trống không làm thay đổi số đã gõ trước đó trên hệ thống.",
	"# Nạp tệp",
	"Vào mục “Nạp từ Excel”, chọn tệp này. Nên chọn “Chỉ kiểm tra” trước khi nạp.",
	"Có ô sai thì cả tệp chưa được lưu. Hệ thống chỉ rõ trang, dòng, cột cần sửa.",
	"Nạp lại cùng một tệp không làm thay đổi số liệu. Có thể ghi thêm dòng rồi nạp tiếp.",
	"Dòng đã nạp mà nay cần sửa thì sửa trên hệ thống; sửa trong tệp rồi nạp lại sẽ thành hoạt động mới.",
	"Không ghi họ tên, số điện thoại hay giấy tờ của nạn nhân vào tệp này.",
}

func (t *monthTemplate) guide() {
	t.keep(t.f.SetColWidth(t.name, "A", "A", 92))
	t.text(1, 1, "Hướng dẫn ghi mẫu")
	t.style(1, 1, 1, 1, look{title: true})
	t.keep(t.f.SetRowHeight(t.name, 1, 30))
	for i, s := range guideLines {
		l := look{wrap: true, indent: true}
		if head, ok := strings.CutPrefix(s, "# "); ok {
			s, l = head, look{section: true}
		}
		t.text(1, i+2, s)
		t.style(1, i+2, 1, i+2, l)
		t.keep(t.f.SetRowHeight(t.name, i+2, 20+14*float64(len([]rune(s))/105)))
	}
	t.paper(false, 0)
	t.protect()
}
