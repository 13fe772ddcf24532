package shelter_test

import (
	"net/url"
	"strings"
	"testing"

	"neove/access"
	"neove/app/apptest"
	"neove/internal/db"
	"neove/internal/errs"
	"neove/internal/webtest"
	"neove/shelter"
)

// Every page is there for whoever it is for, and says nothing to the others.
func TestPages(t *testing.T) {
	t.Parallel()
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		alone(w)
		another(t, w)
		as := func(account string) string { return w.As(t, account) }
		form := url.Values{"kind": {"refuge"}, "women": {"2"}, "children": {"1"}, "address": {addressCanary}, "way": {wayCanary}, "phone": {phoneCanary}}
		webtest.Run(t, w.Handler, []webtest.Scenario{
			{Name: "empty board", Path: "/shelter/facilities", As: as("shelter"), WantStatus: 200, Want: []string{"Chưa có cơ sở nào"}},
			{Name: "empty today", Path: "/shelter/today", As: as("shelter"), WantStatus: 200, Want: []string{"Chưa có cơ sở nào giao cho anh/chị"}},
			{Name: "form", Path: "/shelter/facilities/new", As: as("shelter"), WantStatus: 200, Want: []string{"Cách đến an toàn"}},
			{Name: "no beds", Method: "POST", Path: "/shelter/facilities", Form: url.Values{"kind": {"refuge"}, "address": {addressCanary}}, As: as("shelter"), WantStatus: 422, Want: []string{addressCanary, "ít nhất một loại"}},
			{Name: "record", Method: "POST", Path: "/shelter/facilities", Form: form, As: as("shelter"), WantStatus: 303, WantNot: canaries},
		})
		f, err := w.Shelter.Mine(t.Context(), w.Actor(t, "shelter"), "shelter.stay.read")
		if err != nil || len(f) != 1 {
			t.Fatal(f, err)
		}
		at := "/shelter/facilities/" + f[0].ID
		stay := url.Values{"facility": {f[0].ID}, "case_code": {caseCanary}, "bed": {"women"}, "from": {"2/1/2025"}, "review_on": {"8/1/2025"}}
		webtest.Run(t, w.Handler, []webtest.Scenario{
			{Name: "board", Path: "/shelter/facilities", As: as("commune"), WantStatus: 200, Want: []string{"CS-01", "Nơi tạm lánh", "2 trống / 2"}, WantNot: append([]string{"p-shelter", "Thêm cơ sở"}, canaries...)},
			{Name: "admit form", Path: "/shelter/stays/new", As: as("shelter"), WantStatus: 200, Want: []string{"CS-01"}},
			{Name: "admit wrongly", Method: "POST", Path: "/shelter/stays", Form: url.Values{"facility": {f[0].ID}, "case_code": {caseCanary}, "bed": {"men"}}, As: as("shelter"), WantStatus: 422, Want: []string{caseCanary, "không còn trống", "Vẫn tiếp nhận vượt số chỗ"}},
			{Name: "admit", Method: "POST", Path: "/shelter/stays", Form: stay, As: as("shelter"), WantStatus: 303},
			{Name: "today", Path: "/shelter/today", As: as("shelter"), WantStatus: 200, Want: []string{caseCanary, "CS-01", "Đến ngày rà soát", "Còn 54 ngày"}, WantNot: canaries},
			{Name: "stays", Path: "/shelter/stays?group=here", As: as("province"), WantStatus: 200, Want: []string{caseCanary}, WantNot: canaries},
			{Name: "facility", Path: at, As: as("shelter"), WantStatus: 200, Want: []string{"CS-01", "Xem địa chỉ", "Đang ở"}, WantNot: canaries},
			{Name: "facility from outside", Path: at, As: as("commune"), WantStatus: 200, Want: []string{"CS-01"}, WantNot: append([]string{"Đang ở", "Nguyễn Thị Lan", "Xem địa chỉ", caseCanary}, canaries...)},
			{Name: "amend", Path: at + "/amend", As: as("shelter"), WantStatus: 200, WantNot: canaries},
			{Name: "amend of another", Path: at + "/amend", As: as("legal"), WantStatus: 404, WantNot: canaries},
			{Name: "board as a file", Path: "/shelter/facilities.xlsx", As: as("border"), WantStatus: 200},
			{Name: "readiness", Path: "/shelter/readiness", As: as("province"), WantStatus: 200, Want: []string{"0/202", "2 chỗ trống tại cơ sở"}},
			{Name: "readiness as a file", Path: "/shelter/readiness.xlsx", As: as("leader"), WantStatus: 200},
			{Name: "unit", Path: "/shelter/units/" + apptest.Commune, As: as("commune"), WantStatus: 200, Want: []string{"Chưa kiểm tra"}},
			{Name: "unit elsewhere", Path: "/shelter/units/" + apptest.OtherCommune, As: as("commune"), WantStatus: 404},
			{Name: "signed out", Path: "/shelter/stays", WantStatus: 303},
			{Name: "wrong role", Path: "/shelter/stays", As: as("police"), WantStatus: 403, WantNot: []string{caseCanary}},
			{Name: "another organisation", Path: "/shelter/stays", As: as("legal"), WantStatus: 200, WantNot: []string{caseCanary}},
		})
		stepPages(t, w, f[0].ID)
	})
}

