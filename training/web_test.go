package training_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"neove/access"
	"neove/app/apptest"
	"neove/internal/webtest"
	"neove/training"
)

// fields makes a form of pairs.
func fields(pairs ...string) url.Values {
	v := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		v.Add(pairs[i], pairs[i+1])
	}
	return v
}

// Every page asks who comes, and tells strangers nothing.
func TestPagesAskWho(t *testing.T) {
	w := apptest.SQLite(t)
	r := must(w.Training.Record(t.Context(), w.Actor(t, "province"), course(), ""))(t)
	must(w.Training.SetParticipants(t.Context(), w.Actor(t, "province"), r.Clusters[0].ID, 1, names(), ""))(t)
	person := must(w.Training.Participants(t.Context(), w.Actor(t, "province"), r.Clusters[0].ID))(t)[0].Person
	co, cl := "/training/courses/"+r.ID, "/training/clusters/"+r.Clusters[0].ID
	secret := []string{"Bích Vân", "Khải", "khóa một"}
	for _, c := range []struct {
		method, path string
		leader, own  int // who reads but neither records nor sees names; who may do all
	}{
		{"GET", "/training", 303, 303}, {"GET", "/training/courses", 200, 200}, {"GET", "/training/courses.xlsx", 200, 200}, {"GET", co, 200, 200}, {"GET", cl, 200, 200},
		{"GET", "/training/coverage", 200, 200}, {"GET", "/training/courses/new", 403, 200}, {"GET", "/training/courses/import", 403, 200}, {"GET", "/training/courses/template.xlsx", 403, 200},
		{"GET", co + "/amend", 403, 200}, {"GET", co + "/clusters/new", 403, 200}, {"GET", cl + "/amend", 403, 200}, {"GET", cl + "/participants", 403, 200}, {"GET", cl + "/export", 403, 200},
		{"POST", cl + "/export", 403, 422}, {"GET", cl + "/import", 403, 200},
		{"GET", "/training/people", 403, 200}, {"POST", "/training/people", 403, 200}, {"GET", "/training/people/" + person, 403, 200}, {"GET", "/training/mine", 200, 200},
		{"POST", "/training/courses", 403, 422}, {"POST", co + "/amend", 403, 422}, {"POST", co + "/cancel", 403, 422}, {"POST", co + "/withdraw", 403, 422}, {"POST", co + "/clusters", 403, 422},
		{"POST", cl + "/amend", 403, 422}, {"POST", cl + "/cancel", 403, 422}, {"POST", cl + "/withdraw", 403, 422}, {"POST", cl + "/participants", 403, 422}, {"POST", cl + "/certificates", 403, 422},
		{"POST", "/training/people/" + person + "/merge", 403, 422},
	} {
		ask := func(who string, status int, wantNot []string) {
			t.Helper()
			s := webtest.Scenario{Name: who, Method: c.method, Path: c.path, WantStatus: status, WantNot: wantNot}
			if who != "" {
				s.As = w.As(t, who)
			}
			if c.method == "POST" {
				s.Form = url.Values{"unit": {apptest.Province}}
			}
			s.Run(t, w.Handler)
		}
		ask("", 303, secret)
		ask("leader", c.leader, secret[:2])
		ask("province", c.own, nil)
		// Another commune finds nothing of it under any address.
		s := webtest.Scenario{Method: c.method, Path: c.path, As: w.As(t, "other"), WantNot: secret}
		if c.method == "POST" {
			s.Form = url.Values{"unit": {apptest.Province}}
		}
		if strings.HasPrefix(c.path, co) || strings.HasPrefix(c.path, cl) || strings.Contains(c.path, person) {
			s.WantStatus = 404
		}
		s.Run(t, w.Handler)
	}
}

