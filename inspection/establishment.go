package inspection

import (
	"regexp"
	"slices"
	"strings"
	"time"

	"neove/internal/clock"
	"neove/internal/errs"
	"neove/internal/vntext"
	"neove/org"
)

// States of an establishment.
const (
	Open   = "open"
	Closed = "closed"
)

// Establishment is a business where people may be exploited, or through which
// they may be led away.
type Establishment struct {
	ID             string     `db:"id" json:"id"`
	Unit           string     `db:"unit" json:"unit"`               // commune
	Office         string     `db:"office" json:"office,omitempty"` // agency that recorded it; "" for the authority
	Type           string     `db:"type" json:"type"`
	Name           string     `db:"name" json:"name"`
	NameKey        string     `db:"name_key" json:"-"`
	SearchKey      string     `db:"search_key" json:"-"`
	Address        string     `db:"address" json:"address"`
	Owner          string     `db:"owner" json:"owner"`
	Representative string     `db:"representative" json:"representative"`
	Phone          string     `db:"phone" json:"phone"`
	Licence        string     `db:"licence" json:"licence"`
	LicenceBy      string     `db:"licence_by" json:"licence_by"`
	LicenceOn      clock.Date `db:"licence_on" json:"licence_on,omitzero"`
	LicenceTo      clock.Date `db:"licence_to" json:"licence_to,omitzero"`
	Rooms          *int64     `db:"rooms" json:"rooms"`
	Workers        *int64     `db:"workers" json:"workers"`
	State          string     `db:"state" json:"state"`
	ClosedOn       clock.Date `db:"closed_on" json:"closed_on,omitzero"`
	Risks          string     `db:"risks" json:"risks"` // codes joined by commas
	Note           string     `db:"note" json:"note"`
	Source         string     `db:"source" json:"-"` // of the imported row; "" when typed
	Version        int64      `db:"version" json:"version"`
	CreatedBy      string     `db:"created_by" json:"created_by"`
	CreatedAt      time.Time  `db:"created_at" json:"created_at"`
	ChangedAt      time.Time  `db:"changed_at" json:"changed_at"`
	Withdrawn      bool       `db:"withdrawn" json:"withdrawn"`
}

// private fields of an owner stay out of the history.
var private = []string{"owner", "representative", "phone"}

func (e *Establishment) clean() {
	for _, s := range []*string{&e.Name, &e.Address, &e.Owner, &e.Representative, &e.Phone, &e.Licence, &e.LicenceBy, &e.Note} {
		*s = vntext.Clean(*s)
	}
	e.NameKey, e.SearchKey = vntext.Fold(e.Name), vntext.Fold(e.Name+" "+e.Address)
	if e.State == "" {
		e.State = Open
	}
	if e.State == Open {
		e.ClosedOn = 0
	}
}

// RiskCodes lists the risk factors.
func (e Establishment) RiskCodes() []string {
	return strings.FieldsFunc(e.Risks, func(r rune) bool { return r == ',' })
}

// Expired reports whether the licence has run out on a day.
func (e Establishment) Expired(day clock.Date) bool { return e.LicenceTo != 0 && e.LicenceTo < day }

var phone = regexp.MustCompile(`^[0-9+(). -]{6,20}$`)

// validate notes what is wrong; row is 0 for a single form.
func (e Establishment) validate(c *errs.Check, row int, v Vocabulary, u org.Unit, known bool, today clock.Date) {
	switch {
	case !known:
		c.AddAt(row, "unit", "org.err.unit", "unit", e.Unit)
	case u.Level != org.Commune:
		c.AddAt(row, "unit", "inspection.err.commune")
	}
	if !v.Has(typeTerm, e.Type, today) {
		c.AddAt(row, "type", "inspection.err.type")
	}
	if e.Name == "" {
		c.AddAt(row, "name", "web.err.required")
	}
	for _, f := range []struct {
		name, value string
		limit       int
	}{{"name", e.Name, maxName}, {"address", e.Address, maxNote}, {"owner", e.Owner, maxName}, {"representative", e.Representative, maxName},
		{"licence_by", e.LicenceBy, maxName}, {"note", e.Note, maxNote}} {
		text(c, row, f.name, f.value, f.limit)
	}
	if len(e.Licence) > maxName { // a number of a licence may look like one of a card
		c.AddAt(row, "licence", "web.err.long", "max", maxName)
	}
	if e.Phone != "" && !phone.MatchString(e.Phone) {
		c.AddAt(row, "phone", "inspection.err.phone")
	}
	for _, f := range []struct {
		name string
		n    *int64
	}{{"rooms", e.Rooms}, {"workers", e.Workers}} {
		if f.n != nil && (*f.n < 0 || *f.n > maxCount) {
			c.AddAt(row, f.name, "inspection.err.count", "max", maxCount)
		}
	}
	e.validateDays(c, row, today)
	for _, code := range e.RiskCodes() {
		if !v.Has(riskTerm, code, today) {
			c.AddAt(row, "risks", "web.err.choice")
		}
	}
}

func (e Establishment) validateDays(c *errs.Check, row int, today clock.Date) {
	if e.LicenceOn > today {
		c.AddAt(row, "licence_on", "inspection.err.future", "today", vntext.Date(today))
	}
	if e.LicenceOn != 0 && e.LicenceTo != 0 && e.LicenceTo < e.LicenceOn {
		c.AddAt(row, "licence_to", "inspection.err.order")
	}
	if !slices.Contains([]string{Open, Closed}, e.State) {
		c.AddAt(row, "state", "web.err.choice")
	}
	if e.ClosedOn > today {
		c.AddAt(row, "closed_on", "inspection.err.future", "today", vntext.Date(today))
	}
}
