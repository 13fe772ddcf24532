package outreach_test

import (
	"bytes"
	"strings"
	"testing"

	"neove/app/apptest"
	"neove/audit"
	"neove/internal/clock"
	"neove/internal/db"
	"neove/internal/upload"
	"neove/internal/webtest"
	"neove/outreach"
)

// A file of evidence is sealed at rest, given back whole to readers of the
// activity, and its name is in no event.
func TestEvidenceIsSealed(t *testing.T) {
	t.Parallel()
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		by := w.Actor(t, "commune")
		a, err := w.Outreach.Record(t.Context(), by, outreach.Activity{Unit: apptest.Commune, Channel: "session", From: clock.On(2025, 1, 6), Place: "Nhà văn hóa"}, "")
		if err != nil {
			t.Fatal(err)
		}
		file, err := upload.Read("evidence", "bà Nguyễn Thị Bích.pdf", strings.NewReader("%PDF-1.7 CANARY-của-tệp"))
		if err != nil {
			t.Fatal(err)
		}
		for range 2 {
			if err := w.Outreach.Attach(t.Context(), by, a.ID, file); err != nil {
				t.Fatal(err)
			}
		}
		type row struct {
			ID      string `db:"id"`
			Content []byte `db:"content"`
		}
		var rows []row
		if err := w.DB.View(t.Context(), func(tx *db.Tx) (err error) {
			rows, err = db.Select[row](tx, "SELECT id,content FROM outreach_evidence ORDER BY id")
			return err
		}); err != nil || len(rows) != 2 {
			t.Fatal(len(rows), err)
		}
		if bytes.Contains(rows[0].Content, []byte("CANARY")) || bytes.Equal(rows[0].Content, rows[1].Content) {
			t.Error("the file can be read or compared at rest")
		}
		path := "/outreach/evidence/" + rows[0].ID
		webtest.Run(t, w.Handler, []webtest.Scenario{
			{Name: "given back", Path: path, As: w.As(t, "commune"), WantStatus: 200, Want: []string{"%PDF-1.7 CANARY-của-tệp"}},
			{Name: "another commune", Path: path, As: w.As(t, "other"), WantStatus: 404, WantNot: []string{"CANARY", "Bích"}},
			{Name: "history", Path: "/audit/events?unit=" + apptest.Commune, As: w.As(t, "province"), WantStatus: 200, Want: []string{"application/pdf"}, WantNot: []string{"Bích"}},
		})
		events, err := w.Audit.Events(t.Context(), w.Actor(t, "inspector"), audit.Filter{Unit: apptest.Commune, Limit: 20})
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range events {
			if strings.Contains(e.Detail+e.Reason, "Bích") {
				t.Errorf("the name of a file stands in %+v", e)
			}
		}
		// A box of another row, or a changed one, opens as nothing.
		if err := w.DB.Write(t.Context(), by, "test.swap", func(tx *db.Tx) error {
			tx.Event(db.Event{Subject: "outreach.activity", ID: a.ID, Unit: a.Unit})
			_, err := tx.Exec("UPDATE outreach_evidence SET content=? WHERE id=?", rows[1].Content, rows[0].ID)
			return err
		}); err != nil {
			t.Fatal(err)
		}
		webtest.Scenario{Path: path, As: w.As(t, "commune"), WantStatus: 500, WantNot: []string{"CANARY"}}.Run(t, w.Handler)
	})
}
