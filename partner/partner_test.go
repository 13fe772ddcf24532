package partner_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"neove/access"
	"neove/app/apptest"
	"neove/internal/clock"
	"neove/internal/db"
	"neove/internal/errs"
	"neove/partner"
)

func n(v int64) *int64 { return &v }

func on(y int, m time.Month, d int) *clock.Date {
	day := clock.On(y, m, d)
	return &day
}

// office is a valid partner of the province.
func office(edit ...func(*partner.Partner)) partner.Partner {
	p := partner.Partner{Unit: apptest.Province, Kind: "public_service", Name: "Trung tâm Trợ giúp pháp lý nhà nước", Country: partner.Home, Phone: "0272 000 000",
		Gives: "Trợ giúp pháp lý miễn phí"}
	for _, e := range edit {
		e(&p)
	}
	return p
}

// aid is a valid service of a partner.
func aid(of string, edit ...func(*partner.Offer)) partner.Offer {
	o := partner.Offer{Partner: of, Unit: apptest.Province, Name: "Trợ giúp pháp lý cho nạn nhân", Category: "legal_aid", Part: partner.Public,
		Phone: "0272 000 001", NightPhone: "0900 000 001", Hours: "T2-T6 7:30-11:30, 13:30-17:00", Address: "Số 1, đường Hùng Vương", Languages: "vi,km"}
	for _, e := range edit {
		e(&o)
	}
	return o
}

func stays(o *partner.Offer) { o.Category, o.Address = "accommodation", "" }

func secret(o *partner.Offer) { o.Part = partner.Confidential }

