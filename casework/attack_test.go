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
	"neove/internal/db"
	"neove/internal/errs"
	"neove/internal/webtest"
	"neove/person"
	"neove/shelter"
)

var (
	guard = access.Office{Role: access.BorderGuard, Unit: apptest.Province}
	dept  = access.Office{Role: access.ProvinceOfficer, Unit: apptest.Province}
	cops  = access.Office{Role: access.Police, Unit: apptest.Province}
)

const emergency = "Người này đang bị đe dọa tính mạng tại bến xe"

func see(t *testing.T, w *apptest.World, account, id string) handoff.View {
	t.Helper()
	v, err := w.Handoff.Request(context.Background(), w.Actor(t, account), id)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// opens reports whether somebody opens a case; any answer but "not found" to who
// may not is a mistake.
func opens(t *testing.T, w *apptest.World, account, code string) bool {
	t.Helper()
	_, err := w.Casework.View(context.Background(), w.Actor(t, account), code)
	if err != nil && !errs.Is(err, errs.NotFound) {
		t.Fatal(err)
	}
	return err == nil
}

// A unit that is excluded while it works on a case loses it as a whole: page,
// list, hand-over and name.
func TestExcludedUnit(t *testing.T) {
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		ctx := context.Background()
		protocol(t, w, clock.On(2024, 1, 1))
		if _, err := w.Handoff.Agree(ctx, w.Actor(t, "province"), handoff.Protocol{Unit: apptest.Province, Symbol: "7/QC", Name: "Quy chế", Parties: province + " commune_officer:" + apptest.Commune, For: "service", Shared: "core,identity", From: clock.On(2024, 1, 1), To: clock.On(2030, 1, 1)}); err != nil {
			t.Fatal(err)
		}
		c := open(t, w, "province", province)
		commune := access.Office{Role: access.CommuneOfficer, Unit: apptest.Commune}
		r := refer(t, w, "province", dept, c, commune, "service", "vital", "core", "identity")
		accept(t, w, "commune", r.ID)
		if !opens(t, w, "commune", c.Code) {
			t.Fatal("not open to the receiver")
		}
		var unit string
		if err := w.DB.View(ctx, func(tx *db.Tx) (err error) {
			unit, err = db.Get[string](tx, "SELECT id FROM org_units WHERE id=?", apptest.Commune)
			return err
		}); err != nil {
			t.Fatal(err)
		}
		if err := w.Casework.ExcludeNamed(ctx, w.Actor(t, "province"), c.Code, 0, "", unit, "Người nhà làm ở đó"); err != nil {
			t.Fatal(err)
		}
		by := w.Actor(t, "commune")
		if opens(t, w, "commune", c.Code) {
			t.Error("the case is open")
		}
		if list, n, err := w.Casework.Cases(ctx, by, casework.Filter{Limit: 10}); err != nil || n != 0 || len(list) != 0 {
			t.Errorf("%d in the list, %v", n, err)
		}
		if _, err := w.Person.View(ctx, by, c.Person); !errs.Is(err, errs.NotFound) {
			t.Errorf("the person is open: %v", err)
		}
		if _, err := w.Handoff.Request(ctx, by, r.ID); !errs.Is(err, errs.NotFound) {
			t.Errorf("the hand-over is open: %v", err)
		}
		if _, n, err := w.Handoff.Requests(ctx, by, handoff.Filter{Limit: 10}); err != nil || n != 0 {
			t.Errorf("%d hand-overs in the list, %v", n, err)
		}
		if v := see(t, w, "province", r.ID); v.State != handoff.Stopped {
			t.Errorf("the hand-over is %s", v.State)
		}
	})
}

// Whose grant ended no longer lists the cases of the office.
func TestListEndsWithTheOffice(t *testing.T) {
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		open(t, w, "border", border)
		moved := w.Actor(t, "border")
		moved.Grants = w.Actor(t, "police").Grants
		if _, n, err := w.Casework.Cases(context.Background(), moved, casework.Filter{Limit: 10}); err != nil || n != 0 {
			t.Errorf("%d cases, %v", n, err)
		}
	})
}

// Two offices are asked to take a case over: the one that accepts later does not
// take it from the first.
func TestTwoTransfers(t *testing.T) {
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		ctx := context.Background()
		protocol(t, w, clock.On(2024, 1, 1))
		c := open(t, w, "border", border)
		all := []string{"core", "identity", "testimony", "health", "place"}
		first := refer(t, w, "border", guard, c, dept, handoff.Transfer, "duty", all...)
		second := refer(t, w, "border", guard, c, cops, handoff.Transfer, "duty", all...)
		accept(t, w, "province", first.ID)
		v, err := w.Handoff.Request(ctx, w.Actor(t, "police"), second.ID)
		if err == nil {
			err = w.Handoff.Accept(ctx, w.Actor(t, "police"), second.ID, v.Version)
		}
		if err == nil {
			t.Error("taken from the new lead")
		}
		if opens(t, w, "police", c.Code) || !opens(t, w, "province", c.Code) {
			t.Error("the wrong office opens it")
		}
	})
}

