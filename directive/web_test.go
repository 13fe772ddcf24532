package directive_test

import (
	"bytes"
	"image"
	"image/png"
	"mime/multipart"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"neove/app/apptest"
	"neove/directive"
	"neove/internal/clock"
	"neove/internal/webtest"
)

func form(pairs ...string) url.Values {
	v := url.Values{}
	for i := 0; i < len(pairs); i += 2 {
		v.Add(pairs[i], pairs[i+1])
	}
	return v
}

// Every page of documents, as people meet it, and what must not be seen.
func TestDocumentPages(t *testing.T) {
	t.Parallel()
	w := apptest.SQLite(t)
	province, district, commune, other, leader := w.As(t, "province"), w.As(t, "district"), w.As(t, "commune"), w.As(t, "other"), w.As(t, "leader")
	d := issue(t, w, system, plan("L80", "266/KH-SLĐTBXH", "2024-01-12"), ask("districts", "2024-02-29"))
	secret := plan(apptest.OtherDistrict, "99/KH-RIENG", "2024-02-01")
	secret.Subject = "Trích yếu riêng của Tân An"
	secret = issue(t, w, system, secret, directive.Address{})
	rows := view(t, w, system, d.ID).Recipients
	at := func(unit string) directive.Recipient {
		return rows[slices.IndexFunc(rows, func(r directive.Recipient) bool { return r.Unit == unit })]
	}
	page, mine, theirs := "/directive/documents/"+d.ID, "/directive/recipients/"+at(apptest.District).ID, "/directive/recipients/"+at(apptest.OtherDistrict).ID
	typed := form("kind", "KH", "code", "12/KH<b>", "issued_on", "9/1/2025", "agency", "Sở A", "subject", "Trích yếu đã gõ", "to", "districts", "require", "plan", "due_on", "1/1/2025", "note", "Ghi chú đã gõ")
	good := form("kind", "CV", "code", "15/SLĐTBXH", "issued_on", "6/1/2025", "agency", "Sở A", "subject", "Yêu cầu báo cáo", "to", "districts", "units", "Xã Lương Hòa\nL27694", "require", "report", "due_on", "7/1/2025",
		"issuers", "Công an tỉnh; KT.; Phó Giám đốc")
	answer := form("code", "07/KH-LĐTBXH", "issued_on", "1/2/2024", "agency", "Phòng LĐTBXH", "subject", "Kế hoạch huyện Bến Lức")
	webtest.Run(t, w.Handler, []webtest.Scenario{
		{Name: "signed out", Path: page, WantStatus: 303, WantNot: []string{"266/KH"}},
		{Name: "administrator", Path: "/directive/documents", As: w.As(t, "admin"), WantStatus: 403, WantNot: []string{"266/KH"}},
		{Name: "register", Path: "/directive/documents", As: province, WantStatus: 200, Want: []string{"Kế hoạch 266/KH-SLĐTBXH", "0 trên 15", "15 nơi quá hạn", "Ghi văn bản"}, WantNot: []string{"99/KH-RIENG"}},
		{Name: "register of the area", Path: "/directive/documents?area=1&year=2024&kind=KH&q=rieng", As: province, WantStatus: 200, Want: []string{"99/KH-RIENG", "Cả đơn vị cấp dưới: ✓"}, WantNot: []string{"266/KH"}},
		{Name: "late ones", Path: "/directive/documents?late=1", As: province, WantStatus: 200, Want: []string{"266/KH"}},
		{Name: "received by the district", Path: "/directive/documents?tab=received", As: district, WantStatus: 200, Want: []string{"266/KH-SLĐTBXH", "Ban hành kế hoạch", "hạn 29/2/2024"}, WantNot: []string{"99/KH-RIENG", "trên 15"}},
		{Name: "received by a commune", Path: "/directive/documents", As: commune, WantStatus: 200, Want: []string{"Chưa nhận văn bản nào"}, WantNot: []string{"266/KH", "99/KH-RIENG"}},
		{Name: "another unit's register", Path: "/directive/documents?unit=L794", As: district, WantStatus: 403, WantNot: []string{"99/KH-RIENG"}},
		{Name: "document for the province", Path: page, As: province, WantStatus: 200, Want: []string{"0/15", "Nhắc tất cả (15)", "Quá hạn (15)", "Thành phố Tân An", "Thêm nơi nhận", "/withdraw"}},
		{Name: "document for the district", Path: page, As: district, WantStatus: 200, Want: []string{"266/KH-SLĐTBXH", "Trả lời: Huyện Bến Lức"}, WantNot: []string{"Thành phố Tân An", "Nhắc tất cả", "/withdraw", "0/15"}},
		{Name: "document for a commune", Path: page, As: commune, WantStatus: 404, WantNot: []string{"266/KH"}},
		{Name: "document of another district", Path: "/directive/documents/" + secret.ID, As: district, WantStatus: 404, WantNot: []string{"Trích yếu riêng"}},
		{Name: "form", Path: "/directive/documents/new", As: province, WantStatus: 200, Want: []string{"Tất cả đơn vị cấp huyện (15)", "Tất cả đơn vị cấp xã (186)", "Quy chế phối hợp (QCPH)", `value="8/1/2025"`}},
		{Name: "form of a commune", Path: "/directive/documents/new", As: commune, WantStatus: 200, WantNot: []string{"Tất cả đơn vị"}},
		{Name: "form of another unit", Path: "/directive/documents/new?unit=L80", As: commune, WantStatus: 403},
		{Name: "inspector may not issue", Path: "/directive/documents/new", As: w.As(t, "inspector"), WantStatus: 403},
		{Name: "refused", Method: "POST", Path: "/directive/documents", Form: typed, As: province, WantStatus: 422, Want: []string{"12/KH&lt;b&gt;", "Trích yếu đã gõ", "Ghi chú đã gõ", "Ngày này chưa đến", `href="#f-issued_on"`, `value="districts" checked`, "Hạn phải từ ngày 9/1/2025"}},
		{Name: "unknown unit", Method: "POST", Path: "/directive/documents", Form: form("kind", "KH", "units", "Xã Không Có"), As: province, WantStatus: 422, Want: []string{"Xã Không Có", `href="#f-units"`}},
		{Name: "recorded", Method: "POST", Path: "/directive/documents", Form: good, As: province, WantStatus: 303},
		{Name: "twin", Method: "POST", Path: "/directive/documents", Form: good, As: province, WantStatus: 422, Want: []string{"đã có trong sổ", `name="again"`, "Yêu cầu báo cáo"}},
		{Name: "another document", Method: "POST", Path: "/directive/documents", Form: merged(good, form("again", "1")), As: province, WantStatus: 303},
		{Name: "commune received it", Path: "/directive/documents", As: commune, WantStatus: 200, Want: []string{"15/SLĐTBXH", "Sở A; Công an tỉnh"}},
		{Name: "commune elsewhere too", Path: "/directive/documents", As: other, WantStatus: 200, Want: []string{"15/SLĐTBXH"}},
		{Name: "recipient", Path: mine, As: district, WantStatus: 200, Want: []string{"Đã nhận", "Gửi trả lời", "Ban hành kế hoạch"}, WantNot: []string{"Nhắc nơi nhận này", "Ghi thay", "documents?unit=L80"}},
		{Name: "recipient of another district", Path: theirs, As: district, WantStatus: 404, WantNot: []string{"Tân An"}},
		{Name: "seen by a leader", Method: "POST", Path: mine + "/acknowledge", Form: form(), As: leader, WantStatus: 403},
		{Name: "seen", Method: "POST", Path: mine + "/acknowledge", Form: form(), As: district, WantStatus: 303},
		{Name: "answer refused", Method: "POST", Path: mine + "/answer", Form: form("result", "Đã làm, xem báo cáo"), As: district, WantStatus: 422, Want: []string{"Cần ghi kế hoạch của đơn vị", "Đã làm, xem báo cáo"}},
		{Name: "answer of another", Method: "POST", Path: theirs + "/answer", Form: answer, As: district, WantStatus: 404},
		{Name: "answer", Method: "POST", Path: mine + "/answer", Form: answer, As: district, WantStatus: 303},
		{Name: "answered", Path: mine, As: district, WantStatus: 200, Want: []string{"07/KH-LĐTBXH", "Đã trả lời"}, WantNot: []string{"Gửi trả lời"}},
		{Name: "answered again", Method: "POST", Path: mine + "/answer", Form: answer, As: district, WantStatus: 409, Want: []string{"đã trả lời"}},
		{Name: "one of fifteen", Path: page, As: province, WantStatus: 200, Want: []string{"1/15", "07/KH-LĐTBXH"}},
		{Name: "answers of others", Path: page, As: w.As(t, "police"), WantStatus: 200, Want: []string{"07/KH-LĐTBXH"}},
		{Name: "reminded by a district", Method: "POST", Path: page + "/remind", Form: form(), As: district, WantStatus: 403},
		{Name: "reminded", Method: "POST", Path: page + "/remind", Form: form(), As: province, WantStatus: 303},
		{Name: "reminder is told", Path: page + "?state=late", As: province, WantStatus: 200, Want: []string{"Lần nhắc gần nhất: 14 nơi", "đã nhắc 1 lần"}, WantNot: []string{"07/KH-LĐTBXH"}},
		{Name: "return without a reason", Method: "POST", Path: mine + "/return", Form: form(), As: province, WantStatus: 422, Want: []string{"Chưa ghi lý do"}},
		{Name: "returned", Method: "POST", Path: mine + "/return", Form: form("reason", "Thiếu chỉ tiêu"), As: province, WantStatus: 303},
		{Name: "the district reads why", Path: mine, As: district, WantStatus: 200, Want: []string{"Thiếu chỉ tiêu", "Gửi trả lời", "07/KH-LĐTBXH – Kế hoạch huyện Bến Lức"}},
		{Name: "amend by a reader", Path: page + "/amend", As: district, WantStatus: 403},
		{Name: "amend form", Path: page + "/amend", As: province, WantStatus: 200, Want: []string{`value="266/KH-SLĐTBXH"`, `name="version" value="1"`}},
		{Name: "amend an old version", Method: "POST", Path: page + "/amend", Form: merged(typed, form("version", "9", "issued_on", "")), As: province, WantStatus: 422, Want: []string{"Trích yếu đã gõ"}},
		{Name: "conflict", Method: "POST", Path: page + "/amend", Form: form("version", "9", "kind", "KH", "code", "266/KH", "issued_on", "12/1/2024", "agency", "Sở", "subject", "Trích yếu mới"), As: province, WantStatus: 409, Want: []string{"Trích yếu mới", "người khác sửa"}},
		{Name: "drop without a reason", Method: "POST", Path: theirs + "/drop", Form: form(), As: province, WantStatus: 422},
		{Name: "drop", Method: "POST", Path: theirs + "/drop", Form: form("reason", "Gửi nhầm"), As: province, WantStatus: 303},
		{Name: "dropped", Path: theirs, As: province, WantStatus: 404},
		{Name: "withdraw without a reason", Method: "POST", Path: page + "/withdraw", Form: form("version", "1"), As: province, WantStatus: 422, Want: []string{"Chưa ghi lý do"}},
		{Name: "withdraw", Method: "POST", Path: page + "/withdraw", Form: form("version", "1", "reason", "Thay thế"), As: province, WantStatus: 303},
		{Name: "withdrawn is gone for recipients", Path: page, As: district, WantStatus: 404, WantNot: []string{"266/KH"}},
		{Name: "withdrawn for the issuer", Path: page, As: province, WantStatus: 200, Want: []string{"Đã rút", "Thay thế"}, WantNot: []string{"/withdraw", "Nhắc tất cả"}},
	})
}

