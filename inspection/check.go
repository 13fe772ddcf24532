package inspection

import (
	"reflect"
	"regexp"
	"slices"
	"strings"
	"time"

	"neove/audit"
	"neove/internal/clock"
	"neove/internal/errs"
	"neove/internal/vntext"
	"neove/measure"
)

// Answers to an item of a checklist. An item without an answer was not looked at.
var Answers = []string{"yes", "no", "na"}

// ItemAnswer is what was found for one item.
type ItemAnswer struct {
	Item   string `json:"item" doc:"Code of the item"`
	Answer string `json:"answer" enum:"yes,no,na"`
	Note   string `json:"note,omitempty" maxLength:"300"`
}

// Violation is one thing that was found against the law.
type Violation struct {
	Kind    string `json:"kind" doc:"Code of the kind"`
	Text    string `json:"text,omitempty" maxLength:"300"`
	Article string `json:"article,omitempty" maxLength:"200" doc:"Legal article, as the team cites it"`
}

// Check is the record of one visit to an establishment.
type Check struct {
	ID             string           `db:"id" json:"id"`
	Unit           string           `db:"unit" json:"unit"`               // that made the check
	Office         string           `db:"office" json:"office,omitempty"` // agency that recorded it; "" for the authority
	Place          string           `db:"place" json:"place"`             // commune of the establishment
	Establishment  string           `db:"establishment" json:"establishment"`
	Plan           string           `db:"plan" json:"plan"`
	On             clock.Date       `db:"day" json:"on"`
	Time           string           `db:"clock_time" json:"time"` // HH:MM; "" when not noted
	Team           Team             `db:"team" json:"team"`
	Answers        list[ItemAnswer] `db:"answers" json:"answers"`
	Findings       string           `db:"findings" json:"findings"`
	Violations     list[Violation]  `db:"violations" json:"violations"`
	ViolationCount int64            `db:"violation_count" json:"-"`
	PledgeOn       clock.Date       `db:"pledge_on" json:"pledge_on,omitzero"`
	Decision       string           `db:"decision" json:"decision"` // number of the sanction decision
	DecisionOn     clock.Date       `db:"decision_on" json:"decision_on,omitzero"`
	DecisionBy     string           `db:"decision_by" json:"decision_by"`
	Amount         *int64           `db:"amount" json:"amount"` // đồng
	PaidOn         clock.Date       `db:"paid_on" json:"paid_on,omitzero"`
	FollowOn       clock.Date       `db:"follow_on" json:"follow_on,omitzero"`
	FollowDone     clock.Date       `db:"follow_done" json:"follow_done,omitzero"`
	FollowResult   string           `db:"follow_result" json:"follow_result"`
	Version        int64            `db:"version" json:"version"`
	CreatedBy      string           `db:"created_by" json:"created_by"`
	CreatedAt      time.Time        `db:"created_at" json:"created_at"`
	ChangedAt      time.Time        `db:"changed_at" json:"changed_at"`
	Withdrawn      bool             `db:"withdrawn" json:"withdrawn"`
}

// Due reports whether a follow-up waits.
func (k Check) Due() bool { return k.FollowOn != 0 && k.FollowDone == 0 && !k.Withdrawn }

// Late is the number of days by which a follow-up is late; 0 when it is not.
func (k Check) Late(today clock.Date) int {
	if !k.Due() {
		return 0
	}
	return max(int(today-k.FollowOn), 0)
}

// AnswerOf is the answer to an item.
func (k Check) AnswerOf(item string) ItemAnswer {
	for _, a := range k.Answers {
		if a.Item == item {
			return a
		}
	}
	return ItemAnswer{Item: item}
}

func (k *Check) clean() {
	for _, s := range []*string{&k.Decision, &k.DecisionBy} {
		*s = vntext.Clean(*s)
	}
	k.Time = clockTime(k.Time)
}

// trim drops the rows that nobody filled in: after the rules, which name rows
// by their place on the page.
func (k *Check) trim() {
	k.Team, k.Violations = filled(k.Team), filled(k.Violations)
	k.Answers = slices.DeleteFunc(slices.Clone(k.Answers), func(a ItemAnswer) bool { return a.Answer == "" && a.Note == "" })
	k.ViolationCount = int64(len(k.Violations))
}

var hour = regexp.MustCompile(`^(\d{1,2})(?:[:hg.](\d{1,2}))?[hg]?$`)

// clockTime brings 8h30 and 8:30 into 08:30; anything else stays as it is, to be
// refused.
func clockTime(s string) string {
	m := hour.FindStringSubmatch(strings.ToLower(strings.ReplaceAll(s, " ", "")))
	if m == nil {
		return s
	}
	two := func(s string) string { return ("00" + s)[len(s):] }
	if out := two(m[1]) + ":" + two(m[2]); out < "24:00" && two(m[2]) < "60" {
		return out
	}
	return s
}

