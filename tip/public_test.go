package tip_test

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/base64"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"neove/access"
	"neove/app/apptest"
	"neove/internal/clock"
	"neove/internal/db"
	"neove/internal/dbtest"
	"neove/internal/errs"
	"neove/internal/webtest"
	"neove/org"
	"neove/tip"
)

var (
	onceIn    = regexp.MustCompile(`name="once" value="([^"]+)"`)
	receiptIn = regexp.MustCompile(`<p class="code"[^>]*>([0-9 ]+)</p>`)
)

func report(once string, pairs ...string) url.Values {
	return plus(url.Values{"once": {once}, "about": {"other"}, "text": {storyCanary}, "way": {"none"}}, pairs...)
}

// The whole way of a citizen: form, receipt, state; nothing that tells who it
// was is set or stored.
func TestPublicTip(t *testing.T) {
	t.Parallel()
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		private := map[string]string{"Set-Cookie": "", "Cache-Control": "no-store", "Referrer-Policy": "no-referrer"}
		form := webtest.Scenario{Path: "/tip/report", WantStatus: 200, Want: []string{"<title>Thông tin hỗ trợ</title>", "Tỉnh Long An", ">111<", ">113<", `href="/tip/exit"`, "Thoát nhanh"}, WantNot: []string{"[tip.", "/static/", "http://"}, WantHeader: private}.Run(t, w.Handler)
		once := onceIn.FindStringSubmatch(form.Body.String())[1]
		sent := webtest.Scenario{Method: "POST", Path: "/tip/report", Form: report(once, "way", "call", "contact", contactCanary, "when", whenCanary), WantStatus: 200, Want: []string{"Đã nhận tin của bạn"}, WantNot: append([]string{"[tip."}, canaries...), WantHeader: private}.Run(t, w.Handler)
		receipt := receiptIn.FindStringSubmatch(sent.Body.String())[1]
		if len(strings.ReplaceAll(receipt, " ", "")) != 20 {
			t.Fatalf("receipt %q", receipt)
		}
		again := webtest.Scenario{Method: "POST", Path: "/tip/report", Form: report(once), WantStatus: 200}.Run(t, w.Handler)
		if receiptIn.FindStringSubmatch(again.Body.String())[1] != receipt {
			t.Error("a form that is sent twice gives two receipts")
		}
		list, n, err := w.Tip.Tips(t.Context(), w.Actor(t, "police"), tip.Filter{Box: "own", Limit: 10})
		if err != nil || n != 1 || list[0].Channel != tip.Public || list[0].Urgency != tip.Today || !list[0].Anonymous || list[0].Origin != police.String() {
			t.Fatal(list, err)
		}
		state := func(want string) webtest.Scenario {
			return webtest.Scenario{Method: "POST", Path: "/tip/status", Form: url.Values{"receipt": {receipt}}, WantStatus: 200, Want: []string{want}, WantNot: append([]string{list[0].Code, "[tip."}, canaries...), WantHeader: private}
		}
		state("Đã nhận tin").Run(t, w.Handler)
		v := open(t, w, "police", list[0].ID)
		if v.Content.Text != storyCanary || v.Content.About != "other" || v.Giver.Contact != contactCanary || v.Giver.Way != "call" || v.Giver.When != whenCanary {
			t.Errorf("stored %+v %+v", v.Content, v.Giver)
		}
		if _, err := w.Tip.HandOver(t.Context(), w.Actor(t, "police"), v.ID, v.Version, tip.HandInput{To: border, Reason: "border"}); err != nil {
			t.Fatal(err)
		}
		state("Đã chuyển đến cơ quan có trách nhiệm").Run(t, w.Handler)
		v = open(t, w, "border", v.ID)
		if err := w.Tip.Close(t.Context(), w.Actor(t, "border"), v.ID, v.Version, "not_confirmed", findCanary); err != nil {
			t.Fatal(err)
		}
		state("Đã xử lý xong").Run(t, w.Handler)
		for column, value := range dbtest.Stored(t, w.DB) {
			for _, trace := range []string{"192.0.2.1", strings.ReplaceAll(receipt, " ", ""), receipt, once} {
				if bytes.Contains(value, []byte(trace)) {
					t.Errorf("%s holds %s", column, trace)
				}
			}
		}
		checkOthers(t, w, v.ID, v.Code)
	})
}

