package directive

import (
	"iter"
	"strconv"
	"strings"

	"neove/access"
	"neove/internal/clock"
	"neove/internal/sheet"
	"neove/internal/ui"
	"neove/internal/vntext"
	"neove/internal/web"
	"neove/org"
)

// sheetKind names the template of a register; the version grows when older
// files can no longer be read.
const sheetKind = "directive.document/1"

// maxSheet is how many rows a list as XLSX has at most.
const maxSheet = 20_000

var directions = []sheet.Word{{Code: "out", Vi: "Đi", En: "Outgoing", Aliases: []string{"van ban di", "ban hanh"}},
	{Code: "in", Vi: "Đến", En: "Incoming", Aliases: []string{"van ban den", "nhan"}}}

func kindWords(list []Kind) []sheet.Word {
	out := make([]sheet.Word, len(list))
	for i, k := range list {
		out[i] = sheet.Word{Code: k.Code, Vi: k.NameVi, En: k.NameEn}
	}
	return out
}

// documentColumnsOf describe the list, the template and the import.
func documentColumnsOf(kinds []Kind) []sheet.Column {
	var authorities []sheet.Word
	for _, a := range Authorities {
		authorities = append(authorities, sheet.Word{Code: a, Vi: a, En: a})
	}
	return []sheet.Column{
		{Field: "direction", Vi: "Chiều", En: "Direction", Aliases: []string{"di den", "loai so"}, Kind: sheet.Choice, Words: directions, Width: 8},
		{Field: "kind", Vi: "Loại văn bản", En: "Kind", Aliases: []string{"loai", "ten loai"}, Kind: sheet.Choice, Words: kindWords(kinds), Width: 18, Required: true},
		{Field: "code", Vi: "Số, ký hiệu", En: "Number and symbol", Aliases: []string{"so ky hieu", "so van ban", "so hieu", "so va ky hieu", "so"}, Width: 26, Required: true, MaxLen: maxCode},
		{Field: "issued_on", Vi: "Ngày ban hành", En: "Issued on", Aliases: []string{"ngay", "ngay thang", "ngay van ban", "ngay thang nam"}, Kind: sheet.Date, Required: true},
		{Field: "subject", Vi: "Trích yếu", En: "Subject", Aliases: []string{"noi dung", "trich yeu noi dung", "ten van ban"}, Width: 60, Required: true, MaxLen: maxSubject},
		{Field: "agency", Vi: "Cơ quan ban hành", En: "Issued by", Aliases: []string{"co quan", "noi ban hanh", "don vi ban hanh", "tac gia"}, Width: 36, MaxLen: maxName},
		{Field: "issuers", Vi: "Cơ quan cùng ban hành", En: "Issued jointly with", Width: 36, MaxLen: maxNote},
		{Field: "authority", Vi: "Quyền hạn ký", En: "Authority", Kind: sheet.Choice, Words: authorities, Width: 10},
		{Field: "post", Vi: "Chức vụ người ký", En: "Post", Aliases: []string{"chuc vu"}, Width: 24, MaxLen: maxName},
		{Field: "signer", Vi: "Người ký", En: "Signed by", Aliases: []string{"ho ten nguoi ky"}, Width: 24, MaxLen: maxName},
		{Field: "for_year", Vi: "Năm thực hiện", En: "Year of the plan", Kind: sheet.Count, Max: 2200},
		{Field: "effective_on", Vi: "Ngày hiệu lực", En: "Effective", Aliases: []string{"hieu luc"}, Kind: sheet.Date},
		{Field: "ended_on", Vi: "Ngày hết hiệu lực", En: "Ended", Aliases: []string{"het hieu luc"}, Kind: sheet.Date},
		{Field: "parent", Vi: "Căn cứ văn bản số", En: "Made because of", Aliases: []string{"can cu"}, Width: 26, MaxLen: maxCode},
		{Field: "note", Vi: "Ghi chú", En: "Note", Width: 30, MaxLen: maxNote},
	}
}

