package directive_test

import (
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"neove/access"
	"neove/app/apptest"
	"neove/directive"
	"neove/indicator"
	"neove/internal/clock"
	"neove/internal/db"
	"neove/internal/errs"
	"neove/measure"
)

var system = access.System("test")

// plan is a plan of a unit that asks the units of a group for their own.
func plan(unit, code, day string) directive.Document {
	return directive.Document{Unit: unit, Kind: "KH", Code: code, On: clock.MustParse(day), Subject: "Phòng, chống mua bán người",
		Issuers: []directive.Issuer{{Agency: "Cơ quan " + unit, Unit: unit, Authority: "KT.", Post: "Phó Giám đốc"}}}
}

func ask(group, due string) directive.Address {
	return directive.Address{Groups: []string{group}, Require: directive.OwnPlan, Due: clock.MustParse(due)}
}

func issue(t *testing.T, w *apptest.World, by access.Actor, d directive.Document, to directive.Address) directive.Document {
	t.Helper()
	out, err := w.Directive.Issue(t.Context(), by, d, to, false)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func view(t *testing.T, w *apptest.World, by access.Actor, id string) directive.View {
	t.Helper()
	v, err := w.Directive.Document(t.Context(), by, id)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// figures are the two figures of plans that a unit's year has.
func figures(t *testing.T, w *apptest.World, unit string, year int, tree string) (done, due int64) {
	t.Helper()
	a, err := w.Indicator.Figures(t.Context(), system, indicator.Query{Unit: unit, Window: measure.Window{From: clock.On(year, 1, 1), To: clock.On(year+1, 1, 1)},
		Tree: clock.MustParse(tree), Indicators: []string{"directive.plan.units_done", "directive.plan.units_due"}})
	if err != nil {
		t.Fatal(err)
	}
	return a.Figures[0].Value + a.Figures[0].Unallocated, a.Figures[1].Value + a.Figures[1].Unallocated
}

func reply(r directive.Recipient, day string) directive.Reply {
	return directive.Reply{New: &directive.Document{Kind: "KH", Code: "07/KH-" + r.Unit, On: clock.MustParse(day), Subject: "Kế hoạch của đơn vị",
		Issuers: []directive.Issuer{{Agency: "Cơ quan " + r.Unit, Unit: r.Unit}}}}
}

func wantKind(t *testing.T, what string, err error, kind errs.Kind) {
	t.Helper()
	if !errs.Is(err, kind) {
		t.Errorf("%s: got %v, want kind %v", what, err, kind)
	}
}

// A plan reaches every unit of the tree of its own day, and the completion is
// right the moment the last one answers: page, list, file and figures.
func TestCascade(t *testing.T) {
	t.Parallel()
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		for _, c := range []struct {
			unit, group, day, due, answer, tree string
			now                                 time.Time
			units                               int
		}{
			{"L80", "districts", "2024-01-12", "2024-02-29", "2024-02-01", "2024-12-31", time.Date(2024, 2, 5, 3, 0, 0, 0, time.UTC), 15},
			{"C80", "communes", "2025-09-03", "2025-10-15", "2025-10-01", "2025-12-31", time.Date(2025, 10, 2, 3, 0, 0, 0, time.UTC), 96},
		} {
			w.Set(c.now)
			d := issue(t, w, system, plan(c.unit, "266/KH-"+c.unit, c.day), ask(c.group, c.due))
			year := d.On.Year()
			v := view(t, w, system, d.ID)
			if got := len(v.Recipients); got != c.units {
				t.Fatalf("%s reaches %d units, want %d", c.unit, got, c.units)
			}
			for i, r := range v.Recipients {
				if done, due := figures(t, w, c.unit, year, c.tree); i == c.units-1 && (done != int64(i) || due != int64(c.units)) {
					t.Errorf("%s: %d of %d before the last answer", c.unit, done, due)
				}
				if _, err := w.Directive.Answer(t.Context(), system, r.ID, reply(r, c.answer)); err != nil {
					t.Fatal(err)
				}
				want := directive.Progress{Total: int64(c.units), Done: int64(i + 1)}
				if i < c.units-2 {
					continue
				}
				if diff := cmp.Diff(want, view(t, w, system, d.ID).Progress); diff != "" {
					t.Errorf("%s after %d answers: %s", c.unit, i+1, diff)
				}
			}
			if done, due := figures(t, w, c.unit, year, c.tree); done != int64(c.units) || due != int64(c.units) {
				t.Errorf("%s in %d: %d of %d plans", c.unit, year, done, due)
			}
			list, _, err := w.Directive.Documents(t.Context(), system, directive.Filter{Unit: c.unit, Limit: 10})
			if err != nil || len(list) != 1 || list[0].Progress.Done != int64(c.units) {
				t.Errorf("register of %s: %v, %+v", c.unit, err, list)
			}
			if got := len(view(t, w, system, d.ID).Children); got != c.units {
				t.Errorf("%s has %d plans below", c.unit, got)
			}
		}
		// What the districts did in 2024 stays theirs on the tree of 2025.
		if done, due := figures(t, w, "C80", 2024, "2025-12-31"); done != 15 || due != 15 {
			t.Errorf("2024 on the tree of 2025: %d of %d", done, due)
		}
	})
}

