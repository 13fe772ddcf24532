package casework

import (
	"slices"
	"strings"

	"neove/regime"
)

// Dimension is one way in which persons are divided; each person stands under
// one value, except under exploitation, where several are possible.
type Dimension struct {
	Code   string   // under casework.victim. or, for status, casework.person.
	Values []string // in the order of the table
	Texts  string   // prefix of the words of the values
}

func (d Dimension) measure(value string) string {
	if d.Code == "status" {
		return "casework.person.status." + value
	}
	return "casework.victim." + d.Code + "." + value
}

func bands() []string {
	var out []string
	for _, b := range ageBands {
		out = append(out, b.code)
	}
	return append(out, unknown)
}

// Dimensions of the statistics; the first one divides all persons, the others
// the victims.
var Dimensions = []Dimension{
	{"status", []string{string(regime.Victim), string(regime.BeingIdentified), string(regime.Accompanying), string(regime.Suspected), string(regime.Relative), string(regime.NotVictim)}, "casework.kindword."},
	{"sex", []string{"female", "male", "other", unknown}, "casework.sex."},
	{"age", bands(), "casework.band."},
	{"ethnicity", []string{"kinh", "minority", unknown}, "casework.ethnicity."},
	{"nationality", []string{"vn", "foreign", unknown}, "casework.nationality."},
	{"home", []string{"in", "out", "abroad", unknown}, "casework.home."},
	{"route", []string{"inside", "country", "abroad", unknown}, "casework.route."},
	{"country", append(slices.Clone(countries), "other", unknown), "casework.country."},
	{"channel", append(slices.Clone(Channels), unknown), "casework.channel."},
	{"exploitation", words(regime.Exploitation), "regime.exploitation."},
}

// Letters are those of art. 37 under which support of both laws is counted.
var Letters = []string{"a", "b", "c", "d", "đ", "e", "g", "h", "i", "k"}

// told are the measures that every reader of figures may see of a province:
// what accounts tell. All others divide few people and are shown together, with
// small counts hidden.
var told = []string{"casework.victim.received", "casework.person.received", "casework.supported.persons", "casework.support.turns", "casework.support.money",
	"casework.returned.persons", "casework.reintegrated.persons", "casework.verification.count", "casework.decision.count"}

// Apart reports a measure that is shown on the page of statistics only.
func Apart(measure string) bool {
	return strings.HasPrefix(measure, "casework.") && !slices.Contains(told, measure)
}
