package trust

import (
	"slices"
	"strings"
	"testing"

	"neove/access"
	"neove/app/apptest"
	"neove/audit"
	"neove/internal/db"
	"neove/internal/webtest"
)

// That a tip or a person exists is secret: the general history tells it to the
// inspectorate only, whoever leads, reviews or runs the system.
func TestSecretEventsAreForTheInspectorate(t *testing.T) {
	t.Parallel()
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		secret := []string{"tip.tip", "tip.handover", "person.person", "person.match", "livelihood.person", "keys.subject"}
		open := []string{"livelihood.support", "outreach.activity", "keys.root", "tipping.point", "access.user"}
		if err := w.DB.Write(t.Context(), access.System("test"), "test.event.add", func(tx *db.Tx) error {
			for _, kind := range slices.Concat(secret, open) {
				tx.Event(db.Event{Action: "outreach.activity.record", Subject: kind, ID: "id-of-" + kind, Unit: apptest.Province, Reason: "lý do " + kind})
			}
			return nil
		}); err != nil {
			t.Fatal(err)
		}
		for account, sees := range map[string]bool{"inspector": true, "leader": false, "province": false, "admin": false} {
			by := w.Actor(t, account)
			list, err := w.Audit.Events(t.Context(), by, audit.Filter{Unit: apptest.Province, Limit: 100})
			if err != nil {
				t.Fatal(account, err)
			}
			kinds := map[string]bool{}
			for _, e := range list {
				kinds[e.Subject] = true
			}
			for _, kind := range secret {
				if kinds[kind] != sees {
					t.Errorf("%s sees %s: %v", account, kind, kinds[kind])
				}
				one, err := w.Audit.Events(t.Context(), by, audit.Filter{Unit: apptest.Province, Subject: kind, Object: "id-of-" + kind, Limit: 10})
				if err != nil || (len(one) == 1) != sees {
					t.Errorf("%s asks for %s and gets %d (%v)", account, kind, len(one), err)
				}
			}
			for _, kind := range open {
				if !kinds[kind] {
					t.Errorf("%s misses %s", account, kind)
				}
			}
			page := webtest.Scenario{Path: "/audit/events?unit=" + apptest.Province, As: w.As(t, account), WantStatus: 200, Want: []string{"lý do livelihood.support"}}.Run(t, w.Handler)
			for _, kind := range secret {
				if strings.Contains(page.Body.String(), "lý do "+kind) != sees {
					t.Errorf("the page of %s and %s", account, kind)
				}
			}
		}
		forced := w.Actor(t, "inspector")
		forced.Duress = true
		if _, err := w.Audit.Events(t.Context(), forced, audit.Filter{Unit: apptest.Province, Limit: 10}); err == nil {
			t.Error("a forced session reads the history")
		}
	})
}

// Whatever is sealed for exactly one office has its events hidden too.
func TestSlicesOfSealedDataHideTheirEvents(t *testing.T) {
	t.Parallel()
	w := apptest.SQLite(t)
	for _, p := range access.Permissions() {
		r := access.RelationOf(p)
		if r.Relation != access.Exact || r.Compartment == "" {
			continue
		}
		slice, _, _ := strings.Cut(p, ".")
		if !slices.ContainsFunc(w.Audit.Secret, func(kind string) bool { return kind == slice || strings.HasPrefix(kind, slice+".") }) {
			t.Errorf("%s guards sealed records; their events stand in the general history of %v", p, w.Audit.Secret)
		}
	}
}
