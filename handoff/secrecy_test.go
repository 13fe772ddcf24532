package handoff_test

import (
	"bytes"
	"fmt"
	"net/url"
	"strings"
	"testing"
	"time"

	"neove/access"
	"neove/app/apptest"
	"neove/handoff"
	"neove/internal/db"
	"neove/internal/dbtest"
	"neove/internal/errs"
	"neove/internal/webtest"
)

// outsiders have the pages but no part in the request: another office of the
// same unit, another of the same kind, the level above, two organisations.
var outsiders = []string{"border", "other", "district", "province", "shelter", "refuge"}

// strangers have not even the pages; the chair leads the sender's own unit.
var strangers = []string{"leader", "admin", "inspector", "chair"}

// A request between the commune and the police does not exist for anybody else,
// at no address and in no list.
func TestRequestIsOfTwoOfficesOnly(t *testing.T) {
	t.Parallel()
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		world(t, w)
		for _, u := range []access.UserInput{{Account: "refuge", Name: "Phan Thị Mai", Role: access.ServiceOfficer, Unit: apptest.Province, Agency: "p-refuge"},
			{Account: "chair", Name: "Bùi Văn An", Role: access.Leader, Unit: apptest.Commune}} {
			if _, err := w.Access.AddUserWith(t.Context(), access.System("test"), u, apptest.Password); err != nil {
				t.Fatal(err)
			}
		}
		r := send(t, w, "commune", asked)
		open(t, w, "police", r.ID)
		never := append([]string{r.ID, r.Code, "NN-C1"}, canaries...)
		page, api := "/handoff/requests/"+r.ID, "/api/v1/handoff/requests/"+r.ID
		for _, who := range outsiders {
			for _, path := range []string{page, api, page + "/decline", page + "/end", page + "/withdraw"} {
				one := webtest.Scenario{Path: path, As: w.As(t, who), WantStatus: 404, WantNot: never}.Run(t, w.Handler)
				none := webtest.Scenario{Path: strings.ReplaceAll(path, r.ID, "1"+r.ID[1:]), As: w.As(t, who), WantStatus: 404}.Run(t, w.Handler)
				if one.Body.String() != none.Body.String() {
					t.Errorf("%s tells a closed request at %s from none", who, path)
				}
			}
			for _, act := range []string{"accept", "decline", "end", "withdraw"} {
				webtest.Scenario{Method: "POST", Path: page + "/" + act, Form: url.Values{"version": {"2"}, "refusal": {"other"}, "result": {"done"}, "report": {"x"}, "reason": {"no_need"}}, As: w.As(t, who), WantStatus: 404, WantNot: never}.Run(t, w.Handler)
				webtest.Scenario{Method: "POST", Path: api + "/" + act, JSON: `{"version":2}`, As: w.As(t, who), WantStatus: 404, WantNot: never}.Run(t, w.Handler)
			}
			for _, path := range []string{"/handoff/requests", "/handoff/requests?code=" + r.Code, "/api/v1/handoff/requests?subject=case:c1"} {
				webtest.Scenario{Path: path, As: w.As(t, who), WantStatus: 200, WantNot: append([]string{r.ID, ">" + r.Code, "NN-C1"}, canaries...)}.Run(t, w.Handler)
			}
			webtest.Scenario{Path: "/handoff/requests/new?subject=case:c1", As: w.As(t, who), WantStatus: 404, WantNot: never}.Run(t, w.Handler)
			webtest.Scenario{Path: "/handoff/requests/new?subject=case:c1&parent=" + r.ID, As: w.As(t, who), WantStatus: 404}.Run(t, w.Handler)
		}
		for _, who := range strangers {
			for _, path := range []string{page, api, "/handoff/requests", "/api/v1/handoff/requests", "/handoff/late", "/handoff/requests/new?subject=case:c1"} {
				webtest.Scenario{Path: path, As: w.As(t, who), WantStatus: 403, WantNot: never}.Run(t, w.Handler)
			}
			if _, err := w.Handoff.Request(t.Context(), w.Actor(t, who), r.ID); !errs.Is(err, errs.NotFound) {
				t.Errorf("%s: %v", who, err)
			}
		}
		for _, path := range []string{page, api, "/handoff/requests"} {
			status := 401
			if path != api {
				status = 303
			}
			webtest.Scenario{Path: path, WantStatus: status, WantNot: never[1:]}.Run(t, w.Handler)
		}
		if _, err := w.Handoff.Request(t.Context(), access.System("neove"), r.ID); !errs.Is(err, errs.NotFound) {
			t.Errorf("the program itself: %v", err)
		}
		for _, who := range append(outsiders, strangers...) {
			for _, path := range []string{"/", "/search?q=" + r.Code, "/search?q=" + noteCanary, "/audit/events?unit=" + apptest.Province} {
				webtest.Scenario{Path: path, As: w.As(t, who), WantNot: append([]string{"NN-C1"}, except(path, noteCanary)...)}.Run(t, w.Handler)
			}
		}
	})
}

func except(path, text string) (out []string) {
	for _, c := range canaries {
		if c != text || path == "/" {
			out = append(out, c)
		}
	}
	return out
}

