package partner_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"neove/app/apptest"
	"neove/internal/i18n"
	"neove/internal/webtest"
	"neove/partner"
)

// standard is what HSDS 3.0 asks of its objects.
type standard struct {
	Objects map[string]struct {
		Required []string            `json:"required"`
		Fields   []string            `json:"fields"`
		Items    map[string]string   `json:"items"`
		Enum     map[string][]string `json:"enum"`
	} `json:"objects"`
}

func readStandard(t *testing.T) standard {
	t.Helper()
	raw, err := os.ReadFile("testdata/hsds-3.0.json")
	if err != nil {
		t.Fatal(err)
	}
	var s standard
	if err := json.Unmarshal(raw, &s); err != nil {
		t.Fatal(err)
	}
	return s
}

var uuid5 = regexp.MustCompile(`^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$`)

// check lists what is wrong with an object and those inside it, and notes which
// kinds of objects it met.
func (s standard) check(kind, at string, v map[string]any, met map[string]int) []string {
	var out []string
	o, ok := s.Objects[kind]
	if !ok {
		return []string{at + ": the standard has no " + kind}
	}
	met[kind]++
	for _, f := range o.Required {
		if v[f] == nil || v[f] == "" && f != "postal_code" {
			out = append(out, at+": no "+f)
		}
	}
	for name, value := range v {
		where := at + "." + name
		if inner := o.Items[name]; inner != "" {
			list, many := value.([]any)
			if !many {
				list = []any{value}
			}
			for i, e := range list {
				obj, _ := e.(map[string]any)
				out = append(out, s.check(inner, fmt.Sprintf("%s[%d]", where, i), obj, met)...)
			}
			continue
		}
		if !slices.Contains(o.Required, name) && !slices.Contains(o.Fields, name) {
			out = append(out, where+": no such field")
		}
		if text, _ := value.(string); name == "id" && !uuid5.MatchString(text) {
			out = append(out, where+": no UUID: "+text)
		}
		if allowed := o.Enum[name]; allowed != nil && !slices.Contains(allowed, fmt.Sprint(value)) {
			out = append(out, fmt.Sprintf("%s: %v", where, value))
		}
	}
	return out
}

func export(t *testing.T, w *apptest.World) map[string]any {
	t.Helper()
	var buf bytes.Buffer
	err := w.Partner.WriteHSDS(t.Context(), &buf, func(key string, args ...any) string { return w.Bundle.T(i18n.Vi, key, args...) })
	if err != nil {
		t.Fatal(err)
	}
	var page map[string]any
	if err := json.Unmarshal(buf.Bytes(), &page); err != nil {
		t.Fatal(err)
	}
	return page
}

// The export holds what HSDS 3.0 requires, nothing the standard does not know,
// and the same ids every time.
func TestHSDSRequiredFields(t *testing.T) {
	t.Parallel()
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		by, std := w.Actor(t, "province"), readStandard(t)
		if got := std.check("page", "empty", export(t, w), map[string]int{}); got != nil {
			t.Error("an empty directory:", got)
		}
		p := record(t, w, by, office(func(p *partner.Partner) { p.Short, p.Web = "TGPL", "tgpl.vn" }))
		offer(t, w, by, aid(p.ID, func(o *partner.Offer) {
			o.Unit, o.PostalCode, o.Description, o.Eligibility, o.Cost = apptest.Commune, "82000", "Tư vấn, bào chữa", "Nạn nhân", "Miễn phí"
			o.Email, o.Web, o.VerifiedOn, o.Places = "a@tgpl.vn", "https://tgpl.vn/a", on(2025, 1, 2), n(4)
		}))
		offer(t, w, by, aid(p.ID, stays, func(o *partner.Offer) { o.Hours = "24/7" }))
		offer(t, w, by, aid(p.ID, func(o *partner.Offer) {
			o.Name, o.Address, o.Phone, o.NightPhone, o.Languages, o.Hours = "Chỉ có tên", "", "", "", "", ""
		}))
		offer(t, w, by, aid(p.ID, func(o *partner.Offer) { o.Name, o.State = "Đã ngừng", partner.Ended }))
		page, met := export(t, w), map[string]int{}
		if got := std.check("page", "page", page, met); got != nil {
			t.Error(strings.Join(got, "\n"))
		}
		if len(met) != len(std.Objects) {
			t.Errorf("of %d kinds of objects only %v were met", len(std.Objects), met)
		}
		if page["total_items"] != 4.0 || met["service"] != 4 {
			t.Error(page["total_items"], met)
		}
		first, again := page["contents"].([]any)[0].(map[string]any), export(t, w)["contents"].([]any)[0].(map[string]any)
		if first["id"] != again["id"] {
			t.Error("ids change:", first["id"], again["id"])
		}
		status := map[any]int{}
		for _, c := range page["contents"].([]any) {
			status[c.(map[string]any)["status"]]++
		}
		if status["active"] != 3 || status["defunct"] != 1 {
			t.Error(status)
		}
	})
}

