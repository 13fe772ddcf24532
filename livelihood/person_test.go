package livelihood_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"neove/access"
	"neove/app/apptest"
	"neove/audit"
	"neove/internal/clock"
	"neove/internal/db"
	"neove/internal/errs"
	"neove/internal/seal"
	"neove/livelihood"
)

// canary stands for everything that says who a person is.
const canary = "Chim Hoàng Yến"

func atRisk(edit ...func(*livelihood.Person, *livelihood.Identity)) (livelihood.Person, livelihood.Identity) {
	p := livelihood.Person{Unit: apptest.Commune, Sex: "female", Risks: "poverty,online", Basis: "duty", FirstOn: clock.On(2024, 9, 2), ReviewOn: clock.On(2024, 12, 2)}
	i := livelihood.Identity{Name: canary, Birth: "~2006", Contact: canary + " 0900", Reason: "Vì " + canary}
	for _, e := range edit {
		e(&p, &i)
	}
	return p, i
}

func watch(t *testing.T, w *apptest.World, edit ...func(*livelihood.Person, *livelihood.Identity)) livelihood.Person {
	t.Helper()
	p, i := atRisk(edit...)
	p, err := w.Livelihood.Watch(t.Context(), w.Actor(t, "commune"), p, i)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestBirth(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		typed string
		guess bool
		want  livelihood.Birth
		text  string
		ok    bool
	}{{"", true, "", "", true}, {"1998", false, "1998", "1998", true}, {" 5 / 1998 ", true, "~1998-05", "5/1998", true}, {"12/5/1998", false, "1998-05-12", "12/5/1998", true},
		{"12/5/1998", true, "~1998-05-12", "12/5/1998", true}, {"31/2/1998", false, "", "", false}, {"13/1998", false, "", "", false}, {"98", false, "", "", false}, {"tháng 5", false, "", "", false}} {
		got, ok := livelihood.ParseBirth(c.typed, c.guess)
		if got != c.want || ok != c.ok || got.Text() != c.text || ok && c.typed != "" && got.Guess() != c.guess {
			t.Errorf("%q is %q (%q), %v", c.typed, got, got.Text(), ok)
		}
	}
}

func TestPersonRules(t *testing.T) {
	t.Parallel()
	w := apptest.SQLite(t)
	type edit = func(*livelihood.Person, *livelihood.Identity)
	for _, c := range []struct {
		name string
		edit edit
		want []string
	}{
		{"in order", func(*livelihood.Person, *livelihood.Identity) {}, nil},
		{"no name", func(_ *livelihood.Person, i *livelihood.Identity) { i.Name = " " }, []string{"name livelihood.err.name"}},
		{"no risk", func(p *livelihood.Person, _ *livelihood.Identity) { p.Risks = "" }, []string{"risks livelihood.err.risks"}},
		{"strange risk", func(p *livelihood.Person, _ *livelihood.Identity) { p.Risks = "poverty,x" }, []string{"risks livelihood.err.risks"}},
		{"no basis", func(p *livelihood.Person, _ *livelihood.Identity) { p.Basis = "" }, []string{"basis web.err.choice"}},
		{"not born yet", func(_ *livelihood.Person, i *livelihood.Identity) { i.Birth = "2026" }, []string{"birth livelihood.err.birth"}},
		{"in future", func(p *livelihood.Person, _ *livelihood.Identity) {
			p.FirstOn, p.ReviewOn = clock.On(2025, 1, 9), clock.On(2025, 2, 1)
		}, []string{"first_on livelihood.err.future"}},
		{"no review", func(p *livelihood.Person, _ *livelihood.Identity) { p.ReviewOn = 0 }, []string{"review_on livelihood.err.review"}},
		{"left without a reason", func(p *livelihood.Person, _ *livelihood.Identity) { p.State = livelihood.Left }, []string{"left_reason livelihood.err.left_reason"}},
		{"reason without leaving", func(p *livelihood.Person, _ *livelihood.Identity) { p.LeftReason = "moved" }, []string{"left_reason livelihood.err.not_left"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			p, i := atRisk(c.edit)
			_, err := w.Livelihood.Watch(t.Context(), w.Actor(t, "commune"), p, i)
			if diff := cmp.Diff(c.want, fields(err)); diff != "" {
				t.Error(diff, err)
			}
		})
	}
}

