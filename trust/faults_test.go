package trust

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"neove/access"
	"neove/app"
	"neove/app/apptest"
	"neove/audit"
	"neove/inspection"
	"neove/internal/clock"
	"neove/internal/db"
	"neove/internal/dbtest"
	"neove/internal/seal"
	"neove/livelihood"
	"neove/migrations"
	"neove/outreach"
	"neove/person"
	"neove/tip"
	"neove/training"
)

// faulty is the program on a database whose n-th call fails.
type faulty struct {
	*app.App
	now           time.Time
	calls, failAt int
	tables        []string
}

var errFault = errors.New("fault")

func newFaulty(t *testing.T, open func(*testing.T, dbtest.Options) *db.DB) *faulty {
	t.Helper()
	f := &faulty{now: time.Date(2025, 1, 8, 2, 0, 0, 0, time.UTC)}
	clock := func() time.Time { return f.now }
	d := open(t, dbtest.Options{Clock: clock, Audit: audit.Append, Fault: func() error {
		if f.calls++; f.calls == f.failAt {
			return errFault
		}
		return nil
	}})
	var err error
	if f.App, err = app.Wire(d, app.Config{Clock: clock, Keys: seal.ForTest()}); err != nil {
		t.Fatal(err)
	}
	f.Access.Pepper = nil
	if err := f.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	for _, u := range apptest.Users {
		if _, err := f.Access.AddUserWith(t.Context(), access.System("test"), u, apptest.Password); err != nil {
			t.Fatal(err)
		}
	}
	err = d.View(t.Context(), func(tx *db.Tx) error {
		list, err := db.Tables(tx)
		for _, table := range list {
			// Units are thousands of rows that no command here changes; a refused
			// command may itself be an alert.
			if !strings.HasPrefix(table.Name, "org_") && !slices.Contains(migrations.Bookkeeping, table.Name) && table.Name != "audit_alerts" {
				f.tables = append(f.tables, table.Name)
			}
		}
		return err
	})
	if err != nil || len(f.tables) < 30 {
		t.Fatal(len(f.tables), err)
	}
	return f
}

