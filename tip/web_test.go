package tip_test

import (
	"encoding/json"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	"neove/app/apptest"
	"neove/internal/webtest"
	"neove/tip"
)

func TestPages(t *testing.T) {
	t.Parallel()
	w := apptest.SQLite(t)
	now := record(t, w, "commune", plain)
	at := "/tip/tips/" + now.ID
	as := func(account string) string { return w.As(t, account) }
	typed := url.Values{"text": {"Lời kể đã gõ"}, "place": {"Nơi đã gõ"}, "name": {"Tên đã gõ"}, "urgency": {"today"}, "way": {"call"}, "when": {"Giờ đã gõ"}}
	var list []webtest.Scenario
	for _, path := range []string{"/tip/tips", "/tip/tips/new", at, at + "/amend", at + "/handover", at + "/outcome", at + "/withdraw", at + "/return",
		"/tip/statistics", "/tip/statistics.xlsx", "/tip/statistics/own", "/tip/statistics/own.xlsx"} {
		list = append(list, webtest.Scenario{Name: "signed out " + path, Path: path, WantStatus: 303, WantNot: []string{now.Code}})
	}
	for _, path := range []string{"", "/amend", "/triage", "/links", "/reply", "/acknowledge", "/handover", "/outcome", "/withdraw", "/return"} {
		target := at + path
		if path == "" {
			target = "/tip/tips"
		}
		list = append(list, webtest.Scenario{Name: "signed out post " + path, Method: "POST", Path: target, Form: typed, WantStatus: 303},
			webtest.Scenario{Name: "leader post " + path, Method: "POST", Path: target, Form: typed, As: as("leader"), WantStatus: 403, WantNot: []string{"đã gõ"}})
	}
	list = append(list, []webtest.Scenario{
		{Name: "new", Path: "/tip/tips/new", As: as("commune"), WantStatus: 200, Want: []string{"Ghi tin báo", `value="police:L80" selected`, "Có người đang bị giữ", "data-secret", "restricted"}, WantNot: []string{"data-draft", `value="public_form"`, "[tip."}},
		{Name: "nothing typed", Method: "POST", Path: "/tip/tips", Form: url.Values{}, As: as("commune"), WantStatus: 422, Want: []string{`href="#f-text"`, `href="#f-urgency"`, `href="#f-channel"`}},
		{Name: "typed text stays", Method: "POST", Path: "/tip/tips", Form: typed, As: as("commune"), WantStatus: 422,
			Want: []string{"Lời kể đã gõ", "Nơi đã gõ", "Tên đã gõ", "Giờ đã gõ", `href="#f-channel"`, `value="today" checked`}, WantNot: []string{"[tip."}},
		{Name: "a call needs a number", Method: "POST", Path: "/tip/tips", Form: plus(typed, "channel", "phone"), As: as("commune"), WantStatus: 422, Want: []string{"cần số điện thoại", "<details class=\"more\" open"}},
		{Name: "the public channel is not typed", Method: "POST", Path: "/tip/tips", Form: plus(typed, "channel", "public_form", "way", "none"), As: as("commune"), WantStatus: 422},
		{Name: "a wrong hour", Method: "POST", Path: "/tip/tips", Form: plus(typed, "channel", "phone", "way", "none", "received_time", "25:00"), As: as("commune"), WantStatus: 422, Want: []string{"Giờ ghi như 14:30"}},
		{Name: "list", Path: "/tip/tips", As: as("commune"), WantStatus: 200, Want: []string{now.Code, "Thư, đơn", "Chưa chuyển", "UBND xã Lương Hòa", "Còn"}, WantNot: []string{"đi làm xa", "[tip.", "[ui."}},
		{Name: "list filtered", Path: "/tip/tips?box=in", As: as("commune"), WantStatus: 200, Want: []string{"Không có tin báo nào"}, WantNot: []string{now.Code}},
		{Name: "list with an unknown filter", Path: "/tip/tips?box=all", As: as("commune"), WantStatus: 422},
		{Name: "one by its code", Path: "/tip/tips?code=" + strings.ToLower(now.Code), As: as("commune"), WantStatus: 200, Want: []string{now.ID}},
		{Name: "view", Path: at, As: as("commune"), WantStatus: 200, Want: []string{now.Code, "đi làm xa", "Chuyển tin", "Ghi kết quả", "Rút tin ghi nhầm"}, WantNot: []string{"Xác nhận tiếp nhận", "Trả lại nơi gửi", "[tip.", "[audit."}},
		{Name: "amend form", Path: at + "/amend", As: as("commune"), WantStatus: 200, Want: []string{"đi làm xa", `value="normal" checked`}, WantNot: []string{"[tip."}},
		{Name: "amend", Method: "POST", Path: at + "/amend", Form: plus(typed, "version", "1", "channel", "phone", "contact", "0900"), As: as("commune"), WantStatus: 303},
		{Name: "amend an old version", Method: "POST", Path: at + "/amend", Form: plus(typed, "version", "1", "channel", "phone", "contact", "0900"), As: as("commune"), WantStatus: 409, Want: []string{"Lời kể đã gõ"}},
		{Name: "hand-over form", Path: at + "/handover", As: as("commune"), WantStatus: 200, Want: []string{"Công an tỉnh Long An", "Bộ đội Biên phòng tỉnh Long An", "UBND phường 1"}, WantNot: []string{"[tip.", `value="commune_officer:L28003"`}},
		{Name: "hand over to nobody", Method: "POST", Path: at + "/handover", Form: url.Values{"version": {"2"}, "note": {"Lời nhắn đã gõ"}}, As: as("commune"), WantStatus: 422, Want: []string{"Lời nhắn đã gõ", `href="#f-to"`, `href="#f-reason"`}},
		{Name: "return by the sender", Path: at + "/return", As: as("province"), WantStatus: 403},
		{Name: "hand over", Method: "POST", Path: at + "/handover", Form: url.Values{"version": {"2"}, "to": {"police:L80"}, "reason": {"other"}, "note": {"Lời nhắn"}}, As: as("commune"), WantStatus: 303, WantNot: []string{"Lời nhắn"}},
		{Name: "sender cannot acknowledge", Method: "POST", Path: at + "/acknowledge", Form: url.Values{"version": {"3"}}, As: as("commune"), WantStatus: 409},
		{Name: "receiver reads", Path: at, As: as("police"), WantStatus: 200, Want: []string{"Lời kể đã gõ", "Lời nhắn", "Xác nhận tiếp nhận", "Trả lại nơi gửi"}, WantNot: []string{"Bổ sung, sửa tin<", "[tip."}},
		{Name: "acknowledge", Method: "POST", Path: at + "/acknowledge", Form: url.Values{"version": {"4"}}, As: as("police"), WantStatus: 303},
		{Name: "triage nonsense", Method: "POST", Path: at + "/triage", Form: url.Values{"version": {"5"}, "urgency": {"soon"}}, As: as("police"), WantStatus: 422},
		{Name: "triage", Method: "POST", Path: at + "/triage", Form: url.Values{"version": {"5"}, "urgency": {"normal"}}, As: as("police"), WantStatus: 303},
		{Name: "link to nothing", Method: "POST", Path: at + "/links", Form: url.Values{"code": {"TB-2025-XXXX"}, "kind": {"related"}}, As: as("police"), WantStatus: 422, Want: []string{"TB-2025-XXXX", "Không có tin này"}},
		{Name: "outcome without words", Method: "POST", Path: at + "/outcome", Form: url.Values{"version": {"6"}, "outcome": {"verified"}}, As: as("police"), WantStatus: 422, Want: []string{`value="verified" checked`, `href="#f-finding"`}},
		{Name: "outcome", Method: "POST", Path: at + "/outcome", Form: url.Values{"version": {"6"}, "outcome": {"verified"}, "finding": {"Việc đã làm"}}, As: as("police"), WantStatus: 303, WantNot: []string{"Việc đã làm"}},
		{Name: "sender sees the outcome", Path: at, As: as("commune"), WantStatus: 200, Want: []string{"Việc đã làm", "Xác minh có cơ sở", "Ghi đã phản hồi", "Chỉ liên hệ theo cách an toàn", `value="call"`}, WantNot: []string{`value="message"`, "[tip."}},
		{Name: "reply unsafely", Method: "POST", Path: at + "/reply", Form: url.Values{"version": {"7"}, "how": {"message"}}, As: as("commune"), WantStatus: 422, Want: []string{"chưa đồng ý cách này"}},
		{Name: "reply", Method: "POST", Path: at + "/reply", Form: url.Values{"version": {"7"}, "how": {"call"}}, As: as("commune"), WantStatus: 303},
		{Name: "replied", Path: at, As: as("police"), WantStatus: 200, Want: []string{"Đã phản hồi người báo tin", "Đặng Thị Hồng"}},
		{Name: "statistics of the commune", Path: "/tip/statistics/own", As: as("commune"), WantStatus: 200, Want: []string{"Cơ quan tôi"}, WantNot: []string{"&lt;5", "[tip."}},
		{Name: "statistics are not the commune's", Path: "/tip/statistics", As: as("commune"), WantStatus: 403},
		{Name: "statistics of another area", Path: "/tip/statistics?unit=L72", As: as("province"), WantStatus: 403},
		{Name: "clocks are configuration", Path: "/org/settings", As: as("admin"), WantStatus: 200, Want: []string{"Tin báo: hạn mức", "Tổng đài quốc gia 111", "https://nchmf.gov.vn"}, WantNot: []string{"[org."}},
		{Name: "a wrong clock", Method: "POST", Path: "/org/settings", Form: url.Values{"key": {"tip.clock.today"}, "value": {"0"}, "from": {"1/2/2025"}, "source": {"QĐ 1"}}, As: as("admin"), WantStatus: 422},
		{Name: "in English", Path: "/access/language?lang=en", As: as("police"), WantStatus: 303},
		{Name: "list in English", Path: "/tip/tips", As: as("police"), WantStatus: 200, Want: []string{"Police of tỉnh Long An", "Closed"}, WantNot: []string{"[tip."}},
		{Name: "view in English", Path: at, As: as("police"), WantStatus: 200, Want: []string{"Every reading is recorded", "Verified"}, WantNot: []string{"[tip.", "[audit."}},
		{Name: "a new clock", Method: "POST", Path: "/org/settings", Form: url.Values{"key": {"tip.clock.today"}, "value": {"12"}, "from": {"1/2/2025"}, "source": {"QĐ 1"}}, As: as("admin"), WantStatus: 303},
	}...)
	webtest.Run(t, w.Handler, list)

	clerk := w.Actor(t, "commune")
	w.Set(time.Date(2025, 2, 3, 2, 0, 0, 0, time.UTC))
	in := plain
	in.Urgency = tip.Today
	if got, err := w.Tip.Record(t.Context(), clerk, in); err != nil || !got.DueAt.Equal(w.Now().Add(12*time.Hour)) {
		t.Errorf("the new clock gives %s (%v)", got.DueAt, err)
	}
}

