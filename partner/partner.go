package partner

import (
	"slices"
	"strings"
	"time"

	"neove/internal/clock"
	"neove/internal/errs"
	"neove/internal/vntext"
)

// Partner is an organisation or an individual that contributes to the work.
type Partner struct {
	ID        string      `db:"id" json:"id"`
	Unit      string      `db:"unit" json:"unit"` // where it works
	Kind      string      `db:"kind" json:"kind"`
	Name      string      `db:"name" json:"name"`
	Short     string      `db:"short" json:"short"`
	Country   string      `db:"country" json:"country"` // ISO 3166-1 alpha-2; "" for unknown
	Contact   string      `db:"contact" json:"contact"` // post, never a name
	Phone     string      `db:"phone" json:"phone"`
	Email     string      `db:"email" json:"email"`
	Web       string      `db:"web" json:"web"`
	Since     *clock.Date `db:"since" json:"since"`
	Until     *clock.Date `db:"until" json:"until"` // last day, inclusive
	Gives     string      `db:"gives" json:"gives"` // what it contributes
	Note      string      `db:"note" json:"note"`
	Publish   bool        `db:"publish" json:"publish"` // an individual's consent to be named in public
	NameKey   string      `db:"name_key" json:"-"`
	Key       string      `db:"text_key" json:"-"`
	Version   int64       `db:"version" json:"version"`
	CreatedBy string      `db:"created_by" json:"created_by"`
	CreatedAt time.Time   `db:"created_at" json:"created_at"`
	ChangedAt time.Time   `db:"changed_at" json:"changed_at"`
	Withdrawn bool        `db:"withdrawn" json:"withdrawn"`
}

// Home is the country of partners at home; Abroad selects all others.
const (
	Home   = "VN"
	Abroad = "abroad"
)

// Countries can be chosen: neighbours, and those from which partners come.
var Countries = []string{Home, "KH", "LA", "CN", "TH", "MM", "MY", "SG", "ID", "PH", "TW", "KR", "JP", "IN", "AU", "NZ", "US", "CA", "GB", "IE",
	"FR", "DE", "NL", "BE", "CH", "AT", "IT", "ES", "SE", "NO", "DK", "FI", "CZ", "PL", "RU"}

// clean brings the record into its stored form.
func (p *Partner) clean() {
	for _, t := range []*string{&p.Name, &p.Short, &p.Contact, &p.Phone, &p.Email, &p.Web} {
		*t = vntext.Clean(*t)
	}
	p.Gives, p.Note = lines(p.Gives), lines(p.Note)
	if full := webAddress(p.Web); full != "" {
		p.Web = full
	}
	p.NameKey = vntext.Fold(p.Name)
	p.Key = vntext.Fold(strings.Join([]string{p.Name, p.Short, p.Gives, p.Note}, " "))
	if p.Kind != Individual {
		p.Publish = false
	}
}

func lines(s string) string { return strings.TrimSpace(vntext.NFC(s)) }

// validate notes what is wrong.
func (p Partner) validate(c *errs.Check, list Terms) {
	if p.NameKey == "" {
		c.Add("name", "web.err.required")
	}
	if _, ok := list.Find(PartnerKind, p.Kind); !ok {
		c.Add("kind", "partner.err.kind")
	}
	if p.Country != "" && !slices.Contains(Countries, p.Country) {
		c.Add("country", "web.err.choice")
	}
	if p.Since != nil && p.Until != nil && *p.Until < *p.Since {
		c.Add("until", "partner.err.range")
	}
	checkContact(c, 0, map[string]string{"phone": p.Phone}, p.Email, p.Web)
	for _, f := range []struct {
		name, value string
		max         int
	}{{"name", p.Name, maxName}, {"short", p.Short, 60}, {"contact", p.Contact, maxName}, {"email", p.Email, maxName}, {"web", p.Web, maxText},
		{"gives", p.Gives, maxLong}, {"note", p.Note, maxLong}} {
		checkLength(c, 0, f.name, f.value, f.max)
	}
}

// Active reports whether the partner works with us on a day.
func (p Partner) Active(day clock.Date) bool {
	return !p.Withdrawn && (p.Since == nil || *p.Since <= day) && (p.Until == nil || day <= *p.Until)
}

// Public reports whether the partner may be named in the public part.
func (p Partner) Public() bool { return p.Kind != Individual || p.Publish }

// summary is what the history shows of a new partner.
func (p Partner) summary() map[string]any {
	m := map[string]any{"kind": p.Kind, "country": p.Country}
	if p.Kind != Individual { // a person's name stays in the register
		m["name"] = p.Name
	}
	return m
}