func merged(a, b url.Values) url.Values {
	out := url.Values{}
	for _, v := range []url.Values{a, b} {
		for k, x := range v {
			out[k] = x
		}
	}
	return out
}

// Plans, next year and surveys.
func TestWorkPages(t *testing.T) {
	t.Parallel()
	w := apptest.SQLite(t)
	province, district, other := w.As(t, "province"), w.As(t, "district"), w.As(t, "other")
	d := issue(t, w, system, plan("L80", "266/KH-SLĐTBXH", "2024-01-12"), ask("districts", "2024-02-29"))
	grid := "/directive/documents/" + d.ID + "/tasks"
	rows := form("rows", "3", "title-1", "Tuyên truyền", "owner-1", "UBND xã", "due_on-1", "31/12/2024", "indicator-1", "outreach.session.count", "target-1", "1.800",
		"title-2", "Việc riêng của Bến Lức", "owner_unit-2", "Huyện Bến Lức", "due_on-2", "30/6/2024")
	webtest.Run(t, w.Handler, []webtest.Scenario{
		{Name: "grid", Path: grid, As: province, WantStatus: 200, Want: []string{`name="title-1"`, "Cuộc tuyên truyền trực tiếp"}},
		{Name: "grid of another unit's plan", Path: grid, As: district, WantStatus: 403},
		{Name: "grid refused", Method: "POST", Path: grid, Form: merged(rows, form("target-1", "")), As: province, WantStatus: 422, Want: []string{"Chỉ tiêu đo và mức phải đạt đi cùng nhau", `value="UBND xã"`, "Việc riêng của Bến Lức"}},
		{Name: "nothing typed", Method: "POST", Path: grid, Form: form("rows", "3"), As: province, WantStatus: 422, Want: []string{"Chưa ghi dòng nào"}},
		{Name: "saved", Method: "POST", Path: grid, Form: rows, As: province, WantStatus: 303},
		{Name: "on the plan", Path: "/directive/documents/" + d.ID, As: province, WantStatus: 200, Want: []string{"0/2", "2 việc quá hạn", "0 trên 1.800", "Việc riêng của Bến Lức"}},
		{Name: "the district sees its own", Path: "/directive/documents/" + d.ID, As: district, WantStatus: 200, Want: []string{"Việc riêng của Bến Lức"}, WantNot: []string{"UBND xã", "trên 1.800"}},
		{Name: "work of the district", Path: "/directive/tasks?state=late", As: district, WantStatus: 200, Want: []string{"Việc riêng của Bến Lức", "Quá hạn 192 ngày"}, WantNot: []string{"UBND xã"}},
		{Name: "work of another commune", Path: "/directive/tasks", As: other, WantStatus: 200, WantNot: []string{"Bến Lức"}},
		{Name: "next year", Path: "/directive/next-year?unit=L80&year=2024", As: province, WantStatus: 200, Want: []string{"Phương hướng năm 2025", "Việc chưa xong của năm 2024", "Tuyên truyền", "Đưa sang năm 2025"}},
		{Name: "next year of the province by a district", Path: "/directive/next-year?unit=L80&year=2024", As: district, WantStatus: 403},
		{Name: "nothing chosen", Method: "POST", Path: "/directive/next-year", Form: form("unit", "L80", "year", "2024", "issued_on", "6/1/2025", "agency", "Sở", "subject", "Năm 2025"), As: province, WantStatus: 422, Want: []string{"Chọn ít nhất một việc", "Năm 2025"}},
		{Name: "survey form", Path: "/directive/surveys/new", As: province, WantStatus: 200, Want: []string{`name="content-4"`}, WantNot: []string{`name="content-5"`}},
		{Name: "survey form of a commune", Path: "/directive/surveys/new", As: other, WantStatus: 403},
		{Name: "survey refused", Method: "POST", Path: "/directive/surveys", Form: form("kind", "visit", "held_on", "14/3/2024", "visited", "Nơi Không Có", "rows", "4", "content-2", "Thiếu chỗ tạm lánh"), As: province, WantStatus: 422,
			Want: []string{"Nơi Không Có", "Thiếu chỗ tạm lánh", `href="#f-topics"`}},
		{Name: "survey", Method: "POST", Path: "/directive/surveys", Form: form("kind", "visit", "held_on", "14/3/2024", "visited", "Huyện Bến Lức", "topics", "Quy chế", "rows", "4", "content-2", "Thiếu chỗ tạm lánh", "severity-2", "high", "due_on-2", "30/4/2024"), As: province, WantStatus: 303},
		{Name: "surveys of the district", Path: "/directive/surveys?open=1", As: district, WantStatus: 200, Want: []string{"Huyện Bến Lức", "1 chưa khắc phục"}},
		{Name: "a commune only reads", Path: "/directive/surveys", As: w.As(t, "commune"), WantStatus: 200, WantNot: []string{"Ghi khảo sát", "Thiếu chỗ"}},
		{Name: "surveys elsewhere", Path: "/directive/surveys", As: other, WantStatus: 200, WantNot: []string{"Bến Lức"}},
	})
	list, _, err := w.Directive.Surveys(t.Context(), system, directive.SurveyFilter{Unit: "L80", Limit: 5})
	if err != nil || len(list) != 1 {
		t.Fatal(list, err)
	}
	tasks, _, err := w.Directive.Tasks(t.Context(), system, directive.TaskFilter{Unit: "L80", Limit: 5})
	if err != nil || len(tasks) != 1 {
		t.Fatal(tasks, err)
	}
	v, err := w.Directive.Survey(t.Context(), system, list[0].ID)
	if err != nil {
		t.Fatal(err)
	}
	survey, task := "/directive/surveys/"+v.ID, "/directive/tasks/"+tasks[0].ID
	finding := survey + "/findings/" + v.Findings[0].ID
	webtest.Run(t, w.Handler, []webtest.Scenario{
		{Name: "survey of another", Path: survey, As: other, WantStatus: 404, WantNot: []string{"Thiếu chỗ"}},
		{Name: "finding of another", Path: finding, As: other, WantStatus: 404, WantNot: []string{"Thiếu chỗ"}},
		{Name: "survey page", Path: survey, As: district, WantStatus: 200, Want: []string{"Đoàn đánh giá: Huyện Bến Lức", "Thiếu chỗ tạm lánh", "Nặng"}, WantNot: []string{"/withdraw", "/amend"}},
		{Name: "follow refused", Method: "POST", Path: finding, Form: form("version", "1", "state", "done"), As: district, WantStatus: 422, Want: []string{"Ghi kết quả khắc phục"}},
		{Name: "follow", Method: "POST", Path: finding, Form: form("version", "1", "state", "done", "result", "Đã bố trí phòng"), As: district, WantStatus: 303},
		{Name: "followed", Path: survey, As: province, WantStatus: 200, Want: []string{"Đã bố trí phòng", "Đã khắc phục"}},
		{Name: "survey amended", Method: "POST", Path: survey + "/amend", Form: form("version", "1", "kind", "visit", "held_on", "15/3/2024", "visited", "L803", "topics", "Quy chế", "rows", "4"), As: province, WantStatus: 303},
		{Name: "survey withdrawn", Method: "POST", Path: survey + "/withdraw", Form: form("version", "2", "reason", "Nhầm"), As: province, WantStatus: 303},
		{Name: "task of the province", Path: task, As: district, WantStatus: 404, WantNot: []string{"Tuyên truyền"}},
		{Name: "task", Path: task, As: province, WantStatus: 200, Want: []string{"0/1.800", "Ghi kết quả", "1/1/2024 – 31/12/2024"}},
		{Name: "settle refused", Method: "POST", Path: task + "/settle", Form: form("version", "1", "state", "cancelled"), As: province, WantStatus: 422, Want: []string{"Ghi lý do không thực hiện"}},
		{Name: "amend refused", Method: "POST", Path: task + "/amend", Form: form("version", "1", "title", ""), As: province, WantStatus: 422},
		{Name: "amend", Method: "POST", Path: task + "/amend", Form: form("version", "1", "title", "Tuyên truyền tại xã", "from", "1/6/2024", "to", "30/6/2024", "indicator", "outreach.session.count", "target", "100"), As: province, WantStatus: 303},
		{Name: "amended", Path: task, As: province, WantStatus: 200, Want: []string{"Tuyên truyền tại xã", "1/6/2024 – 30/6/2024", "0/100"}},
		{Name: "carried over", Method: "POST", Path: "/directive/next-year", Form: form("unit", "L80", "year", "2024", "issued_on", "6/1/2025", "agency", "Sở", "subject", "Năm 2025", "tasks", tasks[0].ID), As: province, WantStatus: 303},
		{Name: "carried", Path: task, As: province, WantStatus: 200, Want: []string{"Chuyển sang năm sau", "Tiếp tục ở"}, WantNot: []string{"/settle"}},
		{Name: "draft of a plan is its unit's", Path: "/directive/documents?tab=received", As: district, WantStatus: 200, WantNot: []string{"Năm 2025"}},
	})
}