// plus is a form with further values.
func plus(v url.Values, pairs ...string) url.Values {
	out := url.Values{}
	for k, list := range v {
		out[k] = list
	}
	for i := 0; i < len(pairs); i += 2 {
		out.Set(pairs[i], pairs[i+1])
	}
	return out
}

// A signed month asks for its reason on the form and keeps what was typed.
func TestReasonOfASignedMonth(t *testing.T) {
	t.Parallel()
	w := apptest.SQLite(t)
	old := plain
	old.ReceivedAt = time.Date(2024, 12, 10, 3, 0, 0, 0, time.UTC)
	record(t, w, "commune", old)
	if err := w.Signoff.Sign(t.Context(), w.Actor(t, "commune"), "tip", apptest.Commune, "2024-12", false); err != nil {
		t.Fatal(err)
	}
	form := url.Values{"text": {"Lời kể đã gõ"}, "urgency": {"normal"}, "channel": {"letter"}, "received_on": {"11/12/2024"}}
	webtest.Run(t, w.Handler, []webtest.Scenario{
		{Name: "asks", Method: "POST", Path: "/tip/tips", Form: form, As: w.As(t, "commune"), WantStatus: 422, Want: []string{`name="reason"`, "Lời kể đã gõ", "Không ghi nội dung tin ở đây"}},
		{Name: "takes it", Method: "POST", Path: "/tip/tips", Form: plus(form, "reason", "Thư đến muộn"), As: w.As(t, "commune"), WantStatus: 303},
	})
}

