package signoff_test

import (
	"net/url"
	"testing"

	"github.com/google/go-cmp/cmp"

	"neove/app/apptest"
	"neove/internal/clock"
	"neove/internal/db"
	"neove/internal/errs"
	"neove/internal/webtest"
	"neove/measure"
	"neove/signoff"
)

// record stores a fact as a slice would.
func record(t *testing.T, w *apptest.World, unit, day, reason string) error {
	t.Helper()
	by := w.Actor(t, "commune")
	return w.DB.Write(t.Context(), by, "inspection.check.record", func(tx *db.Tx) error {
		d := clock.MustParse(day)
		if err := w.Signoff.Touch(tx, by, "inspection", unit, d, reason); err != nil {
			return err
		}
		tx.Event(db.Event{Subject: "inspection.check"})
		return measure.Replace(tx, "inspection.check", measure.Entry{ID: tx.ID(), Facts: []measure.Fact{{Unit: unit, Day: d, Measure: "inspection.check.count", Value: 2}}})
	})
}

func key(err error) string {
	if err == nil {
		return ""
	}
	return errs.From(err).Key
}

// A month is signed with figures or as nil, never both, and no record changes
// it silently afterwards.
func TestSign(t *testing.T) {
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		ctx, by, unit := t.Context(), w.Actor(t, "commune"), apptest.Commune
		for _, c := range []struct {
			name, topic, unit, period string
			nothing                   bool
			want                      string
		}{
			{"no record yet", "inspection", unit, "2024-11", false, "signoff.err.empty"},
			{"nil", "inspection", unit, "2024-11", true, ""},
			{"twice", "inspection", unit, "2024-11", true, "signoff.err.already"},
			{"month not over", "inspection", unit, "2025-01", true, "signoff.err.early"},
			{"not owed by communes", "livelihood", unit, "2024-11", true, "signoff.err.not_owed"},
			{"unknown topic", "weather", unit, "2024-11", true, "signoff.err.not_owed"},
			{"no month", "inspection", unit, "2024", true, "signoff.err.period"},
			{"somebody else's unit", "inspection", apptest.OtherCommune, "2024-11", true, "access.err.forbidden"},
		} {
			if got := key(w.Signoff.Sign(ctx, by, c.topic, c.unit, c.period, c.nothing)); got != c.want {
				t.Errorf("%s: %q, want %q", c.name, got, c.want)
			}
		}
		// A record in a month that was reported as nil speaks for itself.
		if err := record(t, w, unit, "2024-11-20", ""); err != nil {
			t.Fatal(err)
		}
		state(t, w, "2024-11", signoff.Reopened, false)
		if got := key(w.Signoff.Sign(ctx, by, "inspection", unit, "2024-11", true)); got != "signoff.err.not_nil" {
			t.Errorf("nil over records: %q", got)
		}
		if err := w.Signoff.Sign(ctx, by, "inspection", unit, "2024-11", false); err != nil {
			t.Fatal(err)
		}
		err := record(t, w, unit, "2024-11-21", "")
		if e := errs.From(err); key(err) != "signoff.err.signed" || len(e.Fields) != 1 || e.Fields[0].Name != "reason" {
			t.Errorf("a change of a signed month without a reason: %v", err)
		}
		if err := record(t, w, unit, "2024-11-21", "Ghi thiếu một lượt"); err != nil {
			t.Fatal(err)
		}
		state(t, w, "2024-11", signoff.Reopened, false)
		// The level above sends back what is signed, with a reason.
		if err := w.Signoff.Sign(ctx, by, "inspection", unit, "2024-11", false); err != nil {
			t.Fatal(err)
		}
		if got := key(w.Signoff.Return(ctx, by, "inspection", unit, "2024-11", "x")); got != "access.err.forbidden" {
			t.Errorf("a commune returned its own month: %q", got)
		}
		district := w.Actor(t, "district")
		if got := key(w.Signoff.Return(ctx, district, "inspection", unit, "2024-11", " ")); got != "web.err.invalid" {
			t.Errorf("returned without a reason: %q", got)
		}
		if err := w.Signoff.Return(ctx, district, "inspection", unit, "2024-11", "Thiếu biên bản"); err != nil {
			t.Fatal(err)
		}
		state(t, w, "2024-11", signoff.Returned, false)
	})
}

func state(t *testing.T, w *apptest.World, period string, want signoff.State, nothing bool) {
	t.Helper()
	sheets, _, err := w.Signoff.Sheets(t.Context(), w.Actor(t, "commune"), apptest.Commune, period)
	if err != nil {
		t.Fatal(err)
	}
	for _, sh := range sheets {
		if sh.Topic == "inspection" && (sh.State != want || sh.Nil != nothing) {
			t.Errorf("%s is %s, nil %v; want %s, %v", period, sh.State, sh.Nil, want, nothing)
		}
	}
}

