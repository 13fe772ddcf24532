package access

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"neove/internal/clock"
	"neove/internal/db"
	"neove/internal/errs"
	"neove/internal/webtest"
)

// What is sent to a locked session is kept for its writer, and for nobody else.
func TestLockKeepsTypedText(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		h := handler(t, w)
		signIn := func(account, next, token string) webtest.Scenario {
			return webtest.Scenario{Method: "POST", Path: "/access/sign-in", As: token, Form: form("account", account, "password", secret, "next", next), WantStatus: 303}
		}
		token := w.token(t, "canbo.x1")
		webtest.Scenario{Method: "POST", Path: "/access/lock", As: token, WantStatus: 303}.Run(t, h)
		got := webtest.Scenario{Method: "POST", Path: "/viec/moi", As: token, Form: form("note", hostile, "people", "12")}.Run(t, h)
		if got.Code == 200 {
			t.Fatalf("a locked session works: %d", got.Code)
		}
		sent := webtest.Scenario{Method: "POST", Path: "/keep", As: token, Form: form("note", hostile, "people", "12"), WantStatus: 303}.Run(t, h)
		to := sent.Header().Get("Location")
		if !strings.HasPrefix(to, "/access/sign-in?next=%2Faccess%2Fkept%2F") || strings.Contains(to, "people") || strings.Contains(to, "script") {
			t.Fatalf("to %s", to)
		}
		kept := strings.ReplaceAll(strings.TrimPrefix(to, "/access/sign-in?next="), "%2F", "/")
		webtest.Scenario{Path: to, As: token, WantStatus: 200, Want: []string{"đang khóa", "giữ lại", `value="canbo.x1"`}, WantNot: []string{"Ngô Bá Khá"}}.Run(t, h)
		other := webtest.Cookie(signIn("quantri", kept, token).Run(t, h), "neove")
		webtest.Scenario{Name: "somebody else", Path: kept, As: other, WantStatus: 404, WantNot: []string{"Ngô Bá Khá"}}.Run(t, h)
		back := signIn("canbo.x1", kept, token)
		back.WantHeader = map[string]string{"Location": kept}
		again := webtest.Cookie(back.Run(t, h), "neove")
		webtest.Scenario{Path: kept, As: again, WantStatus: 200, Want: []string{`action="/keep"`, `name="people" value="12"`, "&lt;script&gt;"}, WantNot: []string{"<script>alert"}}.Run(t, h)
		webtest.Scenario{Name: "the old token", Path: "/access/me", As: token, WantStatus: 303}.Run(t, h)
		webtest.Scenario{Method: "POST", Path: "/keep", As: again, Form: form("note", "x"), WantStatus: 200, Want: []string{"Đã ghi"}}.Run(t, h)
		w.now = w.now.Add(61 * time.Minute)
		webtest.Scenario{Name: "after an hour", Path: kept, As: w.token(t, "canbo.x1"), WantStatus: 404}.Run(t, h)
	})
}

// A locked session goes on after the password alone: its factor still counts, its
// end does not move.
func TestUnlockInheritsFactor(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		key, _ := enrolled(t, w, "canbo.x1")
		token, err := w.ShowFactor(ctx, waiting(t, w, "canbo.x1"), w.code(t, key, 0))
		if err != nil {
			t.Fatal(err)
		}
		w.now = w.now.Add(16 * time.Minute)
		if _, err := w.ByToken(ctx, token); err == nil {
			t.Fatal("is not locked")
		}
		enter := func(account, held string) Entered {
			e, err := w.Enter(ctx, Entry{Account: account, Password: secret, Kind: Browser, Held: held})
			if err != nil {
				t.Fatal(err)
			}
			return e
		}
		if e := enter("quantri", token); e.Stage != "" {
			t.Errorf("somebody else: %q", e.Stage)
		} else if a, err := w.ByToken(ctx, e.Token); err != nil || a.Factor != NoFactor {
			t.Errorf("somebody else gets the factor: %+v %v", a.Factor, err)
		}
		e := enter("canbo.x1", token)
		a, err := w.ByToken(ctx, e.Token)
		if err != nil || e.Stage != "" || a.Factor != ByTOTP {
			t.Errorf("%q %+v %v", e.Stage, a, err)
		}
		if e := enter("canbo.x1", token); e.Stage != AwaitsFactor {
			t.Errorf("a used token: %q", e.Stage)
		}
	})
}

