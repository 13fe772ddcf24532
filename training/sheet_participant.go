package training

import (
	"fmt"

	"neove/internal/clock"
	"neove/internal/sheet"
	"neove/internal/vntext"
	"neove/internal/web"
)

// participantSheet is the template of the names of one cluster.
const participantSheet = "training.participant/1"

var sexSheet = []sheet.Word{{Code: "female", Vi: "Nữ", En: "Female", Aliases: []string{"f", "x"}}, {Code: "male", Vi: "Nam", En: "Male", Aliases: []string{"m"}}}

func participantColumns(list Terms) []sheet.Column {
	return []sheet.Column{
		{Field: "name", Vi: "Họ và tên", En: "Full name", Aliases: []string{"ho ten", "ten"}, Width: 28, Required: true, MaxLen: 200},
		{Field: "unit_text", Vi: "Đơn vị công tác", En: "Unit", Aliases: []string{"don vi", "co quan", "noi cong tac"}, Width: 34, MaxLen: maxText, Hint: "Ghi rõ xã, huyện, ví dụ Công an xã Lương Hòa, huyện Bến Lức."},
		{Field: "post", Vi: "Chức vụ", En: "Post", Aliases: []string{"chuc danh"}, Width: 22, MaxLen: maxText},
		{Field: "group", Vi: "Thành phần", En: "Group", Aliases: []string{"doi tuong", "nhom"}, Width: 34, Kind: sheet.Choice, Words: list.words(Group)},
		{Field: "level", Vi: "Cấp", En: "Level", Kind: sheet.Choice, Words: levelSheet, Hint: "Để trống nếu thành phần hoặc đơn vị đã rõ cấp."},
		{Field: "sex", Vi: "Giới tính", En: "Sex", Aliases: []string{"nam nu"}, Kind: sheet.Choice, Words: sexSheet},
		{Field: "attended", Vi: "Số buổi dự", En: "Sessions attended", Kind: sheet.Count, Max: maxSessions, Hint: "Để trống là có dự, 0 là vắng."},
		{Field: "before", Vi: "Điểm trước", En: "Score before", Width: 10, Hint: "Thang điểm 10, ví dụ 6,4."},
		{Field: "after", Vi: "Điểm sau", En: "Score after", Width: 10, Hint: "Thang điểm 10, ví dụ 8,1."},
		{Field: "certificate", Vi: "Số chứng nhận", En: "Certificate", Aliases: []string{"so giay chung nhan"}, Width: 16, MaxLen: 100},
		{Field: "certified_on", Vi: "Ngày cấp", En: "Issued on", Kind: sheet.Date},
	}
}

func nameRow(p Participant, lang string) []any {
	on := clock.Date(0)
	if p.CertifiedOn != nil {
		on = *p.CertifiedOn
	}
	return []any{p.Name, p.UnitText, p.Post, p.Group, p.Level, p.Sex, p.Attended, ScoreText(p.Before, lang), ScoreText(p.After, lang), p.Certificate, on}
}

func (l nameList) writeNames(x *web.Exchange) error {
	x.Attachment("nguoi-du-"+l.cluster.From.String()+".xlsx", sheet.MIME)
	return sheet.WriteLists(x.W, x.T("training.names"), string(x.Lang), sheet.List{Name: x.T("training.names"), Mark: l.mark, Cols: participantColumns(l.terms), Rows: func(yield func([]any) bool) {
		for _, p := range l.names {
			if !yield(nameRow(p, string(x.Lang))) {
				return
			}
		}
	}})
}

// labels say whose list a sheet is.
func labels(r Record, c Cluster) []sheet.Label {
	return []sheet.Label{{Name: "Lớp", Value: r.Subject}, {Name: "Thời gian", Value: days([]Cluster{c})}, {Name: "Địa điểm", Value: c.Place}}
}

// participantTemplate is the list of the cluster, to be completed in a
// spreadsheet: the names that are there keep their place.
func (l nameList) writeTemplate(x *web.Exchange) error {
	c := l.cluster
	var filled [][]any
	for _, p := range l.names {
		filled = append(filled, nameRow(p, "vi"))
	}
	x.Attachment("mau-nguoi-du-"+c.From.String()+".xlsx", sheet.MIME)
	return sheet.WriteTemplate(x.W, sheet.Template{Title: "Danh sách người dự tập huấn", Kind: participantSheet, Meta: [][2]string{{"cluster", c.ID}},
		Sheets: []sheet.Sheet{{Name: "Người dự", Title: "Danh sách người dự tập huấn", Labels: labels(l.record, c), Mark: l.mark, Cols: participantColumns(l.terms), Filled: filled, Open: sheet.OpenRows}}})
}

// attendanceSheet is printed and signed at the door: a column per session.
func (l nameList) writeAttendance(x *web.Exchange) error {
	c := l.cluster
	cols := []sheet.Column{{Field: "no", Vi: "STT", Width: 6, Kind: sheet.Fixed}, {Field: "name", Vi: "Họ và tên", Width: 26, Kind: sheet.Fixed},
		{Field: "unit_text", Vi: "Đơn vị công tác", Width: 32, Kind: sheet.Fixed}, {Field: "post", Vi: "Chức vụ", Width: 20, Kind: sheet.Fixed}}
	for n := range min(c.Sessions, maxSigned) {
		cols = append(cols, sheet.Column{Field: fmt.Sprintf("sign%d", n+1), Vi: "Ký nhận buổi " + vntext.Number(n+1), Width: 16})
	}
	var rows [][]any
	for i, p := range l.names {
		row := make([]any, len(cols))
		row[0], row[1], row[2], row[3] = i+1, p.Name, p.UnitText, p.Post
		rows = append(rows, row)
	}
	x.Attachment("ky-nhan-"+c.From.String()+".xlsx", sheet.MIME)
	return sheet.WriteForm(x.W, sheet.Sheet{Name: "Ký nhận", Title: "DANH SÁCH KÝ NHẬN NGƯỜI DỰ TẬP HUẤN", Labels: labels(l.record, c), Mark: l.mark, Hint: "Ký vào ô của từng buổi.", Cols: cols, Filled: rows, Open: 10})
}

// maxSigned are as many sessions as fit on a printed sheet.
const maxSigned = 10

func (l nameList) writeCertificates(x *web.Exchange) error {
	cols := []sheet.Column{{Field: "certificate", Vi: "Số chứng nhận", En: "Certificate", Width: 18}, {Field: "on", Vi: "Ngày cấp", En: "Issued on", Kind: sheet.Date},
		{Field: "name", Vi: "Họ và tên", En: "Full name", Width: 28}, {Field: "unit_text", Vi: "Đơn vị công tác", En: "Unit", Width: 34}, {Field: "post", Vi: "Chức vụ", En: "Post", Width: 22},
		{Field: "subject", Vi: "Tên lớp, chuyên đề", En: "Subject", Width: 40}}
	x.Attachment("chung-nhan-"+l.cluster.From.String()+".xlsx", sheet.MIME)
	return sheet.WriteLists(x.W, x.T("training.certificates"), string(x.Lang), sheet.List{Name: x.T("training.certificates"), Mark: l.mark, Cols: cols, Rows: func(yield func([]any) bool) {
		for _, p := range l.names {
			if p.Certificate == "" {
				continue
			}
			row := nameRow(p, "vi")
			if !yield([]any{p.Certificate, row[10], p.Name, p.UnitText, p.Post, l.record.Subject}) {
				return
			}
		}
	}})
}
