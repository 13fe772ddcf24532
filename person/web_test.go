package person_test

import (
	"net/url"
	"strings"
	"testing"
	"time"

	"neove/app/apptest"
	"neove/internal/db"
	"neove/internal/webtest"
	"neove/person"
)

// secret are the values of full() that a masked page never shows.
var secret = []string{"Lò Thị Pành", "Pành con", "011304000123", "bên kia biên giới", "0900 000 111", "Chỉ nhắn", "Sau 20 giờ", "Nói là bạn học", "Nhà tạm lánh", "Thái", "9/3/2004"}

func path(p person.Person) string { return "/person/people/" + p.ID }

// Every page and form of the slice: signed out, by who may not, and as meant.
func TestPages(t *testing.T) {
	t.Parallel()
	w := apptest.SQLite(t)
	p, q := record(t, w, "police", full()), record(t, w, "police", named("Lo Thi Panh"))
	for _, page := range []string{"/person/search", "/person/people/new", path(p), path(p) + "/revise/names", path(p) + "/revise/contacts", path(p) + "/merge"} {
		webtest.Scenario{Path: page, WantStatus: 303, WantNot: secret}.Run(t, w.Handler)
		webtest.Scenario{Path: page, As: w.As(t, "leader"), WantStatus: 403, WantNot: secret}.Run(t, w.Handler)
		webtest.Scenario{Path: page, As: w.As(t, "police"), WantStatus: 200, WantHeader: map[string]string{"Cache-Control": "no-store"}, Want: []string{"Hồ sơ hạn chế"}}.Run(t, w.Handler)
		if !strings.Contains(page, p.ID) {
			continue
		}
		closed := webtest.Scenario{Path: page, As: w.As(t, "commune"), WantStatus: 404, WantNot: append([]string{p.Code}, secret...)}.Run(t, w.Handler)
		none := webtest.Scenario{Path: strings.Replace(page, p.ID, "0"+p.ID[1:], 1), As: w.As(t, "commune"), WantStatus: 404}.Run(t, w.Handler)
		if closed.Body.String() != none.Body.String() {
			t.Errorf("%s tells a closed record from one that does not exist", page)
		}
	}
	for _, post := range []string{"/show", "/place", "/revise/names", "/relations", "/relations/x", "/matches", "/merge", "/unmerge"} {
		form := url.Values{"version": {"1"}, "reason": {"contact"}, "show": {"name"}, "code": {q.Code}, "relation": {"relative"}, "mistake": {"1"}, "name": {"Ai Đó"}}
		webtest.Scenario{Method: "POST", Path: path(p) + post, Form: form, WantStatus: 303, WantNot: secret}.Run(t, w.Handler)
		webtest.Scenario{Method: "POST", Path: path(p) + post, Form: form, As: w.As(t, "inspector"), WantStatus: 403, WantNot: secret}.Run(t, w.Handler)
		webtest.Scenario{Method: "POST", Path: path(p) + post, Form: form, As: w.As(t, "border"), WantStatus: 404, WantNot: append([]string{p.Code}, secret...)}.Run(t, w.Handler)
	}
	webtest.Scenario{Path: path(p) + "/revise/nothing", As: w.As(t, "police"), WantStatus: 404}.Run(t, w.Handler)
}