// Every step of a recipient, who may do it, and what the figures say after it.
func TestRecipient(t *testing.T) {
	t.Parallel()
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		ctx := t.Context()
		province, district, other, commune := w.Actor(t, "province"), w.Actor(t, "district"), w.Actor(t, "other"), w.Actor(t, "commune")
		d := issue(t, w, province, plan(apptest.Province, "266/KH-SLĐTBXH", "2024-01-12"), ask("districts", "2024-02-29"))
		v := view(t, w, province, d.ID)
		at := slices.IndexFunc(v.Recipients, func(r directive.Recipient) bool { return r.Unit == apptest.District })
		r := v.Recipients[at]
		elsewhere := v.Recipients[slices.IndexFunc(v.Recipients, func(r directive.Recipient) bool { return r.Unit == apptest.OtherDistrict })]

		if v.Progress.Late != 15 {
			t.Errorf("%d late", v.Progress.Late)
		}
		mine := view(t, w, district, d.ID)
		if len(mine.Recipients) != 1 || mine.Progress.Total != 1 || mine.Issuing || len(mine.Reminders) != 0 {
			t.Errorf("the district sees %+v", mine.Progress)
		}
		for name, by := range map[string]access.Actor{"a commune below": commune, "a commune elsewhere": other} {
			_, err := w.Directive.Document(ctx, by, d.ID)
			wantKind(t, name, err, errs.NotFound)
		}
		wantKind(t, "answer of another district", w.Directive.Acknowledge(ctx, district, elsewhere.ID), errs.NotFound)
		wantKind(t, "district reminds", second(w.Directive.Remind(ctx, district, d.ID, nil, "")), errs.Forbidden)
		wantKind(t, "leader may not answer", w.Directive.Acknowledge(ctx, w.Actor(t, "leader"), r.ID), errs.Forbidden)

		if err := w.Directive.Acknowledge(ctx, district, r.ID); err != nil {
			t.Fatal(err)
		}
		if err := w.Directive.Acknowledge(ctx, district, r.ID); err != nil {
			t.Error("seen twice:", err)
		}
		if p := view(t, w, province, d.ID).Progress; p.Seen != 1 || p.Done != 0 {
			t.Errorf("after it was seen: %+v", p)
		}
		wantKind(t, "plan without a document", second(w.Directive.Answer(ctx, district, r.ID, directive.Reply{Result: "Đã làm"})), errs.Invalid)
		if _, err := w.Directive.Answer(ctx, district, r.ID, reply(r, "2024-03-01")); err != nil {
			t.Fatal(err)
		}
		wantKind(t, "second answer", second(w.Directive.Answer(ctx, district, r.ID, reply(r, "2024-03-02"))), errs.Conflict)
		if done, due := figures(t, w, apptest.Province, 2024, "2024-12-31"); done != 1 || due != 15 {
			t.Errorf("%d of %d", done, due)
		}
		n, err := w.Directive.Remind(ctx, province, d.ID, nil, "")
		if err != nil || n != 14 {
			t.Errorf("reminded %d, %v", n, err)
		}
		wantKind(t, "return without a reason", w.Directive.Return(ctx, province, r.ID, ""), errs.Invalid)
		wantKind(t, "district returns its own", w.Directive.Return(ctx, district, r.ID, "x"), errs.Forbidden)
		if err := w.Directive.Return(ctx, province, r.ID, "Thiếu chỉ tiêu"); err != nil {
			t.Fatal(err)
		}
		v = view(t, w, province, d.ID)
		if got := v.Recipients[at]; got.State != directive.Returned || got.Reason != "Thiếu chỉ tiêu" || !v.Answers[0].Returned {
			t.Errorf("after the return: %+v, %+v", got, v.Answers)
		}
		if done, _ := figures(t, w, apptest.Province, 2024, "2024-12-31"); done != 0 {
			t.Errorf("%d done after the return", done)
		}
		own := v.Children[0]
		if _, err := w.Directive.Answer(ctx, district, r.ID, directive.Reply{Document: own.ID}); err != nil {
			t.Errorf("answer with the corrected plan: %v", err)
		}
		wantKind(t, "drop of one that answered", w.Directive.Drop(ctx, province, r.ID, "Gửi nhầm"), errs.Conflict)
		if err := w.Directive.Drop(ctx, province, elsewhere.ID, "Gửi nhầm"); err != nil {
			t.Fatal(err)
		}
		if done, due := figures(t, w, apptest.Province, 2024, "2024-12-31"); done != 1 || due != 14 {
			t.Errorf("%d of %d after one was dropped", done, due)
		}
		v = view(t, w, province, d.ID)
		if err := w.Directive.Withdraw(ctx, province, d.ID, v.Version, "Ban hành lại"); err != nil {
			t.Fatal(err)
		}
		if done, due := figures(t, w, apptest.Province, 2024, "2024-12-31"); done != 0 || due != 0 {
			t.Errorf("%d of %d after the document was withdrawn", done, due)
		}
		_, err = w.Directive.Document(ctx, district, d.ID)
		wantKind(t, "recipient of a withdrawn document", err, errs.NotFound)
	})
}