// The coordinator sees that a request is late, and nothing of it.
func TestCoordinatorSeesClocksOnly(t *testing.T) {
	t.Parallel()
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		world(t, w)
		r := send(t, w, "commune", asked)
		chief := w.As(t, "province")
		w.Set(w.Now().Add(5 * time.Hour))
		never := append([]string{"NN-C1", `"c1"`, "case:c1", "verify", "Đề nghị xác minh", "identity", "Danh tính", "Trương Văn Hải"}, canaries...)
		webtest.Run(t, w.Handler, []webtest.Scenario{
			{Name: "page", Path: "/handoff/late", As: chief, WantStatus: 200, Want: []string{r.Code, "UBND xã Lương Hòa", "Công an tỉnh Long An", "Quá 60 phút", "Đôn đốc"}, WantNot: never},
			{Name: "api", Path: "/api/v1/handoff/late", As: chief, WantStatus: 200, Want: []string{r.Code, `"step":"ack"`}, WantNot: never},
			{Name: "home", Path: "/", As: chief, WantStatus: 200, Want: []string{"1 phiếu chuyển tuyến trên địa bàn quá hạn"}, WantNot: append([]string{r.Code}, never...)},
			{Name: "the request itself", Path: "/handoff/requests/" + r.ID, As: chief, WantStatus: 404, WantNot: never},
			{Name: "chase", Method: "POST", Path: "/handoff/late/" + r.ID + "/chase", Form: url.Values{}, As: chief, WantStatus: 303, WantHeader: map[string]string{"Location": "/handoff/late"}},
			{Name: "police chase", Method: "POST", Path: "/handoff/late/" + r.ID + "/chase", Form: url.Values{}, As: w.As(t, "police"), WantStatus: 403},
		})
	})
}

// No text of a request stands in the clear anywhere in the database, and no
// event tells one.
func TestTextsAreSealedAtRest(t *testing.T) {
	t.Parallel()
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		world(t, w)
		r := accepted(t, w, asked)
		if err := w.Handoff.End(t.Context(), w.Actor(t, "police"), r.ID, r.Version, handoff.Closure{Result: "partly", Report: reportCanary}); err != nil {
			t.Fatal(err)
		}
		in := asked
		in.To = province
		d := send(t, w, "commune", in)
		v := open(t, w, "province", d.ID)
		if err := w.Handoff.Decline(t.Context(), w.Actor(t, "province"), d.ID, v.Version, handoff.Refusal{Reason: "other", Why: whyCanary}); err != nil {
			t.Fatal(err)
		}
		webtest.Scenario{Method: "POST", Path: "/api/v1/handoff/requests", As: w.As(t, "commune"), WantStatus: 201, WantNot: canaries,
			Header: map[string]string{"Idempotency-Key": "one-key-of-a-program"},
			JSON:   fmt.Sprintf(`{"subject":"case:c1","to":%q,"purpose":"notify","reason":"law","urgency":"normal","basis":"duty","note":%q}`, shelter.String(), noteCanary)}.Run(t, w.Handler)
		for where, raw := range everything(t, w, "handoff_requests") {
			for _, c := range canaries {
				if bytes.Contains(raw, []byte(c)) {
					t.Errorf("%s stands in the clear in %s", c, where)
				}
			}
		}
		open(t, w, "commune", r.ID)
	})
}

// everything is what is stored; the tables that are named hold something.
func everything(t *testing.T, w *apptest.World, filled ...string) map[string][]byte {
	t.Helper()
	out := dbtest.Stored(t, w.DB)
	for _, table := range append(filled, "audit_events") {
		if len(out[table+".id"]) == 0 {
			t.Errorf("%s was not looked at", table)
		}
	}
	return out
}

// Texts that are sealed anew after a revocation still open for who holds the key.
func TestResealedTextsOpen(t *testing.T) {
	t.Parallel()
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		w.Keys.Columns = handoff.Sealed
		world(t, w)
		r := accepted(t, w, asked)
		if err := w.Handoff.End(t.Context(), w.Actor(t, "police"), r.ID, r.Version, handoff.Closure{Result: "done", Report: reportCanary}); err != nil {
			t.Fatal(err)
		}
		err := w.DB.Write(t.Context(), access.System("neove"), "test.reseal", func(tx *db.Tx) error {
			tx.Event(db.Event{Subject: "test"})
			n, done, err := w.Keys.Reseal(tx, 100)
			if n != 2 || !done {
				t.Errorf("%d sealed anew, done %v", n, done)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		if v := open(t, w, "commune", r.ID); v.Note != noteCanary || v.Report != reportCanary {
			t.Errorf("commune reads %+v", v)
		}
	})
}

// Whoever is excluded from a subject knows nothing of its requests, although
// their office does.
func TestExcluded(t *testing.T) {
	t.Parallel()
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		c := world(t, w)
		r := send(t, w, "commune", asked)
		sub := c.subject()
		sub.Excluded = func(_ *db.Tx, by access.Actor) ([]string, error) {
			if by.Account == "police" {
				return []string{"c1"}, nil
			}
			return nil, nil
		}
		w.Handoff.Subjects["case"] = sub
		webtest.Run(t, w.Handler, []webtest.Scenario{
			{Path: "/handoff/requests/" + r.ID, As: w.As(t, "police"), WantStatus: 404, WantNot: canaries},
			{Path: "/handoff/requests", As: w.As(t, "police"), WantStatus: 200, WantNot: []string{r.Code}},
			{Path: "/", As: w.As(t, "police"), WantStatus: 200, WantNot: []string{"phiếu chuyển đến"}},
			{Path: "/handoff/requests/" + r.ID, As: w.As(t, "commune"), WantStatus: 200, Want: []string{noteCanary}},
		})
	})
}
