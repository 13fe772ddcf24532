package inspection_test

import (
	"bytes"
	"mime/multipart"
	"net/url"
	"strconv"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"neove/app/apptest"
	"neove/inspection"
	"neove/internal/webtest"
)

func form(pairs ...string) url.Values {
	v := url.Values{}
	for i := 0; i < len(pairs); i += 2 {
		v.Add(pairs[i], pairs[i+1])
	}
	return v
}

// world has a lodging house in each of two communes, one check and one passed file.
func world(t *testing.T) (w *apptest.World, e, away inspection.Establishment, k inspection.Check, p inspection.Passing) {
	t.Helper()
	w = apptest.SQLite(t)
	e, away = lodge(t, w, apptest.Commune, "Nhà nghỉ Hoa Sen 12"), lodge(t, w, apptest.OtherCommune, "Nhà nghỉ Bằng Lăng 34")
	in := check(apptest.District, e, today-3)
	in.Findings, in.FollowOn, in.Violations = "Sổ khách ghi thiếu", today-1, []inspection.Violation{{Kind: "register", Text: "Thiếu ngày đi"}}
	var err error
	if k, err = w.Inspection.RecordCheck(t.Context(), w.Actor(t, "district"), in, ""); err != nil {
		t.Fatal(err)
	}
	if p, err = w.Inspection.Pass(t.Context(), w.Actor(t, "district"), inspection.Passing{Check: k.ID, ToUnit: apptest.Province, Office: "Phòng Cảnh sát hình sự", On: today}, ""); err != nil {
		t.Fatal(err)
	}
	return w, e, away, k, p
}