// stepPages goes on with the stay: decision, notes, end.
func stepPages(t *testing.T, w *apptest.World, facility string) {
	t.Helper()
	as := func(account string) string { return w.As(t, account) }
	list, _, err := w.Shelter.Stays(t.Context(), w.Actor(t, "shelter"), "", shelter.StayFilter{Limit: 10})
	if err != nil || len(list) != 1 {
		t.Fatal(list, err)
	}
	at := "/shelter/stays/" + list[0].ID
	decision := url.Values{"version": {"1"}, "which": {"days"}, "until": {"2/5/2025"}, "body": {"facility"}, "decision": {"12/QĐ-TT"}, "decided_on": {"8/1/2025"}}
	incident := url.Values{"kind": {"incident"}, "type": {"health"}, "stay": {list[0].ID}, "on": {"8/1/2025"}, "hour": {"7h05"}, "text": {textCanary}}
	webtest.Run(t, w.Handler, []webtest.Scenario{
		{Name: "stay", Path: at, As: as("shelter"), WantStatus: 200, Want: []string{caseCanary, "3/3/2025", "2/4/2025", "Gia hạn"}},
		{Name: "stay of another", Path: at, As: as("legal"), WantStatus: 404, WantNot: []string{caseCanary}},
		{Name: "extend form", Path: at + "/extend", As: as("shelter"), WantStatus: 200},
		{Name: "extend wrongly", Method: "POST", Path: at + "/extend", Form: url.Values{"version": {"1"}, "which": {"days"}, "until": {"1/1/2025"}, "decision": {"12/QĐ-TT"}}, As: as("shelter"), WantStatus: 422, Want: []string{"12/QĐ-TT"}},
		{Name: "extend", Method: "POST", Path: at + "/extend", Form: decision, As: as("shelter"), WantStatus: 303},
		{Name: "extend again", Method: "POST", Path: at + "/extend", Form: decision, As: as("shelter"), WantStatus: 409},
		{Name: "incident form", Path: "/shelter/notes/new?kind=incident&stay=" + list[0].ID, As: as("shelter"), WantStatus: 200, Want: []string{"Ghi sự việc"}},
		{Name: "incident without a text", Method: "POST", Path: "/shelter/notes", Form: url.Values{"kind": {"incident"}, "type": {"health"}, "stay": {list[0].ID}}, As: as("shelter"), WantStatus: 422, Want: []string{"Ghi sự việc đã xảy ra"}},
		{Name: "incident", Method: "POST", Path: "/shelter/notes", Form: incident, As: as("shelter"), WantStatus: 303, WantNot: []string{textCanary}},
		{Name: "review form", Path: "/shelter/notes/new?kind=review&stay=" + list[0].ID, As: as("shelter"), WantStatus: 200},
		{Name: "review", Method: "POST", Path: "/shelter/notes", Form: url.Values{"kind": {"review"}, "type": {"plan"}, "stay": {list[0].ID}, "next": {"8/2/2025"}}, As: as("shelter"), WantStatus: 303},
		{Name: "visit form", Path: "/shelter/notes/new?kind=visit", As: as("shelter"), WantStatus: 200},
		{Name: "visit", Method: "POST", Path: "/shelter/notes", Form: url.Values{"kind": {"visit"}, "type": {"doctor"}, "facility": {facility}, "on": {"8/1/2025"}}, As: as("shelter"), WantStatus: 303},
		{Name: "notes", Path: "/shelter/notes", As: as("shelter"), WantStatus: 200, Want: []string{"Sức khỏe", "07:05", "Chưa ghi kết quả", "3 ghi chép"}, WantNot: []string{textCanary}},
		{Name: "visits that wait", Path: "/shelter/notes?kind=visit&due=1", As: as("shelter"), WantStatus: 200, Want: []string{"1 ghi chép"}},
		{Name: "today", Path: "/shelter/today?facility=" + facility, As: as("shelter"), WantStatus: 200, Want: []string{"Sức khỏe", "Y tế", "8/2/2025"}, WantNot: []string{textCanary, "Đến ngày rà soát"}},
		{Name: "first page", Path: "/", As: as("shelter"), WantStatus: 200, Want: []string{"1 cuộc gặp chờ ghi kết quả"}},
		{Name: "stay with all", Path: at, As: as("shelter"), WantStatus: 200, Want: []string{"12/QĐ-TT", "Sức khỏe", "Gia hạn lưu trú"}, WantNot: []string{textCanary}},
		{Name: "leave form", Path: at + "/leave", As: as("shelter"), WantStatus: 200},
		{Name: "leave wrongly", Method: "POST", Path: at + "/leave", Form: url.Values{"version": {"3"}, "on": {"1/1/2025"}, "reason": {"home"}}, As: as("shelter"), WantStatus: 422},
		{Name: "leave", Method: "POST", Path: at + "/leave", Form: url.Values{"version": {"3"}, "on": {"8/1/2025"}, "reason": {"home"}}, As: as("shelter"), WantStatus: 303},
		{Name: "left", Path: at, As: as("province"), WantStatus: 200, Want: []string{"Rời ngày 8/1/2025", "Trở về nơi cư trú"}, WantNot: []string{"Gia hạn</a>"}},
		{Name: "free again", Path: "/shelter/facilities?bed=women", As: as("commune"), WantStatus: 200, Want: []string{"2 trống / 2"}},
	})
}

