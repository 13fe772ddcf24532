package training

import (
	"slices"
	"strings"

	"neove/access"
	"neove/internal/clock"
	"neove/internal/sheet"
	"neove/internal/web"
	"neove/org"
)

// courseSheet is the template of courses: a row per cluster and group, so that
// a list out and a list in are the same table.
const courseSheet = "training.course/1"

var levelSheet = []sheet.Word{{Code: "province", Vi: "Cấp tỉnh", En: "Province", Aliases: []string{"tinh"}},
	{Code: "district", Vi: "Cấp huyện", En: "District", Aliases: []string{"huyen"}}, {Code: "commune", Vi: "Cấp xã", En: "Commune", Aliases: []string{"xa", "co so"}}}

func courseColumns(list Terms) []sheet.Column {
	return []sheet.Column{
		{Field: "subject", Vi: "Tên lớp, chuyên đề", En: "Subject", Aliases: []string{"ten lop", "chuyen de", "lop tap huan", "noi dung tap huan"}, Width: 40, Required: true, MaxLen: maxText},
		{Field: "from", Vi: "Từ ngày", En: "From", Aliases: []string{"ngay", "ngay to chuc"}, Kind: sheet.Date, Required: true},
		{Field: "to", Vi: "Đến ngày", En: "To", Kind: sheet.Date, Hint: "Để trống nếu một ngày."},
		{Field: "place", Vi: "Địa điểm", En: "Place", Aliases: []string{"cum", "noi to chuc"}, Width: 30, MaxLen: maxText},
		{Field: "host", Vi: "Đơn vị đăng cai", En: "Host", Width: 24, MaxLen: maxText},
		{Field: "group", Vi: "Thành phần", En: "Group", Aliases: []string{"doi tuong", "nhom"}, Width: 34, Kind: sheet.Choice, Words: list.words(Group)},
		{Field: "level", Vi: "Cấp", En: "Level", Kind: sheet.Choice, Words: levelSheet, Hint: "Để trống nếu thành phần đã rõ cấp."},
		{Field: "people", Vi: "Người dự", En: "People", Aliases: []string{"so nguoi", "so hoc vien"}, Kind: sheet.Count, Max: maxPeople},
		{Field: "women", Vi: "Nữ", En: "Women", Aliases: []string{"trong do nu"}, Kind: sheet.Count, Max: maxPeople},
		{Field: "topics", Vi: "Nội dung", En: "Topics", Width: 30, Kind: sheet.Choice, Words: list.words(Topic), Many: true},
		{Field: "trainers", Vi: "Báo cáo viên, giảng viên", En: "Trainers", Aliases: []string{"bao cao vien", "giang vien"}, Width: 30, MaxLen: maxText},
		{Field: "directing", Vi: "Văn bản chỉ đạo", En: "Directing document", Width: 26, MaxLen: maxText},
		{Field: "amount", Vi: "Kinh phí (đồng)", En: "Amount (VND)", Kind: sheet.Money, Max: maxMoney, Hint: "Kinh phí cả lớp, ghi ở dòng đầu tiên của lớp."},
		{Field: "note", Vi: "Ghi chú", En: "Note", Width: 24, MaxLen: maxText},
	}
}

// listSheet is the list of courses as XLSX.
func (s *Service) listSheet(by access.Actor, x *web.Exchange) error {
	list, err := s.Terms(x.R.Context())
	if err != nil {
		return err
	}
	f, err := s.listFilter(x, list, x.List(pageSize))
	if err != nil {
		return err
	}
	f.Limit, f.Offset = 5000, 0
	unit := org.WorkUnit(by, x)
	found, _, _, err := s.Courses(x.R.Context(), by, unit, f)
	if err != nil {
		return err
	}
	t, err := s.org.Tree(x.R.Context())
	if err != nil {
		return err
	}
	states := []sheet.Word{}
	for _, o := range x.Options("training.state", append(States, string(Removed))...) {
		states = append(states, sheet.Word{Code: o.Value, Vi: o.Text, En: o.Text})
	}
	columns := append([]sheet.Column{{Field: "unit", Vi: "Đơn vị tổ chức", En: "Organiser", Width: 26, Kind: sheet.Fixed},
		{Field: "state", Vi: "Trạng thái", En: "State", Kind: sheet.Fixed, Words: states}}, courseColumns(list)...)
	x.Attachment("lop-tap-huan-"+unit+"-"+s.today().String()+".xlsx", sheet.MIME)
	return sheet.WriteList(x.W, x.T("training.courses"), columns, string(x.Lang), func(yield func([]any) bool) {
		for _, r := range found {
			for _, row := range listRows(r, t.Name(r.Unit)) {
				if !yield(row) {
					return
				}
			}
		}
	})
}