func TestPanic(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		h, one, two := handler(t, w), w.token(t, "canbo.x1"), w.token(t, "canbo.x1")
		forgotten := false
		w.OnPanic = func() { forgotten = true }
		webtest.Scenario{Method: "POST", Path: "/access/me/panic", As: one, WantStatus: 422, Want: []string{"Đánh dấu xác nhận"}}.Run(t, h)
		if forgotten {
			t.Error("a refused press forgets")
		}
		webtest.Scenario{Method: "POST", Path: "/access/me/panic", As: one, Form: form("sure", "1"), WantStatus: 303}.Run(t, h)
		for _, token := range []string{one, two} {
			if _, err := w.lookup(ctx, token); !errs.Is(err, errs.Unauthenticated) {
				t.Errorf("still alive: %v", err)
			}
		}
		if !slices.Contains(w.alerts, "panic "+w.clerk.ID) || !forgotten {
			t.Errorf("alerts: %v, memory forgotten: %v", w.alerts, forgotten)
		}
		_, _, err := w.SignIn(ctx, "canbo.x1", secret, Browser)
		wantKind(t, err, errs.Unauthenticated, "sign_in")
		wantKind(t, w.Enable(ctx, w.boss, w.clerk.ID), errs.Conflict, "two_people")
		second := w.secondAdmin(t)
		if err := w.ProposeOn(ctx, w.boss, KindEnable, w.clerk.ID, "Đã gặp trực tiếp"); err != nil {
			t.Fatal(err)
		}
		if err := w.Approve(ctx, second, w.onlyProposal(t)); err != nil {
			t.Fatal(err)
		}
		w.token(t, "canbo.x1")
	})
}

// Who is forced signs in as usual; nothing sensitive exists, and others know.
func TestDuress(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		const duress = "bay con ngua trang phi"
		clerk := w.actor(t, "canbo.x1")
		wantKind(t, w.SetDuress(ctx, clerk, "sai", duress), errs.Invalid, "err.old")
		wantKind(t, w.SetDuress(ctx, clerk, secret, secret), errs.Invalid, "err.same")
		if err := w.SetDuress(ctx, clerk, secret, duress); err != nil {
			t.Fatal(err)
		}
		token, _, err := w.SignIn(ctx, "canbo.x1", duress, Browser)
		if err != nil {
			t.Fatal(err)
		}
		if len(w.alerts) != 1 || w.alerts[0] != "duress "+w.clerk.ID {
			t.Errorf("alerts: %v", w.alerts)
		}
		a, err := w.ByToken(ctx, token)
		if err != nil || !a.Duress {
			t.Fatalf("%+v %v", a, err)
		}
		for _, p := range Permissions() {
			if got := a.MayAt(p, "X1"); got != (Allows(CommuneOfficer, p) && !RelationOf(p).Sensitive) {
				t.Errorf("%s: %v", p, got)
			}
		}
		if a.May("tip.handle") || a.MayExactly("livelihood.person.read", "X1") || len(a.Held("tip.record")) > 0 || len(a.Units("tip.record")) > 0 || !a.May("outreach.activity.record") {
			t.Error("the session under duress shows too much or too little")
		}
		page := webtest.Scenario{Path: "/access/me", As: token, WantStatus: 200, WantNot: []string{"Xóa mật khẩu này"}}.Run(t, handler(t, w))
		if strings.Contains(strings.ToLower(page.Body.String()), "duress-session") {
			t.Error("the page tells")
		}
		// Whoever forces the person changes only what was forced out of them.
		if err := w.ChangeOwnPassword(ctx, a, duress, "chin con ngua den phi"); err != nil {
			t.Fatal(err)
		}
		if err := w.SetDuress(ctx, a, "chin con ngua den phi", ""); err != nil {
			t.Fatal(err)
		}
		if b := w.actor(t, "canbo.x1"); b.Duress {
			t.Error("the own password is under duress")
		}
		again, _, err := w.SignIn(ctx, "canbo.x1", "chin con ngua den phi", Browser)
		if err != nil {
			t.Fatal(err)
		}
		if b, err := w.ByToken(ctx, again); err != nil || !b.Duress {
			t.Errorf("%+v %v", b, err)
		}
		// The own password may change without losing the other.
		if err := w.ChangeOwnPassword(ctx, w.actor(t, "canbo.x1"), secret, "muoi con chim se nau"); err != nil {
			t.Fatal(err)
		}
		if token, _, err = w.SignIn(ctx, "canbo.x1", "chin con ngua den phi", Browser); err != nil {
			t.Fatal(err)
		}
		if b, err := w.ByToken(ctx, token); err != nil || !b.Duress {
			t.Errorf("after a change: %+v %v", b, err)
		}
	})
}