// Without keys nothing is stored, rather than stored in the open.
func TestPersonNeedsKeys(t *testing.T) {
	t.Parallel()
	w := apptest.SQLite(t)
	w.Livelihood.Keys = nil
	p, i := atRisk()
	if _, err := w.Livelihood.Watch(t.Context(), w.Actor(t, "commune"), p, i); !errs.Is(err, errs.Unavailable) {
		t.Errorf("got %v", err)
	}
	if _, n, err := w.Livelihood.People(t.Context(), w.Actor(t, "commune"), apptest.Commune, livelihood.PersonFilter{}); n != 0 || err != nil {
		t.Error(n, err)
	}
}

// Only the unit that keeps a record opens it, and every reading is an event.
// Levels above see the code.
func TestPersonIsOpenedByItsUnitOnly(t *testing.T) {
	t.Parallel()
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		s, ctx := w.Livelihood, t.Context()
		p := watch(t, w)
		before := actions(t, w, p.ID)
		file, err := s.Open(ctx, w.Actor(t, "commune"), p.ID)
		_, want := atRisk()
		if err != nil || file.Who != want {
			t.Errorf("opened %+v, %v", file.Who, err)
		}
		if diff := cmp.Diff(append(before, "livelihood.person.open"), actions(t, w, p.ID)); diff != "" {
			t.Error("the reading:", diff)
		}
		for _, account := range []string{"district", "province", "other", "leader", "inspector", "police", "admin"} {
			by := w.Actor(t, account)
			if f, err := s.Open(ctx, by, p.ID); !errs.Is(err, errs.NotFound) || f.Who.Name != "" {
				t.Errorf("%s opens: %v", account, err)
			}
			if _, err := s.AmendPerson(ctx, by, p.ID, 1, p, want); !errs.Is(err, errs.NotFound) {
				t.Errorf("%s amends: %v", account, err)
			}
			if _, err := s.Give(ctx, by, p.ID, livelihood.Help{Kind: "loan", On: clock.On(2024, 10, 1)}, "", ""); !errs.Is(err, errs.NotFound) {
				t.Errorf("%s gives: %v", account, err)
			}
		}
		for account, sees := range map[string]int{"district": 0, "province": 0, "commune": 1} {
			by := w.Actor(t, account)
			list, n, err := s.People(ctx, by, by.Grants[0].Unit, livelihood.PersonFilter{Limit: 5})
			if err != nil || n != int64(sees) || len(list) != sees || sees == 1 && list[0].Code != p.Code {
				t.Errorf("%s lists %d, %v", account, n, err)
			}
			counts, sum, err := s.Counts(ctx, by, by.Grants[0].Unit)
			if err != nil || sees == 0 && (len(counts) != 1 || counts[0] != livelihood.UnitCount{Unit: apptest.Commune, People: "<5"} || sum != "≥1") || sees == 1 && len(counts) > 0 {
				t.Errorf("%s counts %v %s, %v", account, counts, sum, err)
			}
		}
		if _, _, err := s.Counts(ctx, w.Actor(t, "leader"), apptest.Province); !errs.Is(err, errs.Forbidden) {
			t.Errorf("a leader counts people: %v", err)
		}
		if _, _, err := s.People(ctx, w.Actor(t, "leader"), apptest.Province, livelihood.PersonFilter{Limit: 5}); !errs.Is(err, errs.Forbidden) {
			t.Errorf("a leader lists people: %v", err)
		}
		pp, ii := atRisk()
		for _, account := range []string{"district", "province", "other"} {
			if _, err := s.Watch(ctx, w.Actor(t, account), pp, ii); !errs.Is(err, errs.Forbidden) {
				t.Errorf("%s records for the commune: %v", account, err)
			}
		}
	})
}