// A transfer moves everything that the sender opens: what stayed behind nobody
// would open again.
func TestTransferMovesAll(t *testing.T) {
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		protocol(t, w, clock.On(2024, 1, 1))
		c := open(t, w, "border", border)
		_, err := w.Handoff.Send(context.Background(), w.Actor(t, "border"), handoff.Input{Kind: "case", Subject: c.ID, From: guard, To: dept, Purpose: handoff.Transfer, Sections: []string{"core"}, Reason: "need", Urgency: handoff.Normal, Basis: "duty"})
		if !errs.Is(err, errs.Invalid) {
			t.Errorf("a part was transferred: %v", err)
		}
	})
}

// What an office asked of others while it had access is not taken on when its
// access is over.
func TestOnwardShareEnds(t *testing.T) {
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		ctx := context.Background()
		protocol(t, w, clock.On(2024, 1, 1))
		c := open(t, w, "border", border)
		r := refer(t, w, "border", guard, c, cops, "identify", "duty", "core", "testimony")
		accept(t, w, "police", r.ID)
		onward := refer(t, w, "police", cops, c, house, "service", "vital", "core", "testimony")
		if err := w.Handoff.End(ctx, w.Actor(t, "police"), r.ID, see(t, w, "police", r.ID).Version, handoff.Closure{Result: "done", Report: "Đã làm xong"}); err != nil {
			t.Fatal(err)
		}
		v, err := w.Handoff.Request(ctx, w.Actor(t, "shelter"), onward.ID)
		if err == nil {
			err = w.Handoff.Accept(ctx, w.Actor(t, "shelter"), onward.ID, v.Version)
		}
		if err == nil || opens(t, w, "shelter", c.Code) {
			t.Errorf("the office that lost its access gave it on: %v", err)
		}
	})
}

// The identity is the person's: an office that works on another case of the
// same person keeps it when one hand-over ends.
func TestIdentityOfTwoCases(t *testing.T) {
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		ctx := context.Background()
		protocol(t, w, clock.On(2024, 1, 1))
		c := open(t, w, "border", border)
		var again casework.Case
		if err := w.DB.Write(ctx, w.Actor(t, "border"), "casework.case.open", func(tx *db.Tx) (err error) {
			again, err = w.Casework.Open(tx, w.Actor(t, "border"), casework.Opening{Office: border, Role: casework.Main, Person: c.Person, ReceivedOn: clock.DateOf(w.Now()), Core: casework.Core{Minor: "no"}})
			return err
		}); err != nil {
			t.Fatal(err)
		}
		one := refer(t, w, "border", guard, c, dept, "identify", "duty", "core", "identity")
		accept(t, w, "province", one.ID)
		two := refer(t, w, "border", guard, again, dept, "identify", "duty", "core", "identity")
		accept(t, w, "province", two.ID)
		if err := w.Handoff.End(ctx, w.Actor(t, "province"), one.ID, see(t, w, "province", one.ID).Version, handoff.Closure{Result: "done", Report: "Đã làm xong"}); err != nil {
			t.Fatal(err)
		}
		v, err := w.Casework.View(ctx, w.Actor(t, "province"), again.Code)
		if err != nil || v.Label.Safe != "Mai" {
			t.Errorf("%q %v", v.Label.Safe, err)
		}
		if err := w.Handoff.End(ctx, w.Actor(t, "province"), two.ID, see(t, w, "province", two.ID).Version, handoff.Closure{Result: "done", Report: "Đã làm xong"}); err != nil {
			t.Fatal(err)
		}
		if _, err := w.Person.View(ctx, w.Actor(t, "province"), c.Person); !errs.Is(err, errs.NotFound) {
			t.Errorf("the name is open after the last: %v", err)
		}
	})
}

// An emergency that was none ends at once.
func TestUnjustifiedBreakEnds(t *testing.T) {
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		ctx := context.Background()
		c := open(t, w, "border", border)
		if _, err := w.Casework.Break(ctx, w.Actor(t, "police"), c.Code, emergency); err != nil {
			t.Fatal(err)
		}
		v, err := w.Casework.View(ctx, w.Actor(t, "border"), c.Code)
		if err != nil {
			t.Fatal(err)
		}
		w.Set(w.Now().Add(time.Minute))
		if err := w.Casework.Review(ctx, w.Actor(t, "border"), c.Code, v.Breaks[0].ID, "unjustified"); err != nil {
			t.Fatal(err)
		}
		if opens(t, w, "police", c.Code) {
			t.Error("still open after the verdict")
		}
	})
}