func second[T any](_ T, err error) error { return err }

// A joint regulation with agencies: the police answers for itself only.
func TestAgencies(t *testing.T) {
	t.Parallel()
	w := apptest.SQLite(t)
	ctx := t.Context()
	province, police := w.Actor(t, "province"), w.Actor(t, "police")
	d := plan(apptest.Province, "6958/QCPH-SLĐTBXH-CAT-BĐBP-SNGV", "2024-12-30")
	d.Kind, d.Issuers = "QCPH", []directive.Issuer{{Agency: "Sở Lao động - Thương binh và Xã hội", Unit: "L80", Post: "Giám đốc"}, {Agency: "Công an tỉnh", Unit: "L80", Post: "Giám đốc"},
		{Agency: "Bộ Chỉ huy Bộ đội Biên phòng tỉnh", Unit: "L80", Post: "Chỉ huy trưởng"}, {Agency: "Sở Ngoại vụ", Unit: "L80", Post: "Giám đốc"}}
	d = issue(t, w, province, d, directive.Address{Roles: []access.Role{access.Police, access.BorderGuard}, Agencies: []string{"Sở Ngoại vụ"}, Require: directive.Acknowledge})
	v := view(t, w, police, d.ID)
	if len(v.Issuers) != 4 || len(v.Recipients) != 3 {
		t.Fatalf("%d issuers, %d recipients", len(v.Issuers), len(v.Recipients))
	}
	i := slices.IndexFunc(v.Recipients, func(r directive.Recipient) bool { return r.Role == access.Police })
	if err := w.Directive.Acknowledge(ctx, police, v.Recipients[i].ID); err != nil {
		t.Fatal(err)
	}
	if p := view(t, w, province, d.ID).Progress; p.Done != 1 || p.Total != 3 {
		t.Errorf("acknowledging is the answer: %+v", p)
	}
	got, _, err := w.Directive.Documents(ctx, police, directive.Filter{Unit: apptest.Province, Received: true, Limit: 5})
	if err != nil || len(got) != 1 || got[0].Mine == nil || got[0].Mine.Role != access.Police {
		t.Errorf("received by the police: %+v, %v", got, err)
	}
	if got, _, _ := w.Directive.Documents(ctx, province, directive.Filter{Unit: apptest.Province, Received: true, Limit: 5}); len(got) != 1 || got[0].Mine == nil || got[0].Mine.Agency != "Sở Ngoại vụ" {
		t.Errorf("received by the province: %+v", got)
	}
}

// Numbers begin anew every year; the same one twice in a year is asked about.
func TestTwin(t *testing.T) {
	t.Parallel()
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		ctx := t.Context()
		issue(t, w, system, plan("L80", "05/KH-UBND", "2024-03-01"), directive.Address{})
		again := plan("L80", "5/kh-ubnd", "2024-09-01")
		_, err := w.Directive.Issue(ctx, system, again, directive.Address{}, false)
		if e := errs.From(err); !errs.Is(err, errs.Invalid) || e.Fields[0].Name != "again" {
			t.Errorf("the same number in the same year: %v", err)
		}
		if _, err := w.Directive.Issue(ctx, system, again, directive.Address{}, true); err != nil {
			t.Errorf("it is another document: %v", err)
		}
		issue(t, w, system, plan("L80", "05/KH-UBND", "2023-03-01"), directive.Address{})
		other := plan("L80", "05/KH-UBND", "2024-03-01")
		other.Issuers[0].Agency = "Công an tỉnh"
		issue(t, w, system, other, directive.Address{})
	})
}

