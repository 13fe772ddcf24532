package tip_test

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
	"neove/measure"
	"neove/tip"
)

var plain = tip.Input{Channel: "letter", Urgency: tip.Normal, Content: tip.Content{Text: "Người lạ mời thanh niên trong ấp đi làm xa"}}

// sums are the counts of measures at a unit in a month.
func sums(t *testing.T, w *apptest.World, unit string) map[string]int64 {
	t.Helper()
	out := map[string]int64{}
	err := w.DB.View(t.Context(), func(tx *db.Tx) error {
		for _, m := range []string{"tip.received.count", "tip.passed_on.count", "tip.handover.minutes", "tip.outcome.count", "tip.outcome.verified"} {
			list, err := measure.Sources(tx, unit, m, measure.Window{From: clock.On(2024, 1, 1), To: clock.On(2026, 1, 1)}, 100, 0)
			if err != nil {
				return err
			}
			for _, s := range list {
				out[m] += s.Value
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func kind(t *testing.T, what string, err error, want errs.Kind, fields ...string) {
	t.Helper()
	var got []string
	for _, f := range errs.From(err).Fields {
		got = append(got, f.Name)
	}
	if !errs.Is(err, want) || strings.Join(got, " ") != strings.Join(fields, " ") {
		t.Errorf("%s: %v (fields %v)", what, err, got)
	}
}

func TestWayOfATip(t *testing.T) {
	t.Parallel()
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		ctx, start := t.Context(), w.Now()
		clerk, officer, guard := w.Actor(t, "commune"), w.Actor(t, "police"), w.Actor(t, "border")
		in := told
		in.ReceivedAt = start.Add(-40 * time.Minute)
		now := record(t, w, "commune", in)
		if now.State != tip.Received || !now.DueAt.Equal(in.ReceivedAt) || now.Origin != commune.String() {
			t.Errorf("recorded: %+v", now)
		}
		now, err := w.Tip.HandOver(ctx, clerk, now.ID, now.Version, tip.HandInput{To: police, Reason: "danger", Note: noteCanary})
		if err != nil || now.State != tip.Handed || now.Holder != police.String() || !now.DueAt.Equal(start) {
			t.Fatalf("handed over: %v %+v", err, now)
		}
		_, err = w.Tip.HandOver(ctx, clerk, now.ID, now.Version, tip.HandInput{To: border, Reason: "danger"})
		kind(t, "a second hand-over", err, errs.Conflict)
		kind(t, "acknowledge unopened", w.Tip.Acknowledge(ctx, officer, now.ID, now.Version), errs.Conflict)
		_, err = w.Tip.HandOver(ctx, officer, now.ID, now.Version, tip.HandInput{To: border, Reason: "border"})
		kind(t, "pass on unopened", err, errs.Conflict)

		w.Set(start.Add(10 * time.Minute))
		v := open(t, w, "police", now.ID)
		if v.State != tip.Opened || v.Steps[0].OpenedBy != "Trương Văn Hải" || !v.Steps[0].OpenedAt.Equal(w.Now()) || v.Steps[0].Note != noteCanary {
			t.Errorf("opened: %+v", v.Steps)
		}
		if diff := cmp.Diff(told.Content, v.Content); diff != "" || v.Giver != told.Giver {
			t.Errorf("content: %s %+v", diff, v.Giver)
		}
		w.Set(start.Add(20 * time.Minute))
		if again := open(t, w, "police", now.ID); !again.Steps[0].OpenedAt.Equal(start.Add(10*time.Minute)) || again.Version != v.Version {
			t.Error("the receipt moves when the tip is read again")
		}
		if err := w.Tip.Acknowledge(ctx, officer, now.ID, v.Version); err != nil {
			t.Fatal(err)
		}
		v = open(t, w, "commune", now.ID)
		if v.State != tip.Acknowledged || !v.DueAt.IsZero() || v.Steps[0].AckBy != "Trương Văn Hải" {
			t.Errorf("acknowledged: %+v", v.Tip)
		}
		if _, err = w.Tip.HandOver(ctx, officer, now.ID, v.Version, tip.HandInput{To: border, Reason: "border"}); err != nil {
			t.Fatal(err)
		}
		v = open(t, w, "border", now.ID)
		if err := w.Tip.Return(ctx, guard, now.ID, v.Version, answerCanary); err != nil {
			t.Fatal(err)
		}
		v = open(t, w, "police", now.ID)
		if v.State != tip.Returned || v.Holder != police.String() || v.Steps[1].Answer != answerCanary || v.DueAt.IsZero() {
			t.Errorf("returned: %+v", v)
		}
		kind(t, "close without words", w.Tip.Close(ctx, officer, now.ID, v.Version, "verified", ""), errs.Invalid, "finding")
		if err := w.Tip.Close(ctx, officer, now.ID, v.Version, "verified", findCanary); err != nil {
			t.Fatal(err)
		}
		v = open(t, w, "commune", now.ID)
		if v.State != tip.Closed || v.Finding != findCanary {
			t.Errorf("closed: %+v", v)
		}
		kind(t, "reply by an unsafe way", w.Tip.Reply(ctx, clerk, now.ID, v.Version, "message", w.Now()), errs.Invalid, "how")
		kind(t, "reply before the tip", w.Tip.Reply(ctx, clerk, now.ID, v.Version, "call", in.ReceivedAt.Add(-time.Hour)), errs.Invalid, "reply_on")
		if err := w.Tip.Reply(ctx, clerk, now.ID, v.Version, "call", w.Now()); err != nil {
			t.Fatal(err)
		}
		kind(t, "reply twice", w.Tip.Reply(ctx, clerk, now.ID, v.Version+1, "call", w.Now()), errs.Conflict)

		if diff := cmp.Diff(map[string]int64{"tip.received.count": 1, "tip.passed_on.count": 1, "tip.handover.minutes": 40}, sums(t, w, apptest.Commune)); diff != "" {
			t.Errorf("facts of the commune: %s", diff)
		}
		if diff := cmp.Diff(map[string]int64{"tip.passed_on.count": 1, "tip.handover.minutes": 20, "tip.outcome.count": 1, "tip.outcome.verified": 1}, sums(t, w, apptest.Province)); diff != "" {
			t.Errorf("facts of the police: %s", diff)
		}
	})
}

// Whoever is not one of the two offices gets NotFound from every command, and
// the two get Conflict on an old version.
func TestCommandsOfOthers(t *testing.T) {
	t.Parallel()
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		ctx := t.Context()
		in := told
		in.To = police
		now := record(t, w, "commune", in)
		v := open(t, w, "police", now.ID)
		commands := map[string]func(by access.Actor, version int64) error{
			"amend":  func(by access.Actor, n int64) error { return w.Tip.Amend(ctx, by, now.ID, n, told) },
			"triage": func(by access.Actor, n int64) error { return w.Tip.Triage(ctx, by, now.ID, n, tip.Normal) },
			"hand over": func(by access.Actor, n int64) error {
				_, err := w.Tip.HandOver(ctx, by, now.ID, n, tip.HandInput{To: border, Reason: "border"})
				return err
			},
			"acknowledge": func(by access.Actor, n int64) error { return w.Tip.Acknowledge(ctx, by, now.ID, n) },
			"return":      func(by access.Actor, n int64) error { return w.Tip.Return(ctx, by, now.ID, n, "x") },
			"close":       func(by access.Actor, n int64) error { return w.Tip.Close(ctx, by, now.ID, n, "verified", "x") },
			"withdraw":    func(by access.Actor, n int64) error { return w.Tip.Withdraw(ctx, by, now.ID, n, "test", "") },
			"reply":       func(by access.Actor, n int64) error { return w.Tip.Reply(ctx, by, now.ID, n, "call", w.Now()) },
		}
		for name, do := range commands {
			for _, who := range []string{"other", "district", "province", "leader", "admin", "inspector", "border"} {
				kind(t, who+" "+name, do(w.Actor(t, who), v.Version), errs.NotFound)
			}
			kind(t, "the program "+name, do(access.System("neove"), v.Version), errs.NotFound)
			kind(t, "an old version "+name, do(w.Actor(t, "police"), v.Version-1), errs.Conflict)
		}
		kind(t, "the sender closes", commands["close"](w.Actor(t, "commune"), v.Version), errs.Conflict)
		kind(t, "the sender withdraws", commands["withdraw"](w.Actor(t, "commune"), v.Version), errs.Conflict)
		kind(t, "the receiver amends", commands["amend"](w.Actor(t, "police"), v.Version), errs.Conflict)
		for _, who := range []string{"leader", "admin", "inspector"} {
			_, err := w.Tip.Record(ctx, w.Actor(t, who), plain)
			kind(t, who+" records", err, errs.Forbidden)
		}
		bad := plain
		bad.Office = police
		_, err := w.Tip.Record(ctx, w.Actor(t, "commune"), bad)
		kind(t, "in the name of another office", err, errs.Forbidden)
	})
}

// A tip goes only to offices that somebody can enter.
func TestReceivers(t *testing.T) {
	t.Parallel()
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		list, err := w.Tip.Receivers(t.Context(), w.Actor(t, "commune"))
		other := tip.Office{Role: access.CommuneOfficer, Unit: apptest.OtherCommune}
		if diff := cmp.Diff([]tip.Office{police, border, other, commune}, list); err != nil || diff != "" {
			t.Error(err, diff)
		}
		for name, to := range map[string]tip.Office{"itself": commune, "nobody there": {Role: access.CoastGuard, Unit: apptest.Province},
			"a department": {Role: access.ProvinceOfficer, Unit: apptest.Province}, "police of a commune": {Role: access.Police, Unit: apptest.Commune}} {
			in := plain
			in.To = to
			_, err := w.Tip.Record(t.Context(), w.Actor(t, "commune"), in)
			kind(t, name, err, errs.Invalid, "to")
		}
		if got := sums(t, w, apptest.Commune); len(got) != 0 {
			t.Errorf("a refused tip counts: %v", got)
		}
		closeAccount(t, w, "border")
		in := plain
		in.To = border
		_, err = w.Tip.Record(t.Context(), w.Actor(t, "commune"), in)
		kind(t, "an office whose only account is closed", err, errs.Invalid, "to")
	})
}

