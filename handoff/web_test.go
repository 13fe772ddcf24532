package handoff_test

import (
	"fmt"
	"net/url"
	"strings"
	"testing"

	"neove/app/apptest"
	"neove/handoff"
	"neove/internal/webtest"
)

// Two officers go the whole way on pages; what each to-do counts is what its
// list shows.
func TestPages(t *testing.T) {
	t.Parallel()
	w := apptest.SQLite(t)
	world(t, w)
	clerk, officer := w.As(t, "commune"), w.As(t, "police")
	form := url.Values{"subject": {"case:c1"}, "to": {police.String()}, "purpose": {"verify"}, "reason": {"competence"}, "sections": {"core", "identity"},
		"basis": {"duty"}, "urgency": {"today"}, "note": {noteCanary}, "parent": {""}}
	bad := url.Values{"subject": {"case:c1"}, "to": {police.String()}, "purpose": {"escort"}, "sections": {"core", "place"}, "basis": {"duty"}, "urgency": {"today"}, "note": {noteCanary}, "act_by": {"hôm nào"}}
	webtest.Run(t, w.Handler, []webtest.Scenario{
		{Name: "signed out", Path: "/handoff/requests/new?subject=case:c1", WantStatus: 303},
		{Name: "form", Path: "/handoff/requests/new?subject=case:c1", As: clerk, WantStatus: 200, Want: []string{"NN-C1", "Công an tỉnh Long An", "Sở chủ trì tỉnh Long An", "Trả lời trước", "Phiếu hạn chế"},
			WantNot: []string{"Bộ đội Biên phòng tỉnh"}, WantHeader: map[string]string{"Cache-Control": "no-store"}},
		{Name: "no subject", Path: "/handoff/requests/new", As: clerk, WantStatus: 404},
		{Name: "no such date", Method: "POST", Path: "/handoff/requests", Form: bad, As: clerk, WantStatus: 422, Want: []string{noteCanary, "hôm nào", `value="place" checked`}},
		{Name: "sections beyond the protocol", Method: "POST", Path: "/handoff/requests", Form: with(form, "sections", "core", "place"), As: clerk, WantStatus: 422,
			Want: []string{noteCanary, "Quy chế không cho chia sẻ hết các phần đã chọn", `href="#f-sections"`}},
		{Name: "send", Method: "POST", Path: "/handoff/requests", Form: form, As: clerk, WantStatus: 303, WantNot: canaries},
	})
	list, _, err := w.Handoff.Requests(t.Context(), w.Actor(t, "commune"), handoff.Filter{Limit: 10})
	if err != nil || len(list) != 1 {
		t.Fatal(list, err)
	}
	id, code := list[0].ID, list[0].Code
	page := "/handoff/requests/" + id
	webtest.Run(t, w.Handler, []webtest.Scenario{
		{Name: "list of the sender", Path: "/handoff/requests?box=out", As: clerk, WantStatus: 200, Want: []string{code, "NN-C1", "Đã gửi, chưa mở", "Còn 4 giờ"}, WantNot: canaries},
		{Name: "page of the sender", Path: page, As: clerk, WantStatus: 200, Want: []string{noteCanary, "Thu hồi phiếu", "12/QC-SYT"}, WantNot: []string{"Tiếp nhận</button>"}},
		{Name: "recall", Path: page + "/withdraw", As: clerk, WantStatus: 200, Want: []string{"Chưa ai mở phiếu"}, WantNot: []string{`name="reason"`}},
		{Name: "home of the police", Path: "/", As: officer, WantStatus: 200, Want: []string{"1 phiếu chuyển đến chờ trả lời", "/handoff/requests?box=in&amp;group=waiting"}, WantNot: append([]string{code}, canaries...)},
		{Name: "the list behind it", Path: "/handoff/requests?box=in&group=waiting", As: officer, WantStatus: 200, Want: []string{code, "1 phiếu của cơ quan"}, WantNot: canaries},
		{Name: "by its code", Path: "/handoff/requests?code=" + strings.ReplaceAll(code, "-", ""), As: officer, WantStatus: 200, Want: []string{id}},
		{Name: "page of the police", Path: page, As: officer, WantStatus: 200, Want: []string{noteCanary, "Tiếp nhận</button>", "Mở lần đầu (biên nhận)", "Trương Văn Hải"},
			WantNot: []string{"Thu hồi phiếu", "/casework/cases/c1"}, WantHeader: map[string]string{"Cache-Control": "no-store"}},
		{Name: "accept, older version", Method: "POST", Path: page + "/accept", Form: url.Values{"version": {"1"}}, As: officer, WantStatus: 409},
		{Name: "decline, blank", Method: "POST", Path: page + "/decline", Form: url.Values{"version": {"2"}, "why": {whyCanary}}, As: officer, WantStatus: 422, Want: []string{whyCanary, "Chọn lý do từ chối"}},
		{Name: "accept", Method: "POST", Path: page + "/accept", Form: url.Values{"version": {"2"}}, As: officer, WantStatus: 303},
		{Name: "accepted", Path: page, As: officer, WantStatus: 200, Want: []string{"/casework/cases/c1", "Báo cáo kết thúc", "Gửi phiếu trả về nơi gửi"}},
		{Name: "end, blank", Method: "POST", Path: page + "/end", Form: url.Values{"version": {"3"}, "report": {reportCanary}}, As: officer, WantStatus: 422, Want: []string{reportCanary, "Chọn kết quả"}},
		{Name: "end", Method: "POST", Path: page + "/end", Form: url.Values{"version": {"3"}, "result": {"done"}, "report": {reportCanary}}, As: officer, WantStatus: 303, WantNot: canaries},
		{Name: "over for the police", Path: page, As: officer, WantStatus: 200, Want: []string{"chỉ còn xem được tình trạng"}, WantNot: append([]string{"/casework/cases/c1"}, canaries...)},
		{Name: "home of the commune", Path: "/", As: clerk, WantStatus: 200, Want: []string{"1 phiếu gửi đi đã có kết quả"}},
		{Name: "answer", Path: page, As: clerk, WantStatus: 200, Want: []string{reportCanary, "Đã làm xong"}},
		{Name: "nothing waits", Path: "/", As: clerk, WantStatus: 200, WantNot: []string{"phiếu gửi đi đã có kết quả"}},
		{Name: "what is over stays over", Method: "POST", Path: page + "/withdraw", Form: url.Values{"version": {"5"}, "reason": {"no_need"}}, As: clerk, WantStatus: 409},
	})
}