// Values are masked; a reason opens those that were asked for, for a minute.
func TestReveal(t *testing.T) {
	t.Parallel()
	w := apptest.SQLite(t)
	p := record(t, w, "police", full())
	as := w.As(t, "police")
	webtest.Run(t, w.Handler, []webtest.Scenario{
		{Name: "masked", Path: path(p), As: as, WantStatus: 200, Want: []string{p.Code, "tên gọi an toàn “Mai”", "Nữ", "20–24 tuổi", "Không muốn trả lời", "Không biết", "Điện thoại · Không an toàn", "Công an tỉnh Long An"},
			WantNot: secret, WantHeader: map[string]string{"Refresh": ""}},
		{Name: "without a reason", Method: "POST", Path: path(p) + "/show", Form: url.Values{"show": {"name"}}, As: as, WantStatus: 422, WantNot: secret},
		{Name: "what is no value", Method: "POST", Path: path(p) + "/show", Form: url.Values{"show": {"everything"}, "reason": {"contact"}}, As: as, WantStatus: 404, WantNot: secret},
		{Name: "name", Method: "POST", Path: path(p) + "/show", Form: url.Values{"show": {"name"}, "reason": {"identify"}}, As: as, WantStatus: 200, Want: []string{"Lò Thị Pành", "tự ẩn sau 60 giây", "Trương Văn Hải ghi ngày 8/1/2025"},
			WantNot: append([]string{}, secret[1:]...), WantHeader: map[string]string{"Refresh": "60; url=" + path(p)}},
		{Name: "contacts", Method: "POST", Path: path(p) + "/show", Form: url.Values{"show": {"section-contacts"}, "reason": {"contact"}}, As: as, WantStatus: 200,
			Want: []string{"Không an toàn · Điện thoại · 0900 000 111", "Nói gì: Nói là bạn học"}, WantNot: []string{"Lò Thị Pành", "011304000123", "Nhà tạm lánh"}},
		{Name: "whereabouts alone", Method: "POST", Path: path(p) + "/show", Form: url.Values{"show": {"whereabouts"}, "reason": {"protect"}}, As: as, WantStatus: 409, Want: []string{"người thứ hai đồng ý"}, WantNot: secret},
		{Name: "asks for agreement", Method: "POST", Path: path(p) + "/place", Form: url.Values{"reason": {"protect"}}, As: as, WantStatus: 303},
		{Name: "proposals", Path: "/access/proposals", As: as, WantStatus: 200, Want: []string{p.Code, "Xem nơi đang ở"}, WantNot: secret},
		{Name: "history", Path: path(p), As: as, WantStatus: 200, Want: []string{"Hiện thông tin cá nhân", "Ghi hồ sơ cá nhân"}, WantNot: secret},
	})
	must(t, w.DB.View(t.Context(), func(tx *db.Tx) error {
		n, err := db.Get[int64](tx, "SELECT COUNT(*) FROM audit_events WHERE action='person.person.open' AND object=?", p.ID)
		if n != 2 {
			t.Errorf("%d readings are recorded, 2 values were opened", n)
		}
		return err
	}))
}

