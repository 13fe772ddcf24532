package livelihood_test

import (
	"net/url"
	"strings"
	"testing"

	"neove/app/apptest"
	"neove/internal/clock"
	"neove/internal/webtest"
	"neove/livelihood"
)

// Every page, as people meet it: signed out, with another role, in order, and
// refused with what was typed.
func TestSupportPages(t *testing.T) {
	t.Parallel()
	w := apptest.SQLite(t)
	by := w.Actor(t, "district")
	own, err := w.Livelihood.Record(t.Context(), by, trade(func(s *livelihood.Support) { s.Victims, s.Provider = n(3), "Trường trung cấp nghề Mẫu" }), "")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.Livelihood.Record(t.Context(), w.Actor(t, "other"), livelihood.Support{Unit: apptest.OtherCommune, Kind: "loan", From: clock.On(2024, 5, 2), Occupation: "Vay nơi khác", People: n(2)}, ""); err != nil {
		t.Fatal(err)
	}
	page := "/livelihood/supports/" + own.ID
	commune, district, leader := w.As(t, "commune"), w.As(t, "district"), w.As(t, "leader")
	typed := url.Values{"kind": {"trade"}, "from": {"3/6/2024"}, "occupation": {"Nấu ăn <b>"}, "people": {"12"}, "women": {"13"}, "turns": {"4"}, "amount": {"1.000.000"}}
	good := url.Values{"kind": {"Tư vấn học nghề, việc làm"}, "from": {"3/6/2024"}, "turns": {"1.234"}}
	webtest.Run(t, w.Handler, []webtest.Scenario{
		{Name: "signed out", Path: "/livelihood/supports", WantStatus: 303, WantNot: []string{"Mẫu"}},
		{Name: "police", Path: "/livelihood/supports", As: w.As(t, "police"), WantStatus: 403, WantNot: []string{"Trường trung cấp nghề Mẫu"}},
		{Name: "list", Path: "/livelihood/supports", As: district, WantStatus: 200, Want: []string{"Dạy nghề: May công nghiệp", "số 1/2024", "80.000.000", "Tổng số: 1 đợt"}, WantNot: []string{"Vay nơi khác"}},
		{Name: "list of the commune", Path: "/livelihood/supports", As: commune, WantStatus: 200, WantNot: []string{"May công nghiệp", "Vay nơi khác"}, Want: []string{"Chưa có đợt hỗ trợ"}},
		{Name: "list of the district by a commune", Path: "/livelihood/supports?unit=L803", As: commune, WantStatus: 403, WantNot: []string{"May công nghiệp"}},
		{Name: "filter", Path: "/livelihood/supports?kind=loan&year=2024", As: w.As(t, "province"), WantStatus: 200, Want: []string{"Vay nơi khác", "Loại hỗ trợ: Cho vay vốn", "Năm: 2024"}, WantNot: []string{"May công nghiệp"}},
		{Name: "a leader only reads", Path: "/livelihood/supports", As: leader, WantStatus: 200, Want: []string{"May công nghiệp"}, WantNot: []string{"/supports/new"}},
		{Name: "record", Path: page, As: district, WantStatus: 200, Want: []string{"tính vào ngày 30/8/2024", "80.000.000 đồng", "Ghi đợt hỗ trợ", "<dd>3</dd>"}, WantNot: []string{"Số lượt"}},
		{Name: "few victims are hidden from readers", Path: page, As: leader, WantStatus: 200, Want: []string{"dưới 5"}, WantNot: []string{"<dd>3</dd>", "/withdraw"}},
		{Name: "record of another unit", Path: page, As: commune, WantStatus: 404, WantNot: []string{"May công nghiệp"}},
		{Name: "amend of another unit", Path: page + "/amend", As: commune, WantStatus: 404, WantNot: []string{"May công nghiệp"}},
		{Name: "amend by a reader", Path: page + "/amend", As: leader, WantStatus: 403},
		{Name: "form", Path: "/livelihood/supports/new", As: commune, WantStatus: 200, Want: []string{`name="turns"`, `name="people"`, "Chỉ dùng cho: Tư vấn học nghề, việc làm", `value="8/1/2025"`}},
		{Name: "form of a kind", Path: "/livelihood/supports/new?kind=counselling", As: commune, WantStatus: 200, Want: []string{`name="turns"`, "không tính: số người, số tiền"}, WantNot: []string{`name="people"`, `name="women"`, `name="central"`}},
		{Name: "form for a reader", Path: "/livelihood/supports/new", As: leader, WantStatus: 403},
		{Name: "refused", Method: "POST", Path: "/livelihood/supports", Form: typed, As: commune, WantStatus: 422,
			Want: []string{"Nấu ăn &lt;b&gt;", `value="13"`, `value="4"`, "“Dạy nghề” không tính số này", "lớn hơn số người (12)", `href="#f-women"`}, WantNot: []string{"<b>\""}},
		{Name: "recorded", Method: "POST", Path: "/livelihood/supports", Form: good, As: commune, WantStatus: 303},
		{Name: "in the list", Path: "/livelihood/supports", As: commune, WantStatus: 200, Want: []string{"1.234", "Tổng số: 1 đợt"}},
		{Name: "withdraw without a reason", Method: "POST", Path: page + "/withdraw", Form: url.Values{"version": {"1"}}, As: district, WantStatus: 422, Want: []string{"Chưa ghi lý do"}},
		{Name: "withdraw by another unit", Method: "POST", Path: page + "/withdraw", Form: url.Values{"version": {"1"}, "reason": {"x"}}, As: commune, WantStatus: 404},
		{Name: "amend an old version", Method: "POST", Path: page + "/amend", Form: merged(typed, url.Values{"version": {"7"}, "women": {"2"}, "turns": {""}}), As: district, WantStatus: 409, Want: []string{"Nấu ăn &lt;b&gt;", "người khác sửa"}},
		{Name: "amend", Method: "POST", Path: page + "/amend", Form: merged(typed, url.Values{"version": {"1"}, "women": {"2"}, "turns": {""}}), As: district, WantStatus: 303},
		{Name: "history", Path: page, As: district, WantStatus: 200, Want: []string{"Sửa đợt hỗ trợ", "Trong đó nữ: 21 → 2"}},
		{Name: "withdraw", Method: "POST", Path: page + "/withdraw", Form: url.Values{"version": {"2"}, "reason": {"Ghi nhầm"}}, As: district, WantStatus: 303},
		{Name: "withdrawn", Path: page, As: district, WantStatus: 200, Want: []string{"Đã rút", "Ghi nhầm"}, WantNot: []string{"/amend\""}},
		{Name: "amend a withdrawn one", Path: page + "/amend", As: district, WantStatus: 404},
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

func TestGridPage(t *testing.T) {
	t.Parallel()
	w := apptest.SQLite(t)
	district := w.As(t, "district")
	rows := url.Values{"unit": {apptest.Commune}, "rows": {"10"}, "kind-2": {"trade"}, "from-2": {"3/6/2024"}, "occupation-2": {"Hàn"}, "people-2": {"9"},
		"kind-4": {"counselling"}, "from-4": {"4/6/2024"}, "people-4": {"9"}, "turns-4": {"30"}}
	fixed := merged(rows, url.Values{"people-4": {""}})
	webtest.Run(t, w.Handler, []webtest.Scenario{
		{Name: "empty", Path: "/livelihood/supports/grid", As: district, WantStatus: 200, Want: []string{`name="kind-10"`, `name="amount-1"`}},
		{Name: "nothing typed", Method: "POST", Path: "/livelihood/supports/grid", Form: url.Values{"rows": {"10"}}, As: district, WantStatus: 422},
		{Name: "refused at its row", Method: "POST", Path: "/livelihood/supports/grid", Form: rows, As: district, WantStatus: 422,
			Want: []string{`href="#f-people-4"`, `value="Hàn"`, `value="30"`, "không tính số này"}, WantNot: []string{"#f-people-2"}},
		{Name: "nothing stored", Path: "/livelihood/supports?unit=" + apptest.Commune, As: district, WantStatus: 200, WantNot: []string{"Hàn"}},
		{Name: "stored", Method: "POST", Path: "/livelihood/supports/grid", Form: fixed, As: district, WantStatus: 303},
		{Name: "listed at the commune", Path: "/livelihood/supports", As: w.As(t, "commune"), WantStatus: 200, Want: []string{"Hàn", "Tổng số: 2 đợt"}},
		{Name: "another unit", Method: "POST", Path: "/livelihood/supports/grid", Form: merged(fixed, url.Values{"unit": {apptest.OtherCommune}}), As: district, WantStatus: 403},
	})
}

func TestLinkPages(t *testing.T) {
	t.Parallel()
	w := apptest.SQLite(t)
	link, err := w.Livelihood.RecordLink(t.Context(), w.Actor(t, "district"), livelihood.Link{Unit: apptest.District, Programme: "gender", From: clock.On(2024, 10, 18),
		Content: "Sinh hoạt bình đẳng giới\nvới phụ nữ xa quê", Agency: "Hội Liên hiệp Phụ nữ huyện", People: n(120)}, "")
	if err != nil {
		t.Fatal(err)
	}
	page, district, commune := "/livelihood/links/"+link.ID, w.As(t, "district"), w.As(t, "commune")
	webtest.Run(t, w.Handler, []webtest.Scenario{
		{Name: "signed out", Path: page, WantStatus: 303},
		{Name: "list", Path: "/livelihood/links", As: district, WantStatus: 200, Want: []string{"Bình đẳng giới", "phụ nữ xa quê", "120"}},
		{Name: "list of another programme", Path: "/livelihood/links?programme=child", As: district, WantStatus: 200, WantNot: []string{"phụ nữ xa quê"}},
		{Name: "record", Path: page, As: w.As(t, "leader"), WantStatus: 200, Want: []string{"Hội Liên hiệp Phụ nữ huyện"}, WantNot: []string{"/withdraw"}},
		{Name: "of another unit", Path: page, As: commune, WantStatus: 404, WantNot: []string{"xa quê"}},
		{Name: "refused", Method: "POST", Path: "/livelihood/links", Form: url.Values{"programme": {"x"}, "from": {"1/1/2025"}, "agency": {"Trạm y tế"}}, As: commune, WantStatus: 422,
			Want: []string{"Trạm y tế", `href="#f-programme"`, `href="#f-content"`}},
		{Name: "recorded", Method: "POST", Path: "/livelihood/links", Form: url.Values{"programme": {"child"}, "from": {"1/1/2025"}, "content": {"Thăm trẻ em"}}, As: commune, WantStatus: 303},
		{Name: "amended", Method: "POST", Path: page + "/amend", Form: url.Values{"version": {"1"}, "programme": {"gender"}, "from": {"18/10/2024"}, "content": {"Nội dung mới"}}, As: district, WantStatus: 303},
		{Name: "history", Path: page, As: district, WantStatus: 200, Want: []string{"Nội dung mới", "Sửa nội dung lồng ghép"}},
		{Name: "withdrawn", Method: "POST", Path: page + "/withdraw", Form: url.Values{"version": {"2"}, "reason": {"Trùng"}}, As: district, WantStatus: 303},
		{Name: "gone from the list", Path: "/livelihood/links", As: district, WantStatus: 200, WantNot: []string{"Nội dung mới"}, Want: []string{"Thăm trẻ em"}},
	})
	want := map[string]int64{"livelihood.link.count L28003 2025-01-01": 1}
	if got := facts(t, w); len(got) != 1 || got["livelihood.link.count L28003 2025-01-01"] != 1 {
		t.Errorf("facts are %v, want %v", got, want)
	}
}

// A name is shown on the person's own page to the unit that keeps it, and
// nowhere else: no list, title, address or answer to others.
func TestPeoplePages(t *testing.T) {
	t.Parallel()
	w := apptest.SQLite(t)
	p := watch(t, w)
	commune, province, district := w.As(t, "commune"), w.As(t, "province"), w.As(t, "district")
	page := "/livelihood/people/" + p.ID
	typed := url.Values{"unit": {apptest.Commune}, "name": {canary}, "sex": {"female"}, "birth": {"32/1"}, "basis": {"duty"}, "first_on": {"1/10/2024"}, "review_on": {"1/12/2024"}, "risks": {"debt", "online"}}
	form := webtest.Scenario{Name: "recorded", Method: "POST", Path: "/livelihood/people", Form: merged(typed, url.Values{"birth": {"5/2006"}}), As: commune, WantStatus: 303, WantNot: []string{canary}}
	webtest.Run(t, w.Handler, []webtest.Scenario{
		{Name: "signed out", Path: page, WantStatus: 303, WantNot: []string{canary}},
		{Name: "list", Path: "/livelihood/people", As: commune, WantStatus: 200, Want: []string{p.Code, page, "Hộ nghèo, cận nghèo", "Đến hạn rà soát"}, WantNot: []string{canary, "Yến"}},
		{Name: "list of the province", Path: "/livelihood/people", As: province, WantStatus: 200, Want: []string{"Xã Lương Hòa", "&lt;5", "Tổng cộng ≥1 người"}, WantNot: []string{canary, p.Code, page, "Hộ nghèo", "/people/new", "/people/search", `name="risk"`}},
		{Name: "English", Path: "/access/language?lang=en", As: province, WantStatus: 303},
		{Name: "in English", Path: "/livelihood/people", As: province, WantStatus: 200, Want: []string{"Persons by the unit that keeps the list", "≥1 persons in all"}, WantNot: []string{canary, p.Code, "[livelihood."}},
		{Name: "Vietnamese", Path: "/access/language?lang=vi", As: province, WantStatus: 303},
		{Name: "one commune for the province", Path: "/livelihood/people?unit=" + apptest.Commune, As: province, WantStatus: 200, Want: []string{"&lt;5"}, WantNot: []string{canary, p.Code, "Hộ nghèo"}},
		{Name: "one risk for the province", Path: "/livelihood/people?risk=poor&state=watching", As: province, WantStatus: 200, WantNot: []string{p.Code, "1 hồ sơ"}},
		{Name: "list of the district", Path: "/livelihood/people", As: district, WantStatus: 200, Want: []string{"0 hồ sơ", "Xã Lương Hòa", "&lt;5"}, WantNot: []string{p.Code, page, "10/10/2024"}},
		{Name: "due in the own unit", Path: "/livelihood/people?due=1", As: district, WantStatus: 200, WantNot: []string{p.Code}},
		{Name: "list of a leader", Path: "/livelihood/people", As: w.As(t, "leader"), WantStatus: 403, WantNot: []string{p.Code}},
		{Name: "opened", Path: page, As: commune, WantStatus: 200, Want: []string{canary, "2006", `class="restricted"`, "<title>" + p.Code, "Xem hồ sơ người có nguy cơ"}},
		{Name: "not by the province", Path: page, As: province, WantStatus: 404, WantNot: []string{canary, p.Code}},
		{Name: "not by the district", Path: page + "/amend", As: district, WantStatus: 404, WantNot: []string{canary, p.Code}},
		{Name: "form", Path: "/livelihood/people/new", As: commune, WantStatus: 200, Want: []string{`class="restricted"`, "data-secret", `value="8/4/2025"`}, WantNot: []string{"data-draft"}},
		{Name: "form for a level above", Path: "/livelihood/people/new?unit=" + apptest.Commune, As: district, WantStatus: 403},
		{Name: "refused", Method: "POST", Path: "/livelihood/people", Form: typed, As: commune, WantStatus: 422, Want: []string{canary, `value="32/1"`, `href="#f-birth"`}},
		form,
		{Name: "search", Method: "POST", Path: "/livelihood/people/search", Form: url.Values{"q": {"hoang yen"}}, As: commune, WantStatus: 200, Want: []string{p.Code, "2 hồ sơ có tên khớp"}, WantNot: []string{canary}},
		{Name: "search finds nobody", Method: "POST", Path: "/livelihood/people/search", Form: url.Values{"q": {"Bồ Câu"}}, As: commune, WantStatus: 200, Want: []string{"Không có hồ sơ nào"}, WantNot: []string{p.Code}},
		{Name: "no search by GET", Path: "/livelihood/people/search?q=yen", As: commune, WantStatus: 404},
		{Name: "help refused", Method: "POST", Path: page + "/helps", Form: url.Values{"kind": {"counselling"}, "on": {"1/10/2024"}, "amount": {"5"}, "note": {"Ghi chú riêng"}}, As: commune, WantStatus: 422, Want: []string{"Ghi chú riêng", `href="#f-amount"`}},
		{Name: "help", Method: "POST", Path: page + "/helps", Form: url.Values{"kind": {"counselling"}, "on": {"1/10/2024"}, "note": {"Ghi chú riêng"}}, As: commune, WantStatus: 303},
		{Name: "helped", Path: page, As: commune, WantStatus: 200, Want: []string{"Ghi chú riêng", "Tư vấn học nghề, việc làm", "1/10/2024"}},
		{Name: "left", Method: "POST", Path: page + "/amend", Form: merged(typed, url.Values{"version": {"1"}, "birth": {""}, "state": {"left"}, "left_reason": {"moved"}}), As: commune, WantStatus: 303},
		{Name: "nothing further", Path: page, As: commune, WantStatus: 200, Want: []string{"Thôi theo dõi", "Chuyển nơi ở"}, WantNot: []string{page + "/helps"}},
	})
	body := webtest.Scenario{Path: "/", As: commune, WantStatus: 200}.Run(t, w.Handler).Body.String()
	if !strings.Contains(body, "Rà soát 1 hồ sơ") || strings.Contains(body, canary) {
		t.Error("the first page does not count the one review that is due, or says a name")
	}
}

// Forms ask for a reason once the month is signed off, and keep what was typed.
func TestPagesOfASignedMonth(t *testing.T) {
	t.Parallel()
	w := apptest.SQLite(t)
	s, ctx, by, as := w.Livelihood, t.Context(), w.Actor(t, "district"), w.As(t, "district")
	a, err := s.Record(ctx, by, trade(), "")
	if err != nil {
		t.Fatal(err)
	}
	p, who := atRisk(func(p *livelihood.Person, _ *livelihood.Identity) { p.Unit = apptest.District })
	if p, err = s.Watch(ctx, by, p, who); err != nil {
		t.Fatal(err)
	}
	h, err := s.Give(ctx, by, p.ID, livelihood.Help{Kind: "loan", On: clock.On(2024, 8, 5), Amount: n(1_000_000)}, "", "")
	if err != nil {
		t.Fatal(err)
	}
	sign := func() {
		t.Helper()
		if err := w.Signoff.Sign(ctx, by, "livelihood", apptest.District, "2024-08", false); err != nil {
			t.Fatal(err)
		}
	}
	sign()
	page, help := "/livelihood/supports/"+a.ID, "/livelihood/helps/"+h.ID
	form := url.Values{"version": {"1"}, "kind": {"trade"}, "from": {"3/6/2024"}, "to": {"30/8/2024"}, "occupation": {"Nấu ăn"}, "people": {"30"}}
	webtest.Run(t, w.Handler, []webtest.Scenario{
		{Name: "amend asks", Method: "POST", Path: page + "/amend", Form: form, As: as, WantStatus: 422, Want: []string{`name="reason"`, `value="Nấu ăn"`}},
		{Name: "amended", Method: "POST", Path: page + "/amend", Form: merged(form, url.Values{"reason": {"Bổ sung học viên"}}), As: as, WantStatus: 303},
	})
	sign()
	webtest.Run(t, w.Handler, []webtest.Scenario{
		{Name: "grid asks", Method: "POST", Path: "/livelihood/supports/grid", Form: url.Values{"rows": {"10"}, "kind-1": {"loan"}, "from-1": {"9/8/2024"}, "people-1": {"7"}}, As: as, WantStatus: 422, Want: []string{`name="reason"`, `value="9/8/2024"`}},
		{Name: "a fact leads to the record", Path: help, As: as, WantStatus: 303, WantHeader: map[string]string{"Location": "/livelihood/people/" + p.ID}},
		{Name: "not for others", Path: help, As: w.As(t, "province"), WantStatus: 404},
		{Name: "taking a help back asks", Method: "POST", Path: help + "/withdraw", Form: url.Values{"version": {"1"}}, As: as, WantStatus: 422, Want: []string{`name="reason"`}, WantNot: []string{canary}},
		{Name: "taken back", Method: "POST", Path: help + "/withdraw", Form: url.Values{"version": {"1"}, "reason": {"Ghi nhầm tháng"}}, As: as, WantStatus: 303},
		{Name: "shown so", Path: "/livelihood/people/" + p.ID, As: as, WantStatus: 200, Want: []string{"Đã rút", "Rút lần hỗ trợ theo tên"}},
	})
	if got := facts(t, w); got["livelihood.loan.people L803 2024-08-05"] != 0 || got["livelihood.trade.people L803 2024-08-30"] != 30 {
		t.Errorf("facts are %v", got)
	}
}