// Every route: signed out, a role without the permission, another commune, and
// a role that may.
func TestRoutes(t *testing.T) {
	t.Parallel()
	w, e, _, k, p := world(t)
	for _, c := range []struct {
		method, path   string
		may            string // an account that gets the page
		status         int    // for it
		not, elsewhere string // accounts that get 403, and 404
		want           string
	}{
		{"GET", "/inspection/establishments", "leader", 200, "admin", "", "Nhà nghỉ Hoa Sen 12"},
		{"GET", "/inspection/establishments.xlsx", "inspector", 200, "admin", "", ""},
		{"GET", "/inspection/establishments/template.xlsx", "commune", 200, "leader", "", ""},
		{"GET", "/inspection/establishments/new", "commune", 200, "leader", "", "Số phòng"},
		{"GET", "/inspection/establishments/grid", "commune", 200, "inspector", "", "Nhập nhiều cơ sở"},
		{"GET", "/inspection/establishments/import", "commune", 200, "inspector", "", "Tải"},
		{"GET", "/inspection/establishments/" + e.ID, "commune", 200, "admin", "other", "Vì sao nên kiểm tra"},
		{"GET", "/inspection/establishments/" + e.ID + "/amend", "commune", 200, "leader", "other", "Nguyễn Văn Chủ"},
		{"GET", "/inspection/plans", "commune", 200, "admin", "", "Chưa có kế hoạch"},
		{"GET", "/inspection/plans/new", "district", 200, "commune", "", "Cơ sở đề xuất kiểm tra"},
		{"GET", "/inspection/checks", "commune", 200, "admin", "", "Nhà nghỉ Hoa Sen 12"},
		{"GET", "/inspection/checks.xlsx", "leader", 200, "admin", "", ""},
		{"GET", "/inspection/checks/new?establishment=" + e.ID, "commune", 200, "leader", "other", "Không ghi tên, thông tin của nạn nhân"},
		{"GET", "/inspection/checks/worker.js", "commune", 200, "leader", "", "addEventListener"},
		{"GET", "/inspection/checks/" + k.ID, "police", 200, "admin", "other", "Sổ khách ghi thiếu"},
		{"GET", "/inspection/checks/" + k.ID + "/amend", "district", 200, "leader", "other", "Sổ khách ghi thiếu"},
		{"POST", "/inspection/checks/" + k.ID + "/withdraw", "district", 422, "leader", "other", "Chưa ghi lý do"},
		{"POST", "/inspection/checks/" + k.ID + "/follow-up", "district", 422, "leader", "", "Cần nhập mục này"},
		{"POST", "/inspection/checks/" + k.ID + "/passings", "district", 422, "leader", "", "Cần nhập mục này"},
		{"POST", "/inspection/checks/" + k.ID + "/files", "district", 422, "leader", "", "Chưa chọn tệp"},
		{"POST", "/inspection/establishments", "commune", 422, "leader", "", "Cần nhập mục này"},
		{"POST", "/inspection/establishments/grid", "commune", 422, "leader", "", "Chưa ghi dòng nào"},
		{"POST", "/inspection/establishments/" + e.ID + "/withdraw", "commune", 422, "leader", "other", "Chưa ghi lý do"},
		{"POST", "/inspection/plans", "district", 422, "commune", "", "Cần nhập mục này"},
		{"GET", "/inspection/follow-ups", "district", 200, "admin", "", "Quá hạn 1 ngày"},
		{"GET", "/inspection/passings", "police", 200, "admin", "", "Chờ bên nhận"},
		{"POST", "/inspection/passings/" + p.ID + "/receive", "police", 303, "district", "", ""},
		{"GET", "/inspection/terms", "commune", 200, "admin", "", "Chưa kiểm chứng"},
		{"GET", "/inspection/checks/" + k.ID, "commune", 200, "admin", "", `href="/inspection/checks"`}, // the district's list is not for a commune
		{"GET", "/inspection/files/none", "commune", 404, "admin", "", ""},
	} {
		t.Run(c.method+" "+c.path, func(t *testing.T) {
			ask := func(account string, status int, want ...string) {
				t.Helper()
				s := webtest.Scenario{Method: c.method, Path: c.path, WantStatus: status, Want: want}
				if c.method == "POST" {
					s.Form = url.Values{}
				}
				if account != "" {
					s.As = w.As(t, account)
				}
				if status != 200 || account == "" {
					s.WantNot = []string{"Sổ khách ghi thiếu"}
				}
				if account == c.may {
					s.WantNot = []string{"style=", "Bằng Lăng 34"}
					if account == "leader" || account == "inspector" || account == "police" {
						s.WantNot = s.WantNot[:1] // the whole province is theirs
					}
				}
				s.Run(t, w.Handler)
			}
			ask("", 303)
			ask(c.not, 403)
			if c.elsewhere != "" {
				ask(c.elsewhere, 404)
			}
			if c.want != "" {
				ask(c.may, c.status, c.want)
			} else {
				ask(c.may, c.status)
			}
		})
	}
}