// A form of each part keeps what was typed, says what is wrong, and stores.
func TestForms(t *testing.T) {
	t.Parallel()
	w := apptest.SQLite(t)
	as := w.As(t, "commune")
	typed := url.Values{"name": {"Giàng Thị Súa"}, "name_state": {"declined"}, "birth_kind": {"about"}, "birth_year": {"2009"}, "birth_spread": {"x"}, "sex": {"female"}}
	webtest.Scenario{Method: "POST", Path: "/person/people", Form: typed, As: as, WantStatus: 422, Want: []string{"Giàng Thị Súa", "Đã ghi giá trị thì chọn", `href="#f-birth_spread"`}}.Run(t, w.Handler)
	typed.Set("name_state", "not_asked")
	typed.Set("birth_spread", "1")
	typed.Set("alias_nick", "Súa\nSúa Dơ")
	r := webtest.Scenario{Method: "POST", Path: "/person/people", Form: typed, As: as, WantStatus: 303, WantNot: []string{"Súa"}}.Run(t, w.Handler)
	at := r.Header().Get("Location")
	webtest.Run(t, w.Handler, []webtest.Scenario{
		{Name: "page", Path: at, As: as, WantStatus: 200, Want: []string{"Dưới 18 tuổi", "10–19 tuổi", "Chưa hỏi"}, WantNot: []string{"Súa", "2009"}},
		{Name: "names", Path: at + "/revise/names", As: as, WantStatus: 200, Want: []string{`value="Giàng Thị Súa"`, "Súa Dơ", `value="2009"`}},
		{Name: "papers refused", Method: "POST", Path: at + "/revise/papers", Form: url.Values{"version": {"1"}, "rows": {"3"}, "kind-1": {"citizen_id"}, "number-1": {"12"}, "state-1": {"lost"},
			"kind-3": {"passport"}, "issued-3": {"hôm qua"}, "state-3": {"held"}}, As: as, WantStatus: 422, Want: []string{`value="12"`, `value="hôm qua"`, `href="#f-issued-3"`}},
		{Name: "papers refused by the rule", Method: "POST", Path: at + "/revise/papers", Form: url.Values{"version": {"1"}, "rows": {"3"}, "kind-3": {"citizen_id"}, "number-3": {"12"}, "state-3": {"lost"}}, As: as, WantStatus: 422,
			Want: []string{`href="#f-number-3"`, "Số căn cước có 12 chữ số"}},
		{Name: "papers", Method: "POST", Path: at + "/revise/papers", Form: url.Values{"version": {"1"}, "rows": {"3"}, "kind-2": {"citizen_id"}, "number-2": {"011309000555"}, "state-2": {"kept"}, "issued-2": {"~2021"}}, As: as, WantStatus: 303},
		{Name: "contacts", Method: "POST", Path: at + "/revise/contacts", Form: url.Values{"version": {"2"}, "rows": {"3"}, "kind-1": {"phone"}, "value-1": {"0900 111 222"}, "safe-1": {"no"}, "say-1": {"Bạn học"}}, As: as, WantStatus: 303},
		{Name: "places", Method: "POST", Path: at + "/revise/places", Form: url.Values{"version": {"3"}, "rows": {"3"}, "kind-1": {"residence"}, "text-1": {"Bản Nậm Pọng"}, "when-1": {"khoảng 3/2023"}}, As: as, WantStatus: 303},
		{Name: "facts", Method: "POST", Path: at + "/revise/facts", Form: url.Values{"version": {"4"}, "ethnicity": {"Mông"}, "religion_state": {"declined"}, "nationality_state": {"unknown"}}, As: as, WantStatus: 303},
		{Name: "whereabouts", Method: "POST", Path: at + "/revise/whereabouts", Form: url.Values{"version": {"5"}, "whereabouts": {"Nhà cô giáo"}, "since": {"2024"}}, As: as, WantStatus: 303},
		{Name: "whereabouts are not shown", Path: at + "/revise/whereabouts", As: as, WantStatus: 200, WantNot: []string{"Nhà cô giáo"}},
		{Name: "another version", Method: "POST", Path: at + "/revise/facts", Form: url.Values{"version": {"2"}, "ethnicity": {"Dao"}}, As: as, WantStatus: 409, Want: []string{`value="Dao"`}},
		{Name: "silence", Method: "POST", Path: at + "/revise/facts", Form: url.Values{"version": {"6"}, "ethnicity_state": {"declined"}, "religion_state": {"declined"}, "nationality_state": {"unknown"}}, As: as, WantStatus: 303},
		{Name: "shown", Method: "POST", Path: at + "/show", Form: url.Values{"show": {"section-papers"}, "reason": {"papers"}}, As: as, WantStatus: 200, Want: []string{"Căn cước công dân · 011309000555 · khoảng 2021 · Bị kẻ mua bán người giữ"}},
		{Name: "earlier", Method: "POST", Path: at + "/show", Form: url.Values{"show": {"ethnicity"}, "reason": {"support"}}, As: as, WantStatus: 200, Want: []string{"Không muốn trả lời", "Giá trị trước", "Mông", "Đặng Thị Hồng"}},
		{Name: "english", Path: at, As: as, Header: map[string]string{"Accept-Language": "en"}, WantStatus: 200},
	})
}

// The search takes its words in the body, shows codes and why, and nothing of
// others.
func TestSearchPage(t *testing.T) {
	t.Parallel()
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		p := record(t, w, "police", full())
		record(t, w, "commune", full())
		never := []string{"Lò Thị Pành", "Pành con", "011304000123"}
		form := func(name, year string) url.Values { return url.Values{"name": {name}, "year": {year}} }
		webtest.Run(t, w.Handler, []webtest.Scenario{
			{Name: "an address is no search", Path: "/person/search?name=lo+thi+panh", As: w.As(t, "police"), WantStatus: 200, WantNot: append([]string{p.Code}, never...)},
			{Name: "found", Method: "POST", Path: "/person/search", Form: form("lo thi panh", "2005"), As: w.As(t, "police"), WantStatus: 200,
				Want: []string{p.Code, "Mai", "trùng họ tên không dấu · năm sinh lệch 1", "(1)"}, WantNot: never, WantHeader: map[string]string{"Cache-Control": "no-store"}},
			{Name: "one letter", Method: "POST", Path: "/person/search", Form: form("lo thi pann", ""), As: w.As(t, "police"), WantStatus: 200, Want: []string{p.Code, "sai một ký tự"}, WantNot: never},
			{Name: "another year", Method: "POST", Path: "/person/search", Form: form("lo thi panh", "1990"), As: w.As(t, "police"), WantStatus: 200, Want: []string{"Không thấy ai phù hợp"}, WantNot: []string{p.Code}},
			{Name: "nothing typed", Method: "POST", Path: "/person/search", Form: form(" ", ""), As: w.As(t, "police"), WantStatus: 422, Want: []string{`href="#f-name"`}},
			{Name: "no year", Method: "POST", Path: "/person/search", Form: form("panh", "20x"), As: w.As(t, "police"), WantStatus: 422, Want: []string{`value="20x"`}},
			{Name: "another office", Method: "POST", Path: "/person/search", Form: form("lo thi panh", ""), As: w.As(t, "border"), WantStatus: 200, Want: []string{"Không thấy ai phù hợp"}, WantNot: append([]string{p.Code}, never...)},
			{Name: "in another's name", Method: "POST", Path: "/person/search", Form: url.Values{"name": {"panh"}, "holder": {police}}, As: w.As(t, "border"), WantStatus: 404, WantNot: []string{p.Code}},
			{Name: "no permission", Method: "POST", Path: "/person/search", Form: form("panh", ""), As: w.As(t, "leader"), WantStatus: 403, WantNot: []string{p.Code}},
		})
		must(t, w.DB.View(t.Context(), func(tx *db.Tx) error {
			n, err := db.Get[int64](tx, "SELECT COUNT(*) FROM audit_events WHERE action='person.person.search'")
			if n != 4 {
				t.Errorf("%d searches are recorded, 4 were answered", n)
			}
			return err
		}))
	})
}

