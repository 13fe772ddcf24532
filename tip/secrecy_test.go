package tip_test

import (
	"bytes"
	"encoding/hex"
	"fmt"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"neove/access"
	"neove/app/apptest"
	"neove/internal/db"
	"neove/internal/dbtest"
	"neove/internal/errs"
	"neove/internal/webtest"
	"neove/tip"
)

// Canaries stand in every field that is secret.
const (
	storyCanary   = "CANARY-STORY-9f31"
	placeCanary   = "CANARY-PLACE-9f32"
	nameCanary    = "CANARY-NAME-9f33"
	contactCanary = "CANARY-CONTACT-9f34"
	whenCanary    = "CANARY-WHEN-9f35"
	sayCanary     = "CANARY-SAY-9f36"
	noteCanary    = "CANARY-NOTE-9f37"
	answerCanary  = "CANARY-ANSWER-9f38"
	findCanary    = "CANARY-FINDING-9f39"
)

var canaries = []string{storyCanary, placeCanary, nameCanary, contactCanary, whenCanary, sayCanary, noteCanary, answerCanary, findCanary}

var told = tip.Input{Channel: "phone", Urgency: tip.Immediate, Minor: "yes", Language: "Khmer",
	Content: tip.Content{Text: storyCanary + " có hai người bị giữ trong nhà trọ cuối ấp", Place: placeCanary},
	Giver:   tip.Giver{Name: nameCanary, Contact: contactCanary, Way: "call", When: whenCanary, Say: sayCanary}}

var (
	police  = tip.Office{Role: access.Police, Unit: apptest.Province}
	border  = tip.Office{Role: access.BorderGuard, Unit: apptest.Province}
	commune = tip.Office{Role: access.CommuneOfficer, Unit: apptest.Commune}
)

func record(t *testing.T, w *apptest.World, account string, in tip.Input) tip.Tip {
	t.Helper()
	out, err := w.Tip.Record(t.Context(), w.Actor(t, account), in)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func open(t *testing.T, w *apptest.World, account, id string) tip.View {
	t.Helper()
	v, err := w.Tip.Tip(t.Context(), w.Actor(t, account), id)
	if err != nil {
		t.Fatal(account, err)
	}
	return v
}

// A tip that a commune enters is with the police, its clock running, at the
// next request; its text is open to nobody else, by no way that the program
// has (issue 2, must show 3).
func TestTextIsOpenToTheTwoOfficesOnly(t *testing.T) {
	t.Parallel()
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		form := url.Values{"text": {told.Content.Text}, "place": {placeCanary}, "urgency": {"immediate"}, "channel": {"phone"}, "minor": {"yes"},
			"name": {nameCanary}, "contact": {contactCanary}, "way": {"call"}, "when": {whenCanary}, "say": {sayCanary}, "to": {police.String()}}
		webtest.Scenario{Method: "POST", Path: "/tip/tips", Form: form, As: w.As(t, "commune"), WantStatus: 303,
			WantHeader: map[string]string{"Location": "/tip/tips?box=own", "Cache-Control": "no-store"}, WantNot: canaries}.Run(t, w.Handler)

		list, _, err := w.Tip.Tips(t.Context(), w.Actor(t, "commune"), tip.Filter{Limit: 10})
		if err != nil || len(list) != 1 {
			t.Fatal(list, err)
		}
		id, code := list[0].ID, list[0].Code
		w.Set(w.Now().Add(7 * time.Minute))
		webtest.Run(t, w.Handler, []webtest.Scenario{
			{Name: "police list", Path: "/tip/tips?box=in&group=late", As: w.As(t, "police"), WantStatus: 200, Want: []string{code, "Đang chờ 7 phút", "Đã chuyển, chưa mở"}, WantNot: canaries},
			{Name: "police home", Path: "/", As: w.As(t, "police"), WantStatus: 200, Want: []string{"1 tin chuyển đến quá hạn tiếp nhận"}, WantNot: canaries},
			{Name: "police api list", Path: "/api/v1/tip/tips", As: w.As(t, "police"), WantStatus: 200, Want: []string{code, `"state":"handed"`}, WantNot: canaries},
			{Name: "police reads", Path: "/tip/tips/" + id, As: w.As(t, "police"), WantStatus: 200, Want: append([]string{"Tin hạn chế", "Công an tỉnh Long An", "Xác nhận tiếp nhận", "Mở tin báo lần đầu", "Trương Văn Hải"}, canaries[:6]...),
				WantHeader: map[string]string{"Cache-Control": "no-store"}},
			{Name: "police api", Path: "/api/v1/tip/tips/" + id, As: w.As(t, "police"), WantStatus: 200, Want: append([]string{`"state":"opened"`}, canaries[:6]...), WantHeader: map[string]string{"Cache-Control": "no-store"}},
			{Name: "commune reads", Path: "/tip/tips/" + id, As: w.As(t, "commune"), WantStatus: 200, Want: append([]string{"Đã mở xem"}, canaries[:6]...)},
		})
		checkClosed(t, w, id, code)
	})
}

