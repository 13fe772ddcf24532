package partner_test

import (
	"bytes"
	"net/url"
	"strings"
	"testing"

	"neove/app/apptest"
	"neove/internal/webtest"
	"neove/partner"
)

func TestRights(t *testing.T) {
	t.Parallel()
	w := apptest.SQLite(t)
	by := w.Actor(t, "province")
	p := record(t, w, by, office())
	o := offer(t, w, by, aid(p.ID))
	g, err := w.Partner.Contribute(t.Context(), by, partner.Contribution{Partner: p.ID, Unit: apptest.Province, Kind: partner.Volunteers, On: on(2024, 5, 1), Content: "Nói chuyện chuyên đề"}, "")
	if err != nil {
		t.Fatal(err)
	}
	partnerAt, serviceAt, giftAt := "/partner/partners/"+p.ID, "/partner/services/"+o.ID, "/partner/contributions/"+g.ID
	for _, c := range []struct {
		method, path                        string
		commune, district, leader, province int
	}{
		{"GET", "/partner", 303, 303, 303, 303},
		{"GET", "/partner/partners", 200, 200, 200, 200},
		{"GET", "/partner/partners.xlsx", 200, 200, 200, 200},
		{"GET", "/partner/partners/new", 403, 200, 403, 200},
		{"POST", "/partner/partners", 403, 422, 403, 422},
		{"GET", partnerAt, 200, 200, 200, 200},
		{"GET", partnerAt + "/amend", 403, 404, 403, 200},
		{"POST", partnerAt + "/amend", 403, 404, 403, 422},
		{"POST", partnerAt + "/withdraw", 403, 422, 403, 422},
		{"GET", partnerAt + "/contributions/new", 403, 404, 403, 200},
		{"POST", partnerAt + "/contributions", 403, 404, 403, 422},
		{"GET", giftAt, 404, 404, 200, 200},
		{"GET", giftAt + "/amend", 403, 404, 403, 200},
		{"POST", giftAt + "/amend", 403, 404, 403, 422},
		{"POST", giftAt + "/withdraw", 403, 404, 403, 422},
		{"GET", "/partner/services", 200, 200, 200, 200},
		{"GET", "/partner/services.xlsx", 200, 200, 200, 200},
		{"GET", "/partner/services/template.xlsx", 403, 200, 403, 200},
		{"GET", "/partner/services/import", 403, 200, 403, 200},
		{"POST", "/partner/services/import", 403, 422, 403, 422},
		{"GET", "/partner/services/new", 403, 200, 403, 200},
		{"POST", "/partner/services", 403, 422, 403, 422},
		{"GET", serviceAt, 200, 200, 200, 200},
		{"GET", serviceAt + "/amend", 403, 404, 403, 200},
		{"POST", serviceAt + "/amend", 403, 404, 403, 422},
		{"POST", serviceAt + "/verify", 403, 404, 403, 409}, // without the version that was seen
		{"POST", serviceAt + "/withdraw", 403, 422, 403, 422},
		{"GET", "/partner/partners/x", 404, 404, 404, 404},
		{"GET", "/partner/services/x", 404, 404, 404, 404},
	} {
		for account, want := range map[string]int{"commune": c.commune, "district": c.district, "leader": c.leader, "province": c.province} {
			s := webtest.Scenario{Name: account + " " + c.method + " " + c.path, Method: c.method, Path: c.path, As: w.As(t, account), WantStatus: want}
			if c.method == "POST" {
				s.Form = url.Values{}
			}
			webtest.Run(t, w.Handler, []webtest.Scenario{s})
		}
		webtest.Run(t, w.Handler, []webtest.Scenario{{Name: "nobody " + c.method + " " + c.path, Method: c.method, Path: c.path, WantNot: []string{p.Name, o.Name},
			WantStatus: 303, WantHeader: map[string]string{"Location": signIn(c.method, c.path)}}})
	}
}