func (w *world) secondAdmin(t *testing.T) Actor {
	t.Helper()
	if _, err := w.AddUserWith(ctx, System("test"), UserInput{Account: "quantri2", Name: "Vũ Thị Hai", Role: Administrator, Unit: "VN"}, secret); err != nil {
		t.Fatal(err)
	}
	return w.actor(t, "quantri2")
}

func (w *world) onlyProposal(t *testing.T) string {
	t.Helper()
	list, err := w.Proposals(ctx, w.boss, true)
	if err != nil || len(list) != 1 {
		t.Fatalf("%+v %v", list, err)
	}
	return list[0].ID
}

// No act of two people has a path with one.
func TestTwoPeople(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		today, second, why := clock.DateOf(w.now), w.secondAdmin(t), "Thay người chuyển công tác"
		_, err := w.AddUserWith(ctx, System("test"), UserInput{Account: "quantri.x2", Name: "Đỗ Văn Ba", Role: Administrator, Unit: "X2"}, secret)
		if err != nil {
			t.Fatal(err)
		}
		for _, role := range Roles {
			g := Grant{User: w.clerk.ID, Role: role, Unit: "X1", From: today, To: today + 30}
			if ForAgency(role) {
				g.Agency = "partner"
			}
			waits, err := w.Grant(ctx, w.boss, g, why)
			if err != nil || waits != NeedsTwoPeople(role) {
				t.Fatalf("%s: %v %v", role, waits, err)
			}
			if !waits {
				continue
			}
			holds := func() bool {
				return slices.ContainsFunc(w.actor(t, "canbo.x1").Grants, func(h Grant) bool { return h.Role == role })
			}
			if holds() {
				t.Fatalf("%s counts already", role)
			}
			_, err = w.Grant(ctx, w.boss, g, why)
			wantKind(t, err, errs.Conflict, "proposed")
			key := w.onlyProposal(t)
			wantKind(t, w.Approve(ctx, w.boss, key), errs.Forbidden, "second_person")
			wantKind(t, w.Approve(ctx, w.actor(t, "quantri.x2"), key), errs.NotFound, "not_found")
			if clerk := w.actor(t, "canbo.x1"); clerk.May(admin) { // whom it is about does not decide
				wantKind(t, w.Approve(ctx, clerk, key), errs.Forbidden, "second_person")
			} else {
				wantKind(t, w.Approve(ctx, clerk, key), errs.NotFound, "not_found")
			}
			if err := w.Approve(ctx, second, key); err != nil || !holds() {
				t.Fatalf("%s: %v", role, err)
			}
			wantKind(t, w.Approve(ctx, second, key), errs.Conflict, "decided")
		}
		w.now = w.now.Add(time.Second)
		_, err = w.Grant(ctx, w.boss, Grant{User: w.clerk.ID, Role: Police, Unit: "X1", From: today + 40, To: today + 50}, why)
		if err != nil {
			t.Fatal(err)
		}
		w.now = w.now.Add(72 * time.Hour)
		late, err := w.Proposals(ctx, w.actor(t, "quantri"), false)
		if err != nil || !late[0].Late(w.now) {
			t.Fatalf("%+v %v", late, err)
		}
		wantKind(t, w.Approve(ctx, w.actor(t, "quantri2"), late[0].ID), errs.Conflict, "decided")
	})
}

func TestFactorsAreForgottenByTwo(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		enrolled(t, w, "canbo.x1")
		w.secondAdmin(t)
		if err := w.ProposeOn(ctx, w.actor(t, "quantri"), KindFactor, w.clerk.ID, "Mất điện thoại"); err != nil {
			t.Fatal(err)
		}
		waiting(t, w, "canbo.x1")
		h, second := handler(t, w), w.token(t, "quantri2")
		at := "/access/proposals/" + w.onlyProposal(t)
		webtest.Run(t, h, []webtest.Scenario{
			{Name: "list", Path: "/access/proposals", As: second, WantStatus: 200, Want: []string{"Xóa bước xác thực", "&lt;script&gt;"}, WantNot: []string{"<script>alert"}},
			{Name: "own", Path: at, As: w.token(t, "quantri"), WantStatus: 200, Want: []string{"Rút đề nghị"}, WantNot: []string{"/approve"}},
			{Name: "not mine", Path: at, As: w.tokenWith(t, "quantri", secret), WantStatus: 200},
			{Name: "approve", Method: "POST", Path: at + "/approve", As: second, WantStatus: 303},
			{Name: "twice", Method: "POST", Path: at + "/approve", As: second, WantStatus: 409, Want: []string{"đã được quyết định"}},
		})
		if a := w.actor(t, "canbo.x1"); a.Stage != "" || a.Factor != NoFactor {
			t.Errorf("%+v", a)
		}
	})
}