// A course of one cluster is one form; what is refused is shown again.
func TestRecordPage(t *testing.T) {
	w := apptest.SQLite(t)
	as := w.As(t, "district")
	form := fields("unit", apptest.District, "subject", "Nhận biết nạn nhân", "from", "14/5/2024", "to", "15/5/2024", "place", "Hội trường", "topics", "law", "areas", "xã Lương Hòa; Bình Đức",
		"amount", "12.000.000", "before", "6,4", "after", "8,1", "rows", "6", "group-1", "labour_office", "level-1", "district", "group-2", "commune_police", "people-2", "14", "women-2", "15")
	webtest.Scenario{Name: "refused", Method: "POST", Path: "/training/courses", As: as, Form: form, WantStatus: 422,
		Want: []string{`value="Nhận biết nạn nhân"`, `value="12.000.000"`, `value="6,4"`, "xã Lương Hòa; Bình Đức", "Số nữ (15) lớn hơn số người dự (14)", `value="law" checked`, `name="women-2" id="f-women-2"`}, WantNot: []string{`name="reason"`}}.Run(t, w.Handler)
	form.Set("women-2", "3")
	got := webtest.Scenario{Name: "stored", Method: "POST", Path: "/training/courses", As: as, Form: form, WantStatus: 303}.Run(t, w.Handler)
	at, _, _ := strings.Cut(got.Header().Get("Location"), "?")
	r := must(w.Training.Course(t.Context(), w.Actor(t, "district"), strings.TrimPrefix(at, "/training/courses/")))(t)
	if c := r.Clusters[0]; r.State != training.Held || r.Year != 2024 || c.People != 14 || *c.Women != 3 || c.Typed[0].Level != "commune" || len(c.AreaList()) != 2 || *c.Before != 64 {
		t.Errorf("stored %+v", r)
	}
	webtest.Run(t, w.Handler, []webtest.Scenario{
		{Name: "view", Path: at, As: as, Want: []string{"Nhận biết nạn nhân", "Công an cấp xã", "6,4 → 8,1", "Đã tổ chức", "12.000.000 đồng", "Ghi lớp tập huấn"}},
		{Name: "in English", Path: at, As: as, Header: map[string]string{"Accept-Language": "en"}, WantStatus: 200},
		{Name: "list", Path: "/training/courses?year=2024&topic=law&q=nan+nhan", As: as, Want: []string{"Nhận biết nạn nhân", "14"}},
		{Name: "other topic", Path: "/training/courses?topic=referral", As: as, WantNot: []string{"Nhận biết nạn nhân"}, Want: []string{"Chưa có lớp"}},
		{Name: "bad filter", Path: "/training/courses?year=x", As: as, WantStatus: 422},
		{Name: "unknown area", Method: "POST", Path: "/training/courses", As: as, Form: fields("unit", apptest.District, "subject", "x", "from", "14/5/2024", "areas", "huyện Cần Giuộc"), WantStatus: 422, Want: []string{"Không rõ “huyện Cần Giuộc”"}},
		{Name: "another unit", Method: "POST", Path: "/training/courses", As: as, Form: fields("unit", apptest.Province, "subject", "x", "from", "14/5/2024"), WantStatus: 403},
		{Name: "old version", Method: "POST", Path: at + "/amend", As: as, Form: fields("version", "9", "subject", "Tên mới"), WantStatus: 409, Want: []string{`value="Tên mới"`}},
		{Name: "amended", Method: "POST", Path: at + "/amend", As: as, Form: fields("version", "1", "subject", "Tên mới"), WantStatus: 303},
		{Name: "withdrawn without reason", Method: "POST", Path: at + "/withdraw", As: as, Form: fields("version", "2"), WantStatus: 422, Want: []string{"Chưa ghi lý do"}},
		{Name: "withdrawn", Method: "POST", Path: at + "/withdraw", As: as, Form: fields("version", "2", "reason", "Ghi trùng"), WantStatus: 303},
		{Name: "gone from the list", Path: "/training/courses", As: as, WantNot: []string{"Tên mới"}},
		{Name: "still in its history", Path: at, As: as, Want: []string{"Ghi trùng", "Đã rút"}},
	})
}

