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
	"neove/partner"
)

func TestOfferRules(t *testing.T) {
	t.Parallel()
	w := apptest.SQLite(t)
	by := w.Actor(t, "province")
	p := record(t, w, by, office())
	person := record(t, w, by, office(func(p *partner.Partner) { p.Name, p.Kind = "Luật sư Mẫu", partner.Individual }))
	agreed := record(t, w, by, office(func(p *partner.Partner) {
		p.Name, p.Kind, p.Publish = "Luật sư Đồng Ý", partner.Individual, true
	}))
	for _, c := range []struct {
		name string
		in   partner.Offer
		want string
	}{
		{"in order", aid(p.ID), ""},
		{"where people stay", aid(p.ID, stays), ""},
		{"an address where people stay", aid(p.ID, stays, func(o *partner.Offer) { o.Address = "Số 5, đường A" }), "address partner.err.stay_address"},
		{"a postal code where people stay", aid(p.ID, stays, func(o *partner.Offer) { o.PostalCode = "82000" }), "postal_code partner.err.stay_address"},
		{"a commune where people stay", aid(p.ID, stays, func(o *partner.Offer) { o.Unit = apptest.Commune }), "unit partner.err.stay_unit"},
		{"referral to a shelter with its address", aid(p.ID, func(o *partner.Offer) { o.Category = "shelter_referral" }), "address partner.err.stay_address"},
		{"withheld with an address", aid(p.ID, func(o *partner.Offer) { o.Withheld = true }), "address partner.err.stay_address"},
		{"withheld without", aid(p.ID, func(o *partner.Offer) { o.Withheld, o.Address = true, "" }), ""},
		{"of nobody", aid("x"), "partner partner.err.partner"},
		{"an individual in public", aid(person.ID), "part partner.err.individual"},
		{"an individual in the confidential part", aid(person.ID, secret), ""},
		{"an individual who agreed", aid(agreed.ID), ""},
		{"no part", aid(p.ID, func(o *partner.Offer) { o.Part = "" }), "part partner.err.part"},
		{"no category", aid(p.ID, func(o *partner.Offer) { o.Category = "x" }), "category partner.err.category"},
		{"no hours", aid(p.ID, func(o *partner.Offer) { o.Hours = "giờ hành chính" }), "hours partner.err.hours"},
		{"checked tomorrow", aid(p.ID, func(o *partner.Offer) { o.VerifiedOn = on(2025, 1, 9) }), "verified_on partner.err.future"},
		{"wrong phone after hours", aid(p.ID, func(o *partner.Offer) { o.NightPhone = "gọi bảo vệ" }), "night_phone partner.err.phone"},
		{"a language that is none", aid(p.ID, func(o *partner.Offer) { o.Languages = "vi,xx" }), "languages web.err.choice"},
		{"less than no place", aid(p.ID, func(o *partner.Offer) { o.Places = n(-1) }), "places partner.err.places"},
		{"a postal code of letters", aid(p.ID, func(o *partner.Offer) { o.PostalCode = "82A00" }), "postal_code partner.err.postal"},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := w.Partner.Offer(t.Context(), by, c.in, "")
			if got := fields(err); got != c.want {
				t.Errorf("%q, want %q", got, c.want)
			}
			if err == nil && got.Withheld && got.Address != "" {
				t.Error("a withheld address is stored")
			}
		})
	}
	// Consent that is taken back may not leave a public service behind.
	agreed.Publish = false
	if err := second(w.Partner.Amend(t.Context(), by, agreed.ID, 1, agreed)); fields(err) != "publish partner.err.has_public" {
		t.Error(err)
	}
	if err := second(w.Partner.Offer(t.Context(), w.Actor(t, "district"), aid(p.ID, secret, func(o *partner.Offer) { o.Unit = apptest.District }), "")); fields(err) != "access.err.forbidden" {
		t.Error("a district writes in the confidential part:", err)
	}
}

// The database itself refuses an address where the place is withheld.
func TestNoWithheldAddressInTheDatabase(t *testing.T) {
	t.Parallel()
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		by := w.Actor(t, "province")
		o := offer(t, w, by, aid(record(t, w, by, office()).ID, stays))
		err := w.DB.Write(t.Context(), by, "partner.service.amend", func(tx *db.Tx) error {
			tx.Event(db.Event{Subject: "partner.service", ID: o.ID})
			_, err := tx.Exec("UPDATE partner_services SET address=? WHERE id=?", "Số 5", o.ID)
			return err
		})
		if err == nil {
			t.Error("an address was stored")
		}
	})
}

