package directive

import (
	"slices"
	"strings"
	"time"

	"neove/access"
	"neove/internal/clock"
	"neove/internal/errs"
	"neove/internal/vntext"
	"neove/measure"
)

// Authorities under which a person signs (Decree 30/2020/NĐ-CP, Appendix I): on
// behalf of a collective, acting, for the head, by order, by delegation.
var Authorities = []string{"TM.", "KT.", "TL.", "Q.", "TUQ."}

// Issuer is an agency that issued a document and who signed for it.
type Issuer struct {
	Document  string `db:"document" json:"-"`
	Position  int    `db:"position" json:"-"`
	Agency    string `db:"agency" json:"agency"`
	AgencyKey string `db:"agency_key" json:"-"`
	Unit      string `db:"unit" json:"unit,omitempty"` // "" where the agency is at no unit of ours
	Authority string `db:"authority" json:"authority,omitempty"`
	Post      string `db:"post" json:"post,omitempty"`
	Name      string `db:"name" json:"name,omitempty"`
}

// Signed is how the signature reads: "KT. GIÁM ĐỐC, PHÓ GIÁM ĐỐC Nguyễn Văn A".
func (i Issuer) Signed() string { return vntext.Clean(i.Authority + " " + i.Post + " " + i.Name) }

// Document is an entry of a unit's register.
type Document struct {
	ID        string      `db:"id" json:"id"`
	Unit      string      `db:"unit" json:"unit"`               // whose register
	Office    access.Role `db:"office" json:"office,omitempty"` // agency in whose name; "" for the authority
	Incoming  bool        `db:"incoming" json:"incoming"`
	Kind      string      `db:"kind" json:"kind"`
	Code      string      `db:"code" json:"code"` // number and symbol; "" for a draft
	CodeKey   string      `db:"code_key" json:"-"`
	On        clock.Date  `db:"issued_on" json:"issued_on"`
	Subject   string      `db:"subject" json:"subject"`
	SearchKey string      `db:"search_key" json:"-"`
	ForYear   int64       `db:"for_year" json:"for_year"` // the year that a plan is for
	Effective clock.Date  `db:"effective_on" json:"effective_on,omitzero"`
	Ended     clock.Date  `db:"ended_on" json:"ended_on,omitzero"`
	Parent    string      `db:"parent" json:"parent,omitempty"`
	Note      string      `db:"note" json:"note,omitempty"`
	Source    string      `db:"source" json:"-"` // key of the imported row; "" when typed
	Version   int64       `db:"version" json:"version"`
	CreatedBy string      `db:"created_by" json:"created_by"`
	CreatedAt time.Time   `db:"created_at" json:"created_at"`
	ChangedAt time.Time   `db:"changed_at" json:"changed_at"`
	Withdrawn bool        `db:"withdrawn" json:"withdrawn"`

	Issuers []Issuer `json:"issuers"`
}

// Draft reports whether the document has no number yet.
func (d Document) Draft() bool { return d.Code == "" }

// Counts reports whether the document is an issued one of its unit.
func (d Document) Counts() bool { return !d.Draft() && !d.Withdrawn && !d.Incoming }

// Issuer is the first agency, which holds the number.
func (d Document) Issuer() string {
	if len(d.Issuers) == 0 {
		return ""
	}
	return d.Issuers[0].Agency
}

// Agencies names all issuers.
func (d Document) Agencies() string {
	var out []string
	for _, i := range d.Issuers {
		out = append(out, i.Agency)
	}
	return strings.Join(out, "; ")
}

// clean brings the texts into their stored form.
func (d *Document) clean() {
	for _, s := range []*string{&d.Code, &d.Subject, &d.Note} {
		*s = vntext.Clean(*s)
	}
	d.Issuers = slices.DeleteFunc(slices.Clone(d.Issuers), func(i Issuer) bool { return vntext.Clean(i.Agency+i.Post+i.Name) == "" })
	for n := range d.Issuers {
		i := &d.Issuers[n]
		i.Document, i.Position = d.ID, n+1
		i.Agency, i.Post, i.Name = vntext.Clean(i.Agency), vntext.Clean(i.Post), vntext.Clean(i.Name)
		i.AgencyKey = vntext.Fold(i.Agency)
	}
	d.CodeKey = codeKey(d.Code)
	d.SearchKey = vntext.Fold(d.Code + " " + d.CodeKey + " " + d.Subject + " " + d.Agencies() + " " + d.Note)
	if d.ForYear == 0 {
		d.ForYear = int64(d.On.Year())
	}
}