// Two records are compared before they are merged, and taken apart again.
func TestMergePages(t *testing.T) {
	t.Parallel()
	w := apptest.SQLite(t)
	p, q, foreign := record(t, w, "police", full()), record(t, w, "police", named("Lo Thi Panh")), record(t, w, "commune", full())
	as := w.As(t, "police")
	webtest.Run(t, w.Handler, []webtest.Scenario{
		{Name: "ask", Path: path(p) + "/merge", As: as, WantStatus: 200, WantNot: secret},
		{Name: "nobody", Method: "POST", Path: path(p) + "/merge", Form: url.Values{"code": {"CN-000000"}}, As: as, WantStatus: 422, WantNot: secret},
		{Name: "another office's", Method: "POST", Path: path(p) + "/merge", Form: url.Values{"code": {foreign.Code}}, As: as, WantStatus: 422, Want: []string{foreign.Code}, WantNot: secret},
		{Name: "oneself", Method: "POST", Path: path(p) + "/merge", Form: url.Values{"code": {p.Code}}, As: as, WantStatus: 422, WantNot: secret},
		{Name: "compare", Method: "POST", Path: path(p) + "/merge", Form: url.Values{"code": {strings.ToLower(q.Code)}}, As: as, WantStatus: 200, Want: []string{"Lò Thị Pành", "Lo Thi Panh", "Khác nhau", q.Code}, WantNot: []string{"Nhà tạm lánh"}},
		{Name: "undecided", Method: "POST", Path: path(p) + "/merge", Form: url.Values{"code": {q.Code}, "step": {"merge"}}, As: as, WantStatus: 422, Want: []string{`href="#f-keep"`, "Lo Thi Panh"}},
		{Name: "merge", Method: "POST", Path: path(p) + "/merge", Form: url.Values{"code": {q.Code}, "step": {"merge"}, "keep": {"this"}, "reason": {"told"}}, As: as, WantStatus: 303, WantHeader: map[string]string{"Location": path(p)}},
		{Name: "kept", Path: path(p), As: as, WantStatus: 200, Want: []string{"Hồ sơ đã gộp vào đây", q.Code}, WantNot: append([]string{"Lo Thi Panh"}, secret...)},
		{Name: "both are opened", Method: "POST", Path: path(p) + "/show", Form: url.Values{"show": {"name"}, "reason": {"identify"}}, As: as, WantStatus: 200, Want: []string{"Lò Thị Pành", "Lo Thi Panh"}},
		{Name: "found as one", Method: "POST", Path: "/person/search", Form: url.Values{"name": {"Lo Thi Panh"}}, As: as, WantStatus: 200, Want: []string{p.Code, "(1)"}, WantNot: []string{q.Code}},
		{Name: "merged", Path: path(q), As: as, WantStatus: 200, Want: []string{"Hồ sơ này đã gộp vào", p.Code, "Tách hồ sơ"}},
		{Name: "again", Method: "POST", Path: path(p) + "/merge", Form: url.Values{"code": {q.Code}, "step": {"merge"}, "keep": {"this"}, "reason": {"told"}}, As: as, WantStatus: 409},
		{Name: "apart", Method: "POST", Path: path(q) + "/unmerge", Form: url.Values{}, As: as, WantStatus: 303},
		{Name: "apart again", Method: "POST", Path: path(q) + "/unmerge", Form: url.Values{}, As: as, WantStatus: 409},
	})
}