// Names are pasted into the grid, kept when refused, and numbered.
func TestNamesPage(t *testing.T) {
	w := apptest.SQLite(t)
	r := must(w.Training.Record(t.Context(), w.Actor(t, "province"), course(), ""))(t)
	at, as := "/training/clusters/"+r.Clusters[0].ID, w.As(t, "province")
	form := fields("version", "1", "rows", "10", "name-1", "Trần Thị Bích Vân", "unit_text-1", "xã Lương Hòa", "group-1", "labour_officer", "sex-1", "female", "before-1", "6,4", "after-1", "8,1",
		"name-3", "Lý Quốc Khải", "group-3", "police", "attended-3", "3")
	webtest.Run(t, w.Handler, []webtest.Scenario{
		{Name: "refused", Method: "POST", Path: at + "/participants", As: as, Form: form, WantStatus: 422, Want: []string{`value="Trần Thị Bích Vân"`, `value="6,4"`, "f-level-3", "f-attended-3", "Số buổi dự cần từ 0 đến 2"}, WantNot: []string{"f-level-1-error"}},
		{Name: "nothing typed", Method: "POST", Path: at + "/participants", As: as, Form: fields("version", "1", "rows", "10"), WantStatus: 422, Want: []string{"Chưa ghi dòng nào"}},
	})
	form.Set("level-3", "province")
	form.Set("attended-3", "2")
	webtest.Run(t, w.Handler, []webtest.Scenario{
		{Name: "stored", Method: "POST", Path: at + "/participants", As: as, Form: form, WantStatus: 303},
		{Name: "view", Path: at, As: as, Want: []string{"Bích Vân", "6,4 → 8,1", "1 người chưa rõ thuộc huyện, xã nào", "Số đã ghi là 20, danh sách có 2 người dự", "Cấp chứng nhận"}},
		{Name: "figures only", Path: at, As: w.As(t, "leader"), Want: []string{"Danh sách có 2 người"}, WantNot: []string{"Bích Vân", "6,4", "Cấp chứng nhận"}},
		{Name: "the grid again", Path: at + "/participants", As: as, Want: []string{`value="Lý Quốc Khải"`, `name="rows" value="10"`}},
		{Name: "a day before it was over", Method: "POST", Path: at + "/certificates", As: as, Form: fields("version", "2", "first", "1", "on", "14/5/2024"), WantStatus: 422, Want: []string{"Ngày cấp cần từ 15/5/2024"}},
		{Name: "numbered", Method: "POST", Path: at + "/certificates", As: as, Form: fields("version", "2", "first", "1", "on", "15/5/2024", "mark", "/GCN"), WantStatus: 303},
		{Name: "certificates", Path: at, As: as, Want: []string{"01/GCN", "02/GCN", "2 người có chứng nhận"}},
		{Name: "search", Method: "POST", Path: "/training/people", As: as, Form: fields("q", "khai"), Want: []string{"Lý Quốc Khải"}, WantNot: []string{"Bích Vân"}},
		{Name: "people", Path: "/training/people?year=2024", As: as, Want: []string{"Lý Quốc Khải", "Bích Vân"}},
		{Name: "nobody before", Path: "/training/people?year=2023", As: as, WantNot: []string{"Lý Quốc Khải"}},
	})
	list := must(w.Training.Participants(t.Context(), w.Actor(t, "province"), r.Clusters[0].ID))(t)
	person := "/training/people/" + list[0].Person
	webtest.Run(t, w.Handler, []webtest.Scenario{
		{Name: "history", Path: person, As: as, Want: []string{"Bích Vân", "01/GCN", "15/5/2024"}},
		{Name: "nobody chosen", Method: "POST", Path: person + "/merge", As: as, Form: url.Values{}, WantStatus: 422},
		{Name: "merged", Method: "POST", Path: person + "/merge", As: as, Form: fields("other", list[1].Person), WantStatus: 303},
		{Name: "the other one leads here", Path: "/training/people/" + list[1].Person, As: as, WantStatus: 303, WantHeader: map[string]string{"Location": person}},
		{Name: "linked", Method: "POST", Path: person + "/account", As: as, Form: fields("account", "commune"), WantStatus: 303},
		{Name: "mine", Path: "/training/mine", As: w.As(t, "commune"), Want: []string{"khóa một"}},
		{Name: "nobody else’s", Path: "/training/mine", As: w.As(t, "other"), WantNot: []string{"khóa một"}},
	})
}

