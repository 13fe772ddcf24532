package org_test

import (
	"net/url"
	"testing"
	"time"

	"neove/app/apptest"
	"neove/internal/errs"
	"neove/internal/webtest"
	"neove/org"
)

// Figures need a source and are never overwritten unseen.
func TestFigures(t *testing.T) {
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		ctx, by := t.Context(), w.Actor(t, "province")
		ok := map[string]int64{"border_length": 1377, "industrial_parks": 28}
		for _, c := range []struct {
			name, account, unit string
			year                int
			values              map[string]int64
			source              string
			want                errs.Kind
			field               string
		}{
			{"no source", "province", apptest.Province, 2024, ok, " ", errs.Invalid, "source"},
			{"unknown item", "province", apptest.Province, 2024, map[string]int64{"unicorns": 1}, "x", errs.Invalid, "unicorns"},
			{"negative", "province", apptest.Province, 2024, map[string]int64{"population": -1}, "x", errs.Invalid, "population"},
			{"after the province ended", "province", apptest.Province, 2026, ok, "x", errs.Invalid, "year"},
			{"a commune officer", "commune", apptest.Commune, 2024, ok, "x", errs.Forbidden, ""},
			{"elsewhere", "district", apptest.OtherDistrict, 2024, ok, "x", errs.Forbidden, ""},
		} {
			err := w.Org.SetFigures(ctx, w.Actor(t, c.account), c.unit, c.year, c.values, c.source, time.Time{})
			if !errs.Is(err, c.want) || c.field != "" && (len(errs.From(err).Fields) == 0 || errs.From(err).Fields[0].Name != c.field) {
				t.Errorf("%s: %v", c.name, err)
			}
		}
		if err := w.Org.SetFigures(ctx, by, apptest.Province, 2024, ok, "Báo cáo năm", time.Time{}); err != nil {
			t.Fatal(err)
		}
		if err := w.Org.SetFigures(ctx, by, apptest.Province, 2024, ok, "Báo cáo khác", time.Time{}); !errs.Is(err, errs.Conflict) {
			t.Errorf("overwritten unseen: %v", err)
		}
		if err := w.Org.SetFigures(ctx, by, apptest.Province, 2024, ok, "Báo cáo đính chính", w.Now().UTC()); err != nil {
			t.Errorf("a correction: %v", err)
		}
	})
}

func TestProfilePages(t *testing.T) {
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		by := w.Actor(t, "province")
		place, err := w.Org.RecordPlace(t.Context(), by, org.Place{Unit: "L27793", Kind: "gate", Name: "Cửa khẩu Mẫu", Quote: "Nguồn ghi thuộc huyện Mộc Hóa", Source: "Báo cáo năm"})
		if err != nil {
			t.Fatal(err)
		}
		as := func(name string) string { return w.As(t, name) }
		at := "/org/places/" + place.ID
		good := url.Values{"name": {"Lối mở Thử"}, "kind": {"crossing"}, "unit": {"L801"}, "source": {"Biên phòng"}}
		webtest.Run(t, w.Handler, []webtest.Scenario{
			{Name: "signed out", Path: "/org/profiles/L80", WantStatus: 303},
			{Name: "administrators have no part", Path: "/org/profiles/L80", As: as("admin"), WantStatus: 403},
			{Name: "a commune sees its own", Path: "/org/profiles/" + apptest.Commune, As: as("commune"), WantStatus: 200, WantNot: []string{`name="source"`}},
			{Name: "not those above", Path: "/org/profiles/L80", As: as("commune"), WantStatus: 404},
			{Name: "form", Path: "/org/profiles/L80?year=2024", As: as("province"), WantStatus: 200, Want: []string{"Khu công nghiệp", "Cửa khẩu Mẫu"}, WantNot: []string{"[org"}},
			{Name: "bad number is shown again", Method: "POST", Path: "/org/profiles/L80", As: as("province"), Form: url.Values{"year": {"2024"}, "seen": {"0001-01-01T00:00:00Z"}, "border_length": {"137,77"}, "industrial_parks": {"28"}, "source": {"x"}},
				WantStatus: 422, Want: []string{"137,77", `value="28"`, "tối đa 1 chữ số"}},
			{Name: "set", Method: "POST", Path: "/org/profiles/L80", As: as("province"), Form: url.Values{"year": {"2024"}, "seen": {"0001-01-01T00:00:00Z"}, "border_length": {"137,7"}, "source": {"Báo cáo"}}, WantStatus: 303},
			{Name: "shown", Path: "/org/profiles/L80?year=2024", As: as("leader"), WantStatus: 200, Want: []string{"137,7 km"}, WantNot: []string{`name="source"`}},
			{Name: "place", Path: at, As: as("province"), WantStatus: 200, Want: []string{"Nguồn ghi thuộc huyện Mộc Hóa", "Xã Bình Hiệp"}},
			{Name: "place of another area", Path: at, As: as("commune"), WantStatus: 404, WantNot: []string{"Mẫu"}},
			{Name: "list", Path: "/org/places?unit=L80&q=mau", As: as("border"), WantStatus: 200, Want: []string{"Cửa khẩu Mẫu"}, WantNot: []string{"/org/places/new"}},
			{Name: "list leaves out", Path: "/org/places?unit=L80&kind=route", As: as("border"), WantStatus: 200, WantNot: []string{"Cửa khẩu Mẫu"}},
			{Name: "new without a name", Method: "POST", Path: "/org/places", As: as("province"), Form: url.Values{"kind": {"crossing"}, "unit": {"L801"}, "source": {"Biên phòng"}}, WantStatus: 422, Want: []string{"Biên phòng", `href="#f-name"`}},
			{Name: "new", Method: "POST", Path: "/org/places", As: as("province"), Form: good, WantStatus: 303},
			{Name: "new elsewhere", Method: "POST", Path: "/org/places", As: as("district"), Form: good, WantStatus: 403},
			{Name: "amend an old edition", Method: "POST", Path: at + "/amend", As: as("province"), Form: url.Values{"name": {"B"}, "kind": {"gate"}, "unit": {"L27793"}, "source": {"x"}, "version": {"9"}}, WantStatus: 409},
			{Name: "sheet", Path: "/org/places.xlsx?unit=L80", As: as("province"), WantStatus: 200},
			{Name: "api", Path: "/api/v1/org/places?unit=L80", As: as("province"), WantStatus: 200, Want: []string{`"quote":"Nguồn ghi`}},
			{Name: "api profile", Path: "/api/v1/org/profiles/L80?year=2024", As: as("province"), WantStatus: 200, Want: []string{`"value":1377`}},
			{Name: "api elsewhere", Path: "/api/v1/org/profiles/L80", As: as("commune"), WantStatus: 404},
			{Name: "withdraw", Method: "POST", Path: at + "/withdraw", As: as("province"), Form: url.Values{"version": {"1"}}, WantStatus: 303},
			{Name: "gone from the list", Path: "/org/places?unit=L80", As: as("province"), WantStatus: 200, WantNot: []string{"Cửa khẩu Mẫu"}},
		})
	})
}