// What waits for a person stands on their first page, with counts that the
// lists have too.
func TestFirstPage(t *testing.T) {
	t.Parallel()
	w := apptest.SQLite(t)
	d := issue(t, w, system, plan("L80", "266/KH-SLĐTBXH", "2024-12-12"), ask("districts", "2025-01-07"))
	if _, err := w.Directive.Remind(t.Context(), system, d.ID, nil, ""); err != nil {
		t.Fatal(err)
	}
	c := plan("L803", "3/CV", "2025-01-06")
	issue(t, w, system, c, directive.Address{Groups: []string{"communes"}, Require: "report", Due: clock.MustParse("2025-01-10"), Ask: "Số liệu năm"})
	if _, err := w.Directive.Plan(t.Context(), system, d.ID, []directive.Task{{Title: "a", Due: clock.MustParse("2025-01-02")}, {Title: "b", Due: clock.MustParse("2025-01-20")}}); err != nil {
		t.Fatal(err)
	}
	webtest.Run(t, w.Handler, []webtest.Scenario{
		{Name: "another office of the province", Path: "/", As: w.As(t, "police"), WantStatus: 200, Want: []string{"Việc cần làm"}, WantNot: []string{"nơi chưa trả lời Kế hoạch 266/KH-SLĐTBXH"}},
		{Name: "province", Path: "/", As: w.As(t, "province"), WantStatus: 200, Want: []string{"15 nơi chưa trả lời Kế hoạch 266/KH-SLĐTBXH", "1 việc quá hạn", "1 việc sắp đến hạn"}, WantNot: []string{"Trả lời Kế hoạch"}},
		{Name: "district", Path: "/", As: w.As(t, "district"), WantStatus: 200, Want: []string{"Trả lời Kế hoạch 266/KH-SLĐTBXH", "Quá hạn 1 ngày", "đã nhắc 1 lần"}, WantNot: []string{"Trả lời Kế hoạch 3/CV"}},
		{Name: "commune", Path: "/", As: w.As(t, "commune"), WantStatus: 200, Want: []string{"Trả lời Kế hoạch 3/CV", "Còn 2 ngày"}, WantNot: []string{"266/KH"}},
		{Name: "commune elsewhere", Path: "/", As: w.As(t, "other"), WantStatus: 200, WantNot: []string{"3/CV", "266/KH"}},
		{Name: "police", Path: "/", As: w.As(t, "police"), WantStatus: 200, WantNot: []string{"Trả lời Kế hoạch"}},
	})
}

