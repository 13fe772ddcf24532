package training_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"neove/access"
	"neove/app/apptest"
	"neove/internal/clock"
	"neove/internal/db"
	"neove/internal/errs"
	"neove/training"
)

var day = clock.MustParse

func n64(n int64) *int64 { return &n }

// course is one that the province held for two days in May 2024.
func course() training.Record {
	return training.Record{Course: training.Course{Unit: apptest.Province, Subject: "Chuyển tuyến nạn nhân, khóa một", Topics: "referral", Amount: n64(12_000_000)},
		Clusters: []training.Cluster{{From: day("2024-05-14"), To: day("2024-05-15"), Place: "Hội trường UBND tỉnh", Typed: []training.Headcount{
			{Level: "district", Group: "labour_office", People: 6, Women: n64(2)}, {Level: "commune", Group: "commune_police", People: 14}}}}}
}

// names are officials of two communes; the third one did not come.
func names() []training.Participant {
	return []training.Participant{
		{Name: "Trần Thị Bích Vân", UnitText: "UBND xã Lương Hòa, huyện Bến Lức", Post: "Công chức", Group: "labour_officer", Sex: "female", Before: n64(64), After: n64(81), Line: 1},
		{Name: "Lý Quốc Khải", UnitText: "Công an xã Lương Hòa", Post: "Phó Trưởng Công an", Group: "commune_police", Sex: "male", Before: n64(60), After: n64(90), Line: 2},
		{Name: "Đoàn Hữu Lộc", UnitText: "Phòng LĐTBXH huyện Bến Lức", Post: "Chuyên viên", Group: "labour_office", Sex: "male", Attended: n64(0), Line: 3}}
}