// Where casework is there, a case is found by its code among those that the
// officer may open, and leads back to its page.
func TestCasesOfCasework(t *testing.T) {
	t.Parallel()
	w := apptest.SQLite(t)
	f := found(t, w, "shelter", house)
	w.Shelter.FindCase = func(_ *db.Tx, by access.Actor, code string) (string, error) {
		if by.Account != "shelter" || code != caseCanary {
			return "", errs.New(errs.NotFound, "web.err.not_found")
		}
		return "case-1", nil
	}
	w.Shelter.CaseLabel = func(_ *db.Tx, by access.Actor, id string) (string, string) {
		if by.Account != "shelter" || id != "case-1" {
			return "", ""
		}
		return caseCanary, "/casework/cases/" + caseCanary
	}
	form := func(code string) url.Values {
		return url.Values{"facility": {f.ID}, "case_code": {code}, "bed": {"women"}}
	}
	post := func(name, account, code string, status int, want ...string) webtest.Scenario {
		return webtest.Scenario{Name: name, Method: "POST", Path: "/shelter/stays", Form: form(code), As: w.As(t, account), WantStatus: status, Want: want}
	}
	webtest.Run(t, w.Handler, []webtest.Scenario{
		post("unknown code", "shelter", "NN-1999-0001", 422, "Không tìm thấy hồ sơ có mã này", "NN-1999-0001"),
		post("not on the team", "province", caseCanary, 422, "Không tìm thấy hồ sơ có mã này"),
		post("found", "shelter", strings.ToLower(caseCanary), 303),
	})
	list, _, err := w.Shelter.Stays(t.Context(), w.Actor(t, "shelter"), "", shelter.StayFilter{Limit: 10})
	if err != nil || len(list) != 1 || list[0].Case != "case-1" {
		t.Fatal(list, err)
	}
	at := "/shelter/stays/" + list[0].ID
	link := `href="/casework/cases/` + caseCanary
	webtest.Run(t, w.Handler, []webtest.Scenario{
		{Name: "on the team", Path: at, As: w.As(t, "shelter"), WantStatus: 200, Want: []string{link}},
		{Name: "not on the team", Path: at, As: w.As(t, "province"), WantStatus: 200, Want: []string{caseCanary}, WantNot: []string{link}},
	})
}