// checkClosed asks for a tip as everybody else, in every way there is.
func checkClosed(t *testing.T, w *apptest.World, id, code string) {
	t.Helper()
	never := append([]string{code}, canaries...)
	for _, who := range []string{"other", "district", "province", "border"} {
		for _, path := range []string{"/tip/tips/", "/api/v1/tip/tips/"} {
			one := webtest.Scenario{Path: path + id, As: w.As(t, who), WantStatus: 404, WantNot: never}.Run(t, w.Handler)
			none := webtest.Scenario{Path: path + "0" + id[1:], As: w.As(t, who), WantStatus: 404}.Run(t, w.Handler)
			if one.Body.String() != none.Body.String() {
				t.Errorf("%s tells a closed tip at %s from one that does not exist", who, path)
			}
		}
		for _, path := range []string{"amend", "handover", "outcome", "withdraw"} {
			webtest.Scenario{Path: "/tip/tips/" + id + "/" + path, As: w.As(t, who), WantStatus: 404, WantNot: never}.Run(t, w.Handler)
		}
		for _, path := range []string{"amend", "triage", "links", "reply", "handover", "outcome", "withdraw"} {
			webtest.Scenario{Method: "POST", Path: "/tip/tips/" + id + "/" + path, Form: url.Values{"version": {"1"}, "code": {code}}, As: w.As(t, who), WantStatus: 404, WantNot: never}.Run(t, w.Handler)
		}
		for _, path := range []string{"/tip/tips", "/tip/tips?code=" + code, "/api/v1/tip/tips", "/tip/statistics/own"} {
			webtest.Scenario{Path: path, As: w.As(t, who), WantStatus: 200, WantNot: append([]string{id, ">" + code}, canaries...)}.Run(t, w.Handler)
		}
	}
	for _, who := range []string{"leader", "inspector", "admin"} {
		for _, path := range []string{"/tip/tips", "/tip/tips/" + id, "/api/v1/tip/tips", "/api/v1/tip/tips/" + id, "/tip/statistics/own"} {
			webtest.Scenario{Path: path, As: w.As(t, who), WantStatus: 403, WantNot: never}.Run(t, w.Handler)
		}
		if _, err := w.Tip.Tip(t.Context(), w.Actor(t, who), id); !errs.Is(err, errs.NotFound) {
			t.Errorf("%s: %v", who, err)
		}
	}
	if _, err := w.Tip.Tip(t.Context(), access.System("neove"), id); !errs.Is(err, errs.NotFound) {
		t.Errorf("the program itself: %v", err)
	}
	for _, who := range []string{"province", "leader", "inspector", "police"} {
		for _, path := range []string{"/tip/statistics?unit=" + apptest.Province + "&year=2025", "/search?q=" + storyCanary, "/search?q=" + code,
			"/indicator/figures?unit=" + apptest.Province, "/"} {
			webtest.Scenario{Path: path, As: w.As(t, who), WantStatus: 200, WantNot: append([]string{id}, storyless(path)...)}.Run(t, w.Handler)
		}
		webtest.Scenario{Path: "/tip/statistics?unit=" + apptest.Province + "&year=2025", As: w.As(t, who), WantStatus: 200, Want: []string{"&lt;5"}, WantNot: never}.Run(t, w.Handler)
		x := webtest.Scenario{Path: "/tip/statistics.xlsx?unit=" + apptest.Province + "&year=2025", As: w.As(t, who), WantStatus: 200}.Run(t, w.Handler)
		if text := workbook(t, x.Body.Bytes()); !strings.Contains(text, "<5") || containsAny(text, never) {
			t.Errorf("%s: workbook %s", who, text)
		}
	}
	for _, who := range []string{"leader", "inspector", "province"} {
		for _, unit := range []string{apptest.Province, apptest.Commune} {
			webtest.Scenario{Path: "/audit/events?unit=" + unit, As: w.As(t, who), WantStatus: 200, WantNot: never}.Run(t, w.Handler)
		}
		steps := webtest.Scenario{Path: "/audit/events?unit=" + apptest.Commune + "&subject=tip.tip&object=" + id, As: w.As(t, who), WantStatus: 200, WantNot: never}
		if told := []string{"Ghi tin báo", "Chuyển tin báo"}; who == "inspector" {
			steps.Want = told
		} else { // that there is a tip is secret too
			steps.WantNot = append(told, never...)
		}
		steps.Run(t, w.Handler)
	}
}