// A draft reaches nobody and counts nowhere until it gets its number.
func TestDraft(t *testing.T) {
	t.Parallel()
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		ctx := t.Context()
		province, district := w.Actor(t, "province"), w.Actor(t, "district")
		_, err := w.Directive.Issue(ctx, province, plan("L80", "", "2025-01-06"), ask("districts", "2025-03-01"), false)
		wantKind(t, "a draft with recipients", err, errs.Invalid)
		d := issue(t, w, province, plan("L80", "", "2025-01-06"), directive.Address{})
		_, err = w.Directive.Document(ctx, district, d.ID)
		wantKind(t, "district reads a draft", err, errs.NotFound)
		count := func() int64 {
			a, err := w.Indicator.Figures(ctx, system, indicator.Query{Unit: "L80", Window: measure.Window{From: clock.On(2025, 1, 1), To: clock.On(2025, 2, 1)}, Indicators: []string{"directive.document.count"}})
			if err != nil {
				t.Fatal(err)
			}
			return a.Figures[0].Value
		}
		if n := count(); n != 0 {
			t.Errorf("a draft counts %d", n)
		}
		in := d
		in.Code = "12/KH-SLĐTBXH"
		_, err = w.Directive.Amend(ctx, province, d.ID, 7, in, false)
		wantKind(t, "another version", err, errs.Conflict)
		_, err = w.Directive.Amend(ctx, district, d.ID, 1, in, false)
		wantKind(t, "the district amends", err, errs.NotFound)
		if in, err = w.Directive.Amend(ctx, province, d.ID, 1, in, false); err != nil || count() != 1 {
			t.Fatalf("%v, counts %d", err, count())
		}
		if n, err := w.Directive.Address(ctx, province, d.ID, ask("districts", "2025-03-01")); n != 15 || err != nil {
			t.Errorf("addressed %d, %v", n, err)
		}
		wantKind(t, "addressed again", second(w.Directive.Address(ctx, province, d.ID, ask("districts", "2025-03-01"))), errs.Invalid)
		in.Code = ""
		wantKind(t, "number taken away", second(w.Directive.Amend(ctx, province, d.ID, in.Version, in, false)), errs.Invalid)
		wantKind(t, "withdrawn without a reason", w.Directive.Withdraw(ctx, province, d.ID, in.Version, ""), errs.Invalid)
		if err := w.Directive.Withdraw(ctx, province, d.ID, in.Version, "Nhầm"); err != nil || count() != 0 {
			t.Errorf("%v, counts %d", err, count())
		}
	})
}

// Facts equal records, whatever the store says.
func TestFactsFollowRecipients(t *testing.T) {
	t.Parallel()
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		w.Set(time.Date(2024, 3, 10, 3, 0, 0, 0, time.UTC))
		d := issue(t, w, system, plan("L80", "1/KH", "2024-01-12"), ask("districts", "2024-02-29"))
		in := view(t, w, system, d.ID).Document
		in.On = clock.MustParse("2024-01-13")
		if _, err := w.Directive.Amend(t.Context(), system, d.ID, 1, in, false); err != nil {
			t.Fatal(err)
		}
		for _, r := range view(t, w, system, d.ID).Recipients[:4] {
			if _, err := w.Directive.Answer(t.Context(), system, r.ID, reply(r, "2024-02-01")); err != nil {
				t.Fatal(err)
			}
		}
		err := w.DB.View(t.Context(), func(tx *db.Tx) error {
			for q, want := range map[string]int64{
				"SELECT COUNT(*) FROM measure_facts f JOIN measure_defs m ON m.id=f.measure WHERE m.code='directive.plan.units_due' AND f.day='2024-02-29'":  15,
				"SELECT COUNT(*) FROM measure_facts f JOIN measure_defs m ON m.id=f.measure WHERE m.code='directive.plan.units_done' AND f.day='2024-02-29'": 4,
				"SELECT COUNT(*) FROM measure_facts f JOIN measure_defs m ON m.id=f.measure WHERE m.code='directive.document.count' AND f.day='2024-01-13'":  1,
				"SELECT COUNT(*) FROM measure_facts f JOIN measure_defs m ON m.id=f.measure WHERE m.code='directive.document.count'":                         5,
			} {
				got, err := db.Get[int64](tx, q)
				if err != nil {
					return err
				}
				if got != want {
					t.Errorf("%s: %d, want %d", q, got, want)
				}
			}
			return nil
		})
		if err != nil {
			t.Error(err)
		}
	})
}