// registerSheet is the register as XLSX, with how far recipients are.
func (s *Service) registerSheet(by access.Actor, x *web.Exchange) error {
	t, err := s.org.Tree(x.R.Context())
	if err != nil {
		return err
	}
	kinds, err := s.Kinds(x.R.Context())
	if err != nil {
		return err
	}
	f := s.readFilter(by, x, t)
	f.Limit = maxSheet
	list, _, err := s.Documents(x.R.Context(), by, f)
	if err != nil {
		return err
	}
	columns := append(documentColumnsOf(kinds), sheet.Column{Field: "unit", Vi: "Đơn vị", En: "Unit", Width: 24},
		sheet.Column{Field: "total", Vi: "Số nơi nhận", En: "Recipients", Kind: sheet.Count}, sheet.Column{Field: "done", Vi: "Đã trả lời", En: "Answered", Kind: sheet.Count},
		sheet.Column{Field: "late", Vi: "Quá hạn", En: "Late", Kind: sheet.Count})
	x.Attachment("so-van-ban-"+clock.DateOf(s.db.Now()).String()+".xlsx", sheet.MIME)
	return sheet.WriteList(x.W, x.T("directive.register"), columns, string(x.Lang), documentCells(t, list))
}

func documentCells(t *org.Tree, list []Entry) iter.Seq[[]any] {
	codes := map[string]string{}
	for _, d := range list {
		codes[d.ID] = d.Code
	}
	return func(yield func([]any) bool) {
		for _, d := range list {
			direction, first, lines := "out", Issuer{}, []string{}
			if d.Incoming {
				direction = "in"
			}
			for n, i := range d.Issuers {
				if first = d.Issuers[0]; n > 0 {
					lines = append(lines, issuerLine(i))
				}
			}
			if !yield([]any{direction, d.Kind, d.Code, d.On, d.Subject, first.Agency, strings.Join(lines, " | "), first.Authority, first.Post, first.Name,
				d.ForYear, d.Effective, d.Ended, codes[d.Parent], d.Note, t.Name(d.Unit), d.Progress.Total, d.Progress.Done, d.Progress.Late}) {
				return
			}
		}
	}
}

// templateSheet is the empty workbook of a unit's register.
func (s *Service) templateSheet(by access.Actor, x *web.Exchange) error {
	unit := org.WorkUnit(by, x)
	if _, ok := s.officeAt(by, unit); !ok {
		return denied()
	}
	t, err := s.org.Tree(x.R.Context())
	if err != nil {
		return err
	}
	kinds, err := s.Kinds(x.R.Context())
	if err != nil {
		return err
	}
	x.Attachment("mau-so-van-ban.xlsx", sheet.MIME)
	return sheet.WriteTemplate(x.W, sheet.Template{Title: "Mẫu nhập sổ văn bản", Kind: sheetKind, Meta: [][2]string{{"unit", unit}},
		Sheets: []sheet.Sheet{{Name: "Văn bản", Title: "Sổ văn bản chỉ đạo", Cols: documentColumnsOf(kinds), Open: sheet.OpenRows,
			Labels: []sheet.Label{{Name: "Đơn vị", Value: t.Name(unit)}}}}})
}

// recipientsSheet is the completion table of a document.
func (s *Service) recipientsSheet(by access.Actor, x *web.Exchange) error {
	d, err := s.Document(x.R.Context(), by, x.Path("id"))
	if err != nil {
		return err
	}
	v := documentView{View: d}
	answers := v.answerDocuments()
	results := map[string]string{}
	for _, a := range d.Answers {
		if !a.Returned {
			results[a.Recipient] = a.Result
		}
	}
	columns := []sheet.Column{{Field: "recipient", Vi: "Nơi nhận", En: "Recipient", Width: 36}, {Field: "require", Vi: "Việc phải làm", En: "Must do", Width: 24},
		{Field: "due_on", Vi: "Hạn", En: "Due", Kind: sheet.Date}, {Field: "state", Vi: "Trạng thái", En: "State", Width: 18}, {Field: "answered_on", Vi: "Ngày trả lời", En: "Answered on", Kind: sheet.Date},
		{Field: "code", Vi: "Văn bản trả lời", En: "Answering document", Width: 26}, {Field: "result", Vi: "Kết quả", En: "Result", Width: 50},
		{Field: "reminded", Vi: "Số lần nhắc", En: "Reminders", Kind: sheet.Count}, {Field: "now", Vi: "Đơn vị hiện nay", En: "Unit today", Width: 30}}
	rows := func(yield func([]any) bool) {
		for _, r := range d.Recipients {
			state, _ := stateTag(x, r, d.Today)
			if !yield([]any{recipientName(x, d.Tree, r), x.T("directive.require." + r.Require), r.Due, state, dayOf(r), answers[r.ID].Code, results[r.ID], r.Reminded, successor(x, d.Tree, r.Unit, d.Today)}) {
				return
			}
		}
	}
	x.Attachment("noi-nhan-"+strings.ReplaceAll(vntext.Fold(d.Code), " ", "-")+".xlsx", sheet.MIME)
	return sheet.WriteList(x.W, x.T("directive.recipients"), columns, string(x.Lang), rows)
}