func TestAmendTriageWithdraw(t *testing.T) {
	t.Parallel()
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		ctx, clerk := t.Context(), w.Actor(t, "commune")
		now := record(t, w, "commune", plain)
		if want := clock.On(2025, 1, 13); clock.DateOf(now.DueAt) != want {
			t.Errorf("due on %s, want %s", clock.DateOf(now.DueAt), want)
		}
		in := told
		in.Urgency = tip.Today
		if err := w.Tip.Amend(ctx, clerk, now.ID, now.Version, in); err != nil {
			t.Fatal(err)
		}
		v := open(t, w, "commune", now.ID)
		if v.Content != told.Content || v.Giver != told.Giver || v.Urgency != tip.Today || !v.DueAt.Equal(now.ReceivedAt.Add(24*time.Hour)) || v.Channel != "phone" {
			t.Errorf("amended: %+v", v)
		}
		if err := w.Tip.Triage(ctx, clerk, now.ID, v.Version, tip.Immediate); err != nil {
			t.Fatal(err)
		}
		v = open(t, w, "commune", now.ID)
		if !v.DueAt.Equal(now.ReceivedAt) {
			t.Errorf("triaged: due %s", v.DueAt)
		}
		kind(t, "no reason", w.Tip.Withdraw(ctx, clerk, now.ID, v.Version, "", ""), errs.Invalid, "why")
		if err := w.Tip.Withdraw(ctx, clerk, now.ID, v.Version, "test", ""); err != nil {
			t.Fatal(err)
		}
		if got := sums(t, w, apptest.Commune); len(got) != 0 {
			t.Errorf("a withdrawn tip counts: %v", got)
		}
		kind(t, "amend what was withdrawn", w.Tip.Amend(ctx, clerk, now.ID, v.Version+1, in), errs.Conflict)
	})
}

