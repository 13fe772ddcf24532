package demo_test

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"neove/access"
	"neove/app"
	"neove/audit"
	"neove/demo"
	"neove/indicator"
	"neove/internal/clock"
	"neove/internal/db"
	"neove/internal/dbtest"
	"neove/internal/i18n"
	"neove/internal/seal"
	"neove/measure"
	"neove/report"
)

// The published totals come out of the records, on both engines, on the tree of
// every date, whole and by commune.
func TestReferenceYear(t *testing.T) {
	ticks := map[string]*demo.Clock{"sqlite": {}, "postgres": {}}
	for name, open := range map[string]func(*testing.T, dbtest.Options) *db.DB{"sqlite": dbtest.OpenSQLite, "postgres": dbtest.OpenPostgres} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			tick := ticks[name]
			a, err := app.Wire(open(t, dbtest.Options{Clock: tick.Now, Audit: audit.Append}), app.Config{Keys: seal.ForTest()})
			if err != nil {
				t.Fatal(err)
			}
			a.Livelihood.Keys = seal.ForTest()
			if err := a.Migrate(t.Context()); err != nil {
				t.Fatal(err)
			}
			if err := demo.Load(t.Context(), a, tick, func(string) {}); err != nil {
				t.Fatal(err)
			}
			checkDirectory(t, a)
			for _, c := range []struct {
				unit, tree string
				by         indicator.Grouping
				rows       int
			}{{"L80", "2024-12-31", indicator.ByUnit, 15}, {"L80", "2024-11-30", indicator.ByCommune, 188}, {"L80", "2024-12-31", indicator.ByCommune, 186}, {"C80", "2025-07-01", indicator.ByCommune, 96}} {
				checkYear(t, a, c.unit, c.tree, c.by, c.rows)
			}
			checkWords(t, a)
			checkApart(t, a, tick)
		})
	}
}

func checkYear(t *testing.T, a *app.App, unit, tree string, by indicator.Grouping, rows int) {
	t.Helper()
	acc, err := a.Report.Year(t.Context(), access.System("test"), report.YearQuery{Unit: unit, Year: 2024, Kind: measure.Calendar, Tree: clock.MustParse(tree), By: by})
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]int64{"directive.plan.units_done": 15, "directive.plan.units_due": 15, "outreach.session.count": 1920, "outreach.session.attendances": 172830, "outreach.loudspeaker.rounds": 4842,
		"outreach.radio.items": 3890, "outreach.post.items": 890, "outreach.banner.count": 350,
		"training.cluster.count": 5, "training.participant.people": 526, "livelihood.trade.people": 799, "livelihood.trade.amount": 2_550_000_000, "livelihood.counselling.turns": 200_915,
		"inspection.check.count": 239, "inspection.violation.count": 27, "tip.received.count": 6, "tip.passed_on.count": 6, "casework.victim.received": 0}
	got := map[string]int64{}
	for i, f := range acc.Answer.Figures {
		got[f.Indicator] = f.Value + f.Unallocated
		var sum int64
		for _, u := range acc.Answer.Units {
			sum += u.Figures[i].Value
		}
		if acc.Answer.Defs[i].Topic == "directive" { // plans of districts: rows of districts hold them, communes and the tree of 2025 have none
			if perDistrict := by == indicator.ByUnit; sum != f.Value && perDistrict || sum != 0 && !perDistrict || f.Expected != 0 {
				t.Errorf("%s on %s: rows of %s add up to %d of %d; %d expected", unit, tree, f.Indicator, sum, f.Value, f.Expected)
			}
			continue
		}
		if acc.Answer.Defs[i].Topic == "training" { // the province itself organised it
			if sum != 0 || f.Complete != 1 || f.Expected != 1 {
				t.Errorf("%s on %s: rows of %s hold %d; %d of %d complete", unit, tree, f.Indicator, sum, f.Complete, f.Expected)
			}
			continue
		}
		if acc.Answer.Defs[i].Topic == "inspection" { // by districts and the department, who stand in no row of communes
			if sum > f.Value || f.Complete != 188 || f.Expected != 188 {
				t.Errorf("%s on %s: rows of %s add up to %d of %d; %d of %d complete", unit, tree, f.Indicator, sum, f.Value, f.Complete, f.Expected)
			}
			continue
		}
		if acc.Answer.Defs[i].Topic == "tip" { // few and simulated, in one district
			if sum != f.Value || f.Complete != 188 || f.Expected != 188 || f.Unallocated != 0 {
				t.Errorf("%s on %s: rows of %s add up to %d of %d; %d of %d complete", unit, tree, f.Indicator, sum, f.Value, f.Complete, f.Expected)
			}
			continue
		}
		if acc.Answer.Defs[i].Topic == "livelihood" { // what a district or the province did itself stands in no row
			if sum > f.Value || f.Complete != 15 || f.Expected != 15 {
				t.Errorf("%s on %s: rows of %s add up to %d of %d; %d of %d complete", unit, tree, f.Indicator, sum, f.Value, f.Complete, f.Expected)
			}
			continue
		}
		if acc.Answer.Defs[i].Topic == "casework" { // none, and every commune said so
			if sum != 0 || f.Complete != 188 || f.Expected != 188 || f.Unallocated != 0 {
				t.Errorf("%s on %s: rows of %s add up to %d; %d of %d complete", unit, tree, f.Indicator, sum, f.Complete, f.Expected)
			}
			continue
		}
		if sum != f.Value {
			t.Errorf("%s on %s: rows of %s add up to %d, not %d", unit, tree, f.Indicator, sum, f.Value)
		}
		if f.Complete != 188 || f.Expected != 188 {
			t.Errorf("%s on %s: %d of %d complete", unit, tree, f.Complete, f.Expected)
		}
		if (unit == "C80") != (f.Unallocated > 0) {
			t.Errorf("%s on %s: %d of %s unallocated", unit, tree, f.Unallocated, f.Indicator)
		}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("%s on %s: %s", unit, tree, diff)
	}
	if len(acc.Answer.Units) != rows {
		t.Errorf("%s on %s has %d rows, want %d", unit, tree, len(acc.Answer.Units), rows)
	}
}

