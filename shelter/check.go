package shelter

import (
	"regexp"
	"slices"
	"strings"
	"time"

	"neove/internal/clock"
	"neove/internal/errs"
	"neove/internal/vntext"
	"neove/measure"
)

// Kinds of facts of readiness.
const (
	Fund    = "fund"    // money set aside, with its document
	Kit     = "kit"     // sets of essential things that are packed
	Lodging = "lodging" // places where somebody can stay the night in the unit
	Drill   = "drill"   // the reception was rehearsed
	Call    = "call"    // somebody rang the duty phone
)

// CheckKinds lists them in the order of the board.
var CheckKinds = []string{Lodging, Fund, Kit, Drill, Call}

// Answers to a test call.
const (
	Answered = "yes"
	Silent   = "no"
)

// Check is what was found on a day when somebody looked.
type Check struct {
	ID        string     `db:"id" json:"id"`
	Unit      string     `db:"unit" json:"unit"`
	Office    string     `db:"office" json:"office"` // "" for the authority of the unit
	Kind      string     `db:"kind" json:"kind"`
	On        clock.Date `db:"on_day" json:"on"`
	Hour      string     `db:"hour" json:"hour"`         // of a call, HH:MM
	Count     *int64     `db:"count" json:"count"`       // kits, places, people at a drill
	Amount    *int64     `db:"amount" json:"amount"`     // đồng
	Answered  string     `db:"answered" json:"answered"` // of a call
	Phone     string     `db:"phone" json:"phone"`       // that was rung
	Document  string     `db:"document" json:"document"`
	Note      string     `db:"note" json:"note"`
	Withdrawn bool       `db:"withdrawn" json:"withdrawn"`
	Version   int64      `db:"version" json:"version"`
	CreatedBy string     `db:"created_by" json:"created_by"`
	CreatedAt time.Time  `db:"created_at" json:"created_at"`
	ChangedAt time.Time  `db:"changed_at" json:"changed_at"`
}

// maxMoney is more than a unit ever sets aside.
const maxMoney = 1_000_000_000_000

var (
	hourText  = regexp.MustCompile(`^([01]?\d|2[0-3]):[0-5]\d$`)
	phoneText = regexp.MustCompile(`^\+?[0-9]{3,15}$`)
)

// cleanHour brings 7h05 and 7:05 into HH:MM.
func cleanHour(s string) string {
	s = strings.ReplaceAll(strings.ToLower(vntext.Clean(s)), "h", ":")
	if strings.HasSuffix(s, ":") {
		s += "00"
	}
	if len(s) == len("7:05") {
		s = "0" + s
	}
	return s
}

// cleanPhone drops what people write between digits.
func cleanPhone(s string) string {
	return strings.NewReplacer(" ", "", ".", "", "-", "", "(", "", ")", "").Replace(vntext.Clean(s))
}

// clean brings a check into its stored form; values of other kinds go.
func (k *Check) clean(today clock.Date) {
	if k.On == 0 {
		k.On = today
	}
	k.Document, k.Note, k.Phone, k.Hour = vntext.Clean(k.Document), vntext.Clean(k.Note), cleanPhone(k.Phone), cleanHour(k.Hour)
	if k.Kind != Call {
		k.Answered, k.Phone, k.Hour = "", "", ""
	}
	if k.Kind == Fund || k.Kind == Call {
		k.Count = nil
	}
	if k.Kind != Fund {
		k.Amount = nil
	}
}

func (k *Check) validate(c *errs.Check, today clock.Date) {
	choose(c, "kind", k.Kind, CheckKinds)
	past(c, "on", k.On, today)
	short(c, "document", k.Document)
	short(c, "note", k.Note)
	switch k.Kind {
	case Call:
		choose(c, "answered", k.Answered, []string{Answered, Silent})
		if !phoneText.MatchString(k.Phone) {
			c.Add("phone", "shelter.err.phone")
		}
		if k.Hour != "" && !hourText.MatchString(k.Hour) {
			c.Add("hour", "shelter.err.hour")
		}
	case Fund:
		if k.Amount == nil {
			c.Add("amount", "web.err.required")
		} else if *k.Amount < 0 || *k.Amount > maxMoney {
			c.Add("amount", "shelter.err.count", "max", vntext.Number(maxMoney))
		}
	case Kit, Lodging, Drill:
		if k.Count == nil && k.Kind != Drill { // who came to a drill may not be known
			c.Add("count", "web.err.required")
		} else if k.Count != nil && (*k.Count < 0 || *k.Count > 100_000) {
			c.Add("count", "shelter.err.count", "max", vntext.Number(100_000))
		}
	}
}