// An emergency is about a case, not about a drawer full of them.
func TestBreaksWaitForReview(t *testing.T) {
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		ctx := context.Background()
		for i := range 4 {
			c := open(t, w, "border", border)
			_, err := w.Casework.Break(ctx, w.Actor(t, "police"), c.Code, emergency)
			if i < 3 && err != nil || i == 3 && !errs.Is(err, errs.Forbidden) {
				t.Errorf("%d: %v", i, err)
			}
		}
	})
}

// Who is excluded sees no stay of the person either, although the facility is of
// the own office.
func TestExcludedFromTheStay(t *testing.T) {
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		ctx := context.Background()
		protocol(t, w, clock.On(2024, 1, 1))
		if _, err := w.Access.AddUserWith(ctx, access.System("test"), access.UserInput{Account: "province-near", Name: "Người Thử", Role: access.ProvinceOfficer, Unit: apptest.Province}, apptest.Password); err != nil {
			t.Fatal(err)
		}
		c := open(t, w, "province", province)
		r := refer(t, w, "province", dept, c, house, "service", "vital", "core")
		accept(t, w, "shelter", r.ID)
		f, err := w.Shelter.RecordFacility(ctx, w.Actor(t, "shelter"), shelter.FacilityInput{Kind: "victim_support", Beds: map[string]int64{"women": 2}, Place: shelter.Place{Address: "Phường 3"}})
		if err != nil {
			t.Fatal(err)
		}
		st, err := w.Shelter.AdmitOne(ctx, w.Actor(t, "shelter"), shelter.AdmitInput{Facility: f.ID, Code: c.Code, Bed: "women"})
		if err != nil {
			t.Fatal(err)
		}
		n, err := w.Shelter.RecordNote(ctx, w.Actor(t, "shelter"), shelter.NoteInput{Stay: st.ID, Kind: shelter.Visit, On: clock.DateOf(w.Now()), Hour: "09:00", Type: shelter.Types[shelter.Visit][0]})
		if err != nil {
			t.Fatal(err)
		}
		sees := func() (list, notes int64, stay, note error) {
			by := w.Actor(t, "province-near")
			_, list, err := w.Shelter.Stays(ctx, by, "", shelter.StayFilter{Limit: 10})
			if err != nil {
				t.Fatal(err)
			}
			_, notes, err = w.Shelter.Notes(ctx, by, shelter.NoteFilter{Limit: 10})
			if err != nil {
				t.Fatal(err)
			}
			_, stay = w.Shelter.Stay(ctx, by, st.ID)
			_, note = w.Shelter.Note(ctx, by, n.ID)
			return list, notes, stay, note
		}
		if list, notes, stay, note := sees(); list != 1 || notes != 1 || stay != nil || note != nil {
			t.Fatalf("before: %d %d %v %v", list, notes, stay, note)
		}
		if err := w.Casework.ExcludeNamed(ctx, w.Actor(t, "province"), c.Code, 0, "province-near", "", "Có họ với người bị tố cáo"); err != nil {
			t.Fatal(err)
		}
		if list, notes, stay, note := sees(); list != 0 || notes != 0 || !errs.Is(stay, errs.NotFound) || !errs.Is(note, errs.NotFound) {
			t.Errorf("after: %d %d %v %v", list, notes, stay, note)
		}
	})
}

// Somebody of the office who is not on the team does not learn that a case is to
// go out; a colleague on the team does, and decides.
func TestProposalsAreForTheTeam(t *testing.T) {
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		ctx := context.Background()
		if _, err := w.Access.AddUserWith(ctx, access.System("test"), access.UserInput{Account: "province-near", Name: "Người Thử", Role: access.ProvinceOfficer, Unit: apptest.Province}, apptest.Password); err != nil {
			t.Fatal(err)
		}
		c := open(t, w, "province", province)
		k, err := w.Casework.Consent(ctx, w.Actor(t, "province"), c.Code, casework.ConsentInput{Recipient: house.String(), Purpose: "service", Sections: []string{"core"}, Basis: "consent", State: casework.Given, How: casework.How{Way: "written"}})
		if err != nil {
			t.Fatal(err)
		}
		if err := w.Casework.ProposeExport(ctx, w.Actor(t, "province"), c.Code, k.ID, "Xuất hồ sơ theo đồng ý"); err != nil {
			t.Fatal(err)
		}
		for _, assigned := range []bool{false, true} {
			if assigned {
				if err := w.Casework.Assign(ctx, w.Actor(t, "province"), c.Code, 0, w.Actor(t, "province-near").ID, casework.Helper); err != nil {
					t.Fatal(err)
				}
			}
			list, err := w.Access.Proposals(ctx, w.Actor(t, "province-near"), true)
			if err != nil || (len(list) == 1) != assigned {
				t.Errorf("assigned %v: %d proposals, %v", assigned, len(list), err)
			}
		}
	})
}

