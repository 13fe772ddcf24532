package casework

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"neove/internal/clock"
	"neove/internal/db"
	"neove/measure"
	"neove/regime"
)

// ageBands are those of the case statistics, computed from the ages at
// reception; who could be in two of them is in none.
var ageBands = []struct {
	code   string
	lo, hi int
}{{"0_5", 0, 5}, {"6_11", 6, 11}, {"12_15", 12, 15}, {"16_17", 16, 17}, {"18_24", 18, 24}, {"25_39", 25, 39}, {"40_59", 40, 59}, {"60", 60, 200}}

// countries are the destinations that figures name; the others are one group.
var countries = []string{"kh", "la", "cn", "mm", "th", "my", "ph"}

const unknown = "unknown"

func bandOf(core Core) string {
	for _, b := range ageBands {
		if core.AgeLow >= b.lo && core.AgeHigh <= b.hi && core.AgeHigh > 0 {
			return b.code
		}
	}
	return unknown
}

// counted is what indicators count of a case: each person once, on the day of
// reception, at the unit that received: who leads the case later changes no
// month that was reported.
func counted(c Case, core Core, unit string) []measure.Fact {
	if c.Decoy {
		return nil
	}
	var out []measure.Fact
	add := func(code string) {
		out = append(out, measure.Fact{Unit: unit, Day: c.ReceivedOn, Measure: "casework." + code, Value: 1})
	}
	add("person.received")
	add("person.status." + string(c.Kind()))
	if c.Kind() != regime.Victim {
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
	if core.Route == "abroad" {
		add("victim.country." + countryOf(core.Country))
	}
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
		return unknown
	}
	return code
}

func vietnamese(citizenship string) string {
	switch regime.Citizenship(citizenship) {
	case regime.Vietnamese, regime.StatelessResident:
		return "vn"
	case regime.Foreign:
		return "foreign"
	}
	return unknown
}

func kinh(ethnicity string) string {
	switch ethnicity {
	case "":
		return unknown
	case "Kinh":
		return "kinh"
	}
	return "minority"
}

func countryOf(code string) string {
	switch code = strings.ToLower(code); {
	case slices.Contains(countries, code):
		return code
	case code == "":
		return unknown
	}
	return "other"
}

// letterCode is a letter of art. 37 as codes of measures write it.
func letterCode(letter string) string {
	if letter == "đ" {
		return "dd"
	}
	return letter
}

// earliest is the first record of those that fit; ok is false for none.
func earliest(list []Record, fits func(Record) bool) (first Record, ok bool) {
	for _, r := range list {
		if fits(r) && (!ok || r.On < first.On || r.On == first.On && r.At.Before(first.At)) {
			first, ok = r, true
		}
	}
	return first, ok
}

func ofKind(kind string) func(Record) bool { return func(r Record) bool { return r.Kind == kind } }

// once counts a person at the unit that did something first, with the days since
// the reception.
func once(c Case, r Record, ok bool, code string) []measure.Fact {
	if !ok || c.Decoy {
		return nil
	}
	at := measure.Fact{Unit: unitOf(r.Office), Day: r.On, Measure: "casework." + code + ".persons", Value: 1}
	days := at
	days.Measure, days.Value = "casework."+code+".days", int64(max(r.On-c.ReceivedOn, 0))
	return []measure.Fact{at, days}
}

// supported counts the person once per regime, on the day it was first given.
func supported(c Case, done []Record, letter string) []measure.Fact {
	r, ok := earliest(done, func(r Record) bool { return r.Kind == "service" && letterOf(r.Values.Get("regime")) == letter })
	facts := once(c, r, ok, "support."+letterCode(letter))
	return facts[:min(len(facts), 1)]
}

// reintegrated counts the person while the case is closed for that reason.
func reintegrated(c Case, done []Record) []measure.Fact {
	var last Record
	for _, r := range done {
		if r.Kind == "closure" && !r.At.Before(last.At) {
			last = r
		}
	}
	if c.Decoy || c.ClosedOn == 0 || last.Values.Get("why") != "reintegrated" {
		return nil
	}
	return []measure.Fact{{Unit: unitOf(last.Office), Day: c.ClosedOn, Measure: "casework.reintegrated.persons", Value: 1}}
}