// validate notes what is wrong with the record itself.
func (k Check) validate(c *errs.Check, v Vocabulary, typ string, today clock.Date) {
	switch {
	case k.On == 0:
		c.Add("on", "web.err.required")
	case k.On > today:
		c.Add("on", "inspection.err.future", "today", vntext.Date(today))
	}
	if k.Time != "" && (len(k.Time) != 5 || k.Time[2] != ':') {
		c.Add("time", "inspection.err.time")
	}
	checkTeam(c, k.Team)
	if len(filled(k.Team)) == 0 {
		c.AddAt(1, "team.name", "inspection.err.team")
	}
	text(c, 0, "findings", k.Findings, maxText)
	text(c, 0, "decision_by", k.DecisionBy, maxName)
	text(c, 0, "follow_result", k.FollowResult, maxText*4)
	k.validateAnswers(c, v, typ)
	k.validateViolations(c, v)
	k.validateSanction(c, today)
	if k.PledgeOn > today {
		c.Add("pledge_on", "inspection.err.future", "today", vntext.Date(today))
	}
	if k.FollowOn != 0 && k.FollowOn < k.On {
		c.Add("follow_on", "inspection.err.follow")
	}
}

func (k Check) validateAnswers(c *errs.Check, v Vocabulary, typ string) {
	asked := v.Checklist(typ, k.On)
	for i, a := range k.Answers {
		switch {
		case a.Answer == "" && a.Note == "":
			continue
		case !slices.ContainsFunc(asked, func(t Term) bool { return t.Code == a.Item }):
			c.AddAt(i+1, "answers.answer", "inspection.err.item", "item", a.Item)
		case !slices.Contains(Answers, a.Answer):
			c.AddAt(i+1, "answers.answer", "inspection.err.answer")
		}
		text(c, i+1, "answers.note", a.Note, maxNote)
	}
}

func (k Check) validateViolations(c *errs.Check, v Vocabulary) {
	if len(k.Violations) > maxRows {
		c.Add("violations", "inspection.err.rows", "max", maxRows)
	}
	for i, w := range k.Violations {
		if w == (Violation{}) {
			continue
		}
		if !v.Has(violationTerm, w.Kind, k.On) {
			c.AddAt(i+1, "violations.kind", "inspection.err.violation")
		}
		text(c, i+1, "violations.text", w.Text, maxNote)
		text(c, i+1, "violations.article", w.Article, maxName)
	}
}

// validateSanction: a decision has a number and a day, comes after the check,
// and is paid after that.
func (k Check) validateSanction(c *errs.Check, today clock.Date) {
	if len([]rune(k.Decision)) > maxName {
		c.Add("decision", "web.err.long", "max", maxName)
	}
	if k.Amount != nil && (*k.Amount < 0 || *k.Amount > maxMoney) {
		c.Add("amount", "inspection.err.count", "max", maxMoney)
	}
	sanctioned := k.Amount != nil || k.DecisionOn != 0 || k.PaidOn != 0 || k.DecisionBy != ""
	if sanctioned && k.Decision == "" {
		c.Add("decision", "inspection.err.decision")
	}
	if k.Decision != "" && len(filled(k.Violations)) == 0 {
		c.AddAt(1, "violations.kind", "inspection.err.no_violation")
	}
	switch {
	case k.Decision != "" && k.DecisionOn == 0:
		c.Add("decision_on", "web.err.required")
	case k.DecisionOn != 0 && (k.DecisionOn < k.On || k.DecisionOn > today):
		c.Add("decision_on", "inspection.err.decision_day")
	}
	if k.PaidOn != 0 && (k.PaidOn < k.DecisionOn || k.PaidOn > today) {
		c.Add("paid_on", "inspection.err.paid_day")
	}
}

// Measures of the slice.
const (
	checkCount   = "inspection.check.count"
	violations   = "inspection.violation.count"
	firstChecks  = "inspection.establishment.checked"
	amounts      = "inspection.sanction.amount"
	pledges      = "inspection.pledge.count"
	filesPassed  = "inspection.file.passed"
	sanctionings = "inspection.sanction.count"
)

// facts are what the check lets indicators count. first says that it is the
// first of its calendar year at the establishment, passed how many files went
// to the police.
func (k Check) facts(first bool, passed int64) []measure.Fact {
	if k.Withdrawn {
		return nil
	}
	out := []measure.Fact{{Unit: k.Unit, Day: k.On, Measure: checkCount, Value: 1}}
	add := func(code string, n int64) {
		if n != 0 {
			out = append(out, measure.Fact{Unit: k.Unit, Day: k.On, Measure: code, Value: n})
		}
	}
	one := func(yes bool) int64 {
		if yes {
			return 1
		}
		return 0
	}
	add(firstChecks, one(first))
	add(violations, k.ViolationCount)
	add(pledges, one(k.PledgeOn != 0))
	add(sanctionings, one(k.Decision != ""))
	if k.Amount != nil {
		add(amounts, *k.Amount)
	}
	add(filesPassed, passed)
	return out
}

// lists of a check that the history names by their length only.
var lists = []string{"unit", "place", "establishment", "team", "answers", "violations"}

// diff is what changed, for the history: lists by how long they are.
func (k Check) diff(now Check) map[string]any {
	out := audit.Diff(k, now, lists...)
	for _, l := range []struct {
		name     string
		was, is  any
		from, to int
	}{{"team", k.Team, now.Team, len(k.Team), len(now.Team)}, {"answers", k.Answers, now.Answers, len(k.Answers), len(now.Answers)},
		{"violations", k.Violations, now.Violations, len(k.Violations), len(now.Violations)}} {
		if !reflect.DeepEqual(l.was, l.is) {
			out[l.name] = []any{l.from, l.to}
		}
	}
	return out
}
