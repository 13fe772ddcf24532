package access

import (
	"context"
	"net/http"
	"strings"
	"testing"
	"time"

	"neove/internal/clock"
	"neove/internal/db"
	"neove/internal/dbtest"
	"neove/internal/errs"
	"neove/internal/i18n"
	"neove/internal/seal"
	"neove/internal/ui"
	"neove/internal/web"
)

var ctx = context.Background()

const (
	secret  = "mot-cau-dai-de-nho-97"
	hostile = `<script>alert(1)</script>"'Ngô Bá Khá`
)

// world is a service over a small tree: VN > T1 (province) > X1, X2 (communes).
type world struct {
	*Service
	now    time.Time
	boss   Actor // administrator of VN
	alerts []string
	clerk  User // commune officer at X1, account "canbo.x1"
}

func newWorld(t *testing.T, d *db.DB, w *world) *world {
	t.Helper()
	w.Service = NewService(d)
	keys := seal.ForTest()
	w.Pepper, _ = keys.Sub("pepper")
	w.Secrets = keys.Sealer("access")
	w.Alert = func(tx *db.Tx, kind, subject, unit, detail string) error {
		tx.After(func() { w.alerts = append(w.alerts, kind+" "+subject) })
		return nil
	}
	w.Covers = func(root, unit string) bool {
		above := map[string]string{"X1": "T1 VN", "X2": "T1 VN", "T1": "VN"}
		return root == unit || strings.Contains(above[unit], root)
	}
	w.UnitName = func(id string, _ clock.Date) string {
		return map[string]string{"X1": "xã Thuận Mỹ", "X2": "phường Long An", "T1": "tỉnh Tây Ninh", "VN": "cả nước"}[id]
	}
	w.FindUnit = func(text string) (string, string, error) {
		for id, name := range map[string]string{"X1": "xã Thuận Mỹ", "X2": "phường Long An", "T1": "tỉnh Tây Ninh"} {
			if text == id || text == name {
				return id, name, nil
			}
		}
		return "", "", errs.New(errs.NotFound, "access.err.unit_unknown", "text", text)
	}
	by := System("test")
	if _, err := w.AddUserWith(ctx, by, UserInput{Account: "quantri", Name: "Lê Thị Quản Trị", Role: Administrator, Unit: "VN"}, secret); err != nil {
		t.Fatal(err)
	}
	var err error
	if w.clerk, err = w.AddUserWith(ctx, by, UserInput{Account: "canbo.x1", Name: hostile, Role: CommuneOfficer, Unit: "X1"}, secret); err != nil {
		t.Fatal(err)
	}
	w.boss = w.actor(t, "quantri")
	return w
}

func (w *world) token(t *testing.T, account string) string {
	t.Helper()
	token, _, err := w.SignIn(ctx, account, secret, Browser)
	if err != nil {
		t.Fatal(err)
	}
	return token
}

func (w *world) actor(t *testing.T, account string) Actor {
	t.Helper()
	a, err := w.ByToken(ctx, w.token(t, account))
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// each runs fn on both engines, with a clock of its own.
func each(t *testing.T, fn func(t *testing.T, w *world)) {
	t.Helper()
	for name, open := range map[string]func(*testing.T, dbtest.Options) *db.DB{"sqlite": dbtest.OpenSQLite, "postgres": dbtest.OpenPostgres} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := &world{now: dbtest.Now}
			d := open(t, dbtest.Options{Clock: func() time.Time { return w.now }})
			fn(t, newWorld(t, d, w))
		})
	}
}

func wantKind(t *testing.T, err error, kind errs.Kind, key string) {
	t.Helper()
	if !errs.Is(err, kind) || !strings.Contains(err.Error(), key) {
		t.Fatalf("got %v, want kind %d with %s", err, kind, key)
	}
}

// handler is the whole server with the pages of this slice and a first page.
func handler(t *testing.T, w *world) http.Handler {
	t.Helper()
	m := Module(w.Service)
	b, err := i18n.Load(ui.Messages, web.Messages, m.Messages)
	if err != nil {
		t.Fatal(err)
	}
	r, err := ui.New(b, ui.Source{Name: "web", FS: web.Templates}, ui.Source{Name: "access", FS: m.Templates})
	if err != nil {
		t.Fatal(err)
	}
	first := web.Route{Method: "GET", Path: "/{$}", Permission: web.Self, Handle: Page(func(by Actor, x *web.Exchange) error {
		return x.Bare(200, "web/error", ui.Page{Title: "Trang đầu " + by.Name, Body: struct {
			Status           int
			Text, Hint, Code string
			Details          []string
		}{}})
	})}
	keep := web.Route{Method: "POST", Path: "/keep", Permission: web.Self, Handle: Page(func(_ Actor, x *web.Exchange) error {
		_, err := x.W.Write([]byte("Đã ghi"))
		return err
	})}
	s, err := web.New(web.Config{Bundle: b, Renderer: r, Routes: append(m.Routes, first, keep), Operations: m.API, Identify: w.Identify, Allow: Allow,
		Shell: func(x *web.Exchange, p *ui.Page) {
			p.LangHref = LangHref(x)
			if a, ok := x.Principal.(Actor); ok && a.ID != "" {
				p.User = &ui.User{ID: a.ID, Name: a.Name}
			}
		}})
	if err != nil {
		t.Fatal(err)
	}
	return s.Handler()
}