// The first administrators come from the command line; the third needs a second
// person like anybody.
func TestCommandLineIsFirst(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		add := func(account string) bool {
			_, _, waits, err := w.AddUser(ctx, System("Dòng lệnh"), UserInput{Account: account, Name: "Hồ Văn Mới", Role: Administrator, Unit: "VN"})
			if err != nil {
				t.Fatal(err)
			}
			return waits
		}
		if add("quantri.hai") {
			t.Error("there is one administrator, and nobody can be the second")
		}
		if !add("quantri.ba") {
			t.Error("the command line alone makes a third administrator")
		}
		if err := w.Approve(ctx, w.boss, w.onlyProposal(t)); err != nil {
			t.Fatal(err)
		}
	})
}

// A person is let in from the browser that they use, whatever strangers do.
func TestGuessersDoNotLockOut(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		e, err := w.Enter(ctx, Entry{Account: "canbo.x1", Password: secret, Kind: Browser, Network: "10.0.0.9"})
		if err != nil || e.Device == "" || strings.Contains(e.Device, "canbo") {
			t.Fatalf("%q %v", e.Device, err)
		}
		evaluated := 0
		for range 40 {
			if _, err := w.Enter(ctx, Entry{Account: "canbo.x1", Password: "sai mat khau", Kind: Browser, Network: "192.0.2.7"}); errs.Is(err, errs.Unauthenticated) {
				evaluated++
			}
			w.now = w.now.Add(time.Second)
		}
		if evaluated > 10 {
			t.Errorf("%d guesses were evaluated", evaluated)
		}
		for name, in := range map[string]Entry{"known browser": {Device: e.Device, Network: "192.0.2.7"}, "other network": {Network: "10.0.0.9"}} {
			in.Account, in.Password, in.Kind = "canbo.x1", secret, Browser
			if _, err := w.Enter(ctx, in); err != nil {
				t.Errorf("%s: %v", name, err)
			}
		}
		in := Entry{Account: "quantri", Password: "sai mat khau", Kind: Browser, Device: e.Device, Network: "192.0.2.7"}
		for range 5 {
			_, _ = w.Enter(ctx, in)
		}
		_, err = w.Enter(ctx, in)
		wantKind(t, err, errs.TooMany, "slow") // the browser of one is no key to another
	})
}

// A proposal about a record of one office is not there for those above it, nor
// for another office at the same unit.
func TestProposalsOfExactPermissions(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.On("test.exact", "tip.handle", func(*db.Tx, Actor, Proposal) error { return nil })
		w.InPlaceOf = func(o Office, unit string) bool { return o.Unit == unit || o.Unit == "X1" && unit == "OLD" }
		by := func(id string, role Role, unit string) Actor {
			return Actor{ID: id, Name: id, Grants: []Grant{{Role: role, Unit: unit}}, covers: w.Covers, at: w.now, ProvedAt: w.now}
		}
		propose := func(who Actor, unit, office string) error {
			return w.Propose(ctx, who, Proposal{Kind: "test.exact", Unit: unit, Office: office, Subject: unit + office, Reason: "Đủ mười ký tự"})
		}
		own := by("own", Police, "X1")
		for name, who := range map[string]Actor{"police above": by("a", Police, "T1"), "border guard beside": by("b", BorderGuard, "X1"), "elsewhere": by("c", Police, "X2"),
			"administrator": w.boss, "no right there": by("d", Leader, "X1")} {
			wantKind(t, propose(who, "X1", "police:X1"), errs.Forbidden, "forbidden")
			if name == "border guard beside" {
				continue // may where no office is named
			}
			wantKind(t, propose(who, "X1", ""), errs.Forbidden, "forbidden")
		}
		if err := errors.Join(propose(own, "X1", "police:X1"), propose(own, "X1", ""), propose(own, "OLD", "police:OLD")); err != nil {
			t.Fatal(err)
		}
		for name, c := range map[string]struct {
			who  Actor
			sees int
		}{"a colleague": {by("e", Police, "X1"), 3}, "police above": {by("f", Police, "T1"), 0}, "border guard beside": {by("g", BorderGuard, "X1"), 1}, "administrator": {w.boss, 0}} {
			list, err := w.Proposals(ctx, c.who, true)
			if err != nil || len(list) != c.sees {
				t.Errorf("%s sees %d (%v)", name, len(list), err)
			}
		}
		list, err := w.Proposals(ctx, own, true)
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range list {
			wantKind(t, w.Approve(ctx, by("h", Police, "T1"), p.ID), errs.NotFound, "not_found")
			if err := w.Approve(ctx, by("i", Police, "X1"), p.ID); err != nil {
				t.Error(err)
			}
		}
	})
}
