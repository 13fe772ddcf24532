package directive

import (
	"slices"
	"time"

	"neove/internal/clock"
	"neove/internal/errs"
	"neove/internal/vntext"
	"neove/measure"
)

// Choices of a survey and its findings.
var (
	SurveyKinds   = []string{"survey", "visit"}
	Severities    = []string{"low", "medium", "high"}
	FindingStates = []string{"open", "done"}
)

// Survey is a survey or an assessment visit of a locality.
type Survey struct {
	ID         string     `db:"id" json:"id"`
	Unit       string     `db:"unit" json:"unit"` // who carried it out
	Kind       string     `db:"kind" json:"kind"`
	On         clock.Date `db:"held_on" json:"held_on"`
	Visited    string     `db:"visited" json:"visited"`
	Team       string     `db:"team" json:"team"`     // agencies
	Topics     string     `db:"topics" json:"topics"` // questions
	Conclusion string     `db:"conclusion" json:"conclusion,omitempty"`
	Document   string     `db:"document" json:"document,omitempty"` // the letter behind it
	SearchKey  string     `db:"search_key" json:"-"`
	Version    int64      `db:"version" json:"version"`
	CreatedBy  string     `db:"created_by" json:"created_by"`
	CreatedAt  time.Time  `db:"created_at" json:"created_at"`
	ChangedAt  time.Time  `db:"changed_at" json:"changed_at"`
	Withdrawn  bool       `db:"withdrawn" json:"withdrawn"`
}

// Finding is what a survey found, who must follow it up and what came of it.
type Finding struct {
	ID        string     `db:"id" json:"id"`
	Survey    string     `db:"survey" json:"survey"`
	Position  int64      `db:"position" json:"position"`
	Content   string     `db:"content" json:"content"`
	Severity  string     `db:"severity" json:"severity"`
	Follow    string     `db:"follow" json:"follow,omitempty"` // who
	Due       clock.Date `db:"due_on" json:"due_on,omitzero"`
	State     string     `db:"state" json:"state"` // open, done
	Result    string     `db:"result" json:"result,omitempty"`
	SettledOn clock.Date `db:"settled_on" json:"settled_on,omitzero"`
	SettledBy string     `db:"settled_by" json:"settled_by,omitempty"`
	Version   int64      `db:"version" json:"version"`
}

// Late reports whether an open finding is past its day.
func (f Finding) Late(today clock.Date) bool {
	return f.State == "open" && f.Due != 0 && f.Due < today
}

func (s *Survey) clean() {
	s.Team = vntext.Clean(s.Team)
	s.SearchKey = vntext.Fold(s.Team + " " + s.Topics + " " + s.Conclusion)
}

func (s Survey) validate(c *errs.Check, today clock.Date) {
	if !slices.Contains(SurveyKinds, s.Kind) {
		c.Add("kind", "web.err.choice")
	}
	switch {
	case s.On == 0:
		c.Add("held_on", "directive.err.date")
	case s.On > today:
		c.Add("held_on", "directive.err.future", "today", vntext.Date(today))
	}
	if s.Topics == "" {
		c.Add("topics", "web.err.required")
	}
	for _, f := range []struct {
		name, value string
		max         int
	}{{"team", s.Team, maxSubject}, {"topics", s.Topics, maxNote}, {"conclusion", s.Conclusion, maxNote}} {
		if len([]rune(f.value)) > f.max {
			c.Add(f.name, "web.err.long", "max", f.max)
		}
	}
}

func (f *Finding) clean() { f.Content, f.Follow = vntext.Clean(f.Content), vntext.Clean(f.Follow) }

// validate notes what is wrong in a row of the grid of findings.
func (f Finding) validate(c *errs.Check, row int, on clock.Date) {
	switch {
	case f.Content == "":
		c.AddAt(row, "content", "web.err.required")
	case len([]rune(f.Content)) > maxNote:
		c.AddAt(row, "content", "web.err.long", "max", maxNote)
	}
	if !slices.Contains(Severities, f.Severity) {
		c.AddAt(row, "severity", "web.err.choice")
	}
	if len([]rune(f.Follow)) > maxName {
		c.AddAt(row, "follow", "web.err.long", "max", maxName)
	}
	if f.Due != 0 && f.Due < on {
		c.AddAt(row, "due_on", "directive.err.due", "day", vntext.Date(on))
	}
}

func (s Survey) facts() []measure.Fact {
	if s.Withdrawn {
		return nil
	}
	return []measure.Fact{{Unit: s.Unit, Day: s.On, Measure: "directive.survey.count", Value: 1}}
}

// facts lie at the unit that was visited, on the day of the survey.
func (f Finding) facts(s Survey) []measure.Fact {
	if s.Withdrawn {
		return nil
	}
	out := []measure.Fact{{Unit: s.Visited, Day: s.On, Measure: "directive.finding.count", Value: 1}}
	if f.State == "open" {
		out = append(out, measure.Fact{Unit: s.Visited, Day: s.On, Measure: "directive.finding.open", Value: 1})
	}
	return out
}