// Where a month is signed off, forms ask for a reason and keep what was typed.
func TestSignedMonthAsksForReason(t *testing.T) {
	w := apptest.SQLite(t)
	r := must(w.Training.Record(t.Context(), w.Actor(t, "province"), course(), ""))(t)
	if err := w.Signoff.Sign(t.Context(), access.System("test"), "training", apptest.Province, "2024-05", false); err != nil {
		t.Fatal(err)
	}
	as, at := w.As(t, "province"), "/training/clusters/"+r.Clusters[0].ID
	asks := []string{`name="reason"`, "tháng 5/2024"}
	record := fields("unit", apptest.Province, "subject", "Lớp bổ sung", "from", "20/5/2024", "rows", "6", "group-1", "commune_police", "people-1", "9")
	listed := fields("version", "1", "rows", "10", "name-1", "Trần Thị Bích Vân", "group-1", "labour_officer")
	webtest.Run(t, w.Handler, []webtest.Scenario{
		{Name: "a new course", Method: "POST", Path: "/training/courses", As: as, Form: record, WantStatus: 422, Want: append(asks, "Lớp bổ sung", `value="9"`)},
		{Name: "names", Method: "POST", Path: at + "/participants", As: as, Form: listed, WantStatus: 422, Want: append(asks, "Bích Vân")},
		{Name: "a cluster", Method: "POST", Path: at + "/amend", As: as, Form: fields("version", "1", "from", "20/5/2024", "rows", "6", "group-1", "commune_police", "people-1", "9"), WantStatus: 422, Want: asks},
	})
	listed.Set("reason", "Bổ sung danh sách ký nhận")
	record.Set("reason", "Ghi sót")
	webtest.Run(t, w.Handler, []webtest.Scenario{
		{Name: "names with a reason", Method: "POST", Path: at + "/participants", As: as, Form: listed, WantStatus: 303},
		{Name: "the month is open again", Method: "POST", Path: "/training/courses", As: as, Form: record, WantStatus: 303},
		{Name: "history", Path: at, As: as, Want: []string{"Bổ sung danh sách ký nhận"}},
	})
}

// A planned course that is over waits for its officer, on the first page and in
// the list, until somebody says what became of it.
func TestLateCourseWaits(t *testing.T) {
	w := apptest.SQLite(t)
	w.Set(time.Date(2025, 1, 8, 16, 50, 0, 0, time.UTC)) // shortly before midnight in Vietnam
	in := course()
	in.Unit = apptest.Commune
	in.Clusters[0] = training.Cluster{From: day("2025-01-08")}
	r := must(w.Training.Record(t.Context(), w.Actor(t, "commune"), in, ""))(t)
	home := func(name, as string, has bool) {
		t.Helper()
		s := webtest.Scenario{Name: name, Path: "/", As: w.As(t, as)}
		if text := []string{"1 lớp đã qua ngày, chưa ghi người dự"}; has {
			s.Want = text
		} else {
			s.WantNot = text
		}
		s.Run(t, w.Handler)
	}
	home("on its day", "commune", false)
	home("elsewhere", "other", false)
	w.Set(time.Date(2025, 1, 8, 17, 5, 0, 0, time.UTC))
	home("the day after", "commune", true)
	home("elsewhere", "other", false)
	late := "/training/courses?late=1"
	webtest.Scenario{Path: late, As: w.As(t, "commune"), Want: []string{"khóa một", "Chưa ghi người dự"}}.Run(t, w.Handler)
	webtest.Scenario{Method: "POST", Path: "/training/courses/" + r.ID + "/cancel", As: w.As(t, "commune"), Form: fields("version", "1", "reason", "Hoãn sang năm sau"), WantStatus: 303}.Run(t, w.Handler)
	home("cancelled", "commune", false)
	webtest.Scenario{Path: late, As: w.As(t, "commune"), WantNot: []string{"khóa một"}}.Run(t, w.Handler)
}

