package outreach

import (
	"context"
	"fmt"
	"io"
	"strings"

	"neove/access"
	"neove/internal/db"
	"neove/internal/sheet"
	"neove/internal/vntext"
	"neove/org"
)

// Template writes the month template of a unit, to be filled in a spreadsheet
// and taken back by Import.
// Errors: NotFound (no such unit in that month), Invalid period, Forbidden.
func (s *Service) Template(ctx context.Context, by access.Actor, unit, period string, w io.Writer) error {
	var t monthTemplate
	err := s.db.View(ctx, func(tx *db.Tx) (err error) {
		if t.Report, err = s.report(tx, by, mayRecord, unit, period); err != nil {
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
	channels []Channel // that a month reports
}

func (t *monthTemplate) write(out io.Writer) error {
	words := channelWords(t.channels, false)
	labels := []sheet.Label{{Name: "Đơn vị", Value: t.unit}, {Name: "Kỳ", Value: "Tháng " + vntext.Month(t.Period),
		Note: fmt.Sprintf("từ %s đến %s", vntext.Date(t.From), vntext.Date(t.To-1))}}
	activities := activitySheetColumns(words)
	for i, c := range activities {
		switch c.Field {
		case "from":
			activities[i].First, activities[i].Last = t.From, t.To-1
		case "to":
			activities[i].First, activities[i].Last = t.From, t.To+365
		}
	}
	return sheet.WriteTemplate(out, sheet.Template{
		Title: "Mẫu báo cáo truyền thông tháng " + vntext.Month(t.Period) + ", " + t.unit,
		Kind:  sheetKind,
		Meta:  [][2]string{{"unit", t.Unit}, {"period", t.Period}},
		Sheets: []sheet.Sheet{{
			Name: activitySheet, Title: "Hoạt động truyền thông phòng, chống mua bán người tháng " + vntext.Month(t.Period), Labels: labels,
			Hint: "Mỗi dòng là một hoạt động. Cột có dấu * cần ghi. Cách ghi: xem trang “Hướng dẫn”.",
			Cols: activities, Open: sheet.OpenRows,
		}, {
			Name: totalSheet, Title: "Tổng số tháng " + vntext.Month(t.Period), Labels: labels,
			Hint: "Chỉ ghi tổng khi không ghi từng hoạt động. Tổng gồm cả phần đã có trong sổ. Trống: chưa có số liệu; 0: không phát sinh; ô gạch: không áp dụng.",
			Cols: totalSheetColumns(words), Filled: t.totals(),
		}},
		Guide: guideLines,
	})
}

// totals are the channels with what the book adds up to, and cells to fill in
// where the channel has such a number.
func (t *monthTemplate) totals() [][]any {
	lines := map[string]Line{}
	for _, l := range t.Lines {
		lines[l.Channel.Code] = l
	}
	var out [][]any
	for _, ch := range t.channels {
		row := []any{ch.Code, ch.UnitVi, bookWords(lines[ch.Code])}
		for _, i := range Items {
			if ch.Measure(i) == "" {
				row = append(row, sheet.NotApplicable)
			} else {
				row = append(row, nil)
			}
		}
		out = append(out, append(row, nil))
	}
	return out
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
	"Người nghe: " + strings.ToLower(sheet.Names(audienceWords, strings.Join(Audiences, ","), "vi")) + ".",
	"Không ghi họ tên, số điện thoại hay giấy tờ của nạn nhân vào tệp này.",
	"# Ghi tổng số",
	"Trang “Tổng số”: chỉ ghi khi đơn vị không ghi từng hoạt động. Tổng gồm cả phần đã có trong sổ.",
	"Để trống: chưa có số liệu. Ghi 0: không phát sinh. Ô gạch chéo: không áp dụng.",
	"Ô để trống không làm thay đổi số đã gõ trước đó trên hệ thống.",
}
