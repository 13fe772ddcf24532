package training

import (
	"strconv"
	"strings"

	"neove/internal/clock"
	"neove/internal/errs"
	"neove/internal/vntext"
)

// Participant is a named official on the list of a cluster.
type Participant struct {
	ID          string      `db:"id" json:"id"`
	Cluster     string      `db:"cluster" json:"cluster"`
	Person      string      `db:"person" json:"person"`
	Position    int64       `db:"position" json:"position"`
	Name        string      `db:"name" json:"name"`
	NameKey     string      `db:"name_key" json:"-"`
	Unit        string      `db:"unit" json:"unit"`           // key, where the text names one
	UnitText    string      `db:"unit_text" json:"unit_text"` // as it stands on the list
	Post        string      `db:"post" json:"post"`
	Level       string      `db:"level" json:"level"`
	Group       string      `db:"grp" json:"group"`
	Sex         string      `db:"sex" json:"sex"`
	Attended    *int64      `db:"attended" json:"attended"` // sessions; nil: came, not counted; 0: did not come
	Before      *int64      `db:"score_before" json:"before"`
	After       *int64      `db:"score_after" json:"after"`
	Certificate string      `db:"certificate" json:"certificate"`
	CertifiedOn *clock.Date `db:"certified_on" json:"certified_on"`
	Line        int         `db:"-" json:"-"`
}

// Sexes that a list tells.
var Sexes = []string{"female", "male"}

// maxScore is ten points, in tenths.
const maxScore = 100

// maxNames is the longest list of a cluster.
const maxNames = 2000

// Came reports whether the person counts as a participant.
func (p Participant) Came() bool { return p.Attended == nil || *p.Attended > 0 }

// clean brings the texts into their stored form; a group that belongs to one
// level gives it.
func (p *Participant) clean(list Terms) {
	for _, s := range []*string{&p.Name, &p.UnitText, &p.Post, &p.Certificate} {
		*s = vntext.Clean(*s)
	}
	p.NameKey = vntext.Fold(p.Name)
	if g, ok := list.find(Group, p.Group); ok && p.Level == "" {
		p.Level = g.Level
	}
}

// matchKey is the same for the same official over the years.
func (p Participant) matchKey() string {
	unit := p.Unit
	if unit == "" {
		unit = vntext.Fold(p.UnitText)
	}
	return p.NameKey + "|" + unit + "|" + vntext.Fold(p.Post)
}

// validate notes what is wrong with a row of the list.
func (p Participant) validate(e *errs.Check, c Cluster, today clock.Date, list Terms) {
	if p.Name == "" {
		e.AddAt(p.Line, "name", "web.err.required")
	}
	if _, ok := list.find(Group, p.Group); !ok {
		e.AddAt(p.Line, "group", "training.err.group")
	} else if !known(Levels, p.Level) {
		e.AddAt(p.Line, "level", "training.err.level")
	}
	if p.Sex != "" && !known(Sexes, p.Sex) {
		e.AddAt(p.Line, "sex", "web.err.choice")
	}
	switch {
	case p.Attended == nil:
	case c.From > today:
		e.AddAt(p.Line, "attended", "training.err.not_begun", "from", vntext.Date(c.From))
	case *p.Attended < 0 || *p.Attended > c.Sessions:
		e.AddAt(p.Line, "attended", "training.err.attended", "max", c.Sessions)
	}
	for name, v := range map[string]*int64{"before": p.Before, "after": p.After} {
		if v != nil && (*v < 0 || *v > maxScore) {
			e.AddAt(p.Line, name, "training.err.score")
		}
	}
	if p.CertifiedOn != nil && *p.CertifiedOn < c.From {
		e.AddAt(p.Line, "certified_on", "training.err.certified", "from", vntext.Date(c.From))
	}
	for _, f := range []struct {
		name, value string
		max         int
	}{{"name", p.Name, 200}, {"unit_text", p.UnitText, maxText}, {"post", p.Post, maxText}, {"certificate", p.Certificate, 100}} {
		if len([]rune(f.value)) > f.max {
			e.AddAt(p.Line, f.name, "web.err.long", "max", f.max)
		}
	}
}

// tally adds names up by level and group, in the order of the levels and of
// first appearance. Women are told only where the list says the sex of somebody.
func tally(list []Participant) []Headcount {
	told := false
	for _, p := range list {
		told = told || p.Sex != ""
	}
	var out []Headcount
	for _, level := range Levels {
		at := map[string]int{}
		for _, p := range list {
			if p.Level != level || !p.Came() {
				continue
			}
			i, ok := at[p.Group]
			if !ok {
				i = len(out)
				at[p.Group] = i
				c := Headcount{Level: level, Group: p.Group}
				if told {
					c.Women = new(int64)
				}
				out = append(out, c)
			}
			out[i].People++
			if p.Sex == "female" {
				*out[i].Women++
			}
		}
	}
	return out
}

// Result is what a short test before and after shows: means in tenths of a
// point over the N people who took both.
type Result struct{ Before, After, N int64 }

// result of those who took both tests; false when nobody did.
func result(list []Participant) (Result, bool) {
	var r Result
	for _, p := range list {
		if p.Came() && p.Before != nil && p.After != nil {
			r.Before, r.After, r.N = r.Before+*p.Before, r.After+*p.After, r.N+1
		}
	}
	if r.N == 0 {
		return Result{}, false
	}
	r.Before, r.After = mean(r.Before, r.N), mean(r.After, r.N)
	return r, true
}

// mean rounds half up; both are not negative.
func mean(sum, n int64) int64 { return (2*sum + n) / (2 * n) }

// ParseScore reads a score of ten points as people type it: 8; 6,4; 6.4. False
// for anything else.
func ParseScore(s string) (int64, bool) {
	whole, tenth, cut := strings.Cut(strings.Replace(strings.TrimSpace(s), ".", ",", 1), ",")
	if cut && len(tenth) != 1 {
		return 0, false
	}
	n, err := strconv.ParseUint(whole+tenth, 10, 16)
	if err != nil || !digits(whole) || !digits(tenth) {
		return 0, false
	}
	if !cut {
		n *= 10
	}
	return int64(n), n <= maxScore
}

func digits(s string) bool {
	return !strings.ContainsFunc(s, func(r rune) bool { return r < '0' || r > '9' })
}

// ScoreText writes tenths of a point: 6,4 (English 6.4); "" for nil.
func ScoreText(v *int64, lang string) string {
	if v == nil {
		return ""
	}
	sep := ","
	if lang == "en" {
		sep = "."
	}
	return strconv.FormatInt(*v/10, 10) + sep + strconv.FormatInt(*v%10, 10)
}
