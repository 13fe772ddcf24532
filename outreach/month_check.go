package outreach

import "neove/internal/i18n"

// Question is what a check found in a month report. An error blocks sending;
// any other question wants an answer ("this number is right") or a correction.
type Question struct {
	Error   bool
	Channel string
	Item    Item
	Rule    string // women, minors, below_book, jump, year, copy
	Value   int64
	Against int64
	Times   int64  // how many times larger or smaller, rounded down
	Fix     *int64 // the likely correction
	Answer  *Remark
}

// key and args are the question in words.
func (q Question) key() string {
	if q.Rule == "jump" && q.Times < 0 {
		return "outreach.check.drop"
	}
	return "outreach.check." + q.Rule
}

func (q Question) args() []any {
	return []any{"column", i18n.Key("outreach.column." + string(q.Item)), "value", q.Value, "against", q.Against, "times", abs(q.Times)}
}

// A number below this is too small for a ratio to mean anything: 1 to 6
// sessions is an ordinary month.
const smallCount = 20

// check runs the rules over all lines. Pure: the same rules serve the page, the
// import and the approval.
func check(lines []Line) []Question {
	var out []Question
	same, compared := 0, 0
	for _, l := range lines {
		for _, i := range Items {
			c := l.Cells[i]
			v := c.Value()
			if v == nil {
				continue
			}
			out = append(out, checkCell(l, i, c, *v)...)
			if c.Prev != nil && (*c.Prev != 0 || *v != 0) {
				compared++
				if *c.Prev == *v {
					same++
				}
			}
		}
	}
	// A copy is only suspicious when several cells have something to copy.
	if compared >= 4 && same*5 >= compared*4 {
		out = append(out, Question{Rule: "copy", Value: int64(same), Against: int64(compared)})
	}
	return out
}

func checkCell(l Line, i Item, c Cell, v int64) []Question {
	q := Question{Channel: l.Channel.Code, Item: i, Value: v}
	var out []Question
	fail := func(rule string, against int64) {
		q.Error, q.Rule, q.Against = true, rule, against
		out = append(out, q)
	}
	if p := l.Cells[People].Value(); (i == Women || i == Minors) && p != nil && v > *p {
		fail(string(i), *p)
	}
	if c.Typed != nil && c.Book != nil && *c.Typed < *c.Book {
		fail("below_book", *c.Book)
	}
	if len(out) > 0 {
		return out
	}
	if w, ok := jump(q, c.Prev); ok {
		return []Question{w}
	}
	if y := c.Year; y != nil && *y > 0 && max(v, *y) >= smallCount && abs(v-*y)*2 > *y {
		q.Rule, q.Against = "year", *y
		return []Question{q}
	}
	return nil
}

// jump asks about a number over five times the month before, or under a fifth.
func jump(q Question, prev *int64) (Question, bool) {
	if prev == nil || max(q.Value, *prev) < smallCount {
		return q, false
	}
	v, p := q.Value, *prev
	switch {
	case p > 0 && v > 5*p:
		q.Times = v / p
		if v%10 == 0 && v/10 <= 3*p { // one zero too many
			fix := v / 10
			q.Fix = &fix
		}
	case v > 0 && p > 5*v:
		q.Times = -p / v
	default:
		return q, false
	}
	q.Rule, q.Against = "jump", p
	return q, true
}

func abs(n int64) int64 { return max(n, -n) }

// answer attaches the officer's answers that still fit the numbers.
func answer(questions []Question, remarks []Remark) {
	for i := range questions {
		q := &questions[i]
		for _, r := range remarks {
			if r.Kind == AnswerRemark && r.Rule == q.Rule && r.Channel == q.Channel && r.Item == q.Item && r.Value != nil && *r.Value == q.Value {
				q.Answer = &r
			}
		}
	}
}