func multipartForm(t *testing.T, fields url.Values, name string, content []byte) (body, kind string) {
	t.Helper()
	var buf bytes.Buffer
	m := multipart.NewWriter(&buf)
	for k, vs := range fields {
		for _, v := range vs {
			if err := m.WriteField(k, v); err != nil {
				t.Fatal(err)
			}
		}
	}
	part, err := m.CreateFormFile("file", name)
	if err == nil {
		_, err = part.Write(content)
	}
	if err != nil {
		t.Fatal(err)
	}
	m.Close()
	return buf.String(), m.FormDataContentType()
}

// Files go where their document goes, those of an answer only to the two sides.
func TestFiles(t *testing.T) {
	t.Parallel()
	w := apptest.SQLite(t)
	province, district, other := w.As(t, "province"), w.As(t, "district"), w.As(t, "other")
	to := ask("districts", "2025-02-28")
	to.Require = "report"
	d := issue(t, w, system, plan("L80", "266/KH", "2025-01-06"), to)
	rows := view(t, w, system, d.ID).Recipients
	r := rows[slices.IndexFunc(rows, func(r directive.Recipient) bool { return r.Unit == apptest.District })]
	var pic bytes.Buffer
	if err := png.Encode(&pic, image.NewGray(image.Rect(0, 0, 3, 3))); err != nil {
		t.Fatal(err)
	}
	send := func(path, as, name string, content []byte, want int) *httptest.ResponseRecorder {
		body, kind := multipartForm(t, form("result", "Xem tệp"), name, content)
		return webtest.Scenario{Method: "POST", Path: path, Body: body, Header: map[string]string{"Content-Type": kind}, As: as, WantStatus: want}.Run(t, w.Handler)
	}
	send("/directive/documents/"+d.ID+"/files", province, "kế hoạch.pdf", []byte("%PDF-1.7 x"), 303)
	send("/directive/documents/"+d.ID+"/files", district, "x.pdf", []byte("%PDF-1.7 x"), 403)
	if got := send("/directive/documents/"+d.ID+"/files", province, "x.html", []byte("<html><script>alert(1)</script>"), 422); !strings.Contains(got.Body.String(), "Chỉ nhận ảnh") {
		t.Error(got.Body)
	}
	send("/directive/recipients/"+r.ID+"/answer", district, "báo cáo.png", pic.Bytes(), 303)
	files := view(t, w, system, d.ID).Files
	slices.SortFunc(files, func(a, b directive.File) int { return strings.Compare(a.Recipient, b.Recipient) })
	if len(files) != 2 || files[0].Recipient != "" || files[1].Recipient != r.ID {
		t.Fatalf("%+v", files)
	}
	webtest.Run(t, w.Handler, []webtest.Scenario{
		{Name: "file of the document", Path: "/directive/files/" + files[0].ID, As: district, WantStatus: 200, Want: []string{"%PDF"}, WantHeader: map[string]string{"Content-Type": "application/pdf", "Content-Security-Policy": "sandbox; default-src 'none'"}},
		{Name: "of an answer", Path: "/directive/files/" + files[1].ID, As: district, WantStatus: 200},
		{Name: "not addressed", Path: "/directive/files/" + files[0].ID, As: other, WantStatus: 404, WantNot: []string{"%PDF"}},
		{Name: "signed out", Path: "/directive/files/" + files[0].ID, WantStatus: 303, WantNot: []string{"%PDF"}},
		{Name: "on the page", Path: "/directive/recipients/" + r.ID, As: province, WantStatus: 200, Want: []string{"báo cáo.png", "Xem tệp"}},
		{Name: "the document's own files only", Path: "/directive/documents/" + d.ID, As: province, WantStatus: 200, Want: []string{"kế hoạch.pdf"}, WantNot: []string{"báo cáo.png"}},
	})
	plain := view(t, w, w.Actor(t, "district"), d.ID)
	if len(plain.Files) != 2 {
		t.Errorf("the district has %d files", len(plain.Files))
	}
}