// signIn is where somebody who is not signed in is led.
func signIn(method, path string) string {
	if method == "POST" {
		return "/access/sign-in"
	}
	return "/access/sign-in?next=" + url.QueryEscape(path)
}

func TestForms(t *testing.T) {
	t.Parallel()
	w := apptest.SQLite(t)
	as, by := w.As(t, "province"), w.Actor(t, "province")
	p := record(t, w, by, office())
	form := func(of url.Values, more ...string) url.Values {
		out := url.Values{}
		for k, v := range of {
			out[k] = v
		}
		for i := 0; i < len(more); i += 2 {
			out.Set(more[i], more[i+1])
		}
		return out
	}
	newPartner := url.Values{"unit": {"L80"}, "name": {"Hội Luật gia tỉnh"}, "kind": {"ngo"}, "country": {"VN"}}
	service := url.Values{"unit": {"L80"}, "partner": {p.ID}, "name": {"Nơi ở tạm"}, "category": {"legal"}, "part": {"public"}, "state": {"active"}, "languages": {"vi", "km"}}
	gift := url.Values{"unit": {"L80"}, "given": {"goods"}, "content": {"Chăn màn"}, "year": {"2023"}}
	webtest.Run(t, w.Handler, []webtest.Scenario{
		{Name: "partner refused", Method: "POST", Path: "/partner/partners", As: as, Form: form(newPartner, "phone", "gọi Lan", "gives", "Tư vấn <b>"), WantStatus: 422,
			Want: []string{`value="Hội Luật gia tỉnh"`, "Tư vấn &lt;b&gt;", `href="#f-phone"`, `value="gọi Lan"`, "Số điện thoại chỉ gồm"}, WantNot: []string{"Tư vấn <b>"}},
		{Name: "partner twice", Method: "POST", Path: "/partner/partners", As: as, Form: form(newPartner, "name", p.Name), WantStatus: 422, Want: []string{"Đã có đối tác tên"}},
		{Name: "partner", Method: "POST", Path: "/partner/partners", As: as, Form: newPartner, WantStatus: 303},
		{Name: "partner and next", Method: "POST", Path: "/partner/partners", As: as, Form: form(newPartner, "name", "Hội khác", "then", "new"), WantStatus: 303,
			WantHeader: map[string]string{"Location": "/partner/partners/new?done=partner-L80&unit=L80"}},
		{Name: "listed", Path: "/partner/partners?kind=ngo&country=VN", As: as, WantStatus: 200, Want: []string{"Hội Luật gia tỉnh", "Loại đối tác: "}, WantNot: []string{">" + p.Name}},
		{Name: "nothing fits", Path: "/partner/partners?q=khong+co+ai", As: as, WantStatus: 200, Want: []string{"Chưa có đối tác nào phù hợp"}},
		{Name: "stays with an address", Method: "POST", Path: "/partner/services", As: as, WantStatus: 422,
			Form: form(service, "category", "accommodation", "address", "Số 5, đường A", "hours", "giờ hành chính"),
			Want: []string{"Nơi có người lưu trú không được ghi địa chỉ", `value="Số 5, đường A"`, "Chưa đọc được giờ", `value="giờ hành chính"`, `value="km" checked`}},
		{Name: "service", Method: "POST", Path: "/partner/services", As: as, Form: form(service, "hours", "thứ 2 đến thứ 6 7h30-17h"), WantStatus: 303},
		{Name: "as a person reads it", Path: "/partner/services?q=noi+o+tam", As: as, WantStatus: 200, Want: []string{"T2–T6 7:30–17:00", "Tiếng Khmer", "Cần kiểm tra lại", "Đang mở"}},
		{Name: "waiting at home", Path: "/", As: as, WantStatus: 200, Want: []string{"1 dịch vụ cần kiểm tra lại", "stale=1"}},
		{Name: "the list it opens", Path: "/partner/services?stale=1&unit=L80", As: as, WantStatus: 200, Want: []string{"1 dịch vụ", "Nơi ở tạm"}},
		{Name: "nothing waits for a commune", Path: "/", As: w.As(t, "commune"), WantStatus: 200, WantNot: []string{"cần kiểm tra lại"}},
		{Name: "contribution refused", Method: "POST", Path: "/partner/partners/" + p.ID + "/contributions", As: as, Form: form(gift, "given", "money", "year", "2025"), WantStatus: 422,
			Want: []string{"Chăn màn", "Năm 2025 chưa hết", "ghi số tiền", `value="money" checked`}},
		{Name: "contribution", Method: "POST", Path: "/partner/partners/" + p.ID + "/contributions", As: as, Form: form(gift, "amount", "1.500.000"), WantStatus: 303},
		{Name: "on the partner's page", Path: "/partner/partners/" + p.ID, As: as, WantStatus: 200, Want: []string{"Chăn màn", "1.500.000", "2023", "Nơi ở tạm"}},
		{Name: "in english", Path: "/partner/services", As: as, Header: map[string]string{"Cookie": webtest.CookieName + "=" + as + "; lang=en"}, WantStatus: 200},
	})
}