// storyless are the canaries that a page does not repeat from its own address.
func storyless(path string) []string {
	var out []string
	for _, c := range canaries {
		if !strings.Contains(path, c) {
			out = append(out, c)
		}
	}
	return out
}

func containsAny(text string, list []string) bool {
	for _, s := range list {
		if strings.Contains(text, s) {
			return true
		}
	}
	return false
}

func workbook(t *testing.T, raw []byte) string {
	t.Helper()
	f, err := excelize.OpenReader(bytes.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := f.GetRows(f.GetSheetName(0))
	if err != nil {
		t.Fatal(err)
	}
	return fmt.Sprint(rows)
}

// whole takes a tip on its longest way: commune, police, border guard, back to
// the police, closed; with words at every step.
func whole(t *testing.T, w *apptest.World) tip.Tip {
	t.Helper()
	ctx := t.Context()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	now := record(t, w, "commune", told)
	_, err := w.Tip.HandOver(ctx, w.Actor(t, "commune"), now.ID, now.Version, tip.HandInput{To: police, Reason: "danger", Note: noteCanary})
	must(err)
	v := open(t, w, "police", now.ID)
	_, err = w.Tip.HandOver(ctx, w.Actor(t, "police"), now.ID, v.Version, tip.HandInput{To: border, Reason: "border"})
	must(err)
	v = open(t, w, "border", now.ID)
	must(w.Tip.Return(ctx, w.Actor(t, "border"), now.ID, v.Version, answerCanary))
	v = open(t, w, "police", now.ID)
	must(w.Tip.Close(ctx, w.Actor(t, "police"), now.ID, v.Version, "verified", findCanary))
	return open(t, w, "commune", now.ID).Tip
}

// Nothing secret stands in the database in a form that can be read, whatever
// happened to the tip; the canaries are looked for as bytes in every column of
// every table, and in the files of SQLite.
func TestNothingSecretAtRest(t *testing.T) {
	t.Parallel()
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		whole(t, w)
		body := `{"channel":"phone","urgency":"normal","text":"` + storyCanary + `","place":"` + placeCanary + `","giver":{"name":"` + nameCanary + `"},"to":"police:L80"}`
		webtest.Scenario{Method: "POST", Path: "/api/v1/tip/tips", JSON: body, Header: map[string]string{"Idempotency-Key": "k1"}, As: w.As(t, "commune"), WantStatus: 201, WantNot: canaries}.Run(t, w.Handler)
		webtest.Scenario{Method: "POST", Path: "/tip/report", Form: url.Values{"once": {"a-secret-of-the-form"}, "about": {"self"}, "text": {storyCanary}, "way": {"call"}, "contact": {contactCanary}}, WantStatus: 200}.Run(t, w.Handler)
		seen := 0
		for column, value := range dbtest.Stored(t, w.DB) {
			seen++
			for _, c := range canaries {
				if bytes.Contains(value, []byte(c)) || bytes.Contains(bytes.ToLower(value), []byte(hex.EncodeToString([]byte(c)))) {
					t.Errorf("%s holds %s", column, c)
				}
			}
			if bytes.Contains(value, []byte("a-secret-of-the-form")) {
				t.Errorf("%s holds the secret of the form", column)
			}
		}
		if seen < 100 {
			t.Fatalf("only %d columns were looked at", seen)
		}
	})
}

