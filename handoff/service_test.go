package handoff_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"neove/access"
	"neove/app/apptest"
	"neove/handoff"
	"neove/internal/clock"
	"neove/internal/db"
	"neove/internal/errs"
	"neove/internal/seal"
)

// A request goes from commune to police and back as a report; access exists
// between acceptance and end only.
func TestWayOfARequest(t *testing.T) {
	t.Parallel()
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		ctx, start, c := t.Context(), w.Now(), world(t, w)
		officer := w.Actor(t, "police")
		r := send(t, w, "commune", asked)
		if r.State != handoff.Sent || r.From != commune.String() || r.SubjectCode != "NN-C1" || r.Basis != "consent:c1" || r.Protocol == "" ||
			!r.AckBy.Equal(start.Add(4*time.Hour)) || !r.ActBy.Equal(start.Add(48*time.Hour)) || !r.DueAt.Equal(r.AckBy) || handoff.ReadCode(r.Code) != r.Code {
			t.Errorf("sent: %+v", r)
		}
		want(t, "accept before it was opened", w.Handoff.Accept(ctx, officer, r.ID, r.Version), errs.Conflict)
		w.Set(start.Add(20 * time.Minute))
		if v := open(t, w, "commune", r.ID); v.State != handoff.Sent || v.Note != noteCanary || !v.Sender || v.Receiver {
			t.Errorf("the sender's look is no receipt: %+v", v)
		}
		v := open(t, w, "police", r.ID)
		if v.State != handoff.Opened || v.OpenedBy != "Trương Văn Hải" || !v.OpenedAt.Equal(w.Now()) || v.Note != noteCanary || v.Href != "" {
			t.Errorf("opened: %+v", v)
		}
		want(t, "the sender accepts", w.Handoff.Accept(ctx, w.Actor(t, "commune"), r.ID, v.Version), errs.Conflict)
		want(t, "another version", w.Handoff.Accept(ctx, officer, r.ID, v.Version-1), errs.Conflict)
		if c.reads("c1", police) {
			t.Error("the police read before they accepted")
		}
		if err := w.Handoff.Accept(ctx, officer, r.ID, v.Version); err != nil {
			t.Fatal(err)
		}
		v = open(t, w, "police", r.ID)
		if !c.reads("c1", police) || v.State != handoff.Accepted || !v.DueAt.Equal(v.ActBy) || v.Href == "" {
			t.Errorf("accepted: %+v", v)
		}
		want(t, "an end without report", w.Handoff.End(ctx, officer, r.ID, v.Version, handoff.Closure{}), errs.Invalid, "result", "report")
		if err := w.Handoff.End(ctx, officer, r.ID, v.Version, handoff.Closure{Result: "done", Report: reportCanary}); err != nil {
			t.Fatal(err)
		}
		if n := count(t, w, "commune", handoff.Filter{Box: "out", Group: "answered"}); n != 1 {
			t.Errorf("%d answers wait for the sender", n)
		}
		v = open(t, w, "police", r.ID)
		if c.reads("c1", police) || v.State != handoff.Ended || v.Note != "" || v.Report != "" || !v.DueAt.IsZero() || c.begun != 1 || c.ended != 1 {
			t.Errorf("ended: %+v", v)
		}
		v = open(t, w, "commune", r.ID)
		if v.Note != noteCanary || v.Report != reportCanary || v.SeenBy != "Đặng Thị Hồng" {
			t.Errorf("the sender sees %+v", v)
		}
		if n := count(t, w, "commune", handoff.Filter{Box: "out", Group: "answered"}); n != 0 {
			t.Errorf("%d answers still wait for the sender", n)
		}
		holders(t, w, r.ID, commune)
		var names []string
		for _, e := range v.Events {
			names = append(names, e.Action)
		}
		if len(names) == 0 || names[0] != "handoff.request.send" || names[len(names)-1] != "handoff.request.see" && names[len(names)-1] != "handoff.request.view" {
			t.Errorf("history: %v", names)
		}
	})
}

