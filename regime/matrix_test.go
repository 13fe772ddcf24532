package regime_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"neove/internal/clock"
	"neove/regime"
)

var (
	before = clock.MustParse("2025-06-20")
	after  = clock.MustParse("2025-08-01")
	asked  = clock.MustParse("2026-03-02")
)

// settled are facts under which every condition of both laws is met.
func settled(kind, main regime.Kind, c regime.Citizenship, abroad regime.Answer, identified clock.Date) regime.Facts {
	return regime.Facts{Kind: kind, Main: main, Citizenship: c, Abroad: abroad, IdentifiedOn: identified,
		Minor: regime.Yes, Poor: regime.Yes, InFacility: regime.Yes, ReturnedHome: regime.Yes, LegalHardship: regime.Yes, ReceivedOn: before - 20}
}

// line writes the answers in the law's order: ✓ – ?.
func line(f regime.Facts, on clock.Date) string {
	marks := map[regime.Answer]string{regime.Yes: "✓", regime.No: "–", regime.Unknown: "?"}
	var out []string
	for _, e := range regime.Entitlements(f, on) {
		out = append(out, marks[e.Due])
	}
	return strings.Join(out, " ")
}

func letters(f regime.Facts, on clock.Date) string {
	var out []string
	for _, e := range regime.Entitlements(f, on) {
		out = append(out, e.Regime)
	}
	return strings.Join(out, " ")
}

// Every cell of the two matrices, written here by hand from the articles.
func TestEveryCell(t *testing.T) {
	t.Parallel()
	const vn, stateless, foreign = regime.Vietnamese, regime.StatelessResident, regime.Foreign
	const victim, verifying, child = regime.Victim, regime.BeingIdentified, regime.Accompanying
	const yes, no, any = regime.Yes, regime.No, regime.Unknown
	old := clock.MustParse("2025-06-25")
	for _, c := range []struct {
		name       string
		kind, main regime.Kind
		of         []regime.Citizenship
		abroad     []regime.Answer
		identified clock.Date
		on         clock.Date
		want       string
		article    string
	}{
		//                                                                                                               a b c d đ e g h i k
		{"37.1 victim", victim, "", []regime.Citizenship{vn, stateless}, []regime.Answer{yes, no, any}, after, asked, "✓ ✓ ✓ ✓ ✓ ✓ ✓ ✓ ✓ ✓", "37.1"},
		{"37.2 with a victim", child, victim, []regime.Citizenship{vn, stateless}, []regime.Answer{yes, no, any}, after, asked, "✓ ✓ ✓ ✓ ✓ ✓ ✓ ✓ – –", "37.2"},
		{"37.3 abroad", verifying, "", []regime.Citizenship{vn}, []regime.Answer{yes}, 0, asked, "✓ ✓ ✓ ✓ – – – – – –", "37.3"},
		{"37.3 abroad, with", child, verifying, []regime.Citizenship{vn}, []regime.Answer{yes}, 0, asked, "✓ ✓ ✓ ✓ – – – – – –", "37.3"},
		{"37.3 at home", verifying, "", []regime.Citizenship{vn, stateless}, []regime.Answer{no}, 0, asked, "✓ ✓ ✓ ✓ ✓ ✓ ✓ – – –", "37.3"},
		{"37.3 at home, with", child, verifying, []regime.Citizenship{vn, stateless}, []regime.Answer{no}, 0, asked, "✓ ✓ ✓ ✓ ✓ ✓ ✓ – – –", "37.3"},
		{"37.4 victim", victim, "", []regime.Citizenship{foreign}, []regime.Answer{yes, no, any}, after, asked, "✓ ✓ ✓ ✓ ✓ – ✓ – – –", "37.4"},
		{"37.4 being identified", verifying, "", []regime.Citizenship{foreign}, []regime.Answer{yes, no, any}, 0, asked, "✓ ✓ ✓ ✓ ✓ – ✓ – – –", "37.4"},
		{"with a foreign victim", child, victim, []regime.Citizenship{foreign}, []regime.Answer{no}, after, asked, "? ? ? ? ? – ? – – –", "37"},
		{"with a foreigner being identified", child, verifying, []regime.Citizenship{foreign}, []regime.Answer{no}, 0, asked, "? ? ? ? ? – ? – – –", "37"},
		{"stateless abroad", verifying, "", []regime.Citizenship{stateless}, []regime.Answer{yes}, 0, asked, "? ? ? ? – – – – – –", "37"},
		{"with stateless abroad", child, verifying, []regime.Citizenship{stateless}, []regime.Answer{yes}, 0, asked, "? ? ? ? – – – – – –", "37"},
		{"suspected", regime.Suspected, "", regime.Citizenships, []regime.Answer{yes, no, any}, 0, asked, "? – – – – – – – – –", "27.1"},
		{"relative", regime.Relative, "", regime.Citizenships, []regime.Answer{yes, no, any}, 0, asked, "– – – – – – – – – –", "34"},
		{"not a victim", regime.NotVictim, "", regime.Citizenships, []regime.Answer{yes, no, any}, 0, asked, "– – – – – – – – – –", "37"},

		//                                                                     essential travel medical psychological legal-aid schooling vocational allowance loan
		{"32.1 victim", victim, "", []regime.Citizenship{vn, stateless}, []regime.Answer{yes, no, any}, before, asked, "✓ ✓ ✓ ✓ ✓ ✓ ✓ ✓ ✓", "32.1"},
		{"32.2 foreigner", victim, "", []regime.Citizenship{foreign}, []regime.Answer{yes, no, any}, before, asked, "✓ ✓ ✓ ✓ ✓ – – – –", "32.2"},
		{"32.3 with a victim", child, victim, regime.Citizenships, []regime.Answer{yes, no, any}, before, asked, "✓ ✓ ✓ ✓ – – – – –", "32.3"},
		{"19 awaiting verification", verifying, "", regime.Citizenships, []regime.Answer{yes, no, any}, 0, old, "✓ ✓ – – – – – – –", "19"},
		{"with one awaiting", child, verifying, regime.Citizenships, []regime.Answer{yes, no, any}, 0, old, "? ? – – – – – – –", "19"},
		{"suspected then", regime.Suspected, "", regime.Citizenships, []regime.Answer{yes, no, any}, 0, old, "? – – – – – – – –", ""},
		{"relative then", regime.Relative, "", regime.Citizenships, []regime.Answer{yes, no, any}, 0, old, "– – – – – – – – –", "32"},
		{"not a victim then", regime.NotVictim, "", regime.Citizenships, []regime.Answer{yes, no, any}, 0, old, "– – – – – – – – –", "32"},
	} {
		for _, citizenship := range c.of {
			for _, abroad := range c.abroad {
				f := settled(c.kind, c.main, citizenship, abroad, c.identified)
				if diff := cmp.Diff(c.want, line(f, c.on)); diff != "" {
					t.Errorf("%s, %s, abroad %s: %s", c.name, citizenship, abroad, diff)
				}
				for _, e := range regime.Entitlements(f, c.on) {
					if e.Article != c.article {
						t.Errorf("%s %s: article %q, want %q", c.name, e.Regime, e.Article, c.article)
					}
				}
			}
		}
	}
}