// Levels owe what the dated table says; a year is complete when every month is.
func TestOwing(t *testing.T) {
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		year := measure.Period{Kind: measure.Calendar, Span: measure.Year, Year: 2024, N: 1}.Window()
		late := measure.Window{From: clock.MustParse("2025-07-01"), To: clock.MustParse("2025-08-01")}
		counts := map[string][2]int{}
		err := w.DB.View(t.Context(), func(tx *db.Tx) error {
			for _, topic := range signoff.Topics {
				a, err := w.Signoff.Owing(tx, topic, apptest.Province, year)
				if err != nil {
					return err
				}
				b, err := w.Signoff.Owing(tx, topic, "C80", late)
				if err != nil {
					return err
				}
				counts[topic] = [2]int{len(a), len(b)}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		// The test's obligation ends with June 2025, so nobody owes July.
		want := map[string][2]int{"training": {1, 0}, "inspection": {188, 0}, "tip": {188, 0}, "casework": {188, 0}, "livelihood": {15, 0}}
		if diff := cmp.Diff(want, counts); diff != "" {
			t.Error(diff)
		}
		by := w.Actor(t, "province")
		for m := 1; m <= 12; m++ {
			p := measure.Period{Kind: measure.Calendar, Span: measure.Month, Year: 2024, N: m}
			if err := w.Signoff.SignEvery(t.Context(), by, "training", []string{apptest.Province}, p.Code()); err != nil {
				t.Fatal(err)
			}
			done := complete(t, w, year)
			if done != (m == 12) {
				t.Errorf("after %d months complete is %v", m, done)
			}
		}
	})
}

func complete(t *testing.T, w *apptest.World, year measure.Window) (done bool) {
	t.Helper()
	err := w.DB.View(t.Context(), func(tx *db.Tx) error {
		units, err := w.Signoff.Owing(tx, "training", "", year)
		if err != nil {
			return err
		}
		all, err := w.Signoff.Complete("training")(tx, units, year)
		done = all[apptest.Province]
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return done
}

func TestPages(t *testing.T) {
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		if err := record(t, w, apptest.Commune, "2024-12-03", ""); err != nil {
			t.Fatal(err)
		}
		at := "/signoff/months/" + apptest.Commune + "/2024-12"
		as := func(name string) string { return w.As(t, name) }
		webtest.Run(t, w.Handler, []webtest.Scenario{
			{Name: "signed out", Path: at, WantStatus: 303},
			{Name: "no figures for administrators", Path: at, As: as("admin"), WantStatus: 403},
			{Name: "another commune", Path: at, As: as("other"), WantStatus: 404, WantNot: []string{"Lương Hòa"}},
			{Name: "police have no part in it", Path: at, As: as("police"), WantStatus: 403},
			{Name: "own", Path: at, As: as("commune"), WantStatus: 200, Want: []string{"Kiểm tra", "Tin báo", `value="sign:inspection"`, `value="nil:tip"`}, WantNot: []string{"[signoff", "nil:training", "return:"}},
			{Name: "leaders look", Path: at, As: as("leader"), WantStatus: 200, WantNot: []string{`name="do"`}},
			{Name: "nil over records", Method: "POST", Path: at, As: as("commune"), Form: url.Values{"do": {"nil:inspection"}}, WantStatus: 422, Want: []string{"01 bản ghi", "không thể báo không phát sinh"}[1:]},
			{Name: "unknown button", Method: "POST", Path: at, As: as("commune"), Form: url.Values{"do": {"burn:inspection"}}, WantStatus: 422},
			{Name: "sign", Method: "POST", Path: at, As: as("commune"), Form: url.Values{"do": {"sign:inspection"}}, WantStatus: 303},
			{Name: "return without reason", Method: "POST", Path: at, As: as("district"), Form: url.Values{"do": {"return:inspection"}}, WantStatus: 422, Want: []string{"Chưa ghi lý do"}},
			{Name: "a leader cannot sign", Method: "POST", Path: at, As: as("leader"), Form: url.Values{"do": {"nil:tip"}}, WantStatus: 403},
			{Name: "matrix", Path: "/signoff/months?topic=inspection&year=2024", As: as("province"), WantStatus: 200, Want: []string{"Xã Lương Hòa", "s-approved", "s-late"}, WantNot: []string{"[signoff"}},
			{Name: "matrix of a place elsewhere", Path: "/signoff/months?unit=VN", As: as("province"), WantStatus: 403},
			{Name: "english", Path: at, As: as("commune"), Header: map[string]string{}, WantStatus: 200},
			{Name: "api", Path: "/api/v1" + at, As: as("commune"), WantStatus: 200, Want: []string{`"inspection.check.count":2`, `"state":"signed"`}},
			{Name: "api elsewhere", Path: "/api/v1" + at, As: as("other"), WantStatus: 404},
			{Name: "api sign", Method: "POST", Path: "/api/v1" + at + "/tip", JSON: `{"nil":true}`, Header: map[string]string{"Idempotency-Key": "k1"}, As: as("commune"), WantStatus: 200, Want: []string{`"nil":true`}},
			{Name: "api sign again", Method: "POST", Path: "/api/v1" + at + "/tip", JSON: `{"nil":true}`, Header: map[string]string{"Idempotency-Key": "k1"}, As: as("commune"), WantStatus: 200, WantHeader: map[string]string{"Idempotent-Replayed": "true"}},
		})
	})
}
