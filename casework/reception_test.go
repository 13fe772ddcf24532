package casework_test

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"neove/access"
	"neove/app/apptest"
	"neove/casework"
	"neove/internal/db"
	"neove/internal/dbtest"
	"neove/internal/errs"
	"neove/internal/webtest"
)

func receive(t *testing.T, w *apptest.World, account string, people int, rows ...casework.Screened) casework.Arrival {
	t.Helper()
	a, err := w.Casework.Receive(context.Background(), w.Actor(t, account), casework.Receiving{Channel: "handover", At: w.Now(), People: people, Scene: casework.Scene{Where: "Trạm kiểm soát"}}, rows...)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// save finishes a section of a person on whatever version it has.
func save(t *testing.T, w *apptest.World, account, key string, n int64, section string, v casework.Values) {
	t.Helper()
	if err := w.Casework.SaveIntake(context.Background(), w.Actor(t, account), key, n, 0, section, v, true); err != nil {
		t.Fatalf("%s: %v", section, err)
	}
}

func judgeAndOpen(t *testing.T, w *apptest.World, account, key string, n int64) casework.Case {
	t.Helper()
	ctx, by := context.Background(), w.Actor(t, account)
	if err := w.Casework.Judge(ctx, by, key, n, 0, casework.Signs); err != nil {
		t.Fatal(err)
	}
	c, err := w.Casework.OpenIntake(ctx, by, key, n, 0, "Chưa lập")
	if err != nil {
		t.Fatal(err)
	}
	return c
}

var (
	calm  = casework.Values{"in_danger": {"no"}}
	adult = casework.Values{"minor": {"no"}, "needs": {"lodging"}, "speaks": {"Khmer"}}
)

// Any order will do; two sections are enough, one is not; an age that nobody
// knows is that of a child.
func TestTwoSectionsOpenACase(t *testing.T) {
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		ctx, by := context.Background(), w.Actor(t, "border")
		a := receive(t, w, "border", 1)
		save(t, w, "border", a.Code, 1, "found", casework.Values{"found_by": {"citizen"}, "route": {"abroad"}})
		save(t, w, "border", a.Code, 1, "needs", casework.Values{"minor": {"unknown"}, "needs": {"medical"}})
		if err := w.Casework.Judge(ctx, by, a.Code, 1, 0, casework.Unclear); err != nil {
			t.Fatal(err)
		}
		if _, err := w.Casework.OpenIntake(ctx, by, a.Code, 1, 0, "x"); !errs.Is(err, errs.Invalid) {
			t.Fatalf("opened without safety: %v", err)
		}
		save(t, w, "border", a.Code, 1, "safety", casework.Values{"in_danger": {"yes"}})
		c := judgeAndOpen(t, w, "border", a.Code, 1)
		v, err := w.Casework.View(ctx, by, c.Code)
		if err != nil {
			t.Fatal(err)
		}
		if v.Safety != "immediate" || !v.Core.Child() || v.Core.Route != "abroad" || v.Core.Channel != "handover" || v.Core.Home != "unknown" || len(v.Core.Needs) != 1 {
			t.Errorf("%s %+v", v.Safety, v.Core)
		}
		kinds := map[string]int{}
		for _, r := range v.Records {
			kinds[r.Kind]++
		}
		if kinds["risk"] != 1 || kinds["found"] != 1 || len(v.Consents) != 1 || v.Consents[0].Basis != "duty" || v.Consents[0].Recipient != province {
			t.Errorf("%v %+v", kinds, v.Consents)
		}
		if _, err := w.Casework.Intake(ctx, by, a.Code, 1); !errs.Is(err, errs.NotFound) {
			t.Errorf("the draft is still there: %v", err)
		}
	})
}