func dayOf(r Recipient) clock.Date {
	if !r.Done() {
		return 0
	}
	return clock.DateOf(r.AnsweredAt)
}

// tasksSheet is the list of a unit's work as XLSX.
func (s *Service) tasksSheet(by access.Actor, x *web.Exchange) error {
	t, err := s.org.Tree(x.R.Context())
	if err != nil {
		return err
	}
	f := taskFilter(by, x)
	f.Limit = maxSheet
	list, _, err := s.Tasks(x.R.Context(), by, f)
	if err != nil {
		return err
	}
	columns := []sheet.Column{{Field: "title", Vi: "Việc", En: "Task", Width: 60}, {Field: "owner", Vi: "Người, đơn vị thực hiện", En: "Owner", Width: 36}, {Field: "plan", Vi: "Kế hoạch", En: "Plan", Width: 26},
		{Field: "due_on", Vi: "Hạn", En: "Due", Kind: sheet.Date}, {Field: "target", Vi: "Chỉ tiêu", En: "Target", Kind: sheet.Count}, {Field: "state", Vi: "Trạng thái", En: "State"}, {Field: "result", Vi: "Kết quả", En: "Result", Width: 50}}
	today := clock.DateOf(s.db.Now())
	rows := func(yield func([]any) bool) {
		for _, e := range list {
			state, _ := taskTag(x, e.Task, today)
			if !yield([]any{e.Title, ownerName(t, e.Task), e.Plan, e.Due, e.Target, state, e.Result}) {
				return
			}
		}
	}
	x.Attachment("viec-"+today.String()+".xlsx", sheet.MIME)
	return sheet.WriteList(x.W, x.T("directive.tasks"), columns, string(x.Lang), rows)
}

// surveysSheet is the list of surveys as XLSX.
func (s *Service) surveysSheet(by access.Actor, x *web.Exchange) error {
	t, err := s.org.Tree(x.R.Context())
	if err != nil {
		return err
	}
	f := surveyFilter(by, x)
	f.Limit = maxSheet
	list, _, err := s.Surveys(x.R.Context(), by, f)
	if err != nil {
		return err
	}
	columns := []sheet.Column{{Field: "kind", Vi: "Hình thức", En: "Kind", Width: 18}, {Field: "held_on", Vi: "Ngày", En: "Day", Kind: sheet.Date}, {Field: "visited", Vi: "Địa phương", En: "Locality", Width: 28},
		{Field: "team", Vi: "Thành phần đoàn", En: "Team", Width: 40}, {Field: "topics", Vi: "Nội dung", En: "Topics", Width: 50}, {Field: "conclusion", Vi: "Kết luận", En: "Conclusion", Width: 50},
		{Field: "findings", Vi: "Số phát hiện", En: "Findings", Kind: sheet.Count}, {Field: "open", Vi: "Chưa khắc phục", En: "Open", Kind: sheet.Count}}
	rows := func(yield func([]any) bool) {
		for _, e := range list {
			if !yield([]any{x.T("directive.survey.kind." + e.Kind), e.On, t.Name(e.Visited), e.Team, e.Topics, e.Conclusion, e.Total, e.Open}) {
				return
			}
		}
	}
	x.Attachment("khao-sat-"+strconv.Itoa(f.Year)+".xlsx", sheet.MIME)
	return sheet.WriteList(x.W, x.T("directive.surveys"), columns, string(x.Lang), rows)
}

// importView is the body of the import page.
type importView struct {
	sheet.Import
	Unit, UnitName string
}

func (s *Service) importPageOf(by access.Actor, x *web.Exchange) (*importView, ui.Page, error) {
	v := &importView{Unit: x.Query().Text("unit", 40)}
	if v.Unit == "" {
		_, v.Unit = by.Home()
	}
	if _, ok := s.officeAt(by, v.Unit); !ok {
		return nil, ui.Page{}, denied()
	}
	t, err := s.org.Tree(x.R.Context())
	if err != nil {
		return nil, ui.Page{}, err
	}
	v.UnitName = t.Name(v.Unit)
	return v, ui.Page{Title: x.T("directive.import"), Body: v, Crumbs: crumbs(by, x, v.Unit, x.T("ui.word.import"))}, nil
}

func (s *Service) importPage(by access.Actor, x *web.Exchange) error {
	_, page, err := s.importPageOf(by, x)
	if err != nil {
		return err
	}
	return x.Page(200, "directive/import", page)
}
