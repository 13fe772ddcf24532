package access

import (
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"neove/internal/clock"
	"neove/internal/db"
	"neove/internal/errs"
)

func TestSignIn(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		token, u, err := w.SignIn(ctx, " CanBo.X1 ", secret, Browser)
		if err != nil || u.ID != w.clerk.ID || len(token) < 50 {
			t.Fatalf("%q %v %v", token, u.ID, err)
		}
		a, err := w.ByToken(ctx, token)
		if err != nil || a.ID != w.clerk.ID || !a.MayAt("outreach.activity.record", "X1") || a.MayAt("outreach.activity.record", "X2") {
			t.Fatalf("%+v %v", a, err)
		}
		for _, c := range []struct{ name, account, password string }{
			{"wrong", "canbo.x1", "sai mat khau roi"}, {"unknown", "khong.co", secret}, {"empty", "", ""},
			{"long", "canbo.x1", strings.Repeat("x", 5000)}, {"hostile", strings.Repeat("' OR 1=1 --", 50), secret},
		} {
			if _, _, err := w.SignIn(ctx, c.account, c.password, Browser); errs.From(err).Error() != "access.err.sign_in" {
				t.Errorf("%s: %v", c.name, err)
			}
		}
		if err := w.Disable(ctx, w.boss, w.clerk.ID); err != nil {
			t.Fatal(err)
		}
		if _, err := w.ByToken(ctx, token); !errs.Is(err, errs.Unauthenticated) {
			t.Errorf("session of a closed account: %v", err)
		}
		_, _, err = w.SignIn(ctx, "canbo.x1", secret, Browser)
		wantKind(t, err, errs.Unauthenticated, "access.err.sign_in")
		if err := w.Enable(ctx, w.boss, w.clerk.ID); err != nil {
			t.Fatal(err)
		}
		w.token(t, "canbo.x1")
	})
}

func TestSlowDown(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		try := func(account, password string) error {
			_, _, err := w.SignIn(ctx, account, password, Browser)
			return err
		}
		for _, account := range []string{"khong.co", "canbo.x1"} {
			for range 5 {
				wantKind(t, try(account, "sai mat khau roi"), errs.Unauthenticated, "sign_in")
			}
			for _, seconds := range []int{2, 4, 8, 16, 32, 60, 60} {
				err := try(account, secret)
				wantKind(t, err, errs.TooMany, "access.err.slow seconds="+strconv.Itoa(seconds))
				w.now = w.now.Add(time.Duration(seconds) * time.Second)
				wantKind(t, try(account, "sai mat khau roi"), errs.Unauthenticated, "sign_in")
			}
		}
		w.now = w.now.Add(time.Minute)
		if err := try("canbo.x1", secret); err != nil {
			t.Fatalf("the right password after a minute: %v", err)
		}
		wantKind(t, try("canbo.x1", "sai mat khau roi"), errs.Unauthenticated, "sign_in")
		if err := try("canbo.x1", secret); err != nil {
			t.Fatalf("success forgets failures: %v", err)
		}
	})
}

// Many guesses at once count as many: at most five are evaluated.
func TestSlowDownAtOnce(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		var mu sync.Mutex
		kinds := map[errs.Kind]int{}
		var wg sync.WaitGroup
		for range 12 {
			wg.Go(func() {
				_, _, err := w.SignIn(ctx, "canbo.x1", "sai mat khau roi", Browser)
				mu.Lock()
				defer mu.Unlock()
				kinds[errs.From(err).Kind]++
			})
		}
		wg.Wait()
		if diff := cmp.Diff(map[errs.Kind]int{errs.Unauthenticated: 5, errs.TooMany: 7}, kinds); diff != "" {
			t.Error(diff)
		}
	})
}