// A draft exists for its author only: everybody else gets the bytes of "not
// found", a colleague of the same office too. Once somebody of a group has a
// case, the office sees the event and never the other drafts.
func TestDraftIsTheAuthors(t *testing.T) {
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		ctx := context.Background()
		if _, err := w.Access.AddUserWith(ctx, access.System("test"), access.UserInput{Account: "border2", Name: "Trần Văn Tư", Role: access.BorderGuard, Unit: apptest.Province}, apptest.Password); err != nil {
			t.Fatal(err)
		}
		a := receive(t, w, "border", 2)
		save(t, w, "border", a.Code, 2, "needs", casework.Values{"minor": {"no"}, "aid": {"BÍ MẬT CỦA NGƯỜI HAI"}})
		save(t, w, "border", a.Code, 1, "safety", calm)
		save(t, w, "border", a.Code, 1, "needs", adult)
		body := func(account, path string) []byte {
			r := httptest.NewRecorder()
			s := webtest.Scenario{Path: path, As: w.As(t, account)}
			w.Handler.ServeHTTP(r, s.Request())
			if r.Code != http.StatusNotFound {
				t.Errorf("%s %s: %d", account, path, r.Code)
			}
			return regexp.MustCompile(`[0-9A-Z]{20,}|/casework/receptions/[^"<& ]*`).ReplaceAll(r.Body.Bytes(), nil)
		}
		others := []string{"border2", "police", "province", "commune", "district", "shelter"}
		for _, account := range others {
			for _, path := range []string{"", "/people/1/safety", "/people/2/check", "/paper", "/amend"} {
				if !bytes.Equal(body(account, "/casework/receptions/"+a.Code+path), body(account, "/casework/receptions/TN-2025-0"+path)) {
					t.Errorf("%s: %s answers otherwise than what is not there", account, path)
				}
			}
			if rows, _, err := w.Casework.Arrivals(ctx, w.Actor(t, account), 50, 0); err != nil || len(rows) != 0 {
				t.Errorf("%s: %d in the list, %v", account, len(rows), err)
			}
			if err := w.Casework.SaveIntake(ctx, w.Actor(t, account), a.Code, 1, 0, "safety", calm, true); !errs.Is(err, errs.NotFound) {
				t.Errorf("%s saved: %v", account, err)
			}
		}
		webtest.Run(t, w.Handler, []webtest.Scenario{
			{Name: "leader", Path: "/casework/receptions/" + a.Code, As: w.As(t, "leader"), WantStatus: 403, WantNot: []string{"Trạm kiểm soát"}},
			{Name: "admin", Path: "/casework/receptions", As: w.As(t, "admin"), WantStatus: 403, WantNot: []string{a.Code}},
			{Name: "signed out", Path: "/casework/receptions/" + a.Code, WantStatus: 303},
			{Name: "author", Path: "/casework/receptions/" + a.Code + "/people/2/check", As: w.As(t, "border"), WantStatus: 200, Want: []string{"BÍ MẬT CỦA NGƯỜI HAI"}},
		})
		c := judgeAndOpen(t, w, "border", a.Code, 1)
		v, err := w.Casework.Arrival(ctx, w.Actor(t, "border2"), a.Code)
		if err != nil || len(v.Lines) != 1 || v.Lines[0].State != casework.Opened || v.Cases[c.ID] != "" || v.Mine {
			t.Errorf("colleague: %+v %v", v.Lines, err)
		}
		webtest.Run(t, w.Handler, []webtest.Scenario{
			{Name: "colleague", Path: "/casework/receptions/" + a.Code, As: w.As(t, "border2"), WantStatus: 200, Want: []string{"Trạm kiểm soát"}, WantNot: []string{"BÍ MẬT", c.Code, "people/2"}},
			{Name: "colleague's draft", Path: "/casework/receptions/" + a.Code + "/people/2/needs", As: w.As(t, "border2"), WantStatus: 404, WantNot: []string{"BÍ MẬT"}},
			{Name: "other office", Path: "/casework/receptions/" + a.Code, As: w.As(t, "police"), WantStatus: 404},
		})
	})
}