// checkWords reads the account of a district and in English: it speaks of the
// district, and days are written in the language.
func checkWords(t *testing.T, a *app.App) {
	t.Helper()
	for _, c := range []struct {
		unit      string
		lang      i18n.Lang
		want, not string
	}{{"L803", i18n.Vi, "Toàn huyện đã tổ chức 164 cuộc", "Toàn tỉnh"}, {"L80", i18n.Vi, "Toàn tỉnh đã tổ chức 1.920 cuộc", "{"}, {"L80", i18n.En, "12/1/2024", " ngày "}, {"L803", i18n.En, "The district held", "The province"},
		{"L80", i18n.Vi, "Trong năm 2024 chưa phát hiện trường hợp nạn nhân bị mua bán; 188/188 đơn vị báo cáo không phát sinh.", "{"},
		{"L80", i18n.En, "In 2024 no victim of trafficking was found; 188 of 188 units reported none.", "{"}} {
		acc, err := a.Report.Year(t.Context(), access.System("test"), report.YearQuery{Unit: c.unit, Year: 2024, Kind: measure.Calendar, Lang: c.lang})
		if err != nil {
			t.Fatal(err)
		}
		var all strings.Builder
		for _, p := range acc.Paragraphs {
			all.WriteString(p.Text() + "\n" + strings.Join(p.Lines, "\n") + "\n")
		}
		if text := all.String(); !strings.Contains(text, c.want) || strings.Contains(text, c.not) {
			t.Errorf("%s in %s:\n%s", c.unit, c.lang, text)
		}
	}
}

// checkDirectory finds only published lines in the public directory: a demo
// invents no phone and no address.
func checkDirectory(t *testing.T, a *app.App) {
	t.Helper()
	var buf bytes.Buffer
	if err := a.Partner.WriteHSDS(t.Context(), &buf, func(key string, args ...any) string { return a.Bundle.T(i18n.Vi, key, args...) }); err != nil {
		t.Fatal(err)
	}
	var page struct {
		Contents []struct {
			Name   string                    `json:"name"`
			Phones []struct{ Number string } `json:"phones"`
			At     []any                     `json:"service_at_locations"`
		} `json:"contents"`
	}
	if err := json.Unmarshal(buf.Bytes(), &page); err != nil {
		t.Fatal(err)
	}
	got := map[string]bool{}
	for _, s := range page.Contents {
		for _, p := range s.Phones {
			got[p.Number] = true
		}
		if len(s.At) > 0 {
			t.Errorf("%s has an address", s.Name)
		}
	}
	want := map[string]bool{"111": true, "113": true, "115": true, "1900 969 680": true, "+84 981 84 84 84": true}
	if diff := cmp.Diff(want, got); diff != "" || len(page.Contents) < 20 {
		t.Errorf("%d services: %s", len(page.Contents), diff)
	}
}