// state is a digest of all rows that carry meaning.
func (f *faulty) state(t *testing.T) string {
	t.Helper()
	h := sha256.New()
	err := f.DB.View(context.Background(), func(tx *db.Tx) error {
		for _, table := range f.tables {
			rows := []string{}
			err := tx.Stream("SELECT * FROM "+table, func(values []any) error { rows = append(rows, fmt.Sprint(values...)); return nil })
			if err != nil {
				return err
			}
			slices.Sort(rows)
			fmt.Fprintln(h, table, rows)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return fmt.Sprintf("%x", h.Sum(nil))
}

func (f *faulty) by(t *testing.T, account string) access.Actor {
	t.Helper()
	token, _, err := f.Access.SignIn(t.Context(), account, apptest.Password, access.Browser)
	if err != nil {
		t.Fatal(err)
	}
	a, err := f.Access.ByToken(t.Context(), token)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

type command struct {
	name string
	do   func(ctx context.Context) error
}

// commands are the main acts of a working day, in an order in which each finds
// what it needs.
func (f *faulty) commands(t *testing.T) []command {
	commune, police, admin, province := f.by(t, "commune"), f.by(t, "police"), f.by(t, "admin"), f.by(t, "province")
	n := func(v int64) *int64 { return &v }
	day := clock.On(2025, 1, 7)
	var told tip.Tip
	return append(f.caseCommands(t), []command{
		{"activities", func(ctx context.Context) error {
			_, err := f.Outreach.RecordAll(ctx, commune, []outreach.Activity{{Unit: apptest.Commune, Channel: "session", From: day, Quantity: 1, People: n(30), Women: n(12)}, {Unit: apptest.Commune, Channel: "session", From: day, Quantity: 2, People: n(50)}}, "")
			return err
		}},
		{"tip", func(ctx context.Context) (err error) {
			told, err = f.Tip.Record(ctx, commune, tip.Input{Channel: "phone", Urgency: tip.Normal, Content: tip.Content{Text: "Người lạ mời đi làm xa"}, Giver: tip.Giver{Name: "Bà Năm"}})
			return err
		}},
		{"hand over", func(ctx context.Context) error {
			_, err := f.Tip.HandOver(ctx, commune, told.ID, told.Version, tip.HandInput{To: tip.Office{Role: access.Police, Unit: apptest.Province}, Reason: "competence"})
			return err
		}},
		{"read", func(ctx context.Context) error {
			v, err := f.Tip.Tip(ctx, police, told.ID)
			told.Version = v.Version
			return err
		}},
		{"acknowledge", func(ctx context.Context) error { return f.Tip.Acknowledge(ctx, police, told.ID, told.Version) }},
		{"read again", func(ctx context.Context) error {
			v, err := f.Tip.Tip(ctx, police, told.ID)
			told.Version = v.Version
			return err
		}},
		{"outcome", func(ctx context.Context) error {
			return f.Tip.Close(ctx, police, told.ID, told.Version, "not_confirmed", "Không có dấu hiệu")
		}},
		{"person at risk", func(ctx context.Context) error {
			_, err := f.Livelihood.Watch(ctx, commune, livelihood.Person{Unit: apptest.Commune, Sex: "female", Risks: "poverty", Basis: "duty", FirstOn: day, ReviewOn: clock.On(2025, 6, 1)}, livelihood.Identity{Name: "Người Cần Giúp", Birth: "~2006"})
			return err
		}},
		{"person", func(ctx context.Context) error {
			_, err := f.Person.RecordOne(ctx, commune, "commune_officer:"+apptest.Commune, person.Profile{Name: person.Told("Trần Thị Thử")})
			return err
		}},
		{"course", func(ctx context.Context) error {
			_, err := f.Training.Record(ctx, province, training.Record{Course: training.Course{Unit: apptest.Province, Subject: "Chuyển tuyến nạn nhân", Topics: "referral"},
				Clusters: []training.Cluster{{From: day, To: day, Place: "Hội trường", Typed: []training.Headcount{{Level: "district", Group: "labour_office", People: 6, Women: n(2)}}}}}, "")
			return err
		}},
		{"establishment", func(ctx context.Context) error {
			_, err := f.Inspection.RecordEstablishment(ctx, commune, inspection.Establishment{Unit: apptest.Commune, Type: "labour_export", Name: "Nhà nghỉ Hoa Mai"}, false)
			return err
		}},
		{"invitation", func(ctx context.Context) error {
			_, _, _, err := f.Access.Invite(ctx, admin, access.UserInput{Account: "moi.vao", Name: "Người Mới", Role: access.Leader, Unit: apptest.Province}, "Quyết định 1/QĐ")
			return err
		}},
		{"panic", func(ctx context.Context) error { return f.Access.Panic(ctx, commune) }},
	}...)
}

// The n-th failing call to the database, for every n until a command is done,
// leaves nothing half done; the next try works, and the tree is whole.
func TestEveryCallMayFail(t *testing.T) {
	if testing.Short() {
		t.Skip("repeats each command for every call it makes")
	}
	for name, open := range map[string]func(*testing.T, dbtest.Options) *db.DB{"sqlite": dbtest.OpenSQLite, "postgres": dbtest.OpenPostgres} {
		t.Run(name, func(t *testing.T) { // not parallel with itself: the calls are counted
			t.Parallel()
			f := newFaulty(t, open)
			total, other := 0, []string{}
			for _, c := range f.commands(t) {
				before := f.state(t)
				n := 1
				for ; n < 500; n++ {
					f.calls, f.failAt = 0, n
					err := c.do(context.Background())
					f.failAt = 0
					if err == nil && f.calls < n {
						break
					}
					if err == nil && strings.HasPrefix(c.name, "read") {
						continue // a page may lack a link; what is sealed was not needed for it
					}
					if err == nil {
						t.Errorf("%s: call %d failed and nobody said so", c.name, n)
						break
					}
					if !errors.Is(err, errFault) { // such as a right that could not be looked up: refused, too
						other = append(other, fmt.Sprintf("%s, call %d: %v", c.name, n, err))
					}
					// A look is recorded first; that it then failed does not unmake the record.
					if after := f.state(t); after != before && !strings.HasPrefix(c.name, "read") {
						t.Fatalf("%s, call %d leaves something behind", c.name, n)
					}
				}
				if n < 4 {
					t.Errorf("%s makes only %d calls", c.name, n-1)
				}
				total += n - 1
			}
			if r, err := f.Audit.Verify(t.Context(), audit.Held{}); err != nil || len(r.Findings) > 0 {
				t.Errorf("%v %v", r.Findings, err)
			}
			if len(other) > total/4 {
				t.Errorf("most failures are told as something else: %v", other)
			}
			t.Logf("%d failing calls; told otherwise: %v", total, other)
		})
	}
}