// The hand-over of 39 persons from several provinces, four of them with signs:
// 35 stay as a count, an accompanying child leads to its mother.
func TestThirtyNine(t *testing.T) {
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		ctx, by := context.Background(), w.Actor(t, "border")
		form := url.Values{"rows": {"39"}, "version": {"1"}}
		a := receive(t, w, "border", 39)
		homes := []string{"Tây Ninh", "Tỉnh An Giang", "Long An", "Thành phố Hồ Chí Minh"}
		for n := 1; n <= 39; n++ {
			row := func(name, v string) { form.Set(fmt.Sprintf("%s-%d", name, n), v) }
			row("sex", "male")
			row("age", fmt.Sprint(20+n%20))
			row("home", homes[n%4])
			row("screening", "none")
			row("aid", "")
			if n <= 4 {
				row("screening", "signs")
			}
		}
		form.Set("age-2", "6")
		path := "/casework/receptions/" + a.Code
		bad := url.Values{}
		for k, v := range form {
			bad[k] = v
		}
		bad.Set("home-7", "Xứ Không Tên")
		webtest.Run(t, w.Handler, []webtest.Scenario{
			{Name: "what was typed stays", Method: "POST", Path: path + "/people", As: w.As(t, "border"), Form: bad, WantStatus: 422, Want: []string{"Xứ Không Tên", "f-home-7", "Tỉnh An Giang"}},
			{Name: "saved", Method: "POST", Path: path + "/people", As: w.As(t, "border"), Form: form, WantStatus: 303},
			{Name: "an old version", Method: "POST", Path: path + "/people", As: w.As(t, "border"), Form: form, WantStatus: 409},
			{Name: "home elsewhere", Path: path, As: w.As(t, "border"), WantStatus: 200, Want: []string{"Tỉnh khác", "Kết thúc 35 người", "4 người có dấu hiệu"}},
		})
		if n, err := w.Casework.EndIntakes(ctx, by, a.Code, 0, 0); err != nil || n != 35 {
			t.Fatalf("%d ended, %v", n, err)
		}
		save(t, w, "border", a.Code, 2, "needs", casework.Values{"minor": {"yes"}})
		save(t, w, "border", a.Code, 2, "person", casework.Values{"role": {"accompanying"}, "with": {"1"}, "sex": {"male"}, "age": {"6"}, "home": {"Tây Ninh"}})
		if err := w.Casework.Judge(ctx, by, a.Code, 2, 0, casework.Signs); err != nil {
			t.Fatal(err)
		}
		save(t, w, "border", a.Code, 2, "safety", calm)
		if _, err := w.Casework.OpenIntake(ctx, by, a.Code, 2, 0, "x"); !errs.Is(err, errs.Invalid) {
			t.Errorf("the child before the mother: %v", err)
		}
		cases := map[int64]casework.Case{}
		for _, n := range []int64{1, 2, 3, 4} {
			save(t, w, "border", a.Code, n, "safety", calm)
			if n != 2 {
				save(t, w, "border", a.Code, n, "needs", adult)
			}
			cases[n] = judgeAndOpen(t, w, "border", a.Code, n)
		}
		if c := cases[2]; c.Role != casework.Accompanying || c.Main != cases[1].ID {
			t.Errorf("child: %+v", c)
		}
		v, err := w.Casework.View(ctx, by, cases[1].Code)
		if err != nil || len(v.Group) != 1 || v.Core.Home != "out" || v.Core.AgeLow != 21 {
			t.Errorf("%+v %+v %v", v.Group, v.Core, err)
		}
		g, err := w.Casework.Arrival(ctx, by, a.Code)
		if err != nil {
			t.Fatal(err)
		}
		states := map[string]int{}
		for _, i := range g.Lines {
			states[i.State]++
			if len(i.Box) != 0 {
				t.Errorf("person %d still holds what was said", i.N)
			}
		}
		if states[casework.Opened] != 4 || states[casework.Ended] != 35 {
			t.Error(states)
		}
	})
}