func actions(t *testing.T, w *apptest.World, id string) []string {
	t.Helper()
	var out []string
	err := w.DB.View(t.Context(), func(tx *db.Tx) error {
		list, err := audit.Of(tx, "livelihood.person", id)
		for _, e := range list {
			out = append(out, e.Action)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// A commune that took the place of another keeps its records.
func TestPersonGoesWithItsCommune(t *testing.T) {
	t.Parallel()
	w := apptest.SQLite(t)
	p := watch(t, w)
	tree, err := w.Org.Tree(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	next := tree.Successors(apptest.Commune)[0].New
	for i, c := range []struct {
		unit string
		role access.Role
		may  bool
	}{{next, access.CommuneOfficer, true}, {next, access.Leader, false}, {"C80", access.ProvinceOfficer, false}, {"L803", access.DistrictOfficer, false}} {
		u := access.UserInput{Account: fmt.Sprint("next-", i), Name: "Cán bộ mới", Role: c.role, Unit: c.unit}
		if _, err := w.Access.AddUserWith(t.Context(), access.System("test"), u, apptest.Password); err != nil {
			t.Fatal(err)
		}
		if _, err := w.Livelihood.Open(t.Context(), w.Actor(t, u.Account), p.ID); (err == nil) != c.may {
			t.Errorf("%s at %s: %v", c.role, c.unit, err)
		}
	}
}

func TestPersonVersions(t *testing.T) {
	t.Parallel()
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		s, ctx, by := w.Livelihood, t.Context(), w.Actor(t, "commune")
		p := watch(t, w)
		in, who := atRisk(func(p *livelihood.Person, i *livelihood.Identity) {
			p.State, p.LeftReason, i.Name = livelihood.Left, "moved", "Tên Khác"
		})
		if _, err := s.AmendPerson(ctx, by, p.ID, 1, in, who); err != nil {
			t.Fatal(err)
		}
		if _, err := s.AmendPerson(ctx, by, p.ID, 1, in, who); !errs.Is(err, errs.Conflict) {
			t.Errorf("an old version: %v", err)
		}
		f, err := s.Open(ctx, by, p.ID)
		if err != nil || f.Who.Name != "Tên Khác" || f.State != livelihood.Left || f.Code != p.Code || f.Version != 2 {
			t.Errorf("%+v, %v", f, err)
		}
		if _, err := s.Give(ctx, by, p.ID, livelihood.Help{Kind: "loan", On: clock.On(2024, 10, 1)}, "", ""); !errs.Is(err, errs.Conflict) {
			t.Errorf("helping a closed record: %v", err)
		}
	})
}

func TestPersonSearch(t *testing.T) {
	t.Parallel()
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		s, ctx, by := w.Livelihood, t.Context(), w.Actor(t, "commune")
		p := watch(t, w)
		watch(t, w, func(_ *livelihood.Person, i *livelihood.Identity) { i.Name = "Bồ Câu" })
		for text, want := range map[string]int{"HOANG yen": 1, "chim": 1, "oang": 0, "hoàng": 1, "b": 1, strings.ToLower(p.Code): 1, "không ai": 0} {
			if got, err := s.Search(ctx, by, apptest.Commune, text); err != nil || len(got) != want {
				t.Errorf("%q finds %d, %v", text, len(got), err)
			}
		}
		if got, err := s.Search(ctx, w.Actor(t, "district"), apptest.District, "hoang"); err != nil || len(got) != 0 {
			t.Errorf("the district finds %d, %v", len(got), err)
		}
		if _, err := s.Search(ctx, by, apptest.Commune, " ' "); !errs.Is(err, errs.Invalid) {
			t.Errorf("no words: %v", err)
		}
	})
}

// Named support feeds the measures of the batches, but a person counts once per
// kind and year, and nothing that a batch counts counts again.
func TestHelpsNeverCountTwice(t *testing.T) {
	t.Parallel()
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		s, ctx, by := w.Livelihood, t.Context(), w.Actor(t, "commune")
		p := watch(t, w)
		give := func(kind string, on clock.Date, amount *int64, batch string) livelihood.Help {
			t.Helper()
			h, err := s.Give(ctx, by, p.ID, livelihood.Help{Kind: kind, On: on, Amount: amount, Batch: batch}, canary, "")
			if err != nil {
				t.Fatal(err)
			}
			return h
		}
		late := give("loan", clock.On(2024, 11, 5), n(20_000_000), "")
		give("counselling", clock.On(2024, 11, 6), nil, "")
		early := give("loan", clock.On(2024, 10, 5), n(10_000_000), "")
		want := map[string]int64{"livelihood.loan.people L28003 2024-10-05": 1, "livelihood.loan.amount L28003 2024-10-05": 10_000_000,
			"livelihood.loan.amount L28003 2024-11-05": 20_000_000, "livelihood.counselling.turns L28003 2024-11-06": 1}
		if diff := cmp.Diff(want, facts(t, w)); diff != "" {
			t.Error("the first loan of the year counts the person:", diff)
		}
		if _, err := s.WithdrawHelp(ctx, by, early.ID, 1, ""); err != nil {
			t.Fatal(err)
		}
		want = map[string]int64{"livelihood.loan.people L28003 2024-11-05": 1, "livelihood.loan.amount L28003 2024-11-05": 20_000_000, "livelihood.counselling.turns L28003 2024-11-06": 1}
		if diff := cmp.Diff(want, facts(t, w)); diff != "" {
			t.Error("then the second one:", diff)
		}
		batch, err := s.Record(ctx, w.Actor(t, "district"), livelihood.Support{Unit: apptest.District, Kind: "loan", From: clock.On(2024, 12, 1), People: n(9), Amount: n(90_000_000)}, "")
		if err != nil {
			t.Fatal(err)
		}
		give("loan", clock.On(2024, 12, 1), n(10_000_000), batch.ID)
		want = map[string]int64{"livelihood.loan.people L803 2024-12-01": 9, "livelihood.loan.amount L803 2024-12-01": 90_000_000,
			"livelihood.loan.amount L28003 2024-11-05": 20_000_000, "livelihood.counselling.turns L28003 2024-11-06": 1}
		if diff := cmp.Diff(want, facts(t, w)); diff != "" {
			t.Error("a batch of the year has counted the person:", diff)
		}
		testBatch(t, w, p, batch)
		if _, err := s.WithdrawHelp(ctx, w.Actor(t, "other"), late.ID, 1, ""); !errs.Is(err, errs.NotFound) {
			t.Errorf("another unit takes it back: %v", err)
		}
	})
}