func record(t *testing.T, w *apptest.World, by access.Actor, p partner.Partner) partner.Partner {
	t.Helper()
	out, err := w.Partner.Record(t.Context(), by, p)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func offer(t *testing.T, w *apptest.World, by access.Actor, o partner.Offer) partner.Offer {
	t.Helper()
	out, err := w.Partner.Offer(t.Context(), by, o, "")
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// fields are the wrong fields of an error, in order; its key when there are none.
func fields(err error) string {
	if err == nil {
		return ""
	}
	var out []string
	e := errs.From(err)
	for _, f := range e.Fields {
		out = append(out, f.Name+" "+f.Key)
	}
	if len(out) == 0 {
		return e.Key
	}
	return strings.Join(out, ", ")
}

// facts are what the database counts now, as "measure unit day" → value.
func facts(t *testing.T, w *apptest.World) map[string]int64 {
	t.Helper()
	out := map[string]int64{}
	err := w.DB.View(t.Context(), func(tx *db.Tx) error {
		rows, err := db.Select[struct {
			Code  string     `db:"code"`
			Unit  string     `db:"unit"`
			Day   clock.Date `db:"day"`
			Value int64      `db:"value"`
		}](tx, "SELECT d.code, f.unit, f.day, f.value FROM measure_facts f JOIN measure_defs d ON d.id=f.measure WHERE f.kind>='partner.' AND f.kind<'partner/'")
		for _, r := range rows {
			out[r.Code+" "+r.Unit+" "+r.Day.String()] += r.Value
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func TestPartnerRules(t *testing.T) {
	t.Parallel()
	w := apptest.SQLite(t)
	by := w.Actor(t, "province")
	record(t, w, by, office())
	for _, c := range []struct {
		name string
		edit func(*partner.Partner)
		want string
	}{
		{"in order", func(p *partner.Partner) {
			p.Name, p.Web, p.Email = "Hội Luật gia tỉnh", "hoiluatgia.vn", "vp@hoiluatgia.vn"
		}, ""},
		{"the same name with other marks", func(p *partner.Partner) { p.Name = "TRUNG TÂM trợ giúp  pháp lý nhà nước" }, "name partner.err.same_name"},
		{"the same name elsewhere", func(p *partner.Partner) { p.Unit = apptest.District }, ""},
		{"no name", func(p *partner.Partner) { p.Name = " " }, "name web.err.required"},
		{"no kind", func(p *partner.Partner) { p.Name, p.Kind = "A", "x" }, "kind partner.err.kind"},
		{"a country that is none", func(p *partner.Partner) { p.Name, p.Country = "A", "XX" }, "country web.err.choice"},
		{"a name for a phone", func(p *partner.Partner) { p.Name, p.Phone = "A", "Chị Lan 0900" }, "phone partner.err.phone"},
		{"half an email", func(p *partner.Partner) { p.Name, p.Email = "A", "a@" }, "email partner.err.email"},
		{"no page", func(p *partner.Partner) { p.Name, p.Web = "A", "javascript:alert(1)" }, "web partner.err.web"},
		{"ends before it begins", func(p *partner.Partner) { p.Name, p.Since, p.Until = "A", on(2024, 5, 2), on(2024, 5, 1) }, "until partner.err.range"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := w.Partner.Record(t.Context(), by, office(c.edit))
			if got := fields(err); got != c.want {
				t.Errorf("%q, want %q", got, c.want)
			}
		})
	}
	for account, want := range map[string]string{"commune": "access.err.forbidden", "district": "access.err.forbidden", "police": "access.err.forbidden"} {
		_, err := w.Partner.Record(t.Context(), w.Actor(t, account), office(func(p *partner.Partner) { p.Name = "B" }))
		if got := fields(err); got != want {
			t.Errorf("%s: %q", account, got)
		}
	}
}

func TestPartnerLife(t *testing.T) {
	t.Parallel()
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		ctx, s, by := t.Context(), w.Partner, w.Actor(t, "province")
		p := record(t, w, by, office())
		local := record(t, w, w.Actor(t, "district"), office(func(p *partner.Partner) {
			p.Unit, p.Name, p.Kind = apptest.District, "Hội Phụ nữ huyện", "mass"
		}))
		abroad := record(t, w, by, office(func(p *partner.Partner) {
			p.Name, p.Kind, p.Country = "Tổ chức nước ngoài", "foreign_ngo", "US"
		}))
		names := func(account, unit string, f partner.Filter) []string {
			t.Helper()
			f.Limit = 50
			list, total, err := s.Partners(ctx, w.Actor(t, account), unit, f)
			if err != nil || int(total) != len(list) {
				t.Fatal(total, err)
			}
			var out []string
			for _, p := range list {
				out = append(out, p.Name)
			}
			return out
		}
		// A commune sees who serves it; the other district's partner is not its business.
		for _, c := range []struct {
			account, unit string
			f             partner.Filter
			want          []string
		}{
			{"commune", apptest.Commune, partner.Filter{}, []string{local.Name, abroad.Name, p.Name}},
			{"other", apptest.OtherCommune, partner.Filter{}, []string{abroad.Name, p.Name}},
			{"province", apptest.Province, partner.Filter{Country: partner.Abroad}, []string{abroad.Name}},
			{"province", apptest.Province, partner.Filter{Kind: "mass"}, []string{local.Name}},
			{"province", apptest.Province, partner.Filter{Text: "tro giup phap ly"}, []string{local.Name, abroad.Name, p.Name}},
			{"province", apptest.Province, partner.Filter{Text: "PHỤ nữ"}, []string{local.Name}},
		} {
			if diff := cmp.Diff(c.want, names(c.account, c.unit, c.f)); diff != "" {
				t.Error(c.account, c.f, diff)
			}
		}
		for account, want := range map[string]string{"other": "web.err.not_found", "commune": "", "province": ""} {
			_, err := s.Partner(ctx, w.Actor(t, account), local.ID)
			if got := fields(err); got != want {
				t.Errorf("%s opens the district's partner: %q", account, got)
			}
		}
		if _, _, err := s.Partners(ctx, w.Actor(t, "commune"), apptest.Province, partner.Filter{Limit: 9}); fields(err) != "access.err.forbidden" {
			t.Error(err)
		}
		p.Short = "TGPL"
		again, err := s.Amend(ctx, by, p.ID, 1, p)
		if err != nil || again.Version != 2 || again.Short != "TGPL" {
			t.Fatal(again, err)
		}
		for name, err := range map[string]error{
			"stale version": second(s.Amend(ctx, by, p.ID, 1, p)),
			"no reason":     s.Withdraw(ctx, by, p.ID, 2, ""),
			"not theirs":    second(s.Amend(ctx, w.Actor(t, "district"), p.ID, 2, p)),
		} {
			if want := map[string]string{"stale version": "web.err.changed", "no reason": "reason web.err.reason", "not theirs": "web.err.not_found"}[name]; fields(err) != want {
				t.Errorf("%s: %v", name, err)
			}
		}
		o := offer(t, w, by, aid(p.ID))
		if err := s.Withdraw(ctx, by, p.ID, 2, "Ghi trùng"); fields(err) != "partner.err.has_services" {
			t.Error(err)
		}
		if err := s.WithdrawOffer(ctx, by, o.ID, 1, "Ngừng"); err != nil {
			t.Fatal(err)
		}
		if err := s.Withdraw(ctx, by, p.ID, 2, "Ghi trùng"); err != nil {
			t.Fatal(err)
		}
		if got := names("province", apptest.Province, partner.Filter{}); cmp.Equal(got, []string{local.Name, abroad.Name, p.Name}) {
			t.Error("a withdrawn partner is listed")
		}
		record(t, w, by, office()) // the name is free again
	})
}

func second[T any](_ T, err error) error { return err }

func TestContributions(t *testing.T) {
	t.Parallel()
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		ctx, s, by := t.Context(), w.Partner, w.Actor(t, "province")
		p := record(t, w, by, office())
		given := partner.Contribution{Partner: p.ID, Unit: apptest.Province, Kind: partner.Money, Amount: n(20_000_000), On: on(2024, 6, 1), Content: "Hỗ trợ hội thi"}
		for _, c := range []struct {
			name string
			edit func(*partner.Contribution)
			want string
		}{
			{"tomorrow", func(r *partner.Contribution) { r.On = on(2025, 1, 9) }, "on partner.err.future"},
			{"neither day nor year", func(r *partner.Contribution) { r.On = nil }, "on partner.err.when"},
			{"a year that is not over", func(r *partner.Contribution) { r.On, r.Year = nil, 2025 }, "on partner.err.year_open"},
			{"money without an amount", func(r *partner.Contribution) { r.Amount = nil }, "amount partner.err.money"},
			{"less than nothing", func(r *partner.Contribution) { r.Amount = n(-1) }, "amount partner.err.amount"},
			{"of no kind", func(r *partner.Contribution) { r.Kind = "love" }, "given partner.err.given"},
			{"nothing said", func(r *partner.Contribution) { r.Content = "" }, "content web.err.required"},
			{"of nobody", func(r *partner.Contribution) { r.Partner = "x" }, "web.err.not_found"},
		} {
			r := given
			c.edit(&r)
			if got := fields(second(s.Contribute(ctx, by, r, ""))); got != c.want {
				t.Errorf("%s: %q, want %q", c.name, got, c.want)
			}
		}
		a, err := s.Contribute(ctx, by, given, "")
		if err != nil {
			t.Fatal(err)
		}
		goods := given
		goods.Kind, goods.Amount, goods.On, goods.Year = partner.Goods, n(5_000_000), nil, 2023
		if _, err := s.Contribute(ctx, by, goods, ""); err != nil {
			t.Fatal(err)
		}
		want := map[string]int64{"partner.contribution.count L80 2024-06-01": 1, "partner.contribution.amount L80 2024-06-01": 20_000_000,
			"partner.contribution.count L80 2023-12-31": 1, "partner.contribution.value L80 2023-12-31": 5_000_000}
		if diff := cmp.Diff(want, facts(t, w)); diff != "" {
			t.Error("recorded:", diff)
		}
		given.On, given.Amount = on(2024, 7, 1), n(30_000_000)
		if _, err := s.AmendContribution(ctx, by, a.ID, 1, given, ""); err != nil {
			t.Fatal(err)
		}
		want["partner.contribution.count L80 2024-07-01"], want["partner.contribution.amount L80 2024-07-01"] = 1, 30_000_000
		delete(want, "partner.contribution.count L80 2024-06-01")
		delete(want, "partner.contribution.amount L80 2024-06-01")
		if diff := cmp.Diff(want, facts(t, w)); diff != "" {
			t.Error("amended:", diff)
		}
		if err := s.WithdrawContribution(ctx, by, a.ID, 1, "Nhầm"); fields(err) != "web.err.changed" {
			t.Error(err)
		}
		if err := s.WithdrawContribution(ctx, by, a.ID, 2, "Nhầm"); err != nil {
			t.Fatal(err)
		}
		if got := facts(t, w); len(got) != 2 {
			t.Error("withdrawn:", got)
		}
		// What the province was given is not the commune's business.
		if _, _, err := s.Contribution(ctx, w.Actor(t, "commune"), a.ID); fields(err) != "web.err.not_found" {
			t.Error(err)
		}
		list, err := s.ContributionsOf(ctx, w.Actor(t, "commune"), p.ID)
		if err != nil || len(list) != 0 {
			t.Error(list, err)
		}
	})
}