func TestForms(t *testing.T) {
	t.Parallel()
	w, e, away, k, _ := world(t)
	commune, district := w.As(t, "commune"), w.As(t, "district")
	typed := form("unit", apptest.Commune, "establishment", e.ID, "on", "9/2/2025", "time", "8h30", "team.agency-1", "Công an xã", "team.name-1", "Trần Văn A", "team.post-3", "Thư ký",
		"answers.item-1", "licence", "answers.answer-1", "no", "answers.note-1", "Hết hạn tháng 5", "findings", "CCCD 012345678901", "violations.kind-2", "fees", "amount", "5.000.000")
	webtest.Run(t, w.Handler, []webtest.Scenario{
		{Name: "a refused record keeps what was typed", Method: "POST", Path: "/inspection/checks", As: commune, Form: typed, WantStatus: 422,
			Want: []string{`value="9/2/2025"`, `value="Trần Văn A"`, `value="Thư ký"`, "CCCD 012345678901", `value="Hết hạn tháng 5"`, `value="no" checked`, `value="fees" selected`, `value="5.000.000"`,
				`href="#f-on"`, `href="#f-findings"`, `href="#f-decision"`, `href="#f-team.name-3"`, "Hôm nay là 8/1/2025"}},
		{Name: "another commune's house does not exist", Method: "POST", Path: "/inspection/checks", As: commune, Form: form("unit", apptest.Commune, "establishment", away.ID, "on", "7/1/2025", "team.name-1", "A"),
			WantStatus: 404, WantNot: []string{"Bằng Lăng"}},
		{Name: "nor may one record for another unit", Method: "POST", Path: "/inspection/checks", As: commune, Form: form("unit", apptest.District, "establishment", e.ID, "on", "7/1/2025", "team.name-1", "A"), WantStatus: 403},
		{Name: "without an establishment the list is shown", Path: "/inspection/checks/new", As: commune, WantStatus: 303, WantHeader: map[string]string{"Location": "/inspection/establishments?unit=L28003"}},
		{Name: "a known name asks", Method: "POST", Path: "/inspection/establishments", As: commune, Form: form("unit", apptest.Commune, "type", "hotel", "name", "nhà nghỉ hoa sen 12", "risks", "border"), WantStatus: 422,
			Want: []string{"Xã này đã có “Nhà nghỉ Hoa Sen 12”", `name="same"`, `value="nhà nghỉ hoa sen 12"`, `value="border" checked`}},
		{Name: "and takes the answer", Method: "POST", Path: "/inspection/establishments", As: commune, Form: form("unit", apptest.Commune, "type", "hotel", "name", "nhà nghỉ hoa sen 12", "same", "1"), WantStatus: 303},
		{Name: "an old version is refused", Method: "POST", Path: "/inspection/checks/" + k.ID + "/amend", As: district, WantStatus: 409, Want: []string{"người khác", `value="Võ Thị Lan"`},
			Form: form("version", "7", "on", "7/1/2025", "team.name-1", "Võ Thị Lan")},
		{Name: "the amendment shows the record", Path: "/inspection/checks/" + k.ID + "/amend", As: district, WantStatus: 200,
			Want: []string{`value="5/1/2025"`, `value="08:30"`, `value="7/1/2025"`, `value="register" selected`, `value="Thiếu ngày đi"`, `<input type="hidden" name="version" value="1">`}, WantNot: []string{"data-outbox"}},
		{Name: "the record as a police officer sees it", Path: "/inspection/checks/" + k.ID, As: w.As(t, "police"), WantStatus: 200,
			Want: []string{"Phòng Cảnh sát hình sự", "Chờ bên nhận", "/receive", "Danh mục này không phải mẫu biểu pháp lý"}},
		{Name: "as the sender sees it", Path: "/inspection/checks/" + k.ID, As: district, WantStatus: 200, Want: []string{"Chờ bên nhận"}, WantNot: []string{"/receive"}},
		{Name: "as the commune sees it", Path: "/inspection/checks/" + k.ID, As: commune, WantStatus: 200, WantNot: []string{"/receive", "/withdraw", "/amend", "/passings"}},
		{Name: "a list in English", Path: "/inspection/checks", As: commune, Header: map[string]string{"Cookie": "neove=" + commune + "; neove-lang=vi"}, WantStatus: 200, Want: []string{"Kiểm tra"}},
		{Name: "a wrong filter", Path: "/inspection/checks?from=hôm+qua", As: commune, WantStatus: 422},
		{Name: "filtered to nothing", Path: "/inspection/establishments?q=khong+co&unit=L28003", As: commune, WantStatus: 200, Want: []string{"Chưa có cơ sở nào", "Bỏ hết bộ lọc"}, WantNot: []string{"Hoa Sen 12</a>"}},
	})
}