// listRows are the rows of a course: one per cluster and group.
func listRows(r Record, unit string) [][]any {
	var out [][]any
	amount := r.Amount
	for _, c := range r.shown() {
		to := c.To
		if to == c.From {
			to = clock.Date(0)
		}
		rows := c.Counts()
		if len(rows) == 0 {
			rows = []Headcount{{}}
		}
		for _, n := range rows {
			people := &n.People
			if n.Group == "" {
				people = nil
			}
			out = append(out, []any{unit, string(c.State), r.Subject, c.From, to, c.Place, c.Host, n.Group, n.Level, people, n.Women,
				r.Topics, strings.ReplaceAll(r.Trainers, "\n", "; "), r.Directing, amount, r.Note})
			amount = nil // once per course, so that the column adds up
		}
	}
	return out
}

func (s *Service) courseTemplate(by access.Actor, x *web.Exchange) error {
	unit := org.WorkUnit(by, x)
	if err := by.NeedAt(mayRecord, unit); err != nil {
		return err
	}
	list, err := s.Terms(x.R.Context())
	if err != nil {
		return err
	}
	t, err := s.org.Tree(x.R.Context())
	if err != nil {
		return err
	}
	if _, ok := t.Unit(unit); !ok {
		return notFound()
	}
	x.Attachment("mau-lop-tap-huan-"+unit+".xlsx", sheet.MIME)
	return sheet.WriteTemplate(x.W, sheet.Template{Title: "Mẫu nhập lớp tập huấn, " + t.Name(unit), Kind: courseSheet, Meta: [][2]string{{"unit", unit}},
		Sheets: []sheet.Sheet{{Name: "Lớp tập huấn", Title: "Lớp tập huấn phòng, chống mua bán người", Cols: courseColumns(list), Open: sheet.OpenRows,
			Labels: []sheet.Label{{Name: "Đơn vị", Value: t.Name(unit)}},
			Hint:   "Mỗi dòng là một thành phần dự một cụm. Các dòng cùng tên lớp, ngày, địa điểm là một cụm. Cột có dấu * cần ghi."}}})
}

// courseRow is a read row of the sheet; course and cluster rows of several
// groups repeat the same place.
type courseRow struct {
	row *sheet.Row
	Record
	Cluster Cluster
}

func readCourseRow(r *sheet.Row, list Terms) courseRow {
	out := courseRow{row: r, Record: Record{Course: Course{Subject: r.Text("subject"), Topics: strings.Join(r.Choices("topics"), ","), Trainers: r.Text("trainers"),
		Directing: r.Text("directing"), Amount: r.Count("amount"), Note: r.Text("note")}}}
	c := Cluster{From: r.Date("from"), To: r.Date("to"), Place: r.Text("place"), Host: r.Text("host")}
	n := Headcount{Group: r.Choice("group"), Level: r.Choice("level"), Women: r.Count("women")}
	people := r.Count("people")
	if g, ok := list.find(Group, n.Group); ok && n.Level == "" {
		n.Level = g.Level
	}
	if people != nil || n.Women != nil || n.Group != "" {
		if people == nil {
			r.Bad("people", "web.err.required")
		} else {
			n.People = *people
		}
		c.Typed = []Headcount{n}
	}
	out.Cluster = c
	return out
}

// gather joins rows into courses: rows of one subject and year are a course,
// those of one day and place a cluster. Lines are places in rows, from 1.
func gather(rows []courseRow, unit string) []Record {
	var out []Record
	for i, row := range rows {
		row.Record.Unit, row.Record.Line, row.Cluster.Line = unit, i+1, i+1
		row.Record.Clusters = []Cluster{row.Cluster}
		row.Record.clean()
		for j := range row.Record.Clusters[0].Typed {
			row.Record.Clusters[0].Typed[j].Line = i + 1
		}
		at := slices.IndexFunc(out, func(r Record) bool { return r.SubjectKey == row.SubjectKey && r.Year == row.Year })
		if at < 0 {
			out = append(out, row.Record)
			continue
		}
		r, c := &out[at], row.Record.Clusters[0]
		r.Amount = firstAmount(r.Amount, row.Amount)
		same := slices.IndexFunc(r.Clusters, func(o Cluster) bool { return o.From == c.From && o.To == c.To && strings.EqualFold(o.Place, c.Place) })
		if same < 0 {
			r.Clusters = append(r.Clusters, c)
		} else {
			r.Clusters[same].Typed = append(r.Clusters[same].Typed, c.Typed...)
		}
	}
	return out
}

func firstAmount(a, b *int64) *int64 {
	if a != nil {
		return a
	}
	return b
}
