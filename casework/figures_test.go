package casework_test

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"neove/access"
	"neove/app/apptest"
	"neove/casework"
	"neove/handoff"
	"neove/indicator"
	"neove/internal/clock"
	"neove/internal/db"
	"neove/internal/errs"
	"neove/measure"
	"neove/person"
	"neove/regime"
)

var (
	commune    = access.Office{Role: access.CommuneOfficer, Unit: apptest.Commune}
	department = access.Office{Role: access.ProvinceOfficer, Unit: apptest.Province}
	year2025   = measure.Window{From: clock.On(2025, 1, 1), To: clock.On(2026, 1, 1)}
)

// received opens a case through an office.
func received(w *apptest.World, by access.Actor, office access.Office, in casework.Opening) (c casework.Case, err error) {
	in.Office = office.String()
	if in.Role == "" {
		in.Role = casework.Main
	}
	in.Profile = person.Profile{Name: person.Told("Người mô phỏng"), Safe: person.Told("Sen"), Sex: person.Told("female")}
	err = w.DB.Write(context.Background(), by, "casework.case.open", func(tx *db.Tx) error {
		c, err = w.Casework.Open(tx, by, in)
		return err
	})
	return c, err
}

// sums are all figures of cases, by unit, month and measure.
func sums(t interface{ Fatal(...any) }, w *apptest.World) map[string]int64 {
	out := map[string]int64{}
	err := w.DB.View(context.Background(), func(tx *db.Tx) error {
		rows, err := db.Select[measure.Source](tx, `SELECT f.kind, f.entry, d.code, f.unit, f.day, f.value FROM measure_facts f JOIN measure_defs d ON d.id=f.measure WHERE f.kind>='casework.' AND f.kind<'casework/'`)
		for _, r := range rows {
			out[fmt.Sprint(r.Unit, " ", r.Day.String()[:7], " ", r.Measure)] += r.Value
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	maps.DeleteFunc(out, func(_ string, n int64) bool { return n == 0 })
	return out
}

// scan counts a case by reading its file, in the plainest way.
func scan(v casework.View, received string, add func(unit string, day clock.Date, code string, n int64)) {
	if v.Decoy {
		return
	}
	one := func(code string) { add(received, v.ReceivedOn, code, 1) }
	one("person.received")
	one("person.status." + string(v.Kind()))
	if v.Kind() == regime.Victim {
		one("victim.received")
		for _, pair := range [][2]string{{"sex", v.Core.Sex}, {"home", v.Core.Home}, {"route", v.Core.Route}, {"channel", v.Core.Channel}} {
			one("victim." + pair[0] + "." + map[bool]string{true: "unknown", false: pair[1]}[pair[1] == ""])
		}
		one("victim.age." + map[int]string{0: "unknown", 14: "12_15", 30: "25_39"}[v.Core.AgeHigh])
		one("victim.nationality." + map[string]string{"": "unknown", "vn": "vn", "foreign": "foreign"}[v.Core.Citizenship])
		one("victim.ethnicity." + map[string]string{"": "unknown", "Kinh": "kinh", "Khmer": "minority"}[v.Core.Ethnicity])
		if v.Core.Route == "abroad" {
			one("victim.country." + map[string]string{"": "unknown", "KH": "kh", "JP": "other"}[v.Core.Country])
		}
		for _, e := range v.Core.Exploitation {
			one("victim.exploitation." + e)
		}
	}
	letters, helped, home := map[string]bool{}, false, false
	for _, r := range slices.Backward(v.Records) { // oldest first
		unit := strings.Split(r.Office, ":")[1]
		days := func(code string, on clock.Date) { add(unit, on, code+".days", int64(on-v.ReceivedOn)) }
		switch r.Kind {
		case "service":
			letter := map[string]string{"a": "a", "b": "b", "đ": "dd", "old.essential": "a", "old.medical": "b", "old.legal_aid": "dd"}[r.Values.Get("regime")]
			for _, of := range []string{"", letter + "."} {
				add(unit, r.On, "support."+of+"turns", max(1, r.Values.Number("turns")))
				add(unit, r.On, "support."+of+"money", r.Values.Number("money"))
			}
			if !letters[letter] {
				letters[letter] = true
				add(unit, r.On, "support."+letter+".persons", 1)
			}
			if !helped {
				helped = true
				add(unit, r.On, "supported.persons", 1)
				days("supported", r.On)
			}
		case "verification":
			add(unit, r.On, "verification.count", 1)
			days("verification", r.On)
		case "decision":
			add(unit, r.Values.Date("decided_on"), "decision.count", 1)
			days("decision", r.Values.Date("decided_on"))
		case "return":
			if !home {
				home = true
				add(unit, r.On, "returned.persons", 1)
				days("returned", r.On)
			}
		}
	}
	if i := slices.IndexFunc(v.Records, func(r casework.Record) bool { return r.Kind == "closure" }); v.Stage == casework.Closed && v.Records[i].Values.Get("why") == "reintegrated" {
		add(strings.Split(v.Records[i].Office, ":")[1], v.ClosedOn, "reintegrated.persons", 1)
	}
}

// run is one case with what happens to it.
type run struct {
	*apptest.World
	t     *testing.T
	code  string
	actor access.Actor // who leads it now
	from  access.Office
	last  clock.Date
	main  bool              // not a relative
	old   bool              // the law of 2011 says what there is
	kept  []casework.Record // services that can be amended
}

func (r *run) write(rt *rapid.T, kind, amends string, v casework.Values) {
	r.last += clock.Date(rapid.IntRange(0, 20).Draw(rt, "later"))
	v.Set("on", r.last.String())
	rec, err := r.Casework.Write(context.Background(), r.actor, r.code, kind, amends, v)
	switch {
	case errs.Is(err, errs.Conflict): // closed
	case err != nil:
		rt.Fatalf("%s %v: %v", kind, v, err)
	case kind == "service":
		r.kept = append(r.kept, rec)
	}
}

func (r *run) service(rt *rapid.T) casework.Values {
	v := casework.Values{"regime": {rapid.SampledFrom(map[bool][]string{false: {"a", "b", "đ"}, true: {"old.essential", "old.medical", "old.legal_aid"}}[r.old]).Draw(rt, "regime")}, "what": {"x"}}
	if n := rapid.IntRange(0, 3).Draw(rt, "turns"); n > 0 {
		v.Set("turns", strconv.Itoa(n))
	}
	if n := rapid.IntRange(0, 2).Draw(rt, "money"); n > 0 {
		v.Set("money", strconv.Itoa(n*1_000_000))
		v.Set("funding", "local")
	}
	return v
}

// act does one thing to the case, as its lead.
func (r *run) act(rt *rapid.T) {
	switch rapid.SampledFrom([]string{"service", "service", "amend", "withdraw", "verification", "worksheet", "decision", "return", "closure", "reopening", "transfer"}).Draw(rt, "act") {
	case "service":
		r.write(rt, "service", "", r.service(rt))
	case "amend", "withdraw":
		r.mend(rt)
	case "verification":
		r.write(rt, "verification", "", casework.Values{"result": {"proved"}})
	case "worksheet":
		r.write(rt, "worksheet", "", casework.Values{"exploitation": rapid.SliceOfNDistinct(rapid.SampledFrom([]string{"forced_labour", "forced_marriage"}), 1, 2, rapid.ID).Draw(rt, "exploitation")})
	case "decision":
		if r.from == department {
			v := casework.Values{"outcome": {rapid.SampledFrom([]string{"confirmed", "confirmed", "not_victim", "suspended"}).Draw(rt, "outcome")}, "body": {"Công an"}, "symbol": {"1"}, "paper": {"rescuing_agency"}, "reason": {"x"}, "follows": {"x"}}
			early := rapid.Bool().Draw(rt, "early")
			day := max(r.last, clock.On(2025, 7, 1))
			if early {
				day = clock.On(2025, 6, 20)
			}
			v.Set("decided_on", day.String())
			r.last, r.old = max(r.last, day), early && r.main && v.Get("outcome") == "confirmed"
			r.write(rt, "decision", "", v)
		}
	case "return":
		r.write(rt, "home_check", "", casework.Values{"wish": {"home"}, "family_safe": {"yes"}})
		r.write(rt, "return", "", casework.Values{"escort": {"escorted"}})
	case "closure":
		v, err := r.Casework.View(context.Background(), r.actor, r.code)
		if err == nil && v.Stage != casework.Closed {
			r.write(rt, "closure", "", casework.Values{"why": {rapid.SampledFrom([]string{"reintegrated", "moved"}).Draw(rt, "why")}, "text": {"x"}})
		}
	case "reopening":
		v, err := r.Casework.View(context.Background(), r.actor, r.code)
		if err == nil && v.Stage == casework.Closed {
			r.write(rt, "reopening", "", casework.Values{"reason": {"x"}, "stage": {"planning"}})
		}
	case "transfer":
		if r.from == commune {
			r.transfer(rt)
		}
	}
}

// mend amends or withdraws a service that the lead of now recorded.
func (r *run) mend(rt *rapid.T) {
	if len(r.kept) == 0 {
		return
	}
	i := rapid.IntRange(0, len(r.kept)-1).Draw(rt, "which")
	old := r.kept[i]
	var err error
	if rapid.Bool().Draw(rt, "amend") {
		v := r.service(rt)
		v.Set("on", old.On.String())
		var rec casework.Record
		if rec, err = r.Casework.Write(context.Background(), r.actor, r.code, "service", old.ID, v); err == nil {
			r.kept[i] = rec
		}
	} else if err = r.Casework.Withdraw(context.Background(), r.actor, r.code, old.ID, "Ghi nhầm"); err == nil {
		r.kept = slices.Delete(r.kept, i, i+1)
	}
	if err != nil && !errs.Is(err, errs.Conflict) && old.Office == r.from.String() {
		rt.Fatal(err)
	}
}

func (r *run) transfer(rt *rapid.T) {
	ctx, to := context.Background(), r.Actor(r.t, "province")
	c, err := r.Casework.View(ctx, r.actor, r.code)
	if err != nil {
		rt.Fatal(err)
	}
	h, err := r.Handoff.Send(ctx, r.actor, handoff.Input{Kind: "case", Subject: c.ID, From: commune, To: department, Purpose: handoff.Transfer, Sections: []string{"core", "identity", "testimony", "health", "place"}, Reason: "need", Urgency: handoff.Normal, Basis: "duty"})
	if err != nil {
		rt.Fatal(err)
	}
	v, err := r.Handoff.Request(ctx, to, h.ID)
	if err == nil {
		err = r.Handoff.Accept(ctx, to, h.ID, v.Version)
	}
	if err != nil {
		rt.Fatal(err)
	}
	r.actor, r.from = to, department
}

// Whatever is done with cases in whatever order: the figures say what a reading
// of the files says. Decoys count nowhere. A handed-over case stays counted
// where the person was received.
func TestFiguresAreTheFiles(t *testing.T) {
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		w.Set(time.Date(2025, 12, 20, 2, 0, 0, 0, time.UTC))
		if _, err := w.Handoff.Agree(context.Background(), w.Actor(t, "province"), handoff.Protocol{Unit: apptest.Province, Symbol: "01/QCPH", Parties: province + " " + commune.String(), Name: "Quy chế", For: "transfer",
			Shared: "core,identity,testimony,health,place", From: clock.On(2025, 1, 1), To: clock.On(2030, 1, 1)}); err != nil {
			t.Fatal(err)
		}
		real := 0
		rapid.Check(t, func(rt *rapid.T) {
			w.Set(w.Now().Add(time.Second)) // records of one instant have no order
			account := rapid.SampledFrom([]string{"commune", "province"}).Draw(rt, "account")
			r := &run{World: w, t: t, actor: w.Actor(t, account), from: map[string]access.Office{"commune": commune, "province": department}[account]}
			one := func(name string, of ...string) string { return rapid.SampledFrom(of).Draw(rt, name) }
			core := casework.Core{Sex: one("sex", "", "female", "male"), Minor: one("minor", "", "no", "yes"), Citizenship: one("citizenship", "", "vn", "foreign"), Ethnicity: one("ethnicity", "", "Kinh", "Khmer"), Home: one("home", "", "in", "out"),
				Route: one("route", "", "inside", "abroad"), Country: one("country", "", "KH", "JP"), Channel: one("channel", "", "self", "rescue")}
			core.AgeHigh = rapid.SampledFrom([]int{0, 14, 30}).Draw(rt, "age")
			core.AgeLow = core.AgeHigh
			r.last = clock.On(2025, 1, 1) + clock.Date(rapid.IntRange(0, 90).Draw(rt, "received"))
			before, from := sums(rt, w), r.from
			role := rapid.SampledFrom([]casework.Role{casework.Main, casework.Main, casework.Main, casework.Relative}).Draw(rt, "role")
			r.main = role == casework.Main
			c, err := received(w, r.actor, r.from, casework.Opening{Role: role, ReceivedOn: r.last, Core: core, Decoy: rapid.IntRange(0, 5).Draw(rt, "decoy") == 5})
			if err != nil {
				rt.Fatal(err)
			}
			r.code = c.Code
			for range rapid.IntRange(0, 6).Draw(rt, "acts") {
				w.Set(w.Now().Add(time.Second))
				r.act(rt)
			}
			v, err := w.Casework.View(context.Background(), r.actor, r.code)
			if err != nil {
				rt.Fatal(err)
			}
			want := before
			scan(v, from.Unit, func(unit string, day clock.Date, code string, n int64) {
				if n != 0 {
					want[fmt.Sprint(unit, " ", day.String()[:7], " casework.", code)] += n
				}
			})
			if diff := cmp.Diff(want, sums(rt, w)); diff != "" {
				rt.Fatalf("%s (decoy %v): %s", r.code, v.Decoy, diff)
			}
			if !v.Decoy {
				real++
			}
		})
		total(t, w, int64(real))
	})
}

// total asks the indicators of the province: they say what the facts say, and
// every measure that a case can have is an indicator.
func total(t *testing.T, w *apptest.World, people int64) {
	want := map[string]int64{}
	for k, n := range sums(t, w) {
		want[strings.Fields(k)[2]] += n
	}
	for code := range want {
		if !slices.Contains(casework.Measures(), code) {
			t.Errorf("%s is in no table", code)
		}
	}
	got, err := w.Indicator.Figures(context.Background(), access.System("test"), indicator.Query{Unit: apptest.Province, Window: year2025, Tree: clock.On(2025, 6, 1), Indicators: casework.Measures()})
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range got.Figures {
		if f.Value != want[f.Indicator] {
			t.Errorf("%s is %d, the files say %d", f.Indicator, f.Value, want[f.Indicator])
		}
	}
	if want["casework.person.received"] != people || people == 0 {
		t.Errorf("%d of %d people", want["casework.person.received"], people)
	}
}
