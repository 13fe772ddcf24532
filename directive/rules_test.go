package directive

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"neove/internal/clock"
	"neove/internal/errs"
	"neove/measure"
	"neove/org"
)

func fieldsOf(err error) []string {
	var out []string
	for _, f := range errs.From(err).Fields {
		out = append(out, f.Name+" "+f.Key)
	}
	return out
}

func TestDocumentRules(t *testing.T) {
	t.Parallel()
	today := clock.MustParse("2024-03-01")
	good := Document{Kind: "KH", Code: "266/KH-SLĐTBXH", On: clock.MustParse("2024-01-12"), Subject: "Kế hoạch", Issuers: []Issuer{{Agency: "Sở"}}}
	for _, c := range []struct {
		name string
		edit func(*Document)
		want []string
	}{
		{"good", func(*Document) {}, nil},
		{"long symbol of four agencies", func(d *Document) { d.Code = "6958/QCPH-SLĐTBXH-CAT-BĐBP-SNGV" }, nil},
		{"no day", func(d *Document) { d.On = 0 }, []string{"issued_on directive.err.date", "for_year directive.err.year"}},
		{"future", func(d *Document) { d.On = today + 1 }, []string{"issued_on directive.err.future"}},
		{"a draft may have a day to come", func(d *Document) { d.On, d.Code = today+1, "" }, nil},
		{"no number in the symbol", func(d *Document) { d.Code = "KH-UBND" }, []string{"code directive.err.code"}},
		{"incoming without a number", func(d *Document) { d.Code, d.Incoming = "", true }, []string{"code directive.err.incoming_code"}},
		{"no subject", func(d *Document) { d.Subject = " \t" }, []string{"subject web.err.required"}},
		{"ended before", func(d *Document) { d.Effective, d.Ended = today, today-1 }, []string{"ended_on directive.err.ended"}},
		{"nobody issued it", func(d *Document) { d.Issuers = []Issuer{{}} }, []string{"agency directive.err.issuer"}},
		{"second agency without a name", func(d *Document) { d.Issuers = append(d.Issuers, Issuer{Post: "Giám đốc"}) }, []string{"issuers directive.err.issuer"}},
		{"unknown authority", func(d *Document) { d.Issuers = []Issuer{{Agency: "Sở", Authority: "XX."}} }, []string{"authority web.err.choice"}},
		{"too long", func(d *Document) { d.Code = "1/" + strings.Repeat("Đ", maxCode) }, []string{"code web.err.long"}},
	} {
		d := good
		d.Issuers = slices.Clone(good.Issuers)
		if c.edit(&d); c.name == "no day" {
			d.ForYear = 1
		}
		d.clean()
		var check errs.Check
		d.validate(&check, 0, today)
		var got []string
		if err := check.Err(); err != nil {
			got = fieldsOf(err)
		}
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%s: %s", c.name, diff)
		}
	}
}

func TestIssuerLines(t *testing.T) {
	t.Parallel()
	for line, want := range map[string]Issuer{
		"Công an tỉnh":           {Agency: "Công an tỉnh"},
		"Công an tỉnh; Giám đốc": {Agency: "Công an tỉnh", Post: "Giám đốc"},
		"Công an tỉnh;KT.; Phó Giám đốc ; Nguyễn Văn A":     {Agency: "Công an tỉnh", Authority: "KT.", Post: "Phó Giám đốc", Name: "Nguyễn Văn A"},
		"Sở Ngoại vụ; TUQ.; Chánh Văn phòng":                {Agency: "Sở Ngoại vụ", Authority: "TUQ.", Post: "Chánh Văn phòng"},
		"Bộ Chỉ huy BĐBP tỉnh; Chỉ huy trưởng; Trần Văn B ": {Agency: "Bộ Chỉ huy BĐBP tỉnh", Post: "Chỉ huy trưởng", Name: "Trần Văn B"},
	} {
		if diff := cmp.Diff(want, parseIssuerLine(line)); diff != "" {
			t.Errorf("%q: %s", line, diff)
		}
		if diff := cmp.Diff(want, parseIssuerLine(issuerLine(want))); diff != "" {
			t.Errorf("%q written and read: %s", line, diff)
		}
	}
}

func FuzzIssuerLine(f *testing.F) {
	f.Add("Công an tỉnh; KT.; Phó Giám đốc; Nguyễn Văn A; B")
	f.Fuzz(func(t *testing.T, line string) {
		i := parseIssuerLine(line)
		if strings.ContainsRune(i.Agency+i.Authority+i.Post, ';') {
			t.Errorf("%q became %+v", line, i)
		}
	})
}

func TestNumbersAreOne(t *testing.T) {
	t.Parallel()
	for _, same := range []string{"05/KH-UBND", "5/kh-ubnd", " 5/KH - UBND", "005/KH-UBND"} {
		if codeKey(same) != codeKey("5/KH-UBND") {
			t.Errorf("%q is another number: %q", same, codeKey(same))
		}
	}
	if codeKey("50/KH-UBND") == codeKey("5/KH-UBND") {
		t.Error("50 is 5")
	}
}

