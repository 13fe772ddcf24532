package casework_test

import (
	"context"
	"testing"
	"time"

	"neove/access"
	"neove/app/apptest"
	"neove/casework"
	"neove/handoff"
	"neove/internal/clock"
	"neove/internal/errs"
	"neove/internal/seal"
)

var house = access.Office{Role: access.ServiceOfficer, Unit: apptest.Province, Agency: apptest.Agency}

// protocol lets the department share with the shelter and with police.
func protocol(t *testing.T, w *apptest.World, from clock.Date) {
	t.Helper()
	_, err := w.Handoff.Agree(context.Background(), w.Actor(t, "province"), handoff.Protocol{Unit: apptest.Province, Symbol: "6958/QCPH-SLĐTBXH-CAT-BĐBP-SNGV",
		Parties: province + " " + border + " police:" + apptest.Province + " " + house.String(), Name: "Quy chế phối hợp", For: "notify,verify,identify,service,transfer,escort,followup",
		Shared: "core,identity,testimony,health,place", From: from, To: from.AddMonths(60)})
	if err != nil {
		t.Fatal(err)
	}
}

func refer(t *testing.T, w *apptest.World, account string, from access.Office, c casework.Case, to access.Office, purpose, basis string, sections ...string) handoff.Request {
	t.Helper()
	r, err := w.Handoff.Send(context.Background(), w.Actor(t, account), handoff.Input{Kind: "case", Subject: c.ID, From: from, To: to, Purpose: purpose, Sections: sections, Reason: "need", Urgency: handoff.Normal, Basis: basis})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func accept(t *testing.T, w *apptest.World, account, id string) {
	t.Helper()
	ctx := context.Background()
	v, err := w.Handoff.Request(ctx, w.Actor(t, account), id) // the first look is the receipt
	if err != nil {
		t.Fatal(err)
	}
	if err := w.Handoff.Accept(ctx, w.Actor(t, account), id, v.Version); err != nil {
		t.Fatal(err)
	}
}

// Without consent nothing goes out; with it the receiver opens what was shared
// and no more; a withdrawal stops it within one request.
func TestConsentDecides(t *testing.T) {
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		w.Set(time.Date(2025, 9, 8, 2, 0, 0, 0, time.UTC))
		ctx := context.Background()
		dept := access.Office{Role: access.ProvinceOfficer, Unit: apptest.Province}
		protocol(t, w, clock.On(2025, 1, 1))
		c := open(t, w, "province", province)
		write(t, w, "province", c.Code, "health", casework.Values{"text": {"Cần khám thai"}})
		write(t, w, "province", c.Code, "statement", casework.Values{"text": {"Lời kể về người đưa đi"}})
		in := handoff.Input{Kind: "case", Subject: c.ID, From: dept, To: house, Purpose: "service", Sections: []string{"core", "health"}, Reason: "need", Urgency: handoff.Normal, Basis: "consent"}
		if _, err := w.Handoff.Send(ctx, w.Actor(t, "province"), in); !errs.Is(err, errs.Invalid) {
			t.Fatalf("sent without consent: %v", err)
		}
		k, err := w.Casework.Consent(ctx, w.Actor(t, "province"), c.Code, casework.ConsentInput{Recipient: house.String(), Purpose: "service", Sections: []string{"core", "health"}, Basis: "consent", State: casework.Given, How: casework.How{Way: "spoken"}})
		if err != nil {
			t.Fatal(err)
		}
		r := refer(t, w, "province", dept, c, house, "service", "consent", "core", "health")
		if _, err := w.Casework.View(ctx, w.Actor(t, "shelter"), c.Code); !errs.Is(err, errs.NotFound) {
			t.Errorf("open before it was accepted: %v", err)
		}
		accept(t, w, "shelter", r.ID)
		v, err := w.Casework.View(ctx, w.Actor(t, "shelter"), c.Code)
		if err != nil {
			t.Fatal(err)
		}
		if v.Seat.May(seal.Identity) || v.Seat.May(casework.InTestimony) || !v.Seat.May(casework.InHealth) || v.Hidden != 1 || v.Label.Safe != "" {
			t.Errorf("%+v hidden %d %q", v.Seat, v.Hidden, v.Label.Safe)
		}
		for _, other := range v.Records {
			if other.Kind == "statement" {
				t.Error("the statement went along")
			}
		}
		n, err := w.Casework.WithdrawConsent(ctx, w.Actor(t, "province"), c.Code, k.ID)
		if err != nil || n != 1 {
			t.Fatalf("%d stopped, %v", n, err)
		}
		if _, err := w.Casework.View(ctx, w.Actor(t, "shelter"), c.Code); !errs.Is(err, errs.NotFound) {
			t.Errorf("still open after the withdrawal: %v", err)
		}
		_, log, err := w.Casework.Events(ctx, w.Actor(t, "province"), c.Code)
		if err != nil {
			t.Fatal(err)
		}
		seen := map[string]bool{}
		for _, e := range log {
			seen[e.Action] = true
		}
		if !seen["casework.consent.withdraw"] || !seen["casework.case.share"] || !seen["casework.case.unshare"] {
			t.Errorf("the history lacks it: %v", seen)
		}
	})
}