// A service on its page: checked with a button, amended, withdrawn; a version
// that is not the one seen changes nothing and loses nothing.
func TestServicePage(t *testing.T) {
	t.Parallel()
	w := apptest.SQLite(t)
	as, by := w.As(t, "province"), w.Actor(t, "province")
	p := record(t, w, by, office())
	o := offer(t, w, by, aid(p.ID))
	at := "/partner/services/" + o.ID
	amended := url.Values{"version": {"2"}, "unit": {"L80"}, "partner": {p.ID}, "name": {"Tên mới"}, "category": {"legal_aid"}, "part": {"public"}, "state": {"paused"}}
	webtest.Run(t, w.Handler, []webtest.Scenario{
		{Name: "not checked", Path: at, As: as, WantStatus: 200, Want: []string{"Thông tin chưa được kiểm tra lại", `href="tel:0272000001"`, `href="tel:0900000001"`, "điểm đ: Trợ giúp pháp lý", "Đã kiểm tra lại hôm nay"}},
		{Name: "read only", Path: at, As: w.As(t, "commune"), WantStatus: 200, WantNot: []string{"Đã kiểm tra lại hôm nay", "/amend", "/withdraw"}},
		{Name: "check", Method: "POST", Path: at + "/verify", As: as, Form: url.Values{"version": {"1"}}, WantStatus: 303},
		{Name: "checked", Path: at, As: as, WantStatus: 200, Want: []string{"8/1/2025, Trần Thu Hà", "Kiểm tra lại dịch vụ"}, WantNot: []string{"Thông tin chưa được kiểm tra lại"}},
		{Name: "check again with the old version", Method: "POST", Path: at + "/verify", As: as, Form: url.Values{"version": {"1"}}, WantStatus: 409, Want: []string{o.Name}},
		{Name: "amend the old version", Method: "POST", Path: at + "/amend", As: as, Form: url.Values{"version": {"1"}, "unit": {"L80"}, "partner": {p.ID}, "name": {"Tên gõ dở"}, "category": {"legal_aid"}, "part": {"public"}},
			WantStatus: 409, Want: []string{"Tên gõ dở"}},
		{Name: "amend", Method: "POST", Path: at + "/amend", As: as, Form: amended, WantStatus: 303},
		{Name: "paused ones are not offered", Path: "/partner/services", As: as, WantStatus: 200, WantNot: []string{"Tên mới"}},
		{Name: "unless asked for", Path: "/partner/services?paused=1", As: as, WantStatus: 200, Want: []string{"Tên mới", "Tạm ngừng"}},
		{Name: "withdraw without a reason", Method: "POST", Path: at + "/withdraw", As: as, Form: url.Values{"version": {"3"}}, WantStatus: 422, Want: []string{"Tên mới"}},
		{Name: "withdraw", Method: "POST", Path: at + "/withdraw", As: as, Form: url.Values{"version": {"3"}, "reason": {"Ngừng hoạt động"}}, WantStatus: 303},
		{Name: "withdrawn", Path: at, As: as, WantStatus: 200, Want: []string{"Đã rút", "Ngừng hoạt động"}, WantNot: []string{"/amend"}},
	})
}