// checkOthers asks for a public tip as those who have nothing to do with it.
func checkOthers(t *testing.T, w *apptest.World, id, code string) {
	t.Helper()
	for _, who := range []string{"commune", "province", "district"} {
		webtest.Scenario{Path: "/tip/tips/" + id, As: w.As(t, who), WantStatus: 404, WantNot: append([]string{code}, canaries...)}.Run(t, w.Handler)
	}
}

func TestPublicForms(t *testing.T) {
	t.Parallel()
	w := apptest.SQLite(t)
	webtest.Run(t, w.Handler, []webtest.Scenario{
		{Name: "nothing typed", Method: "POST", Path: "/tip/report", Form: url.Values{"once": {"0123456789abcdef"}}, WantStatus: 422, Want: []string{`href="#f-about"`, `href="#f-text"`}, WantNot: []string{"[tip.", "[web."}},
		{Name: "typed text stays", Method: "POST", Path: "/tip/report", Form: url.Values{"once": {"0123456789abcdef"}, "text": {"Chữ đã gõ"}, "when": {"Giờ đã gõ"}}, WantStatus: 422, Want: []string{"Chữ đã gõ", "Giờ đã gõ", "0123456789abcdef"}},
		{Name: "a call needs a number", Method: "POST", Path: "/tip/report", Form: report("0123456789abcdef", "way", "call"), WantStatus: 422, Want: []string{`href="#f-contact"`}},
		{Name: "too long", Method: "POST", Path: "/tip/report", Form: report("0123456789abcdef", "text", strings.Repeat("a", 5001)), WantStatus: 422},
		{Name: "the trap asks again", Method: "POST", Path: "/tip/report", Form: report("0123456789abcdef", "website", "x"), WantStatus: 422, Want: []string{"bấm Gửi một lần nữa", storyCanary}, WantNot: []string{`value="x"`}},
		{Name: "markup is text", Method: "POST", Path: "/tip/report", Form: url.Values{"once": {"0123456789abcdef"}, "text": {"</textarea><script>alert(1)</script>"}}, WantStatus: 422, WantNot: []string{"<script>alert"}},
		{Name: "English", Path: "/tip/report?lang=en", WantStatus: 200, Want: []string{`lang="en"`, "Quick exit", "What is happening?", `action="/tip/report?lang=en"`}, WantNot: []string{"Chuyện gì", "[tip."}},
		{Name: "status form", Path: "/tip/status", WantStatus: 200, Want: []string{"Mã tra cứu"}, WantNot: []string{"[tip."}},
		{Name: "no such receipt", Method: "POST", Path: "/tip/status", Form: url.Values{"receipt": {"1234 5678 9012 3456 7890"}}, WantStatus: 404, Want: []string{"Không tìm thấy mã này"}},
		{Name: "no receipt", Method: "POST", Path: "/tip/status", Form: url.Values{"receipt": {"' OR 1=1"}}, WantStatus: 404, Want: []string{"Không tìm thấy mã này"}},
		{Name: "an empty receipt finds no staff tip", Method: "POST", Path: "/tip/status", Form: url.Values{}, WantStatus: 404},
		{Name: "from another site", Method: "POST", Path: "/tip/report", Form: report("0123456789abcdef"), Header: map[string]string{"Sec-Fetch-Site": "cross-site"}, WantStatus: 403},
		{Name: "exit", Path: "/tip/exit", WantStatus: 303, WantHeader: map[string]string{"Location": "https://nchmf.gov.vn", "Set-Cookie": "", "Referrer-Policy": "no-referrer"}},
	})
	if n := sums(t, w, apptest.Province)["tip.received.count"]; n != 0 {
		t.Errorf("%d refused forms were stored", n)
	}
	for i := range 12 {
		s := webtest.Scenario{Method: "POST", Path: "/tip/report", Form: report("0123456789abcdef-" + string(rune('a'+i)))}.Run(t, w.Handler)
		if i == 11 {
			if s.Code != 429 || s.Header().Get("Retry-After") == "" || !strings.Contains(s.Body.String(), storyCanary) {
				t.Errorf("a flood is answered %d", s.Code)
			}
		}
	}
	w.Set(w.Now().Add(11 * time.Minute))
	webtest.Scenario{Method: "POST", Path: "/tip/report", Form: report("0123456789abcdef-later"), WantStatus: 200}.Run(t, w.Handler)
}