// holders checks who may open the texts of a request.
func holders(t *testing.T, w *apptest.World, id string, want ...access.Office) {
	t.Helper()
	err := w.DB.View(t.Context(), func(tx *db.Tx) error {
		got, err := seal.Holders(tx, id, "handoff")
		if len(got) != len(want) || len(got) > 0 && got[0] != want[0].String() {
			t.Errorf("keys: %v, want %v", got, want)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// What may not be sent is refused with the field that is wrong.
func TestRefusals(t *testing.T) {
	t.Parallel()
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		world(t, w)
		p := agree(t, w, handoff.Protocol{Unit: apptest.Province, Symbol: "13/QC", Name: "Quy chế cũ với biên phòng", Parties: "commune_officer:* " + border.String(), Shared: "core", For: "verify",
			From: clock.On(2024, 1, 1), To: clock.On(2025, 1, 1)})
		with := func(fn func(*handoff.Input)) handoff.Input { in := asked; fn(&in); return in }
		for _, c := range []struct {
			name   string
			who    string
			in     handoff.Input
			kind   errs.Kind
			fields []string
		}{
			{"nothing", "commune", handoff.Input{Kind: "case", Subject: "c1"}, errs.Invalid, []string{"to", "purpose", "reason", "urgency", "basis"}},
			{"no protocol", "commune", with(func(in *handoff.Input) { in.To = access.Office{Role: access.DistrictOfficer, Unit: apptest.District} }), errs.Invalid, []string{"to"}},
			{"protocol is over", "commune", with(func(in *handoff.Input) { in.To = border; in.Sections = []string{"core"} }), errs.Invalid, []string{"to"}},
			{"purpose not covered", "commune", with(func(in *handoff.Input) { in.Purpose = "escort" }), errs.Invalid, []string{"purpose"}},
			{"section not covered", "commune", with(func(in *handoff.Input) { in.Sections = []string{"core", "place"} }), errs.Invalid, []string{"sections"}},
			{"no such section", "commune", with(func(in *handoff.Input) { in.Sections = []string{"diary"} }), errs.Invalid, []string{"sections"}},
			{"no consent", "commune", with(func(in *handoff.Input) { in.Subject = "c2" }), errs.Invalid, []string{"basis"}},
			{"to itself", "commune", with(func(in *handoff.Input) { in.To = commune }), errs.Invalid, []string{"to"}},
			{"nobody sits there", "commune", with(func(in *handoff.Input) { in.To = access.Office{Role: access.CoastGuard, Unit: apptest.Province} }), errs.Invalid, []string{"to"}},
			{"a service of nobody", "commune", with(func(in *handoff.Input) { in.Offer = "o9" }), errs.Invalid, []string{"to"}},
			{"too late", "commune", with(func(in *handoff.Input) { in.AckBy = w.Now().Add(-time.Hour) }), errs.Invalid, []string{"ack_by"}},
			{"done before answered", "commune", with(func(in *handoff.Input) { in.ActBy = w.Now().Add(time.Minute) }), errs.Invalid, []string{"act_by"}},
			{"somebody else's office", "commune", with(func(in *handoff.Input) { in.From = police }), errs.Forbidden, nil},
			{"somebody else's case", "other", asked, errs.NotFound, nil},
			{"no such case", "commune", with(func(in *handoff.Input) { in.Subject = "c9" }), errs.NotFound, nil},
			{"no such kind", "commune", with(func(in *handoff.Input) { in.Kind = "tip" }), errs.NotFound, nil},
			{"no such parent", "commune", with(func(in *handoff.Input) { in.Parent = "r9" }), errs.NotFound, nil},
			{"no right", "leader", asked, errs.Forbidden, nil},
		} {
			_, err := w.Handoff.Send(t.Context(), w.Actor(t, c.who), c.in)
			want(t, c.name, err, c.kind, c.fields...)
		}
		send(t, w, "commune", asked)
		_, err := w.Handoff.Send(t.Context(), w.Actor(t, "commune"), asked)
		want(t, "twice", err, errs.Conflict)

		ctx, chief := t.Context(), w.Actor(t, "province")
		p.To = clock.On(2026, 1, 1)
		want(t, "a commune amends", w.Handoff.Amend(ctx, w.Actor(t, "commune"), p.ID, p.Version, p), errs.Forbidden)
		if err := w.Handoff.Amend(ctx, chief, p.ID, p.Version, p); err != nil {
			t.Fatal(err)
		}
		want(t, "an older version", w.Handoff.Amend(ctx, chief, p.ID, p.Version, p), errs.Conflict)
		send(t, w, "commune", with(func(in *handoff.Input) { in.To = border; in.Sections = []string{"core"} }))
		_, err = w.Handoff.Agree(ctx, chief, handoff.Protocol{Unit: apptest.Province, Parties: "leader:* police:L80", Shared: "diary", From: clock.On(2025, 2, 1), To: clock.On(2025, 2, 1)})
		want(t, "a bad protocol", err, errs.Invalid, "symbol", "name", "parties", "sections", "purposes", "valid_to")
	})
}

// A declined request names another office; the sender goes on there, and the
// new request knows where it comes from.
func TestCounterOfferAndBackReferral(t *testing.T) {
	t.Parallel()
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		ctx := t.Context()
		c := world(t, w)
		r := send(t, w, "commune", asked)
		v := open(t, w, "police", r.ID)
		want(t, "without reason", w.Handoff.Decline(ctx, w.Actor(t, "police"), r.ID, v.Version, handoff.Refusal{}), errs.Invalid, "refusal")
		want(t, "other, unexplained", w.Handoff.Decline(ctx, w.Actor(t, "police"), r.ID, v.Version, handoff.Refusal{Reason: "other"}), errs.Invalid, "why")
		want(t, "names the sender", w.Handoff.Decline(ctx, w.Actor(t, "police"), r.ID, v.Version, handoff.Refusal{Reason: "no_capacity", Counter: commune}), errs.Invalid, "counter")
		if err := w.Handoff.Decline(ctx, w.Actor(t, "police"), r.ID, v.Version, handoff.Refusal{Reason: "not_competent", Why: whyCanary, Counter: province}); err != nil {
			t.Fatal(err)
		}
		if c.begun != 0 || c.reads("c1", police) {
			t.Error("a declined request gave access")
		}
		v = open(t, w, "commune", r.ID)
		if v.State != handoff.Declined || v.Answer != whyCanary || v.Counter != province.String() {
			t.Errorf("declined: %+v", v)
		}
		in := asked
		in.To, in.Parent = province, r.ID
		next := send(t, w, "commune", in)
		if v = open(t, w, "commune", r.ID); len(v.After) != 1 || v.After[0].ID != next.ID {
			t.Errorf("after: %+v", v.After)
		}
		if v = open(t, w, "province", next.ID); v.Before != nil {
			t.Error("the province sees what was asked of the police")
		}
		if err := w.Handoff.Accept(ctx, w.Actor(t, "province"), next.ID, v.Version); err != nil {
			t.Fatal(err)
		}
		back := asked
		back.To, back.Parent, back.Purpose = commune, next.ID, "notify"
		b := send(t, w, "province", back)
		v = open(t, w, "commune", b.ID)
		if v.Before == nil || !v.Request.Back(*v.Before) || v.From != province.String() {
			t.Errorf("back: %+v", v)
		}
		back.Parent = r.ID
		back.Purpose = "verify"
		_, err := w.Handoff.Send(ctx, w.Actor(t, "province"), back)
		want(t, "follows a request that is not its own", err, errs.NotFound)
	})
}