// testBatch tries what would count people nowhere, or in a strange batch.
func testBatch(t *testing.T, w *apptest.World, p livelihood.Person, batch livelihood.Support) {
	s, ctx, district := w.Livelihood, t.Context(), w.Actor(t, "district")
	if err := s.Withdraw(ctx, district, batch.ID, 1, "Nhầm"); !errs.Is(err, errs.Conflict) {
		t.Errorf("withdrawing a batch with named people: %v", err)
	}
	in := batch
	in.Kind = "insurance"
	if _, err := s.Amend(ctx, district, batch.ID, 1, in, ""); !errs.Is(err, errs.Conflict) {
		t.Errorf("changing its kind: %v", err)
	}
	elsewhere, err := s.Record(ctx, w.Actor(t, "other"), livelihood.Support{Unit: apptest.OtherCommune, Kind: "loan", From: clock.On(2024, 12, 1), People: n(1)}, "")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ kind, batch, want string }{{"loan", elsewhere.ID, "livelihood.err.batch"}, {"loan", "nobody", "livelihood.err.batch"}, {"counselling", batch.ID, "livelihood.err.batch_kind"}} {
		_, err := s.Give(ctx, w.Actor(t, "commune"), p.ID, livelihood.Help{Kind: c.kind, On: clock.On(2024, 12, 2), Batch: c.batch}, "", "")
		if diff := cmp.Diff([]string{"batch " + c.want}, fields(err)); diff != "" {
			t.Error(diff)
		}
	}
}

// Nothing that says who a person is stands readable in the database.
func TestPersonIsSealedAtRest(t *testing.T) {
	t.Parallel()
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		s, ctx, by := w.Livelihood, t.Context(), w.Actor(t, "commune")
		p := watch(t, w)
		if _, err := s.Give(ctx, by, p.ID, livelihood.Help{Kind: "loan", On: clock.On(2024, 10, 1)}, canary, ""); err != nil {
			t.Fatal(err)
		}
		in, who := atRisk()
		in.State = livelihood.Supported
		if _, err := s.AmendPerson(ctx, by, p.ID, 1, in, who); err != nil {
			t.Fatal(err)
		}
		if _, err := s.Search(ctx, by, apptest.Commune, canary); err != nil {
			t.Fatal(err)
		}
		var found []string
		err := w.DB.View(ctx, func(tx *db.Tx) error {
			for _, table := range []string{"livelihood_people", "livelihood_helps", "audit_events", "web_replies", "measure_facts"} {
				text, err := dump(tx, table)
				if err != nil {
					return err
				}
				if strings.Contains(text, "Yến") || strings.Contains(text, "hoang yen") || table == "livelihood_people" && !strings.Contains(text, p.Code) {
					found = append(found, table)
				}
			}
			return nil
		})
		if err != nil || len(found) > 0 {
			t.Errorf("in the open in %v, %v", found, err)
		}
		for _, c := range livelihood.Sealed {
			if !slices.Contains([]string{"livelihood_people", "livelihood_helps"}, c.Table) || c.Compartment != seal.Identity {
				t.Errorf("%+v", c)
			}
		}
	})
}

func dump(tx *db.Tx, table string) (string, error) {
	rows, err := tx.Query("SELECT * FROM " + table)
	if err != nil {
		return "", err
	}
	defer rows.Close()
	cols, err := rows.Columns()
	if err != nil {
		return "", err
	}
	var b strings.Builder
	for rows.Next() {
		cells, to := make([]any, len(cols)), make([]any, len(cols))
		for i := range cells {
			to[i] = &cells[i]
		}
		if err := rows.Scan(to...); err != nil {
			return "", err
		}
		for _, c := range cells {
			if raw, ok := c.([]byte); ok {
				c = string(raw)
			}
			fmt.Fprintf(&b, "%v|", c)
		}
	}
	return b.String(), rows.Err()
}