func TestAPI(t *testing.T) {
	t.Parallel()
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		as := w.As(t, "province")
		p := record(t, w, w.Actor(t, "province"), office())
		key := map[string]string{"Idempotency-Key": "0f9c1a52-7f0e-4c0e-8f9e-000000000001"}
		body := `{"partner":"` + p.ID + `","unit":"L80","name":"Tư vấn","category":"legal","part":"public","hours":"Mon-Fri 7:30-17:00","languages":["vi","en"]}`
		first := webtest.Scenario{Method: "POST", Path: "/api/v1/partner/services", As: as, JSON: body, Header: key, WantStatus: 201, Want: []string{`"hours":"T2–T6 7:30–17:00"`}}.Run(t, w.Handler)
		again := webtest.Scenario{Method: "POST", Path: "/api/v1/partner/services", As: as, JSON: body, Header: key, WantStatus: 201}.Run(t, w.Handler)
		if !bytes.Equal(first.Body.Bytes(), again.Body.Bytes()) {
			t.Error("the second answer differs:", again.Body)
		}
		webtest.Run(t, w.Handler, []webtest.Scenario{
			{Name: "once", Path: "/api/v1/partner/services?unit=L28003", As: w.As(t, "commune"), WantStatus: 200, Want: []string{`"total":1`}},
			{Name: "shelter", Method: "POST", Path: "/api/v1/partner/services", As: as, WantStatus: 422, Want: []string{"address", "lưu trú"},
				JSON: `{"partner":"` + p.ID + `","unit":"L80","name":"Nơi ở","category":"accommodation","part":"confidential","address":"Số 5"}`},
			{Name: "a commune", Method: "POST", Path: "/api/v1/partner/services", As: w.As(t, "commune"), JSON: body, WantStatus: 403},
			{Name: "nobody", Path: "/api/v1/partner/partners?unit=L80", WantStatus: 401},
			{Name: "partners", Path: "/api/v1/partner/partners?unit=L80", As: as, WantStatus: 200, Want: []string{`"total":1`, p.Name}},
			{Name: "one", Path: "/api/v1/partner/partners/" + p.ID, As: as, WantStatus: 200, Want: []string{p.Name}},
			{Name: "record", Method: "POST", Path: "/api/v1/partner/partners", As: as, JSON: `{"unit":"L80","kind":"ngo","name":"Hội Luật gia","since":"2024-01-01"}`, WantStatus: 201},
			{Name: "not a day", Method: "POST", Path: "/api/v1/partner/partners", As: as, JSON: `{"unit":"L80","kind":"ngo","name":"Hội A","since":"1/1"}`, WantStatus: 422},
		})
		id := strings.SplitN(strings.SplitN(first.Body.String(), `"id":"`, 2)[1], `"`, 2)[0]
		webtest.Run(t, w.Handler, []webtest.Scenario{
			{Name: "verify", Method: "POST", Path: "/api/v1/partner/services/" + id + "/verify", As: as, JSON: `{"version":1}`, WantStatus: 200, Want: []string{`"verified_on":"2025-01-08"`}},
			{Name: "verify the old version", Method: "POST", Path: "/api/v1/partner/services/" + id + "/verify", As: as, JSON: `{"version":1}`, WantStatus: 409},
			{Name: "get", Path: "/api/v1/partner/services/" + id, As: as, WantStatus: 200, Want: []string{`"version":2`}},
		})
	})
}