// A request that nobody opened is recalled without a trace for its receiver;
// later it is withdrawn, and access ends at once.
func TestRecallAndWithdraw(t *testing.T) {
	t.Parallel()
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		ctx, clerk, start := t.Context(), w.Actor(t, "commune"), w.Now()
		c := world(t, w)
		r := send(t, w, "commune", asked)
		if n := count(t, w, "police", handoff.Filter{Box: "in"}); n != 1 {
			t.Errorf("the police have %d requests", n)
		}
		w.Set(start.Add(9 * time.Minute))
		if err := w.Handoff.Withdraw(ctx, clerk, r.ID, r.Version, ""); err != nil {
			t.Fatal(err)
		}
		if n := count(t, w, "police", handoff.Filter{}); n != 0 {
			t.Errorf("the police see %d recalled requests", n)
		}
		_, err := w.Handoff.Request(ctx, w.Actor(t, "police"), r.ID)
		want(t, "a recalled request", err, errs.NotFound)
		holders(t, w, r.ID, commune)

		r = send(t, w, "commune", asked)
		w.Set(w.Now().Add(11 * time.Minute))
		want(t, "late, without reason", w.Handoff.Withdraw(ctx, clerk, r.ID, r.Version, ""), errs.Invalid, "reason")
		want(t, "by the receiver", w.Handoff.Withdraw(ctx, w.Actor(t, "police"), r.ID, r.Version, "no_need"), errs.Conflict)
		v := open(t, w, "police", r.ID)
		if err := w.Handoff.Accept(ctx, w.Actor(t, "police"), r.ID, v.Version); err != nil {
			t.Fatal(err)
		}
		if err := w.Handoff.Withdraw(ctx, clerk, r.ID, v.Version+1, "no_need"); err != nil {
			t.Fatal(err)
		}
		if v = open(t, w, "police", r.ID); c.reads("c1", police) || v.State != handoff.Withdrawn || v.Note != "" {
			t.Errorf("withdrawn: %+v", v)
		}
	})
}