// A tip of a signed month needs a reason; a nil month reopens by itself.
func TestSignedMonth(t *testing.T) {
	t.Parallel()
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		ctx, clerk := t.Context(), w.Actor(t, "commune")
		old := plain
		old.ReceivedAt = time.Date(2024, 12, 10, 3, 0, 0, 0, time.UTC)
		first := record(t, w, "commune", old)
		if err := w.Signoff.Sign(ctx, clerk, "tip", apptest.Commune, "2024-12", false); err != nil {
			t.Fatal(err)
		}
		_, err := w.Tip.Record(ctx, clerk, old)
		kind(t, "a signed month", err, errs.Invalid, "reason")
		kind(t, "withdraw in a signed month", w.Tip.Withdraw(ctx, clerk, first.ID, first.Version, "twice", ""), errs.Invalid, "reason")
		old.Reason = "Ghi bổ sung"
		record(t, w, "commune", old)
		if got := sums(t, w, apptest.Commune)["tip.received.count"]; got != 2 {
			t.Errorf("%d tips count", got)
		}
	})
}

// Similar tips of the same place are offered, and links stay among those who
// may read both.
func TestDuplicates(t *testing.T) {
	t.Parallel()
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		ctx := t.Context()
		a := record(t, w, "commune", told)
		in := told
		in.Content.Text = "Người khác gọi: " + told.Content.Text
		b := record(t, w, "commune", in)
		elsewhere := record(t, w, "other", told)
		record(t, w, "commune", plain)
		v := open(t, w, "commune", a.ID)
		if len(v.Alike) != 1 || v.Alike[0].Code != b.Code {
			t.Errorf("alike: %+v", v.Alike)
		}
		kind(t, "link to what is not ours", w.Tip.Connect(ctx, w.Actor(t, "commune"), a.ID, elsewhere.Code, "duplicate"), errs.Invalid, "code")
		kind(t, "link to itself", w.Tip.Connect(ctx, w.Actor(t, "commune"), a.ID, a.Code, "duplicate"), errs.Invalid, "code")
		kind(t, "link of others", w.Tip.Connect(ctx, w.Actor(t, "other"), a.ID, elsewhere.Code, "duplicate"), errs.NotFound)
		if err := w.Tip.Connect(ctx, w.Actor(t, "commune"), a.ID, b.Code, "duplicate"); err != nil {
			t.Fatal(err)
		}
		kind(t, "link again", w.Tip.Connect(ctx, w.Actor(t, "commune"), b.ID, a.Code, "related"), errs.Conflict)
		v = open(t, w, "commune", b.ID)
		if len(v.Links) != 1 || v.Links[0].Code != a.Code || len(v.Alike) != 0 {
			t.Errorf("links %+v alike %+v", v.Links, v.Alike)
		}
		if _, err := w.Tip.HandOver(ctx, w.Actor(t, "commune"), a.ID, a.Version, tip.HandInput{To: police, Reason: "danger"}); err != nil {
			t.Fatal(err)
		}
		if v = open(t, w, "police", a.ID); len(v.Links) != 0 || len(v.Alike) != 0 {
			t.Errorf("the police learn of a tip that is not theirs: %+v %+v", v.Links, v.Alike)
		}
	})
}

