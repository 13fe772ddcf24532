package regime

import (
	"slices"
	"sync"
)

// Lists of words that the laws know.
const (
	Exploitation = "exploitation" // forms, Decree 62/2012 art. 5
	Act          = "act"          // Law 53/2024 art. 2.1, also means and purpose
	Means        = "means"
	Purpose      = "purpose"
	Evidence     = "evidence"  // nine sources, art. 32.1
	Sign         = "sign"      // when evidence is not enough, art. 32.2; those known
	Status       = "status"    // legal status, one model for both laws
	Paper        = "paper"     // papers that confirm a victim, art. 33
	PaperOld     = "paper_old" // law of 2011 art. 28
)

// Code is a word of a list.
type Code struct {
	List string `json:"list"`
	Code string `json:"code"`
	Source
}

// Name is the message key of the word.
func (c Code) Name() string { return "regime." + c.List + "." + c.Code }

var codes = sync.OnceValue(func() []Code {
	var out []Code
	for _, r := range table("codes") {
		out = append(out, Code{List: r["list"], Code: r["code"], Source: r.source()})
	}
	return out
})

// Codes lists a list's words in order.
func Codes(list string) []Code {
	var out []Code
	for _, c := range codes() {
		if c.List == list {
			out = append(out, c)
		}
	}
	return out
}

// Words are the codes of a list alone.
func Words(list string) []string {
	var out []string
	for _, c := range Codes(list) {
		out = append(out, c.Code)
	}
	return out
}

// IsTrafficking weighs acts, means and purposes by Law 53/2024 art. 2.1. Under
// 18 the means are not needed; with an unknown age and no means the answer is
// unknown. Missing names the elements not found, and "minor" where the age
// decides. Words outside the lists do not count.
func IsTrafficking(acts, means, purposes []string, minor Answer) (met Answer, missing []string) {
	met = Yes
	if !anyOf(Act, acts) {
		met, missing = No, append(missing, Act)
	}
	if !anyOf(Purpose, purposes) {
		met, missing = No, append(missing, Purpose)
	}
	if anyOf(Means, means) || minor == Yes {
		return met, missing
	}
	missing = append(missing, Means)
	if minor == No {
		return No, missing
	}
	if met == Yes {
		met = Unknown
	}
	return met, append(missing, "minor")
}

func anyOf(list string, chosen []string) bool {
	words := Words(list)
	return slices.ContainsFunc(chosen, func(c string) bool { return slices.Contains(words, c) })
}