// A transfer moves the lead with the keys; who gave it away no longer opens it.
func TestTransfer(t *testing.T) {
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		w.Set(time.Date(2025, 9, 8, 2, 0, 0, 0, time.UTC))
		ctx := context.Background()
		guard, dept := access.Office{Role: access.BorderGuard, Unit: apptest.Province}, access.Office{Role: access.ProvinceOfficer, Unit: apptest.Province}
		protocol(t, w, clock.On(2025, 1, 1))
		c := open(t, w, "border", border)
		r := refer(t, w, "border", guard, c, dept, handoff.Transfer, "duty", "core", "identity", "testimony", "health", "place")
		accept(t, w, "province", r.ID)
		v, err := w.Casework.View(ctx, w.Actor(t, "province"), c.Code)
		if err != nil || v.Office != province || v.Seat.Part != casework.Owner || v.Label.Safe != "Mai" {
			t.Fatalf("%s %+v %q %v", v.Office, v.Seat, v.Label.Safe, err)
		}
		if _, err := w.Casework.View(ctx, w.Actor(t, "border"), c.Code); !errs.Is(err, errs.NotFound) {
			t.Errorf("the sender still opens it: %v", err)
		}
		running := map[string]bool{}
		for _, k := range v.Clocks {
			if k.Running() {
				running[k.Clock.Code] = true
			}
		}
		if running["notify_lead"] || !running["initial_verification"] {
			t.Errorf("clocks: %v", running)
		}
		write(t, w, "province", c.Code, "note", casework.Values{"in": {"place"}, "text": {"Đang ở nhà người quen"}})
	})
}

// A package for somebody outside holds the sections of the consent and is
// written in the standard; without consent there is none.
func TestPackage(t *testing.T) {
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		ctx := context.Background()
		w.Handoff.Work = 4
		dept := access.Office{Role: access.ProvinceOfficer, Unit: apptest.Province}
		_, err := w.Handoff.Agree(ctx, w.Actor(t, "province"), handoff.Protocol{Unit: apptest.Province, Symbol: "9/QC", Name: "Quy chế", Parties: province + " outside", For: "service", Shared: "core,identity", From: clock.On(2024, 1, 1), To: clock.On(2030, 1, 1)})
		if err != nil {
			t.Fatal(err)
		}
		c := open(t, w, "province", province)
		in := handoff.PackInput{Input: handoff.Input{Kind: "case", Subject: c.ID, From: dept, Purpose: "service", Sections: []string{"core", "identity"}, Reason: "need", Basis: "consent"}, Receiver: "Ngôi nhà Bình yên", Lock: "passphrase", Days: 7, Token: "t-1"}
		if _, _, err := w.Handoff.Pack(ctx, w.Actor(t, "province"), in); !errs.Is(err, errs.Invalid) {
			t.Fatalf("packed without consent: %v", err)
		}
		if _, err := w.Casework.Consent(ctx, w.Actor(t, "province"), c.Code, casework.ConsentInput{Recipient: handoff.Outside, Purpose: "service", Sections: []string{"core", "identity"}, Basis: "consent", State: casework.Given, How: casework.How{Way: "written"}}); err != nil {
			t.Fatal(err)
		}
		if _, _, err := w.Handoff.Pack(ctx, w.Actor(t, "province"), in); err != nil {
			t.Fatal(err)
		}
	})
}