func TestOrder(t *testing.T) {
	t.Parallel()
	if got := letters(settled(regime.Victim, "", regime.Vietnamese, regime.No, after), asked); got != "a b c d đ e g h i k" {
		t.Errorf("new law: %s", got)
	}
	if got := letters(settled(regime.Victim, "", regime.Vietnamese, regime.No, before), asked); got != "old.essential old.travel old.medical old.psychological old.legal_aid old.schooling old.vocational old.allowance old.loan" {
		t.Errorf("old law: %s", got)
	}
}

// Every place has exactly one row, in both laws.
func TestMatrixIsAPartition(t *testing.T) {
	t.Parallel()
	for _, law := range []string{regime.Law2011, regime.Law2024} {
		for _, kind := range regime.Kinds {
			for _, main := range []regime.Kind{regime.Victim, regime.BeingIdentified} {
				for _, c := range regime.Citizenships {
					for _, abroad := range []regime.Answer{regime.Yes, regime.No} {
						if n := regime.RowsFor(law, kind, main, c, abroad); n != 1 {
							t.Errorf("%s %s with %s, %s, abroad %s: %d rows", law, kind, main, c, abroad, n)
						}
					}
				}
			}
		}
		for _, g := range regime.Groups(law) {
			for _, r := range regime.Regimes(law) {
				if cell := g.Cell(r.Code); cell == "" || !strings.ContainsRune("+-?", rune(cell[0])) {
					t.Errorf("%s %s %s: cell %q", law, g.Code, r.Code, cell)
				}
			}
		}
	}
}

// The page tells the conditions of a regime once: they are the same in every
// row that has any.
func TestConditionsAreTheSame(t *testing.T) {
	t.Parallel()
	for _, law := range []string{regime.Law2011, regime.Law2024} {
		for _, r := range regime.Regimes(law) {
			seen := map[string]bool{}
			for _, g := range regime.Groups(law) {
				if c := strings.Join(g.Conditions(r.Code), ","); c != "" {
					seen[c] = true
				}
			}
			if len(seen) > 1 {
				t.Errorf("%s: %v", r.Code, seen)
			}
		}
	}
}
