package casework

import (
	"slices"
	"strings"
	"time"

	"neove/access"
	"neove/internal/clock"
	"neove/internal/errs"
	"neove/internal/ui"
	"neove/internal/vntext"
	"neove/org"
	"neove/person"
)

// sitting is what checks know besides the answers: the day of the reception,
// today, the office, the other persons.
type sitting struct {
	Day    clock.Date
	Today  clock.Date
	Now    time.Time
	Office string
	Tree   *org.Tree
	Others []ui.Option // by their number
}

var crossChecks = map[string]func(v Values, at sitting, c *errs.Check){
	atSafety: func(Values, sitting, *errs.Check) {},
	atNeeds: func(v Values, at sitting, c *errs.Check) {
		switch {
		case v.Get("interpreter_conflict") == "is":
			c.Add("interpreter_name", "casework.err.interpreter")
		case v.Get("interpreter_name") != "" && v.Get("interpreter_conflict") == "":
			c.Add("interpreter_conflict", "casework.err.interpreter_check")
		}
		if p := birthOf(v, at); p.Known() {
			if m := (person.Profile{Birth: p}).Minor(at.Day); m != person.Unsure && string(m) != v.Get("minor") && v.Get("minor") != "unknown" {
				c.Add("minor", "casework.err.minor")
			}
		}
	},
	atPerson: func(v Values, at sitting, c *errs.Check) {
		if v.Get("birth") != "" {
			if w, ok := person.ParseWhen(v.Get("birth")); !ok || w.Year > at.Today.Year() {
				c.Add("birth", "casework.err.birth")
			}
		}
		if v.Get("age") != "" && v.Number("age") > 120 {
			c.Add("age", "casework.err.age")
		}
		if v.Get("home") != "" {
			if _, ok := at.home(v.Get("home")); !ok {
				c.Add("home", "casework.err.home")
			}
		}
		if v.Get("paper_number") != "" && v.Get("paper_kind") == "" {
			c.Add("paper_kind", "web.err.required")
		}
		role := Role(v.Get("role"))
		if (role == Accompanying || role == Relative) && v.Get("with") == "" {
			c.Add("with", "casework.err.with")
		}
		if role == Accompanying && v.Get("minor") == "no" {
			c.Add("role", "casework.err.accompanying")
		}
	},
	atFound: func(v Values, at sitting, c *errs.Check) {
		if v.Date("found_on") > at.Today {
			c.Add("found_on", "casework.err.future")
		}
	},
	atConsent: func(v Values, at sitting, c *errs.Check) {
		given := slices.ContainsFunc([]string{"share_service", "share_identify", "share_research"}, func(n string) bool { return v.Get(n) == Given })
		if given && v.Get("way") == "" {
			c.Add("way", "casework.err.way")
		}
		if given && minorOf(v, at) != "no" && v.Get("guardian") == "" {
			c.Add("guardian", "casework.err.guardian")
		}
	},
}

// province is the province of the office on the day.
func (at sitting) province() string { return provinceOf(at.Tree, unitOf(at.Office), at.Day) }

func provinceOf(t *org.Tree, unit string, day clock.Date) string {
	for _, u := range append([]string{unit}, t.Ancestors(unit, day)...) {
		if one, _ := t.Unit(u); one.Level == org.Province {
			return u
		}
	}
	return ""
}

// Homes outside the country.
const abroad = "abroad"

// home reads a place of origin as people write it: a province before anything
// else, or a smaller unit.
func (at sitting) home(text string) (string, bool) {
	if key := vntext.Fold(text); key == "nuoc ngoai" || key == abroad {
		return abroad, true
	}
	key := strings.TrimPrefix(strings.TrimPrefix(strings.TrimPrefix(strings.TrimPrefix(vntext.Fold(text), "tinh "), "thanh pho "), "tp. "), "tp ")
	for _, u := range at.Tree.At("VN", org.Province, at.Day, at.Day+1) {
		if name := vntext.Fold(u.Name); u.ID == text || strings.TrimPrefix(strings.TrimPrefix(name, "tinh "), "thanh pho ") == key {
			return u.ID, true
		}
	}
	u, err := at.Tree.Match(text, "VN", at.Day)
	return u.ID, err == nil
}

// homeOf says where the person comes from, seen from the office: in or out of
// the province, abroad, unknown; and the unit.
func homeOf(v Values, at sitting) (code, unit string) {
	unit, ok := at.home(v.Get("home"))
	switch {
	case v.Get("home") == "" || !ok:
		return "unknown", ""
	case unit == abroad:
		return abroad, ""
	case provinceOf(at.Tree, unit, at.Day) == at.province() || at.Tree.Covers(at.province(), unit):
		return "in", unit
	}
	return "out", unit
}

// birthOf is when the person was born, as exactly as it was told.
func birthOf(v Values, at sitting) person.Fact[person.Birth] {
	how := v.Get("birth_how")
	if w, ok := person.ParseWhen(v.Get("birth")); ok {
		b := person.Birth{Kind: person.InYear, Year: w.Year, How: how}
		switch {
		case w.About:
			b.Kind, b.Spread = person.About, 2
		case w.Day > 0:
			b = person.Birth{Kind: person.Exact, Date: clock.On(w.Year, time.Month(w.Month), w.Day), How: how}
		}
		return person.Told(b)
	}
	if v.Get("age") != "" {
		if how == "" {
			how = "guessed"
		}
		return person.Told(person.Birth{Kind: person.AgeAt, Date: at.Day, Age: int(v.Number("age")), How: how})
	}
	return person.Silent[person.Birth](person.State(v.Get("birth_state")))
}