// A plan with its progress, its forms to keep, and what waits for each role.
func TestPlanAndWork(t *testing.T) {
	t.Parallel()
	w, e, _, k, p := world(t)
	district := w.As(t, "district")
	webtest.Scenario{Method: "POST", Path: "/inspection/plans", As: district, Form: form("unit", apptest.District, "name", "Kiểm tra lưu trú", "from", "1/1/2025", "to", "31/1/2025", "team.agency-1", "Phòng LĐ-TB&XH",
		"team.name-1", "Nguyễn Thị Hạnh", "establishments", e.ID), WantStatus: 303}.Run(t, w.Handler)
	plans, _, err := w.Inspection.Plans(t.Context(), w.Actor(t, "district"), apptest.District, 5, 0)
	if err != nil || len(plans) != 1 {
		t.Fatal(err, len(plans))
	}
	id := plans[0].ID
	link := "/inspection/checks/new?establishment=" + e.ID + "&amp;plan=" + id
	webtest.Run(t, w.Handler, []webtest.Scenario{
		{Name: "plan", Path: "/inspection/plans/" + id, As: district, WantStatus: 200, Want: []string{"0/1", link, "data-keep", "Nguyễn Thị Hạnh"}},
		{Name: "plan of the district as its commune sees it", Path: "/inspection/plans/" + id, As: w.As(t, "commune"), WantStatus: 200, Want: []string{link}, WantNot: []string{"/withdraw"}},
		{Name: "plan elsewhere", Path: "/inspection/plans/" + id, As: w.As(t, "other"), WantStatus: 404, WantNot: []string{"Nguyễn Thị Hạnh"}},
		{Name: "the form takes plan and team", Path: "/inspection/checks/new?establishment=" + e.ID + "&plan=" + id, As: district, WantStatus: 200, Want: []string{`value="` + id + `" selected`, `value="Nguyễn Thị Hạnh"`}},
		{Name: "the only plan of an establishment is chosen", Path: "/inspection/checks/new?establishment=" + e.ID, As: district, WantStatus: 200, Want: []string{`value="` + id + `" selected`}},
		{Name: "amend keeps the choice", Path: "/inspection/plans/" + id + "/amend", As: district, WantStatus: 200, Want: []string{`value="` + e.ID + `" checked`}},
		{Name: "the district's work", Path: "/", As: district, WantStatus: 200, Want: []string{"1 việc theo dõi sau kiểm tra", "Còn 1 cơ sở chưa kiểm tra: Kiểm tra lưu trú", "/inspection/follow-ups?due=late"}},
		{Name: "the list it leads to", Path: "/inspection/follow-ups?due=late&own=1&unit=L803", As: district, WantStatus: 200, Want: []string{"1 bản ghi", "Hoa Sen 12"}},
		{Name: "no work of the province", Path: "/", As: w.As(t, "province"), WantStatus: 200, WantNot: []string{"việc theo dõi sau kiểm tra"}},
		{Name: "the work of the police", Path: "/", As: w.As(t, "police"), WantStatus: 200, Want: []string{"1 hồ sơ chuyển đến chờ xác nhận"}},
		{Name: "acknowledged", Method: "POST", Path: "/inspection/passings/" + p.ID + "/receive", Form: form("receipt", "15"), As: w.As(t, "police"), WantStatus: 303},
		{Name: "and again", Method: "POST", Path: "/inspection/passings/" + p.ID + "/receive", Form: form(), As: w.As(t, "police"), WantStatus: 409, Want: []string{"Trương Văn Hải đã xác nhận"}},
		{Name: "no work any more", Path: "/", As: w.As(t, "police"), WantStatus: 200, WantNot: []string{"hồ sơ chuyển đến chờ"}},
		{Name: "the sender sees the receipt", Path: "/inspection/checks/" + k.ID, As: district, WantStatus: 200, Want: []string{"Trương Văn Hải xác nhận đã nhận", "số đến 15", "Công an xác nhận đã nhận"}},
	})
}