func TestAPI(t *testing.T) {
	t.Parallel()
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		as := func(account string) string { return w.As(t, account) }
		body := `{"channel":"phone","urgency":"today","text":"` + storyCanary + `","giver":{"name":"` + nameCanary + `"}}`
		key := map[string]string{"Idempotency-Key": "k1"}
		first := webtest.Scenario{Method: "POST", Path: "/api/v1/tip/tips", JSON: body, Header: key, As: as("commune"), WantStatus: 201, Want: []string{`"state":"received"`}, WantNot: canaries}.Run(t, w.Handler)
		var got tip.Tip
		if err := json.Unmarshal(first.Body.Bytes(), &got); err != nil {
			t.Fatal(err)
		}
		at := "/api/v1/tip/tips/" + got.ID
		order := `{"version":` + strconv.FormatInt(got.Version, 10) + `,"to":"police:L80","reason":"competence","note":"` + noteCanary + `"}`
		webtest.Run(t, w.Handler, []webtest.Scenario{
			{Name: "signed out", Path: "/api/v1/tip/tips", WantStatus: 401},
			{Name: "again", Method: "POST", Path: "/api/v1/tip/tips", JSON: body, Header: key, As: as("commune"), WantStatus: 201, Want: []string{got.Code}, WantHeader: map[string]string{"Idempotent-Replayed": "true"}},
			{Name: "the key with another text", Method: "POST", Path: "/api/v1/tip/tips", JSON: strings.Replace(body, storyCanary, "khác", 1), Header: key, As: as("commune"), WantStatus: 422},
			{Name: "bad", Method: "POST", Path: "/api/v1/tip/tips", JSON: `{"channel":"phone","urgency":"today","text":" ","to":"king:L80"}`, As: as("commune"), WantStatus: 422},
			{Name: "unknown channel", Method: "POST", Path: "/api/v1/tip/tips", JSON: strings.Replace(body, "phone", "public_form", 1), As: as("commune"), WantStatus: 422, WantNot: []string{storyCanary}},
			{Name: "leader", Method: "POST", Path: "/api/v1/tip/tips", JSON: body, As: as("leader"), WantStatus: 403, WantNot: canaries},
			{Name: "list", Path: "/api/v1/tip/tips?box=own&group=waiting", As: as("commune"), WantStatus: 200, Want: []string{`"total":1`, got.Code}, WantNot: canaries},
			{Name: "read", Path: at, As: as("commune"), WantStatus: 200, Want: []string{storyCanary, nameCanary}},
			{Name: "hand over as another", Method: "POST", Path: at + "/handovers", JSON: order, As: as("other"), WantStatus: 404, WantNot: canaries},
			{Name: "hand over", Method: "POST", Path: at + "/handovers", JSON: order, Header: map[string]string{"Idempotency-Key": "k2"}, As: as("commune"), WantStatus: 201, Want: []string{`"state":"handed"`}, WantNot: canaries},
			{Name: "hand over again", Method: "POST", Path: at + "/handovers", JSON: order, Header: map[string]string{"Idempotency-Key": "k2"}, As: as("commune"), WantStatus: 201, WantHeader: map[string]string{"Idempotent-Replayed": "true"}},
			{Name: "hand over once more", Method: "POST", Path: at + "/handovers", JSON: order, As: as("commune"), WantStatus: 409},
			{Name: "the receiver reads", Path: at, As: as("police"), WantStatus: 200, Want: []string{storyCanary, nameCanary, noteCanary, `"opened_by":"Trương Văn Hải"`}},
		})
		if n := sums(t, w, apptest.Commune)["tip.received.count"]; n != 1 {
			t.Errorf("%d tips count", n)
		}
	})
}