// Somebody who is known gets the next episode, not a second file of the person.
func TestSecondEpisode(t *testing.T) {
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		ctx, by := context.Background(), w.Actor(t, "border")
		first := open(t, w, "border", border)
		again := func(code string) (casework.Case, error) {
			a := receive(t, w, "border", 1)
			save(t, w, "border", a.Code, 1, "safety", calm)
			save(t, w, "border", a.Code, 1, "needs", adult)
			save(t, w, "border", a.Code, 1, "person", casework.Values{"known": {code}})
			if err := w.Casework.Judge(ctx, by, a.Code, 1, 0, casework.Signs); err != nil {
				t.Fatal(err)
			}
			return w.Casework.OpenIntake(ctx, by, a.Code, 1, 0, "x")
		}
		var code string
		if err := w.DB.View(ctx, func(tx *db.Tx) (err error) {
			code, err = db.Get[string](tx, "SELECT code FROM person_people WHERE id=?", first.Person)
			return err
		}); err != nil {
			t.Fatal(err)
		}
		for i, known := range []string{first.Code, strings.ToLower(code)} {
			c, err := again(known)
			if err != nil || c.Person != first.Person || c.Episode != int64(i+2) {
				t.Errorf("%s: episode %d, %v", known, c.Episode, err)
			}
		}
		foreign := open(t, w, "province", province)
		if _, err := again(foreign.Code); !errs.Is(err, errs.Invalid) {
			t.Errorf("a case of another office was found: %v", err)
		}
	})
}

