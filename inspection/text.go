package inspection

import (
	"database/sql/driver"
	"encoding/json"
	"fmt"
	"regexp"
	"slices"

	"neove/internal/errs"
)

// Limits of what records may hold. Texts are short on purpose: a record of a
// check is no place for the story of a person.
const (
	maxName  = 200
	maxNote  = 300
	maxText  = 600
	maxCount = 100_000
	maxMoney = 1_000_000_000_000
	maxRows  = 20 // members of a team, violations of a check
)

// paper is a number of an identity card (9 digits) or of the citizen's card (12).
var paper = regexp.MustCompile(`(^|\D)(\d{9}|\d{12})(\D|$)`)

// text notes a text that is too long or names a person by their papers.
func text(c *errs.Check, row int, field, value string, limit int) {
	if len([]rune(value)) > limit {
		c.AddAt(row, field, "web.err.long", "max", limit)
	} else if paper.MatchString(value) {
		c.AddAt(row, field, "inspection.err.paper")
	}
}

// list is a short list kept as JSON in one column: it is read and written whole.
type list[T any] []T

// Value stores the list.
func (l list[T]) Value() (driver.Value, error) {
	if len(l) == 0 {
		return "[]", nil
	}
	raw, err := json.Marshal([]T(l))
	return string(raw), err
}

// Scan reads the list.
func (l *list[T]) Scan(src any) error {
	s, ok := src.(string)
	if !ok {
		return fmt.Errorf("inspection: cannot read %T as a list", src)
	}
	return json.Unmarshal([]byte(s), (*[]T)(l))
}

// TeamMember is somebody of a team: agency, name and post.
type TeamMember struct {
	Agency string `json:"agency" doc:"Agency of the member" maxLength:"200"`
	Name   string `json:"name" doc:"Name of the official" maxLength:"200"`
	Post   string `json:"post,omitempty" maxLength:"200"`
}

// Team of a plan or a check; the first agency leads.
type Team = list[TeamMember]

// check notes what is wrong with a team.
func checkTeam(c *errs.Check, team Team) {
	if len(team) > maxRows {
		c.Add("team", "inspection.err.rows", "max", maxRows)
	}
	for i, m := range team {
		for _, f := range []struct{ name, value string }{{"team.agency", m.Agency}, {"team.name", m.Name}, {"team.post", m.Post}} {
			text(c, i+1, f.name, f.value, maxName)
		}
		if m.Agency == "" && m.Name == "" && m.Post != "" {
			c.AddAt(i+1, "team.name", "inspection.err.member")
		}
	}
}

// filled drops the rows that nobody filled in.
func filled[T comparable](l list[T]) list[T] {
	var zero T
	return slices.DeleteFunc(slices.Clone(l), func(v T) bool { return v == zero })
}