// reopens is why the months of changed figures are open again: a person is
// never turned away because a month is signed.
const reopens = "Số liệu tiếp nhận, hỗ trợ đã thay đổi sau khi xác nhận"

// put sets what figures count of an entry. Months whose figures change are open
// again for their units. What stays as it was is not written.
func (d desk) put(kind, key string, facts []measure.Fact) error {
	id, err := d.s.factID(kind, key)
	if err != nil {
		return err
	}
	before, err := measure.Of(d.tx, "casework."+kind, id)
	if err != nil {
		return err
	}
	changed := differing(before, facts)
	if len(changed) == 0 {
		return nil
	}
	if err := measure.Replace(d.tx, "casework."+kind, measure.Entry{ID: id, Facts: facts}); err != nil {
		return err
	}
	for _, at := range changed {
		if err := d.s.sign.Touch(d.tx, d.by, Topic, at.unit, at.day, reopens); err != nil {
			return err
		}
	}
	return nil
}

type unitDay struct {
	unit string
	day  clock.Date
}

// differing are the units and days on which two lists of facts differ, in order.
func differing(a, b []measure.Fact) []unitDay {
	n := map[measure.Fact]int{}
	for _, f := range a {
		n[f]++
	}
	for _, f := range b {
		n[f]--
	}
	out := map[unitDay]bool{}
	for f, times := range n {
		if times != 0 {
			out[unitDay{f.Unit, f.Day}] = true
		}
	}
	return slices.SortedFunc(maps.Keys(out), func(a, b unitDay) int {
		return cmp.Or(cmp.Compare(a.unit, b.unit), cmp.Compare(a.day, b.day))
	})
}

// origin is the unit that received the person: that of the first on the team.
func origin(tx *db.Tx, caseID string) (string, error) {
	office, err := db.Get[string](tx, "SELECT office FROM casework_team WHERE case_id=? ORDER BY from_at, id LIMIT 1", caseID)
	return unitOf(office), err
}

// count brings the figures of a case up to date.
func (d desk) count(c Case, core Core) error {
	unit, err := origin(d.tx, c.ID)
	if err != nil {
		return err
	}
	return d.put("case", c.ID, counted(c, core, unit))
}

// recount brings the figures of records up to date: k is the kind that changed,
// r what it says now, with state Withdrawn for nothing; was is what it said
// before. done are the current records that the office may open.
func (d desk) recount(c Case, k Kind, was, r Record, done []Record) error {
	if k.Facts != nil {
		var facts []measure.Fact
		if r.State == Current && !c.Decoy {
			facts = k.Facts(moment{Case: c}, r)
		}
		if err := d.put("record", r.Root, facts); err != nil {
			return err
		}
	}
	switch k.Code {
	case "service":
		return d.countSupport(c, done, letterOf(was.Values.Get("regime")), letterOf(r.Values.Get("regime")))
	case "return":
		first, ok := earliest(done, ofKind("return"))
		return d.put("return", c.ID, once(c, first, ok, "returned"))
	case "closure", "reopening":
		return d.put("closure", c.ID, reintegrated(c, done))
	}
	return nil
}

// countSupport counts the person under the letters that a service touches, and
// as somebody who got support. A letter lies in one compartment, so the office
// that writes it opens all services under it; days and offices are not sealed.
func (d desk) countSupport(c Case, done []Record, letters ...string) error {
	for _, l := range letters {
		if l == "" {
			continue
		}
		if err := d.put("support", c.ID+"|"+l, supported(c, done, l)); err != nil {
			return err
		}
	}
	all, err := records(d.tx, c.ID, Current)
	if err != nil {
		return err
	}
	first, ok := earliest(all, ofKind("service"))
	return d.put("supported", c.ID, once(c, first, ok, "supported"))
}