// The page comes in one request of at most 14 kB and runs only what it carries.
func TestPublicPageStandsAlone(t *testing.T) {
	t.Parallel()
	w := apptest.SQLite(t)
	for _, path := range []string{"/tip/report", "/tip/report?lang=en", "/tip/status"} {
		rec := httptest.NewRecorder()
		w.Handler.ServeHTTP(rec, httptest.NewRequest("GET", path, nil))
		body := rec.Body.String()
		var z bytes.Buffer
		gz := gzip.NewWriter(&z)
		gz.Write([]byte(body))
		gz.Close()
		if len(body) > 14_000 {
			t.Errorf("%s: %d bytes", path, len(body))
		}
		t.Logf("%s: %d bytes, %d with gzip", path, len(body), z.Len())
		policy := rec.Header().Get("Content-Security-Policy")
		for tag, directive := range map[string]string{"style": "style-src", "script": "script-src"} {
			parts := regexp.MustCompile(`(?s)<`+tag+`>(.*?)</`+tag+`>`).FindAllStringSubmatch(body, -1)
			if len(parts) != 1 {
				t.Fatalf("%s: %d elements %s", path, len(parts), tag)
			}
			sum := sha256.Sum256([]byte(parts[0][1]))
			if want := directive + " 'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"; !strings.Contains(policy, want) {
				t.Errorf("%s: the policy %q does not allow the %s", path, policy, tag)
			}
		}
		if m := regexp.MustCompile(`\s(?:style|on[a-z]+)=|<(?:img|link rel="style|script src|iframe)`).FindString(body); m != "" {
			t.Errorf("%s: %q", path, m)
		}
	}
}

// Where no office can take a tip, the page says so and shows the numbers.
func TestPublicTipWithoutAnOffice(t *testing.T) {
	t.Parallel()
	w := apptest.SQLite(t)
	set := func(unit string) {
		t.Helper()
		err := w.Org.Configure(t.Context(), w.Actor(t, "admin"), org.Setting{Key: "tip.public.unit", Value: unit, From: clock.On(2025, 1, 1), Source: "QĐ 1"})
		if err != nil {
			t.Fatal(err)
		}
	}
	set("L72")
	webtest.Scenario{Path: "/tip/report", WantStatus: 200, Want: []string{"chưa nhận được tin", ">111<"}, WantNot: []string{"<textarea"}}.Run(t, w.Handler)
	_, err := w.Tip.Report(t.Context(), tip.PublicInput{Once: "0123456789abcdef", About: "self", Text: "x", Way: "none"})
	kind(t, "no office", err, errs.Unavailable)
	set(apptest.Province)
	closeAccount(t, w, "police")
	if _, err := w.Tip.Report(t.Context(), tip.PublicInput{Once: "0123456789abcdef", About: "self", Text: "x", Way: "none"}); err != nil {
		t.Fatal(err)
	}
	list, _, err := w.Tip.Tips(t.Context(), w.Actor(t, "province"), tip.Filter{Limit: 5})
	if err != nil || len(list) != 1 || list[0].Urgency != tip.Immediate || list[0].Origin != (tip.Office{Role: access.ProvinceOfficer, Unit: apptest.Province}).String() {
		t.Error(list, err)
	}
}

func closeAccount(t *testing.T, w *apptest.World, account string) {
	t.Helper()
	var id string
	err := w.DB.View(t.Context(), func(tx *db.Tx) (err error) {
		id, err = db.Get[string](tx, "SELECT id FROM access_users WHERE account=?", account)
		return err
	})
	if err == nil {
		err = w.Access.Disable(t.Context(), w.Actor(t, "admin"), id)
	}
	if err != nil {
		t.Fatal(err)
	}
}