// codeKey folds number and symbol and drops a leading zero, so that 05/KH-UBND
// and 5/KH-UBND are one number.
func codeKey(code string) string {
	return strings.TrimLeft(strings.ReplaceAll(vntext.Fold(code), " ", ""), "0")
}

// Limits of texts, in characters. Symbols of joint regulations are long.
const (
	maxCode    = 120
	maxSubject = 1000
	maxName    = 200
	maxNote    = 2000
	maxIssuers = 12
)

// validate notes what is wrong; row is 0 for a single form.
func (d Document) validate(c *errs.Check, row int, today clock.Date) {
	switch {
	case d.On == 0:
		c.AddAt(row, "issued_on", "directive.err.date")
	case d.On > today && !d.Draft():
		c.AddAt(row, "issued_on", "directive.err.future", "today", vntext.Date(today))
	}
	if d.Subject == "" {
		c.AddAt(row, "subject", "web.err.required")
	}
	for _, f := range []struct {
		name, value string
		max         int
	}{{"code", d.Code, maxCode}, {"subject", d.Subject, maxSubject}, {"note", d.Note, maxNote}} {
		if len([]rune(f.value)) > f.max {
			c.AddAt(row, f.name, "web.err.long", "max", f.max)
		}
	}
	if d.Code != "" && !strings.ContainsAny(d.Code, "0123456789") {
		c.AddAt(row, "code", "directive.err.code")
	}
	if d.Incoming && d.Draft() {
		c.AddAt(row, "code", "directive.err.incoming_code")
	}
	if d.Effective != 0 && d.Ended != 0 && d.Ended < d.Effective {
		c.AddAt(row, "ended_on", "directive.err.ended")
	}
	if d.ForYear < 1990 || d.ForYear > 2200 {
		c.AddAt(row, "for_year", "directive.err.year")
	}
	d.validateIssuers(c, row)
}

// validateIssuers names the first issuer by its own controls and the further
// ones by their lines.
func (d Document) validateIssuers(c *errs.Check, row int) {
	if len(d.Issuers) == 0 || len(d.Issuers) > maxIssuers {
		c.AddAt(row, "agency", "directive.err.issuer")
	}
	for n, i := range d.Issuers {
		add := func(name, key string, args ...any) {
			if n > 0 {
				name = "issuers"
			}
			c.AddAt(row, name, key, append([]any{"line", n}, args...)...)
		}
		if i.Agency == "" {
			add("agency", "directive.err.issuer")
		}
		if i.Authority != "" && !slices.Contains(Authorities, i.Authority) {
			add("authority", "web.err.choice")
		}
		for _, f := range []struct{ name, value string }{{"agency", i.Agency}, {"post", i.Post}, {"signer", i.Name}} {
			if len([]rune(f.value)) > maxName {
				add(f.name, "web.err.long", "max", maxName)
			}
		}
	}
}

// issuerLine is a further issuer in one line: agency; authority; post; name.
func issuerLine(i Issuer) string {
	parts := []string{i.Agency}
	for _, p := range []string{i.Authority, i.Post, i.Name} {
		if p != "" {
			parts = append(parts, p)
		}
	}
	return strings.Join(parts, "; ")
}

// parseIssuerLine reads it; the authority may be left out.
func parseIssuerLine(line string) Issuer {
	parts := strings.Split(line, ";")
	for i := range parts {
		parts[i] = vntext.Clean(parts[i])
	}
	i := Issuer{Agency: parts[0]}
	rest := parts[1:]
	if len(rest) > 0 && slices.Contains(Authorities, rest[0]) {
		i.Authority, rest = rest[0], rest[1:]
	}
	if len(rest) > 0 {
		i.Post = rest[0]
	}
	if len(rest) > 1 {
		i.Name = strings.Join(rest[1:], "; ")
	}
	return i
}

// facts are what the document lets indicators count.
func (d Document) facts() []measure.Fact {
	if !d.Counts() {
		return nil
	}
	return []measure.Fact{{Unit: d.Unit, Day: d.On, Measure: "directive.document.count", Value: 1}}
}