func with(form url.Values, name string, values ...string) url.Values {
	out := url.Values{}
	for k, v := range form {
		out[k] = v
	}
	out[name] = values
	return out
}

// The province records protocols; whom they concern reads them.
func TestProtocolPages(t *testing.T) {
	t.Parallel()
	w := apptest.SQLite(t)
	world(t, w)
	form := url.Values{"symbol": {"45/QC-UBND"}, "name": {"Quy chế với cơ sở hỗ trợ"}, "kinds": {"commune_officer:*"}, "offices": {shelter.String()}, "sections": {"core", "health"},
		"purposes": {"service"}, "valid_from": {"1/1/2025"}, "valid_to": {"31/12/2025"}}
	chief := w.As(t, "province")
	webtest.Run(t, w.Handler, []webtest.Scenario{
		{Name: "form", Path: "/handoff/protocols/new", As: chief, WantStatus: 200, Want: []string{"UBND các xã, phường của tỉnh Long An"}},
		{Name: "bad", Method: "POST", Path: "/handoff/protocols", Form: with(form, "valid_to", "1/1/2024"), As: chief, WantStatus: 422, Want: []string{"45/QC-UBND", "Ngày cuối phải sau ngày bắt đầu", `value="commune_officer:*" checked`}},
		{Name: "not a commune", Path: "/handoff/protocols/new", As: w.As(t, "commune"), WantStatus: 403},
		{Name: "record", Method: "POST", Path: "/handoff/protocols", Form: form, As: chief, WantStatus: 303},
	})
	all, err := w.Handoff.Protocols(t.Context(), w.Actor(t, "shelter"))
	if err != nil || len(all) != 2 {
		t.Fatal(all, err)
	}
	id := all[0].ID
	if all[0].Symbol != "45/QC-UBND" {
		id = all[1].ID
	}
	page := "/handoff/protocols/" + id
	scenarios := []webtest.Scenario{
		{Name: "amend form", Path: page + "/amend", As: chief, WantStatus: 200, Want: []string{`value="31/12/2025"`, `value="commune_officer:*" checked`}},
		{Name: "amend", Method: "POST", Path: page + "/amend", Form: with(with(form, "name", "Quy chế sửa đổi"), "version", "1"), As: chief, WantStatus: 303},
		{Name: "amend again", Method: "POST", Path: page + "/amend", Form: with(with(form, "name", "Quy chế lần ba"), "version", "1"), As: chief, WantStatus: 409, Want: []string{"Quy chế lần ba"}},
		{Name: "a commune may not", Path: page + "/amend", As: w.As(t, "commune"), WantStatus: 403},
		{Name: "signed out", Path: page, WantStatus: 303},
	}
	for _, who := range []string{"commune", "police", "shelter", "leader", "inspector"} {
		scenarios = append(scenarios, webtest.Scenario{Name: who, Path: page, As: w.As(t, who), WantStatus: 200, Want: []string{"Quy chế sửa đổi", "31/12/2025"}},
			webtest.Scenario{Name: who + " list", Path: "/handoff/protocols", As: w.As(t, who), WantStatus: 200, Want: []string{"45/QC-UBND", "Còn hiệu lực"}})
	}
	webtest.Run(t, w.Handler, scenarios)
}