func multi(t *testing.T, file []byte, pairs ...string) (body, kind string) {
	t.Helper()
	var b bytes.Buffer
	m := multipart.NewWriter(&b)
	for i := 0; i < len(pairs); i += 2 {
		if err := m.WriteField(pairs[i], pairs[i+1]); err != nil {
			t.Fatal(err)
		}
	}
	f, err := m.CreateFormFile("file", "bien-hieu.pdf")
	if err == nil {
		_, err = f.Write(file)
	}
	if err == nil {
		err = m.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
	return b.String(), m.FormDataContentType()
}

// Files of a check: kept once, given back as a download, to its readers only.
func TestFiles(t *testing.T) {
	t.Parallel()
	w, e, _, k, _ := world(t)
	pdf := []byte("%PDF-1.7 bản cam kết")
	body, kind := multi(t, pdf, "kind", "pledge")
	up := webtest.Scenario{Method: "POST", Path: "/inspection/checks/" + k.ID + "/files", Body: body, Header: map[string]string{"Content-Type": kind}}
	for range 2 {
		up.As, up.WantStatus = w.As(t, "district"), 303
		up.Run(t, w.Handler)
	}
	up.As, up.WantStatus = w.As(t, "commune"), 403
	up.Run(t, w.Handler)
	page := webtest.Scenario{Path: "/inspection/checks/" + k.ID, As: w.As(t, "district"), WantStatus: 200, Want: []string{"bien-hieu.pdf", "Bản cam kết"}}.Run(t, w.Handler)
	if n := strings.Count(page.Body.String(), "/inspection/files/"); n != 1 {
		t.Fatalf("the same file twice is listed %d times", n)
	}
	_, link, _ := strings.Cut(page.Body.String(), `href="/inspection/files/`)
	id, _, _ := strings.Cut(link, `"`)
	webtest.Run(t, w.Handler, []webtest.Scenario{
		{Name: "download", Path: "/inspection/files/" + id, As: w.As(t, "commune"), WantStatus: 200, Want: []string{string(pdf)}, WantHeader: map[string]string{"Content-Security-Policy": "sandbox; default-src 'none'"}},
		{Name: "elsewhere", Path: "/inspection/files/" + id, As: w.As(t, "other"), WantStatus: 404, WantNot: []string{string(pdf)}},
	})
	// A form with a photo, as a browser without JavaScript sends it.
	body, kind = multi(t, []byte("MZ no picture"), "unit", apptest.Commune, "establishment", e.ID, "on", "7/1/2025", "team.name-1", "Trần Văn A", "findings", "Tốt")
	webtest.Scenario{Method: "POST", Path: "/inspection/checks", Body: body, Header: map[string]string{"Content-Type": kind}, As: w.As(t, "commune"), WantStatus: 422, Want: []string{"Chỉ nhận ảnh JPEG", "Tốt"}}.Run(t, w.Handler)
	if _, n, _ := w.Inspection.Checks(t.Context(), w.Actor(t, "commune"), apptest.Commune, inspection.CheckFilter{}); n != 1 {
		t.Errorf("a refused photo stored the record: %d", n)
	}
	body, kind = multi(t, pdf, "unit", apptest.Commune, "establishment", e.ID, "on", "7/1/2025", "team.name-1", "Trần Văn A")
	at := webtest.Scenario{Method: "POST", Path: "/inspection/checks", Body: body, Header: map[string]string{"Content-Type": kind}, As: w.As(t, "commune"), WantStatus: 303}.Run(t, w.Handler).Header().Get("Location")
	webtest.Scenario{Path: at, As: w.As(t, "commune"), WantStatus: 200, Want: []string{"bien-hieu.pdf"}}.Run(t, w.Handler)
}

// The template goes out, comes back filled, and adds each house once.
func TestSheets(t *testing.T) {
	t.Parallel()
	w, _, _, _, _ := world(t)
	commune := w.As(t, "commune")
	get := func(path string) *excelize.File {
		t.Helper()
		a := webtest.Scenario{Path: path, As: commune, WantStatus: 200}.Run(t, w.Handler)
		f, err := excelize.OpenReader(a.Body)
		if err != nil {
			t.Fatal(path, err)
		}
		return f
	}
	book := get("/inspection/establishments/template.xlsx")
	rows, err := book.GetRows("Cơ sở")
	if err != nil {
		t.Fatal(err)
	}
	head, at := 0, map[string]int{}
	for i, r := range rows {
		for j, c := range r {
			if name := strings.TrimSuffix(strings.TrimSpace(c), " *"); name == "Tên cơ sở" {
				head = i + 1
				for k, c := range r {
					at[strings.TrimSuffix(strings.TrimSpace(c), " *")] = k + 1
				}
				_ = j
			}
		}
	}
	put := func(row int, pairs ...any) {
		t.Helper()
		for i := 0; i < len(pairs); i += 2 {
			cell, err := excelize.CoordinatesToCellName(at[pairs[i].(string)], head+row)
			if err == nil {
				err = book.SetCellValue("Cơ sở", cell, pairs[i+1])
			}
			if err != nil {
				t.Fatal(err, pairs[i])
			}
		}
	}
	send := func(dry string, status int, want ...string) {
		t.Helper()
		var raw bytes.Buffer
		if err := book.Write(&raw); err != nil {
			t.Fatal(err)
		}
		body, kind := multi(t, raw.Bytes(), "dry", dry)
		webtest.Scenario{Method: "POST", Path: "/inspection/establishments/import?unit=L28003", Body: body, Header: map[string]string{"Content-Type": kind}, As: commune, WantStatus: status, Want: want}.Run(t, w.Handler)
	}
	count := func(want int64) {
		t.Helper()
		if _, n, err := w.Inspection.Establishments(t.Context(), w.Actor(t, "commune"), apptest.Commune, inspection.Filter{Limit: 1}); err != nil || n != want {
			t.Errorf("%d establishments, want %d (%v)", n, want, err)
		}
	}
	put(1, "Loại hình", "Khách sạn", "Tên cơ sở", "Khách sạn Hoa Lan 7", "Số phòng", 20, "Ngày hết hạn", "31/12/2026", "Yếu tố nguy cơ", "Gần biên giới hoặc cửa khẩu; Có khách lưu trú dài ngày")
	put(2, "Loại hình", "Lâu đài", "Tên cơ sở", "Cơ sở lạ", "Xã, phường", "Phường 1", "Điện thoại", "không có")
	send("1", 422, "Lâu đài", "Phường 1")
	count(1)
	put(2, "Loại hình", "nha nghi", "Tên cơ sở", "Nhà nghỉ Hoa Sen 12", "Xã, phường", "Lương Hòa", "Điện thoại", "0901234567")
	send("1", 422, "Xã này đã có “Nhà nghỉ Hoa Sen 12”")
	put(2, "Tên cơ sở", "Nhà nghỉ Hoa Sen 13")
	send("1", 200, "2")
	count(1) // a trial stores nothing
	send("", 200)
	count(3)
	send("", 200)
	count(3) // the same file adds nothing
	list := get("/inspection/establishments.xlsx?unit=L28003")
	all, err := list.GetRows(list.GetSheetName(0))
	if err != nil || len(all) != 4 {
		t.Fatalf("%d rows (%v)", len(all), err)
	}
	text := strings.Join(all[1], "|")
	if !strings.Contains(text, "Khách sạn Hoa Lan 7") || !strings.Contains(text, "Gần biên giới hoặc cửa khẩu, Có khách lưu trú dài ngày") {
		t.Errorf("first row %s", text)
	}
	checks := get("/inspection/checks.xlsx?unit=L28003")
	if all, err = checks.GetRows(checks.GetSheetName(0)); err != nil || len(all) != 2 || !strings.Contains(strings.Join(all[1], "|"), "Không quản lý khách lưu trú: Thiếu ngày đi") {
		t.Errorf("checks: %v (%v)", all, err)
	}
}

// A grid stores all rows or none and names what is wrong.
func TestGrid(t *testing.T) {
	t.Parallel()
	w, _, _, _, _ := world(t)
	rows := form("unit", apptest.Commune, "rows", "12")
	for i := 1; i <= 3; i++ {
		n := strconv.Itoa(i)
		rows.Set("type-"+n, "rental")
		rows.Set("name-"+n, "Nhà trọ Hoa Mai "+n)
		rows.Set("rooms-"+n, "1.200")
	}
	rows.Set("name-5", "Nhà nghỉ Hoa Sen 12")
	rows.Set("type-5", "lodging")
	rows.Set("phone-5", "0901 234 567")
	post := webtest.Scenario{Method: "POST", Path: "/inspection/establishments/grid", As: w.As(t, "commune"), Form: rows, WantStatus: 422,
		Want: []string{"Xã này đã có “Nhà nghỉ Hoa Sen 12”", `href="#f-name-5"`, `value="0901 234 567"`, `value="Nhà trọ Hoa Mai 2"`}}
	post.Run(t, w.Handler)
	rows.Set("name-5", "Nhà nghỉ Hoa Sen 15")
	post.WantStatus, post.Want = 303, nil
	post.Run(t, w.Handler)
	if _, n, _ := w.Inspection.Establishments(t.Context(), w.Actor(t, "commune"), apptest.Commune, inspection.Filter{Limit: 1}); n != 5 {
		t.Errorf("%d establishments, want 5", n)
	}
}

// Programs read what people read.
func TestAPI(t *testing.T) {
	t.Parallel()
	w, e, _, k, _ := world(t)
	commune := w.As(t, "commune")
	webtest.Run(t, w.Handler, []webtest.Scenario{
		{Name: "nobody", Path: "/api/v1/inspection/checks?unit=L28003", WantStatus: 401, WantNot: []string{k.ID}},
		{Name: "wrong role", Path: "/api/v1/inspection/checks?unit=L28003", As: w.As(t, "admin"), WantStatus: 403, WantNot: []string{k.ID}},
		{Name: "checks", Path: "/api/v1/inspection/checks?unit=L28003&from=2025-01-01", As: commune, WantStatus: 200, Want: []string{k.ID, `"total":1`, `"follow_on":"2025-01-07"`}, WantNot: []string{"1970-01-01"}},
		{Name: "another area", Path: "/api/v1/inspection/checks?unit=L803", As: commune, WantStatus: 403},
		{Name: "establishments", Path: "/api/v1/inspection/establishments?unit=L28003&q=hoa+sen", As: commune, WantStatus: 200, Want: []string{e.ID, `"total":1`}, WantNot: []string{"Bằng Lăng"}},
		{Name: "terms", Path: "/api/v1/inspection/terms", As: commune, WantStatus: 200, Want: []string{`"code":"labour_export"`, `"verified":false`}},
		{Name: "record", Method: "POST", Path: "/api/v1/inspection/establishments", As: commune, JSON: `{"unit":"L28003","type":"karaoke","name":"Karaoke Hoa Mai 9","licence_on":"2024-02-30"}`, WantStatus: 422, Want: []string{"licence_on"}},
		{Name: "recorded", Method: "POST", Path: "/api/v1/inspection/establishments", As: commune, JSON: `{"unit":"L28003","type":"karaoke","name":"Karaoke Hoa Mai 9","licence_on":"2024-02-29"}`, WantStatus: 201, Want: []string{`"version":1`}},
		{Name: "known name", Method: "POST", Path: "/api/v1/inspection/establishments", As: commune, JSON: `{"unit":"L28003","type":"karaoke","name":"karaoke hoa mai 9"}`, WantStatus: 422, Want: []string{`"field":"same"`}},
	})
}