// Relations and duplicates on the page.
func TestRelationsAndMatches(t *testing.T) {
	t.Parallel()
	w := apptest.SQLite(t)
	p, q := record(t, w, "police", full()), record(t, w, "police", named("Lò Văn Inh"))
	there := record(t, w, "commune", full())
	as := w.As(t, "police")
	webtest.Run(t, w.Handler, []webtest.Scenario{
		{Name: "no code", Method: "POST", Path: path(p) + "/relations", Form: url.Values{"relation": {"guardian"}, "from": {"hôm nào"}}, As: as, WantStatus: 422, Want: []string{`href="#f-code"`, `value="hôm nào"`}, WantNot: secret},
		{Name: "guardian", Method: "POST", Path: path(p) + "/relations", Form: url.Values{"code": {q.Code}, "relation": {"guardian"}, "from": {"khoảng 2020"}}, As: as, WantStatus: 303},
		{Name: "accused", Method: "POST", Path: path(p) + "/relations", Form: url.Values{"code": {q.Code}, "relation": {"accused"}}, As: as, WantStatus: 303},
		{Name: "page", Path: path(p), As: as, WantStatus: 200, Want: []string{"Người giám hộ", "khoảng 2020 – …", "Bị chính người này tố giác", "L.V.I."}, WantNot: append([]string{"Lò Văn Inh"}, secret...)},
		{Name: "from the other side", Path: path(q), As: as, WantStatus: 200, Want: []string{"Được người này giám hộ", "Tố giác người này", "Mai"}, WantNot: secret},
		{Name: "match", Method: "POST", Path: path(p) + "/matches", Form: url.Values{}, As: as, WantStatus: 200, Want: []string{"Liên hệ đầu mối của UBND xã Lương Hòa"}, WantNot: append([]string{there.Code, there.ID}, secret...)},
		{Name: "no match", Method: "POST", Path: path(q) + "/matches", Form: url.Values{}, As: as, WantStatus: 200, Want: []string{"Không thấy người trùng"}, WantNot: secret},
	})
	v, err := w.Person.View(t.Context(), w.Actor(t, "police"), p.ID)
	must(t, err)
	link := path(p) + "/relations/" + v.Relations[0].Relation.ID
	webtest.Run(t, w.Handler, []webtest.Scenario{
		{Name: "no day", Method: "POST", Path: link, Form: url.Values{"version": {"1"}}, As: as, WantStatus: 422, WantNot: secret},
		{Name: "end", Method: "POST", Path: link, Form: url.Values{"version": {"1"}, "ended": {"1/6/2024"}}, As: as, WantStatus: 303},
		{Name: "mistake", Method: "POST", Path: link, Form: url.Values{"version": {"2"}, "mistake": {"1"}}, As: as, WantStatus: 303},
		{Name: "gone", Method: "POST", Path: link, Form: url.Values{"version": {"3"}, "mistake": {"1"}}, As: as, WantStatus: 404},
	})
	for range person.LookupsPerDay - 2 {
		_, err := w.Person.MatchOne(t.Context(), w.Actor(t, "police"), p.ID)
		must(t, err)
	}
	webtest.Scenario{Method: "POST", Path: path(p) + "/matches", Form: url.Values{}, As: as, WantStatus: 429, Want: []string{"20 lần hôm nay"}, WantNot: secret}.Run(t, w.Handler)
	w.Set(w.Now().Add(time.Minute))
}

// A session under duress finds nobody, and does not look different.
func TestDuressSeesNobody(t *testing.T) {
	t.Parallel()
	w := apptest.SQLite(t)
	p := record(t, w, "police", full())
	by := w.Actor(t, "police")
	by.Duress = true
	if _, err := w.Person.Open(t.Context(), by, p.ID, "support", "name"); err == nil {
		t.Error("opened under duress")
	}
	if _, err := w.Person.Search(t.Context(), by, police, person.Query{Name: "Pành"}, nil); err == nil {
		t.Error("searched under duress")
	}
}