// A sealed value that is moved to another tip does not open.
func TestMovedContentDoesNotOpen(t *testing.T) {
	t.Parallel()
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		a, b := record(t, w, "commune", told), record(t, w, "commune", told)
		err := w.DB.Write(t.Context(), access.System("thief"), "test.move", func(tx *db.Tx) error {
			tx.Event(db.Event{Subject: "test"})
			_, err := tx.Exec("UPDATE tip_tips SET content=(SELECT content FROM tip_tips WHERE id=?) WHERE id=?", a.ID, b.ID)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		if v, err := w.Tip.Tip(t.Context(), w.Actor(t, "commune"), b.ID); err == nil || v.Content.Text != "" {
			t.Errorf("moved content opened: %v %q", err, v.Content.Text)
		}
		open(t, w, "commune", a.ID)
	})
}

// An office in between keeps the state of a tip and loses its content, also by
// its key.
func TestOfficeInBetweenLosesTheContent(t *testing.T) {
	t.Parallel()
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		now := whole(t, w)
		v := open(t, w, "border", now.ID)
		if v.Seat != (tip.Office{}) || v.Content.Text != "" || v.State != tip.Closed || len(v.Steps) != 2 {
			t.Errorf("border guard sees %+v", v)
		}
		webtest.Run(t, w.Handler, []webtest.Scenario{
			{Name: "page", Path: "/tip/tips/" + now.ID, As: w.As(t, "border"), WantStatus: 200, Want: []string{now.Code, "chỉ xem được trạng thái"}, WantNot: canaries},
			{Name: "api", Path: "/api/v1/tip/tips/" + now.ID, As: w.As(t, "border"), WantStatus: 200, Want: []string{`"state":"closed"`}, WantNot: canaries},
			{Name: "form", Path: "/tip/tips/" + now.ID + "/amend", As: w.As(t, "border"), WantStatus: 404, WantNot: canaries},
		})
		got, err := db.Get[int64](view(t, w), "SELECT COUNT(*) FROM seal_keys WHERE subject=? AND holder=?", now.ID, border.String())
		if err != nil || got != 0 {
			t.Errorf("the border guard still has %d keys (%v)", got, err)
		}
	})
}

// What waits for a newer key after a revocation is sealed again, and every
// office of today reads all of it, also one that joins later.
func TestResealedTipsOpen(t *testing.T) {
	t.Parallel()
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		w.Keys.Columns = tip.Sealed
		in := told
		in.To = police
		now := record(t, w, "commune", in)
		v := open(t, w, "police", now.ID)
		if _, err := w.Tip.HandOver(t.Context(), w.Actor(t, "police"), now.ID, v.Version, tip.HandInput{To: border, Reason: "border", Note: noteCanary}); err != nil {
			t.Fatal(err)
		}
		err := w.DB.Write(t.Context(), access.System("neove"), "test.reseal", func(tx *db.Tx) error {
			tx.Event(db.Event{Subject: "test"})
			n, done, err := w.Keys.Reseal(tx, 100)
			if n != 2 || !done { // content and giver; the note came later
				t.Errorf("%d values were sealed again, done %v", n, done)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		v = open(t, w, "border", now.ID)
		if _, err := w.Tip.HandOver(t.Context(), w.Actor(t, "border"), now.ID, v.Version, tip.HandInput{To: tip.Office{Role: access.CommuneOfficer, Unit: apptest.OtherCommune}, Reason: "place"}); err != nil {
			t.Fatal(err)
		}
		for _, who := range []string{"commune", "other"} {
			if v = open(t, w, who, now.ID); v.Content != told.Content || v.Giver != told.Giver {
				t.Errorf("%s reads %+v %+v", who, v.Content, v.Giver)
			}
		}
		for _, who := range []string{"police", "border"} {
			if v = open(t, w, who, now.ID); v.Content.Text != "" {
				t.Errorf("%s still reads the tip", who)
			}
		}
	})
}

// view is an open reading transaction for one question.
func view(t *testing.T, w *apptest.World) *db.Tx {
	t.Helper()
	var out *db.Tx
	wait, done := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(done)
		_ = w.DB.View(t.Context(), func(tx *db.Tx) error { out = tx; wait <- struct{}{}; <-wait; return nil })
	}()
	<-wait
	t.Cleanup(func() { wait <- struct{}{}; <-done })
	return out
}