// figures are the kept sums of the slice, and the facts behind them, which must
// agree.
func figures(t *testing.T, w *apptest.World) map[string]int64 {
	t.Helper()
	out, kept := map[string]int64{}, map[string]int64{}
	type row struct {
		Code  string `db:"code"`
		Value int64  `db:"value"`
	}
	err := w.DB.View(t.Context(), func(tx *db.Tx) error {
		for into, q := range map[*map[string]int64]string{&out: "SELECT d.code, CAST(SUM(f.value) AS BIGINT) AS value FROM measure_facts f JOIN measure_defs d ON d.id=f.measure WHERE f.kind LIKE 'training.%' GROUP BY d.code",
			&kept: "SELECT d.code, CAST(SUM(f.value) AS BIGINT) AS value FROM measure_sums f JOIN measure_defs d ON d.id=f.measure WHERE d.code LIKE 'training.%' GROUP BY d.code"} {
			rows, err := db.Select[row](tx, q)
			if err != nil {
				return err
			}
			for _, r := range rows {
				if r.Value != 0 {
					(*into)[strings.TrimPrefix(r.Code, "training.")] = r.Value
				}
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(out, kept); diff != "" {
		t.Errorf("facts and sums: %s", diff)
	}
	return out
}

func must[T any](v T, err error) func(t *testing.T) T {
	return func(t *testing.T) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

func wants(t *testing.T, err error, kind errs.Kind, field string) {
	t.Helper()
	if !errs.Is(err, kind) {
		t.Fatalf("got %v, want kind %d", err, kind)
	}
	for _, f := range errs.From(err).Fields {
		if f.Name == field {
			return
		}
	}
	if field != "" {
		t.Fatalf("%v says nothing about %s", err, field)
	}
}

// Figures follow the records through every command.
func TestFiguresFollow(t *testing.T) {
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		ctx, by, s := t.Context(), w.Actor(t, "province"), w.Training
		r := must(s.Record(ctx, by, course(), ""))(t)
		c := r.Clusters[0]
		held := map[string]int64{"cluster.count": 1, "participant.people": 20, "participant.women": 2, "participant.district": 6, "participant.commune": 14, "course.count": 1, "course.amount": 12_000_000}
		check := func(what string, want map[string]int64) {
			t.Helper()
			if diff := cmp.Diff(want, figures(t, w)); diff != "" {
				t.Errorf("%s: %s", what, diff)
			}
		}
		check("held", held)

		named := map[string]int64{"cluster.count": 1, "participant.people": 2, "participant.women": 1, "participant.commune": 2, "course.count": 1, "course.amount": 12_000_000}
		c = must(s.SetParticipants(ctx, by, c.ID, c.Version, names(), ""))(t)
		check("names win over what was typed", named)
		if !c.Differs() || c.Named != 3 {
			t.Errorf("3 names, 20 typed: %+v", c)
		}

		later := training.Cluster{From: day("2025-03-04"), Place: "Bến Lức", Expected: n64(50)}
		later = must(s.AddCluster(ctx, by, r.ID, later, ""))(t)
		delete(named, "course.count") // one cluster is still to come
		check("a planned cluster counts nothing", named)
		_, err := s.AmendCluster(ctx, by, later.ID, later.Version, training.Cluster{From: day("2025-03-04"), Typed: course().Clusters[0].Typed}, "")
		wants(t, err, errs.Invalid, "to")
		if err := s.CancelCluster(ctx, by, later.ID, later.Version, "Không bố trí được kinh phí"); err != nil {
			t.Fatal(err)
		}
		named["course.count"] = 1
		check("cancelled", named)
		wants(t, s.CancelCluster(ctx, by, c.ID, c.Version, "nhầm"), errs.Invalid, "")
		wants(t, s.RemoveCluster(ctx, by, c.ID, c.Version, ""), errs.Invalid, "reason")

		r = must(s.Course(ctx, by, r.ID))(t)
		in := r.Course
		in.Amount = nil
		r = must(s.Amend(ctx, by, r.ID, r.Version, in, ""))(t)
		delete(named, "course.amount")
		check("amended", named)
		if err := s.Withdraw(ctx, by, r.ID, r.Version, "Ghi trùng"); err != nil {
			t.Fatal(err)
		}
		check("withdrawn", map[string]int64{})
		wants(t, s.Withdraw(ctx, by, r.ID, r.Version+1, "Ghi trùng"), errs.Conflict, "")
	})
}

// Who may do what, and what others learn of it.
func TestRights(t *testing.T) {
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		ctx, s, province := t.Context(), w.Training, w.Actor(t, "province")
		r := must(s.Record(ctx, province, course(), ""))(t)
		c := must(s.SetParticipants(ctx, province, r.Clusters[0].ID, 1, names(), ""))(t)
		for account, want := range map[string]struct{ read, name, record errs.Kind }{
			"leader":    {0, errs.Forbidden, errs.Forbidden},
			"inspector": {0, 0, errs.Forbidden},
			"police":    {0, errs.Forbidden, 0},
			"commune":   {errs.NotFound, errs.NotFound, errs.Forbidden},
			"district":  {errs.NotFound, errs.NotFound, errs.Forbidden},
			"admin":     {errs.NotFound, errs.NotFound, errs.Forbidden},
		} {
			by := w.Actor(t, account)
			is := func(what string, err error, kind errs.Kind) {
				t.Helper()
				if (err != nil) != (kind != 0) || err != nil && errs.From(err).Kind != kind {
					t.Errorf("%s %s: %v, want kind %d", account, what, err, kind)
				}
			}
			_, err := s.Course(ctx, by, r.ID)
			is("reads", err, want.read)
			_, err = s.Participants(ctx, by, c.ID)
			is("reads names", err, want.name)
			_, err = s.Record(ctx, by, course(), "")
			is("records", err, want.record)
		}
		// A course of the district is not the other commune's business; its
		// version guards it.
		district := w.Actor(t, "district")
		in := course()
		in.Unit = apptest.District
		own := must(s.Record(ctx, district, in, ""))(t)
		_, err := s.Amend(ctx, w.Actor(t, "other"), own.ID, 1, own.Course, "")
		wants(t, err, errs.NotFound, "")
		_, err = s.Amend(ctx, district, own.ID, 7, own.Course, "")
		wants(t, err, errs.Conflict, "")
		_, err = s.SetParticipants(ctx, district, own.Clusters[0].ID, 9, names(), "")
		wants(t, err, errs.Conflict, "")
		if list, n, _, err := s.Courses(ctx, district, apptest.District, training.Filter{Limit: 10}); err != nil || n != 1 || list[0].ID != own.ID {
			t.Errorf("the district lists %d courses, %v", n, err)
		}
		// Police record what they hold, by count: names need the right to see them.
		_, err = s.SetParticipants(ctx, w.Actor(t, "police"), c.ID, c.Version, names(), "")
		wants(t, err, errs.Forbidden, "")
	})
}

// No event holds a name, whatever was done with it.
func TestEventsHoldNoNames(t *testing.T) {
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		ctx, s, by := t.Context(), w.Training, w.Actor(t, "province")
		r := must(s.Record(ctx, by, course(), ""))(t)
		c := must(s.SetParticipants(ctx, by, r.Clusters[0].ID, 1, names(), ""))(t)
		if n, err := s.Certify(ctx, by, c.ID, c.Version, 7, "/GCN", day("2024-05-20"), ""); err != nil || n != 2 {
			t.Fatal(n, err)
		}
		list := must(s.Participants(ctx, by, c.ID))(t)
		var got []string
		for _, p := range list {
			got = append(got, p.Certificate)
		}
		if diff := cmp.Diff([]string{"07/GCN", "08/GCN", ""}, got); diff != "" {
			t.Error(diff)
		}
		if err := s.Merge(ctx, by, list[0].Person, list[1].Person); err != nil {
			t.Fatal(err)
		}
		err := w.DB.View(ctx, func(tx *db.Tx) error {
			details, err := db.Select[string](tx, "SELECT detail FROM audit_events WHERE subject LIKE 'training.%'")
			for _, d := range details {
				for _, p := range list {
					if strings.Contains(d, p.Name) || strings.Contains(d, p.Post) {
						t.Errorf("an event tells %s", d)
					}
				}
			}
			if len(details) < 4 {
				t.Errorf("only %d events", len(details))
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}

// One official over the years: found by name, unit and post, merged by hand.
func TestOfficials(t *testing.T) {
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		ctx, s, by := t.Context(), w.Training, w.Actor(t, "province")
		first := must(s.Record(ctx, by, course(), ""))(t)
		must(s.SetParticipants(ctx, by, first.Clusters[0].ID, 1, names(), ""))(t)
		next := course()
		next.Clusters[0].From, next.Clusters[0].To = day("2024-09-10"), day("2024-09-10")
		second := must(s.Record(ctx, by, next, ""))(t)
		again := []training.Participant{
			{Name: "TRẦN THỊ BÍCH VÂN", UnitText: "xã Lương Hoà", Post: "công chức", Group: "labour_officer"},
			{Name: "Lý Quốc Khải", UnitText: "Công an huyện Bến Lức", Post: "Cán bộ", Group: "police", Level: "district"}}
		must(s.SetParticipants(ctx, by, second.Clusters[0].ID, 1, again, ""))(t)
		list := must(s.Participants(ctx, by, second.Clusters[0].ID))(t)
		van := must(s.Official(ctx, by, list[0].Person))(t)
		if len(van.Attended) != 2 || van.Last().CourseID != second.ID {
			t.Errorf("the same official attended %d times", len(van.Attended))
		}
		khai := must(s.Official(ctx, by, list[1].Person))(t)
		if len(khai.Attended) != 1 || len(khai.Alike) != 1 {
			t.Fatalf("%d attended, %d alike", len(khai.Attended), len(khai.Alike))
		}
		wants(t, s.Merge(ctx, by, khai.ID, khai.ID), errs.Invalid, "")
		wants(t, s.Merge(ctx, w.Actor(t, "district"), khai.ID, khai.Alike[0].Person), errs.NotFound, "")
		old := khai.Alike[0].Person
		if err := s.Merge(ctx, by, khai.ID, old); err != nil {
			t.Fatal(err)
		}
		for _, id := range []string{khai.ID, old} { // the old address still leads there
			if o := must(s.Official(ctx, by, id))(t); o.ID != khai.ID || len(o.Attended) != 2 {
				t.Errorf("%s leads to %s with %d", id, o.ID, len(o.Attended))
			}
		}
		// The next list with the old unit and post goes to the one that was kept.
		c := must(s.SetParticipants(ctx, by, first.Clusters[0].ID, 2, names(), ""))(t)
		if p := must(s.Participants(ctx, by, c.ID))(t)[1]; p.Person != khai.ID {
			t.Errorf("a merged official is back as %s", p.Person)
		}
		if own := must(s.Own(ctx, w.Actor(t, "commune")))(t); len(own) != 0 {
			t.Errorf("an account without a link attended %d", len(own))
		}
		if err := s.Link(ctx, by, van.ID, "commune"); err != nil {
			t.Fatal(err)
		}
		if own := must(s.Own(ctx, w.Actor(t, "commune")))(t); len(own) != 2 {
			t.Errorf("the linked account attended %d", len(own))
		}
		found, n, err := s.People(ctx, by, apptest.Province, training.PeopleFilter{Text: "bich van", Limit: 10})
		if err != nil || n != 1 || found[0].Courses != 2 || found[0].Last != day("2024-09-10") {
			t.Errorf("%+v, %d, %v", found, n, err)
		}
		_, _, err = s.People(ctx, w.Actor(t, "leader"), apptest.Province, training.PeopleFilter{Limit: 10})
		wants(t, err, errs.Forbidden, "")
	})
}

// Coverage follows names to their communes and areas to theirs, also on the
// tree of a later day.
func TestCoverage(t *testing.T) {
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		ctx, s, by := t.Context(), w.Training, w.Actor(t, "province")
		before := must(s.Coverage(ctx, by, apptest.Province, 2024))(t)
		if before.Of != 186 || before.Missing != 186 || len(before.Units) != 15 {
			t.Fatalf("%d of %d missing, %d rows", before.Missing, before.Of, len(before.Units))
		}
		r := must(s.Record(ctx, by, course(), ""))(t)
		must(s.SetParticipants(ctx, by, r.Clusters[0].ID, 1, names(), ""))(t)
		c := must(s.Coverage(ctx, w.Actor(t, "commune"), apptest.Commune, 2024))(t)
		if len(c.Units) != 1 || c.Units[0].People != 2 || c.Missing != 0 {
			t.Errorf("the commune: %+v", c)
		}
		c = must(s.Coverage(ctx, by, apptest.District, 2024))(t)
		if c.Of != 14 || c.Missing != 13 {
			t.Errorf("Bến Lức: %d of %d missing", c.Missing, c.Of)
		}
		in := course()
		in.Clusters[0].Areas = apptest.OtherDistrict
		must(s.Record(ctx, by, in, ""))(t)
		c = must(s.Coverage(ctx, by, apptest.Province, 2024))(t)
		if c.Missing != 186-1-13 {
			t.Errorf("after a cluster for Tân An: %d missing", c.Missing)
		}
		if c := must(s.Coverage(ctx, by, apptest.Province, 2023))(t); c.Missing != c.Of || c.Of != 188 {
			t.Errorf("the year before: %d of %d missing", c.Missing, c.Of)
		}
		_, err := s.Coverage(ctx, w.Actor(t, "other"), apptest.Commune, 2024)
		wants(t, err, errs.Forbidden, "")
	})
}

