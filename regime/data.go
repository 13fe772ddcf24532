package regime

import (
	"embed"
	"fmt"
	"strconv"
	"strings"
	"sync"

	"neove/internal/clock"
)

//go:embed data/*.tsv
var data embed.FS

// row is a line of a shipped table by column.
type row map[string]string

// table reads a shipped file; a fault in it is a fault of the program.
func table(name string) []row {
	raw, err := data.ReadFile("data/" + name + ".tsv")
	if err != nil {
		panic(err)
	}
	lines := strings.Split(strings.Trim(string(raw), "\n"), "\n")
	head := strings.Split(lines[0], "\t")
	out := make([]row, 0, len(lines)-1)
	for n, l := range lines[1:] {
		cells := strings.Split(l, "\t")
		if len(cells) != len(head) {
			panic(fmt.Sprintf("regime: %s line %d has %d cells, not %d", name, n+2, len(cells), len(head)))
		}
		r := row{}
		for i, c := range cells {
			r[head[i]] = c
		}
		out = append(out, r)
	}
	return out
}

func (r row) source() Source {
	return Source{Instrument: r["instrument"], Article: r["article"], Verified: r["verified"] == "yes"}
}

func (r row) num(column string) int {
	if r[column] == "" {
		return 0
	}
	n, err := strconv.Atoi(r[column])
	if err != nil {
		panic(fmt.Sprintf("regime: %s: %v", column, err))
	}
	return n
}

// span is the validity of the row, half open; without a day it is open.
func (r row) span() span {
	s := span{From: clock.Min, To: clock.Max}
	if r["from"] != "" {
		s.From = clock.MustParse(r["from"])
	}
	if r["to"] != "" {
		s.To = clock.MustParse(r["to"])
	}
	return s
}

func (r row) list(column string) []string {
	if r[column] == "" {
		return nil
	}
	return strings.Split(r[column], ",")
}

// span is a half-open stretch of days.
type span struct {
	From clock.Date `json:"from"`
	To   clock.Date `json:"to"`
}

// On reports whether the day is inside.
func (s span) On(day clock.Date) bool { return s.From <= day && day < s.To }

// Instrument is a law, decree, circular or our own convention.
type Instrument struct {
	Code     string
	Verified bool // the days of validity
	span
}

// Instruments lists all of them, those of the law of 2011 first.
var Instruments = sync.OnceValue(func() []Instrument {
	var out []Instrument
	for _, r := range table("instruments") {
		out = append(out, Instrument{Code: r["code"], Verified: r["verified"] == "yes", span: r.span()})
	}
	return out
})

// Regime is a support that a law knows.
type Regime struct {
	Law      string `json:"law"`
	Code     string `json:"code"`     // the letter of art. 37, or old.…
	Position int    `json:"position"` // in the law's list; the list of 2011 joins two in one
	Counts   string `json:"counts"`   // the letter of art. 37 under which figures count it
	Detail   string `json:"-"`        // the fact for which alone the decree, as far as seen, spells it out
	Source          // where its content is regulated
}

// Name is the message key of the regime's name.
func (g Regime) Name() string { return "regime.name." + g.Code }

// all the regimes, by law and in its order.
var all = sync.OnceValue(func() []Regime {
	var out []Regime
	for _, r := range table("regimes") {
		out = append(out, Regime{Law: r["law"], Code: r["code"], Position: r.num("position"), Counts: r["counts"], Detail: r["detail"], Source: r.source()})
	}
	return out
})

// Regimes lists a law's regimes in its order.
func Regimes(law string) []Regime {
	var out []Regime
	for _, g := range all() {
		if g.Law == law {
			out = append(out, g)
		}
	}
	return out
}

// Level is an amount that a text sets for a support.
type Level struct {
	Code   string `json:"code"`
	Law    string `json:"law,omitempty"`
	Regime string `json:"regime,omitempty"`
	Amount int64  `json:"amount,omitempty"` // đồng; the least
	Factor string `json:"factor,omitempty"` // times the standard level of social assistance
	Per    string `json:"per"`              // person, person_day, month
	Source
	span
}

// Words say the amount with what it is for: 70.000 đồng/người/ngày.
func (l Level) Words() Reason {
	if l.Factor != "" {
		return Reason{Key: "regime.level.factor", Args: []any{"factor", l.Factor}}
	}
	return Reason{Key: "regime.per." + l.Per, Args: []any{"amount", l.Amount}}
}

// Levels lists all amounts that are known, checked or not.
var Levels = sync.OnceValue(func() []Level {
	var out []Level
	for _, r := range table("levels") {
		out = append(out, Level{Code: r["code"], Law: r["law"], Regime: r["regime"], Amount: int64(r.num("amount")), Factor: r["factor"], Per: r["per"], Source: r.source(), span: r.span()})
	}
	return out
})

// level is the checked amount of a regime on a day; nil is "chưa có mức".
func level(g Regime, on clock.Date) *Level {
	for _, l := range Levels() {
		if l.Law == g.Law && l.Regime == g.Code && l.Verified && l.On(on) {
			return &l
		}
	}
	return nil
}