// Without its event nothing is shown (security.md: no audit, no answer).
func TestReadingIsRecordedFirst(t *testing.T) {
	t.Parallel()
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		in := told
		in.To = police
		now := record(t, w, "commune", in)
		open(t, w, "police", now.ID)
		err := w.DB.View(t.Context(), func(tx *db.Tx) error {
			got, err := db.Select[string](tx, "SELECT action FROM audit_events WHERE subject=? AND object=? ORDER BY at, seq NULLS FIRST", "tip.tip", now.ID)
			if diff := cmp.Diff([]string{"tip.tip.record", "tip.tip.hand_over", "tip.tip.open", "tip.tip.view"}, got); diff != "" {
				t.Error(diff)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}

func TestLateTipsAreCountedAbove(t *testing.T) {
	t.Parallel()
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		for range 6 {
			in := told
			in.To = police
			record(t, w, "commune", in)
		}
		record(t, w, "commune", plain)
		for _, c := range []struct{ account, want string }{{"province", "6"}, {"leader", "6"}, {"district", "6"}} {
			n, _, err := w.Tip.LateCount(t.Context(), w.Actor(t, c.account))
			if err != nil || n.String() != c.want {
				t.Errorf("%s sees %s late (%v)", c.account, n, err)
			}
		}
		st, err := w.Tip.Statistics(t.Context(), w.Actor(t, "leader"), apptest.Province, 2025)
		if err != nil || st.Late.String() != "6" || st.Waiting.String() != "7" || len(st.LateAt) != 1 || st.LateAt[0].Name != police.String() {
			t.Errorf("statistics %+v (%v)", st, err)
		}
		own, err := w.Tip.OwnStatistics(t.Context(), w.Actor(t, "commune"), 2025)
		if err != nil || !own.Exact || own.Months.Sum.String() != "7" {
			t.Errorf("own statistics %+v (%v)", own, err)
		}
		none, err := w.Tip.OwnStatistics(t.Context(), w.Actor(t, "other"), 2025)
		if err != nil || none.Months.Sum.N != 0 || none.Waiting.N != 0 {
			t.Errorf("another commune counts %+v (%v)", none, err)
		}
		_, err = w.Tip.Statistics(t.Context(), w.Actor(t, "district"), apptest.Province, 2025)
		kind(t, "a district asks for the province", err, errs.Forbidden)
	})
}