// Asking other offices about a name does not tell the excluded that the person is
// known; the others learn where to ask. The owner reads who is excluded by name.
func TestExcludedFromMatching(t *testing.T) {
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		ctx := context.Background()
		who := person.Profile{Name: person.Told("Nguyễn Thị Hoa Mận"), Sex: person.Told("female"), Papers: person.Told([]person.Paper{{Kind: "citizen_id", Number: "080204001234", State: "held"}})}
		var c casework.Case
		if err := w.DB.Write(ctx, w.Actor(t, "province"), "casework.case.open", func(tx *db.Tx) (err error) {
			c, err = w.Casework.Open(tx, w.Actor(t, "province"), casework.Opening{Office: province, Role: casework.Main, ReceivedOn: clock.DateOf(w.Now()), Profile: who, Core: casework.Core{Minor: "no"}})
			return err
		}); err != nil {
			t.Fatal(err)
		}
		bait, err := w.Person.RecordOne(ctx, w.Actor(t, "police"), cops.String(), who)
		if err != nil {
			t.Fatal(err)
		}
		if found, err := w.Person.MatchOne(ctx, w.Actor(t, "police"), bait.ID); err != nil || len(found) != 1 {
			t.Fatalf("%v %v", found, err)
		}
		if err := w.Casework.ExcludeNamed(ctx, w.Actor(t, "province"), c.Code, 0, "police", "", "Có họ với người bị tố cáo"); err != nil {
			t.Fatal(err)
		}
		if found, err := w.Person.MatchOne(ctx, w.Actor(t, "police"), bait.ID); err != nil || len(found) != 0 {
			t.Errorf("the excluded learned of %v, %v", found, err)
		}
		webtest.Run(t, w.Handler, []webtest.Scenario{{Name: "team", Path: "/casework/cases/" + c.Code + "/team", As: w.As(t, "province"), WantStatus: 200, Want: []string{"Trương Văn Hải"}, WantNot: []string{w.Actor(t, "police").ID}}})
	})
}

// A key that was used for one case does not stand for a record of another.
func TestSameKeyOfTwoCases(t *testing.T) {
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		one, two := open(t, w, "province", province), open(t, w, "province", province)
		body := `{"kind":"note","values":{"on":["` + clock.DateOf(w.Now()).String() + `"],"in":["core"],"text":["Đã gọi lại"]}}`
		post := func(name, code string, status int, replayed map[string]string) webtest.Scenario {
			return webtest.Scenario{Name: name, Method: "POST", Path: "/api/v1/casework/cases/" + code + "/records", JSON: body, Header: map[string]string{"Idempotency-Key": "k1"}, As: w.As(t, "province"), WantStatus: status, WantHeader: replayed}
		}
		webtest.Run(t, w.Handler, []webtest.Scenario{post("first", one.Code, 201, nil), post("again", one.Code, 201, map[string]string{"Idempotent-Replayed": "true"}), post("other case", two.Code, 422, nil)})
	})
}

// What the ledger says of duty or of a danger is no consent, and a later no counts
// more than an earlier yes.
func TestOnlyConsentIsConsent(t *testing.T) {
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		ctx := context.Background()
		protocol(t, w, clock.On(2024, 1, 1))
		c := open(t, w, "province", province)
		say := func(basis, state string) {
			t.Helper()
			w.Set(w.Now().Add(time.Minute))
			if _, err := w.Casework.Consent(ctx, w.Actor(t, "province"), c.Code, casework.ConsentInput{Recipient: house.String(), Purpose: "service", Sections: []string{"core", "health"}, Basis: basis, State: state, How: casework.How{Way: "spoken"}}); err != nil {
				t.Fatal(err)
			}
		}
		send := func() error {
			_, err := w.Handoff.Send(ctx, w.Actor(t, "province"), handoff.Input{Kind: "case", Subject: c.ID, From: dept, To: house, Purpose: "service", Sections: []string{"core", "health"}, Reason: "need", Urgency: handoff.Normal, Basis: "consent"})
			return err
		}
		for _, s := range []struct{ basis, state string }{{"duty", casework.Given}, {"vital", casework.Given}, {"consent", casework.Given}, {"consent", casework.Refused}} {
			say(s.basis, s.state)
			if s.state == casework.Given && s.basis == "consent" {
				continue // sent below, after the last yes
			}
			if err := send(); !errs.Is(err, errs.Invalid) {
				t.Errorf("%s, %s: %v", s.basis, s.state, err)
			}
		}
		say("consent", casework.Given)
		if err := send(); err != nil {
			t.Error(err)
		}
	})
}