func TestDirectory(t *testing.T) {
	t.Parallel()
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		ctx, s, by := t.Context(), w.Partner, w.Actor(t, "province")
		p := record(t, w, by, office())
		hotline := offer(t, w, by, aid(p.ID, func(o *partner.Offer) {
			o.Name, o.Category, o.Hours, o.Address = "Tổng đài", "hotline", "24/7", ""
			o.VerifiedOn = on(2025, 1, 2)
		}))
		near := offer(t, w, by, aid(p.ID, func(o *partner.Offer) {
			o.Unit, o.Name = apptest.Commune, "Tư vấn tại xã"
			o.VerifiedOn = on(2024, 7, 7)
		}))
		far := offer(t, w, by, aid(p.ID, func(o *partner.Offer) {
			o.Unit, o.Name = apptest.OtherCommune, "Tư vấn tại phường"
			o.VerifiedOn = on(2024, 7, 8)
		}))
		hidden := offer(t, w, by, aid(p.ID, secret, func(o *partner.Offer) { o.Name = "Trực đêm" }))
		paused := offer(t, w, by, aid(p.ID, func(o *partner.Offer) { o.Name, o.State = "Tạm ngừng", partner.Paused }))
		names := func(account, unit string, f partner.OfferFilter) []string {
			t.Helper()
			f.Limit = 50
			found, err := s.Offers(ctx, w.Actor(t, account), unit, f)
			if err != nil || int(found.Total) != len(found.Offers) {
				t.Fatal(found.Total, err)
			}
			var out []string
			for _, o := range found.Offers {
				out = append(out, o.Name)
			}
			return out
		}
		for _, c := range []struct {
			account, unit string
			f             partner.OfferFilter
			want          []string
		}{
			{"commune", apptest.Commune, partner.OfferFilter{}, []string{hotline.Name, near.Name}},
			{"commune", apptest.OtherCommune, partner.OfferFilter{}, []string{hotline.Name, far.Name}}, // beyond the own commune
			{"province", apptest.Province, partner.OfferFilter{}, []string{hotline.Name, hidden.Name, far.Name, near.Name}},
			{"police", apptest.Province, partner.OfferFilter{Part: partner.Confidential}, []string{hidden.Name}},
			{"leader", apptest.Province, partner.OfferFilter{Part: partner.Confidential}, nil},
			{"district", apptest.District, partner.OfferFilter{}, []string{hotline.Name, near.Name}},
			{"province", apptest.Province, partner.OfferFilter{Category: "hotline"}, []string{hotline.Name}},
			{"province", apptest.Province, partner.OfferFilter{Text: "tu van phuong"}, []string{far.Name}},
			{"province", apptest.Province, partner.OfferFilter{Paused: true, Text: "tam ngung"}, []string{paused.Name}},
			// Six months before 8 January 2025 is 8 July 2024.
			{"province", apptest.Province, partner.OfferFilter{Stale: true}, []string{hidden.Name, near.Name}},
			{"district", apptest.District, partner.OfferFilter{Stale: true}, []string{near.Name}},
			{"commune", apptest.Commune, partner.OfferFilter{Stale: true}, nil},
		} {
			if diff := cmp.Diff(c.want, names(c.account, c.unit, c.f)); diff != "" {
				t.Error(c.account, c.unit, c.f, diff)
			}
		}
		for account, want := range map[string]string{"commune": "web.err.not_found", "leader": "web.err.not_found", "district": "web.err.not_found", "border": "web.err.not_found", "police": "", "province": ""} {
			_, _, err := s.OfferOf(ctx, w.Actor(t, account), hidden.ID)
			if got := fields(err); got != want {
				t.Errorf("%s opens the confidential service: %q", account, got)
			}
		}
	})
}

func TestVerify(t *testing.T) {
	t.Parallel()
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		ctx, s, by := t.Context(), w.Partner, w.Actor(t, "province")
		p := record(t, w, by, office())
		o := offer(t, w, by, aid(p.ID))
		if o.VerifiedOn != nil || o.VerifiedBy != "" {
			t.Error("checked by nobody, says:", o.VerifiedBy)
		}
		for account, want := range map[string]string{"commune": "web.err.not_found", "district": "web.err.not_found", "police": "web.err.not_found"} {
			if got := fields(second(s.Verify(ctx, w.Actor(t, account), o.ID, 1))); got != want {
				t.Errorf("%s checks: %q", account, got)
			}
		}
		o, err := s.Verify(ctx, by, o.ID, 1)
		if err != nil || *o.VerifiedOn != clock.On(2025, 1, 8) || o.VerifiedBy != "Trần Thu Hà" || o.Version != 2 {
			t.Fatal(o.VerifiedOn, o.VerifiedBy, o.Version, err)
		}
		if got := fields(second(s.Verify(ctx, by, o.ID, 1))); got != "web.err.changed" {
			t.Error(got)
		}
		stale := func() int64 {
			found, err := s.Offers(ctx, by, apptest.Province, partner.OfferFilter{Stale: true, Limit: 9})
			if err != nil {
				t.Fatal(err)
			}
			return found.Total
		}
		w.Set(time.Date(2025, 7, 8, 2, 0, 0, 0, time.UTC)) // six months later
		if n := stale(); n != 0 {
			t.Error("stale on its last day:", n)
		}
		w.Set(time.Date(2025, 7, 9, 2, 0, 0, 0, time.UTC))
		if n := stale(); n != 1 {
			t.Error("not stale after six months:", n)
		}
	})
}

