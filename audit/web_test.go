package audit

import (
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"golang.org/x/mod/sumdb/tlog"

	"neove/access"
	"neove/internal/checkpoint"
	"neove/internal/clock"
	"neove/internal/db"
	"neove/internal/dbtest"
	"neove/internal/i18n"
	"neove/internal/ui"
	"neove/internal/web"
	"neove/internal/webtest"
)

const hostile = `<script>alert(1)</script>"'`

// people by the token that stands for their session.
var people = map[string]access.Actor{
	"inspector": {ID: "u1", Name: "Trần Thanh Tra", Grants: []access.Grant{{Role: access.Inspector, Unit: "T1", To: clock.Max}}},
	"admin":     {ID: "u2", Name: "Lê Quản Trị", Grants: []access.Grant{{Role: access.Administrator, Unit: "T1", To: clock.Max}}},
	"clerk":     {ID: "u3", Name: "Ngô Cán Bộ", Grants: []access.Grant{{Role: access.CommuneOfficer, Unit: "X1", To: clock.Max}}},
}

func handler(t *testing.T, s *Service) http.Handler {
	t.Helper()
	m := Module(s)
	b, err := i18n.Load(ui.Messages, web.Messages, m.Messages)
	if err != nil {
		t.Fatal(err)
	}
	r, err := ui.New(b, ui.Source{Name: "web", FS: web.Templates}, ui.Source{Name: "audit", FS: m.Templates})
	if err != nil {
		t.Fatal(err)
	}
	identify := func(r *http.Request) (any, i18n.Lang, error) {
		token := strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer ")
		if c, err := r.Cookie(webtest.CookieName); err == nil {
			token = c.Value
		}
		if a, ok := people[token]; ok {
			return a, i18n.ParseLang(r.Header.Get("X-Lang")), nil
		}
		return nil, i18n.Vi, nil
	}
	srv, err := web.New(web.Config{Bundle: b, Renderer: r, Routes: m.Routes, Operations: m.API, Identify: identify, Allow: access.Allow, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	return srv.Handler()
}

func TestPages(t *testing.T) {
	each(t, dbtest.Options{}, func(t *testing.T, w *world) {
		h := handler(t, w.Service)
		never := []string{"style=", "onclick", "<script>alert", "[audit.", "PRIVATE+KEY"}
		webtest.Run(t, h, []webtest.Scenario{
			{Name: "no checkpoint", Path: "/audit/checkpoints", As: "inspector", WantStatus: 200, Want: []string{"Chưa có điểm chốt nào", "Chưa có cơ quan chứng kiến", strings.ReplaceAll(w.Key.Public(), "+", "&#43;")}, WantNot: append(never, "proof.txt")},
			{Name: "no file yet", Path: "/audit/checkpoints/checkpoint.txt", As: "inspector", WantStatus: 404},
			{Name: "no alert", Path: "/audit/alerts", As: "inspector", WantStatus: 200, Want: []string{"Không có cảnh báo nào"}, WantNot: never},
		})
		w.act(t, 6)
		w.checkpoint(t)
		k, _ := newKey(t, checkpoint.ForWitness, "tinh-khac.test")
		w.Witness = Witness{Folder: t.TempDir(), Key: k.Public()}
		w.UnitName = func(unit string) string { return "tỉnh " + unit }
		w.write(t, func(tx *db.Tx) error {
			for _, a := range []struct {
				kind               Kind
				subject, unit, det string
			}{{Decoy, "c1", "T1", hostile}, {Pace, "hoso-kin", "X9", "bí mật của nơi khác"}, {ClockJump, "", "", "back"}, {Refused, "", "", "3"}} {
				if err := Raise(tx, a.kind, a.subject, a.unit, a.det); err != nil {
					return err
				}
			}
			return nil
		})
		id := func(kind Kind) string {
			return get[string](t, w, "SELECT id FROM audit_alerts WHERE kind=?", string(kind))
		}
		note := w.newest(t).Note
		proof, err := w.Proof(ctx, clerk, 4)
		if err != nil {
			t.Fatal(err)
		}
		closing := func(s webtest.Scenario, kind Kind, remark string) webtest.Scenario {
			s.Method, s.Path, s.Form = "POST", "/audit/alerts/"+id(kind)+"/close", url.Values{"remark": {remark}}
			return s
		}
		webtest.Run(t, h, []webtest.Scenario{
			{Name: "checkpoints", Path: "/audit/checkpoints", As: "inspector", WantStatus: 200, Want: []string{"Điểm chốt nhật ký", "neove.test/so", "tinh-khac.test", "Chưa chứng kiến", "09:00 ngày 6/1/2025"}, WantNot: never},
			{Name: "in english", Path: "/audit/checkpoints", As: "inspector", Header: map[string]string{"X-Lang": "en"}, WantStatus: 200, Want: []string{"Checkpoints of the history", "Not witnessed yet"}, WantNot: append(never, "Điểm chốt")},
			{Name: "file", Path: "/audit/checkpoints/checkpoint.txt", As: "admin", WantStatus: 200, Want: []string{note}},
			{Name: "proof", Path: "/audit/checkpoints/proof.txt?old=4", As: "admin", WantStatus: 200, Want: []string{proof.Text()}},
			{Name: "proof from beyond", Path: "/audit/checkpoints/proof.txt?old=7", As: "admin", WantStatus: 404},
			{Name: "proof from no number", Path: "/audit/checkpoints/proof.txt?old=x", As: "admin", WantStatus: 422},
			{Name: "api", Path: "/api/v1/audit/checkpoints?limit=5", As: "inspector", WantStatus: 200, Want: []string{`"total":1`, `"size":6`, `"root":"` + w.newest(t).Root}, WantNot: []string{"witnessed_at", "PRIVATE"}},
			{Name: "events", Path: "/audit/events?unit=X1", As: "clerk", WantStatus: 403, WantNot: []string{"Nhà văn hoá"}},

			{Name: "clerk: checkpoints", Path: "/audit/checkpoints", As: "clerk", WantStatus: 403, WantNot: []string{"neove.test"}},
			{Name: "clerk: file", Path: "/audit/checkpoints/checkpoint.txt", As: "clerk", WantStatus: 403},
			{Name: "clerk: api", Path: "/api/v1/audit/checkpoints", As: "clerk", WantStatus: 403},
			{Name: "clerk: alerts", Path: "/audit/alerts", As: "clerk", WantStatus: 403},
			{Name: "clerk: alert", Path: "/audit/alerts/" + id(ClockJump), As: "clerk", WantStatus: 403},
			{Name: "nobody", Path: "/audit/alerts", WantStatus: 303},

			{Name: "alerts", Path: "/audit/alerts", As: "inspector", WantStatus: 200, Want: []string{"Hồ sơ mồi bị mở", "tỉnh T1", "Giờ lùi lại", "3 việc bị từ chối", "&lt;script&gt;", "Toàn hệ thống", "(3)", "Còn 3 cảnh báo"}, WantNot: append(never, "Mở quá nhiều", "bí mật", "X9", "hoso-kin")},
			{Name: "of another unit", Path: "/audit/alerts/" + id(Pace), As: "inspector", WantStatus: 404, WantNot: []string{"bí mật", "Mở quá nhiều"}},
			{Name: "unknown", Path: "/audit/alerts/khong-co", As: "inspector", WantStatus: 404},
			{Name: "alert", Path: "/audit/alerts/" + id(Decoy), As: "inspector", WantStatus: 200, Want: []string{"Xem nhật ký của người mở ngay", "c1", `name="remark"`}, WantNot: never},
			{Name: "the administrator only looks", Path: "/audit/alerts/" + id(Decoy), As: "admin", WantStatus: 200, Want: []string{"Hồ sơ mồi"}, WantNot: []string{`name="remark"`}},
			closing(webtest.Scenario{Name: "the administrator closes", As: "admin", WantStatus: 403}, Decoy, "xong"),
			closing(webtest.Scenario{Name: "another unit's", As: "inspector", WantStatus: 404}, Pace, "xong"),
			closing(webtest.Scenario{Name: "without a word", As: "inspector", WantStatus: 422, Want: []string{`href="#f-remark"`, `id="f-remark-error"`}}, Decoy, "  "),
			closing(webtest.Scenario{Name: "too many words", As: "inspector", WantStatus: 422, Want: []string{"dài quá", strings.Repeat("a", 1001)}}, Decoy, strings.Repeat("a", 1001)),
			closing(webtest.Scenario{Name: "closed", As: "inspector", WantStatus: 303, WantHeader: map[string]string{"Location": "/audit/alerts"}}, Decoy, "Kiểm tra "+hostile),
			closing(webtest.Scenario{Name: "closed twice", As: "inspector", WantStatus: 409, Want: []string{"đã được Trần Thanh Tra xử lý"}}, Decoy, "lần nữa"),
			{Name: "closed one", Path: "/audit/alerts/" + id(Decoy), As: "inspector", WantStatus: 200, Want: []string{"Đã xử lý", "Kiểm tra &lt;script&gt;", "Trần Thanh Tra"}, WantNot: append(never, `name="remark"`)},
			{Name: "history", Path: "/audit/events?unit=T1", As: "inspector", WantStatus: 200, Want: []string{"Xử lý cảnh báo", "Phát cảnh báo", "/audit/alerts"}, WantNot: append(never, "Kiểm tra")},
			{Name: "looking is in the history", Path: "/audit/events?unit=T1", As: "inspector", WantStatus: 200, Want: []string{"Xem nhật ký"}},
		})
		w.verified(t)

		// The next leaf finds its place taken: no event, no page.
		taken := tlog.StoredHashCount(get[int64](t, w, "SELECT COUNT(*) FROM audit_events"))
		if _, err := w.db.SQL().Exec(fmt.Sprintf("INSERT INTO audit_hashes SELECT %d,hash FROM audit_hashes WHERE idx=0", taken)); err != nil {
			t.Fatal(err)
		}
		webtest.Run(t, h, []webtest.Scenario{
			{Name: "no audit, no page", Path: "/audit/events?unit=T1", As: "inspector", WantStatus: 503, Want: []string{"Chưa ghi được nhật ký"}, WantNot: append(never, "Phát cảnh báo", "Lê Quản Trị")},
			closing(webtest.Scenario{Name: "no audit, no change", As: "inspector", WantStatus: 503}, ClockJump, "xong"),
			{Name: "nothing was closed", Path: "/audit/alerts/" + id(ClockJump), As: "inspector", WantStatus: 200, Want: []string{"Chưa xử lý"}},
		})
	})
}

// Every kind of alert and every finding has its words in both languages.
func TestWords(t *testing.T) {
	t.Parallel()
	b, err := i18n.Load(files)
	if err != nil {
		t.Fatal(err)
	}
	for _, k := range Kinds {
		for _, key := range []string{"audit.alert." + string(k), "audit.alert." + string(k) + ".do"} {
			if !b.Has(key) {
				t.Errorf("no text for %s", key)
			}
		}
	}
	for _, f := range []string{"changed", "missing", "jump", "hash", "beyond", "checkpoint", "cut", "signature", "witness", "witness_cut", "witness_signature", "erased", "loose", "unplanted"} {
		if !b.Has("audit.finding." + f) {
			t.Errorf("no text for the finding %s", f)
		}
	}
}
