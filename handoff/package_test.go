package handoff_test

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"html"
	"io"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"filippo.io/age"

	"neove/access"
	"neove/app/apptest"
	"neove/handoff"
	"neove/internal/clock"
	"neove/internal/db"
	"neove/internal/errs"
	"neove/internal/webtest"
)

const (
	packedCanary   = "CANARY-PACKED-4c14"
	receiverCanary = "CANARY-RECEIVER-4c15"
)

// packing lets cases leave the system, and a protocol that allows it.
func packing(t *testing.T, w *apptest.World) *cases {
	t.Helper()
	c := world(t, w)
	w.Handoff.Work = 4
	sub := c.subject()
	sub.Pack = func(_ *db.Tx, _ access.Actor, r handoff.Request) ([]handoff.File, error) {
		return []handoff.File{{Name: "case.json", Data: []byte(`{"sections":"` + r.Shared + `","told":"` + packedCanary + `"}`)}}, nil
	}
	w.Handoff.Subjects["case"] = sub
	agree(t, w, handoff.Protocol{Unit: apptest.Province, Symbol: "99/QC", Name: "Gửi ra ngoài hệ thống", Parties: "commune_officer:* outside", Shared: "core,identity", For: "service,escort",
		From: clock.On(2025, 1, 1), To: clock.On(2026, 1, 1)})
	return c
}

var packed = handoff.PackInput{Input: handoff.Input{Kind: "case", Subject: "c1", Purpose: "escort", Sections: []string{"core"}, Reason: "residence", Basis: "duty"},
	Receiver: receiverCanary, Lock: "passphrase", Days: 7, Token: "t1"}

