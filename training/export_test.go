package training_test

import (
	"strings"
	"testing"

	"neove/app/apptest"
	"neove/audit"
	"neove/internal/webtest"
)

// Names leave the program for a purpose only, and the history says which.
func TestNamesLeaveForAPurpose(t *testing.T) {
	t.Parallel()
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		by := w.Actor(t, "province")
		r := must(w.Training.Record(t.Context(), by, course(), ""))(t)
		must(w.Training.SetParticipants(t.Context(), by, r.Clusters[0].ID, 1, names(), ""))(t)
		at := "/training/clusters/" + r.Clusters[0].ID
		secret := []string{"Bích Vân", "Đoàn Hữu Lộc"}
		webtest.Run(t, w.Handler, []webtest.Scenario{
			{Name: "asks", Path: at + "/export?file=attendance", As: w.As(t, "province"), WantStatus: 200, Want: []string{`value="attendance" checked`, `name="purpose"`, "Thanh tra, kiểm tra"}, WantNot: secret},
			{Name: "no file by GET", Path: at + "/participants.xlsx", As: w.As(t, "province"), WantStatus: 404, WantNot: secret},
			{Name: "no purpose", Method: "POST", Path: at + "/export", Form: fields("file", "participants"), As: w.As(t, "province"), WantStatus: 422, Want: []string{`href="#f-purpose"`, "Chọn mục đích của lần tải này", `value="participants" checked`}, WantNot: secret},
			{Name: "no such purpose", Method: "POST", Path: at + "/export", Form: fields("file", "participants", "purpose", "curious"), As: w.As(t, "province"), WantStatus: 422, WantNot: secret},
			{Name: "no such file", Method: "POST", Path: at + "/export", Form: fields("file", "all", "purpose", "work"), As: w.As(t, "province"), WantStatus: 422, WantNot: secret},
			{Name: "not for a leader", Method: "POST", Path: at + "/export", Form: fields("file", "participants", "purpose", "work"), As: w.As(t, "leader"), WantStatus: 403, WantNot: secret},
			{Name: "not elsewhere", Method: "POST", Path: at + "/export", Form: fields("file", "participants", "purpose", "work"), As: w.As(t, "other"), WantStatus: 404, WantNot: secret},
		})
		taken := func() (out []audit.Event) {
			list, err := w.Audit.Events(t.Context(), by, audit.Filter{Unit: apptest.Province, Subject: "training.cluster", Object: r.Clusters[0].ID, Limit: 50})
			if err != nil {
				t.Fatal(err)
			}
			for _, e := range list {
				if e.Action == "training.cluster.export" {
					out = append(out, e)
				}
			}
			return out
		}
		if n := len(taken()); n != 0 {
			t.Errorf("%d refused requests are told as files", n)
		}
		webtest.Scenario{Method: "POST", Path: at + "/export", Form: fields("file", "participants", "purpose", "check"), As: w.As(t, "inspector"), WantStatus: 200}.Run(t, w.Handler)
		list := taken()
		if len(list) != 1 || list[0].Name != "Lê Hoàng Nam" || !strings.Contains(list[0].Detail, `"purpose":"check"`) || !strings.Contains(list[0].Detail, `"people":3`) || strings.Contains(list[0].Detail, "Vân") {
			t.Errorf("the history says %+v", list)
		}
	})
}
