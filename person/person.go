package person

import (
	"strings"
	"time"
	"unicode"

	"neove/internal/vntext"
)

// Person is somebody with what the reader may see of the profile. What was not
// opened has its state and no value.
type Person struct {
	row
	Profile
	Holder    string     // on whose behalf it is read
	InPlace   bool       // that holder may open the whereabouts, too
	Revisions []Revision // earlier values, newest first
	Same      []Person   // other records of the same person, merged into this one
}

// row is what stands in the open, and the sealed columns.
type row struct {
	ID        string    `db:"id"`
	Code      string    `db:"code"`
	Seq       int64     `db:"seq"`
	Merged    string    `db:"merged"`
	Names     []byte    `db:"names"`
	Facts     []byte    `db:"facts"`
	Place     []byte    `db:"place"`
	Version   int64     `db:"version"`
	CreatedBy string    `db:"created_by"`
	CreatedAt time.Time `db:"created_at"`
	ChangedAt time.Time `db:"changed_at"`
}

// box is the sealed column of a name.
func (r *row) box(column string) *[]byte {
	switch column {
	case colNames:
		return &r.Names
	case colFacts:
		return &r.Facts
	}
	return &r.Place
}

// Revision is a value that was replaced; of Was only Field is filled.
type Revision struct {
	Field string
	By    string
	At    time.Time
	Was   Profile
}

// Noted says who noted a field, and when.
func (p *Profile) Noted(code string) (by string, at time.Time) {
	for _, f := range fields {
		if f.code == code {
			return f.of(p).noted()
		}
	}
	return "", time.Time{}
}

// State is that of a field.
func (p *Profile) State(code string) State {
	for _, f := range fields {
		if f.code == code {
			return f.of(p).state()
		}
	}
	return NotAsked
}

// Label is what lists show of a person: never the full name.
type Label struct {
	ID, Code string
	Safe     string // the name that is safe to say; "" for none
	Initials string
}

// String is the safe name, the initials, or the code.
func (l Label) String() string {
	switch {
	case l.Safe != "":
		return l.Safe
	case l.Initials != "":
		return l.Initials
	}
	return l.Code
}

// initials are the first letters of the words of a name: "N.T.H.".
func initials(name string) string {
	var b strings.Builder
	for _, w := range strings.FieldsFunc(vntext.NFC(name), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.Is(unicode.Mn, r) }) {
		b.WriteRune(unicode.ToUpper([]rune(w)[0]))
		b.WriteByte('.')
	}
	return b.String()
}