// facts are what a check lets indicators count.
func (k Check) facts() []measure.Fact {
	if k.Withdrawn {
		return nil
	}
	add := func(list []measure.Fact, code string, n int64) []measure.Fact {
		return append(list, measure.Fact{Unit: k.Unit, Day: k.On, Measure: "shelter.readiness." + code, Value: n})
	}
	out := add(nil, "check", 1)
	switch k.Kind {
	case Drill:
		out = add(out, "drill", 1)
		if k.Count != nil {
			out = add(out, "drill_people", *k.Count)
		}
	case Call:
		out = add(out, "call", 1)
		if k.Answered == Answered {
			out = add(out, "call_answered", 1)
		}
	}
	return out
}

// Shifts of a day of duty.
var Shifts = []string{"day", "night"}

// Duty is who is reached on a shift.
type Duty struct {
	ID        string     `db:"id" json:"-"`
	Unit      string     `db:"unit" json:"unit"`
	Office    string     `db:"office" json:"office"`
	On        clock.Date `db:"on_day" json:"on"`
	Shift     string     `db:"shift" json:"shift"`
	Name      string     `db:"name" json:"name"`
	Phone     string     `db:"phone" json:"phone"`
	CreatedBy string     `db:"created_by" json:"-"`
	CreatedAt time.Time  `db:"created_at" json:"-"`
}

func (y *Duty) clean() { y.Name, y.Phone = vntext.Clean(y.Name), cleanPhone(y.Phone) }

func (y *Duty) validate(c *errs.Check, row int) {
	if y.Name == "" {
		c.AddAt(row, "name", "web.err.required")
	}
	if !phoneText.MatchString(y.Phone) {
		c.AddAt(row, "phone", "shelter.err.phone")
	}
	if len([]rune(y.Name)) > maxLine {
		c.AddAt(row, "name", "web.err.long", "max", maxLine)
	}
}

// weekOf is the Monday of a week.
func weekOf(day clock.Date) clock.Date {
	return day - clock.Date((int(day.Time().Weekday())+6)%7)
}

// shiftAt is the shift in force at an hour in Vietnam, and the day it belongs
// to: the night after midnight is still that of yesterday.
func shiftAt(now time.Time) (clock.Date, string) {
	at := now.In(clock.Vietnam)
	day := clock.DateOf(now)
	switch {
	case at.Hour() < dayBegins:
		return day - 1, "night"
	case at.Hour() < dayEnds:
		return day, "day"
	}
	return day, "night"
}

const dayBegins, dayEnds = 7, 19

// State of a unit's readiness: the newest fact of each kind, and who is on duty.
type Ready struct {
	Unit   string           `json:"unit"`
	Office string           `json:"office"`
	Facts  map[string]Check `json:"facts"`
	Duty   *Duty            `json:"duty"`
	Free   *int64           `json:"free_beds"` // of facilities of the unit; nil where there is none
}

// Old lists the kinds of a unit that are missing or older than they may be.
func (r Ready) Old(ages map[string]int64, today clock.Date) []string {
	var out []string
	for _, k := range CheckKinds {
		f, ok := r.Facts[k]
		if !ok || ages[k] > 0 && int64(today-f.On) > ages[k] {
			out = append(out, k)
		}
	}
	return out
}

// Missing reports whether nothing is known at all.
func (r Ready) Missing() bool { return len(r.Facts) == 0 && r.Duty == nil }

// Failed reports whether the last test call was not answered.
func (r Ready) Failed() bool {
	f, ok := r.Facts[Call]
	return ok && f.Answered == Silent
}

// newest keeps the newest fact of each kind; the list is oldest first.
func newest(list []Check) map[string]Check {
	out := map[string]Check{}
	for _, k := range list {
		if slices.Contains(CheckKinds, k.Kind) {
			out[k.Kind] = k
		}
	}
	return out
}