// A program sends, answers and repeats; a repeated request changes nothing.
func TestAPI(t *testing.T) {
	t.Parallel()
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		world(t, w)
		clerk, officer := w.As(t, "commune"), w.As(t, "police")
		key := map[string]string{"Idempotency-Key": "hand-over-0001"}
		body := fmt.Sprintf(`{"subject":"case:c1","to":%q,"purpose":"verify","sections":["core"],"reason":"law","urgency":"normal","basis":"duty","note":%q}`, police.String(), noteCanary)
		webtest.Run(t, w.Handler, []webtest.Scenario{
			{Name: "send", Method: "POST", Path: "/api/v1/handoff/requests", JSON: body, Header: key, As: clerk, WantStatus: 201, Want: []string{`"state":"sent"`}, WantNot: canaries},
			{Name: "again", Method: "POST", Path: "/api/v1/handoff/requests", JSON: body, Header: key, As: clerk, WantStatus: 201, Want: []string{`"state":"sent"`}},
			{Name: "without protocol", Method: "POST", Path: "/api/v1/handoff/requests", JSON: strings.Replace(body, `"core"`, `"place"`, 1), As: clerk, WantStatus: 422, Want: []string{"sections"}, WantNot: canaries},
			{Name: "no office", Method: "POST", Path: "/api/v1/handoff/requests", JSON: strings.Replace(body, "police:L80", "police", 1), As: clerk, WantStatus: 422},
		})
		list, n, err := w.Handoff.Requests(t.Context(), w.Actor(t, "commune"), handoff.Filter{Limit: 5})
		if err != nil || n != 1 {
			t.Fatal(n, err)
		}
		one := "/api/v1/handoff/requests/" + list[0].ID
		webtest.Run(t, w.Handler, []webtest.Scenario{
			{Name: "list", Path: "/api/v1/handoff/requests?box=in", As: officer, WantStatus: 200, Want: []string{`"total":1`, list[0].Code}, WantNot: canaries},
			{Name: "read", Path: one, As: officer, WantStatus: 200, Want: []string{`"state":"opened"`, noteCanary}},
			{Name: "accept", Method: "POST", Path: one + "/accept", JSON: `{"version":2}`, Header: key, As: officer, WantStatus: 200, Want: []string{`"state":"accepted"`, `"version":3`}},
			{Name: "accept again", Method: "POST", Path: one + "/accept", JSON: `{"version":2}`, Header: key, As: officer, WantStatus: 200, Want: []string{`"version":3`}},
			{Name: "without the key", Method: "POST", Path: one + "/accept", JSON: `{"version":2}`, As: officer, WantStatus: 409},
			{Name: "end", Method: "POST", Path: one + "/end", JSON: fmt.Sprintf(`{"version":3,"result":"done","report":%q}`, reportCanary), As: officer, WantStatus: 200, WantNot: canaries},
			{Name: "answer", Path: one, As: clerk, WantStatus: 200, Want: []string{reportCanary, `"result":"done"`}},
			{Name: "protocols", Path: "/api/v1/handoff/protocols", As: clerk, WantStatus: 200, Want: []string{"12/QC-SYT"}},
			{Name: "record a protocol", Method: "POST", Path: "/api/v1/handoff/protocols", As: w.As(t, "province"), WantStatus: 201,
				JSON: `{"unit":"L80","symbol":"7/QC","name":"Quy chế","parties":["police:*","border_guard:*"],"sections":["core"],"purposes":["verify"],"valid_from":"2025-01-01","valid_to":"2026-01-01"}`},
			{Name: "elsewhere", Method: "POST", Path: "/api/v1/handoff/protocols", As: w.As(t, "province"), WantStatus: 403,
				JSON: `{"unit":"L01","symbol":"7/QC","name":"Quy chế","parties":["police:*"],"sections":["core"],"purposes":["verify"],"valid_from":"2025-01-01","valid_to":"2026-01-01"}`},
		})
	})
}