// minorOf says whether the person is under 18: by the birth where it is known,
// else by what was answered. Unknown is the procedure of a child.
func minorOf(v Values, at sitting) string {
	if m := (person.Profile{Birth: birthOf(v, at)}).Minor(at.Day); m != person.Unsure {
		return string(m)
	}
	if m := v.Get("minor"); m != "" {
		return m
	}
	return "unknown"
}

// profileOf is what package person keeps.
func profileOf(v Values, at sitting) person.Profile {
	text := func(name string) person.Fact[string] {
		if s := v.Get(name); s != "" && !slices.Contains(silences, s) {
			return person.Told(s)
		}
		state := v.Get(name + "_state")
		if slices.Contains(silences, v.Get(name)) { // a choice says it itself
			state = v.Get(name)
		}
		return person.Silent[string](person.State(state))
	}
	p := person.Profile{Name: text("name"), Safe: text("safe"), Sex: text("sex"), Nationality: text("nationality"), Ethnicity: text("ethnicity"), Birth: birthOf(v, at)}
	if n := v.Get("paper_number"); n != "" {
		state := v.Get("paper_state")
		if state == "" {
			state = "held"
		}
		p.Papers = person.Told([]person.Paper{{Kind: v.Get("paper_kind"), Number: n, State: state}})
	}
	if _, unit := homeOf(v, at); unit != "" || v.Get("home_text") != "" {
		p.Places = person.Told([]person.Place{{Kind: "home_town", Text: strings.Trim(v.Get("home_text")+", "+at.Tree.Name(unit), ", ")}})
	} else {
		p.Places = person.Silent[[]person.Place](person.State(v.Get("home_state")))
	}
	if s := v.Get("contact"); s != "" {
		p.Contacts = person.Told([]person.Contact{{Kind: "phone", Value: s, Safe: person.Unsure, How: v.Get("contact_how")}})
	} else {
		p.Contacts = person.Silent[[]person.Contact](person.State(v.Get("contact_state")))
	}
	return p
}

// coreOf is what the team knows.
func coreOf(v Values, at sitting, channel string) Core {
	known := func(name string) string {
		if s := v.Get(name); !slices.Contains(silences, s) {
			return s
		}
		return ""
	}
	c := Core{Sex: known("sex"), Minor: minorOf(v, at), Language: known("speaks"), Citizenship: known("citizen"), Nationality: v.Get("nationality"), Ethnicity: v.Get("ethnicity"),
		Channel: channel, Route: known("route"), Country: v.Get("country"), Needs: v["needs"], Note: v.Get("aid")}
	if lo, hi, ok := (person.Profile{Birth: birthOf(v, at)}).Age(at.Day); ok {
		c.AgeLow, c.AgeHigh = lo, hi
	}
	c.Home, c.Where = homeOf(v, at)
	if c.Nationality == "" && c.Citizenship == "vn" {
		c.Nationality = "Việt Nam"
	}
	if slices.Contains(v["needs"], "interpreter") || v.Get("interpreter_name") != "" {
		c.Interpreter = "yes"
	}
	return c
}

// riskOf turns the answers about safety into a level; what nobody knows is no
// reason to feel safe.
func riskOf(v Values) (level string, factors []string) {
	for code, name := range map[string]string{"threats": "threats", "trafficker_near": "near", "self_harm": "self_harm"} {
		if v.Get(name) == "yes" {
			factors = append(factors, code)
		}
	}
	slices.Sort(factors)
	calm := v.Get("in_danger") == "no" && v.Get("threats") == "no" && v.Get("near") == "no" && v.Get("self_harm") == "no"
	switch {
	case v.Get("in_danger") == "yes":
		level = "immediate"
	case len(factors) > 0 || slices.Contains(v["needs"], "protection"):
		level = "high"
	case calm:
		level = "low"
	default:
		level = "medium"
	}
	if slices.Contains(v["needs"], "medical") {
		factors = append(factors, "health")
	}
	if v.Get("minor") == "yes" {
		factors = append(factors, "child")
	}
	return level, factors
}

// reviewAfter is in how many days somebody looks at the safety again.
var reviewAfter = map[string]clock.Date{"immediate": 1, "high": 3, "medium": 7, "low": 30}

// leadOf and policeOf are who leads support and who identifies in the province
// of the office (Law 53/2024 art. 27, 28).
func (at sitting) leadOf() string {
	return access.Office{Role: access.ProvinceOfficer, Unit: at.province()}.String()
}

func (at sitting) policeOf() string {
	return access.Office{Role: access.Police, Unit: at.province()}.String()
}

// ledgerOf are the entries of the ledger of consents: the notice to the lead is
// a duty, everything else is asked.
func ledgerOf(v Values, at sitting) []ConsentInput {
	how := How{Way: v.Get("way"), Language: v.Get("speaks"), Witness: v.Get("witness"), Guardian: v.Get("guardian"), Informed: v["informed"]}
	var out []ConsentInput
	add := func(recipient, purpose, basis, state string, sections ...string) {
		if recipient != at.Office && unitOf(recipient) != "" && state != "" {
			out = append(out, ConsentInput{Recipient: recipient, Purpose: purpose, Basis: basis, State: state, Sections: sections, How: how})
		}
	}
	add(at.leadOf(), "notify", "duty", Given, InCore)
	add(at.leadOf(), "service", "consent", v.Get("share_service"), InCore, "identity")
	add(at.policeOf(), "identify", "consent", v.Get("share_identify"), InCore, "identity")
	add(at.leadOf(), "research", "consent", v.Get("share_research"), InCore)
	return out
}
