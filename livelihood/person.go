package livelihood

import (
	"crypto/rand"
	"fmt"
	"math/big"
	"slices"
	"strconv"
	"strings"
	"time"

	"neove/internal/clock"
	"neove/internal/errs"
	"neove/internal/vntext"
)

// Codes of a person's record. Risks are why someone may be trafficked, never
// what happened to a victim: victims have case files.
var (
	Risks = []string{"poverty", "jobless", "dropout", "migration", "debt", "family", "border", "online", "marriage", "no_carer", "disability", "other"}
	// Bases are the grounds for keeping the record, one for each act.
	// Law: 91/2025/QH15 art. 19: the task of a state agency, or urgent need,
	// without consent.
	Bases       = []string{"duty", "consent", "urgent"}
	Sexes       = []string{"female", "male", "other", "unknown"}
	LeftReasons = []string{"stable", "moved", "handed_over", "declined", "died", "mistake"}
)

// State of a person's record.
type State string

// The states. Nothing but an officer's choice moves a record.
const (
	Watching  State = "watching"
	Supported State = "supported"
	Left      State = "left"
)

// States lists the states in order.
var States = []string{string(Watching), string(Supported), string(Left)}

// Person is a person at risk without what says who it is.
type Person struct {
	ID         string     `db:"id" json:"id"`
	Code       string     `db:"code" json:"code"`
	Unit       string     `db:"unit" json:"unit"`
	Sex        string     `db:"sex" json:"sex"`
	Risks      string     `db:"risks" json:"risks"` // codes joined by commas
	Basis      string     `db:"basis" json:"basis"`
	FirstOn    clock.Date `db:"first_on" json:"first_on"`
	ReviewOn   clock.Date `db:"review_on" json:"review_on"`
	State      State      `db:"state" json:"state"`
	LeftReason string     `db:"left_reason" json:"left_reason"`
	Version    int64      `db:"version" json:"version"`
	CreatedBy  string     `db:"created_by" json:"created_by"`
	CreatedAt  time.Time  `db:"created_at" json:"created_at"`
	ChangedAt  time.Time  `db:"changed_at" json:"changed_at"`
}

// Identity is what says who a person is. It is stored sealed and shown only
// after the reading was recorded.
type Identity struct {
	Name    string
	Birth   Birth
	Contact string // a safe way to reach the person
	Reason  string // why the person is on the list, in words
}

// Birth is a day, a month or a year of birth ("1998-05-12", "1998-05", "1998"),
// "" when unknown, with "~" in front when it is a guess.
type Birth string

// ParseBirth reads 12/5/1998, 5/1998 or 1998. ok is false for anything else.
func ParseBirth(text string, guess bool) (b Birth, ok bool) {
	text = vntext.Clean(text)
	if text == "" {
		return "", true
	}
	mark := ""
	if guess {
		mark = "~"
	}
	if d, err := vntext.ParseDate(text); err == nil {
		return Birth(mark + d.String()), true
	}
	month, year, both := strings.Cut(text, "/")
	if !both {
		month, year = "", text
	}
	y, err := strconv.Atoi(strings.TrimSpace(year))
	if err != nil || y < 1900 || y > 2100 {
		return "", false
	}
	if !both {
		return Birth(fmt.Sprintf("%s%04d", mark, y)), true
	}
	m, err := strconv.Atoi(strings.TrimSpace(month))
	if err != nil || m < 1 || m > 12 {
		return "", false
	}
	return Birth(fmt.Sprintf("%s%04d-%02d", mark, y, m)), true
}

// Guess reports whether nobody knows for sure.
func (b Birth) Guess() bool { return strings.HasPrefix(string(b), "~") }

// Text writes a birth as people do: 12/5/1998, 5/1998, 1998.
func (b Birth) Text() string {
	s := strings.TrimPrefix(string(b), "~")
	if d, err := clock.Parse(s); err == nil {
		return vntext.Date(d)
	}
	if year, month, ok := strings.Cut(s, "-"); ok {
		return strings.TrimPrefix(month, "0") + "/" + year
	}
	return s
}

// year is the year of birth; 0 when unknown.
func (b Birth) year() int {
	s := strings.TrimPrefix(string(b), "~")
	if len(s) < 4 {
		return 0
	}
	y, _ := strconv.Atoi(s[:4])
	return y
}

func (i *Identity) clean() {
	i.Name, i.Contact = vntext.Clean(i.Name), vntext.Clean(i.Contact)
	i.Reason = strings.TrimSpace(vntext.NFC(i.Reason))
}

const maxName = 120

// validate notes what is wrong with a person.
func (p Person) validate(c *errs.Check, i Identity, today clock.Date) {
	if i.Name == "" {
		c.Add("name", "livelihood.err.name")
	}
	checkLength(c, 0, "name", i.Name, maxName)
	checkLength(c, 0, "contact", i.Contact, maxText)
	checkLength(c, 0, "reason_words", i.Reason, maxContent)
	if i.Birth.year() > today.Year() {
		c.Add("birth", "livelihood.err.birth")
	}
	risks := strings.Split(p.Risks, ",")
	if p.Risks == "" || slices.ContainsFunc(risks, func(r string) bool { return !slices.Contains(Risks, r) }) {
		c.Add("risks", "livelihood.err.risks")
	}
	for _, f := range []struct {
		name, value string
		allowed     []string
	}{{"sex", p.Sex, Sexes}, {"basis", p.Basis, Bases}, {"state", string(p.State), States}} {
		if !slices.Contains(f.allowed, f.value) {
			c.Add(f.name, "web.err.choice")
		}
	}
	switch {
	case p.FirstOn == 0:
		c.Add("first_on", "livelihood.err.date")
	case p.FirstOn > today:
		c.Add("first_on", "livelihood.err.future", "today", vntext.Date(today))
	}
	switch {
	case p.State == Left && !slices.Contains(LeftReasons, p.LeftReason):
		c.Add("left_reason", "livelihood.err.left_reason")
	case p.State != Left && p.LeftReason != "":
		c.Add("left_reason", "livelihood.err.not_left")
	case p.State != Left && p.ReviewOn < p.FirstOn:
		c.Add("review_on", "livelihood.err.review")
	}
}

// newCode names a person without saying who or how many: the digits are drawn.
// Consonants, hyphen and digits survive every Vietnamese input method.
func newCode(year int) (string, error) {
	n, err := rand.Int(rand.Reader, big.NewInt(900_000))
	return fmt.Sprintf("NC-%04d-%06d", year, 100_000+n.Int64()), err
}