func TestAPI(t *testing.T) {
	t.Parallel()
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		province, district, other := w.As(t, "province"), w.As(t, "district"), w.As(t, "other")
		issueBody := `{"unit":"L80","kind":"KH","code":"266/KH","issued_on":"2024-01-12","subject":"Kế hoạch","issuers":[{"agency":"Sở","unit":"L80"}],"to":{"groups":["districts"],"require":"plan","due_on":"2024-02-29"}}`
		key := map[string]string{"Idempotency-Key": "k1"}
		first := webtest.Scenario{Method: "POST", Path: "/api/v1/directive/documents", JSON: issueBody, Header: key, As: province, WantStatus: 201}.Run(t, w.Handler)
		again := webtest.Scenario{Method: "POST", Path: "/api/v1/directive/documents", JSON: issueBody, Header: key, As: province, WantStatus: 201, WantHeader: map[string]string{"Idempotent-Replayed": "true"}}.Run(t, w.Handler)
		if diff := cmp.Diff(first.Body.String(), again.Body.String()); diff != "" {
			t.Error(diff)
		}
		list, total, err := w.Directive.Documents(t.Context(), system, directive.Filter{Unit: "L80", Limit: 5})
		if err != nil || total != 1 {
			t.Fatal(total, err)
		}
		path := "/api/v1/directive/documents/" + list[0].ID
		answer := `{"unit":"L803","new":{"unit":"","kind":"KH","code":"7/KH-LĐTBXH","issued_on":"2024-02-01","subject":"Kế hoạch huyện","issuers":[{"agency":"Phòng"}]}}`
		webtest.Run(t, w.Handler, []webtest.Scenario{
			{Name: "twin", Method: "POST", Path: "/api/v1/directive/documents", JSON: issueBody, As: province, WantStatus: 422, Want: []string{"again"}},
			{Name: "bad day", Method: "POST", Path: "/api/v1/directive/documents", JSON: strings.ReplaceAll(issueBody, "2024-01-12", "12/1/2024"), As: province, WantStatus: 422},
			{Name: "not the unit", Method: "POST", Path: "/api/v1/directive/documents", JSON: issueBody, As: other, WantStatus: 403},
			{Name: "list", Path: "/api/v1/directive/documents?unit=L80", As: province, WantStatus: 200, Want: []string{`"total":1`, `"done":0`}},
			{Name: "received", Path: "/api/v1/directive/documents?unit=L803&tab=received", As: district, WantStatus: 200, Want: []string{"266/KH", `"require":"plan"`}},
			{Name: "one", Path: path, As: district, WantStatus: 200, Want: []string{`"unit":"L803"`}, WantNot: []string{`"unit":"L794"`}},
			{Name: "one for another", Path: path, As: other, WantStatus: 404, WantNot: []string{"266/KH"}},
			{Name: "answer for another district", Method: "POST", Path: path + "/answers", JSON: strings.Replace(answer, "L803", "L794", 1), As: district, WantStatus: 404},
			{Name: "answer", Method: "POST", Path: path + "/answers", JSON: answer, Header: map[string]string{"Idempotency-Key": "k2"}, As: district, WantStatus: 201},
			{Name: "answer repeated", Method: "POST", Path: path + "/answers", JSON: answer, Header: map[string]string{"Idempotency-Key": "k2"}, As: district, WantStatus: 201, WantHeader: map[string]string{"Idempotent-Replayed": "true"}},
			{Name: "answer twice", Method: "POST", Path: path + "/answers", JSON: answer, As: district, WantStatus: 409},
			{Name: "done", Path: path, As: province, WantStatus: 200, Want: []string{`"done":1`, `"total":15`}},
			{Name: "tasks", Path: "/api/v1/directive/tasks?unit=L80", As: province, WantStatus: 200, Want: []string{`"total":0`}},
			{Name: "tasks of another", Path: "/api/v1/directive/tasks?unit=L80", As: other, WantStatus: 403},
			{Name: "signed out", Path: path, WantStatus: 401, WantNot: []string{"266/KH"}},
		})
	})
}