// Each count on the first page is that of the list which it opens.
func TestWorkCountsItsLists(t *testing.T) {
	t.Parallel()
	w := apptest.SQLite(t)
	for i := range 4 {
		in := told
		if i%2 == 0 {
			in = plain
		}
		if i > 1 {
			in.To = police
		}
		record(t, w, "commune", in)
	}
	w.Set(w.Now().Add(time.Minute))
	webtest.Run(t, w.Handler, []webtest.Scenario{
		{Name: "commune", Path: "/", As: w.As(t, "commune"), WantStatus: 200, Want: []string{"2 tin cơ quan anh/chị ghi quá hạn", "4 tin cơ quan anh/chị ghi đang tính giờ"}, WantNot: []string{"tin chuyển đến"}},
		{Name: "its list", Path: "/tip/tips?box=own&group=late", As: w.As(t, "commune"), WantStatus: 200, Want: []string{"2 tin"}},
		{Name: "its other list", Path: "/tip/tips?box=own&group=waiting", As: w.As(t, "commune"), WantStatus: 200, Want: []string{"4 tin"}},
		{Name: "police", Path: "/", As: w.As(t, "police"), WantStatus: 200, Want: []string{"1 tin chuyển đến quá hạn", "2 tin chuyển đến đang tính giờ"}},
		{Name: "its list", Path: "/tip/tips?box=in&group=late", As: w.As(t, "police"), WantStatus: 200, Want: []string{"1 tin"}},
		{Name: "the province counts only", Path: "/", As: w.As(t, "province"), WantStatus: 200, Want: []string{"&lt;5 tin báo trên địa bàn quá hạn"}, WantNot: []string{"TB-2025"}},
	})
}
