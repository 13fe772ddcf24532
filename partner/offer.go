package partner

import (
	"slices"
	"strings"
	"time"

	"neove/internal/clock"
	"neove/internal/errs"
	"neove/internal/vntext"
	"neove/measure"
	"neove/org"
)

// Parts of the directory and states of a service.
const (
	Public       = "public"
	Confidential = "confidential"

	Active = "active"
	Paused = "paused"
	Ended  = "ended"
)

// Parts, States and Languages can be chosen.
var (
	Parts     = []string{Public, Confidential}
	States    = []string{Active, Paused, Ended}
	Languages = []string{"vi", "en", "km", "lo", "zh", "th", "ko", "ja", "hmn", "fr"} // ISO 639
)

// Offer is a service of the directory.
type Offer struct {
	ID          string      `db:"id" json:"id"`
	Partner     string      `db:"partner" json:"partner"`
	Unit        string      `db:"unit" json:"unit"`
	Name        string      `db:"name" json:"name"`
	Category    string      `db:"category" json:"category"`
	Part        string      `db:"part" json:"part"`
	State       string      `db:"state" json:"state"`
	Description string      `db:"description" json:"description"`
	Eligibility string      `db:"eligibility" json:"eligibility"`
	Languages   string      `db:"languages" json:"languages"` // codes by commas
	Cost        string      `db:"cost" json:"cost"`
	Places      *int64      `db:"places" json:"places"`
	Hours       string      `db:"hours" json:"hours"` // as Hours.Text("vi") writes them
	Phone       string      `db:"phone" json:"phone"`
	NightPhone  string      `db:"night_phone" json:"night_phone"`
	Email       string      `db:"email" json:"email"`
	Web         string      `db:"web" json:"web"`
	Address     string      `db:"address" json:"address"`
	PostalCode  string      `db:"postal_code" json:"postal_code"`
	Withheld    bool        `db:"withheld" json:"withheld"` // the place is not public: there is no address
	VerifiedOn  *clock.Date `db:"verified_on" json:"verified_on"`
	VerifiedBy  string      `db:"verified_by" json:"verified_by"`
	Note        string      `db:"note" json:"note"`
	NameKey     string      `db:"name_key" json:"-"`
	Key         string      `db:"text_key" json:"-"`
	Source      string      `db:"source" json:"-"` // key of the imported row; "" when typed
	Version     int64       `db:"version" json:"version"`
	CreatedBy   string      `db:"created_by" json:"created_by"`
	CreatedAt   time.Time   `db:"created_at" json:"created_at"`
	ChangedAt   time.Time   `db:"changed_at" json:"changed_at"`
	Withdrawn   bool        `db:"withdrawn" json:"withdrawn"`
}

// OpenHours are the hours as they can be asked; the zero Hours when unknown.
func (o Offer) OpenHours() Hours {
	h, _ := ParseHours(o.Hours)
	return h
}

// Speaks are the codes of the languages.
func (o Offer) Speaks() []string {
	if o.Languages == "" {
		return nil
	}
	return strings.Split(o.Languages, ",")
}

// clean brings the record into its stored form. Where people stay the place is
// always withheld.
func (o *Offer) clean(category Term) {
	for _, t := range []*string{&o.Name, &o.Cost, &o.Phone, &o.NightPhone, &o.Email, &o.Web, &o.Address, &o.PostalCode, &o.Hours} {
		*t = vntext.Clean(*t)
	}
	o.Description, o.Eligibility, o.Note = lines(o.Description), lines(o.Eligibility), lines(o.Note)
	if full := webAddress(o.Web); full != "" {
		o.Web = full
	}
	if h, err := ParseHours(o.Hours); err == nil && h.Known() {
		o.Hours = h.Text("vi")
	}
	if o.State == "" {
		o.State = Active
	}
	o.Withheld = o.Withheld || category.Stay
	o.NameKey = vntext.Fold(o.Name)
	o.Key = vntext.Fold(strings.Join([]string{o.Name, category.NameVi, o.Description, o.Eligibility, o.Address}, " "))
}

// validate notes what is wrong; row is 0 for a single form.
func (o Offer) validate(c *errs.Check, row int, list Terms, p Partner, place org.Unit, today clock.Date) {
	if o.NameKey == "" {
		c.AddAt(row, "name", "web.err.required")
	}
	if _, ok := list.Find(Category, o.Category); !ok {
		c.AddAt(row, "category", "partner.err.category")
	}
	if !slices.Contains(Parts, o.Part) {
		c.AddAt(row, "part", "partner.err.part")
	} else if o.Part == Public && !p.Public() {
		c.AddAt(row, "part", "partner.err.individual")
	}
	if !slices.Contains(States, o.State) {
		c.AddAt(row, "state", "web.err.choice")
	}
	if slices.ContainsFunc(o.Speaks(), func(l string) bool { return !slices.Contains(Languages, l) }) {
		c.AddAt(row, "languages", "web.err.choice")
	}
	if o.Places != nil && (*o.Places < 0 || *o.Places > 100_000) {
		c.AddAt(row, "places", "partner.err.places")
	}
	if _, err := ParseHours(o.Hours); err != nil {
		c.AddAt(row, "hours", "partner.err.hours")
	}
	if o.VerifiedOn != nil && *o.VerifiedOn > today {
		c.AddAt(row, "verified_on", "partner.err.future", "today", vntext.Date(today))
	}
	checkContact(c, row, map[string]string{"phone": o.Phone, "night_phone": o.NightPhone}, o.Email, o.Web)
	o.checkPlace(c, row, place)
	o.checkLengths(c, row)
}

// checkPlace keeps places where people stay out of the database.
func (o Offer) checkPlace(c *errs.Check, row int, place org.Unit) {
	if o.Withheld {
		if o.Address != "" {
			c.AddAt(row, "address", "partner.err.stay_address")
		}
		if o.PostalCode != "" {
			c.AddAt(row, "postal_code", "partner.err.stay_address")
		}
		if place.Level != org.Province {
			c.AddAt(row, "unit", "partner.err.stay_unit")
		}
	}
	if o.PostalCode != "" && (len(o.PostalCode) < 5 || len(o.PostalCode) > 6 || strings.Trim(o.PostalCode, "0123456789") != "") {
		c.AddAt(row, "postal_code", "partner.err.postal")
	}
}

func (o Offer) checkLengths(c *errs.Check, row int) {
	for _, f := range []struct {
		name, value string
		max         int
	}{{"name", o.Name, maxName}, {"description", o.Description, maxLong}, {"eligibility", o.Eligibility, maxLong}, {"cost", o.Cost, maxText},
		{"email", o.Email, maxName}, {"web", o.Web, maxText}, {"address", o.Address, maxText}, {"note", o.Note, maxLong}} {
		checkLength(c, row, f.name, f.value, f.max)
	}
}

// Stale reports whether nobody has checked the service since a day.
func (o Offer) Stale(since clock.Date) bool { return o.VerifiedOn == nil || *o.VerifiedOn < since }

// day is the day on which the service counts: that on which it came in.
func (o Offer) day() clock.Date { return clock.DateOf(o.CreatedAt) }

// facts count the services that anybody can find, on the day they came in.
func (o Offer) facts() []measure.Fact {
	if o.Withdrawn || o.Part != Public || o.State != Active {
		return nil
	}
	return []measure.Fact{{Unit: o.Unit, Day: o.day(), Measure: "partner.service.count", Value: 1}}
}
