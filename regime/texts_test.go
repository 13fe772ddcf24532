package regime_test

import (
	"fmt"
	"strings"
	"testing"

	"neove/internal/i18n"
	"neove/regime"
)

func bundle(t *testing.T) *i18n.Bundle {
	t.Helper()
	b, err := i18n.Load(regime.Messages)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func texter(b *i18n.Bundle, lang i18n.Lang) func(string, ...any) string {
	return func(key string, args ...any) string { return b.T(lang, key, args...) }
}

// keys are all that the data asks for by name.
func keys() []string {
	var out []string
	add := func(list ...string) { out = append(out, list...) }
	for _, i := range regime.Instruments() {
		add("regime.instrument." + i.Code)
	}
	for _, law := range []string{regime.Law2011, regime.Law2024} {
		add("regime.law." + law)
		for _, g := range regime.Regimes(law) {
			add(g.Name())
		}
		for _, g := range regime.Groups(law) {
			add(g.Name())
			for _, r := range regime.Regimes(law) {
				switch g.Cell(r.Code)[0] {
				case '+':
					add("regime.why.yes." + g.Code)
				case '-':
					add("regime.why.no." + g.Code)
				case '?':
					add("regime.why.ask." + g.Code)
				}
				for _, c := range g.Conditions(r.Code) {
					add("regime.why.not."+c, "regime.condition."+c, "regime.fact."+c)
					if c != "minor" { // never missing: counts as yes
						add("regime.why.missing." + c)
					}
				}
			}
		}
	}
	for _, k := range regime.Kinds {
		add("regime.kind." + string(k))
	}
	for _, c := range regime.Citizenships {
		add("regime.citizenship." + string(c))
	}
	for _, l := range regime.AllLimits() {
		add(l.Name(), "regime.unit."+string(l.Unit))
		if l.Unit != regime.SchoolYears {
			add("regime.why.over." + string(l.Unit))
		}
	}
	for _, l := range regime.Levels() {
		add("regime.level." + l.Code)
		if l.Factor == "" {
			add("regime.per." + l.Per)
		}
	}
	for _, c := range regime.Clocks() {
		add(c.Name(), "regime.unit."+string(c.Unit), "regime.starts."+c.Starts)
		for _, w := range append(c.Who, c.Sees...) {
			add("regime.who." + w)
		}
	}
	for _, list := range lists {
		for _, c := range regime.Codes(list) {
			add(c.Name())
		}
	}
	return out
}

var lists = []string{regime.Exploitation, regime.Act, regime.Means, regime.Purpose, regime.Evidence, regime.Sign, regime.Status, regime.Paper, regime.PaperOld}

func TestTexts(t *testing.T) {
	t.Parallel()
	b := bundle(t)
	asked := map[string]bool{}
	for _, k := range keys() {
		asked[k] = true
		for _, lang := range i18n.Langs {
			if text := b.T(lang, k); text == "" || strings.HasPrefix(text, "[") {
				t.Errorf("no text for %s in %s", k, lang)
			}
		}
	}
	vi, en := b.Keys(i18n.Vi), b.Keys(i18n.En)
	if fmt.Sprint(vi) != fmt.Sprint(en) {
		t.Error("the languages have different keys")
	}
	// A word without data behind it is dead.
	for _, k := range vi {
		for _, family := range []string{"instrument.", "name.", "group.", "why.yes.", "why.no.", "why.ask.", "why.not.", "condition.", "limit.", "clock.", "starts.", "who.", "exploitation.", "act.", "means.", "purpose.", "evidence.", "sign.", "status.", "paper.", "paper_old."} {
			if strings.HasPrefix(k, "regime."+family) && !asked[k] && !strings.HasSuffix(k, ".any") {
				t.Errorf("%s is not used", k)
			}
		}
		for _, lang := range i18n.Langs {
			if text := b.T(lang, k); strings.Contains(text, "!") {
				t.Errorf("%s: %q", k, text)
			}
		}
		for _, s := range strings.Split(b.T(i18n.Vi, k), ". ") {
			if strings.HasPrefix(k, "regime.why.missing") && len(strings.Fields(s)) > 20 {
				t.Errorf("%s has a sentence of more than 20 words", k)
			}
		}
	}
}

func TestCite(t *testing.T) {
	t.Parallel()
	b := bundle(t)
	for _, c := range []struct {
		source regime.Source
		vi, en string
	}{
		{regime.Source{Instrument: "l53", Article: "37.1"}, "Khoản 1 Điều 37 Luật số 53/2024/QH15", "Law 53/2024/QH15, Article 37(1)"},
		{regime.Source{Instrument: "d162", Article: "17"}, "Điều 17 Nghị định số 162/2025/NĐ-CP", "Decree 162/2025/NĐ-CP, Article 17"},
		{regime.Source{Instrument: "internal"}, "Quy ước nội bộ", "Internal rule"},
	} {
		if got := c.source.Cite().Text(texter(b, i18n.Vi)); got != c.vi {
			t.Errorf("%q, want %q", got, c.vi)
		}
		if got := c.source.Cite().Text(texter(b, i18n.En)); got != c.en {
			t.Errorf("%q, want %q", got, c.en)
		}
	}
}

// What was not checked against its text stays marked so.
func TestNotVerified(t *testing.T) {
	t.Parallel()
	open := map[string]bool{}
	for _, c := range regime.Clocks() {
		if !c.Verified {
			open["clock "+c.Code+" "+c.Instrument] = true
		}
	}
	for _, l := range regime.AllLimits() {
		if !l.Verified {
			open["limit "+l.Code] = true
		}
	}
	for _, l := range regime.Levels() {
		if !l.Verified {
			open["level "+l.Code+" "+l.Instrument] = true
		}
	}
	for _, list := range lists {
		for _, c := range regime.Codes(list) {
			if !c.Verified {
				open["list "+list] = true
			}
		}
	}
	for _, k := range []string{"clock identification_answer l53", "clock identification_answer_complex l53", "clock safety_review internal", "clock follow_up_1 internal", "clock follow_up_3 internal",
		"clock follow_up_6 internal", "clock follow_up_12 internal", "clock breach_notice pdp", "clock breakglass_review internal", "limit allowance_once", "level allowance_min c84", "level standard d76", "list paper", "list status"} {
		if !open[k] {
			t.Errorf("%s counts as checked", k)
		}
		delete(open, k)
	}
	if len(open) > 0 {
		t.Errorf("not checked, but the design says it is: %v", open)
	}
}

func TestLists(t *testing.T) {
	t.Parallel()
	for i, want := range []int{12, 5, 4, 5, 9, 4, 12, 5, 4} {
		if got := len(regime.Words(lists[i])); got != want {
			t.Errorf("%s has %d words, want %d", lists[i], got, want)
		}
	}
}
