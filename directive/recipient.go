package directive

import (
	"slices"
	"time"

	"neove/access"
	"neove/internal/clock"
	"neove/measure"
	"neove/org"
)

// Requirements are what a recipient must do.
var Requirements = []string{OwnPlan, "report", "survey", "sessions", Acknowledge}

// Requirements that the rules know.
const (
	OwnPlan     = "plan"
	Acknowledge = "acknowledge"
)

// State of a recipient.
type State string

// The states.
const (
	Sent     State = "sent"
	Seen     State = "seen"
	Answered State = "answered"
	Returned State = "returned"
)

// Recipient is a unit (or an agency at a unit) that a document is addressed to.
type Recipient struct {
	ID         string      `db:"id" json:"id"`
	Document   string      `db:"document" json:"document"`
	Unit       string      `db:"unit" json:"unit"`
	Role       access.Role `db:"role" json:"role,omitempty"`     // of the agency, where it has accounts
	Agency     string      `db:"agency" json:"agency,omitempty"` // an agency without accounts
	Require    string      `db:"require" json:"require"`
	Ask        string      `db:"ask" json:"ask,omitempty"`
	Due        clock.Date  `db:"due_on" json:"due_on,omitzero"`
	State      State       `db:"state" json:"state"`
	SeenBy     string      `db:"seen_by" json:"seen_by,omitempty"`
	SeenAt     time.Time   `db:"seen_at" json:"seen_at,omitzero"`
	AnsweredAt time.Time   `db:"answered_at" json:"answered_at,omitzero"`
	Reason     string      `db:"reason" json:"reason,omitempty"` // why the answer was returned
	Reminded   int64       `db:"reminded" json:"reminded"`
	RemindedAt time.Time   `db:"reminded_at" json:"reminded_at,omitzero"`
}

// Done reports whether the recipient has done what it must.
func (r Recipient) Done() bool { return r.State == Answered }

// Late reports whether the due day has passed without an answer.
func (r Recipient) Late(today clock.Date) bool { return !r.Done() && r.Due != 0 && r.Due < today }

// facts count plans that units had to issue, and those that did.
func (r Recipient) facts(d Document) []measure.Fact {
	if r.Require != OwnPlan || r.Role != "" || r.Agency != "" || d.Draft() || d.Withdrawn {
		return nil
	}
	day := r.Due
	if day == 0 {
		day = d.On
	}
	out := []measure.Fact{{Unit: r.Unit, Day: day, Measure: "directive.plan.units_due", Value: 1}}
	if r.Done() {
		out = append(out, measure.Fact{Unit: r.Unit, Day: day, Measure: "directive.plan.units_done", Value: 1})
	}
	return out
}

// Address says to whom a document goes and what they must do.
type Address struct {
	Groups   []string // see Groups
	Units    []string // keys
	Roles    []access.Role
	Agencies []string // names, at the issuing unit
	Require  string
	Ask      string
	Due      clock.Date
}

// Empty reports whether nobody is addressed.
func (a Address) Empty() bool {
	return len(a.Groups)+len(a.Units)+len(a.Roles)+len(a.Agencies) == 0
}

// Group is a set of units below one, on a day.
type Group struct {
	Code  string // "districts", "communes"
	Units []org.Unit
}

// Groups are those that are not empty on the tree of the day.
func Groups(t *org.Tree, root string, day clock.Date) []Group {
	var out []Group
	for _, g := range []struct {
		code  string
		level org.Level
	}{{"districts", org.District}, {"communes", org.Commune}} {
		if u, _ := t.Unit(root); u.Level == g.level {
			continue
		}
		if units := t.At(root, g.level, day, day+1); len(units) > 0 {
			out = append(out, Group{g.code, units})
		}
	}
	return out
}

// expand makes one row per unit or agency on the tree of the document's day;
// unknown is the first unit that is not on that tree.
func (a Address) expand(t *org.Tree, d Document) (rows []Recipient, unknown string) {
	add := func(r Recipient) {
		same := func(o Recipient) bool { return o.Unit == r.Unit && o.Role == r.Role && o.Agency == r.Agency }
		if !slices.ContainsFunc(rows, same) {
			r.Document, r.Require, r.Ask, r.Due, r.State = d.ID, a.Require, a.Ask, a.Due, Sent
			rows = append(rows, r)
		}
	}
	groups := Groups(t, d.Unit, d.On)
	for _, code := range a.Groups {
		i := slices.IndexFunc(groups, func(g Group) bool { return g.Code == code })
		if i < 0 {
			return nil, code
		}
		for _, u := range groups[i].Units {
			add(Recipient{Unit: u.ID})
		}
	}
	for _, id := range a.Units {
		if u, ok := t.Unit(id); !ok || !u.On(d.On) {
			return nil, id
		}
		add(Recipient{Unit: id})
	}
	for _, role := range a.Roles {
		add(Recipient{Unit: d.Unit, Role: role})
	}
	for _, name := range a.Agencies {
		add(Recipient{Unit: d.Unit, Agency: name})
	}
	return rows, ""
}

// Progress counts the recipients of a document.
type Progress struct {
	Total    int64 `db:"total" json:"total"`
	Done     int64 `db:"done" json:"done"`
	Seen     int64 `db:"seen" json:"seen"` // seen, not done
	Returned int64 `db:"returned" json:"returned"`
	Late     int64 `db:"late" json:"late"`
}

// Answer is what a recipient answered, newest last.
type Answer struct {
	ID        string    `db:"id" json:"id"`
	Recipient string    `db:"recipient" json:"recipient"`
	Document  string    `db:"document" json:"document,omitempty"` // the recipient's own
	Result    string    `db:"result" json:"result,omitempty"`
	By        string    `db:"by_name" json:"by"`
	At        time.Time `db:"at" json:"at"`
	Returned  bool      `db:"returned" json:"returned"`
	Reason    string    `db:"reason" json:"reason,omitempty"`
}

// Reminder is one round of reminding.
type Reminder struct {
	ID       string    `db:"id" json:"id"`
	Document string    `db:"document" json:"-"`
	At       time.Time `db:"at" json:"at"`
	By       string    `db:"by_name" json:"by"`
	Count    int64     `db:"count" json:"count"`
	Note     string    `db:"note" json:"note,omitempty"`
}