// What is confidential is not told by the history either, nor counted.
func TestHistoryAndFacts(t *testing.T) {
	t.Parallel()
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		ctx, s, by := t.Context(), w.Partner, w.Actor(t, "province")
		p := record(t, w, by, office())
		open := offer(t, w, by, aid(p.ID))
		hush := offer(t, w, by, aid(p.ID, secret, func(o *partner.Offer) { o.Name, o.NightPhone = "CANARY-TEN", "0900 777 777" }))
		want := map[string]int64{"partner.service.count L80 2025-01-08": 1}
		if diff := cmp.Diff(want, facts(t, w)); diff != "" {
			t.Error(diff)
		}
		hush.NightPhone = "0900 888 888"
		hush, err := s.AmendOffer(ctx, by, hush.ID, 1, hush, "")
		if err != nil {
			t.Fatal(err)
		}
		// A public service that becomes confidential, and one that becomes a shelter.
		hush.Part = partner.Public
		if hush, err = s.AmendOffer(ctx, by, hush.ID, 2, hush, ""); err != nil {
			t.Fatal(err)
		}
		want["partner.service.count L80 2025-01-08"] = 2
		if diff := cmp.Diff(want, facts(t, w)); diff != "" {
			t.Error(diff)
		}
		open.Category, open.Address = "accommodation", ""
		if open, err = s.AmendOffer(ctx, by, open.ID, 1, open, ""); err != nil {
			t.Fatal(err)
		}
		if err := s.WithdrawOffer(ctx, by, open.ID, 2, "Đóng cửa"); err != nil {
			t.Fatal(err)
		}
		want["partner.service.count L80 2025-01-08"] = 1
		if diff := cmp.Diff(want, facts(t, w)); diff != "" {
			t.Error(diff)
		}
		err = w.DB.View(ctx, func(tx *db.Tx) error {
			details, err := db.Select[string](tx, "SELECT detail FROM audit_events WHERE subject='partner.service'")
			for _, d := range details {
				for _, canary := range []string{"CANARY", "0900 777", "0900 888", "Hùng Vương"} {
					if strings.Contains(d, canary) {
						t.Errorf("the history tells %q: %s", canary, d)
					}
				}
			}
			if len(details) < 6 {
				t.Errorf("%d events", len(details))
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}

// After the reform the new province and its communes find what the old
// province had entered.
func TestAfterTheReform(t *testing.T) {
	t.Parallel()
	w := apptest.SQLite(t)
	by := w.Actor(t, "province")
	p := record(t, w, by, office())
	o := offer(t, w, by, aid(p.ID))
	for _, u := range []access.UserInput{{Account: "new-province", Name: "A", Role: access.ProvinceOfficer, Unit: "C80"}, {Account: "new-commune", Name: "B", Role: access.CommuneOfficer, Unit: "C27694"}} {
		if _, err := w.Access.AddUserWith(t.Context(), access.System("test"), u, apptest.Password); err != nil {
			t.Fatal(err)
		}
	}
	w.Set(time.Date(2025, 7, 10, 2, 0, 0, 0, time.UTC))
	for account, unit := range map[string]string{"new-province": "C80", "new-commune": "C27694"} {
		as := w.Actor(t, account)
		found, err := w.Partner.Offers(t.Context(), as, unit, partner.OfferFilter{Limit: 9})
		if err != nil || found.Total != 1 || found.Offers[0].ID != o.ID {
			t.Error(account, found.Total, err)
		}
		if _, err := w.Partner.Partner(t.Context(), as, p.ID); err != nil {
			t.Error(account, err)
		}
		list, _, err := w.Partner.Partners(t.Context(), as, unit, partner.Filter{Limit: 9})
		if err != nil || len(list) != 1 {
			t.Error(account, len(list), err)
		}
	}
}