// A browser is locked after a rest and ends after half a day; a program, which
// nobody could unlock, only ends.
func TestSessionEnds(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		start := w.now
		idle := w.token(t, "canbo.x1")
		program, _, err := w.SignIn(ctx, "canbo.x1", secret, Program)
		if err != nil {
			t.Fatal(err)
		}
		w.now = start.Add(15 * time.Minute)
		if _, err := w.ByToken(ctx, idle); err != nil {
			t.Errorf("at the idle limit: %v", err)
		}
		w.now = w.now.Add(15*time.Minute + time.Second)
		if _, err := w.ByToken(ctx, idle); !errs.Is(err, errs.Unauthenticated) {
			t.Errorf("after the idle limit: %v", err)
		}
		if a, err := w.lookup(ctx, idle); err != nil || a.ID != "" || a.locked != w.clerk.ID || a.Account != "canbo.x1" || len(a.Grants) > 0 {
			t.Errorf("a locked session: %+v %v", a, err)
		}
		w.now = start.Add(AbsoluteLimit - time.Second)
		if _, err := w.ByToken(ctx, program); err != nil {
			t.Errorf("a program at rest: %v", err)
		}
		start = w.now
		used := w.token(t, "canbo.x1")
		for w.now.Sub(start) < AbsoluteLimit-20*time.Minute {
			if _, err := w.ByToken(ctx, used); err != nil {
				t.Fatalf("in use after %v: %v", w.now.Sub(start), err)
			}
			w.now = w.now.Add(14 * time.Minute)
		}
		w.now = start.Add(AbsoluteLimit)
		for _, token := range []string{used, program, "", "x", hashToken(used)} {
			if _, err := w.lookup(ctx, token); !errs.Is(err, errs.Unauthenticated) {
				t.Errorf("token %q: %v", token, err)
			}
		}
	})
}

func TestEndAll(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		one, two := w.token(t, "canbo.x1"), w.token(t, "canbo.x1")
		a, err := w.ByToken(ctx, one)
		if err != nil {
			t.Fatal(err)
		}
		list, err := w.Sessions(ctx, a)
		if err != nil || len(list) != 2 || list[0].Current(a) == list[1].Current(a) {
			t.Fatalf("%+v %v", list, err)
		}
		if err := w.SignOut(ctx, a); err != nil {
			t.Fatal(err)
		}
		if _, err := w.ByToken(ctx, two); err != nil {
			t.Errorf("sign-out ended another session: %v", err)
		}
		if err := w.SignOutEverywhere(ctx, a); err != nil {
			t.Fatal(err)
		}
		for _, token := range []string{one, two} {
			if _, err := w.ByToken(ctx, token); !errs.Is(err, errs.Unauthenticated) {
				t.Errorf("still alive: %v", err)
			}
		}
	})
}

func TestRightsChangeAtOnce(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		token := w.token(t, "canbo.x1")
		rights := func() string {
			a, err := w.ByToken(ctx, token)
			if err != nil {
				t.Fatal(err)
			}
			return strings.Join(a.Units("outreach.activity.read"), " ")
		}
		today := clock.DateOf(w.now)
		if _, err := w.Grant(ctx, w.boss, Grant{User: w.clerk.ID, Role: Leader, Unit: "X2", From: today + 1, To: today + 3}, ""); err != nil {
			t.Fatal(err)
		}
		if got := rights(); got != "X1" {
			t.Errorf("before the first day: %s", got)
		}
		p, err := w.UserByID(ctx, w.boss, w.clerk.ID)
		if err != nil {
			t.Fatal(err)
		}
		if err := w.EndGrant(ctx, w.boss, w.clerk.ID, p.Grants[0].ID); err != nil {
			t.Fatal(err)
		}
		if got := rights(); got != "" {
			t.Errorf("after the end: %s", got)
		}
		wantKind(t, w.EndGrant(ctx, w.boss, w.clerk.ID, p.Grants[0].ID), errs.NotFound, "not_found")
		w.now = w.now.Add(24 * time.Hour)
		token = w.token(t, "canbo.x1")
		if got := rights(); got != "X2" {
			t.Errorf("on the first day: %s", got)
		}
	})
}

