// Package apptest gives tests of slices the whole program on a database of
// their own, on both engines, with an account for every role: pages and
// operations are tested as people meet them.
package apptest

import (
	"context"
	"net/http"
	"sync"
	"testing"
	"time"

	"neove/access"
	"neove/app"
	"neove/audit"
	"neove/internal/clock"
	"neove/internal/db"
	"neove/internal/dbtest"
	"neove/internal/errs"
	"neove/internal/seal"
)

// Password of every account.
const Password = "mot-mat-khau-dai-de-thu"

// Units that tests work with: Long An of 2024, two of its districts, a commune
// in each, and a commune of a province elsewhere.
const (
	Province      = "L80"
	District      = "L803"      // Huyện Bến Lức
	OtherDistrict = "L794"      // Thành phố Tân An
	Commune       = "L28003"    // Xã Lương Hòa, Huyện Bến Lức
	OtherCommune  = "L27694"    // Phường 1, Thành phố Tân An
	Agency        = "p-shelter" // the organisation of the service officer
)

// Users are the accounts, by name.
var Users = []access.UserInput{
	{Account: "commune", Name: "Đặng Thị Hồng", Role: access.CommuneOfficer, Unit: Commune},
	{Account: "other", Name: "Lê Văn Minh", Role: access.CommuneOfficer, Unit: OtherCommune},
	{Account: "district", Name: "Võ Thị Lan", Role: access.DistrictOfficer, Unit: District},
	{Account: "province", Name: "Trần Thu Hà", Role: access.ProvinceOfficer, Unit: Province},
	{Account: "leader", Name: "Nguyễn Minh Đức", Role: access.Leader, Unit: Province},
	{Account: "admin", Name: "Phạm Quốc Bảo", Role: access.Administrator, Unit: "VN"},
	{Account: "inspector", Name: "Lê Hoàng Nam", Role: access.Inspector, Unit: Province},
	{Account: "police", Name: "Trương Văn Hải", Role: access.Police, Unit: Province},
	{Account: "border", Name: "Hồ Văn Sơn", Role: access.BorderGuard, Unit: Province},
	{Account: "shelter", Name: "Nguyễn Thị Lan", Role: access.ServiceOfficer, Unit: Province, Agency: Agency},
}

// World is the program on a test's own database, at a clock that tests move.
type World struct {
	*app.App
	Handler http.Handler

	mu     sync.Mutex
	now    time.Time
	tokens map[string]string
}

// Now is the clock of the world: 8 January 2025 in the morning unless moved.
func (w *World) Now() time.Time { w.mu.Lock(); defer w.mu.Unlock(); return w.now }

// Set moves the clock.
func (w *World) Set(t time.Time) { w.mu.Lock(); w.now = t; w.mu.Unlock() }

var begin = time.Date(2025, 1, 8, 2, 0, 0, 0, time.UTC)

// Each runs fn on SQLite and on PostgreSQL, in parallel.
func Each(t *testing.T, fn func(t *testing.T, w *World)) {
	t.Helper()
	for name, open := range map[string]func(*testing.T, dbtest.Options) *db.DB{"sqlite": dbtest.OpenSQLite, "postgres": dbtest.OpenPostgres} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			fn(t, wire(t, open))
		})
	}
}

// SQLite is Each on one engine, for tests of pages that no engine changes.
func SQLite(t *testing.T) *World { t.Helper(); return wire(t, dbtest.OpenSQLite) }

func wire(t *testing.T, open func(*testing.T, dbtest.Options) *db.DB) *World {
	t.Helper()
	w := &World{now: begin, tokens: map[string]string{}}
	d := open(t, dbtest.Options{Clock: w.Now, Audit: audit.Append, Prepare: dbtest.Prepare{Name: "app", Fill: fill}})
	var err error
	if w.App, err = app.Wire(d, app.Config{Clock: w.Now, Keys: seal.ForTest()}); err != nil {
		t.Fatal(err)
	}
	// Tests move the clock by days and need no hash twice; access has its own tests.
	w.Access.Idle = func([]access.Grant) time.Duration { return 12 * time.Hour }
	w.Access.Absolute, w.Access.Pepper = 7*24*time.Hour, nil
	srv, err := w.Server(false)
	if err != nil {
		t.Fatal(err)
	}
	w.Handler = srv.Handler()
	return w
}

func fill(d *db.DB) error {
	a, err := app.Wire(d, app.Config{})
	if err != nil {
		return err
	}
	ctx, by := context.Background(), access.System("test")
	if err := a.Migrate(ctx); err != nil {
		return err
	}
	for _, u := range Users {
		if _, err := a.Access.AddUserWith(ctx, by, u, Password); err != nil {
			return err
		}
	}
	return a.Org.Oblige(ctx, by, Province, clock.On(2024, 1, 1), clock.On(2025, 7, 1))
}

// As is the session token of an account, for webtest.Scenario.As.
func (w *World) As(t *testing.T, account string) string {
	t.Helper()
	if token := w.tokens[account]; token != "" {
		return token
	}
	token, _, err := w.Access.SignIn(t.Context(), account, Password, access.Browser)
	if err != nil {
		t.Fatal(account, err)
	}
	w.tokens[account] = token
	return token
}

// Actor is an account with its rights of this moment.
func (w *World) Actor(t *testing.T, account string) access.Actor {
	t.Helper()
	a, err := w.Access.ByToken(t.Context(), w.As(t, account))
	if errs.Is(err, errs.Unauthenticated) { // the clock went on too far
		delete(w.tokens, account)
		a, err = w.Access.ByToken(t.Context(), w.As(t, account))
	}
	if err != nil {
		t.Fatal(account, err)
	}
	return a
}
