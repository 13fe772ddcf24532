package casework

import (
	"slices"

	"neove/internal/clock"
)

// pairs are our code and the standard's at the same place of both lists.
func pairs(field string, ours []string) func(code string, back bool) string {
	f, _ := htcdsField("victim", field)
	return func(code string, back bool) string {
		from, to := ours, f.codes()
		if back {
			from, to = to, from
		}
		if i := slices.Index(from, code); i >= 0 && i < len(to) {
			return to[i]
		}
		return ""
	}
}

func codesOut(values, field string, ours []string) func(hCase, Object) {
	return func(t hCase, o Object) { outCodes(o, field, t.Worksheet[values], pairs(field, ours)) }
}

func outCodes(o Object, field string, list []string, of func(string, bool) string) {
	var out []string
	for _, one := range list {
		if code := of(one, false); code != "" && !slices.Contains(out, code) {
			out = append(out, code)
		}
	}
	if out != nil {
		o[field] = out
	}
}

func codesIn(values, field string, ours []string) func(Object, *hCase) {
	return func(o Object, t *hCase) {
		for _, one := range texts(o, field) {
			if code := pairs(field, ours)(one, true); code != "" {
				if t.Worksheet == nil {
					t.Worksheet = Values{}
				}
				t.Worksheet[values] = append(t.Worksheet[values], code)
			}
		}
	}
}

// listedControls are the methods of control that the standard lists; "other"
// stands where its Other stands.
var listedControls = slices.DeleteFunc(slices.Clone(Controls), func(c string) bool { return c == "restricts_movement" })

func controlOut(t hCase, o Object) {
	outCodes(o, "vic_MethodsOfControl", t.Worksheet["control"], func(code string, back bool) string {
		if code == "restricts_movement" {
			code = "other"
		}
		return pairs("vic_MethodsOfControl", listedControls)(code, back)
	})
}

func controlIn(o Object, t *hCase) {
	codesIn("control", "vic_MethodsOfControl", listedControls)(o, t)
}

// exploitations are our forms in the words of the standard: type, and type of
// sexual exploitation. The first of ours is taken where a file names a pair.
var exploitations = []struct{ ours, kind, sex string }{
	{"forced_prostitution", "SexualExploitation", "Prostitution"},
	{"forced_pornography", "SexualExploitation", "Pornography"},
	{"sexual_slavery", "SexualExploitation", "PrivateSexualServices"},
	{"forced_erotic_show", "SexualExploitation", ""},
	{"forced_labour", "ForcedLabour", ""},
	{"organ_removal", "OrganRemoval", ""},
	{"forced_begging", "ForcedBegging", ""},
	{"forced_marriage", "ForcedMarriage", ""},
	{"forced_childbearing", "Surrogacy", ""},
	{"other_inhumane", "Other", ""},
	{"forced_crime", "Other", ""},
	{"sold_like_goods", "Other", ""},
}

func exploitationOut(t hCase, o Object) {
	var kinds, sexes []string
	add := func(list *[]string, code string) {
		if code != "" && !slices.Contains(*list, code) {
			*list = append(*list, code)
		}
	}
	for _, e := range exploitations { // in the order of the table, whatever ours is
		if slices.Contains(t.Core.Exploitation, e.ours) {
			add(&kinds, e.kind)
			add(&sexes, e.sex)
		}
	}
	if kinds != nil {
		o["vic_TypeOfExploitation"] = kinds
	}
	if sexes != nil {
		o["vic_TypeOfSexExploitation"] = sexes
	}
}

// exploitationIn leaves sexual exploitation that a file does not specify
// without a form of ours: nobody guesses what was done to a person.
func exploitationIn(o Object, t *hCase) {
	kinds, sexes := texts(o, "vic_TypeOfExploitation"), texts(o, "vic_TypeOfSexExploitation")
	seen := map[string]bool{}
	for _, e := range exploitations {
		pair := e.kind + " " + e.sex
		if e.ours == "forced_erotic_show" || seen[pair] || !slices.Contains(kinds, e.kind) || e.sex != "" && !slices.Contains(sexes, e.sex) {
			continue
		}
		seen[pair] = true
		t.Core.Exploitation = append(t.Core.Exploitation, e.ours)
	}
	if len(t.Core.Exploitation) > 0 {
		if t.Worksheet == nil {
			t.Worksheet = Values{}
		}
		t.Worksheet["exploitation"] = t.Core.Exploitation
	}
}

func stageOut(t hCase, o Object) {
	o["cas_Status"] = "Active"
	switch t.Case.Stage {
	case Reintegration:
		o["cas_Status"] = "FollowUp"
	case Closed:
		o["cas_Status"] = "Closed"
		if t.Closure.Get("why") == "moved" {
			o["cas_Status"] = "ClosedReferred"
		}
		put(o, "cas_ReasonForCaseClosure", t.Closure.Get("text"))
	}
}

// stageIn closes a case that a file tells closed, and why; a case moves to any
// other stage by an act of its office only.
func stageIn(o Object, t *hCase) {
	t.Case.Stage = Reception
	why := map[string]string{"Closed": "other", "ClosedReferred": "moved"}[text(o, "cas_Status")]
	if reason := text(o, "cas_ReasonForCaseClosure"); why != "" && reason != "" {
		t.Case.Stage, t.Closure = Closed, Values{"why": {why}, "text": {reason}}
	}
}

// brought are the channels in which another body brings somebody.
var brought = []string{"handover", "mission", "hotline", "inspection", "tip"}

func incomingOut(t hCase, o Object) {
	if slices.Contains(brought, t.Core.Channel) {
		put(o, "cas_IncomingReferralDate", t.Case.ReceivedOn.String())
	}
}

func incomingIn(o Object, t *hCase) {
	if d, err := clock.Parse(text(o, "cas_IncomingReferralDate")); err == nil {
		t.Case.ReceivedOn, t.Core.Channel = d, "handover"
	}
}

func consentOut(t hCase, o Object) {
	if t.Consent != "" {
		o["con_Consent"] = t.Consent == Given
	}
}