// unpack opens a package as its receiver does, with age and ZIP alone.
func unpack(t *testing.T, file []byte, id age.Identity) (handoff.Manifest, string) {
	t.Helper()
	r, err := age.Decrypt(bytes.NewReader(file), id)
	if err != nil {
		t.Fatal(err)
	}
	raw, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	z, err := zip.NewReader(bytes.NewReader(raw), int64(len(raw)))
	if err != nil {
		t.Fatal(err)
	}
	var m handoff.Manifest
	var rest string
	for _, f := range z.File {
		in, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		b, err := io.ReadAll(in)
		if err != nil {
			t.Fatal(err)
		}
		if f.Name == "manifest.json" {
			err = json.Unmarshal(b, &m)
		} else {
			rest += string(b)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	return m, rest
}

func TestPackage(t *testing.T) {
	t.Parallel()
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		ctx, start := t.Context(), w.Now()
		packing(t, w)
		clerk := w.Actor(t, "commune")
		p, words, err := w.Handoff.Pack(ctx, clerk, packed)
		if err != nil {
			t.Fatal(err)
		}
		id, err := age.NewScryptIdentity(words)
		if err != nil {
			t.Fatal(err)
		}
		got, err := w.Handoff.PackageFile(ctx, clerk, p.ID)
		if err != nil {
			t.Fatal(err)
		}
		m, rest := unpack(t, got.File, id)
		if m.Code != p.Code || m.Format != handoff.Format || !m.Expires.Equal(start.Add(7*24*time.Hour)) || !strings.Contains(rest, packedCanary) || !strings.Contains(rest, `"core"`) {
			t.Errorf("manifest %+v, rest %s", m, rest)
		}
		wrong, _ := age.NewScryptIdentity(words + "x")
		if _, err := age.Decrypt(bytes.NewReader(got.File), wrong); err == nil {
			t.Error("another passphrase opens it")
		}
		for where, raw := range everything(t, w, "handoff_packages") {
			for _, c := range []string{packedCanary, receiverCanary, words} {
				if bytes.Contains(raw, []byte(c)) {
					t.Errorf("%s stands in the clear in %s", c, where)
				}
			}
		}
		v, err := w.Handoff.PackageOf(ctx, clerk, p.ID)
		if err != nil || v.Name != receiverCanary {
			t.Errorf("%+v, %v", v, err)
		}
		_, _, err = w.Handoff.Pack(ctx, clerk, packed)
		want(t, "the same form twice", err, errs.Conflict)

		twin := packed
		twin.Token = "t2"
		key, err := age.GenerateX25519Identity()
		if err != nil {
			t.Fatal(err)
		}
		twin.Lock, twin.Recipient = "key", key.Recipient().String()
		q, words, err := w.Handoff.Pack(ctx, clerk, twin)
		if err != nil || words != "" {
			t.Fatal(words, err)
		}
		if got, err = w.Handoff.PackageFile(ctx, clerk, q.ID); err != nil {
			t.Fatal(err)
		}
		unpack(t, got.File, key)

		want(t, "a digit is wrong", w.Handoff.Arrived(ctx, clerk, p.ID, p.Version, p.Code[:len(p.Code)-1]+"x", clock.On(2025, 1, 8)), errs.Invalid, "slip")
		want(t, "another slip", w.Handoff.Arrived(ctx, clerk, p.ID, p.Version, q.Code, clock.On(2025, 1, 8)), errs.Invalid, "slip")
		want(t, "before it was made", w.Handoff.Arrived(ctx, clerk, p.ID, p.Version, p.Code, clock.On(2025, 1, 7)), errs.Invalid, "received_on")
		if err := w.Handoff.Arrived(ctx, clerk, p.ID, p.Version, strings.ReplaceAll(p.Code, "-", " "), clock.On(2025, 1, 8)); err != nil {
			t.Fatal(err)
		}
		_, err = w.Handoff.PackageFile(ctx, clerk, p.ID)
		want(t, "the file of what has arrived", err, errs.Conflict)
		want(t, "take it back", w.Handoff.TakeBack(ctx, clerk, p.ID, p.Version+1), errs.Conflict)

		w.Set(start.Add(7 * 24 * time.Hour))
		_, err = w.Handoff.PackageFile(ctx, clerk, q.ID)
		want(t, "the file after its time", err, errs.Conflict)
		err = w.DB.Write(ctx, access.System("neove"), "test.chores", func(tx *db.Tx) error {
			tx.Event(db.Event{Subject: "test"})
			if err := w.Handoff.Expire(tx); err != nil {
				return err
			}
			list, err := w.Handoff.PackagesOf(tx, "case", "c1")
			for _, one := range list {
				if len(one.File) != 0 || one.ID == q.ID && one.State != handoff.Expired || one.ID == p.ID && one.State != handoff.Received {
					t.Errorf("%s: %s with %d bytes", one.Code, one.State, len(one.File))
				}
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}

// What may not leave does not, and what was to leave stays when consent goes.
func TestPackageRefused(t *testing.T) {
	t.Parallel()
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		ctx, clerk := t.Context(), w.Actor(t, "commune")
		packing(t, w)
		with := func(fn func(*handoff.PackInput)) handoff.PackInput { in := packed; fn(&in); return in }
		for _, c := range []struct {
			name, who string
			in        handoff.PackInput
			kind      errs.Kind
			fields    []string
		}{
			{"nothing", "commune", handoff.PackInput{Input: handoff.Input{Kind: "case", Subject: "c1"}}, errs.Invalid, []string{"purpose", "reason", "basis", "sections", "receiver", "days", "lock"}},
			{"the lead", "commune", with(func(in *handoff.PackInput) { in.Purpose = handoff.Transfer }), errs.Invalid, []string{"purpose"}},
			{"no key", "commune", with(func(in *handoff.PackInput) { in.Lock, in.Recipient = "key", "age1nothing" }), errs.Invalid, []string{"recipient"}},
			{"too long", "commune", with(func(in *handoff.PackInput) { in.Days = 31 }), errs.Invalid, []string{"days"}},
			{"no protocol for that", "commune", with(func(in *handoff.PackInput) { in.Purpose = "verify" }), errs.Invalid, nil},
			{"a section too many", "commune", with(func(in *handoff.PackInput) { in.Sections = []string{"core", "health"} }), errs.Invalid, nil},
			{"no consent", "commune", with(func(in *handoff.PackInput) { in.Subject, in.Basis = "c2", "consent" }), errs.Invalid, []string{"basis"}},
			{"somebody else's", "police", packed, errs.NotFound, nil},
			{"no right", "leader", packed, errs.Forbidden, nil},
		} {
			_, _, err := w.Handoff.Pack(ctx, w.Actor(t, c.who), c.in)
			want(t, c.name, err, c.kind, c.fields...)
		}
		p, _, err := w.Handoff.Pack(ctx, clerk, packed)
		if err != nil {
			t.Fatal(err)
		}
		err = w.DB.Write(ctx, clerk, "test.consent.withdraw", func(tx *db.Tx) error {
			tx.Event(db.Event{Subject: "test"})
			if _, err := w.Handoff.Stop(tx, clerk, "case", "c1", police.String(), "consent_withdrawn"); err != nil {
				return err
			}
			if list, _ := w.Handoff.PackagesOf(tx, "case", "c1"); len(list) != 1 || list[0].State != handoff.Made {
				t.Errorf("stopped with the shares of another: %+v", list)
			}
			if _, err := w.Handoff.Stop(tx, clerk, "case", "c1", "", "consent_withdrawn"); err != nil {
				return err
			}
			list, err := w.Handoff.PackagesOf(tx, "case", "c1")
			if len(list) != 1 || list[0].State != handoff.Barred || len(list[0].File) != 0 {
				t.Errorf("not stopped: %+v", list)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		for _, who := range []string{"police", "other", "province", "district"} {
			_, err := w.Handoff.PackageOf(ctx, w.Actor(t, who), p.ID)
			want(t, who, err, errs.NotFound)
			_, err = w.Handoff.PackageFile(ctx, w.Actor(t, who), p.ID)
			want(t, who+", the file", err, errs.NotFound)
		}
		w.Set(w.Now().Add(11 * time.Minute))
		stale := w.Actor(t, "commune")
		_, _, err = w.Handoff.Pack(ctx, stale, with(func(in *handoff.PackInput) { in.Token = "t3" }))
		want(t, "signed in long ago", err, errs.Forbidden)
	})
}

var once = regexp.MustCompile(`class="big code">([^<]+)<`)

// The passphrase is shown once; the paper has a code and no name.
func TestPackagePages(t *testing.T) {
	t.Parallel()
	w := apptest.SQLite(t)
	packing(t, w)
	clerk := w.As(t, "commune")
	form := url.Values{"subject": {"case:c1"}, "purpose": {"escort"}, "reason": {"residence"}, "sections": {"core"}, "basis": {"duty"}, "receiver": {receiverCanary}, "lock": {"passphrase"}, "days": {"5"}, "token": {"form-1"}}
	made := webtest.Scenario{Method: "POST", Path: "/handoff/packages", Form: form, As: clerk, WantStatus: 200, Want: []string{"Mật khẩu chỉ hiện một lần"},
		WantHeader: map[string]string{"Cache-Control": "no-store"}, WantNot: []string{packedCanary}}.Run(t, w.Handler)
	found := once.FindStringSubmatch(made.Body.String())
	if found == nil {
		t.Fatal(made.Body.String())
	}
	words := html.UnescapeString(found[1])
	list, _, err := w.Handoff.Packages(t.Context(), w.Actor(t, "commune"), true, 10, 0)
	if err != nil || len(list) != 1 {
		t.Fatal(list, err)
	}
	page, code := "/handoff/packages/"+list[0].ID, list[0].Code
	webtest.Run(t, w.Handler, []webtest.Scenario{
		{Name: "form", Path: "/handoff/packages/new?subject=case:c1", As: clerk, WantStatus: 200, Want: []string{"NN-C1", "Mật khẩu hiện một lần"}},
		{Name: "bad", Method: "POST", Path: "/handoff/packages", Form: with(form, "days", "99"), As: clerk, WantStatus: 422, Want: []string{receiverCanary, `value="99"`, "Chọn từ 1 đến 30 ngày"}},
		{Name: "sent twice", Method: "POST", Path: "/handoff/packages", Form: form, As: clerk, WantStatus: 409, Want: []string{"đã được tạo"}, WantNot: []string{words}},
		{Name: "list", Path: "/handoff/packages?group=open", As: clerk, WantStatus: 200, Want: []string{code, "NN-C1"}, WantNot: []string{receiverCanary, words}},
		{Name: "home", Path: "/", As: clerk, WantStatus: 200, Want: []string{"1 gói gửi ra ngoài chưa có biên nhận"}},
		{Name: "page", Path: page, As: clerk, WantStatus: 200, Want: []string{receiverCanary, code}, WantNot: []string{words, packedCanary}},
		{Name: "paper", Path: page + "/paper", As: clerk, WantStatus: 200, Want: []string{code, "<svg", "Biên nhận", "UBND xã Lương Hòa"}, WantNot: []string{receiverCanary, words, "NN-C1", "Đặng Thị Hồng</td>"}},
		{Name: "file", Path: page + "/file", As: clerk, WantStatus: 200, WantHeader: map[string]string{"Content-Type": "application/octet-stream", "Cache-Control": "no-store"}, WantNot: []string{packedCanary}},
		{Name: "wrong slip", Method: "POST", Path: page + "/arrived", Form: url.Values{"version": {"1"}, "slip": {"CT-25-000000-00"}, "received_on": {"8/1/2025"}}, As: clerk, WantStatus: 422, Want: []string{"CT-25-000000-00", "Mã sai một chữ số"}},
		{Name: "slip", Method: "POST", Path: page + "/arrived", Form: url.Values{"version": {"1"}, "slip": {code}, "received_on": {"8/1/2025"}}, As: clerk, WantStatus: 303},
		{Name: "taken back too late", Method: "POST", Path: page + "/take-back", Form: url.Values{"version": {"2"}}, As: clerk, WantStatus: 409},
		{Name: "nothing waits", Path: "/", As: clerk, WantStatus: 200, WantNot: []string{"chưa có biên nhận"}},
		{Name: "signed out", Path: page + "/file", WantStatus: 303},
	})
	for _, who := range []string{"police", "province", "other", "shelter"} {
		for _, path := range []string{page, page + "/file", page + "/paper", "/handoff/packages/new?subject=case:c1"} {
			webtest.Scenario{Path: path, As: w.As(t, who), WantStatus: 404, WantNot: []string{code, receiverCanary, "NN-C1"}}.Run(t, w.Handler)
		}
	}
	for _, who := range []string{"leader", "admin", "inspector"} {
		for _, path := range []string{page, page + "/file", page + "/paper", "/handoff/packages"} {
			webtest.Scenario{Path: path, As: w.As(t, who), WantStatus: 403, WantNot: []string{code, receiverCanary}}.Run(t, w.Handler)
		}
	}
}