// Drafts run out seven days after they were saved; what was said is gone with
// its key, a reception without decision leaves nothing.
func TestDraftsRunOut(t *testing.T) {
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		ctx := context.Background()
		lost, kept := receive(t, w, "border", 1), receive(t, w, "border", 2)
		save(t, w, "border", kept.Code, 1, "safety", calm)
		save(t, w, "border", kept.Code, 1, "needs", adult)
		judgeAndOpen(t, w, "border", kept.Code, 1)
		w.Set(w.Now().Add(7*24*time.Hour - time.Minute))
		if _, err := w.Casework.Intake(ctx, w.Actor(t, "border"), lost.Code, 1); err != nil {
			t.Fatalf("too early: %v", err)
		}
		w.Set(w.Now().Add(2 * time.Minute))
		if _, err := w.Casework.Arrival(ctx, w.Actor(t, "border"), lost.Code); !errs.Is(err, errs.NotFound) {
			t.Errorf("before the chores: %v", err)
		}
		if _, err := w.Casework.Intake(ctx, w.Actor(t, "border"), kept.Code, 2); !errs.Is(err, errs.NotFound) {
			t.Errorf("before the chores: %v", err)
		}
		if err := w.Casework.ExpireDrafts(ctx); err != nil {
			t.Fatal(err)
		}
		err := w.DB.View(ctx, func(tx *db.Tx) error {
			for query, want := range map[string]int64{
				"SELECT COUNT(*) FROM casework_receptions WHERE id='" + lost.ID + "'":                                              0,
				"SELECT COUNT(*) FROM casework_intakes WHERE reception='" + lost.ID + "'":                                          0,
				"SELECT COUNT(*) FROM seal_keys WHERE subject='" + lost.ID + "'":                                                   0,
				"SELECT COUNT(*) FROM casework_receptions WHERE id='" + kept.ID + "'":                                              1,
				"SELECT COUNT(*) FROM casework_intakes WHERE state='expired'":                                                      1,
				"SELECT COUNT(*) FROM seal_keys WHERE subject IN (SELECT id FROM casework_intakes)":                                0,
				"SELECT COUNT(*) FROM seal_shreds WHERE subject IN (SELECT id FROM casework_intakes) OR subject='" + lost.ID + "'": 3,
			} {
				if n, err := db.Get[int64](tx, query); err != nil || n != want {
					t.Errorf("%s: %d, want %d, %v", query, n, want, err)
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}

// canaries are typed into every field that takes free text.
func canaries() map[string]casework.Values {
	c := func(n int) []string { return []string{fmt.Sprintf("CHIMHOANGYEN%02d", n)} }
	return map[string]casework.Values{
		"safety":  {"in_danger": {"no"}, "plan": c(1)},
		"needs":   {"minor": {"no"}, "aid": c(2), "interpreter_name": c(3), "interpreter_conflict": {"none_found"}, "speaks": {"Khmer"}},
		"person":  {"name": c(4), "safe": c(5), "home_text": c(6), "nationality": c(7), "ethnicity": c(8), "paper_kind": {"passport"}, "paper_number": c(9), "home": {"Tây Ninh"}},
		"found":   {"found_where": c(10), "found_unit": c(11), "country": c(12), "belongings": c(13), "handover": c(14)},
		"consent": {"share_service": {"given"}, "way": {"spoken"}, "guardian": c(15), "witness": c(16), "contact": c(17), "contact_how": c(18), "keep_from": c(19)},
	}
}

// What is typed stands in no plain column, event, address or title.
func TestReceptionSecrecy(t *testing.T) {
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		ctx, by := context.Background(), w.Actor(t, "border")
		a, err := w.Casework.Receive(ctx, by, casework.Receiving{Channel: "rescue", At: w.Now(), People: 2, Scene: casework.Scene{Where: "CHIMHOANGYEN20", HandedBy: "CHIMHOANGYEN21"}})
		if err != nil {
			t.Fatal(err)
		}
		for section, v := range canaries() {
			save(t, w, "border", a.Code, 1, section, v)
			save(t, w, "border", a.Code, 2, section, v)
		}
		r := httptest.NewRecorder()
		w.Handler.ServeHTTP(r, webtest.Scenario{Path: "/casework/receptions/" + a.Code + "/people/1/check", As: w.As(t, "border")}.Request())
		page := r.Body.String()
		for n := 1; n <= 19; n++ {
			if !strings.Contains(page, fmt.Sprintf("CHIMHOANGYEN%02d", n)) {
				t.Errorf("the author does not see %d again", n)
			}
		}
		if title := regexp.MustCompile(`<title>.*?</title>`).FindString(page); strings.Contains(title, "CHIM") || title == "" {
			t.Error(title)
		}
		form := url.Values{"version": {fmt.Sprint(8)}, "screening": {"signs"}, "then": {"open"}}
		v, err := w.Casework.Intake(ctx, by, a.Code, 1)
		if err != nil {
			t.Fatal(err)
		}
		form.Set("version", fmt.Sprint(v.Version))
		r = webtest.Scenario{Name: "open", Method: "POST", Path: "/casework/receptions/" + a.Code + "/people/1/check", As: w.As(t, "border"), Form: form, WantStatus: 303, WantNot: []string{"CHIMHOANGYEN"}}.Run(t, w.Handler)
		if !strings.HasPrefix(r.Header().Get("Location"), "/casework/cases/NN-") {
			t.Error(r.Header().Get("Location"))
		}
		leaks(t, w)
	})
}

// leaks looks for a canary in whatever is stored.
func leaks(t *testing.T, w *apptest.World) {
	t.Helper()
	for where, raw := range dbtest.Stored(t, w.DB) {
		if bytes.Contains(bytes.ToUpper(raw), []byte("CHIMHOANGYEN")) {
			t.Errorf("%s holds a canary", where)
		}
	}
}

// Nothing that was typed is lost, and the pages say what is wrong.
func TestReceptionPages(t *testing.T) {
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		token := w.As(t, "border")
		a := receive(t, w, "border", 1)
		one := "/casework/receptions/" + a.Code + "/people/1/"
		webtest.Run(t, w.Handler, []webtest.Scenario{
			{Name: "form", Path: "/casework/receptions/new", As: token, WantStatus: 200, Want: []string{"Nước ngoài trao trả"}},
			{Name: "refused event", Method: "POST", Path: "/casework/receptions", As: token, Form: url.Values{"channel": {"rescue"}, "received": {"hôm kia"}, "people": {"0"}, "handed_by": {"Biên bản 12"}}, WantStatus: 422, Want: []string{"hôm kia", "Biên bản 12", "f-received-error", "f-people-error", "f-where-error"}},
			{Name: "one person", Method: "POST", Path: "/casework/receptions", As: token, Form: url.Values{"channel": {"rescue"}, "received": {"8/1/2025"}, "people": {"1"}, "where": {"Bến xe"}}, WantStatus: 422, Want: []string{"Bến xe"}}, // noon is not yet
			{Name: "one person now", Method: "POST", Path: "/casework/receptions", As: token, Form: url.Values{"channel": {"rescue"}, "received": {"08:00 8/1/2025"}, "people": {"1"}, "where": {"Bến xe"}}, WantStatus: 303},
			{Name: "advice, state, order", Path: one + "safety", As: token, WantStatus: 200, Want: []string{"Khi trò chuyện", "Chưa hỏi", "Không muốn trả lời", "6. Kiểm tra và mở hồ sơ"}},
			{Name: "needed", Method: "POST", Path: one + "safety", As: token, Form: url.Values{"version": {"1"}, "plan": {"Ở cùng cán bộ nữ"}}, WantStatus: 422, Want: []string{"Ở cùng cán bộ nữ", "f-in_danger"}},
			{Name: "later", Method: "POST", Path: one + "safety", As: token, Form: url.Values{"version": {"1"}, "plan": {"Ở cùng cán bộ nữ"}, "then": {"later"}}, WantStatus: 303},
			{Name: "old version", Method: "POST", Path: one + "needs", As: token, Form: url.Values{"version": {"1"}, "minor": {"no"}, "aid": {"Dị ứng hải sản"}}, WantStatus: 409, Want: []string{"Dị ứng hải sản"}},
			{Name: "both", Method: "POST", Path: one + "person", As: token, Form: url.Values{"version": {"2"}, "name": {"Lê Thị Tư"}, "name_state": {"declined"}}, WantStatus: 422, Want: []string{"Lê Thị Tư", "f-name_state"}},
			{Name: "child", Method: "POST", Path: one + "needs", As: token, Form: url.Values{"version": {"2"}, "minor": {"unknown"}}, WantStatus: 303},
			{Name: "what is missing", Path: one + "check", As: token, WantStatus: 200, Want: []string{"Còn thiếu", "safety#f-in_danger", "quy trình dành cho người dưới 18 tuổi"}},
			{Name: "refused opening", Method: "POST", Path: one + "check", As: token, Form: url.Values{"version": {"3"}, "screening": {"signs"}, "then": {"open"}}, WantStatus: 422, Want: []string{"Bổ sung các mục còn thiếu"}},
			{Name: "end", Method: "POST", Path: one + "check", As: token, Form: url.Values{"version": {"4"}, "screening": {"none"}, "then": {"end"}}, WantStatus: 303},
			{Name: "gone", Path: one + "safety", As: token, WantStatus: 404, WantNot: []string{"Ở cùng cán bộ nữ"}},
			{Name: "paper", Path: "/casework/receptions/paper", As: token, WantStatus: 200, Want: []string{"PHIẾU TIẾP NHẬN"}, WantNot: []string{"Họ tên:", "Số điện thoại liên lạc"}},
			{Name: "paper of one", Path: "/casework/receptions/" + a.Code + "/paper", As: token, WantStatus: 200, Want: []string{a.Code}},
			{Name: "list", Path: "/casework/receptions", As: token, WantStatus: 200, Want: []string{a.Code, "1 không mở hồ sơ"}},
			{Name: "no section", Path: one + "story", As: token, WantStatus: 404},
		})
	})
}