func TestAdministration(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		local, err := w.AddUserWith(ctx, System("test"), UserInput{Account: "quantri.x1", Name: "Đỗ Văn Ánh", Role: Administrator, Unit: "X1"}, secret)
		if err != nil {
			t.Fatal(err)
		}
		small := w.actor(t, "quantri.x1")
		today := clock.DateOf(w.now)
		_, _, _, err = w.Invite(ctx, w.boss, UserInput{Account: "canbo.x1", Name: "A", Role: Leader, Unit: "T1"}, "")
		wantKind(t, err, errs.Conflict, "access.err.taken")
		_, _, _, err = w.Invite(ctx, small, UserInput{Account: "moi.x2", Name: "A", Role: Leader, Unit: "X2"}, "")
		wantKind(t, err, errs.Forbidden, "forbidden")
		_, _, _, err = w.Invite(ctx, w.boss, UserInput{Account: "Có Dấu", Name: " ", Role: "king", Unit: "X2", From: today, To: today}, "")
		for _, key := range []string{"err.account", "err.name", "err.role", "err.dates"} {
			wantKind(t, err, errs.Invalid, key)
		}
		_, err = w.Grant(ctx, small, Grant{User: local.ID, Role: Leader, Unit: "X1", From: today, To: today + 1}, "")
		wantKind(t, err, errs.Forbidden, "access.err.own")
		_, err = w.Grant(ctx, small, Grant{User: w.clerk.ID, Role: Leader, Unit: "T1", From: today, To: today + 1}, "")
		wantKind(t, err, errs.Forbidden, "forbidden")
		_, _, _, err = w.AddUser(ctx, w.boss, UserInput{Account: "moi.x2", Name: "A", Role: Leader, Unit: "X2"})
		wantKind(t, err, errs.Forbidden, "forbidden") // only the command line learns passwords
		wantKind(t, w.Disable(ctx, small, w.boss.ID), errs.NotFound, "not_found")
		_, err = w.Reset(ctx, small, w.boss.ID)
		wantKind(t, err, errs.NotFound, "not_found")
		_, err = w.UserByID(ctx, small, w.boss.ID)
		wantKind(t, err, errs.NotFound, "not_found")
		clerk := w.actor(t, "canbo.x1")
		_, err = w.Users(ctx, clerk, UserFilter{})
		wantKind(t, err, errs.Forbidden, "forbidden")
		for _, c := range []struct {
			name string
			by   Actor
			f    UserFilter
			want string
		}{
			{"all", w.boss, UserFilter{}, "canbo.x1 quantri.x1 quantri"},
			{"area", small, UserFilter{}, "canbo.x1 quantri.x1"},
			{"without marks", w.boss, UserFilter{Text: "do van anh"}, "quantri.x1"},
			{"unit", w.boss, UserFilter{Text: "thuan my"}, "canbo.x1 quantri.x1"},
			{"role", w.boss, UserFilter{Role: CommuneOfficer}, "canbo.x1"},
			{"closed", w.boss, UserFilter{Disabled: true}, ""},
		} {
			list, err := w.Users(ctx, c.by, c.f)
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, p := range list {
				got = append(got, p.Account)
			}
			if diff := cmp.Diff(c.want, strings.Join(got, " ")); diff != "" {
				t.Errorf("%s: %s", c.name, diff)
			}
		}
	})
}

func TestOwnPassword(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		_, first, _, err := w.AddUser(ctx, System("test"), UserInput{Account: "moi.x2", Name: "Trần Mới", Role: CommuneOfficer, Unit: "X2"})
		if err != nil {
			t.Fatal(err)
		}
		token, u, err := w.SignIn(ctx, "moi.x2", first, Browser)
		if err != nil || !u.MustChange {
			t.Fatalf("%+v %v", u, err)
		}
		a, err := w.ByToken(ctx, token)
		if err != nil || !a.MustChange || Allow(a, "org.unit.read") == nil || Allow(a, "self") == nil {
			t.Fatalf("%+v %v", a, err)
		}
		wantKind(t, w.ChangeOwnPassword(ctx, a, "khong phai", secret), errs.Invalid, "access.err.old")
		wantKind(t, w.ChangeOwnPassword(ctx, a, first, first), errs.Invalid, "access.err.same")
		wantKind(t, w.ChangeOwnPassword(ctx, a, first, "ngan"), errs.Invalid, "access.err.short")
		if err := w.ChangeOwnPassword(ctx, a, first, secret); err != nil {
			t.Fatal(err)
		}
		if a, err = w.ByToken(ctx, token); err != nil || a.MustChange || Allow(a, "org.unit.read") != nil {
			t.Errorf("%+v %v", a, err)
		}
	})
}

// A hash of older parameters is replaced at the next sign-in.
func TestHashIsRenewed(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		const weak = "$argon2id$v=19$m=64,t=1,p=1$c29tZXNhbHRzb21lc2FsdA$"
		p, err := parsePHC(weak + "AAAAAAAAAAAAAAAAAAAAAA")
		if err != nil {
			t.Fatal(err)
		}
		set := func(hash string) {
			err := w.db.Write(ctx, w.boss, "test", func(tx *db.Tx) error {
				tx.Event(db.Event{})
				_, err := tx.Exec("UPDATE access_users SET password=? WHERE id=?", hash, w.clerk.ID)
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
		}
		set(weak + weakKey(p, secret))
		w.token(t, "canbo.x1")
		var u User
		if err := w.db.View(ctx, func(tx *db.Tx) (err error) { u, err = userByID(tx, w.clerk.ID); return err }); err != nil {
			t.Fatal(err)
		}
		if w.pepper().outdated(u.Password) {
			t.Errorf("still %s", u.Password)
		}
		w.token(t, "canbo.x1")
	})
}