// Whoever keeps the subject stops its open requests in their own transaction.
func TestStop(t *testing.T) {
	t.Parallel()
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		ctx, clerk := t.Context(), w.Actor(t, "commune")
		c := world(t, w)
		mine := accepted(t, w, asked)
		in := asked
		in.To = province
		second := send(t, w, "commune", in)
		stop := func(to string) (n int) {
			err := w.DB.Write(ctx, clerk, "test.consent.withdraw", func(tx *db.Tx) (err error) {
				tx.Event(db.Event{Subject: "test"})
				n, err = w.Handoff.Stop(tx, clerk, "case", "c1", to, "consent_withdrawn")
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
			return n
		}
		if n := stop(police.String()); n != 1 || c.reads("c1", police) {
			t.Errorf("%d stopped, police read: %v", n, c.reads("c1", police))
		}
		if v := open(t, w, "police", mine.ID); v.State != handoff.Stopped || v.Result != "consent_withdrawn" || v.Note != "" {
			t.Errorf("stopped: %+v", v)
		}
		if v := open(t, w, "province", second.ID); v.State != handoff.Opened {
			t.Errorf("the other one: %+v", v)
		}
		if n := stop(""); n != 1 {
			t.Errorf("%d stopped", n)
		}
		if n := stop(""); n != 0 || c.ended != 1 {
			t.Errorf("%d stopped again, ended %d", n, c.ended)
		}
		err := w.DB.View(ctx, func(tx *db.Tx) error {
			list, err := w.Handoff.Of(tx, "case", "c1")
			if len(list) != 2 || list[0].Subject != "c1" {
				t.Errorf("of the case: %v", list)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}

// A transfer ends with its acceptance; the receiver leads and keeps the note.
func TestTransfer(t *testing.T) {
	t.Parallel()
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		c := world(t, w)
		in := asked
		in.Purpose = handoff.Transfer
		r := accepted(t, w, in)
		if r.State != handoff.Ended || r.Result != handoff.TakenOver || c.owner["c1"] != police || c.begun != 1 || c.ended != 0 {
			t.Errorf("taken over: %+v, owner %v", r, c.owner["c1"])
		}
		if v := open(t, w, "police", r.ID); v.Note != noteCanary || v.Href == "" {
			t.Errorf("police: %+v", v)
		}
		if v := open(t, w, "commune", r.ID); v.Href != "" || v.SeenAt.IsZero() {
			t.Errorf("commune: %+v", v)
		}
	})
}

// What is late is seen by both sides and, without its content, by who
// coordinates the province.
func TestLate(t *testing.T) {
	t.Parallel()
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		ctx, start, chief, leader := t.Context(), w.Now(), w.Actor(t, "province"), w.Actor(t, "leader")
		world(t, w)
		r := send(t, w, "commune", asked)
		late := func() []handoff.LateLine {
			list, err := w.Handoff.Late(ctx, chief)
			if err != nil {
				t.Fatal(err)
			}
			return list
		}
		if len(late()) != 0 {
			t.Error("late at once")
		}
		want(t, "chased too early", w.Handoff.Chase(ctx, chief, r.ID), errs.NotFound)
		w.Set(start.Add(4 * time.Hour))
		list := late()
		if len(list) != 1 || list[0].Step != "ack" || list[0].From != commune.String() || list[0].To != police.String() || list[0].Code != r.Code {
			t.Fatalf("late: %+v", list)
		}
		for _, who := range []string{"commune", "police"} {
			box := map[string]string{"commune": "out", "police": "in"}[who]
			if n := count(t, w, who, handoff.Filter{Box: box, Group: "late"}); n != 1 {
				t.Errorf("%s sees %d late", who, n)
			}
		}
		if err := w.Handoff.Chase(ctx, chief, r.ID); err != nil {
			t.Fatal(err)
		}
		want(t, "chased twice a day", w.Handoff.Chase(ctx, chief, r.ID), errs.Conflict)
		v := open(t, w, "police", r.ID)
		if v.ChasedBy != "Trần Thu Hà" {
			t.Errorf("chased: %+v", v)
		}
		if err := w.Handoff.Accept(ctx, w.Actor(t, "police"), r.ID, v.Version); err != nil {
			t.Fatal(err)
		}
		if len(late()) != 0 {
			t.Error("still late after the answer")
		}
		w.Set(start.Add(49 * time.Hour))
		if list = late(); len(list) != 1 || list[0].Step != "act" {
			t.Errorf("not done in time: %+v", list)
		}
		_, err := w.Handoff.Late(ctx, leader)
		want(t, "a leader", err, errs.Forbidden)
		want(t, "a request of nobody", w.Handoff.Chase(ctx, chief, "r9"), errs.NotFound)
	})
}

// A request may go to one service of an organisation, never to that of another.
func TestOffer(t *testing.T) {
	t.Parallel()
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		world(t, w)
		w.Handoff.Offers = func(*db.Tx) ([]handoff.Offer, error) {
			return []handoff.Offer{{ID: "o1", Agency: apptest.Agency, Name: "Tạm lánh"}, {ID: "o2", Agency: "p-other", Name: "Việc làm"}}, nil
		}
		list, err := w.Handoff.Receivers(t.Context(), w.Actor(t, "commune"))
		var to []string
		for _, r := range list {
			to = append(to, r.Office.String()+" "+r.Offer.ID)
		}
		if diff := cmp.Diff([]string{province.String() + " ", police.String() + " ", shelter.String() + " ", shelter.String() + " o1", other.String() + " "}, to); err != nil || diff != "" {
			t.Errorf("receivers (-want +got):\n%s%v", diff, err)
		}
		in := asked
		in.To, in.Purpose, in.Offer = shelter, "service", "o1"
		r := send(t, w, "commune", in)
		if v := open(t, w, "shelter", r.ID); v.OfferName != "Tạm lánh" {
			t.Errorf("%+v", v)
		}
		in.Subject, in.Basis, in.Offer = "c2", "duty", "o2"
		_, err = w.Handoff.Send(t.Context(), w.Actor(t, "commune"), in)
		want(t, "a service of another organisation", err, errs.Invalid, "to")
	})
}