func TestRecipientFacts(t *testing.T) {
	t.Parallel()
	on, due := clock.MustParse("2024-12-20"), clock.MustParse("2025-01-31")
	d := Document{Code: "1/KH", On: on}
	fact := func(m string, day clock.Date) measure.Fact {
		return measure.Fact{Unit: "L803", Day: day, Measure: m, Value: 1}
	}
	for _, c := range []struct {
		name string
		r    Recipient
		d    Document
		want []measure.Fact
	}{
		{"waiting", Recipient{Require: OwnPlan, Due: due, State: Sent}, d, []measure.Fact{fact("directive.plan.units_due", due)}},
		{"returned", Recipient{Require: OwnPlan, Due: due, State: Returned}, d, []measure.Fact{fact("directive.plan.units_due", due)}},
		{"answered", Recipient{Require: OwnPlan, Due: due, State: Answered}, d, []measure.Fact{fact("directive.plan.units_due", due), fact("directive.plan.units_done", due)}},
		{"without a day", Recipient{Require: OwnPlan, State: Answered}, d, []measure.Fact{fact("directive.plan.units_due", on), fact("directive.plan.units_done", on)}},
		{"a report is no plan", Recipient{Require: "report", State: Answered}, d, nil},
		{"an agency is no unit", Recipient{Require: OwnPlan, Agency: "Sở Ngoại vụ", State: Answered}, d, nil},
		{"withdrawn", Recipient{Require: OwnPlan, State: Answered}, Document{Code: "1/KH", Withdrawn: true}, nil},
	} {
		c.r.Unit = "L803"
		if diff := cmp.Diff(c.want, c.r.facts(c.d)); diff != "" {
			t.Errorf("%s: %s", c.name, diff)
		}
	}
}

// Whoever is addressed in whatever way, each gets one row.
func TestExpandHasNoTwins(t *testing.T) {
	t.Parallel()
	day := clock.MustParse("2024-06-01")
	units := []org.Unit{{ID: "P", Level: org.Province}}
	var links []org.Link
	for _, id := range []string{"D1", "D2", "D3"} {
		units = append(units, org.Unit{ID: id, Level: org.District, From: clock.Min, To: clock.Max})
		links = append(links, org.Link{Unit: id, Parent: "P", From: clock.Min, To: clock.Max})
	}
	units[0].From, units[0].To = clock.Min, clock.Max
	units = append(units, org.Unit{ID: "OLD", Level: org.District, From: clock.Min, To: day - 1})
	tree := org.NewTree(units, links, nil, nil)
	rapid.Check(t, func(t *rapid.T) {
		a := Address{Require: OwnPlan, Units: rapid.SliceOf(rapid.SampledFrom([]string{"D1", "D2", "D3", "P"})).Draw(t, "units"),
			Agencies: rapid.SliceOf(rapid.SampledFrom([]string{"A", "B"})).Draw(t, "agencies")}
		if rapid.Bool().Draw(t, "all") {
			a.Groups = []string{"districts"}
		}
		rows, unknown := a.expand(tree, Document{ID: "1", Unit: "P", On: day})
		seen := map[string]bool{}
		for _, r := range rows {
			key := r.Unit + "|" + r.Agency
			if seen[key] || unknown != "" || r.State != Sent || r.Require != OwnPlan {
				t.Fatalf("%+v of %+v, unknown %q", r, rows, unknown)
			}
			seen[key] = true
		}
		if a.Groups != nil && (!seen["D1|"] || !seen["D2|"] || !seen["D3|"] || seen["OLD|"]) {
			t.Fatalf("all districts are %v", seen)
		}
	})
	if _, unknown := (Address{Units: []string{"OLD"}}).expand(tree, Document{Unit: "P", On: day}); unknown != "OLD" {
		t.Error("a unit that has ended was addressed")
	}
}

func TestTaskRules(t *testing.T) {
	t.Parallel()
	n := int64(5)
	today := clock.MustParse("2024-07-01")
	for _, c := range []struct {
		name string
		task Task
		want []string
	}{
		{"good", Task{Title: "Việc"}, nil},
		{"measured", Task{Title: "Việc", Indicator: "outreach.session.count", Target: &n}, nil},
		{"no title", Task{}, []string{"title web.err.required"}},
		{"target of nothing", Task{Title: "Việc", Target: &n}, []string{"target directive.err.target"}},
		{"indicator without a target", Task{Title: "Việc", Indicator: "x"}, []string{"target directive.err.target"}},
		{"window", Task{Title: "Việc", From: today, To: today}, []string{"to directive.err.window"}},
	} {
		var check errs.Check
		c.task.validate(&check, 0)
		var got []string
		if err := check.Err(); err != nil {
			got = fieldsOf(err)
		}
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%s: %s", c.name, diff)
		}
	}
	old := Task{ID: "7", Title: "Việc", Due: clock.MustParse("2024-02-29"), State: TaskOpen, From: clock.MustParse("2024-01-01")}
	want := Task{Title: "Việc", Due: clock.MustParse("2025-02-28"), From: clock.MustParse("2025-01-01"), State: TaskOpen, Origin: "7"}
	if diff := cmp.Diff(want, old.carry(1)); diff != "" {
		t.Error(diff)
	}
	if !old.Late(today) || (Task{State: TaskDone, Due: old.Due}).Late(today) || (Task{State: TaskOpen}).Late(today) {
		t.Error("late is wrong")
	}
	if w := old.Window(Document{ForYear: 2024}); w.From != old.From || w.To != clock.MustParse("2025-01-01") {
		t.Errorf("window %v", w)
	}
}