// The check itself must fail where something is missing.
func TestStandardFindsFaults(t *testing.T) {
	t.Parallel()
	std := readStandard(t)
	for _, c := range []struct{ kind, json, want string }{
		{"service", `{"id":"6e5e4a11-0000-5000-8000-000000000000","name":"a"}`, "no status"},
		{"service", `{"id":"6e5e4a11-0000-5000-8000-000000000000","name":"a","status":"open"}`, "open"},
		{"service", `{"id":"1","name":"a","status":"active"}`, "no UUID"},
		{"location", `{"id":"6e5e4a11-0000-5000-8000-000000000000","location_type":"physical","addresss":[]}`, "no such field"},
		{"service_at_location", `{"id":"6e5e4a11-0000-5000-8000-000000000000","location":{"id":"6e5e4a11-0000-5000-8000-000000000000"}}`, "no location_type"},
	} {
		var v map[string]any
		if err := json.Unmarshal([]byte(c.json), &v); err != nil {
			t.Fatal(err)
		}
		if got := strings.Join(std.check(c.kind, "x", v, map[string]int{}), "; "); !strings.Contains(got, c.want) {
			t.Errorf("%s: %q does not say %q", c.json, got, c.want)
		}
	}
}

// Nothing confidential, withheld or internal reaches the page for anybody, the
// open data, or somebody without the right.
func TestCanaries(t *testing.T) {
	t.Parallel()
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		by := w.Actor(t, "province")
		p := record(t, w, by, office(func(p *partner.Partner) {
			p.Contact, p.Phone, p.Email, p.Note, p.Gives = "CANARY-POST", "0911 111 111", "canary@co.vn", "CANARY-NOTE", "CANARY-GIVES"
		}))
		person := record(t, w, by, office(func(p *partner.Partner) { p.Name, p.Kind = "CANARY-PERSON", partner.Individual }))
		past := record(t, w, by, office(func(p *partner.Partner) { p.Name, p.Until = "CANARY-PAST", on(2024, 12, 31) }))
		offer(t, w, by, aid(p.ID, func(o *partner.Offer) { o.Note = "CANARY-OFFER-NOTE" }))
		hush := offer(t, w, by, aid(p.ID, secret, func(o *partner.Offer) {
			o.Name, o.Phone, o.NightPhone, o.Address, o.Description = "CANARY-NAME", "0922 222 222", "0933 333 333", "CANARY-ADDRESS", "CANARY-TEXT"
		}))
		offer(t, w, by, aid(person.ID, secret, func(o *partner.Offer) { o.Phone = "0944 444 444" }))
		offer(t, w, by, aid(past.ID, func(o *partner.Offer) { o.Phone = "0955 555 555" }))
		gone := offer(t, w, by, aid(p.ID, func(o *partner.Offer) { o.Name, o.Phone = "CANARY-GONE", "0966 666 666" }))
		if err := w.Partner.WithdrawOffer(t.Context(), by, gone.ID, 1, "Ngừng"); err != nil {
			t.Fatal(err)
		}
		open := offer(t, w, by, aid(p.ID, stays, func(o *partner.Offer) { o.Name = "Nơi tạm lánh"; o.Phone = "0977 777 777" }))
		canaries := []string{"CANARY-", "0911 111", "canary@co", "0922 222", "0933 333", "0944 444", "0955 555", "0966 666"}
		secrets := []string{"CANARY-NAME", "0922 222", "0933 333", "CANARY-ADDRESS", "CANARY-TEXT", "0944 444"}
		w.Set(time.Date(2025, 1, 8, 2, 0, 0, 0, time.UTC)) // Wednesday, 9:00 in Vietnam
		webtest.Run(t, w.Handler, []webtest.Scenario{
			{Name: "page", Path: "/partner/directory", WantStatus: 200, WantNot: append(canaries, "Set-Cookie", "<script"),
				Want: []string{"Trợ giúp pháp lý cho nạn nhân", `href="tel:0272000001"`, "0900 000 001", "T2–T6 7:30–11:30", "Đang mở", "Địa chỉ không công khai", "0977 777 777", "Số 1, đường Hùng Vương", "Tiếng Khmer"}},
			{Name: "english", Path: "/partner/directory?lang=en&category=legal_aid", WantStatus: 200, WantNot: append(canaries, "Set-Cookie", "Nơi tạm lánh</h3>"), Want: []string{"Legal aid", "Mon–Fri", "Open now", `lang="en"`}},
			{Name: "elsewhere", Path: "/partner/directory?place=L27694&category=legal_aid", WantStatus: 200, Want: []string{"Trợ giúp pháp lý cho nạn nhân"}},
			{Name: "nonsense", Path: "/partner/directory?place=%3Cscript%3E&category=%22x", WantStatus: 200, WantNot: []string{"<script", `"x`}, Want: []string{"Không có nơi nào phù hợp"}},
			{Name: "hsds", Path: "/partner/hsds.json", WantStatus: 200, WantNot: append(canaries, "Set-Cookie"), Want: []string{"0977 777 777", "Trợ giúp pháp lý cho nạn nhân"}},
			{Name: "a commune lists", Path: "/partner/services?unit=L80&q=", As: w.As(t, "commune"), WantStatus: 200, WantNot: secrets, Want: []string{"Nơi tạm lánh"}},
			{Name: "a commune searches", Path: "/partner/services?unit=L80&q=canary", As: w.As(t, "commune"), WantStatus: 200, WantNot: secrets},
			{Name: "a commune asks for the part", Path: "/partner/services?unit=L80&part=confidential", As: w.As(t, "commune"), WantStatus: 200, WantNot: secrets},
			{Name: "a commune opens", Path: "/partner/services/" + hush.ID, As: w.As(t, "commune"), WantStatus: 404, WantNot: secrets},
			{Name: "a leader opens", Path: "/partner/services/" + hush.ID, As: w.As(t, "leader"), WantStatus: 404, WantNot: secrets},
			{Name: "a commune opens the partner", Path: "/partner/partners/" + p.ID, As: w.As(t, "commune"), WantStatus: 200, WantNot: secrets, Want: []string{"CANARY-POST"}},
			{Name: "the API of a commune", Path: "/api/v1/partner/services?unit=L80", As: w.As(t, "commune"), WantStatus: 200, WantNot: secrets, Want: []string{"0977 777 777"}},
			{Name: "the API opens", Path: "/api/v1/partner/services/" + hush.ID, As: w.As(t, "district"), WantStatus: 404, WantNot: secrets},
			{Name: "the police open", Path: "/partner/services/" + hush.ID, As: w.As(t, "police"), WantStatus: 200, Want: []string{"CANARY-NAME", "0933 333 333", "CANARY-ADDRESS"}},
			{Name: "the shelter", Path: "/partner/services/" + open.ID, As: w.As(t, "commune"), WantStatus: 200, Want: []string{"Địa chỉ không công khai", "Tỉnh Long An"}},
			{Name: "the log", Path: "/audit/events", As: w.As(t, "inspector"), WantStatus: 200, WantNot: secrets},
		})
	})
}
