package outreach

import (
	"time"

	"neove/internal/clock"
	"neove/measure"
)

// State of a month report.
type State string

// The states.
const (
	Draft    State = "draft"
	Sent     State = "sent"
	Returned State = "returned"
	Approved State = "approved"
)

// Month is the report of one unit for one month.
type Month struct {
	Unit      string     `db:"unit" json:"unit"`
	Period    string     `db:"period" json:"period"` // 2024-06
	From      clock.Date `db:"from_on" json:"from"`
	To        clock.Date `db:"to_on" json:"to"`
	State     State      `db:"state" json:"state"`
	Version   int64      `db:"version" json:"version"`
	Approved  int64      `db:"approved" json:"approved"` // newest approved version; 0 for none
	Nil       bool       `db:"nil" json:"nil"`
	Edition   int64      `db:"edition" json:"edition"` // grows with each save, against lost updates
	DueAt     time.Time  `db:"due_at" json:"due_at"`
	SentBy    string     `db:"sent_by" json:"sent_by"`
	SentAt    time.Time  `db:"sent_at" json:"sent_at"`
	DecidedBy string     `db:"decided_by" json:"decided_by"`
	DecidedAt time.Time  `db:"decided_at" json:"decided_at"`
	Reason    string     `db:"reason" json:"reason"`
}

// Window is the month's range of days.
func (m Month) Window() measure.Window { return measure.Window{From: m.From, To: m.To} }

// Open reports whether the unit may change the month.
func (m Month) Open() bool { return m.State == Draft || m.State == Returned }

// Late reports whether the deadline has passed without a report.
func (m Month) Late(now time.Time) bool {
	return m.Open() && m.Approved == 0 && now.After(m.DueAt)
}

// Cell is one number of the month report.
type Cell struct {
	Applies bool   `json:"applies"`
	Book    *int64 `json:"book"`  // sum of the activities; nil when none gives it
	Typed   *int64 `json:"typed"` // typed total, which includes the book
	Prev    *int64 `json:"prev"`  // the month before
	Year    *int64 `json:"year"`  // the same month a year before
}

// Value is the figure: the typed total, else the sum of the book, else blank.
func (c Cell) Value() *int64 {
	if c.Typed != nil {
		return c.Typed
	}
	return c.Book
}

// Line is a channel's row in the month report.
type Line struct {
	Channel Channel
	Entries int64 // activities in the book
	Cells   map[Item]Cell
	Note    string
}

// Blank reports whether nothing at all is known about the channel.
func (l Line) Blank() bool { return l.Cells[Quantity].Value() == nil }

// Remark is what somebody said about one cell.
type Remark struct {
	ID      string    `db:"id"`
	Unit    string    `db:"unit"`
	Period  string    `db:"period"`
	Channel string    `db:"channel"`
	Item    Item      `db:"item"`
	Kind    string    `db:"kind"` // return or answer
	Rule    string    `db:"rule"` // rule of the question that was answered
	Value   *int64    `db:"value"`
	Text    string    `db:"text"`
	By      string    `db:"by_name"`
	At      time.Time `db:"at"`
}

// Kinds of remarks.
const (
	ReturnRemark = "return"
	AnswerRemark = "answer"
)

// Report is a month with all that its page needs.
type Report struct {
	Month
	Lines     []Line
	Questions []Question
	Remarks   []Remark
}

// Filled counts the rows that have a number.
func (r Report) Filled() int {
	n := 0
	for _, l := range r.Lines {
		if !l.Blank() {
			n++
		}
	}
	return n
}

// Errors counts what blocks sending, Open the questions without an answer.
func (r Report) Errors() int { return r.count(func(q Question) bool { return q.Error }) }

// Open counts the questions that nobody has answered yet.
func (r Report) OpenQuestions() int {
	return r.count(func(q Question) bool { return !q.Error && q.Answer == nil })
}

func (r Report) count(is func(Question) bool) int {
	n := 0
	for _, q := range r.Questions {
		if is(q) {
			n++
		}
	}
	return n
}