// Operations: a repeated request begins one reception only.
func TestReceptionOperations(t *testing.T) {
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		token := w.As(t, "border")
		const path = "/api/v1/casework/receptions"
		post := func(name string, status int, body string, want ...string) {
			webtest.Run(t, w.Handler, []webtest.Scenario{{Name: name, Method: "POST", Path: path, As: token, Header: map[string]string{"Idempotency-Key": "one-and-the-same"}, JSON: body, WantStatus: status, Want: want, WantNot: []string{"Cửa khẩu X"}}})
		}
		body := `{"channel":"handover","received_at":"2025-01-08T01:00:00Z","where":"Cửa khẩu X","persons":[{"sex":"female","age":16,"home":"Tây Ninh","screening":"signs"},{"screening":"none"}]}`
		post("first", 201, body, `"people":2`)
		post("again", 201, body, `"people":2`)
		webtest.Run(t, w.Handler, []webtest.Scenario{
			{Name: "one only", Path: path, As: token, WantStatus: 200, Want: []string{`"total":1`, `"draft":2`}},
			{Name: "colleagues", Path: path, As: w.As(t, "police"), WantStatus: 200, Want: []string{`"total":0`}},
			{Name: "wrong row", Method: "POST", Path: path, As: token, JSON: strings.Replace(body, "Tây Ninh", "Xứ Không Tên", 1), WantStatus: 422},
			{Name: "no right", Path: path, As: w.As(t, "leader"), WantStatus: 403},
		})
	})
}
