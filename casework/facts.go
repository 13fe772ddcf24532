package casework

import (
	"neove/internal/clock"
	"neove/measure"
)

// ageBands are those of the case statistics, computed from the ages at
// reception; who could be in two of them is in none.
var ageBands = []struct {
	code   string
	lo, hi int
}{{"0_5", 0, 5}, {"6_11", 6, 11}, {"12_15", 12, 15}, {"16_17", 16, 17}, {"18_24", 18, 24}, {"25_39", 25, 39}, {"40_59", 40, 59}, {"60", 60, 200}}

func bandOf(core Core) string {
	for _, b := range ageBands {
		if core.AgeLow >= b.lo && core.AgeHigh <= b.hi && core.AgeHigh > 0 {
			return b.code
		}
	}
	return "unknown"
}

// counted is what indicators count of a case: each person once, on the day of
// reception, at the unit that leads the case.
func counted(c Case, core Core) []measure.Fact {
	if c.Decoy {
		return nil
	}
	var out []measure.Fact
	add := func(code string) {
		out = append(out, measure.Fact{Unit: unitOf(c.Office), Day: c.ReceivedOn, Measure: "casework." + code, Value: 1})
	}
	add("person.received")
	add("person.status." + string(c.Kind()))
	if c.Kind() != "victim" {
		return out
	}
	add("victim.received")
	add("victim.sex." + orUnknown(core.Sex))
	add("victim.age." + bandOf(core))
	add("victim.home." + orUnknown(core.Home))
	add("victim.route." + orUnknown(core.Route))
	add("victim.channel." + orUnknown(core.Channel))
	add("victim.nationality." + vietnamese(core.Citizenship))
	add("victim.ethnicity." + kinh(core.Ethnicity))
	for _, e := range core.Exploitation {
		add("victim.exploitation." + e)
	}
	if core.Repeat {
		add("victim.repeat")
	}
	return out
}

func orUnknown(code string) string {
	if code == "" || code == "declined" {
		return "unknown"
	}
	return code
}

func vietnamese(citizenship string) string {
	switch citizenship {
	case "vn", "stateless_resident":
		return "vn"
	case "foreign":
		return "foreign"
	}
	return "unknown"
}

func kinh(ethnicity string) string {
	switch ethnicity {
	case "":
		return "unknown"
	case "Kinh":
		return "kinh"
	}
	return "minority"
}

// count brings the figures of a case up to date.
func (d desk) count(c Case, core Core) error {
	id, err := d.s.factID("case", c.ID)
	if err != nil {
		return err
	}
	return measure.Replace(d.tx, "casework.case", measure.Entry{ID: id, Facts: counted(c, core)})
}

// countSupport counts the person once per regime, on the day it was first given.
func (d desk) countSupport(c Case, done []Record) error {
	first := map[string]clock.Date{}
	for _, r := range done {
		if r.Kind != "service" {
			continue
		}
		letter := letterOf(r.Values.Get("regime"))
		if was, ok := first[letter]; !ok || r.On < was {
			first[letter] = r.On
		}
	}
	var facts []measure.Fact
	for letter, day := range first {
		facts = append(facts, measure.Fact{Unit: unitOf(c.Office), Day: day, Measure: "casework.support." + letter + ".persons", Value: 1})
	}
	id, err := d.s.factID("support", c.ID)
	if err != nil {
		return err
	}
	return measure.Replace(d.tx, "casework.support", measure.Entry{ID: id, Facts: facts})
}