// A month that is signed off asks for a reason as soon as figures move, and
// only then.
func TestSignedMonths(t *testing.T) {
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		ctx, s, by := t.Context(), w.Training, w.Actor(t, "province")
		r := must(s.Record(ctx, by, course(), ""))(t)
		if err := w.Signoff.Sign(ctx, access.System("test"), "training", apptest.Province, "2024-05", false); err != nil {
			t.Fatal(err)
		}
		in := r.Clusters[0]
		in.Place = "Hội trường khác"
		c := must(s.AmendCluster(ctx, by, in.ID, in.Version, in, ""))(t)
		in.Typed = in.Typed[:1]
		_, err := s.AmendCluster(ctx, by, in.ID, c.Version, in, "")
		wants(t, err, errs.Invalid, "reason")
		must(s.AmendCluster(ctx, by, in.ID, c.Version, in, "Danh sách ký nhận chỉ có 6 người"))(t)
		if got := figures(t, w)["participant.people"]; got != 6 {
			t.Errorf("%d people", got)
		}
	})
}

// Lists are refused with the line of what is wrong.
func TestNamesRefused(t *testing.T) {
	apptest.Each(t, func(t *testing.T, w *apptest.World) {
		ctx, s, by := t.Context(), w.Training, w.Actor(t, "province")
		r := must(s.Record(ctx, by, course(), ""))(t)
		list := append(names(), training.Participant{Name: "lý quốc khải", UnitText: "xã Lương Hòa", Post: "Phó trưởng công an", Group: "commune_police", Line: 4},
			training.Participant{Name: "Không Rõ", Group: "police", Line: 5}, training.Participant{Name: "Cao Hơn", Group: "police", Level: "district", After: n64(101), Attended: n64(3), Line: 6})
		_, err := s.SetParticipants(ctx, by, r.Clusters[0].ID, 1, list, "")
		var got []string
		for _, f := range errs.From(err).Fields {
			got = append(got, fmt.Sprint(f.Row, f.Name))
		}
		if diff := cmp.Diff([]string{"4name", "5level", "6attended", "6after"}, got); diff != "" {
			t.Error(diff)
		}
		later := course()
		later.Clusters[0] = training.Cluster{From: day("2025-02-01")}
		planned := must(s.Record(ctx, by, later, ""))(t)
		invited := names()[:2]
		must(s.SetParticipants(ctx, by, planned.Clusters[0].ID, 1, invited, ""))(t)
		if got := figures(t, w)["cluster.count"]; got != 1 {
			t.Errorf("those who are invited make %d clusters", got)
		}
		invited[0].Attended = n64(1)
		_, err = s.SetParticipants(ctx, by, planned.Clusters[0].ID, 2, invited, "")
		wants(t, err, errs.Invalid, "attended")
	})
}

// What the API gives of a course never holds a name.
func TestBodyHoldsNoNames(t *testing.T) {
	w := apptest.SQLite(t)
	ctx, s, by := t.Context(), w.Training, w.Actor(t, "province")
	r := must(s.Record(ctx, by, course(), ""))(t)
	must(s.SetParticipants(ctx, by, r.Clusters[0].ID, 1, names(), ""))(t)
	raw, err := json.Marshal(must(s.Course(ctx, w.Actor(t, "leader"), r.ID))(t))
	if err != nil || strings.Contains(string(raw), "Bích Vân") || !strings.Contains(string(raw), `"named":3`) {
		t.Errorf("%s, %v", raw, err)
	}
}
