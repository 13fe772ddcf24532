package handoff_test

import (
	"testing"

	"pgregory.net/rapid"

	"neove/access"
	"neove/app/apptest"
	"neove/handoff"
	"neove/internal/db"
	"neove/internal/errs"
	"neove/internal/seal"
)

// Whatever both sides and the subject do, in whatever order: the receiver has
// access exactly while a request is accepted, each Begin has its End, texts are
// open to the receiver only while the request is, and a clock runs only then.
func TestAccessIsBetweenAcceptAndEnd(t *testing.T) {
	t.Parallel()
	w := apptest.SQLite(t)
	c := world(t, w)
	clerk, officer := w.Actor(t, "commune"), w.Actor(t, "police")
	rapid.Check(t, func(rt *rapid.T) {
		ctx, begun, ended := t.Context(), c.begun, c.ended
		in := asked
		in.Urgency = rapid.SampledFrom([]handoff.Urgency{handoff.Immediate, handoff.Today, handoff.Normal}).Draw(rt, "urgency")
		r, err := w.Handoff.Send(ctx, clerk, in)
		if err != nil {
			rt.Fatal(err)
		}
		state, version := handoff.Sent, r.Version
		by := map[string]access.Actor{"sender": clerk, "receiver": officer}
		for range rapid.IntRange(1, 8).Draw(rt, "acts") {
			who := by[rapid.SampledFrom([]string{"sender", "receiver"}).Draw(rt, "who")]
			what := rapid.SampledFrom([]string{"open", "accept", "accept", "decline", "end", "withdraw", "stop", "stale"}).Draw(rt, "act")
			next := after(state, what, who.ID == officer.ID)
			err := do(t, w, who, what, r.ID, version)
			if next == "" != (err != nil) || err != nil && !errs.Is(err, errs.Conflict) && !errs.Is(err, errs.NotFound) {
				rt.Fatalf("%s %s by %s: next %q, %v", state, what, who.Account, next, err)
			}
			if next != "" {
				state = next
			}
			now := stored(t, w, r.ID)
			version = now.Version
			if now.State != state {
				rt.Fatalf("%s, want %s", now.State, state)
			}
			if got := c.reads("c1", police); got != (state == handoff.Accepted) {
				rt.Fatalf("access while %s: %v", state, got)
			}
			if state.Open() == now.DueAt.IsZero() {
				rt.Fatalf("%s with clock %s", state, now.DueAt)
			}
			if has := holds(t, w, r.ID, police); has != state.Open() {
				rt.Fatalf("the receiver's key while %s: %v", state, has)
			}
		}
		if state == handoff.Accepted {
			begun++
		}
		if err := do(t, w, clerk, "stop", r.ID, 0); err != nil {
			rt.Fatal(err)
		}
		if c.begun-c.ended != 0 || c.begun < begun || c.ended < ended || c.reads("c1", police) {
			rt.Fatalf("%d begun, %d ended", c.begun, c.ended)
		}
	})
}

// after is the state machine once more, as people say it; "" is refused.
func after(s handoff.State, what string, receiver bool) handoff.State {
	switch {
	case what == "stop":
		if s.Open() {
			return handoff.Stopped
		}
		return s
	case what == "open": // a look is always possible; a recalled request is nowhere
		if receiver && s == handoff.Sent {
			return handoff.Opened
		}
		if receiver && s == recalled {
			return ""
		}
		return s
	case what == "withdraw" && !receiver && s == handoff.Sent:
		return recalled
	case what == "withdraw" && !receiver && s.Open():
		return handoff.Withdrawn
	case receiver && what == "accept" && s == handoff.Opened:
		return handoff.Accepted
	case receiver && what == "decline" && s == handoff.Opened:
		return handoff.Declined
	case receiver && what == "end" && s == handoff.Accepted:
		return handoff.Ended
	}
	return ""
}

// recalled is a withdrawn request that its receiver never saw.
const recalled handoff.State = "recalled"

func do(t *testing.T, w *apptest.World, by access.Actor, what, id string, version int64) error {
	ctx := t.Context()
	switch what {
	case "open":
		_, err := w.Handoff.Request(ctx, by, id)
		return err
	case "accept":
		return w.Handoff.Accept(ctx, by, id, version)
	case "stale":
		return w.Handoff.Accept(ctx, by, id, version+1)
	case "decline":
		return w.Handoff.Decline(ctx, by, id, version, handoff.Refusal{Reason: "no_capacity"})
	case "end":
		return w.Handoff.End(ctx, by, id, version, handoff.Closure{Result: "done", Report: reportCanary})
	case "withdraw":
		return w.Handoff.Withdraw(ctx, by, id, version, "no_need")
	}
	return w.DB.Write(ctx, by, "test.stop", func(tx *db.Tx) error {
		tx.Event(db.Event{Subject: "test"})
		_, err := w.Handoff.Stop(tx, by, "case", "c1", "", "consent_withdrawn")
		return err
	})
}

func stored(t *testing.T, w *apptest.World, id string) (out handoff.Request) {
	t.Helper()
	err := w.DB.View(t.Context(), func(tx *db.Tx) error {
		all, err := w.Handoff.Of(tx, "case", "c1")
		for _, r := range all {
			if r.ID == id {
				out = r
			}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if out.Result == handoff.Recalled {
		out.State = recalled
	}
	return out
}

func holds(t *testing.T, w *apptest.World, id string, o access.Office) (has bool) {
	t.Helper()
	err := w.DB.View(t.Context(), func(tx *db.Tx) error {
		all, err := seal.Holders(tx, id, "handoff")
		for _, h := range all {
			has = has || h == o.String()
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return has
}