// The API stores once per key, lists without names, and counts names that it is
// sent twice once.
func TestAPI(t *testing.T) {
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		as := w.As(t, "province")
		body := `{"unit":"L80","subject":"Chuyển tuyến","clusters":[{"from":"2024-05-14","to":"2024-05-15","areas":"L803","counts":[{"group":"commune_police","people":14},{"group":"police","level":"province","people":2}]}]}`
		key := map[string]string{"Idempotency-Key": "k1"}
		first := webtest.Scenario{Name: "record", Method: "POST", Path: "/api/v1/training/courses", As: as, JSON: body, Header: key, WantStatus: 201, Want: []string{`"people":16`, `"state":"held"`, `"level":"commune"`}}.Run(t, w.Handler)
		again := webtest.Scenario{Name: "again", Method: "POST", Path: "/api/v1/training/courses", As: as, JSON: body, Header: key, WantStatus: 201, WantHeader: map[string]string{"Idempotent-Replayed": "true"}}.Run(t, w.Handler)
		if first.Body.String() != again.Body.String() {
			t.Error("the repeated request got another answer")
		}
		list, n, sums, err := w.Training.Courses(t.Context(), w.Actor(t, "province"), "L80", training.Filter{Limit: 5})
		if err != nil || n != 1 || sums.People != 16 {
			t.Fatal(n, sums, err)
		}
		at := "/api/v1/training/courses/" + list[0].ID
		people := `{"participants":[{"name":"Trần Thị Bích Vân","unit_text":"xã Lương Hòa","group":"labour_officer","sex":"female"},{"name":"Lý Quốc Khải","group":"police","level":"district"}]}`
		webtest.Run(t, w.Handler, []webtest.Scenario{
			{Name: "names", Method: "POST", Path: at + "/participants", As: as, JSON: people, WantStatus: 201, Want: []string{`"added":2`, `"people":2`}, WantNot: []string{"Khải"}},
			{Name: "names again", Method: "POST", Path: at + "/participants", As: as, JSON: people, WantStatus: 201, Want: []string{`"added":0`, `"known":2`}},
			{Name: "names without the right", Method: "POST", Path: at + "/participants", As: w.As(t, "police"), JSON: people, WantStatus: 403},
			{Name: "wrong name", Method: "POST", Path: at + "/participants", As: as, JSON: `{"participants":[{"name":"A","group":"nobody"}]}`, WantStatus: 422, Want: []string{"group"}},
			{Name: "list", Path: "/api/v1/training/courses?unit=L80&year=2024", As: w.As(t, "leader"), WantStatus: 200, Want: []string{`"total":1`, `"named":2`, `"women":1`}, WantNot: []string{"Bích Vân"}},
			{Name: "one", Path: at, As: w.As(t, "leader"), WantStatus: 200, Want: []string{"Chuyển tuyến"}},
			{Name: "not of another commune", Path: at, As: w.As(t, "other"), WantStatus: 404, WantNot: []string{"Chuyển tuyến"}},
			{Name: "wrong day", Method: "POST", Path: "/api/v1/training/courses", As: as, JSON: strings.Replace(body, "2024-05-15", "2024-05-13", 1), WantStatus: 422},
			{Name: "no session", Path: at, WantStatus: http.StatusUnauthorized},
			{Name: "terms", Path: "/api/v1/training/terms", As: as, Want: []string{"Công an cấp xã"}},
		})
		if got := figures(t, w); got["participant.people"] != 2 || got["cluster.count"] != 1 {
			t.Errorf("figures %v", got)
		}
	})
}
